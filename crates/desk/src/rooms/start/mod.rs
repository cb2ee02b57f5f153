//! Where a newcomer starts: one of each task, and in the demo a button to play whoever does it.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::get;
use thuocdo_app::ActionError;
use thuocdo_app::guide::{self, Guide, Player};

use crate::door::{Ctx, Visitor};
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    vec![Route::get(at::START, Access::Anyone, get(show))]
}

/// A task: who does it, where it is, what is said about it.
struct Step {
    login: &'static str,
    /// Address, with `{ky}` to `{ky4}` for the rounds, `{ks}` for the survey that is over, `{cq}` for the player's unit.
    path: &'static str,
    title: &'static str,
    text: &'static str,
}

/// One of each task, in the order of a round.
const STEPS: [Step; 20] = [
    Step { login: "quantri", path: "/quan-tri/co-quan", title: "start-bodies", text: "start-bodies-text" },
    Step { login: "quantri", path: "/quan-tri/nguoi-dung", title: "start-people", text: "start-people-text" },
    Step { login: "quantri", path: "/ky/moi", title: "start-round", text: "start-round-text" },
    Step { login: "canbo", path: "/ky/{ky}/tu-danh-gia/{cq}", title: "start-answer", text: "start-answer-text" },
    Step { login: "canbo", path: "/kho", title: "start-evidence", text: "start-evidence-text" },
    Step { login: "canbo2", path: "/ky/{ky}/tu-danh-gia/{cq}", title: "start-together", text: "start-together-text" },
    Step { login: "canbo", path: "/ky/{ky}/trinh-ky/{cq}", title: "start-check", text: "start-check-text" },
    Step { login: "lanhdao2", path: "/ky/{ky}/ky-duyet/{cq}", title: "start-sign", text: "start-sign-text" },
    Step { login: "thuongtruc", path: "/ky/{ky}", title: "start-progress", text: "start-progress-text" },
    Step { login: "thamdinh", path: "/ky/{ky2}/tham-dinh", title: "start-appraise", text: "start-appraise-text" },
    Step { login: "chuyenvien", path: "/ky/{ky2}/giai-trinh/{cq}", title: "start-clarify", text: "start-clarify-text" },
    Step { login: "thuky", path: "/ky/{ky3}/hoi-dong", title: "start-council", text: "start-council-text" },
    Step { login: "uyvien", path: "/ky/{ky3}/hoi-dong", title: "start-vote", text: "start-vote-text" },
    Step { login: "thuongtruc", path: "/ky/{ky2}/ket-qua", title: "start-result", text: "start-result-text" },
    Step { login: "chidao", path: "/viec", title: "start-approve", text: "start-approve-text" },
    Step { login: "thuongtruc", path: "/ky/{ky}/khao-sat", title: "start-survey", text: "start-survey-text" },
    Step {
        login: "thuongtruc",
        path: "/ky/{ky4}/khao-sat/{ks}/bao-cao",
        title: "start-surveyed",
        text: "start-surveyed-text",
    },
    Step { login: "thamdinh", path: "/ky/{ky4}/tham-dinh/1.6", title: "start-fed", text: "start-fed-text" },
    Step { login: "quantri", path: "/bo-tieu-chi", title: "start-sets", text: "start-sets-text" },
    Step { login: "kiemtra", path: "/kiem-toan/{ky2}", title: "start-audit", text: "start-audit-text" },
];

/// A step as the page shows it.
struct StepView<'a> {
    number: usize,
    title: String,
    text: String,
    player: Option<(&'a Player, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "rooms/start/start.html")]
struct StartPage<'a> {
    f: Frame<'a>,
    guide: Option<&'a Guide>,
    steps: Vec<StepView<'a>>,
    /// Link of somebody who may answer the demo's survey.
    invitation: Option<String>,
}

async fn show(visitor: Visitor) -> Response<Body> {
    let ctx = &visitor.ctx;
    let title = ctx.text().t("start-title");
    let guide = ctx.app().guide.as_deref();
    let found = async { Ok((guide::invitation(ctx.app()).await?, guide::held(ctx.app()).await?)) };
    let (invitation, held) = match found.await {
        Ok(found) => found,
        Err(error) => return ctx.fault(error),
    };
    let held = held.map(|(_, id)| id).unwrap_or_default();
    let steps = STEPS.iter().zip(1..).map(|(step, number)| view(ctx, guide, step, number, &held)).collect();
    let page = StartPage { f: Frame::of(&visitor, "start", title), guide, steps, invitation };
    match page.render() {
        Ok(html) => ctx.page(StatusCode::OK, html),
        Err(error) => ctx.fault(ActionError::system(error)),
    }
}

fn view<'a>(ctx: &'a Ctx, guide: Option<&'a Guide>, step: &Step, number: usize, held: &str) -> StepView<'a> {
    let player = guide.and_then(|guide| Some((guide.player(step.login)?, guide)));
    let player = player.map(|(player, guide)| {
        let path = step.path.replace("{cq}", player.unit.as_deref().unwrap_or_default()).replace("{ks}", held);
        let places = ["{ky}", "{ky2}", "{ky3}", "{ky4}"].into_iter().zip(&guide.rounds);
        let path = places.fold(path, |path, (place, round)| path.replace(place, round));
        (player, ctx.to(&path))
    });
    let t = ctx.text();
    StepView { number, title: t.t(step.title), text: t.t(step.text), player }
}
