//! The tree of criteria with states and scores, filtered.

use thuocdo_criteria::set::{Node, NodeId};
use thuocdo_words::collate::fold;

use super::{Scene, title};
use crate::answers::tally::{Line, Standing};

/// Which criteria are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Not answered.
    Todo,
    /// Lacking evidence: what the check blocks for it.
    Lacking,
    /// Given to the viewer.
    Mine,
    /// Sent back.
    Returned,
}

impl Filter {
    /// All filters in the order of the page.
    pub const ALL: [Self; 5] = [Self::All, Self::Todo, Self::Lacking, Self::Mine, Self::Returned];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Todo => "chua-lam",
            Self::Lacking => "thieu-minh-chung",
            Self::Mine => "cua-toi",
            Self::Returned => "bi-tra-lai",
        }
    }

    /// Reads the word; an unknown one lists all.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.word() == word).unwrap_or_default()
    }
}

/// How many criteria each filter lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that the unit assesses itself, and what comes from elsewhere.
    pub all: usize,
    /// Not answered.
    pub todo: usize,
    /// Lacking evidence.
    pub lacking: usize,
    /// Given to the viewer.
    pub mine: usize,
    /// Sent back.
    pub returned: usize,
}

impl Counts {
    /// The count of a filter.
    pub fn of(&self, filter: Filter) -> usize {
        match filter {
            Filter::All => self.all,
            Filter::Todo => self.todo,
            Filter::Lacking => self.lacking,
            Filter::Mine => self.mine,
            Filter::Returned => self.returned,
        }
    }
}

/// A section at the top of the tree with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeGroup {
    /// Code of the section; empty for criteria right below the set.
    pub code: String,
    /// Title.
    pub title: String,
    /// Criteria below it that need nothing more.
    pub done: usize,
    /// Criteria below it that the unit assesses itself.
    pub of: usize,
    /// Points so far.
    pub points: String,
    /// Maximum that applies.
    pub maximum: String,
    /// Whether it is shown open.
    pub open: bool,
    /// Sections and criteria below it, in order.
    pub rows: Vec<TreeRow>,
}

/// A section or a criterion in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the group.
    pub depth: u8,
    /// Whether it is a section.
    pub section: bool,
    /// Word of the state: `todo`, `part`, `lacking`, `done`, `na`, `elsewhere`, `returned`, `locked`.
    pub state: &'static str,
    /// Points, if there are any.
    pub score: Option<String>,
    /// Maximum.
    pub max: String,
    /// Whether this is the page.
    pub current: bool,
    /// Whether it was given to the viewer.
    pub mine: bool,
}

/// The word of the state that the tree shows.
pub(super) fn state(scene: &Scene<'_>, line: &Line) -> &'static str {
    if let Some(returned) = scene.returned() {
        return match (returned.contains(&line.code), line.standing) {
            (_, Standing::Elsewhere) => "elsewhere",
            (true, _) => "returned",
            (false, _) => "locked",
        };
    }
    word(line.standing)
}

/// The word of a standing, as icons know it.
pub fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Todo => "todo",
        Standing::Doing => "part",
        Standing::Lacking => "lacking",
        Standing::Done => "done",
        Standing::NotApplicable => "na",
        Standing::Elsewhere => "elsewhere",
    }
}

fn is_mine(scene: &Scene<'_>, code: &str) -> bool {
    scene.assignments.iter().any(|given| given.criterion == code && given.account == scene.me)
}

fn is_returned(scene: &Scene<'_>, code: &str) -> bool {
    scene.returned().is_some_and(|codes| codes.iter().any(|returned| returned == code))
}

fn fits(scene: &Scene<'_>, filter: Filter, line: &Line) -> bool {
    match filter {
        Filter::All => true,
        Filter::Todo => line.standing == Standing::Todo,
        Filter::Lacking => line.standing == Standing::Lacking,
        Filter::Mine => is_mine(scene, &line.code),
        Filter::Returned => is_returned(scene, &line.code),
    }
}

