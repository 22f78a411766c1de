//! Where rows go on beyond the edge: they fade into the ground there, since half a line of text looks
//! like specks.

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::gradient::Linear;
use iced::{Background, Color, Radians, Rectangle, Renderer};

/// How far the fading reaches in, in logical pixels.
const DEPTH: f32 = 14.0;

/// Draws the fading of both edges, as far as rows go on there.
pub(super) fn draw(renderer: &mut Renderer, list: Rectangle, beyond: (bool, bool), ground: Color) {
    let height = DEPTH.min(list.height / 2.0);
    let clear = Color { a: 0.0, ..ground };
    let top = Rectangle { height, ..list };
    let bottom = Rectangle { y: list.y + list.height - height, ..top };
    // The angle 0 leads from the bottom to the top.
    let fades = [(beyond.0, top, std::f32::consts::PI), (beyond.1, bottom, 0.0)];

    for (_, bounds, angle) in fades.into_iter().filter(|(beyond, ..)| *beyond) {
        let fade = Linear::new(Radians(angle)).add_stop(0.0, ground).add_stop(1.0, clear);
        let quad = Quad { bounds, ..Quad::default() };
        renderer.fill_quad(quad, Background::Gradient(fade.into()));
    }
}
