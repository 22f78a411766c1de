//! Forms on the wire (XEP-0004, version 2.13.1; XEP-0122, version 1.0.2; XEP-0221, version 1.0).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::xml::{Xml, xml};
use crate::model::form::{Choice, Column, Datatype, Field, Form, Kind, Medium, Rule, Table};

/// XEP-0122.
const VALIDATE: &str = "http://jabber.org/protocol/xdata-validate";
/// XEP-0221.
const MEDIA: &str = "urn:xmpp:media-element";
/// XEP-0231.
const BOB: &str = "urn:xmpp:bob";
/// Most fields of a form.
const MOST_FIELDS: usize = 500;
/// Most values, choices or media of a field.
const MOST_VALUES: usize = 2_000;
/// Most pictures and the like of a field, or with bytes in a form.
const MOST_MEDIA: usize = 20;
/// Most columns and rows of a table.
const MOST_COLUMNS: usize = 30;
const MOST_ROWS: usize = 500;
/// The largest picture in a form, in bytes.
const LARGEST: usize = 256 << 10;
/// The longest text of a form, in characters.
const LONGEST: usize = 20_000;

/// Reads the `x`, and leaves out what is not as it should be.
pub fn read(x: &Element) -> Form {
    let lines = |name| named(x, name);
    Form {
        title: lines("title").next().map(text).unwrap_or_default(),
        instructions: lines("instructions").take(100).map(text).collect(),
        fields: lines("field").take(MOST_FIELDS).map(field).collect(),
        table: table(x),
    }
}

/// Gives the form what lies beside it in its stanza: bytes that a `cid:` in it names (XEP-0231).
pub fn complete(form: &mut Form, stanza: &Element) {
    let media = form.fields.iter_mut().flat_map(|it| it.media.iter_mut()).take(MOST_MEDIA);
    for medium in media {
        let Some(name) = medium.address.strip_prefix("cid:") else { continue };
        let mut beside = stanza.children().filter(|it| it.is("data", BOB));
        let data = beside.find(|it| it.attr("cid") == Some(name));
        medium.data = data.and_then(|it| bytes(it, name));
    }
}

/// The bytes, where they are not too many and those that are named.
fn bytes(data: &Element, name: &str) -> Option<Vec<u8>> {
    let text = data.text();
    if text.len() > LARGEST * 2 {
        return None;
    }
    let text: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(text).ok().filter(|it| it.len() <= LARGEST)?;
    // Section 4.1: the name holds the hash.
    let Some(hash) = name.strip_prefix("sha1+").and_then(|it| it.strip_suffix("@bob.xmpp.org"))
    else {
        return Some(bytes);
    };
    let found = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let found: String = found.as_ref().iter().map(|it| format!("{it:02x}")).collect();
    found.eq_ignore_ascii_case(hash).then_some(bytes)
}

/// What was found (section 3.4): fields of items, below those that are reported.
fn table(x: &Element) -> Table {
    let Some(reported) = named(x, "reported").next() else { return Table::default() };
    let columns = named(reported, "field").map(field).filter(|it| !it.name.is_empty());
    let columns: Vec<Column> = columns
        .filter(|it| it.kind != Kind::Hidden)
        .take(MOST_COLUMNS)
        .map(|it| Column { title: it.title().to_owned(), kind: it.kind, name: it.name })
        .collect();

    let row = |item: &Element| {
        let fields: Vec<Field> = named(item, "field").take(MOST_FIELDS).map(field).collect();
        let text = |column: &Column| {
            let field = fields.iter().find(|it| it.name == column.name);
            field.map(|it| it.values.join(", ")).unwrap_or_default()
        };
        columns.iter().map(text).collect()
    };
    let rows = named(x, "item").take(MOST_ROWS).map(row).collect();
    Table { columns, rows }
}

/// The answer to a form: the values of its fields.
pub fn submission(form: &Form) -> Xml {
    let fields = form.fields.iter().filter(|it| it.kind != Kind::Fixed && !it.name.is_empty());
    submitted(fields.filter(|it| worth_sending(it)).map(|it| {
        let values = it.values.iter().filter(|value| it.kind != Kind::Addresses || !blank(value));
        xml("field", ns::DATA_FORMS)
            .attr("var", &it.name)
            .children(values.map(|value| xml("value", ns::DATA_FORMS).text(written(it, value))))
    }))
}

/// A form that is filled in without having been asked for.
pub fn submitted(fields: impl Iterator<Item = Xml>) -> Xml {
    xml("x", ns::DATA_FORMS).attr("type", "submit").children(fields)
}

/// One field of such a form.
pub fn value(name: &str, value: &str) -> Xml {
    let value = xml("value", ns::DATA_FORMS).text(value);
    xml("field", ns::DATA_FORMS).attr("var", name).child(value)
}

