//! What the account's archive keeps (XEP-0441, version 0.2.0).

use std::collections::{BTreeMap, BTreeSet};

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, TAKEN};
use crate::engine::request::Key;
use crate::engine::xml::{Xml, xml};
use crate::model::keeping::{Keep, Preferences};
use crate::model::{Address, Refusal};

#[derive(Debug, Default)]
pub struct ArchivePreferences {
    /// Who waits for an answer, and for what we asked.
    asked: BTreeMap<Key, (Option<RequestId>, Option<Preferences>)>,
}

impl Feature for ArchivePreferences {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let (key, wanted) = match command {
            Command::FetchPreferences => (cx.get(None, xml("prefs", ns::MAM)), None),
            Command::SetPreferences(wanted) => (cx.set(None, write(wanted)), Some(wanted.clone())),
            _ => return PASSED,
        };
        cx.owe(request);
        let _ = self.asked.insert(key, (request, wanted));
        TAKEN
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let Some((request, wanted)) = self.asked.remove(&key) else { return };
        let answer = match result {
            // A server that only says "done" took what it was told.
            Ok(iq) => match iq.get_child("prefs", ns::MAM).and_then(read).or(wanted) {
                Some(preferences) => Ok(Answer::Preferences(preferences)),
                None => Err(Refusal::ours(Refusal::MALFORMED)),
            },
            Err(refusal) => Err(refusal.clone()),
        };
        cx.settle(request, answer);
    }
}

fn write(wanted: &Preferences) -> Xml {
    let default = match wanted.default {
        Keep::Always => "always",
        Keep::Roster => "roster",
        Keep::Never => "never",
    };
    let list = |name: &str, of: &BTreeSet<Address>| {
        xml(name, ns::MAM).children(of.iter().map(|it| xml("jid", ns::MAM).text(&it.to_string())))
    };
    xml("prefs", ns::MAM)
        .attr("default", default)
        .child(list("always", &wanted.always))
        .child(list("never", &wanted.never))
}

fn read(prefs: &Element) -> Option<Preferences> {
    let default = match prefs.attr("default")? {
        "always" => Keep::Always,
        "roster" => Keep::Roster,
        "never" => Keep::Never,
        _ => return None,
    };
    let list = |name: &str| {
        prefs
            .get_child(name, ns::MAM)
            .into_iter()
            .flat_map(Element::children)
            .filter(|it| it.is("jid", ns::MAM))
            .filter_map(|it| Address::parse(it.text().trim()))
            .take(Preferences::MOST)
            .collect()
    };
    Some(Preferences { default, always: list("always"), never: list("never") })
}
