//! Signing in (RFC 6120, section 6): which mechanism, and its exchange.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::rustls::ProtocolVersion;
use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::certificate;
use crate::engine::link::failure::{After, Failure};
use crate::engine::link::scram::{self, Binding, Fault, Hash, Keys, Puzzle, Scram};
use crate::engine::link::tls::Encrypted;
use crate::engine::link::wire::{self, Wire};
use crate::model::account::Trouble;
use crate::model::{Account, Password};

/// RFC 9266.
const EXPORTER: &str = "tls-exporter";
/// RFC 5929.
const END_POINT: &str = "tls-server-end-point";

/// What the server offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    mechanisms: BTreeSet<String>,
    /// The kinds of channel binding that it knows (XEP-0440), where it says so.
    bindings: Option<BTreeSet<String>>,
}

impl Offer {
    pub fn read(features: &Element) -> Self {
        let mechanisms = features.get_child("mechanisms", ns::SASL).map(|mechanisms| {
            let named = mechanisms.children().filter(|child| child.is("mechanism", ns::SASL));
            named.map(|child| child.text().trim().to_owned()).collect()
        });
        let bindings = features.get_child("sasl-channel-binding", ns::SASL_CB).map(|bindings| {
            bindings.children().filter_map(|child| child.attr("type").map(str::to_owned)).collect()
        });

        Self { mechanisms: mechanisms.unwrap_or_default(), bindings }
    }

    fn has(&self, mechanism: &str) -> bool {
        self.mechanisms.contains(mechanism)
    }

    fn has_plus(&self) -> bool {
        self.mechanisms.iter().any(|it| it.starts_with("SCRAM-") && it.ends_with("-PLUS"))
    }
}

/// The channel's data by kind, the best first.
pub type Channel = Vec<(&'static str, Vec<u8>)>;

/// What of this connection can be bound.
pub fn channel(encrypted: &Encrypted) -> Channel {
    let (_, tls) = encrypted.get_ref();
    let mut channel = Channel::new();

    if tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
        && let Ok(data) = tls.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None)
    {
        channel.push((EXPORTER, data));
    }
    let certificate = tls.peer_certificates().and_then(|chain| chain.first());
    if let Some(data) = certificate.and_then(|it| certificate::end_point(it)) {
        channel.push((END_POINT, data));
    }

    channel
}

/// A way of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    External,
    Scram(Hash, Binding),
    Plain,
    Anonymous,
}

impl Mechanism {
    fn name(&self) -> String {
        match self {
            Self::External => "EXTERNAL".to_owned(),
            Self::Scram(hash, Binding::Bound(..)) => format!("{}-PLUS", hash.mechanism()),
            Self::Scram(hash, _) => hash.mechanism().to_owned(),
            Self::Plain => "PLAIN".to_owned(),
            Self::Anonymous => "ANONYMOUS".to_owned(),
        }
    }
}

/// What we sign in with.
#[derive(Debug, Clone)]
pub struct Means {
    pub user: String,
    /// The bare address, to act as (RFC 6120, section 6.3.8).
    pub address: String,
    pub password: Option<Password>,
    pub certificate: bool,
    pub anonymous: bool,
}

impl Means {
    pub fn new(account: &Account, password: Option<Password>) -> Self {
        Self {
            user: account.id.0.node().map(|node| node.to_string()).unwrap_or_default(),
            address: account.id.to_string(),
            password,
            certificate: account.client_certificate.is_some(),
            anonymous: account.anonymous,
        }
    }

    /// Whether there is anything to sign in with.
    pub fn suffice(&self) -> bool {
        self.password.is_some() || self.certificate || self.anonymous
    }
}

/// The ways that both sides know and that we find safe, the best first: a certificate where one was
/// chosen, then the strongest SCRAM; PLAIN only where no SCRAM is offered.
///
/// The channel is bound where the server announces a kind that we have. Where it does not announce
/// any, a guess could only fail as a wrong password does.
pub fn mechanisms(offer: &Offer, means: &Means, channel: &Channel) -> Vec<Mechanism> {
    if means.anonymous {
        let offered = offer.has("ANONYMOUS");
        return offered.then_some(Mechanism::Anonymous).into_iter().collect();
    }

    let mut ways = Vec::new();
    if means.certificate && offer.has("EXTERNAL") {
        ways.push(Mechanism::External);
    }
    if means.password.is_some() {
        ways.extend(with_password(offer, channel));
    }
    ways
}

