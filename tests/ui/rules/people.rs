//! A company with all that is hard to show: names of 80 letters, texts of 200, a link that breaks
//! nowhere, the writing of half the world.

use parlance::model::account::{Step, Trouble};
use parlance::model::act::Reaction;
use parlance::model::chat::LastLine;
use parlance::model::contact::Request;
use parlance::model::form::{self, Choice, Column, Field, Form, Medium, Table};
use parlance::model::message::{Author, Delivery, Ids, Kind, Quote, Reply};
use parlance::model::room::{
    self, Affiliation, Bookmark, Entry, Invitation, Listing, Occupant, Removal, Role, State,
};
use parlance::model::{
    Account, AccountId, Change, Chat, ChatId, Connection, Contact, Cursor, Message, Presence,
    RoomId, Show, Subscription, Timestamp, World, account, chat, contact,
};

use crate::ui::world::{MINUTE, NOW, alone, apply, arrived, jid, me, opened, said, with};

pub const UNBROKEN: &str = "https://example.org/a/path/without/any/place/to/break/it/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef?q=%E4%BD%A0%E5%A5%BD&x=0123456789";

/// Names of 80 letters.
pub fn names() -> [String; 5] {
    let to = |text: &str| text.chars().cycle().take(80).collect::<String>();
    [
        to("Bartholomew Montgomery-Featherstonehaugh of the Outer Hebrides, and Beyond. "),
        to("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"),
        to("欧阳修远在长安城中饮酒赋诗而不知归期"),
        to("ليلى العامرية بنت المهدي بن سعد من بني عامر "),
        to("🚀👩‍🚀❤️🎉 "),
    ]
}

/// Status texts of 200 letters.
pub fn statuses() -> [String; 5] {
    let to = |text: &str| text.chars().cycle().take(200).collect::<String>();
    [
        to("Away until the moon is new, and then some days more. "),
        UNBROKEN.to_owned(),
        to("出差中，下周一回来，有事请留言。"),
        to("صباح الخير يا أصدقاء، كيف حالكم اليوم؟ "),
        to("❤️ 🎉 👩‍👩‍👧‍👦 "),
    ]
}

pub fn person(place: usize) -> xmpp::jid::BareJid {
    jid(&format!("person-{place}@montague.example"))
}

/// Another account, whose address is long.
pub fn other() -> AccountId {
    let local = "a-very-long-name-".repeat(4);
    AccountId(jid(&format!("{local}x@a.server.with.a.long.name.example")))
}

pub fn room() -> RoomId {
    RoomId { account: me(), jid: jid("hall@rooms.capulet.example") }
}

pub fn stranger() -> ChatId {
    with("stranger-with-quite-a-long-address-as-spammers-have-them@nowhere.example")
}

pub fn add(world: &mut World, place: usize, name: &str, group: &str, show: Show, status: &str) {
    let contact = Contact {
        name: name.to_owned(),
        groups: if group.is_empty() { vec![] } else { vec![group.to_owned()] },
        subscription: Subscription::Both,
        asked: place == 3,
        ..Contact::new(person(place))
    };
    apply(world, Change::Contact(me(), contact::Change::Set(contact)));
    if show != Show::Offline {
        let presence = Presence { show, status: status.to_owned(), priority: 5 };
        let resource = "balcony".to_owned();
        let (from, presence) = (person(place), Some(presence));
        let change = contact::Change::Presence { from, resource, presence };
        apply(world, Change::Contact(me(), change));
    }
}

