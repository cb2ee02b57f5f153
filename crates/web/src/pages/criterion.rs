//! One criterion in words with how units score on it; and the list of all criteria.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::Response;
use serde::Deserialize;
use thuocdo_app::portal::criterion::{CriteriaView, CriterionView};
use thuocdo_app::portal::rules::OriginView;
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::charts::distribution;
use crate::door::{Ctx, moved};
use crate::urls::{self, Urls};

/// What a reader asked.
#[derive(Default, Deserialize)]
pub struct CriterionForm {
    #[serde(rename = "nhom", default)]
    group: String,
    #[serde(rename = "trang", default)]
    page: String,
}

/// The page of a criterion.
#[derive(Template)]
#[template(path = "pages/criterion.html")]
pub struct CriterionPage<'a> {
    f: Frame<'a>,
    view: &'a CriterionView,
    distribution: String,
}

/// The list of criteria.
#[derive(Template)]
#[template(path = "pages/criteria.html")]
pub struct CriteriaPage<'a> {
    f: Frame<'a>,
    view: &'a CriteriaView,
}

/// Shows all criteria of a round.
pub async fn list(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let view = ctx.portal().criteria(ctx.lang, &round)?;
        let title = ctx.text().with("page-criteria-of").text("round", &view.round.title).to_string();
        CriteriaPage { f: Frame::new(ctx, "criteria", title).about(&view.round), view: &view }.render().ok()
    })
}

/// Shows a criterion of a round with one set; with several, leads to the one that has it.
pub async fn show(
    ctx: Ctx,
    Path((round, code)): Path<(String, String)>,
    Query(form): Query<CriterionForm>,
) -> Response<Body> {
    match ctx.portal().set_with(&round, &code) {
        Some(set) => moved(&ctx, &Urls::new(Lang::Vi).criterion(&round, Some(set), &code)),
        None => answer(&ctx, &round, None, &code, &form),
    }
}

/// Shows a criterion of a round with several sets.
pub async fn show_of(
    ctx: Ctx,
    Path((round, set, code)): Path<(String, String, String)>,
    Query(form): Query<CriterionForm>,
) -> Response<Body> {
    answer(&ctx, &round, Some(&set), &code, &form)
}

fn answer(ctx: &Ctx, round: &str, set: Option<&str>, code: &str, form: &CriterionForm) -> Response<Body> {
    let page = form.page.parse().unwrap_or(1);
    ctx.page(Some(&format!("{} {page}", form.group)), |ctx| {
        let view = ctx.portal().criterion(ctx.lang, round, set, code, &form.group, page)?;
        CriterionPage::new(ctx, &view).render().ok()
    })
}

impl<'a> CriterionPage<'a> {
    fn new(ctx: &'a Ctx, view: &'a CriterionView) -> Self {
        let title = format!("{} {} – {}", view.facts.code, view.facts.title, view.round.title);
        let f = Frame::new(ctx, "criteria", title).about(&view.round).described(found(ctx, view));
        let distribution = distribution::draw(
            f.t,
            f.u,
            &distribution::Distribution {
                id: "phan-bo",
                dots: &view.result.dots,
                grades: &[],
                me: None,
                finding: found(ctx, view),
                round: &view.round.code,
            },
        );
        Self { f, view, distribution }
    }

    /// This criterion for a group and page.
    fn at(&self, group: &str, page: &usize) -> String {
        let path = self.f.u.criterion(&self.view.round.code, self.view.set.slug.as_deref(), &self.view.facts.code);
        format!("{path}?nhom={}&trang={page}", urls::encode(group))
    }

    fn other(&self, code: &str) -> String {
        self.f.u.criterion(&self.view.round.code, self.view.set.slug.as_deref(), code)
    }

    fn group(&self) -> &str {
        self.view.groups.get(self.view.group).map_or("", |group| &group.code)
    }

    fn pages(&self) -> std::ops::RangeInclusive<usize> {
        1..=self.view.result.pages
    }
}

fn found(ctx: &Ctx, view: &CriterionView) -> String {
    let (t, result) = (ctx.text(), &view.result);
    let Some(mean) = &result.mean else { return t.t("chart-criterion-none") };
    let said = t.with("chart-criterion-found").count("scored", result.scored).text("mean", &mean.text);
    said.count("full", result.full).count("none", result.none).to_string()
}
