//! Heading, text, tables and signatures in Word's words.

use docx_rs::{
    AlignmentType, HeightRule, LineSpacing, Paragraph, Run, Shading, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VMergeType, WidthType,
};
use thuocdo_base::Message;

use super::parts::{bold, cell, centered, head_cell, italic, paragraph, run_of, running, styled};
use super::width;
use crate::form::Family;
use crate::model::{self, Align, Block, Chart, Document, RowKind, Signature, WHOLE};

/// What stands below another on a page.
pub(super) enum Child {
    /// A paragraph.
    Paragraph(Box<Paragraph>),
    /// A table.
    Table(Box<Table>),
}

impl From<Paragraph> for Child {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Child {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

/// Everything before the annexes.
pub(super) fn first(document: &Document) -> Vec<Child> {
    let words = document.form.locale();
    let mut children: Vec<Child> = vec![heading(document).into(), Paragraph::new().into()];
    if !document.is_letter() {
        let size = if document.family() == Family::Party { 32 } else { 28 };
        children.push(centered([bold(&document.title, size)]).into());
        children.push(centered([bold(&document.about, 28)]).into());
        children.push(centered([run_of(line_under(document.family()), 20)]).into());
    }
    let label = words.text("documents-to");
    match document.to.as_slice() {
        [] => {}
        [one] => children.push(centered([run_of(&format!("{label} {one}"), 28)]).into()),
        many => {
            children.push(centered([run_of(&label, 28)]).into());
            children.extend(many.iter().map(|line| Child::from(centered([run_of(line, 28)]))));
        }
    }
    if !document.authority.is_empty() {
        children.push(centered([bold(&document.authority, 28)]).into());
    }
    for base in &document.bases {
        let text = match document.family() {
            Family::State => italic(base, 28),
            Family::Party => run_of(&format!("- {base}"), 28),
        };
        children.push(running([text]).into());
    }
    children.extend(blocks(&document.blocks, document.landscape));
    children.push(Paragraph::new().into());
    children.extend(signatures(document));
    children
}

fn line_under(family: Family) -> &'static str {
    match family {
        Family::State => "_______________",
        Family::Party => "-----",
    }
}

/// The two columns above everything.
fn heading(document: &Document) -> Table {
    let (form, words, wide) = (document.form, document.form.locale(), width(document.landscape));
    let is_party = form.family == Family::Party;
    let size = if is_party { 28 } else { 26 };
    let number = form.number(&words, &document.number, &document.notation);
    let mut left = Vec::new();
    if !document.above.is_empty() {
        left.push(centered([run_of(&document.above.to_uppercase(), size)]));
    }
    left.push(centered([bold(&document.issuer.to_uppercase(), size)]));
    left.push(centered([run_of(if is_party { "*" } else { "_________" }, if is_party { 28 } else { 16 })]));
    left.push(centered([run_of(&number, size)]));
    if document.is_letter() {
        let about = Message::new("documents-letter-about").text("about", document.about.as_str());
        left.push(centered([run_of(&words.render(&about), 24)]));
    }
    let dateline = form.dateline(&words, &document.place, &document.date, &document.year);
    let right = match is_party {
        true => vec![
            centered([bold(&words.text("documents-party"), 30).underline("single")]),
            Paragraph::new(),
            centered([italic(&dateline, 28)]),
        ],
        false => vec![
            centered([bold(&words.text("documents-nation"), 25)]),
            centered([bold(&words.text("documents-motto"), 27).underline("single")]),
            Paragraph::new(),
            centered([italic(&dateline, 27)]),
        ],
    };
    let (one, other) = (wide * 42 / 100, wide - wide * 42 / 100);
    bare(wide, vec![one, other], vec![TableRow::new(vec![cell(one, left), cell(other, right)]).cant_split()])
}

/// A table without lines.
fn bare(wide: usize, grid: Vec<usize>, rows: Vec<TableRow>) -> Table {
    Table::without_borders(rows)
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .width(wide, WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(0, 30, 0, 30))
}

fn signatures(document: &Document) -> Vec<Child> {
    let wide = width(document.landscape);
    let half = wide / 2;
    let recipients = recipients(document);
    let (left, below) = match &document.second {
        Some(second) => (signed(second), recipients),
        None => (recipients, Vec::new()),
    };
    let row = TableRow::new(vec![cell(half, left), cell(wide - half, signed(&document.signature))]).cant_split();
    let mut children = vec![Child::from(bare(wide, vec![half, wide - half], vec![row]))];
    children.extend(below.into_iter().map(Child::from));
    children
}

fn recipients(document: &Document) -> Vec<Paragraph> {
    if document.recipients.is_empty() {
        return vec![Paragraph::new()];
    }
    let label = document.form.locale().text("documents-recipients");
    let (label, size) = match document.family() {
        Family::State => (bold(&label, 24).italic(), 22),
        Family::Party => (run_of(&label, 28).underline("single"), 24),
    };
    let lines = document.recipients.iter().map(|line| paragraph([run_of(line, size)]));
    [paragraph([label])].into_iter().chain(lines).collect()
}

fn signed(signature: &Signature) -> Vec<Paragraph> {
    let line = |text: &String| match text.starts_with('(') {
        true => centered([italic(text, 26)]).keep_next(true),
        false => centered([bold(text, 28)]).keep_next(true),
    };
    let room = (0..4).map(|_| Paragraph::new().keep_next(true));
    signature.lines.iter().map(line).chain(room).chain([centered([bold(&signature.name, 28)])]).collect()
}

/// Blocks of the text.
pub(super) fn blocks(blocks: &[Block], landscape: bool) -> Vec<Child> {
    let mut children = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { runs } => children.push(running(styled(runs, 28)).into()),
            Block::Center { runs } => children.push(centered(styled(runs, 28)).into()),
            Block::Item { runs } => {
                let dash = [run_of("- ", 28)].into_iter();
                children.push(running(dash.chain(styled(runs, 28))).into());
            }
            Block::Heading { level, runs } => {
                let made = styled(runs, 28).into_iter().map(Run::bold);
                let made = running(made).keep_next(true).outline_lvl(usize::from(level.saturating_sub(1)));
                children.push(made.into());
            }
            Block::Table(table) => {
                children.push(tabled(table, width(landscape), landscape).into());
                children.push(Paragraph::new().line_spacing(LineSpacing::new().after(60)).into());
            }
            Block::Chart(chart) => children.extend(charted(chart, width(landscape))),
            Block::Break => children.push(Paragraph::new().page_break_before(true).into()),
        }
    }
    children
}