pub fn cancel() -> Xml {
    xml("x", ns::DATA_FORMS).attr("type", "cancel")
}

/// A choice or an address that was left open is not answered at all; an empty text is one.
fn worth_sending(field: &Field) -> bool {
    !matches!(field.kind, Kind::Choice | Kind::Address) || !blank(field.value())
}

fn written<'a>(field: &Field, value: &'a str) -> &'a str {
    match field.kind {
        Kind::Address | Kind::Addresses => value.trim(),
        Kind::Boolean if matches!(value, "true") => "1",
        Kind::Boolean if matches!(value, "false") => "0",
        _ => value,
    }
}

fn blank(value: &str) -> bool {
    value.trim().is_empty()
}

fn field(it: &Element) -> Field {
    let children = |name| named(it, name);
    let name: String = it.attr("var").unwrap_or_default().chars().take(LONGEST).collect();
    let kind = kind(it.attr("type"), &name, children("option").next().is_some());
    let values: Vec<String> = children("value").take(MOST_VALUES).map(text).collect();

    Field {
        kind,
        label: it.attr("label").unwrap_or_default().chars().take(LONGEST).collect(),
        description: children("desc").next().map(text).unwrap_or_default(),
        required: children("required").next().is_some(),
        values,
        choices: children("option").take(MOST_VALUES).filter_map(choice).collect(),
        rule: it.get_child("validate", VALIDATE).map(rule),
        media: it.get_child("media", MEDIA).map(media).unwrap_or_default(),
        name,
    }
}

fn named<'a>(parent: &'a Element, name: &'static str) -> impl Iterator<Item = &'a Element> {
    parent.children().filter(move |it| it.is(name, ns::DATA_FORMS))
}

fn kind(given: Option<&str>, name: &str, choices: bool) -> Kind {
    match given {
        Some("boolean") => Kind::Boolean,
        Some("fixed") => Kind::Fixed,
        Some("hidden") => Kind::Hidden,
        Some("jid-multi") => Kind::Addresses,
        Some("jid-single") => Kind::Address,
        Some("list-multi") => Kind::Choices,
        Some("list-single") => Kind::Choice,
        Some("text-multi") => Kind::Lines,
        Some("text-private") => Kind::Secret,
        // Section 3.3: without a type it is a line of text; some services forget that of their own
        // name for the form, and of lists.
        _ if name == "FORM_TYPE" => Kind::Hidden,
        _ if choices => Kind::Choice,
        _ if name.is_empty() => Kind::Fixed,
        _ => Kind::Text,
    }
}

fn choice(option: &Element) -> Option<Choice> {
    let value = text(option.get_child("value", ns::DATA_FORMS)?);
    let label = option.attr("label").filter(|it| !it.is_empty());
    let label = label.map_or_else(|| value.clone(), |it| it.chars().take(LONGEST).collect());
    Some(Choice { label, value })
}

fn rule(validate: &Element) -> Rule {
    let integers = ["xs:int", "xs:integer", "xs:long", "xs:short", "xs:byte"];
    let decimals = ["xs:decimal", "xs:double", "xs:float"];
    let datatype = match validate.attr("datatype").unwrap_or_default() {
        it if integers.contains(&it) => Datatype::Integer,
        it if decimals.contains(&it) => Datatype::Decimal,
        _ => Datatype::Text,
    };
    let range = validate.get_child("range", VALIDATE);
    let bound = |name: &str| range?.attr(name)?.trim().parse::<f64>().ok();
    let list = validate.get_child("list-range", VALIDATE);
    let count = |name: &str| list?.attr(name)?.trim().parse::<usize>().ok();

    Rule {
        datatype,
        least: bound("min").filter(|it| it.is_finite()),
        most: bound("max").filter(|it| it.is_finite()),
        pattern: validate.get_child("regex", VALIDATE).map(text).filter(|it| !it.is_empty()),
        open: validate.get_child("open", VALIDATE).is_some(),
        count: (count("min"), count("max")),
    }
}

fn media(media: &Element) -> Vec<Medium> {
    media
        .children()
        .filter(|it| it.is("uri", MEDIA))
        .take(MOST_MEDIA)
        .map(|it| Medium {
            kind: it.attr("type").unwrap_or_default().chars().take(100).collect(),
            address: text(it).trim().to_owned(),
            data: None,
        })
        .collect()
}

