//! Faces that strangers have chosen: within bounds of size, of memory and of time.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// The window is not built: this of its files needs no toolkit.
#[path = "../../src/ui/pictures/face.rs"]
mod face;

fuzz_target!(|bytes: &[u8]| {
    if let Some(pixels) = face::decode(bytes) {
        assert_eq!(pixels.len(), (face::EDGE * face::EDGE * 4) as usize);
    }
});
