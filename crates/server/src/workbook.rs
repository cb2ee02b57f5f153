//! Workbooks are opened in a child process with little memory and little time.
//!
//! A small file can make a reader of workbooks ask for all memory there is; then the child ends, never we.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use calamine::{Data, Range, Reader, Xlsx};
use thuocdo_app::books::{Books, Reading};
use thuocdo_base::{Message, Timestamp};

use crate::cli::{BROKEN, FINDINGS};
use crate::commands::Trouble;

/// Hidden command that the child runs.
pub const COMMAND: &str = "read-workbook";
const MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Stands for the child's standard input instead of a file.
const STDIN: &str = "-";
const INPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;
const OUTPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;
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
}

impl ChildReader {
    /// Reads by this program.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }
}

impl Books for ChildReader {
    fn read(&self, bytes: Vec<u8>) -> Reading<'_> {
        let program = self.program.clone();
        Box::pin(async move {
            let read = tokio::task::spawn_blocking(move || read_bytes(&program, bytes)).await;
            read.unwrap_or_else(|_| Err(Message::new("app-workbook-unreadable")))
        })
    }
}

/// Turns bytes into CSV; the reasons are those of the staff pages.
fn read_bytes(program: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Message> {
    let unreadable = || Message::new("app-workbook-unreadable");
    let mut command = Command::new(program);
    command.arg(COMMAND).arg(STDIN);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| unreadable())?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let feeder = thread::spawn(move || input.map(|mut input| input.write_all(&bytes)));
    let collector = thread::spawn(move || collect(output));
    let ended = wait(&mut child);
    let rows = collector.join().unwrap_or_default();
    let _ = feeder.join();
    judge(ended, rows).map_err(|_| unreadable())
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

/// What the child does: limits itself, reads the workbook, writes rows.
pub fn run_child(path: &Path, typed: bool) -> ExitCode {
    #[cfg(unix)]
    if rlimit::setrlimit(rlimit::Resource::AS, MEMORY_BYTES_MAX, MEMORY_BYTES_MAX).is_err() {
        return ExitCode::from(BROKEN);
    }
    let Ok(bytes) = read_input(path) else { return ExitCode::from(BROKEN) };
    let Some(range) = first_sheet(bytes) else { return ExitCode::from(FINDINGS) };
    match write_rows(&range, typed, std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(BROKEN),
    }
}

fn read_input(path: &Path) -> std::io::Result<Vec<u8>> {
    if path != Path::new(STDIN) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(INPUT_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn first_sheet(bytes: Vec<u8>) -> Option<Range<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    book.worksheet_range_at(0)?.ok()
}

/// Writes the rows; empty ones stay empty lines, so that line numbers are those of the sheet.
fn write_rows(range: &Range<Data>, typed: bool, out: impl Write) -> std::io::Result<()> {
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut out = std::io::BufWriter::new(out);
    for _ in 0..top {
        out.write_all(b"\n")?;
    }
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(|cell| text(cell, typed)).collect();
        if !cells.iter().all(String::is_empty) {
            let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b' ')).from_writer(Vec::new());
            let blank = (0..left).map(|_| String::new());
            line.write_record(blank.chain(cells))?;
            out.write_all(line.into_inner().unwrap_or_default().trim_ascii_end())?;
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn text(cell: &Data, typed: bool) -> String {
    let number = |plain: String| if typed { plain.replace('.', ",") } else { plain };
    match cell {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(float(*value)),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace(['\r', '\n'], " "),
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
    fn days_of_a_workbook_are_written_as_dates() {
        assert_eq!((day(45_839.0), day(46_082.75)), ("2025-07-01".to_owned(), "2026-03-01".to_owned()));
    }

    #[test]
    fn rows_keep_the_numbers_they_have_in_the_sheet() {
        let mut range = Range::new((1, 0), (3, 1));
        range.set_value((1, 0), Data::String("unit".to_owned()));
        range.set_value((1, 1), Data::String("value".to_owned()));
        range.set_value((3, 0), Data::String("Xã, một".to_owned()));
        range.set_value((3, 1), Data::Float(1.5));
        let mut rows = Vec::new();
        write_rows(&range, true, &mut rows).unwrap();
        assert_eq!(String::from_utf8(rows).unwrap(), "\nunit,value\n\n\"Xã, một\",\"1,5\"\n");
    }
}
