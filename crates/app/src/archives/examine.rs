//! Whether an archive is true: every byte as its manifest says, the log chained, every published result recomputed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use thuocdo_archive::{Head, Opened, What};
use thuocdo_base::{Message, Timestamp};
use thuocdo_folder::Files;
use thuocdo_publication::Publication;
use thuocdo_store::{ArchivedRow, Event, Table};

use super::make::{data_path, file_path, is_hash, publication_folder};
use crate::rounds;

/// An archive on this disk.
pub(super) type Archive = Opened<BufReader<File>>;

/// What was found of an archive that is true.
#[derive(Clone, Debug)]
pub struct Examined {
    /// What it is of.
    pub of: Head,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// Files in it, the manifest not counted.
    pub files: usize,
    /// Bytes of them together.
    pub bytes: u64,
    /// Published versions, each recomputed from its own data.
    pub versions: Vec<u32>,
}

/// Examines an archive: it takes as long as reading the file, and needs no database.
///
/// # Errors
/// The first thing that is wrong.
pub fn examine(path: &Path) -> Result<Examined, Message> {
    let mut archive = open(path)?;
    archive.check(|_| {})?;
    files_are_named_by_hash(&archive)?;
    rows_fit(&mut archive)?;
    chain(&mut archive)?;
    let versions = published(&mut archive)?;
    let manifest = archive.manifest();
    Ok(Examined {
        of: manifest.of.clone(),
        manifest: archive.sha256().to_owned(),
        files: manifest.files.len(),
        bytes: manifest.bytes(),
        versions,
    })
}

/// Opens an archive on this disk.
pub(super) fn open(path: &Path) -> Result<Archive, Message> {
    let file = File::open(path).map_err(|error| Message::new("archive-unreadable").text("why", error.to_string()))?;
    Opened::open(BufReader::new(file))
}

/// Files that were handed in are what their names say.
fn files_are_named_by_hash(archive: &Archive) -> Result<(), Message> {
    let files = archive.manifest().files.iter().filter(|entry| entry.what == What::File);
    let named = |entry: &&thuocdo_archive::Entry| {
        let extension = entry.path.rsplit('.').next().unwrap_or_default();
        is_hash(&entry.sha256) && entry.path == file_path(&entry.sha256, extension)
    };
    match files.into_iter().find(|entry| !named(entry)) {
        Some(entry) => Err(altered(&entry.path)),
        None => Ok(()),
    }
}

/// Hands over the rows of a table one by one.
///
/// # Errors
/// If one does not belong there, or `take` says that something is wrong.
pub(super) fn rows(
    archive: &mut Archive,
    table: &Table,
    mut take: impl FnMut(ArchivedRow) -> Result<(), Message>,
) -> Result<(), Message> {
    let (path, round) = (data_path(table.name), archive.manifest().of.round.clone());
    let mut wrong = None;
    archive.lines(&path, |line| {
        let row = serde_json::from_str::<ArchivedRow>(&line).ok().filter(|row| table.fits(row, &round));
        let taken = row.ok_or_else(|| Message::new("archive-row").text("path", path.as_str())).and_then(&mut take);
        wrong = taken.err();
        wrong.is_none()
    })?;
    wrong.map_or(Ok(()), Err)
}

fn rows_fit(archive: &mut Archive) -> Result<(), Message> {
    for table in thuocdo_store::archives::TABLES.iter().filter(|table| table.name != "event") {
        let mut count: u64 = 0;
        rows(archive, table, |_| {
            count += 1;
            Ok(())
        })?;
        if table.name == "round" && count != 1 {
            return Err(altered(&data_path("round")));
        }
    }
    Ok(())
}

fn altered(path: &str) -> Message {
    Message::new("archive-row").text("path", path)
}

