//! A2: the order in which bytes lie on the disk says nothing of the order in which people answered.

use std::fs;
use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};

use thuocdo_store::BoxPlace;

use super::world::{K, World, first_appearances, in_files, on_each, tau};
use super::{full, size};

const RESPONSES: usize = 400;
/// Every response carries a text of its own that begins so.
const MARK: &[u8] = b"phieu-";
const MARK_LENGTH: usize = 14;

/// A text that no other response has, and that says nothing of its order.
fn mark(at: usize) -> String {
    let mixed = (at as u32 + 1).wrapping_mul(2_654_435_761);
    format!("phieu-{mixed:08x}")
}

/// τ between the order of sending and that of first appearance in bytes; and how many appear at all.
fn order_in(bytes: &[u8], count: usize) -> (f64, usize) {
    let found = first_appearances(bytes, MARK, MARK_LENGTH);
    let places: Vec<usize> = (0..count).filter_map(|at| found.get(mark(at).as_bytes()).copied()).collect();
    (tau(&places), places.len())
}

fn database_and_journal(file: &Path) -> Vec<u8> {
    let mut bytes = fs::read(file).expect("the database");
    bytes.extend(fs::read(file.with_extension("db-wal")).unwrap_or_default());
    bytes
}

async fn vacuumed(file: &Path, to: &Path) -> Vec<u8> {
    let mut db = SqliteConnectOptions::new().filename(file).connect().await.expect("a connection");
    sqlx::query("vacuum into $1").bind(to.display().to_string()).execute(&mut db).await.expect("a backup");
    fs::read(to).expect("a backup")
}

#[test]
fn a2_bytes_on_the_disk_tell_no_order() {
    let mut figures: Vec<[f64; 3]> = Vec::new();
    let runs = size(2, 20);
    for run in 0..runs {
        let run_figures = in_files(async |place, folder| {
            let world = World::new(place, folder, &["dan"], 200 + run as u64).await;
            let people = world.invite("dan", RESPONSES).await;
            for (at, person) in people.iter().enumerate() {
                world.send(person, "a", &mark(at)).await;
                world.one.mix_due().await.expect("a mix");
            }
            let (live, seen) = order_in(&database_and_journal(&world.file()), RESPONSES);
            assert!(seen >= RESPONSES - 2 * K as usize, "{seen} are open");
            let copy = vacuumed(&world.file(), &world.folder.path().join("backup.db")).await;
            let (backup, _) = order_in(&copy, RESPONSES);
            world.one.close().await.expect("closed");
            let (closed, seen) = order_in(&database_and_journal(&world.file()), RESPONSES);
            assert_eq!(seen, RESPONSES);
            world.boxes.shut().await;
            [live, backup, closed]
        });
        println!("A2 run {run}: τ live, backup, closed {run_figures:+.3?}");
        figures.push(run_figures);
    }
    for (at, name) in ["database and journal", "backup", "after closing"].iter().enumerate() {
        let each: Vec<f64> = figures.iter().map(|run| run[at]).collect();
        let mean = each.iter().sum::<f64>() / each.len() as f64;
        let worst = each.iter().fold(0.0_f64, |most, one| most.max(one.abs()));
        println!("A2 {name}: {RESPONSES} responses × {runs}: mean τ {mean:+.3}, worst {worst:.3}");
        assert!(worst <= 0.15, "{name}: {each:?}");
        assert!(mean.abs() <= if full() { 0.03 } else { 0.1 }, "{name}: {each:?}");
    }
}

/// On a server the order of mixes shows until closing, which writes the table anew; the look before is the control.
#[test]
fn a2_a_server_s_table_tells_no_order_once_the_survey_is_closed() {
    on_each(async |place, folder| {
        if matches!(place, BoxPlace::Folder(_)) {
            return;
        }
        let world = World::new(place, folder, &["dan"], 290).await;
        let people = world.invite("dan", RESPONSES).await;
        for (at, person) in people.iter().enumerate() {
            world.send(person, "a", &mark(at)).await;
            world.one.mix_due().await.expect("a mix");
        }
        let mut past = world.past().await;
        let (live, _) = order_in(&past.heap().await, RESPONSES);
        world.one.close().await.expect("closed");
        let (closed, seen) = order_in(&past.heap().await, RESPONSES);
        println!("A2 server: τ {live:+.3} before closing, {closed:+.3} after");
        assert_eq!(seen, RESPONSES);
        assert!(live.abs() >= 0.5, "the control: mixes follow each other, {live}");
        assert!(closed.abs() <= 0.15, "{closed}");
        drop(past);
        world.boxes.shut().await;
    });
}

async fn plain(file: &Path, table: &'static str) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).pragma("wal_autocheckpoint", "0");
    let mut db = options.busy_timeout(Duration::from_secs(5)).connect().await.expect("a connection");
    sqlx::raw_sql(table).execute(&mut db).await.expect("a table");
    db
}

async fn fill(db: &mut SqliteConnection) {
    for at in 0..RESPONSES {
        let name = thuocdo_testkit::app::SeededRandom::new(at as u64);
        let mut bid = [0; 16];
        thuocdo_base::Random::fill(&name, &mut bid);
        sqlx::query("insert into response (bid, answers) values ($1, $2)")
            .bind(bid.as_slice())
            .bind(format!("{}{}", mark(at), ".".repeat(200)))
            .execute(&mut *db)
            .await
            .expect("a row");
    }
}

/// The control: opened rows written when they come, under names drawn by chance, into a table with row numbers.
#[tokio::test]
async fn a2_the_control_with_row_numbers_tells_the_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("leaky.db");
    let mut db = plain(&file, "create table response (bid blob not null primary key, answers text not null)").await;
    fill(&mut db).await;
    let copy = vacuumed(&file, &folder.path().join("backup.db")).await;
    let (order, seen) = order_in(&copy, RESPONSES);
    println!("A2 control, row numbers: |τ| {:.3}", order.abs());
    assert!(seen == RESPONSES && order.abs() >= 0.8, "τ = {order}");
}

/// The control: no row numbers, but a journal that is never emptied.
#[tokio::test]
async fn a2_the_control_with_a_journal_that_stays_tells_the_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("leaky.db");
    let table = "create table response (bid blob not null primary key, answers text not null) without rowid";
    let mut db = plain(&file, table).await;
    fill(&mut db).await;
    let journal = fs::read(file.with_extension("db-wal")).expect("the journal");
    let (order, seen) = order_in(&journal, RESPONSES);
    println!("A2 control, journal stays: |τ| {:.3}", order.abs());
    assert!(seen == RESPONSES && order >= 0.8, "τ = {order}");
}
