//! A room that is to be made, and how it is configured for what it is meant for.

use xmpp::jid::BareJid;

use crate::model::form::{Form, Kind};

/// What a person says of a new room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub jid: BareJid,
    pub name: String,
    pub nick: String,
    /// Everybody may find and enter it; else only members, who see each other's addresses.
    pub public: bool,
    /// Those who are asked in at once.
    pub members: Vec<BareJid>,
    /// It goes on from a conversation with the first of them.
    pub continues: bool,
}

impl Plan {
    /// Fills in what the plan says, where the service has a field for it (XEP-0045, section
    /// 10.1.3, and the names that common services use beside it).
    pub fn configure(&self, form: &mut Form) {
        let (yes, no) = ("1", "0");
        let open = if self.public { yes } else { no };
        let closed = if self.public { no } else { yes };
        let wishes = [
            ("muc#roomconfig_roomname", self.name.as_str()),
            ("muc#roomconfig_persistentroom", yes),
            ("muc#roomconfig_publicroom", open),
            ("public_list", open),
            ("muc#roomconfig_membersonly", closed),
            ("muc#roomconfig_moderatedroom", no),
            ("muc#roomconfig_passwordprotectedroom", no),
            ("muc#roomconfig_whois", if self.public { "moderators" } else { "anyone" }),
            ("muc#roomconfig_allowinvites", yes),
            ("muc#roomconfig_allowmemberinvites", closed),
            ("{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites", closed),
            ("muc#roomconfig_changesubject", closed),
            ("muc#roomconfig_enablearchiving", yes),
            ("mam", yes),
        ];
        for (name, value) in wishes {
            let field = form.field(name);
            let fits = field.is_some_and(|it| {
                it.kind != Kind::Choice || it.choices.iter().any(|it| it.value == value)
            });
            if fits && !value.is_empty() {
                let _ = form.set(name, &[value]);
            }
        }
    }
}

/// The part of an address that a room's name makes: small letters and digits of any script, with
/// `-` between the words; empty where nothing is left.
pub fn local(name: &str) -> String {
    let small = name.trim().to_lowercase();
    let words = small.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::{Choice, Field};

    #[test]
    fn a_plan_fills_in_only_what_the_service_asks_for() {
        let field = |name: &str, kind| Field { name: name.to_owned(), kind, ..Field::default() };
        let only = Choice { label: String::new(), value: "moderators".to_owned() };
        let mut form = Form {
            fields: vec![
                field("muc#roomconfig_membersonly", Kind::Boolean),
                field("muc#roomconfig_roomname", Kind::Text),
                Field { choices: vec![only], ..field("muc#roomconfig_whois", Kind::Choice) },
                field("else", Kind::Text),
            ],
            ..Form::default()
        };
        let plan = Plan {
            jid: "hall@rooms.example".parse().expect("an address"),
            name: "The hall".to_owned(),
            nick: "Julia".to_owned(),
            public: false,
            members: Vec::new(),
            continues: false,
        };
        plan.configure(&mut form);

        let values: Vec<&str> = form.fields.iter().map(Field::value).collect();
        assert_eq!(values, ["1", "The hall", "", ""], "nobody asked for the rest");
    }

    #[test]
    fn a_name_makes_an_address() {
        for (name, made) in [
            ("The  Hall!", "the-hall"),
            ("读书会 2", "读书会-2"),
            ("  ", ""),
            ("Ärzte/42", "ärzte-42"),
        ] {
            assert_eq!(local(name), made);
        }
    }
}
