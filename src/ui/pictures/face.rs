//! The bytes of a picture, which a stranger chose, as pixels of bounded number.

use std::io::Cursor;

use image::imageops::FilterType;

/// The edge of what is kept, in pixels: twice the largest that is shown.
pub const EDGE: u32 = 96;
/// The largest picture that is decoded, in pixels: more is a bomb.
const LARGEST: u32 = 4096;
/// What decoding may take, in bytes.
const MEMORY: u64 = 64 * 1024 * 1024;

/// A square of [`EDGE`] from the middle, four bytes a pixel.
pub fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);

    let picture = reader.decode().ok()?;
    let (width, height) = (picture.width(), picture.height());
    let edge = width.min(height);
    // Cut first: a line of pixels, scaled as a whole, would become a very long ribbon.
    let square = picture.crop_imm((width - edge) / 2, (height - edge) / 2, edge, edge);
    let small = square.resize_exact(EDGE, EDGE, FilterType::Triangle);
    Some(small.into_rgba8().into_raw())
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
    fn of_a_long_picture_the_middle_is_shown() {
        let mut line = image::RgbaImage::from_pixel(1, LARGEST, image::Rgba([255, 0, 0, 255]));
        line.put_pixel(0, (LARGEST - 1) / 2, image::Rgba([0, 0, 255, 255]));
        let mut png = Cursor::new(Vec::new());
        line.write_to(&mut png, image::ImageFormat::Png).expect("a picture in memory");

        let pixels = decode(png.get_ref()).expect("it is one");

        assert!(pixels.chunks(4).all(|it| it == [0, 0, 255, 255]));
    }
}
