//! What a person can do to something: the one vocabulary of menus, buttons and the palette.

use xmpp::jid::BareJid;

use crate::model::message::Message;
use crate::model::room::Notify;
use crate::model::room::rights::Measure;
use crate::model::{AccountId, ChatId, Cursor, OwnPresence, RoomId, Show, Timestamp};
use crate::ui::keys::Action;
use crate::ui::part::composer::Order;

#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Anything that the keyboard can ask for as well.
    Key(Action),

    /// Puts this where one writes: an emoji.
    Insert(String),

    /// Does this to what one is writing.
    Write(Order),

    Open(ChatId),
    /// Goes to a message that was found by these words.
    Show(ChatId, Cursor, String),
    /// Looks for words in a chat, with filters.
    Search(ChatId, String),
    /// Goes to a message.
    GoTo(ChatId, Cursor),
    Close(ChatId),
    MoveUp(ChatId),
    MoveDown(ChatId),
    Mute(ChatId, bool),
    MuteUntil(ChatId, Timestamp),
    /// What of a room is told at once.
    Notify(RoomId, Notify),
    MarkRead(ChatId),
    /// A stranger's chat becomes one like the others.
    Accept(ChatId),

    /// `jid` and `group` fill in the form.
    AddContact {
        account: Option<AccountId>,
        jid: Option<BareJid>,
        group: String,
    },
    Rename(AccountId, BareJid),
    Groups(AccountId, BareJid),
    RemoveContact(AccountId, BareJid),
    Details(ChatId),
    Subscribe(AccountId, BareJid),
    Unsubscribe(AccountId, BareJid),
    Approve(AccountId, BareJid),
    Deny(AccountId, BareJid),
    Block(AccountId, BareJid),
    Unblock(AccountId, BareJid),

    /// Fills in the form.
    JoinRoom {
        account: Option<AccountId>,
        room: Option<BareJid>,
    },
    /// Asks these in at once.
    CreateRoom {
        account: Option<AccountId>,
        members: Vec<BareJid>,
    },
    Configure(RoomId),
    People(RoomId),
    /// Chooses the picture of a room.
    Picture(RoomId),
    /// With these chosen already.
    Invite(RoomId, Vec<BareJid>),
    /// A conversation of two becomes a room.
    Grow(ChatId),
    Govern(RoomId, Measure),
    /// Shows a room that a person comes in.
    Prove(RoomId),
    AskForVoice(RoomId),
    /// Lets somebody speak, or does not.
    AnswerVoice(RoomId, String, bool),
    Enter(RoomId),
    Leave(RoomId),
    /// Enters by itself at each start, or not.
    AutoJoin(RoomId, bool),
    Forget(RoomId),
    ChangeNick(RoomId),
    SetSubject(RoomId),
    RoomPassword(RoomId),
    AcceptInvitation(RoomId),
    DeclineInvitation(RoomId),
    Mention(String),

    Fold(String),
    RenameGroup(AccountId, String),
    ToggleOffline,

    SetShow(Show),
    SetPresence(OwnPresence),
    EditStatus,
    Connect(AccountId),
    Disconnect(AccountId),
    TryNow(AccountId),
    /// Asks for the contacts once more.
    FetchRoster(AccountId),
    AddAccount,
    EditAccount(AccountId),
    EnableAccount(AccountId, bool),
    RemoveAccount(AccountId),
    ChangePassword(AccountId),
    /// Chooses what the server keeps.
    Keeping(AccountId),
    AskPassword(AccountId),
    AskCertificate(AccountId),

    SendAgain(Box<Message>),
    Quote(Box<Message>),
    Answer(Box<Message>),
    Edit(Box<Message>),
    /// Chooses what to put under it.
    PickReaction(Box<Message>),
    /// Puts this under it, or takes it away.
    React(Box<Message>, String),
    Retract(Box<Message>),
    /// Shows what it said before.
    Versions(Box<Message>),
    Copy(String),
    Follow(String),
}
