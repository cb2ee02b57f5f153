//! C7: two layers of points side by side, widest difference first.

use askama::Template;
use thuocdo_app::portal::ranking::Gap;

use super::axis::{Axis, Tick};
use crate::text::Text;

/// Rows that are drawn; the table below has all.
const MOST_ROWS: usize = 16;

/// What is drawn.
pub struct Dumbbell<'a> {
    /// Id of the figure on its page.
    pub id: &'a str,
    /// Title.
    pub title: String,
    /// The finding.
    pub finding: String,
    /// Names of the two layers.
    pub layers: (String, String),
    /// Differences.
    pub gaps: &'a [Gap],
}

#[derive(Template)]
#[template(path = "charts/dumbbell.html")]
struct View<'a> {
    t: Text<'a>,
    given: &'a Dumbbell<'a>,
    rows: Vec<Row<'a>>,
    ticks: Vec<Tick>,
}

struct Row<'a> {
    gap: &'a Gap,
    from: String,
    to: String,
    sign: &'static str,
}

/// Draws the differences; nothing without any.
pub fn draw(t: Text<'_>, given: &Dumbbell<'_>) -> String {
    if given.gaps.is_empty() {
        return String::new();
    }
    let drawn = &given.gaps[..given.gaps.len().min(MOST_ROWS)];
    let axis = Axis::around(drawn.iter().flat_map(|gap| [gap.from.share, gap.to.share]));
    let row = |gap| row(axis, gap);
    View { t, given, rows: drawn.iter().map(row).collect(), ticks: axis.ticks() }.render().unwrap_or_default()
}

fn row(axis: Axis, gap: &Gap) -> Row<'_> {
    let sign = match gap.to.share.cmp(&gap.from.share) {
        std::cmp::Ordering::Greater => "pos",
        std::cmp::Ordering::Less => "neg",
        std::cmp::Ordering::Equal => "neu",
    };
    Row { gap, from: axis.x(gap.from.share), to: axis.x(gap.to.share), sign }
}
