//! Which session a signed-in stream carries: an old one (XEP-0198, section 5), or a new one
//! (RFC 6120, section 7).

use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::failure::{After, Failure};
use crate::engine::link::tls::Encrypted;
use crate::engine::link::wire::{self, Wire};
use crate::model::account::Trouble;
use crate::model::address::Address;

/// What it takes to go on with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub id: String,
    /// Where the server would like us to come back to.
    pub place: Option<String>,
}

/// The server's answer to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resumption {
    /// So many of our stanzas came there.
    Resumed(u32),
    /// The session is gone; how many of our stanzas came there, where the server still knows it.
    Gone(Option<u32>),
}

/// A new session.
#[derive(Debug)]
pub struct Bound {
    pub address: Address,
    /// Whether stanzas are counted, and what it takes to resume.
    pub counts: bool,
    pub ticket: Option<Ticket>,
    /// What came before the counting began.
    pub early: Vec<Element>,
}

pub fn offers_counting(features: &Element) -> bool {
    features.has_child("sm", ns::SM)
}

/// Asks for an old session. `handled` is how many of its stanzas we have.
pub async fn resume(
    wire: &mut Wire<Encrypted>,
    ticket: &Ticket,
    handled: u32,
) -> Result<Resumption, Failure> {
    let resume = xmpp::parsers::sm::Resume {
        h: handled,
        previd: xmpp::parsers::sm::StreamId(ticket.id.clone()),
    };
    wire.send(&resume.into()).await?;

    loop {
        let answer = wire.next().await?;
        let count = answer.attr("h").and_then(|h| h.parse().ok());

        if answer.is("resumed", ns::SM) {
            // Without a count nothing can be told of what we sent: as if none of it came.
            return count.map(Resumption::Resumed).ok_or_else(bad_count);
        }
        if answer.is("failed", ns::SM) {
            return Ok(Resumption::Gone(count));
        }
        log::info!("<{}/> before the answer to a resumption", answer.name());
    }
}

fn bad_count() -> Failure {
    Failure { resumable: false, ..Failure::protocol("a count of stanzas that cannot be") }
}

/// Binds a resource and has stanzas counted, where the server does that.
pub async fn bind(
    wire: &mut Wire<Encrypted>,
    features: &Element,
    resource: &str,
) -> Result<Bound, Failure> {
    let mut early = Vec::new();

    let address = match request(wire, Some(resource), &mut early).await? {
        Ok(address) => address,
        // The server does not give us this one: let it choose (RFC 6120, section 7.7.2).
        Err(condition)
            if matches!(condition.as_str(), "conflict" | "bad-request" | "not-allowed") =>
        {
            request(wire, None, &mut early).await?.map_err(refused)?
        }
        Err(condition) => return Err(refused(condition)),
    };

    let mut bound = Bound { address, counts: false, ticket: None, early };
    if offers_counting(features) {
        enable(wire, &mut bound).await?;
    }
    Ok(bound)
}

fn refused(condition: String) -> Failure {
    let trouble = Trouble::Stream { condition, text: None };
    Failure { after: After::RetryLater, ..Failure::retry(trouble) }
}

async fn request(
    wire: &mut Wire<Encrypted>,
    resource: Option<&str>,
    early: &mut Vec<Element>,
) -> Result<Result<Address, String>, Failure> {
    const ID: &str = "bind";

    let mut bind = Element::bare("bind", ns::BIND);
    if let Some(resource) = resource {
        let mut wanted = Element::bare("resource", ns::BIND);
        wanted.append_text(resource);
        let _ = bind.append_child(wanted);
    }
    let mut iq =
        wire::element(&format!("<iq xmlns='{}' type='set' id='{ID}'/>", ns::JABBER_CLIENT))?;
    let _ = iq.append_child(bind);
    wire.send(&iq).await?;

    loop {
        let answer = wire.next().await?;
        if answer.name() != "iq" || answer.attr("id") != Some(ID) {
            if wire::is_stanza(&answer) {
                early.push(answer);
            }
            continue;
        }

        if answer.attr("type") == Some("error") {
            let error = answer.get_child("error", ns::JABBER_CLIENT);
            let mut conditions = error.into_iter().flat_map(Element::children);
            let condition =
                conditions.find(|it| it.has_ns(ns::XMPP_STANZAS) && it.name() != "text");
            let name = condition.map_or("undefined-condition", Element::name);
            return Ok(Err(name.to_owned()));
        }

        let jid =
            answer.get_child("bind", ns::BIND).and_then(|bind| bind.get_child("jid", ns::BIND));
        let address = jid.and_then(|jid| Address::parse(jid.text().trim()));
        return address
            .filter(|address| address.resource.is_some())
            .map(Ok)
            .ok_or_else(|| Failure::protocol("a session without an address"));
    }
}

/// XEP-0198, section 3: counting begins with these two words.
async fn enable(wire: &mut Wire<Encrypted>, bound: &mut Bound) -> Result<(), Failure> {
    let enable = xmpp::parsers::sm::Enable { max: None, resume: true };
    wire.send(&enable.into()).await?;

    loop {
        let answer = wire.next().await?;

        if answer.is("enabled", ns::SM) {
            bound.counts = true;
            let may_resume = matches!(answer.attr("resume"), Some("true" | "1"));
            bound.ticket = answer.attr("id").filter(|_| may_resume).map(|id| Ticket {
                id: id.to_owned(),
                place: answer.attr("location").map(str::to_owned),
            });
            return Ok(());
        }
        if answer.is("failed", ns::SM) {
            log::info!("the server does not count stanzas after all");
            return Ok(());
        }
        if wire::is_stanza(&answer) {
            bound.early.push(answer);
        }
    }
}