fn with_password(offer: &Offer, channel: &Channel) -> Option<Mechanism> {
    let announced = |kind: &str| offer.bindings.as_ref().is_some_and(|kinds| kinds.contains(kind));
    let bound = channel.iter().find(|(kind, _)| announced(kind));

    if let Some((kind, data)) = bound {
        let plus = |hash: &&Hash| offer.has(&format!("{}-PLUS", hash.mechanism()));
        if let Some(hash) = Hash::ALL.iter().find(plus) {
            return Some(Mechanism::Scram(*hash, Binding::Bound(kind, data.clone())));
        }
    }

    // "y" would tell a server that offers it that somebody took its offer away.
    let binding = match offer.has_plus() || channel.is_empty() {
        true => Binding::None,
        false => Binding::NotOffered,
    };
    match Hash::ALL.iter().find(|hash| offer.has(hash.mechanism())) {
        Some(hash) => Some(Mechanism::Scram(*hash, binding)),
        None => (offer.has("PLAIN") && !offers_scram(offer)).then_some(Mechanism::Plain),
    }
}

fn offers_scram(offer: &Offer) -> bool {
    offer.mechanisms.iter().any(|mechanism| mechanism.starts_with("SCRAM-"))
}

/// The keys of the last sign-in: the next one need not compute them again.
pub type Kept = Option<(Puzzle, Keys)>;

/// Signs in over an encrypted stream. Afterwards the stream is to be begun anew.
pub async fn sign_in<Io: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<Io>,
    offer: &Offer,
    means: &Means,
    channel: &Channel,
    kept: &mut Kept,
) -> Result<(), Failure> {
    let mut failed = None;

    for mechanism in mechanisms(offer, means, channel) {
        log::info!("signing in by {}", mechanism.name());
        match attempt(wire, &mechanism, means, kept).await {
            Ok(()) => return Ok(()),
            // Another certificate than the server expects: the password may do.
            Err(failure)
                if mechanism == Mechanism::External
                    && matches!(failure.trouble, Trouble::Credentials { .. }) =>
            {
                failed = Some(failure);
            }
            Err(failure) => return Err(failure),
        }
    }

    Err(failed.unwrap_or_else(|| {
        Failure::stop(Trouble::NoMechanism(offer.mechanisms.iter().cloned().collect()))
    }))
}

async fn attempt<Io: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<Io>,
    mechanism: &Mechanism,
    means: &Means,
    kept: &mut Kept,
) -> Result<(), Failure> {
    let password = means.password.as_ref().map(Password::reveal).unwrap_or_default();

    match mechanism {
        Mechanism::Scram(hash, binding) => {
            let scram = Scram::new(*hash, &means.user, &nonce()?, binding);
            return answer(wire, mechanism, &scram, password, kept).await;
        }
        Mechanism::External => say_auth(wire, mechanism, Some(&means.address)).await?,
        Mechanism::Anonymous => say_auth(wire, mechanism, None).await?,
        Mechanism::Plain => {
            let words = format!("\0{}\0{}", means.user, scram::prepared(password));
            say_auth(wire, mechanism, Some(&words)).await?;
        }
    }

    loop {
        match hear(wire).await? {
            // Nothing more is to be said; some servers ask all the same.
            Heard::Challenge(_) => say(wire, "response", "", "").await?,
            Heard::Success(_) => return Ok(()),
        }
    }
}

