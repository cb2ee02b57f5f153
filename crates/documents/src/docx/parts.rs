//! Small parts of a Word document.

use docx_rs::{AlignmentType, LineSpacing, Paragraph, Run, SpecialIndentType, TableCell, VAlignType, WidthType};

use crate::model;

/// First line of a paragraph: 1.27 cm.
const INDENT: i32 = 720;

/// Text of a size in half points.
pub(super) fn run_of(text: &str, size: usize) -> Run {
    Run::new().add_text(printable(text)).size(size)
}

/// What may stand in XML.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '\u{fffe}' && *c != '\u{ffff}').collect()
}

/// Bold text.
pub(super) fn bold(text: &str, size: usize) -> Run {
    run_of(text, size).bold()
}

/// Italic text.
pub(super) fn italic(text: &str, size: usize) -> Run {
    run_of(text, size).italic()
}

/// Runs of the model in a size.
pub(super) fn styled(runs: &[model::Run], size: usize) -> Vec<Run> {
    let one = |run: &model::Run| {
        let made = run_of(&run.text, size);
        let made = if run.bold { made.bold() } else { made };
        if run.italic { made.italic() } else { made }
    };
    runs.iter().map(one).collect()
}

/// A paragraph of runs.
pub(super) fn paragraph(runs: impl IntoIterator<Item = Run>) -> Paragraph {
    runs.into_iter().fold(Paragraph::new(), Paragraph::add_run)
}

/// A line in the middle.
pub(super) fn centered(runs: impl IntoIterator<Item = Run>) -> Paragraph {
    paragraph(runs).align(AlignmentType::Center)
}

/// A paragraph of the text: justified, its first line set in, six points after it.
pub(super) fn running(runs: impl IntoIterator<Item = Run>) -> Paragraph {
    let spacing = LineSpacing::new().before(60).after(60);
    let first = Some(SpecialIndentType::FirstLine(INDENT));
    paragraph(runs).align(AlignmentType::Both).indent(None, first, None, None).line_spacing(spacing)
}

/// A cell of a width.
pub(super) fn cell(width: usize, paragraphs: impl IntoIterator<Item = Paragraph>) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa);
    paragraphs.into_iter().fold(cell, TableCell::add_paragraph)
}

/// A cell of a table's head.
pub(super) fn head_cell(width: usize, text: &str, size: usize) -> TableCell {
    cell(width, [centered([bold(text, size)])]).vertical_align(VAlignType::Center)
}
