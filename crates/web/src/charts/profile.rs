//! C2: the main sections of one unit against its group: dot, mean, span from P10 to P90.

use askama::Template;
use thuocdo_app::portal::unit::ProfileRow;

use super::axis::{Axis, Tick};
use crate::text::Text;

/// What is drawn.
pub struct Profile<'a> {
    /// Id of the figure on its page.
    pub id: &'a str,
    /// Title.
    pub title: String,
    /// The finding.
    pub finding: String,
    /// Name of the unit.
    pub name: &'a str,
    /// Sections.
    pub rows: &'a [ProfileRow],
}

#[derive(Template)]
#[template(path = "charts/profile.html")]
struct View<'a> {
    t: Text<'a>,
    given: &'a Profile<'a>,
    rows: Vec<Row<'a>>,
    ticks: Vec<Tick>,
    spans: bool,
    means: bool,
}

struct Row<'a> {
    section: &'a ProfileRow,
    me: Option<String>,
    mean: Option<String>,
    span: Option<(String, String)>,
    sign: &'static str,
}

/// Draws the profile; nothing without sections.
pub fn draw(t: Text<'_>, given: &Profile<'_>) -> String {
    if given.rows.iter().all(|row| row.me.is_none()) {
        return String::new();
    }
    let axis = Axis::FULL;
    let rows: Vec<Row<'_>> = given.rows.iter().map(|section| row(axis, section)).collect();
    let spans = rows.iter().any(|row| row.span.is_some());
    let means = rows.iter().any(|row| row.mean.is_some());
    View { t, given, rows, ticks: axis.ticks(), spans, means }.render().unwrap_or_default()
}

fn row(axis: Axis, section: &ProfileRow) -> Row<'_> {
    let shares = section.me.as_ref().zip(section.mean.as_ref()).map(|(me, mean)| (me.share, mean.share));
    Row {
        section,
        me: section.me.as_ref().map(|figure| axis.x(figure.share)),
        mean: section.mean.as_ref().map(|figure| axis.x(figure.share)),
        span: section.span.as_ref().map(|(low, high)| (axis.x(low.share), axis.span(low.share, high.share))),
        sign: shares.map_or("neu", |(me, mean)| if me >= mean { "pos" } else { "neg" }),
    }
}
