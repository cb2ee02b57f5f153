//! From text to a checked set: one pass that reports everything it finds.
//!
//! Read in this order: [`shape`] (which keys there are), [`check`] (values against shapes), [`head`],
//! [`tree`], [`nodes`] with [`rules`], [`maxima`], then what refers to nodes.

pub(crate) mod borrow;
pub(crate) mod borrowed;
pub(crate) mod check;
pub(crate) mod declares;
pub(crate) mod expression;
pub(crate) mod faults;
pub(crate) mod grades;
pub(crate) mod head;
pub(crate) mod maxima;
pub(crate) mod nodes;
pub(crate) mod policies;
pub(crate) mod rule_lists;
pub(crate) mod rule_shapes;
pub(crate) mod rules;
pub(crate) mod shape;
pub(crate) mod sidecar;
pub(crate) mod table;
pub(crate) mod tree;
pub(crate) mod variables;

use std::borrow::Cow;

use sha2::{Digest, Sha256};
use toml::de::DeTable;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::codes;
use crate::set::{CriteriaSet, Node, NodeKind, SectionRole};
use crate::source::{Library, Parsed, SourceText};
use borrow::Shelf;
use faults::{Fault, Faults, Lines};
use head::Head;
use maxima::{Forms, Maxima};
use table::Table;
use tree::Tree;

/// Largest file that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Parses a file whose text came over as it was.
pub(crate) fn parse(source: &SourceText, library: &dyn Library) -> Parsed {
    let mut shelf = Shelf::new(library);
    let mut parsed = parse_within(source, &mut shelf);
    parsed.borrowed = shelf.used.into_iter().map(|((code, version), text)| (code, version, text)).collect();
    parsed
}

/// Parses a file as part of reading others.
pub(crate) fn parse_within(source: &SourceText, shelf: &mut Shelf<'_>) -> Parsed {
    let mut faults = Faults::default();
    let text = composed(&source.text, &mut faults);
    let sidecar = source.sidecar.as_deref().map(|words| words.strip_prefix('\u{feff}').unwrap_or(words));
    if text.len() > MOST_BYTES || sidecar.is_some_and(|words| words.len() > MOST_BYTES) {
        faults.push(Fault::new(&codes::TOO_LARGE, 0..0).count("most", MOST_BYTES / 1024 / 1024));
        return Parsed { set: None, diagnostics: faults.finish("", ""), borrowed: Vec::new() };
    }
    let mut set = read(&text, shelf, &mut faults);
    if let (Some(words), Some(set)) = (sidecar, &mut set) {
        sidecar::apply(words, set, &mut faults);
    }
    let set = set.filter(|_| faults.errors() == 0);
    Parsed { set, diagnostics: faults.finish(&text, sidecar.unwrap_or_default()), borrowed: Vec::new() }
}

/// The text in NFC, without a byte order mark; says so if letters had to be composed.
pub(crate) fn composed<'t>(text: &'t str, faults: &mut Faults) -> Cow<'t, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MOST_BYTES || is_nfc(text) {
        return Cow::Borrowed(text);
    }
    faults.push(Fault::new(&codes::NOT_NFC, 0..0));
    Cow::Owned(text.nfc().collect())
}

fn read(text: &str, shelf: &mut Shelf<'_>, faults: &mut Faults) -> Option<CriteriaSet> {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        faults.push(syntax(error));
    }
    let file = Table::new(document.get_ref(), 0..0);
    if !tree::fits(file, faults) {
        return None;
    }
    check::check(file, &shape::FILE, faults);
    let head = head::head(file, faults);
    let lines = Lines::new(text);
    let key = (head.code.clone(), head.version.clone());
    let (mut drafts, mut by_code) = tree::own(file, &lines, faults);
    let all_known = by_code.len() == drafts.len();
    let (hashes, found) =
        shelf.while_open(key, |shelf| borrow::borrow(file, (&mut drafts, &mut by_code), shelf, &lines, faults));
    let tree = tree::arrange(drafts, faults);
    let mut set = assemble(text, file, head, (&tree, all_known && found), faults);
    set.hash = hash(text, &hashes);
    Some(set)
}

/// A finding about the syntax of TOML, in our words where the parser's are known.
pub(crate) fn syntax(error: &toml::de::Error) -> Fault {
    let span = error.span().unwrap_or_default();
    let message = error.message();
    if message.starts_with("duplicate key") {
        return Fault::new(&codes::DUPLICATE_KEY, span);
    }
    if message.contains("recurs") {
        return Fault::new(&codes::NESTED_TOO_DEEP, span);
    }
    let known = SYNTAX.iter().find(|(start, _)| message.starts_with(start));
    let fault = Fault::new(&codes::SYNTAX, span);
    match known {
        Some((_, key)) => fault.sentence("detail", key),
        None => fault.text("detail", message),
    }
}

