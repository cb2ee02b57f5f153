//! The gate: what a file is by its content, and whether anything in it forbids taking it in.
//!
//! In the program this runs in a child process with little memory and little time; see [`crate::child`].

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use crate::{Kind, Unfit, office, picture};

/// What was seen in a file (kết quả kiểm tra tệp).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its kind, by content.
    pub kind: Kind,
    /// Pages that can be drawn; `None` where nothing is drawn.
    pub pages: Option<u64>,
    /// Whether a PDF has text that can be searched; scans have none.
    pub has_text: Option<bool>,
}

/// Bytes at the end among which a whole PDF says that it ends.
const PDF_TAIL: u64 = 64 * 1024;

/// Looks into a file that was handed in under a name.
///
/// # Errors
/// [`Unfit`] if it is not taken in.
pub fn inspect(path: &Path, name: &str) -> Result<Seen, Unfit> {
    let promised = Kind::of_name(name).ok_or(Unfit::Forbidden)?;
    let mut file = File::open(path).map_err(|_| Unfit::Damaged)?;
    let kind = sniff(&mut file, promised)?;
    if kind != promised {
        return Err(Unfit::Renamed);
    }
    file.seek(SeekFrom::Start(0)).map_err(|_| Unfit::Damaged)?;
    match kind {
        Kind::Pdf => {
            ends(&mut file)?;
            picture::look_into_pdf(path)
        }
        Kind::Png | Kind::Jpeg => picture::look_into_picture(path, kind),
        Kind::Docx | Kind::Xlsx => agree(office::container(file, 0)?, promised),
        Kind::Doc | Kind::Xls => agree(office::ole(file)?, promised),
    }
}

/// Looks into the bytes of a Word document or an Excel workbook before somebody reads them.
///
/// # Errors
/// [`Unfit`] if it should not be read, or is neither.
pub fn office(bytes: &[u8]) -> Result<Kind, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if bytes.starts_with(&office::OLE) {
        return Err(Unfit::Locked);
    }
    if bytes.starts_with(b"PK") { office::container(Cursor::new(bytes), 0) } else { Err(Unfit::Forbidden) }
}

fn agree(found: Kind, promised: Kind) -> Result<Seen, Unfit> {
    if found == promised { Ok(Seen { kind: found, pages: None, has_text: None }) } else { Err(Unfit::Renamed) }
}

/// The kind by the first bytes; containers are told apart later.
fn sniff(file: &mut File, promised: Kind) -> Result<Kind, Unfit> {
    let mut head = Vec::new();
    file.by_ref().take(4_096).read_to_end(&mut head).map_err(|_| Unfit::Damaged)?;
    if head.is_empty() {
        return Err(Unfit::Empty);
    }
    // A PDF begins with its sign: one that begins otherwise is at the same time something else.
    let found = match infer::get(&head).map(|found| found.extension()) {
        Some("pdf") if head.starts_with(b"%PDF-") => Kind::Pdf,
        Some("png") => Kind::Png,
        Some("jpg") => Kind::Jpeg,
        Some("docx") => Kind::Docx,
        Some("xlsx") => Kind::Xlsx,
        _ if head.starts_with(&office::OLE) && matches!(promised, Kind::Doc | Kind::Xls) => promised,
        _ if head.starts_with(&office::OLE) && matches!(promised, Kind::Docx | Kind::Xlsx) => {
            return Err(Unfit::Locked);
        }
        _ if head.starts_with(b"PK\x03\x04") && matches!(promised, Kind::Docx | Kind::Xlsx) => promised,
        _ => return Err(Unfit::Renamed),
    };
    // The guess by names inside is not trusted between the two programs: the content decides.
    let both = matches!((found, promised), (Kind::Docx | Kind::Xlsx, Kind::Docx | Kind::Xlsx));
    Ok(if both { promised } else { found })
}

fn ends(file: &mut File) -> Result<(), Unfit> {
    let size = file.seek(SeekFrom::End(0)).map_err(|_| Unfit::Damaged)?;
    file.seek(SeekFrom::Start(size.saturating_sub(PDF_TAIL))).map_err(|_| Unfit::Damaged)?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).map_err(|_| Unfit::Damaged)?;
    if tail.windows(5).any(|at| at == b"%%EOF") { Ok(()) } else { Err(Unfit::Damaged) }
}
