//! Writing an archive beside everything else: pieces go to a thread of their own, no more of them than fit a small queue.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use thuocdo_archive::{Head, Packer, What};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Pieces on their way.
const QUEUE: usize = 16;
/// Bytes that are gathered before they go.
const GATHERED: usize = 256 * 1024;

enum Piece {
    Begin { path: String, what: What, name: String, bytes: Option<u64> },
    Bytes(Vec<u8>),
    Finish(Head),
}

/// What was written.
pub(super) struct Written {
    /// SHA-256 of the manifest.
    pub(super) manifest: String,
    /// Files in it.
    pub(super) files: usize,
}

/// Writes one archive.
pub(super) struct Pen {
    pieces: mpsc::Sender<Piece>,
    thread: JoinHandle<io::Result<Option<Written>>>,
    gathered: Vec<u8>,
}

impl Pen {
    /// Begins a file on this disk.
    pub(super) fn begin_at(path: &Path) -> io::Result<Self> {
        let packer = Packer::new(BufWriter::with_capacity(GATHERED, File::create(path)?));
        let (pieces, coming) = mpsc::channel(QUEUE);
        let thread = tokio::task::spawn_blocking(move || write(packer, coming));
        Ok(Self { pieces, thread, gathered: Vec::new() })
    }

    /// Begins a file of the archive.
    pub(super) async fn begin(&mut self, path: &str, what: What, name: &str, bytes: Option<u64>) -> io::Result<()> {
        self.flush().await?;
        self.send(Piece::Begin { path: path.to_owned(), what, name: name.to_owned(), bytes }).await
    }

    /// Writes a piece of it.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() < GATHERED { Ok(()) } else { self.flush().await }
    }

    /// Writes a whole file.
    pub(super) async fn put(&mut self, path: &str, what: What, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.begin(path, what, name, Some(bytes.len() as u64)).await?;
        self.write(bytes).await
    }

    /// Ends the archive: all of it is on the disk.
    pub(super) async fn finish(mut self, of: Head) -> io::Result<Written> {
        self.flush().await?;
        self.send(Piece::Finish(of)).await?;
        drop(self.pieces);
        self.thread.await.map_err(io::Error::other)??.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    async fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.gathered);
        self.send(Piece::Bytes(piece)).await
    }

    /// Hands a piece over; if the thread has stopped, says why it did.
    async fn send(&mut self, piece: Piece) -> io::Result<()> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        match (&mut self.thread).await.map_err(io::Error::other)? {
            Err(error) => Err(error),
            Ok(_) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

fn write(mut packer: Packer<BufWriter<File>>, mut coming: mpsc::Receiver<Piece>) -> io::Result<Option<Written>> {
    while let Some(piece) = coming.blocking_recv() {
        match piece {
            Piece::Begin { path, what, name, bytes } => packer.begin(&path, what, &name, bytes)?,
            Piece::Bytes(bytes) => packer.write(&bytes)?,
            Piece::Finish(of) => {
                let mut packed = packer.finish(of)?;
                packed.out.flush()?;
                packed.out.get_ref().sync_all()?;
                return Ok(Some(Written { manifest: packed.manifest, files: packed.files }));
            }
        }
    }
    Ok(None)
}