/// How the parser's messages start, and our sentences for them.
const SYNTAX: &[(&str, &str)] = &[
    ("invalid basic string", "diag-toml-string"),
    ("invalid literal string", "diag-toml-string"),
    ("invalid multi-line", "diag-toml-string"),
    ("missing opening quote", "diag-toml-string"),
    ("missing escaped value", "diag-toml-escape"),
    ("too few unicode", "diag-toml-escape"),
    ("unclosed array table", "diag-toml-header"),
    ("unclosed table", "diag-toml-header"),
    ("missing table open", "diag-toml-header"),
    ("unclosed array", "diag-toml-array"),
    ("missing array opening", "diag-toml-array"),
    ("unclosed inline table", "diag-toml-inline"),
    ("missing inline table opening", "diag-toml-inline"),
    ("key with no value", "diag-toml-value"),
    ("missing value", "diag-toml-value"),
    ("missing assignment", "diag-toml-value"),
    ("string values must be quoted", "diag-toml-quotes"),
    ("missing comma", "diag-toml-comma"),
    ("extra comma", "diag-toml-extra"),
    ("extra ", "diag-toml-extra"),
    ("unexpected `=`", "diag-toml-extra"),
    ("missing key", "diag-toml-key"),
    ("invalid unquoted key", "diag-toml-key"),
    ("unquoted keys", "diag-toml-key"),
    ("keys cannot", "diag-toml-key"),
    ("unexpected leading zero", "diag-toml-number"),
    ("redundant", "diag-toml-number"),
    ("invalid integer", "diag-toml-number"),
    ("invalid float", "diag-toml-number"),
    ("unexpected", "diag-toml-rest"),
    ("invalid key-value pair", "diag-toml-rest"),
    ("invalid inline table element", "diag-toml-rest"),
    ("cannot extend", "diag-toml-extend"),
    ("carriage return", "diag-toml-return"),
];

fn assemble(
    text: &str,
    file: Table<'_>,
    head: Head<'_>,
    (tree, complete): (&Tree<'_>, bool),
    faults: &mut Faults,
) -> CriteriaSet {
    let variants = nodes::variants(file, &head, tree, faults);
    let reader = nodes::Reader { file_text: text, head: &head, tree, variants: &variants, faults };
    let mut nodes = reader.nodes();
    let forms = Forms::new(&nodes, head.classes.len());
    maxima::shape(&nodes, &head, tree, (&variants, &forms), faults);
    Maxima { head: &head, tree, variants: &variants, forms: &forms, file, complete, faults }.settle(&mut nodes);
    policies::zero_needs_policy(tree, &nodes, faults);
    let not_applicable = policies::rules(file, &head, tree, &nodes, faults);
    let grade_scales = grades::scales(file, tree, faults);
    let ranking = grades::ranking(file, &head, tree, faults);
    let adjustments = grades::adjustments(file, &head, &grade_scales, faults);
    let conversion = grades::conversion(file, &grade_scales, faults);
    let declares = declares::declares(file, &head, (tree, &forms, complete), &nodes, faults);
    if !nodes.iter().any(|node| node.criterion().is_some()) {
        faults.push(Fault::new(&codes::NO_CRITERIA, 0..0));
    }
    targets(file, &head, &nodes, faults);
    bounds(file, &head, &nodes, faults);
    CriteriaSet {
        code: head.code,
        version: head.version,
        title: head.title,
        title_en: None,
        document: head.document,
        legal_basis: head.set.map(|set| set.strings("legal_basis")).unwrap_or_default(),
        notes: head.set.map(|set| set.strings("notes")).unwrap_or_default(),
        hash: String::new(),
        levels: head.levels,
        classes: head.classes,
        scale: head.scale.unwrap_or_default(),
        rounding: head.rounding,
        index: head.index,
        bounds: head.bounds.unwrap_or_default(),
        nodes,
        not_applicable,
        steps: head.steps,
        maturity: head.maturity,
        grade_scales,
        ranking,
        inputs: head.inputs,
        adjustments,
        conversion,
        declares,
    }
}

/// Warns about steps that no criterion has a target for.
fn targets(file: Table<'_>, head: &Head<'_>, nodes: &[Node], faults: &mut Faults) {
    let mut used = vec![false; head.steps.len()];
    for target in nodes.iter().filter_map(Node::criterion).flat_map(|criterion| &criterion.targets) {
        used[target.step] = true;
    }
    for (step, table) in file.tables("step").iter().enumerate() {
        if used.get(step) == Some(&false) {
            faults.push(
                Fault::new(&codes::STEP_WITHOUT_TARGETS, table.value_span("code")).text("name", &head.steps[step].code),
            );
        }
    }
}

/// What bonus and deduction may do to the total must be said as soon as there is one.
fn bounds(file: Table<'_>, head: &Head<'_>, nodes: &[Node], faults: &mut Faults) {
    let special =
        |node: &&Node| matches!(&node.kind, NodeKind::Section(section) if section.role != SectionRole::Regular);
    let deducts = |table: &Table<'_>| table.text("kind").is_some_and(|kind| kind.value == "deduct");
    let needed = nodes.iter().any(|node| special(&node)) || file.tables("adjustment").iter().any(deducts);
    if let (true, Some(set)) = (needed, head.set.filter(|set| !set.has("bounds"))) {
        faults.push(Fault::new(&codes::BOUNDS_MISSING, set.span()));
    }
}

/// SHA-256 of the text with LF line ends, then of each borrowed set's hash on a line of its own.
pub(crate) fn hash(text: &str, borrowed: &[String]) -> String {
    let mut hasher = Sha256::new();
    for (index, line) in text.split("\r\n").enumerate() {
        if index > 0 {
            hasher.update(b"\n");
        }
        hasher.update(line.as_bytes());
    }
    for other in borrowed {
        hasher.update(b"\n");
        hasher.update(other.as_bytes());
    }
    hex::encode(hasher.finalize())
}