/// Hard names, hard texts, and everybody who waits for an answer.
pub fn hard() -> World {
    let mut world = alone();
    let w = &mut world;
    let (names, statuses) = (names(), statuses());
    let shows = [Show::Online, Show::Away, Show::Busy, Show::FreeToChat, Show::ExtendedAway];
    for place in 0..5 {
        add(w, place, &names[place], &names[place], shows[place], &statuses[place]);
        add(w, place + 5, &names[place], "Friends", shows[place], "");
    }
    for place in [0, 1, 2, 3, 4] {
        opened(
            w,
            ChatId::contact(me(), person(place)),
            [0, 7, 1_234, 0, 12][place],
            &statuses[place],
        );
    }
    apply(w, Change::Chat(ChatId::contact(me(), person(4)), chat::Change::Muted(true)));
    opened(w, room().chat(), 3, &statuses[0]);
    crowd(w, 6);
    let asks = room::Change::Challenged(Box::new(form(false)));
    apply(w, Change::Room(room(), asks));
    waiting(w);
    world
}

/// Those in the room, by hard nicks.
pub fn crowd(world: &mut World, count: usize) {
    let names = names();
    let mut change = |change| world.apply(&Change::Room(room(), change));
    change(room::Change::Bookmarked(Bookmark {
        jid: room().jid,
        name: names[0].clone(),
        nick: "Juliet".to_owned(),
        password: None,
        autojoin: true,
        notify: None,
    }));
    change(room::Change::State(State::Inside { nick: "Juliet".to_owned() }));
    let roles = [Role::Moderator, Role::Participant, Role::Visitor];
    let affiliations =
        [Affiliation::Owner, Affiliation::Admin, Affiliation::Member, Affiliation::None];
    for place in 0..count {
        let nick =
            if place == 5 { "Juliet".to_owned() } else { format!("{}{place}", names[place % 5]) };
        change(room::Change::Occupant(Occupant {
            nick,
            role: roles[place % 3],
            affiliation: affiliations[place % 4],
            show: if place % 2 == 0 { Show::Online } else { Show::Away },
            status: statuses()[place % 5].clone(),
            jid: (place % 2 == 0).then(|| person(place)),
            id: None,
            hats: Vec::new(),
        }));
    }
    let text = statuses()[0].clone();
    change(room::Change::Subject { text, by: names[1].clone(), at: None });
}

fn waiting(world: &mut World) {
    let request = Request {
        from: jid("somebody-who-asks-with-a-rather-long-address@montague.example"),
        text: statuses()[1].clone(),
        at: Timestamp::from_millis(NOW),
    };
    apply(world, Change::Contact(me(), contact::Change::Requested(request)));
    let invitation = Invitation {
        room: jid("a-room-with-a-rather-long-address@rooms.montague.example"),
        from: None,
        reason: statuses()[2].clone(),
        password: None,
    };
    let invited = RoomId { account: me(), jid: invitation.room.clone() };
    apply(world, Change::Room(invited, room::Change::Invited(invitation)));
    let chat = Chat {
        stranger: true,
        unread: 1,
        last: Some(LastLine {
            nick: String::new(),
            outgoing: false,
            text: statuses()[1].clone(),
            at: Timestamp::from_millis(NOW),
            retracted: false,
        }),
        ..Chat::new(stranger())
    };
    apply(world, Change::Chat(stranger(), chat::Change::Set(Box::new(chat))));
}

/// A second account joins the first.
pub fn twice(world: &mut World) {
    let account = Account::new(other(), "parlance.test".to_owned());
    apply(world, Change::Account(other(), account::Change::Set(account)));
}

/// Everything that an account can have to say of its connection.
pub fn connections() -> Vec<Connection> {
    let words = statuses()[0].clone();
    let until = Timestamp::from_millis(NOW + MINUTE);
    vec![
        Connection::Offline,
        Connection::Connecting(Step::SigningIn),
        Connection::Waiting { until, trouble: Trouble::Unreachable(words.clone()) },
        Connection::Refused(Trouble::NoPassword),
        Connection::Refused(Trouble::Conflict),
        Connection::Refused(Trouble::Stream {
            condition: "policy-violation".to_owned(),
            text: Some(words),
        }),
    ]
}

