//! What is missing or wrong before a round opens.

use std::collections::BTreeSet;

use thuocdo_base::{Arg, Message, Timestamp};
use thuocdo_criteria::CriteriaSet;

use super::calendar::{closings, date};
use super::{Closes, Settings};
use crate::refusal::round_stage;
use crate::role::{Grant, Role};
use crate::stage::RoundStage;

/// Something to see to before opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether the round cannot open with it.
    pub blocks: bool,
    /// The sentence.
    pub message: Message,
    /// Where it is mended.
    pub place: Place,
}

/// Step of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Title, period, data window.
    About,
    /// Criteria sets and groups.
    Sets,
    /// Units.
    Units,
    /// Dates.
    Dates,
    /// Appraisers.
    Appraisal,
    /// Council and conflicts of interest.
    Council,
    /// Accounts and roles.
    Roles,
}

/// What is known beside the settings.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// Parsed sets, one for each of [`Settings::sets`]; `None`: not in the catalog or faulty.
    pub sets: Vec<Option<&'a CriteriaSet>>,
    /// The chosen bodies, one for each of [`Settings::units`]; `None`: not in the directory.
    pub units: Vec<Option<KnownUnit>>,
    /// Roles that are granted in the round.
    pub grants: Vec<Grant>,
    /// Now.
    pub now: Option<Timestamp>,
}

/// What is known of a chosen body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownUnit {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Tier by its word.
    pub tier: String,
    /// Last day on which it exists, `YYYY-MM-DD`.
    pub valid_to: Option<String>,
    /// Id of the linked body.
    pub linked: Option<String>,
}

/// Day from which there is no district tier: Luật Tổ chức chính quyền địa phương, NQ 202/2025/QH15.
pub const NO_DISTRICTS_FROM: &str = "2025-07-01";

/// Lists what is missing or wrong, in order of the steps; what blocks comes first within a step.
pub fn check(settings: &Settings, known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    about(settings, &mut findings);
    sets(settings, known, &mut findings);
    units(settings, known, &mut findings);
    dates(settings, known, &mut findings);
    people(settings, known, &mut findings);
    let Findings(mut findings) = findings;
    findings.sort_by_key(|finding| (finding.place, !finding.blocks));
    findings
}

struct Findings(Vec<Finding>);

impl Findings {
    fn stop(&mut self, place: Place, message: Message) {
        self.0.push(Finding { blocks: true, message, place });
    }

    fn warn(&mut self, place: Place, message: Message) {
        self.0.push(Finding { blocks: false, message, place });
    }
}

fn about(settings: &Settings, findings: &mut Findings) {
    if settings.title.trim().is_empty() {
        findings.stop(Place::About, Message::new("check-no-title"));
    }
    if settings.period.trim().is_empty() {
        findings.stop(Place::About, Message::new("check-no-period"));
    }
    match (date(&settings.data_from), date(&settings.data_to)) {
        (Some(from), Some(to)) if from <= to => {}
        (Some(_), Some(_)) => findings.stop(Place::About, Message::new("check-window-turned")),
        _ => findings.stop(Place::About, Message::new("check-no-window")),
    }
}

fn sets(settings: &Settings, known: &Known<'_>, findings: &mut Findings) {
    if settings.sets.is_empty() {
        findings.stop(Place::Sets, Message::new("check-no-set"));
    }
    for (index, choice) in settings.sets.iter().enumerate() {
        let name = format!("{}@{}", choice.code, choice.version);
        if known.sets.get(index).copied().flatten().is_none() {
            findings.stop(Place::Sets, Message::new("check-set-unknown").text("set", name.as_str()));
        }
        if !settings.groups.iter().any(|group| group.set as usize == index) {
            findings.warn(Place::Sets, Message::new("check-set-without-group").text("set", name));
        }
    }
    if settings.groups.is_empty() {
        findings.stop(Place::Sets, Message::new("check-no-group"));
    }
    let mut codes = BTreeSet::new();
    for group in &settings.groups {
        if !codes.insert(group.code.as_str()) {
            findings.stop(Place::Sets, Message::new("check-group-twice").text("group", group.code.as_str()));
        }
        if settings.sets.get(group.set as usize).is_none() {
            findings.stop(Place::Sets, Message::new("check-group-without-set").text("group", group.name.as_str()));
        }
        if !settings.units.iter().any(|unit| unit.group == group.code) {
            findings.warn(Place::Units, Message::new("check-group-empty").text("group", group.name.as_str()));
        }
    }
}

