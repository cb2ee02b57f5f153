//! A fresh database for each test, on each engine.

use std::future::Future;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use crate::server;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An empty database that is gone after the test.
#[derive(Debug)]
pub struct Database {
    /// Its kind.
    pub engine: Engine,
    /// Its address, as `Store::open` takes it.
    pub address: String,
    _folder: Option<TempDir>,
}

/// Runs a test on a fresh database of each engine; says loudly if one is absent.
///
/// # Panics
/// Where the test panics.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(test(Database::file()));
    if let Some(server) = server::server() {
        runtime.block_on(async { test(Database::on(server).await).await });
    }
}

impl Database {
    /// A fresh file in a folder of its own.
    ///
    /// # Panics
    /// If there is no room for temporary files.
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = format!("sqlite:{}", folder.path().join("test.db").display());
        Self { engine: Engine::Sqlite, address, _folder: Some(folder) }
    }

    /// A fresh database on the server.
    pub async fn on(server: &server::Server) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self { engine: Engine::Postgres, address: server.fresh_database(&name).await, _folder: None }
    }

    /// Runs SQL past the store, as someone with the database's password could.
    ///
    /// # Errors
    /// What the database refuses.
    pub async fn execute(&self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self.engine {
            Engine::Sqlite => {
                let mut db = SqliteConnectOptions::from_str(&self.address)?.connect().await?;
                sqlx::raw_sql(sql).execute(&mut db).await?;
                db.close().await
            }
            Engine::Postgres => {
                let mut db = PgConnectOptions::from_str(&self.address)?.connect().await?;
                sqlx::raw_sql(sql).execute(&mut db).await?;
                db.close().await
            }
        }
    }

    /// Lists table, name and kind of every column.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn columns(&self) -> Vec<(String, String, String)> {
        match self.engine {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(&self.address).expect("an address");
                let mut db = options.connect().await.expect("a connection");
                sqlx::query_as(
                    "select m.name, c.name, c.type from sqlite_master m join pragma_table_info(m.name) c \
                     where m.type = 'table'",
                )
                .fetch_all(&mut db)
                .await
            }
            Engine::Postgres => {
                let options = PgConnectOptions::from_str(&self.address).expect("an address");
                let mut db = options.connect().await.expect("a connection");
                sqlx::query_as(
                    "select table_name::text, column_name::text, data_type::text from information_schema.columns \
                     where table_schema = 'public'",
                )
                .fetch_all(&mut db)
                .await
            }
        }
        .expect("columns")
    }

    /// Takes the guards away first: what a forger with full rights would do.
    ///
    /// # Panics
    /// If the database refuses.
    pub async fn forge(&self, sql: &'static str) {
        let unguard = match self.engine {
            Engine::Sqlite => {
                "drop trigger publication_is_never_edited; drop trigger publication_is_never_deleted; \
                 drop trigger publication_unit_is_never_edited; drop trigger publication_unit_is_never_deleted; \
                 drop trigger event_is_never_edited; drop trigger event_is_never_deleted;"
            }
            Engine::Postgres => {
                "alter table publication disable trigger all; alter table publication_unit disable trigger all; \
                 alter table event disable trigger all;"
            }
        };
        self.execute(unguard).await.expect("guards taken away");
        self.execute(sql).await.expect("a forgery");
    }
}
