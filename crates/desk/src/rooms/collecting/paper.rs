//! Bundles of paper: the list, and one with its papers.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::surveys::paper::{self, Bundle, Bundles};
use thuocdo_base::Message;

use super::{choices, faults, of_batch, of_survey, page, status, stratum};
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/collecting/list.html")]
struct List<'a> {
    f: Frame<'a>,
    form: Form,
    b: Bundles,
    strata: Vec<Choice>,
}

impl List<'_> {
    fn base(&self) -> String {
        self.f.to(&of_survey(at::PAPER, &self.b.survey.round, &self.b.survey.id))
    }

    fn survey(&self) -> String {
        self.f.to(&of_survey(at::SURVEY, &self.b.survey.round, &self.b.survey.id))
    }

    fn stratum(&self, code: &str) -> String {
        stratum(&self.f, &self.b.strata, code)
    }

    fn to(&self, number: &u32) -> String {
        self.f.to(&of_batch(at::PAPER_BATCH, &self.b.survey.round, &self.b.survey.id, *number, 0))
    }
}

#[derive(Template)]
#[template(path = "rooms/collecting/batch.html")]
struct One<'a> {
    f: Frame<'a>,
    form: Form,
    b: Bundle,
}

impl One<'_> {
    fn all(&self) -> String {
        self.f.to(&of_survey(at::PAPER, &self.b.survey.round, &self.b.survey.id))
    }

    fn stratum(&self) -> String {
        stratum(&self.f, &self.b.stratum, &self.b.row.stratum)
    }

    fn to(&self, route: &str, copy: &u32) -> String {
        self.f.to(&of_batch(route, &self.b.survey.round, &self.b.survey.id, self.b.row.number, *copy))
    }
}

/// Lists the bundles of a survey.
pub(super) async fn list(staff: Staff, Path((round, survey)): Path<(String, String)>) -> Response<Body> {
    answer_list(&staff, &round, &survey, Form::empty()).await
}

/// Begins a bundle.
pub(super) async fn begin(Path((round, survey)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let copies = posted.value("so-phieu").parse().unwrap_or(0);
    match paper::begin(staff.app(), &staff.actor(), (&round, &survey), posted.value("tang"), copies).await {
        Ok(number) => staff.redirect(&of_batch(at::PAPER_BATCH, &round, &survey, number, 0)),
        Err(ActionError::Refused(reasons)) => {
            answer_list(staff, &round, &survey, Form::again(&posted.pairs, faults(staff, &reasons))).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn answer_list(staff: &Staff, round: &str, survey: &str, form: Form) -> Response<Body> {
    let b = match paper::bundles(staff.app(), &staff.actor(), round, survey).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("collecting-paper"));
    let strata = choices(&f, &b.strata);
    page(staff, status(&form), &List { f, form, b, strata })
}

/// Shows one bundle.
pub(super) async fn show(staff: Staff, Path((round, survey, number)): Path<(String, String, u32)>) -> Response<Body> {
    answer(&staff, &round, &survey, number, Form::empty()).await
}

/// Hands a bundle in, or drops it.
pub(super) async fn end(Path((round, survey, number)): Path<(String, String, u32)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let done = if posted.value("viec") == "bo" {
        paper::discard(app, &actor, (&round, &survey), number).await.map(|()| Message::new("collecting-dropped"))
    } else {
        let sent = paper::hand_in(app, &actor, (&round, &survey), number).await;
        sent.map(|count| Message::new("collecting-sent").count("count", count))
    };
    match done {
        Ok(said) => staff.redirect_saying(&of_batch(at::PAPER_BATCH, &round, &survey, number, 0), &said),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            answer(staff, &round, &survey, number, form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn answer(staff: &Staff, round: &str, survey: &str, number: u32, form: Form) -> Response<Body> {
    let b = match paper::bundle(staff.app(), &staff.actor(), (round, survey), number).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().with("collecting-batch").count("number", number).to_string();
    let f = Frame::new(staff, "rounds", title);
    page(staff, status(&form), &One { f, form, b })
}
