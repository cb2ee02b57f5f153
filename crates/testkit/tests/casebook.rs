//! The casebook runs here: every page of `casebook/`, and proof that the runner notices what is wrong.

use std::collections::BTreeSet;
use std::path::Path;

use thuocdo_testkit::casebook::{Failure, Report, run_folder, run_text};

fn casebook() -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook");
    run_folder(&folder).expect("the casebook can be read")
}

fn listed(failures: &[Failure]) -> String {
    failures.iter().map(|failure| format!("\n{failure}")).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "the count is read in the log of the tests")]
fn every_case_of_the_casebook_holds() {
    let report = casebook();
    println!("casebook: {} cases, {} cells compared", report.cases, report.compared);
    assert!(report.failures.is_empty(), "{} failures{}", report.failures.len(), listed(&report.failures));
    assert!(report.cases >= 120, "only {} cases", report.cases);
}

#[test]
fn the_casebook_covers_every_pattern_rule_and_acceptance_line() {
    let report = casebook();
    let missing = |wanted: Vec<String>, there: &BTreeSet<String>| -> Vec<String> {
        wanted.into_iter().filter(|item| !there.contains(item)).collect()
    };
    let patterns = (1..=42).map(|number| format!("P{number}")).collect();
    assert_eq!(missing(patterns, &report.patterns), Vec::<String>::new(), "patterns without a case");
    let numbered = |system: &str, numbers: &[u8]| -> Vec<String> {
        numbers.iter().map(|number| format!("{system}-{number}")).collect()
    };
    let lines = [
        numbered("khanh-hoa", &[1, 2, 3, 4, 5, 6]),
        numbered("2516", &[1, 2, 3, 4, 5, 6, 7]),
        numbered("vinh-long", &[1, 2, 3, 4, 7]),
        numbered("ha-noi", &[1, 2, 3, 4, 5]),
        numbered("par-2024", &[1, 6, 8]),
    ];
    assert_eq!(missing(lines.concat(), &report.lines), Vec::<String>::new(), "acceptance lines without a case");
    assert_eq!(report.kinds.len(), 20, "kinds of rules used: {:?}", report.kinds);
}

/// Puts a 9 before every number that a table `expect` states; says how many there were.
fn spoiled(page: &str) -> (String, usize) {
    let (mut text, mut changed, mut expects) = (String::new(), 0, false);
    for line in page.lines() {
        expects = if line.starts_with("| expect") { true } else { expects && line.starts_with('|') };
        let is_row = expects && !line.starts_with("| expect") && !line.starts_with("|-");
        for (index, cell) in line.split('|').enumerate() {
            let starts_with_digit = cell.trim_start().starts_with(|c: char| c.is_ascii_digit());
            let spoil = is_row && index > 1 && starts_with_digit;
            changed += usize::from(spoil);
            let separator = if index == 0 { "" } else { "|" };
            let nine = if spoil { "9" } else { "" };
            text.push_str(&format!("{separator}{nine}{}", if spoil { cell.trim_start() } else { cell }));
        }
        text.push('\n');
    }
    (text, changed)
}

fn pages(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true => pages(&path),
        false => vec![std::fs::read_to_string(&path).expect("a page")],
    };
    entries.flat_map(read).collect()
}

#[test]
fn every_number_that_a_case_expects_is_looked_at() {
    let mut all = 0;
    for page in pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook")) {
        let (text, changed) = spoiled(&page);
        let report = run_text("sai.md", &text);
        let missed = report.failures.iter().filter(|failure| failure.expected.starts_with('9')).count();
        assert_eq!(missed, changed, "{}", text.lines().next().unwrap_or_default());
        all += changed;
    }
    assert!(all > 800, "only {all} numbers");
}

const PAGE: &str = r#"# Một trang mẫu

```criteria
[[criterion]]
code = "1"
max = "20"
rule = { kind = "ratio" }
```

| answers | 1   |
|---------|-----|
| Sở A    | 3/4 |
| Sở B    | 1/3 |

