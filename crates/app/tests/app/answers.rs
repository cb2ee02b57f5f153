//! What a unit's answers come to: states, points and what blocks, on a set of the catalog.

use thuocdo_app::answers::{Given, Standing, Tally, Value, tally};
use thuocdo_assessment::Figures;
use thuocdo_base::{Number, Timestamp};
use thuocdo_criteria::set::Source;
use thuocdo_criteria::{CriteriaSet, Library, SourceText};
use thuocdo_scoring::Subject;
use thuocdo_store::FieldRow;

fn set(code: &str, version: &str) -> CriteriaSet {
    let source: SourceText = thuocdo_app::catalog::Embedded.find(code, version).expect("a shipped set");
    thuocdo_criteria::parse(&source, &thuocdo_app::catalog::Embedded).set.expect("a sound set")
}

fn communes() -> CriteriaSet {
    set("vinh-long/cap-xa", "2022")
}

fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

fn row(criterion: &str, value: &Value) -> FieldRow {
    FieldRow {
        criterion: criterion.to_owned(),
        name: value.field().word().to_owned(),
        version: 1,
        value: value.to_json(),
        account: "a".to_owned(),
        at: Timestamp::of_date("2026-11-21").expect("a date"),
    }
}

fn figures(values: &[(&str, &str)]) -> Figures {
    let values = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Figures { values, ..Figures::default() }
}

fn typed(criterion: &str, values: &[(&str, &str)]) -> FieldRow {
    row(criterion, &Value::Figures(figures(values)))
}

fn of(set: &CriteriaSet, unit: &Subject, fields: &[FieldRow], evidence: &[&str], peers: &[Subject]) -> Tally {
    let evidence: Vec<(String, u64)> = evidence.iter().map(|code| ((*code).to_owned(), 1)).collect();
    tally(&Given { set, unit, fields, evidence: &evidence, peers })
}

fn unit(traits: &[&str]) -> Subject {
    Subject {
        unit: "xa-mau-1".to_owned(),
        group: "xa".to_owned(),
        traits: traits.iter().map(|name| (*name).to_owned()).collect(),
        ..Subject::default()
    }
}

/// Keys of what blocks a criterion.
fn blocking(tally: &Tally, code: &str) -> Vec<String> {
    tally.line(code).expect("a line").blocking.iter().map(|block| block.message.key.clone()).collect()
}

fn standing(tally: &Tally, code: &str) -> Standing {
    tally.line(code).expect("a line").standing
}

#[test]
fn states_go_from_nothing_to_done_and_each_says_what_is_missing() {
    let set = communes();
    let nothing = of(&set, &unit(&[]), &[], &[], &[]);
    assert_eq!(
        (standing(&nothing, "1.5"), blocking(&nothing, "1.5")),
        (Standing::Todo, vec!["answers-missing".into()])
    );
    let half = of(&set, &unit(&[]), &[typed("1.5", &[("a", "45")])], &[], &[]);
    assert_eq!(standing(&half, "1.5"), Standing::Doing);
    assert_eq!(blocking(&half, "1.5"), ["answers-incomplete-names"]);
    let whole = [typed("1.5", &[("a", "45"), ("b", "60")])];
    let lacking = of(&set, &unit(&[]), &whole, &[], &[]);
    assert_eq!(
        (standing(&lacking, "1.5"), blocking(&lacking, "1.5")),
        (Standing::Lacking, vec!["answers-no-evidence".into()])
    );
    let done = of(&set, &unit(&[]), &whole, &["1.5"], &[]);
    assert_eq!((standing(&done, "1.5"), blocking(&done, "1.5")), (Standing::Done, Vec::<String>::new()));
    assert_eq!(done.line("1.5").expect("a line").points, Some(number("9")), "12 × 45/60 below 90 %");
    assert_eq!((done.points.clone(), done.done), (number("9"), 1));
}

