//! What can be done to a thing that one points at: every action that exists for it, and only those.

use crate::i18n::t;
use crate::model::message::{Delivery, Message};
use crate::model::room::rights::{self, Measure, PICTURE, Standing};
use crate::model::room::{Notify, Role, Room, State};
use crate::model::roster::ROOMS;
use crate::model::{AccountId, ChatId, Connection, Peer, RoomId, Show};
use crate::ui::deed::Deed;
use crate::ui::keys::{self, Action};
use crate::ui::part::composer::Order;
use crate::ui::scene::{Scene, own_show, room_of};
use crate::ui::words;

mod people;

/// In milliseconds.
const HOUR: i64 = 60 * 60_000;

use people::{occupant, person};

/// What a menu is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    Contact(ChatId),
    Room(RoomId),
    Group(AccountId, String),
    Account(AccountId),
    Open(ChatId),
    /// With the link that was pointed at, and the text that is selected.
    Message {
        message: Box<Message>,
        link: Option<String>,
        selected: Option<String>,
    },
    Occupant(RoomId, String),
    /// What one is writing: what can be done to it now, and whether an emoji may go there.
    Composer {
        orders: Vec<Order>,
        emoji: bool,
    },
    /// Our own show.
    Own,
    /// Everything else that the window can do.
    Window,
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Do {
        text: String,
        deed: Deed,
        /// The keys that do the same; empty where there are none.
        chord: String,
        danger: bool,
        /// One of several that exclude each other, and the one that is so now.
        checked: bool,
    },
    Rule,
}

fn line(key: &str, deed: Deed) -> Line {
    Line::Do {
        text: t(key).into_owned(),
        deed,
        chord: String::new(),
        danger: false,
        checked: false,
    }
}

fn with_keys(key: &str, deed: Deed, action: Action) -> Line {
    Line::Do {
        text: t(key).into_owned(),
        deed,
        chord: keys::shown(action),
        danger: false,
        checked: false,
    }
}

fn danger(key: &str, deed: Deed) -> Line {
    Line::Do { text: t(key).into_owned(), deed, chord: String::new(), danger: true, checked: false }
}

/// The lines of the menu, from the top; never a rule at an end or two in a row.
pub fn lines(scene: &Scene<'_>, subject: &Subject) -> Vec<Line> {
    let mut lines = match subject {
        Subject::Contact(chat) => contact(scene, chat),
        Subject::Room(room) => self::room(scene, room),
        Subject::Group(account, name) => group(scene, account, name),
        Subject::Account(account) => self::account(scene, account),
        Subject::Open(chat) => open(scene, chat),
        Subject::Message { message, link, selected } => {
            self::message(scene, message, link.as_deref(), selected.as_deref())
        }
        Subject::Occupant(room, nick) => occupant(scene, room, nick),
        Subject::Composer { orders, emoji } => composer(orders, *emoji),
        Subject::Own => own(scene),
        Subject::Window => window(scene),
    };
    lines.dedup_by(|a, b| matches!((a, b), (Line::Rule, Line::Rule)));
    if lines.last() == Some(&Line::Rule) {
        let _ = lines.pop();
    }
    if lines.first() == Some(&Line::Rule) {
        drop(lines.remove(0));
    }
    lines
}

fn contact(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let mut lines = vec![line("menu-open-chat", Deed::Open(chat.clone()))];
    lines.extend(reading(scene, chat));
    lines.push(Line::Rule);
    lines.extend(person(scene, chat));
    lines
}

/// What concerns unread messages and notifications of a chat.
fn reading(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let Some(known) = scene.world.chats.get(chat) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if known.unread > 0 {
        lines.push(line("menu-mark-read", Deed::MarkRead(chat.clone())));
    }
    let quiet = known.is_quiet(scene.now);
    let key = if quiet { "menu-unmute" } else { "menu-mute" };
    lines.push(with_keys(key, Deed::Mute(chat.clone(), !quiet), Action::Mute));
    if !quiet {
        let hours = |hours: i64| Deed::MuteUntil(chat.clone(), scene.now.plus(hours * HOUR));
        lines.push(line("menu-mute-hour", hours(1)));
        lines.push(line("menu-mute-day", hours(12)));
    }
    lines
}

