//! A small database apart from the main one: a file of its own, or a schema of its own on the server.

use std::fs::{DirBuilder, Permissions, set_permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::str::FromStr;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use super::{Either, Pool};
use crate::StoreError;

/// Opens or creates a file that only its owner reads; what is deleted in it is overwritten.
pub(crate) async fn file(path: &Path, migrations: &Migrator) -> Result<Pool, StoreError> {
    let broken = |source| StoreError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(broken)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "on");
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    migrations.run(&pool).await?;
    set_permissions(path, Permissions::from_mode(0o600)).map_err(broken)?;
    Ok(Pool::Sqlite(pool))
}

/// Opens or creates a schema on the server of the main database.
pub(crate) async fn schema(address: &str, name: &str, migrations: &Migrator) -> Result<Pool, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(address.to_owned()))?;
    let options = options.application_name("thuocdo").options([("search_path", name)]);
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("create schema if not exists {name}"))).execute(&pool).await?;
    migrations.run(&pool).await?;
    Ok(Pool::Postgres(pool))
}

impl Pool {
    /// Writes what was deleted out of the files: nothing of it stays in free pages or beside them.
    pub(crate) async fn shred(&self, tables: &[&'static str]) -> Result<(), StoreError> {
        match self.either() {
            Either::Sqlite(db) => shred_file(db, tables).await?,
            Either::Postgres(db) => shred_schema(db, tables).await?,
        }
        Ok(())
    }
}

async fn shred_file(db: &SqlitePool, tables: &[&'static str]) -> Result<(), sqlx::Error> {
    for table in tables {
        sqlx::raw_sql(AssertSqlSafe(format!("delete from {table}"))).execute(db).await?;
    }
    sqlx::raw_sql("vacuum").execute(db).await?;
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(db).await?;
    Ok(())
}

/// A server gives a truncated table a new file and throws the old one away.
async fn shred_schema(db: &PgPool, tables: &[&'static str]) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(format!("truncate {}", tables.join(", ")))).execute(db).await.map(|_| ())
}
