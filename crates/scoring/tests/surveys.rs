//! Surveys: tallies become counts of criteria, margins are exact, small cells of published tables stay hidden.

mod common;

use std::collections::BTreeMap;

use common::number;
use proptest::prelude::*;
use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{Questionnaire, parse as questionnaire};
use thuocdo_criteria::{CriteriaSet, SourceText};
use thuocdo_scoring::card::State;
use thuocdo_scoring::survey::margin::{Answers, response_rate};
use thuocdo_scoring::survey::suppress::{bounds, suppress};
use thuocdo_scoring::survey::{Fed, TallyRow, margin, tabulate};
use thuocdo_scoring::{Answer, Cohort, Subject, score_round};

const OPTIONS: &str = r#"[{ code = "A", label = "Tốt", share = 1 }, { code = "B", label = "Khá", share = "0.6" }, { code = "E", label = "Khác" }]"#;

/// One criterion with two weighted groups, one without groups.
fn set() -> CriteriaSet {
    let leaf = |code: &str, groups: &str| {
        format!(
            "[[criterion]]\ncode = \"{code}\"\ntitle = \"Mục {code}\"\nmax = 10\norigin = \"illustrative\"\nsource = \"survey\"\n\
             na = {{ policy = \"exclude\", rebase = \"total\" }}\nrule = {{ kind = \"tally\", min_responses = 4, options = {OPTIONS}{groups} }}\n"
        )
    };
    let groups =
        ", groups = [{ code = \"dan\", label = \"Dân\", weight = 2 }, { code = \"hoi\", label = \"Hội\", weight = 1 }]";
    common::set("20", &(leaf("1", groups) + &leaf("2", "")))
}

fn asked() -> Questionnaire {
    let text = format!(
        r#"[questionnaire]
code = "mau/phieu"
version = "1"
title = "Phiếu"
origin = "illustrative"
document = {{ kind = "Mẫu", issuer = "Sở Mẫu 3" }}
set = {{ code = "mau/mau", version = "1" }}
[[group]]
code = "dan"
title = "Dân"
[[group]]
code = "hoi"
title = "Hội"
[[question]]
code = "c1"
text = "Một?"
choices = {OPTIONS}
feeds = ["1"]
[[question]]
code = "c2"
text = "Hai?"
choices = {OPTIONS}
per_body = true
feeds = ["2"]
"#
    );
    let library = BTreeMap::<(String, String), SourceText>::new();
    questionnaire(&SourceText::new(text), &library).questionnaire.expect("a questionnaire")
}

fn row(group: &str, body: &str, question: &str, about: &str, choice: &str, n: u64) -> TallyRow {
    let [group, body, question, about, choice] = [group, body, question, about, choice].map(str::to_owned);
    TallyRow { group, body, question, about, choice, n }
}

fn counted(rows: &[TallyRow]) -> Vec<Fed> {
    tabulate(&asked(), &set(), rows, &|_| None, &|_, _| None)
}

fn rows() -> Vec<TallyRow> {
    vec![
        row("dan", "x1", "c1", "", "A", 3),
        row("dan", "x1", "c1", "", "E", 2),
        row("dan", "x1", "c1", "", "", 1),
        row("hoi", "x1", "c1", "", "B", 2),
        row("dan", "", "c2", "x1", "A", 5),
        row("hoi", "", "c2", "x1", "A", 2),
        row("hoi", "", "c2", "x2", "B", 3),
        row("dan", "", "c1", "", "A", 9),
        row("", "", "c1", "", "A", 9),
    ]
}

#[test]
fn each_row_is_counted_for_the_body_it_speaks_of() {
    let fed = counted(&rows());
    let said: Vec<String> = fed
        .iter()
        .map(|one| {
            let counts: Vec<String> = one.counts.iter().map(|(name, n)| format!("{name}={n}")).collect();
            format!("{} {} {} of {}: {}", one.body, one.criterion, one.counted, one.needed, counts.join(" "))
        })
        .collect();
    assert_eq!(
        said,
        [
            "x1 1 5 of 4: dan.A=3 dan.B=0 dan.E=2 hoi.A=0 hoi.B=2 hoi.E=0",
            "x1 2 7 of 4: A=7 B=0 E=0",
            "x2 2 3 of 4: A=0 B=3 E=0",
        ]
    );
    assert!(fed[2].is_too_few() && !fed[0].is_too_few());
}

