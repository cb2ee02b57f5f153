//! Every annex: what was understood against what a person makes of it.

use thuocdo_annex::{Confidence, Corrections, Head, Kind, Reading, file, read};
use thuocdo_criteria::{SourceText, parse};

use crate::fixture::{Fixture, Line, all};

fn reading(fixture: &Fixture) -> Reading {
    read(&fixture.grids(), &Corrections::default(), &fixture.declares)
}

/// What of a row a person would have to correct; empty: nothing.
fn wrong(reading: &Reading, at: usize, line: &Line) -> Vec<String> {
    let mut wrong = Vec::new();
    let row = &reading.rows[at];
    if Some(row.kind) != line.kind {
        wrong.push(format!("is {:?}, not {:?}", line.kind, row.kind));
    }
    let Some(expected) = &line.expected else { return wrong };
    let Some((place, node)) = reading.nodes.iter().enumerate().find(|(_, node)| node.row == at) else {
        return vec!["is no part of the set".to_owned()];
    };
    let max = node.max.as_ref().map_or(String::new(), |max| max.to_exact());
    for (what, expected, found) in [("code", &expected.code, &node.code), ("max", &expected.max, &max)] {
        if expected != found {
            wrong.push(format!("{what} is {expected}, not {found}"));
        }
    }
    let proposal = reading.proposals.get(&place);
    let rule = match (expected.rule.split_once(", "), expected.rule.as_str()) {
        (_, "") => String::new(),
        (Some((kind, rest)), _) => format!("{{ kind = \"{kind}\", {rest} }}"),
        (None, kind) => format!("{{ kind = \"{kind}\" }}"),
    };
    let found = proposal
        .filter(|proposal| proposal.confidence != Confidence::None)
        .map_or("", |proposal| proposal.rule.as_str());
    if rule != found {
        wrong.push(format!("rule is\n      {rule}, not\n      {found}"));
    }
    wrong
}

#[test]
fn at_least_nine_rows_in_ten_need_no_correction_and_every_row_is_accounted_for() {
    let mut table = String::from("annex                 rows  right  rate  sure  likely  typed in\n");
    let mut faults = String::new();
    for fixture in all() {
        let reading = reading(&fixture);
        let lines = fixture.rows();
        assert_eq!(reading.rows.len(), lines.len(), "{}: a row was lost", fixture.name);
        let mut right = 0;
        for (at, line) in lines.iter().enumerate() {
            let wrong = wrong(&reading, at, line);
            right += usize::from(wrong.is_empty());
            if !wrong.is_empty() {
                faults.push_str(&format!(
                    "{} {at}: {}\n    {}\n",
                    fixture.name,
                    reading.rows[at].text(),
                    wrong.join("\n    ")
                ));
            }
        }
        let count =
            |confidence| reading.proposals.values().filter(|proposal| proposal.confidence == confidence).count();
        let [sure, likely, none] = [Confidence::Sure, Confidence::Likely, Confidence::None].map(count);
        let rate = right * 100 / lines.len();
        table.push_str(&format!(
            "{:20} {:5} {right:6} {rate:4}% {sure:5} {likely:7} {none:9}\n",
            fixture.name,
            lines.len()
        ));
        assert!(rate >= 90 && lines.len() - right <= 3, "{table}\n{faults}");
    }
    println!("{table}\n{faults}");
}

#[test]
fn the_file_of_every_annex_is_sound_and_agrees_with_what_is_declared() {
    for fixture in all() {
        let reading = reading(&fixture);
        let head = Head { code: format!("mau/{}", fixture.name), version: "2026".to_owned(), ..file::head(&reading) };
        let head = Head { issuer: "Cơ quan Mẫu".to_owned(), ..head };
        let text = file::write(&reading, &head);
        let parsed = parse(&SourceText::new(text.as_str()), &());
        let found: Vec<String> =
            parsed.diagnostics.iter().map(|found| format!("{} {:?}", found.code, found.message)).collect();
        assert!(parsed.set.is_some(), "{}:\n{}\n{text}", fixture.name, found.join("\n"));
        let disagree: Vec<_> = reading.checks.iter().filter(|check| !check.agrees()).collect();
        assert!(disagree.is_empty(), "{}: {disagree:?}", fixture.name);
    }
}

#[test]
fn the_letterhead_names_the_decision() {
    let named = |name: &str| {
        let fixture = all().into_iter().find(|fixture| fixture.name == name).unwrap();
        file::head(&reading(&fixture))
    };
    let head = named("dti-xa");
    assert_eq!(
        (head.number.as_str(), head.date.as_str(), head.issuer.as_str()),
        ("01/QĐ-UBND", "2026-01-02", "UBND tỉnh Mẫu")
    );
    assert_eq!(head.title, "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP XÃ");
    assert_eq!(named("co-quan-dang").number, "01-QĐ/TU");
}

#[test]
fn a_person_says_otherwise_and_is_followed() {
    let fixture = all().into_iter().find(|fixture| fixture.name == "tcvn3-xa").unwrap();
    let grids = fixture.grids();
    let mut corrections = Corrections::default();
    let before = read(&grids, &corrections, "");
    let at = before.rows.iter().position(|row| row.kind == Kind::Criterion).unwrap();
    corrections.kinds.insert(at, Kind::Note);
    let after = read(&grids, &corrections, "");
    assert_eq!(after.rows[at].kind, Kind::Note);
    assert_eq!(after.nodes.len(), before.nodes.len() - 1);
    assert!(before.rows.iter().any(|row| row.converted) && before.old.is_some());
}
