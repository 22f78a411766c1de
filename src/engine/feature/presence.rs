//! Presence (RFC 6121, section 4): ours goes out, theirs is kept for each device.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;

use crate::engine::event::{Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, Stanza, TAKEN};
use crate::engine::ground::{Device, Ground};
use crate::engine::stanza;
use crate::model::{Change, Presence, Timestamp, contact};

/// Most devices that are kept of one contact.
const MOST_DEVICES: usize = 50;
/// Most people whose presence is kept before the roster has come.
const MOST_PEOPLE: usize = 20_000;
/// How long a lost connection may still be resumed before all count as gone, in milliseconds.
const GRACE: i64 = 20_000;

#[derive(Debug, Default)]
pub struct Presences {
    /// When all count as gone, while there is no connection.
    gone_at: Option<Timestamp>,
    /// All were told to be gone.
    gone: bool,
}

impl Feature for Presences {
    fn began(&mut self, cx: &mut Context<'_>) {
        (self.gone_at, self.gone) = (None, false);
        tell(contact::Change::Everybody, cx);

        let presence = cx.ground.own_presence(None);
        cx.send(presence);
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        self.gone_at = None;
        if std::mem::take(&mut self.gone) {
            for change in everybody(&cx.ground.devices) {
                tell(change, cx);
            }
        }
    }

    fn ended(&mut self, cx: &mut Context<'_>) {
        self.gone_at = Some(cx.now.plus(GRACE));
    }

    fn tick(&mut self, cx: &mut Context<'_>) {
        if self.gone_at.is_some_and(|it| it <= cx.now) {
            self.gone_at = None;
            self.gone = true;
            tell(contact::Change::Everybody, cx);
        }
    }

    fn deadline(&self, _ground: &Ground) -> Option<Timestamp> {
        self.gone_at
    }

    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        let Some(from) = it.head.from.clone() else { return TAKEN };
        let me = cx.ground.is_me(&from);
        if me && from.resource.as_deref().is_none_or(|it| it == cx.ground.resource) {
            return TAKEN; // our own, come back to us
        }
        // Before the roster is there we cannot tell strangers from contacts.
        let known = me || !cx.ground.roster_known || cx.ground.contacts.contains_key(&from.bare);
        if !known {
            return TAKEN;
        }

        match (it.head.kind.as_str(), from.resource) {
            ("", resource) => {
                let presence = stanza::device_presence(&it.element, &cx.ground.language);
                self.came(from.bare, resource.unwrap_or_default(), presence, cx);
                PASSED
            }
            ("unavailable" | "error", Some(resource)) => {
                left(&from.bare, &resource, cx);
                PASSED
            }
            // All of them have gone, or nothing can be known of any.
            ("unavailable" | "error", None) => {
                let devices = cx.ground.devices.get(&from.bare);
                let resources: Vec<String> =
                    devices.into_iter().flat_map(BTreeMap::keys).cloned().collect();
                for resource in resources {
                    left(&from.bare, &resource, cx);
                }
                PASSED
            }
            _ => TAKEN,
        }
    }

    fn command(
        &mut self,
        _request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::Presence(presence) = command else { return PASSED };
        cx.ground.presence.clone_from(presence);
        if cx.ground.online {
            let presence = cx.ground.own_presence(None);
            cx.send(presence);
            let seats = cx.ground.seats.iter();
            let inside: Vec<_> = seats
                .filter(|(_, it)| it.inside())
                .map(|(jid, it)| crate::model::Address {
                    bare: jid.clone(),
                    resource: Some(it.nick.clone()),
                })
                .collect();
            for room in inside {
                let presence = cx.ground.own_presence(Some(&room));
                cx.send(presence);
            }
        }
        TAKEN
    }
}

impl Presences {
    fn came(&mut self, from: BareJid, resource: String, presence: Presence, cx: &mut Context<'_>) {
        let people = cx.ground.devices.len();
        if people >= MOST_PEOPLE && !cx.ground.devices.contains_key(&from) {
            return;
        }
        let devices = cx.ground.devices.entry(from.clone()).or_default();
        if devices.len() >= MOST_DEVICES && !devices.contains_key(&resource) {
            return;
        }

        let device = devices.entry(resource.clone()).or_default();
        device.presence.clone_from(&presence);
        tell(contact::Change::Presence { from, resource, presence: Some(presence) }, cx);
    }
}

fn left(from: &BareJid, resource: &str, cx: &mut Context<'_>) {
    let Some(devices) = cx.ground.devices.get_mut(from) else { return };
    if devices.remove(resource).is_none() {
        return;
    }
    if devices.is_empty() {
        let _ = cx.ground.devices.remove(from);
    }
    let (from, resource) = (from.clone(), resource.to_owned());
    tell(contact::Change::Presence { from, resource, presence: None }, cx);
}

fn everybody(devices: &BTreeMap<BareJid, BTreeMap<String, Device>>) -> Vec<contact::Change> {
    devices
        .iter()
        .flat_map(|(from, devices)| devices.iter().map(move |it| (from, it)))
        .map(|(from, (resource, device))| contact::Change::Presence {
            from: from.clone(),
            resource: resource.clone(),
            presence: Some(device.presence.clone()),
        })
        .collect()
}

fn tell(change: contact::Change, cx: &mut Context<'_>) {
    let account = cx.ground.account.clone();
    cx.tell(Change::Contact(account, change));
}