#[test]
fn counts_become_points_and_too_few_responses_are_missing() {
    let set = set();
    let fed = counted(&rows());
    let mut subjects: Vec<Subject> = Vec::new();
    for unit in ["x1", "x2"] {
        let mut subject = Subject { unit: unit.to_owned(), group: "g".to_owned(), ..Subject::default() };
        subject.answers = vec![None; set.nodes.len()];
        for one in fed.iter().filter(|one| one.body == unit) {
            let node = set.find(&one.criterion).expect("a node");
            let criterion = node.criterion().expect("a leaf");
            let value = |name: &str| one.counts.get(name).map(|n| Number::from(*n as i64));
            let values = criterion.variables.iter().map(|variable| value(&variable.name)).collect();
            subject.answers[node.id.index()] = Some(Answer { values, ..Answer::default() });
        }
        subjects.push(subject);
    }
    let scores = score_round(&set, &Cohort { subjects, closed: true, ..Cohort::default() });
    let line = |unit: usize, code: &str| {
        let line = &scores.cards[unit].lines[set.find(code).expect("a node").id.index()];
        (line.state, line.points.to_exact())
    };
    // (2 × 1 + 1 × 0.6) ÷ 3 of 10 points.
    assert_eq!(line(0, "1"), (State::Scored, number("26/3").to_exact()));
    assert_eq!(line(0, "2"), (State::Scored, "10".to_owned()));
    assert_eq!(line(1, "2").0, State::Missing);
    assert_eq!(line(1, "1").0, State::Missing);
}

#[test]
fn a_survey_that_is_not_held_leaves_its_criteria_out_and_stretches_the_rest() {
    let set = set();
    let node = |code: &str| set.find(code).expect("a node").id.index();
    let mut answers = vec![None; set.nodes.len()];
    answers[node("1")] =
        Some(Answer { not_applicable: Some("Không tổ chức khảo sát".to_owned()), ..Answer::default() });
    let variables = &set.find("2").and_then(|node| node.criterion()).expect("a leaf").variables;
    let values = variables.iter().map(|variable| Some(Number::from(if variable.name == "B" { 5 } else { 0 })));
    answers[node("2")] = Some(Answer { values: values.collect(), ..Answer::default() });
    let subject = Subject { unit: "x1".to_owned(), group: "g".to_owned(), answers, ..Subject::default() };
    let scores = score_round(&set, &Cohort { subjects: vec![subject], closed: true, ..Cohort::default() });
    let line = |code: &str| &scores.cards[0].lines[node(code)];
    assert_eq!(line("1").state, State::NotApplicable);
    // 6 of 10 points stretched to the scale of 20.
    assert_eq!(scores.cards[0].lines[0].points.to_exact(), "12");
}

#[test]
fn margins_follow_the_formula_with_and_without_a_known_population() {
    let group = |weight: &str, good: u64, bad: u64, population: Option<u64>| Answers {
        weight: number(weight),
        counts: vec![(Number::ONE, good), (Number::ZERO, bad)],
        population,
    };
    let said = |groups: &[Answers]| margin(groups).map(|margin| margin.to_exact());
    // 1.96 × √(0.25 ÷ n): 400 → 4.9 exactly, 100 → 9.8, 2,401 → 2.0.
    assert_eq!(said(&[group("1", 200, 200, None)]).as_deref(), Some("4.9"));
    assert_eq!(said(&[group("1", 50, 50, None)]).as_deref(), Some("9.8"));
    // Half of 200 people: × √(100 ÷ 199) = 6.947.
    assert_eq!(said(&[group("1", 50, 50, Some(200))]).as_deref(), Some("6.9"));
    assert_eq!(said(&[group("1", 50, 50, Some(100))]).as_deref(), Some("0"));
    assert_eq!(said(&[group("1", 50, 0, None)]).as_deref(), Some("0"));
    // √((2/3)² 9.8² + (1/3)² 4.9²) = 6.734.
    assert_eq!(said(&[group("2", 50, 50, None), group("1", 200, 200, None)]).as_deref(), Some("6.7"));
    assert_eq!(said(&[group("2", 0, 0, None), group("1", 200, 200, None)]).as_deref(), Some("4.9"));
    assert_eq!(said(&[]), None);
    assert_eq!(response_rate(0, 0), None);
}

