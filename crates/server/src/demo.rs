//! What the program shows without being told: every folder below `demo/`, published for real.
//!
//! Each folder goes the whole way: read, score, rank, freeze, store. The database is kept for the next
//! start under a name that tells what it was made from, so that another engine or other figures make another.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use thuocdo_app::{App, catalog, publications, rounds};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_folder::Files;
use thuocdo_publication::Publication;
use thuocdo_store::{Store, StoreError};

use crate::serve::{ServeError, words::say};

/// Path below `demo/` and bytes of every file.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/demo.rs"));

/// Fingerprint of the demo's files and of the engine that scores them.
const FINGERPRINT: &str = env!("THUOCDO_DEMO_FINGERPRINT");

/// When a demo round counts as published if its decision gives no date: the same on every machine.
const PUBLISHED: &str = "2026-01-15";

/// Opens the demo's database in a folder, publishes what is missing, and gives all that is published.
///
/// # Errors
/// If the folder cannot be written or another process shows the demo from it.
pub async fn prepare(data: &Path) -> Result<Vec<Publication>, ServeError> {
    let store = open(data).await?;
    let reader = app(&store, published_by_default());
    let there: BTreeSet<String> =
        publications::list(&reader, &Actor::Public).await?.into_iter().map(|listing| listing.round).collect();
    let missing: Vec<_> = folders().into_iter().filter(|(round, _)| !there.contains(*round)).collect();
    if missing.is_empty() {
        return Ok(publications::latest(&reader, &Actor::Public).await?);
    }
    say(&Message::new("serve-demo-preparing").count("rounds", missing.len()));
    for publication in make_all(&missing)? {
        let app = app(&store, moment(&publication));
        publications::publish(&app, &Actor::Operator, &publication).await?;
    }
    Ok(publications::latest(&reader, &Actor::Public).await?)
}

/// Names of the embedded folders; each is the code of its round.
pub fn names() -> impl Iterator<Item = &'static str> {
    folders().into_keys()
}

/// Name of the database's file.
pub fn file_name() -> String {
    format!("demo-{FINGERPRINT}.db")
}

async fn open(data: &Path) -> Result<Store, ServeError> {
    let store = Store::open(&Store::file_address(&data.join(file_name()))).await;
    if let Err(StoreError::InUse(_)) = &store {
        say(&Message::new("serve-demo-in-use").text("folder", data.display().to_string()));
    }
    let store = store?;
    remove_others(data);
    Ok(store)
}

/// Removes databases made from other figures or by another engine.
fn remove_others(data: &Path) {
    let ours = format!("demo-{FINGERPRINT}");
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let old = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("demo-") && !name.starts_with(&ours)
    });
    for path in old.collect::<Vec<PathBuf>>() {
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, path = %path.display(), "an old demo database stays");
        }
    }
}

fn app(store: &Store, moment: Timestamp) -> App {
    App { store: store.clone(), clock: Arc::new(moment) }
}

fn published_by_default() -> Timestamp {
    Timestamp::of_date(PUBLISHED).unwrap_or(Timestamp::from_micros(0))
}

fn moment(publication: &Publication) -> Timestamp {
    let decided = publication.decision.as_ref().and_then(|decision| Timestamp::of_date(&decision.date));
    decided.unwrap_or_else(published_by_default)
}

/// The embedded folders, by name.
fn folders() -> BTreeMap<&'static str, Files> {
    let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
    for (path, bytes) in FILES {
        if let Some((folder, name)) = path.split_once('/').filter(|(_, name)| Files::belongs(name)) {
            folders.entry(folder).or_default().0.insert(name.to_owned(), bytes.to_vec());
        }
    }
    folders
}

/// Makes the publications of all folders, as many at once as there are cores.
fn make_all(folders: &[(&'static str, Files)]) -> Result<Vec<Publication>, ServeError> {
    let next = AtomicUsize::new(0);
    let worker = || -> Vec<Result<Publication, ServeError>> {
        std::iter::from_fn(|| folders.get(next.fetch_add(1, Ordering::Relaxed)))
            .map(|(name, files)| make(name, files))
            .collect()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let made = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        made.flatten().collect()
    })
}

fn make(name: &str, files: &Files) -> Result<Publication, ServeError> {
    let case = thuocdo_folder::read(files, &catalog::Embedded).map_err(|faults| {
        let first = faults.into_iter().next();
        first.map_or_else(
            || ServeError::DemoRound(name.to_owned(), Vec::new()),
            |fault| ServeError::DemoFolder(name.to_owned(), Box::new(fault)),
        )
    })?;
    let publication = rounds::result(&case).map_err(|reasons| ServeError::DemoRound(name.to_owned(), reasons))?;
    say(&Message::new("serve-demo-round").text("title", &publication.title).count("units", publication.units.len()));
    Ok(publication)
}
