//! Making an archive: somebody asks, a job writes it, file after file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use futures_util::StreamExt as _;
use serde_json::Value;
use thuocdo_archive::path::part;
use thuocdo_archive::{Head, What};
use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_files::Files;
use thuocdo_store::archives::TABLES;
use thuocdo_store::{ArchiveRow, ArchivedRow, Link, Table, Work};

use super::pen::{Pen, Written};
use super::tables::{self, Names};
use super::{Room, barred};
use crate::setup::{HOUSE, frozen};
use crate::submission::receipt::proof;
use crate::submission::sheet::Sheet;
use crate::{ActionError, App, may};

/// Columns that hold ids of accounts.
pub(super) const PEOPLE: [&str; 11] = [
    "account",
    "actor",
    "answered_by",
    "closed_by",
    "decided_by",
    "marked_by",
    "published_by",
    "replied_by",
    "settled_by",
    "signed_by",
    "touched_by",
];

/// Asks for the archive of a round that is over.
///
/// # Errors
/// If the actor may not read the round's log, or the round is not over.
pub async fn ask(app: &App, actor: &Actor, round: &str) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::ReadLog).await?;
            let restored = work.is_restored(&round).await?;
            if let Some(reason) = barred(&job_app, stage, restored) {
                return Err(ActionError::Refused(vec![reason]));
            }
            if work.archives_of(&round).await?.iter().any(|row| row.state == "waiting") {
                return Err(ActionError::Refused(vec![thuocdo_base::Message::new("archive-under-way")]));
            }
            Ok(work.ask_archive(&job_app.new_id(), &round, actor.id()).await?)
        })
    })
    .await?;
    if let Some(room) = &app.archives {
        room.asked.notify_one();
    }
    Ok(())
}

/// Says where a made archive lies, and notes that somebody took it: its file, and what is known of it.
///
/// # Errors
/// If the actor may not, or there is no such archive.
pub async fn taken(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(PathBuf, ArchiveRow), ActionError> {
    let room = app.archives.as_deref().ok_or(ActionError::NotAllowed)?;
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ReadLog).await?;
    let made = |row: &ArchiveRow| row.id == id && row.state == "made" && room.path(&row.id).is_file();
    let row = link.archives_of(round).await?.into_iter().find(made).ok_or(ActionError::NotAllowed)?;
    drop(link);
    let (actor, told) = (actor.clone(), row.clone());
    app.write(move |work| Box::pin(async move { tell(work, &actor, "archive_taken", told).await })).await?;
    Ok((room.path(id), row))
}

/// Makes the archives that were asked for, one after the other; says how many. The program does this by itself.
///
/// # Errors
/// If the store does not answer; an archive that cannot be made is noted as failed.
pub async fn make_due(app: &App) -> Result<usize, ActionError> {
    let Some(room) = app.archives.clone() else { return Ok(0) };
    let mut made = 0;
    while let Some(row) = app.store.look().await?.waiting_archive().await? {
        let done = pack(app, &room, &row).await;
        room.set_progress(&row.id, None);
        let row = match done {
            Ok(row) => row,
            Err(error) => {
                tracing::error!(round = row.round, %error, "an archive could not be made");
                let _ = std::fs::remove_file(room.unfinished(&row.id));
                ArchiveRow { state: "failed".to_owned(), problem: error.to_string(), ..row }
            }
        };
        app.write(move |work| {
            Box::pin(async move {
                work.end_archive(&row).await?;
                if row.state == "made" {
                    tell(work, &Actor::Person(row.account.clone()), "archive_made", row).await?;
                }
                Ok(())
            })
        })
        .await?;
        made += 1;
    }
    Ok(made)
}

/// An event of the house: one of the round would change what was archived.
async fn tell(work: &mut Work, actor: &Actor, kind: &str, row: ArchiveRow) -> Result<(), ActionError> {
    let facts = [
        ("archive", Fact::Text(row.id)),
        ("manifest", Fact::Text(row.manifest)),
        ("round", Fact::Text(row.round)),
        ("sha256", Fact::Text(row.sha256)),
    ];
    work.record(HOUSE, kind, actor, &facts).await?;
    Ok(())
}

