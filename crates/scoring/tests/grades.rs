//! Grades, conditions, quotas, downgrades.

mod common;

use common::{Round, points_leaf};
use thuocdo_criteria::CriteriaSet;
use thuocdo_scoring::Subject;
use thuocdo_scoring::card::GradeFact;

const BANDS: [(&str, &str); 5] = [
    ("Xuất sắc", "from = \"90\""),
    ("Tốt", "from = \"80\""),
    ("Khá", "from = \"65\""),
    ("Trung bình", "from = \"50\""),
    ("Kém", ""),
];

/// A grade scale of the whole set; the first band may have more keys.
fn scale(first: &str, keys: &str) -> String {
    let mut text = format!("[[grade_scale]]\nof = \"\"\nbasis = \"percent\"\n{keys}\n");
    for (index, (grade, ends)) in BANDS.iter().enumerate() {
        let more = if index == 0 { first } else { "" };
        text += &format!("[[grade_scale.band]]\ngrade = \"{grade}\"\n{ends}\n{more}\n");
    }
    text
}

fn graded(first: &str, keys: &str, more: &str) -> String {
    points_leaf("1", "100", "") + &scale(first, keys) + more
}

fn grades(body: &str, points: &[&str]) -> Vec<String> {
    let units = points.iter().enumerate();
    let round = units.fold(Round::new("100", body), |round, (index, points)| {
        round.unit(&format!("u{index}"), &format!("1 points {points}"))
    });
    (0..points.len()).map(|index| round.grade(&format!("u{index}"))).collect()
}

#[test]
fn bands_are_met_on_unrounded_values() {
    let found = grades(&graded("", "", ""), &["90", "89.999", "80", "50", "49.9"]);
    assert_eq!(found, ["Xuất sắc", "Tốt", "Tốt", "Trung bình", "Kém"]);
}

#[test]
fn a_value_between_bands_needs_a_decision() {
    let bands = "[[grade_scale]]\nof = \"\"\nbasis = \"points\"\n\
        [[grade_scale.band]]\ngrade = \"Tốt\"\nabove = \"85\"\n\
        [[grade_scale.band]]\ngrade = \"Khá\"\nfrom = \"70\"\nto = \"84\"\n\
        [[grade_scale.band]]\ngrade = \"Yếu\"\nunder = \"70\"\n";
    let body = points_leaf("1", "100", "") + bands;
    assert_eq!(grades(&body, &["85.1", "85", "84", "70", "69.99"]), ["Tốt", "-", "Khá", "Khá", "Yếu"]);
    let card = Round::new("100", &body).unit("u", "1 points 84.5").card("u");
    assert_eq!(card.grade().expect("a grading").facts, [GradeFact::Gap]);
}

#[test]
fn a_knock_out_leads_to_the_lowest_band() {
    let round = Round::new("100", &graded("", "knock_out = [\"ky_luat\"]", "")).unit("u", "1 points 100");
    let round = round.with(|_, unit| unit.traits = vec!["ky_luat".into()]);
    assert_eq!(round.grade("u"), "Kém");
}

#[test]
fn a_failed_condition_asks_the_authority_or_tries_the_next_band() {
    let body = |otherwise: &str| {
        let condition = format!(
            "conditions = [{{ code = \"2\", at_least = \"1\", label = \"Đúng hạn\", otherwise = \"{otherwise}\" }}]"
        );
        points_leaf("1", "90", "") + &points_leaf("2", "10", "") + &scale(&condition, "")
    };
    let card = |otherwise: &str, second: &str| {
        let round = Round::new("100", &body(otherwise)).unit("u", &format!("1 points 90;2 points {second}"));
        (round.grade("u"), round.card("u").grade().expect("a grading").facts.clone())
    };
    assert_eq!(card("authority", "10"), ("Xuất sắc".to_owned(), vec![]));
    assert_eq!(card("authority", "9"), ("Xuất sắc".to_owned(), vec![GradeFact::NeedsDecision(0, 0)]));
    assert_eq!(card("next_lower", "9"), ("Tốt".to_owned(), vec![GradeFact::ConditionFailed(0, 0)]));
}

#[test]
fn a_failed_prerequisite_blocks_the_grade() {
    let body = points_leaf("1", "100", "")
        + "[[criterion]]\ncode = \"2\"\ntitle = \"Bắt buộc\"\nscored = false\norigin = \"illustrative\"\nmandatory = \"grade\"\nrule = { kind = \"yes_no\" }\n"
        + &scale("", "");
    let round = Round::new("100", &body).unit("u", "1 points 95;2 yes có").unit("v", "1 points 95;2 yes không");
    assert_eq!([round.grade("u"), round.grade("v")], ["Xuất sắc", "-"]);
    let node = round.set.find("2").expect("the prerequisite").id;
    assert_eq!(round.card("v").failed, [node]);
    assert_eq!(round.ranks(), [("u".to_owned(), 1), ("v".to_owned(), 1)]);
}

fn downgrade(matches: &str) -> String {
    let rule = format!(
        "[[adjustment]]\nkind = \"downgrade\"\ninput = \"ubnd\"\nclasses = [\"xa\"]\nsteps = 1\n{matches}\nlabel = \"Hạ bậc\"\n"
    );
    let classes = "[[class]]\ncode = \"xa\"\nname = \"Xã\"\n[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n";
    graded("", "", &(classes.to_owned() + "[[input]]\nname = \"ubnd\"\ntitle = \"UBND\"\n" + &rule))
}

