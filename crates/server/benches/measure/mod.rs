//! What benches share: a bare write to stand beside, processor time, a line of the table.

use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use thuocdo_testkit::Database;

/// A bare insert and commit with the same durability.
pub struct Raw {
    db: SqliteConnection,
    _folder: Database,
}

impl Raw {
    /// Opens a database of its own.
    pub async fn open() -> Self {
        let folder = Database::file();
        let options = SqliteConnectOptions::from_str(&folder.address).expect("an address").create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let mut db = options.connect().await.expect("a connection");
        sqlx::query("create table field (id integer primary key, value text not null)")
            .execute(&mut db)
            .await
            .expect("a table");
        Self { db, _folder: folder }
    }

    /// Inserts a row and commits.
    pub async fn insert(&mut self) {
        for sql in ["begin immediate", "insert into field (value) values ('1')", "commit"] {
            sqlx::query(sql).execute(&mut self.db).await.expect("a statement");
        }
    }
}

/// The median time of so many runs.
pub fn middle<T>(times: usize, mut run: impl FnMut() -> T) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(run());
            started.elapsed()
        })
        .collect();
    all.sort_unstable();
    all[times / 2]
}

/// Processor time that all threads of this process have used.
pub fn processor() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let used = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(used.sum())
}

/// Prints a line, and says whether the target was met.
pub fn report(what: &str, met: bool, figures: impl FnOnce() -> String) -> bool {
    println!("{what:<44} {} {}", figures(), if met { "" } else { "  MISSED" });
    met
}
