//! `score FOLDER --out DIR`: from a case folder to results, nothing half-written.

use std::ffi::OsString;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use thuocdo_app::rounds;
use thuocdo_base::{Arg, Message, Number};
use thuocdo_criteria::Severity;
use thuocdo_folder::{Case, Fault};
use thuocdo_publication::model::{GroupPart, UnitPart};
use thuocdo_publication::{Publication, bundle, csv, report, workbook};

use super::print::Finding;
use super::{Context, Ended, Form, Trouble};
use crate::folders;

/// Steps that the progress bar counts: read, check, score, freeze, seven files.
const STEPS: u64 = 11;
/// File by which an older result folder is recognized.
const MARK: &str = "result.json";

/// Scores a folder and writes its results.
///
/// # Errors
/// If the disk refuses, or the target is a folder of something else.
pub fn run(context: &Context, folder: &Path, out: &Path, form: Form) -> Result<Ended, Trouble> {
    let target = Target::new(out)?;
    let progress = Progress::new(context);
    progress.step("cmd-step-read");
    let files = match folders::read(folder)? {
        Ok(files) => files,
        Err(faults) => return Ok(refuse(context, &progress, &faults, form)),
    };
    progress.step("cmd-step-check");
    let case = match thuocdo_folder::read(&files, &context.catalog) {
        Ok(case) => case,
        Err(faults) => return Ok(refuse(context, &progress, &faults, form)),
    };
    progress.step("cmd-step-score");
    let publication = match rounds::result(&case) {
        Ok(publication) => publication,
        Err(messages) => return Ok(refuse(context, &progress, &as_faults(messages), form)),
    };
    let written = target.write(context, &publication, &progress)?;
    progress.done();
    summarize(context, &case, &publication, &written, form);
    Ok(Ended::Well)
}

fn as_faults(messages: Vec<Message>) -> Vec<Fault> {
    let fault = |message| Fault { file: String::new(), line: 0, column: 0, message, hint: None };
    messages.into_iter().map(fault).collect()
}

/// Says what is wrong; nothing was written.
fn refuse(context: &Context, progress: &Progress, faults: &[Fault], form: Form) -> Ended {
    progress.done();
    let mut out = std::io::stdout().lock();
    if form == Form::Json {
        let findings: Vec<Value> =
            faults.iter().map(|fault| Finding::of_fault(fault, Severity::Error).json(&context.words)).collect();
        let _ = writeln!(out, "{:#}", json!({ "written": Value::Null, "findings": findings }));
        return Ended::Findings;
    }
    for fault in faults {
        Finding::of_fault(fault, Severity::Error).print(&mut out, &context.words, None);
    }
    let message = Message::new("cmd-score-refused").count("count", faults.len());
    let _ = writeln!(out, "{}", context.words.render(&message));
    Ended::Findings
}

/// Makes the bytes of one file.
type Make<'a> = &'a dyn Fn() -> std::io::Result<Vec<u8>>;

/// Where results go: first beside the target, then in its place.
struct Target {
    place: PathBuf,
    beside: PathBuf,
    old: PathBuf,
}

