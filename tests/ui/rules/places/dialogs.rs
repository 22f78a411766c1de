//! Every dialog, and what it shows further on.

use std::collections::BTreeSet;

use parlance::client::Error;
use parlance::client::handle::Device;
use parlance::model::act::Version;
use parlance::model::keeping::{Keep, Preferences};
use parlance::model::message::Author;
use parlance::model::room::rights::Measure;
use parlance::model::{Address, ChatId, Refusal, Timestamp, room};
use parlance::ui::deed::Deed;
use parlance::ui::dialog::search::filters;
use parlance::ui::dialog::{
    self, Dialog, add_contact, configure, details, emoji, join, keeping, people as dialog_people,
    search, settings, switcher, versions,
};
use parlance::ui::keys::Action as Key;
use parlance::ui::part::form;
use parlance::ui::shell;

use crate::ui::rules::people::{self, hard, listings, names, person, statuses, twice};
use crate::ui::rules::places::{Tour, did, dismiss, press, spoken};
use crate::ui::window::{Driven, open};
use crate::ui::world::{NOW, me, said};

impl Tour<'_> {
    pub(super) fn dialogs(&mut self) {
        let mut window = self.window(hard());
        open(&mut window, ChatId::contact(me(), person(0)));
        for (number, deed) in deeds().into_iter().enumerate() {
            did(&mut window, deed);
            let shell = window.state.shell.as_ref().expect("it is there");
            let kind = shell.dialog.as_ref().map_or("none", dialog_kind);
            self.look(&format!("dialog {number} {kind}"), &mut window);
            self.inside(&mut window, kind);
            dismiss(&mut window);
        }
        // With two accounts there is one to choose.
        twice(&mut window.state.world);
        for action in [Key::AddContact, Key::JoinRoom, Key::Accounts] {
            press(&mut window, action);
            self.look(&format!("two accounts, {action:?}"), &mut window);
            dismiss(&mut window);
        }
    }

    /// What a dialog shows further on.
    fn inside(&mut self, window: &mut Driven, kind: &str) {
        match kind {
            "settings" => self.pages(window),
            "add contact" => {
                tell(
                    window,
                    dialog::Message::AddContact(add_contact::Message::Address(
                        "no address@".to_owned(),
                    )),
                );
                tell(window, dialog::Message::AddContact(add_contact::Message::Submitted));
                self.look("a bad address", window);
            }
            "join" => {
                for count in [0, 1, 1_000] {
                    let rooms = listings(count);
                    let listed = join::directory::Message::Listed(Ok(rooms));
                    tell(window, dialog::Message::Join(join::Message::Directory(listed)));
                    self.look(&format!("{count} rooms"), window);
                }
            }
            "configure" => {
                for wide in [true, false] {
                    let fetched = configure::Message::Fetched(Ok(people::form(wide)));
                    tell(window, dialog::Message::Configure(fetched));
                    self.look(&format!("a form, wide {wide}"), window);
                }
                tell(window, dialog::Message::Configure(configure::Message::Submitted));
                let faults = configure::Message::Filled(form::Message::Typed(0, String::new()));
                tell(window, dialog::Message::Configure(faults));
                self.look("a form with faults", window);
            }
            "people" => {
                let group = room::Group::Affiliated(room::Affiliation::Member);
                for count in [0, 1, 5_000] {
                    let entries = people::entries(count);
                    let listed = dialog_people::Message::Listed(group, Ok(entries));
                    tell(window, dialog::Message::People(listed));
                    self.look(&format!("{count} members"), window);
                }
                let chosen = dialog_people::Message::Chosen(person(0).to_string());
                tell(window, dialog::Message::People(chosen));
                self.look("a member", window);
            }
            "details" => {
                let told = Device {
                    name: names()[0].clone(),
                    version: names()[1].clone(),
                    system: names()[2].clone(),
                    clock: Some((7_200_000, "+08:00".to_owned())),
                    features: BTreeSet::new(),
                };
                let message = details::Message::DeviceTold("balcony".to_owned(), Ok(told));
                tell(window, dialog::Message::Details(message));
                self.look("a device", window);
            }
            "picture" => {
                let none = dialog::picture::Message::Picked(Err(()));
                tell(window, dialog::Message::Picture(none));
                self.look("no picture can be chosen", window);
            }
            "keeping" => self.keeping(window),
            "switcher" => {
                let words = "nobody is called so".to_owned();
                tell(window, dialog::Message::Switcher(switcher::Message::Typed(words)));
                self.look("switcher without hit", window);
            }
            "search" => {
                for message in [
                    filters::Message::Toggled,
                    filters::Message::Sender("A name that goes on ".repeat(5)),
                    filters::Message::Since("no day".to_owned()),
                ] {
                    tell(window, dialog::Message::Search(search::Message::Filters(message)));
                }
                self.look("search with filters", window);
                for rooms in [Vec::new(), spoken(&people::room().chat())] {
                    let hits = rooms.len();
                    let answer = search::Message::Found(0, Ok(rooms));
                    tell(window, dialog::Message::Search(answer));
                    self.look(&format!("{hits} messages found"), window);
                }
            }
            "versions" => {
                let at = Timestamp::from_millis(NOW);
                let versions = statuses().map(|body| Version { at, body }).to_vec();
                tell(window, dialog::Message::Versions(versions::Message::Read(Ok(versions))));
                self.look("versions", window);
            }
            "emoji" => {
                let words = "grin".to_owned();
                tell(window, dialog::Message::Emoji(emoji::Message::Typed(words)));
                self.look("emoji found", window);
            }
            _ => {
                // What is asked for goes wrong: the client knows nothing of this world.
                window.key(iced::keyboard::key::Named::Enter);
                let shell = window.state.shell.as_ref().expect("it is there");
                if shell.dialog.is_some() {
                    self.look(&format!("{kind}, answered"), window);
                }
            }
        }
    }

    fn keeping(&mut self, window: &mut Driven) {
        use keeping::Message;
        let refused = |condition: &str| Error::Refused(Refusal::ours(condition));
        let list: BTreeSet<Address> = (0..7)
            .map(|n| Address { bare: person(n % 5), resource: Some(names()[n % 3].clone()) })
            .collect();
        let held = Preferences { default: Keep::Roster, always: list.clone(), never: list };
        for (name, message) in [
            ("not offered", Message::Told(Err(refused("service-unavailable")))),
            ("unknown", Message::Told(Err(refused("internal-server-error")))),
            ("known", Message::Told(Ok(held.clone()))),
            ("chosen", Message::Chose(Keep::Never)),
            ("otherwise", Message::Answered(Ok(held))),
            ("refused", Message::Answered(Err(refused("not-allowed")))),
        ] {
            tell(window, dialog::Message::Keeping(message));
            self.look(&format!("history on the server, {name}"), window);
        }
    }

    fn pages(&mut self, window: &mut Driven) {
        use settings::Page;
        for page in
            [Page::Appearance, Page::Contacts, Page::Notifications, Page::Privacy, Page::Program]
        {
            tell(window, dialog::Message::Settings(settings::Message::Turned(page)));
            self.look(&format!("settings, {page:?}"), window);
        }
    }
}

