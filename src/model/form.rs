//! Forms that a service wants filled in (XEP-0004), and what may stand in their fields (XEP-0122).

use regex_lite::RegexBuilder;

use crate::model::address::Address;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    pub title: String,
    pub instructions: Vec<String>,
    pub fields: Vec<Field>,
    /// What a search or a command has found (XEP-0004, section 3.4).
    pub table: Table,
}

/// Columns, and the rows below them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    /// The text of each column.
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the protocol.
    pub name: String,
    pub title: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// The name in the protocol (`var`); empty for a text that is only read.
    pub name: String,
    pub kind: Kind,
    pub label: String,
    pub description: String,
    pub required: bool,
    /// One for each line, choice or address; a yes or no is `1` or `0`.
    pub values: Vec<String>,
    pub choices: Vec<Choice>,
    pub rule: Option<Rule>,
    /// Pictures and the like that belong to the field, by what they are and where (XEP-0221).
    pub media: Vec<Medium>,
}

/// XEP-0004, section 3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    Boolean,
    /// A text to be read.
    Fixed,
    Hidden,
    Addresses,
    Address,
    Choices,
    Choice,
    Lines,
    Secret,
    #[default]
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medium {
    /// As in `image/png`; may be empty.
    pub kind: String,
    pub address: String,
    /// Its bytes, where they came along (XEP-0231).
    pub data: Option<Vec<u8>>,
}

impl Medium {
    pub fn is_picture(&self) -> bool {
        self.kind.starts_with("image/")
    }
}

/// What a value must be (XEP-0122). What of it we cannot check is left to the service, which checks it
/// all anyway.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    pub datatype: Datatype,
    pub least: Option<f64>,
    pub most: Option<f64>,
    /// A regular expression that the whole value fits.
    pub pattern: Option<String>,
    /// Values beside the choices are fine.
    pub open: bool,
    /// How many may be chosen.
    pub count: (Option<usize>, Option<usize>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Datatype {
    #[default]
    Text,
    Integer,
    Decimal,
}

/// What is wrong with a field as it is filled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    Missing,
    Address,
    Number,
    Below(f64),
    Above(f64),
    /// None of the choices.
    Choice,
    TooFew(usize),
    TooMany(usize),
    /// It does not fit the pattern.
    Pattern,
}

impl Form {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// Fills in a field, if the form has it.
    pub fn set(&mut self, name: &str, values: &[&str]) -> bool {
        match self.fields.iter_mut().find(|it| it.name == name) {
            Some(field) => {
                field.values = values.iter().map(|it| (*it).to_owned()).collect();
                true
            }
            None => false,
        }
    }

    /// The first field that cannot stand as it is, by its place.
    pub fn fault(&self) -> Option<(usize, Fault)> {
        self.fields.iter().enumerate().find_map(|(place, it)| Some((place, it.fault()?)))
    }
}

impl Field {
    /// What it is called: its label, else its name in the protocol.
    pub fn title(&self) -> &str {
        if self.label.is_empty() { &self.name } else { &self.label }
    }

    /// The first value, or nothing.
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Whether a yes or no is a yes.
    pub fn is_set(&self) -> bool {
        matches!(self.value(), "1" | "true")
    }

    pub fn fault(&self) -> Option<Fault> {
        if matches!(self.kind, Kind::Fixed | Kind::Hidden | Kind::Boolean) {
            return None;
        }
        let given: Vec<&str> =
            self.values.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
        if given.is_empty() {
            return self.required.then_some(Fault::Missing);
        }
        let (least, most) = self.rule.as_ref().map_or((None, None), |it| it.count);
        if let Some(least) = least.filter(|it| given.len() < *it) {
            return Some(Fault::TooFew(least));
        }
        if let Some(most) = most.filter(|it| given.len() > *it) {
            return Some(Fault::TooMany(most));
        }
        given.into_iter().find_map(|it| self.fault_of(it))
    }

    fn fault_of(&self, value: &str) -> Option<Fault> {
        let open = self.rule.as_ref().is_some_and(|it| it.open);
        match self.kind {
            Kind::Address | Kind::Addresses if Address::parse(value).is_none() => {
                Some(Fault::Address)
            }
            Kind::Choice | Kind::Choices
                if !open && !self.choices.iter().any(|it| it.value == value) =>
            {
                Some(Fault::Choice)
            }
            _ => self.rule.as_ref().and_then(|it| it.fault(value)),
        }
    }
}

impl Rule {
    /// The longest pattern, and the longest value that is held against it, in bytes.
    const LONGEST_PATTERN: usize = 200;
    const LONGEST_VALUE: usize = 2_000;
    /// What a pattern may take once it is read, in bytes: some hundred steps.
    const LARGEST: usize = 16 * 1024;

