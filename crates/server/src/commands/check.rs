//! `check FILE|DIR…`: everything that is wrong with criteria files, questionnaires and case folders.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thuocdo_base::{Arg, Message};
use thuocdo_criteria::questionnaire::{self, Questionnaire};
use thuocdo_criteria::set::{Declares, Origin};
use thuocdo_criteria::{CriteriaSet, Diagnostic, Library, Parsed, Severity, SourceText};
use thuocdo_folder::{Case, Fault, Files};

use super::print::Finding;
use super::{Context, Ended, Form, Trouble};
use crate::catalog::Catalog;
use crate::folders;

/// Checks all paths and reports.
///
/// # Errors
/// If a path is not there or the disk does not give it.
pub fn run(context: &Context, paths: &[PathBuf], form: Form) -> Result<Ended, Trouble> {
    let mut reports = Vec::new();
    for path in paths {
        let library = Catalogs { near: path.is_dir().then(|| Catalog::Disk(path.clone())), far: &context.catalog };
        for found in subjects(path)? {
            reports.push(report(&found, &library)?);
        }
    }
    if reports.is_empty() {
        let path = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(Trouble::Usage(Message::new("cmd-check-nothing").text("path", path)));
    }
    let errors: usize = reports.iter().map(|report| report.count(Severity::Error)).sum();
    let warnings: usize = reports.iter().map(|report| report.count(Severity::Warning)).sum();
    let mut out = std::io::stdout().lock();
    match form {
        Form::Json => {
            let files: Vec<Value> = reports.iter().map(|report| report.json(context)).collect();
            let _ = writeln!(out, "{:#}", json!({ "files": files, "errors": errors, "warnings": warnings }));
        }
        Form::Text => {
            for report in &reports {
                report.print(context, &mut out);
            }
            let message = Message::new("cmd-check-done").count("files", reports.len());
            let message = message.count("errors", errors).count("warnings", warnings);
            let _ = writeln!(out, "{}", context.words.render(&message));
        }
    }
    Ok(if errors > 0 { Ended::Findings } else { Ended::Well })
}

/// The folder that is checked as a catalog of its own, then the catalog of the command.
struct Catalogs<'a> {
    near: Option<Catalog>,
    far: &'a Catalog,
}

impl Library for Catalogs<'_> {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        self.near.as_ref().and_then(|near| near.find(set, version)).or_else(|| self.far.find(set, version))
    }
}

/// One thing to check.
enum Subject {
    Criteria(PathBuf),
    Folder(PathBuf),
}

/// A file, a case folder, or everything of both kinds below a folder, in order of path.
fn subjects(path: &Path) -> Result<Vec<Subject>, Trouble> {
    if path.join("round.toml").is_file() {
        return Ok(vec![Subject::Folder(path.to_owned())]);
    }
    if !path.is_dir() {
        fs::metadata(path).map_err(|error| folders::broken(path, &error))?;
        return Ok(vec![Subject::Criteria(path.to_owned())]);
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| folders::broken(path, &error))? {
        entries.push(entry.map_err(|error| folders::broken(path, &error))?.path());
    }
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if entry.is_dir() && !name.starts_with('.') && !entry.is_symlink() {
            found.extend(subjects(&entry)?);
        } else if name.ends_with(".toml") && !name.ends_with(".en.toml") {
            found.push(Subject::Criteria(entry));
        }
    }
    Ok(found)
}

/// What was found about one file or folder.
struct Report {
    path: String,
    text: String,
    diagnostics: Vec<Diagnostic>,
    faults: Vec<Fault>,
    notes: Vec<Fault>,
    set: Option<CriteriaSet>,
    questionnaire: Option<Questionnaire>,
    case: Option<Box<Case>>,
}

impl Report {
    fn new(path: &Path) -> Self {
        let path = path.display().to_string();
        let (diagnostics, faults, notes) = (Vec::new(), Vec::new(), Vec::new());
        let text = String::new();
        Self { path, text, diagnostics, faults, notes, set: None, questionnaire: None, case: None }
    }

