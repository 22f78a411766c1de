//! Service Discovery (XEP-0030, version 2.5): says what we do, and learns what our server does.

use std::collections::BTreeSet;

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::feature::{Context, Feature, Next, Query, Reply};
use crate::engine::ground::NODE;
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::account::{self, Server};
use crate::model::{Address, Change, Refusal};

#[derive(Debug, Default)]
pub struct Disco {
    server: Option<Key>,
    own: Option<Key>,
}

impl Feature for Disco {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::DISCO_INFO, ns::DISCO_ITEMS, ns::CAPS]
    }

    fn began(&mut self, cx: &mut Context<'_>) {
        let domain = Address::bare(cx.ground.domain());
        let me = Address::bare(cx.ground.me.clone());
        self.server = Some(cx.get(Some(domain), xml("query", ns::DISCO_INFO)));
        self.own = Some(cx.get(Some(me), xml("query", ns::DISCO_INFO)));
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let about_server = self.server == Some(key);
        if !about_server && self.own != Some(key) {
            return;
        }

        let query = result.as_ref().ok().and_then(|it| it.get_child("query", ns::DISCO_INFO));
        let features = query.map(|it| Info::read(it).features).unwrap_or_default();
        if about_server {
            self.server = None;
            cx.ground.server = features;
        } else {
            self.own = None;
            cx.ground.own = features;
        }

        if self.server.is_none() && self.own.is_none() {
            let features: BTreeSet<String> =
                cx.ground.server.union(&cx.ground.own).cloned().collect();
            let resource = cx.ground.resource.clone();
            let server = Server { resource, features, ..Server::default() };
            let account = cx.ground.account.clone();
            cx.tell(Change::Account(account, account::Change::Server(server)));
            cx.next.push(Next::Discovered);
        }
    }

    fn asked(&mut self, query: &Query<'_>, cx: &mut Context<'_>) -> Option<Reply> {
        if query.is("get", "query", ns::DISCO_INFO) {
            let node = query.payload.attr("node").filter(|it| !it.is_empty());
            let ours = format!("{NODE}#{}", cx.ground.info.hash());
            return Some(match node {
                Some(node) if node != ours => Reply::Error("cancel", "item-not-found"),
                node => Reply::With(cx.ground.info.query(node).into()),
            });
        }
        if query.is("get", "query", ns::DISCO_ITEMS) {
            let node = query.payload.attr("node");
            return Some(Reply::With(
                xml("query", ns::DISCO_ITEMS).maybe_attr("node", node).into(),
            ));
        }
        None
    }
}
