//! The life of a link: attempts, sessions, and the waits between them.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::binding::{self, Bound, Resumption};
use crate::engine::link::core::Core;
use crate::engine::link::failure::{After, Failure};
use crate::engine::link::pause::Pause;
use crate::engine::link::session::{Ended, Session};
use crate::engine::link::sign_in::{Attempt, Signed, within};
use crate::engine::link::tls::Encrypted;
use crate::engine::link::wire::Wire;
use crate::engine::link::{self as link, Input, Order, chance, resolve};
use crate::model::account::{Connection, Host, Step, Trouble};

/// How long a server may hold on to what is left of a stream that broke: one that is slow may take
/// that for another program, with our resource, that came after us.
const GHOST: Duration = Duration::from_secs(60);

pub struct Life {
    core: Core,
    attempt: Arc<Attempt>,
    pause: Pause,
    /// The last stream was encrypted from its first byte.
    direct_tls: bool,
    /// A server's word that it is elsewhere was already followed.
    followed: bool,
    /// The server does not know the session that we asked for.
    forgotten: bool,
    /// When our last stream broke.
    broke: Option<Instant>,
}

/// The order to close came.
struct Closed;

impl Life {
    pub fn new(core: Core, attempt: Attempt) -> Self {
        Self {
            core,
            attempt: Arc::new(attempt),
            pause: Pause::default(),
            direct_tls: false,
            followed: false,
            forgotten: false,
            broke: None,
        }
    }

    pub async fn run(mut self) {
        let mut elsewhere = None;

        loop {
            let mut failure = match self.connect(elsewhere.take()).await {
                Ended::Closed => return self.end(Connection::Offline),
                Ended::Failed(failure) => failure,
            };
            if self.is_with_ghost(&failure) {
                failure.after = After::RetryLater;
            }
            log::info!("{}: {:?}", self.core.account, failure.trouble);
            if !failure.resumable || self.core.ticket.is_none() {
                self.core.give_up();
            }

            match &failure.after {
                After::Stop => return self.end(Connection::Refused(failure.trouble)),
                After::GoTo(place) if !self.followed => {
                    self.followed = true;
                    elsewhere = resolve::place(place, self.direct_tls);
                    if elsewhere.is_some() {
                        continue;
                    }
                }
                After::Retry | After::RetryLater | After::GoTo(_) => {}
            }

            let patient = failure.after != After::Retry;
            if self.wait(patient, failure.trouble).await.is_err() {
                return self.end(Connection::Offline);
            }
        }
    }

    /// Whether we are in conflict with a stream of our own. Once: who is there still is somebody else.
    fn is_with_ghost(&mut self, failure: &Failure) -> bool {
        if failure.trouble != Trouble::Conflict {
            self.broke = Some(Instant::now());
            return false;
        }
        self.broke.take().is_some_and(|at| at.elapsed() < GHOST)
    }

    fn end(mut self, connection: Connection) {
        self.core.give_up();
        // What was asked for in the meantime is answered as well.
        self.core.orders.close();
        while let Ok(order) = self.core.orders.try_recv() {
            let _ = self.core.obey_offline(order);
        }
        self.core.tell(Input::Connection(connection));
    }

    /// One attempt, and the session that comes of it.
    async fn connect(&mut self, elsewhere: Option<Host>) -> Ended {
        match self.signed_in(elsewhere).await {
            Ok(Ok((wire, features))) => {
                let began = Instant::now();
                self.core.hurry = false;
                let indicates = features.has_child("csi", ns::CSI);
                let limits = &self.attempt.limits;
                let ended = Session::new(wire, &mut self.core, limits, indicates).run().await;

                if self.pause.ended(began, Instant::now()) {
                    self.followed = false;
                }
                ended
            }
            Ok(Err(failure)) => Ended::Failed(failure),
            Err(Closed) => Ended::Closed,
        }
    }

