//! Every component of the staff pages in its states, for people who work on pages.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::get;
use thuocdo_app::accounts::Me;

use crate::door::{Ctx, Staff};
use crate::form::{Choice, Fault, Form};
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// The gallery.
#[derive(Template)]
#[template(path = "rooms/gallery/gallery.html")]
struct GalleryPage<'a> {
    f: Frame<'a>,
    filled: Form,
    faulty: Form,
    choices: Vec<Choice>,
    pages: Vec<(usize, String)>,
}

/// The workbench as a picture: nothing here is kept.
#[derive(Template)]
#[template(path = "rooms/gallery/bench.html")]
struct BenchPage<'a> {
    f: Frame<'a>,
}

/// States of a criterion or a record.
const STATES: [&str; 8] = ["todo", "part", "lacking", "done", "na", "explain", "locked", "late"];
/// Icons of the sprite.
const ICONS: [&str; 24] = [
    "down", "search", "check", "cross", "warn", "up", "fall", "next", "doc", "bell", "info", "lock", "clock", "people",
    "clip", "camera", "upload", "plus", "edit", "trash", "print", "history", "link", "eye",
];

/// The gallery's route.
pub fn routes() -> Vec<Route> {
    vec![Route::get(at::GALLERY, Access::Anyone, get(show)), Route::get(at::GALLERY_BENCH, Access::Anyone, get(bench))]
}

/// Shows the gallery.
async fn show(ctx: Ctx) -> Response<Body> {
    let sample = sample(ctx);
    let t = sample.text();
    let text = |id: &str| t.t(id);
    let filled = Form::of([
        ("ten", text("gallery-person")),
        ("luachon", "b".to_owned()),
        ("dong-y", "1".to_owned()),
        ("ngay", "30/11/2026".to_owned()),
        ("ghi-chu", text("gallery-note")),
    ]);
    let faulty = Form::of([("so", "2,50")]).with(vec![Fault::new("so", text("gallery-fault"))]);
    let choices = [("a", "gallery-choice-a"), ("b", "gallery-choice-b")];
    let choices = choices.map(|(value, id)| Choice::new(value, text(id))).to_vec();
    let pages = (1..=3).map(|page| (page, "#trang".to_owned())).collect();
    let f = Frame::new(&sample, "tasks", text("gallery-title")).with_unread(3);
    let page = GalleryPage { f, filled, faulty, choices, pages };
    sample.page(StatusCode::OK, page.render().unwrap_or_default())
}

/// Shows the workbench.
async fn bench(ctx: Ctx) -> Response<Body> {
    let sample = sample(ctx);
    let f = Frame::new(&sample, "rounds", sample.text().t("gallery-criterion"));
    sample.page(StatusCode::OK, BenchPage { f }.render().unwrap_or_default())
}

/// Nobody real: the frame shows what somebody with a body sees.
fn sample(ctx: Ctx) -> Staff {
    let name = ctx.text().t("gallery-person");
    let (account, session, org_unit) = (String::new(), String::new(), Some(String::new()));
    Staff {
        ctx,
        me: Me { account, session, name, org_unit, strong: true, first: None, administrator: false, auditor: false },
        unread: 0,
    }
}
