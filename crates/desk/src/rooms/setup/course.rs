//! To the next stage: what the present one still waits for, and the step.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::course::{self, Ready};
use thuocdo_assessment::refusal::round_stage;
use thuocdo_base::{Arg, Message};

use super::{Stop, below, faults};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::Form;

#[derive(Template)]
#[template(path = "rooms/setup/course.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    title: String,
    back: String,
    stage: String,
    next: Option<String>,
    barring: Vec<String>,
    lacking: Vec<String>,
}

/// Shows what the present stage waits for.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, Form::empty()).await
}

/// Takes the round on.
pub(super) async fn advance(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match course::advance(staff.app(), &staff.actor(), &round, posted.value("ly-do")).await {
        Ok(stage) => {
            let name = Arg::Message(Box::new(round_stage(stage)));
            let dashboard = format!("/ky/{}", crate::urls::encode(&round));
            staff.redirect_saying(&dashboard, &Message::new("setup-advanced").with("stage", name))
        }
        Err(error) => match faults(staff, Stop::Error(error)) {
            Ok(faults) => page(staff, &round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn page(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let ready = match course::ready(staff.app(), &staff.actor(), round).await {
        Ok(ready) => ready,
        Err(error) => return staff.fault(error),
    };
    let Ready { title, stage, next, barring, lacking } = ready;
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let said = |messages: &[Message]| messages.iter().map(|message| staff.say(message)).collect();
    let page = Page {
        f: Frame::new(staff, "rounds", staff.text().t("setup-advance")),
        form,
        title,
        back: staff.to(below(round, "").trim_end_matches('/')),
        stage: staff.say(&round_stage(stage)),
        next: next.map(|next| staff.say(&round_stage(next))),
        barring: said(&barring),
        lacking: said(&lacking),
    };
    staff.page(status, page.render().unwrap_or_default())
}
