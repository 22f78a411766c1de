//! Signing in and out, and our own presence.

use crate::client::error::Error;
use crate::client::handle::Client;
use crate::client::handle::rooms::malformed;
use crate::client::order::Order;
use crate::engine::event::{Answer, Command};
use crate::model::account;
use crate::model::keeping::Preferences;
use crate::model::settings::Privacy;
use crate::model::{Account, AccountId, Change, OwnPresence, Password, Show};
use crate::store::accounts;

impl Client {
    /// Connects with an account, new or known. How it goes is told as
    /// `account::Change::Connection`; a new account is kept once it was online.
    ///
    /// Whoever signs in wants to be seen: where our presence is [`Show::Offline`], it is no longer.
    pub fn sign_in(&self, account: Account, password: Option<Password>) {
        let presence = self.lines().presence();
        if presence.show == Show::Offline {
            let _ = self.lines().set_presence(OwnPresence { show: Show::Online, ..presence });
        }
        self.lines().start(account, password);
    }

    /// Ends the connection gracefully; the account stays.
    pub async fn sign_out(&self, account: &AccountId) {
        self.lines().stop(account).await;
    }

    /// Gives up an attempt, and forgets an account that was never online.
    pub async fn cancel(&self, account: &AccountId) {
        self.lines().stop(account).await;
        if !matches!(self.stored(account).await, Ok(Some(_))) {
            self.lines().forget(account);
        }
    }

    /// Ends the wait for the next attempt.
    pub fn try_now(&self, account: &AccountId) {
        if self.lines().order(account, Order::TryNow).is_err() {
            let _ = self.lines().start_again(account);
        }
    }

    /// All accounts: the machine woke, or its network changed.
    pub fn network_changed(&self) {
        self.lines().order_all(|| Order::TryNow);
    }

    /// Trusts exactly this certificate for this account, and tries again.
    pub async fn trust(&self, account: &AccountId, sha256: String) -> Result<(), Error> {
        let stored = self.stored(account).await?;
        let known = stored.is_some();
        // What was typed in for this attempt may be newer than what is kept.
        let mut account = self.lines().account(account).or(stored).ok_or(Error::Unknown)?;
        if !account.pins.contains(&sha256) {
            account.pins.push(sha256);
        }

        if known {
            self.keep(account.clone()).await?;
        }
        self.lines().start(account, None);
        Ok(())
    }

    /// Keeps new settings of an account; it connects anew with them where it is enabled and
    /// disconnects where it is not.
    pub async fn edit_account(&self, account: Account) -> Result<(), Error> {
        let before = self.stored(&account.id).await?.ok_or(Error::Unknown)?;
        self.keep(account.clone()).await?;

        let id = account.id.clone();
        let runs = self.lines().runs(&id);
        let same_way =
            Account { enabled: account.enabled, remember: account.remember, ..before } == account;
        let wanted = account.enabled && self.lines().presence().show != Show::Offline;
        self.lines().set_account(account.clone());

        match (wanted, runs) {
            (true, true) if same_way => {}
            (true, _) => self.lines().start(account, None),
            (false, true) => self.lines().stop(&id).await,
            (false, false) => {}
        }
        Ok(())
    }

    /// Forgets an account and its history on this machine.
    pub async fn remove_account(&self, account: &AccountId) -> Result<(), Error> {
        if self.lines().runs(account) {
            self.lines().stop(account).await;
        }
        self.lines().forget(account);

        let id = account.clone();
        let orphans = self.store().call(move |db| accounts::remove(db, &id)).await?;
        self.inner.desk.drop_pictures(orphans).await;
        self.tell(Change::Account(account.clone(), account::Change::Removed));
        Ok(())
    }

    /// Changes the password on the server (XEP-0077).
    pub async fn set_password(&self, account: &AccountId, password: Password) -> Result<(), Error> {
        self.have(account, Command::SetPassword(password.clone())).await?;
        self.lines().set_password(account, password);
        // The connection would come back with the old one.
        let _ = self.lines().start_again(account);
        Ok(())
    }

    /// Our own presence, for all accounts. `Show::Offline` disconnects.
    ///
    /// Out of `Offline`, each enabled account connects; one whose password is not known in this run
    /// is told as refused for that ([`account::Trouble::NoPassword`]).
    pub async fn set_presence(&self, presence: OwnPresence) {
        let before = self.lines().set_presence(presence.clone());
        let accounts = self.store().read(accounts::all).await.unwrap_or_else(|error| {
            log::error!("{error}");
            Vec::new()
        });

        for account in &accounts {
            let change = account::Change::Presence(presence.clone());
            self.tell(Change::Account(account.id.clone(), change));
        }

        if presence.show == Show::Offline {
            self.lines().stop_all().await;
            return;
        }
        self.lines().order_all(|| Order::Presence(presence.clone()));
        if before.show == Show::Offline {
            for account in accounts.into_iter().filter(|it| it.enabled) {
                if !self.lines().runs(&account.id) {
                    self.lines().start(account, None);
                }
            }
        }
    }

    /// Whether any window is looked at (XEP-0352).
    pub fn set_active(&self, active: bool) {
        self.lines().set_active(active);
    }

    /// The person's language, as in `zh-CN`: of texts that come in several it is shown. It counts
    /// from the next connection on.
    pub fn set_language(&self, language: &str) {
        self.lines().set_language(language.to_owned());
    }

    /// Words that call in rooms like our name does.
    pub fn watch_for(&self, words: Vec<String>) {
        self.lines().set_words(words);
    }

    /// What we reveal of ourselves, from now on.
    pub fn set_privacy(&self, privacy: Privacy) {
        self.lines().set_privacy(privacy);
    }

    /// What the account's archive on the server keeps (XEP-0441).
    pub async fn preferences(&self, account: &AccountId) -> Result<Preferences, Error> {
        self.preferred(account, Command::FetchPreferences).await
    }

    /// Changes that, and answers with what the server made of it.
    pub async fn set_preferences(
        &self,
        account: &AccountId,
        wanted: Preferences,
    ) -> Result<Preferences, Error> {
        self.preferred(account, Command::SetPreferences(wanted)).await
    }

    async fn preferred(&self, account: &AccountId, command: Command) -> Result<Preferences, Error> {
        match self.ask(account, command).await? {
            Answer::Preferences(preferences) => Ok(preferences),
            _ => Err(malformed()),
        }
    }

    async fn stored(&self, id: &AccountId) -> Result<Option<Account>, Error> {
        let all = self.store().read(accounts::all).await?;
        Ok(all.into_iter().find(|account| account.id == *id))
    }

    async fn keep(&self, account: Account) -> Result<(), Error> {
        let kept = account.clone();
        self.store().call(move |db| accounts::set(db, &kept)).await?;
        self.tell(Change::Account(account.id.clone(), account::Change::Set(account)));
        Ok(())
    }
}
