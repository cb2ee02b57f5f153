//! A rule in the language of criteria files for the text of a rule, and how sure that is.
//!
//! Read in this order: `piece` (what the text says), `points`, `interval`, `expr`, then here: how it becomes a rule.

mod expr;
mod interval;
mod piece;
mod points;
mod steps;

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_words::collate::fold;

use crate::nodes::Node;
use crate::toml::quoted;
use expr::{Divisor, Operand, Quotient, Scaled};
use piece::Piece;

/// How sure a proposal is (mức chắc chắn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// All that the text says is in the rule, and its points are those of the criterion.
    Sure,
    /// A rule was found, but something is left over, missing or does not agree.
    Likely,
    /// Nothing was understood: points are typed in.
    None,
}

impl Confidence {
    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::None => "none",
        }
    }
}

/// A rule that is proposed for a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The rule as the file has it: `{ kind = "ratio" }`.
    pub rule: String,
    /// Names of what is asked for, with their labels and units.
    pub variables: Vec<Variable>,
    /// A survey finds the points.
    pub survey: bool,
    /// How sure it is.
    pub confidence: Confidence,
    /// Parts of the text that are not in the rule.
    pub left: Vec<String>,
}

/// What a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name in the rule.
    pub name: String,
    /// What it is.
    pub label: String,
    /// Unit of measure, if known.
    pub measure: String,
}

impl Proposal {
    fn new(rule: impl Into<String>) -> Self {
        let (variables, left) = (Vec::new(), Vec::new());
        Self { rule: rule.into(), variables, survey: false, confidence: Confidence::Sure, left }
    }

    fn nothing() -> Self {
        Self { confidence: Confidence::None, ..Self::new("{ kind = \"points\" }") }
    }

    fn asking(mut self, name: &str, label: &str, measure: &str) -> Self {
        let (name, label, measure) = (name.to_owned(), label.to_owned(), measure.to_owned());
        if !label.is_empty() && !self.variables.iter().any(|known| known.name == name) {
            self.variables.push(Variable { name, label, measure });
        }
        self
    }

    fn likely(mut self, unless: bool) -> Self {
        if !unless && self.confidence == Confidence::Sure {
            self.confidence = Confidence::Likely;
        }
        self
    }
}

/// Proposes a rule for a criterion.
pub(crate) fn propose(node: &Node) -> Proposal {
    if !node.targets.is_empty() {
        return by_targets(node);
    }
    let pieces = piece::cut(&node.rule);
    let remarks = node.note.iter().any(|note| piece::is_survey(&fold(note)));
    if pieces.contains(&Piece::Survey) || pieces.is_empty() && remarks {
        return Proposal { survey: true, ..Proposal::new("{ kind = \"points\" }").likely(false) };
    }
    if pieces == [Piece::Unscored] {
        return Proposal::new("{ kind = \"unscored\" }");
    }
    let text = Text::new(node, &pieces);
    let found = text.best().or_else(|| text.counts()).or_else(|| text.steps()).or_else(|| text.ratio());
    let left: Vec<String> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Other(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    let found = found.unwrap_or_else(Proposal::nothing).likely(left.is_empty());
    Proposal { left, ..found }
}

/// Whether a line says anything of how points are found.
pub(crate) fn says_rule(line: &str) -> bool {
    piece::cut(&[line.to_owned()]).iter().any(|piece| !matches!(piece, Piece::Other(_)))
}

/// All that a rule's text says, sorted.
struct Text<'a> {
    node: &'a Node,
    pieces: &'a [Piece],
    names: BTreeMap<char, &'a str>,
    /// The share that is spoken of: `Tỷ lệ = a/b`.
    share: Option<Quotient>,
}

