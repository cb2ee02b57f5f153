//! Files: those on their way lie in a folder of this computer; those that stay are found by the SHA-256 of their bytes,
//! written once, never over one that is there.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::bucket::{Bucket, BucketAddress};
use crate::disk::Disk;
use crate::scanner::Scanner;
use crate::vault::{Pieces, Vault, blocking};
use crate::{Kind, Seen, Unfit, child, inspect, picture};

/// How much of everything is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of one file that comes with a plain form.
    pub form_bytes: u64,
    /// Bytes of one body in one round.
    pub body_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 200 * 1024 * 1024, form_bytes: 20 * 1024 * 1024, body_bytes: 2 * 1024 * 1024 * 1024 }
    }
}

/// A file that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Hash of its bytes, 64 hexadecimal digits: its address.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// What was seen in it.
    pub seen: Seen,
}

/// Whether a file still is what was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wholeness {
    /// Its bytes have its hash.
    Whole,
    /// Its bytes have another hash (không còn nguyên vẹn).
    Altered,
    /// It is not there.
    Missing,
}

/// What is set once for all files.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// How much is taken in.
    pub limits: Limits,
    /// The program that looks into files and draws in a process of its own; without it that happens here: for tests.
    pub program: Option<PathBuf>,
    /// Where files that stay lie, instead of in the folder.
    pub bucket: Option<BucketAddress>,
    /// What looks for malware in files before they stay.
    pub scanner: Option<Scanner>,
}

/// Files that stay, and those on their way.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    root: PathBuf,
    setup: Setup,
    vault: Vault,
    busy: Mutex<HashSet<String>>,
    /// Children at once: each may take half a gigabyte.
    children: Semaphore,
}

const CHILDREN: usize = 2;
const OBJECTS: &str = "objects";
const PARTIALS: &str = "partial";
const PICTURES: &str = "pictures";

