//! Promises of consistency under load, by their ids: B2, B3, B4, B5, C1, C2, C4, C5, C6, C8, C9. Each has a control that must fail.
//!
//! Moderate sizes by default; `cargo xtask trust C1 C4 C5 C9` runs the full ones and prints figures.

#![allow(clippy::print_stdout, reason = "figures are printed")]
#![allow(clippy::disallowed_methods, reason = "latencies are measured")]

mod b2_bias;
mod b3_blind_council;
mod b4_four_eyes;
mod b5_hidden_is_absent;
mod c1_deadline;
mod c2_clock;
mod c4_no_lost_update;
mod c5_exactly_once;
mod c6_simulator;
mod c9_no_busy;
mod world;

use std::future::Future;
use std::time::Duration;

use thuocdo_base::Random;
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, Engine, TestApp, server};

/// Whether the full sizes are asked for.
fn full() -> bool {
    std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full")
}

/// The size of a test.
fn size(moderate: usize, at_full: usize) -> usize {
    if full() { at_full } else { moderate }
}

/// Runs a test with real threads on a fresh database of each engine.
fn on_each<F: Future<Output = ()>>(test: impl Fn(TestApp) -> F) {
    let runtime = runtime();
    runtime.block_on(async { test(TestApp::on(Database::file()).await).await });
    if let Some(server) = server::server() {
        runtime.block_on(async { test(TestApp::on(Database::on(server).await).await).await });
    }
}

/// Real threads.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}

fn engine(test: &TestApp) -> &'static str {
    match test.database.engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// Dice of a test: the same in every run.
struct Dice(SeededRandom);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(SeededRandom::new(seed))
    }

    /// A number below `most`.
    fn below(&self, most: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_be_bytes(bytes) % most.max(1)
    }

    async fn pause(&self, most_micros: u64) {
        tokio::time::sleep(Duration::from_micros(self.below(most_micros))).await;
    }
}

/// The value below which this many hundredths of all lie.
fn percentile(times: &mut [Duration], hundredths: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * hundredths / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}