fn units(settings: &Settings, known: &Known<'_>, findings: &mut Findings) {
    if settings.units.is_empty() {
        findings.stop(Place::Units, Message::new("check-no-unit"));
    }
    let mut seen = BTreeSet::new();
    for (index, choice) in settings.units.iter().enumerate() {
        let Some(unit) = known.units.get(index).and_then(Option::as_ref) else {
            findings.stop(Place::Units, Message::new("check-unit-unknown").text("unit", choice.org_unit.as_str()));
            continue;
        };
        if !seen.insert(choice.org_unit.as_str()) {
            findings.stop(Place::Units, Message::new("check-unit-twice").text("unit", unit.name.as_str()));
        }
        unit_of_group(settings, known, choice, unit, findings);
        ended(settings, known, unit, findings);
    }
}

fn unit_of_group(
    settings: &Settings,
    known: &Known<'_>,
    choice: &super::UnitChoice,
    unit: &KnownUnit,
    findings: &mut Findings,
) {
    let Some(group) = settings.groups.iter().find(|group| group.code == choice.group) else {
        findings.stop(Place::Units, Message::new("check-unit-without-group").text("unit", unit.name.as_str()));
        return;
    };
    let Some(set) = known.sets.get(group.set as usize).copied().flatten() else { return };
    match &choice.class {
        None if !set.classes.is_empty() => {
            findings.stop(Place::Units, Message::new("check-unit-without-class").text("unit", unit.name.as_str()));
        }
        Some(class) if !set.classes.is_empty() && set.class(class).is_none() => findings.stop(
            Place::Units,
            Message::new("check-class-unknown").text("unit", unit.name.as_str()).text("class", class.as_str()),
        ),
        _ => {}
    }
    if unit.linked.is_none() && !set.adjustments.is_empty() && needs_link(set, choice) {
        findings.warn(Place::Units, Message::new("check-unit-without-link").text("unit", unit.name.as_str()));
    }
}

/// Whether a rule after grading looks at the body that is linked to the unit.
fn needs_link(set: &CriteriaSet, choice: &super::UnitChoice) -> bool {
    let class = choice.class.as_deref().and_then(|class| set.class(class));
    set.adjustments.iter().any(|adjustment| match adjustment {
        thuocdo_criteria::set::Adjustment::Downgrade { classes, .. } => {
            classes.as_ref().is_none_or(|classes| class.is_some_and(|class| classes.contains(&class)))
        }
        thuocdo_criteria::set::Adjustment::Deduct { .. } => false,
    })
}

/// No round opens for a tier that has ended, nor over figures of a time at which the body was gone.
fn ended(settings: &Settings, known: &Known<'_>, unit: &KnownUnit, findings: &mut Findings) {
    let from = settings.data_from.as_str();
    let today = known.now.map(super::Local::of).map(|now| now.date);
    let over = today.is_some_and(|today| today.as_str() >= NO_DISTRICTS_FROM) || from >= NO_DISTRICTS_FROM;
    if unit.tier == "district" && over {
        findings.stop(Place::Units, Message::new("check-tier-ended").text("unit", unit.name.as_str()));
        return;
    }
    if let Some(to) = unit.valid_to.as_deref().filter(|to| !from.is_empty() && *to < from) {
        let message = Message::new("check-unit-ended").text("unit", unit.name.as_str()).text("date", to);
        findings.stop(Place::Units, message);
    }
}

