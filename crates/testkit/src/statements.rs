//! Counts the SQL statements that a database is given, for tests and benches that are alone in their process.

use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::span;

static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Statements;

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Begins to count, once for the whole process.
///
/// # Panics
/// If something else listens already.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Statements).expect("the only listener"));
}

/// How many statements there have been.
pub fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}
