//! What the window looks like.

use iced::advanced::renderer::{Headless, Style};
use iced::{Color, Event, Point, Rectangle, Size, window};
use iced_test::runtime::user_interface::UserInterface;

use crate::support::harness::Harness;

impl<S, M: Send + std::fmt::Debug + 'static> Harness<S, M> {
    /// Keeps a picture of the window in the directory `PARLANCE_PICTURES`, if that is set.
    pub fn picture(&mut self, name: &str) {
        let Some(directory) = std::env::var_os("PARLANCE_PICTURES") else { return };
        let path = std::path::Path::new(&directory).join(format!("{name}.png"));
        let (pixels, width, height) = self.pixels();
        std::fs::create_dir_all(&directory).expect("the directory can be made");
        image::save_buffer(&path, &pixels, width, height, image::ColorType::Rgba8)
            .expect("the picture can be written");
    }

    /// How many dark pixels a part of the window has.
    pub fn ink(&mut self, part: Rectangle) -> usize {
        let (pixels, width, _) = self.pixels();
        let inside = |index: usize| {
            let index = u32::try_from(index).expect("a window is small");
            #[expect(clippy::cast_precision_loss)]
            let place = Point::new((index % width) as f32, (index / width) as f32);
            part.contains(place)
        };
        pixels
            .chunks_exact(4)
            .enumerate()
            .filter(|(index, pixel)| inside(*index) && pixel[..3].iter().all(|part| *part < 120))
            .count()
    }

    /// Draws all of the window, and says how many bytes that is.
    pub fn draw(&mut self) -> usize {
        self.pixels().0.len()
    }

    /// The window as it is drawn, in four bytes for each pixel.
    fn pixels(&mut self) -> (Vec<u8>, u32, u32) {
        let tokens = self.mode.tokens();
        let cache = self.cache.take().expect("between two steps the cache is there");
        let mut ui =
            UserInterface::build((self.view)(&self.state), self.size, cache, &mut self.renderer);
        // A widget keeps its status from the last redraw in its value: without one, buttons are
        // drawn as disabled.
        let redraw = Event::Window(window::Event::RedrawRequested(self.now));
        let _ = ui.update(
            &[redraw],
            self.cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut Vec::new(),
        );
        let style = Style { text_color: tokens.text };
        ui.draw(&mut self.renderer, &self.mode.theme(), &style, self.cursor);

        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let (width, height) = (self.size.width as u32, self.size.height as u32);
        let ground = Color { a: 1.0, ..tokens.page };
        let pixels = self.renderer.screenshot(Size::new(width, height), 1.0, ground);
        self.cache = Some(ui.into_cache());
        (pixels, width, height)
    }
}
