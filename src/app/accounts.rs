//! Signing in at the start and by hand, and where passwords come from.

use iced::Task;

use crate::app::{App, Message};
use crate::desktop::secrets;
use crate::i18n::t;
use crate::model::account::Trouble;
use crate::model::{Account, AccountId, Change, Connection, OwnPresence, Password, Show};
use crate::ui::account_form::fresh_resource;
use crate::ui::dialog::status;
use crate::ui::login::{self, Login};

impl App {
    /// Connects what is enabled, and the account of the command line.
    pub(super) fn start_accounts(&mut self) -> Task<Message> {
        let Some(house) = &self.house else {
            return Task::none();
        };
        let client = house.client.clone();
        client.watch_for(self.look.settings.rooms.watched());
        let own = self.look.settings.presence.own.clone();
        let enabled: Vec<AccountId> = house
            .world
            .accounts
            .values()
            .filter(|standing| standing.account.enabled)
            .map(|standing| standing.account.id.clone())
            .collect();

        let mut named = None;
        if let Some(sign_in) = self.sign_in.take() {
            let id = AccountId(sign_in.address.clone());
            let known = house.world.accounts.get(&id).map(|standing| &standing.account);
            let is_new = known.is_none();
            let account = sign_in.account(known, fresh_resource());
            named = Some(id);
            match sign_in.password {
                // What goes wrong with it is told where it can be mended.
                Some(password) if is_new => {
                    let login = Login::trying(&client, account, password);
                    return self.sign_in_with(login);
                }
                Some(password) => client.sign_in(account, Some(password)),
                // Nothing can be known of it, so the person is asked at once.
                None if is_new => {
                    let account = Account { remember: true, ..account };
                    return self.sign_in_with(Login::password(account));
                }
                None => return self.connect_with(account),
            }
        }
        let offline = own.show == Show::Offline && named.is_none();
        let mut tasks = Vec::new();
        if named.is_none() {
            let client = client.clone();
            tasks.push(Task::perform(async move { client.set_presence(own).await }, |()| {
                Message::Nothing
            }));
        }
        if !offline {
            for id in enabled.into_iter().filter(|id| named.as_ref() != Some(id)) {
                tasks.push(self.connect(&id));
            }
        }
        Task::batch(tasks)
    }

    /// Looks for the password, then signs in.
    pub(super) fn connect(&mut self, id: &AccountId) -> Task<Message> {
        let account = self
            .house
            .as_ref()
            .and_then(|house| house.world.accounts.get(id))
            .map(|standing| standing.account.clone());
        account.map_or_else(Task::none, |account| self.connect_with(account))
    }

    /// Whoever connects by hand wants to be seen: also at the next start.
    fn be_present(&mut self) -> Task<Message> {
        if self.look.settings.presence.own.show != Show::Offline {
            return Task::none();
        }
        let mut settings = self.look.settings.clone();
        settings.presence.own.show = Show::Online;
        self.set(settings)
    }

    /// Connects an account that the person points at.
    pub(super) fn connect_by_hand(&mut self, id: &AccountId) -> Task<Message> {
        Task::batch([self.be_present(), self.connect(id)])
    }

    fn connect_with(&mut self, account: Account) -> Task<Message> {
        let Some(house) = &self.house else {
            return Task::none();
        };
        if account.anonymous || account.client_certificate.is_some() {
            house.client.sign_in(account, None);
            return Task::none();
        }
        if !account.remember {
            // It may be known from this run: the connection says so if it is not.
            house.client.sign_in(account, None);
            return Task::none();
        }
        let (secrets, id) = (self.secrets.clone(), account.id);
        Task::perform(
            async move {
                let answer = secrets.password(&id).await;
                (id, answer)
            },
            |(id, answer)| Message::PasswordRead(id, answer),
        )
    }

    pub(super) fn password_read(
        &mut self,
        id: &AccountId,
        answer: Result<Option<Password>, secrets::Error>,
    ) -> Task<Message> {
        let Some(house) = &self.house else {
            return Task::none();
        };
        let Some(standing) = house.world.accounts.get(id) else {
            return Task::none();
        };
        if let Err(error) = &answer {
            log::warn!("{error}");
        }
        // Without one the connection is refused for that, and the person is asked.
        house.client.sign_in(standing.account.clone(), answer.ok().flatten());
        Task::none()
    }

    /// Our presence, kept and told.
    pub(super) fn present(&mut self, own: OwnPresence) -> Task<Message> {
        self.present_then(own, Task::none())
    }

