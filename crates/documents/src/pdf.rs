//! PDF/A for the archive: pages laid out by typst from a page program and data that is never markup.

use std::sync::LazyLock;

use serde_json::{Value, json};
use thuocdo_base::{Message, Timestamp};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::model::{Block, Document, Run, Table};
use crate::outline::about_annex;

/// The page program.
const PAGE: &str = include_str!("page.typ");

/// Documents after which what typst remembers is forgotten.
const REMEMBERED: usize = 10;

/// A document that could not be laid out: what the page program was told, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable(pub String);

impl std::fmt::Display for Unwritable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "a document could not be laid out: {}", self.0)
    }
}

impl std::error::Error for Unwritable {}

/// Writes a document as PDF/A-2b; the same document and moment give the same bytes.
///
/// # Errors
/// If typst refuses the pages or the standard refuses what is on them.
pub fn pdf(document: &Document, made: Timestamp) -> Result<Vec<u8>, Unwritable> {
    let world = Paper::of(document);
    let pages = typst::compile::<PagedDocument>(&world).output.map_err(|found| refused(&found))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2b]).map_err(|found| Unwritable(found.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {}", document.check, crate::outline(document).len())),
        creator: Smart::Custom(Some("Thước Đo".to_owned())),
        timestamp: moment(made).map(typst_pdf::Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(|found| refused(&found));
    comemo::evict(REMEMBERED);
    bytes
}

fn refused(found: &[SourceDiagnostic]) -> Unwritable {
    let all: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    Unwritable(all.join("; "))
}

fn moment(at: Timestamp) -> Option<Datetime> {
    let text = at.to_string();
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
    let year = text.get(..4)?.parse().ok()?;
    Datetime::from_ymd_hms(year, part(5, 7)?, part(8, 10)?, part(11, 13)?, part(14, 16)?, part(17, 19)?)
}

/// What never changes: library, fonts and names of the two files.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    data: FileId,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let serif = oxml_layout::bundled_fonts::bundled_font_data();
    let serif = serif.into_iter().filter(|(family, _)| *family == "Liberation Serif");
    let fonts: Vec<Font> = serif.filter_map(|(_, bytes)| Font::new(Bytes::new(bytes), 0)).collect();
    let book = FontBook::from_fonts(&fonts);
    Desk {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(book),
        fonts,
        main: named("page.typ"),
        data: named("data.json"),
    }
});

#[expect(clippy::expect_used, reason = "both names are well formed")]
fn named(name: &str) -> FileId {
    FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).expect("a plain name")))
}

/// Puts a box where the font has no letter, so that a document never fails for a picture in somebody's note.
fn printable(text: &str) -> String {
    let has = |letter: char| DESK.fonts.first().is_none_or(|font| font.info().coverage.contains(u32::from(letter)));
    text.chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .map(|c| if c == '\n' || has(c) { c } else { '\u{25a1}' })
        .collect()
}

/// The world of one document: the page program and its data.
struct Paper {
    source: Source,
    data: Bytes,
}

impl Paper {
    fn of(document: &Document) -> Self {
        let mut data = told(document);
        clean(&mut data);
        Self { source: Source::new(DESK.main, PAGE.to_owned()), data: Bytes::from_string(data.to_string()) }
    }
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &DESK.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &DESK.book
    }

    fn main(&self) -> FileId {
        DESK.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == DESK.main { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == DESK.data => Ok(self.data.clone()),
            id if id == DESK.main => Ok(Bytes::from_string(PAGE.to_owned())),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        DESK.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => *text = printable(text),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        _ => {}
    }
}

/// What the page program is told.
fn told(document: &Document) -> Value {
    let (form, words) = (document.form, document.form.locale());
    let letter_about = match document.is_letter() {
        true => words.render(&Message::new("documents-letter-about").text("about", document.about.as_str())),
        false => String::new(),
    };
    let nation = match form.family {
        crate::Family::State => words.text("documents-nation"),
        crate::Family::Party => words.text("documents-party"),
    };
    let name = format!("{} {}", document.title, document.about);
    let check = match document.check.is_empty() {
        true => String::new(),
        false => words.render(&Message::new("documents-check").text("code", document.check.as_str())),
    };
    let annexes = document.annexes.iter().enumerate().map(|(place, annex)| {
        let (number, with) = about_annex(document, &words, place);
        json!({ "number": number, "title": annex.title, "with": with, "landscape": annex.landscape, "blocks": blocks(&annex.blocks) })
    });
    json!({
        "party": form.family == crate::Family::Party,
        "lang": form.lang.code(),
        "name": name.trim(),
        "issuer": document.issuer,
        "issuer_caps": document.issuer.to_uppercase(),
        "above": document.above.to_uppercase(),
        "number": form.number(&words, &document.number, &document.notation),
        "dateline": form.dateline(&words, &document.place, &document.date, &document.year),
        "nation": nation,
        "motto": words.text("documents-motto"),
        "letter_about": letter_about,
        "title": document.title,
        "about": document.about,
        "to_label": words.text("documents-to"),
        "to": document.to,
        "authority": document.authority,
        "bases": document.bases,
        "blocks": blocks(&document.blocks),
        "signature": document.signature,
        "second": document.second,
        "recipients_label": words.text("documents-recipients"),
        "recipients": document.recipients,
        "annexes": annexes.collect::<Vec<_>>(),
        "check": check,
        "notice": document.notice,
        "landscape": document.landscape,
    })
}

fn blocks(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(one).collect()
}

fn one(block: &Block) -> Value {
    let text = |is: &str, runs: &[Run]| json!({ "is": is, "runs": runs });
    match block {
        Block::Paragraph { runs } => text("paragraph", runs),
        Block::Center { runs } => text("center", runs),
        Block::Item { runs } => text("item", runs),
        Block::Heading { level, runs } => json!({ "is": "heading", "level": level, "runs": runs }),
        Block::Table(table) => in_columns(table),
        Block::Chart(chart) => {
            json!({ "is": "chart", "title": chart.title, "series": chart.series, "bars": chart.bars })
        }
        Block::Break => json!({ "is": "break" }),
    }
}

fn in_columns(table: &Table) -> Value {
    let spans = table.spans().into_iter();
    let spans: Vec<Value> =
        spans.map(|(at, count, group)| json!({ "at": at, "count": count, "group": group })).collect();
    json!({ "is": "table", "columns": table.columns, "rows": table.rows, "spans": spans, "grouped": table.has_groups() })
}
