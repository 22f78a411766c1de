//! A session while its stream lasts: stanzas in and out, acknowledgements, keep-alive.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::{Sleep, timeout};
use xmpp::minidom::Element;
use xmpp::parsers::{csi, ns, sm};

use crate::engine::event::Outgoing;
use crate::engine::link::acks::BadCount;
use crate::engine::link::core::Core;
use crate::engine::link::failure::Failure;
use crate::engine::link::limits::Limits;
use crate::engine::link::tls::Encrypted;
use crate::engine::link::watch::{Signs, Verdict, Watch};
use crate::engine::link::wire::{self, Wire};
use crate::engine::link::{Input, Order, emptied, wellformed};

/// How long the server waits to hear what we have, where that is not yet safe: to be asked and
/// asked again costs more.
const GRACE: Duration = Duration::from_millis(500);

/// How a session's stream ended.
#[derive(Debug)]
pub enum Ended {
    /// As we wanted it.
    Closed,
    Failed(Failure),
}

pub struct Session<'a> {
    wire: Wire<Encrypted>,
    core: &'a mut Core,
    limits: &'a Limits,
    /// Whether the server wants to know if somebody looks (XEP-0352).
    indicates: bool,
    queue: VecDeque<Arc<Element>>,
    watch: Watch,
    /// Since when the server waits to hear what we have.
    owed: Option<Instant>,
    /// How many stanzas were out at the last question.
    asked_for: u32,
    wake: Pin<Box<Sleep>>,
    closing: Option<Instant>,
}

enum Wake {
    Read(Result<Element, Failure>),
    Order(Option<Order>),
    Failed(Failure),
    /// The question itself waits in the queue.
    Asked,
    Due,
}

impl<'a> Session<'a> {
    pub fn new(
        wire: Wire<Encrypted>,
        core: &'a mut Core,
        limits: &'a Limits,
        indicates: bool,
    ) -> Self {
        let mut session = Self {
            wire,
            limits,
            indicates,
            queue: VecDeque::new(),
            watch: Watch::default(),
            owed: None,
            asked_for: core.outbound.sent_count(),
            wake: Box::pin(tokio::time::sleep(limits.quiet)),
            closing: None,
            core,
        };

        // What was not confirmed before a resumption goes out again.
        session.queue.extend(session.core.outbound.elements().cloned());
        if !session.queue.is_empty() {
            session.ask(limits.patience);
        }
        if !session.core.active {
            session.indicate();
        }
        session
    }

