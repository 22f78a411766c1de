//! A form that a service wants filled in (XEP-0004): every kind of field, and what is wrong with it.

use iced::widget::image::Handle;
use iced::widget::{Column, column, row, text_editor};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::form::{Choice, Fault, Field, Form, Kind};
use crate::ui::part::calm::calm;
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::theme::{LINE_HEIGHT, size, space, style};

mod media;
mod table;

/// The height of a field of several lines, in logical pixels.
const LINES: f32 = 80.0;

/// A form while it is filled in.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    form: Form,
    /// What is written in fields of several lines, by their place.
    texts: Vec<Option<text_editor::Content>>,
    /// Secrets that are shown.
    shown: Vec<usize>,
    /// What came with the fields to be seen, by their place.
    pictures: Vec<(usize, Handle)>,
    /// It was to be sent with faults: they are told from then on.
    strict: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(usize, String),
    Edited(usize, text_editor::Action),
    Toggled(usize),
    /// One of the choices, by its place.
    Chosen(usize, usize),
    Revealed(usize),
    /// A link that came with a field: for the dialog to follow.
    Followed(String),
}

impl Filling {
    pub fn new(form: Form) -> Self {
        let lines = |it: &Field| matches!(it.kind, Kind::Lines | Kind::Addresses);
        let text = |it: &Field| text_editor::Content::with_text(&it.values.join("\n"));
        let texts = form.fields.iter().map(|it| lines(it).then(|| text(it))).collect();
        let pictures = media::pictures(&form);
        Self { form, texts, shown: Vec::new(), pictures, strict: false }
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Typed(place, text) => self.set(place, |_| vec![text]),
            Message::Toggled(place) => {
                self.set(place, |it| vec![if it.is_set() { "0" } else { "1" }.to_owned()]);
            }
            Message::Chosen(place, choice) => self.set(place, |it| chosen(it, choice)),
            Message::Revealed(place) if self.shown.contains(&place) => {
                self.shown.retain(|it| *it != place);
            }
            Message::Revealed(place) => self.shown.push(place),
            Message::Followed(_) => {}
            Message::Edited(place, action) => {
                let Some(Some(content)) = self.texts.get_mut(place) else { return };
                content.perform(action);
                let text = content.text();
                let lines = text.trim_end_matches('\n').split('\n').map(str::to_owned).collect();
                self.set(place, |_| if text.trim().is_empty() { Vec::new() } else { lines });
            }
        }
    }

    fn set(&mut self, place: usize, values: impl FnOnce(&Field) -> Vec<String>) {
        if let Some(field) = self.form.fields.get_mut(place) {
            field.values = values(field);
        }
    }

    /// The form, if it can be sent; from now on its faults are told.
    pub fn finish(&mut self) -> Option<Form> {
        self.strict = true;
        self.form.fault().is_none().then(|| self.form.clone())
    }

    /// What was found stands in columns where there is room for them: `wide`.
    pub fn view(&self, wide: bool) -> Element<'_, Message> {
        let mut page = Column::new().spacing(space::M);
        for line in self.form.instructions.iter().filter(|it| !it.trim().is_empty()) {
            page = page.push(text::body(line.as_str()));
        }
        for (place, field) in self.form.fields.iter().enumerate() {
            if field.kind != Kind::Hidden {
                page = page.push(self.row(place, field));
            }
        }
        page.push(table::table(&self.form.table, wide)).width(Length::Fill).into()
    }

    fn row<'a>(&'a self, place: usize, it: &'a Field) -> Element<'a, Message> {
        let fault = if self.strict { it.fault().map(words) } else { None };
        let mut rows = Column::new().spacing(space::XS).push(match it.kind {
            Kind::Fixed | Kind::Hidden => text::strong(it.values.join("\n")),
            Kind::Boolean => {
                control::checkbox(it.title(), it.is_set()).on_press(Message::Toggled(place)).into()
            }
            Kind::Choice | Kind::Choices => choices(place, it),
            Kind::Lines | Kind::Addresses => self.lines(place, it),
            Kind::Text | Kind::Address | Kind::Secret => {
                let line = field(title(it), it.value())
                    .on_input(move |text| Message::Typed(place, text))
                    .fault(fault.clone());
                if it.kind == Kind::Secret {
                    let hidden = !self.shown.contains(&place);
                    let label = if hidden { t("login-reveal") } else { t("login-hide") };
                    line.secret(hidden, label, Message::Revealed(place)).into()
                } else {
                    line.into()
                }
            }
        });
        if let Some(fault) =
            fault.filter(|_| !matches!(it.kind, Kind::Text | Kind::Address | Kind::Secret))
        {
            rows = rows.push(text::fault(fault));
        }
        if !it.description.is_empty() {
            rows = rows.push(text::meta(it.description.as_str()));
        }
        if !it.media.is_empty() {
            rows = rows.push(media::media(place, &it.media, &self.pictures));
        }
        rows.width(Length::Fill).into()
    }

    fn lines<'a>(&'a self, place: usize, it: &'a Field) -> Element<'a, Message> {
        let Some(Some(content)) = self.texts.get(place) else { return column![].into() };
        let editor = text_editor::TextEditor::new(content)
            .on_action(move |action| Message::Edited(place, action))
            .padding([6.0, space::S])
            .size(size::BODY)
            .line_height(LINE_HEIGHT)
            .height(LINES)
            .style(style::editor);
        let hint = (it.kind == Kind::Addresses).then(|| text::meta(t("form-addresses")));
        column![text::meta(title(it)), row![calm(editor)]].push(hint).spacing(space::XS).into()
    }
}

