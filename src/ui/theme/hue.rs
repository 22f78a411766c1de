//! Consistent Color Generation (XEP-0392, version 1.0.1): the same colour for the same name.

use iced::Color;

use crate::model::ChatId;
use crate::model::chat::Peer;
use crate::ui::theme::Mode;

/// The angle of a name on the wheel, in degrees (section 5.1).
pub fn angle(name: &str) -> f64 {
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, name.as_bytes());
    let bytes = digest.as_ref();
    let number = u16::from_le_bytes([bytes[0], bytes[1]]);

    f64::from(number) / 65536.0 * 360.0
}

/// The colour of an angle as text, readable on every background of the mode.
pub fn text(angle: f64, mode: Mode) -> Color {
    match mode {
        Mode::Light => color(angle, 100.0, 38.0),
        Mode::Dark => color(angle, 90.0, 76.0),
    }
}

/// The colour of an angle as the ground of a white initial.
pub fn face(angle: f64) -> Color {
    color(angle, 75.0, 42.0)
}

/// HSLuv to sRGB; `saturation` and `lightness` from 0 to 100 (hsluv.org, revision 4).
pub fn color(angle: f64, saturation: f64, lightness: f64) -> Color {
    let chroma = most_chroma(lightness, angle) * saturation / 100.0;
    let (sin, cos) = angle.to_radians().sin_cos();
    let [r, g, b] = luv_to_rgb(lightness, chroma * cos, chroma * sin);

    Color::from_rgb(clamp(r), clamp(g), clamp(b))
}

/// From linear XYZ to linear sRGB.
const RGB: [[f64; 3]; 3] = [
    [3.240_969_941_904_521, -1.537_383_177_570_093, -0.498_610_760_293],
    [-0.969_243_636_280_87, 1.875_967_501_507_72, 0.041_555_057_407_175],
    [0.055_630_079_696_993, -0.203_976_958_888_97, 1.056_971_514_242_878],
];
const KAPPA: f64 = 903.296_296_296_296_3;
const EPSILON: f64 = 0.008_856_451_679_035_631;
/// The white point, D65.
const REFERENCE_U: f64 = 0.197_830_006_642_836_8;
const REFERENCE_V: f64 = 0.468_319_994_938_791;

/// The greatest chroma that sRGB can show at this lightness and angle.
fn most_chroma(lightness: f64, angle: f64) -> f64 {
    let (sin, cos) = angle.to_radians().sin_cos();
    let cube = (lightness + 16.0).powi(3) / 1_560_896.0;
    let relative = if cube > EPSILON { cube } else { lightness / KAPPA };

    let edges = RGB.iter().flat_map(|[a, b, c]| {
        [0.0, 1.0].map(|side| {
            let over_u = (284_517.0 * a - 94_839.0 * c) * relative;
            let over_v = (838_422.0 * c + 769_860.0 * b + 731_718.0 * a) * lightness * relative
                - 769_860.0 * side * lightness;
            let under = (632_260.0 * c - 126_452.0 * b) * relative + 126_452.0 * side;
            let (slope, intercept) = (over_u / under, over_v / under);
            intercept / (sin - slope * cos)
        })
    });

    edges.filter(|length| *length >= 0.0).fold(f64::INFINITY, f64::min)
}

fn luv_to_rgb(lightness: f64, u: f64, v: f64) -> [f64; 3] {
    if lightness <= 0.0 {
        return [0.0; 3];
    }

    let var_u = u / (13.0 * lightness) + REFERENCE_U;
    let var_v = v / (13.0 * lightness) + REFERENCE_V;
    let y = if lightness > 8.0 { ((lightness + 16.0) / 116.0).powi(3) } else { lightness / KAPPA };
    let x = y * 9.0 * var_u / (4.0 * var_v);
    let z = y * (12.0 - 3.0 * var_u - 20.0 * var_v) / (4.0 * var_v);

    RGB.map(|[a, b, c]| {
        let linear = a * x + b * y + c * z;
        if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
    })
}

#[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
fn clamp(part: f64) -> f32 {
    part.clamp(0.0, 1.0) as f32
}

/// What the colour of a face is made from (XEP-0392, section 5.1).
pub fn seed(chat: &ChatId) -> String {
    match &chat.peer {
        Peer::Contact(jid) | Peer::Room(jid) => jid.to_string(),
        Peer::Occupant { nick, .. } => nick.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of XEP-0392, section 13.1: at saturation 100 and lightness 50.
    #[test]
    fn names_have_the_colours_of_the_standard() {
        let vectors = [
            ("Romeo", 327.255_249, [0.865, 0.000, 0.686]),
            ("juliet@capulet.lit", 209.410_400, [0.000, 0.515, 0.573]),
            ("😺", 331.199_341, [0.872, 0.000, 0.659]),
            ("council", 359.994_507, [0.918, 0.000, 0.394]),
            ("Board", 171.430_664, [0.000, 0.527, 0.457]),
        ];

        for (name, degrees, rgb) in vectors {
            assert!((angle(name) - degrees).abs() < 0.000_01, "{name}: {}", angle(name));
            let color = color(angle(name), 100.0, 50.0);
            for (part, wanted) in [color.r, color.g, color.b].into_iter().zip(rgb) {
                assert!((part - wanted).abs() < 0.001, "{name}: {color:?}");
            }
        }
    }
}
