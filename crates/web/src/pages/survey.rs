//! What a closed survey said, question by question, of all bodies or of one.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::Response;
use serde::Deserialize;
use thuocdo_app::portal::data::File;
use thuocdo_app::portal::survey::SurveyView;
use thuocdo_words::{Lang, show};

use super::frame::Frame;
use crate::door::{Ctx, moved};
use crate::urls::Urls;

/// What a reader asked.
#[derive(Default, Deserialize)]
pub struct SurveyForm {
    #[serde(rename = "cq", default)]
    body: String,
}

/// The page of a survey.
#[derive(Template)]
#[template(path = "pages/survey.html")]
pub struct SurveyPage<'a> {
    f: Frame<'a>,
    view: &'a SurveyView,
}

/// Leads to the first survey of a round.
pub async fn first(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    match ctx.portal().first_survey(&round) {
        Some(survey) => moved(&ctx, &Urls::new(Lang::Vi).survey(&round, survey)),
        None => super::error::not_found(&ctx),
    }
}

/// Shows a survey.
pub async fn show(
    ctx: Ctx,
    Path((round, survey)): Path<(String, String)>,
    Query(form): Query<SurveyForm>,
) -> Response<Body> {
    ctx.page(Some(&form.body), |ctx| {
        let view = ctx.portal().survey(ctx.lang, &round, &survey, &form.body)?;
        let title = format!("{} – {}", view.title, view.round.title);
        let f = Frame::new(ctx, "surveys", title).about(&view.round);
        SurveyPage { f, view: &view }.render().ok()
    })
}

impl SurveyPage<'_> {
    fn here(&self) -> String {
        self.f.u.survey(&self.view.round.code, &self.view.code)
    }

    fn file(&self) -> String {
        self.f.u.file(&self.view.round.code, File::Surveys.name())
    }

    fn count(&self, n: &u64) -> String {
        show::count(self.f.lang, *n)
    }

    fn is_some(&self, n: &u64) -> bool {
        *n > 0
    }

    fn is_here(&self, code: &str) -> bool {
        self.view.body.as_ref().is_some_and(|body| body.code == code)
    }
}
