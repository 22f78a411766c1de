//! How well one colour stands out from another (WCAG 2.2, section 1.4.3).

use iced::Color;

/// The contrast ratio of two opaque colours, from 1 to 21.
pub fn ratio(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What is seen where `over`, which may be translucent, lies on `under`.
pub fn laid(over: Color, under: Color) -> Color {
    let mix = |over_part: f32, under_part: f32| over_part * over.a + under_part * (1.0 - over.a);
    Color::from_rgb(mix(over.r, under.r), mix(over.g, under.g), mix(over.b, under.b))
}

fn luminance(color: Color) -> f32 {
    let linear = |part: f32| {
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };

    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{DARK, LIGHT, Mode, Tokens, hue};

    /// What text and shapes stand on, hovered and held down too.
    fn grounds(tokens: &Tokens) -> Vec<(&'static str, Color)> {
        let plain = [
            ("page", tokens.page),
            ("side", tokens.side),
            ("card", tokens.card),
            ("selected", tokens.selected),
        ];
        let over = |name, ground| {
            [
                (name, ground),
                ("hovered", laid(tokens.hover, ground)),
                ("pressed", laid(tokens.pressed, ground)),
            ]
        };

        plain.into_iter().flat_map(|(name, ground)| over(name, ground)).collect()
    }

    fn hold(least: f32, what: &str, on: &str, tokens: &Tokens, one: Color, other: Color) {
        let ratio = ratio(one, other);
        assert!(ratio >= least, "{:?}: {what} on {on}: {ratio:.2} < {least}", tokens.mode);
    }

    #[test]
    fn text_can_be_read_on_all_it_stands_on() {
        for tokens in [&LIGHT, &DARK] {
            for (name, ground) in grounds(tokens) {
                for (what, text) in [
                    ("text", tokens.text),
                    ("muted", tokens.muted),
                    ("accent", tokens.accent),
                    ("danger", tokens.danger),
                    ("success", tokens.success),
                ] {
                    hold(4.5, what, name, tokens, text, ground);
                }
            }
            for (name, ground) in
                [("mention", tokens.mention), ("code", tokens.code), ("field", tokens.field)]
            {
                hold(4.5, "text", name, tokens, tokens.text, ground);
                hold(4.5, "muted", name, tokens, tokens.muted, ground);
                hold(4.5, "accent", name, tokens, tokens.accent, ground);
            }
            hold(4.5, "text", "selection", tokens, tokens.text, tokens.selection);
            hold(4.5, "warning", "page", tokens, tokens.warning, tokens.page);
            hold(4.5, "warning", "side", tokens, tokens.warning, tokens.side);
            for (over, ground) in
                [(tokens.on_accent, tokens.accent), (tokens.on_danger, tokens.danger)]
            {
                hold(4.5, "label", "filled", tokens, over, ground);
                hold(4.5, "label", "hovered", tokens, over, style_mix(tokens, ground, 0.12));
            }
        }
    }

    fn style_mix(tokens: &Tokens, ground: Color, amount: f32) -> Color {
        crate::ui::theme::style::towards_text(tokens, ground, amount)
    }

    #[test]
    fn shapes_and_edges_stand_out() {
        for tokens in [&LIGHT, &DARK] {
            for (name, ground) in grounds(tokens) {
                for (what, shape) in [
                    ("accent", tokens.accent),
                    ("available", tokens.available),
                    ("away", tokens.away),
                    ("busy", tokens.busy),
                    ("offline", tokens.offline),
                ] {
                    hold(3.0, what, name, tokens, shape, ground);
                }
            }
            for (name, ground) in
                [("page", tokens.page), ("side", tokens.side), ("card", tokens.card)]
            {
                hold(3.0, "border", name, tokens, tokens.border, ground);
            }
        }
    }

    #[test]
    fn names_can_be_read_in_every_hue() {
        for mode in [Mode::Light, Mode::Dark] {
            let tokens = mode.tokens();
            for degree in 0..360 {
                let color = hue::text(f64::from(degree), mode);
                for (name, ground) in grounds(tokens) {
                    hold(4.5, &format!("{degree}°"), name, tokens, color, ground);
                }
                hold(4.5, &format!("{degree}°"), "mention", tokens, color, tokens.mention);
                let face = hue::face(f64::from(degree));
                hold(4.5, "initial", &format!("{degree}°"), tokens, Color::WHITE, face);
            }
        }
    }

    #[test]
    fn the_ends_of_the_scale_are_one_and_twenty_one() {
        assert!((ratio(Color::BLACK, Color::WHITE) - 21.0).abs() < 0.01);
        assert!((ratio(Color::WHITE, Color::WHITE) - 1.0).abs() < 0.01);
    }
}
