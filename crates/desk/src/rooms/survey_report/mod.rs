//! The report of a survey: what was answered, question by question, of all bodies or one.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::survey_results::report::{self, Asked, Report, Words};
use thuocdo_assessment::Action;
use thuocdo_assessment::survey::State;
use thuocdo_base::{Number, Rounding};
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![Route::get(at::SURVEY_REPORT, Access::May(Action::ViewSurveys), get(page))]
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    /// Code of the body.
    #[serde(default)]
    cq: String,
}

#[derive(Template)]
#[template(path = "rooms/survey_report/page.html")]
struct Page<'a> {
    f: Frame<'a>,
    r: Report,
}

async fn page(staff: Staff, Path((round, id)): Path<(String, String)>, Query(wanted): Query<Wanted>) -> Response<Body> {
    match report::report(staff.app(), &staff.actor(), &round, &id, Some(&wanted.cq)).await {
        Ok(found) => {
            let f = Frame::new(&staff, "rounds", found.survey.title.clone());
            match (Page { f, r: found }).render() {
                Ok(html) => staff.page(StatusCode::OK, html),
                Err(error) => staff.fault(ActionError::system(error)),
            }
        }
        Err(error) => staff.fault(error),
    }
}

impl Page<'_> {
    /// This page, without a body.
    fn here(&self) -> String {
        let path = at::SURVEY_REPORT.replace("{ky}", &encode(&self.r.survey.round));
        self.f.to(&path.replace("{id}", &encode(&self.r.survey.id)))
    }

    /// The page of the survey itself.
    fn survey(&self) -> String {
        let path = at::SURVEY.replace("{ky}", &encode(&self.r.survey.round));
        self.f.to(&path.replace("{id}", &encode(&self.r.survey.id)))
    }

    fn is_live(&self) -> bool {
        self.r.survey.state == State::Open
    }

    /// How old the figures of an open survey are.
    fn as_of(&self) -> String {
        match self.r.mix {
            Some((_, at)) => self.f.t.with("results-live").text("moment", show::moment(at)).to_string(),
            None => self.f.t.t("results-live-none"),
        }
    }

    fn body_name(&self) -> &str {
        let own = self.r.bodies.iter().find(|(code, _)| Some(code) == self.r.body.as_ref());
        own.map(|(_, name)| name.as_str()).unwrap_or_default()
    }

    fn is_here(&self, code: &str) -> bool {
        self.r.body.as_deref() == Some(code)
    }

    fn count(&self, n: &u64) -> String {
        show::count(self.f.lang, *n)
    }

    fn percent(&self, share: &Number) -> String {
        show::percent(self.f.lang, share, 1)
    }

    fn named<'a>(&self, words: &'a Words) -> &'a str {
        words.1.as_ref().filter(|_| self.f.lang == Lang::En).unwrap_or(&words.0)
    }

    /// Choices with their counts.
    fn rows<'a>(&'a self, asked: &'a Asked) -> Vec<(&'a str, Option<u64>)> {
        asked.choices.iter().map(|label| self.named(label)).zip(asked.counts.iter().copied()).collect()
    }

    /// Share of all answers, where none of them is hidden.
    fn share(&self, asked: &Asked, n: &u64) -> String {
        let whole = |n: u64| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
        let share = asked.answers.and_then(|all| whole(*n).divided_by(&whole(all)));
        share.map(|share| self.percent(&share)).unwrap_or_default()
    }

    /// The longest bar stands for this many.
    fn most(&self, asked: &Asked) -> u64 {
        asked.answers.or_else(|| asked.counts.iter().flatten().max().copied()).unwrap_or(1).max(1)
    }

    /// How much better a body does than all, in percentage points.
    fn beside(&self, asked: &Asked) -> Option<String> {
        let (own, all) = (asked.mean.as_ref()?, asked.mean_of_all.as_ref()?);
        let points = &(own - all) * &Number::from(100);
        let shown = show::fixed(self.f.lang, &points, 1, Rounding::HalfUp);
        Some(if points > Number::ZERO { format!("+{shown}") } else { shown })
    }
}
