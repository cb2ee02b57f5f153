//! C9: writers never meet a busy database.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use thuocdo_app::App;
use thuocdo_store::StoreError;
use thuocdo_store::answers::FieldRow;
use thuocdo_testkit::Database;

use super::{Dice, engine, full, on_each, percentile};

const WRITERS: u64 = 64;

/// Reads, then writes: what makes others overtake.
async fn save(app: &App, criterion: String, by: u64) -> Result<(), StoreError> {
    app.store
        .write(&app.clock, &app.random, move |work| {
            Box::pin(async move {
                let past = work.field_history("r", "u", &criterion, "note").await?;
                let version = past.first().map_or(1, |row| row.version + 1);
                let (name, at) = ("note".to_owned(), work.now());
                let field =
                    FieldRow { criterion, name, version, value: "\"x\"".to_owned(), account: by.to_string(), at };
                work.save_field("r", "u", &field).await
            })
        })
        .await
}

async fn keep_saving(app: App, by: u64, until: Instant, dice: Arc<Dice>) -> (Vec<Duration>, usize) {
    let (mut times, mut errors) = (Vec::new(), 0);
    while Instant::now() < until {
        let asked = Instant::now();
        match save(&app, format!("{by}.{}", dice.below(10_000)), by).await {
            Ok(()) => times.push(asked.elapsed()),
            Err(error) => {
                println!("C9: {error}");
                errors += 1;
            }
        }
    }
    (times, errors)
}

#[test]
fn no_writer_meets_a_busy_database() {
    on_each(async |test| {
        let span = if full() { Duration::from_secs(60) } else { Duration::from_millis(1_500) };
        let (until, dice) = (Instant::now() + span, Arc::new(Dice::new(9)));
        let saving: Vec<_> =
            (0..WRITERS).map(|by| tokio::spawn(keep_saving(test.app.clone(), by, until, Arc::clone(&dice)))).collect();
        let (mut times, mut errors) = (Vec::new(), 0);
        for writer in saving {
            let (its, failed) = writer.await.expect("a writer");
            times.extend(its);
            errors += failed;
        }
        let late = percentile(&mut times, 99);
        println!(
            "C9 {}: {WRITERS} writers, {span:?}: {} saves, {}/s, p99 {late:?}, {errors} errors",
            engine(&test),
            times.len(),
            times.len() as u128 * 1_000 / span.as_millis()
        );
        assert_eq!(errors, 0);
        assert!(late <= Duration::from_millis(250) || !full(), "{late:?}");
    });
}

/// The control: many connections that begin a transaction, read, and only then write.
#[tokio::test(flavor = "multi_thread")]
async fn the_control_with_deferred_transactions_is_told_that_the_database_is_busy() {
    let database = Database::file();
    let options = SqliteConnectOptions::from_str(&database.address).expect("an address").create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(16).connect_with(options).await.expect("a pool");
    sqlx::query("create table counter (n bigint not null)").execute(&pool).await.expect("a table");
    sqlx::query("insert into counter values (0)").execute(&pool).await.expect("a row");
    let saving: Vec<_> = (0..16)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut busy = 0;
                for _ in 0..20 {
                    let add = async {
                        let mut tx = pool.begin().await?;
                        let (n,): (i64,) = sqlx::query_as("select n from counter").fetch_one(&mut *tx).await?;
                        sqlx::query("update counter set n = $1").bind(n + 1).execute(&mut *tx).await?;
                        tx.commit().await
                    };
                    busy += usize::from(add.await.is_err());
                }
                busy
            })
        })
        .collect();
    let mut busy = 0;
    for writer in saving {
        busy += writer.await.expect("a writer");
    }
    println!("C9 control, deferred transactions: {busy} of 320 are told that the database is busy");
    assert!(busy > 0, "the test would not notice");
}
