//! Keys that open sealed responses: small files of their own, in no backup, overwritten when they have served.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use crate::vault::blocking;

/// Bytes of a key.
const KEY: usize = 32;
/// What ends a key's file name.
const SUFFIX: &str = "key";
/// Room around a key in memory, so that no page of it is another's.
const ROOM: usize = 3 * 4_096;

/// The folder of keys, with a folder for each survey.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    root: PathBuf,
}

/// A key in memory that is not swapped to disk, if the system lets us; overwritten when dropped.
pub struct HeldKey {
    // Dropped after the bytes are overwritten, see `Drop`.
    bytes: Box<[u8]>,
    at: usize,
    guard: Option<region::LockGuard>,
}

impl HeldKey {
    fn empty() -> Self {
        let bytes = vec![0; ROOM].into_boxed_slice();
        let start = bytes.as_ptr().addr();
        let at = start.next_multiple_of(4_096) - start;
        let guard = region::lock(bytes.as_ptr().wrapping_add(at), KEY).ok();
        Self { bytes, at, guard }
    }

    /// The key.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.at..self.at + KEY]
    }

    /// Whether the system keeps it out of the swap.
    pub fn is_locked(&self) -> bool {
        self.guard.is_some()
    }
}

impl Drop for HeldKey {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for HeldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeldKey")
    }
}

impl KeyFolder {
    /// Opens the folder, made if need be; only its owner may look into it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        private_folder(&root)?;
        Ok(Self { root })
    }

    /// Writes keys: when this returns, all of them are on the disk under their names.
    ///
    /// # Errors
    /// If one cannot be written, or is there already: a key in use is never replaced.
    pub async fn write(&self, survey: &str, keys: Vec<(String, Zeroizing<[u8; KEY]>)>) -> io::Result<()> {
        let folder = self.of(survey)?;
        blocking(move || {
            private_folder(&folder)?;
            for (name, key) in &keys {
                let (half, whole) = (folder.join(format!("{name}.half")), file(&folder, name)?);
                let mut written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
                written.write_all(key.as_slice())?;
                written.sync_all()?;
                // A link, as a move would do, but never in the place of a key that is there.
                fs::hard_link(&half, whole)?;
                fs::remove_file(&half)?;
            }
            sync(&folder)
        })
        .await
    }

    /// Reads a key; `None`: it is not there.
    ///
    /// # Errors
    /// If it cannot be read, or is no key.
    pub async fn read(&self, survey: &str, name: &str) -> io::Result<Option<HeldKey>> {
        let path = file(&self.of(survey)?, name)?;
        blocking(move || {
            let mut file = match File::open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let mut key = HeldKey::empty();
            let at = key.at;
            file.read_exact(&mut key.bytes[at..at + KEY])?;
            Ok(Some(key))
        })
        .await
    }

    /// Destroys keys: overwritten, removed, and both on the disk; one that is not there is destroyed already.
    ///
    /// # Errors
    /// If one cannot be overwritten or removed.
    pub async fn destroy(&self, survey: &str, names: Vec<String>) -> io::Result<()> {
        let folder = self.of(survey)?;
        blocking(move || {
            for name in &names {
                overwrite(&file(&folder, name)?)?;
            }
            if folder.exists() { sync(&folder) } else { Ok(()) }
        })
        .await
    }

    /// Names of the keys of a survey, in order; halves that were never finished are destroyed on the way.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub async fn list(&self, survey: &str) -> io::Result<Vec<String>> {
        let folder = self.of(survey)?;
        blocking(move || {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            let mut names = Vec::new();
            for entry in entries {
                let path = entry?.path();
                let suffix = path.extension().and_then(|suffix| suffix.to_str());
                let name = path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
                match (suffix, name) {
                    (Some(SUFFIX), Some(name)) if is_name(&name) => names.push(name),
                    (Some("half"), _) => overwrite(&path)?,
                    _ => {}
                }
            }
            names.sort();
            Ok(names)
        })
        .await
    }

    fn of(&self, survey: &str) -> io::Result<PathBuf> {
        if is_name(survey) { Ok(self.root.join(survey)) } else { Err(ErrorKind::InvalidInput.into()) }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn file(folder: &Path, name: &str) -> io::Result<PathBuf> {
    if is_name(name) { Ok(folder.join(format!("{name}.{SUFFIX}"))) } else { Err(ErrorKind::InvalidInput.into()) }
}

fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Overwrites a file's bytes where they lie, and removes it.
fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(KEY);
    for filler in [0xff, 0x00] {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&vec![filler; length])?;
        file.sync_all()?;
    }
    fs::remove_file(path)
}