fn tell(window: &mut Driven, message: dialog::Message) {
    window.message(shell::Message::Dialog(message));
    window.frame();
}

/// Whatever opens a dialog.
pub fn deeds() -> Vec<Deed> {
    let contact = || (me(), person(2));
    let room = people::room;
    let [renamed, grouped, removed, blocked] = [contact(), contact(), contact(), contact()];
    vec![
        Deed::Key(Key::Switch),
        Deed::Key(Key::Palette),
        Deed::Key(Key::Shortcuts),
        Deed::Key(Key::Emoji),
        Deed::Key(Key::Search),
        Deed::Key(Key::Settings),
        Deed::Key(Key::Accounts),
        Deed::Key(Key::Status),
        Deed::AddContact { account: None, jid: None, group: names()[1].clone() },
        Deed::JoinRoom { account: None, room: Some(room().jid) },
        Deed::CreateRoom { account: None, members: vec![person(1)] },
        Deed::Prove(room()),
        Deed::Configure(room()),
        Deed::People(room()),
        Deed::Picture(room()),
        Deed::Grow(ChatId::contact(me(), person(1))),
        Deed::Invite(room(), vec![person(1)]),
        Deed::Govern(room(), Measure::Destroy),
        Deed::Govern(room(), Measure::Role { nick: names()[0].clone(), role: room::Role::None }),
        Deed::Rename(renamed.0, renamed.1),
        Deed::Groups(grouped.0, grouped.1),
        Deed::RemoveContact(removed.0, removed.1),
        Deed::Block(blocked.0, blocked.1),
        Deed::Details(ChatId::contact(me(), person(1))),
        Deed::Details(room().chat()),
        Deed::Details(ChatId::occupant(me(), room().jid, format!("{}0", names()[0]))),
        Deed::RenameGroup(me(), names()[1].clone()),
        Deed::ChangeNick(room()),
        Deed::SetSubject(room()),
        Deed::RoomPassword(room()),
        Deed::Forget(room()),
        Deed::EditAccount(me()),
        Deed::RemoveAccount(me()),
        Deed::ChangePassword(me()),
        Deed::Versions(Box::new(said(ChatId::contact(me(), person(0)), 0, Author::Peer, ""))),
        Deed::Keeping(me()),
    ]
}

/// Every kind of dialog; the compiler tells when a new one is missing here.
pub fn dialog_kind(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Question(_) => "question",
        Dialog::Prompt(_) => "prompt",
        Dialog::AddContact(_) => "add contact",
        Dialog::Groups(_) => "groups",
        Dialog::Join(_) => "join",
        Dialog::Create(_) => "create",
        Dialog::Challenge(_) => "challenge",
        Dialog::Configure(_) => "configure",
        Dialog::People(_) => "people",
        Dialog::Picture(_) => "picture",
        Dialog::Invite(_) => "invite",
        Dialog::Govern(_) => "govern",
        Dialog::Details(_) => "details",
        Dialog::Password(_) => "password",
        Dialog::Account(_) => "account",
        Dialog::Keeping(_) => "keeping",
        Dialog::Accounts(_) => "accounts",
        Dialog::Settings(_) => "settings",
        Dialog::Status(_) => "status",
        Dialog::Shortcuts(_) => "shortcuts",
        Dialog::Search(_) => "search",
        Dialog::Switcher(_) => "switcher",
        Dialog::Emoji(_) => "emoji",
        Dialog::Versions(_) => "versions",
    }
}