/// What of a room is told at once, and what is so now.
fn notifying(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let Some(room) = scene.world.rooms.get(id).filter(|_| scene.online(&id.account)) else {
        return Vec::new();
    };
    let now = room.bookmark.notify.unwrap_or_default();
    let lines = [
        (Notify::All, "menu-notify-all"),
        (Notify::Mentions, "menu-notify-mentions"),
        (Notify::Nothing, "menu-notify-nothing"),
    ];
    let lines = lines.into_iter().map(|(notify, key)| Line::Do {
        text: t(key).into_owned(),
        deed: Deed::Notify(id.clone(), notify),
        chord: String::new(),
        danger: false,
        checked: notify == now,
    });
    std::iter::once(Line::Rule).chain(lines).chain([Line::Rule]).collect()
}

fn room(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let chat = id.chat();
    let mut lines = vec![line("menu-open-room", Deed::Open(chat.clone()))];
    lines.extend(reading(scene, &chat));
    lines.extend(notifying(scene, id));
    lines.push(Line::Rule);
    lines.extend(inside(scene, id));
    lines
}

fn inside(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let Some(room) = scene.world.rooms.get(id) else {
        return Vec::new();
    };
    let online = scene.online(&id.account);
    let mut lines = Vec::new();

    match room.state {
        State::Inside { .. } if online => {
            lines.push(line("menu-change-nick", Deed::ChangeNick(id.clone())));
            if may_set_subject(room) {
                lines.push(line("menu-set-subject", Deed::SetSubject(id.clone())));
            }
            lines.push(line("menu-leave-room", Deed::Leave(id.clone())));
            lines.push(Line::Rule);
            lines.extend(governing(id, room));
            lines.push(Line::Rule);
        }
        State::Outside | State::Refused(_) | State::Removed(_) if online => {
            lines.push(line("menu-enter-room", Deed::Enter(id.clone())));
        }
        _ => {}
    }
    lines.push(line("menu-copy-address", Deed::Copy(id.jid.to_string())));
    if online {
        lines.push(Line::Rule);
        let auto = room.bookmark.autojoin;
        let key = if auto { "menu-autojoin-off" } else { "menu-autojoin-on" };
        lines.push(line(key, Deed::AutoJoin(id.clone(), !auto)));
        lines.push(danger("menu-forget-room", Deed::Forget(id.clone())));
    }
    lines
}

/// What one does with the room and its people, as far as one may.
fn governing(id: &RoomId, room: &Room) -> Vec<Line> {
    let Some(me) = room.me().map(Standing::from) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if me.role == Role::Visitor {
        lines.push(line("menu-voice-ask", Deed::AskForVoice(id.clone())));
    }
    lines.push(line("menu-invite", Deed::Invite(id.clone(), Vec::new())));
    if me.may_list() {
        lines.push(line("menu-people", Deed::People(id.clone())));
    }
    if me.may_configure() {
        lines.push(line("menu-configure-room", Deed::Configure(id.clone())));
        if room.features.contains(PICTURE) {
            lines.push(line("menu-room-picture", Deed::Picture(id.clone())));
        }
        lines.push(danger("menu-destroy-room", Deed::Govern(id.clone(), Measure::Destroy)));
    }
    lines
}

/// A visitor has no voice, and so no say in the subject (XEP-0045, section 8.1). Whether a
/// participant has it is up to the room: it answers.
pub fn may_set_subject(room: &Room) -> bool {
    room.me().is_some_and(|me| me.role >= Role::Participant)
}

fn create(account: AccountId) -> Line {
    let deed = Deed::CreateRoom { account: Some(account), members: Vec::new() };
    with_keys("menu-create-room", deed, Action::CreateRoom)
}

fn group(scene: &Scene<'_>, account: &AccountId, name: &str) -> Vec<Line> {
    let folded = scene.settings.roster.folded.iter().any(|it| it == name);
    let key = if folded { "menu-unfold" } else { "menu-fold" };
    let mut lines = vec![line(key, Deed::Fold(name.to_owned()))];
    let account = account.clone();

    if name == ROOMS {
        lines.push(with_keys(
            "menu-join-room",
            Deed::JoinRoom { account: Some(account.clone()), room: None },
            Action::JoinRoom,
        ));
        if scene.online(&account) {
            lines.push(create(account));
        }
        return lines;
    }
    if scene.online(&account) {
        if !name.is_empty() {
            lines.push(line(
                "menu-rename-group",
                Deed::RenameGroup(account.clone(), name.to_owned()),
            ));
        }
        lines.push(line(
            "menu-add-to-group",
            Deed::AddContact { account: Some(account), jid: None, group: name.to_owned() },
        ));
    }
    lines.push(Line::Rule);
    let shown = scene.settings.roster.show_offline;
    let key = if shown { "menu-hide-offline" } else { "menu-show-offline" };
    lines.push(with_keys(key, Deed::ToggleOffline, Action::ToggleOffline));
    lines
}