async fn answer<Io: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<Io>,
    mechanism: &Mechanism,
    scram: &Scram,
    password: &str,
    kept: &mut Kept,
) -> Result<(), Failure> {
    say_auth(wire, mechanism, Some(&scram.first())).await?;
    let Heard::Challenge(challenge) = hear(wire).await? else {
        return Err(Failure::stop(Trouble::ServerNotVerified));
    };

    let puzzle = scram.puzzle(&challenge).map_err(fault)?;
    let keys = keys(puzzle, password, kept).await?;
    let (last, signature) = scram.answer(&challenge, &keys).map_err(fault)?;
    say(wire, "response", "", &STANDARD.encode(last)).await?;

    // The server's signature comes with the success, or in a challenge before an empty one.
    match hear(wire).await? {
        Heard::Success(words) => scram::verify(&words, &signature).map_err(fault),
        Heard::Challenge(words) => {
            scram::verify(&words, &signature).map_err(fault)?;
            say(wire, "response", "", "").await?;
            match hear(wire).await? {
                Heard::Success(_) => Ok(()),
                Heard::Challenge(_) => Err(Failure::protocol("a challenge too many")),
            }
        }
    }
}

async fn keys(puzzle: Puzzle, password: &str, kept: &mut Kept) -> Result<Keys, Failure> {
    if let Some((known, keys)) = kept
        && *known == puzzle
    {
        return Ok(keys.clone());
    }

    let asked = puzzle.clone();
    let password = Password::new(password);
    let keys = tokio::task::spawn_blocking(move || Keys::derive(&asked, password.reveal()))
        .await
        .map_err(|_| Failure::lost("the computation ended early"))?;
    *kept = Some((puzzle, keys.clone()));
    Ok(keys)
}

fn fault(fault: Fault) -> Failure {
    match fault {
        Fault::Malformed(words) => Failure::protocol(words),
        Fault::NotVerified => Failure::stop(Trouble::ServerNotVerified),
        Fault::Refused(condition) => Failure::stop(Trouble::Credentials { condition, text: None }),
    }
}

enum Heard {
    Challenge(String),
    Success(String),
}

async fn hear<Io: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<Io>) -> Result<Heard, Failure> {
    let element = wire.next().await?;
    if element.is("failure", ns::SASL) {
        return Err(refused(&element));
    }

    let words = || {
        let text = element.text();
        let bytes = STANDARD.decode(text.trim().trim_start_matches('=')).ok();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok())
    };
    let malformed = || Failure::protocol("words that are not base64");
    match element.name() {
        "challenge" if element.has_ns(ns::SASL) => {
            words().map(Heard::Challenge).ok_or_else(malformed)
        }
        "success" if element.has_ns(ns::SASL) => words().map(Heard::Success).ok_or_else(malformed),
        _ => Err(Failure::protocol("something else than an answer to the sign-in")),
    }
}

/// RFC 6120, section 6.5. Only what the server calls temporary is tried again.
fn refused(failure: &Element) -> Failure {
    let of_sasl = |child: &&Element| child.has_ns(ns::SASL) && child.name() != "text";
    let condition = failure
        .children()
        .find(of_sasl)
        .map_or_else(|| "not-authorized".to_owned(), |child| child.name().to_owned());
    let text = failure
        .get_child("text", ns::SASL)
        .map(|text| text.text().trim().to_owned())
        .filter(|text| !text.is_empty());

    let temporary = condition == "temporary-auth-failure";
    let trouble = Trouble::Credentials { condition, text };
    if temporary {
        return Failure { after: After::RetryLater, ..Failure::retry(trouble) };
    }
    Failure::stop(trouble)
}

async fn say_auth<Io: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<Io>,
    mechanism: &Mechanism,
    words: Option<&str>,
) -> Result<(), Failure> {
    let attribute = format!(" mechanism='{}'", mechanism.name());
    let data = match words {
        None => String::new(),
        Some("") => "=".to_owned(),
        Some(words) => STANDARD.encode(words),
    };
    say(wire, "auth", &attribute, &data).await
}

async fn say<Io: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<Io>,
    name: &str,
    attribute: &str,
    data: &str,
) -> Result<(), Failure> {
    let xml = format!("<{name} xmlns='{}'{attribute}>{data}</{name}>", ns::SASL);
    wire.send(&wire::element(&xml)?).await
}

