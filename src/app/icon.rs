//! The program's own sign.

use iced::window::Icon;
use iced::window::icon;

const PICTURE: &[u8] = include_bytes!("../../resources/app/parlance-64.png");

/// For the title bar and the list of windows, where the system takes it from the window.
pub fn window() -> Option<Icon> {
    let picture = image::load_from_memory_with_format(PICTURE, image::ImageFormat::Png).ok()?;
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();

    icon::from_rgba(picture.into_raw(), width, height).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sign_is_there() {
        assert!(super::window().is_some());
    }
}