    fn count(&self, severity: Severity) -> usize {
        let own = self.diagnostics.iter().filter(|found| found.severity == severity).count();
        own + if severity == Severity::Error { self.faults.len() } else { self.notes.len() }
    }

    fn findings(&self) -> Vec<Finding<'_>> {
        let own = self.diagnostics.iter().map(|found| Finding::of_diagnostic(&self.path, found));
        let faults = self.faults.iter().map(|fault| Finding::of_fault(fault, Severity::Error));
        let notes = self.notes.iter().map(|note| Finding::of_fault(note, Severity::Warning));
        own.chain(faults).chain(notes).collect()
    }

    fn json(&self, context: &Context) -> Value {
        let findings: Vec<Value> = self.findings().iter().map(|finding| finding.json(&context.words)).collect();
        let set = self.set.as_ref().map(|set| {
            let [decision, published, illustrative] = origins(set);
            json!({
                "code": set.code, "version": set.version, "hash": set.hash, "criteria": set.criteria().count(),
                "origins": { "decision": decision, "published": published, "illustrative": illustrative },
                "declares": set.declares.len(),
            })
        });
        let questionnaire = self.questionnaire.as_ref().map(|found| {
            json!({
                "code": found.code, "version": found.version, "hash": found.hash,
                "questions": found.questions.len(), "feeds": fed(found),
            })
        });
        json!({ "path": self.path, "set": set, "questionnaire": questionnaire, "findings": findings })
    }

    fn print(&self, context: &Context, out: &mut dyn Write) {
        let mut texts: HashMap<String, String> = HashMap::new();
        for finding in self.findings() {
            let own = finding.code.is_some() || finding.file.is_empty();
            let file = if own { self.path.clone() } else { beside(&self.path, finding.file) };
            let text =
                texts.entry(file.clone()).or_insert_with(|| if own { self.text.clone() } else { text_of(&file) });
            Finding { file: &file, ..finding }.print(out, &context.words, Some(text));
        }
        for message in self.summary() {
            let _ = writeln!(out, "{}", context.words.render(&message));
        }
    }

    fn summary(&self) -> Vec<Message> {
        let path = self.path.as_str();
        if let Some(set) = &self.set {
            let [decision, published, illustrative] = origins(set).map(|count| count as usize);
            let message = Message::new("cmd-check-set").text("path", path).text("code", set.code.as_str());
            let message = message.text("version", set.version.as_str()).count("criteria", set.criteria().count());
            let message = message.count("decision", decision).count("published", published);
            let declared = set.declares.iter().map(|declares| declared(set, declares));
            return std::iter::once(message.count("illustrative", illustrative)).chain(declared).collect();
        }
        if let Some(found) = &self.questionnaire {
            let message = Message::new("cmd-check-questionnaire").text("path", path).text("code", found.code.as_str());
            let message = message.text("version", found.version.as_str()).count("questions", found.questions.len());
            return vec![message.count("feeds", fed(found).len())];
        }
        if let Some(case) = &self.case {
            let message = Message::new("cmd-check-case").text("path", path).text("title", case.settings.title.as_str());
            return vec![message.count("units", case.units.len()).count("sets", case.uses.len())];
        }
        vec![Message::new("cmd-check-faulty").text("path", path).count("errors", self.count(Severity::Error))]
    }
}

/// Codes of the criteria that a questionnaire feeds, each once.
fn fed(questionnaire: &Questionnaire) -> BTreeSet<&str> {
    questionnaire.questions.iter().flat_map(|question| &question.feeds).map(String::as_str).collect()
}

/// Text of a file, for showing single lines of it; nothing of one that is too large.
fn text_of(file: &str) -> String {
    let large = fs::metadata(file).is_ok_and(|about| Files::too_large(file, about.len()).is_some());
    let text = if large { String::new() } else { fs::read_to_string(file).unwrap_or_default() };
    text.trim_start_matches('\u{feff}').to_owned()
}

