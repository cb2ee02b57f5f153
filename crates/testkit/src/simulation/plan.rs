//! What a seed makes of a round: bodies, people, ties, and what everybody will do. Whoever plays it asks the plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use thuocdo_app::setup::Frozen;
use thuocdo_assessment::council::Presence;
use thuocdo_assessment::decision::Issued;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{
    Closes, Council, EvidenceRules, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice,
};
use thuocdo_assessment::{Figures, Roles, RoundStage};
use thuocdo_base::Timestamp;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{Criterion, Node, Source};
use thuocdo_publication::Publication;
use thuocdo_store::{RoundGroup, RoundSet, RoundUnit};

use super::rules;
use crate::publications;

/// Code of every simulated round.
pub const ROUND: &str = "mo-phong";
/// Round whose publication says how linked bodies did.
pub const BEFORE: &str = "ubnd-mo-phong";
/// How many people fill in, and how many sign, for all units together.
const HANDS: usize = 10;
/// Those who appraise sections of their own; the last one appraises what a tie keeps from them.
pub const APPRAISERS: [&str; 4] = ["cv1", "cv2", "cv3", "cv4"];
/// Those who vote.
pub const VOTERS: [&str; 4] = ["hd1", "hd3", "hd4", "hd5"];
/// Why points differ.
pub const REASON: &str = "Ảnh chụp không có ngày, giờ";

/// How large a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Bodies.
    pub units: usize,
    /// Criteria.
    pub criteria: usize,
}

/// A round that a seed has made up.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// How large it is.
    pub size: Size,
    /// Settings as they are told before it opens; units by code in place of ids.
    pub settings: Settings,
    /// The criteria set.
    pub set: RoundSet,
    /// Ranking groups.
    pub groups: Vec<RoundGroup>,
    /// Units.
    pub units: Vec<RoundUnit>,
    /// What linked bodies came to.
    pub before: Publication,
    /// Codes of the sections, in order.
    pub sections: Vec<String>,
    places: HashMap<String, usize>,
}

/// What a unit answers to one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Values and points.
    pub figures: Figures,
    /// Ground on which the criterion should be found not applicable.
    pub not_applicable: Option<String>,
}

/// What an appraiser does with one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Takes over what the unit has.
    Same,
    /// Gives other points.
    Points(String),
    /// Confirms that the criterion does not apply.
    NotApplicable,
    /// Gives the values.
    Values(Vec<(String, String)>),
}

/// What becomes of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// No answer comes.
    Silent,
    /// The unit agrees.
    Agrees,
    /// The unit holds to its own; points stay as intended.
    Holds,
    /// The unit holds to its own, and the second appraisal gives more.
    Wins,
}

/// What the council does with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// Keeps what was appraised.
    Keep,
    /// Goes back to the unit's own.
    Own,
    /// Gives these points.
    Points(&'static str),
    /// Finds no majority.
    Lost,
}

/// Points of the correction, as typed.
pub const CORRECTED: &str = "1,11";

/// The decision of a version.
pub fn issued(version: u32, embargo: Timestamp) -> Issued {
    let (number, issuer) = (format!("{version}/QĐ-MP"), "Cơ quan mô phỏng".to_owned());
    Issued { number, date: "2026-07-01".to_owned(), issuer, embargo }
}

/// What people are called.
pub fn name_of(who: &str) -> String {
    format!("Người Mẫu {who}")
}

