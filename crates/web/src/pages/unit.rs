//! One unit: result, profile, criteria with every number's reason; and the list of all units.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::portal::unit::{MaturityView, TreeRow, UnitView, UnitsView};
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::charts::{dumbbell, profile};
use crate::door::Ctx;
use crate::urls;

/// The page of a unit.
#[derive(Template)]
#[template(path = "pages/unit.html")]
pub struct UnitPage<'a> {
    f: Frame<'a>,
    view: &'a UnitView,
    finding: String,
    profile: String,
    gaps: String,
}

/// The list of units.
#[derive(Template)]
#[template(path = "pages/units.html")]
pub struct UnitsPage<'a> {
    f: Frame<'a>,
    view: &'a UnitsView,
}

/// Shows a unit.
pub async fn show(ctx: Ctx, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let view = ctx.portal().unit(ctx.lang, &round, &unit)?;
        UnitPage::new(ctx, &view).render().ok()
    })
}

/// Shows all units of a round.
pub async fn list(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let view = ctx.portal().units(ctx.lang, &round)?;
        let title = ctx.text().with("page-units-title").text("round", &view.round.title).to_string();
        UnitsPage { f: Frame::new(ctx, "units", title).about(&view.round), view: &view }.render().ok()
    })
}

impl<'a> UnitPage<'a> {
    fn new(ctx: &'a Ctx, view: &'a UnitView) -> Self {
        let finding = finding(ctx, view);
        let title = format!("{} – {}", view.unit.name, view.round.title);
        let f = Frame::new(ctx, "units", title).about(&view.round).described(finding.clone());
        let t = f.t;
        let profile = profile::draw(
            t,
            &profile::Profile {
                id: "ho-so",
                title: t.t("chart-profile-title"),
                finding: against_group(ctx, view),
                name: &view.unit.name,
                rows: &view.profile,
            },
        );
        let gaps = view.layers.first().zip(view.layers.last()).map(|(from, to)| dumbbell::Dumbbell {
            id: "chenh-lech",
            title: t.t("chart-gap-title"),
            finding: widest(ctx, view),
            layers: (t.word("page-layer-", from), t.word("page-layer-", to)),
            gaps: &view.gaps,
        });
        let gaps = gaps.map(|gaps| dumbbell::draw(t, &gaps)).unwrap_or_default();
        Self { f, view, finding, profile, gaps }
    }

    /// Address of a comparison with another unit.
    fn with(&self, other: &str) -> String {
        let path = self.f.u.compare(&self.view.round.code);
        let (group, me) = (urls::encode(&self.view.group.code), urls::encode(&self.view.unit.code));
        format!("{path}?nhom={group}&dv={me}&dv={}", urls::encode(other))
    }

    fn has_illustrative(&self) -> bool {
        self.view.tree.iter().any(|row| row.illustrative)
    }

    fn has_maxima(&self) -> bool {
        self.view.maturity.is_none()
    }

    /// The last layer's points and those before it, as cells.
    fn last<'r>(&self, row: &'r TreeRow) -> &'r str {
        row.layers.last().and_then(Option::as_deref).unwrap_or("–")
    }

    fn reached(&self, maturity: &MaturityView) -> String {
        let step = (maturity.reached as usize).checked_sub(1).and_then(|index| maturity.steps.get(index));
        step.map_or_else(|| self.f.t.t("page-no-step"), |step| step.name.clone())
    }
}

/// What the result says, in one sentence.
fn finding(ctx: &Ctx, view: &UnitView) -> String {
    let t = ctx.text();
    let name = &view.unit.name;
    if let Some(maturity) = &view.maturity {
        return t
            .with("page-unit-step")
            .text("name", name)
            .count("step", maturity.reached)
            .count("of", maturity.steps.len())
            .to_string();
    }
    match view.rank {
        Some((rank, of, _)) if of > 1 => {
            let said = t.with("page-unit-found").text("name", name).text("points", &view.points.text);
            said.text("max", &view.max).count("rank", rank).count("of", of).text("group", &view.group.name).to_string()
        }
        _ if !view.has_points => t.with("page-unit-empty").text("name", name).to_string(),
        _ => t
            .with("page-unit-points")
            .text("name", name)
            .text("points", &view.points.text)
            .text("max", &view.max)
            .to_string(),
    }
}

fn against_group(ctx: &Ctx, view: &UnitView) -> String {
    let t = ctx.text();
    let known = view.profile.iter().filter_map(|row| Some((row, row.me.as_ref()?, row.mean.as_ref()?)));
    let ahead = |me: u32, mean: u32| i64::from(me) - i64::from(mean);
    let best = known.clone().max_by_key(|(_, me, mean)| ahead(me.share, mean.share));
    let worst = known.min_by_key(|(_, me, mean)| ahead(me.share, mean.share));
    let (Some(best), Some(worst)) = (best, worst) else { return t.t("chart-profile-alone") };
    let apart = |row: &Option<String>| row.clone().unwrap_or_default();
    let said = t.with("chart-profile-found").text("best", &best.0.title).text("more", apart(&best.0.apart));
    said.text("worst", &worst.0.title).text("less", apart(&worst.0.apart)).to_string()
}

fn widest(ctx: &Ctx, view: &UnitView) -> String {
    let t = ctx.text();
    let widest = view.gaps.iter().max_by_key(|gap| gap.size).filter(|gap| gap.size > 0);
    widest.map_or_else(
        || t.t("chart-gap-none"),
        |gap| t.with("chart-gap-section").text("name", &gap.name).text("difference", &gap.difference).to_string(),
    )
}
