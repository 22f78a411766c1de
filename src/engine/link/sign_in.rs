//! From nothing to a stream that knows who we are.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::timeout;
use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::failure::Failure;
use crate::engine::link::guard::Guard;
use crate::engine::link::limits::{Limits, Trust};
use crate::engine::link::mechanism::{self, Means, Offer};
use crate::engine::link::sasl::{self, Kept};
use crate::engine::link::tls::{self, Encrypted};
use crate::engine::link::wire::{self, Wire};
use crate::engine::link::{Input, Settings, chance, reach, resolve};
use crate::model::Connection;
use crate::model::account::{Host, Step, Trouble};

/// What an attempt needs; it lives as long as the link.
#[derive(Debug)]
pub struct Attempt {
    pub settings: Settings,
    pub limits: Limits,
    pub trust: Trust,
    pub inputs: UnboundedSender<Input>,
    /// The keys of the last sign-in.
    pub kept: Mutex<Kept>,
}

/// A stream after the sign-in.
#[derive(Debug)]
pub struct Signed {
    pub wire: Wire<Encrypted>,
    /// What the server offers now.
    pub features: Element,
    /// Whether it was encrypted from its first byte.
    pub direct_tls: bool,
}

impl Attempt {
    fn tell(&self, step: Step) {
        let _ = self.inputs.send(Input::Connection(Connection::Connecting(step)));
    }

    /// Tries the hosts in their order; `first` comes before them.
    pub async fn run(self: Arc<Self>, first: Option<Host>) -> Result<Signed, Failure> {
        let means = Means::new(&self.settings.account, self.settings.password.clone());
        if !means.suffice() {
            return Err(Failure::stop(Trouble::NoPassword));
        }

        let mut failed: Option<Failure> = None;
        for host in self.hosts(first).await? {
            match self.secure(&host).await {
                Ok(secured) => return self.sign_in(secured, &means, host.direct_tls).await,
                Err(failure) => {
                    log::info!("{}:{}: {:?}", host.name, host.port, failure.trouble);
                    failed = Some(match failed.take() {
                        Some(before) => before.or(failure),
                        None => failure,
                    });
                }
            }
        }

        let nowhere = || Failure::retry(Trouble::Unreachable(String::new()));
        Err(failed.unwrap_or_else(nowhere))
    }

    async fn hosts(&self, first: Option<Host>) -> Result<Vec<Host>, Failure> {
        let account = &self.settings.account;
        let mut hosts: Vec<Host> = first.into_iter().collect();

        match &account.host {
            Some(host) => hosts.push(host.clone()),
            None => {
                self.tell(Step::Resolving);
                let domain = account.id.0.domain().as_str();
                let found = timeout(self.limits.resolving, resolve::hosts(domain, chance)).await;
                hosts.extend(found.unwrap_or_else(|_| {
                    log::info!("the DNS is silent");
                    Ok(resolve::fallback(domain))
                })?);
            }
        }
        Ok(hosts)
    }

    /// An encrypted stream to one host, before the sign-in.
    async fn secure(&self, host: &Host) -> Result<(Wire<Encrypted>, Element), Failure> {
        let account = &self.settings.account;
        let domain = account.id.0.domain().as_str();

        self.tell(Step::Reaching);
        let mut socket = within(self.limits.reaching, Step::Reaching, reach::reach(host)).await?;

        self.tell(Step::Securing);
        within(self.limits.securing, Step::Securing, async {
            if !host.direct_tls {
                let (features, wire) = Wire::open(Guard::new(socket), domain).await?;
                socket = start_tls(&features, wire).await?;
            }
            let encrypted = tls::encrypt(socket, account, &self.trust, host.direct_tls).await?;
            let (features, wire) = Wire::open(Guard::new(encrypted), domain).await?;
            Ok((wire, features))
        })
        .await
    }

    async fn sign_in(
        &self,
        (mut wire, features): (Wire<Encrypted>, Element),
        means: &Means,
        direct_tls: bool,
    ) -> Result<Signed, Failure> {
        self.tell(Step::SigningIn);
        let domain = self.settings.account.id.0.domain().as_str();

        within(self.limits.signing_in, Step::SigningIn, async {
            let offer = Offer::read(&features);
            let channel = mechanism::channel(wire.guard().io());
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
            sasl::sign_in(&mut wire, &offer, means, &channel, &mut kept).await?;
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;

            let guard = wire
                .into_guard()
                .restarted()
                .ok_or_else(|| Failure::protocol("words between two streams"))?;
            let (features, wire) = Wire::open(guard, domain).await?;
            Ok(Signed { wire, features, direct_tls })
        })
        .await
    }
}

/// RFC 6120, section 5. Without encryption there is no session.
async fn start_tls(
    features: &Element,
    mut wire: Wire<tokio::net::TcpStream>,
) -> Result<tokio::net::TcpStream, Failure> {
    if !features.has_child("starttls", ns::TLS) {
        return Err(Failure::stop(Trouble::NoEncryption));
    }

    wire.send(&wire::element(&format!("<starttls xmlns='{}'/>", ns::TLS))?).await?;
    let answer = wire.next().await?;
    if !answer.is("proceed", ns::TLS) {
        return Err(Failure::retry(Trouble::Tls("the server cannot encrypt now".to_owned())));
    }

    let socket = wire.into_guard().into_io();
    socket.ok_or_else(|| Failure::protocol("words before the encryption"))
}

pub async fn within<T>(
    limit: Duration,
    step: Step,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    timeout(limit, work).await.unwrap_or_else(|_| Err(Failure::timed_out(step)))
}
