//! What is let in and what is refused, and that what is kept is what was sent, wherever it is kept.

mod bucket;
mod gate;
mod scanner;

use std::convert::Infallible;

use futures_util::stream;
use thuocdo_files::{Appended, Files, Unfit};

/// Sends a file in one piece.
pub async fn put(files: &Files, id: &str, name: &str, bytes: &[u8]) -> Result<thuocdo_files::Stored, Unfit> {
    files.begin(id).await.expect("a beginning");
    let piece = stream::iter([Ok::<_, Infallible>(bytes.to_vec())]);
    let ended = files.append(id, 0, bytes.len() as u64, None, piece).await.expect("a disk");
    assert_eq!(ended, Appended::To(bytes.len() as u64));
    files.finish(id, name).await.expect("a disk")
}
