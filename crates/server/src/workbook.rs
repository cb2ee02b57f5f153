//! Workbooks and documents are opened in a child process with little memory and little time.
//!
//! A small file can make a reader of workbooks ask for all memory there is; then the child ends, never we. The child
//! first looks into the file as the gate of evidence does, then reads cells one by one, never more than a number.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use calamine::{Data, Reader, SheetType, Xlsx};
use thuocdo_annex::{Grid, Span, grid, word};
use thuocdo_app::books::{Books, Cells, Reading};
use thuocdo_app::evidence;
use thuocdo_base::{Message, Timestamp};
use thuocdo_files::{Kind, Unfit, inspect};
use tokio::sync::Semaphore;

use crate::cli::{BROKEN, FINDINGS};
use crate::commands::Trouble;

/// Hidden command that the child runs.
pub const COMMAND: &str = "read-workbook";
const MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Stands for the child's standard input instead of a file.
const STDIN: &str = "-";
const INPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;
const OUTPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Rows and columns beyond these are of no list that people keep.
const ROWS_MAX: u32 = 120_000;
const COLUMNS_MAX: u32 = 2_000;
const CELLS_MAX: usize = 2_000_000;
const SHEETS_MAX: usize = 40;
const SECONDS_MAX: u64 = 10;
/// Children at the same time; others wait their turn.
const CHILDREN_MAX: usize = 4;
const WAIT_TICK_MS: u64 = 10;
const WAIT_TICKS_MAX: u32 = 1_000;

/// Turns the first sheet of a workbook into CSV, in a child process.
///
/// # Errors
/// A trouble of ours if no child can be started; the inner message if the workbook is the matter.
pub fn to_csv(path: &Path, typed: bool) -> Result<Result<Vec<u8>, Message>, Trouble> {
    let broken = |error: std::io::Error| Trouble::Broken(Message::new("cmd-child").text("why", error.to_string()));
    let program = std::env::current_exe().map_err(broken)?;
    let mut command = Command::new(program);
    command.arg(COMMAND).arg(path).args(typed.then_some("--typed"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(broken)?;
    let output = child.stdout.take();
    let collector = thread::spawn(move || collect(output));
    let ended = wait(&mut child);
    let rows = collector.join().unwrap_or_default();
    Ok(judge(ended, rows))
}

/// What the child's end means.
fn judge(ended: Option<i32>, rows: Vec<u8>) -> Result<Vec<u8>, Message> {
    match ended {
        Some(0) if rows.len() as u64 <= OUTPUT_BYTES_MAX => Ok(rows),
        Some(0) => Err(Message::new("cmd-workbook-large")),
        Some(code) if code == i32::from(FINDINGS) => Err(Message::new("cmd-workbook-unreadable")),
        Some(_) => Err(Message::new("cmd-workbook-killed")),
        None => Err(Message::new("cmd-workbook-slow")),
    }
}

/// Reads uploaded workbooks for the staff pages, each in a child process that is given the bytes.
#[derive(Clone, Debug)]
pub struct ChildReader {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

impl ChildReader {
    /// Reads by this program.
    pub fn new(program: PathBuf) -> Self {
        Self { program, turns: Arc::new(Semaphore::new(CHILDREN_MAX)) }
    }

    async fn output(&self, bytes: Vec<u8>, form: Form) -> Result<Vec<u8>, Message> {
        let unreadable = |_| Message::new("app-workbook-unreadable");
        let _turn = self.turns.acquire().await.map_err(|_| unreadable(()))?;
        let program = self.program.clone();
        let read = tokio::task::spawn_blocking(move || read_bytes(&program, bytes, form)).await;
        read.map_err(|_| unreadable(()))?
    }
}

impl Books for ChildReader {
    fn read(&self, bytes: Vec<u8>) -> Reading<'_> {
        Box::pin(self.output(bytes, Form::Rows { typed: false }))
    }

    fn cells(&self, bytes: Vec<u8>) -> Cells<'_> {
        Box::pin(async move {
            let cells = self.output(bytes, Form::Cells).await?;
            Ok(grid::read(&String::from_utf8_lossy(&cells)))
        })
    }
}

/// Reads bytes in a child; the reasons are those of the staff pages.
fn read_bytes(program: &Path, bytes: Vec<u8>, form: Form) -> Result<Vec<u8>, Message> {
    let unreadable = || Message::new("app-workbook-unreadable");
    let mut command = Command::new(program);
    command.arg(COMMAND).arg(STDIN).args((form == Form::Cells).then_some("--cells"));
    command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| unreadable())?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let feeder = thread::spawn(move || input.map(|mut input| input.write_all(&bytes)));
    let collector = thread::spawn(move || collect(output));
    let ended = wait(&mut child);
    let said = collector.join().unwrap_or_default();
    let _ = feeder.join();
    if ended == Some(i32::from(FINDINGS)) {
        let why = std::str::from_utf8(&said).ok().and_then(Unfit::of);
        return Err(why.filter(|why| *why != Unfit::Forbidden).map_or_else(unreadable, evidence::unfit));
    }
    judge(ended, said).map_err(|_| unreadable())
}