#[test]
fn ux_35_lacking_evidence_is_exactly_what_the_check_blocks_for_it() {
    let set = communes();
    let explained = row("1.4", &Value::NoEvidence("Cổng đang nâng cấp".to_owned()));
    let fields =
        [typed("1.4", &[("yes", "1")]), explained, typed("2.4", &[("yes", "1")]), typed("1.7", &[("option", "khong")])];
    let tally = of(&set, &unit(&[]), &fields, &[], &[]);
    let filter: Vec<&str> =
        tally.lines.iter().filter(|line| line.standing == Standing::Lacking).map(|line| line.code.as_str()).collect();
    let check: Vec<&str> =
        tally.blocking().filter(|(_, block)| block.evidence).map(|(line, _)| line.code.as_str()).collect();
    assert_eq!(filter, ["2.4"]);
    assert_eq!(filter, check);
    assert_eq!(standing(&tally, "1.7"), Standing::Done, "no points claimed, no evidence wanted");
    assert_eq!(tally.line("1.4").expect("a line").warnings.len(), 1, "explained, and still shown");
}

#[test]
fn ux_29_b_of_zero_gives_a_message_and_no_points() {
    let set = communes();
    let tally = of(&set, &unit(&[]), &[typed("1.5", &[("a", "1"), ("b", "0")])], &["1.5"], &[]);
    assert_eq!(blocking(&tally, "1.5"), ["answers-zero"]);
    // Where something is taken off first, that is what comes to nought, not b.
    let less = of(&set, &unit(&[]), &[typed("2.2", &[("a", "1"), ("b", "1"), ("c", "1")])], &[], &[]);
    let told = &less.line("2.2").expect("a line").blocking[0].message;
    assert_eq!(told, &thuocdo_base::Message::new("answers-zero").text("name", "b − c"));
    assert_eq!((tally.line("1.5").expect("a line").points.clone(), tally.points.clone()), (None, Number::ZERO));
}

#[test]
fn ux_30_points_beyond_the_limits_never_count() {
    let set = communes();
    for own in ["12,01", "-1"] {
        let value = Figures { points: Some(own.to_owned()), ..figures(&[("a", "45"), ("b", "60")]) };
        let tally = of(&set, &unit(&[]), &[row("1.5", &Value::Figures(value))], &["1.5"], &[]);
        assert_eq!(blocking(&tally, "1.5"), ["answers-range"], "{own}");
        assert_eq!(tally.points, number("9"), "{own}: what the rule computes stands");
    }
}

#[test]
fn ux_31_points_that_differ_need_a_reason() {
    let set = communes();
    let differs = Figures { points: Some("10".to_owned()), ..figures(&[("a", "45"), ("b", "60")]) };
    let bare = of(&set, &unit(&[]), &[row("1.5", &Value::Figures(differs.clone()))], &["1.5"], &[]);
    assert_eq!(blocking(&bare, "1.5"), ["answers-no-reason"]);
    assert_eq!(bare.points, number("10"), "saved and counted, but not to be submitted");
    let told = Figures { reason: Some("Quy chế mới".to_owned()), ..differs };
    let told = of(&set, &unit(&[]), &[row("1.5", &Value::Figures(told))], &["1.5"], &[]);
    let line = told.line("1.5").expect("a line");
    assert_eq!((line.standing, line.computed.clone(), line.differs), (Standing::Done, Some(number("9")), true));
    let same = Figures { points: Some("9,00".to_owned()), ..figures(&[("a", "45"), ("b", "60")]) };
    let same = of(&set, &unit(&[]), &[row("1.5", &Value::Figures(same))], &["1.5"], &[]);
    assert!(!same.line("1.5").expect("a line").differs);
}

