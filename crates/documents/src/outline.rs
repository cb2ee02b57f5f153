//! A document as plain text: what it says and where, for previews and for tests.

use std::fmt::Write as _;

use thuocdo_base::Message;
use thuocdo_words::Locale;

use crate::form::{Family, roman};
use crate::model::{Block, Chart, Document, RowKind, Run, Signature, Table};

/// Writes what a document says, line by line.
pub fn outline(document: &Document) -> String {
    let words = document.form.locale();
    let mut out = String::new();
    heading(&mut out, document, &words);
    if !document.authority.is_empty() {
        line(&mut out, &format!("    ^ {}", document.authority));
    }
    for base in &document.bases {
        line(&mut out, &format!("  {base}"));
    }
    blocks(&mut out, &document.blocks);
    for signature in document.second.iter().chain([&document.signature]) {
        signed(&mut out, signature);
    }
    if !document.recipients.is_empty() {
        line(&mut out, &words.text("documents-recipients"));
    }
    for one in &document.recipients {
        line(&mut out, one);
    }
    for (place, annex) in document.annexes.iter().enumerate() {
        let (number, with) = about_annex(document, &words, place);
        line(&mut out, &format!("\n—— {number}{}", if annex.landscape { " ⟳" } else { "" }));
        line(&mut out, &annex.title);
        line(&mut out, &with);
        blocks(&mut out, &annex.blocks);
    }
    out
}

fn heading(out: &mut String, document: &Document, words: &Locale) {
    let form = document.form;
    if !document.above.is_empty() {
        line(out, &document.above.to_uppercase());
    }
    line(out, &document.issuer.to_uppercase());
    match form.family {
        Family::State => {
            line(out, &words.text("documents-nation"));
            line(out, &words.text("documents-motto"));
        }
        Family::Party => {
            line(out, "*");
            line(out, &words.text("documents-party"));
        }
    }
    line(out, &form.number(words, &document.number, &document.notation));
    line(out, &form.dateline(words, &document.place, &document.date, &document.year));
    if document.is_letter() {
        line(out, &words.render(&Message::new("documents-letter-about").text("about", document.about.as_str())));
    } else {
        line(out, &format!("\n{}\n{}", document.title, document.about));
    }
    if !document.to.is_empty() {
        line(out, &format!("{} {}", words.text("documents-to"), document.to.join(" / ")));
    }
}

/// Number of an annex, and what it belongs to.
pub(crate) fn about_annex(document: &Document, words: &Locale, place: usize) -> (String, String) {
    let number = match document.annexes.len() {
        1 => words.text("documents-annex-single"),
        _ => words.render(&Message::new("documents-annex").text("number", roman(place + 1))),
    };
    let form = document.form;
    let with = match document.is_letter() {
        true => Message::new("documents-with-letter"),
        false => Message::new("documents-with").text("title", sentence_case(&document.title)),
    };
    let with = with
        .text("number", form.numbered(&document.number, &document.notation))
        .text("day", form.day(words, &document.date, &document.year))
        .text("issuer", document.issuer.as_str());
    (number, words.render(&with))
}

/// `QUYẾT ĐỊNH` inside a sentence: `Quyết định`.
fn sentence_case(title: &str) -> String {
    let mut letters = title.chars();
    let first: String = letters.next().into_iter().collect();
    format!("{first}{}", letters.as_str().to_lowercase())
}

fn blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { runs } => line(out, &format!("  {}", marked(runs))),
            Block::Center { runs } => line(out, &format!("    ^ {}", marked(runs))),
            Block::Heading { level, runs } => {
                line(out, &format!("{} {}", "#".repeat(usize::from(*level)), marked(runs)));
            }
            Block::Item { runs } => line(out, &format!("  - {}", marked(runs))),
            Block::Table(table) => tabled(out, table),
            Block::Chart(chart) => charted(out, chart),
            Block::Break => line(out, "———"),
        }
    }
}

fn marked(runs: &[Run]) -> String {
    let one = |run: &Run| match (run.bold, run.italic) {
        (true, _) => format!("**{}**", run.text),
        (false, true) => format!("*{}*", run.text),
        _ => run.text.clone(),
    };
    runs.iter().map(one).collect()
}

fn tabled(out: &mut String, table: &Table) {
    let title = |column: &crate::model::Column| match column.group.is_empty() {
        true => column.title.clone(),
        false => format!("{} > {}", column.group, column.title),
    };
    line(out, &format!("  | {} |", table.columns.iter().map(title).collect::<Vec<_>>().join(" | ")));
    for row in &table.rows {
        let mark = match row.kind {
            RowKind::Plain => "  ",
            RowKind::Group => " ■",
            RowKind::Total => " Σ",
        };
        line(out, &format!("{mark}| {} |", row.cells.join(" | ")));
    }
}

fn charted(out: &mut String, chart: &Chart) {
    line(out, &format!("  ▤ {} [{}]", chart.title, chart.series.join(", ")));
    for bar in &chart.bars {
        let values: Vec<&str> = bar.values.iter().map(|(_, shown)| shown.as_str()).collect();
        line(out, &format!("    {}: {}", bar.name, values.join(" | ")));
    }
}

fn signed(out: &mut String, signature: &Signature) {
    line(out, &format!("      {}", signature.lines.join(" / ")));
    line(out, &format!("      {}", signature.name));
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{}", text.trim_end());
}