    fn fault(&self, value: &str) -> Option<Fault> {
        let number = match self.datatype {
            Datatype::Text => return self.pattern_fault(value),
            Datatype::Integer => value.parse::<i64>().ok().map(|it| it as f64),
            Datatype::Decimal => value.parse::<f64>().ok().filter(|it| it.is_finite()),
        };
        let Some(number) = number else { return Some(Fault::Number) };
        if let Some(least) = self.least.filter(|it| number < *it) {
            return Some(Fault::Below(least));
        }
        let above = self.most.filter(|it| number > *it).map(Fault::Above);
        above.or_else(|| self.pattern_fault(value))
    }

    /// A pattern comes from a stranger: what would cost too much, or is none, is not checked.
    fn pattern_fault(&self, value: &str) -> Option<Fault> {
        let pattern = self.pattern.as_ref().filter(|it| it.len() <= Self::LONGEST_PATTERN)?;
        if value.len() > Self::LONGEST_VALUE {
            return None;
        }
        let whole = format!("^(?:{pattern})$");
        let regex = RegexBuilder::new(&whole).size_limit(Self::LARGEST).build().ok()?;
        (!regex.is_match(value)).then_some(Fault::Pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind, values: &[&str]) -> Field {
        let values = values.iter().map(|it| (*it).to_owned()).collect();
        Field { name: "it".to_owned(), kind, values, ..Field::default() }
    }

    #[test]
    fn a_field_says_what_is_wrong_with_it() {
        let required = |it: Field| Field { required: true, ..it };
        let ruled = |it: Field, rule: Rule| Field { rule: Some(rule), ..it };
        let port = || Rule {
            datatype: Datatype::Integer,
            least: Some(1.0),
            most: Some(10.0),
            ..Rule::default()
        };
        let choice = Choice { label: "One".to_owned(), value: "1".to_owned() };
        let one =
            |value: &str| Field { choices: vec![choice.clone()], ..field(Kind::Choice, &[value]) };
        let pattern = |it: &str| Rule { pattern: Some(it.to_owned()), ..Rule::default() };
        let two = || Rule { count: (Some(2), Some(2)), ..Rule::default() };

        let cases = [
            (field(Kind::Text, &[]), None),
            (required(field(Kind::Text, &[" "])), Some(Fault::Missing)),
            (required(field(Kind::Text, &["x"])), None),
            (field(Kind::Address, &["a@b.example"]), None),
            (field(Kind::Address, &["@"]), Some(Fault::Address)),
            (field(Kind::Addresses, &["a@b.example", "", "a b@c"]), Some(Fault::Address)),
            (one("1"), None),
            (one("2"), Some(Fault::Choice)),
            (ruled(one("2"), Rule { open: true, ..Rule::default() }), None),
            (ruled(field(Kind::Text, &["x"]), port()), Some(Fault::Number)),
            (ruled(field(Kind::Text, &["0"]), port()), Some(Fault::Below(1.0))),
            (ruled(field(Kind::Text, &["11"]), port()), Some(Fault::Above(10.0))),
            (ruled(field(Kind::Text, &["10"]), port()), None),
            (ruled(field(Kind::Lines, &["a"]), two()), Some(Fault::TooFew(2))),
            (ruled(field(Kind::Lines, &["a", "b", "c"]), two()), Some(Fault::TooMany(2))),
            (required(field(Kind::Hidden, &[])), None),
            (ruled(field(Kind::Text, &["AB-12"]), pattern("[A-Z]{2}-[0-9]+")), None),
            (
                ruled(field(Kind::Text, &["xAB-12"]), pattern("[A-Z]{2}-[0-9]+")),
                Some(Fault::Pattern),
            ),
            (ruled(field(Kind::Text, &["b"]), pattern("a|b")), None),
            (ruled(field(Kind::Text, &["bc"]), pattern("a|b")), Some(Fault::Pattern)),
            // What is no pattern, or costs too much, is for the service to check.
            (ruled(field(Kind::Text, &["x"]), pattern("((")), None),
            (ruled(field(Kind::Text, &["x"]), pattern("(a{1000}){1000}")), None),
            (ruled(field(Kind::Text, &["x"]), pattern(&"a".repeat(201))), None),
            (ruled(field(Kind::Text, &[&"x".repeat(2_001)]), pattern("a")), None),
        ];
        for (field, fault) in cases {
            assert_eq!(field.fault(), fault, "{field:?}");
        }
    }
}
