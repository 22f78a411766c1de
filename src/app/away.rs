//! Away by itself, while nobody touches the machine; what the person chose stays chosen.

use std::time::Duration;

use iced::Task;

use crate::app::{App, Message};
use crate::model::presence::after_idling;
use crate::model::{OwnPresence, Show};

impl App {
    /// Whether it matters how long nobody has touched the machine.
    pub(super) fn looks_idle(&self) -> bool {
        let presence = &self.look.settings.presence;
        let online = self.house.as_ref().is_some_and(|house| {
            house.world.accounts.values().any(|standing| standing.connection.is_online())
        });
        online
            && presence.auto_away.enabled
            && matches!(presence.own.show, Show::Online | Show::FreeToChat)
    }

    pub(super) fn idled(&mut self, idle: Option<Duration>) -> Task<Message> {
        self.look.machine.idle = idle.is_some();
        let presence = &self.look.settings.presence;
        let (own, rule) = (presence.own.clone(), presence.auto_away);
        let wanted = after_idling(own.show, idle.unwrap_or_default(), &rule);
        if wanted == self.away.unwrap_or(own.show) {
            return Task::none();
        }

        self.away = (wanted != own.show).then_some(wanted);
        let Some(house) = &self.house else {
            return Task::none();
        };
        let client = house.client.clone();
        let told = OwnPresence { show: wanted, ..own };
        Task::perform(async move { client.set_presence(told).await }, |()| Message::Nothing)
    }

    /// The person is here, or wants the rule to be another one.
    pub(super) fn touched(&mut self) -> Task<Message> {
        if self.away.is_none() {
            return Task::none();
        }
        self.idled(Some(Duration::ZERO))
    }
}
