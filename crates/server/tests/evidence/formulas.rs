//! S9: nothing that people typed becomes a formula in any file that is handed out.

#![expect(clippy::print_stdout, reason = "what was walked is printed")]

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use thuocdo_desk::routes::table;
use thuocdo_publication::{bundle, csv as data, workbook};
use thuocdo_testkit::{Database, publications};
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

/// Formulas in the sheets of a workbook.
fn formulas(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut found = 0;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        if part.name().starts_with("xl/worksheets/") {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            found += text.matches("<f>").count() + text.matches("<f ").count();
        }
    }
    found
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
