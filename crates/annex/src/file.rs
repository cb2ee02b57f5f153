//! The criteria file that is made of an annex.

use std::fmt::Write;

use thuocdo_base::Number;
use thuocdo_base::read;
use thuocdo_words::collate::fold;

use crate::Reading;
use crate::declared;
use crate::nodes::Node;
use crate::propose::{Confidence, Proposal, target};
use crate::row::Kind;
use crate::toml::quoted;

/// What the file says of itself; what is empty is taken from the annex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Code of the set.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// Number of the decision.
    pub number: String,
    /// Its day, `YYYY-MM-DD`.
    pub date: String,
    /// Who issued it.
    pub issuer: String,
}

/// What the letterhead of an annex says of the decision: `Kèm theo Quyết định số 01/QĐ-UBND ngày 02/01/2026 của …`.
pub fn head(reading: &Reading) -> Head {
    let rows = reading.rows.iter().filter(|row| row.kind == Kind::Head && row.table.is_none());
    let lines: Vec<String> = rows.map(crate::Row::text).collect();
    let mut head = Head { title: title(&lines), ..Head::default() };
    let text = lines.join(" ");
    let folded: Vec<char> = fold(&text).chars().collect();
    let folded_text: String = folded.iter().collect();
    let after = |word: &str| {
        let start = folded_text[..folded_text.find(word)?].chars().count() + word.chars().count();
        Some(text.chars().skip(start).collect::<String>())
    };
    let starts = ["quyet dinh so", "quy dinh so", "nghi quyet so", "ke hoach so", "huong dan so"];
    let Some(rest) = starts.iter().find_map(|start| after(start)) else { return head };
    let mut words = rest.trim_start_matches([':', ' ']).split([' ', ',', ';', ')']).filter(|word| !word.is_empty());
    head.number = words.next().unwrap_or_default().to_owned();
    head.date = words.take(4).find_map(read::date).unwrap_or_default();
    if let Some((_, issuer)) = rest.split_once(" của ") {
        head.issuer = issuer.split([')', ';', '.']).next().unwrap_or_default().trim().to_owned();
    }
    head
}

/// The first line in the letterhead that speaks of criteria.
fn title(lines: &[String]) -> String {
    let words = ["bo tieu chi", "bo chi so", "tieu chi", "chi so", "chi tieu"];
    let found = lines.iter().find(|line| !line.starts_with('(') && words.iter().any(|word| fold(line).contains(word)));
    found.cloned().unwrap_or_default()
}

/// Writes the file.
pub fn write(reading: &Reading, head: &Head) -> String {
    let steps = steps(reading);
    let mut out = String::new();
    start(reading, head, &steps, &mut out);
    for (at, node) in reading.nodes.iter().enumerate() {
        let place = reading.rows.get(node.row).map_or(0, |row| row.line + 1);
        let sheet = reading.rows.get(node.row).and_then(|row| reading.sheets.get(row.sheet)).map_or("", String::as_str);
        let origin = if sheet.is_empty() {
            format!("Phụ lục, dòng {place}")
        } else {
            format!("Phụ lục, trang “{sheet}”, dòng {place}")
        };
        match reading.proposals.get(&at) {
            Some(proposal) => criterion(reading, node, proposal, &origin, !steps.is_empty(), &mut out),
            None => section(reading, at, &origin, &mut out),
        }
    }
    out
}

/// Steps of maturity that columns ask for.
fn steps(reading: &Reading) -> Vec<u8> {
    let mut steps: Vec<u8> = reading.nodes.iter().flat_map(|node| node.targets.iter().map(|(step, _)| *step)).collect();
    steps.sort_unstable();
    steps.dedup();
    steps
}

