//! A7: all that is ever shown of a survey, put together and solved exactly, tells no small count.
//!
//! The attacker sees results grow while the survey is open, of all bodies and of each, and the report in the end. He
//! knows how many of each body answered, that counts never fall, and who was asked a question on condition. Counts of
//! questions that feed criteria are published whole on purpose and are not part of the promise.

use std::collections::BTreeMap;

use thuocdo_app::survey_results::live::advance;
use thuocdo_app::survey_results::report::{Asked, Tables};
use thuocdo_base::Random;
use thuocdo_criteria::SourceText;
use thuocdo_criteria::questionnaire::{self, Questionnaire};
use thuocdo_scoring::survey::TallyRow;
use thuocdo_store::TallyCount;
use thuocdo_testkit::app::SeededRandom;

use super::simplex::{Part, Programme};
use super::size;

const K: u64 = 20;
const LEAST: i128 = 10;
/// Choices of the three questions; the second is asked of whoever chose the first of the first.
const CHOICES: [&[&str]; 3] = [&["co", "khong", "khac", "ky"], &["it", "vua", "nhieu"], &["1", "2", "3", "4", "5"]];

fn asked() -> Questionnaire {
    let question = |place: usize| {
        let choices: String =
            CHOICES[place].iter().map(|code| format!("  {{ code = \"{code}\", label = \"{code}\" }},\n")).collect();
        let condition = if place == 1 { "asked_if = { question = \"1\", choices = [\"co\"] }\n" } else { "" };
        format!("[[question]]\ncode = \"{0}\"\ntext = \"Câu {0}\"\n{condition}choices = [\n{choices}]\n\n", place + 1)
    };
    let head = "[questionnaire]\ncode = \"mau/hoi\"\nversion = \"1\"\ntitle = \"Mẫu\"\norigin = \"illustrative\"\n\
                document = { kind = \"Kế hoạch\", issuer = \"UBND tỉnh Mẫu\" }\n\n[[section]]\ncode = \"I\"\n\
                title = \"Chung\"\n\n";
    let text = format!("{head}{}{}{}", question(0), question(1), question(2));
    let parsed = questionnaire::parse(&SourceText::new(text.as_str()), &());
    parsed.questionnaire.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics))
}

/// Dice of one survey.
struct Dice(SeededRandom);

impl Dice {
    fn up_to(&self, most: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_be_bytes(bytes) % (most + 1)
    }

    /// A choice; each is likelier than the next.
    fn choice(&self, of: usize, lean: u64) -> usize {
        (0..of - 1).find(|_| self.up_to(99) < lean).unwrap_or(of - 1)
    }
}

/// A survey: what was answered, by body, in the batches in which it was opened.
struct Survey {
    bodies: Vec<String>,
    batches: Vec<(usize, Vec<[Option<usize>; 3]>)>,
}

/// A random survey; a third of the bodies and more are small.
fn survey(seed: u64) -> Survey {
    let dice = Dice(SeededRandom::new(seed));
    let bodies: Vec<String> = (0..1 + dice.up_to(4)).map(|n| format!("xa-{n}")).collect();
    let mut batches = Vec::new();
    for body in 0..bodies.len() {
        let mut left = if dice.up_to(2) == 0 { K + dice.up_to(K) } else { 3 * K + dice.up_to(400) };
        let lean = [30 + dice.up_to(65), 20 + dice.up_to(60), 15 + dice.up_to(70)];
        while left > 0 {
            let batch = if left < 2 * K { left } else { K + dice.up_to((left - 2 * K).min(120)) };
            left -= batch;
            let answer = |_| {
                let first = dice.choice(CHOICES[0].len(), lean[0]);
                let second = (first == 0).then(|| dice.choice(CHOICES[1].len(), lean[1]));
                [Some(first), second, Some(dice.choice(CHOICES[2].len(), lean[2]))]
            };
            batches.push((dice.up_to(1_000), body, (0..batch).map(answer).collect()));
        }
    }
    batches.sort_by_key(|(at, ..)| *at);
    Survey { bodies, batches: batches.into_iter().map(|(_, body, answers)| (body, answers)).collect() }
}

/// One view: what is shown of each question, of all bodies (no name) and of each.
type View = BTreeMap<(usize, Option<String>), Vec<Option<u64>>>;

/// Everything that somebody sees, one after the other, and how many of each body answered in the end.
struct Seen {
    live: Vec<View>,
    report: View,
    answered: BTreeMap<String, u64>,
}

/// How results are shown: as the product does, or without one of its precautions.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Product,
    /// The control: while it is open, the report of every mix.
    ReportOfEveryMix,
    /// The control: the report does not know what was shown before.
    ForgetfulReport,
}