async fn pack(app: &App, room: &Room, row: &ArchiveRow) -> Result<ArchiveRow, ActionError> {
    let unfinished = room.unfinished(&row.id);
    let mut pen = Pen::begin_at(&unfinished).map_err(ActionError::system)?;
    let (of, shas) = rows_and_tables(app, &mut pen, &row.round).await?;
    evidence(app, room, &mut pen, row, &shas).await?;
    let Written { manifest, files } = pen.finish(of).await.map_err(ActionError::system)?;
    let path = room.path(&row.id);
    let (sha256, bytes) = tokio::task::spawn_blocking(move || {
        std::fs::rename(&unfinished, &path)?;
        Ok::<_, std::io::Error>((thuocdo_files::hash(&path)?, std::fs::metadata(&path)?.len()))
    })
    .await
    .map_err(ActionError::system)?
    .map_err(ActionError::system)?;
    let (state, files) = ("made".to_owned(), files as u64);
    Ok(ArchiveRow { state, bytes, files, sha256, manifest, ..row.clone() })
}

/// Everything but the files that were handed in, as of one moment; gives what the archive is of and those files' hashes.
async fn rows_and_tables(
    app: &App,
    pen: &mut Pen,
    round: &str,
) -> Result<(Head, BTreeMap<String, (String, u64)>), ActionError> {
    let mut link = app.store.look_still().await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    let mut seen = Seen::default();
    for table in TABLES.iter().filter(|table| table.name != "file") {
        data(pen, &mut link, table, round, &mut seen).await?;
    }
    let shas = files(pen, &mut link, round, &mut seen).await?;
    let names = people(pen, &mut link, &seen.people).await?;
    let frozen = match frozen(app, &mut link, round).await {
        Ok(frozen) => Some(frozen),
        // A round that was called off before it opened froze nothing.
        Err(ActionError::NotAllowed) => None,
        Err(error) => return Err(error),
    };
    let names = Names { people: names, frozen, files: seen.files.clone(), evidence: BTreeMap::new() };
    tables::write(pen, &mut link, round, names).await?;
    sets(pen, &mut link, round).await?;
    submissions(pen, &mut link, round).await?;
    drop(link);
    for version in &seen.versions {
        publication(app, pen, round, *version).await?;
    }
    let of = Head {
        round: head.code,
        title: head.title,
        period: head.period,
        stage: head.stage.word().to_owned(),
        events: seen.events,
        last_event: seen.last_event,
    };
    Ok((of, shas))
}

/// What is noticed while rows pass.
#[derive(Default)]
struct Seen {
    people: BTreeSet<String>,
    versions: Vec<u32>,
    events: u64,
    last_event: String,
    /// Hashes that texts name: files of earlier versions and of what was submitted.
    named: BTreeSet<String>,
    /// Where each file of the archive will lie, by its hash.
    files: BTreeMap<String, String>,
}

impl Seen {
    fn notice(&mut self, table: &Table, row: &ArchivedRow) {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        self.people.extend(PEOPLE.iter().filter_map(|name| text(name)).map(str::to_owned));
        match table.name {
            "event" => {
                self.events += 1;
                text("hash").unwrap_or_default().clone_into(&mut self.last_event);
            }
            "publication" => {
                let version = row.get("version").and_then(Value::as_u64);
                self.versions.extend(version.and_then(|version| u32::try_from(version).ok()));
            }
            "submission" | "evidence_past" => self.named.extend(hashes(text("content").unwrap_or_default())),
            _ => {}
        }
    }
}

/// Words of 64 hexadecimal digits.
fn hashes(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| is_hash(word)).map(str::to_owned)
}

