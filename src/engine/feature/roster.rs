//! The roster (RFC 6121, section 2): fetched, kept up by pushes from our own server alone.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Command, Event, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, Query, Reply, TAKEN};
use crate::engine::request::Key;
use crate::engine::xml::{Xml, xml};
use crate::model::{Address, Change, Contact, Refusal, Subscription, contact};

/// What a stream offers that has roster versions (section 2.6.1).
const VERSIONS: &str = "urn:xmpp:features:rosterver";
/// Most entries that are kept.
const MOST: usize = 20_000;
/// Most groups of one entry.
const MOST_GROUPS: usize = 100;

#[derive(Debug, Default)]
pub struct Roster {
    /// The version of what we hold.
    version: Option<String>,
    asked: Option<Key>,
    /// The server did not give it.
    refused: bool,
}

impl Roster {
    /// Begins with what an earlier run has kept.
    pub fn known(version: Option<String>) -> Self {
        Self { version, ..Self::default() }
    }
}

impl Feature for Roster {
    fn began(&mut self, cx: &mut Context<'_>) {
        cx.ground.roster_known = false;
        self.refused = false;
        self.fetch(cx);
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        if self.asked != Some(key) {
            return;
        }
        self.asked = None;

        let iq = match result {
            Ok(iq) => iq,
            // The session ended; the next one asks anew.
            Err(refusal) if refusal.condition == Refusal::OFFLINE => return,
            Err(refusal) => {
                self.refused = true;
                return refused(Some(refusal.clone()), cx);
            }
        };
        cx.ground.roster_known = true;
        if std::mem::take(&mut self.refused) {
            refused(None, cx);
        }
        // An empty answer says that our copy is right (section 2.6.3).
        let Some(query) = iq.get_child("query", ns::ROSTER) else { return };

        let contacts: BTreeMap<BareJid, Contact> = query
            .children()
            .filter_map(item)
            .filter_map(Result::ok)
            .take(MOST)
            .map(|it| (it.jid.clone(), it))
            .collect();
        self.version = query.attr("ver").map(str::to_owned);
        cx.ground.contacts.clone_from(&contacts);
        cx.emit(Event::Roster {
            contacts: contacts.into_values().collect(),
            version: self.version.clone(),
        });
    }

    fn asked(&mut self, query: &Query<'_>, cx: &mut Context<'_>) -> Option<Reply> {
        if !query.is("set", "query", ns::ROSTER) {
            return None;
        }
        if !query.head.is_from_account(&cx.ground.me) {
            return Some(Reply::REFUSED); // section 2.1.6
        }

        let mut items = query.payload.children().filter_map(item);
        let (Some(contact), None) = (items.next(), items.next()) else {
            return Some(Reply::Error("modify", "bad-request"));
        };
        match &contact {
            Ok(contact) if cx.ground.contacts.len() < MOST => {
                let before = cx.ground.contacts.insert(contact.jid.clone(), contact.clone());
                let saw = before.is_some_and(|it| it.subscription.we_see_them());
                if saw && !contact.subscription.we_see_them() {
                    unseen(&contact.jid, cx);
                }
            }
            Ok(_) => {}
            Err(jid) => {
                let _ = cx.ground.contacts.remove(jid);
                unseen(jid, cx);
            }
        }
        if let Some(version) = query.payload.attr("ver") {
            self.version = Some(version.to_owned());
        }
        cx.emit(Event::Contact { contact, version: self.version.clone() });
        Some(Reply::Empty)
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        match command {
            Command::FetchRoster if self.asked.is_none() => self.fetch(cx),
            Command::FetchRoster => {}
            Command::SetContact { jid, name, groups } => {
                let name = Some(name).filter(|it| !it.is_empty());
                let groups = groups.iter().map(|it| xml("group", ns::ROSTER).text(it));
                let item = entry(jid).maybe_attr("name", name).children(groups);
                cx.set_for(request, None, xml("query", ns::ROSTER).child(item));
            }
            Command::RemoveContact(jid) => {
                let item = entry(jid).attr("subscription", "remove");
                cx.set_for(request, None, xml("query", ns::ROSTER).child(item));
            }
            _ => return PASSED,
        }
        TAKEN
    }
}

impl Roster {
    fn fetch(&mut self, cx: &mut Context<'_>) {
        // The empty version asks for the whole, and for versions from now on (section 2.6.2).
        let version =
            cx.ground.offers.contains(VERSIONS).then(|| self.version.clone().unwrap_or_default());
        self.asked = Some(cx.get(None, xml("query", ns::ROSTER).maybe_attr("ver", version)));
    }
}

fn refused(refusal: Option<Refusal>, cx: &mut Context<'_>) {
    let account = cx.ground.account.clone();
    cx.tell(Change::Contact(account, contact::Change::Refused(refusal)));
}

/// We may no longer see them, and not each server tells that they are gone (RFC 6121, section
/// 3.3.3).
fn unseen(jid: &BareJid, cx: &mut Context<'_>) {
    if *jid == cx.ground.me {
        return; // our other devices
    }
    let account = cx.ground.account.clone();
    for resource in cx.ground.devices.remove(jid).unwrap_or_default().into_keys() {
        let gone = contact::Change::Presence { from: jid.clone(), resource, presence: None };
        cx.tell(Change::Contact(account.clone(), gone));
    }
}

fn entry(jid: &BareJid) -> Xml {
    xml("item", ns::ROSTER).attr("jid", jid.as_str())
}

/// Reads one entry; `Err` names one that is removed.
fn item(item: &Element) -> Option<Result<Contact, BareJid>> {
    if !item.is("item", ns::ROSTER) {
        return None;
    }
    let jid = Address::parse(item.attr("jid")?)?.bare;

    let subscription = match item.attr("subscription") {
        Some("remove") => return Some(Err(jid)),
        Some("to") => Subscription::To,
        Some("from") => Subscription::From,
        Some("both") => Subscription::Both,
        Some(_) | None => Subscription::None,
    };
    let mut groups: Vec<String> = item
        .children()
        .filter(|it| it.is("group", ns::ROSTER))
        .map(|it| it.text().trim().to_owned())
        .filter(|it| !it.is_empty())
        .take(MOST_GROUPS)
        .collect();
    groups.sort();
    groups.dedup();

    Some(Ok(Contact {
        jid,
        name: item.attr("name").unwrap_or_default().to_owned(),
        subscription,
        asked: item.attr("ask") == Some("subscribe"),
        approved: matches!(item.attr("approved"), Some("true" | "1")),
        groups,
    }))
}
