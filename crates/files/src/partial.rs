//! Files on their way: bytes are added where the last ones ended, and what has arrived stays whatever happens to the line.

use std::io;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::Files;

/// Written at once; more are gathered first.
const WRITE_BYTES: usize = 256 * 1024;
/// How long a line may stay silent before what has arrived is put away.
const SILENCE: Duration = Duration::from_secs(60);

/// What a piece must hash to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1: what every client of the protocol can do; good against a bad line, not against a forger.
    Sha1(Vec<u8>),
    /// SHA-256.
    Sha256(Vec<u8>),
}

/// The hash of a piece while it comes.
enum Hashing {
    Nothing,
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hashing {
    fn of(checksum: Option<&Checksum>) -> Self {
        match checksum {
            None => Self::Nothing,
            Some(Checksum::Sha1(_)) => Self::Sha1(Sha1::new()),
            Some(Checksum::Sha256(_)) => Self::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Nothing => {}
            Self::Sha1(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
        }
    }

    /// Whether what came has its checksum.
    fn fits(self, checksum: Option<&Checksum>) -> bool {
        match (self, checksum) {
            (Self::Sha1(hash), Some(Checksum::Sha1(told))) => hash.finalize().as_slice() == told.as_slice(),
            (Self::Sha256(hash), Some(Checksum::Sha256(told))) => hash.finalize().as_slice() == told.as_slice(),
            _ => checksum.is_none(),
        }
    }
}

/// How a piece ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// All of it is on disk; the file now has this many bytes.
    To(u64),
    /// The line broke; what came before is on disk.
    Cut(u64),
    /// The piece begins elsewhere than the file ends.
    Elsewhere(u64),
    /// The piece would make the file longer than was said.
    TooLong,
    /// The piece does not have its checksum; nothing of it stays.
    Altered,
    /// Another piece of the same file is being written.
    Busy,
    /// There is no such file on its way.
    Gone,
}

impl Files {
    /// Prepares a file on its way.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn begin(&self, id: &str) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create_new(true).open(self.partial(id)?).await?;
        file.sync_all().await
    }

    /// How many bytes have arrived; `None` if there is no such file on its way.
    ///
    /// # Errors
    /// If the disk does not answer.
    pub async fn received(&self, id: &str) -> io::Result<Option<u64>> {
        match tokio::fs::metadata(self.partial(id)?).await {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Throws a file on its way away; one that is gone is no matter.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn discard(&self, id: &str) -> io::Result<()> {
        match tokio::fs::remove_file(self.partial(id)?).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Adds a piece that begins at `offset` to a file that will have `size` bytes.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn append<B, E, S>(
        &self,
        id: &str,
        offset: u64,
        size: u64,
        checksum: Option<&Checksum>,
        piece: S,
    ) -> io::Result<Appended>
    where
        B: AsRef<[u8]>,
        S: Stream<Item = Result<B, E>> + Unpin,
    {
        let Some(_held) = self.hold(id) else { return Ok(Appended::Busy) };
        let Some(present) = self.received(id).await? else { return Ok(Appended::Gone) };
        if present != offset {
            return Ok(Appended::Elsewhere(present));
        }
        let mut file = OpenOptions::new().write(true).open(self.partial(id)?).await?;
        file.seek(io::SeekFrom::Start(offset)).await?;
        let mut writing =
            Writing { file, at: offset, hash: Hashing::of(checksum), gathered: Vec::with_capacity(WRITE_BYTES) };
        let ended = writing.take(piece, size).await?;
        writing.end(ended, offset, checksum).await
    }
}

enum Ended {
    Whole,
    Cut,
    TooLong,
}

struct Writing {
    file: File,
    at: u64,
    hash: Hashing,
    gathered: Vec<u8>,
}

impl Writing {
    async fn take<B, E, S>(&mut self, mut piece: S, size: u64) -> io::Result<Ended>
    where
        B: AsRef<[u8]>,
        S: Stream<Item = Result<B, E>> + Unpin,
    {
        loop {
            let bytes = match timeout(SILENCE, piece.next()).await {
                Ok(None) => return Ok(Ended::Whole),
                Ok(Some(Ok(bytes))) => bytes,
                Ok(Some(Err(_))) | Err(_) => return Ok(Ended::Cut),
            };
            let bytes = bytes.as_ref();
            if self.at + (self.gathered.len() + bytes.len()) as u64 > size {
                return Ok(Ended::TooLong);
            }
            self.hash.update(bytes);
            self.gathered.extend_from_slice(bytes);
            if self.gathered.len() >= WRITE_BYTES {
                self.put().await?;
            }
        }
    }

    async fn put(&mut self) -> io::Result<()> {
        self.file.write_all(&self.gathered).await?;
        self.at += self.gathered.len() as u64;
        self.gathered.clear();
        Ok(())
    }

    /// Puts away what came, or takes all of the piece back.
    async fn end(mut self, ended: Ended, offset: u64, checksum: Option<&Checksum>) -> io::Result<Appended> {
        let hash = std::mem::replace(&mut self.hash, Hashing::Nothing);
        let fits = hash.fits(checksum);
        let back = match ended {
            Ended::TooLong => Some(Appended::TooLong),
            Ended::Whole if !fits => Some(Appended::Altered),
            // A cut piece cannot be compared with its checksum, so nothing of it is trusted.
            Ended::Cut if checksum.is_some() => Some(Appended::Cut(offset)),
            Ended::Whole | Ended::Cut => None,
        };
        if let Some(answer) = back {
            self.file.flush().await?;
            self.file.set_len(offset).await?;
            self.file.sync_all().await?;
            return Ok(answer);
        }
        self.put().await?;
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(if matches!(ended, Ended::Whole) { Appended::To(self.at) } else { Appended::Cut(self.at) })
    }
}
