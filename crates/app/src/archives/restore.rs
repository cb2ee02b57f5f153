//! A round out of an archive: it is read in this house, never changed.

use std::path::{Path, PathBuf};

use futures_util::{Stream, StreamExt};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thuocdo_archive::What;
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message};
use thuocdo_files::{Files, Kind};
use thuocdo_store::archives::TABLES;
use thuocdo_store::{AccountRow, ArchivedRow, Kept, Link, StoreError, Table, Work};
use thuocdo_words::collate::fold;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::examine::{self, Examined, examine};
use super::make::data_path;
use crate::setup::HOUSE;
use crate::{ActionError, App, may};

/// Batches of rows on their way.
const QUEUE: usize = 4;
/// Rows of one write, so that nobody waits long for the writer.
const ROWS: usize = 500;
/// Sum of no rows.
const NOTHING: [u64; 4] = [0; 4];

/// Rows of one table, or what is wrong with them.
type Batch = Result<(&'static Table, Vec<ArchivedRow>), Message>;

/// Restores a round from an archive on this disk, after all of it was examined; gives what was found of it.
///
/// A try that was cut short is taken up by the next with the same archive.
///
/// # Errors
/// If the actor is no administrator, the archive is not true, its round is here, or another has its code.
pub async fn restore(app: &App, actor: &Actor, path: &Path) -> Result<Examined, ActionError> {
    may::administers(app, actor).await?;
    let from = path.to_owned();
    let examined = tokio::task::spawn_blocking(move || examine(&from)).await.map_err(ActionError::system)?;
    let examined = examined.map_err(refused)?;
    reserve(app, actor, &examined).await?;
    files(app, path).await?;
    people(app, path).await?;
    let sums = rows(app, path, &examined.of.round, |table| matches!(table.kept, Kept::Shared | Kept::Own)).await?;
    let mut link = app.store.look().await?;
    for (table, sum) in &sums {
        if table.kept == Kept::Own && stored(&mut link, table, &examined.of.round).await? != *sum {
            return Err(refused(Message::new("archive-rows-differ").text("table", table.name)));
        }
    }
    drop(link);
    finish(app, actor, path, &examined).await?;
    Ok(examined)
}

/// Takes an archive in piece by piece and restores its round; the file itself is not kept.
///
/// # Errors
/// As [`restore`], or if it has more than `most` bytes.
pub async fn hand_in<B, E, S>(app: &App, actor: &Actor, most: u64, mut pieces: S) -> Result<Examined, ActionError>
where
    B: AsRef<[u8]>,
    E: std::error::Error + Send + Sync + 'static,
    S: Stream<Item = Result<B, E>> + Unpin,
{
    may::administers(app, actor).await?;
    let room = app.archives.as_deref().ok_or_else(|| refused(Message::new("archive-no-place")))?;
    let path = room.arriving(&app.new_id());
    let mut file = tokio::fs::File::create(&path).await.map_err(ActionError::system)?;
    let mut taken = 0;
    let written = loop {
        let Some(piece) = pieces.next().await else { break file.flush().await.map_err(ActionError::system) };
        let Ok(piece) = piece else { break Err(refused(Message::new("archive-cut-short"))) };
        taken += piece.as_ref().len() as u64;
        if taken > most {
            break Err(refused(Message::new("archive-too-large")));
        }
        if let Err(error) = file.write_all(piece.as_ref()).await {
            break Err(ActionError::system(error));
        }
    };
    drop(file);
    let done = match written {
        Ok(()) => restore(app, actor, &path).await,
        Err(error) => Err(error),
    };
    let _ = tokio::fs::remove_file(&path).await;
    done
}

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}

/// Keeps the round's code, or says why it cannot be had.
async fn reserve(app: &App, actor: &Actor, examined: &Examined) -> Result<(), ActionError> {
    let (actor, examined) = (actor.clone(), examined.clone());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let round = &examined.of.round;
            let there = work.restored_rounds().await?.into_iter().find(|it| it.round == *round);
            match there {
                Some(it) if it.whole && it.manifest == examined.manifest => {
                    Err(refused(Message::new("archive-here").text("round", round.as_str())))
                }
                Some(it) if !it.whole && it.manifest == examined.manifest => Ok(()),
                Some(_) => Err(refused(Message::new("archive-code-taken").text("round", round.as_str()))),
                None if work.find_round(round).await?.is_some() || is_published(work, round).await? => {
                    Err(refused(Message::new("archive-code-taken").text("round", round.as_str())))
                }
                None => Ok(work.begin_restoring(round, &examined.manifest, actor.id()).await?),
            }
        })
    })
    .await
}