    async fn signed_in(
        &mut self,
        elsewhere: Option<Host>,
    ) -> Result<Result<(Wire<Encrypted>, Element), Failure>, Closed> {
        self.drain().await?;

        let first = elsewhere.or_else(|| self.place());
        let Signed { mut wire, features, direct_tls } =
            match self.meanwhile(self.attempt.clone().run(first)).await? {
                Ok(signed) => signed,
                Err(failure) => return Ok(Err(failure)),
            };
        self.direct_tls = direct_tls;

        self.core.tell(Input::Connection(Connection::Connecting(Step::Binding)));
        match self.resume(&mut wire, &features).await? {
            Ok(true) => return Ok(Ok((wire, features))),
            Ok(false) => {}
            Err(failure) => return Ok(Err(failure)),
        }
        match self.bind(&mut wire, &features).await? {
            Ok(()) => Ok(Ok((wire, features))),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// Where the server would like a session to be resumed. A host given by hand stands above it.
    fn place(&self) -> Option<Host> {
        if self.attempt.settings.account.host.is_some() {
            return None;
        }
        let place = self.core.ticket.as_ref()?.place.as_deref()?;
        resolve::place(place, self.direct_tls)
    }

    /// A resumption names what we have: all that was handed out must be committed before.
    async fn drain(&mut self) -> Result<(), Closed> {
        let deadline = Instant::now() + self.attempt.limits.draining;

        while self.core.ticket.is_some() && !self.core.inbound.is_drained() {
            tokio::select! {
                order = self.core.orders.recv() => {
                    if !self.core.obey_offline(order.unwrap_or(Order::Close)) {
                        return Err(Closed);
                    }
                }
                () = tokio::time::sleep_until(deadline.into()) => {
                    log::warn!("what came could not be kept in time: the session is given up");
                    self.core.give_up();
                }
            }
        }
        Ok(())
    }

    /// Whether the old session goes on.
    async fn resume(
        &mut self,
        wire: &mut Wire<Encrypted>,
        features: &Element,
    ) -> Result<Result<bool, Failure>, Closed> {
        let Some(ticket) = self.core.ticket.clone().filter(|_| binding::offers_counting(features))
        else {
            self.core.give_up();
            return Ok(Ok(false));
        };

        let handled = self.core.inbound.handled();
        let limit = self.attempt.limits.binding;
        let answer = binding::resume(wire, &ticket, handled);
        let answer = match self.meanwhile(within(limit, Step::Binding, answer)).await? {
            Ok(answer) => answer,
            Err(failure) => return Ok(Err(failure)),
        };

        let (Resumption::Resumed(count) | Resumption::Gone(Some(count))) = answer else {
            self.forgotten = true;
            self.core.give_up();
            return Ok(Ok(false));
        };
        let resumed = matches!(answer, Resumption::Resumed(_));
        match self.core.outbound.ack(count) {
            Ok(tokens) => self.core.tell_acked(tokens),
            Err(bad) if resumed => {
                let words = format!("the server confirms {} stanzas of {}", bad.h, bad.sent);
                return Ok(Err(Failure { resumable: false, ..Failure::protocol(words) }));
            }
            Err(_) => {}
        }

        if resumed {
            self.online(true, features);
        } else {
            self.core.give_up();
        }
        Ok(Ok(resumed))
    }

    async fn bind(
        &mut self,
        wire: &mut Wire<Encrypted>,
        features: &Element,
    ) -> Result<Result<(), Failure>, Closed> {
        let limit = self.attempt.limits.binding;
        let attempt = self.attempt.clone();
        let bound = binding::bind(wire, features, &attempt.settings.account.resource);
        let Bound { address, counts, ticket, early } =
            match self.meanwhile(within(limit, Step::Binding, bound)).await? {
                Ok(bound) => bound,
                Err(failure) => return Ok(Err(failure)),
            };

        self.core.inbound.begin();
        self.core.counts = counts;
        self.core.ticket = ticket;
        self.core.bound = Some(address);
        self.online(false, features);

        for stanza in early {
            self.core.inbound.early();
            self.core.tell(Input::Stanza(stanza));
        }
        Ok(Ok(()))
    }

    fn online(&mut self, resumed: bool, features: &Element) {
        let forgotten = std::mem::take(&mut self.forgotten);
        let Some(address) = self.core.bound.clone() else {
            return;
        };

        self.core.tell(Input::Online(link::Session {
            jid: address.bare,
            resource: address.resource.unwrap_or_default(),
            resumed,
            forgotten,
            acknowledges: self.core.counts,
            offers: features.children().map(Element::ns).collect(),
        }));
    }

    async fn wait(&mut self, patient: bool, trouble: Trouble) -> Result<(), Closed> {
        if std::mem::take(&mut self.core.hurry) {
            return Ok(());
        }

        let length = self.pause.next(patient, Instant::now(), chance);
        let millis = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        let until = link::now().plus(millis);
        self.core.tell(Input::Connection(Connection::Waiting { until, trouble }));

        let wait = sleep(length);
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return Ok(()),
                order = self.core.orders.recv() => match order.unwrap_or(Order::Close) {
                    Order::TryNow => return Ok(()),
                    order => {
                        if !self.core.obey_offline(order) {
                            return Err(Closed);
                        }
                    }
                },
            }
        }
    }

    /// Does a piece of work that is given up when the link is closed.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Closed> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                order = self.core.orders.recv() => {
                    if !self.core.obey_offline(order.unwrap_or(Order::Close)) {
                        return Err(Closed);
                    }
                }
            }
        }
    }
}
