//! Declaring that an optional survey is not held, with a look at what the totals would be.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::survey_results::not_held::{self, Declared, Optional, State, Totals, View};
use thuocdo_base::{Message, Number, Rounding};
use thuocdo_words::show;

use super::{faults, frame, list_path, named, shown, status};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/surveys/not_held.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    v: View,
}

impl Page<'_> {
    fn here(&self) -> String {
        self.f.to(&path(&self.round))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.round))
    }

    fn title(&self, one: &Optional) -> String {
        named(self.f.lang, &one.title.0, one.title.1.as_ref())
    }

    fn state(&self, one: &Optional) -> &'static str {
        match one.state {
            State::Open => "open",
            State::Fed => "fed",
            State::Needed => "needed",
            State::NotHeld(_) => "not-held",
        }
    }

    fn declared<'a>(&self, one: &'a Optional) -> Option<&'a Declared> {
        if let State::NotHeld(declared) = &one.state { Some(declared) } else { None }
    }

    fn moment(&self, declared: &Declared) -> String {
        show::moment(declared.at)
    }

    fn may_declare(&self) -> bool {
        self.v.may_change && self.v.criteria.iter().any(|one| one.state == State::Open)
    }

    /// Everything that may be declared is chosen until somebody chooses.
    fn is_chosen(&self, one: &Optional) -> bool {
        self.form.value("viec").is_empty() || self.form.has("tc", &one.name)
    }

    fn max(&self, one: &Optional) -> String {
        show::short(self.f.lang, &one.max, 4)
    }

    fn points(&self, points: &Number, row: &Totals) -> String {
        show::fixed(self.f.lang, points, row.rounding.0, row.rounding.1)
    }

    fn change(&self, row: &Totals) -> String {
        let change = &row.to - &row.from;
        let shown = show::fixed(self.f.lang, &change, row.rounding.0, Rounding::HalfUp);
        if change > Number::ZERO { format!("+{shown}") } else { shown }
    }
}

fn path(round: &str) -> String {
    at::SURVEY_NOT_HELD.replace("{ky}", &encode(round))
}

/// Shows what may be declared.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, round, Form::empty(), &[]).await
}

/// Looks ahead, declares, or takes back.
pub(super) async fn act(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let chosen: Vec<String> = posted.values("tc").map(str::to_owned).collect();
    let (done, said) = match posted.filled("bo") {
        Some(name) => (not_held::undo(app, &actor, &round, name).await, "survey-none-undone"),
        None if posted.value("viec") == "xem" => {
            return page(staff, round, Form::again(&posted.pairs, Vec::new()), &chosen).await;
        }
        None => {
            let why = posted.value("ly-do");
            (not_held::declare(app, &actor, &round, &chosen, why).await, "survey-none-done")
        }
    };
    match done {
        Ok(()) => staff.redirect_saying(&path(&round), &Message::new(said)),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            page(staff, round, form, &chosen).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn page(staff: &Staff, round: String, form: Form, chosen: &[String]) -> Response<Body> {
    match not_held::view(staff.app(), &staff.actor(), &round, chosen).await {
        Ok(v) => {
            let f = frame(staff, &staff.text().t("survey-none-title"));
            shown(staff, status(&form), &Page { f, form, round, v })
        }
        Err(error) => staff.fault(error),
    }
}