/// Whether there are results or events of this code without a round: published from a folder.
async fn is_published(work: &mut Work, round: &str) -> Result<bool, StoreError> {
    for table in TABLES.iter().filter(|table| matches!(table.name, "publication" | "event")) {
        if !work.archived_rows(table, round, 0, 1).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts the files that were handed in where files lie, those that are not there yet.
async fn files(app: &App, path: &Path) -> Result<(), ActionError> {
    let mut archive = open(path.to_owned()).await?;
    let entries: Vec<_> = archive.manifest().files.iter().filter(|entry| entry.what == What::File).cloned().collect();
    if entries.is_empty() {
        return Ok(());
    }
    let files: Files = app.files.clone().ok_or_else(|| refused(Message::new("archive-no-files")))?;
    for entry in entries {
        let extension = entry.path.rsplit('.').next().unwrap_or_default();
        if Kind::of(extension).is_none() {
            return Err(refused(Message::new("archive-row").text("path", entry.path)));
        }
        if matches!(files.check(&entry.sha256).await, Ok(thuocdo_files::Wholeness::Whole)) {
            continue;
        }
        let id = app.new_id();
        let spare = files.spare(&id).map_err(ActionError::system)?;
        let (back, from) = (spare.clone(), entry.path.clone());
        archive = tokio::task::spawn_blocking(move || {
            let mut file = std::fs::File::create(&back).map_err(ActionError::system)?;
            std::io::copy(&mut archive.file(&from).map_err(refused)?, &mut file).map_err(ActionError::system)?;
            Ok::<_, ActionError>(archive)
        })
        .await
        .map_err(ActionError::system)??;
        let kept = files.keep_again(&id).await.map_err(ActionError::system)?;
        if kept != entry.sha256 {
            return Err(refused(Message::new("archive-row").text("path", entry.path)));
        }
    }
    Ok(())
}

async fn open(path: PathBuf) -> Result<examine::Archive, ActionError> {
    let opened = tokio::task::spawn_blocking(move || examine::open(&path)).await.map_err(ActionError::system)?;
    opened.map_err(refused)
}

/// People whom the rows name and whom the house does not know: by name, with nothing to sign in with.
async fn people(app: &App, path: &Path) -> Result<(), ActionError> {
    let path = path.to_owned();
    let lines = tokio::task::spawn_blocking(move || {
        let mut archive = examine::open(&path)?;
        let mut lines = Vec::new();
        if archive.manifest().find(&data_path("people")).is_some() {
            archive.lines(&data_path("people"), |line| {
                lines.push(line);
                true
            })?;
        }
        Ok::<_, Message>(lines)
    });
    let lines = lines.await.map_err(ActionError::system)?.map_err(refused)?;
    for part in lines.chunks(ROWS) {
        let part = part.to_vec();
        app.write(move |work| {
            Box::pin(async move {
                for line in &part {
                    person(work, line).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(())
}

async fn person(work: &mut Work, line: &str) -> Result<(), ActionError> {
    let row: ArchivedRow = serde_json::from_str(line).map_err(ActionError::system)?;
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, name) = (text("id"), text("name"));
    let is_id = !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id || work.find_account(&id).await?.is_some() {
        return Ok(());
    }
    let (now, login) = (work.now(), format!("luu-tru-{}", id.to_lowercase()));
    let account = AccountRow {
        folded: fold(&format!("{name} {login}")),
        title: Some(text("title")).filter(|title| !title.is_empty()),
        id,
        login,
        name,
        email: None,
        org_unit: None,
        administrator: false,
        auditor: false,
        password: None,
        password_set_at: None,
        must_change: false,
        totp: None,
        totp_new: None,
        totp_step: None,
        disabled_at: Some(now),
        disabled_reason: Some("archive".to_owned()),
        seen_at: None,
        created_at: now,
        version: 1,
    };
    Ok(work.save_account(&account).await?)
}

/// Reads the rows of some tables from an archive, in a thread of its own.
fn reader(path: PathBuf, wanted: impl Fn(&Table) -> bool + Send + 'static) -> mpsc::Receiver<Batch> {
    let (out, coming) = mpsc::channel(QUEUE);
    tokio::task::spawn_blocking(move || {
        if let Err(wrong) = read(&path, wanted, &out) {
            // Whoever waited may have gone away.
            let _ = out.blocking_send(Err(wrong));
        }
    });
    coming
}

fn read(path: &Path, wanted: impl Fn(&Table) -> bool, out: &mpsc::Sender<Batch>) -> Result<(), Message> {
    let mut archive = examine::open(path)?;
    for table in TABLES.iter().filter(|table| wanted(table)) {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        examine::rows(&mut archive, table, |row| {
            bytes += row.values().map(|value| value.as_str().map_or(8, str::len)).sum::<usize>();
            batch.push(row);
            // Few rows, and few bytes: a row of a publication or a submission is large.
            if batch.len() == ROWS || bytes > 8 * 1024 * 1024 {
                bytes = 0;
                let gone = out.blocking_send(Ok((table, std::mem::take(&mut batch)))).is_err();
                return if gone { Err(Message::new("archive-cut-short")) } else { Ok(()) };
            }
            Ok(())
        })?;
        // An empty batch, too: it says that the table was read.
        if out.blocking_send(Ok((table, batch))).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Writes the rows of some tables, a few at a time; gives the sum of each table's rows.
async fn rows(
    app: &App,
    path: &Path,
    round: &str,
    wanted: impl Fn(&Table) -> bool + Send + 'static,
) -> Result<Vec<(&'static Table, [u64; 4])>, ActionError> {
    let mut coming = reader(path.to_owned(), wanted);
    let mut sums: Vec<(&'static Table, [u64; 4])> = Vec::new();
    while let Some(batch) = coming.recv().await {
        let (table, rows) = batch.map_err(refused)?;
        add(&mut sums, table, &rows);
        if rows.is_empty() {
            continue;
        }
        let round = round.to_owned();
        app.write(move |work| {
            Box::pin(async move {
                let rows = if table.name == "org_unit" { bodies(work, rows, &round).await? } else { rows };
                Ok(work.restore_rows(table, &rows).await?)
            })
        })
        .await?;
    }
    Ok(sums)
}

/// Bodies the house does not have come with codes of their own if theirs are taken, and without ties to others.
async fn bodies(work: &mut Work, rows: Vec<ArchivedRow>, round: &str) -> Result<Vec<ArchivedRow>, ActionError> {
    let mut new = Vec::new();
    for mut row in rows {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if work.find_unit(&text("id")).await?.is_some() {
            continue;
        }
        let code = text("code");
        if work.find_unit_by_code(&code).await?.is_some() {
            row.insert("code".to_owned(), Value::from(format!("{code}@{round}")));
        }
        for tie in ["parent", "linked", "place"] {
            row.insert(tie.to_owned(), Value::Null);
        }
        new.push(row);
    }
    Ok(new)
}

/// The last write: publications, log and the round itself, compared before anything of it lasts.
async fn finish(app: &App, actor: &Actor, path: &Path, examined: &Examined) -> Result<(), ActionError> {
    let mut coming = reader(path.to_owned(), |table| table.kept == Kept::Last);
    let (actor, examined) = (actor.clone(), examined.clone());
    app.write(move |work| {
        Box::pin(async move {
            let round = &examined.of.round;
            let mut sums = Vec::new();
            while let Some(batch) = coming.recv().await {
                let (table, rows) = batch.map_err(refused)?;
                add(&mut sums, table, &rows);
                work.restore_rows(table, &rows).await?;
            }
            for (table, sum) in &sums {
                if stored(work, table, round).await? != *sum {
                    return Err(refused(Message::new("archive-rows-differ").text("table", table.name)));
                }
            }
            work.end_restoring(round).await?;
            let facts = [
                ("events", Fact::Whole(examined.of.events)),
                ("files", Fact::Whole(examined.files as u64)),
                ("manifest", Fact::Text(examined.manifest.clone())),
                ("round", Fact::Text(round.clone())),
            ];
            work.record(HOUSE, "archive_restored", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

fn add(sums: &mut Vec<(&'static Table, [u64; 4])>, table: &'static Table, rows: &[ArchivedRow]) {
    match sums.last_mut().filter(|(last, _)| last.name == table.name) {
        Some((_, sum)) => sum_up(sum, rows),
        None => {
            let mut sum = NOTHING;
            sum_up(&mut sum, rows);
            sums.push((table, sum));
        }
    }
}

/// Sums the hashes of rows: the same for the same rows, in whatever order an engine gives them.
fn sum_up(sum: &mut [u64; 4], rows: &[ArchivedRow]) {
    for row in rows {
        let hash = Sha256::digest(serde_json::to_string(row).unwrap_or_default());
        for (lane, bytes) in sum.iter_mut().zip(hash.chunks_exact(8)) {
            let bytes: [u8; 8] = bytes.try_into().unwrap_or_default();
            *lane = lane.wrapping_add(u64::from_be_bytes(bytes));
        }
    }
}

/// Sum of the rows of a round as they stand in the database.
async fn stored(link: &mut Link, table: &Table, round: &str) -> Result<[u64; 4], ActionError> {
    let (mut sum, mut skip) = (NOTHING, 0);
    loop {
        let rows = link.archived_rows(table, round, skip, table.at_once()).await?;
        sum_up(&mut sum, &rows);
        skip += rows.len() as u64;
        if rows.len() < table.at_once() as usize {
            return Ok(sum);
        }
    }
}
