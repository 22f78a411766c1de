//! Texts that mean something: styling, links, emoji, `xmpp:` links, quotes, moments, searches, forms,
//! settings, orders from outside.
#![no_main]

use std::cell::RefCell;
use std::ops::Range;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use parlance::client::fuzz::History;
use parlance::engine::fuzz::{moment, read_form, read_moment, split, submission, unquoted};
use parlance::model;
use parlance::model::message::{Author, Cursor, Message};
use parlance::model::settings::Window;
use parlance::model::uri::Uri;
use parlance_fuzz::stanzas::{Names, of};
use parlance_fuzz::talk::{BEGIN, HALL, jid, me, romeo};
use tokio::runtime::{Builder, Runtime};
use xmpp::minidom::Element;

/// The window is not built: these of its files need no toolkit.
#[allow(dead_code)]
#[path = "../../src/ui"]
mod ui {
    #[path = "part"]
    pub mod part {
        pub mod emoji;
        pub mod rich;
        pub mod styling;
    }
}

#[allow(dead_code)]
#[path = "../../src/app/remote/order.rs"]
mod order;

thread_local! {
    static CACHE: RefCell<(Runtime, History)> = RefCell::new(cache());
}

fn cache() -> (Runtime, History) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut history = History::new(me(), jid(HALL), BEGIN).expect("a cache");
    runtime.block_on(async {
        history.take(Vec::new(), BEGIN).await.expect("an account");
        for (row, words) in ["hello world", "你好，世界", "👍🏽 a-b c's \"d\""].iter().enumerate() {
            let at = BEGIN.plus(i64::try_from(row).unwrap_or_default());
            let cursor = Cursor { at, row: 0 };
            let message = Message::new(romeo(), cursor, Author::Peer, (*words).to_owned());
            history.keep(message).await.expect("room");
        }
    });
    (runtime, history)
}

fuzz_target!(|bytes: &[u8]| {
    let _ = look(Unstructured::new(bytes));
});

fn look(mut u: Unstructured<'_>) -> Result<()> {
    let kind = u.int_in_range(0..=8)?;
    if kind == 7 {
        return forms(u);
    }
    let ends = [u.arbitrary::<u16>()?, u.arbitrary::<u16>()?];
    let bytes = u.take_rest();
    let text = String::from_utf8_lossy(bytes);
    match kind {
        0 | 1 => styled(&text),
        2 => links(&text),
        3 => quotes(&text, ends),
        4 => moments(&text, ends),
        5 => searches(&text),
        6 => settings(&text),
        _ => orders(&text),
    }
    Ok(())
}

fn follow_each_other(ranges: impl Iterator<Item = Range<usize>>, text: &str) {
    let mut end = 0;
    for range in ranges {
        assert_eq!(range.start, end, "parts that do not follow each other");
        assert!(text.is_char_boundary(range.end), "a part that ends within a character");
        end = range.end;
    }
    assert_eq!(end, text.len(), "something is left out");
}

fn styled(text: &str) {
    follow_each_other(ui::part::styling::parse(text).into_iter().map(|it| it.range), text);
    let emoji = ui::part::emoji::runs(text);
    if !text.is_empty() {
        follow_each_other(emoji.into_iter().map(|it| it.range), text);
    }

    for rich in [
        ui::part::rich::Rich::of(text),
        ui::part::rich::Rich::plain(text),
        ui::part::rich::Rich::deed(text, text),
    ] {
        follow_each_other(rich.runs.iter().map(|it| it.range.clone()), &rich.text);
        assert!(rich.text.chars().all(|it| it == '\n' || !it.is_control()));
        for run in &rich.runs {
            let Some(link) = run.link else { continue };
            assert!(ui::part::rich::may_open(&rich.links[link]));
            assert!(rich.links[link].contains(&rich.text[run.range.clone()]));
        }
    }
}

fn links(text: &str) {
    let _ = Uri::parse_loosely(text);
    if let Some(uri) = Uri::parse(text) {
        let whole = uri.whole();
        // The bound is that of a link, and escapes are longer than what they stand for.
        if whole.len() < 8_000 {
            assert_eq!(Uri::parse(&whole).as_ref(), Some(&uri), "{whole} is read otherwise");
        }
    }
}

fn quotes(text: &str, [start, end]: [u16; 2]) {
    let kind = "urn:xmpp:reply:0";
    let mark = format!(
        "<message xmlns='jabber:client'><fallback xmlns='urn:xmpp:fallback:0' for='{kind}'>\
         <body start='{start}' end='{end}'/></fallback></message>"
    );
    let stanza: Element = mark.parse().expect("well formed");
    let (said, quoted) = split(&stanza, kind, text);
    assert_eq!(said.len() + quoted.len(), text.len(), "something is left out");
    let _ = unquoted(text);
}

fn moments(text: &str, [one, other]: [u16; 2]) {
    let made = format!("{one:04}-{:02}-{:02}T{text}", other % 14, other / 14 % 33);
    for text in [text, made.as_str()] {
        if let Some(at) = read_moment(text) {
            assert_eq!(read_moment(&moment(at)), Some(at), "{text} is written otherwise");
        }
    }
}

fn searches(words: &str) {
    CACHE.with_borrow_mut(|(runtime, history)| {
        let found = runtime.block_on(history.find(words.to_owned()));
        assert!(found.is_ok(), "{words:?}: {found:?}");
    });
}

fn settings(text: &str) {
    if let Ok(read) = toml::from_str::<model::Settings>(text) {
        let read = read.within_bounds();
        assert!(read.window.width >= Window::LEAST_WIDTH);
        let written = toml::to_string_pretty(&read).expect("it can be written");
        assert_eq!(toml::from_str(&written), Ok(read), "what is written is read again");
    }
}

fn orders(text: &str) {
    if let Ok(order) = order::Order::parse(text) {
        let line = order.line();
        assert!(!line.contains('\n'));
        assert_eq!(order::Order::parse(&line), Ok(order));
    }
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let _ = order::Order::from_words(&words);
    let _ = order::Answer::parse(text);
}

fn forms(mut u: Unstructured<'_>) -> Result<()> {
    let mut tree = of("iq", &mut u)?;
    for _ in 0..u.int_in_range(0..=12)? {
        tree.bend(&Names::default(), &mut u)?;
    }
    let element = tree.element();
    let below = element.children().flat_map(Element::children);
    for x in element.children().chain(below) {
        let form = read_form(x);
        let _ = form.fault();
        let answer: Element = submission(&form).into();
        let _ = String::from(&answer).parse::<Element>().expect("an answer is XML");
    }
    Ok(())
}