/// How those who vote take part.
pub fn presence() -> [(&'static str, Presence); 4] {
    [("hd1", Presence::Present), ("hd3", Presence::Present), ("hd4", Presence::InWriting), ("hd5", Presence::Absent)]
}

impl Plan {
    /// Makes a round up.
    pub fn new(seed: u64, size: Size) -> Self {
        let text = rules::set(size.criteria);
        let parsed = thuocdo_criteria::parse(&thuocdo_criteria::SourceText::new(text.as_str()), &());
        let hash = parsed.set.map(|set| set.hash).unwrap_or_default();
        let set = RoundSet {
            position: 0,
            code: "mo-phong/bo".to_owned(),
            version: "1".to_owned(),
            hash,
            text,
            sidecar: None,
            borrowed: Vec::new(),
        };
        let groups: Vec<RoundGroup> = [("a", "Nhóm A"), ("b", "Nhóm B")]
            .into_iter()
            .zip(0..)
            .map(|((code, name), position)| RoundGroup {
                code: code.to_owned(),
                name: name.to_owned(),
                position,
                in_set: 0,
            })
            .collect();
        let units: Vec<RoundUnit> = (0..size.units).map(|at| unit(seed, at)).collect();
        let before = before(seed, &units);
        let places = units.iter().zip(0..).map(|(unit, at)| (unit.code.clone(), at)).collect();
        let (settings, sections) = (settings(seed, &groups, &units), sections(size));
        Self { seed, size, settings, set, groups, units, before, sections, places }
    }

    /// A number below `sides`, always the same for the same question.
    pub fn roll(&self, what: &str, unit: &str, criterion: &str, sides: u64) -> u64 {
        roll(self.seed, &[what, unit, criterion], sides)
    }

    /// Place of a unit.
    fn place(&self, unit: &str) -> usize {
        self.places.get(unit).copied().unwrap_or_default()
    }

    /// Who fills in a unit's record.
    pub fn clerk(&self, unit: &str) -> String {
        format!("nl{}", self.place(unit) % HANDS)
    }

    /// Who signs a unit's record.
    pub fn head(&self, unit: &str) -> String {
        format!("ld{}", self.place(unit) % HANDS)
    }

    /// Whether a unit never hands in.
    pub fn misses(&self, unit: &str) -> bool {
        self.place(unit) >= 5 && self.roll("misses", unit, "", 25) == 0
    }

    /// All people with their roles in the round.
    pub fn people(&self) -> BTreeMap<String, Roles> {
        let grant = |role| Grant { role, unit: None, criteria: None, groups: None };
        let mut people: BTreeMap<String, Roles> = BTreeMap::new();
        let mut give = |who: &str, grant: Grant| people.entry(who.to_owned()).or_default().grants.push(grant);
        let single = [
            ("tt", Role::Secretariat),
            ("hd1", Role::CouncilChair),
            ("hd2", Role::CouncilSecretary),
            ("hd3", Role::CouncilMember),
            ("hd4", Role::CouncilMember),
            ("hd5", Role::CouncilMember),
            ("cd1", Role::Committee),
            ("cd2", Role::Committee),
        ];
        single.into_iter().for_each(|(who, role)| give(who, grant(role)));
        for unit in &self.units {
            let of = |role| Grant { unit: Some(unit.code.clone()), ..grant(role) };
            give(&self.clerk(&unit.code), of(Role::Contributor));
            give(&self.head(&unit.code), of(Role::UnitHead));
        }
        for (at, who) in APPRAISERS.into_iter().enumerate() {
            let sections = self.sections.iter().enumerate().filter(|(place, _)| place % 3 == at);
            let sections: Vec<String> = sections.map(|(_, code)| code.clone()).collect();
            let criteria = (at < 3).then_some(sections);
            give(who, Grant { criteria, ..grant(Role::Appraiser) });
        }
        give("cv3", Grant { unit: Some(self.units[2].code.clone()), ..grant(Role::Contributor) });
        people
    }

    /// The unit that a person works in.
    pub fn employer(&self, who: &str) -> Option<&str> {
        (who == "cv1").then(|| self.units[0].code.as_str())
    }

    /// The units that people declared an interest in.
    pub fn declared(&self) -> [(&'static str, &str); 2] {
        [("cv2", &self.units[1].code), ("hd3", &self.units[3].code)]
    }

    /// Codes of the units that a person is tied to, whatever the reason.
    pub fn ties(&self, who: &str) -> BTreeSet<String> {
        let declared = self.declared().into_iter().filter(|(one, _)| *one == who).map(|(_, unit)| unit.to_owned());
        let roles = self.people().remove(who).unwrap_or_default();
        let held = roles.grants.into_iter().filter_map(|grant| grant.unit);
        declared.chain(held).chain(self.employer(who).map(str::to_owned)).collect()
    }

    /// Who appraises a criterion of a unit.
    pub fn appraiser(&self, unit: &str, criterion: &str) -> &'static str {
        let section = criterion.split('.').next().unwrap_or_default();
        let at = self.sections.iter().position(|code| code == section).unwrap_or_default() % 3;
        let tied = self.units.get(at).is_some_and(|row| row.code == unit);
        if tied { APPRAISERS[3] } else { APPRAISERS[at] }
    }

    /// Whether a unit asks that a criterion be found not applicable.
    fn asks_aside(&self, unit: &str, code: &str) -> bool {
        !code.starts_with(['T', 'P']) && self.roll("na", unit, code, 25) == 0
    }

    /// What a unit answers.
    pub fn own(&self, unit: &str, node: &Node, criterion: &Criterion) -> Own {
        let code = node.code.as_str();
        if self.asks_aside(unit, code) {
            let not_applicable = Some("Đơn vị không có địa bàn liên quan".to_owned());
            return Own { figures: Figures::default(), not_applicable };
        }
        let value = |name: &str, kind: &AnswerKind| {
            let at = |sides| self.roll(name, unit, code, sides);
            match (kind, name) {
                (AnswerKind::Option(codes), _) => {
                    codes[usize::try_from(at(codes.len() as u64)).unwrap_or_default()].clone()
                }
                (AnswerKind::YesNo, _) => u64::from(at(10) < 6).to_string(),
                (_, "b")
                    if matches!(criterion.rule, ScoringRule::Ratio { .. }) && code.ends_with(".5") && at(20) == 0 =>
                {
                    "0".to_owned()
                }
                (_, "b") => (100 + at(50)).to_string(),
                (_, "n") => at(6).to_string(),
                _ => at(101).to_string(),
            }
        };
        let values =
            criterion.variables.iter().map(|variable| (variable.name.clone(), value(&variable.name, &variable.kind)));
        let differs = self.roll("differs", unit, code, 20) == 0 && !code.ends_with(".5");
        Own {
            figures: Figures {
                values: values.collect(),
                points: differs.then(|| "0,37".to_owned()),
                reason: differs.then(|| "Theo biên bản kiểm tra thực tế".to_owned()),
            },
            not_applicable: None,
        }
    }

    /// What the appraiser does with an item.
    pub fn verdict(&self, unit: &str, node: &Node, criterion: &Criterion) -> Verdict {
        let code = node.code.as_str();
        if criterion.source != Source::OwnReport {
            let yes = u64::from(self.roll("found", unit, code, 10) < 7).to_string();
            return Verdict::Values(vec![("yes".to_owned(), yes)]);
        }
        if self.misses(unit) {
            return Verdict::Points("0".to_owned());
        }
        match (self.asks_aside(unit, code), self.roll("verdict", unit, code, 12)) {
            (true, at) if at < 6 => Verdict::NotApplicable,
            (true, _) => Verdict::Points("0".to_owned()),
            (false, 0) => Verdict::Points("0,43".to_owned()),
            _ => Verdict::Same,
        }
    }

    /// What becomes of an item whose points the appraiser would change.
    pub fn reply(&self, unit: &str, code: &str) -> Option<Reply> {
        match self.roll("reply", unit, code, 12) {
            0 => Some(Reply::Silent),
            1 | 2 => Some(Reply::Agrees),
            3..6 => Some(Reply::Holds),
            6 | 7 => Some(Reply::Wins),
            _ => None,
        }
    }

    /// What the council does with an item that a unit still holds to.
    pub fn motion(&self, unit: &str, code: &str) -> Motion {
        match self.roll("motion", unit, code, 5) {
            0 => Motion::Keep,
            1 => Motion::Own,
            2 => Motion::Lost,
            _ => Motion::Points("0.77"),
        }
    }

    /// Items that units hold to after clarification: the agenda of the council, a dozen at most.
    pub fn agenda(&self, frozen: &Frozen) -> Vec<(String, String)> {
        let units = frozen.units.iter().filter(|unit| unit.excluded.is_none());
        let items =
            units.flat_map(|unit| frozen.criteria_of(unit).map(move |(node, criterion)| (unit, node, criterion)));
        let held = items.filter(|(unit, node, criterion)| {
            self.verdict(&unit.code, node, criterion) == Verdict::Points("0,43".to_owned())
                && self.reply(&unit.code, &node.code) == Some(Reply::Holds)
        });
        held.map(|(unit, node, _)| (unit.code.clone(), node.code.clone())).take(12).collect()
    }

    /// The item that an appeal leads to correct.
    pub fn corrected(&self) -> (String, String) {
        (self.units[4].code.clone(), "1.2".to_owned())
    }

    /// Whether a body's linked one has no result, so that its grade waits.
    pub fn is_held(&self, unit: &RoundUnit) -> bool {
        unit.linked.as_deref().is_some_and(|linked| !self.before.units.iter().any(|known| known.code == linked))
    }
}

fn sections(size: Size) -> Vec<String> {
    let regular = size.criteria.saturating_sub(rules::ASIDE).max(1).div_ceil(rules::OF_SECTION);
    (1..=regular).map(|at| at.to_string()).chain(["T".to_owned(), "P".to_owned()]).collect()
}

fn unit(seed: u64, at: usize) -> RoundUnit {
    let code = format!("dv-{:03}", at + 1);
    let is_linked = at.is_multiple_of(2);
    let late = roll(seed, &["late", &code], 15) == 0;
    RoundUnit {
        org_unit: format!("body-{code}"),
        name: format!("Đơn vị Mẫu {}", at + 1),
        group: if at.is_multiple_of(3) { "b" } else { "a" }.to_owned(),
        class: Some(if is_linked { "lien-ket" } else { "rieng" }.to_owned()),
        traits: if late { vec!["late_report".to_owned()] } else { Vec::new() },
        linked: is_linked.then(|| format!("lk-{:03}", at + 1)),
        excluded: (at % 40 == 39).then(|| "Đơn vị mới thành lập".to_owned()),
        code,
    }
}

/// The publication that linked bodies are read from; some are not in it.
fn before(seed: u64, units: &[RoundUnit]) -> Publication {
    let sample = publications::sample(BEFORE);
    let model = sample.units[0].clone();
    let linked = units.iter().filter_map(|unit| unit.linked.clone());
    let known = linked.filter(|code| roll(seed, &["held", code], 12) != 0);
    let part = |code: String| {
        let grade =
            ["Tốt", "Khá", "Đạt", "Chưa đạt"][usize::try_from(roll(seed, &["grade", &code], 4)).unwrap_or_default()];
        let mut part = model.clone();
        part.cards.iter_mut().for_each(|card| card.grade = Some(grade.to_owned()));
        part.name = format!("Đơn vị liên kết {code}");
        part.code = code;
        part
    };
    let units = known.map(part).collect();
    let mut groups = sample.groups.clone();
    groups.iter_mut().for_each(|group| group.ranking.clear());
    Publication { units, groups, ..sample }
}

fn settings(seed: u64, groups: &[RoundGroup], units: &[RoundUnit]) -> Settings {
    let at = |date: &str| Closes::At(Local::new(date, "17:00"));
    let after = |days| Closes::After { days, time: "17:00".to_owned() };
    let stages = [
        (RoundStage::SelfAssessment, at("2026-03-31")),
        (RoundStage::Appraisal, after(20)),
        (RoundStage::Clarification, after(5)),
        (RoundStage::SecondAppraisal, after(5)),
        (RoundStage::Council, after(10)),
        (RoundStage::Approval, after(5)),
    ];
    let choice = |unit: &RoundUnit| UnitChoice {
        org_unit: unit.org_unit.clone(),
        group: unit.group.clone(),
        class: unit.class.clone(),
        excluded: unit.excluded.clone(),
    };
    let group =
        |group: &RoundGroup| GroupChoice { code: group.code.clone(), name: group.name.clone(), set: group.in_set };
    Settings {
        code: ROUND.to_owned(),
        title: "Đánh giá mô phỏng".to_owned(),
        period: "2026".to_owned(),
        data_from: "2026-01-01".to_owned(),
        data_to: "2026-12-31".to_owned(),
        illustrative: true,
        sets: vec![SetChoice { code: "mo-phong/bo".to_owned(), version: "1".to_owned() }],
        groups: groups.iter().map(group).collect(),
        units: units.iter().map(choice).collect(),
        opens_on: "2026-01-15".to_owned(),
        stages: stages.map(|(stage, closes)| StagePlan { stage, closes }).to_vec(),
        council: Council { blind: seed % 2 == 1, ..Council::default() },
        evidence: EvidenceRules { needed_for_points: false, warn_outside_window: false },
        ..Settings::default()
    }
}

/// Mixes a seed with a question into a number below `sides`.
fn roll(seed: u64, parts: &[&str], sides: u64) -> u64 {
    let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0x1f]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % sides.max(1)
}
