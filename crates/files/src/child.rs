//! The gate and the drawing in a child process with little memory and little time: a bad file ends the child, never us.
//!
//! The child is the same program under a hidden command; it speaks by one line, or by a picture, on its output.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::{Kind, Seen, Unfit, inspect as gate, picture};

/// Hidden command that looks into a file.
pub const INSPECT: &str = "inspect-file";
/// Hidden command that draws a page.
pub const DRAW: &str = "draw-page";
/// Address space of a child.
pub const MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Processor time of a child.
pub const SECONDS_MAX: u64 = 10;

const PNG_BYTES_MAX: u64 = 64 * 1024 * 1024;
const WAIT_TICK: Duration = Duration::from_millis(5);
/// Longer than its processor time, for a machine that is busy.
const WAIT_TICKS_MAX: u32 = 4_000;

/// Looks into a file in a child; a child that dies means that the file is refused.
pub(crate) fn inspect(program: &Path, path: &Path, name: &str) -> io::Result<Result<Seen, Unfit>> {
    let mut command = Command::new(program);
    command.arg(INSPECT).arg(path).arg(name);
    let Some(said) = run(command)? else { return Ok(Err(Unfit::Unreadable)) };
    Ok(read(&String::from_utf8_lossy(&said)).unwrap_or(Err(Unfit::Unreadable)))
}

/// Draws a page in a child.
pub(crate) fn draw(
    program: &Path,
    path: &Path,
    kind: Kind,
    page: u64,
    width: u32,
) -> io::Result<Result<Vec<u8>, Unfit>> {
    let mut command = Command::new(program);
    command.arg(DRAW).arg(path).args([kind.word(), &page.to_string(), &width.to_string()]);
    Ok(run(command)?.filter(|png| png.starts_with(b"\x89PNG")).ok_or(Unfit::Unreadable))
}

/// What the child says about a file.
pub fn say_seen(path: &Path, name: &str) -> String {
    match gate::inspect(path, name) {
        Ok(seen) => {
            let pages = seen.pages.map(|pages| pages.to_string()).unwrap_or_default();
            let text = seen.has_text.map(|has| u8::from(has).to_string()).unwrap_or_default();
            format!("ok {} {pages} {text}", seen.kind.word())
        }
        Err(unfit) => format!("no {}", unfit.word()),
    }
}

/// What the child draws; `None`: it cannot.
pub fn picture(path: &Path, kind: &str, page: u64, width: u32) -> Option<Vec<u8>> {
    picture::draw(path, Kind::of(kind)?, page, width).ok()
}

fn read(line: &str) -> Option<Result<Seen, Unfit>> {
    let mut words = line.split(' ');
    match words.next()? {
        "ok" => {
            let kind = Kind::of(words.next()?)?;
            let pages = words.next()?.parse().ok();
            let has_text = words.next()?.parse::<u8>().ok().map(|flag| flag == 1);
            Some(Ok(Seen { kind, pages, has_text }))
        }
        "no" => Some(Err(Unfit::of(words.next()?.trim())?)),
        _ => None,
    }
}

/// Runs a child to its end; `None` if it did not end well or in time.
fn run(mut command: Command) -> io::Result<Option<Vec<u8>>> {
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let output = child.stdout.take();
    let collector = thread::spawn(move || collect(output));
    let well = wait(&mut child);
    let said = collector.join().unwrap_or_default();
    Ok(Some(said).filter(|said| well && said.len() as u64 <= PNG_BYTES_MAX))
}

fn collect(output: Option<impl Read>) -> Vec<u8> {
    let mut said = Vec::new();
    if let Some(output) = output {
        let _ = output.take(PNG_BYTES_MAX + 1).read_to_end(&mut said);
    }
    said
}

fn wait(child: &mut Child) -> bool {
    for _ in 0..WAIT_TICKS_MAX {
        if let Ok(Some(status)) = child.try_wait() {
            return status.success();
        }
        thread::sleep(WAIT_TICK);
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}
