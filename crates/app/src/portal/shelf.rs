//! Files made once; only as many bytes are kept as memory may take.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::data::File;

/// Bytes of files kept for each round.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Files of a round that were asked for lately.
#[derive(Default)]
pub(super) struct Shelf(Mutex<VecDeque<(File, Arc<[u8]>)>>);

impl Shelf {
    /// Gives the kept file, else makes it and keeps it if there is room.
    pub(super) fn keep(&self, file: File, make: impl FnOnce() -> Option<Vec<u8>>) -> Option<Arc<[u8]>> {
        if let Some((_, bytes)) = self.lock().iter().find(|(kept, _)| *kept == file) {
            return Some(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = make()?.into();
        let mut kept = self.lock();
        kept.push_back((file, Arc::clone(&bytes)));
        while kept.len() > 1 && kept.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > KEPT_BYTES {
            kept.pop_front();
        }
        Some(bytes)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(File, Arc<[u8]>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
