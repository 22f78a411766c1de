//! Which ways of signing in both sides know, and which of them is the best.

use std::collections::BTreeSet;

use tokio_rustls::rustls::ProtocolVersion;
use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::certificate;
use crate::engine::link::scram::{Binding, Hash};
use crate::engine::link::tls::Encrypted;
use crate::model::{Account, Password};

/// RFC 9266.
const EXPORTER: &str = "tls-exporter";
/// RFC 5929.
const END_POINT: &str = "tls-server-end-point";

/// What the server offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    pub mechanisms: BTreeSet<String>,
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
    pub fn name(&self) -> String {
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
}
