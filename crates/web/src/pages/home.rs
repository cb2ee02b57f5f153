//! Front page: latest results by kind, search without accents.

use askama::Template;
use axum::body::Body;
use axum::extract::Query;
use axum::http::Response;
use serde::Deserialize;
use thuocdo_app::portal::home::HomeView;
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::door::Ctx;

/// What a reader asked.
#[derive(Default, Deserialize)]
pub struct HomeForm {
    #[serde(rename = "tim", default)]
    search: String,
}

/// The front page.
#[derive(Template)]
#[template(path = "pages/home.html")]
pub struct HomePage<'a> {
    f: Frame<'a>,
    view: &'a HomeView,
}

/// Shows the front page.
pub async fn show(ctx: Ctx, Query(form): Query<HomeForm>) -> Response<Body> {
    let search: String = form.search.chars().take(100).collect();
    ctx.page(Some("").filter(|_| search.trim().is_empty()), |ctx| {
        let view = ctx.portal().home(ctx.lang, &search);
        let t = ctx.text();
        let title = match &view.search {
            Some(found) => t.with("page-home-found-title").text("text", &found.text).to_string(),
            None => t.t("page-home-title"),
        };
        HomePage { f: Frame::new(ctx, "home", title), view: &view }.render().ok()
    })
}
