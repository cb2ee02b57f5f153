//! What the program shows without being told: every folder below `demo/`, published for real.
//!
//! Each folder goes the whole way: read, score, rank, freeze, store. The database is kept for the next
//! start under a name that tells what it was made from, so that another engine or other figures make another.

pub mod live;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::IntoIter;
use std::{fs, thread};

use thuocdo_app::boxes::Boxes;
use thuocdo_app::{App, catalog, publications, rounds};
use thuocdo_base::{Actor, Arg, Message, Timestamp};
use thuocdo_files::KeyFolder;
use thuocdo_folder::{Case, Fault, Files};
use thuocdo_publication::{Packed, Publication};
use thuocdo_store::{BoxPlace, Rosters, Store, StoreError};
use tokio::sync::mpsc::{self, Sender};

use crate::serve::words::{say, say_of_rooms};
use crate::serve::{ServeError, SystemClock, SystemRandom};

/// Path below `demo/` and bytes of every file.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/demo.rs"));

/// Fingerprint of the demo's files and of the engine that scores them.
const FINGERPRINT: &str = env!("THUOCDO_DEMO_FINGERPRINT");

/// When a demo round counts as published if its decision gives no date: the same on every machine.
const PUBLISHED: &str = "2026-01-15";

/// Name of the hidden command that publishes the demo in a process of its own.
pub const COMMAND: &str = "prepare-demo";

/// Makes what is missing, published rounds and those under way, and gives the open store, for serving.
///
/// Making it takes many times the memory that serving needs; in a process of its own it is given back.
///
/// # Errors
/// If the folder cannot be written or another process is publishing the demo there.
pub async fn prepare_apart(data: &Path) -> Result<Store, ServeError> {
    if !data.join(file_name()).exists() && !prepare_in_child(data).await {
        prepare_all(data).await?;
    }
    open(data, &file_name()).await
}

/// Publishes what is missing and gives all that is published, in this process.
///
/// # Errors
/// If the folder cannot be written or another process is publishing the demo there.
pub async fn prepare(data: &Path) -> Result<Vec<Packed>, ServeError> {
    let store = open(data, &file_name()).await?;
    publish_missing(&store).await?;
    read(store).await
}

/// Makes what is missing and ends.
///
/// # Errors
/// If the folder cannot be written or another process is publishing the demo there.
pub fn run_child(data: &Path) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime)?;
    runtime.block_on(prepare_all(data))
}

/// Makes everything under another name first: what is there under its own is complete, whenever somebody stops it.
async fn prepare_all(data: &Path) -> Result<(), ServeError> {
    let at = data.join(format!("{}.part", file_name()));
    // Opening says whether somebody else is at it; what an earlier try left is of no use.
    open_draft(data, &at).await?.close().await;
    fs::remove_file(&at).map_err(ServeError::Demo)?;
    let store = open_draft(data, &at).await?;
    let app = with_surveys(data, App::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom)))?;
    // Rounds under way mostly wait for the one writer; published ones are mostly reckoned, beside it.
    let made = tokio::join!(publish_missing(&store), live::prepare(&app));
    if let Some(boxes) = &app.boxes {
        boxes.shut().await;
    }
    store.close().await;
    made.0?;
    made.1?;
    fs::File::open(&at).and_then(|file| file.sync_all()).map_err(ServeError::Demo)?;
    fs::rename(at, data.join(file_name())).map_err(ServeError::Demo)
}

/// The application with a place for surveys where serving looks for them; what another demo has left there goes.
fn with_surveys(data: &Path, mut app: App) -> Result<App, ServeError> {
    let (folder, keys) = (data.join("surveys"), data.join("survey-keys"));
    for old in [&folder, &keys] {
        match fs::remove_dir_all(old) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(ServeError::Demo(error)),
            _ => {}
        }
    }
    let opened = KeyFolder::open(&keys).map_err(ServeError::Demo)?;
    let boxes = Boxes::new(BoxPlace::Folder(folder.clone()), opened, Arc::clone(&app.random));
    app.office.is_open = true;
    Ok(app.with_boxes(Arc::new(boxes)).with_rosters(Rosters { folder, keys, server: None }))
}

/// Says whether another process of this program could make it.
async fn prepare_in_child(data: &Path) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let child = tokio::process::Command::new(program).arg(COMMAND).arg(data).kill_on_drop(true).status();
    child.await.is_ok_and(|status| status.success())
}

async fn publish_missing(store: &Store) -> Result<(), ServeError> {
    let missing = missing(store).await?;
    if missing.is_empty() {
        return Ok(());
    }
    say(&Message::new("serve-demo-preparing").count("rounds", missing.len()));
    publish_all(store, missing).await
}

