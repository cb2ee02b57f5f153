//! Appeals against a published result: units file and take back, the secretariat answers.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::appeals::{self, Appeals, Shown};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(at::APPEALS, Access::AnyRole, get(show)),
        Route::post(at::APPEALS, Access::AnyRole, post(file)),
        Route::post(at::APPEAL, Access::AnyRole, post(act)),
    ]
}

#[derive(Template)]
#[template(path = "rooms/appeals/appeals.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    a: Appeals,
    units: Vec<Choice>,
    criteria: Vec<Choice>,
}

impl Page<'_> {
    fn base(&self) -> String {
        self.f.to(&path(&self.round))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn is_open(&self, shown: &Shown) -> bool {
        shown.appeal.state == thuocdo_assessment::appeal::State::Received
    }

    fn may_name(&self, shown: &Shown) -> bool {
        let upheld = shown.appeal.state == thuocdo_assessment::appeal::State::Upheld;
        self.a.may_answer && upheld && shown.appeal.correction.is_none() && self.a.version > shown.appeal.version
    }

    fn tone(&self, shown: &Shown) -> &'static str {
        match shown.appeal.state.word() {
            "upheld" => "ok",
            "rejected" => "err",
            _ => "ill",
        }
    }
}

fn path(round: &str) -> String {
    at::APPEALS.replace("{ky}", &encode(round))
}

/// Shows the appeals that one may see.
async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    answer(&staff, &round, Form::empty()).await
}

/// Files one.
async fn file(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (unit, criterion) = (posted.value("don-vi"), posted.filled("tieu-chi"));
    let done = appeals::file(staff.app(), &staff.actor(), &round, unit, criterion, posted.value("noi-dung")).await;
    finish(&posted, &round, done.map(|_| "appeals-filed-done")).await
}

/// Answers one, takes it back, or names its correction.
async fn act(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor, words) = (staff.app(), staff.actor(), posted.value("tra-loi"));
    let done = match posted.value("viec") {
        "rut" => appeals::withdraw(app, &actor, &round, &id).await.map(|()| "appeals-withdrawn-done"),
        "dinh-chinh" => {
            let version = posted.value("phien-ban").parse().unwrap_or_default();
            appeals::corrected_by(app, &actor, &round, &id, version).await.map(|()| "appeals-corrected-done")
        }
        said => {
            let upheld = said == "chap-nhan";
            appeals::answer(app, &actor, &round, &id, upheld, words).await.map(|()| "appeals-answered-done")
        }
    };
    finish(&posted, &round, done).await
}

async fn finish(posted: &Posted, round: &str, done: Result<&str, ActionError>) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(said) => staff.redirect_saying(&path(round), &Message::new(said)),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            answer(staff, round, Form::again(&posted.pairs, faults)).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn answer(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let found = match appeals::appeals(staff.app(), &staff.actor(), round).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut criteria: Vec<Choice> = Vec::new();
    for (code, title) in found.own.iter().flat_map(|own| &own.criteria) {
        if !criteria.iter().any(|known| known.value == *code) {
            criteria.push(Choice::new(code, format!("{code} {title}")));
        }
    }
    let page = Page {
        f: Frame::new(staff, "rounds", staff.text().t("appeals-title")),
        form,
        round: round.to_owned(),
        units: found.own.iter().map(|own| Choice::new(&own.unit, &own.name)).collect(),
        criteria,
        a: found,
    };
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
