//! A database in one file: nothing to install, good for one machine.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::{Keeping, Opened, Pool};
use crate::StoreError;

/// Readers beside the one writer; each keeps a cache of its own.
const READERS: u32 = 4;

/// Refuses edits of what is append-only; of an event the personal part can be erased.
const GUARDS: &str = "
create trigger if not exists publication_is_never_edited before update on publication
begin select raise(abort, 'append only: publication'); end;
create trigger if not exists publication_is_never_deleted before delete on publication
begin select raise(abort, 'append only: publication'); end;
create trigger if not exists publication_unit_is_never_edited before update on publication_unit
begin select raise(abort, 'append only: publication_unit'); end;
create trigger if not exists publication_unit_is_never_deleted before delete on publication_unit
begin select raise(abort, 'append only: publication_unit'); end;
create trigger if not exists event_is_never_edited before update on event
when not (new.round is old.round and new.seq is old.seq and new.kind is old.kind and new.actor is old.actor
  and new.at is old.at and new.body is old.body and new.body_salt is old.body_salt
  and new.personal_commit is old.personal_commit and new.prev is old.prev and new.hash is old.hash
  and new.personal is null and new.personal_salt is null)
begin select raise(abort, 'append only: event'); end;
create trigger if not exists event_is_never_deleted before delete on event
begin select raise(abort, 'append only: event'); end;
create trigger if not exists submission_is_never_edited before update on submission
begin select raise(abort, 'append only: submission'); end;
create trigger if not exists submission_is_never_deleted before delete on submission
begin select raise(abort, 'append only: submission'); end;
create trigger if not exists points_fact_is_never_edited before update on points_fact
begin select raise(abort, 'append only: points_fact'); end;
create trigger if not exists points_fact_is_never_deleted before delete on points_fact
begin select raise(abort, 'append only: points_fact'); end;
create trigger if not exists criteria_set_is_never_edited before update on criteria_set
begin select raise(abort, 'append only: criteria_set'); end;
create trigger if not exists criteria_set_is_never_deleted before delete on criteria_set
begin select raise(abort, 'append only: criteria_set'); end;
create trigger if not exists questionnaire_is_never_edited before update on questionnaire
begin select raise(abort, 'append only: questionnaire'); end;
create trigger if not exists questionnaire_is_never_deleted before delete on questionnaire
begin select raise(abort, 'append only: questionnaire'); end;
create trigger if not exists survey_tally_is_never_edited before update on survey_tally
begin select raise(abort, 'append only: survey_tally'); end;
create trigger if not exists survey_tally_is_never_deleted before delete on survey_tally
begin select raise(abort, 'append only: survey_tally'); end;
create trigger if not exists survey_count_is_never_edited before update on survey_count
begin select raise(abort, 'append only: survey_count'); end;
create trigger if not exists survey_count_is_never_deleted before delete on survey_count
begin select raise(abort, 'append only: survey_count'); end;
create trigger if not exists event_of_a_restored_round_is_never_added before insert on event
when exists (select 1 from restored_round where round = new.round and state = 'whole')
begin select raise(abort, 'append only: restored_round'); end;
create trigger if not exists restored_round_is_never_deleted before delete on restored_round
begin select raise(abort, 'append only: restored_round'); end;
";

/// Opens or creates the file; one process at a time.
pub(super) async fn open(address: &str, keeping: Keeping) -> Result<Opened, StoreError> {
    let options = SqliteConnectOptions::from_str(address).map_err(|_| StoreError::Address(address.to_owned()))?;
    let path = options.get_filename().to_owned();
    let in_memory = address.contains(":memory:") || address.contains("mode=memory");
    if in_memory || path.as_os_str().is_empty() {
        return Err(StoreError::Address(address.to_owned()));
    }
    let lock = lock(&path)?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match keeping {
            Keeping::EachCommit => SqliteSynchronous::Full,
            Keeping::WhenClosed => SqliteSynchronous::Off,
        })
        .foreign_keys(true)
        .pragma("recursive_triggers", "on")
        .busy_timeout(Duration::from_secs(5));
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    let readers = SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options.read_only(true));
    Ok(Opened { readers: Pool::Sqlite(readers), writer: Pool::Sqlite(writer), lock: Some(Arc::new(lock)) })
}

/// A write that reads first would otherwise find itself overtaken, whatever the time-out.
pub(super) async fn begin(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    writer.begin_with("begin immediate").await
}

/// Puts the guards in place.
pub(super) async fn guard(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(GUARDS).execute(writer).await.map(|_| ())
}

/// Keeps a second process out: its writer would not know the order of ours.
pub(super) fn lock(path: &Path) -> Result<FileLock, StoreError> {
    let mut beside: PathBuf = path.to_owned();
    beside.as_mut_os_string().push(".lock");
    let broken = |source| StoreError::File { path: beside.clone(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(broken)?;
    }
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&beside).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok(FileLock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(broken(error)),
    }
}

/// A held lock. It is given back by word, not only by closing the file: a child process that is just being
/// started holds a copy of the open file for a moment, and closing ours would not free the lock until then.
#[derive(Debug)]
pub(crate) struct FileLock(File);

impl Drop for FileLock {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the database's lock file stays locked");
        }
    }
}
