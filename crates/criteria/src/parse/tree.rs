//! The tree: sections and criteria in reading order, their parents, borrowed branches, preorder.

use std::collections::HashMap;
use std::rc::Rc;

use super::check::is_code;
use super::faults::{Fault, Faults, Lines, Span};
use super::table::{Table, Text};
use crate::codes;
use crate::set::{CriteriaSet, NodeId};

/// Most nodes of a set, the root left out.
pub(crate) const MOST_NODES: usize = 5_000;
/// Most levels below the set.
pub(crate) const MOST_DEPTH: u8 = 12;

/// Where a node comes from.
#[derive(Clone)]
pub(crate) enum Content<'t> {
    /// A `[[section]]`.
    Section(Table<'t>),
    /// A `[[criterion]]`.
    Criterion(Table<'t>),
    /// A node of another set, and which `[[borrow]]` asked for it.
    Borrowed(Rc<CriteriaSet>, NodeId, Table<'t>),
}

/// A node before it is read.
#[derive(Clone)]
pub(crate) struct Draft<'t> {
    pub(crate) code: String,
    pub(crate) span: Span,
    pub(crate) content: Content<'t>,
    /// Index of the parent's draft; `None` is the set itself.
    pub(crate) parent: Option<usize>,
}

/// The tree in preorder: place 0 is the set itself, place n is node n.
pub(crate) struct Tree<'t> {
    /// Drafts by node id; index 0 is unused and empty.
    pub(crate) drafts: Vec<Option<Draft<'t>>>,
    pub(crate) parents: Vec<Option<NodeId>>,
    pub(crate) children: Vec<Vec<NodeId>>,
    pub(crate) depths: Vec<u8>,
    /// One past the last node below, by node.
    pub(crate) ends: Vec<u32>,
    pub(crate) ids: HashMap<String, NodeId>,
}

impl Tree<'_> {
    /// Number of nodes with the set itself.
    pub(crate) fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Says whether one node is another or stands above it.
    pub(crate) fn covers(&self, above: NodeId, below: NodeId) -> bool {
        above.0 <= below.0 && below.0 < self.ends[above.index()]
    }

    /// Node of a code; reports one that is not known.
    pub(crate) fn find(&self, code: &Text<'_>, faults: &mut Faults) -> Option<NodeId> {
        let found = self.ids.get(code.value).copied();
        if found.is_none() {
            unknown_code(code, self.drafts.iter().flatten().map(|draft| draft.code.as_str()), faults);
        }
        found
    }
}

fn unknown_code<'a>(code: &Text<'_>, known: impl IntoIterator<Item = &'a str>, faults: &mut Faults) {
    let fault = Fault::new(&codes::UNKNOWN_CODE, code.span.clone()).text("code", code.value);
    faults.unknown(fault, code.value, known);
}

/// Says so and gives false if there are more nodes than a set may have.
pub(crate) fn fits(file: Table<'_>, faults: &mut Faults) -> bool {
    let mut all = file.tables("section");
    all.extend(file.tables("criterion"));
    all.sort_by_key(|table| table.span().start);
    let Some(extra) = all.get(MOST_NODES) else { return true };
    let fault = Fault::new(&codes::TOO_MANY_NODES, extra.span());
    faults.push(fault.count("count", all.len()).count("most", MOST_NODES));
    false
}

/// Sections and criteria of the file itself, parents linked.
pub(crate) fn own<'t>(file: Table<'t>, lines: &Lines, faults: &mut Faults) -> (Vec<Draft<'t>>, HashMap<String, usize>) {
    let sections = file.tables("section").into_iter().map(|table| (table, Content::Section(table)));
    let criteria = file.tables("criterion").into_iter().map(|table| (table, Content::Criterion(table)));
    let mut all: Vec<_> = sections.chain(criteria).collect();
    all.sort_by_key(|(table, _)| table.span().start);
    let mut drafts: Vec<Draft<'_>> = Vec::with_capacity(all.len());
    let mut by_code: HashMap<String, usize> = HashMap::new();
    for (table, content) in all {
        let code = table.text("code").unwrap_or(Text { value: "", span: table.span() });
        if let Some(first) = by_code.get(code.value) {
            let line = lines.line(drafts[*first].span.start);
            let fault = Fault::new(&codes::DUPLICATE_CODE, code.span.clone()).text("code", code.value);
            faults.push(fault.count("line", line));
        } else if !code.value.is_empty() {
            by_code.insert(code.value.to_owned(), drafts.len());
        }
        drafts.push(Draft { code: code.value.to_owned(), span: code.span, content, parent: None });
    }
    link(&mut drafts, &by_code, faults);
    (drafts, by_code)
}

