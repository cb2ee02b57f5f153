//! Where files that stay lie: a folder of this computer, or a bucket elsewhere.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;

use futures_util::Stream;
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncReadExt;

use crate::bucket::Bucket;
use crate::disk::Disk;

/// A file's bytes, piece by piece, so that a large one needs little memory.
pub type Pieces = Pin<Box<dyn Stream<Item = io::Result<Vec<u8>>> + Send>>;

/// Where files that stay lie; both know them by hash alone and never write over one that is whole.
#[derive(Debug)]
pub(crate) enum Vault {
    Disk(Disk),
    Bucket(Bucket),
}

/// A file that lies where programs of this computer can read it.
#[derive(Debug)]
pub(crate) enum Near {
    Here(PathBuf),
    Copy(TempPath),
}

impl Near {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Here(path) => path,
            Self::Copy(copy) => copy,
        }
    }
}

impl Vault {
    /// Moves a file from this disk to its address and gives its hash.
    pub(crate) async fn keep(&self, path: PathBuf) -> io::Result<String> {
        match self {
            Self::Disk(disk) => {
                let disk = disk.clone();
                blocking(move || disk.keep(&path)).await
            }
            Self::Bucket(bucket) => bucket.keep(&path).await,
        }
    }

    /// Hash of the bytes that lie at an address.
    pub(crate) async fn sum(&self, sha256: &str) -> io::Result<String> {
        match self {
            Self::Disk(disk) => {
                let path = disk.path(sha256)?;
                blocking(move || hash(&path)).await
            }
            Self::Bucket(bucket) => bucket.sum(sha256).await,
        }
    }

    /// The bytes at an address.
    pub(crate) async fn pieces(&self, sha256: &str) -> io::Result<Pieces> {
        match self {
            Self::Disk(disk) => read(&disk.path(sha256)?).await,
            Self::Bucket(bucket) => bucket.pieces(sha256).await,
        }
    }

    /// The file where programs of this computer can read it.
    pub(crate) async fn near(&self, sha256: &str) -> io::Result<Near> {
        match self {
            Self::Disk(disk) => Ok(Near::Here(disk.path(sha256)?)),
            Self::Bucket(bucket) => Ok(Near::Copy(bucket.near(sha256).await?)),
        }
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) async fn forget(&self, sha256: &str) -> io::Result<()> {
        match self {
            Self::Disk(disk) => match tokio::fs::remove_file(disk.path(sha256)?).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
            Self::Bucket(bucket) => bucket.forget(sha256).await,
        }
    }
}

/// Runs work that waits for a disk where it keeps nobody waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The two parts of a hash as an address: no folder grows too large.
pub(crate) fn fan(sha256: &str) -> io::Result<(&str, &str)> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then(|| sha256.split_at(2)).ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// SHA-256 of a file's bytes, read in pieces.
///
/// # Errors
/// If the file cannot be read.
pub fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut sum, mut buffer) = (Sha256::new(), vec![0; 1024 * 1024]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex::encode(sum.finalize()));
        }
        sum.update(&buffer[..count]);
    }
}

/// The bytes of a file on this disk, piece by piece.
///
/// # Errors
/// If it is not there.
pub async fn read(path: &Path) -> io::Result<Pieces> {
    let file = tokio::fs::File::open(path).await?;
    Ok(Box::pin(futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; 256 * 1024];
        let count = file.read(&mut piece).await?;
        piece.truncate(count);
        Ok((count > 0).then_some((piece, file)))
    })))
}
