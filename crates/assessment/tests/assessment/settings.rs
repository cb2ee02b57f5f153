//! What keeps a round from opening, and what is only worth a look.

use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{
    Closes, GroupChoice, Known, KnownUnit, Local, Place, SetChoice, Settings, StagePlan, UnitChoice, check,
};
use thuocdo_base::Timestamp;
use thuocdo_criteria::{CriteriaSet, SourceText};

const SET: &str = r#"
[set]
code = "mau/so"
version = "1"
title = "Bộ tiêu chí mẫu"
levels = ["Phần", "Tiêu chí"]
scale = "10"
document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }

[set.bounds]
total_above_max = true
total_below_zero = false

[[section]]
code = "1"
title = "Phần mẫu"
max = "10"

[[criterion]]
code = "1.1"
title = "Tỷ lệ hồ sơ trực tuyến"
max = "10"
origin = "illustrative"
rule = { kind = "ratio", zero = "zero" }

[[section]]
code = "2"
title = "Điểm cộng"
role = "bonus"
cap = "3"
max = "3"

[[criterion]]
code = "2.1"
title = "Sáng kiến"
max = "3"
origin = "illustrative"
rule = { kind = "points" }
"#;

fn set() -> CriteriaSet {
    let parsed = thuocdo_criteria::parse(&SourceText::new(SET), &());
    parsed.set.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics))
}

fn settings() -> Settings {
    let closes = Closes::At(Local::new("2026-11-30", "17:00"));
    Settings {
        code: "mau-2026".to_owned(),
        title: "Kỳ mẫu".to_owned(),
        period: "2026".to_owned(),
        data_from: "2026-01-01".to_owned(),
        data_to: "2026-12-31".to_owned(),
        sets: vec![SetChoice { code: "mau/so".to_owned(), version: "1".to_owned() }],
        groups: vec![GroupChoice { code: "so".to_owned(), name: "Sở".to_owned(), set: 0 }],
        units: vec![UnitChoice { org_unit: "1".to_owned(), group: "so".to_owned(), ..UnitChoice::default() }],
        stages: vec![StagePlan { stage: RoundStage::SelfAssessment, closes }],
        ..Settings::default()
    }
}

fn known(set: &CriteriaSet) -> Known<'_> {
    let unit = KnownUnit { code: "so-1".to_owned(), name: "Sở Mẫu 1".to_owned(), ..KnownUnit::default() };
    let grant = |role, unit: Option<&str>| Grant { role, unit: unit.map(str::to_owned), criteria: None, groups: None };
    let people = [(Role::Secretariat, None), (Role::Contributor, Some("so-1")), (Role::UnitHead, Some("so-1"))];
    Known {
        sets: vec![Some(set)],
        units: vec![Some(unit)],
        grants: people.map(|(role, unit)| grant(role, unit)).to_vec(),
        now: Timestamp::of_date("2026-10-01"),
    }
}

fn keys(settings: &Settings, known: &Known<'_>, blocks: bool) -> Vec<String> {
    let found = check(settings, known).into_iter().filter(|finding| finding.blocks == blocks);
    found.map(|finding| finding.message.key).collect()
}

#[test]
fn a_round_that_is_told_enough_is_blocked_by_nothing() {
    let set = set();
    assert!(keys(&settings(), &known(&set), true).is_empty());
    assert_eq!(keys(&settings(), &known(&set), false), ["check-later-stages", "check-no-appraiser"]);
}

#[test]
fn each_thing_that_is_missing_is_named() {
    let set = set();
    let check = |change: fn(&mut Settings), key: &str| {
        let mut changed = settings();
        change(&mut changed);
        let found = keys(&changed, &known(&set), true);
        assert!(found.iter().any(|found| found == key), "{key}: {found:?}");
    };
    check(|settings| settings.title.clear(), "check-no-title");
    check(|settings| settings.period.clear(), "check-no-period");
    check(|settings| settings.data_to.clear(), "check-no-window");
    check(|settings| settings.data_to = "2025-01-01".to_owned(), "check-window-turned");
    check(|settings| settings.groups.clear(), "check-no-group");
    check(|settings| settings.groups[0].set = 3, "check-group-without-set");
    check(|settings| settings.units.clear(), "check-no-unit");
    check(|settings| settings.units[0].group = "khac".to_owned(), "check-unit-without-group");
    check(|settings| settings.stages.clear(), "check-no-self-assessment");
    check(|settings| settings.stages[0].closes = at("2026-02-30"), "check-date-unread");
    check(|settings| settings.stages[0].closes = at("2026-09-30"), "check-due-past");
    check(
        |settings| settings.stages[0].closes = Closes::After { days: 5, time: "17:00".to_owned() },
        "check-days-without-start",
    );
    check(|settings| settings.stages.push(plan(RoundStage::Appraisal, "2026-11-01")), "check-dates-turned");
    check(|settings| settings.embargo = Some(Local::new("", "")), "check-embargo-unread");
}

fn at(date: &str) -> Closes {
    Closes::At(Local::new(date, "17:00"))
}

fn plan(stage: RoundStage, date: &str) -> StagePlan {
    StagePlan { stage, closes: at(date) }
}

#[test]
fn levels_2516_8_no_round_opens_for_a_tier_or_a_body_that_has_ended() {
    let set = set();
    let with = |tier: &str, valid_to: Option<&str>| {
        let mut known = known(&set);
        let unit = known.units[0].as_mut().unwrap();
        (unit.tier, unit.valid_to) = (tier.to_owned(), valid_to.map(str::to_owned));
        keys(&settings(), &known, true)
    };
    assert_eq!(with("district", None), ["check-tier-ended"]);
    assert_eq!(with("commune", Some("2025-06-30")), ["check-unit-ended"]);
    assert!(with("commune", Some("2026-06-30")).is_empty(), "figures of its last months count");
}

#[test]
fn findings_stand_in_the_order_of_the_steps_and_what_blocks_comes_first() {
    let findings = check(&Settings::default(), &Known::default());
    let places: Vec<Place> = findings.iter().map(|finding| finding.place).collect();
    assert!(places.is_sorted());
    assert!(findings.iter().any(|finding| finding.place == Place::Roles && finding.blocks));
}
