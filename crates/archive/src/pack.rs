//! Writing an archive: file after file, piece after piece, so that none is in memory whole.

use std::io::{self, Seek, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::guide;
use crate::manifest::{self, Entry, Head, Manifest, What};
use crate::path::is_safe;

/// An archive that is being written.
#[derive(Debug)]
pub struct Packer<W: Write + Seek> {
    zip: ZipWriter<W>,
    entries: Vec<Entry>,
    sum: Sha256,
}

/// What was written.
#[derive(Debug)]
pub struct Packed<W> {
    /// Where it was written to.
    pub out: W,
    /// SHA-256 of the manifest.
    pub manifest: String,
    /// How many files there are, the manifest among them.
    pub files: usize,
}

impl<W: Write + Seek> Packer<W> {
    /// Begins an archive.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), entries: Vec::new(), sum: Sha256::new() }
    }

    /// Begins a file; `bytes`: how large it will be at most, where that is known.
    ///
    /// # Errors
    /// If the path may not stand in an archive, or the disk does not take it.
    pub fn begin(&mut self, path: &str, what: What, name: &str, bytes: Option<u64>) -> io::Result<()> {
        self.close();
        if !is_safe(path) || path == manifest::PATH {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, path.to_owned()));
        }
        self.start(path, bytes)?;
        let (path, name) = (path.to_owned(), name.to_owned());
        self.entries.push(Entry { path, bytes: 0, sha256: String::new(), what, name });
        Ok(())
    }

    /// Writes a piece of the file that was begun last.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let entry = self.entries.last_mut().ok_or(io::ErrorKind::InvalidInput)?;
        entry.bytes += piece.len() as u64;
        self.sum.update(piece);
        self.zip.write_all(piece)
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// As [`Packer::begin`].
    pub fn put(&mut self, path: &str, what: What, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.begin(path, what, name, Some(bytes.len() as u64))?;
        self.write(bytes)
    }

    /// Ends the archive: the pages that lead through it, the sums for other programs, the manifest.
    ///
    /// # Errors
    /// If two files have the same path, or the disk does not take it.
    pub fn finish(mut self, of: Head) -> io::Result<Packed<W>> {
        self.close();
        for (path, text) in guide::pages(&of, &self.entries) {
            self.put(path, What::Guide, "", text.as_bytes())?;
        }
        self.close();
        self.entries.sort_by(|one, other| one.path.cmp(&other.path));
        let folded = |entry: &Entry| entry.path.to_ascii_lowercase();
        let mut names: Vec<String> = self.entries.iter().map(folded).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, pair[0].clone()));
        }
        let files = self.entries.len() + 1;
        let manifest = Manifest { kind: manifest::KIND.to_owned(), format: manifest::FORMAT, of, files: self.entries };
        let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
        text.push(b'\n');
        self.zip.start_file(manifest::PATH, options(Some(text.len() as u64)))?;
        self.zip.write_all(&text)?;
        Ok(Packed { out: self.zip.finish()?, manifest: hex::encode(Sha256::digest(&text)), files })
    }

    fn start(&mut self, path: &str, bytes: Option<u64>) -> io::Result<()> {
        Ok(self.zip.start_file(path, options(bytes))?)
    }

    fn close(&mut self) {
        let sum = std::mem::take(&mut self.sum).finalize();
        if let Some(entry) = self.entries.last_mut().filter(|entry| entry.sha256.is_empty()) {
            entry.sha256 = hex::encode(sum);
        }
    }
}

/// Stored, without a time; what may pass 4 GiB says so beforehand.
fn options(bytes: Option<u64>) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(bytes.is_none_or(|bytes| bytes >= u64::from(u32::MAX)))
}