/// The log of the round is chained from its first event to the one that the manifest names.
fn chain(archive: &mut Archive) -> Result<(), Message> {
    let Some(table) = Table::named("event") else { return Ok(()) };
    let of = archive.manifest().of.clone();
    let (mut seq, mut prev) = (0, "0".repeat(64));
    rows(archive, table, |row| {
        let event = event(&row).ok_or_else(|| altered(&data_path("event")))?;
        let broken = || Message::new("archive-chain").text("seq", seq.to_string());
        if event.seq != seq || event.prev != prev || event.round != of.round || !event.holds() {
            return Err(broken());
        }
        seq += 1;
        prev = event.hash;
        Ok(())
    })?;
    let last = if seq == 0 { String::new() } else { prev };
    if seq == of.events && last == of.last_event {
        Ok(())
    } else {
        Err(Message::new("archive-chain").text("seq", seq.to_string()))
    }
}

fn event(row: &ArchivedRow) -> Option<Event> {
    let maybe = |name: &str| row.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    let whole = |name: &str| row.get(name).and_then(serde_json::Value::as_i64);
    Some(Event {
        round: maybe("round")?,
        seq: u64::try_from(whole("seq")?).ok()?,
        kind: maybe("kind")?,
        actor: maybe("actor")?,
        at: Timestamp::from_micros(whole("at")?),
        body: maybe("body")?,
        body_salt: maybe("body_salt"),
        personal: maybe("personal"),
        personal_salt: maybe("personal_salt"),
        personal_commit: maybe("personal_commit"),
        prev: maybe("prev")?,
        hash: maybe("hash")?,
    })
}

/// Every published version: its file has the hash that its row says, and comes out again from its own data.
fn published(archive: &mut Archive) -> Result<Vec<u32>, Message> {
    let Some(table) = Table::named("publication") else { return Ok(Vec::new()) };
    let mut listed = Vec::new();
    rows(archive, table, |row| {
        let version = row.get("version").and_then(serde_json::Value::as_u64).and_then(|it| u32::try_from(it).ok());
        let hash = row.get("body_hash").and_then(serde_json::Value::as_str).unwrap_or_default();
        listed.push((version.ok_or_else(|| altered(&data_path("publication")))?, hash.to_owned()));
        Ok(())
    })?;
    for (version, hash) in &listed {
        let folder = publication_folder(*version);
        let path = format!("{folder}/publication.json");
        let entry = archive.manifest().find(&path).ok_or_else(|| altered(&path))?;
        if entry.sha256 != *hash {
            return Err(altered(&path));
        }
        let bytes = archive.bytes(&path, u64::MAX)?;
        let published = thuocdo_publication::json::read(&bytes).map_err(|_| altered(&path))?;
        let again = recomputed(archive, &folder, &published)?;
        if !is_same(&published, &again) {
            return Err(Message::new("archive-recomputed").text("version", version.to_string()));
        }
    }
    Ok(listed.into_iter().map(|(version, _)| version).collect())
}

/// The result that the data of a published version lead to.
fn recomputed(archive: &mut Archive, folder: &str, published: &Publication) -> Result<Publication, Message> {
    let inside = format!("{folder}/");
    let paths: Vec<String> = archive
        .manifest()
        .files
        .iter()
        .filter_map(|entry| entry.path.strip_prefix(&inside))
        .map(str::to_owned)
        .collect();
    let mut files = BTreeMap::new();
    for path in paths.into_iter().filter(|path| Files::belongs(path)) {
        let bytes = archive.bytes(&format!("{inside}{path}"), thuocdo_folder::files::MAX_BYTES)?;
        files.insert(path, bytes);
    }
    let differs = || Message::new("archive-recomputed").text("version", published.version.to_string());
    let case = thuocdo_folder::read(&Files(files), &()).map_err(|_| differs())?;
    rounds::result(&case).map_err(|_| differs())
}

/// Units with points, grades and traces, and ranks: what follows from the data.
fn is_same(published: &Publication, again: &Publication) -> bool {
    let json = |publication: &Publication| {
        let parts = (&publication.units, &publication.groups, &publication.sets, &publication.layers);
        serde_json::to_string(&parts).ok()
    };
    json(published) == json(again)
}
