//! All questions of a round that somebody sees, with filters.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::clarification::{self, Filter, Listed, QuestionView, RoundQuestions};
use thuocdo_base::Timestamp;
use thuocdo_words::show;

use super::{icon, points, title};
use crate::door::Staff;
use crate::form::{Choice, Form};
use crate::frame::Frame;
use crate::urls::{encode, of_record, routes as at};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    xem: String,
    #[serde(default, rename = "tieu-chi")]
    criterion: String,
    #[serde(default)]
    cq: String,
}

#[derive(Template)]
#[template(path = "rooms/clarification/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    view: RoundQuestions,
    round: String,
    asked: Listed,
    form: Form,
    criteria: Vec<Choice>,
    units: Vec<Choice>,
}

impl ListPage<'_> {
    fn base(&self) -> String {
        self.f.to(&at::QUESTIONS.replace("{ky}", &encode(&self.round)))
    }

    fn pick(&self, filter: &Filter) -> String {
        let criterion = &self.asked.criterion;
        let more = if criterion.is_empty() { String::new() } else { format!("&tieu-chi={}", encode(criterion)) };
        format!("{}?xem={}{more}", self.base(), filter.word())
    }

    fn href(&self, view: &QuestionView) -> String {
        let page = of_record(at::UNIT_QUESTIONS, &self.round, &view.question.unit);
        format!("{}#hoi-{}", self.f.to(&page), view.question.number)
    }

    fn title(&self, view: &QuestionView) -> String {
        title(self.f.lang, view)
    }

    fn points(&self, number: &thuocdo_base::Number) -> String {
        points(self.f.lang, number)
    }

    fn icon(&self, view: &QuestionView) -> &'static str {
        icon(view)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }
}

/// Shows the list; people of one unit see its page.
pub(super) async fn show(staff: Staff, Path(round): Path<String>, Query(search): Query<Search>) -> Response<Body> {
    let asked = Listed { filter: Filter::of(&search.xem), criterion: search.criterion.trim().to_owned() };
    let view = match clarification::of_round(staff.app(), &staff.actor(), &round, &asked).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let wanted = view.units.iter().find(|(code, _)| *code == search.cq);
    let only = if view.units.len() == 1 { view.units.first() } else { wanted };
    if let Some((unit, _)) = only {
        return staff.redirect(&of_record(at::UNIT_QUESTIONS, &round, unit));
    }
    let criteria = view.criteria.iter().map(|code| Choice::new(code, code)).collect();
    let units = view.units.iter().map(|(code, name)| Choice::new(code, name)).collect();
    let form = Form::of([("tieu-chi", asked.criterion.clone())]);
    let f = Frame::new(&staff, "rounds", staff.text().t("clarification-title"));
    super::page(&staff, StatusCode::OK, &ListPage { f, view, round, asked, form, criteria, units })
}
