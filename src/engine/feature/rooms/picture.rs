//! The picture of a room (XEP-0486, version 0.1.0).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use crate::engine::event::{Event, Picture};
use crate::engine::ground::Seat;
use crate::engine::info::Info;
use crate::engine::xml::{Xml, xml};
use crate::model::Address;

const FORM: &str = "http://jabber.org/protocol/muc#roominfo";
const HASH: &str = "muc#roominfo_avatarhash";

/// What a room says of its picture, where that is news.
pub(super) fn news(room: &BareJid, info: &Info, seat: &mut Seat) -> Option<Event> {
    let told = hash(info);
    if told.is_none() && !info.features.contains(ns::VCARD) {
        return None; // it knows nothing of pictures
    }
    let told = told.unwrap_or_default();
    if seat.picture.as_ref() == Some(&told) {
        return None;
    }
    seat.picture = Some(told.clone());

    let of = room.clone();
    let sha1 = Some(told).filter(|it| !it.is_empty());
    let source = sha1.clone().map(|sha1| Picture::Card { of: Address::bare(of.clone()), sha1 });
    Some(Event::Picture { of, sha1, source })
}

/// Of a picture in several formats, one.
fn hash(info: &Info) -> Option<String> {
    let values = info.forms.get(FORM)?.get(HASH)?;
    let mut names = values.iter().map(|it| it.trim()).filter(|it| Picture::is_name(it));
    names.next_back().map(str::to_ascii_lowercase)
}

/// The card that a room is to have; an empty one takes its picture away (section 3.2).
pub(super) fn card(picture: Option<&Vec<u8>>) -> Xml {
    let photo = picture.map(|bytes| {
        xml("PHOTO", ns::VCARD)
            .child(xml("TYPE", ns::VCARD).text("image/png"))
            .child(xml("BINVAL", ns::VCARD).text(&STANDARD.encode(bytes)))
    });
    xml("vCard", ns::VCARD).children(photo)
}
