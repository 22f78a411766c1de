//! The rooms that one comes back to: PEP Native Bookmarks (XEP-0402, version 1.1), or private
//! storage (XEP-0049 with XEP-0048) where the server does not keep the two in step.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, Event, Origin, RequestId};
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::personal::{self, Notice};
use crate::engine::request::Key;
use crate::engine::xml::{Xml, xml};
use crate::model::room::Bookmark;
use crate::model::{Address, Refusal};

mod notify;

/// Most bookmarks that are kept.
const MOST: usize = 2_000;

#[derive(Debug, Default)]
pub struct Bookmarks {
    home: Home,
    fetching: Option<Key>,
    changing: BTreeMap<Key, Change>,
    /// Wishes that came before the bookmarks did.
    waiting: Vec<(Option<RequestId>, Result<Bookmark, BareJid>)>,
    /// What others have put beside our fields (XEP-0402, section 3.1), to be written back.
    extensions: BTreeMap<BareJid, Element>,
    /// What else stands in the private storage, to be written back.
    beside: Vec<Element>,
}

/// Where the bookmarks live.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// Not known: nothing may be written, since it might wipe out what is there.
    #[default]
    Unknown,
    Items,
    Private,
}

/// A change on its way.
#[derive(Debug, Clone)]
struct Change {
    request: Option<RequestId>,
    /// `Err` is removed.
    bookmark: Result<Bookmark, BareJid>,
    /// What was there before, should the server refuse.
    before: Option<Bookmark>,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    /// The node is set up anew, since it was not as we want it.
    Configuring,
    Last,
}

impl Feature for Bookmarks {
    fn namespaces(&self) -> &'static [&'static str] {
        &["urn:xmpp:bookmarks:1+notify"]
    }

    fn began(&mut self, _cx: &mut Context<'_>) {
        self.home = Home::Unknown;
        self.fetching = None;
        self.changing.clear();
        self.waiting.clear();
    }

    fn discovered(&mut self, cx: &mut Context<'_>) {
        let question = if cx.ground.has(ns::BOOKMARKS2_COMPAT) {
            personal::fetch(ns::BOOKMARKS2, None)
        } else {
            xml("query", ns::PRIVATE).child(xml("storage", ns::BOOKMARKS))
        };
        self.fetching = Some(cx.get(None, question));
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        if self.fetching == Some(key) {
            self.fetching = None;
            self.fetched(result, cx);
        } else if let Some(change) = self.changing.remove(&key) {
            self.changed(change, result, cx);
        }
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let notices = personal::notices(&it.stanza, ns::BOOKMARKS2);
        if notices.is_empty() {
            return PASSED;
        }
        if it.origin != Origin::Live || it.is_error() || !it.head.is_from_account(&cx.ground.me) {
            log::warn!("forged bookmarks were dropped");
            return TAKEN;
        }
        for notice in notices {
            self.noticed(notice, cx);
        }
        TAKEN
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let bookmark = match command {
            Command::SetBookmark(bookmark) => Ok(bookmark.clone()),
            Command::RemoveBookmark(jid) => Err(jid.clone()),
            _ => return PASSED,
        };
        cx.owe(request);
        self.change(request, bookmark, cx);
        TAKEN
    }
}

impl Bookmarks {
    fn change(
        &mut self,
        request: Option<RequestId>,
        bookmark: Result<Bookmark, BareJid>,
        cx: &mut Context<'_>,
    ) {
        if self.home == Home::Unknown {
            if self.waiting.len() < MOST {
                self.waiting.push((request, bookmark));
            }
            return;
        }

        // Our own copy goes ahead, so that the server's notice of it brings nothing new.
        let jid = jid(&bookmark).clone();
        let before = match &bookmark {
            Ok(bookmark) => cx.ground.bookmarks.insert(jid, bookmark.clone()),
            Err(_) => cx.ground.bookmarks.remove(&jid),
        };
        self.write(Change { request, bookmark, before, step: Step::First }, cx);
    }

