//! The program as people and scripts call it: what it says, what it writes, how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod check;
mod locales;
mod publish;
mod read;
mod score;
mod workbook;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SET: &str = r#"
[set]
code = "mau/xa"
version = "1"
title = "Bộ mẫu"
levels = ["Lĩnh vực", "Tiêu chí"]
scale = "10"
document = { kind = "Quyết định", issuer = "Mẫu" }

[[section]]
code = "1"
title = "Hạ tầng"

[[criterion]]
code = "1.1"
title = "Tỷ lệ số hóa"
max = "10"
origin = "illustrative"
rule = { kind = "ratio", zero = "zero" }
"#;

const ROUND: &str = r#"
code = "mau-2025"
title = "Đợt mẫu"
period = "2025"
illustrative = true
use = [{ file = "bo.toml", groups = ["xa"] }]
group = [{ code = "xa", name = "Cấp xã" }]
"#;

const UNITS: &str = "code,name\nx1,Xã Mẫu 1\nx2,Xã Mẫu 2\n";
const ANSWERS: &str = "unit,criterion,variable,value\nx1,1.1,a,8\nx1,1.1,b,10\nx2,1.1,a,1\nx2,1.1,b,3\n";

/// A sound case folder in a place of its own.
fn sound() -> TempDir {
    let place = TempDir::new().unwrap();
    for (name, text) in [("bo.toml", SET), ("round.toml", ROUND), ("units.csv", UNITS), ("answers.csv", ANSWERS)] {
        fs::write(place.path().join(name), text).unwrap();
    }
    place
}

/// What a call said and how it ended.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn thuocdo(args: &[&str], here: &Path) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thuocdo"));
    let Output { status, stdout, stderr } =
        command.args(args).current_dir(here).env_remove("THUOCDO_LANG").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// Names in a folder, hidden ones included, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_wrong_command_line_is_answered_in_the_language_asked_for() {
    let here = TempDir::new().unwrap();
    let check = |args: &[&str], expected: &str| {
        let said = thuocdo(args, here.path());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(said.err.contains(expected), "{args:?}: {}", said.err);
    };
    check(&["chấm"], "Không có lệnh “chấm”.");
    check(&["chấm", "--lang", "en"], "There is no command “chấm”.");
    check(&["check"], "Thiếu tham số: ");
    check(&["check", "--formt", "json"], "Không có tham số --formt.");
    check(&["score", "a", "--out", "b", "--format", "xml"], "xml");
    check(&["check", "khong-co.toml"], "khong-co.toml: ");
    check(&["score", "khong-co", "--out", "b"], "khong-co: ");
}

#[test]
fn help_is_in_words_of_the_locale() {
    let here = TempDir::new().unwrap();
    let vi = thuocdo(&["--help"], here.path());
    let en = thuocdo(&["score", "--help", "--lang", "en"], here.path());
    assert!(vi.code == Some(0) && vi.out.contains("Kiểm tra tệp bộ tiêu chí"), "{}", vi.out);
    assert!(!vi.out.contains("score-batch") && !vi.out.contains("read-workbook"), "{}", vi.out);
    assert!(en.out.contains("Case folder of the round"), "{}", en.out);
}
