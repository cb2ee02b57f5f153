//! Measures making files: a round report of more than a hundred pages as PDF and for Word, beside the same text
//! laid out without tables.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(missing_docs, reason = "a program of its own")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use thuocdo_base::Timestamp;
use thuocdo_documents::form::Form;
use thuocdo_documents::model::{Block, RowKind, Run};
use thuocdo_documents::template::Rows;
use thuocdo_documents::{Data, Document, Kind, Template, docx, outline, pdf};
use thuocdo_words::Lang;

const LIMIT: Duration = Duration::from_secs(5);
/// Units and criteria of the report: a row a line, about forty-five a page.
const UNITS: usize = 60;
const CRITERIA: usize = 80;

fn main() -> ExitCode {
    let (report, made) = (report(), Timestamp::from_micros(0));
    let bare = bare(&report);
    // The first document loads fonts and compiles the page program.
    drop(pdf(&Document::default(), made).unwrap());
    let (pages, bytes) = timed(|| pdf(&report, made).unwrap());
    let (floor, _) = timed(|| pdf(&bare, made).unwrap());
    let (word, word_bytes) = timed(|| docx(&report, made).unwrap());
    let rows = UNITS * (CRITERIA + 1);
    println!("round report, {rows} rows of points: {} characters", outline(&report).chars().count());
    println!("{:36} {:>10} {:>10}", "", "time", "size");
    println!("{:36} {:>7} ms {:>7} KB", "PDF/A", pages.as_millis(), bytes.len() / 1024);
    println!("{:36} {:>7} ms", "the same text without tables", floor.as_millis());
    println!("{:36} {:>7} ms {:>7} KB", "DOCX", word.as_millis(), word_bytes.len() / 1024);
    let ratio = pages.as_millis() * 100 / floor.as_millis().max(1);
    let met = pages <= LIMIT;
    println!("ratio to the text without tables: {}.{:02}×", ratio / 100, ratio % 100);
    println!("target: at most {} s: {}", LIMIT.as_secs(), if met { "met" } else { "MISSED" });
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn timed(work: impl FnOnce() -> Vec<u8>) -> (Duration, Vec<u8>) {
    let start = Instant::now();
    let bytes = work();
    (start.elapsed(), bytes)
}

fn report() -> Document {
    let kind = Kind::RoundReport;
    let mut data = Data::default();
    let mut rows = Rows::default();
    for unit in 1..=UNITS {
        rows.push(RowKind::Group, [("ten", format!("Phường Mẫu {unit}")), ("toi-da", "100,00".to_owned())]);
        for criterion in 1..=CRITERIA {
            let title = ("ten", "Tỷ lệ hồ sơ thủ tục hành chính giải quyết trực tuyến".to_owned());
            let points = |name| (name, format!("{},{}0", criterion % 7, unit % 10));
            let code = ("ma", format!("{}.{}", criterion / 10 + 1, criterion % 10));
            let all = [code, title, points("toi-da"), points("tu-cham"), points("tham-dinh"), points("cuoi")];
            rows.push(RowKind::Plain, all);
        }
    }
    data.tables.insert("chi-tiet", rows);
    let template = Template::parse(kind, kind.built_in(Lang::Vi)).unwrap();
    template.fill(Form::default(), &data)
}

/// The same text, a paragraph for each row.
fn bare(report: &Document) -> Document {
    let mut bare = report.clone();
    for annex in &mut bare.annexes {
        let rows = annex.blocks.drain(..).flat_map(|block| match block {
            Block::Table(table) => table.rows,
            _ => Vec::new(),
        });
        annex.blocks = rows.map(|row| Block::Paragraph { runs: vec![Run::plain(row.cells.join(" "))] }).collect();
    }
    bare
}
