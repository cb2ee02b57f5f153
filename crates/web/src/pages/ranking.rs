//! Ranking of one group, with what the figures say.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::Response;
use serde::Deserialize;
use thuocdo_app::portal::figure::{Figure, WHOLE};
use thuocdo_app::portal::ranking::{Moves, Order, RankingQuery, RankingView};
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::charts::{distribution, dumbbell};
use crate::door::{Ctx, moved};
use crate::urls::{self, Urls};

/// What a reader asked.
#[derive(Default, Deserialize)]
pub struct RankingForm {
    #[serde(rename = "chi-so", default)]
    section: String,
    #[serde(rename = "sap-xep", default)]
    order: String,
    #[serde(rename = "tim", default)]
    search: String,
    #[serde(rename = "trang", default)]
    page: String,
}

impl RankingForm {
    fn query(&self) -> RankingQuery {
        RankingQuery {
            section: Some(self.section.clone()).filter(|code| !code.is_empty()),
            order: match self.order.as_str() {
                "ten" => Order::Name,
                "thay-doi" => Order::Change,
                _ => Order::Rank,
            },
            search: self.search.chars().take(100).collect(),
            page: self.page.parse().unwrap_or(1),
        }
    }
}

/// The ranking page.
#[derive(Template)]
#[template(path = "pages/ranking.html")]
pub struct RankingPage<'a> {
    f: Frame<'a>,
    view: &'a RankingView,
    query: &'a RankingQuery,
    finding: String,
    distribution: String,
    gaps: String,
    heat_finding: String,
}

/// Shows a ranking.
pub async fn show(
    ctx: Ctx,
    Path((round, group)): Path<(String, String)>,
    Query(form): Query<RankingForm>,
) -> Response<Body> {
    let query = form.query();
    let key = format!("{:?} {:?} {}", query.section, query.order, query.page);
    ctx.page(Some(key.as_str()).filter(|_| query.search.is_empty()), |ctx| {
        let view = ctx.portal().ranking(ctx.lang, &round, &group, &query)?;
        RankingPage::new(ctx, &view, &query).render().ok()
    })
}

/// Leads to the first ranking of a round.
pub async fn first(ctx: Ctx, Path(round): Path<String>) -> Response<Body> {
    match ctx.portal().first_group(&round) {
        Some(group) => moved(&ctx, &Urls::new(Lang::Vi).ranking(&round, group)),
        None => super::error::not_found(&ctx),
    }
}

impl<'a> RankingPage<'a> {
    fn new(ctx: &'a Ctx, view: &'a RankingView, query: &'a RankingQuery) -> Self {
        let finding = finding(ctx, view);
        let title = format!("{} – {}", view.round.title, view.group.name);
        let f = Frame::new(ctx, "ranking", title).about(&view.round).described(finding.clone());
        let (t, u) = (f.t, f.u);
        let distribution = distribution::draw(
            t,
            u,
            &distribution::Distribution {
                id: "phan-bo",
                dots: &view.dots,
                grades: &view.grades,
                me: None,
                finding: spread(ctx, view),
                round: &view.round.code,
            },
        );
        let gaps = view.gap_layers.as_ref().map(|(from, to)| dumbbell::Dumbbell {
            id: "chenh-lech",
            title: t.t("chart-gap-title"),
            finding: widest(ctx, view),
            layers: (t.word("page-layer-", from), t.word("page-layer-", to)),
            gaps: &view.gaps,
        });
        let gaps = gaps.map(|gaps| dumbbell::draw(t, &gaps)).unwrap_or_default();
        Self { heat_finding: strongest(ctx, view), f, view, query, finding, distribution, gaps }
    }

    /// Address of this ranking with other wishes.
    fn at(&self, section: &str, order: &str, page: &usize) -> String {
        let mut wishes = Vec::new();
        let mut wish = |name: &str, value: &str, plain: &str| {
            if value != plain {
                wishes.push(format!("{name}={}", urls::encode(value)));
            }
        };
        wish("chi-so", section, "");
        wish("sap-xep", order, "hang");
        wish("tim", &self.query.search, "");
        wish("trang", &page.to_string(), "1");
        let path = self.f.u.ranking(&self.view.round.code, &self.view.group.code);
        if wishes.is_empty() { path } else { format!("{path}?{}", wishes.join("&")) }
    }

    fn section(&self) -> &str {
        self.view.by.map_or("", |index| &self.view.sections[index].code)
    }

    fn order(&self) -> &'static str {
        match self.query.order {
            Order::Rank => "hang",
            Order::Name => "ten",
            Order::Change => "thay-doi",
        }
    }

    fn measure(&self) -> String {
        match self.view.by {
            Some(index) => self.view.sections[index].title.clone(),
            None if self.shows_steps() => self.f.t.t("page-ranking-steps"),
            None => self.f.t.t("page-ranking-total"),
        }
    }

    fn pages(&self) -> Vec<usize> {
        offered(self.view.page, self.view.pages)
    }

    fn shows_heat(&self) -> bool {
        let known = self.view.rows.iter().any(|row| row.heat.iter().any(Option::is_some));
        known && self.view.sections.len() > 1 && self.view.rows.len() > 1
    }

    /// Few enough to stand beside the table.
    fn few_unranked(&self) -> bool {
        (1..=8).contains(&self.view.without_rank())
    }

    fn has_lowered(&self) -> bool {
        self.view.rows.iter().any(|row| row.grade.as_ref().is_some_and(|grade| grade.before.is_some()))
    }

    fn shows_steps(&self) -> bool {
        !self.view.steps.is_empty()
    }
}

