//! What our server offers beside itself: its rooms (XEP-0045, section 6), and their lists.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, TAKEN};
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::account::{self, Server};
use crate::model::room::Listing;
use crate::model::{Address, Change, Refusal};

mod search;

/// Most services of our server that are looked at.
const MOST_SERVICES: usize = 30;
/// Most rooms of a list.
const MOST_ROOMS: usize = 5_000;

#[derive(Debug, Default)]
pub struct Services {
    asked: BTreeMap<Key, Asked>,
    rooms: Option<BareJid>,
    search: Option<BareJid>,
}

#[derive(Debug)]
enum Asked {
    Items,
    Service(BareJid),
    Rooms(Option<RequestId>),
    Room(BareJid, Option<RequestId>),
    Found(Option<RequestId>),
}

impl Feature for Services {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
        self.rooms = None;
        self.search = None;
    }

    fn discovered(&mut self, cx: &mut Context<'_>) {
        let domain = Address::bare(cx.ground.domain());
        let key = cx.get(Some(domain), xml("query", ns::DISCO_ITEMS));
        let _ = self.asked.insert(key, Asked::Items);
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        match (self.asked.remove(&key), result) {
            (Some(Asked::Items), Ok(iq)) => {
                for service in items(iq).take(MOST_SERVICES) {
                    let to = Some(Address::bare(service.jid.clone()));
                    let key = cx.get(to, xml("query", ns::DISCO_INFO));
                    let _ = self.asked.insert(key, Asked::Service(service.jid));
                }
            }
            (Some(Asked::Service(jid)), Ok(iq)) => self.described(jid, iq, cx),
            (Some(Asked::Rooms(request)), Ok(iq)) => {
                let mut rooms: Vec<Listing> = items(iq).take(MOST_ROOMS).collect();
                rooms.sort_by_cached_key(|it| (it.name.to_lowercase(), it.jid.clone()));
                cx.settle(request, Ok(Answer::Rooms(rooms)));
            }
            (Some(Asked::Room(jid, request)), Ok(iq)) => {
                let rooms = vec![search::described(jid, iq)];
                cx.settle(request, Ok(Answer::Rooms(rooms)));
            }
            (Some(Asked::Found(request)), Ok(iq)) => {
                let rooms = search::found(iq).take(MOST_ROOMS).collect();
                cx.settle(request, Ok(Answer::Rooms(rooms)));
            }
            (
                Some(Asked::Rooms(request) | Asked::Room(_, request) | Asked::Found(request)),
                Err(refusal),
            ) => {
                cx.settle(request, Err(refusal.clone()));
            }
            (Some(Asked::Items | Asked::Service(_)), Err(_)) | (None, _) => {}
        }
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let (to, question, asked) = match command {
            Command::ListRooms { service } => {
                (service, xml("query", ns::DISCO_ITEMS), Asked::Rooms(request))
            }
            Command::DescribeRoom(room) => {
                (room, xml("query", ns::DISCO_INFO), Asked::Room(room.clone(), request))
            }
            Command::SearchRooms { service, words } => {
                (service, search::question(words), Asked::Found(request))
            }
            _ => return PASSED,
        };
        cx.owe(request);
        let key = cx.get(Some(Address::bare(to.clone())), question);
        let _ = self.asked.insert(key, asked);
        TAKEN
    }
}

impl Services {
    fn described(&mut self, jid: BareJid, iq: &Element, cx: &mut Context<'_>) {
        let info = iq.get_child("query", ns::DISCO_INFO).map(Info::read).unwrap_or_default();
        if self.rooms.is_none() && info.is_room_service() {
            self.rooms = Some(jid);
        } else if self.search.is_none() && info.features.contains(search::NS) {
            self.search = Some(jid);
        } else {
            return;
        }

        let server = Server {
            resource: cx.ground.resource.clone(),
            features: cx.ground.server.union(&cx.ground.own).cloned().collect(),
            rooms: self.rooms.clone(),
            search: self.search.clone(),
        };
        let account = cx.ground.account.clone();
        cx.tell(Change::Account(account, account::Change::Server(server)));
    }
}

/// The entities of an answer; nodes of one entity are no entities.
fn items(iq: &Element) -> impl Iterator<Item = Listing> + '_ {
    iq.get_child("query", ns::DISCO_ITEMS)
        .into_iter()
        .flat_map(Element::children)
        .filter(|it| it.is("item", ns::DISCO_ITEMS) && it.attr("node").is_none())
        .filter_map(|it| {
            let jid = Address::parse(it.attr("jid")?)?.bare;
            Some(Listing::new(jid, it.attr("name").unwrap_or_default().to_owned()))
        })
}
