//! Completes nicks with Tab, one after the other.

/// What Tab is going through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What stood before the caret in its line.
    before: String,
    hits: Vec<String>,
    place: usize,
}

impl Completion {
    /// Begins with the line as it stands before the caret; `None` where no nick fits.
    pub fn begin(line: &str, nicks: impl Iterator<Item = String>) -> Option<Self> {
        let start = line
            .rfind(char::is_whitespace)
            .map_or(0, |place| place + line[place..].chars().next().map_or(1, char::len_utf8));
        let wanted = line[start..].trim_start_matches('@').to_lowercase();
        if wanted.is_empty() {
            return None;
        }
        let mut hits: Vec<String> =
            nicks.filter(|nick| nick.to_lowercase().starts_with(&wanted)).collect();
        hits.sort_by_key(|nick| nick.to_lowercase());
        if hits.is_empty() {
            return None;
        }
        Some(Self { before: line[..start].to_owned(), hits, place: 0 })
    }

    /// Goes on to the next nick.
    pub fn next(&mut self) {
        self.place = (self.place + 1) % self.hits.len();
    }

    /// What stands before the caret now: at the begin of a line the nick is spoken to.
    pub fn line(&self) -> String {
        let nick = &self.hits[self.place];
        let after = if self.before.is_empty() { ": " } else { " " };
        format!("{}{nick}{after}", self.before)
    }

    pub fn is_at(&self, line: &str) -> bool {
        self.line() == line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nicks() -> impl Iterator<Item = String> {
        ["Anna", "andreas", "Bob", "李雷"].into_iter().map(str::to_owned)
    }

    #[test]
    fn nicks_come_one_after_the_other() {
        let mut completion = Completion::begin("an", nicks()).expect("two fit");
        assert_eq!(completion.line(), "andreas: ");
        completion.next();
        assert_eq!(completion.line(), "Anna: ");
        assert!(completion.is_at("Anna: "));
        completion.next();
        assert_eq!(completion.line(), "andreas: ");
    }

    #[test]
    fn within_a_line_a_nick_is_only_named() {
        let completion = Completion::begin("ask 李", nicks()).expect("one fits");
        assert_eq!(completion.line(), "ask 李雷 ");
        assert_eq!(Completion::begin("", nicks()), None);
        assert_eq!(Completion::begin("x", nicks()), None);
    }
}
