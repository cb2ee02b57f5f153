//! Speed of scoring, as ratios against the time of summing the same matrix of decimals.
//!
//! Run by `cargo xtask bench`; ends with an error if a target is missed.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{Answer as Chosen, Response, Tally};
use thuocdo_criteria::set::Criterion;
use thuocdo_criteria::{CriteriaSet, SourceText, parse, questionnaire};
use thuocdo_scoring::survey::{TallyRow, tabulate};
use thuocdo_scoring::{Answer, Cohort, Subject, apply_quotas, rank, score_round, totals};

/// Communes of the nation since July 2025.
const COMMUNES: usize = 3_321;
/// Criteria of a commune set.
const CRITERIA: usize = 66;
/// Provinces, the ranking groups of the nation.
const PROVINCES: usize = 34;

fn main() -> ExitCode {
    let mut table = Table::default();
    nation(&mut table);
    large_set(&mut table);
    group_rules(&mut table);
    linear(&mut table);
    national_survey(&mut table);
    if table.missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A nation: all communes with traces, grouped, graded and ranked; then bare totals against a decimal sum.
fn nation(table: &mut Table) {
    let set = set(CRITERIA, Rules::Own);
    let cohort = cohort(&set, COMMUNES, PROVINCES);
    let cells = COMMUNES * CRITERIA;
    let whole = best_of(7, || {
        let mut scores = score_round(&set, &cohort);
        let ranking = rank(&set, &scores);
        apply_quotas(&set, &mut scores, &ranking);
        scores.cards.len() + ranking.groups.len()
    });
    table.limit("nation: scored with traces, graded, ranked", whole, Duration::from_millis(150));
    let matrix = decimals(&set, &cohort);
    // Side by side, so that both meet the same machine.
    let (mut floor, mut bare) = (Duration::MAX, Duration::MAX);
    for _ in 0..20 {
        floor = floor.min(best_of(3, || matrix.iter().map(|row| sum(row)).filter(Number::is_zero).count()));
        bare = bare.min(best_of(1, || totals(&set, &cohort).len()));
    }
    table.show("floor: sum of the same matrix as decimals", floor, cells);
    table.ratio("nation: totals without traces", bare, floor, 10);
    let ranked = score_round(&set, &cohort);
    let ranking = best_of(9, || rank(&set, &ranked).groups.len());
    table.show("of that, ranking", ranking, COMMUNES);
}

/// The survey of 2024: 85,600 responses about 63 provinces, 18 questions, counted, tabulated and scored.
fn national_survey(table: &mut Table) {
    let options = "[{ code = \"A\", label = \"A\", share = 1 }, { code = \"B\", label = \"B\", share = \"0.6\" }, \
                   { code = \"C\", label = \"C\", share = \"0.2\" }, { code = \"D\", label = \"D\", share = 0 }, \
                   { code = \"E\", label = \"E\" }]";
    let mut set = String::from(
        "[set]\ncode = \"mau/mau\"\nversion = \"1\"\ntitle = \"M\"\nlevels = [\"Một\"]\nscale = 18\n\
         document = { kind = \"M\", issuer = \"M\" }\n",
    );
    let mut asked = String::from(
        "[questionnaire]\ncode = \"mau/phieu\"\nversion = \"1\"\ntitle = \"M\"\norigin = \"illustrative\"\n\
         document = { kind = \"M\", issuer = \"M\" }\nset = { code = \"mau/mau\", version = \"1\" }\n",
    );
    for code in 1..=18 {
        let _ = write!(
            set,
            "[[criterion]]\ncode = \"{code}\"\ntitle = \"T\"\nmax = 1\norigin = \"illustrative\"\nsource = \"survey\"\n\
             rule = {{ kind = \"tally\", min_responses = 30, options = {options} }}\n"
        );
        let _ =
            write!(asked, "[[question]]\ncode = \"{code}\"\ntext = \"T\"\nchoices = {options}\nfeeds = [\"{code}\"]\n");
    }
    let set = parse(&SourceText::new(set), &()).set.expect("a set");
    let asked = questionnaire::parse(&SourceText::new(asked), &()).questionnaire.expect("a questionnaire");
    let response = |n: usize| {
        let chosen =
            |code: usize| Chosen::Chosen(BTreeSet::from([["A", "B", "C", "D", "E"][(n * 7 + code) % 5].to_owned()]));
        Response { answers: (1..=18).map(|code| ((code.to_string(), String::new()), chosen(code))).collect() }
    };
    let responses: Vec<Vec<u8>> = (0..85_600).map(|n| response(n).bytes()).collect();
    let whole = best_of(3, || {
        let mut tallies = vec![Tally::default(); 63];
        for (n, bytes) in responses.iter().enumerate() {
            assert!(asked.count(bytes, &mut tallies[n % 63]));
        }
        let row = |body: usize, (question, _, choice, n): (&str, &str, &str, u64)| TallyRow {
            body: format!("t{body:02}"),
            question: question.to_owned(),
            choice: choice.to_owned(),
            n,
            ..TallyRow::default()
        };
        let of_body = |(body, tally): (usize, &Tally)| tally.counts().map(|count| row(body, count)).collect::<Vec<_>>();
        let rows: Vec<TallyRow> = tallies.iter().enumerate().flat_map(of_body).collect();
        let mut subjects: BTreeMap<String, Subject> = BTreeMap::new();
        for fed in tabulate(&asked, &set, &rows, &|_| None, &|_, _| None) {
            let subject = subjects.entry(fed.body.clone()).or_insert_with(|| Subject {
                unit: fed.body.clone(),
                answers: vec![None; set.nodes.len()],
                ..Subject::default()
            });
            let Some(node) = set.find(&fed.criterion) else { continue };
            let variables = node.criterion().map(|leaf| leaf.variables.as_slice()).unwrap_or_default();
            let value = |name: &str| fed.counts.get(name).map(|n| Number::from(*n as i64));
            let values = variables.iter().map(|variable| value(&variable.name)).collect();
            subject.answers[node.id.index()] = Some(Answer { values, ..Answer::default() });
        }
        let cohort = Cohort { subjects: subjects.into_values().collect(), closed: true, ..Cohort::default() };
        score_round(&set, &cohort).cards.len()
    });
    table.limit("national survey: 85,600 responses of 18 answers into points", whole, Duration::from_secs(2));
}

/// One body with a set of 1,500 nodes.
fn large_set(table: &mut Table) {
    let set = set(1_300, Rules::Own);
    let cohort = cohort(&set, 1, 1);
    let once = best_of(15, || score_round(&set, &cohort).cards.len());
    table.limit(&format!("one body, {} nodes", set.nodes.len()), once, Duration::from_millis(1));
}

/// A hundred bodies, every third criterion measured against the best of the group.
fn group_rules(table: &mut Table) {
    let set = set(CRITERIA, Rules::Group);
    let cohort = cohort(&set, 100, 4);
    let once = best_of(9, || {
        let scores = score_round(&set, &cohort);
        rank(&set, &scores).groups.len()
    });
    table.limit("100 bodies with group rules", once, Duration::from_millis(100));
}

/// Time must grow in proportion to units and to criteria.
fn linear(table: &mut Table) {
    for (name, rules) in [("own rules", Rules::Own), ("group rules", Rules::Group)] {
        let units = [800, 1_600, 2_400, 3_200].map(|units| (units, Sized::new(units, CRITERIA, rules)));
        table.fit(&format!("linear in units, {name}"), &units);
        let criteria = [64, 128, 192, 256].map(|criteria| (criteria, Sized::new(400, criteria, rules)));
        table.fit(&format!("linear in criteria, {name}"), &criteria);
    }
}

/// A case of a given size.
struct Sized {
    set: CriteriaSet,
    cohort: Cohort,
}

impl Sized {
    fn new(units: usize, criteria: usize, rules: Rules) -> Self {
        let set = set(criteria, rules);
        let cohort = cohort(&set, units, 10);
        Self { set, cohort }
    }

    fn time(&self) -> Duration {
        best_of(1, || score_round(&self.set, &self.cohort).cards.len())
    }
}

/// Which rules a set has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// Rules that look at one unit.
    Own,
    /// Every third looks at the group; one unit in ten is not applicable somewhere.
    Group,
}