#[test]
fn small_cells_alone_are_worked_out_from_the_sums() {
    let table = vec![vec![40, 3, 57], vec![30, 50, 20]];
    let only_small: Vec<Vec<bool>> = table.iter().map(|row: &Vec<u64>| row.iter().map(|n| *n < 10).collect()).collect();
    assert_eq!(bounds(&table, &only_small, (0, 1)), (3, 3), "the control: without complementary cells it is known");
    let published = suppress(&table, 10, 20);
    assert!(published.rows[0].as_ref().is_some_and(|row| row[1].is_none()));
}

#[test]
fn a_row_that_is_all_of_one_mind_is_not_shown_as_such() {
    let published = suppress(&vec![vec![30, 0, 0], vec![20, 20, 20]], 10, 20);
    assert!(published.rows[0].as_ref().is_some_and(|row| row[0].is_none()));
}

#[test]
fn a_row_too_small_to_hide_in_is_left_out_and_out_of_the_sums() {
    assert_eq!(suppress(&vec![vec![3, 2], vec![1, 4]], 10, 20).rows, [None, None]);
    let table = vec![vec![30, 40], vec![3, 2], vec![20, 20]];
    assert_eq!(suppress(&table, 10, 20).rows, [Some(vec![Some(30), Some(40)]), None, Some(vec![Some(20), Some(20)])]);
}

/// All tables with the same sums and the same shown cells: the bounds by counting.
fn by_counting(table: &[Vec<u64>], hidden: &[Vec<bool>], (row, column): (usize, usize)) -> (u64, u64) {
    let columns = table[0].len();
    let places: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|row| (0..columns).map(move |column| (row, column)))
        .filter(|(row, column)| hidden[*row][*column])
        .collect();
    let mut rows: Vec<u64> = vec![0; table.len()];
    let mut sums: Vec<u64> = vec![0; columns];
    for (row, column) in &places {
        rows[*row] += table[*row][*column];
        sums[*column] += table[*row][*column];
    }
    let mut found = (u64::MAX, 0);
    fn fill(
        places: &[(usize, usize)],
        rows: &mut [u64],
        sums: &mut [u64],
        watched: ((usize, usize), u64),
        found: &mut (u64, u64),
    ) {
        let Some(((row, column), rest)) = places.split_first() else {
            if rows.iter().chain(sums.iter()).all(|left| *left == 0) {
                *found = (found.0.min(watched.1), found.1.max(watched.1));
            }
            return;
        };
        for n in 0..=rows[*row].min(sums[*column]) {
            rows[*row] -= n;
            sums[*column] -= n;
            let seen = if watched.0 == (*row, *column) { n } else { watched.1 };
            fill(rest, rows, sums, (watched.0, seen), found);
            rows[*row] += n;
            sums[*column] += n;
        }
    }
    fill(&places, &mut rows, &mut sums, ((row, column), 0), &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_rows_is_irrelevant_and_sums_are_kept(
        mut rows in proptest::collection::vec(
            (0usize..2, 0usize..3, 0usize..2, 0usize..4, 0u64..50).prop_map(|(group, body, question, choice, n)| {
                let (group, body, choice) = (["dan", "hoi"][group], ["x1", "x2", "x3"][body], ["A", "B", "E", ""][choice]);
                if question == 0 { row(group, body, "c1", "", choice, n) } else { row(group, "", "c2", body, choice, n) }
            }), 0..40),
        seed in any::<u64>(),
    ) {
        let fed = counted(&rows);
        let total: u64 = fed.iter().flat_map(|one| one.counts.values()).sum();
        let given: u64 = rows.iter().filter(|row| !row.choice.is_empty()).map(|row| row.n).sum();
        prop_assert_eq!(total, given);
        let length = rows.len().max(1) as u64;
        for place in 0..rows.len() {
            rows.swap(place, ((seed.rotate_left(place as u32)) % length) as usize);
        }
        prop_assert_eq!(counted(&rows), fed);
    }

    #[test]
    fn bounds_are_those_that_counting_all_tables_finds(
        cells in proptest::collection::vec(0u64..4, 9), masks in proptest::collection::vec(any::<bool>(), 9),
    ) {
        let table: Vec<Vec<u64>> = cells.chunks(3).map(<[u64]>::to_vec).collect();
        let hidden: Vec<Vec<bool>> = masks.chunks(3).map(<[bool]>::to_vec).collect();
        for row in 0..3 {
            for column in 0..3 {
                if hidden[row][column] {
                    prop_assert_eq!(bounds(&table, &hidden, (row, column)), by_counting(&table, &hidden, (row, column)));
                }
            }
        }
    }

    #[test]
    fn nothing_hidden_is_bounded_tightly_and_nothing_small_is_shown(
        rows in proptest::collection::vec(proptest::collection::vec(prop_oneof![0u64..12, 5u64..80], 5), 1..12),
    ) {
        let (table, hidden, shown) = kept(&rows);
        for (row, cells) in shown.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                match cell {
                    Some(n) => prop_assert!(*n == table[row][column] && !(1..10).contains(n)),
                    None => {
                        let (low, high) = bounds(&table, &hidden, (row, column));
                        prop_assert!(low <= table[row][column] && table[row][column] <= high && high - low >= 20);
                    }
                }
            }
        }
    }
}