fn account(scene: &Scene<'_>, id: &AccountId) -> Vec<Line> {
    let Some(standing) = scene.world.accounts.get(id) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let here = || id.clone();

    match &standing.connection {
        Connection::Online | Connection::Connecting(_) => {
            lines.push(line("menu-disconnect", Deed::Disconnect(here())));
        }
        Connection::Waiting { .. } => {
            lines.push(line("menu-try-now", Deed::TryNow(here())));
            lines.push(line("menu-disconnect", Deed::Disconnect(here())));
        }
        Connection::Offline | Connection::Refused(_) => {
            lines.push(line("menu-connect", Deed::Connect(here())));
        }
    }
    lines.push(Line::Rule);
    if standing.connection.is_online() {
        lines.push(with_keys(
            "menu-add-contact-new",
            Deed::AddContact { account: Some(here()), jid: None, group: String::new() },
            Action::AddContact,
        ));
        lines.push(with_keys(
            "menu-join-room",
            Deed::JoinRoom { account: Some(here()), room: None },
            Action::JoinRoom,
        ));
        lines.push(create(here()));
        lines.push(Line::Rule);
        lines.push(line("menu-change-password", Deed::ChangePassword(here())));
        lines.push(line("menu-keeping", Deed::Keeping(here())));
    }
    lines.push(line("menu-edit-account", Deed::EditAccount(here())));
    let enabled = standing.account.enabled;
    let key = if enabled { "menu-disable-account" } else { "menu-enable-account" };
    lines.push(line(key, Deed::EnableAccount(here(), !enabled)));
    lines.push(line("menu-copy-address", Deed::Copy(id.to_string())));
    lines.push(Line::Rule);
    lines.push(danger("menu-remove-account", Deed::RemoveAccount(here())));
    lines
}

fn open(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let mut lines = reading(scene, chat);
    let place = scene.world.open.iter().position(|it| it == chat);
    if place.is_some_and(|place| place > 0) {
        lines.push(with_keys("menu-move-up", Deed::MoveUp(chat.clone()), Action::MoveChatUp));
    }
    if place.is_some_and(|place| place + 1 < scene.world.open.len()) {
        lines.push(with_keys("menu-move-down", Deed::MoveDown(chat.clone()), Action::MoveChatDown));
    }
    lines.push(with_keys("menu-close-chat", Deed::Close(chat.clone()), Action::CloseChat));
    lines.push(Line::Rule);
    match &chat.peer {
        Peer::Contact(_) => lines.extend(person(scene, chat)),
        Peer::Room(_) => {
            if let Some(room) = room_of(chat) {
                lines.extend(notifying(scene, &room));
                lines.extend(inside(scene, &room));
            }
        }
        Peer::Occupant { .. } => {
            if let Some(room) = room_of(chat) {
                lines.push(line("menu-open-room", Deed::Open(room.chat())));
                lines.push(with_keys("menu-details", Deed::Details(chat.clone()), Action::Details));
            }
        }
    }
    lines
}

