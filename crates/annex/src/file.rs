//! The criteria file that is made of an annex.

use std::fmt::Write;

use thuocdo_base::Message;
use thuocdo_base::Number;
use thuocdo_base::read;
use thuocdo_words::collate::fold;
use thuocdo_words::{Lang, Locale};

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
    let words = Locale::new(Lang::Vi, &[crate::locale_text(Lang::Vi)]);
    let writer = Writer { reading, words, steps: steps(reading) };
    let mut out = String::new();
    writer.start(head, &mut out);
    for (at, node) in reading.nodes.iter().enumerate() {
        let origin = writer.origin(node);
        match reading.proposals.get(&at) {
            Some(proposal) => writer.criterion(node, proposal, &origin, &mut out),
            None => section(reading, at, &origin, &mut out),
        }
    }
    out
}

/// Writes the parts that have words of their own, always in Vietnamese, as the file is.
struct Writer<'r> {
    reading: &'r Reading,
    words: Locale,
    steps: Vec<u8>,
}

impl Writer<'_> {
    fn say(&self, message: Message) -> String {
        self.words.render(&message)
    }

    /// Where in the annex a node stands.
    fn origin(&self, node: &Node) -> String {
        let row = self.reading.rows.get(node.row);
        let line = row.map_or(0, |row| row.line + 1);
        match row.and_then(|row| self.reading.sheets.get(row.sheet)).filter(|sheet| !sheet.is_empty()) {
            Some(sheet) => self.say(Message::new("annex-place-sheet").text("sheet", sheet).count("line", line)),
            None => self.say(Message::new("annex-place").count("line", line)),
        }
    }

    fn start(&self, head: &Head, out: &mut String) {
        let (reading, steps) = (self.reading, &self.steps);
        let levels = self.levels();
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
        let _ = writeln!(out, "[set.document]\nkind = {}", quoted(&self.words.text("annex-decision")));
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
                let _ = writeln!(
                    out,
                    "\n[[step]]\ncode = \"{step}\"\nname = {}",
                    quoted(&self.say(Message::new("annex-step").count("step", (*step).into())))
                );
            }
        }
        declares(reading, &levels, out);
    }

    /// Names of the levels: as declared, the last for the deepest; those above are groups.
    fn levels(&self) -> Vec<String> {
        let reading = self.reading;
        let depth = reading.nodes.iter().map(|node| node.depth).max().unwrap_or(1);
        let declared: Vec<String> = reading.declared.levels.iter().map(|(name, _)| capital(name)).collect();
        let all = ["annex-level-part", "annex-level-field", "annex-level-criterion", "annex-level-component"];
        let plain = match depth {
            1 => &all[2..3],
            2 => &all[1..3],
            3 => &all[1..],
            _ => &all[..],
        };
        let named = |level: usize| {
            let from_end = depth - level;
            let own = declared.len().checked_sub(from_end).and_then(|at| declared.get(at)).cloned();
            let other =
                plain.len().checked_sub(from_end).and_then(|at| plain.get(at)).map(|name| self.words.text(name));
            own.or(other.filter(|_| declared.is_empty()))
                .unwrap_or_else(|| self.say(Message::new("annex-group").count("number", level + 1)))
        };
        (0..depth).map(named).collect()
    }

    fn criterion(&self, node: &Node, proposal: &Proposal, origin: &str, out: &mut String) {
        opening(self.reading, node, "criterion", out);
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
        if let Some(note) = self.note(node, proposal) {
            let _ = writeln!(out, "note = {}", quoted(&note));
        }
        if !self.steps.is_empty() {
            let target =
                |(step, text): &(u8, String)| Some(format!("\"{step}\" = {}", quoted(&target(text)?.to_exact())));
            let targets: Vec<String> = node.targets.iter().filter_map(target).collect();
            let _ = writeln!(out, "targets = {{ {} }}", targets.join(", "));
        }
        variables(proposal, out);
    }

    /// Remarks of the annex, and what of the rule is not in it.
    fn note(&self, node: &Node, proposal: &Proposal) -> Option<String> {
        let mut parts = node.note.clone();
        match proposal.confidence {
            Confidence::Sure => {}
            Confidence::Likely => parts.push(self.words.text("annex-check-rule")),
            Confidence::None => parts.push(self.words.text("annex-no-rule")),
        }
        let parts: Vec<&str> =
            parts.iter().map(|part| part.trim().trim_end_matches('.')).filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| format!("{}.", parts.join(". ")))
    }
}

/// What the rule asks for.
fn variables(proposal: &Proposal, out: &mut String) {
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

/// Steps of maturity that columns ask for.
fn steps(reading: &Reading) -> Vec<u8> {
    let mut steps: Vec<u8> = reading.nodes.iter().flat_map(|node| node.targets.iter().map(|(step, _)| *step)).collect();
    steps.sort_unstable();
    steps.dedup();
    steps
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
