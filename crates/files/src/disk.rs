//! A folder of files that stay, each under the hash of its bytes.

use std::fs::{self, File, Permissions};
use std::io;
use std::path::{Path, PathBuf};

use crate::vault::{fan, hash};

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Opens the folder, made if need be.
    pub(crate) fn open(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// Where the file of this hash lies.
    pub(crate) fn path(&self, sha256: &str) -> io::Result<PathBuf> {
        let (fan, rest) = fan(sha256)?;
        Ok(self.root.join(fan).join(rest))
    }

    /// Moves a file to its address; if the same bytes lie there already, they stay.
    pub(crate) fn keep(&self, path: &Path) -> io::Result<String> {
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
