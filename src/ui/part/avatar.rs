//! A face: a picture, or a coloured initial; and the shape of presence at its corner.

use iced::advanced::graphics::text::{Paragraph, Version};
use iced::advanced::image::Renderer as _;
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{Alignment, LineHeight, Paragraph as _, Renderer as _, Shaping, Text};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Renderer as _, Widget, image};
use iced::alignment::Vertical;
use iced::widget::image::Handle;
use iced::widget::text::Wrapping;
use iced::{
    Border, Color, Element, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme, mouse,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::presence::Show;
use crate::ui::part::{emoji, icon, line};
use crate::ui::theme::{Tokens, font, hue, tokens};

/// In threads.
pub const THREAD: f32 = 32.0;
/// In rows of contacts.
pub const ROW: f32 = 28.0;
/// The shape at the corner.
const SHAPE: f32 = 10.0;

/// A face; see [`avatar`].
pub struct Avatar {
    initial: String,
    face: Color,
    size: f32,
    picture: Option<Handle>,
    show: Option<Show>,
    ground: fn(&Tokens) -> Color,
}

/// The face of whoever is called `name`. The colour comes from `seed`: the bare address, or the
/// nick in a room (XEP-0392, section 5.1).
pub fn avatar(name: &str, seed: &str, size: f32) -> Avatar {
    Avatar {
        initial: initial(name),
        face: hue::face(hue::angle(seed)),
        size,
        picture: None,
        show: None,
        ground: |tokens| tokens.side,
    }
}

impl Avatar {
    /// A picture, decoded and scaled already.
    pub fn picture(mut self, picture: Option<Handle>) -> Self {
        self.picture = picture;
        self
    }

    /// The shape of presence at its corner.
    pub fn show(mut self, show: Option<Show>) -> Self {
        self.show = show;
        self
    }

    /// What it stands on, where that is not the sidebar: seen around the shape.
    pub fn on(mut self, ground: fn(&Tokens) -> Color) -> Self {
        self.ground = ground;
        self
    }
}

/// The initial, shaped.
#[derive(Default)]
struct State {
    initial: String,
    size: f32,
    fonts: Version,
    shaped: Paragraph,
}

/// The colour of a presence shape.
pub fn show_colour(tokens: &Tokens, show: Show) -> Color {
    match show {
        Show::Online | Show::FreeToChat => tokens.available,
        Show::Away | Show::ExtendedAway => tokens.away,
        Show::Busy => tokens.busy,
        Show::Offline => tokens.offline,
    }
}

/// The shape of presence alone, 10 pixels wide.
pub fn presence<'a, Message: 'a>(show: Show) -> Element<'a, Message> {
    icon::glyph(icon::shape(show), SHAPE)
        .style(move |theme| iced::widget::text::Style {
            color: Some(show_colour(tokens(theme), show)),
        })
        .into()
}

/// The first letter of a name, or its first emoji.
fn initial(name: &str) -> String {
    let first = name
        .graphemes(true)
        .find(|it| emoji::any(it) || it.chars().any(char::is_alphanumeric))
        .or_else(|| name.graphemes(true).next());
    first.map_or_else(|| "?".to_owned(), str::to_uppercase)
}

impl<Message> Widget<Message, Theme, Renderer> for Avatar {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size), Length::Fixed(self.size))
    }

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, _: &layout::Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        let fonts = font::version();
        let same = state.initial == self.initial && state.fonts == fonts;
        if !same || (state.size - self.size).abs() > f32::EPSILON {
            state.fonts = fonts;
            let size = (self.size * 0.46).round();
            state.initial.clone_from(&self.initial);
            state.size = self.size;
            state.shaped =
                line::shape(&self.initial, font::SEMIBOLD, size, Size::INFINITE, Wrapping::None);
        }
        Node::new(Size::new(self.size, self.size))
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _: &renderer::Style,
        layout: Layout<'_>,
        _: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        match &self.picture {
            Some(picture) => {
                let radius = self.size / 2.0;
                let picture = image::Image {
                    border_radius: radius.into(),
                    ..image::Image::new(picture.clone())
                };
                renderer.draw_image(picture, bounds, *viewport);
            }
            None => self.draw_initial(tree.state.downcast_ref(), renderer, bounds, viewport),
        }

        if let Some(show) = self.show {
            // Text stands above pictures and quads of its own layer only.
            renderer.with_layer(*viewport, |renderer| {
                self.draw_show(renderer, tokens(theme), show, bounds);
            });
        }
    }
}

impl Avatar {
    fn draw_initial(
        &self,
        state: &State,
        renderer: &mut Renderer,
        bounds: Rectangle,
        viewport: &Rectangle,
    ) {
        let border = Border::default().rounded(self.size / 2.0);
        renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, self.face);
        let letter = state.shaped.min_bounds();
        let place = Point::new(
            (bounds.center_x() - letter.width / 2.0).round(),
            (bounds.center_y() - letter.height / 2.0).round(),
        );
        renderer.fill_paragraph(&state.shaped, place, Color::WHITE, *viewport);
    }

    fn draw_show(&self, renderer: &mut Renderer, tokens: &Tokens, show: Show, bounds: Rectangle) {
        let corner = Rectangle {
            x: bounds.x + bounds.width - SHAPE + 1.0,
            y: bounds.y + bounds.height - SHAPE + 1.0,
            width: SHAPE,
            height: SHAPE,
        };
        let behind = corner.expand(2.0);
        let border = Border::default().rounded(behind.width / 2.0);
        let quad = Quad { bounds: behind, border, ..Quad::default() };
        renderer.fill_quad(quad, (self.ground)(tokens));

        let glyph = icon::shape(show).to_string();
        draw_glyph(renderer, &glyph, font::ICONS, SHAPE, corner, show_colour(tokens, show));
    }
}

fn draw_glyph(
    renderer: &mut Renderer,
    glyph: &str,
    face: Font,
    size: f32,
    bounds: Rectangle,
    color: Color,
) {
    let text = Text {
        content: glyph.to_owned(),
        bounds: Size::new(bounds.width * 2.0, bounds.height),
        size: Pixels(size),
        line_height: LineHeight::Relative(1.0),
        font: face,
        align_x: Alignment::Center,
        align_y: Vertical::Center,
        shaping: Shaping::Advanced,
        wrapping: Wrapping::None,
    };
    // The software renderer takes what it is told to clip by for the bounds of the text, and cuts it
    // only where these reach out of the layer.
    let clip = bounds.expand(1.0);
    renderer.fill_text(text, Point::new(bounds.center_x(), bounds.center_y()), color, clip);
}

impl<'a, Message: 'a> From<Avatar> for Element<'a, Message> {
    fn from(avatar: Avatar) -> Self {
        Self::new(avatar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_initial_is_a_whole_letter() {
        for (name, wanted) in [
            ("romeo", "R"),
            ("  'Älfi", "Ä"),
            ("李雷", "李"),
            ("👩‍🚀 Ada", "👩‍🚀"),
            ("", "?"),
            ("---", "-"),
        ] {
            assert_eq!(initial(name), wanted, "{name}");
        }
    }
}
