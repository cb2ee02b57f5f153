//! The application on a fresh database, with a clock that stands still.

use std::sync::Arc;

use thuocdo_app::App;
use thuocdo_base::Timestamp;
use thuocdo_store::Store;

use crate::Database;

/// An application that is gone after the test.
pub struct TestApp {
    /// What actions take.
    pub app: App,
    /// Its database, to look past the application.
    pub database: Database,
}

impl TestApp {
    /// The moment at which the clock stands.
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
        Self { app: App { store, clock: Arc::new(Self::moment()) }, database }
    }
}
