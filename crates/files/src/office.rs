//! What may stand inside files of Word and Excel: no macros, no other files, nothing that is fetched when they open.

use std::io::{Cursor, Read, Seek, SeekFrom};

use crate::container::Container;
use crate::{Kind, Unfit};

/// How much of a part that is text is read; the rest is counted, not looked at.
const TEXT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Charts in documents carry a small workbook of their own.
const INNER_BYTES_MAX: u64 = 20 * 1024 * 1024;
const HEAD_BYTES: u64 = 8;

/// First bytes of an OLE file: Word and Excel 97–2003, and objects inside newer files.
pub(crate) const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const WORD_MAIN: &[u8] = b"wordprocessingml.document.main+xml";
const EXCEL_MAIN: &[u8] = b"spreadsheetml.sheet.main+xml";

/// Looks into a container and says which program's file it is.
pub(crate) fn container(from: impl Read + Seek, depth: u8) -> Result<Kind, Unfit> {
    let mut opened = Container::open(from)?;
    let mut kind = None;
    opened.each(kept, |name, content| {
        let lower = name.to_ascii_lowercase();
        if lower == "[content_types].xml" {
            kind = main_part(content)?;
        }
        part(&lower, content, depth)
    })?;
    kind.ok_or(Unfit::Forbidden)
}

fn kept(name: &str) -> u64 {
    let lower = name.to_ascii_lowercase();
    let is_text = [".xml", ".rels", ".vml"].iter().any(|end| lower.ends_with(end));
    if is_text {
        TEXT_BYTES_MAX
    } else if lower.ends_with(".xlsx") {
        INNER_BYTES_MAX
    } else {
        HEAD_BYTES
    }
}

fn main_part(types: &[u8]) -> Result<Option<Kind>, Unfit> {
    if has(types, b"macroEnabled") || has(types, b"vbaProject") {
        return Err(Unfit::Macros);
    }
    Ok(match (has(types, WORD_MAIN), has(types, EXCEL_MAIN)) {
        (true, false) => Some(Kind::Docx),
        (false, true) => Some(Kind::Xlsx),
        _ => None,
    })
}

fn part(lower: &str, content: &[u8], depth: u8) -> Result<(), Unfit> {
    if lower.contains("vbaproject") || lower.contains("macrosheets/") || lower.contains("vbadata") {
        return Err(Unfit::Macros);
    }
    if content.starts_with(&OLE) || lower.contains("activex/") || lower.contains("oleobject") {
        return Err(Unfit::Embedded);
    }
    if content.starts_with(b"PK\x03\x04") {
        return inner(lower, content, depth);
    }
    let is_text = [".xml", ".rels", ".vml"].iter().any(|end| lower.ends_with(end));
    if is_text { text(lower, content) } else { Ok(()) }
}

/// A workbook behind a chart is looked into like any other, one level deep.
fn inner(lower: &str, content: &[u8], depth: u8) -> Result<(), Unfit> {
    if depth > 0 || !lower.ends_with(".xlsx") || content.len() as u64 >= INNER_BYTES_MAX {
        return Err(Unfit::Embedded);
    }
    container(Cursor::new(content), depth + 1).map(|_| ())
}

fn text(lower: &str, content: &[u8]) -> Result<(), Unfit> {
    // Text in UTF-16 would hide words from this search; no office program writes it.
    if content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]) {
        return Err(Unfit::Damaged);
    }
    if has(content, b"<!DOCTYPE") || has(content, b"<!ENTITY") {
        return Err(Unfit::Bomb);
    }
    if has(content, b"DDEAUTO") || has(content, b"ddeLink") || has(content, b"oleLink") {
        return Err(Unfit::Linked);
    }
    if lower.ends_with(".rels") { relations(content) } else { Ok(()) }
}

/// Relations to the outside are refused, except links that a reader clicks.
fn relations(content: &[u8]) -> Result<(), Unfit> {
    let text = String::from_utf8_lossy(content);
    for relation in text.split('<').filter(|part| part.contains("Relationship")) {
        let compact: String = relation.chars().filter(|c| !c.is_whitespace()).collect();
        let compact = compact.replace('\'', "\"");
        let outside = compact.contains("TargetMode=\"External\"");
        if outside && !compact.contains("/relationships/hyperlink\"") {
            return Err(Unfit::Linked);
        }
    }
    Ok(())
}

/// Looks into a file of Word or Excel 97–2003 and says which it is.
///
/// Names of what is inside stand in 128-byte records at multiples of 128 bytes, two bytes a letter. Reading all such
/// places, used or not, finds at least what any program would find.
pub(crate) fn ole(mut from: impl Read + Seek) -> Result<Kind, Unfit> {
    from.seek(SeekFrom::Start(0)).map_err(|_| Unfit::Damaged)?;
    let mut from = std::io::BufReader::with_capacity(256 * 1024, from);
    let (mut kind, mut record) = (None, [0; 128]);
    while from.read_exact(&mut record).is_ok() {
        let name = record_name(&record);
        match name.as_deref() {
            Some("_VBA_PROJECT" | "_VBA_PROJECT_CUR" | "VBA" | "Macros") => return Err(Unfit::Macros),
            Some("ObjectPool" | "\u{1}Ole10Native") => return Err(Unfit::Embedded),
            Some("EncryptedPackage" | "EncryptionInfo") => return Err(Unfit::Locked),
            Some("WordDocument") => kind = Some(Kind::Doc),
            Some("Workbook" | "Book") => kind = kind.or(Some(Kind::Xls)),
            _ => {}
        }
    }
    kind.ok_or(Unfit::Forbidden)
}

/// The name in a record, if it looks like one: its length in bytes, end included, stands after it.
fn record_name(record: &[u8; 128]) -> Option<String> {
    let bytes = usize::from(u16::from_le_bytes([record[64], record[65]]));
    let kind_of_record = record[66];
    if !(4..=64).contains(&bytes) || !bytes.is_multiple_of(2) || !matches!(kind_of_record, 1 | 2) {
        return None;
    }
    let units: Vec<u16> =
        record[..bytes - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

fn has(content: &[u8], word: &[u8]) -> bool {
    // The search of text is many times faster than going byte by byte, and most parts are sound text.
    if let (Ok(content), Ok(word)) = (std::str::from_utf8(content), std::str::from_utf8(word)) {
        return content.contains(word);
    }
    content.windows(word.len().max(1)).any(|at| at == word)
}
