//! The surveys of a round, and making one.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::surveys::setup::{self, Choice, Line, Surveys};
use thuocdo_assessment::survey::State;
use thuocdo_base::Message;
use thuocdo_words::show;

use super::{faults, frame, list_path, named, path, shown, status};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/surveys/list.html")]
struct List<'a> {
    f: Frame<'a>,
    round: String,
    s: Surveys,
}

impl List<'_> {
    fn to_round(&self) -> String {
        self.f.to(&at::ROUND.replace("{ky}", &encode(&self.round)))
    }

    fn to_new(&self) -> String {
        self.f.to(&at::NEW_SURVEY.replace("{ky}", &encode(&self.round)))
    }

    fn to_not_held(&self) -> String {
        self.f.to(&at::SURVEY_NOT_HELD.replace("{ky}", &encode(&self.round)))
    }

    fn to(&self, line: &Line) -> String {
        self.f.to(&path(at::SURVEY, &self.round, &line.survey.id))
    }

    fn tone(&self, line: &Line) -> &'static str {
        match line.survey.state {
            State::Draft => "",
            State::Open => "ok",
            State::Closed => "ill",
        }
    }

    fn until(&self, line: &Line) -> String {
        line.survey.closes.map(show::moment).unwrap_or_else(|| "–".to_owned())
    }

    fn people(&self, line: &Line) -> String {
        if line.survey.state == State::Closed { "–".to_owned() } else { show::count(self.f.lang, line.people) }
    }
}

#[derive(Template)]
#[template(path = "rooms/surveys/new.html")]
struct New<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    choices: Vec<Choice>,
}

impl New<'_> {
    fn here(&self) -> String {
        self.f.to(&at::NEW_SURVEY.replace("{ky}", &encode(&self.round)))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.round))
    }

    fn title(&self, choice: &Choice) -> String {
        named(self.f.lang, &choice.title, choice.title_en.as_ref())
    }

    fn is_chosen(&self, choice: &Choice, first: &bool) -> bool {
        let typed = self.form.value("mau");
        typed == choice.name || (typed.is_empty() && *first)
    }
}

/// Lists them.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    match setup::list(staff.app(), &staff.actor(), &round).await {
        Ok(s) => {
            let page = List { f: frame(&staff, &staff.text().t("survey-title")), round, s };
            shown(&staff, axum::http::StatusCode::OK, &page)
        }
        Err(error) => staff.fault(error),
    }
}

/// Asks for a title and a questionnaire.
pub(super) async fn ask(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    new(&staff, round, Form::empty()).await
}

/// Makes a survey.
pub(super) async fn make(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match setup::create(staff.app(), &staff.actor(), &round, posted.value("ten"), posted.value("mau")).await {
        Ok(id) => staff.redirect_saying(&path(at::SURVEY, &round, &id), &Message::new("survey-made")),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            new(staff, round, form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn new(staff: &Staff, round: String, form: Form) -> Response<Body> {
    match setup::choices(staff.app(), &staff.actor(), &round).await {
        Ok(choices) => {
            let f = frame(staff, &staff.text().t("survey-new"));
            shown(staff, status(&form), &New { f, form, round, choices })
        }
        Err(error) => staff.fault(error),
    }
}