    fn fetched(&mut self, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let modern = cx.ground.has(ns::BOOKMARKS2_COMPAT);
        let home = if modern { Home::Items } else { Home::Private };

        let bookmarks = match result {
            Ok(iq) if modern => self.items(iq),
            Ok(iq) => self.storage(iq, cx.ground),
            Err(refusal) if refusal.condition == "item-not-found" => BTreeMap::new(),
            Err(refusal) => {
                for (request, _) in std::mem::take(&mut self.waiting) {
                    cx.settle(request, Err(refusal.clone()));
                }
                return enter(cx); // what we know of is still worth entering
            }
        };
        self.home = home;
        cx.ground.bookmarks.clone_from(&bookmarks);
        cx.emit(Event::Bookmarks(bookmarks.into_values().collect()));
        enter(cx);
        for (request, bookmark) in std::mem::take(&mut self.waiting) {
            self.change(request, bookmark, cx);
        }
    }

    fn items(&mut self, iq: &Element) -> BTreeMap<BareJid, Bookmark> {
        let mut bookmarks = BTreeMap::new();
        for (id, conference) in personal::items(iq).take(MOST) {
            let Some(jid) = Address::parse(id).filter(|it| it.resource.is_none()) else { continue };
            self.keep_extensions(&jid.bare, conference);
            if let Some(bookmark) = read(jid.bare, conference, ns::BOOKMARKS2) {
                let _ = bookmarks.insert(bookmark.jid.clone(), bookmark);
            }
        }
        bookmarks
    }

    /// What the private storage has no place for is ours alone, and stays.
    fn storage(&mut self, iq: &Element, ground: &Ground) -> BTreeMap<BareJid, Bookmark> {
        let storage = iq
            .get_child("query", ns::PRIVATE)
            .and_then(|it| it.get_child("storage", ns::BOOKMARKS));
        self.beside.clear();

        let mut bookmarks = BTreeMap::new();
        for child in storage.into_iter().flat_map(Element::children).take(MOST) {
            let jid = child.attr("jid").and_then(Address::parse);
            match jid.and_then(|it| read(it.bare, child, ns::BOOKMARKS)) {
                Some(mut bookmark) => {
                    let before = ground.bookmarks.get(&bookmark.jid);
                    bookmark.notify = before.and_then(|it| it.notify);
                    let _ = bookmarks.insert(bookmark.jid.clone(), bookmark);
                }
                None => self.beside.push(child.clone()),
            }
        }
        bookmarks
    }

    fn keep_extensions(&mut self, jid: &BareJid, conference: &Element) {
        match conference.get_child("extensions", ns::BOOKMARKS2) {
            Some(extensions) if self.extensions.len() < MOST => {
                let _ = self.extensions.insert(jid.clone(), extensions.clone());
            }
            Some(_) | None => {
                let _ = self.extensions.remove(jid);
            }
        }
    }

    fn noticed(&mut self, notice: Notice<'_>, cx: &mut Context<'_>) {
        match notice {
            Notice::Item(id, Some(conference)) => {
                let Some(jid) = Address::parse(id).filter(|it| it.resource.is_none()) else {
                    return;
                };
                self.keep_extensions(&jid.bare, conference);
                let Some(bookmark) = read(jid.bare, conference, ns::BOOKMARKS2) else { return };
                let known = cx.ground.bookmarks.len();
                if known >= MOST && !cx.ground.bookmarks.contains_key(&bookmark.jid) {
                    return;
                }
                let before = cx.ground.bookmarks.insert(bookmark.jid.clone(), bookmark.clone());
                if before.as_ref() == Some(&bookmark) {
                    return;
                }
                cx.emit(Event::Bookmark(Ok(bookmark.clone())));
                let was = before.is_some_and(|it| it.autojoin);
                follow(&bookmark, was, cx);
            }
            Notice::Retracted(id) => {
                let Some(jid) = Address::parse(id) else { return };
                let Some(mut before) = cx.ground.bookmarks.remove(&jid.bare) else { return };
                cx.emit(Event::Bookmark(Err(jid.bare)));
                let was = std::mem::take(&mut before.autojoin);
                follow(&before, was, cx);
            }
            Notice::Emptied => {
                cx.ground.bookmarks.clear();
                cx.emit(Event::Bookmarks(Vec::new()));
            }
            Notice::Item(_, None) => {}
        }
    }

