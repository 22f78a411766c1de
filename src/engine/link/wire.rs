//! One XML stream over a socket, stanza by stanza.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Sink, SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use xmpp::minidom::Element;
use xmpp::parsers::ns;
use xmpp::tokio_xmpp::xmlstream::{ReadError, StreamHeader, Timeouts, XmlStream, initiate_stream};

use crate::engine::link::failure::Failure;
use crate::engine::link::guard::Guard;

/// The stream's own clocks stay out of the way: who reads it keeps the time.
const NEVER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whether an element counts as a stanza (RFC 6120, section 8).
pub fn is_stanza(element: &Element) -> bool {
    element.has_ns(ns::JABBER_CLIENT) && matches!(element.name(), "message" | "presence" | "iq")
}

/// An element of our own making, out of its text.
pub fn element(xml: &str) -> Result<Element, Failure> {
    xml.parse().map_err(|error| Failure::protocol(format!("{error}")))
}

pub struct Wire<Io> {
    xml: XmlStream<Guard<Io>, Element>,
    /// Stanzas that the parser gave.
    received: u64,
    /// The parser gave up.
    unreadable: bool,
}

impl<Io> std::fmt::Debug for Wire<Io> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("received", &self.received).finish_non_exhaustive()
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> Wire<Io> {
    /// Begins a stream (RFC 6120, section 4.2), and reads what it offers.
    pub async fn open(guard: Guard<Io>, domain: &str) -> Result<(Element, Self), Failure> {
        let timeouts = Timeouts { read_timeout: NEVER, response_timeout: NEVER };
        let header = StreamHeader { from: None, to: Some(domain.into()), id: None };

        let pending = initiate_stream(guard, ns::JABBER_CLIENT, header, timeouts)
            .await
            .map_err(|error| Failure::io(&error))?;
        let mut wire = Self { xml: pending.skip_features(), received: 0, unreadable: false };

        let features = wire.next().await?;
        if !features.is("features", ns::STREAM) {
            return Err(Failure::protocol("a stream without features"));
        }
        Ok((features, wire))
    }

    pub async fn send(&mut self, element: &Element) -> Result<(), Failure> {
        self.xml.send(element).await.map_err(|error| Failure::io(&error))
    }

    /// The next element. The end of the stream and a stream error are failures.
    pub async fn next(&mut self) -> Result<Element, Failure> {
        loop {
            match self.xml.next().await {
                Some(Ok(element)) => return self.take(element),
                Some(Err(ReadError::SoftTimeout | ReadError::ParseError(_))) => {}
                Some(Err(ReadError::HardError(error))) => return Err(self.failed(&error)),
                Some(Err(ReadError::StreamFooterReceived)) => {
                    return Err(closed());
                }
                None => return Err(Failure::lost("the server hung up")),
            }
        }
    }

    /// The same as [`Self::next`], for a caller that waits for other things as well.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Element, Failure>> {
        loop {
            match std::task::ready!(self.xml.poll_next_unpin(cx)) {
                Some(Ok(element)) => return Poll::Ready(self.take(element)),
                Some(Err(ReadError::SoftTimeout | ReadError::ParseError(_))) => {}
                Some(Err(ReadError::HardError(error))) => {
                    return Poll::Ready(Err(self.failed(&error)));
                }
                Some(Err(ReadError::StreamFooterReceived)) => return Poll::Ready(Err(closed())),
                None => return Poll::Ready(Err(Failure::lost("the server hung up"))),
            }
        }
    }

    /// Whether the stream can take another element now.
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Sink::<&Element>::poll_ready(Pin::new(&mut self.xml), cx)
            .map_err(|error| Failure::io(&error))
    }

    /// Writes an element into the buffer. `false` where it cannot be written as XML.
    pub fn put(&mut self, element: &Element) -> bool {
        Pin::new(&mut self.xml).start_send(element).is_ok()
    }

    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Sink::<&Element>::poll_flush(Pin::new(&mut self.xml), cx)
            .map_err(|error| Failure::io(&error))
    }

    /// Ends our half of the stream (RFC 6120, section 4.4).
    pub async fn shut_down(&mut self) -> Result<(), Failure> {
        self.xml.shutdown().await.map_err(|error| Failure::io(&error))
    }

    pub fn guard(&self) -> &Guard<Io> {
        self.xml.get_stream()
    }

    /// Whether the parser failed at a stanza: it was handed over and never came out. What it holds
    /// when the line ends for another reason is whole, and comes again.
    pub fn choked(&self) -> bool {
        self.unreadable && self.guard().passed() > self.received
    }

    fn failed(&mut self, error: &io::Error) -> Failure {
        self.unreadable |= error.kind() == io::ErrorKind::InvalidData;
        Failure::io(error)
    }

    /// Gives the socket back, between two streams. Only to be called after an element was read.
    pub fn into_guard(self) -> Guard<Io> {
        self.xml.into_inner()
    }

    fn take(&mut self, element: Element) -> Result<Element, Failure> {
        if is_stanza(&element) {
            self.received += 1;
        }
        if element.is("error", ns::STREAM) {
            return Err(Failure::stream(&element));
        }
        Ok(element)
    }
}

/// A stream that was closed as the protocol asks cannot be resumed (XEP-0198, section 5).
fn closed() -> Failure {
    Failure { resumable: false, ..Failure::lost("the server closed the stream") }
}
