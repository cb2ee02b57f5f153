//! The casebook (sổ ca kiểm thử): Markdown that an official can read, run as tests.
//!
//! Its one verb is [`run_text`]; [`run_folder`] applies it to every page below a folder. The format is
//! written down for its authors in `docs/guide/so-ca-kiem-thu.md`. Read in this order: [`page`] (headings,
//! blocks and tables), [`complete`] (boilerplate that a case may leave out), [`folder`] (a case as a case
//! folder, so that every case passes through the same door as an official's files), [`check`].

pub mod check;
pub mod complete;
pub mod folder;
pub mod page;
pub mod result;
pub mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::{Part, ScoringRule};

use page::{Case, Page};

/// What running cases found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Cases that were run.
    pub cases: usize,
    /// Cells that were compared.
    pub compared: usize,
    /// What was not as expected.
    pub failures: Vec<Failure>,
    /// Scoring patterns that the cases name (`P1` …).
    pub patterns: BTreeSet<String>,
    /// Acceptance lines that the cases name (`vinh-long-2` …).
    pub lines: BTreeSet<String>,
    /// Kinds of scoring rules that the cases use.
    pub kinds: BTreeSet<&'static str>,
}

/// One expectation that does not hold, or a case that cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Page, as given to the runner.
    pub file: String,
    /// Line of the page.
    pub line: usize,
    /// Title of the case.
    pub case: String,
    /// Unit and column, or the part of the case that is meant.
    pub what: String,
    /// What the page says.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, case, what, expected, found } = self;
        write!(f, "{file}:{line}: {case}\n    {what}: expected {expected}, found {found}")
    }
}

impl Report {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.compared += other.compared;
        self.failures.extend(other.failures);
        self.patterns.extend(other.patterns);
        self.lines.extend(other.lines);
        self.kinds.extend(other.kinds);
    }

    /// Notes the rules that a set uses.
    pub fn uses(&mut self, set: &CriteriaSet) {
        for (_, criterion) in set.criteria() {
            let rules = std::iter::once(&criterion.rule).chain(criterion.rule_by_class.iter().map(|(_, rule)| rule));
            rules.for_each(|rule| kinds(rule, &mut self.kinds));
        }
    }
}

/// Collects the kinds of a rule and of those inside it.
fn kinds(rule: &ScoringRule, into: &mut BTreeSet<&'static str>) {
    let nested =
        |parts: &[Part], into: &mut BTreeSet<&'static str>| parts.iter().for_each(|part| kinds(&part.rule, into));
    match rule {
        ScoringRule::Parts { parts } => nested(parts, into),
        ScoringRule::BestOf { cases } => nested(cases, into),
        _ => {}
    }
    into.insert(kind(rule));
}

fn kind(rule: &ScoringRule) -> &'static str {
    match rule {
        ScoringRule::Points { .. } => "points",
        ScoringRule::Ratio { .. } => "ratio",
        ScoringRule::Brackets { .. } => "brackets",
        ScoringRule::Option { .. } => "option",
        ScoringRule::YesNo { .. } => "yes_no",
        ScoringRule::Parts { .. } => "parts",
        ScoringRule::Every { .. } => "every",
        ScoringRule::Count { .. } => "count",
        ScoringRule::BestOf { .. } => "best_of",
        ScoringRule::RelativeBest { .. } => "relative_best",
        ScoringRule::MinMax { .. } => "min_max",
        ScoringRule::Target { .. } => "target",
        ScoringRule::Deduct { .. } => "deduct",
        ScoringRule::Lookup { .. } => "lookup",
        ScoringRule::Mean { .. } => "mean",
        ScoringRule::Tally { .. } => "tally",
        ScoringRule::Formula { .. } => "formula",
        ScoringRule::Publication { .. } => "publication",
        ScoringRule::WeightedRows { .. } => "weighted_rows",
        ScoringRule::Unscored => "unscored",
    }
}

/// Runs all cases of one page.
pub fn run_text(file: &str, text: &str) -> Report {
    let page = Page::read(text);
    let mut report = Report { patterns: page.named("Mẫu:"), lines: page.named("Đáp ứng:"), ..Report::default() };
    for (line, why) in &page.faults {
        report.failures.push(Failure {
            file: file.to_owned(),
            line: *line,
            case: String::new(),
            what: "page".to_owned(),
            expected: "a page of cases".to_owned(),
            found: why.clone(),
        });
    }
    for case in &page.cases {
        run_case(file, case, &mut report);
    }
    report
}

fn run_case(file: &str, case: &Case, report: &mut Report) {
    report.cases += 1;
    let fail = |line: usize, what: &str, expected: &str, found: &str| Failure {
        file: file.to_owned(),
        line,
        case: case.title.clone(),
        what: what.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    };
    let before = report.compared;
    let mut misses = Vec::new();
    check::case(case, report, &mut |line, what, expected, found| misses.push(fail(line, what, expected, found)));
    if report.compared == before && misses.is_empty() {
        misses.push(fail(case.line, "case", "at least one expectation", "none"));
    }
    report.failures.extend(misses);
}

/// Runs every page (`*.md`) below a folder, in order of path; `README.md` is not a page.
///
/// # Errors
/// If a folder or a page cannot be read.
pub fn run_folder(folder: &Path) -> std::io::Result<Report> {
    let mut report = Report::default();
    for path in pages(folder)? {
        let shown = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        report.add(run_text(&shown, &std::fs::read_to_string(&path)?));
    }
    Ok(report)
}

fn pages(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|end| end == "md")
            && path.file_name().is_some_and(|name| name != "README.md")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