impl<'a> Text<'a> {
    fn new(node: &'a Node, pieces: &'a [Piece]) -> Self {
        let names: BTreeMap<char, &str> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Means { name, label } => Some((*name, label.as_str())),
                _ => None,
            })
            .collect();
        let in_steps = |piece: &Piece| match piece {
            Piece::Formula { is, .. } => is.share.clone(),
            Piece::Step { worth: points::Worth::Formula(is), .. } => is.share.clone(),
            _ => None,
        };
        let both = names.contains_key(&'a') && names.contains_key(&'b');
        let (of, to) = (Operand::Name('a'), Divisor::Of(Operand::Name('b')));
        let plain = both.then_some(Quotient { of, to, less: None, complement: false });
        let share = pieces.iter().find_map(in_steps).or(plain);
        Self { node, pieces, names, share }
    }

    fn max(&self) -> Option<&Number> {
        self.node.max.as_ref()
    }

    /// The share against the best share of all.
    fn best(&self) -> Option<Proposal> {
        let value = self.value().filter(|_| self.pieces.contains(&Piece::Best))?;
        let rule = format!("{{ kind = \"relative_best\", value = {} }}", quoted(&value));
        Some(self.labelled(Proposal::new(rule)).likely(false))
    }

    /// Points for each, or off for each.
    fn counts(&self) -> Option<Proposal> {
        let minus: Vec<(&str, &Number)> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Minus { label, points } => Some((label.as_str(), points)),
                _ => None,
            })
            .collect();
        let plus: Vec<&Piece> = self.pieces.iter().filter(|piece| matches!(piece, Piece::Each { .. })).collect();
        match (minus.as_slice(), plus.as_slice()) {
            ([], [Piece::Each { label, points, cap }]) => {
                let cap = cap.as_ref().map_or(String::new(), |cap| format!(", cap = {}", quoted(&cap.to_exact())));
                let rule = format!("{{ kind = \"count\", each = {}{cap} }}", quoted(&points.to_exact()));
                Some(Proposal::new(rule).asking("n", label, "").likely(self.max().is_some_and(|max| points <= max)))
            }
            ([_, ..], []) => self.deduct(&minus),
            _ => None,
        }
    }

    fn deduct(&self, minus: &[(&str, &Number)]) -> Option<Proposal> {
        let max = self.max().filter(|max| !max.is_zero())?;
        let counter = |(at, (label, points)): (usize, &(&str, &Number))| {
            let each = points.divided_by(max)?.least(Number::ONE);
            Some(format!(
                "{{ code = \"k{}\", label = {}, each = {} }}",
                at + 1,
                quoted(label),
                quoted(&each.to_exact())
            ))
        };
        let counters: Option<Vec<String>> = minus.iter().enumerate().map(counter).collect();
        let rule = format!("{{ kind = \"deduct\", counters = [{}] }}", counters?.join(", "));
        Some(Proposal::new(rule).likely(minus.iter().all(|(_, points)| *points <= max)))
    }

    /// A share times the maximum.
    fn ratio(&self) -> Option<Proposal> {
        let formulas = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Formula { of_points, is } => Some((*of_points, is)),
            _ => None,
        });
        let (of_points, _): (Vec<_>, Vec<_>) = formulas.partition(|(of_points, _)| *of_points);
        let spoken = self.share.is_some() || !of_points.is_empty();
        let agrees = of_points.iter().any(|(_, is)| self.is_whole(is));
        spoken.then(|| self.ratio_with("").likely(agrees))
    }

    /// Whether a formula is the share times the maximum, by name or by number.
    fn is_whole(&self, is: &Scaled) -> bool {
        match (&is.times, is.times_max) {
            (None, _) => true,
            (Some(times), false) => Some(times) == self.max(),
            (Some(times), true) => *times == Number::ONE,
        }
    }

    fn ratio_with(&self, ends: &str) -> Proposal {
        let (of, to, less) = self.operands();
        let mut keys = String::new();
        if of != "a" {
            keys.push_str(&format!(", of = {}", quoted(&of)));
        }
        if to != "b" {
            keys.push_str(&format!(", to = {}", quoted(&to)));
        }
        if let Some(less) = &less {
            keys.push_str(&format!(", less = {}", quoted(less)));
        }
        if self.share.as_ref().is_some_and(|share| share.complement) {
            keys.push_str(", complement = true");
        }
        self.labelled(Proposal::new(format!("{{ kind = \"ratio\"{keys}{ends} }}")))
    }

    /// Names of what is divided and by what; words get the names a and b.
    fn operands(&self) -> (String, String, Option<String>) {
        let name = |operand: &Operand, else_name: &str| match operand {
            Operand::Name(name) => name.to_string(),
            _ => else_name.to_owned(),
        };
        let Some(share) = &self.share else { return ("a".to_owned(), "b".to_owned(), None) };
        let to = match &share.to {
            Divisor::Fixed(number) => number.to_exact(),
            Divisor::Of(operand) => name(operand, "b"),
        };
        (name(&share.of, "a"), to, share.less.as_ref().map(|less| name(less, "c")))
    }

    /// What was divided, as arithmetic.
    fn value(&self) -> Option<String> {
        let share = self.share.as_ref()?;
        let (of, to, less) = self.operands();
        let under = less.map_or(to.clone(), |less| format!("({to} - {less})"));
        let plain = format!("{of} / {under}");
        Some(if share.complement { format!("1 - {plain}") } else { plain })
    }

    fn labelled(&self, mut proposal: Proposal) -> Proposal {
        let (of, to, less) = self.operands();
        let label = |name: &str, operand: Option<&Operand>| match operand {
            Some(Operand::Phrase(words)) => words.trim().to_owned(),
            _ => name
                .chars()
                .next()
                .and_then(|name| self.names.get(&name))
                .map_or(String::new(), |label| (*label).to_owned()),
        };
        let share = self.share.as_ref();
        let to_operand = share.and_then(|share| match &share.to {
            Divisor::Of(operand) => Some(operand),
            Divisor::Fixed(_) => None,
        });
        let fixed = matches!(share.map(|share| &share.to), Some(Divisor::Fixed(_)));
        proposal = proposal.asking(&of, &label(&of, share.map(|share| &share.of)), "");
        if !fixed {
            proposal = proposal.asking(&to, &label(&to, to_operand), "");
        }
        match less {
            Some(less) => {
                let label = label(&less, share.and_then(|share| share.less.as_ref()));
                proposal.asking(&less, &label, "")
            }
            None => proposal,
        }
    }
}

