//! Files that stay: found by the SHA-256 of their bytes, written once, never over one that is there.

use std::collections::HashSet;
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::Stream;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

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

/// A folder of files, and those on their way.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    root: PathBuf,
    limits: Limits,
    /// The program that looks into files and draws in a process of its own; without it that happens here.
    program: Option<PathBuf>,
    busy: Mutex<HashSet<String>>,
    /// Children at once: each may take half a gigabyte.
    children: Semaphore,
}

const CHILDREN: usize = 2;
const OBJECTS: &str = "objects";
const PARTIALS: &str = "partial";
const PICTURES: &str = "pictures";

impl Files {
    /// Opens a folder, made if need be. Files are looked into within this process: for tests.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(root: &Path) -> io::Result<Self> {
        Self::opened(root, Limits::default(), None)
    }

    /// Opens a folder; a child process of this program looks into files and draws them.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn with_program(root: &Path, program: PathBuf) -> io::Result<Self> {
        Self::opened(root, Limits::default(), Some(program))
    }

    /// Opens a folder with limits of its own.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn opened(root: &Path, limits: Limits, program: Option<PathBuf>) -> io::Result<Self> {
        for folder in [OBJECTS, PARTIALS, PICTURES] {
            fs::create_dir_all(root.join(folder))?;
        }
        let root = root.canonicalize()?;
        let children = Semaphore::new(CHILDREN);
        Ok(Self(Arc::new(Inside { root, limits, program, busy: Mutex::default(), children })))
    }

    /// How much is taken in.
    pub fn limits(&self) -> Limits {
        self.0.limits
    }

    /// Where a file that stays lies.
    ///
    /// # Errors
    /// If this is no hash.
    pub fn path(&self, sha256: &str) -> io::Result<PathBuf> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let (fan, rest) = is_hash.then(|| sha256.split_at(2)).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.0.root.join(OBJECTS).join(fan).join(rest))
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
        let fits = if size > self.0.limits.file_bytes { Err(Unfit::TooLarge) } else { fits };
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
        let kept = blocking(move || {
            let _held = held;
            files.keep(&path)
        });
        let sha256 = kept.await?;
        Ok(Ok(Stored { sha256, size, seen }))
    }

    async fn inspect(&self, path: PathBuf, name: String) -> io::Result<Result<Seen, Unfit>> {
        let _permit = self.0.children.acquire().await.map_err(io::Error::other)?;
        let program = self.0.program.clone();
        blocking(move || match program {
            Some(program) => child::inspect(&program, &path, &name),
            None => Ok(inspect::inspect(&path, &name)),
        })
        .await
    }

    /// Moves a file to its address; if the same bytes lie there already, they stay.
    fn keep(&self, path: &Path) -> io::Result<String> {
        let sha256 = hash(path)?;
        let address = self.path(&sha256)?;
        let folder = address.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let file = File::open(path)?;
        file.set_permissions(read_only(&file)?)?;
        file.sync_all()?;
        // A link never replaces what is there, as a move would.
        match fs::hard_link(path, &address) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && hash(&address)? == sha256 => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => mend(path, &address)?,
            linked => linked?,
        }
        File::open(folder)?.sync_all()?;
        fs::remove_file(path)?;
        Ok(sha256)
    }

    /// Compares a file's bytes with its address.
    ///
    /// # Errors
    /// If the disk does not answer.
    pub async fn check(&self, sha256: &str) -> io::Result<Wholeness> {
        let (path, told) = (self.path(sha256)?, sha256.to_owned());
        blocking(move || match hash(&path) {
            Ok(found) if found == told => Ok(Wholeness::Whole),
            Ok(_) => Ok(Wholeness::Altered),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Wholeness::Missing),
            Err(error) => Err(error),
        })
        .await
    }

    /// Removes a file that nothing points to any more.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn forget(&self, sha256: &str) -> io::Result<()> {
        match tokio::fs::remove_file(self.path(sha256)?).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Draws one page, counted from 1, as a PNG of about this width; drawn ones are kept to be shown again.
    ///
    /// # Errors
    /// The inner [`Unfit`] if it cannot be drawn; the outer error if the disk refuses.
    pub async fn draw(&self, sha256: &str, kind: Kind, page: u64, width: u32) -> io::Result<Result<Vec<u8>, Unfit>> {
        let path = self.path(sha256)?;
        let drawn = self.0.root.join(PICTURES).join(format!("{sha256}-{page}-{width}.png"));
        if let Ok(png) = tokio::fs::read(&drawn).await {
            return Ok(Ok(png));
        }
        let _permit = self.0.children.acquire().await.map_err(io::Error::other)?;
        let program = self.0.program.clone();
        blocking(move || {
            let png = match program {
                Some(program) => child::draw(&program, &path, kind, page, width)?,
                None => picture::draw(&path, kind, page, width),
            };
            if let Ok(png) = &png {
                put_whole(&drawn, png)?;
            }
            Ok(png)
        })
        .await
    }
}

/// A file's bytes, piece by piece.
pub type Pieces = Pin<Box<dyn Stream<Item = io::Result<Vec<u8>>> + Send>>;

/// Reads a file piece by piece, so that a large one needs little memory.
///
/// # Errors
/// If it cannot be opened.
pub async fn pieces(path: &Path) -> io::Result<Pieces> {
    let file = tokio::fs::File::open(path).await?;
    Ok(Box::pin(futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; 256 * 1024];
        let count = file.read(&mut piece).await?;
        piece.truncate(count);
        Ok((count > 0).then_some((piece, file)))
    })))
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

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The address holds other bytes than its name says: the damaged file is put aside, never deleted, and the whole one put there.
fn mend(path: &Path, address: &Path) -> io::Result<()> {
    let mut aside = address.to_owned();
    aside.as_mut_os_string().push(".damaged");
    tracing::error!(file = %address.display(), "a stored file was altered; the whole one takes its place");
    fs::rename(address, aside)?;
    fs::hard_link(path, address)
}

fn read_only(file: &File) -> io::Result<Permissions> {
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    Ok(permissions)
}

/// Writes a file so that it is there whole or not at all.
fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.to_owned();
    beside.as_mut_os_string().push(".new");
    fs::write(&beside, bytes)?;
    fs::rename(beside, path)
}

/// SHA-256 of a file's bytes, read in pieces.
fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1024 * 1024]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(&buffer[..count]);
    }
}
