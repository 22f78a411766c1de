use super::*;
use crate::engine::link::guard::SKIPPED;

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

/// What passes of a stream that comes in pieces of these sizes, and how many stanzas it held.
fn pass(stream: &[u8], pieces: impl Fn(usize) -> usize) -> Result<(String, u64), &'static str> {
    let mut scanner = Scanner::default();
    let mut out = Vec::new();
    let mut place = 0;

    while place < stream.len() {
        let end = (place + pieces(place).max(1)).min(stream.len());
        place += scanner.scan(&stream[place..end], &mut out)?;
    }

    Ok((String::from_utf8(out).expect("what went in was text"), scanner.stanzas()))
}

fn whole(stream: &str) -> Result<(String, u64), &'static str> {
    pass(stream.as_bytes(), |_| usize::MAX / 2)
}

#[test]
fn what_keeps_the_bounds_passes_as_it_is() {
    let stream = format!(
        "{HEADER} <message to=\"a>b'/\"><body>x &lt; y<![CDATA[ </message> ]] ]]></body></message>\n\
         <iq id='1'/><a xmlns='urn:xmpp:sm:3' h='1'/><presence><x/></presence></stream:stream>"
    );

    assert_eq!(whole(&stream), Ok((stream, 3)));
}

#[test]
fn what_breaks_a_bound_is_emptied() {
    let skipped = format!("<skipped xmlns='{SKIPPED}'/>");
    let long = "a".repeat(9000);
    let deep = "<a>".repeat(2000) + &"</a>".repeat(2000);
    let wide = "<a/>".repeat(70_000);
    let cases = [
        (
            "a long attribute",
            format!("<message id='1'><x v='{long}'/></message>"),
            "<message id='1'>",
        ),
        ("its own tag", format!("<iq id='1' v='{long}' type='get'/>"), "<iq>"),
        (
            "a long namespace",
            format!("<iq id='1'><x xmlns:b = '{}'/></iq>", &long[..600]),
            "<iq id='1'>",
        ),
        ("depth", format!("<message to='x'>{deep}</message>"), "<message to='x'>"),
        ("many elements", format!("<message>{wide}</message>"), "<message>"),
        ("a long name", format!("<message><{long}/></message>"), "<message>"),
        (
            "a comment",
            "<message id='1'>a<!-- </message> -->b</message>".to_owned(),
            "<message id='1'>",
        ),
        ("an instruction", "<message>a<?x </message> ?>b</message>".to_owned(), "<message>"),
        (
            "size",
            format!("<message><body>{}</body></message>", "long ".repeat(1 << 20)),
            "<message>",
        ),
    ];

    for (name, stanza, tag) in cases {
        let kind = tag.trim_matches(['<', '>']).split(' ').next().unwrap_or_default();
        let expected = format!("{HEADER}{tag}{skipped}</{kind}><presence/>");
        let stream = format!("{HEADER}{stanza}<presence/>");

        assert_eq!(whole(&stream), Ok((expected, 2)), "{name}");
    }
}

#[test]
fn comments_between_stanzas_are_dropped() {
    let stream = format!("{HEADER}<!-- <message> --><presence/><?php ?> <!----><iq/>");

    assert_eq!(whole(&stream), Ok((format!("{HEADER}<presence/> <iq/>"), 2)));
}

#[test]
fn what_is_no_stanza_ends_the_stream() {
    let long = "a".repeat(9000);
    let cases = [
        ("a declaration", "<!DOCTYPE x>".to_owned()),
        ("one within a stanza", "<message><!ENTITY x 'y'></message>".to_owned()),
        ("features", format!("<stream:features v='{long}'/>")),
        ("a name", format!("<{long}/>")),
    ];

    for (name, text) in cases {
        assert!(whole(&format!("{HEADER}{text}")).is_err(), "{name}");
    }
}

#[test]
fn it_does_not_matter_where_the_network_cuts() {
    let long = "a".repeat(9000);
    let stream = format!(
        "{HEADER}<message><x v='{long}'/><![CDATA[ ]]]]></message><!-- - -- ---><iq a='/>'/>\
         <presence>{}<!-- > --><a b='c'>]]</a>{}</presence><iq id='2'></iq> </stream:stream>",
        "<d>".repeat(140),
        "</d>".repeat(140),
    );
    let expected = whole(&stream);
    assert!(expected.is_ok());

    // A small generator of the same numbers each time.
    for seed in 1..40_usize {
        let cut = |place: usize| {
            let mixed = (place ^ seed.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed >> 40) % (seed * 3) + 1
        };
        assert_eq!(pass(stream.as_bytes(), cut), expected, "{seed}");
    }
}

#[test]
fn noise_never_panics() {
    let alphabet = b"<>/!?-[]='\" axiq";
    let mut state = 7_u64;

    for _ in 0..2000 {
        let noise: Vec<u8> = (0..200)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                alphabet[(state >> 33) as usize % alphabet.len()]
            })
            .collect();
        let _ = Scanner::default().scan(&noise, &mut Vec::new());
    }
}

#[test]
fn it_stops_after_each_stanza() {
    let stream = format!("{HEADER}<iq/><message/>");
    let mut scanner = Scanner::default();
    let mut out = Vec::new();

    let used = scanner.scan(stream.as_bytes(), &mut out);

    assert_eq!(used, Ok(HEADER.len() + "<iq/>".len()));
    assert_eq!(scanner.stanzas(), 1);
}