/// Steps of maturity: what is measured says the rule, what is asked for stands in the targets.
fn by_targets(node: &Node) -> Proposal {
    let measure = fold(&node.measure);
    let says = |word: &str| node.targets.iter().any(|(_, text)| fold(text).trim() == word);
    if measure.contains('%') || node.targets.iter().any(|(_, text)| text.contains('%')) {
        return Proposal::new("{ kind = \"ratio\" }").likely(measure.contains('%'));
    }
    if measure.contains("co/khong") || says("co") {
        return Proposal::new("{ kind = \"yes_no\" }").likely(measure.contains("co/khong"));
    }
    let mut numbers: Vec<Number> = node.targets.iter().filter_map(|(_, text)| target(text)).collect();
    numbers.sort();
    numbers.dedup();
    let Some(most) = numbers.last().filter(|most| !most.is_zero()).cloned() else { return Proposal::nothing() };
    let step = |number: &Number| {
        let share = number.divided_by(&most)?;
        Some(format!("{{ from = {}, share = {} }}", quoted(&number.to_exact()), quoted(&share.to_exact())))
    };
    let steps: Vec<String> = numbers.iter().rev().filter_map(step).collect();
    let rule = format!("{{ kind = \"brackets\", value = \"n\", steps = [{}] }}", steps.join(", "));
    Proposal::new(rule).asking("n", &node.title, &node.measure)
}

/// A target as a number: `70%`, `≥ 80%`, `Có`, `2`.
pub(crate) fn target(text: &str) -> Option<Number> {
    let folded = fold(text);
    let bare = folded
        .trim()
        .trim_start_matches(['≥', '>', '=', ' '])
        .trim_start_matches("tu ")
        .trim_end_matches(" tro len")
        .trim();
    match (bare, bare.strip_suffix('%')) {
        ("co" | "dat" | "x", _) => Some(Number::ONE),
        ("khong" | "-" | "–", _) => None,
        (_, Some(percent)) => crate::row::points(percent)?.divided_by(&Number::parse("100").ok()?),
        _ => crate::row::points(bare),
    }
}
