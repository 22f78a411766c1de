//! What can be done to people: on the roster, off it, and in rooms.

use xmpp::jid::BareJid;

use crate::i18n::t;
use crate::model::room::rights;
use crate::model::{AccountId, ChatId, Contact, Peer, RoomId};
use crate::ui::deed::Deed;
use crate::ui::keys::{self, Action};
use crate::ui::menus::{Line, danger, line, with_keys};
use crate::ui::scene::Scene;
use crate::ui::words;

/// What concerns somebody on the roster, or who could be.
pub(super) fn person(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let Peer::Contact(jid) = &chat.peer else {
        return Vec::new();
    };
    let account = &chat.account;
    let Some(standing) = scene.world.accounts.get(account) else {
        return Vec::new();
    };
    let online = standing.connection.is_online();
    let known = standing.contacts.get(jid);
    let here = || (account.clone(), jid.clone());
    let mut lines = vec![with_keys("menu-details", Deed::Details(chat.clone()), Action::Details)];

    if let (Some(contact), true) = (known, online) {
        lines.extend(listed(account, contact));
    } else if online {
        lines.push(line(
            "menu-add-contact",
            Deed::AddContact {
                account: Some(account.clone()),
                jid: Some(jid.clone()),
                group: String::new(),
            },
        ));
    }

    if online && standing.server.rooms.is_some() {
        lines.push(line("menu-grow", Deed::Grow(chat.clone())));
    }
    lines.push(line("menu-copy-address", Deed::Copy(jid.to_string())));
    lines.push(Line::Rule);
    if online {
        let (account, jid) = here();
        lines.push(if standing.blocked.contains(&jid) {
            line("menu-unblock", Deed::Unblock(account, jid))
        } else {
            danger("menu-block", Deed::Block(account, jid))
        });
        if known.is_some() {
            let (account, jid) = here();
            lines.push(Line::Do {
                text: t("menu-remove-contact").into_owned(),
                deed: Deed::RemoveContact(account, jid),
                chord: keys::shown(Action::Remove),
                danger: true,
                checked: false,
            });
        }
    }
    lines
}

/// What concerns somebody who is on the roster.
fn listed(account: &AccountId, contact: &Contact) -> Vec<Line> {
    let about = |deed: fn(AccountId, BareJid) -> Deed| deed(account.clone(), contact.jid.clone());
    vec![
        with_keys("menu-rename", about(Deed::Rename), Action::Rename),
        line("menu-groups", about(Deed::Groups)),
        Line::Rule,
        if contact.subscription.we_see_them() {
            line("menu-unsubscribe", about(Deed::Unsubscribe))
        } else {
            line("menu-subscribe", about(Deed::Subscribe))
        },
        if contact.subscription.they_see_us() || contact.approved {
            line("menu-deny", about(Deed::Deny))
        } else {
            line("menu-approve", about(Deed::Approve))
        },
    ]
}

pub(super) fn occupant(scene: &Scene<'_>, room: &RoomId, nick: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let known = scene.world.rooms.get(room);
    let me = known.and_then(|room| room.me()).is_some_and(|me| me.nick == nick);
    if me {
        if scene.online(&room.account) {
            lines.push(line("menu-change-nick", Deed::ChangeNick(room.clone())));
        }
        let (account, jid) = (room.account.clone(), room.jid.clone());
        let chat = ChatId::occupant(account, jid, nick.to_owned());
        lines.push(line("menu-details", Deed::Details(chat)));
        return lines;
    }
    lines.push(line("menu-mention", Deed::Mention(nick.to_owned())));
    lines.push(line(
        "menu-private",
        Deed::Open(ChatId::occupant(room.account.clone(), room.jid.clone(), nick.to_owned())),
    ));
    if let Some(known) = known.filter(|_| scene.online(&room.account))
        && let (Some(me), Some(them)) = (known.me(), known.occupants.get(nick))
    {
        lines.push(Line::Rule);
        lines.extend(rights::measures(me, them).into_iter().map(|measure| {
            let key = words::measure_key(&measure);
            let expels = measure.is_expulsion();
            let deed = Deed::Govern(room.clone(), measure);
            if expels { danger(key, deed) } else { line(key, deed) }
        }));
    }
    let jid = known.and_then(|room| room.occupants.get(nick)).and_then(|it| it.jid.clone());
    if let Some(jid) = jid {
        lines.push(Line::Rule);
        let chat = ChatId::contact(room.account.clone(), jid);
        lines.push(line("menu-open-chat", Deed::Open(chat.clone())));
        lines.extend(person(scene, &chat));
    }
    lines
}
