//! Lists as workbooks: what is handed out is read back by the real child and changes nothing; and how much memory
//! reading the largest takes.
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use thuocdo_app::accounts::people::Only;
use thuocdo_app::sheet::Form;
use thuocdo_app::{accounts, bodies};
use thuocdo_base::Actor;
use thuocdo_server::workbook::ChildReader;
use thuocdo_store::UnitFilter;
use thuocdo_testkit::{TestApp, live, on_both, samples};
use thuocdo_words::Lang;

#[test]
fn ux_59_bodies_and_people_that_were_handed_out_as_workbooks_read_back_as_the_same() {
    on_both(async |database| {
        let mut test = TestApp::on(database).await;
        test.app =
            test.app.clone().with_books(Arc::new(ChildReader::new(PathBuf::from(env!("CARGO_BIN_EXE_thuocdo")))));
        let live = live(&test.app).await;
        let (app, admin) = (&test.app, Actor::Person(live.admin.clone()));
        for lang in Lang::ALL {
            let all = UnitFilter::default();
            let file = bodies::export::export(app, &admin, &all, Form::Xlsx, lang).await.expect("a file");
            let again = bodies::export::export(app, &admin, &all, Form::Xlsx, lang).await.expect("a file");
            assert!(file == again, "the same bodies are the same bytes");
            let preview = bodies::import::preview(app, &admin, file).await.expect("a preview");
            assert!(preview.rows.len() > 2);
            assert_eq!(preview.count(bodies::import::State::Same), preview.rows.len(), "{lang:?}");
            let file = accounts::lists::export(app, &admin, "", Only::All, Form::Xlsx, lang).await.expect("a file");
            let preview = accounts::lists::preview(app, &admin, file).await.expect("a preview");
            assert!(preview.rows.len() > 5);
            assert_eq!(preview.count(accounts::lists::State::Same), preview.rows.len(), "{:?}", preview.rows);
        }
    });
}

/// A workbook of about 50 MB that does not shrink.
fn large() -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut rows = String::with_capacity(60 << 20);
    for row in 1..=10_000 {
        let _ = write!(rows, "<row r=\"{row}\">");
        for column in ["A", "B", "C", "D", "E", "F", "G", "H"] {
            let mut text = String::with_capacity(700);
            while text.len() < 700 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let sign = u8::try_from(state % 90).unwrap_or_default() + 33;
                text.push(if matches!(sign, b'<' | b'>' | b'&') { '.' } else { char::from(sign) });
            }
            rows.push_str(&samples::cell(&format!("{column}{row}"), &text));
        }
        rows.push_str("</row>");
    }
    samples::workbook(&format!("<sheetData>{rows}</sheetData>"))
}

/// Most memory that a process has held, in MiB; nothing once it has ended.
fn peak(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

#[test]
fn fifty_megabytes_are_read_or_refused_within_300_mb_in_the_child() {
    let bytes = large();
    assert!(bytes.len() > 40 << 20, "{} bytes", bytes.len());
    let size = bytes.len() >> 20;
    let mut command = Command::new(env!("CARGO_BIN_EXE_thuocdo"));
    command.args(["read-workbook", "-", "--cells"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("a child");
    let (mut input, mut output) = (child.stdin.take().expect("a way in"), child.stdout.take().expect("a way out"));
    let feeder = std::thread::spawn(move || drop(input.write_all(&bytes)));
    let reader = std::thread::spawn(move || {
        let mut all = Vec::new();
        let _ = output.read_to_end(&mut all);
        all.len()
    });
    let mut most = 0;
    let ended = loop {
        most = peak(&child.id().to_string()).map_or(most, |now| most.max(now));
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        std::thread::yield_now();
    };
    feeder.join().expect("a feeder");
    let given = reader.join().expect("a reader") >> 20;
    println!("{size} MB: the child ended with {ended}, gave {given} MB and held at most {most} MiB");
    assert!(most > 0 && most <= 300, "the child held {most} MiB");
}