    /// The same; `after` comes once it is told.
    pub(super) fn present_then(&mut self, own: OwnPresence, after: Task<Message>) -> Task<Message> {
        let mut settings = self.look.settings.clone();
        let was_offline = settings.presence.own.show == Show::Offline;
        status::remember(&mut settings, &own);
        self.away = None;
        let saved = self.set(settings);
        let Some(house) = &self.house else {
            return Task::batch([saved, after]);
        };
        let mut offline: Vec<AccountId> = Vec::new();
        if own.show != Show::Offline {
            offline.extend(
                house
                    .world
                    .accounts
                    .values()
                    .filter(|it| {
                        it.account.enabled
                            && (was_offline
                                || matches!(it.connection, crate::model::Connection::Offline))
                    })
                    .map(|it| it.account.id.clone()),
            );
        }
        let client = house.client.clone();
        let told =
            Task::perform(async move { client.set_presence(own).await }, |()| Message::Nothing);
        let connects = Task::batch(offline.iter().map(|id| self.connect(id)).collect::<Vec<_>>());
        Task::batch([saved, told.chain(connects).chain(after)])
    }

    /// Shows a form for signing in, in front of everything.
    pub(super) fn sign_in_with(&mut self, login: Login) -> Task<Message> {
        let first = crate::ui::account_form::view::id(login.first_field());
        match &mut self.house {
            Some(house) => {
                house.login = Some(login);
                iced::widget::operation::focus(first)
            }
            None => Task::none(),
        }
    }

    pub(super) fn ask_password(&mut self, id: &AccountId) -> Task<Message> {
        let account = self
            .house
            .as_ref()
            .and_then(|house| house.world.accounts.get(id))
            .map(|standing| standing.account.clone());
        match account {
            Some(account) => self.sign_in_with(Login::password(account)),
            None => Task::none(),
        }
    }

    /// Asks about the certificate that an account was refused for.
    pub(super) fn ask_certificate(&mut self, id: &AccountId) -> Task<Message> {
        let standing = self.house.as_ref().and_then(|house| house.world.accounts.get(id));
        let asked = standing.and_then(|standing| match &standing.connection {
            Connection::Refused(Trouble::Certificate(shown)) => {
                Some(Login::certificate(standing.account.clone(), (**shown).clone()))
            }
            _ => None,
        });
        asked.map_or_else(Task::none, |login| self.sign_in_with(login))
    }

    pub(super) fn hear_login(&mut self, message: login::Message) -> Task<Message> {
        let Some((login, client)) = self.at_login() else {
            return Task::none();
        };
        let action = login.update(&client, message);
        self.after_login(action)
    }

    pub(super) fn login_heard(&mut self, changes: &[Change]) -> Task<Message> {
        let mut tasks = Vec::new();
        for change in changes {
            if let Some((login, client)) = self.at_login() {
                let action = login.heard(&client, change);
                tasks.push(self.after_login(action));
            } else if let Some(account) = wants_password(change) {
                // An account that nobody has the password of: asked for once, at its start.
                tasks.push(self.ask_password(account));
            }
        }
        Task::batch(tasks)
    }

    fn at_login(&mut self) -> Option<(&mut Login, crate::client::Client)> {
        let house = self.house.as_mut()?;
        let client = house.client.clone();
        house.login.as_mut().map(|login| (login, client))
    }

    fn after_login(&mut self, action: login::Action) -> Task<Message> {
        match action {
            login::Action::None => Task::none(),
            login::Action::Run(task) => task.map(Message::Login),
            login::Action::SignedIn { account, password } => {
                if let Some(house) = &mut self.house {
                    house.login = None;
                }
                self.open_shell();
                let present = self.be_present();
                match (account.remember, password) {
                    // It is known already, and stays where it is.
                    (true, None) => present,
                    (remember, password) => {
                        let keep = password.filter(|_| remember);
                        Task::batch([present, self.keep_password(&account.id, keep)])
                    }
                }
            }
            login::Action::Left => {
                if let Some(house) = &mut self.house {
                    house.login = None;
                }
                self.open_shell();
                Task::none()
            }
        }
    }

    /// Puts a password into the keyring, or takes out what is there.
    pub(super) fn keep_password(
        &mut self,
        id: &AccountId,
        password: Option<Password>,
    ) -> Task<Message> {
        let (secrets, id) = (self.secrets.clone(), id.clone());
        let remember = self
            .house
            .as_ref()
            .and_then(|house| house.world.accounts.get(&id))
            .is_none_or(|standing| standing.account.remember);
        match password.filter(|_| remember) {
            Some(password) => Task::perform(
                async move { secrets.keep(&id, &password).await },
                Message::PasswordKept,
            ),
            // Where there is no keyring there is nothing to be forgotten either.
            None => Task::perform(async move { secrets.forget(&id).await }, |_| Message::Nothing),
        }
    }

    pub(super) fn password_kept(&mut self, answer: &Result<(), secrets::Error>) -> Task<Message> {
        match answer {
            Ok(()) => Task::none(),
            Err(error) => {
                log::warn!("{error}");
                self.tell(t("password-not-kept").into_owned())
            }
        }
    }
}

/// The account whose password must be asked for.
fn wants_password(change: &Change) -> Option<&AccountId> {
    use crate::model::account::{Change as Account, Connection, Trouble};
    match change {
        Change::Account(id, Account::Connection(Connection::Refused(Trouble::NoPassword))) => {
            Some(id)
        }
        _ => None,
    }
}
