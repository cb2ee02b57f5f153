//! Every component in its states, for people who work on pages.

use askama::Template;
use axum::body::Body;
use axum::http::Response;
use thuocdo_app::portal::figure::Figure;
use thuocdo_app::portal::ranking::{Dot, Gap, GradeCount, GradeView};
use thuocdo_app::portal::unit::ProfileRow;
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::charts::{distribution, dumbbell, profile};
use crate::door::Ctx;
use crate::text::Text;

/// Colors by name, as the style sheet has them.
const COLORS: [&str; 8] = ["brand", "acc", "ink", "mut", "ok", "warn", "err", "focus"];

/// The gallery.
#[derive(Template)]
#[template(path = "pages/gallery.html")]
pub struct GalleryPage<'a> {
    f: Frame<'a>,
    grades: Vec<GradeView>,
    charts: Vec<String>,
    shares: Vec<u32>,
}

/// Shows the gallery.
pub async fn show(ctx: Ctx) -> Response<Body> {
    ctx.page(Some(""), |ctx| {
        let t = ctx.text();
        let f = Frame::new(ctx, "gallery", t.t("page-gallery-title"));
        GalleryPage { charts: charts(t, &f), grades: grades(t), f, shares: vec![9460, 7100, 3300, 0] }.render().ok()
    })
}

fn grades(t: Text<'_>) -> Vec<GradeView> {
    let grade = |place: usize| GradeView {
        name: t.with("page-gallery-grade").count("number", place + 1).to_string(),
        place,
        before: None,
    };
    (0..6).map(grade).collect()
}

fn figure(share: u32) -> Figure {
    Figure { text: format!("{}", share / 100), share }
}

fn charts(t: Text<'_>, f: &Frame<'_>) -> Vec<String> {
    let name = |number: u32| t.with("page-gallery-unit").count("number", number).to_string();
    let dot =
        |number: u32| Dot { code: number.to_string(), name: name(number), at: figure(5200 + number * 137 % 4300) };
    let dots = |count: u32| (1..=count).map(dot).collect::<Vec<_>>();
    let bands = grades(t).into_iter().take(3).zip([(8000, 10_000), (6500, 8000), (0, 6500)]);
    let bands: Vec<_> =
        bands.map(|(grade, ends)| GradeCount { name: grade.name, units: 7, ends: Some(ends) }).collect();
    let draw = |id, dots: &[Dot]| {
        let (finding, round) = (t.t("page-gallery-finding"), "");
        distribution::draw(
            t,
            f.u,
            &distribution::Distribution { id, dots, grades: &bands, me: Some("3"), finding, round },
        )
    };
    vec![draw("it", &dots(24)), draw("nhieu", &dots(90)), profile_sample(t, &name), dumbbell_sample(t, &name)]
}

fn profile_sample(t: Text<'_>, name: &dyn Fn(u32) -> String) -> String {
    let row = |(number, me): (u32, Option<u32>)| ProfileRow {
        code: number.to_string(),
        title: name(number),
        me: me.map(figure),
        mean: Some(figure(7000)),
        span: Some((figure(5400), figure(8800))),
        apart: None,
    };
    let rows: Vec<_> = [(1, Some(9100)), (2, Some(6100)), (3, Some(10_000)), (4, None)].into_iter().map(row).collect();
    let (title, finding) = (t.t("chart-profile-title"), t.t("page-gallery-finding"));
    profile::draw(t, &profile::Profile { id: "ho-so", title, finding, name: &name(3), rows: &rows })
}

fn dumbbell_sample(t: Text<'_>, name: &dyn Fn(u32) -> String) -> String {
    let gap = |(number, from, to): (u32, u32, u32)| Gap {
        code: number.to_string(),
        name: name(number),
        from: figure(from),
        to: figure(to),
        difference: "–".to_owned(),
        size: from.abs_diff(to),
    };
    let gaps: Vec<_> = [(1, 9000, 7100), (2, 6400, 7000), (3, 8000, 8000)].into_iter().map(gap).collect();
    let (title, finding) = (t.t("chart-gap-title"), t.t("page-gallery-finding"));
    let layers = (t.t("page-layer-self"), t.t("page-layer-final"));
    dumbbell::draw(t, &dumbbell::Dumbbell { id: "chenh-lech", title, finding, layers, gaps: &gaps })
}
