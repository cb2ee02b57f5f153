//! Reading an archive that somebody brings: nothing of it is believed before all of it was checked.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};
use thuocdo_base::Message;
use zip::{CompressionMethod, ZipArchive};

use crate::manifest::{self, Manifest};
use crate::path::is_safe;

/// Files of one archive at most.
pub const MOST_FILES: u64 = 500_000;
/// Bytes of a manifest at most.
pub const LARGEST_MANIFEST: u64 = 256 * 1024 * 1024;
/// Bytes of one line of data at most.
pub const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// An archive whose table of contents is what its manifest says; [`Opened::check`] compares the bytes.
#[derive(Debug)]
pub struct Opened<R> {
    zip: ZipArchive<R>,
    manifest: Manifest,
    sha256: String,
}

impl<R: Read + Seek> Opened<R> {
    /// Opens an archive and compares names and sizes with its manifest.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn open(mut inner: R) -> Result<Self, Message> {
        let files = counted(&mut inner).map_err(|_| Message::new("arch-no-zip"))?;
        if files > MOST_FILES {
            return Err(Message::new("arch-too-many").count("most", usize::try_from(MOST_FILES).unwrap_or(usize::MAX)));
        }
        let mut zip = ZipArchive::new(inner).map_err(|_| Message::new("arch-no-zip"))?;
        laid_out(&mut zip, files)?;
        let (manifest, sha256) = manifest_of(&mut zip)?;
        let opened = Self { zip, manifest, sha256 };
        opened.is_whole()?;
        Ok(opened)
    }

    /// What the archive says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the manifest: it stands for the whole archive.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Reads every file and compares it with its hash; `seen` is told of bytes as they were read.
    ///
    /// # Errors
    /// The first file that differs.
    pub fn check(&mut self, mut seen: impl FnMut(u64)) -> Result<(), Message> {
        let mut buffer = vec![0; 256 * 1024];
        for entry in &self.manifest.files {
            let differs = || Message::new("arch-altered").text("path", entry.path.as_str());
            let mut file = self.zip.by_name(&entry.path).map_err(|_| differs())?;
            let mut sum = Sha256::new();
            loop {
                // A checksum of the zip that does not fit comes as a fault of reading.
                let count = file.read(&mut buffer).map_err(|_| differs())?;
                if count == 0 {
                    break;
                }
                sum.update(&buffer[..count]);
                seen(count as u64);
            }
            if hex::encode(sum.finalize()) != entry.sha256 {
                return Err(differs());
            }
        }
        Ok(())
    }

    /// Opens one file to read.
    ///
    /// # Errors
    /// If there is no such file.
    pub fn file(&mut self, path: &str) -> Result<impl Read + '_, Message> {
        self.zip.by_name(path).map_err(|_| Message::new("arch-missing").text("path", path))
    }

    /// Reads one small file whole.
    ///
    /// # Errors
    /// If there is no such file, or it has more than `most` bytes.
    pub fn bytes(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Message> {
        let mut bytes = Vec::new();
        let unfit = || Message::new("arch-altered").text("path", path);
        self.file(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| unfit())?;
        if bytes.len() as u64 > most { Err(unfit()) } else { Ok(bytes) }
    }

    /// Hands over one file line by line, as long as `take` wants more.
    ///
    /// # Errors
    /// If there is no such file, or a line is too long or no text.
    pub fn lines(&mut self, path: &str, mut take: impl FnMut(String) -> bool) -> Result<(), Message> {
        let unfit = || Message::new("arch-line").text("path", path);
        let mut reader = BufReader::with_capacity(256 * 1024, self.file(path)?);
        loop {
            let mut line = Vec::new();
            let limited = &mut (&mut reader).take(LONGEST_LINE);
            let count = limited.read_until(b'\n', &mut line).map_err(|_| unfit())?;
            if count == 0 {
                return Ok(());
            }
            if line.pop() != Some(b'\n') {
                return Err(unfit());
            }
            if !take(String::from_utf8(line).map_err(|_| unfit())?) {
                return Ok(());
            }
        }
    }

    /// Nothing is missing, nothing is there besides, and sizes are what the manifest says.
    fn is_whole(&self) -> Result<(), Message> {
        let listed: BTreeSet<&str> = self.manifest.files.iter().map(|entry| entry.path.as_str()).collect();
        let extra = self.zip.file_names().find(|name| *name != manifest::PATH && !listed.contains(name));
        if let Some(name) = extra {
            return Err(Message::new("arch-extra").text("path", name.to_owned()));
        }
        let names: BTreeSet<&str> = self.zip.file_names().collect();
        match listed.iter().find(|path| !names.contains(*path)) {
            Some(path) => Err(Message::new("arch-missing").text("path", *path)),
            None => Ok(()),
        }
    }
}

