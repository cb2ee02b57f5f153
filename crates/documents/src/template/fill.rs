//! A template and values become a document.

use std::collections::BTreeMap;

use super::{ColumnSpec, Data, Head, Part, Piece, Signer, Style, Template, text};
use crate::form::{self, DOTS, Family, Form};
use crate::model::{Annex, Block, Chart, Column, Document, Row, RowKind, Run, Signature, Table};

impl Template {
    /// The head for a family.
    pub fn head(&self, family: Family) -> &Head {
        match family {
            Family::State => &self.state,
            Family::Party => &self.party,
        }
    }

    /// Makes the document.
    pub fn fill(&self, form: Form, data: &Data) -> Document {
        let head = self.head(form.family);
        let (mut blocks, mut annexes): (Vec<Block>, Vec<Annex>) = (Vec::new(), Vec::new());
        for part in &self.parts {
            if let Part::Annex { landscape, title } = part {
                let title = joined(&runs(title, data));
                annexes.push(Annex { title, landscape: *landscape, blocks: Vec::new() });
                continue;
            }
            let into = annexes.last_mut().map_or(&mut blocks, |annex| &mut annex.blocks);
            into.extend(made(part, data));
        }
        let bases = lines(&head.bases, data);
        let recipients = lines(&head.recipients, data);
        let mut document = Document {
            form,
            above: data.get("cap-tren").to_owned(),
            issuer: data.get("don-vi").to_owned(),
            number: data.get("so").to_owned(),
            notation: data.get("ky-hieu").to_owned(),
            place: data.get("dia-danh").to_owned(),
            date: data.get("ngay-iso").to_owned(),
            year: data.get("nam-ky").to_owned(),
            title: line(&head.title, data),
            about: line(&head.about, data),
            to: lines(&head.to, data),
            authority: line(&head.authority, data),
            bases: form::bases(&bases),
            blocks,
            signature: signed(&head.signer, data),
            second: head.second.as_ref().map(|signer| signed(signer, data)),
            recipients: form::recipients(&recipients),
            annexes,
            check: String::new(),
            notice: String::new(),
            landscape: head.landscape,
        };
        end(&mut document.blocks, form);
        document
    }
}

/// A text that ends with a paragraph ends as the form says.
fn end(blocks: &mut [Block], form: Form) {
    let last = blocks.last_mut().and_then(|block| match block {
        Block::Paragraph { runs } | Block::Item { runs } => Some(runs),
        _ => None,
    });
    if let Some(run) = last.and_then(|runs| runs.last_mut()) {
        let bare = run.text.trim_end().trim_end_matches("./.").trim_end_matches(['.', ';']).len();
        run.text.truncate(bare);
        run.text.push_str(form.end());
    }
}

