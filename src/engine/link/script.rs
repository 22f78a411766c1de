//! A link whose far end a test holds, in place of a socket.

use std::cell::Cell;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use xmpp::minidom::Element;

use crate::engine::event::Outgoing;
use crate::engine::link::{Input, Link, Order, Session};

/// How long a test waits for what should happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Script {
    inputs: UnboundedSender<Input>,
    orders: UnboundedReceiver<Order>,
    /// How many stanzas were handed out, and how many of them acknowledged.
    given: Cell<u32>,
    committed: u32,
}

impl Link {
    pub fn scripted() -> (Self, Script) {
        let (orders, ordered) = unbounded_channel();
        let (told, inputs) = unbounded_channel();
        let task = tokio::spawn(std::future::pending::<()>()).abort_handle();
        let script = Script { inputs: told, orders: ordered, given: Cell::new(0), committed: 0 };
        (Self { orders, inputs, task }, script)
    }
}

impl Script {
    pub fn tell(&self, input: Input) {
        let _ = self.inputs.send(input);
    }

    pub fn stanza(&self, xml: &str) {
        self.given.set(self.given.get() + 1);
        self.tell(Input::Stanza(xml.parse::<Element>().expect("the test's XML is well formed")));
    }

    pub fn online(&self, jid: &str, resumed: bool) {
        self.begin(jid, resumed, false);
    }

    /// As a server that went down and does not know the last session.
    pub fn online_anew(&self, jid: &str) {
        self.begin(jid, false, true);
    }

    fn begin(&self, jid: &str, resumed: bool, forgotten: bool) {
        self.tell(Input::Online(Session {
            jid: jid.parse().expect("a valid address"),
            resource: "parlance.1".to_owned(),
            resumed,
            forgotten,
            acknowledges: true,
            offers: [].into(),
        }));
    }

    /// Answers requests as a server that has nothing to tell, until a stanza is sent that fits.
    pub async fn until_sent(&mut self, hope: &str, fits: impl Fn(&Element) -> bool) -> Outgoing {
        let search = async {
            while let Some(order) = self.orders.recv().await {
                match order {
                    Order::Send(outgoing) if fits(&outgoing.element) => return Some(*outgoing),
                    other => self.take(other),
                }
            }
            None
        };
        let sent = tokio::time::timeout(PATIENCE, search).await;
        sent.ok().flatten().unwrap_or_else(|| panic!("the server hoped {hope}"))
    }

    /// The same, until all that was handed out is acknowledged.
    pub async fn until_committed(&mut self) {
        while self.committed < self.given.get() {
            let order = tokio::time::timeout(PATIENCE, self.orders.recv()).await;
            self.take(order.ok().flatten().expect("all of it is acknowledged"));
        }
    }

    /// How many stanzas the client has not acknowledged until now.
    pub fn owed(&mut self) -> u32 {
        while let Ok(order) = self.orders.try_recv() {
            self.take(order);
        }
        self.given.get() - self.committed
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Send(outgoing) => self.answer(&outgoing.element),
            Order::Commit(stanzas) => self.committed += stanzas,
            Order::Active(_) | Order::TryNow | Order::Close => {}
        }
    }

    fn answer(&self, request: &Element) {
        let asks = request.name() == "iq" && matches!(request.attr("type"), Some("get" | "set"));
        if !asks {
            return;
        }
        let (id, to) = (request.attr("id").unwrap_or_default(), request.attr("to"));
        let from = to.map(|to| format!("from='{to}'")).unwrap_or_default();
        self.stanza(&format!(
            "<iq xmlns='jabber:client' type='error' id='{id}' {from}><error type='cancel'>
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        ));
    }
}
