//! DOCX to edit before signing: the same document in the words of Word.

mod body;
mod parts;

use std::io::Cursor;

use docx_rs::{
    Docx, Footer, FooterReference, Header, HeaderReference, LineSpacing, PageMargin, PageNum, PageNumType,
    PageOrientationType, PageSize, Paragraph, RunFonts, SectionProperty,
};
use thuocdo_base::{Message, Timestamp};

use crate::model::Document;
use crate::outline::about_annex;
use crate::pdf::Unwritable;
use body::{Child, blocks};
use parts::{bold, centered, italic, run_of};

/// Short and long side of a sheet in twentieths of a point.
const SHEET: (u32, u32) = (11_906, 16_838);
/// Margins at the left and at the right.
const SIDES: (u32, u32) = (1_701, 907);
/// What marks the rows that stand on every page; the library has no word for it.
const MARK: &str = "<w:trHeight w:val=\"1\" w:hRule=\"auto\" />";
/// What Word reads in its place.
const HEADER: &str = "<w:tblHeader />";

/// How wide the text is.
fn width(landscape: bool) -> usize {
    let side = if landscape { SHEET.1 } else { SHEET.0 };
    (side - SIDES.0 - SIDES.1) as usize
}

/// Writes a document for Word; the same document and moment give the same parts.
///
/// # Errors
/// If the archive cannot be written.
pub fn docx(document: &Document, made: Timestamp) -> Result<Vec<u8>, Unwritable> {
    let mut pages: Vec<(bool, Vec<Child>)> = vec![(document.landscape, body::first(document))];
    let words = document.form.locale();
    for (place, annex) in document.annexes.iter().enumerate() {
        let (number, with) = about_annex(document, &words, place);
        let mut children: Vec<Child> = vec![
            centered([run_of(&number, 28).bold()]).into(),
            centered([bold(&annex.title, 28)]).into(),
            centered([italic(&with, 28)]).into(),
        ];
        children.extend(blocks(&annex.blocks, annex.landscape));
        pages.push((annex.landscape, children));
    }
    let mut paper = set_up(document, made);
    let last = pages.len() - 1;
    for (place, (landscape, children)) in pages.into_iter().enumerate() {
        for child in children {
            paper = match child {
                Child::Paragraph(paragraph) => paper.add_paragraph(*paragraph),
                Child::Table(table) => paper.add_table(*table),
            };
        }
        if place < last {
            paper = paper.add_paragraph(Paragraph::new().section_property(section(landscape)));
        } else {
            let (size, orient) = sized(landscape);
            paper = paper.page_size(size.0, size.1).page_orient(orient).page_margin(margins());
            paper = paper.page_num_type(PageNumType::new().start(1));
        }
    }
    packed(paper)
}

fn set_up(document: &Document, made: Timestamp) -> Docx {
    let fonts = ["Times New Roman"; 4];
    let fonts = RunFonts::new().ascii(fonts[0]).hi_ansi(fonts[1]).cs(fonts[2]).east_asia(fonts[3]);
    let number = Paragraph::new().align(docx_rs::AlignmentType::Center).add_page_num(PageNum::new());
    let words = document.form.locale();
    let check = match document.check.is_empty() {
        true => String::new(),
        false => words.render(&Message::new("documents-check").text("code", document.check.as_str())),
    };
    let foot = [document.notice.as_str(), check.as_str()].into_iter().filter(|text| !text.is_empty());
    let foot = foot.collect::<Vec<_>>().join(" · ");
    let foot = || Footer::new().add_paragraph(Paragraph::new().add_run(run_of(&foot, 17)));
    Docx::new()
        .default_fonts(fonts)
        .default_size(28)
        .default_line_spacing(LineSpacing::new().before(0).after(0))
        .created_at(&made.to_string())
        .updated_at(&made.to_string())
        .header(Header::new().add_paragraph(number))
        .first_header(Header::new().add_paragraph(Paragraph::new()))
        .footer(foot())
        .first_footer(foot())
}

fn margins() -> PageMargin {
    let (left, right) = (SIDES.0.cast_signed(), SIDES.1.cast_signed());
    PageMargin::new().top(1_134).bottom(1_134).left(left).right(right).header(567).footer(567)
}

fn sized(landscape: bool) -> ((u32, u32), PageOrientationType) {
    match landscape {
        true => ((SHEET.1, SHEET.0), PageOrientationType::Landscape),
        false => (SHEET, PageOrientationType::Portrait),
    }
}

/// Pages of a part that is not the last; header and footer are those of the whole document.
fn section(landscape: bool) -> SectionProperty {
    let (size, orient) = sized(landscape);
    let mut section = SectionProperty::new()
        .page_size(PageSize::new().size(size.0, size.1).orient(orient))
        .page_margin(margins())
        .page_num_type(PageNumType::new().start(1))
        .title_pg();
    section.header_reference = Some(HeaderReference::new("default", "rIdHeader1"));
    section.first_header_reference = Some(HeaderReference::new("first", "rIdHeader2"));
    section.footer_reference = Some(FooterReference::new("default", "rIdFooter1"));
    section.first_footer_reference = Some(FooterReference::new("first", "rIdFooter2"));
    section
}

fn packed(paper: Docx) -> Result<Vec<u8>, Unwritable> {
    let mut parts = paper.build();
    let text = String::from_utf8(parts.document).map_err(|fault| Unwritable(fault.to_string()))?;
    parts.document = text.replace(MARK, HEADER).into_bytes();
    let mut bytes = Cursor::new(Vec::new());
    parts.pack(&mut bytes).map_err(|fault| Unwritable(fault.to_string()))?;
    Ok(bytes.into_inner())
}