| expect | 1    | total         | attainment | rank |
|--------|------|---------------|------------|------|
| Sở A   | 15   | 15; tối đa 20 | 75 %       | 1    |
| Sở B   | 20/3 | 20/3          | 1/3        | 2    |
"#;

/// Replaces one text of the page and returns the failures as `line: expected / found`.
fn failures(from: &str, to: &str) -> Vec<String> {
    assert!(PAGE.contains(from), "{from}");
    let report = run_text("mau.md", &PAGE.replacen(from, to, 1));
    report.failures.iter().map(|it| format!("{}: {} / {}", it.line, it.expected, it.found)).collect()
}

#[test]
fn a_page_that_is_right_has_no_failures() {
    let report = run_text("mau.md", PAGE);
    assert_eq!((report.cases, report.compared, listed(&report.failures)), (1, 8, String::new()));
}

#[test]
fn a_wrong_expectation_is_reported_with_place_expected_and_found() {
    let check = |from: &str, to: &str, expected: &str| assert_eq!(failures(from, to), [expected], "{to}");
    check("| 15   |", "| 14   |", "17: 14 / 15");
    check("| 20/3 | 20/3 ", "| 6,67 | 20/3 ", "18: 6,67 / 20/3");
    check("tối đa 20", "tối đa 19", "17: tối đa 19 / 20");
    check("75 %", "76 %", "17: 76 % / 0.75");
    check("| 1/3        | 2    |", "| 1/3        | 1    |", "18: 1 / 2");
    check("| 1/3        | 2    |", "| —          | 2    |", "18: — / 1/3");
}

#[test]
fn a_missing_answer_is_not_a_zero() {
    let found = failures("| Sở B    | 1/3 |\n", "| Sở B    |     |\n");
    assert!(found.iter().any(|failure| failure.starts_with("18: 20/3 / 0; thiếu")), "{found:?}");
}

#[test]
fn what_is_not_understood_is_a_failure_never_silence() {
    let check = |from: &str, to: &str, place: &str| {
        let found = failures(from, to);
        assert!(found.iter().any(|failure| failure.starts_with(place)), "{to}: {found:?}");
    };
    check("| expect |", "| expekt |", "15: a page of cases");
    check("| Sở B   | 20/3", "| Sở C   | 20/3", "18: a unit of the case");
    check("| rank |", "| hạng |", "17: a known column");
    check("| 15   |", "| mười lăm |", "17: a number");
    check("| Sở A    | 3/4 |", "| Sở A    | ba phần tư |", "12: cells that can be read");
    check("| Sở A    | 3/4 |", "| Sở A    | 3/4 | 5 |", "12: a page of cases");
    check("kind = \"ratio\"", "kind = \"ration\"", "7: no error");
    check("```criteria", "```kriteria", "3: a page of cases");
}

#[test]
fn an_expected_finding_that_is_absent_is_a_failure() {
    let page = "# Trang\n\n```criteria\n[[criterion]]\ncode = \"1\"\nmax = \"5\"\nrule = { kind = \"yes_no\" }\n```\n\n\
                | diagnostics | line |\n|---|---|\n| TD302 | 3 |\n";
    let report = run_text("mau.md", page);
    assert_eq!(report.failures.len(), 1, "{}", listed(&report.failures));
    assert_eq!(report.failures[0].line, 12);
}

#[test]
fn an_unexpected_finding_is_a_failure() {
    let page = "# Trang\n\n```criteria\n[[criterion]]\ncode = \"1\"\nmax = \"5\"\nrule = { kind = \"ratio\", flor = \"1\" }\n```\n\n\
                | diagnostics | line |\n|---|---|\n";
    let report = run_text("mau.md", page);
    assert_eq!(report.failures.len(), 1, "{}", listed(&report.failures));
    assert_eq!(report.failures[0].found.split_whitespace().nth(2), Some("TD101"), "{}", listed(&report.failures));
}