impl Target {
    fn new(out: &Path) -> Result<Self, Trouble> {
        let name = out.file_name().map(OsString::from);
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Err(Trouble::Usage(Message::new("cmd-out-name").text("path", out.display().to_string())));
        };
        let foreign = out.exists() && !(out.join(MARK).is_file() || is_empty(out));
        if foreign {
            return Err(Trouble::Usage(Message::new("cmd-out-foreign").text("path", out.display().to_string())));
        }
        let beside = |ending: &str| {
            let mut hidden = OsString::from(".");
            hidden.push(&name);
            hidden.push(format!(".{ending}-{}", std::process::id()));
            out.with_file_name(hidden)
        };
        Ok(Self { place: out.to_owned(), beside: beside("new"), old: beside("old") })
    }

    fn write(
        &self,
        context: &Context,
        publication: &Publication,
        progress: &Progress,
    ) -> Result<Vec<&'static str>, Trouble> {
        let written = self.fill(context, publication, progress).and_then(|written| self.swap().map(|()| written));
        if written.is_err() {
            let _ = fs::remove_dir_all(&self.beside);
        }
        written.map_err(|error| folders::broken(&self.place, &error)).map_err(Trouble::into_broken)
    }

    fn fill(
        &self,
        context: &Context,
        publication: &Publication,
        progress: &Progress,
    ) -> std::io::Result<Vec<&'static str>> {
        fs::create_dir_all(&self.beside)?;
        let lang = context.lang;
        let makers: [(&'static str, Make<'_>); 7] = [
            (MARK, &|| Ok(thuocdo_publication::json::json(publication))),
            ("results.csv", &|| Ok(csv::results(publication))),
            ("points.csv", &|| Ok(csv::points(publication))),
            ("results.xlsx", &|| workbook::workbook(publication, lang).map_err(std::io::Error::other)),
            ("report.html", &|| Ok(report::html(publication, lang).into_bytes())),
            ("report.md", &|| Ok(report::markdown(publication, lang).into_bytes())),
            ("bundle.zip", &|| Ok(bundle(publication))),
        ];
        for (name, make) in makers {
            progress.step("cmd-step-write");
            fs::write(self.beside.join(name), make()?)?;
        }
        Ok(makers.map(|(name, _)| name).to_vec())
    }

    /// Puts the new folder in its place; an older result stays until the new one is complete.
    fn swap(&self) -> std::io::Result<()> {
        if self.place.exists() {
            fs::rename(&self.place, &self.old)?;
        }
        if let Err(error) = fs::rename(&self.beside, &self.place) {
            let _ = fs::rename(&self.old, &self.place);
            return Err(error);
        }
        if self.old.exists() { fs::remove_dir_all(&self.old) } else { Ok(()) }
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

impl Trouble {
    /// A path that vanished while we worked is the world's fault, not the caller's.
    fn into_broken(self) -> Self {
        match self {
            Self::Usage(message) | Self::Broken(message) => Self::Broken(message),
        }
    }
}

fn summarize(context: &Context, case: &Case, publication: &Publication, written: &[&str], form: Form) {
    let mut out = std::io::stdout().lock();
    let words = &context.words;
    if form == Form::Json {
        let groups: Vec<Value> = publication
            .groups
            .iter()
            .map(
                |group| json!({ "group": group.code, "ranked": group.ranking.len(), "unranked": group.unranked.len() }),
            )
            .collect();
        let notes: Vec<Value> =
            case.notes.iter().map(|note| Finding::of_fault(note, Severity::Warning).json(words)).collect();
        let summary = json!({
            "round": publication.round, "units": publication.units.len(), "groups": groups,
            "written": written, "findings": notes,
        });
        let _ = writeln!(out, "{summary:#}");
        return;
    }
    for note in &case.notes {
        Finding::of_fault(note, Severity::Warning).print(&mut out, words, None);
    }
    let message = Message::new("cmd-score-done")
        .text("title", publication.title.as_str())
        .count("units", publication.units.len())
        .count("groups", publication.groups.len())
        .text("files", written.join(", "));
    let _ = writeln!(out, "{}", words.render(&message));
    for group in &publication.groups {
        summarize_group(context, publication, group, &mut out);
    }
}

fn summarize_group(context: &Context, publication: &Publication, group: &GroupPart, out: &mut dyn Write) {
    let message = Message::new("cmd-score-group").text("name", group.name.as_str());
    let message = message.count("ranked", group.ranking.len()).count("unranked", group.unranked.len());
    let _ = writeln!(out, "{}", context.words.render(&message));
    for place in group.ranking.iter().take(3) {
        let Some(unit) = publication.units.iter().find(|unit| unit.code == place.unit) else { continue };
        let message =
            Message::new("cmd-score-place").count("rank", place.rank as usize).text("unit", unit.name.as_str());
        let _ =
            writeln!(out, "{}", context.words.render(&message.with("result", Arg::Message(Box::new(reached(unit))))));
    }
}

/// What a unit reached: its maturity step, or its points.
fn reached(unit: &UnitPart) -> Message {
    let card = unit.top();
    if let Some(maturity) = card.and_then(|card| card.maturity.as_ref()) {
        let step = (maturity.reached as usize).checked_sub(1).and_then(|step| maturity.steps.get(step));
        return match step {
            Some(step) => Message::new("cmd-score-step").text("step", step.name.as_str()),
            None => Message::new("pub-no-step"),
        };
    }
    let shown = card.and_then(|card| card.total()).map(|line| line.shown.as_str()).unwrap_or_default();
    let decimals = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u8);
    let points = Number::parse(shown).unwrap_or_default();
    Message::new("cmd-score-points").with("points", Arg::Fixed(points, decimals))
}

/// A progress bar for people who look at a terminal.
struct Progress<'a> {
    context: &'a Context,
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    fn new(context: &'a Context) -> Self {
        let seen = std::io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(STEPS), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { context, bar }
    }

    fn step(&self, key: &str) {
        self.bar.set_message(self.context.words.text(key));
        self.bar.inc(1);
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