    pub async fn run(mut self) -> Ended {
        loop {
            if self.may_close() {
                self.close().await;
                return Ended::Closed;
            }

            let deadline = self.deadline();
            self.wake.as_mut().reset(deadline.into());
            let done = match poll_fn(|cx| self.poll(cx)).await {
                Wake::Read(Ok(element)) => self.take(element),
                Wake::Read(Err(failure)) | Wake::Failed(failure) => Err(failure),
                Wake::Order(order) => {
                    self.obey(order.unwrap_or(Order::Close));
                    Ok(())
                }
                Wake::Asked => Ok(()),
                Wake::Due => self.due(),
            };

            if let Err(failure) = done {
                self.failed(&failure).await;
                return Ended::Failed(failure);
            }
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Wake> {
        while let Some(element) = self.queue.front() {
            match self.wire.poll_ready(cx) {
                Poll::Ready(Ok(())) => {
                    if !self.wire.put(element) {
                        log::error!("<{}/> could not be written", element.name());
                    }
                    let _ = self.queue.pop_front();
                }
                Poll::Ready(Err(failure)) => return Poll::Ready(Wake::Failed(failure)),
                Poll::Pending => break,
            }
        }
        if self.queue.is_empty() {
            self.watch.written(Instant::now());
        }

        if let Poll::Ready(Err(failure)) = self.wire.poll_flush(cx) {
            return Poll::Ready(Wake::Failed(failure));
        }
        if !self.core.inbound.is_full()
            && let Poll::Ready(read) = self.wire.poll_next(cx)
        {
            return Poll::Ready(Wake::Read(read));
        }
        if let Poll::Ready(order) = self.core.orders.poll_recv(cx) {
            return Poll::Ready(Wake::Order(order));
        }

        // Only now, so that one question follows many stanzas.
        if self.queue.is_empty() && self.must_ask() {
            self.ask(self.limits.patience);
            return Poll::Ready(Wake::Asked);
        }
        self.wake.as_mut().poll(cx).map(|()| Wake::Due)
    }

    // The server's side.

    fn take(&mut self, element: Element) -> Result<(), Failure> {
        if wire::is_stanza(&element) {
            return self.take_stanza(element);
        }
        match element.name() {
            "a" if element.has_ns(ns::SM) => {
                let count = element.attr("h").and_then(|h| h.parse().ok());
                self.watch.answered();
                self.acked(count.unwrap_or(u32::MAX))
            }
            "r" if element.has_ns(ns::SM) => {
                let _ = self.owed.get_or_insert_with(Instant::now);
                self.pay();
                Ok(())
            }
            name => {
                log::debug!("<{name}/> is not known here");
                Ok(())
            }
        }
    }

    fn take_stanza(&mut self, stanza: Element) -> Result<(), Failure> {
        let size = self.wire.guard().size();

        if self.is_answer(&stanza) {
            self.core.inbound.kept();
            self.watch.answered();
            let asked_for = self.asked_for;
            return if self.core.counts { Ok(()) } else { self.acked(asked_for) };
        }
        match emptied::replaced(stanza) {
            Some(stanza) => {
                self.core.inbound.handed(size);
                self.core.tell(Input::Stanza(stanza));
            }
            None => self.core.inbound.kept(),
        }
        Ok(())
    }

    fn acked(&mut self, h: u32) -> Result<(), Failure> {
        match self.core.outbound.ack(h) {
            Ok(tokens) => {
                self.core.tell_acked(tokens);
                Ok(())
            }
            Err(BadCount { h, sent }) => {
                self.queue.clear();
                let error = sm::HandledCountTooHigh { h, send_count: sent };
                self.queue_up(xmpp::parsers::stream_error::StreamError::from(error).into());
                let words = format!("the server confirms {h} stanzas of {sent}");
                Err(Failure { resumable: false, ..Failure::protocol(words) })
            }
        }
    }

    /// Whether it answers our ping: an id alone is easily guessed.
    fn is_answer(&self, stanza: &Element) -> bool {
        let Some(ping) = self.watch.ping() else {
            return false;
        };
        let answers = matches!(stanza.attr("type"), Some("result" | "error"));

        stanza.name() == "iq"
            && answers
            && stanza.attr("id") == Some(ping)
            && stanza.attr("from").is_none_or(|from| self.core.is_server(from))
    }

    // Our side.

    fn obey(&mut self, order: Order) {
        match order {
            Order::Send(outgoing) => self.send(*outgoing),
            Order::Commit(stanzas) => {
                self.core.inbound.commit(stanzas);
                self.pay();
            }
            Order::Active(active) => {
                if self.core.active != active {
                    self.core.active = active;
                    self.indicate();
                }
            }
            Order::TryNow => self.ask(self.limits.check),
            Order::Close => {
                let _ = self.closing.get_or_insert_with(Instant::now);
            }
        }
    }

    fn send(&mut self, outgoing: Outgoing) {
        let Outgoing { element, token } = outgoing;
        let name = element.name().to_owned();
        let Some(element) = wellformed::mended(element) else {
            log::error!("<{name}/> cannot be written as XML");
            self.core.refuse(token);
            return;
        };

        let element = Arc::new(element);
        if wire::is_stanza(&element) {
            if self.core.counts {
                self.core.outbound.sent(token, Some(element.clone()));
            } else if token.is_some() {
                self.core.outbound.sent(token, None);
            }
        }
        self.queue.push_back(element);
    }

    fn queue_up(&mut self, element: Element) {
        self.queue.push_back(Arc::new(element));
    }

    fn indicate(&mut self) {
        if self.indicates {
            self.queue_up(match self.core.active {
                true => csi::Active.into(),
                false => csi::Inactive.into(),
            });
        }
    }

    // Whether the server is there.

    fn must_ask(&self) -> bool {
        !self.watch.is_asking()
            && !self.core.outbound.is_empty()
            && self.asked_for != self.core.outbound.sent_count()
    }

    fn ask(&mut self, patience: Duration) {
        self.asked_for = self.core.outbound.sent_count();

        let ping = if self.core.counts {
            self.queue_up(sm::R.into());
            None
        } else {
            self.core.pings += 1;
            let id = format!("parlance-link-{:x}", self.core.pings);
            let xml = format!(
                "<iq xmlns='{}' type='get' id='{id}'><ping xmlns='{}'/></iq>",
                ns::JABBER_CLIENT,
                ns::PING
            );
            self.queue.extend(wire::element(&xml).ok().map(Arc::new));
            Some(id)
        };
        self.watch.asks(Instant::now(), patience, ping);
    }

    fn signs(&self) -> Signs {
        Signs { heard: self.wire.guard().heard(), wrote: self.wire.guard().wrote() }
    }

    /// How long a silence may be. While something waits to be confirmed it is shorter.
    fn quiet(&self) -> Duration {
        match self.core.outbound.is_empty() {
            true => self.limits.quiet,
            false => self.limits.check.min(self.limits.quiet),
        }
    }

    /// Tells the server what we have, as soon as all that came is safe; or what is, after a while.
    fn pay(&mut self) {
        let Some(since) = self.owed else { return };
        if self.core.inbound.is_drained() || since.elapsed() >= GRACE {
            self.owed = None;
            self.queue_up(sm::A::new(self.core.inbound.handled()).into());
        }
    }

    fn deadline(&self) -> Instant {
        let watched = match self.core.inbound.is_full() {
            // It is we who do not listen.
            true => Instant::now() + self.limits.quiet,
            false => self.watch.deadline(self.signs(), self.quiet()),
        };
        let owed = self.owed.map(|since| since + GRACE);
        let closing = self.closing.map(|began| began + self.limits.closing / 2);

        [owed, closing].into_iter().flatten().fold(watched, Instant::min)
    }

    fn due(&mut self) -> Result<(), Failure> {
        self.pay();
        if self.core.inbound.is_full() {
            return Ok(());
        }

        match self.watch.verdict(Instant::now(), self.signs(), self.quiet()) {
            Verdict::Dead => return Err(Failure::lost("the server fell silent")),
            Verdict::Ask => self.ask(self.limits.patience),
            Verdict::Wait => {}
        }
        Ok(())
    }

    // The end.

    /// Everything is out and confirmed, or there was time enough for it.
    fn may_close(&self) -> bool {
        self.closing.is_some_and(|began| {
            let settled = self.queue.is_empty() && self.core.outbound.is_empty();
            settled || began.elapsed() >= self.limits.closing / 2
        })
    }

    /// RFC 6120, section 4.4: our closing tag, then the server's.
    async fn close(&mut self) {
        let handled = sm::A::new(self.core.inbound.handled()).into();

        let limit = self.limits.closing;

        let parting = async {
            if self.core.counts {
                self.wire.send(&handled).await?;
            }
            self.wire.shut_down().await?;
            loop {
                let element = self.wire.next().await?;
                self.take(element)?;
            }
        };
        let end: Result<Result<(), Failure>, _> = timeout(limit, parting).await;
        match end {
            Ok(end) => log::debug!("closed: {:?}", end.err().map(|failure| failure.trouble)),
            Err(_) => log::info!("the server did not close the stream in time"),
        }
    }

    async fn failed(&mut self, failure: &Failure) {
        if self.wire.choked() {
            // The server would send it again after each resumption.
            log::warn!("a stanza that cannot be read was passed over");
            self.core.inbound.kept();
        }
        if !failure.resumable {
            let last = self.queue.drain(..).next_back();
            let parting = async {
                if let Some(error) = last.filter(|last| last.is("error", ns::STREAM)) {
                    self.wire.send(&error).await?;
                }
                self.wire.shut_down().await
            };
            let _ = timeout(Duration::from_secs(1), parting).await;
        }
    }
}