async fn read(store: Store) -> Result<Vec<Packed>, ServeError> {
    let all = publications::latest(&app(&store, published_by_default()), &Actor::Public).await?;
    store.close().await;
    Ok(all)
}

async fn missing(store: &Store) -> Result<Vec<(&'static str, Files)>, ServeError> {
    let listings = publications::list(&app(store, published_by_default()), &Actor::Public).await?;
    let there: BTreeSet<&str> = listings.iter().map(|listing| listing.round.as_str()).collect();
    Ok(folders().into_iter().filter(|(round, _)| !there.contains(round)).collect())
}

/// Makes the publications of all folders, as many at once as there are cores, and publishes each when it is made.
async fn publish_all(store: &Store, folders: Vec<(&'static str, Files)>) -> Result<(), ServeError> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (done, mut made) = mpsc::channel(1);
    let waiting = Arc::new(Mutex::new(folders.into_iter()));
    for _ in 0..cores {
        let (done, waiting) = (done.clone(), Arc::clone(&waiting));
        tokio::task::spawn_blocking(move || make_some(&waiting, &done));
    }
    drop(done);
    while let Some(publication) = made.recv().await {
        let app = app(store, moment(&publication));
        publications::publish(&app, &Actor::Operator, &publication).await?;
    }
    Ok(())
}

/// Names of the embedded folders; each is the code of its round.
pub fn names() -> impl Iterator<Item = &'static str> {
    folders().into_keys()
}

/// Name of the database's file.
pub fn file_name() -> String {
    format!("demo-{FINGERPRINT}.db")
}

async fn open(data: &Path, name: &str) -> Result<Store, ServeError> {
    opened(data, Store::open(&Store::file_address(&data.join(name))).await)
}

async fn open_draft(data: &Path, at: &Path) -> Result<Store, ServeError> {
    opened(data, Store::open_draft(at).await)
}

fn opened(data: &Path, store: Result<Store, StoreError>) -> Result<Store, ServeError> {
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
    App::new(store.clone(), Arc::new(moment), Arc::new(SystemRandom))
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

/// Makes publications until no folder waits.
///
/// A folder that cannot be published is said and left out: the others are shown all the same.
fn make_some(waiting: &Mutex<IntoIter<(&'static str, Files)>>, done: &Sender<Publication>) {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    while let Some((name, files)) = next() {
        let made = make(name, &files).map_err(|reasons| say_left_out(name, &reasons));
        if made.is_ok_and(|publication| done.blocking_send(publication).is_err()) {
            return;
        }
    }
}

/// One embedded folder, read; of a folder of one set no more than so many of its units.
fn case(name: &str, most: usize) -> Option<Case> {
    let mut files = folders().remove(name)?;
    if !files.0.contains_key("answers-1-self.csv") {
        keep_first(&mut files, most);
    }
    thuocdo_folder::read(&files, &catalog::Embedded).ok()
}

/// Drops all units but the first ones, with their answers: reading a large folder for a few units takes long.
fn keep_first(files: &mut Files, most: usize) {
    let code = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let Some(units) = files.0.get("units.csv").map(|bytes| text(bytes)) else { return };
    let kept: BTreeSet<String> = units.lines().take(most + 1).map(code).chain(["unit".to_owned()]).collect();
    for name in ["units.csv", "answers.csv"] {
        let Some(bytes) = files.0.get_mut(name) else { continue };
        let lines = text(bytes);
        let lines = lines.lines().filter(|line| kept.contains(&code(line)));
        *bytes = lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes();
    }
}

fn make(name: &str, files: &Files) -> Result<Publication, Vec<Message>> {
    let case = thuocdo_folder::read(files, &catalog::Embedded);
    let case = case.map_err(|faults| faults.into_iter().map(located).collect::<Vec<_>>())?;
    let publication = rounds::result(&case)?;
    if publication.round != name {
        return Err(vec![Message::new("serve-demo-other-code").text("code", publication.round)]);
    }
    say(&Message::new("serve-demo-round").text("title", &publication.title).count("units", publication.units.len()));
    Ok(publication)
}

fn located(fault: Fault) -> Message {
    let Fault { file, line, message, .. } = fault;
    let at = Message::new("serve-demo-fault").text("file", file).text("line", line.to_string());
    at.with("fault", Arg::Message(Box::new(message)))
}

/// Says why a folder is left out, by its first reasons.
fn say_left_out(name: &str, reasons: &[Message]) {
    const SHOWN: usize = 3;
    let reasons = Arg::List(reasons.iter().take(SHOWN).cloned().collect());
    say_of_rooms(&Message::new("serve-demo-left-out").text("folder", name).with("reasons", reasons));
}