fn collect(output: Option<impl Read>) -> Vec<u8> {
    let mut rows = Vec::new();
    if let Some(output) = output {
        let _ = output.take(OUTPUT_BYTES_MAX + 1).read_to_end(&mut rows);
    }
    rows
}

/// Exit code of the child; -1 if it was killed by the system, `None` if we had to end it.
fn wait(child: &mut Child) -> Option<i32> {
    for _ in 0..WAIT_TICKS_MAX {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status.code().unwrap_or(-1));
        }
        thread::sleep(Duration::from_millis(WAIT_TICK_MS));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// What the child writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows of the first sheet as CSV; numbers as people type them, or as machines do.
    Rows {
        /// With a comma.
        typed: bool,
    },
    /// All cells of all sheets, or of a document, with those that are merged.
    Cells,
}

/// What the child does: limits itself, looks into the file, reads it, writes what it read.
pub fn run_child(path: &Path, form: Form) -> ExitCode {
    #[cfg(unix)]
    if rlimit::setrlimit(rlimit::Resource::AS, MEMORY_BYTES_MAX, MEMORY_BYTES_MAX).is_err()
        || rlimit::setrlimit(rlimit::Resource::CPU, SECONDS_MAX, SECONDS_MAX).is_err()
    {
        return ExitCode::from(BROKEN);
    }
    let Ok(bytes) = read_input(path) else { return ExitCode::from(BROKEN) };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = match found(bytes, form) {
        Ok(Found::Text(text)) => out.write_all(&text).map(|()| ExitCode::SUCCESS),
        // Line by line: the cells are not held a second time as text.
        Ok(Found::Grids(grids)) => {
            let mut lines = grids.iter().flat_map(grid::lines);
            lines.try_for_each(|line| out.write_all(line.as_bytes())).map(|()| ExitCode::SUCCESS)
        }
        Err(why) => out.write_all(why.word().as_bytes()).map(|()| ExitCode::from(FINDINGS)),
    };
    written.and_then(|code| out.flush().map(|()| code)).unwrap_or(ExitCode::from(BROKEN))
}

fn read_input(path: &Path) -> std::io::Result<Vec<u8>> {
    if path != Path::new(STDIN) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(INPUT_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What the child found.
enum Found {
    Text(Vec<u8>),
    Grids(Vec<Grid>),
}

fn found(bytes: Vec<u8>, form: Form) -> Result<Found, Unfit> {
    match (inspect::office(&bytes)?, form) {
        (Kind::Xlsx, Form::Rows { typed }) => {
            let mut book = opened(bytes)?;
            let first = sheets(&book).into_iter().next().ok_or(Unfit::Damaged)?;
            Ok(Found::Text(rows(&cells(&mut book, &first)?, typed)?))
        }
        (Kind::Xlsx, Form::Cells) => {
            let mut book = opened(bytes)?;
            let names = sheets(&book);
            if names.len() > SHEETS_MAX {
                return Err(Unfit::TooLarge);
            }
            let grids: Result<Vec<Grid>, Unfit> = names.iter().map(|name| grid(&mut book, name)).collect();
            Ok(Found::Grids(grids?))
        }
        (Kind::Docx, Form::Cells) => {
            let read = word::read(&bytes).ok_or(Unfit::Damaged)?;
            Ok(Found::Grids(vec![read]))
        }
        _ => Err(Unfit::Forbidden),
    }
}

type Book = Xlsx<Cursor<Vec<u8>>>;

fn opened(bytes: Vec<u8>) -> Result<Book, Unfit> {
    Xlsx::new(Cursor::new(bytes)).map_err(|_| Unfit::Damaged)
}

fn sheets(book: &Book) -> Vec<String> {
    let known = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    known.map(|sheet| sheet.name.clone()).collect()
}

/// Filled cells by row; a cell far away costs nothing but is refused.
fn cells(book: &mut Book, name: &str) -> Result<BTreeMap<u32, Vec<(u32, Data)>>, Unfit> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|_| Unfit::Damaged)?;
    let (mut found, mut count): (BTreeMap<u32, Vec<(u32, Data)>>, _) = (BTreeMap::new(), 0);
    while let Some(cell) = reader.next_cell().map_err(|_| Unfit::Damaged)? {
        let (row, column) = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        if value == Data::Empty {
            continue;
        }
        count += 1;
        if row >= ROWS_MAX || column >= COLUMNS_MAX || count > CELLS_MAX {
            return Err(Unfit::TooLarge);
        }
        found.entry(row).or_default().push((column, value));
    }
    Ok(found)
}

