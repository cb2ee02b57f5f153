//! `publish FOLDER --db ADDRESS` and `verify --db ADDRESS`: what an operator does to a database.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use thuocdo_app::publications::{self, describe};
use thuocdo_app::{ActionError, App, rounds};
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::Severity;
use thuocdo_folder::{Case, Fault};
use thuocdo_store::{Receipt, Store};

use super::print::Finding;
use super::{Context, Ended, Trouble};
use crate::folders;
use crate::serve::{SystemClock, SystemRandom};

/// Scores a folder and publishes the result as the next version of its round.
///
/// # Errors
/// If the disk or the database does not answer.
pub fn run(context: &Context, folder: &Path, db: &str, because: Option<&str>) -> Result<Ended, Trouble> {
    let files = match folders::read(folder)? {
        Ok(files) => files,
        Err(faults) => return Ok(refuse(context, &faults)),
    };
    match thuocdo_folder::read(&files, &context.catalog) {
        Ok(case) => said(context, with_app(db, async |app| publish(app, &case, because).await)),
        Err(faults) => Ok(refuse(context, &faults)),
    }
}

/// Recomputes the log of a database and compares all publications with it.
///
/// # Errors
/// If the database does not answer.
pub fn verify(context: &Context, db: &str) -> Result<Ended, Trouble> {
    let report = match with_app(db, async |app| publications::verify(app, &Actor::Operator).await) {
        Ok(report) => report,
        Err(error) => return Err(broken(&error)),
    };
    let mut out = std::io::stdout().lock();
    for found in &report.breaks {
        let _ = writeln!(out, "{}", context.words.render(&describe(found)));
    }
    let counted = Message::new(if report.breaks.is_empty() { "cmd-verified" } else { "cmd-verify-broken" })
        .count("rounds", report.rounds)
        .count("publications", report.publications)
        .count("events", report.events)
        .count("breaks", report.breaks.len());
    let _ = writeln!(out, "{}", context.words.render(&counted));
    Ok(if report.breaks.is_empty() { Ended::Well } else { Ended::Findings })
}

async fn publish(app: &App, case: &Case, because: Option<&str>) -> Result<Receipt, ActionError> {
    let scored = rounds::score_case(case);
    let version = publications::next_version(app, &Actor::Operator, &case.settings.code).await?;
    let draft = rounds::draft(case, &scored, version, because.filter(|_| version > 1));
    let publication = thuocdo_publication::freeze(&draft).map_err(ActionError::Refused)?;
    publications::publish(app, &Actor::Operator, &publication).await
}

/// Says what was published, or why nothing was.
fn said(context: &Context, published: Result<Receipt, ActionError>) -> Result<Ended, Trouble> {
    match published {
        Ok(receipt) => {
            let message = Message::new("cmd-published")
                .text("round", receipt.round)
                .text("version", receipt.version.to_string())
                .text("hash", receipt.body_hash);
            let _ = writeln!(std::io::stdout(), "{}", context.words.render(&message));
            Ok(Ended::Well)
        }
        Err(ActionError::Refused(reasons)) => {
            let fault = |message| Fault { file: String::new(), line: 0, column: 0, message, hint: None };
            Ok(refuse(context, &reasons.into_iter().map(fault).collect::<Vec<_>>()))
        }
        Err(error) => Err(broken(&error)),
    }
}

fn refuse(context: &Context, faults: &[Fault]) -> Ended {
    let mut out = std::io::stdout().lock();
    for fault in faults {
        Finding::of_fault(fault, Severity::Error).print(&mut out, &context.words, None);
    }
    let message = Message::new("cmd-publish-refused").count("count", faults.len());
    let _ = writeln!(out, "{}", context.words.render(&message));
    Ended::Findings
}

/// Opens a database, acts, and closes it again.
fn with_app<T>(db: &str, act: impl AsyncFnOnce(&App) -> Result<T, ActionError>) -> Result<T, ActionError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ActionError::system)?;
    runtime.block_on(async {
        let store = Store::open(db).await?;
        let done = act(&App::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom))).await;
        store.close().await;
        done
    })
}

fn broken(error: &ActionError) -> Trouble {
    Trouble::Broken(Message::new("cmd-broken").text("what", error.to_string()))
}
