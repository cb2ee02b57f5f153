//! C5: where units lie on the scale, as dots over the bands of grades or as a histogram of many.

use askama::Template;
use thuocdo_app::portal::ranking::{Dot, GradeCount};

use super::axis::{Axis, Tick};
use super::length;
use crate::text::Text;
use crate::urls::Urls;

/// More units than this are shown as a histogram.
const MOST_DOTS: usize = 60;
/// Bins of a histogram.
const BINS: u32 = 20;
/// Share of the axis within which two dots would touch.
const TOUCH: u32 = 330;
/// Distance of two rows of dots.
const LANE: u32 = 14;
/// Height of the band above the plot.
const TOP: u32 = 12;

/// What is drawn.
pub struct Distribution<'a> {
    /// Id of the figure on its page.
    pub id: &'a str,
    /// All units.
    pub dots: &'a [Dot],
    /// Bands, best first.
    pub grades: &'a [GradeCount],
    /// Unit that stands out.
    pub me: Option<&'a str>,
    /// The finding.
    pub finding: String,
    /// Code of the round, for links in the table.
    pub round: &'a str,
}

#[derive(Template)]
#[template(path = "charts/distribution.html")]
struct View<'a> {
    t: Text<'a>,
    u: Urls,
    given: &'a Distribution<'a>,
    bands: Vec<Band>,
    spots: Vec<Spot>,
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
    height: u32,
}

struct Band {
    x: String,
    width: String,
    place: usize,
}

struct Spot {
    x: String,
    y: u32,
    me: bool,
    title: String,
}

struct Bar {
    x: String,
    width: String,
    middle: String,
    y: u32,
    height: u32,
    units: usize,
    me: bool,
    from: u32,
    to: u32,
}

/// Draws the distribution; nothing for fewer than two units.
pub fn draw(t: Text<'_>, u: Urls, given: &Distribution<'_>) -> String {
    if given.dots.len() < 2 {
        return String::new();
    }
    let axis = Axis::around(given.dots.iter().map(|dot| dot.at.share));
    let many = given.dots.len() > MOST_DOTS;
    let (spots, lanes) = if many { (Vec::new(), 6) } else { spots(axis, given) };
    let bars = if many { bars(axis, given, lanes * LANE) } else { Vec::new() };
    let bands = given.grades.iter().enumerate().filter_map(|(place, grade)| band(axis, place, grade)).collect();
    let height = TOP + 10 + lanes * LANE + 26;
    View { t, u, given, bands, spots, bars, ticks: axis.ticks(), height }.render().unwrap_or_default()
}

fn band(axis: Axis, place: usize, grade: &GradeCount) -> Option<Band> {
    let (from, to) = grade.ends?;
    let shown = to > axis.low() && from < axis.high();
    shown.then(|| Band { x: axis.x(from), width: axis.span(from, to), place })
}

/// Puts dots into rows so that none covers another.
fn spots(axis: Axis, given: &Distribution<'_>) -> (Vec<Spot>, u32) {
    let mut sorted: Vec<&Dot> = given.dots.iter().collect();
    sorted.sort_by_key(|dot| dot.at.share);
    let mut lanes: Vec<u32> = Vec::new();
    let mut spots = Vec::new();
    for dot in sorted {
        let at = axis.at(dot.at.share);
        let free = lanes.iter().position(|last| at.saturating_sub(*last) >= TOUCH);
        let lane = free.unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(at);
        } else {
            lanes[lane] = at;
        }
        let y = TOP + 14 + lane as u32 * LANE;
        let title = format!("{}: {}", dot.name, dot.at.text);
        spots.push(Spot { x: length(at), y, me: given.me == Some(dot.code.as_str()), title });
    }
    let used = (lanes.len() as u32).max(2);
    (spots, used)
}

fn bars(axis: Axis, given: &Distribution<'_>, room: u32) -> Vec<Bar> {
    let step = (axis.high() - axis.low()) / BINS;
    let bin = |share: u32| ((share - axis.low()) / step).min(BINS - 1);
    let units = |index: u32| given.dots.iter().filter(move |dot| bin(dot.at.share) == index);
    let most = (0..BINS).map(|index| units(index).count()).max().unwrap_or(1).max(1) as u32;
    let bar = |index: u32| {
        let (from, count) = (axis.low() + index * step, units(index).count());
        let height = count as u32 * (room - 14) / most;
        Bar {
            x: axis.x(from),
            width: length((axis.at(from + step) - axis.at(from)).saturating_sub(30)),
            middle: axis.x(from + step / 2),
            y: TOP + 10 + room - height,
            height,
            units: count,
            me: units(index).any(|dot| given.me == Some(dot.code.as_str())),
            from,
            to: from + step,
        }
    };
    (0..BINS).map(bar).collect()
}
