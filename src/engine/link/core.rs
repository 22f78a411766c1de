//! What outlives a stream: the counts of both directions, and what it takes to resume.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::engine::event::Token;
use crate::engine::link::acks::{Inbound, Outbound};
use crate::engine::link::binding::Ticket;
use crate::engine::link::{Input, Order};
use crate::model::AccountId;
use crate::model::address::Address;

#[derive(Debug)]
pub struct Core {
    pub account: AccountId,
    pub orders: UnboundedReceiver<Order>,
    pub inputs: UnboundedSender<Input>,
    pub inbound: Inbound,
    pub outbound: Outbound,
    /// Whether this session's stanzas are counted (XEP-0198).
    pub counts: bool,
    pub ticket: Option<Ticket>,
    pub bound: Option<Address>,
    /// Whether anybody looks at a window.
    pub active: bool,
    /// Pings of all sessions, from a number by chance: what answers one of an earlier session may
    /// reach the next, and says nothing of what that one sent.
    pub pings: u64,
    /// Somebody wants the next attempt to come without a wait.
    pub hurry: bool,
}

impl Core {
    pub fn new(
        account: AccountId,
        orders: UnboundedReceiver<Order>,
        inputs: UnboundedSender<Input>,
    ) -> Self {
        Self {
            account,
            orders,
            inputs,
            inbound: Inbound::default(),
            outbound: Outbound::default(),
            counts: false,
            ticket: None,
            bound: None,
            active: true,
            pings: u64::from(super::chance(u32::MAX)) << 16,
            hurry: false,
        }
    }

    pub fn tell(&self, input: Input) {
        // Nobody listens any more: the link was dropped.
        let _ = self.inputs.send(input);
    }

    pub fn tell_acked(&self, tokens: Vec<Token>) {
        if !tokens.is_empty() {
            self.tell(Input::Acked(tokens));
        }
    }

    /// A stanza that cannot be sent now.
    pub fn refuse(&self, token: Option<Token>) {
        if let Some(token) = token {
            self.tell(Input::Unconfirmed(vec![token]));
        }
    }

    /// The session is over.
    pub fn give_up(&mut self) {
        self.ticket = None;
        self.counts = false;
        let tokens = self.outbound.give_up();
        if !tokens.is_empty() {
            self.tell(Input::Unconfirmed(tokens));
        }
    }

    /// What can be done about an order without a session. `false` for one that ends the link.
    pub fn obey_offline(&mut self, order: Order) -> bool {
        match order {
            Order::Send(outgoing) => self.refuse(outgoing.token),
            Order::Commit(stanzas) => self.inbound.commit(stanzas),
            Order::Active(active) => self.active = active,
            Order::TryNow => self.hurry = true,
            Order::Close => return false,
        }
        true
    }

    /// Whether an address speaks for our own server: its domain, or our account.
    pub fn is_server(&self, from: &str) -> bool {
        let own = self.bound.as_ref().map_or(&self.account.0, |bound| &bound.bare);
        let from = from.to_lowercase();

        from == own.domain().as_str()
            || from == own.as_str()
            || self.bound.as_ref().is_some_and(|bound| bound.to_string().to_lowercase() == from)
    }
}