fn start(reading: &Reading, head: &Head, steps: &[u8], out: &mut String) {
    let levels = levels(reading);
    let names: Vec<String> = levels.iter().map(|level| quoted(level)).collect();
    let scale = regular(reading);
    let _ = writeln!(
        out,
        "[set]\ncode = {}\nversion = {}\ntitle = {}",
        quoted(&head.code),
        quoted(&head.version),
        quoted(&head.title)
    );
    let _ = writeln!(out, "levels = [{}]\nscale = {}\n", names.join(", "), quoted(&scale.to_exact()));
    let _ = writeln!(out, "[set.document]\nkind = \"Quyết định\"");
    for (key, value) in [("number", &head.number), ("date", &head.date), ("issuer", &head.issuer)] {
        if !value.is_empty() {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
    }
    if (0..reading.nodes.len()).any(|at| role(reading, at).is_some()) {
        out.push_str("\n[set.bounds]\ntotal_above_max = false\ntotal_below_zero = false\n");
    }
    if !steps.is_empty() {
        out.push_str("\n[maturity]\ncumulative = true\norder = \"contiguous\"\nthen_by = \"next_step_met\"\n\n[ranking]\nbasis = \"maturity\"\nties = \"competition\"\n");
        for step in steps {
            let _ = writeln!(out, "\n[[step]]\ncode = \"{step}\"\nname = \"Mức {step}\"");
        }
    }
    declares(reading, &levels, out);
}

fn declares(reading: &Reading, levels: &[String], out: &mut String) {
    let declared = &reading.declared;
    if declared.levels.is_empty() && declared.points.is_none() {
        return;
    }
    out.push_str("\n[[declares]]\n");
    if let Some(points) = &declared.points {
        let _ = writeln!(out, "points = {}", quoted(&points.to_exact()));
    }
    let skipped = levels.len().saturating_sub(declared.levels.len());
    let counts: Vec<String> = levels
        .iter()
        .skip(skipped)
        .zip(&declared.levels)
        .map(|(name, (_, count))| format!("{} = {count}", quoted(name)))
        .collect();
    if !counts.is_empty() {
        let _ = writeln!(out, "levels = {{ {} }}", counts.join(", "));
    }
}

/// Names of the levels: as declared, the last for the deepest; those above are groups.
fn levels(reading: &Reading) -> Vec<String> {
    let depth = reading.nodes.iter().map(|node| node.depth).max().unwrap_or(1);
    let declared: Vec<String> = reading.declared.levels.iter().map(|(name, _)| capital(name)).collect();
    let plain: &[&str] = match depth {
        1 => &["Tiêu chí"],
        2 => &["Lĩnh vực", "Tiêu chí"],
        3 => &["Lĩnh vực", "Tiêu chí", "Tiêu chí thành phần"],
        _ => &["Phần", "Lĩnh vực", "Tiêu chí", "Tiêu chí thành phần"],
    };
    let named = |level: usize| {
        let from_end = depth - level;
        let own = declared.len().checked_sub(from_end).and_then(|at| declared.get(at)).cloned();
        let other = plain.len().checked_sub(from_end).and_then(|at| plain.get(at)).map(|name| (*name).to_owned());
        own.or(other.filter(|_| declared.is_empty())).unwrap_or_else(|| format!("Nhóm {}", level + 1))
    };
    (0..depth).map(named).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Points of what is neither bonus nor deduction.
fn regular(reading: &Reading) -> Number {
    let nodes = &reading.nodes;
    let all = declared::leaves(nodes, None);
    (0..nodes.len())
        .filter(|at| role(reading, *at).is_some())
        .fold(all, |sum, at| &sum - &declared::leaves(nodes, Some(at)))
}

/// Whether a group is a bonus or a deduction, by its name.
fn role(reading: &Reading, at: usize) -> Option<&'static str> {
    let node = reading.nodes.get(at).filter(|node| !node.criterion && node.depth == 1)?;
    let folded = fold(&node.title);
    if folded.contains("diem thuong") || folded.contains("diem cong") {
        return Some("bonus");
    }
    (folded.contains("diem tru")).then_some("deduction")
}

fn opening(reading: &Reading, node: &Node, table: &str, out: &mut String) {
    let _ = writeln!(out, "\n[[{table}]]\ncode = {}\ntitle = {}", quoted(&node.code), quoted(&node.title));
    let parent = node.parent.and_then(|parent| reading.nodes.get(parent));
    if let Some(parent) = parent.filter(|parent| prefix(reading, node) != Some(parent.code.as_str())) {
        let _ = writeln!(out, "parent = {}", quoted(&parent.code));
    }
}

/// The code that the file takes for the parent by itself: the longest that begins this one.
fn prefix<'r>(reading: &'r Reading, node: &Node) -> Option<&'r str> {
    let begins = |other: &&Node| node.code.strip_prefix(&other.code).is_some_and(|rest| rest.starts_with('.'));
    reading.nodes.iter().filter(begins).map(|other| other.code.as_str()).max_by_key(|code| code.len())
}

