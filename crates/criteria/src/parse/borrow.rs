//! Borrowed sections: found through the library, read once each, never in a circle.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::check::is_code;
use super::faults::{Fault, Faults, Lines};
use super::table::Table;
use super::tree::{Content, Draft, MOST_NODES};
use crate::codes;
use crate::set::{CriteriaSet, NodeId};
use crate::{Library, Severity};

/// Longest chain of sets that borrow from each other.
const MOST_CHAIN: usize = 8;

type Key = (String, String);

/// Sets read so far, and those being read.
pub(crate) struct Shelf<'l> {
    library: &'l dyn Library,
    open: Vec<Key>,
    read: HashMap<Key, Option<Rc<CriteriaSet>>>,
    /// Texts used, by code and version.
    pub(crate) used: BTreeMap<Key, String>,
}

impl<'l> Shelf<'l> {
    /// An empty shelf.
    pub(crate) fn new(library: &'l dyn Library) -> Self {
        Self { library, open: Vec::new(), read: HashMap::new(), used: BTreeMap::new() }
    }

    /// Runs a step during which the set of this key may not be borrowed.
    pub(crate) fn while_open<T>(&mut self, key: Key, step: impl FnOnce(&mut Self) -> T) -> T {
        self.open.push(key);
        let result = step(self);
        self.open.pop();
        result
    }

    fn find(&mut self, borrow: Table<'_>, faults: &mut Faults) -> Option<Rc<CriteriaSet>> {
        let (set, version) = (borrow.text("set")?, borrow.text("version")?);
        let key = (set.value.to_owned(), version.value.to_owned());
        let fault = |code| Fault::new(code, set.span.clone()).text("set", set.value).text("version", version.value);
        if self.open.contains(&key) || self.open.len() >= MOST_CHAIN {
            faults.push(fault(&codes::BORROW_CYCLE));
            return None;
        }
        if !self.read.contains_key(&key) {
            let Some(source) = self.library.find(set.value, version.value) else {
                faults.push(fault(&codes::BORROW_NOT_FOUND));
                return None;
            };
            let parsed = super::parse_within(&source, self);
            let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
            if errors > 0 {
                faults.push(fault(&codes::BORROW_BROKEN).count("count", errors));
            }
            self.used.insert(key.clone(), source.text);
            self.read.insert(key.clone(), parsed.set.map(Rc::new));
        }
        self.read.get(&key).cloned().flatten()
    }
}

/// Appends the borrowed branches to the drafts; the hashes of the sets used in order of first use, and
/// whether everything was found.
pub(crate) fn borrow<'t>(
    file: Table<'t>,
    (drafts, by_code): (&mut Vec<Draft<'t>>, &mut HashMap<String, usize>),
    shelf: &mut Shelf<'_>,
    lines: &Lines,
    faults: &mut Faults,
) -> (Vec<String>, bool) {
    let errors = faults.errors();
    let mut hashes: Vec<String> = Vec::new();
    let own: Vec<String> = drafts.iter().map(|draft| draft.code.clone()).collect();
    for table in file.tables("borrow") {
        let parent = table.text("parent").map(|code| {
            let found = by_code.get(code.value).copied();
            if found.is_none() {
                let fault = Fault::new(&codes::UNKNOWN_CODE, code.span.clone()).text("code", code.value);
                faults.unknown(fault, code.value, own.iter().map(String::as_str));
            }
            found
        });
        let Some(set) = shelf.find(table, faults) else { continue };
        if !hashes.contains(&set.hash) {
            hashes.push(set.hash.clone());
        }
        let Some((section, prefix)) = table.text("section").zip(table.string("prefix")) else { continue };
        let Some(top) = set.find(section.value).map(|node| node.id) else {
            let fault = Fault::new(&codes::BORROW_NO_SECTION, section.span).text("code", section.value);
            let known = set.nodes.iter().skip(1).map(|node| node.code.as_str());
            faults.unknown(fault.text("set", &set.code), section.value, known);
            continue;
        };
        branch((&set, top, table, &prefix), parent.flatten(), (drafts, by_code), lines, faults);
    }
    (hashes, faults.errors() == errors)
}

fn branch<'t>(
    (set, top, table, prefix): (&Rc<CriteriaSet>, NodeId, Table<'t>, &str),
    parent: Option<usize>,
    (drafts, by_code): (&mut Vec<Draft<'t>>, &mut HashMap<String, usize>),
    lines: &Lines,
    faults: &mut Faults,
) {
    let mut places: HashMap<NodeId, usize> = HashMap::new();
    for node in set.nodes.iter().skip(top.index()) {
        let above = node.parent.and_then(|parent| places.get(&parent)).copied();
        if node.id != top && above.is_none() {
            break;
        }
        if drafts.len() >= MOST_NODES {
            let fault = Fault::new(&codes::TOO_MANY_NODES, table.span());
            return faults.push(fault.count("count", drafts.len() + 1).count("most", MOST_NODES));
        }
        let (code, span) = (format!("{prefix}{}", node.code), table.value_span("prefix"));
        if !is_code(&code) {
            faults.push(Fault::new(&codes::BAD_CODE, span.clone()).text("code", &code).text("key", "prefix"));
        }
        if let Some(first) = by_code.get(&code) {
            let line = lines.line(drafts[*first].span.start);
            faults.push(Fault::new(&codes::DUPLICATE_CODE, span).text("code", &code).count("line", line));
            continue;
        }
        places.insert(node.id, drafts.len());
        by_code.insert(code.clone(), drafts.len());
        let content = Content::Borrowed(Rc::clone(set), node.id, table);
        drafts.push(Draft { code, span, content, parent: if node.id == top { parent } else { above } });
    }
}
