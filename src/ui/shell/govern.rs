//! Rooms of one's own: making them, and governing those who are in.

use crate::i18n::t;
use crate::ui::deed::Deed;
use crate::ui::dialog::{Dialog, challenge, configure, create, govern, invite, people, picture};
use crate::ui::scene::Scene;
use crate::ui::shell::requests::ask;
use crate::ui::shell::{Action, Shell};

impl Shell {
    pub(super) fn govern(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        let dialog = match deed {
            Deed::CreateRoom { account, members } => {
                let Some(account) = account.or_else(|| scene.first_account().cloned()) else {
                    self.notice = Some(t("error-no-account").into_owned());
                    return Action::None;
                };
                let form = create::Create::new(scene, account).with(members);
                Dialog::Create(Box::new(form))
            }
            Deed::Configure(room) => Dialog::Configure(Box::new(configure::Configure::new(room))),
            Deed::People(room) => Dialog::People(Box::new(people::People::new(room))),
            Deed::Picture(room) => Dialog::Picture(picture::RoomPicture::new(room)),
            Deed::Invite(room, guests) => Dialog::Invite(invite::Invite::new(room, guests)),
            Deed::Grow(chat) => Dialog::Create(Box::new(create::Create::growing(scene, &chat))),
            Deed::Govern(room, measure) => Dialog::Govern(govern::Govern::new(room, measure)),
            Deed::Prove(room) => {
                let form = scene.world.rooms.get(&room).and_then(|it| it.challenge.clone());
                let Some(form) = form else { return Action::None };
                Dialog::Challenge(Box::new(challenge::Challenge::new(room, *form)))
            }
            Deed::AskForVoice(room) => {
                return ask(scene, move |client| async move { client.ask_for_voice(&room).await });
            }
            Deed::AnswerVoice(room, nick, grant) => {
                return ask(scene, move |client| async move {
                    client.answer_voice(&room, nick, grant).await
                });
            }
            _ => return Action::None,
        };
        self.open_dialog(scene, dialog)
    }
}