/// Widths of columns that fill a line.
fn widths(table: &model::Table, wide: usize) -> Vec<usize> {
    let all: usize = table.columns.iter().map(|column| usize::from(column.width)).sum();
    table.columns.iter().map(|column| usize::from(column.width) * wide / all.max(1)).collect()
}

fn tabled(table: &model::Table, wide: usize, landscape: bool) -> Table {
    let size = if table.columns.len() > 7 && !landscape { 21 } else { 24 };
    let grid = widths(table, wide);
    let mut rows = heads(table, &grid, size);
    for row in &table.rows {
        let cells = row.cells.iter().zip(table.columns.iter().zip(&grid));
        let cells = cells.map(|(text, (column, width))| text_cell(text, column.align, row.kind, *width, size));
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    Table::new(rows)
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .width(wide, WidthType::Dxa)
        .margins(TableCellMargins::new().margin(20, 60, 20, 60))
}

fn text_cell(text: &str, align: Align, kind: RowKind, width: usize, size: usize) -> TableCell {
    let align = match align {
        Align::Left => AlignmentType::Left,
        Align::Center => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    };
    let lines = text.split('\n').map(|line| {
        let run = if kind == RowKind::Plain { run_of(line, size) } else { bold(line, size) };
        paragraph([run]).align(align)
    });
    cell(width, lines)
}

/// The rows that stand on every page.
fn heads(table: &model::Table, grid: &[usize], size: usize) -> Vec<TableRow> {
    let repeated =
        |cells: Vec<TableCell>| TableRow::new(cells).cant_split().row_height(1.0).height_rule(HeightRule::Auto);
    let is_grouped = table.has_groups();
    let mut top = Vec::new();
    for (at, count, group) in table.spans() {
        let wide = grid.iter().skip(at).take(count).sum();
        top.push(match (group.is_empty(), is_grouped) {
            (true, true) => head_cell(wide, &table.columns[at].title, size).vertical_merge(VMergeType::Restart),
            (true, false) => head_cell(wide, &table.columns[at].title, size),
            _ => head_cell(wide, group, size).grid_span(count),
        });
    }
    let mut rows = vec![repeated(top)];
    if is_grouped {
        let below = table.columns.iter().zip(grid).map(|(column, width)| match column.group.is_empty() {
            true => head_cell(*width, "", size).vertical_merge(VMergeType::Continue),
            false => head_cell(*width, &column.title, size),
        });
        rows.push(repeated(below.collect()));
    }
    rows
}

/// Bars as shaded cells, so that Word can edit them.
fn charted(chart: &Chart, wide: usize) -> Vec<Child> {
    let mut children = vec![Child::from(centered([bold(&chart.title, 24)]).keep_next(true))];
    let (name, value) = (wide * 32 / 100, wide * 14 / 100);
    let room = wide - name - value;
    let fills = if chart.series.len() > 1 { ["B9C6D4", "0B57A4"] } else { ["0B57A4", "0B57A4"] };
    for bar in &chart.bars {
        for (place, (share, shown)) in bar.values.iter().enumerate() {
            let label = if place == 0 { bar.name.as_str() } else { "" };
            let full = (room * (*share).min(WHOLE) as usize / WHOLE as usize).clamp(20, room - 20);
            let fill = Shading::new().fill(fills[place.min(1)]);
            let row = TableRow::new(vec![
                cell(name, [paragraph([run_of(label, 20)]).align(AlignmentType::Right)]),
                cell(full, [paragraph([run_of(" ", 12)])]).shading(fill),
                cell(room - full, [paragraph([run_of("", 12)])]),
                cell(value, [paragraph([run_of(shown, 20)]).align(AlignmentType::Right)]),
            ]);
            children.push(bare(wide, vec![name, full, room - full, value], vec![row.cant_split()]).into());
        }
    }
    if chart.series.len() > 1 {
        let series = chart.series.join(" / ");
        children.push(centered([italic(&series, 20)]).into());
    }
    children.push(Paragraph::new().into());
    children
}