/// What is chosen once this choice was pressed.
fn chosen(field: &Field, place: usize) -> Vec<String> {
    let Some(Choice { value, .. }) = field.choices.get(place) else { return field.values.clone() };
    if field.kind == Kind::Choice {
        return vec![value.clone()];
    }
    let mut values = field.values.clone();
    if values.contains(value) {
        values.retain(|it| it != value);
    } else {
        values.push(value.clone());
    }
    values
}

fn title(field: &Field) -> String {
    if field.required {
        crate::i18n::t!("form-required", name = field.title())
    } else {
        field.title().to_owned()
    }
}

fn choices<'a>(place: usize, it: &'a Field) -> Element<'a, Message> {
    let buttons = it.choices.iter().enumerate().map(|(number, choice)| {
        let set = it.values.contains(&choice.value);
        let button = if it.kind == Kind::Choice {
            control::radio(choice.label.as_str(), set)
        } else {
            control::checkbox(choice.label.as_str(), set)
        };
        button.on_press(Message::Chosen(place, number)).into()
    });
    let buttons = row(buttons).spacing(space::M).align_y(Alignment::Center).wrap();
    column![text::meta(title(it)), buttons].spacing(space::XS).into()
}

fn words(fault: Fault) -> String {
    use crate::i18n::t;
    match fault {
        Fault::Pattern => t("form-pattern").into_owned(),
        Fault::Missing => t("form-missing").into_owned(),
        Fault::Address => t("fault-address").into_owned(),
        Fault::Number => t("form-number").into_owned(),
        Fault::Below(least) => t!("form-below", least = least.to_string()),
        Fault::Above(most) => t!("form-above", most = most.to_string()),
        Fault::Choice => t("form-choice").into_owned(),
        Fault::TooFew(count) => t!("form-too-few", count = count),
        Fault::TooMany(count) => t!("form-too-many", count = count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_what_is_sent() {
        let field = |name: &str, kind| Field { name: name.to_owned(), kind, ..Field::default() };
        let choice = |it: &str| Choice { label: it.to_owned(), value: it.to_owned() };
        let picks = |kind| Field { choices: vec![choice("a"), choice("b")], ..field("pick", kind) };
        let form = Form {
            fields: vec![
                field("yes", Kind::Boolean),
                picks(Kind::Choice),
                picks(Kind::Choices),
                Field { required: true, ..field("who", Kind::Addresses) },
                field("name", Kind::Text),
            ],
            ..Form::default()
        };
        let mut filling = Filling::new(form);
        for message in [
            Message::Toggled(0),
            Message::Chosen(1, 0),
            Message::Chosen(1, 1),
            Message::Chosen(2, 0),
            Message::Chosen(2, 1),
            Message::Chosen(2, 0),
            Message::Chosen(2, 7),
            Message::Typed(4, "Hall".to_owned()),
        ] {
            filling.update(message);
        }
        assert_eq!(filling.finish(), None, "somebody must be named");

        let paste = |text: &str| {
            let text = std::sync::Arc::new(text.to_owned());
            Message::Edited(3, text_editor::Action::Edit(text_editor::Edit::Paste(text)))
        };
        filling.update(paste("a@b.example\nc@d.example\n"));
        let values: Vec<Vec<String>> =
            filling.finish().expect("it is whole").fields.into_iter().map(|it| it.values).collect();
        let expected =
            [vec!["1"], vec!["b"], vec!["b"], vec!["a@b.example", "c@d.example"], vec!["Hall"]];
        assert_eq!(values, expected);
    }
}