/// Runs of a line; a value of several lines is on one.
fn runs(pieces: &[Piece], data: &Data) -> Vec<Run> {
    let one = |piece: &Piece| match piece {
        Piece::Text { text, bold, italic } => Run { text: text.clone(), bold: *bold, italic: *italic },
        Piece::Value { name, optional, bold, italic } => {
            let value = data.get(name).trim().replace('\n', "; ");
            let text = if value.is_empty() && !optional { DOTS.to_owned() } else { value };
            Run { text, bold: *bold, italic: *italic }
        }
    };
    pieces.iter().map(one).filter(|run| !run.text.is_empty()).collect()
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// A text of the head on one line.
fn line(said: &str, data: &Data) -> String {
    joined(&runs(&text::pieces(said).unwrap_or_default(), data)).trim().to_owned()
}

/// Texts of the head; one that is nothing but a value gives a line for each of its lines.
fn lines(texts: &[String], data: &Data) -> Vec<String> {
    let mut found = Vec::new();
    for said in texts {
        match alone(&text::pieces(said).unwrap_or_default()) {
            Some((name, _)) if data.get(name).contains('\n') => {
                found.extend(data.get(name).lines().map(|line| line.trim().to_owned()));
            }
            _ if is_left_out(&text::pieces(said).unwrap_or_default(), data) => {}
            _ => found.push(line(said, data)),
        }
    }
    found.retain(|line| !line.is_empty());
    found
}

/// Whether a line has values, all of them optional and all of them empty.
fn is_left_out(pieces: &[Piece], data: &Data) -> bool {
    let mut values = pieces.iter().filter_map(|piece| match piece {
        Piece::Value { name, optional, .. } => Some(*optional && data.get(name).trim().is_empty()),
        Piece::Text { .. } => None,
    });
    values.next().is_some_and(|first| first && values.all(|empty| empty))
}

/// The value that a line is nothing but.
fn alone(pieces: &[Piece]) -> Option<(&str, bool)> {
    match pieces {
        [Piece::Value { name, optional, .. }] => Some((name, *optional)),
        _ => None,
    }
}

fn signed(signer: &Signer, data: &Data) -> Signature {
    Signature { lines: lines(&signer.lines, data), name: line(&signer.name, data).replace(DOTS, "") }
}

fn made(part: &Part, data: &Data) -> Vec<Block> {
    match part {
        Part::Line { style, pieces } => said(*style, pieces, data),
        Part::Table { name, columns, total, empty } => vec![table(name, columns, total.as_deref(), empty, data)],
        Part::Chart { name, title, series } => chart(name, title, series, data),
        Part::Break => vec![Block::Break],
        Part::Annex { .. } => Vec::new(),
    }
}

fn said(style: Style, pieces: &[Piece], data: &Data) -> Vec<Block> {
    let block = |runs: Vec<Run>| match style {
        Style::Paragraph => Block::Paragraph { runs },
        Style::Center => Block::Center { runs },
        Style::Heading(level) => Block::Heading { level, runs },
        Style::Item => Block::Item { runs },
    };
    if let Some((name, _)) = alone(pieces)
        && data.get(name).contains('\n')
    {
        let lines = data.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
        return lines.map(|line| block(vec![Run::plain(line)])).collect();
    }
    if is_left_out(pieces, data) { Vec::new() } else { vec![block(runs(pieces, data))] }
}

fn table(name: &str, columns: &[ColumnSpec], total: Option<&str>, empty: &str, data: &Data) -> Block {
    let rows = data.tables.get(name).map(|rows| rows.rows.as_slice()).unwrap_or_default();
    if rows.iter().all(|(kind, _)| *kind == RowKind::Total) {
        return Block::Paragraph { runs: vec![Run::plain(empty)] };
    }
    let shown = rows.iter().filter(|(kind, _)| *kind != RowKind::Total || total.is_some());
    let rows = shown.map(|(kind, cells)| row(*kind, cells, columns, total.unwrap_or_default())).collect();
    let column = |spec: &ColumnSpec| Column {
        group: spec.group.clone(),
        title: spec.title.clone(),
        width: spec.width,
        align: spec.align,
    };
    Block::Table(Table { columns: columns.iter().map(column).collect(), rows })
}

fn row(kind: RowKind, cells: &BTreeMap<&'static str, String>, columns: &[ColumnSpec], total: &str) -> Row {
    let mut row: Vec<String> =
        columns.iter().map(|column| cells.get(column.source.as_str()).cloned().unwrap_or_default()).collect();
    if kind == RowKind::Total {
        // The name of the sum stands in the first column that is wide enough for words.
        let wide = columns.iter().zip(&row).position(|(column, cell)| column.width >= 15 && cell.is_empty());
        if let Some(cell) = wide.and_then(|place| row.get_mut(place)) {
            total.clone_into(cell);
        }
    }
    Row { kind, cells: row }
}

fn chart(name: &str, title: &str, series: &[String], data: &Data) -> Vec<Block> {
    let bars = data.charts.get(name).cloned().unwrap_or_default();
    if bars.is_empty() {
        return Vec::new();
    }
    vec![Block::Chart(Chart { title: title.to_owned(), series: series.to_vec(), bars })]
}