fn grid(book: &mut Book, name: &str) -> Result<Grid, Unfit> {
    let mut grid = Grid { name: name.to_owned(), ..Grid::default() };
    for (row, cells) in cells(book, name)? {
        for (column, cell) in cells {
            grid.put(row as usize, column as usize, &text(&cell, true, "\n"));
            if matches!(cell, Data::Float(value) if !is_shown_whole(value)) {
                grid.rounded.push((row as usize, column as usize));
            }
        }
    }
    for span in book.merge_cells_by_sheet_name(name).unwrap_or_default() {
        let [top, left, bottom, right] = [span.start.0, span.start.1, span.end.0, span.end.1].map(|at| at as usize);
        grid.spans.push(Span { top, left, bottom, right });
    }
    Ok(grid)
}

/// Writes the rows; empty ones stay empty lines, so that line numbers are those of the sheet.
fn rows(cells: &BTreeMap<u32, Vec<(u32, Data)>>, typed: bool) -> Result<Vec<u8>, Unfit> {
    let width = cells.values().flatten().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
    let (mut out, mut next) = (Vec::new(), 0);
    for (row, filled) in cells {
        out.resize(out.len() + (row - next) as usize, b'\n');
        let mut line = vec![String::new(); width];
        for (column, cell) in filled {
            line[*column as usize] = text(cell, typed, " ");
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b' ')).from_writer(Vec::new());
        writer.write_record(line).map_err(|_| Unfit::Unreadable)?;
        out.extend_from_slice(writer.into_inner().unwrap_or_default().trim_ascii_end());
        out.push(b'\n');
        next = row + 1;
    }
    Ok(out)
}

fn text(cell: &Data, typed: bool, line_end: &str) -> String {
    let number = |plain: String| if typed { plain.replace('.', ",") } else { plain };
    match cell {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(float(*value)),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.replace('\r', "").replace('\n', line_end)
        }
        Data::Bool(value) => u8::from(*value).to_string(),
        Data::DateTime(value) if value.is_datetime() => day(value.as_f64()),
        Data::DateTime(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// Writes a day as `YYYY-MM-DD`: workbooks count days from the end of 1899; the time of day is left out.
#[expect(clippy::cast_possible_truncation, reason = "days of dates that people write")]
fn day(serial: f64) -> String {
    const DAYS_TO_1970: i64 = 25_569;
    Timestamp::from_micros(0).days_later(serial as i64 - DAYS_TO_1970).date()
}

/// Writes a cell's number as the spreadsheet shows it: fifteen digits, so that 0.1 + 0.2 is 0.3.
fn float(value: f64) -> String {
    let scientific = format!("{value:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let places = exponent.parse::<i32>().unwrap_or(0).saturating_add(1);
    let plain = if places <= 0 {
        format!("0.{}{digits}", "0".repeat(places.unsigned_abs().min(400) as usize))
    } else if places as usize >= digits.len() {
        format!("{digits}{}", "0".repeat((places as usize).saturating_sub(digits.len()).min(400)))
    } else {
        let (whole, fraction) = digits.split_at(places as usize);
        format!("{whole}.{fraction}")
    };
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    format!("{sign}{plain}")
}

/// Whether the fifteen digits that are shown are the number itself.
fn is_shown_whole(value: f64) -> bool {
    float(value).parse::<f64>().is_ok_and(|shown| shown.to_bits() == value.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_workbook_are_written_as_they_are_shown() {
        let check = |value: f64, expected: &str| assert_eq!(float(value), expected);
        check(0.300_000_000_000_000_04, "0.3");
        check(1234.5, "1234.5");
        check(-0.05, "-0.05");
        check(0.0, "0");
        check(1e20, "100000000000000000000");
        check(61.86, "61.86");
    }

    #[test]
    fn a_number_with_more_digits_than_are_shown_is_told_from_others() {
        assert!(is_shown_whole(8.1) && is_shown_whole(0.3) && is_shown_whole(-1234.567) && is_shown_whole(0.0));
        assert!(!is_shown_whole(0.300_000_000_000_000_04) && !is_shown_whole(8.099_999_999_999_998));
    }

    #[test]
    fn days_of_a_workbook_are_written_as_dates() {
        assert_eq!((day(45_839.0), day(46_082.75)), ("2025-07-01".to_owned(), "2026-03-01".to_owned()));
    }

    #[test]
    fn rows_keep_the_numbers_they_have_in_the_sheet() {
        let text = |text: &str| Data::String(text.to_owned());
        let cells = BTreeMap::from([
            (1, vec![(0, text("unit")), (1, text("value"))]),
            (3, vec![(0, text("Xã, một")), (1, Data::Float(1.5))]),
        ]);
        let rows = rows(&cells, true).unwrap();
        assert_eq!(String::from_utf8(rows).unwrap(), "\nunit,value\n\n\"Xã, một\",\"1,5\"\n");
    }
}
