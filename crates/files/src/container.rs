//! The container of Word and Excel files (ZIP), read with distrust: few entries, no tricks, bytes counted while unpacking.

use std::io::{Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use crate::Unfit;

const ENTRIES_MAX: usize = 2_000;
const DIRECTORY_BYTES_MAX: u64 = 4 * 1024 * 1024;
const UNPACKED_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Unpacked bytes a packed one may give; small containers may give more, since they cannot give much.
const RATIO_MAX: u64 = 100;
const RATIO_FREE_BYTES: u64 = 10 * 1024 * 1024;

const END_OF_DIRECTORY: [u8; 4] = *b"PK\x05\x06";
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL_ENTRY: [u8; 4] = *b"PK\x03\x04";
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: u64 = 30;
const COMMENT_BYTES_MAX: u64 = 65_535;

/// One file inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    packed: u64,
    at: u64,
    stored: bool,
}

/// An opened container.
pub(crate) struct Container<R> {
    from: R,
    size: u64,
    unpacked: u64,
    pub(crate) entries: Vec<Entry>,
}

impl<R: Read + Seek> Container<R> {
    /// Reads the directory.
    pub(crate) fn open(mut from: R) -> Result<Self, Unfit> {
        let size = from.seek(SeekFrom::End(0)).map_err(damaged)?;
        let (count, bytes, at) = end(&mut from, size)?;
        if count > ENTRIES_MAX || bytes > DIRECTORY_BYTES_MAX {
            return Err(Unfit::Bomb);
        }
        from.seek(SeekFrom::Start(at)).map_err(damaged)?;
        let mut directory = Vec::new();
        from.by_ref().take(bytes).read_to_end(&mut directory).map_err(damaged)?;
        let mut rest = directory.as_slice();
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            entries.push(entry(&mut rest)?);
        }
        // More entries than the end tells of would be seen by some readers and not by us.
        if !rest.is_empty() {
            return Err(Unfit::Damaged);
        }
        apart(&entries, at)?;
        Ok(Self { from, size, unpacked: 0, entries })
    }

    /// Hands every file inside to `look`, unpacked, up to `keep` bytes of it; all bytes are counted.
    pub(crate) fn each(
        &mut self,
        keep: impl Fn(&str) -> u64,
        mut look: impl FnMut(&str, &[u8]) -> Result<(), Unfit>,
    ) -> Result<(), Unfit> {
        for entry in self.entries.clone() {
            let start = self.content(&entry)?;
            self.from.seek(SeekFrom::Start(start)).map_err(damaged)?;
            let packed = self.from.by_ref().take(entry.packed);
            let mut head = Vec::new();
            let limit = keep(&entry.name);
            let given = if entry.stored {
                unpack(packed, limit, &mut head, UNPACKED_BYTES_MAX - self.unpacked)?
            } else {
                unpack(DeflateDecoder::new(packed), limit, &mut head, UNPACKED_BYTES_MAX - self.unpacked)?
            };
            self.unpacked += given;
            if self.unpacked > RATIO_FREE_BYTES && self.unpacked / RATIO_MAX > self.size {
                return Err(Unfit::Bomb);
            }
            look(&entry.name, &head)?;
        }
        Ok(())
    }

    /// Where an entry's bytes begin, by its own head, which must name the same file.
    fn content(&mut self, entry: &Entry) -> Result<u64, Unfit> {
        self.from.seek(SeekFrom::Start(entry.at)).map_err(damaged)?;
        let mut head = [0; 30];
        self.from.read_exact(&mut head).map_err(damaged)?;
        if head[..4] != LOCAL_ENTRY {
            return Err(Unfit::Damaged);
        }
        let (name, extra) = (u64::from(two(&head, 26)), u64::from(two(&head, 28)));
        let mut own = Vec::new();
        self.from.by_ref().take(name).read_to_end(&mut own).map_err(damaged)?;
        if own != entry.name.as_bytes() {
            return Err(Unfit::Damaged);
        }
        Ok(entry.at + LOCAL_BYTES + name + extra)
    }
}