/// How many files the end of the archive says there are; read before anything is made of them.
fn counted<R: Read + Seek>(inner: &mut R) -> io::Result<u64> {
    let unfit = || io::Error::from(io::ErrorKind::InvalidData);
    let end = inner.seek(SeekFrom::End(-22))?;
    let mut tail = [0; 22];
    inner.read_exact(&mut tail)?;
    if tail[..4] != *b"PK\x05\x06" || tail[20..] != [0, 0] {
        return Err(unfit());
    }
    let short = u64::from(u16::from_le_bytes([tail[10], tail[11]]));
    let Some(place) = end.checked_sub(20) else { return Ok(short) };
    inner.seek(SeekFrom::Start(place))?;
    let mut locator = [0; 20];
    inner.read_exact(&mut locator)?;
    if locator[..4] != *b"PK\x06\x07" {
        return Ok(short);
    }
    let place = u64::from_le_bytes(locator[8..16].try_into().map_err(|_| unfit())?);
    inner.seek(SeekFrom::Start(place))?;
    let mut long = [0; 56];
    inner.read_exact(&mut long)?;
    if long[..4] != *b"PK\x06\x06" {
        return Err(unfit());
    }
    Ok(u64::from_le_bytes(long[32..40].try_into().map_err(|_| unfit())?))
}

/// Files lie one after the other from the first byte to the table of contents, stored, plain files with plain names:
/// nothing is hidden between them, no two share bytes or a name, and none grows when it is unpacked.
fn laid_out<R: Read + Seek>(zip: &mut ZipArchive<R>, files: u64) -> Result<(), Message> {
    let strange = || Message::new("arch-strange");
    if zip.len() as u64 != files || zip.offset() != 0 {
        return Err(strange());
    }
    let mut places = Vec::with_capacity(zip.len());
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(|_| strange())?;
        let name = file.name().to_owned();
        if !is_safe(&name) || file.name_raw() != name.as_bytes() {
            return Err(Message::new("arch-path").text("path", thuocdo_words::show::typed(&name)));
        }
        let plain = file.compression() == CompressionMethod::Stored && file.size() == file.compressed_size();
        if !plain || file.encrypted() || file.is_symlink() || !file.is_file() {
            return Err(Message::new("arch-kind").text("path", name));
        }
        let begin = file.data_start().ok_or_else(strange)?;
        places.push((file.header_start(), begin.saturating_add(file.size())));
    }
    places.sort_unstable();
    let mut at = 0;
    for (begin, end) in places {
        if begin != at {
            return Err(strange());
        }
        at = end;
    }
    if at == zip.central_directory_start() { Ok(()) } else { Err(strange()) }
}

fn manifest_of<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<(Manifest, String), Message> {
    let none = || Message::new("arch-no-manifest");
    let mut file = zip.by_name(manifest::PATH).map_err(|_| none())?;
    if file.size() > LARGEST_MANIFEST {
        return Err(none());
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text).map_err(|_| none())?;
    drop(file);
    let sha256 = hex::encode(Sha256::digest(&text));
    let format = serde_json::from_slice::<Format>(&text).map_err(|_| none())?;
    if format.kind != manifest::KIND {
        return Err(none());
    }
    if format.format != manifest::FORMAT {
        return Err(Message::new("arch-format").text("format", format.format.to_string()));
    }
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| none())?;
    if !manifest.files.is_sorted_by(|one, other| one.path < other.path) {
        return Err(none());
    }
    for entry in &manifest.files {
        let missing = || Message::new("arch-missing").text("path", thuocdo_words::show::typed(&entry.path));
        let there = zip.index_for_name(&entry.path).ok_or_else(missing)?;
        let size = zip.by_index_raw(there).map_err(|_| missing())?.size();
        if size != entry.bytes {
            return Err(Message::new("arch-altered").text("path", entry.path.as_str()));
        }
    }
    Ok((manifest, sha256))
}

/// As much of a manifest as every format has.
#[derive(serde::Deserialize)]
struct Format {
    kind: String,
    format: u32,
}
