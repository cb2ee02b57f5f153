//! A box of responses: a file of its own, or a schema of its own on the server; one process at a time.
//!
//! In the file no table has hidden row numbers, what is deleted is overwritten, and a commit is on the disk.

use std::fs::{DirBuilder, File, Permissions, rename, set_permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Either, Opened, Pool, Tx, sqlite};
use crate::StoreError;

/// Tables of a box in a file.
const FILE: &str = include_str!("../../migrations_responses/file.sql");
/// Tables of a box on a server.
const SERVER: &str = include_str!("../../migrations_responses/server.sql");
/// Opened responses in the order of their names, in a table of its own.
const SORTED: &str = "
create table response_new as select * from response order by bid;
drop table response;
alter table response_new rename to response;
alter table response add primary key (bid);
alter table response alter column stratum set not null;
alter table response alter column answers set not null;
";
/// Readers beside the one writer.
const READERS: u32 = 4;
/// Pages that the journal may grow to between two mixes, which empty it: 40 MB.
const JOURNAL: &str = "10000";
/// How long the writer waits for a reader that is in its way.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the box that lies in a file; creates it only if asked to.
pub(crate) async fn file(path: &Path, create: bool) -> Result<Opened, StoreError> {
    let broken = |source| StoreError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent().filter(|_| create) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(broken)?;
    }
    let lock = sqlite::lock(path)?;
    finish_replacing(path).map_err(broken)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", JOURNAL)
        .busy_timeout(PATIENCE);
    let writer =
        SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options.clone()).await?;
    let tables: (i64,) = sqlx::query_as("select count(*) from sqlite_schema").fetch_one(&writer).await?;
    if tables.0 == 0 {
        let mut tx = sqlite::begin(&writer).await?;
        sqlx::raw_sql(FILE).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    set_permissions(path, Permissions::from_mode(0o600)).map_err(broken)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .connect_lazy_with(options.read_only(true));
    Ok(Opened { readers: Pool::Sqlite(readers), writer: Pool::Sqlite(writer), lock: Some(Arc::new(lock)) })
}

/// Opens the box that lies in a schema; its writer holds the box against other processes.
pub(crate) async fn schema(address: &str, name: &str, create: bool) -> Result<Opened, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(address.to_owned()))?;
    let options = options.application_name("thuocdo").options([("search_path", name)]);
    let holds = hold(name);
    let writer = PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |db, _| {
            Box::pin(async move {
                let (held,): (bool,) =
                    sqlx::query_as("select pg_try_advisory_lock($1)").bind(holds).fetch_one(db).await?;
                if held { Ok(()) } else { Err(sqlx::Error::Protocol(IN_USE.to_owned())) }
            })
        })
        .connect_with(options.clone())
        .await
        .map_err(|error| in_use(error, name))?;
    let (there,): (i64,) =
        sqlx::query_as("select count(*) from pg_namespace where nspname = $1").bind(name).fetch_one(&writer).await?;
    if there == 0 && create {
        let mut tx = writer.begin().await?;
        sqlx::query("select set_config('thuocdo.box', $1, true)").bind(name).execute(&mut *tx).await?;
        sqlx::raw_sql("do $$ begin execute format('create schema %I', current_setting('thuocdo.box')); end $$")
            .execute(&mut *tx)
            .await?;
        sqlx::raw_sql(SERVER).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    let readers = PgPoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options.options([("default_transaction_read_only", "on")]));
    Ok(Opened { readers: Pool::Postgres(readers), writer: Pool::Postgres(writer), lock: None })
}

/// What a connection is refused with while another process holds the box.
const IN_USE: &str = "the box is open in another process";

fn in_use(error: sqlx::Error, name: &str) -> StoreError {
    match error {
        sqlx::Error::Protocol(said) if said == IN_USE => StoreError::InUse(PathBuf::from(name)),
        error => error.into(),
    }
}

/// The number by which the server knows who holds a box.
fn hold(name: &str) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&Sha256::digest(name.as_bytes())[..8]);
    i64::from_be_bytes(bytes)
}

/// Whether a box is there.
pub(crate) async fn is_there(address: &str, name: &str) -> Result<bool, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(address.to_owned()))?;
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
    let (there,): (i64,) =
        sqlx::query_as("select count(*) from pg_namespace where nspname = $1").bind(name).fetch_one(&pool).await?;
    pool.close().await;
    Ok(there > 0)
}

impl Pool {
    /// Begins a write of the one writer.
    pub(crate) async fn begin_alone(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(db) => Tx::Sqlite(sqlite::begin(db).await?),
            Self::Postgres(db) => Tx::Postgres(db.begin().await?),
        })
    }

    /// Empties the journal beside the file; says whether it is empty. A server keeps its journal to itself.
    pub(crate) async fn truncate(&self) -> Result<bool, sqlx::Error> {
        match self.either() {
            Either::Sqlite(db) => {
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(db).await?;
                Ok(busy == 0)
            }
            Either::Postgres(_) => Ok(true),
        }
    }

    /// Writes opened responses anew, in the order of their names: nothing of the order of mixes stays.
    ///
    /// A file is written anew beside itself, see [`replace`]; a server's table is replaced at once.
    pub(crate) async fn rewrite(&self, path: Option<&Path>) -> Result<(), StoreError> {
        match (self.either(), path) {
            (Either::Sqlite(db), Some(path)) => {
                let new = beside(path, "new");
                destroy(&new).map_err(|source| StoreError::File { path: new.clone(), source })?;
                sqlx::query("vacuum into $1").bind(new.display().to_string()).execute(db).await?;
            }
            (Either::Sqlite(_), None) => {}
            (Either::Postgres(db), _) => {
                let mut tx = db.begin().await?;
                sqlx::raw_sql(SORTED).execute(&mut *tx).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// Puts the file that [`Pool::rewrite`] has written in the place of the old one, which is overwritten.
pub(crate) fn replace(path: &Path) -> io::Result<()> {
    let (new, old) = (beside(path, "new"), beside(path, "old"));
    if !new.exists() {
        return Ok(());
    }
    set_permissions(&new, Permissions::from_mode(0o600))?;
    File::open(&new)?.sync_all()?;
    std::fs::hard_link(path, &old)?;
    rename(&new, path)?;
    sync_folder(path)?;
    destroy(&old)
}

/// Clears away what a replacement that was interrupted has left; it will be done again.
fn finish_replacing(path: &Path) -> io::Result<()> {
    let (new, old) = (beside(path, "new"), beside(path, "old"));
    destroy(&new)?;
    match (std::fs::metadata(&old), std::fs::metadata(path)) {
        // The second name of the file that is still in its place: only the name goes.
        (Ok(left), Ok(here)) if (left.dev(), left.ino()) == (here.dev(), here.ino()) => std::fs::remove_file(&old),
        _ => destroy(&old),
    }
}

/// Overwrites a file, removes it, and waits until that is on the disk; one that is not there is destroyed already.
fn destroy(path: &Path) -> io::Result<()> {
    let mut file = match File::options().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()?;
    std::fs::remove_file(path)?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut beside = path.to_owned();
    beside.as_mut_os_string().push(".");
    beside.as_mut_os_string().push(suffix);
    beside
}
