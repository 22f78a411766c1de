//! Message archives (XEP-0313, version 1.1.3): our account's and those of rooms, page by page.

use std::collections::BTreeMap;

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::datetime;
use crate::engine::event::{Answer, Archive, ArchivePage, Command, Event, Origin, Page, RequestId};
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::ground::Gathering;
use crate::engine::request::Key;
use crate::engine::stanza::{self, forwarded};
use crate::engine::xml::xml;
use crate::model::{Address, Refusal, Timestamp};

/// How many messages are asked for at once, as a rule.
const PAGE: usize = 50;
/// The same where a whole archive is read. A server gives fewer where that is too many for it: Prosody
/// 50, ejabberd as many as this.
const LARGE_PAGE: usize = 250;
/// An archive's time may be so far ahead of ours: milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// More than this of one page is not believed.
const MOST: usize = 2 * LARGE_PAGE;

/// Asks for pages, and lets what comes through to the other features.
#[derive(Debug, Default)]
pub struct Archives {
    asked: BTreeMap<Key, Asked>,
}

/// A page that was asked for.
#[derive(Debug)]
struct Asked {
    request: Option<RequestId>,
    archive: Archive,
    page: Page,
    /// The `queryid` that its results bear.
    query: String,
    /// Ids and times of what has come.
    seen: Vec<(String, Option<Timestamp>)>,
}

impl Feature for Archives {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::FetchPage { archive, page } = command else { return PASSED };
        let query = cx.requests.id();
        let to = match archive {
            Archive::Account => None,
            Archive::Room(room) => Some(Address::bare(room.clone())),
        };

        cx.owe(request);
        let key = cx.set(to, question(&query, page, size(archive, page)));
        let (archive, page) = (archive.clone(), page.clone());
        let asked = Asked { request, archive, page, query, seen: Vec::new() };
        let _ = self.asked.insert(key, asked);
        let _ = cx.ground.pages.insert(key, Gathering::default());
        TAKEN
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let Some(result) = it.payload("result", ns::MAM) else { return PASSED };
        if it.origin != Origin::Live {
            return TAKEN;
        }

        let query = result.attr("queryid");
        let asked = self.asked.iter_mut().find(|(_, asked)| {
            let by_owner = match &asked.archive {
                Archive::Account => it.head.is_from_account(&cx.ground.me),
                Archive::Room(room) => it.head.from == Some(Address::bare(room.clone())),
            };
            by_owner && query == Some(asked.query.as_str())
        });
        let Some((key, asked)) = asked.filter(|(_, it)| it.seen.len() < MOST) else {
            log::warn!("an archive's result that nobody asked for was dropped");
            return TAKEN;
        };
        let (Some(id), Some((inner, head, forwarded))) =
            (stanza::id(result.attr("id")), forwarded(result))
        else {
            return TAKEN;
        };

        // Our clock may have been set back since.
        let latest = cx.now.plus(DAY);
        let at = stanza::delays(forwarded).next().map(|it| it.at.min(latest));
        asked.seen.push((id.clone(), at));
        let mine = |it: &Option<Address>| it.as_ref().is_some_and(|it| cx.ground.is_me(it));
        let belongs = match &asked.archive {
            // What is said in rooms is kept by the rooms.
            Archive::Account => head.kind != "groupchat" && (mine(&head.from) || mine(&head.to)),
            Archive::Room(room) => head.from.as_ref().is_some_and(|it| it.bare == *room),
        };
        let nested = inner.children().any(|it| it.has_ns(ns::CARBONS) || it.has_ns(ns::MAM));
        if !belongs || nested {
            return TAKEN;
        }

        it.origin = Origin::Archive;
        it.archived = Some((asked.archive.clone(), id));
        it.page = Some(*key);
        it.stamped = at;
        it.head = head;
        it.stanza = inner;
        PASSED
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let Some(asked) = self.asked.remove(&key) else { return };
        let gathered = cx.ground.pages.remove(&key).unwrap_or_default();

        let iq = match result {
            Ok(iq) => iq,
            Err(refusal) => return cx.settle(asked.request, Err(refusal.clone())),
        };
        let Some(fin) = iq.get_child("fin", ns::MAM) else {
            return cx.settle(asked.request, Err(Refusal::ours(Refusal::MALFORMED)));
        };

        let set = fin.get_child("set", ns::RSM);
        let named = |name| stanza::id(Some(set?.get_child(name, ns::RSM)?.text().as_str()));
        let first = asked.seen.first().cloned();
        let last = asked.seen.last().cloned();
        let ids = match (&first, &last) {
            (Some((first, _)), Some((last, _))) => Some((
                named("first").unwrap_or_else(|| first.clone()),
                named("last").unwrap_or_else(|| last.clone()),
            )),
            _ => named("first").zip(named("last")),
        };
        let times = first.and_then(|it| it.1).zip(last.and_then(|it| it.1));

        cx.emit(Event::Page(Box::new(ArchivePage {
            archive: asked.archive,
            asked: asked.page,
            messages: gathered.messages,
            ids,
            times,
            complete: matches!(fin.attr("complete"), Some("true" | "1")),
        })));
        for event in gathered.afterwards {
            cx.emit(event);
        }
        cx.settle(asked.request, Ok(Answer::Done));
    }
}

/// How many messages a page is to have. What is only looked at once more, and what a room has before
/// anybody reads there, is wanted at once, and not in numbers.
fn size(archive: &Archive, page: &Page) -> usize {
    match (archive, page) {
        (Archive::Account, Page::Newest | Page::Before(_) | Page::After(_) | Page::Since(_)) => {
            LARGE_PAGE
        }
        (Archive::Account, Page::Again(_)) | (Archive::Room(_), _) => PAGE,
    }
}

/// One page (sections 4.1 and 4.3; paging after XEP-0059).
fn question(query: &str, page: &Page, size: usize) -> Element {
    let set = xml("set", ns::RSM).child(xml("max", ns::RSM).text(&size.to_string()));
    let (set, start) = match page {
        Page::Newest => (set.child(xml("before", ns::RSM)), None),
        Page::Before(id) => (set.child(xml("before", ns::RSM).text(id)), None),
        Page::After(id) => (set.child(xml("after", ns::RSM).text(id)), None),
        Page::Since(at) => (set, Some(*at)),
        Page::Again(page) => return question(query, page, size),
    };

    let form = start.map(|at| {
        let field = |name: &str, value: &str| {
            let value = xml("value", ns::DATA_FORMS).text(value);
            xml("field", ns::DATA_FORMS).attr("var", name).child(value)
        };
        xml("x", ns::DATA_FORMS)
            .attr("type", "submit")
            .child(field("FORM_TYPE", ns::MAM).attr("type", "hidden"))
            .child(field("start", &datetime::format(at)))
    });
    xml("query", ns::MAM).attr("queryid", query).children(form).child(set).into()
}