/// Everything that can keep us out of a room.
pub fn doors() -> Vec<State> {
    let reason = statuses()[1].clone();
    let by = names()[0].clone();
    let refused = |condition: &str| {
        State::Refused(parlance::model::Refusal {
            kind: "auth".to_owned(),
            condition: condition.to_owned(),
            text: reason.clone(),
            application: String::new(),
        })
    };
    vec![
        State::Outside,
        State::Joining { nick: by.clone() },
        refused("conflict"),
        refused("not-authorized"),
        refused("forbidden"),
        State::Removed(Removal::Kicked { by: by.clone(), reason: reason.clone() }),
        State::Removed(Removal::Destroyed { reason, instead: Some(room().jid) }),
        State::Removed(Removal::MembersOnly),
    ]
}

/// Messages of every kind, by everybody, with all that is hard in them.
pub fn talk(chat: &ChatId) -> Vec<Change> {
    let me = || Author::Me { nick: String::new() };
    let them = |place: usize| {
        if chat.is_room() {
            Author::Occupant { nick: names()[place % 5].clone(), id: None }
        } else {
            Author::Peer
        }
    };
    let mut said_so: Vec<Message> = statuses()
        .iter()
        .enumerate()
        .flat_map(|(place, text)| {
            let minute = -100 + i64::try_from(place).expect("few") * 15;
            [
                said(chat.clone(), minute, them(place), text),
                said(chat.clone(), minute + 1, me(), text),
            ]
        })
        .collect();
    let mut more = |minute, author, body: &str, change: &dyn Fn(&mut Message)| {
        let mut message = said(chat.clone(), minute, author, body);
        change(&mut message);
        said_so.push(message);
    };
    let subject = statuses()[1].clone();
    more(-20, me(), "Queued", &|it| it.delivery = Delivery::Queued);
    more(-19, me(), UNBROKEN, &|it| it.delivery = Delivery::Failed(statuses()[0].clone()));
    more(-12, them(0), "", &|it| it.sealed = Some(names()[1].clone()));
    more(-11, them(0), UNBROKEN, &|it| it.attachment = Some(UNBROKEN.to_owned()));
    more(-10, them(0), "news", &|it| it.kind = Kind::Headline { subject: subject.clone() });
    more(-9, them(0), "a letter", &|it| it.kind = Kind::Normal { subject: subject.clone() });
    let quote = |text: &str| Reply {
        id: "s".to_owned(),
        to: None,
        fallback: text.to_owned(),
        quote: (!text.is_empty()).then(|| Quote {
            cursor: Cursor::END,
            author: them(1),
            text: text.to_owned(),
        }),
    };
    let reaction =
        |emoji: &str, by: &[Author]| Reaction { emoji: emoji.to_owned(), by: by.to_vec() };
    for (minute, author) in [(-8, them(2)), (-7, me())] {
        more(minute, author, &statuses()[2], &|it| {
            it.ids = Ids { origin: Some("o".to_owned()), stanza: Some("s".to_owned()) };
            it.reply = Some(quote(&statuses()[if minute == -8 { 0 } else { 1 }]));
            it.sequel.edited = Some(Timestamp::from_millis(NOW));
            it.sequel.reactions = (0..12)
                .map(|place| reaction(if place % 2 == 0 { "❤️" } else { "👩‍👩‍👧‍👦" }, &[me(), them(0)]))
                .chain([reaction("🎉", &[them(1)])])
                .collect();
        });
    }
    more(-3, them(0), "late", &|it| {
        it.claimed_at = Some(Timestamp::from_millis(NOW - 90 * MINUTE))
    });
    more(-2, them(1), &names()[2], &|it| it.mention = chat.is_room());
    if chat.is_room() {
        more(-1, them(1), &statuses()[0], &|it| it.kind = Kind::Subject);
    }
    said_so.sort_by_key(|message| message.cursor);
    said_so.into_iter().map(arrived).collect()
}

pub fn many_messages(chat: &ChatId, count: i64) -> Vec<Change> {
    (0..count)
        .map(|minute| {
            let text = &statuses()[usize::try_from(minute % 5).expect("positive")];
            arrived(said(chat.clone(), minute - 2 * count, Author::Peer, text))
        })
        .collect()
}

