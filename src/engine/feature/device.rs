//! What one device says of itself: its software, its clock, what it can do.

use std::collections::BTreeMap;

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::datetime;
use crate::engine::event::{Answer, Command, Device, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, TAKEN};
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::{Refusal, Timestamp};

/// Asks for version (XEP-0092), time (XEP-0202) and features (XEP-0030), and answers with all.
#[derive(Debug, Default)]
pub struct DeviceQueries {
    asked: BTreeMap<Key, (u64, Subject)>,
    open: BTreeMap<u64, Inquiry>,
    count: u64,
}

#[derive(Debug, Clone, Copy)]
enum Subject {
    Version,
    Time,
    Features,
}

/// One question of those above.
#[derive(Debug)]
struct Inquiry {
    request: Option<RequestId>,
    left: u8,
    answered: bool,
    refusal: Option<Refusal>,
    device: Device,
}

impl Feature for DeviceQueries {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked.clear();
        self.open.clear();
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::AskDevice(address) = command else { return PASSED };
        self.count += 1;
        let questions = [
            (Subject::Version, xml("query", ns::VERSION)),
            (Subject::Time, xml("time", ns::TIME)),
            (Subject::Features, xml("query", ns::DISCO_INFO)),
        ];

        for (subject, question) in questions {
            let key = cx.get(Some(address.clone()), question);
            let _ = self.asked.insert(key, (self.count, subject));
        }
        // After the questions, so that their own limits come first.
        cx.owe(request);
        let inquiry =
            Inquiry { request, left: 3, answered: false, refusal: None, device: Device::default() };
        let _ = self.open.insert(self.count, inquiry);
        TAKEN
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        let Some((number, subject)) = self.asked.remove(&key) else { return };
        let Some(inquiry) = self.open.get_mut(&number) else { return };

        inquiry.left -= 1;
        match result {
            Ok(iq) => {
                inquiry.answered = true;
                read(subject, iq, &mut inquiry.device, cx.now);
            }
            Err(refusal) => inquiry.refusal = Some(refusal.clone()),
        }
        if inquiry.left == 0
            && let Some(inquiry) = self.open.remove(&number)
        {
            let result = match inquiry.refusal {
                Some(refusal) if !inquiry.answered => Err(refusal),
                Some(_) | None => Ok(Answer::Device(inquiry.device)),
            };
            cx.settle(inquiry.request, result);
        }
    }
}

fn read(subject: Subject, iq: &Element, device: &mut Device, now: Timestamp) {
    let child = |parent: &Element, name, ns: &'static str| {
        parent.get_child(name, ns).map(|it| it.text().chars().take(200).collect::<String>())
    };

    match subject {
        Subject::Version => {
            let Some(query) = iq.get_child("query", ns::VERSION) else { return };
            device.name = child(query, "name", ns::VERSION).unwrap_or_default();
            device.version = child(query, "version", ns::VERSION).unwrap_or_default();
            device.system = child(query, "os", ns::VERSION).unwrap_or_default();
        }
        Subject::Time => {
            let Some(time) = iq.get_child("time", ns::TIME) else { return };
            let utc = child(time, "utc", ns::TIME).and_then(|it| datetime::parse(&it));
            let zone = child(time, "tzo", ns::TIME).unwrap_or_default();
            let apart = |utc: Timestamp| utc.as_millis().saturating_sub(now.as_millis());
            device.clock = utc.map(|utc| (apart(utc), zone));
        }
        Subject::Features => {
            let query = iq.get_child("query", ns::DISCO_INFO);
            device.features = query.map(|it| Info::read(it).features).unwrap_or_default();
        }
    }
}
