//! The bytes of a picture, which a stranger chose, as pixels of bounded number.

use std::io::Cursor;

use image::imageops::FilterType;

/// The edge of what is kept, in pixels: twice the largest that is shown.
pub const EDGE: u32 = 96;
/// The edge of what is given to others to be shown, in pixels.
const GIVEN: u32 = 192;
/// The longest file that is looked at to be given to others, in bytes.
pub const LONGEST: u64 = 32 << 20;
/// The largest picture that is shown as it is, in pixels.
const LARGEST_WHOLE: u32 = 1024;
/// The largest picture that is decoded, in pixels: more is a bomb. A person's own may be larger.
const LARGEST_OWN: u32 = 16_384;
/// The same of a stranger's.
const LARGEST: u32 = 4096;
/// What decoding may take, in bytes: of a stranger's, and of a person's own.
const MEMORY: u64 = 64 << 20;
const MEMORY_OWN: u64 = 512 << 20;

/// A square of [`EDGE`] from the middle, four bytes a pixel.
pub fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(square(bytes, (LARGEST, MEMORY), EDGE)?.into_raw())
}

/// A picture of the person's own, as it is given to others: a small square as PNG.
pub fn prepare(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = square(bytes, (LARGEST_OWN, MEMORY_OWN), GIVEN)?;
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// A picture as it is, where it is small: its width, its height, and four bytes a pixel.
pub fn whole(bytes: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    let picture = read(bytes, (LARGEST_WHOLE, MEMORY))?.into_rgba8();
    Some((picture.width(), picture.height(), picture.into_raw()))
}

/// A square from the middle, of this edge.
fn square(bytes: &[u8], bounds: (u32, u64), side: u32) -> Option<image::RgbaImage> {
    let picture = read(bytes, bounds)?;
    let (width, height) = (picture.width(), picture.height());
    let edge = width.min(height);
    // Cut first: a line of pixels, scaled as a whole, would become a very long ribbon.
    let square = picture.crop_imm((width - edge) / 2, (height - edge) / 2, edge, edge);
    Some(square.resize_exact(side, side, FilterType::Triangle).into_rgba8())
}

/// Within these bounds: the longest edge, and the memory.
fn read(bytes: &[u8], (largest, memory): (u32, u64)) -> Option<image::DynamicImage> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(largest);
    limits.max_image_height = Some(largest);
    limits.max_alloc = Some(memory);
    reader.limits(limits);

    reader.decode().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_becomes_none() {
        assert!(decode(b"").is_none());
        assert!(decode(b"GIF89a\xff\xff\xff\xff").is_none());
    }

    #[test]
    fn a_picture_becomes_a_square_of_fixed_size() {
        let mut png = Cursor::new(Vec::new());
        image::RgbaImage::new(7, 300)
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a picture in memory");

        let pixels = decode(png.get_ref()).expect("it is one");

        assert_eq!(pixels.len(), (EDGE * EDGE * 4) as usize);
    }

    #[test]
    fn what_is_given_to_others_is_a_small_picture_again() {
        let mut png = Cursor::new(Vec::new());
        image::RgbaImage::new(LARGEST + 4, 30)
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a picture in memory");

        assert!(decode(png.get_ref()).is_none(), "a stranger's may not be so large");
        let given = prepare(png.get_ref()).expect("it is one");
        let read = image::load_from_memory(&given).expect("a picture");
        assert_eq!((read.width(), read.height()), (GIVEN, GIVEN));
    }

    #[test]
    fn of_a_long_picture_the_middle_is_shown() {
        let mut line = image::RgbaImage::from_pixel(1, LARGEST, image::Rgba([255, 0, 0, 255]));
        line.put_pixel(0, (LARGEST - 1) / 2, image::Rgba([0, 0, 255, 255]));
        let mut png = Cursor::new(Vec::new());
        line.write_to(&mut png, image::ImageFormat::Png).expect("a picture in memory");

        let pixels = decode(png.get_ref()).expect("it is one");

        assert!(pixels.chunks(4).all(|it| it == [0, 0, 255, 255]));
    }
}
