//! The program's own sign.

use iced::window::Icon;
use iced::window::icon;

use crate::desktop::tray::Picture;

const PICTURE: &[u8] = include_bytes!("../../resources/app/parlance-64.png");

/// For the title bar and the list of windows, where the system takes it from the window.
pub fn window() -> Option<Icon> {
    let Picture { width, height, pixels } = picture();
    icon::from_rgba(pixels, width, height).ok()
}

/// For the tray.
pub fn picture() -> Picture {
    let picture = image::load_from_memory_with_format(PICTURE, image::ImageFormat::Png);
    picture.map_or_else(
        |_| Picture::default(),
        |picture| {
            let picture = picture.into_rgba8();
            let (width, height) = picture.dimensions();
            Picture { width, height, pixels: picture.into_raw() }
        },
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sign_is_there() {
        assert!(super::window().is_some());
    }
}
