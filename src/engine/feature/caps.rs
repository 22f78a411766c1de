//! Entity Capabilities (XEP-0115, version 1.6): what the contacts' software can do.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::Event;
use crate::engine::feature::{Context, Feature, Flow, PASSED, Stanza};
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::{Address, Refusal};

/// Most descriptions that are kept.
const MOST: usize = 2_000;
/// Most questions that are out at once.
const MOST_ASKED: usize = 20;
/// Most software that has failed to prove what it says and is not asked again.
const MOST_FAILED: usize = 200;

/// Learns what stands behind a hash, once for each hash, and believes only what hashes to it.
#[derive(Debug, Default)]
pub struct Caps {
    /// The `node#ver` that each question is about, and the hash that must come out.
    asked: BTreeMap<Key, (String, String)>,
    failed: BTreeSet<String>,
}

impl Feature for Caps {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
        self.failed.clear();
    }

    /// Comes after the presence itself, which has dropped the strangers.
    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        let Some(from) = it.head.from.clone().filter(|_| it.head.kind.is_empty()) else {
            return PASSED;
        };
        let software = it.element.get_child("c", ns::CAPS).and_then(software);
        let resource = from.resource.clone().unwrap_or_default();
        let device = cx.ground.devices.get_mut(&from.bare).and_then(|it| it.get_mut(&resource));
        let Some(device) = device else { return PASSED };

        device.software = software.as_ref().map(|(name, _)| name.clone());
        if let Some((name, hash)) = software {
            self.learn(from, name, hash, cx);
        }
        PASSED
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let Some((name, hash)) = self.asked.remove(&key) else { return };
        let query = result.as_ref().ok().and_then(|it| it.get_child("query", ns::DISCO_INFO));

        match query.map(Info::read).filter(|it| it.hash() == hash) {
            Some(info) if cx.ground.capabilities.len() < MOST => {
                let features = info.features;
                let _ = cx.ground.capabilities.insert(name.clone(), features.clone());
                cx.emit(Event::Capabilities { node: name, features });
            }
            Some(_) => {}
            None if self.failed.len() < MOST_FAILED => {
                let _ = self.failed.insert(name);
            }
            None => {}
        }
    }
}

impl Caps {
    fn learn(&mut self, from: Address, name: String, hash: String, cx: &mut Context<'_>) {
        let known = cx.ground.capabilities.contains_key(&name) || self.failed.contains(&name);
        let asked = self.asked.values().any(|(it, _)| *it == name);
        if known || asked || self.asked.len() >= MOST_ASKED {
            return;
        }
        let key = cx.get(Some(from), xml("query", ns::DISCO_INFO).attr("node", &name));
        let _ = self.asked.insert(key, (name, hash));
    }
}

/// `node#ver` and `ver`, of a hash that we can check: SHA-1, twenty bytes in base64.
fn software(caps: &Element) -> Option<(String, String)> {
    let (node, ver) = (caps.attr("node")?, caps.attr("ver")?);
    let right = caps.attr("hash") == Some("sha-1")
        && node.len() <= 500
        && STANDARD.decode(ver).is_ok_and(|it| it.len() == 20);
    right.then(|| (format!("{node}#{ver}"), ver.to_owned()))
}