fn dates(settings: &Settings, known: &Known<'_>, findings: &mut Findings) {
    let closings = closings(settings);
    let closes = |stage| closings.iter().find(|(other, _)| *other == stage).map(|(_, at)| at);
    for plan in &settings.stages {
        if closes(plan.stage).is_none() {
            let key = match plan.closes {
                Closes::At(_) => "check-date-unread",
                Closes::After { .. } => "check-days-without-start",
            };
            findings.stop(Place::Dates, Message::new(key).with("stage", name(plan.stage)));
        }
    }
    if settings.plan(RoundStage::SelfAssessment).is_none() {
        findings.stop(Place::Dates, Message::new("check-no-self-assessment"));
    }
    for pair in closings.windows(2) {
        if let [(_, before), (stage, after)] = pair
            && after.moment() <= before.moment()
        {
            findings.stop(Place::Dates, Message::new("check-dates-turned").with("stage", name(*stage)));
        }
    }
    let due = closes(RoundStage::SelfAssessment);
    let past = due.and_then(|at| at.moment()).zip(known.now).is_some_and(|(due, now)| due <= now);
    if past {
        findings.stop(Place::Dates, Message::new("check-due-past"));
    }
    if closings.len() == 1 {
        findings.warn(Place::Dates, Message::new("check-later-stages"));
    }
    own_dues(settings, findings);
    embargo(settings, &closings, findings);
}

fn own_dues(settings: &Settings, findings: &mut Findings) {
    for own in &settings.own_dues {
        if own.at.moment().is_none() || !settings.units.iter().any(|unit| unit.org_unit == own.org_unit) {
            findings.stop(Place::Dates, Message::new("check-own-due").text("unit", own.org_unit.as_str()));
        }
    }
}

fn embargo(settings: &Settings, closings: &[(RoundStage, super::Local)], findings: &mut Findings) {
    let Some(embargo) = &settings.embargo else { return };
    let published = closings.iter().find(|(stage, _)| *stage == RoundStage::Published);
    match (embargo.moment(), published.and_then(|(_, at)| at.moment())) {
        (None, _) => findings.stop(Place::Dates, Message::new("check-embargo-unread")),
        (Some(embargo), Some(published)) if embargo > published => {
            findings.warn(Place::Dates, Message::new("check-embargo-late"));
        }
        _ => {}
    }
}

fn people(settings: &Settings, known: &Known<'_>, findings: &mut Findings) {
    let has = |role| known.grants.iter().any(|grant| grant.role == role);
    if !has(Role::Secretariat) {
        findings.stop(Place::Roles, Message::new("check-no-secretariat"));
    }
    let units: Vec<&KnownUnit> = known.units.iter().flatten().collect();
    for (role, key) in
        [(Role::Contributor, "check-units-without-contributor"), (Role::UnitHead, "check-units-without-head")]
    {
        let served: BTreeSet<&str> =
            known.grants.iter().filter(|grant| grant.role == role).filter_map(|grant| grant.unit.as_deref()).collect();
        let lacking: Vec<&str> =
            units.iter().filter(|unit| !served.contains(unit.code.as_str())).map(|unit| unit.name.as_str()).collect();
        if let Some(first) = lacking.first() {
            findings.warn(Place::Roles, Message::new(key).count("count", lacking.len()).text("first", *first));
        }
    }
    if !has(Role::Appraiser) {
        findings.warn(Place::Appraisal, Message::new("check-no-appraiser"));
    }
    if settings.plan(RoundStage::Council).is_some() {
        council(settings, known, findings);
    }
}

fn council(settings: &Settings, known: &Known<'_>, findings: &mut Findings) {
    let has = |role| known.grants.iter().any(|grant| grant.role == role);
    let decision = &settings.council.decision;
    if decision.number.trim().is_empty() || date(&decision.date).is_none() {
        findings.warn(Place::Council, Message::new("check-council-without-decision"));
    }
    if !has(Role::CouncilChair) {
        findings.warn(Place::Council, Message::new("check-council-without-chair"));
    }
}

/// The stage in words.
fn name(stage: RoundStage) -> Arg {
    Arg::Message(Box::new(round_stage(stage)))
}