fn linked(class: &'static str) -> impl FnOnce(&CriteriaSet, &mut Subject) {
    move |set, unit| {
        unit.class = set.class(class);
        unit.linked = Some("ubnd-1".to_owned());
    }
}

/// Grade of a unit with these points whose People's Committee has this grade.
fn after(body: &str, points: &str, theirs: &str, class: &'static str) -> String {
    let round = Round::new("100", body).unit("u", &format!("1 points {points}")).with(linked(class));
    round.input(&[("ubnd-1", "grade", theirs)]).grade("u")
}

/// DOMAIN 1.1, line 4.
#[test]
fn a_lower_linked_grade_downgrades_by_one_step() {
    let body = downgrade("");
    let found = [("95", "Tốt"), ("95", "Trung bình"), ("70", "Khá"), ("10", "Kém"), ("85", "Xuất sắc"), ("10", "Tốt")]
        .map(|(points, theirs)| after(&body, points, theirs, "xa"));
    assert_eq!(found, ["Tốt", "Tốt", "Khá", "Kém", "Tốt", "Kém"]);
    assert_eq!(after(&body, "95", "Trung bình", "tinh"), "Xuất sắc");
    let matched = downgrade("matches = { \"Tốt\" = \"Xuất sắc\", \"Khá\" = \"Tốt\" }");
    assert_eq!(after(&matched, "95", "Tốt", "xa"), "Xuất sắc");
    assert_eq!(after(&matched, "95", "Khá", "xa"), "Tốt");
}

/// DOMAIN 1.1, lines 5 and 6.
#[test]
fn a_missing_linked_grade_holds_unless_overridden() {
    let body = downgrade("");
    let round = || Round::new("100", &body).unit("u", "1 points 95").with(linked("xa"));
    let held = round().input(&[]);
    let grading = held.card("u").grade().expect("a grading").clone();
    assert_eq!((grading.before, grading.band, grading.facts), (Some(0), None, vec![GradeFact::HeldFor(0)]));
    let unknown = round().input(&[("ubnd-1", "grade", "Lạ")]);
    assert_eq!(unknown.grade("u"), "-");
    let signed = round().with(|_, unit| unit.accept_held = Some("Biên bản 12".into())).input(&[]);
    let grading = signed.card("u").grade().expect("a grading").clone();
    assert_eq!(grading.facts, [GradeFact::HeldAccepted(0, "Biên bản 12".into())]);
    assert_eq!(signed.grade("u"), "Xuất sắc");
}

fn over_quota(quota: &str, points: &[&str]) -> Vec<String> {
    let body = graded(&format!("quota = {quota}"), "", "");
    let units = points.iter().enumerate();
    let round = units.fold(Round::new("100", &body), |round, (index, points)| {
        round.unit(&format!("u{index}"), &format!("1 points {points}"))
    });
    let over = |card: &&thuocdo_scoring::Scorecard| {
        let facts = &card.grade().expect("a grading").facts;
        facts.iter().any(|fact| matches!(fact, GradeFact::OverQuota(_)))
    };
    round.scores().cards.iter().filter(over).map(|card| card.unit.clone()).collect()
}

/// At most a fifth of those graded "Tốt" or better; equals at the border are all outside.
#[test]
fn units_over_a_quota_are_marked_for_the_authority() {
    let fifth = "{ share = \"0.2\", of = \"Tốt\", small_under = 5, small_max = 1, rounding = \"down\" }";
    assert_eq!(over_quota(fifth, &["95", "94", "85", "85", "85", "85", "85", "60"]), ["u1"]);
    assert_eq!(over_quota(fifth, &["95", "95", "85", "85", "85"]), ["u0", "u1"]);
    assert_eq!(over_quota(fifth, &["95", "85", "85", "60"]), Vec::<String>::new());
    assert_eq!(over_quota(fifth, &["95", "96", "60"]), ["u0"]);
    let half = "{ share = \"0.5\", small_under = 0, small_max = 0, rounding = \"half_up\" }";
    assert_eq!(over_quota(half, &["95", "96", "97", "98", "60"]), ["u0"]);
}

#[test]
fn an_excluded_unit_has_no_grade_and_no_weight_in_quotas() {
    let round = Round::new("100", &graded("", "", "")).unit("u", "1 points 95");
    let round = round.with(|_, unit| unit.excluded = Some("đặc thù".into()));
    assert!(round.card("u").grades.is_empty());
}

#[test]
fn sections_are_graded_alone() {
    let body = "[[section]]\ncode = \"1\"\ntitle = \"Một\"\norigin = \"illustrative\"\n".to_owned()
        + &points_leaf("1.1", "20", "")
        + &points_leaf("2", "80", "")
        + "[[grade_scale]]\nof = \"1\"\nbasis = \"points\"\n[[grade_scale.band]]\ngrade = \"Mức 3\"\nabove = \"15\"\n[[grade_scale.band]]\ngrade = \"Mức 1\"\n";
    let card = Round::new("100", &body).unit("u", "1.1 points 16;2 points 0").card("u");
    assert_eq!((card.grades.len(), card.grades[0].band, card.grade()), (1, Some(0), None));
}
