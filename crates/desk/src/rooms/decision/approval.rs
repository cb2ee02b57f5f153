//! Approval under four eyes: proposed, approved or sent back, issued, published.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::decision::differences::Standing;
use thuocdo_app::decision::{self, Approval};
use thuocdo_app::{ActionError, evidence, may};
use thuocdo_assessment::Action;
use thuocdo_assessment::decision::Issued;
use thuocdo_assessment::settings::Local;
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::{faults, page, path, written};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::account::confirm;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/decision/approval.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    a: Approval,
    /// Whether the password was given a short while ago.
    strong: bool,
    confirm: String,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.round))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn day(&self, iso: &str) -> String {
        show::date(self.f.lang, iso)
    }

    fn number(&self, text: &str) -> String {
        written(self.f.lang, text)
    }

    /// A unit's standing in one cell.
    fn standing(&self, standing: &Option<Standing>) -> String {
        let Some(standing) = standing else { return "–".to_owned() };
        let rank = standing.rank.map(|rank| self.f.t.with("decision-rank-of").count("rank", rank as usize).to_string());
        let points = standing.points.as_deref().map(|points| self.number(points));
        [rank, points, standing.grade.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Shows where approval stands.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    answer(&staff, &round, Form::empty()).await
}

/// Puts the result before the committee.
pub(super) async fn propose(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let done = decision::propose(staff.app(), &staff.actor(), &round, posted.value("ly-do")).await;
    finish(&posted, &round, done.map(|_| "decision-proposed-done")).await
}

/// Approves, or sends back; the password was given a short while ago.
pub(super) async fn opinion(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if let Err(error) = may::in_round(app, &actor, &round, Action::Approve).await {
        return staff.fault(error);
    }
    if !staff.me.strong {
        return confirm::first(staff, &path(at::APPROVAL, &round));
    }
    let (digest, words) = (posted.value("ma-bam"), posted.value("y-kien"));
    let done = match posted.value("viec") {
        "duyet" => match decision::approve(app, &actor, &round, digest, words).await {
            Ok(true) => Ok("decision-approved-done"),
            Ok(false) => Ok("decision-approved-first"),
            Err(error) => Err(error),
        },
        "tra-lai" => decision::send_back(app, &actor, &round, digest, words).await.map(|()| "decision-sent-back-done"),
        _ => return staff.redirect(&path(at::APPROVAL, &round)),
    };
    finish(&posted, &round, done).await
}

/// Notes the decision and the moment of publication; publishes at once if that has come.
pub(super) async fn issue(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if let Err(error) = may::in_round(staff.app(), &staff.actor(), &round, Action::Publish).await {
        return staff.fault(error);
    }
    if !staff.me.strong {
        return confirm::first(staff, &path(at::APPROVAL, &round));
    }
    let embargo = match embargo(&posted) {
        Ok(embargo) => embargo,
        Err(fault) => return answer(staff, &round, Form::again(&posted.pairs, vec![fault])).await,
    };
    let issued = Issued {
        number: posted.value("so").to_owned(),
        date: evidence::read_date(posted.value("ngay")).unwrap_or_default(),
        issuer: posted.value("co-quan").to_owned(),
        embargo,
    };
    let done = decision::issue(staff.app(), &staff.actor(), &round, posted.value("ma-bam"), issued).await;
    let said = |at_once| if at_once { "decision-published-done" } else { "decision-issued-done" };
    finish(&posted, &round, done.map(said)).await
}

/// The moment that was typed; nothing typed means now.
fn embargo(posted: &Posted) -> Result<Timestamp, Fault> {
    let Some(day) = posted.filled("ngay-cong-bo") else { return Ok(posted.staff.app().clock.now()) };
    let time = posted.filled("gio-cong-bo").unwrap_or("08:00");
    let local = evidence::read_date(day).map(|day| Local::new(day, time));
    let bad = || Fault::new("ngay-cong-bo", posted.staff.say(&Message::new("decision-bad-moment")));
    local.and_then(|local| local.moment()).ok_or_else(bad)
}

async fn finish(posted: &Posted, round: &str, done: Result<&str, ActionError>) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(said) => staff.redirect_saying(&path(at::APPROVAL, round), &Message::new(said)),
        Err(error) => match faults(staff, error) {
            Ok(faults) => answer(staff, round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn answer(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let approval = match decision::approval(staff.app(), &staff.actor(), round).await {
        Ok(approval) => approval,
        Err(error) => return staff.fault(error),
    };
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let back = crate::urls::encode(&path(at::APPROVAL, round));
    let form = match approval.embargo.map(Local::of) {
        Some(own) if form.value("ngay-cong-bo").is_empty() && form.faults.is_empty() => {
            Form::of([("ngay-cong-bo", show::date(thuocdo_words::Lang::Vi, &own.date)), ("gio-cong-bo", own.time)])
        }
        _ => form,
    };
    let shown = Page {
        f: Frame::new(staff, "rounds", staff.text().t("decision-approval-title")),
        form,
        round: round.to_owned(),
        a: approval,
        strong: staff.me.strong,
        confirm: staff.to(&format!("{}?ve={back}", at::CONFIRM)),
    };
    page(staff, status, &shown)
}