/// Counts what each filter lists.
pub(super) fn counts(scene: &Scene<'_>) -> Counts {
    let count = |filter| scene.tally.lines.iter().filter(|line| fits(scene, filter, line)).count();
    Counts {
        all: count(Filter::All),
        todo: count(Filter::Todo),
        lacking: count(Filter::Lacking),
        mine: count(Filter::Mine),
        returned: count(Filter::Returned),
    }
}

/// Criteria that the filter and the words list, in order.
pub(super) fn listed<'a>(scene: &'a Scene<'_>) -> Vec<&'a Line> {
    let set = scene.set();
    let wanted: Vec<String> = fold(&scene.asked.words).split_whitespace().map(str::to_owned).collect();
    let has_words = |line: &Line| {
        let node = set.node(line.node);
        let text = fold(&format!("{} {} {}", node.code, node.title, title(scene.asked.lang, node)));
        wanted.iter().all(|word| text.contains(word.as_str()))
    };
    let lines = scene.tally.lines.iter();
    lines.filter(|line| fits(scene, scene.asked.filter, line) && has_words(line)).collect()
}

/// The tree, with only what is listed.
pub(super) fn groups(scene: &Scene<'_>) -> Vec<TreeGroup> {
    let set = scene.set();
    let listed: Vec<NodeId> = listed(scene).iter().map(|line| line.node).collect();
    let narrowed = scene.asked.filter != Filter::All || !scene.asked.words.trim().is_empty();
    let shown = |node: &Node| node.section().is_none() && listed.contains(&node.id);
    let mut groups: Vec<TreeGroup> = Vec::new();
    let mut waiting: Vec<&Node> = Vec::new();
    for node in set.nodes.iter().skip(1) {
        if node.depth == 1 {
            waiting.clear();
            let loose = node.section().is_none() && groups.last().is_some_and(|group| group.code.is_empty());
            if !loose {
                groups.push(group(scene, node));
            }
        }
        let Some(group) = groups.last_mut() else { continue };
        if node.section().is_some() {
            waiting.retain(|section| section.depth < node.depth);
            if node.depth > 1 {
                waiting.push(node);
            }
            continue;
        }
        if !shown(node) {
            continue;
        }
        for section in waiting.drain(..).filter(|section| section.depth < node.depth) {
            group.rows.push(section_row(scene, section));
        }
        group.rows.extend(row(scene, node));
    }
    for group in &mut groups {
        group.open = narrowed || scene.asked.criterion.is_none() || group.rows.iter().any(|row| row.current);
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn group(scene: &Scene<'_>, node: &Node) -> TreeGroup {
    let sum = scene.tally.sections.iter().find(|sum| sum.node == node.id);
    let section = node.section().is_some();
    TreeGroup {
        code: if section { node.code.clone() } else { String::new() },
        title: if section { title(scene.asked.lang, node).to_owned() } else { String::new() },
        done: sum.map_or(0, |sum| sum.done),
        of: sum.map_or(0, |sum| sum.of),
        points: sum.map(|sum| scene.writer.points(&sum.points)).unwrap_or_default(),
        maximum: sum.map(|sum| scene.writer.maximum(&sum.maximum)).unwrap_or_default(),
        open: false,
        rows: Vec::new(),
    }
}

fn section_row(scene: &Scene<'_>, node: &Node) -> TreeRow {
    let sum = scene.tally.sections.iter().find(|sum| sum.node == node.id);
    TreeRow {
        code: node.code.clone(),
        title: title(scene.asked.lang, node).to_owned(),
        depth: node.depth,
        section: true,
        state: "",
        score: sum.map(|sum| format!("{}/{}", sum.done, sum.of)),
        max: String::new(),
        current: false,
        mine: false,
    }
}

fn row(scene: &Scene<'_>, node: &Node) -> Option<TreeRow> {
    let line = scene.tally.lines.iter().find(|line| line.node == node.id)?;
    Some(TreeRow {
        code: node.code.clone(),
        title: title(scene.asked.lang, node).to_owned(),
        depth: node.depth,
        section: false,
        state: state(scene, line),
        score: line.points.as_ref().map(|points| scene.writer.points(points)),
        max: if node.scored { scene.writer.points(&line.max) } else { String::new() },
        current: scene.asked.criterion.as_deref() == Some(&node.code),
        mine: is_mine(scene, &node.code),
    })
}
