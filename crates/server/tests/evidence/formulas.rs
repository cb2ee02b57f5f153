//! S9: nothing that people typed becomes a formula in any file that is handed out.

#![expect(clippy::print_stdout, reason = "what was walked is printed")]

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use thuocdo_desk::routes::table;
use thuocdo_publication::{bundle, csv as data, workbook};
use thuocdo_testkit::{Database, onward, publications};
use thuocdo_words::Lang;

use crate::room::Room;

/// What makes a spreadsheet run a cell.
const SIGNS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// Cells of a CSV that a spreadsheet would run; numbers are none.
fn run_by(bytes: &[u8]) -> Vec<String> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    let runs = |cell: &&str| cell.starts_with(SIGNS) && !is_number(cell);
    rows.iter().flat_map(csv::StringRecord::iter).filter(runs).map(str::to_owned).collect()
}

/// Formulas in the sheets of a workbook that are not sums of its own cells.
fn formulas(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut found = 0;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        if part.name().starts_with("xl/worksheets/") {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            let mut own = text.split("<f>").skip(1).filter_map(|rest| rest.split("</f>").next());
            found += own.by_ref().filter(|formula| !is_sum(formula)).count() + text.matches("<f ").count();
        }
    }
    found
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    std::io::read_to_string(archive.by_name(name).expect("a part")).expect("text")
}

fn is_sum(formula: &str) -> bool {
    let inner = formula.strip_prefix("SUM(").and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| inner.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == ','))
}

#[test]
fn s9_no_name_is_run_in_any_file_of_the_staff_pages() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let database = &room.test.database;
        // Two of each sign: names of bodies and people are the free text of all lists.
        for sql in [
            "update org_unit set name = '=1+1' || name where code = 'xa-mau-1'",
            "update org_unit set name = '@SUM(A1)' || name where code = 'xa-mau-2'",
            "update org_unit set name = char(9) || '=cmd' || name where code = 'phuong-mau-3'",
            "update account set name = '+' || name, title = '-2+3' where login like '%a%'",
            "update account set name = '=HYPERLINK(\"http://evil.test\")' || name where login like '%e%'",
        ] {
            database.execute(sql).await.expect("a change");
        }
        let hands_out = |path: &&str| [".csv", ".xlsx", "/xuat", "/{tep}"].iter().any(|end| path.ends_with(end));
        let files: Vec<&str> = table().into_iter().map(|route| route.path).filter(hands_out).collect();
        let (mut lists, mut books) = (BTreeSet::new(), BTreeSet::new());
        for path in files {
            let at = path.replace("{ky}", room.live.round).replace("{cq}", room.live.units[0]);
            let at = at.replace("{tep}", "ho-so.csv");
            for person in [&room.live.admin, &room.live.secretariat, &room.live.clerk, &room.live.auditor] {
                let answer = room.test.client_as(person).await.get(&at).await;
                let kind = answer.header("content-type").unwrap_or_default().to_owned();
                if answer.status.is_success() && kind.starts_with("text/csv") {
                    lists.insert(path);
                    assert_eq!(run_by(&answer.bytes), Vec::<String>::new(), "{path}");
                } else if answer.status.is_success() && kind.contains("spreadsheetml") {
                    books.insert(path);
                    assert_eq!(formulas(&answer.bytes), 0, "{path}");
                }
            }
        }
        println!("lists: {lists:?}, workbooks: {books:?}");
        assert!(lists.len() >= 4 && books.len() >= 2, "lists {lists:?}, workbooks {books:?}");
    });
}

/// Files of appraisal and results, with reasons and names that a spreadsheet would run.
#[test]
fn s9_no_reason_is_run_in_the_matrix_and_the_results() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        onward::to_appraisal(&room.test, &room.live).await;
        let name = "update account set name = '=HYPERLINK(\"http://evil.test\")' || name";
        room.test.database.execute(name).await.expect("a change");
        let mut appraiser = room.test.client_as(&room.live.appraiser).await;
        let list = format!("/ky/{}/tham-dinh", room.live.round);
        let signs = ["=1+1 thiếu", "+A1 thiếu", "-2+3 thiếu", "@SUM(A1) thiếu"];
        for (criterion, reason) in ["1.5", "1.6", "1.5", "1.6"].into_iter().zip(signs) {
            let unit = if reason.starts_with(['=', '+']) { "xa-mau-1" } else { "xa-mau-2" };
            let form = [("cq", unit), ("ban", "0"), ("diem", "0,5"), ("ly-do", reason)];
            let saved = appraiser.post_once(&format!("{list}/{criterion}/luu"), &form).await;
            assert!(saved.status.is_success(), "{reason} {}", saved.text());
        }
        let mut secretariat = room.test.client_as(&room.live.secretariat).await;
        let results = format!("/ky/{}/ket-qua/ket-qua.xlsx", room.live.round);
        for path in [format!("{list}/so-tinh/tham-dinh.xlsx"), results.clone(), format!("/en{results}")] {
            let client = if path.starts_with(&list) { &mut appraiser } else { &mut secretariat };
            let file = client.get(&path).await;
            assert!(file.status.is_success(), "{path} {}", file.status);
            assert_eq!(formulas(&file.bytes), 0, "{path}");
            let texts = part(&file.bytes, "xl/sharedStrings.xml");
            for sign in signs {
                assert!(texts.contains(&format!(">{sign}<")), "{sign} is text in {path}");
            }
        }
    });
}

#[test]
fn s9_no_name_is_run_in_any_file_of_a_publication_and_negative_numbers_stay() {
    for sign in ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"] {
        let mut publication = publications::sample("mau");
        publication.title = format!("{sign} {}", publication.title);
        for group in &mut publication.groups {
            group.name = format!("{sign}{}", group.name);
        }
        for unit in &mut publication.units {
            unit.name = format!("{sign}{}", unit.name);
            unit.merged_from = vec![sign.to_owned()];
        }
        let mut files = vec![data::results(&publication), data::points(&publication)];
        files.extend(data::converted(&publication));
        let inside = bundle::files(&publication);
        files.extend(inside.into_iter().filter(|(name, _)| name.ends_with(".csv")).map(|(_, bytes)| bytes));
        for bytes in &files {
            assert_eq!(run_by(bytes), Vec::<String>::new(), "{sign:?}");
        }
        let book = workbook::workbook(&publication, Lang::Vi).expect("a workbook");
        assert_eq!(formulas(&book), 0, "{sign:?}");
    }
    assert!(run_by("-0.5,1e3,=1,'=1".as_bytes()) == ["=1"], "the check itself finds what it looks for");
}