/// Counts what unpacks, keeps the first bytes, stops at the limit.
fn unpack(mut from: impl Read, keep: u64, head: &mut Vec<u8>, limit: u64) -> Result<u64, Unfit> {
    let mut buffer = vec![0; 64 * 1024];
    let mut given = 0;
    loop {
        let count = from.read(&mut buffer).map_err(damaged)?;
        if count == 0 {
            return Ok(given);
        }
        given += count as u64;
        if given > limit {
            return Err(Unfit::Bomb);
        }
        let room = usize::try_from(keep.saturating_sub(head.len() as u64)).unwrap_or(0);
        head.extend_from_slice(&buffer[..count.min(room)]);
    }
}

/// Number of entries, bytes and place of the directory, as the end of the container tells.
fn end(from: &mut (impl Read + Seek), size: u64) -> Result<(usize, u64, u64), Unfit> {
    let tail_at = size.saturating_sub(COMMENT_BYTES_MAX + END_BYTES as u64);
    from.seek(SeekFrom::Start(tail_at)).map_err(damaged)?;
    let mut tail = Vec::new();
    from.read_to_end(&mut tail).map_err(damaged)?;
    let starts = tail.len().checked_sub(END_BYTES).ok_or(Unfit::Damaged)?;
    // The end with its comment is the end of the file: nothing hangs on behind.
    let is_end = |at: &usize| {
        let end = &tail[*at..];
        end.starts_with(&END_OF_DIRECTORY) && end.len() == END_BYTES + usize::from(two(end, 20))
    };
    let found = (0..=starts).rev().find(is_end).ok_or(Unfit::Damaged)?;
    let end = &tail[found..];
    let (bytes, at) = (u64::from(four(end, 12)), u64::from(four(end, 16)));
    let one_disk = two(end, 4) == 0 && two(end, 6) == 0 && two(end, 8) == two(end, 10);
    // The directory ends where its end stands: nothing hides between, and the wide form (ZIP64) is not needed here.
    if !one_disk || at + bytes != tail_at + found as u64 {
        return Err(Unfit::Damaged);
    }
    Ok((usize::from(two(end, 10)), bytes, at))
}

fn entry(rest: &mut &[u8]) -> Result<Entry, Unfit> {
    let head = rest.get(..ENTRY_BYTES).filter(|head| head[..4] == DIRECTORY_ENTRY).ok_or(Unfit::Damaged)?;
    let (flags, method) = (two(head, 8), two(head, 10));
    let lengths = [two(head, 28), two(head, 30), two(head, 32)].map(usize::from);
    let name = rest.get(ENTRY_BYTES..ENTRY_BYTES + lengths[0]).ok_or(Unfit::Damaged)?;
    let name = std::str::from_utf8(name).map_err(|_| Unfit::Damaged)?.to_owned();
    let entry = Entry { packed: four(head, 20).into(), at: four(head, 42).into(), stored: method == 0, name };
    // Bit 0: locked with a password; methods but 0 and 8 are of no office program.
    if flags & 1 != 0 {
        return Err(Unfit::Locked);
    }
    let is_link = head[5] == 3 && four(head, 38) >> 28 == 0o12;
    let escapes = entry.name.starts_with('/') || entry.name.contains('\\') || entry.name.split('/').any(|p| p == "..");
    if !matches!(method, 0 | 8) || is_link || escapes || entry.name.contains('\0') {
        return Err(Unfit::Damaged);
    }
    *rest = rest.get(ENTRY_BYTES + lengths.iter().sum::<usize>()..).ok_or(Unfit::Damaged)?;
    Ok(entry)
}

/// Entries that share bytes are how a small file unpacks to a huge one.
fn apart(entries: &[Entry], directory_at: u64) -> Result<(), Unfit> {
    let mut spans: Vec<(u64, u64)> =
        entries.iter().map(|entry| (entry.at, entry.at + LOCAL_BYTES + entry.packed)).collect();
    spans.sort_unstable();
    let overlap = spans.windows(2).any(|pair| pair[0].1 > pair[1].0);
    if overlap || spans.last().is_some_and(|(_, end)| *end > directory_at) {
        return Err(Unfit::Bomb);
    }
    Ok(())
}

fn two(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn four(bytes: &[u8], at: usize) -> u32 {
    u32::from(two(bytes, at)) | u32::from(two(bytes, at + 2)) << 16
}

fn damaged(_: std::io::Error) -> Unfit {
    Unfit::Damaged
}