fn message(
    scene: &Scene<'_>,
    message: &Message,
    link: Option<&str>,
    selected: Option<&str>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(text) = selected.filter(|text| !text.is_empty()) {
        lines.push(line("menu-copy-selection", Deed::Copy(text.to_owned())));
    }
    if matches!(message.delivery, Delivery::Failed(_)) {
        lines.push(line("menu-send-again", Deed::SendAgain(Box::new(message.clone()))));
        lines.push(Line::Rule);
    }
    let speaks = speaks(scene, &message.chat);
    if speaks && message.may_answer() {
        lines.push(line("menu-answer", Deed::Answer(Box::new(message.clone()))));
        lines.push(line("menu-react", Deed::PickReaction(Box::new(message.clone()))));
    }
    if speaks && message.may_correct() {
        lines.push(line("menu-edit", Deed::Edit(Box::new(message.clone()))));
    }
    lines.push(Line::Rule);
    if message.sealed.is_none() && message.sequel.retracted.is_none() {
        lines.push(line("menu-copy-text", Deed::Copy(message.body.clone())));
        lines.push(line("menu-quote", Deed::Quote(Box::new(message.clone()))));
    }
    if let Some(address) = link.or(message.attachment.as_deref()) {
        lines.push(line("menu-open-link", Deed::Follow(address.to_owned())));
        lines.push(line("menu-copy-link", Deed::Copy(address.to_owned())));
    }
    if speaks && message.may_retract() {
        lines.push(Line::Rule);
        lines.push(danger("menu-retract", Deed::Retract(Box::new(message.clone()))));
    }
    if message.chat.is_room()
        && let Some(id) = room_of(&message.chat).filter(|id| scene.online(&id.account))
        && let Some(room) = scene.world.rooms.get(&id)
    {
        lines.push(Line::Rule);
        let measures = rights::moderation(room, message).into_iter();
        lines.extend(measures.map(|measure| {
            danger(words::measure_key(&measure), Deed::Govern(id.clone(), measure))
        }));
    }
    if let (Some(room), crate::model::Author::Occupant { nick, .. }) =
        (room_of(&message.chat), &message.author)
        && message.chat.is_room()
    {
        lines.push(Line::Rule);
        lines.extend(occupant(scene, &room, nick));
    }
    lines
}

/// Whether what we do there would reach anybody; to a contact it does later.
fn speaks(scene: &Scene<'_>, chat: &ChatId) -> bool {
    match room_of(chat).and_then(|id| scene.world.rooms.get(&id)) {
        Some(room) => matches!(room.state, State::Inside { .. }),
        None => !chat.is_room(),
    }
}

fn composer(orders: &[Order], emoji: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for order in orders {
        let (key, chord) = match order {
            Order::Undo => ("menu-undo", "Ctrl+Z"),
            Order::Redo => ("menu-redo", "Ctrl+Shift+Z"),
            Order::Cut => ("menu-cut", "Ctrl+X"),
            Order::Copy => ("menu-copy", "Ctrl+C"),
            Order::Paste => ("menu-paste", "Ctrl+V"),
            Order::SelectAll => ("menu-select-all", "Ctrl+A"),
        };
        lines.push(Line::Do {
            text: t(key).into_owned(),
            deed: Deed::Write(*order),
            chord: chord.to_owned(),
            danger: false,
            checked: false,
        });
        if *order == Order::Redo || *order == Order::Undo && !orders.contains(&Order::Redo) {
            lines.push(Line::Rule);
        }
    }
    if emoji {
        lines.push(Line::Rule);
        lines.push(with_keys("menu-emoji", Deed::Key(Action::Emoji), Action::Emoji));
    }
    lines
}

fn own(scene: &Scene<'_>) -> Vec<Line> {
    let now = own_show(scene);
    let mut lines: Vec<Line> =
        [Show::FreeToChat, Show::Online, Show::Away, Show::ExtendedAway, Show::Busy, Show::Offline]
            .into_iter()
            .map(|show| Line::Do {
                text: words::show(show).into_owned(),
                deed: Deed::SetShow(show),
                chord: String::new(),
                danger: false,
                checked: show == now,
            })
            .collect();
    lines.push(Line::Rule);
    lines.push(with_keys("menu-edit-status", Deed::EditStatus, Action::Status));
    lines.push(Line::Rule);
    lines.extend(window(scene));
    lines
}

fn window(scene: &Scene<'_>) -> Vec<Line> {
    let shown = scene.settings.roster.show_offline;
    let offline = if shown { "menu-hide-offline" } else { "menu-show-offline" };
    let key = |text, action| with_keys(text, Deed::Key(action), action);
    vec![
        key("menu-add-contact-new", Action::AddContact),
        key("menu-join-room", Action::JoinRoom),
        key("menu-create-room", Action::CreateRoom),
        key(offline, Action::ToggleOffline),
        Line::Rule,
        key("menu-accounts", Action::Accounts),
        key("menu-settings", Action::Settings),
        key("menu-shortcuts", Action::Shortcuts),
        Line::Rule,
        key("menu-quit", Action::Quit),
    ]
}