    fn write(&mut self, change: Change, cx: &mut Context<'_>) {
        let payload = match (self.home, &change.bookmark, change.step) {
            (Home::Items, _, Step::Configuring) => personal::configure(ns::BOOKMARKS2),
            (Home::Items, Ok(it), _) => {
                let extensions = notify::write(self.extensions.get(&it.jid), it.notify);
                let conference = conference(it, ns::BOOKMARKS2).children(extensions);
                personal::publish(ns::BOOKMARKS2, it.jid.as_str(), conference)
            }
            (Home::Items, Err(jid), _) => personal::retract(ns::BOOKMARKS2, jid.as_str()),
            (Home::Private | Home::Unknown, _, _) => {
                let all = cx.ground.bookmarks.values();
                let all = all.map(|it| conference(it, ns::BOOKMARKS).attr("jid", it.jid.as_str()));
                let storage = xml("storage", ns::BOOKMARKS).children(all);
                xml("query", ns::PRIVATE).child(storage.children(self.beside.iter().cloned()))
            }
        };
        let key = cx.set(None, payload);
        let _ = self.changing.insert(key, change);
    }

    fn changed(
        &mut self,
        mut change: Change,
        result: &Result<Element, Refusal>,
        cx: &mut Context<'_>,
    ) {
        let misfit =
            result.as_ref().err().is_some_and(|it| it.application == "precondition-not-met");
        match (result, change.step) {
            (Err(_), Step::First) if misfit => {
                change.step = Step::Configuring;
                self.write(change, cx);
            }
            (Ok(_), Step::Configuring) => {
                change.step = Step::Last;
                self.write(change, cx);
            }
            (Ok(_), Step::First | Step::Last) => {
                cx.emit(Event::Bookmark(change.bookmark));
                cx.settle(change.request, Ok(Answer::Done));
            }
            (Err(refusal), _) => {
                let gone = change.bookmark.is_err() && refusal.condition == "item-not-found";
                if gone {
                    cx.emit(Event::Bookmark(change.bookmark));
                    return cx.settle(change.request, Ok(Answer::Done));
                }
                let _ = match change.before {
                    Some(before) => cx.ground.bookmarks.insert(before.jid.clone(), before),
                    None => cx.ground.bookmarks.remove(jid(&change.bookmark)),
                };
                cx.settle(change.request, Err(refusal.clone()));
            }
        }
    }
}

fn jid(bookmark: &Result<Bookmark, BareJid>) -> &BareJid {
    match bookmark {
        Ok(bookmark) => &bookmark.jid,
        Err(jid) => jid,
    }
}

/// Enters all the rooms that are to be entered at the start.
fn enter(cx: &mut Context<'_>) {
    let bookmarks: Vec<Bookmark> = cx.ground.bookmarks.values().cloned().collect();
    for bookmark in bookmarks {
        follow(&bookmark, false, cx);
    }
}

/// Does what a bookmark asks for (XEP-0402, section 3.3): enters, or leaves a room that is no
/// longer to be entered by itself.
fn follow(bookmark: &Bookmark, was: bool, cx: &mut Context<'_>) {
    let Bookmark { jid, nick, password, .. } = bookmark.clone();
    let seated = cx.ground.seats.contains_key(&jid);

    if bookmark.autojoin && !seated {
        cx.order(Command::Join { room: jid, nick, password, since: None });
    } else if !bookmark.autojoin && was && seated {
        cx.order(Command::Leave { room: jid });
    }
}

fn read(jid: BareJid, conference: &Element, ns: &'static str) -> Option<Bookmark> {
    if !conference.is("conference", ns) {
        return None;
    }
    let child = |name: &str| conference.get_child(name, ns).map(Element::text);
    let autojoin = conference.attr("autojoin").unwrap_or_default();

    Some(Bookmark {
        jid,
        name: conference.attr("name").unwrap_or_default().to_owned(),
        nick: child("nick").unwrap_or_default(),
        password: child("password").filter(|it| !it.is_empty()),
        autojoin: autojoin.eq_ignore_ascii_case("true") || autojoin == "1",
        notify: conference.get_child("extensions", ns).and_then(notify::read),
    })
}

fn conference(bookmark: &Bookmark, ns: &'static str) -> Xml {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let child = |name: &str, text: String| xml(name, ns).text(&text);

    xml("conference", ns)
        .maybe_attr("name", given(&bookmark.name))
        .attr("autojoin", bookmark.autojoin.to_string())
        .children(given(&bookmark.nick).map(|it| child("nick", it)))
        .children(bookmark.password.clone().map(|it| child("password", it)))
}