fn view(asked: &Questionnaire, bodies: &[String], (now, before): (&[TallyCount], &[TallyCount])) -> View {
    let rows = |tallies: &[TallyCount]| -> Vec<TallyRow> {
        let row = |one: &TallyCount| TallyRow {
            group: String::new(),
            body: one.stratum.trim_start_matches("dan/").to_owned(),
            question: one.question.clone(),
            about: String::new(),
            choice: one.choice.clone(),
            n: one.n,
        };
        tallies.iter().map(row).collect()
    };
    let (now, before) = (rows(now), rows(before));
    let tables = Tables { asked, now: &now, before: &before, width: K };
    let mut view = View::new();
    for body in bodies.iter().map(Some).chain([None]) {
        let questions: Vec<Asked> = tables.questions(body.map(String::as_str));
        view.extend(questions.into_iter().map(|one| ((one.place, body.cloned()), one.counts)));
    }
    view
}

fn seen(survey: &Survey, asked: &Questionnaire, way: Way) -> Seen {
    let mut tally: BTreeMap<(usize, usize, usize), u64> = BTreeMap::new();
    let (mut shown, mut live): (Vec<TallyCount>, Vec<View>) = (Vec::new(), Vec::new());
    let mut answered: BTreeMap<String, u64> = BTreeMap::new();
    let mut now = Vec::new();
    for (place, (body, answers)) in survey.batches.iter().enumerate() {
        *answered.entry(survey.bodies[*body].clone()).or_default() += answers.len() as u64;
        for (question, choice) in answers.iter().flat_map(|one| one.iter().enumerate()) {
            if let Some(choice) = choice {
                *tally.entry((*body, question, *choice)).or_default() += 1;
            }
        }
        let count = |((body, question, choice), n): (&(usize, usize, usize), &u64)| TallyCount {
            stratum: format!("dan/{}", survey.bodies[*body]),
            question: (question + 1).to_string(),
            about: String::new(),
            choice: CHOICES[*question][*choice].to_owned(),
            n: *n,
        };
        now = tally.iter().map(count).collect();
        if place + 1 == survey.batches.len() {
            break;
        }
        if way == Way::ReportOfEveryMix {
            live.push(view(asked, &survey.bodies, (&now, &[])));
            continue;
        }
        for row in advance(asked, &shown, &now, K) {
            shown
                .retain(|old| (&old.stratum, &old.question, &old.choice) != (&row.stratum, &row.question, &row.choice));
            shown.push(row);
        }
        live.push(view(asked, &survey.bodies, (&shown, &shown)));
    }
    let before: &[TallyCount] = if way == Way::Product { &shown } else { &[] };
    Seen { live, report: view(asked, &survey.bodies, (&now, before)), answered }
}

impl Seen {
    /// What an attacker works out: small counts, and ranges narrower than k; and how many counts are hidden from him.
    fn worked_out(&self, bodies: &[String]) -> (Vec<String>, usize) {
        let mut found = Vec::new();
        let mut base: BTreeMap<(usize, &String), Vec<u64>> = BTreeMap::new();
        for body in bodies {
            for (question, choices) in CHOICES.iter().enumerate() {
                let mut last = vec![0; choices.len()];
                for view in &self.live {
                    // A row that was shown as a whole is known from then on.
                    let row = &view[&(question, Some(body.clone()))];
                    found.extend(grown(&format!("{body}, câu {}", question + 1), &mut last, row));
                }
                base.insert((question, body), last);
            }
        }
        let (more, hidden) = self.solved(bodies, &base);
        found.extend(more);
        (found, hidden)
    }

