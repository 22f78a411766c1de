//! What comes with a field: pictures that are here, and links to all else. Nothing is fetched.

use iced::Element;
use iced::widget::image::Handle;
use iced::widget::{Column, image};

use crate::i18n::t;
use crate::model::form::{Form, Medium};
use crate::ui::part::form::Message;
use crate::ui::part::{control, text};
use crate::ui::pictures::face;
use crate::ui::theme::space;

/// Most pictures of a form that are decoded.
const MOST: usize = 8;

/// The pictures of a form that can be shown, by the place of their field.
pub fn pictures(form: &Form) -> Vec<(usize, Handle)> {
    let media = form.fields.iter().enumerate();
    let media = media.flat_map(|(place, field)| field.media.iter().map(move |it| (place, it)));
    let data = media.filter(|(_, it)| it.is_picture());
    let data = data.filter_map(|(place, it)| Some((place, it.data.as_ref()?))).take(MOST);
    data.filter_map(|(place, bytes)| {
        let (width, height, pixels) = face::whole(bytes)?;
        Some((place, Handle::from_rgba(width, height, pixels)))
    })
    .collect()
}

/// The media of the field at this place.
pub fn media<'a>(
    place: usize,
    media: &'a [Medium],
    pictures: &'a [(usize, Handle)],
) -> Element<'a, Message> {
    let mut rows = Column::new().spacing(space::XS);
    let mut seen = false;
    for (_, picture) in pictures.iter().filter(|it| it.0 == place) {
        rows = rows.push(image(picture.clone()));
        seen = true;
    }
    for medium in media {
        let web = ["https://", "http://"].iter().any(|it| medium.address.starts_with(it));
        if web {
            let told = crate::i18n::t!("form-medium-open", kind = kind(medium));
            rows = rows.push(control::hint(
                control::link(told).on_press(Message::Followed(medium.address.clone())),
                medium.address.as_str(),
            ));
        } else if !seen || !medium.is_picture() {
            rows = rows.push(text::meta(crate::i18n::t!("form-medium", kind = kind(medium))));
        }
    }
    rows.into()
}

fn kind(medium: &Medium) -> String {
    match medium.kind.split_once('/').map(|it| it.0) {
        Some("image") => t("form-medium-picture").into_owned(),
        Some("audio") => t("form-medium-sound").into_owned(),
        Some("video") => t("form-medium-film").into_owned(),
        _ => medium.kind.clone(),
    }
}
