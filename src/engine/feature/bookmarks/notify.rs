//! What of a room is told at once, beside its bookmark (XEP-0492, version 0.2.0).

use xmpp::minidom::Element;
use xmpp_parsers::ns::BOOKMARKS2;

use crate::engine::xml::{Xml, xml};
use crate::model::room::Notify;

const NS: &str = "urn:xmpp:notification-settings:1";

/// What holds for a program like ours.
pub fn read(extensions: &Element) -> Option<Notify> {
    let settings = extensions.get_child("notify", NS)?.children();
    let ours = settings.filter_map(|it| Some((rank(it)?, setting(it)?)));
    ours.max_by_key(|it| it.0).map(|it| it.1)
}

/// The extensions with this setting in them; what is not ours to understand stays (section 3).
pub fn write(extensions: Option<&Element>, notify: Option<Notify>) -> Option<Element> {
    let Some(notify) = notify.filter(|it| extensions.and_then(read) != Some(*it)) else {
        return extensions.cloned();
    };
    let before = extensions.and_then(|it| it.get_child("notify", NS));
    let settings: Vec<&Element> = before.into_iter().flat_map(Element::children).collect();
    // What is said to programs like ours alone holds for us; without it, what is said to all.
    let most = settings.iter().filter_map(|it| rank(it)).max().unwrap_or(Rank::Fallback);
    let advanced = |it: &&&Element| it.has_child("advanced", NS);
    let keeps =
        settings.iter().filter(|it| rank(it) == Some(Rank::Fallback)).any(|it| advanced(&it));
    let rank_of_it = if keeps || most > Rank::Fallback { Rank::Exact } else { Rank::Fallback };

    let replaced = settings.iter().filter(|it| rank(it) == Some(rank_of_it));
    let inner: Vec<Element> = replaced.flat_map(|it| it.children().cloned()).collect();
    let others = settings.iter().filter(|it| rank(it) != Some(rank_of_it)).map(|it| (*it).clone());
    let setting = named(notify, rank_of_it).children(inner);
    let settings = xml("notify", NS).children(others).child(setting);

    let beside =
        extensions.into_iter().flat_map(Element::children).filter(|it| !it.is("notify", NS));
    let all = xml("extensions", BOOKMARKS2).children(beside.cloned()).child(settings);
    Some(all.into())
}

/// How well a setting fits us, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// For whoever finds nothing better.
    Fallback,
    /// For clients.
    Category,
    /// For clients on a desk.
    Exact,
}

/// `None` for a setting that is meant for others.
fn rank(setting: &Element) -> Option<Rank> {
    match (setting.attr("identity-category"), setting.attr("identity-type")) {
        (None, None) => Some(Rank::Fallback),
        (Some("client"), None) => Some(Rank::Category),
        (Some("client"), Some("pc")) => Some(Rank::Exact),
        _ => None,
    }
}

fn setting(element: &Element) -> Option<Notify> {
    match element.name() {
        "always" => Some(Notify::All),
        "on-mention" => Some(Notify::Mentions),
        "never" => Some(Notify::Nothing),
        _ => None,
    }
}

fn named(notify: Notify, rank: Rank) -> Xml {
    let element = xml(
        match notify {
            Notify::All => "always",
            Notify::Mentions => "on-mention",
            Notify::Nothing => "never",
        },
        NS,
    );
    match rank {
        Rank::Fallback => element,
        Rank::Category => element.attr("identity-category", "client"),
        Rank::Exact => element.attr("identity-category", "client").attr("identity-type", "pc"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extensions(inner: &str) -> Element {
        format!(
            "<extensions xmlns='urn:xmpp:bookmarks:1'><k xmlns='urn:k'>v</k>
             <notify xmlns='urn:xmpp:notification-settings:1'>{inner}</notify></extensions>"
        )
        .parse()
        .expect("the test's XML is well formed")
    }

    const PC: &str = "identity-category='client' identity-type='pc'";

    #[test]
    fn what_fits_best_holds() {
        let phone = "identity-category='client' identity-type='phone'";
        for (inner, expected) in [
            ("<never/>".to_owned(), Some(Notify::Nothing)),
            (format!("<always/><never {PC}/>"), Some(Notify::Nothing)),
            (format!("<never {phone}/><on-mention/>"), Some(Notify::Mentions)),
            (format!("<never {phone}/>"), None),
            ("<never identity-category='client'/><always/>".to_owned(), Some(Notify::Nothing)),
            ("<else/>".to_owned(), None),
        ] {
            assert_eq!(read(&extensions(&inner)), expected, "{inner}");
        }
    }

    #[test]
    fn what_is_chosen_is_read_again_and_others_keep_theirs() {
        let mine =
            "<advanced xmlns='urn:xmpp:notification-settings:1'><w xmlns='urn:w'/></advanced>";
        for inner in [
            String::new(),
            "<never/>".to_owned(),
            format!("<never {PC}/><always/>"),
            format!("<never>{mine}</never>"),
            format!("<never {PC}>{mine}</never>"),
            "<on-mention identity-category='gateway'/>".to_owned(),
        ] {
            let before = extensions(&inner);
            let after = write(Some(&before), Some(Notify::All)).expect("there is something");
            assert_eq!(read(&after), Some(Notify::All), "{inner}");
            let text = String::from(&after);
            assert!(text.contains("urn:k"), "{text}");
            assert_eq!(text.contains("urn:w"), inner.contains("urn:w"), "{text}");
            assert_eq!(text.contains("gateway"), inner.contains("gateway"), "{text}");
            // What is so already is not touched.
            assert_eq!(write(Some(&after), Some(Notify::All)), Some(after));
        }
        assert_eq!(write(None, None), None);
        let made = write(None, Some(Notify::Nothing)).expect("it is written");
        assert_eq!(read(&made), Some(Notify::Nothing));
    }
}
