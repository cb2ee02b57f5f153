//! What the decision says about itself: how many groups and criteria, how many points.

use thuocdo_base::Number;
use thuocdo_base::read::typed;
use thuocdo_words::collate::fold;

use crate::nodes::Node;
use crate::row::{Kind, Row};

/// Counts and points that the decision declares (số lượng, điểm theo quyết định).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Level names with their counts, from the widest.
    pub levels: Vec<(String, u64)>,
    /// Points of the whole set.
    pub points: Option<Number>,
}

/// Names of levels, the longer first.
const LEVELS: [&str; 14] = [
    "tieu chi thanh phan",
    "chi so thanh phan",
    "chi tieu thanh phan",
    "chi so chinh",
    "nhom chi tieu",
    "nhom chi so",
    "nhom tieu chi",
    "linh vuc",
    "noi dung",
    "tieu chi",
    "chi tieu",
    "chi so",
    "phan",
    "nhom",
];

/// Reads `gồm 8 lĩnh vực, 37 tiêu chí, 94 tiêu chí thành phần; tổng điểm 100`.
pub(crate) fn read(text: &str) -> Declared {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut declared = Declared::default();
    for (at, word) in words.iter().enumerate() {
        let Ok(count) = word.trim_start_matches('(').parse::<u64>() else { continue };
        let after = words.get(at + 1..).unwrap_or_default();
        let new = level(after).filter(|name| !declared.levels.iter().any(|(known, _)| known == name));
        declared.levels.extend(new.map(|name| (name, count)));
    }
    let folded = fold(text);
    let points = ["tong diem", "tong so diem", "thang diem"].into_iter().find_map(|start| {
        let rest = &folded[folded.find(start)? + start.len()..];
        let rest = rest
            .trim_start_matches([' ', ':'])
            .trim_start_matches("toi da")
            .trim_start_matches("la")
            .trim_start_matches([' ', ':']);
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
        typed(rest.get(..end)?.trim_end_matches(',')).ok()
    });
    declared.points = points;
    declared
}

/// The level whose name begins here.
fn level(words: &[&str]) -> Option<String> {
    LEVELS.iter().find_map(|level| {
        let count = level.split(' ').count();
        let name = words.get(..count)?.join(" ");
        let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
        (fold(bare) == *level).then(|| bare.to_lowercase())
    })
}

/// One figure held against what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is counted.
    pub of: Counted,
    /// As the document says.
    pub declared: Number,
    /// As was read.
    pub found: Number,
}

impl Check {
    /// Whether they agree.
    pub fn agrees(&self) -> bool {
        self.declared == self.found
    }
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Nodes of a level, by its name.
    Level(String),
    /// Points of the whole set.
    Points,
    /// Points of a group, by its code, against the sum of what is below it.
    Group(String),
    /// A row of sums, against the points of what it sums up.
    Total(usize),
}

/// Holds what is declared against what was read.
pub(crate) fn checks(declared: &Declared, nodes: &[Node], rows: &[Row]) -> Vec<Check> {
    let depth = nodes.iter().map(|node| node.depth).max().unwrap_or(0);
    let mut checks = Vec::new();
    for (place, (name, count)) in declared.levels.iter().enumerate() {
        let level = (depth + place + 1).saturating_sub(declared.levels.len());
        let found = nodes.iter().filter(|node| node.depth == level).count();
        checks.push(Check { of: Counted::Level(name.clone()), declared: whole(*count), found: whole(found as u64) });
    }
    let total = leaves(nodes, None);
    if let Some(points) = &declared.points {
        checks.push(Check { of: Counted::Points, declared: points.clone(), found: total.clone() });
    }
    for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !node.criterion) {
        if let Some(max) = node.max.clone() {
            checks.push(Check { of: Counted::Group(node.code.clone()), declared: max, found: leaves(nodes, Some(at)) });
        }
    }
    checks.extend(rows.iter().enumerate().filter_map(|(at, row)| sum(at, row, nodes, &total)));
    checks
}

/// A row of sums means everything, or one of the groups above it: the one it names, or the one it agrees with.
fn sum(at: usize, row: &Row, nodes: &[Node], total: &Number) -> Option<Check> {
    let declared = row.max.clone().filter(|_| row.kind == Kind::Total)?;
    let groups = (0..nodes.len()).filter(|group| nodes[*group].depth == 1 && nodes[*group].row < at);
    let sums: Vec<Number> = groups.map(|group| leaves(nodes, Some(group))).collect();
    let so_far = sums.iter().fold(Number::ZERO, |sum, next| &sum + next);
    let folded = fold(&row.text());
    let is_whole = ["tong cong", "tong diem", "tong so"].iter().any(|start| folded.starts_with(start));
    let found = match sums.last() {
        _ if is_whole => so_far,
        Some(last) if *last == declared || so_far != declared => last.clone(),
        Some(_) => so_far,
        None => total.clone(),
    };
    Some(Check { of: Counted::Total(at), declared, found })
}

/// Sum of the points of criteria, all or those below a node.
pub(crate) fn leaves(nodes: &[Node], top: Option<usize>) -> Number {
    let below = |mut at: usize| loop {
        match (top, nodes[at].parent) {
            (None, _) => return true,
            (Some(top), _) if top == at => return true,
            (_, Some(parent)) => at = parent,
            (_, None) => return false,
        }
    };
    let criteria = nodes.iter().enumerate().filter(|(at, node)| node.criterion && below(*at));
    criteria.filter_map(|(_, node)| node.max.as_ref()).fold(Number::ZERO, |sum, max| &sum + max)
}

fn whole(count: u64) -> Number {
    Number::parse(&count.to_string()).unwrap_or(Number::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_counts_and_points_are_found_in_sentences() {
        let found = read("Bộ chỉ số gồm 08 lĩnh vực, 37 tiêu chí, 94 tiêu chí thành phần; tổng điểm là 100.");
        let levels = [("lĩnh vực", 8), ("tiêu chí", 37), ("tiêu chí thành phần", 94)];
        assert_eq!(found.levels, levels.map(|(name, count)| (name.to_owned(), count)));
        assert_eq!(found.points, Number::parse("100").ok());
        assert_eq!(read("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 5 tháng 3"), Declared::default());
    }
}