fn nonce() -> Result<String, Failure> {
    let mut bytes = [0; 24];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Failure::lost("the system has no chance"))?;
    Ok(STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(mechanisms: &[&str], bindings: Option<&[&str]>) -> Offer {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Offer { mechanisms: owned(mechanisms), bindings: bindings.map(owned) }
    }

    fn means() -> Means {
        Means {
            user: "juliet".to_owned(),
            address: "juliet@chat.test".to_owned(),
            password: Some(Password::new("pencil")),
            certificate: false,
            anonymous: false,
        }
    }

    fn chosen(offer: &Offer, means: &Means) -> Vec<(String, &'static str)> {
        let channel = vec![(EXPORTER, vec![1]), (END_POINT, vec![2])];
        let binding = |mechanism: &Mechanism| match mechanism {
            Mechanism::Scram(_, Binding::Bound(kind, _)) => *kind,
            Mechanism::Scram(_, Binding::NotOffered) => "y",
            _ => "n",
        };

        let ways = mechanisms(offer, means, &channel);
        ways.iter().map(|way| (way.name(), binding(way))).collect()
    }

    #[test]
    fn the_strongest_way_is_chosen() {
        let all = ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-256-PLUS"];
        let cases = [
            (
                "bound",
                &all[..],
                Some(&[EXPORTER, END_POINT][..]),
                Some(("SCRAM-SHA-256-PLUS", EXPORTER)),
            ),
            ("bound otherwise", &all, Some(&[END_POINT]), Some(("SCRAM-SHA-256-PLUS", END_POINT))),
            ("no kind of ours", &all, Some(&["tls-unique"]), Some(("SCRAM-SHA-512", "n"))),
            ("kinds not told", &all, None, Some(("SCRAM-SHA-512", "n"))),
            ("nothing to bind with", &all[..3], None, Some(("SCRAM-SHA-256", "y"))),
            ("the oldest", &all[..2], None, Some(("SCRAM-SHA-1", "y"))),
            ("plain alone", &all[..1], None, Some(("PLAIN", "n"))),
            ("an unknown SCRAM", &["PLAIN", "SCRAM-SHA3-512"], None, None),
            ("nothing we know", &["X-OAUTH2"], None, None),
        ];

        for (name, mechanisms, bindings, expected) in cases {
            let expected: Vec<_> =
                expected.map(|(way, kind)| (way.to_owned(), kind)).into_iter().collect();
            assert_eq!(chosen(&offer(mechanisms, bindings), &means()), expected, "{name}");
        }
    }

    #[test]
    fn a_certificate_comes_before_the_password() {
        let offer = offer(&["EXTERNAL", "SCRAM-SHA-1", "ANONYMOUS"], None);
        let both = Means { certificate: true, ..means() };
        let alone = Means { password: None, ..both.clone() };
        let nobody = Means { anonymous: true, ..both.clone() };
        let names = |means| chosen(&offer, means).into_iter().map(|it| it.0).collect::<Vec<_>>();

        assert_eq!(names(&both), ["EXTERNAL", "SCRAM-SHA-1"]);
        assert_eq!(names(&alone), ["EXTERNAL"]);
        assert_eq!(names(&nobody), ["ANONYMOUS"]);
    }

    #[test]
    fn features_are_read() {
        let features: Element = format!(
            "<features xmlns='{}'><mechanisms xmlns='{}'><mechanism>PLAIN</mechanism>\
             <hostname xmlns='urn:x'>a</hostname></mechanisms>\
             <sasl-channel-binding xmlns='{}'><channel-binding type='{EXPORTER}'/>\
             <channel-binding type='new-kind'/></sasl-channel-binding></features>",
            ns::STREAM,
            ns::SASL,
            ns::SASL_CB
        )
        .parse()
        .expect("the test's XML is well formed");

        assert_eq!(Offer::read(&features), offer(&["PLAIN"], Some(&[EXPORTER, "new-kind"])));
    }

    #[test]
    fn only_temporary_refusals_are_tried_again() {
        let failure = |inner: &str| {
            let xml = format!("<failure xmlns='{}'>{inner}</failure>", ns::SASL);
            refused(&xml.parse().expect("the test's XML is well formed")).after
        };

        assert_eq!(failure("<not-authorized/><text>No</text>"), After::Stop);
        assert_eq!(failure("<account-disabled/>"), After::Stop);
        assert_eq!(failure("<temporary-auth-failure/>"), After::RetryLater);
        assert_eq!(failure(""), After::Stop);
    }
}