    /// Solves the report: every count that is hidden is an unknown, beside what is known from before.
    fn solved(&self, bodies: &[String], base: &BTreeMap<(usize, &String), Vec<u64>>) -> (Vec<String>, usize) {
        let (mut programme, mut found) = (Programme::default(), Vec::new());
        // What came since the last look: known, or an unknown.
        let mut cells: BTreeMap<(usize, &String, usize), Result<i128, usize>> = BTreeMap::new();
        for ((question, body), before) in base {
            let row = &self.report[&(*question, Some((*body).clone()))];
            found.extend(grown(&format!("{body}, câu {}, báo cáo", question + 1), &mut before.clone(), row));
            for (choice, known) in before.iter().enumerate() {
                let shown = row.get(choice).copied().flatten();
                let cell =
                    shown.map(|n| i128::from(n) - i128::from(*known)).ok_or(()).map_err(|()| programme.unknown());
                cells.insert((*question, body, choice), cell);
            }
        }
        let mut equal = |all: Vec<(Result<i128, usize>, i128)>, is: i128| {
            let known: i128 = all.iter().filter_map(|(cell, times)| cell.ok().map(|n| n * times)).sum();
            let open: Vec<(usize, i128)> =
                all.iter().filter_map(|(cell, times)| cell.err().map(|at| (at, *times))).collect();
            if !open.is_empty() {
                programme.sum(open, is - known);
            }
        };
        let known = |question: usize, body: &String| base[&(question, body)].iter().sum::<u64>() as i128;
        for body in bodies {
            for question in [0, 2] {
                let row = (0..CHOICES[question].len()).map(|choice| (cells[&(question, body, choice)], 1)).collect();
                equal(row, i128::from(self.answered[body]) - known(question, body));
            }
            // Whoever is asked the second question chose the first of the first.
            let mut linked: Vec<_> = (0..CHOICES[1].len()).map(|choice| (cells[&(1, body, choice)], 1)).collect();
            linked.push((cells[&(0, body, 0)], -1));
            equal(linked, i128::from(base[&(0, body)][0]) - known(1, body));
        }
        for (question, choices) in CHOICES.iter().enumerate() {
            let whole = &self.report[&(question, None)];
            // Bodies of which nothing is shown are left out of the sums.
            let shown: Vec<&String> =
                bodies.iter().filter(|body| !self.report[&(question, Some((*body).clone()))].is_empty()).collect();
            for choice in 0..choices.len() {
                let Some(n) = whole.get(choice).copied().flatten() else { continue };
                let before: i128 = shown.iter().map(|body| i128::from(base[&(question, *body)][choice])).sum();
                let came = i128::from(n) - before;
                if (1..LEAST).contains(&came) {
                    found.push(format!("câu {}, tất cả, báo cáo: {came}", question + 1));
                }
                equal(shown.iter().map(|body| (cells[&(question, *body, choice)], 1)).collect(), came);
            }
        }
        let unknown: Vec<_> = cells.iter().filter_map(|(key, cell)| Some((*key, cell.err()?))).collect();
        let mut corner = programme.solve().expect("what was answered is possible");
        for ((question, body, choice), at) in &unknown {
            let (low, high) = corner.bounds(*at);
            let (low, high) = Part::wholes(low, high.unwrap_or(Part::whole(1_000_000)));
            // Nobody can be unsure of more people than were asked since.
            let row: u64 = self.answered[*body].saturating_sub(known(*question, body) as u64);
            let asked = if *question == 1 { self.most_asked(body, row) } else { row };
            if high - low < i128::from(K.min(asked)) {
                let name = format!("{body}, câu {}, {}", question + 1, CHOICES[*question][*choice]);
                found.push(format!("{name}: {low} đến {high}"));
            }
        }
        (found, unknown.len())
    }

    /// At most so many were asked the second question since; where the first one is shown, as many as chose it.
    fn most_asked(&self, body: &str, row: u64) -> u64 {
        let first = &self.report[&(0, Some(body.to_owned()))];
        first.first().copied().flatten().map_or(0, |n| n.min(row))
    }
}

/// Small counts that one look adds to those before.
fn grown(name: &str, last: &mut [u64], row: &[Option<u64>]) -> Vec<String> {
    let mut found = Vec::new();
    for (last, now) in last.iter_mut().zip(row) {
        let Some(now) = now else { continue };
        let came = i128::from(*now) - i128::from(*last);
        if (1..LEAST).contains(&came) || came < 0 {
            found.push(format!("{name}: {came}"));
        }
        *last = *now;
    }
    found
}

fn attacked(way: Way, surveys: u64) -> (Vec<String>, usize, usize) {
    let asked = asked();
    let (mut found, mut hidden, mut live) = (Vec::new(), 0, 0);
    for seed in 0..surveys {
        let survey = survey(700_000 + seed);
        let seen = seen(&survey, &asked, way);
        live += seen.live.iter().filter(|view| view.values().any(|row| !row.is_empty())).count();
        let (own, unknown) = seen.worked_out(&survey.bodies);
        found.extend(own.into_iter().map(|fault| format!("{seed}: {fault}")));
        hidden += unknown;
    }
    (found, hidden, live)
}

#[test]
fn a7_no_small_count_is_worked_out_from_everything_that_is_shown() {
    let surveys = size(60, 1_000) as u64;
    let (found, hidden, live) = attacked(Way::Product, surveys);
    println!(
        "A7: {surveys} surveys, {live} views with figures before the report, {hidden} counts hidden, {} worked out",
        found.len()
    );
    assert_eq!(found, Vec::<String>::new());
    assert!(hidden > surveys as usize && live > surveys as usize, "there was something to attack");
}

/// The controls: results of every mix, hidden as in the report; and a report that forgets what was shown before.
#[test]
fn a7_the_controls_that_show_every_mix_or_forget_are_worked_out() {
    for (name, way) in [("every mix", Way::ReportOfEveryMix), ("a forgetful report", Way::ForgetfulReport)] {
        let (found, ..) = attacked(way, 40);
        println!("A7 control, {name}: {} counts worked out in 40 surveys", found.len());
        assert!(found.len() > 20, "{found:?}");
    }
}