/// A file of a folder, without a leading `./`.
fn beside(folder: &str, file: &str) -> String {
    let path = Path::new(folder).join(file).display().to_string();
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

/// What the decision states and the file agrees with.
fn declared(set: &CriteriaSet, declares: &Declares) -> Message {
    let mut parts = Vec::new();
    if let Some(points) = &declares.points {
        parts.push(Message::new("cmd-declared-points").number("points", points));
    }
    for (depth, count) in &declares.levels {
        let level = set.levels.get(usize::from(*depth).saturating_sub(1)).map_or("", |level| level.name.as_str());
        parts.push(Message::new("cmd-declared-level").text("level", level).count("count", *count as usize));
    }
    if let Some(leaves) = declares.leaves {
        parts.push(Message::new("cmd-declared-leaves").count("count", leaves as usize));
    }
    let class = declares.class.map(|class| set.classes[usize::from(class.0)].name.clone());
    let step = declares.step.map(|step| set.steps[step].name.clone());
    let section = declares.section.map(|section| set.node(section).code.clone());
    let scope: Vec<String> = [class, step, section].into_iter().flatten().collect();
    let scope = if scope.is_empty() { String::new() } else { format!(" ({})", scope.join(", ")) };
    Message::new("cmd-declared").text("scope", scope).with("parts", Arg::List(parts))
}

/// Criteria by origin: decision, published, illustrative.
fn origins(set: &CriteriaSet) -> [u32; 3] {
    let mut counts = [0; 3];
    for (node, _) in set.criteria() {
        let place = match node.origin {
            Origin::Decision { .. } => 0,
            Origin::Published(_) => 1,
            Origin::Illustrative => 2,
        };
        counts[place] += 1;
    }
    counts
}

fn report(subject: &Subject, library: &dyn Library) -> Result<Report, Trouble> {
    match subject {
        Subject::Criteria(path) => criteria(path, library),
        Subject::Folder(path) => folder(path, library),
    }
}

fn criteria(path: &Path, library: &dyn Library) -> Result<Report, Trouble> {
    let mut report = Report::new(path);
    let size = fs::metadata(path).map_err(|error| folders::broken(path, &error))?.len();
    if let Some(fault) = Files::too_large("", size) {
        report.faults.push(fault);
        return Ok(report);
    }
    let bytes = fs::read(path).map_err(|error| folders::broken(path, &error))?;
    report.text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
    if questionnaire::is_questionnaire(&report.text) {
        let parsed = match with_sidecar(path, &bytes) {
            Some(source) => questionnaire::parse(&source, library),
            None => questionnaire::read(&bytes, library),
        };
        (report.questionnaire, report.diagnostics) = (parsed.questionnaire, parsed.diagnostics);
        return Ok(report);
    }
    let Parsed { set, diagnostics, .. } = parse(path, &bytes, library);
    (report.set, report.diagnostics) = (set, diagnostics);
    Ok(report)
}

/// Parses a file with the sidecar beside it.
pub fn parse(path: &Path, bytes: &[u8], library: &dyn Library) -> Parsed {
    match with_sidecar(path, bytes) {
        Some(source) => thuocdo_criteria::parse(&source, library),
        None => thuocdo_criteria::read(bytes, library),
    }
}

/// The text of a file with the sidecar beside it, if it has one and both can be read as they are.
fn with_sidecar(path: &Path, bytes: &[u8]) -> Option<SourceText> {
    let sidecar = fs::read_to_string(path.with_extension("en.toml")).ok()?;
    match thuocdo_words::encoding::read(bytes) {
        Ok((text, false)) => Some(SourceText { text, sidecar: Some(sidecar) }),
        _ => None,
    }
}

fn folder(path: &Path, library: &dyn Library) -> Result<Report, Trouble> {
    let mut report = Report::new(path);
    let files = match folders::read(path)? {
        Ok(files) => files,
        Err(faults) => return Ok(Report { faults, ..report }),
    };
    match thuocdo_folder::read(&files, library) {
        Ok(case) => {
            report.notes.clone_from(&case.notes);
            report.case = Some(Box::new(case));
        }
        Err(faults) => report.faults = faults,
    }
    Ok(report)
}
