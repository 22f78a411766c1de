//! What a search or a command has found, in columns; below each other where there are many.

use iced::widget::{Column, Row, column, container};
use iced::{Element, Length};

use crate::i18n::t;
use crate::model::form::{Kind, Table};
use crate::ui::part::text;
use crate::ui::theme::{space, style};

/// Most columns that stand beside each other.
const BESIDE: usize = 4;
/// Most rows that are shown.
const MOST: usize = 200;

pub fn table<'a, M: 'a>(table: &'a Table, wide: bool) -> Option<Element<'a, M>> {
    if table.columns.is_empty() {
        return None;
    }
    if table.rows.is_empty() {
        return Some(text::muted(t("form-nothing")));
    }
    let shown = table.rows.iter().take(MOST);
    let mut all = if wide && table.columns.len() <= BESIDE {
        let titles = table.columns.iter().map(|it| cell(text::meta(it.title.as_str())));
        let head: Element<'_, M> = Row::with_children(titles).spacing(space::S).into();
        let rows = shown.map(|row| {
            let cells = table.columns.iter().zip(row);
            let cells = cells.map(|(column, it)| cell(text::body(written(column.kind, it))));
            Row::with_children(cells).spacing(space::S).into()
        });
        Column::with_children(std::iter::once(head).chain(rows)).spacing(space::S)
    } else {
        let cards = shown.map(|row| {
            let facts = table.columns.iter().zip(row).filter(|(_, it)| !it.is_empty());
            let facts = facts.map(|(column, it)| {
                let value = text::body(written(column.kind, it));
                column![text::meta(column.title.as_str()), value].into()
            });
            let facts = Column::with_children(facts).spacing(space::XS);
            container(facts).padding(space::S).width(Length::Fill).style(style::card).into()
        });
        Column::with_children(cards).spacing(space::S)
    };
    let more = table.rows.len().saturating_sub(MOST);
    if more > 0 {
        all = all.push(text::meta(crate::i18n::t!("form-more-rows", count = more)));
    }
    Some(all.width(Length::Fill).into())
}

fn cell<'a, M: 'a>(inner: Element<'a, M>) -> Element<'a, M> {
    container(inner).width(Length::FillPortion(1)).clip(true).into()
}

fn written(kind: Kind, value: &str) -> String {
    match (kind, value) {
        (Kind::Boolean, "1" | "true") => t("form-yes").into_owned(),
        (Kind::Boolean, "0" | "false") => t("form-no").into_owned(),
        (_, value) => value.to_owned(),
    }
}
