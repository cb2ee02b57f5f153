//! The application on a fresh database, with a clock that moves by hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use thuocdo_app::App;
use thuocdo_app::archives::Room;
use thuocdo_app::boxes::Boxes;
use thuocdo_base::{Clock, Random, Timestamp};
use thuocdo_files::{Files, KeyFolder};
use thuocdo_store::{BoxPlace, Rosters, Store};

use crate::{Database, Engine, samples};

/// An application that is gone after the test.
pub struct TestApp {
    /// What actions take.
    pub app: App,
    /// Its database, to look past the application.
    pub database: Database,
    /// Its clock, to move on.
    pub clock: Arc<HandClock>,
    /// Its evidence files.
    pub folder: TempDir,
}

impl TestApp {
    /// Where an evidence file of this hash lies.
    pub fn stored(&self, sha256: &str) -> PathBuf {
        samples::stored(self.folder.path(), sha256)
    }

    /// The moment at which the clock starts.
    ///
    /// # Panics
    /// Never: the date is one.
    pub fn moment() -> Timestamp {
        Timestamp::of_date("2026-01-15").expect("a date")
    }

    /// Opens the application on a fresh database.
    ///
    /// # Panics
    /// If the database does not open.
    pub async fn on(database: Database) -> Self {
        let store = Store::open(&database.address).await.expect("an open store");
        let clock = Arc::new(HandClock(AtomicI64::new(Self::moment().micros())));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = Files::open(folder.path()).expect("a folder of files");
        let app = App::new(store, clock.clone(), Arc::new(SeededRandom::new(1))).with_files(files);
        let (boxes, rosters) = surveys(&database, folder.path(), &app);
        let room = Room::open(folder.path().join("archives")).expect("a folder of archives");
        let app = app.with_boxes(Arc::new(boxes)).with_rosters(rosters).with_archives(room);
        Self { app, database, clock, folder }
    }
}

/// Where boxes and rosters of surveys lie, beside a database.
fn surveys(database: &Database, folder: &Path, app: &App) -> (Boxes, Rosters) {
    let (surveys, keys) = (folder.join("surveys"), folder.join("survey-keys"));
    let server = (database.engine == Engine::Postgres).then(|| database.address.clone());
    let place = server.clone().map_or_else(|| BoxPlace::Folder(surveys.clone()), BoxPlace::Server);
    let opened = KeyFolder::open(&keys).expect("a folder of keys");
    (Boxes::new(place, opened, app.random.clone()), Rosters { folder: surveys, keys, server })
}

/// A clock that moves only when told.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// Moves on by seconds.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Random bytes that are the same in every run: for tests alone.
#[derive(Debug)]
pub struct SeededRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRandom {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::digest([self.seed.to_be_bytes(), drawn.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
