//! The method: a whole criteria set in words.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::portal::method::{MethodNode, MethodView};
use thuocdo_app::portal::rules::OriginView;
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::door::{Ctx, moved};
use crate::urls::Urls;

/// The method page.
#[derive(Template)]
#[template(path = "pages/method.html")]
pub struct MethodPage<'a> {
    f: Frame<'a>,
    view: &'a MethodView,
}

/// Shows the method of a round with one set; with several, leads to the first.
pub async fn show(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    match ctx.portal().first_set(&round) {
        Some(set) => moved(&ctx, &Urls::new(Lang::Vi).method(&round, Some(set))),
        None => answer(&ctx, &round, None),
    }
}

/// Shows the method of one set.
pub async fn show_of(ctx: Ctx, Path((round, set)): Path<(String, String)>) -> Response<Body> {
    answer(&ctx, &round, Some(&set))
}

fn answer(ctx: &Ctx, round: &str, set: Option<&str>) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let view = ctx.portal().method(ctx.lang, round, set)?;
        let title = ctx.text().with("page-method-title").text("set", &view.set.title).to_string();
        MethodPage { f: Frame::new(ctx, "method", title).about(&view.round), view: &view }.render().ok()
    })
}

impl MethodPage<'_> {
    fn main_nodes(&self) -> impl Iterator<Item = &MethodNode> {
        self.view.nodes.iter().filter(|node| node.depth == 1)
    }
}