pub fn listings(count: usize) -> Vec<Listing> {
    (0..count)
        .map(|place| Listing {
            people: Some(12_345),
            language: "zh-Hant-TW".to_owned(),
            about: String::new(),
            jid: jid(&format!("room-number-{place}@rooms.capulet.example")),
            name: names()[place % 5].clone(),
        })
        .collect()
}

/// So many people of a room's list.
pub fn entries(count: usize) -> Vec<Entry> {
    (0..count)
        .map(|place| Entry {
            jid: Some(person(place)),
            nick: names()[place % 5].clone(),
            role: Role::None,
            affiliation: Affiliation::Member,
            reason: if place % 3 == 0 { statuses()[place % 5].clone() } else { String::new() },
        })
        .collect()
}

/// A form with every kind of field, hard to show.
/// Every kind of field, and what was found, in columns or below each other.
pub fn form(wide: bool) -> Form {
    let choice = |place: usize| Choice {
        label: names()[place].chars().take(30).collect(),
        value: place.to_string(),
    };
    let kinds = [
        form::Kind::Address,
        form::Kind::Boolean,
        form::Kind::Fixed,
        form::Kind::Hidden,
        form::Kind::Addresses,
        form::Kind::Choices,
        form::Kind::Choice,
        form::Kind::Lines,
        form::Kind::Secret,
        form::Kind::Text,
    ];
    let fields = kinds.into_iter().enumerate().map(|(place, kind)| Field {
        name: format!("field-{place}"),
        kind,
        label: names()[place % 5].clone(),
        description: if place % 2 == 0 { statuses()[place % 5].clone() } else { String::new() },
        required: place % 2 == 0,
        values: vec!["no address".to_owned()],
        choices: (0..4).map(choice).collect(),
        media: media(place),
        ..Field::default()
    });
    Form {
        title: names()[0].clone(),
        instructions: vec![statuses()[0].clone(), statuses()[1].clone()],
        fields: fields.collect(),
        table: table(if wide { 7 } else { 4 }),
    }
}

/// A picture that came along, one that did not, and one to be looked at elsewhere.
fn media(place: usize) -> Vec<Medium> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(700, 60, image::Rgba([90, 120, 200, 255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture in memory");
    let here = Medium {
        kind: "image/png".to_owned(),
        address: "cid:x".to_owned(),
        data: Some(png.into_inner()),
    };
    let elsewhere = Medium {
        kind: "audio/ogg".to_owned(),
        address: format!("https://example.com/{UNBROKEN}"),
        data: None,
    };
    let nowhere = Medium { kind: UNBROKEN.to_owned(), address: "cid:y".to_owned(), data: None };
    match place % 3 {
        0 => vec![here, elsewhere],
        1 => vec![nowhere],
        _ => Vec::new(),
    }
}

fn table(columns: usize) -> Table {
    let columns = (0..columns).map(|place| Column {
        name: place.to_string(),
        title: names()[place % 5].clone(),
        kind: if place == 0 { form::Kind::Boolean } else { form::Kind::Text },
    });
    let columns: Vec<Column> = columns.collect();
    let row = |_| {
        let texts = (1..columns.len()).map(|it| statuses()[it % 5].clone());
        std::iter::once("1".to_owned()).chain(texts).collect()
    };
    Table { rows: (0..3).map(row).collect(), columns }
}

/// So many contacts, open chats, rooms and occupants.
pub fn many(count: usize) -> World {
    let mut world = alone();
    let (names, statuses) = (names(), statuses());
    for place in 0..count {
        let name = format!("{place} {}", names[place % 5]);
        add(&mut world, place, &name, "All", Show::Online, &statuses[place % 5]);
        let unread = u32::try_from(place).expect("few");
        opened(&mut world, ChatId::contact(me(), person(place)), unread, &statuses[place % 5]);
    }
    crowd(&mut world, count);
    world
}