fn section(reading: &Reading, at: usize, origin: &str, out: &mut String) {
    let node = &reading.nodes[at];
    opening(reading, node, "section", out);
    match (role(reading, at), &node.max) {
        (Some(role), max) => {
            let cap = max.clone().unwrap_or_else(|| declared::leaves(&reading.nodes, Some(at)));
            let _ = writeln!(out, "role = \"{role}\"\ncap = {}", quoted(&cap.to_exact()));
        }
        (None, Some(max)) => {
            let _ = writeln!(out, "max = {}", quoted(&max.to_exact()));
        }
        (None, None) => {}
    }
    let _ = writeln!(out, "origin = {{ decision = {} }}", quoted(origin));
}

fn criterion(reading: &Reading, node: &Node, proposal: &Proposal, origin: &str, matures: bool, out: &mut String) {
    opening(reading, node, "criterion", out);
    if let Some(max) = &node.max {
        let _ = writeln!(out, "max = {}", quoted(&max.to_exact()));
    }
    if !node.measure.is_empty() {
        let _ = writeln!(out, "measure = {}", quoted(&node.measure));
    }
    let _ = writeln!(out, "origin = {{ decision = {} }}", quoted(origin));
    if proposal.survey {
        out.push_str("source = \"survey\"\n");
    }
    if !node.owner.is_empty() {
        let _ = writeln!(out, "owner = {}", quoted(&node.owner));
    }
    let _ = writeln!(out, "rule = {}", proposal.rule);
    if !node.rule.is_empty() {
        let _ = writeln!(out, "method = {}", quoted(&node.rule.join("; ").replace(";;", ";")));
    }
    if !node.evidence.is_empty() {
        let evidence: Vec<String> = node.evidence.iter().map(|line| quoted(line)).collect();
        let _ = writeln!(out, "evidence = [{}]", evidence.join(", "));
    }
    if let Some(note) = note(node, proposal) {
        let _ = writeln!(out, "note = {}", quoted(&note));
    }
    if matures {
        let target = |(step, text): &(u8, String)| Some(format!("\"{step}\" = {}", quoted(&target(text)?.to_exact())));
        let targets: Vec<String> = node.targets.iter().filter_map(target).collect();
        let _ = writeln!(out, "targets = {{ {} }}", targets.join(", "));
    }
    if !proposal.variables.is_empty() {
        out.push_str("[criterion.variables]\n");
    }
    for variable in &proposal.variables {
        let measure = if variable.measure.is_empty() {
            String::new()
        } else {
            format!(", measure = {}", quoted(&variable.measure))
        };
        let _ = writeln!(out, "{} = {{ label = {}{measure} }}", variable.name, quoted(&variable.label));
    }
}

/// Remarks of the annex, and what of the rule is not in it.
fn note(node: &Node, proposal: &Proposal) -> Option<String> {
    let mut parts = node.note.clone();
    match proposal.confidence {
        Confidence::Sure => {}
        Confidence::Likely => parts.push("Quy tắc tính do phần mềm đọc từ phụ lục, cần đối chiếu".to_owned()),
        Confidence::None => parts.push("Chưa đọc được cách tính từ phụ lục: tạm nhập điểm trực tiếp".to_owned()),
    }
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim().trim_end_matches('.')).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join(". ")))
}