fn link(drafts: &mut [Draft<'_>], by_code: &HashMap<String, usize>, faults: &mut Faults) {
    for index in 0..drafts.len() {
        drafts[index].parent = parent(index, drafts, by_code, faults);
    }
    break_cycles(drafts, faults);
    let mut reported = vec![false; drafts.len()];
    for index in 0..drafts.len() {
        let mut parent = drafts[index].parent;
        while let Some(above) = parent.filter(|above| matches!(drafts[*above].content, Content::Criterion(_))) {
            if !reported[above] {
                let fault = Fault::new(&codes::CRITERION_HAS_CHILDREN, drafts[above].span.clone());
                faults.push(fault.text("code", &drafts[above].code).text("child", &drafts[index].code));
            }
            reported[above] = true;
            parent = drafts[above].parent;
        }
        drafts[index].parent = parent;
    }
}

fn parent(index: usize, drafts: &[Draft<'_>], by_code: &HashMap<String, usize>, faults: &mut Faults) -> Option<usize> {
    let draft = &drafts[index];
    let (Content::Section(table) | Content::Criterion(table)) = &draft.content else { return None };
    if let Some(code) = table.text("parent") {
        let found = by_code.get(code.value).copied();
        if found.is_none() {
            unknown_code(&code, drafts.iter().map(|draft| draft.code.as_str()), faults);
        }
        return found;
    }
    if !is_code(&draft.code) {
        return None;
    }
    let mut rest = draft.code.as_str();
    while let Some((prefix, _)) = rest.rsplit_once('.') {
        if let Some(found) = by_code.get(prefix) {
            return Some(*found);
        }
        rest = prefix;
    }
    None
}

/// Cuts parents that lead back to their child, and says so.
fn break_cycles(drafts: &mut [Draft<'_>], faults: &mut Faults) {
    let mut done = vec![0usize; drafts.len()];
    for start in 0..drafts.len() {
        let (mark, mut at) = (start + 1, start);
        while done[at] == 0 {
            done[at] = mark;
            let Some(above) = drafts[at].parent else { break };
            if done[above] == mark {
                let fault = Fault::new(&codes::PARENT_CYCLE, drafts[at].span.clone());
                faults.push(fault.text("code", &drafts[at].code).text("parent", &drafts[above].code));
                drafts[at].parent = None;
                break;
            }
            at = above;
        }
    }
}

/// Puts the drafts in preorder, children in the order of the list.
pub(crate) fn arrange<'t>(drafts: Vec<Draft<'t>>, faults: &mut Faults) -> Tree<'t> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); drafts.len() + 1];
    for (index, draft) in drafts.iter().enumerate() {
        below[draft.parent.map_or(0, |parent| parent + 1)].push(index);
    }
    let mut tree = Tree {
        drafts: vec![None],
        parents: vec![None],
        children: vec![Vec::new()],
        depths: vec![0],
        ends: vec![1],
        ids: HashMap::new(),
    };
    let mut waiting: Vec<(usize, NodeId, u32)> = below[0].iter().rev().map(|index| (*index, NodeId::ROOT, 1)).collect();
    while let Some((index, parent, depth)) = waiting.pop() {
        let id = NodeId(tree.drafts.len() as u32);
        let draft = &drafts[index];
        if depth == u32::from(MOST_DEPTH) + 1 {
            let fault = Fault::new(&codes::TOO_DEEP, draft.span.clone()).text("code", &draft.code);
            faults.push(fault.count("most", usize::from(MOST_DEPTH)));
        }
        tree.ids.entry(draft.code.clone()).or_insert(id);
        tree.drafts.push(Some(draft.clone()));
        tree.parents.push(Some(parent));
        tree.children.push(Vec::new());
        tree.children[parent.index()].push(id);
        tree.depths.push(u8::try_from(depth).unwrap_or(u8::MAX));
        tree.ends.push(id.0 + 1);
        waiting.extend(below[index + 1].iter().rev().map(|index| (*index, id, depth + 1)));
    }
    for place in (1..tree.len()).rev() {
        if let Some(parent) = tree.parents[place] {
            tree.ends[parent.index()] = tree.ends[parent.index()].max(tree.ends[place]);
        }
    }
    tree
}
