//! A new password for our account (XEP-0077, version 2.4, section 3.3).

use xmpp_parsers::ns;

use crate::engine::event::{Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, TAKEN};
use crate::engine::xml::xml;
use crate::model::Address;

#[derive(Debug, Default)]
pub struct Registration;

impl Feature for Registration {
    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::SetPassword(password) = command else { return PASSED };
        let user = cx.ground.me.node().map(|it| it.as_str().to_owned()).unwrap_or_default();
        let query = xml("query", ns::REGISTER)
            .child(xml("username", ns::REGISTER).text(&user))
            .child(xml("password", ns::REGISTER).text(password.reveal()));

        let to = Some(Address::bare(cx.ground.domain()));
        cx.set_for(request, to, query);
        TAKEN
    }
}
