//! The letters of the demo, which stay on this computer: read by whoever sits at it.

use askama::Template;
use axum::body::Body;
use axum::http::Response;
use thuocdo_app::{ActionError, letters};
use thuocdo_base::{Actor, Timestamp};

use crate::door::{Peer, Visitor};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/tasks/letters.html")]
struct LettersPage<'a> {
    f: Frame<'a>,
    letters: Vec<Shown>,
}

/// One letter as the page shows it.
struct Shown {
    address: String,
    subject: String,
    body: String,
    state: &'static str,
    at: String,
}

/// Shows them, the newest first; from other computers there is no such page.
pub(super) async fn show(visitor: Visitor) -> Response<Body> {
    let ctx = &visitor.ctx;
    if ctx.peer.is_some_and(|Peer(address)| !address.is_loopback()) || ctx.headers.contains_key("x-forwarded-for") {
        return ctx.fault(ActionError::NotAllowed);
    }
    let letters = match letters::list(ctx.app(), &Actor::Public).await {
        Ok(letters) => letters,
        Err(error) => return ctx.fault(error),
    };
    let moment = |at: Timestamp| thuocdo_words::show::moment(at);
    let letters = letters.into_iter().map(|mail| Shown {
        address: mail.address,
        subject: mail.subject,
        body: mail.body,
        state: mail.state.word(),
        at: moment(mail.at),
    });
    let f = Frame::of(&visitor, "letters", ctx.text().t("tasks-letters-title"));
    super::page(ctx, &LettersPage { f, letters: letters.collect() })
}
