//! A session while its stream lasts: stanzas in and out, acknowledgements, keep-alive.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::{Sleep, timeout};
use xmpp::minidom::Element;
use xmpp::parsers::{csi, ns, sm};

use crate::engine::event::Outgoing;
use crate::engine::link::acks::BadCount;
use crate::engine::link::core::Core;
use crate::engine::link::failure::Failure;
use crate::engine::link::guard::SKIPPED;
use crate::engine::link::limits::Limits;
use crate::engine::link::tls::Encrypted;
use crate::engine::link::wire::{self, Wire};
use crate::engine::link::{Input, Order, wellformed};

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
    queue: VecDeque<Element>,
    asked: Option<Asked>,
    /// How many stanzas were out at the last question.
    asked_for: u32,
    pings: u64,
    wake: Pin<Box<Sleep>>,
    closing: Option<Instant>,
}

/// A question whether the server is there, and what it has.
#[derive(Debug)]
struct Asked {
    at: Instant,
    patience: Duration,
    /// Still in the queue.
    queued: bool,
    /// The id of a ping, where the server does not count stanzas.
    ping: Option<String>,
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
            asked: None,
            asked_for: core.outbound.sent_count(),
            pings: 0,
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
            self.written();
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
                self.asked = None;
                self.acked(count.unwrap_or(u32::MAX))
            }
            "r" if element.has_ns(ns::SM) => {
                self.queue.push_back(sm::A::new(self.core.inbound.handled()).into());
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
            self.asked = None;
            let asked_for = self.asked_for;
            return if self.core.counts { Ok(()) } else { self.acked(asked_for) };
        }
        match unskipped(stanza) {
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
                self.queue.push_back(xmpp::parsers::stream_error::StreamError::from(error).into());
                let words = format!("the server confirms {h} stanzas of {sent}");
                Err(Failure { resumable: false, ..Failure::protocol(words) })
            }
        }
    }

    /// Whether it answers our ping: an id alone is easily guessed.
    fn is_answer(&self, stanza: &Element) -> bool {
        let Some(ping) = self.asked.as_ref().and_then(|asked| asked.ping.as_deref()) else {
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
            Order::Commit(stanzas) => self.core.inbound.commit(stanzas),
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

        if wire::is_stanza(&element) {
            if self.core.counts {
                self.core.outbound.sent(token, Some(element.clone()));
            } else if token.is_some() {
                self.core.outbound.sent(token, None);
            }
        }
        self.queue.push_back(element);
    }

    fn indicate(&mut self) {
        if self.indicates {
            self.queue.push_back(match self.core.active {
                true => csi::Active.into(),
                false => csi::Inactive.into(),
            });
        }
    }

    // Whether the server is there.

    fn must_ask(&self) -> bool {
        self.asked.is_none()
            && !self.core.outbound.is_empty()
            && self.asked_for != self.core.outbound.sent_count()
    }

    fn ask(&mut self, patience: Duration) {
        self.asked_for = self.core.outbound.sent_count();

        let ping = if self.core.counts {
            self.queue.push_back(sm::R.into());
            None
        } else {
            self.pings += 1;
            let id = format!("parlance-link-{}", self.pings);
            let xml = format!(
                "<iq xmlns='{}' type='get' id='{id}'><ping xmlns='{}'/></iq>",
                ns::JABBER_CLIENT,
                ns::PING
            );
            self.queue.extend(wire::element(&xml).ok());
            Some(id)
        };
        self.asked = Some(Asked { at: Instant::now(), patience, queued: true, ping });
    }

    /// Everything is out: the server's time to answer begins.
    fn written(&mut self) {
        if let Some(asked) = &mut self.asked
            && asked.queued
        {
            asked.queued = false;
            asked.at = Instant::now();
        }
    }

    fn deadline(&self) -> Instant {
        let alive = match (&self.asked, self.wire.guard().heard()) {
            _ if self.core.inbound.is_full() => Instant::now() + self.limits.quiet,
            (Some(asked), heard) if heard <= asked.at => self.until(asked),
            (_, heard) if self.core.outbound.is_empty() => heard + self.limits.quiet,
            (_, heard) => heard + self.limits.check.min(self.limits.quiet),
        };

        match self.closing {
            Some(began) => alive.min(began + self.limits.closing / 2),
            None => alive,
        }
    }

    /// When a question runs out. A large stanza that is on its way takes its time.
    fn until(&self, asked: &Asked) -> Instant {
        let began = if asked.queued { asked.at.max(self.wire.guard().wrote()) } else { asked.at };
        began + asked.patience
    }

    fn due(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.core.inbound.is_full() || self.closing.is_some() {
            return Ok(());
        }

        match &self.asked {
            Some(asked) if self.wire.guard().heard() <= asked.at => {
                if now >= self.until(asked) {
                    return Err(Failure::lost("the server fell silent"));
                }
            }
            _ => self.ask(self.limits.patience),
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

/// A stanza that the guard emptied, as what it still is: an answer that was lost is an error, and
/// one without its head is nothing.
fn unskipped(mut stanza: Element) -> Option<Element> {
    if stanza.remove_child("skipped", SKIPPED).is_none() {
        return Some(stanza);
    }
    log::warn!("a <{}/> beyond all bounds was emptied", stanza.name());

    if stanza.attr("from").is_none() && stanza.attr("id").is_none() {
        return None;
    }
    if stanza.name() == "iq" && matches!(stanza.attr("type"), Some("result" | "error")) {
        let (from, to, id) = (stanza.attr("from"), stanza.attr("to"), stanza.attr("id"));
        let mut error = wire::element(&format!(
            "<iq xmlns='{}' type='error'><error type='modify'><policy-violation xmlns='{}'/></error></iq>",
            ns::JABBER_CLIENT,
            ns::XMPP_STANZAS
        ))
        .ok()?;
        let kept = [("from", from), ("to", to), ("id", id)];
        for ((namespace, name), value) in stanza.attrs() {
            if kept.iter().any(|(kept, _)| name.as_str() == *kept) {
                error.set_attr(namespace.clone(), name.clone(), value.as_str());
            }
        }
        return Some(error);
    }
    Some(stanza)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_emptied_is_not_taken_for_what_it_was() {
        let emptied = |tag: &str| {
            let xml = format!("<{tag} xmlns='jabber:client'><skipped xmlns='{SKIPPED}'/></{tag}>");
            let xml = xml.replacen(
                &format!("</{tag}>"),
                &format!("</{}>", tag.split(' ').next().unwrap_or(tag)),
                1,
            );
            unskipped(xml.parse().expect("the test's XML is well formed"))
        };

        assert_eq!(emptied("presence"), None, "it would be taken for our own");

        let message = emptied("message from='a@b/c' id='1'").expect("it has a head");
        assert_eq!(message.children().count(), 0);

        let answer = emptied("iq type='result' from='a@b/c' id='1'").expect("it has a head");
        assert_eq!(
            (answer.attr("type"), answer.attr("id"), answer.attr("from")),
            (Some("error"), Some("1"), Some("a@b/c"))
        );
        assert!(answer.has_child("error", "jabber:client"));
    }
}