fn text(element: &Element) -> String {
    element.text().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "<x xmlns='jabber:x:data' type='form'><title>Hall</title>
        <instructions>One</instructions><instructions>Two</instructions>
        <field var='FORM_TYPE'><value>urn:x</value></field>
        <field type='fixed'><value>Read</value></field>
        <field var='yes' type='boolean' label='Yes?'><required/><value>true</value></field>
        <field var='who' type='jid-multi'><value>a@b</value><value> </value></field>
        <field var='one' type='jid-single'/>
        <field var='pick' type='list-single'><option label='A'><value>a</value></option>
        <option><value>b</value></option></field>
        <field var='text' type='text-multi'><value>x</value><value/><value>y</value></field>
        <field var='port'><validate xmlns='http://jabber.org/protocol/xdata-validate'
        datatype='xs:integer'><range min='1' max='10'/><regex>[0-9]+</regex></validate><value>7</value></field>
        <field var='seen' type='text-private'><media xmlns='urn:xmpp:media-element'>
        <uri type='image/png'>cid:x</uri></media></field></x>";

    #[test]
    fn a_form_is_read_and_answered() {
        let form = read(&FORM.parse().expect("well formed"));

        assert_eq!((form.title.as_str(), form.instructions.len()), ("Hall", 2));
        let kinds: Vec<Kind> = form.fields.iter().map(|it| it.kind).collect();
        let expected = [
            Kind::Hidden,
            Kind::Fixed,
            Kind::Boolean,
            Kind::Addresses,
            Kind::Address,
            Kind::Choice,
            Kind::Lines,
            Kind::Text,
            Kind::Secret,
        ];
        assert_eq!(kinds, expected);
        let labels: Vec<&str> = form.fields[5].choices.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(labels, ["A", "b"]);
        let rule = form.fields[7].rule.clone().expect("it has one");
        assert_eq!(
            (rule.datatype, rule.least, rule.most),
            (Datatype::Integer, Some(1.0), Some(10.0))
        );
        assert_eq!(rule.pattern.as_deref(), Some("[0-9]+"));
        let medium =
            Medium { kind: "image/png".to_owned(), address: "cid:x".to_owned(), data: None };
        assert_eq!(form.fields[8].media, [medium]);

        let answer: Element = submission(&form).into();
        let expected: Element = "<x xmlns='jabber:x:data' type='submit'>\
            <field var='FORM_TYPE'><value>urn:x</value></field>\
            <field var='yes'><value>1</value></field>\
            <field var='who'><value>a@b</value></field>\
            <field var='text'><value>x</value><value/><value>y</value></field>\
            <field var='port'><value>7</value></field><field var='seen'/></x>"
            .parse()
            .expect("well formed");
        assert_eq!(answer, expected);
    }

    #[test]
    fn bytes_that_came_along_are_given_to_those_who_name_them() {
        let sha1 = "cid:sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org"; // of `hello`
        let stanza = |data: &str, cid: &str| -> Element {
            format!(
                "<message xmlns='jabber:client'><x xmlns='jabber:x:data'><field var='ocr'>
                 <media xmlns='urn:xmpp:media-element'><uri type='image/png'>{sha1}</uri></media>
                 </field></x><data xmlns='urn:xmpp:bob' cid='{cid}'>{data}</data></message>"
            )
            .parse()
            .expect("well formed")
        };
        let name = &sha1["cid:".len()..];
        let cases = [
            ("aGVs bG8=", name, Some(b"hello".to_vec())),
            ("b3RoZXI=", name, None),
            ("!", name, None),
            ("aGVsbG8=", "another", None),
        ];
        for (data, cid, expected) in cases {
            let stanza = stanza(data, cid);
            let x = stanza.get_child("x", ns::DATA_FORMS).expect("it is there");
            let mut form = read(x);
            complete(&mut form, &stanza);
            assert_eq!(form.fields[0].media[0].data, expected, "{data} {cid}");
        }
    }

    #[test]
    fn what_was_found_is_a_table() {
        let form: Element = "<x xmlns='jabber:x:data' type='result'><title>Found</title>
            <reported><field var='FORM_TYPE' type='hidden'/><field var='jid' type='jid-single'
            label='Address'/><field var='nick'/></reported>
            <item><field var='nick'><value>Romeo</value><value>R</value></field>
            <field var='jid'><value>romeo@montague.example</value></field></item>
            <item><field var='age'><value>13</value></field></item></x>"
            .parse()
            .expect("well formed");
        let table = read(&form).table;

        let titles: Vec<&str> = table.columns.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["Address", "nick"]);
        assert_eq!(table.columns[0].kind, Kind::Address);
        assert_eq!(table.rows, [vec!["romeo@montague.example", "Romeo, R"], vec!["", ""]]);
    }

    #[test]
    fn what_is_no_form_at_all_is_an_empty_one() {
        let odd: Element =
            "<x xmlns='jabber:x:data'><field type='?'/><option/></x>".parse().expect("well formed");
        let form = read(&odd);
        assert_eq!(form.fields.len(), 1);
        assert_eq!(form.fault(), None);
    }
}