const OWN: [&str; 8] = [
    r#"{ kind = "ratio" }"#,
    r#"{ kind = "yes_no" }"#,
    r#"{ kind = "ratio", full_at = "0.9" }"#,
    r#"{ kind = "brackets", value = "a", steps = [{ from = "600", share = "1" }, { from = "300", share = "0.5" }] }"#,
    r#"{ kind = "ratio", complement = true }"#,
    r#"{ kind = "option", options = [{ code = "x", label = "x", share = "1" }, { code = "y", label = "y", share = "1/2" }] }"#,
    r#"{ kind = "count", count = "a", each = "0.01" }"#,
    r#"{ kind = "parts", parts = [{ code = "p", label = "p", share = "1/2", rule = { kind = "yes_no" } }, { code = "q", label = "q", share = "1/2", rule = { kind = "ratio" } }] }"#,
];

/// A set of sections with eight criteria each.
fn set(criteria: usize, rules: Rules) -> CriteriaSet {
    let mut text = String::from(
        "[set]\ncode = \"do/do\"\nversion = \"1\"\ntitle = \"Bộ đo\"\nlevels = [\"Chỉ số chính\", \"Tiêu chí\"]\n",
    );
    let _ = writeln!(text, "scale = \"{}\"\n[set.document]\nkind = \"Bộ đo\"\nissuer = \"Bộ đo\"", criteria * 2);
    for index in 0..criteria {
        let section = index / 8 + 1;
        if index % 8 == 0 {
            let _ = writeln!(text, "[[section]]\ncode = \"{section}\"\ntitle = \"Mục\"\norigin = \"illustrative\"");
        }
        let rule = match rules {
            Rules::Group if index % 3 == 0 => r#"{ kind = "relative_best", value = "a", zero = "zero" }"#,
            _ => OWN[index % OWN.len()],
        };
        let code = index % 8 + 1;
        let _ = writeln!(text, "[[criterion]]\ncode = \"{section}.{code}\"\ntitle = \"Tiêu chí\"\nmax = \"2\"");
        let _ = writeln!(text, "na = {{ policy = \"cohort_best\", fallback = \"full_points\" }}\nrule = {rule}");
    }
    text += "[[grade_scale]]\nof = \"\"\nbasis = \"percent\"\n";
    for (grade, from) in [("Tốt", "60"), ("Khá", "50"), ("Đạt", "40")] {
        let _ = writeln!(text, "[[grade_scale.band]]\ngrade = \"{grade}\"\nfrom = \"{from}\"");
    }
    text += "[[grade_scale.band]]\ngrade = \"Chưa đạt\"\n";
    let parsed = parse(&SourceText { text, sidecar: None }, &());
    assert!(parsed.set.is_some(), "{:?}", parsed.diagnostics);
    #[expect(clippy::unwrap_used, reason = "asserted above")]
    parsed.set.unwrap()
}

