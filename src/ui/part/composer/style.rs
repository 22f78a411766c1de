//! Styles that are written as signs around words (XEP-0393, section 6).

/// The text between two signs on each of its lines, or without them where they are there: a span
/// ends with its line, and touches no space inside.
pub fn toggled(text: &str, sign: char) -> String {
    let styled = |line: &str| inner(line.trim(), sign).is_some();
    let all = text.lines().filter(|line| !line.trim().is_empty()).all(styled);

    let lines = text.split('\n').map(|line| {
        let words = line.trim();
        if words.is_empty() {
            return line.to_owned();
        }
        let (before, after) = line.split_once(words).unwrap_or_default();
        match inner(words, sign).filter(|_| all) {
            Some(words) => format!("{before}{words}{after}"),
            None => format!("{before}{sign}{words}{sign}{after}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands between two of the sign.
fn inner(words: &str, sign: char) -> Option<&str> {
    words.strip_prefix(sign)?.strip_suffix(sign).filter(|inner| !inner.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_set_line_by_line_and_taken_away_again() {
        for (plain, styled) in [
            ("moon", "*moon*"),
            (" by yonder moon ", " *by yonder moon* "),
            ("one\n\n two", "*one*\n\n *two*"),
            ("你好", "*你好*"),
        ] {
            assert_eq!(toggled(plain, '*'), styled);
            assert_eq!(toggled(styled, '*'), plain);
        }
        assert_eq!(toggled("*one*\ntwo", '*'), "**one**\n*two*");
        assert_eq!(toggled("_one_", '~'), "~_one_~");
        assert_eq!(toggled("**", '*'), "****");
    }
}