impl Files {
    /// Opens a folder, made if need be, with nothing set.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(root: &Path) -> io::Result<Self> {
        Self::set_up(root, Setup::default())
    }

    /// Opens a folder, made if need be, as it is set up.
    ///
    /// # Errors
    /// If the folder cannot be made, or the address of the bucket is none.
    pub fn set_up(root: &Path, setup: Setup) -> io::Result<Self> {
        for folder in [PARTIALS, PICTURES] {
            fs::create_dir_all(root.join(folder))?;
        }
        let root = root.canonicalize()?;
        let vault = match &setup.bucket {
            Some(address) => Vault::Bucket(Bucket::of(address)?),
            None => Vault::Disk(Disk::open(root.join(OBJECTS))?),
        };
        let children = Semaphore::new(CHILDREN);
        Ok(Self(Arc::new(Inside { root, setup, vault, busy: Mutex::default(), children })))
    }

    /// Asks the bucket, where there is one, whether it is there and lets us in.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn answer(&self) -> io::Result<()> {
        match &self.0.vault {
            Vault::Disk(_) => Ok(()),
            Vault::Bucket(bucket) => bucket.answers().await,
        }
    }

    /// How much is taken in.
    pub fn limits(&self) -> Limits {
        self.0.setup.limits
    }

    /// Where a file on its way lies.
    pub(crate) fn partial(&self, id: &str) -> io::Result<PathBuf> {
        let plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then(|| self.0.root.join(PARTIALS).join(id)).ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }

    /// Takes a file on its way for oneself; `None` if somebody has it.
    pub(crate) fn hold(&self, id: &str) -> Option<Held> {
        let mut busy = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.insert(id.to_owned()).then(|| Held { files: self.clone(), id: id.to_owned() })
    }

    /// Looks into a file that has arrived and keeps it for good; one that is refused is thrown away.
    ///
    /// # Errors
    /// The inner [`Unfit`] if it is refused; the outer error if the disk refuses or it is being written.
    pub async fn finish(&self, id: &str, name: &str) -> io::Result<Result<Stored, Unfit>> {
        let held = self.hold(id).ok_or(io::ErrorKind::WouldBlock)?;
        let path = self.partial(id)?;
        let size = fs::metadata(&path)?.len();
        let fits = if size == 0 { Err(Unfit::Empty) } else { Ok(()) };
        let fits = if size > self.0.setup.limits.file_bytes { Err(Unfit::TooLarge) } else { fits };
        let seen = match fits {
            Ok(()) => self.inspect(path.clone(), name.to_owned()).await?,
            Err(unfit) => Err(unfit),
        };
        let seen = match seen {
            Ok(seen) => seen,
            Err(unfit) => {
                fs::remove_file(&path)?;
                return Ok(Err(unfit));
            }
        };
        let files = self.clone();
        // A task of its own: whoever asked may go away, the file is kept whole or not at all.
        let kept = tokio::spawn(async move {
            let _held = held;
            files.0.vault.keep(path).await
        });
        let sha256 = kept.await.map_err(io::Error::other)??;
        Ok(Ok(Stored { sha256, size, seen }))
    }

    /// Where a file may be written that was taken in before, elsewhere; [`Files::keep_again`] keeps it.
    ///
    /// # Errors
    /// If the id is none.
    pub fn spare(&self, id: &str) -> io::Result<PathBuf> {
        self.partial(id)
    }

    /// Keeps for good a file that was taken in before, elsewhere, and gives its hash; nobody looks into it again.
    ///
    /// # Errors
    /// If the disk refuses, or somebody is writing it.
    pub async fn keep_again(&self, id: &str) -> io::Result<String> {
        let _held = self.hold(id).ok_or(io::ErrorKind::WouldBlock)?;
        self.0.vault.keep(self.partial(id)?).await
    }

    /// The gate in its child, then whatever looks for malware.
    async fn inspect(&self, path: PathBuf, name: String) -> io::Result<Result<Seen, Unfit>> {
        let permit = self.0.children.acquire().await.map_err(io::Error::other)?;
        let (program, file) = (self.0.setup.program.clone(), path.clone());
        let seen = blocking(move || match program {
            Some(program) => child::inspect(&program, &file, &name),
            None => Ok(inspect::inspect(&file, &name)),
        })
        .await?;
        drop(permit);
        match (&self.0.setup.scanner, seen) {
            (Some(scanner), Ok(seen)) => Ok(scanner.scan(&path).await.map(|()| seen)),
            (_, seen) => Ok(seen),
        }
    }

    /// Compares a file's bytes with its address.
    ///
    /// # Errors
    /// If the disk does not answer.
    pub async fn check(&self, sha256: &str) -> io::Result<Wholeness> {
        match self.0.vault.sum(sha256).await {
            Ok(found) if found == sha256 => Ok(Wholeness::Whole),
            Ok(_) => Ok(Wholeness::Altered),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Wholeness::Missing),
            Err(error) => Err(error),
        }
    }

    /// Reads a file that stays, piece by piece.
    ///
    /// # Errors
    /// If this is no hash or there is no such file.
    pub async fn pieces(&self, sha256: &str) -> io::Result<Pieces> {
        self.0.vault.pieces(sha256).await
    }

    /// Removes a file that nothing points to any more.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn forget(&self, sha256: &str) -> io::Result<()> {
        self.0.vault.forget(sha256).await
    }

    /// Draws one page, counted from 1, as a PNG of about this width; drawn ones are kept to be shown again.
    ///
    /// # Errors
    /// The inner [`Unfit`] if it cannot be drawn; the outer error if the disk refuses.
    pub async fn draw(&self, sha256: &str, kind: Kind, page: u64, width: u32) -> io::Result<Result<Vec<u8>, Unfit>> {
        let drawn = self.0.root.join(PICTURES).join(format!("{sha256}-{page}-{width}.png"));
        if let Ok(png) = tokio::fs::read(&drawn).await {
            return Ok(Ok(png));
        }
        let near = self.0.vault.near(sha256).await?;
        let _permit = self.0.children.acquire().await.map_err(io::Error::other)?;
        let program = self.0.setup.program.clone();
        blocking(move || {
            let png = match program {
                Some(program) => child::draw(&program, near.path(), kind, page, width)?,
                None => picture::draw(near.path(), kind, page, width),
            };
            if let Ok(png) = &png {
                put_whole(&drawn, png)?;
            }
            Ok(png)
        })
        .await
    }
}

/// A file on its way that nobody else writes meanwhile.
pub(crate) struct Held {
    files: Files,
    id: String,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.files.0.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// Writes a file so that it is there whole or not at all.
fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.to_owned();
    beside.as_mut_os_string().push(".new");
    fs::write(&beside, bytes)?;
    fs::rename(beside, path)
}
