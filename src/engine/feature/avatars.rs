//! Pictures of people and rooms (XEP-0084, XEP-0153): that they exist, and their bytes when asked.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, Event, Origin, Picture, RequestId};
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, Stanza, TAKEN};
use crate::engine::personal::{self, Notice};
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::{Address, Refusal};

/// Larger pictures are not taken, in bytes.
const LARGEST: usize = 1 << 20;
/// Most formats of one picture that are looked at.
const MOST_FORMATS: usize = 4;
/// Most people whose pictures are kept apart.
const MOST: usize = 20_000;

#[derive(Debug, Default)]
pub struct Avatars {
    /// What was told of each: the hash (empty for none), and whether they publish it themselves,
    /// which counts for more than their card.
    told: BTreeMap<BareJid, (String, bool)>,
    asked: BTreeMap<Key, Asked>,
}

#[derive(Debug)]
struct Asked {
    request: Option<RequestId>,
    sha1: String,
    published: bool,
}

impl Feature for Avatars {
    fn namespaces(&self) -> &'static [&'static str] {
        &["urn:xmpp:avatar:metadata+notify"]
    }

    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let notices = personal::notices(&it.stanza, ns::AVATAR_METADATA);
        let Some(last) = notices.last() else { return PASSED };
        let from = it.head.from.clone().unwrap_or_else(|| Address::bare(cx.ground.me.clone()));
        let known = cx.ground.is_me(&from) || cx.ground.contacts.contains_key(&from.bare);
        if it.origin != Origin::Live || it.is_error() || from.resource.is_some() || !known {
            return TAKEN;
        }

        let sha1 = match last {
            Notice::Item(id, Some(metadata)) => {
                let info = metadata.children().any(|it| it.is("info", ns::AVATAR_METADATA));
                if info { (*id).to_owned() } else { String::new() }
            }
            Notice::Item(_, None) | Notice::Retracted(_) | Notice::Emptied => String::new(),
        };
        self.tell(from, sha1, true, cx);
        TAKEN
    }

    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        let Some(from) = it.head.from.clone().filter(|_| it.head.kind.is_empty()) else {
            return PASSED;
        };
        let update = it.element.get_child("x", ns::VCARD_UPDATE);
        // Without a photo element nothing is known yet (XEP-0153, section 4.1).
        let photo = update.and_then(|it| it.get_child("photo", ns::VCARD_UPDATE));
        let Some(photo) = photo else { return PASSED };

        let room = cx.ground.seats.contains_key(&from.bare);
        let of_room = room && from.resource.is_none();
        let of_contact = !room && cx.ground.contacts.contains_key(&from.bare);
        if of_room || of_contact || (cx.ground.is_me(&from) && !room) {
            self.tell(from, photo.text().trim().to_owned(), false, cx);
        }
        PASSED
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::FetchPicture(picture) = command else { return PASSED };
        cx.owe(request);
        let (key, sha1, published) = match picture {
            Picture::Published { of, sha1 } => {
                let question = personal::fetch(ns::AVATAR_DATA, Some(sha1));
                (cx.get(Some(Address::bare(of.clone())), question), sha1, true)
            }
            Picture::Card { of, sha1 } => {
                (cx.get(Some(of.clone()), xml("vCard", ns::VCARD)), sha1, false)
            }
        };
        let asked = Asked { request, sha1: sha1.to_ascii_lowercase(), published };
        let _ = self.asked.insert(key, asked);
        TAKEN
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let Some(asked) = self.asked.remove(&key) else { return };
        let bytes = match result {
            Ok(iq) if asked.published => {
                let mut items = personal::items(iq).map(|it| it.1);
                let data = items.find(|it| it.is("data", ns::AVATAR_DATA));
                bytes(data, &asked.sha1)
            }
            Ok(iq) => {
                // One picture may be there in several formats (XEP-0486, section 5.1).
                let card = iq.get_child("vCard", ns::VCARD).into_iter().flat_map(Element::children);
                let photos = card.filter(|it| it.is("PHOTO", ns::VCARD)).take(MOST_FORMATS);
                let data = photos.map(|it| bytes(it.get_child("BINVAL", ns::VCARD), &asked.sha1));
                let first = data.reduce(|found, next| found.or(next));
                first.unwrap_or_else(|| bytes(None, &asked.sha1))
            }
            Err(refusal) => Err(refusal.clone()),
        };
        cx.settle(asked.request, bytes.map(Answer::Picture));
    }
}

impl Avatars {
    fn tell(&mut self, from: Address, sha1: String, published: bool, cx: &mut Context<'_>) {
        let sha1 = sha1.to_ascii_lowercase();
        if !sha1.is_empty() && !Picture::is_name(&sha1) {
            return;
        }
        match self.told.get(&from.bare) {
            // The card follows what is published, or stands behind it.
            Some((told, true)) if !published && !told.is_empty() => return,
            Some((told, was)) if *told == sha1 && *was == published => return,
            None if self.told.len() >= MOST => return,
            Some(_) | None => {}
        }

        let of = from.bare.clone();
        let _ = self.told.insert(of.clone(), (sha1.clone(), published));
        if sha1.is_empty() {
            return cx.emit(Event::Picture { of, sha1: None, source: None });
        }
        let source = if published {
            Picture::Published { of: of.clone(), sha1: sha1.clone() }
        } else {
            // The card of a person is asked for at the account (XEP-0054, section 3.3).
            Picture::Card { of: Address::bare(of.clone()), sha1: sha1.clone() }
        };
        cx.emit(Event::Picture { of, sha1: Some(sha1), source: Some(source) });
    }
}

/// The bytes, where they are not too many and are those that were named.
fn bytes(element: Option<&Element>, sha1: &str) -> Result<Vec<u8>, Refusal> {
    let malformed = || Refusal::ours(Refusal::MALFORMED);
    let text = element.ok_or_else(|| Refusal::ours("item-not-found"))?.text();
    if text.len() > LARGEST * 2 {
        return Err(malformed());
    }

    let text: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(text).map_err(|_| malformed())?;
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let hex: String = hash.as_ref().iter().map(|it| format!("{it:02x}")).collect();
    if bytes.len() <= LARGEST && hex == sha1 { Ok(bytes) } else { Err(malformed()) }
}
