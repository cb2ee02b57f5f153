//! Main sections of up to four units on one line each, told apart by color and letter.

use askama::Template;
use thuocdo_app::portal::compare::CompareView;

use super::axis::{Axis, Tick};
use super::length;
use crate::text::Text;

/// Share of the axis within which two marks would cover each other.
const TOUCH: u32 = 300;

/// What is drawn.
pub struct Lanes<'a> {
    /// Id of the figure on its page.
    pub id: &'a str,
    /// The finding.
    pub finding: String,
    /// The comparison.
    pub view: &'a CompareView,
}

#[derive(Template)]
#[template(path = "charts/lanes.html")]
struct View<'a> {
    t: Text<'a>,
    given: &'a Lanes<'a>,
    names: Vec<&'a str>,
    rows: Vec<Row<'a>>,
    ticks: Vec<Tick>,
}

struct Row<'a> {
    title: &'a str,
    texts: Vec<&'a str>,
    marks: Vec<Mark>,
    height: u32,
}

struct Mark {
    place: usize,
    x: String,
    y: u32,
}

/// Letter of a unit: A, B, C, D.
pub fn letter(place: &usize) -> char {
    ['A', 'B', 'C', 'D'].get(*place).copied().unwrap_or('?')
}

/// Draws the comparison; nothing for fewer than two units.
pub fn draw(t: Text<'_>, given: &Lanes<'_>) -> String {
    if given.view.chosen.len() < 2 {
        return String::new();
    }
    let sections = || given.view.rows.iter().filter(|row| row.depth == 1);
    let shares = || sections().flat_map(|row| row.attained.iter().flatten().map(|figure| figure.share));
    let axis = Axis::around(shares().collect::<Vec<_>>().into_iter());
    let rows = sections().map(|row| {
        let marks = marks(axis, row.attained.iter().map(|figure| figure.as_ref().map(|figure| figure.share)));
        let height = marks.iter().map(|mark| mark.y).max().unwrap_or(0).max(22) + 18;
        let texts =
            row.attained.iter().map(|figure| figure.as_ref().map_or("–", |figure| figure.text.as_str())).collect();
        Row { title: &row.title, texts, marks, height }
    });
    let names = given.view.chosen.iter().map(|chosen| chosen.unit.name.as_str()).collect();
    View { t, given, names, rows: rows.collect(), ticks: axis.ticks() }.render().unwrap_or_default()
}

/// Puts marks on lines so that none covers another.
fn marks(axis: Axis, shares: impl Iterator<Item = Option<u32>>) -> Vec<Mark> {
    let mut wanted: Vec<(usize, u32)> =
        shares.enumerate().filter_map(|(place, share)| Some((place, axis.at(share?)))).collect();
    wanted.sort_by_key(|(place, at)| (*at, *place));
    let mut lines: Vec<u32> = Vec::new();
    let mut marks = Vec::new();
    for (place, at) in wanted {
        let free = lines.iter().position(|last| at.saturating_sub(*last) >= TOUCH).unwrap_or(lines.len());
        if free == lines.len() {
            lines.push(at);
        } else {
            lines[free] = at;
        }
        marks.push(Mark { place, x: length(at), y: 18 + free as u32 * 19 });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_would_touch_take_lines_of_their_own() {
        let marks = marks(Axis::FULL, [Some(5000), Some(5100), None, Some(9000)].into_iter());
        let places: Vec<_> = marks.iter().map(|mark| (mark.place, mark.y)).collect();
        assert_eq!(places, [(0, 18), (1, 37), (3, 18)]);
    }
}
