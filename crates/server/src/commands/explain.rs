//! `explain FILE [CODE]`: a criteria file in sentences a clerk understands.

use std::fs;
use std::io::Write;
use std::path::Path;

use thuocdo_base::Message;
use thuocdo_criteria::set::{ClassId, Node, NodeId, NodeKind};
use thuocdo_criteria::{CriteriaSet, Severity, explain};
use thuocdo_words::Lang;

use super::check::parse;
use super::print::Finding;
use super::{Context, Ended, Trouble};
use crate::folders;

/// Prints one node with all below it, or the whole set.
///
/// # Errors
/// If the file cannot be read, or has no such node or class.
pub fn run(context: &Context, file: &Path, code: Option<&str>, class: Option<&str>) -> Result<Ended, Trouble> {
    let Some(set) = load(context, file)? else { return Ok(Ended::Findings) };
    let class = class.map(|code| class_of(&set, code)).transpose()?;
    let top = match code {
        None => NodeId::ROOT,
        Some(code) => set.find(code).ok_or_else(|| unknown("cmd-code-unknown", code))?.id,
    };
    let mut out = std::io::stdout().lock();
    if top == NodeId::ROOT {
        let _ = writeln!(out, "{}\n{}@{}", title(context.lang, set.root(), &set), set.code, set.version);
        print_sentences(context, &whole(&set), "", &mut out);
        let _ = writeln!(out);
    }
    for node in set.nodes.iter().skip(1).filter(|node| below(&set, node, top) && applies(&set, node, class)) {
        print_node(context, &set, node, class, &mut out);
    }
    Ok(Ended::Well)
}

/// Reads a set; prints what is wrong if it cannot be used.
///
/// # Errors
/// If the file cannot be read.
pub fn load(context: &Context, file: &Path) -> Result<Option<CriteriaSet>, Trouble> {
    let bytes = fs::read(file).map_err(|error| folders::broken(file, &error))?;
    let parsed = parse(file, &bytes, &context.catalog);
    if parsed.set.is_none() {
        let (path, text) = (file.display().to_string(), String::from_utf8_lossy(&bytes).into_owned());
        let mut out = std::io::stdout().lock();
        for found in parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            Finding::of_diagnostic(&path, found).print(&mut out, &context.words, Some(&text));
        }
    }
    Ok(parsed.set)
}

fn class_of(set: &CriteriaSet, code: &str) -> Result<ClassId, Trouble> {
    set.class(code).ok_or_else(|| unknown("cmd-class-unknown", code))
}

fn unknown(key: &str, code: &str) -> Trouble {
    Trouble::Usage(Message::new(key).text("code", code))
}

fn below(set: &CriteriaSet, node: &Node, top: NodeId) -> bool {
    node.id == top || node.parent.is_some_and(|parent| below(set, set.node(parent), top))
}

/// Without a class everything is shown, with one only its form.
fn applies(set: &CriteriaSet, node: &Node, class: Option<ClassId>) -> bool {
    class.is_none() || set.applies(node.id, class)
}

fn print_node(context: &Context, set: &CriteriaSet, node: &Node, class: Option<ClassId>, out: &mut dyn Write) {
    let indent = "  ".repeat(usize::from(node.depth).saturating_sub(1));
    let head = Message::new(if node.scored { "cmd-explain-node" } else { "cmd-explain-unscored" })
        .text("code", node.code.as_str())
        .text("title", title(context.lang, node, set))
        .number("max", node.max_for(class));
    let _ = writeln!(out, "{indent}{}", context.words.render(&head));
    let sentences = match node.kind {
        NodeKind::Section(_) => explain::aggregation(set, node.id, class),
        NodeKind::Criterion(_) => {
            let rule = explain::rule(set, node.id, class);
            rule.into_iter().chain(explain::answers(set, node.id)).collect()
        }
    };
    let policy = node.na.as_ref().filter(|_| node.criterion().is_some());
    let policy = policy.map(|policy| explain::policy(set, policy));
    print_sentences(context, &sentences, &format!("{indent}  "), out);
    print_sentences(context, policy.as_slice(), &format!("{indent}  "), out);
}

fn print_sentences(context: &Context, sentences: &[Message], indent: &str, out: &mut dyn Write) {
    for sentence in sentences {
        let _ = writeln!(out, "{indent}{}", context.words.render(sentence));
    }
}

/// What the set says beside its nodes: document, policies, grades, ranking, rounding.
fn whole(set: &CriteriaSet) -> Vec<Message> {
    let mut sentences = vec![explain::document(set)];
    sentences.extend(explain::aggregation(set, NodeId::ROOT, None));
    sentences.extend(set.not_applicable.iter().map(|rule| explain::not_applicable(set, rule)));
    sentences.extend(explain::maturity(set));
    sentences.extend(set.grade_scales.iter().flat_map(|scale| explain::bands(set, scale)));
    sentences.extend(set.adjustments.iter().flat_map(|adjustment| explain::adjustment(set, adjustment)));
    sentences.extend(explain::ranking(set));
    sentences.extend(explain::rounding(set));
    sentences.push(explain::index(set));
    sentences.extend(explain::conversion(set));
    sentences
}

fn title<'a>(lang: Lang, node: &'a Node, set: &'a CriteriaSet) -> &'a str {
    let (own, english) = match node.id {
        NodeId::ROOT => (&set.title, &set.title_en),
        _ => (&node.title, &node.title_en),
    };
    english.as_ref().filter(|_| lang == Lang::En).unwrap_or(own)
}
