//! Clarification: all questions of a round, and one unit's page where it is asked and answers.

mod list;
mod unit;

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::clarification::QuestionView;
use thuocdo_assessment::Action;
use thuocdo_assessment::clarification::State;
use thuocdo_base::{Number, Rounding};
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (ask, answer) = (Access::May(Action::AskClarification), Access::May(Action::Clarify));
    vec![
        Route::get(at::QUESTIONS, Access::AnyRole, get(list::show)),
        Route::get(at::UNIT_QUESTIONS, Access::May(Action::ViewRecord), get(unit::show)),
        Route::post(at::UNIT_QUESTIONS, ask, post(unit::ask)),
        Route::post(at::QUESTION, answer, post(unit::answer)),
        Route::post(at::WITHDRAW_QUESTION, ask, post(unit::withdraw)),
    ]
}

/// Decimals of points on pages.
const DECIMALS: u8 = 2;

fn points(lang: Lang, points: &Number) -> String {
    show::fixed(lang, points, DECIMALS, Rounding::HalfUp)
}

/// Title of the criterion in the page's language.
fn title(lang: Lang, view: &QuestionView) -> String {
    let english = view.title_en.as_ref().filter(|_| lang == Lang::En);
    english.unwrap_or(&view.title).clone()
}

/// Word of the icon that goes with where a question stands.
fn icon(view: &QuestionView) -> &'static str {
    match view.question.state {
        State::Open if view.is_late => "late",
        State::Open => "explain",
        State::Answered => "part",
        State::Settled => "done",
        State::Silent => "locked",
        State::Withdrawn => "na",
    }
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
