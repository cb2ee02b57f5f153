//! One paper: typed, and settled where two have typed it differently.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::surveys::paper::{self, Difference, KeyField, KeySheet};
use thuocdo_assessment::survey::Survey;
use thuocdo_base::Message;

use super::{faults, of_batch, page, status};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

/// A paper by round, survey, bundle and number.
type Place = Path<(String, String, u32, u32)>;

#[derive(Template)]
#[template(path = "rooms/collecting/copy.html")]
struct Sheet<'a> {
    f: Frame<'a>,
    form: Form,
    s: KeySheet,
}

impl Sheet<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&of_batch(route, &self.s.survey.round, &self.s.survey.id, self.s.bundle, self.s.copy))
    }

    fn value(&self, field: &KeyField) -> String {
        if self.form.faults.is_empty() { field.value.clone() } else { self.form.value(&field.name).to_owned() }
    }
}

#[derive(Template)]
#[template(path = "rooms/collecting/compare.html")]
struct Compare<'a> {
    f: Frame<'a>,
    form: Form,
    survey: Survey,
    bundle: u32,
    copy: u32,
    found: Vec<Difference>,
}

impl Compare<'_> {
    /// What was typed, or a dash.
    fn shown<'v>(&self, typed: &'v str) -> &'v str {
        if typed.is_empty() { "–" } else { typed }
    }

    fn to(&self, route: &str) -> String {
        self.f.to(&of_batch(route, &self.survey.round, &self.survey.id, self.bundle, self.copy))
    }
}

/// Shows a paper to type.
pub(super) async fn show(staff: Staff, Path((round, survey, number, copy)): Place) -> Response<Body> {
    answer(&staff, (&round, &survey), (number, copy), Form::empty()).await
}

/// Keeps what was typed, and goes on with the next paper.
pub(super) async fn key(Path((round, survey, number, copy)): Place, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed = posted.pairs.clone();
    match paper::key(staff.app(), &staff.actor(), (&round, &survey), (number, copy), typed).await {
        Ok(()) => next(staff, (&round, &survey), number, copy).await,
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            answer(staff, (&round, &survey), (number, copy), form).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The next paper that the same person may type and has not; else the bundle.
async fn next(staff: &Staff, (round, survey): (&str, &str), number: u32, copy: u32) -> Response<Body> {
    let said = Message::new("collecting-copy-kept").count("number", copy as usize);
    let bundle = paper::bundle(staff.app(), &staff.actor(), (round, survey), number).await.ok();
    let open = bundle.and_then(|bundle| {
        let mut later = bundle.copies.into_iter().filter(|other| other.number > copy && other.mine);
        later.find(|other| other.second.is_empty()).map(|other| other.number)
    });
    let to = match open {
        Some(open) => of_batch(at::PAPER_COPY, round, survey, number, open),
        None => of_batch(at::PAPER_BATCH, round, survey, number, 0),
    };
    staff.redirect_saying(&to, &said)
}

async fn answer(
    staff: &Staff,
    (round, survey): (&str, &str),
    (number, copy): (u32, u32),
    form: Form,
) -> Response<Body> {
    let s = match paper::sheet(staff.app(), &staff.actor(), (round, survey), number, copy).await {
        Ok(found) => found,
        Err(error) => return back(staff, (round, survey), number, error).await,
    };
    let title = staff.text().with("collecting-copy").count("number", copy).count("batch", number).to_string();
    let f = Frame::new(staff, "rounds", title);
    page(staff, status(&form), &Sheet { f, form, s })
}

/// Why a paper is not typed: said at its bundle, for who may see that.
async fn back(staff: &Staff, (round, survey): (&str, &str), number: u32, error: ActionError) -> Response<Body> {
    let is_seen = paper::bundle(staff.app(), &staff.actor(), (round, survey), number).await.is_ok();
    match error {
        ActionError::Refused(reasons) if is_seen => {
            let why = reasons.first().cloned().unwrap_or_else(|| Message::new("paper-over"));
            staff.redirect_warning(&of_batch(at::PAPER_BATCH, round, survey, number, 0), &why)
        }
        error => staff.fault(error),
    }
}

/// Shows where two typings differ.
pub(super) async fn compare(staff: Staff, Path((round, survey, number, copy)): Place) -> Response<Body> {
    compared(&staff, (&round, &survey), (number, copy), Form::empty()).await
}

/// Settles them.
pub(super) async fn settle(Path((round, survey, number, copy)): Place, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed = posted.pairs.clone();
    match paper::settle(staff.app(), &staff.actor(), (&round, &survey), (number, copy), typed).await {
        Ok(()) => {
            let said = Message::new("collecting-settled-now").count("number", copy as usize);
            staff.redirect_saying(&of_batch(at::PAPER_BATCH, &round, &survey, number, 0), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            compared(staff, (&round, &survey), (number, copy), form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn compared(
    staff: &Staff,
    (round, survey): (&str, &str),
    (bundle, copy): (u32, u32),
    form: Form,
) -> Response<Body> {
    let (survey, found) = match paper::differences(staff.app(), &staff.actor(), (round, survey), bundle, copy).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().with("collecting-settle").count("number", copy).count("batch", bundle).to_string();
    let f = Frame::new(staff, "rounds", title);
    page(staff, status(&form), &Compare { f, form, survey, bundle, copy, found })
}