/// What is published of a table: the rows that are not left out, which of their cells are hidden, and what is shown.
#[allow(clippy::type_complexity, reason = "three tables of the same shape")]
fn kept(rows: &Vec<Vec<u64>>) -> (Vec<Vec<u64>>, Vec<Vec<bool>>, Vec<Vec<Option<u64>>>) {
    let published = suppress(rows, 10, 20);
    let (mut table, mut hidden, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for (row, cells) in rows.iter().zip(published.rows) {
        let Some(cells) = cells else { continue };
        table.push(row.clone());
        hidden.push(cells.iter().map(Option::is_none).collect());
        shown.push(cells);
    }
    (table, hidden, shown)
}

#[test]
fn without_complementary_cells_random_surveys_leak_and_with_them_none_does() {
    let (mut leaks, mut all, mut shown) = (0u32, 0, 0);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..1_000 {
        let bodies = 2 + next(9) as usize;
        let table: Vec<Vec<u64>> = (0..bodies)
            .map(|_| {
                let small = next(10) < 3;
                (0..6).map(|_| if small { next(9) } else { next(60) }).collect()
            })
            .collect();
        let only_small: Vec<Vec<bool>> =
            table.iter().map(|row| row.iter().map(|n| (1..10).contains(n)).collect()).collect();
        let known = |hidden: &[Vec<bool>], (row, column): (usize, usize)| {
            let (low, high) = bounds(&table, hidden, (row, column));
            high - low < 20
        };
        let cells = |hidden: &[Vec<bool>]| -> Vec<(usize, usize)> {
            let all = (0..bodies).flat_map(|row| (0..6).map(move |column| (row, column)));
            all.filter(|(row, column)| hidden[*row][*column]).collect()
        };
        leaks += u32::from(cells(&only_small).into_iter().any(|cell| known(&only_small, cell)));
        let (rows, hidden, _) = kept(&table);
        (all, shown) = (all + table.len(), shown + rows.len());
        let known = |row: usize, column: usize| {
            let (low, high) = bounds(&rows, &hidden, (row, column));
            hidden[row][column] && high - low < 20
        };
        assert!(!(0..rows.len()).any(|row| (0..6).any(|column| known(row, column))));
    }
    assert!(leaks > 300, "the control leaks in {leaks} of 1,000");
    assert!(shown * 5 > all * 4, "{shown} of {all} rows are shown");
}
