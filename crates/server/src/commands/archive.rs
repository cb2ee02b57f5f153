//! `verify --archive FILE` and `restore FILE`: what an operator does with the archive of a round.

use std::io::Write;
use std::path::Path;

use thuocdo_app::archives::{self, Examined};
use thuocdo_app::{ActionError, App};
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::Severity;
use thuocdo_folder::Fault;

use super::print::Finding;
use super::publish::{broken, with_app};
use super::{Context, Ended, Trouble};
use crate::serve::{ServeOptions, evidence_place};

/// Examines an archive: files, log, published results; no database is needed.
///
/// # Errors
/// None that the archive does not answer for.
pub fn verify(context: &Context, archive: &Path) -> Result<Ended, Trouble> {
    match archives::examine(archive) {
        Ok(found) => Ok(said(context, "cmd-archive-true", &found)),
        Err(wrong) => Ok(refuse(context, archive, vec![wrong])),
    }
}

/// Restores the round of an archive into a database.
///
/// # Errors
/// If the disk or the database does not answer.
pub fn restore(context: &Context, archive: &Path, options: &ServeOptions) -> Result<Ended, Trouble> {
    let Some(db) = &options.db else { return Err(Trouble::Usage(Message::new("cmd-restore-where"))) };
    let done = with_app(db, async |app: &App| {
        let files = evidence_place(options).await.map_err(ActionError::system)?;
        archives::restore(&app.clone().with_files(files), &Actor::Operator, archive).await
    });
    match done {
        Ok(found) => Ok(said(context, "cmd-archive-restored", &found)),
        Err(ActionError::Refused(reasons)) => Ok(refuse(context, archive, reasons)),
        Err(error) => Err(broken(&error)),
    }
}

fn said(context: &Context, key: &str, found: &Examined) -> Ended {
    let message = Message::new(key)
        .text("round", found.of.round.as_str())
        .text("title", found.of.title.as_str())
        .count("files", found.files)
        .text("events", found.of.events.to_string())
        .count("versions", found.versions.len())
        .text("manifest", found.manifest.as_str());
    let _ = writeln!(std::io::stdout(), "{}", context.words.render(&message));
    Ended::Well
}

/// Says what is wrong with it.
fn refuse(context: &Context, archive: &Path, reasons: Vec<Message>) -> Ended {
    let mut out = std::io::stdout().lock();
    for message in reasons {
        let fault = Fault { file: archive.display().to_string(), line: 0, column: 0, message, hint: None };
        Finding::of_fault(&fault, Severity::Error).print(&mut out, &context.words, None);
    }
    Ended::Findings
}