#[test]
fn ux_32_not_applicable_needs_a_ground_and_scores_by_the_policy() {
    let set = communes();
    let asked = |ground: &str| {
        let value = Value::NotApplicable { asked: true, ground: ground.to_owned() };
        of(&set, &unit(&[]), &[row("1.5", &value)], &[], &[])
    };
    assert!(blocking(&asked(""), "1.5").contains(&"answers-na-no-ground".to_owned()));
    let tally = asked("Đơn vị đặc thù");
    assert_eq!((standing(&tally, "1.5"), tally.points.clone()), (Standing::NotApplicable, number("12")));
}

#[test]
fn vinh_long_2_points_of_a_unit_without_subordinates_follow_the_best_of_its_group() {
    let set = communes();
    let node = set.find("2.6").expect("a criterion on subordinate units");
    let alone = of(&set, &unit(&["no_subordinates"]), &[], &[], &[]);
    let line = alone.line("2.6").expect("a line");
    assert_eq!((line.standing, line.provisional), (Standing::NotApplicable, true));
    let mut peer = Subject { unit: "xa-mau-2".to_owned(), group: "xa".to_owned(), ..Subject::default() };
    peer.answers = vec![None; set.nodes.len()];
    let values = vec![Some(number("3")), Some(number("5"))];
    peer.answers[node.id.index()] = Some(thuocdo_scoring::Answer { values, ..thuocdo_scoring::Answer::default() });
    let among = of(&set, &unit(&["no_subordinates"]), &[], &[], &[peer]);
    let line = among.line("2.6").expect("a line");
    assert_eq!((line.points.clone(), line.provisional), (Some(number("6")), true), "10 × 3/5, settled later");
}

#[test]
fn par_2_survey_and_appraised_criteria_are_not_self_assessed() {
    let set = set("bo-noi-vu/par-tinh", "2024");
    let class = set.classes.first().map(|_| thuocdo_criteria::set::ClassId(0));
    let unit = Subject { unit: "tinh-mau-1".to_owned(), class, ..Subject::default() };
    let survey = set.criteria().find(|(_, criterion)| criterion.source == Source::Survey).expect("a survey criterion");
    let fields: Vec<FieldRow> =
        survey.1.variables.iter().map(|variable| typed(&survey.0.code, &[(&variable.name, "1")])).collect();
    let tally = of(&set, &unit, &fields, &[], &[]);
    let line = tally.line(&survey.0.code).expect("a line");
    assert_eq!((line.standing, line.points.clone(), line.blocking.len()), (Standing::Elsewhere, None, 0));
    assert_eq!(tally.of, tally.lines.iter().filter(|line| line.source == Source::OwnReport).count());
    assert!(tally.maximum < number("100"), "the impact share is not the unit's own: {:?}", tally.maximum);
}

#[test]
fn khanh_hoa_1_and_2_each_class_has_its_own_form_and_shared_codes() {
    let set = set("khanh-hoa/co-quan-dang", "2025");
    let form = |class: usize| {
        let class = Some(thuocdo_criteria::set::ClassId(u16::try_from(class).expect("small")));
        of(&set, &Subject { unit: "u".to_owned(), class, ..Subject::default() }, &[], &[], &[])
    };
    assert!(set.classes.len() >= 2, "a variant for each tier");
    let province = set.classes.iter().position(|class| class.code.contains("tinh")).expect("a provincial class");
    let (province, commune) = (form(province), form(1 - province));
    let codes = |tally: &Tally| tally.lines.iter().map(|line| line.code.clone()).collect::<Vec<_>>();
    assert!(codes(&province).len() < codes(&commune).len(), "PAR 2 is not assessed for provincial agencies");
    assert!(codes(&province).iter().any(|code| codes(&commune).contains(code)), "shared codes");
}

#[test]
fn what_cannot_be_read_blocks_and_is_never_guessed() {
    let set = communes();
    let tally = of(&set, &unit(&[]), &[typed("1.5", &[("a", "1.234"), ("b", "2000")])], &["1.5"], &[]);
    assert_eq!(blocking(&tally, "1.5"), ["answers-ambiguous"]);
    assert_eq!(tally.points, Number::ZERO);
}