/// Units with answers to everything, in groups, drawn from a fixed sequence.
fn cohort(set: &CriteriaSet, units: usize, groups: usize) -> Cohort {
    let mut draw = Draw(17);
    let subjects = (0..units).map(|index| {
        let answers = set.nodes.iter().map(|node| node.criterion().map(|criterion| answer(criterion, &mut draw)));
        Subject {
            unit: format!("xa-{index:04}"),
            group: format!("tinh-{:02}", index % groups),
            answers: answers.collect(),
            ..Subject::default()
        }
    });
    Cohort { subjects: subjects.collect(), closed: true, ..Cohort::default() }
}

fn answer(criterion: &Criterion, draw: &mut Draw) -> Answer {
    use thuocdo_criteria::rule::AnswerKind;
    let total = draw.up_to(900) + 100;
    let values = criterion.variables.iter().map(|variable| {
        Some(Number::from(match variable.kind {
            AnswerKind::YesNo | AnswerKind::Option(_) => draw.up_to(2),
            _ if variable.name.ends_with('b') => total,
            _ => draw.up_to(total),
        }))
    });
    Answer { values: values.collect(), ..Answer::default() }
}

/// The same number of cells as points with two decimals.
fn decimals(set: &CriteriaSet, cohort: &Cohort) -> Vec<Vec<Number>> {
    let scores = score_round(set, cohort);
    let rounded = |points: &Number| points.rounded(2, thuocdo_base::Rounding::HalfUp);
    let cells = |card: &thuocdo_scoring::Scorecard| {
        set.criteria().map(|(node, _)| rounded(&card.lines[node.id.index()].points)).collect()
    };
    scores.cards.iter().map(cells).collect()
}

