//! Signing in (RFC 6120, section 6): the exchange.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::io::{AsyncRead, AsyncWrite};
use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::failure::{After, Failure};
use crate::engine::link::mechanism::{Channel, Means, Mechanism, Offer, mechanisms};
use crate::engine::link::scram::{self, Fault, Keys, Puzzle, Scram};
use crate::engine::link::wire::{self, Wire};
use crate::model::Password;
use crate::model::account::Trouble;

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