pub(super) fn is_hash(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The rows of a table, one a line.
async fn data(pen: &mut Pen, link: &mut Link, table: &Table, round: &str, seen: &mut Seen) -> Result<(), ActionError> {
    pen.begin(&data_path(table.name), What::Data, "", None).await.map_err(ActionError::system)?;
    let mut skip = 0;
    loop {
        let rows = link.archived_rows(table, round, skip, table.at_once()).await?;
        for row in &rows {
            seen.notice(table, row);
            line(pen, row).await?;
        }
        skip += rows.len() as u64;
        if rows.len() < table.at_once() as usize {
            return Ok(());
        }
    }
}

/// Where the rows of a table lie in an archive.
pub(super) fn data_path(table: &str) -> String {
    format!("du-lieu/{table}.jsonl")
}

async fn line(pen: &mut Pen, row: &ArchivedRow) -> Result<(), ActionError> {
    let mut text = serde_json::to_vec(row).map_err(ActionError::system)?;
    text.push(b'\n');
    pen.write(&text).await.map_err(ActionError::system)
}

/// Rows of the files: those of the round, and earlier ones that its texts name. Gives extension and size by hash.
async fn files(
    pen: &mut Pen,
    link: &mut Link,
    round: &str,
    seen: &mut Seen,
) -> Result<BTreeMap<String, (String, u64)>, ActionError> {
    let Some(table) = Table::named("file") else { return Ok(BTreeMap::new()) };
    let mut rows = BTreeMap::new();
    let sha = |row: &ArchivedRow| row.get("sha256").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut skip = 0;
    loop {
        let page = link.archived_rows(table, round, skip, table.at_once()).await?;
        skip += page.len() as u64;
        let last = page.len() < table.at_once() as usize;
        rows.extend(page.into_iter().map(|row| (sha(&row), row)));
        if last {
            break;
        }
    }
    for named in &seen.named {
        if !rows.contains_key(named) {
            let found = link.archived_file(round, named).await?;
            rows.extend(found.map(|row| (named.clone(), row)));
        }
    }
    pen.begin(&data_path("file"), What::Data, "", None).await.map_err(ActionError::system)?;
    let mut found = BTreeMap::new();
    for (sha256, row) in &rows {
        line(pen, row).await?;
        let kind = row.get("kind").and_then(Value::as_str).unwrap_or_default();
        let size = row.get("size").and_then(Value::as_u64).unwrap_or_default();
        found.insert(sha256.clone(), (part(kind), size));
        seen.files.insert(sha256.clone(), file_path(sha256, &part(kind)));
    }
    Ok(found)
}

/// Where a file lies in an archive.
pub(super) fn file_path(sha256: &str, extension: &str) -> String {
    format!("tep/{sha256}.{extension}")
}

/// People that rows name: id, name and title, nothing to sign in with. Gives the names.
async fn people(
    pen: &mut Pen,
    link: &mut Link,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, ActionError> {
    pen.begin(&data_path("people"), What::Data, "", None).await.map_err(ActionError::system)?;
    let mut names = BTreeMap::new();
    for id in ids {
        let Some(found) = link.find_account(id).await? else { continue };
        let row = ArchivedRow::from_iter([
            ("id".to_owned(), Value::from(found.id)),
            ("name".to_owned(), Value::from(found.name.clone())),
            ("title".to_owned(), found.title.map_or(Value::Null, Value::from)),
        ]);
        line(pen, &row).await?;
        names.insert(id.clone(), found.name);
    }
    Ok(names)
}

/// Criteria sets and questionnaires, byte for byte.
async fn sets(pen: &mut Pen, link: &mut Link, round: &str) -> Result<(), ActionError> {
    for set in link.round_sets(round).await? {
        let base =
            format!("bo-tieu-chi/{}-{}@{}", set.position + 1, part(&set.code.replace('/', ".")), part(&set.version));
        let title = format!("{} {}", set.code, set.version);
        pen.put(&format!("{base}.toml"), What::Set, &title, set.text.as_bytes()).await.map_err(ActionError::system)?;
        if let Some(sidecar) = &set.sidecar {
            let path = format!("{base}.en.toml");
            pen.put(&path, What::Set, &title, sidecar.as_bytes()).await.map_err(ActionError::system)?;
        }
        for (number, (code, version, text)) in set.borrowed.iter().enumerate() {
            let path = format!("{base}.muon-{}.toml", number + 1);
            let title = format!("{code} {version}");
            pen.put(&path, What::Set, &title, text.as_bytes()).await.map_err(ActionError::system)?;
        }
    }
    let Some(table) = Table::named("questionnaire") else { return Ok(()) };
    for row in link.archived_rows(table, round, 0, table.at_once()).await? {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let path = format!("mau-phieu/{}@{}.toml", part(&text("code").replace('/', ".")), part(text("version")));
        pen.put(&path, What::Set, text("title"), text("text").as_bytes()).await.map_err(ActionError::system)?;
    }
    Ok(())
}

/// What was submitted, byte for byte, and the receipt of each.
async fn submissions(pen: &mut Pen, link: &mut Link, round: &str) -> Result<(), ActionError> {
    let Some(table) = Table::named("submission") else { return Ok(()) };
    for folder in [("ho-so-nop", What::Submission), ("bien-nhan", What::Receipt)] {
        let mut skip = 0;
        loop {
            let rows = link.archived_rows(table, round, skip, table.at_once()).await?;
            for row in &rows {
                let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
                let whole = |name: &str| row.get(name).and_then(Value::as_u64).unwrap_or_default();
                let base = format!("{}/{}-{}", folder.0, part(text("unit")), whole("number"));
                let sheet = Sheet::of_snapshot(text("content"))?;
                let (path, bytes) = match folder.1 {
                    What::Submission => (format!("{base}.json"), text("content").to_owned()),
                    _ => {
                        let event = link.event_hash(round, whole("seq")).await?.unwrap_or_default();
                        let at = thuocdo_base::Timestamp::from_micros(
                            row.get("at").and_then(Value::as_i64).unwrap_or_default(),
                        );
                        let of = (whole("seq"), at, text("hash"), text("code"));
                        (format!("{base}.txt"), proof(&sheet, of, &event))
                    }
                };
                pen.put(&path, folder.1, &sheet.name, bytes.as_bytes()).await.map_err(ActionError::system)?;
            }
            skip += rows.len() as u64;
            if rows.len() < table.at_once() as usize {
                break;
            }
        }
    }
    Ok(())
}

/// One published version: its bundle, unpacked.
async fn publication(app: &App, pen: &mut Pen, round: &str, version: u32) -> Result<(), ActionError> {
    let Some(publication) = app.store.load(round, version).await? else { return Ok(()) };
    let files = tokio::task::spawn_blocking(move || thuocdo_publication::bundle::files(&publication));
    for (path, bytes) in files.await.map_err(ActionError::system)? {
        let path = format!("{}/{path}", publication_folder(version));
        pen.put(&path, What::Publication, "", &bytes).await.map_err(ActionError::system)?;
    }
    Ok(())
}

/// Where a published version lies in an archive.
pub(super) fn publication_folder(version: u32) -> String {
    format!("cong-bo/v{version}")
}

/// The files that were handed in, under their hashes.
async fn evidence(
    app: &App,
    room: &Room,
    pen: &mut Pen,
    row: &ArchiveRow,
    shas: &BTreeMap<String, (String, u64)>,
) -> Result<(), ActionError> {
    let all = shas.values().map(|(_, size)| size).sum();
    let mut done = 0;
    for (sha256, (extension, size)) in shas {
        let files: &Files = app.files.as_ref().ok_or(ActionError::NotAllowed)?;
        let name = app.store.look().await?.archived_name(&row.round, sha256).await?;
        pen.begin(&file_path(sha256, extension), What::File, &name, Some(*size)).await.map_err(ActionError::system)?;
        let mut pieces = files.pieces(sha256).await.map_err(ActionError::system)?;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(ActionError::system)?;
            pen.write(&piece).await.map_err(ActionError::system)?;
            done += piece.len() as u64;
            room.set_progress(&row.id, Some((done, all)));
        }
    }
    Ok(())
}