fn sum(row: &[Number]) -> Number {
    let mut total = Number::ZERO;
    for cell in row {
        total += cell;
    }
    total
}

/// A fixed sequence of numbers.
struct Draw(u64);

impl Draw {
    fn up_to(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % bound
    }
}

/// The shortest of several runs: the one that was disturbed least.
fn best_of<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let one = |run: &mut dyn FnMut() -> T| {
        #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..runs).map(|_| one(&mut run)).min().unwrap_or_default()
}

/// Prints figures and counts missed targets.
#[derive(Default)]
struct Table {
    missed: u32,
}

impl Table {
    fn show(&self, name: &str, time: Duration, parts: usize) {
        println!("{name:<48} {:>10} µs   {:>6} ns each", time.as_micros(), time.as_nanos() / parts.max(1) as u128);
    }

    fn limit(&mut self, name: &str, time: Duration, limit: Duration) {
        let verdict = self.judge(time <= limit);
        println!("{name:<48} {:>10} µs   limit {:>7} µs  {verdict}", time.as_micros(), limit.as_micros());
    }

    fn ratio(&mut self, name: &str, time: Duration, floor: Duration, limit: u128) {
        let tenths = time.as_nanos() * 10 / floor.as_nanos().max(1);
        let verdict = self.judge(tenths <= limit * 10);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        println!("{name:<48} {:>10} µs   {whole}.{tenth} × floor, limit {limit}  {verdict}", time.as_micros());
    }

    /// Fits time = slope × size through the origin by least squares; the worst deviation must stay below a third.
    ///
    /// All sizes are measured in turn, many times, so that a disturbance does not look like a curve.
    fn fit(&mut self, name: &str, cases: &[(usize, Sized)]) {
        let mut points: Vec<(usize, Duration)> = cases.iter().map(|(size, _)| (*size, Duration::MAX)).collect();
        for _ in 0..25 {
            for ((_, best), (_, case)) in points.iter_mut().zip(cases) {
                *best = case.time().min(*best);
            }
        }
        let (mut over, mut under) = (0u128, 0u128);
        for (size, time) in &points {
            over += *size as u128 * time.as_nanos();
            under += (*size as u128).pow(2);
        }
        let expected = |size: usize| size as u128 * over / under.max(1);
        let worst =
            points.iter().map(|(size, time)| time.as_nanos().abs_diff(expected(*size)) * 100 / expected(*size).max(1));
        let worst = worst.max().unwrap_or_default();
        let verdict = self.judge(worst <= 33);
        let slope = over / under.max(1);
        println!("{name:<48} {slope:>10} ns for each more, worst deviation {worst} %  {verdict}");
    }

    fn judge(&mut self, met: bool) -> &'static str {
        self.missed += u32::from(!met);
        if met { "ok" } else { "MISSED" }
    }
}
