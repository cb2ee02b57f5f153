//! Whole pieces of text: a node with all below it is added, removed or moved past its neighbour.

use std::ops::Range;

use toml_edit::Document;

use super::outline::{Item, Spot, outline, spots};

/// What was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The text with it.
    pub text: String,
    /// Its place in the outline.
    pub place: usize,
}

/// The places of a node and of all below it.
fn branch(items: &[Item], place: usize) -> Vec<usize> {
    let below = |mut at: usize| {
        for _ in 0..=items.len() {
            if at == place {
                return true;
            }
            match items[at].parent {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    };
    (0..items.len()).filter(|at| below(*at)).collect()
}

/// The text of a branch as ranges in order; `None` if part of it has no header of its own.
fn ranges(spots: &[Spot], branch: &[usize]) -> Option<Vec<Range<usize>>> {
    let whole = branch.iter().all(|place| spots[*place].movable);
    let mut all: Vec<Range<usize>> = branch.iter().flat_map(|place| spots[*place].pieces.iter().cloned()).collect();
    all.sort_unstable_by_key(|range| range.start);
    whole.then_some(all)
}

fn cut(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::new();
    for range in ranges {
        let piece = &text[range.clone()];
        out.push_str(piece);
        if !piece.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

fn without(text: &str, ranges: &[Range<usize>], from: usize, to: usize) -> String {
    let mut out = String::new();
    let mut at = from;
    for range in ranges.iter().filter(|range| range.start >= from && range.end <= to) {
        out.push_str(&text[at..range.start]);
        at = range.end;
    }
    out.push_str(&text[at..to]);
    out
}

/// Both outlines of a text.
fn read(text: &str) -> Option<(Vec<Item>, Vec<Spot>)> {
    Some((outline(text)?, spots(&Document::parse(text).ok()?)))
}

/// Removes a node with all below it; `None` if the text does not allow it.
pub fn remove(text: &str, place: usize) -> Option<String> {
    let (items, spots) = read(text)?;
    items.get(place)?;
    let ranges = ranges(&spots, &branch(&items, place))?;
    let left = without(text, &ranges, 0, text.len());
    outline(&left).map(|_| left)
}

/// Moves a node with all below it past the neighbour before or after it; gives the text and its new place.
///
/// `None` if there is no such neighbour, or the text does not allow it.
pub fn shift(text: &str, place: usize, up: bool) -> Option<Added> {
    let (items, spots) = read(text)?;
    let parent = items.get(place)?.parent;
    let siblings: Vec<usize> = (0..items.len()).filter(|at| items[*at].parent == parent).collect();
    let here = siblings.iter().position(|at| *at == place)?;
    let other = *siblings.get(if up { here.checked_sub(1)? } else { here + 1 })?;
    let (upper, lower) = if up { (other, place) } else { (place, other) };
    let upper_start = ranges(&spots, &branch(&items, upper))?.first()?.start;
    let moved = ranges(&spots, &branch(&items, lower))?;
    if moved.iter().any(|range| range.start < upper_start) {
        return None;
    }
    let mut out = text[..upper_start].to_owned();
    out.push_str(&cut(text, &moved));
    let rest = without(text, &moved, upper_start, text.len());
    out.push_str(&rest);
    let after = outline(&out)?;
    let rank = |items: &[Item], code: &str, at: usize| items[..at].iter().filter(|item| item.code == code).count();
    let code = &items[place].code;
    let nth = rank(&items, code, place);
    let new = after.iter().enumerate().filter(|(_, item)| item.code == *code).nth(nth).map(|(at, _)| at)?;
    Some(Added { text: out, place: new })
}

/// Adds a section or criterion: at the end of the children of `parent`, or after `after`, or at the end.
///
/// `None` if the text does not allow it, or a criterion is asked to have children.
pub fn add(text: &str, beside: Option<usize>, child: bool, section: bool, title: &str) -> Option<Added> {
    let (items, spots) = read(text)?;
    let parent = match beside {
        Some(place) if child => Some(place).filter(|place| items[*place].section),
        Some(place) => items.get(place)?.parent,
        None => None,
    };
    if child && parent.is_none() {
        return None;
    }
    let code = free_code(&items, parent);
    let at = match beside {
        Some(place) => ranges(&spots, &branch(&items, place))?.last()?.end,
        None => spots.iter().filter(|spot| spot.movable).flat_map(|spot| &spot.pieces).map(|piece| piece.end).max()?,
    };
    let mut out = text[..at].to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&fresh(&code, section, title));
    out.push_str(&text[at..]);
    let place = outline(&out)?.iter().position(|item| item.code == code)?;
    Some(Added { text: out, place })
}

/// The code that comes next below a parent.
fn free_code(items: &[Item], parent: Option<usize>) -> String {
    let prefix = parent.map(|parent| format!("{}.", items[parent].code)).unwrap_or_default();
    let number = |item: &Item| item.code.strip_prefix(&prefix)?.parse::<u32>().ok();
    let last = items.iter().filter(|item| item.parent == parent).filter_map(number).max().unwrap_or_default();
    let mut next = last.saturating_add(1);
    while items.iter().any(|item| item.code == format!("{prefix}{next}")) {
        next += 1;
    }
    format!("{prefix}{next}")
}

fn fresh(code: &str, section: bool, title: &str) -> String {
    let title = toml_edit::Value::from(title);
    let head = if section { "section" } else { "criterion" };
    let rest = if section { "" } else { "max = \"1\"\nrule = { kind = \"points\" }\n" };
    format!("\n[[{head}]]\ncode = \"{code}\"\ntitle = {title}\n{rest}")
}
