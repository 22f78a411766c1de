//! What the door hands to the window.

use xmpp::jid::BareJid;

use crate::desktop::instance::Lock;
use crate::desktop::paths::Paths;
use crate::desktop::settings::Damage;
use crate::model::account::Host;
use crate::model::settings::Theme;
use crate::model::{Account, AccountId, Password, Settings, Uri};

/// Everything that was decided before there is a window.
#[derive(Debug)]
pub struct Opening {
    pub paths: Paths,
    pub settings: Settings,
    /// The settings' file could not be read: to be told.
    pub damage: Option<Damage>,
    /// Holds the profile until the program ends.
    pub lock: Lock,
    /// Stands above the settings' theme for this run.
    pub theme: Option<Theme>,
    /// To be signed in with at once.
    pub sign_in: Option<SignIn>,
    /// To be opened as soon as there is an account for it.
    pub uri: Option<Uri>,
}

/// An account that was named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub address: BareJid,
    pub host: Option<Host>,
    /// SHA-256 of a certificate, in lower-case hex.
    pub pin: Option<String>,
    pub password: Option<Password>,
}

impl SignIn {
    /// The account to sign in with: the one that is known already, or a new one with this resource,
    /// changed as the command line asks. A password that came this way is not kept.
    pub fn account(&self, known: Option<&Account>, resource: String) -> Account {
        let mut account = known.cloned().unwrap_or_else(|| Account {
            remember: false,
            ..Account::new(AccountId(self.address.clone()), resource)
        });

        account.enabled = true;
        if self.host.is_some() {
            account.host.clone_from(&self.host);
        }
        if let Some(pin) = &self.pin
            && !account.pins.contains(pin)
        {
            account.pins.push(pin.clone());
        }
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_account_is_changed_as_the_command_line_asks_and_no_further() {
        let address: BareJid = "juliet@example.com".parse().expect("an address");
        let mut known = Account::new(AccountId(address.clone()), "parlance.1".to_owned());
        known.pins.push("aa".to_owned());
        known.enabled = false;
        let asked = SignIn { address, host: None, pin: Some("bb".to_owned()), password: None };

        let account = asked.account(Some(&known), "parlance.2".to_owned());
        assert_eq!(account.resource, "parlance.1");
        assert_eq!(account.pins, ["aa", "bb"]);
        assert!(account.enabled && account.remember);

        let fresh = asked.account(None, "parlance.2".to_owned());
        assert_eq!(fresh.resource, "parlance.2");
        assert!(!fresh.remember);
    }
}