/// Step of the heat scale, from 0 to 5.
pub(crate) fn heat(figure: &Figure) -> u32 {
    match figure.share * 100 / WHOLE {
        0..50 => 0,
        50..60 => 1,
        60..70 => 2,
        70..80 => 3,
        80..90 => 4,
        _ => 5,
    }
}

/// What the ranking says, in one or two sentences.
fn finding(ctx: &Ctx, view: &RankingView) -> String {
    let t = ctx.text();
    let Some(summary) = &view.summary else { return t.t("page-ranking-empty") };
    let leaders = summary.leaders.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(", ");
    if view.ranked == 1 {
        return t.with("page-ranking-single").text("name", leaders).text("points", &summary.best).to_string();
    }
    if let Some(top) = view.rows.first().and_then(|row| row.step).filter(|_| view.by.is_none()) {
        return t
            .with("page-ranking-step")
            .text("name", leaders)
            .count("step", top.0 as usize)
            .count("of", top.1)
            .to_string();
    }
    let key = if summary.leaders.len() > 1 { "page-ranking-leaders" } else { "page-ranking-leader" };
    let said = t.with(key).text("name", leaders).text("points", &summary.best).text("mean", &summary.mean.text);
    let mut text = said.count("units", view.ranked).to_string();
    if let Some(before) = &view.before {
        let said = t.with("page-ranking-before").text("period", &before.period).count("up", before.up);
        text = text + " " + &said.count("both", before.both).to_string();
        if let Some(change) = &before.mean_change {
            text = text + " " + &t.with("page-ranking-mean-change").text("change", change).to_string();
        }
        if let Some(moves) = &before.moves {
            text = text + " " + &moved_points(ctx, moves);
        }
    }
    text
}

/// How points moved: counts that sum to the number of ranked units, and the two that moved most.
fn moved_points(ctx: &Ctx, moves: &Moves) -> String {
    let t = ctx.text();
    let said = t.with("page-ranking-moves").count("up", moves.up).count("down", moves.down);
    let mut text = said.count("equal", moves.equal).count("new", moves.new).to_string();
    for (key, found) in [("page-ranking-most", &moves.most), ("page-ranking-least", &moves.least)] {
        if let Some((unit, change)) = found {
            text = text + " " + &t.with(key).text("name", &unit.name).text("change", change).to_string();
        }
    }
    text
}

fn spread(ctx: &Ctx, view: &RankingView) -> String {
    let t = ctx.text();
    let Some(summary) = &view.summary else { return String::new() };
    if view.grades.is_empty() {
        let said = t.with("chart-distribution-range-found").text("worst", &summary.worst).text("best", &summary.best);
        return said.text("mean", &summary.mean.text).to_string();
    }
    let graded = view.grades.iter().filter(|grade| grade.units > 0);
    let counts = graded.map(|grade| format!("{} {}", t.n(&grade.units), grade.name)).collect::<Vec<_>>().join(", ");
    t.with("chart-distribution-found").text("counts", counts).text("mean", &summary.mean.text).to_string()
}

fn widest(ctx: &Ctx, view: &RankingView) -> String {
    let t = ctx.text();
    let higher = view.gaps.iter().filter(|gap| gap.from.share > gap.to.share).count();
    match view.gaps.first().filter(|gap| gap.size > 0) {
        Some(gap) => {
            let said = t.with("chart-gap-found").text("name", &gap.name).text("difference", &gap.difference);
            said.count("higher", higher).count("units", view.gaps.len()).to_string()
        }
        None => t.t("chart-gap-none"),
    }
}

fn strongest(ctx: &Ctx, view: &RankingView) -> String {
    let known = view.sections.iter().filter_map(|section| Some((section, section.mean.as_ref()?)));
    let best = known.clone().max_by_key(|(_, mean)| mean.share);
    let worst = known.min_by_key(|(_, mean)| mean.share);
    let (Some(best), Some(worst)) = (best, worst) else { return String::new() };
    let said = ctx.text().with("chart-heat-found").text("best", &best.0.title).text("most", &best.1.text);
    said.text("worst", &worst.0.title).text("least", &worst.1.text).to_string()
}

/// Numbers of pages to offer: the first, the last, and those around this one; 0 stands for a gap.
fn offered(page: usize, pages: usize) -> Vec<usize> {
    let near = |number: &usize| *number == 1 || *number == pages || number.abs_diff(page) <= 2;
    let mut offered = Vec::new();
    for number in (1..=pages).filter(near) {
        if offered.last().is_some_and(|last| number - last > 1) {
            offered.push(0);
        }
        offered.push(number);
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_far_away_are_left_out() {
        assert_eq!(offered(1, 1), [1]);
        assert_eq!(offered(10, 34), [1, 0, 8, 9, 10, 11, 12, 0, 34]);
    }
}
