//! Remedy plans (kế hoạch khắc phục): asked of low-ranked units after publication, signed by the head, followed up.

use thuocdo_base::{Message, Number, Timestamp};

use crate::action::Action;
use crate::record::{Fact, Record, Step, is_reason};
use crate::refusal::Refusal;
use crate::settings::RemedyRule;
use crate::stage::RoundStage;
use crate::table::{self, Verdict};

/// Most items of a plan.
pub const MOST_ITEMS: usize = 50;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The unit is asked and writes it.
    Asked,
    /// Handed to the head for signature.
    WithHead,
    /// Signed: it is followed up.
    Signed,
    /// Taken back by the secretariat.
    Withdrawn,
}

impl State {
    /// All states, in order.
    pub const ALL: [Self; 4] = [Self::Asked, Self::WithHead, Self::Signed, Self::Withdrawn];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::WithHead => "with_head",
            Self::Signed => "signed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// How far an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Not begun.
    #[default]
    Planned,
    /// Begun.
    Underway,
    /// Done.
    Done,
}

impl Progress {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Planned, Self::Underway, Self::Done];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Underway => "underway",
            Self::Done => "done",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.word() == word)
    }
}

/// What a unit says it will do (việc khắc phục).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: String,
    /// Code of the criterion it is to lift, if it is about one.
    pub criterion: Option<String>,
    /// What is done.
    pub task: String,
    /// Who does it.
    pub person: String,
    /// The day by which, `YYYY-MM-DD`.
    pub due_on: String,
    /// How far it is.
    pub progress: Progress,
    /// What was noted when that was said.
    pub note: String,
    /// Account of who said how far it is, and when.
    pub marked: Option<(String, Timestamp)>,
}

impl Item {
    /// Whether its day has passed and it is not done.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.progress != Progress::Done && self.due_on.as_str() < today
    }
}

/// The plan of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Id.
    pub id: String,
    /// Version of the publication that it follows.
    pub version: u32,
    /// Code of the unit.
    pub unit: String,
    /// Why the unit is asked.
    pub because: String,
    /// The day by which the plan is to be signed, `YYYY-MM-DD`.
    pub due_on: String,
    /// Account of who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Why the head sent it back, or the secretariat took it back.
    pub remark: String,
    /// Account of who signed, and when.
    pub signed: Option<(String, Timestamp)>,
    /// What will be done, in order.
    pub items: Vec<Item>,
}

/// What the secretariat asks a unit for.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Id of the plan.
    pub id: &'a str,
    /// Code of the unit.
    pub unit: &'a str,
    /// Version of the publication that it follows.
    pub version: u32,
    /// Why.
    pub because: &'a str,
    /// The day by which the plan is to be signed.
    pub due_on: &'a str,
}

/// Asks a unit for a plan (yêu cầu kế hoạch khắc phục).
///
/// # Errors
/// The round is not published, there is no reason, or the day is not a later one.
pub fn ask(stage: RoundStage, asking: &Asking<'_>, by: &str, at: Timestamp) -> Result<Step<Remedy>, Refusal> {
    if table::timely(Action::AskRemedy, stage, None, false) != Verdict::Yes {
        return Err(Refusal::RoundStage(stage));
    }
    if !is_reason(asking.because) {
        return Err(Refusal::NoReason);
    }
    let plan = Remedy {
        id: asking.id.to_owned(),
        version: asking.version,
        unit: asking.unit.to_owned(),
        because: asking.because.trim().to_owned(),
        due_on: later_day(asking.due_on, at)?,
        by: by.to_owned(),
        at,
        state: State::Asked,
        remark: String::new(),
        signed: None,
        items: Vec::new(),
    };
    let facts = vec![
        ("because", Fact::Text(plan.because.clone())),
        ("due_on", Fact::Text(plan.due_on.clone())),
        ("version", Fact::Whole(u64::from(plan.version))),
    ];
    Ok(plan.step("ask_remedy", facts))
}

impl Remedy {
    /// Writes an item of the plan, or writes it anew: a draft, so nothing is told.
    ///
    /// # Errors
    /// The time is not there, the plan is not being written, or task, person or day are missing.
    pub fn write(mut self, record: &Record, item: Item, at: Timestamp) -> Result<Self, Refusal> {
        timely(Action::WriteRemedy, record)?;
        self.at_state(&[State::Asked])?;
        if !is_reason(&item.task) {
            return Err(because("refusal-remedy-no-task"));
        }
        if item.person.trim().is_empty() {
            return Err(because("refusal-remedy-no-person"));
        }
        let item = Item {
            task: item.task.trim().to_owned(),
            person: item.person.trim().to_owned(),
            due_on: later_day(&item.due_on, at)?,
            ..item
        };
        let full = self.items.len() >= MOST_ITEMS;
        match self.items.iter_mut().find(|known| known.id == item.id) {
            Some(known) => *known = item,
            None if full => {
                return Err(Refusal::Because(Message::new("refusal-remedy-many").count("most", MOST_ITEMS)));
            }
            None => self.items.push(item),
        }
        Ok(self)
    }

    /// Takes an item out of a plan that is being written.
    ///
    /// # Errors
    /// The time is not there or the plan is not being written.
    pub fn drop_item(mut self, record: &Record, item: &str) -> Result<Self, Refusal> {
        timely(Action::WriteRemedy, record)?;
        self.at_state(&[State::Asked])?;
        self.items.retain(|known| known.id != item);
        Ok(self)
    }

    /// Hands the plan to the head (trình ký).
    ///
    /// # Errors
    /// The time is not there, the plan is not being written, or nothing is in it.
    pub fn hand_over(self, record: &Record) -> Result<Step<Self>, Refusal> {
        timely(Action::WriteRemedy, record)?;
        self.at_state(&[State::Asked])?;
        self.some_items()?;
        let next = Self { state: State::WithHead, remark: String::new(), ..self };
        Ok(next.step("hand_over_remedy", Vec::new()))
    }

    /// Sends the plan back to who wrote it, with a remark.
    ///
    /// # Errors
    /// The time is not there, the plan is not with the head, or there is no remark.
    pub fn send_back(self, record: &Record, remark: &str) -> Result<Step<Self>, Refusal> {
        timely(Action::SignRemedy, record)?;
        self.at_state(&[State::WithHead])?;
        if !is_reason(remark) {
            return Err(Refusal::NoReason);
        }
        let next = Self { state: State::Asked, remark: remark.trim().to_owned(), ..self };
        let facts = vec![("remark", Fact::Text(next.remark.clone()))];
        Ok(next.step("send_back_remedy", facts))
    }

    /// Signs the plan (ký duyệt): from here on only progress is noted. Heads may sign what they wrote themselves.
    ///
    /// # Errors
    /// The time is not there, it is signed or taken back, or nothing is in it.
    pub fn sign(self, record: &Record, by: &str, at: Timestamp) -> Result<Step<Self>, Refusal> {
        timely(Action::SignRemedy, record)?;
        self.at_state(&[State::Asked, State::WithHead])?;
        self.some_items()?;
        let said = |item: &Item| {
            let criterion = item.criterion.as_ref().map(|code| format!("{code}: ")).unwrap_or_default();
            format!("{criterion}{} ({})", item.task, item.due_on)
        };
        let facts = vec![("items", Fact::List(self.items.iter().map(said).collect()))];
        let next = Self { state: State::Signed, remark: String::new(), signed: Some((by.to_owned(), at)), ..self };
        Ok(next.step("sign_remedy", facts))
    }

    /// Notes how far an item of the signed plan is.
    ///
    /// # Errors
    /// The time is not there, the plan is not signed, there is no such item, or nothing would change.
    pub fn mark(
        mut self,
        record: &Record,
        item: &str,
        (progress, note): (Progress, &str),
        (by, at): (&str, Timestamp),
    ) -> Result<Step<Self>, Refusal> {
        timely(Action::WriteRemedy, record)?;
        self.at_state(&[State::Signed])?;
        let place = self.items.iter().position(|known| known.id == item);
        let found =
            place.and_then(|place| self.items.get_mut(place)).ok_or_else(|| because("refusal-remedy-no-item"))?;
        if found.progress == progress && found.note == note.trim() {
            return Err(because("refusal-remedy-same"));
        }
        found.progress = progress;
        found.note = note.trim().to_owned();
        found.marked = Some((by.to_owned(), at));
        let facts = vec![
            ("item", Fact::Whole(place.unwrap_or_default() as u64 + 1)),
            ("note", Fact::Text(found.note.clone())),
            ("progress", Fact::Text(progress.word().to_owned())),
        ];
        Ok(self.step("mark_remedy", facts))
    }

    /// Takes the request back, with a reason.
    ///
    /// # Errors
    /// The round is not published, it is signed or taken back already, or there is no reason.
    pub fn withdraw(self, stage: RoundStage, reason: &str) -> Result<Step<Self>, Refusal> {
        if table::timely(Action::AskRemedy, stage, None, false) != Verdict::Yes {
            return Err(Refusal::RoundStage(stage));
        }
        self.at_state(&[State::Asked, State::WithHead])?;
        if !is_reason(reason) {
            return Err(Refusal::NoReason);
        }
        let next = Self { state: State::Withdrawn, remark: reason.trim().to_owned(), ..self };
        let facts = vec![("reason", Fact::Text(next.remark.clone()))];
        Ok(next.step("withdraw_remedy", facts))
    }

    /// Whether the plan itself is not signed although its day has passed.
    pub fn is_overdue(&self, today: &str) -> bool {
        matches!(self.state, State::Asked | State::WithHead) && self.due_on.as_str() < today
    }

    /// How many items of a signed plan are not done although their day has passed.
    pub fn overdue_items(&self, today: &str) -> usize {
        let signed = self.state == State::Signed;
        self.items.iter().filter(|item| signed && item.is_overdue(today)).count()
    }

    /// How many items are done.
    pub fn done(&self) -> usize {
        self.items.iter().filter(|item| item.progress == Progress::Done).count()
    }

    fn at_state(&self, states: &[State]) -> Result<(), Refusal> {
        let key = match self.state {
            state if states.contains(&state) => return Ok(()),
            State::Asked => "refusal-remedy-asked",
            State::WithHead => "refusal-remedy-with-head",
            State::Signed => "refusal-remedy-signed",
            State::Withdrawn => "refusal-remedy-withdrawn",
        };
        Err(because(key))
    }

    fn some_items(&self) -> Result<(), Refusal> {
        if self.items.is_empty() { Err(because("refusal-remedy-empty")) } else { Ok(()) }
    }

    fn step(self, kind: &'static str, more: Vec<(&'static str, Fact)>) -> Step<Self> {
        let mut facts = vec![("remedy", Fact::Text(self.id.clone())), ("unit", Fact::Text(self.unit.clone()))];
        facts.extend(more);
        Step { next: self, kind, facts }
    }
}

/// One unit of a published ranking, as the rule looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Code of the unit.
    pub unit: String,
    /// Rank in its group, from 1.
    pub rank: u32,
    /// Points over the maximum, 0–1.
    pub attainment: Option<Number>,
}

/// Which units of one ranking group the rule asks for a plan, worst first; units that share a rank are all asked.
pub fn low<'a>(rule: &RemedyRule, group: &'a [Standing]) -> Vec<&'a Standing> {
    let share = rule.below.as_ref().and_then(|percent| percent.divided_by(&Number::from(100)));
    let is_low = |one: &&Standing| {
        let worse = group.iter().filter(|other| other.rank > one.rank).count();
        let below = one.attainment.as_ref().zip(share.as_ref()).is_some_and(|(reached, least)| reached < least);
        worse < rule.last as usize || below
    };
    let mut found: Vec<&Standing> = group.iter().filter(is_low).collect();
    found.sort_by(|one, other| other.rank.cmp(&one.rank).then_with(|| one.unit.cmp(&other.unit)));
    found
}

fn timely(action: Action, record: &Record) -> Result<(), Refusal> {
    match table::timely(action, record.round_stage, Some(record.stage.kind()), false) {
        Verdict::Yes => Ok(()),
        Verdict::Refused(why) => Err(why.refusal(action, record)),
        Verdict::Hidden => Err(Refusal::NoRole(action)),
    }
}

/// A day that is not before today.
fn later_day(day: &str, at: Timestamp) -> Result<String, Refusal> {
    let is_day = Timestamp::of_date(day).is_some();
    if is_day && day >= at.local_date().as_str() { Ok(day.to_owned()) } else { Err(because("refusal-remedy-day")) }
}

fn because(key: &str) -> Refusal {
    Refusal::Because(Message::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Asked;
    use crate::stage::Stage;

    fn at() -> Timestamp {
        Timestamp::of_date("2027-01-10").expect("a day")
    }

    fn record(round_stage: RoundStage) -> Record {
        Record {
            round: "mau".to_owned(),
            unit: "xa-mau-1".to_owned(),
            stage: Stage::Missed,
            round_stage,
            closed_at: Some(at()),
            due_at: None,
            version: 1,
            asked: Asked::default(),
        }
    }

    fn asked(stage: RoundStage, because: &str, due_on: &str) -> Result<Remedy, Refusal> {
        let asking = Asking { id: "a", unit: "xa-mau-1", version: 1, because, due_on };
        ask(stage, &asking, "sec", at()).map(|step| step.next)
    }

    fn item(id: &str, task: &str, due_on: &str) -> Item {
        let (id, task, due_on) = (id.to_owned(), task.to_owned(), due_on.to_owned());
        Item { id, task, due_on, person: "Lê Thị Mẫu".to_owned(), ..Item::default() }
    }

    #[test]
    fn a_plan_is_asked_for_after_publication_with_a_reason_and_a_later_day() {
        let why = "Xếp cuối khối, dưới 50 % điểm tối đa";
        assert_eq!(asked(RoundStage::Approval, why, "2027-02-01"), Err(Refusal::RoundStage(RoundStage::Approval)));
        assert_eq!(asked(RoundStage::Published, "...", "2027-02-01"), Err(Refusal::NoReason));
        assert_eq!(asked(RoundStage::Published, why, "2027-01-09"), Err(because("refusal-remedy-day")));
        assert!(asked(RoundStage::Published, why, "2027-01-10").is_ok());
    }

    #[test]
    fn a_plan_is_written_signed_and_followed_up_and_no_step_is_skipped() {
        let published = record(RoundStage::Published);
        let plan = asked(RoundStage::Published, "Xếp cuối khối xã", "2027-02-01").expect("a plan");
        assert_eq!(plan.clone().hand_over(&published), Err(because("refusal-remedy-empty")));
        let no_task = plan.clone().write(&published, item("1", "…", "2027-03-01"), at());
        assert_eq!(no_task, Err(because("refusal-remedy-no-task")));
        let plan = plan.write(&published, item("1", "Mở lớp kỹ năng số", "2027-03-01"), at()).expect("an item");
        let plan = plan.write(&published, item("2", "Bổ sung máy quét", "2027-04-01"), at()).expect("an item");
        assert!(plan.clone().mark(&published, "1", (Progress::Done, ""), ("clerk", at())).is_err());
        let handed = plan.hand_over(&published).expect("with the head").next;
        assert!(handed.clone().write(&published, item("3", "Thêm việc", "2027-04-01"), at()).is_err());
        assert_eq!(handed.clone().send_back(&published, "-"), Err(Refusal::NoReason));
        let signed = handed.sign(&published, "head", at()).expect("signed");
        assert!(
            signed
                .facts
                .iter()
                .any(|(name, fact)| *name == "items" && matches!(fact, Fact::List(list) if list.len() == 2))
        );
        let signed = signed.next;
        assert!(signed.clone().withdraw(RoundStage::Published, "Kết quả đã đính chính").is_err());
        assert_eq!(signed.overdue_items("2027-03-15"), 1);
        let marked = signed.mark(&published, "1", (Progress::Done, "Đã mở hai lớp"), ("clerk", at())).expect("marked");
        assert_eq!((marked.next.done(), marked.next.overdue_items("2027-03-15")), (1, 0));
    }

    #[test]
    fn the_rule_takes_the_last_of_a_group_with_all_that_share_the_rank_and_those_below_a_share() {
        let one = |unit: &str, rank, percent: i64| Standing {
            unit: unit.to_owned(),
            rank,
            attainment: Number::from(percent).divided_by(&Number::from(100)),
        };
        let group = [one("a", 1, 90), one("b", 2, 45), one("c", 3, 70), one("d", 3, 70)];
        let codes = |rule: &RemedyRule| low(rule, &group).into_iter().map(|one| one.unit.as_str()).collect::<Vec<_>>();
        assert_eq!(codes(&RemedyRule { last: 1, below: None }), ["c", "d"]);
        assert_eq!(codes(&RemedyRule { last: 0, below: Some(Number::from(50)) }), ["b"]);
        assert_eq!(codes(&RemedyRule { last: 1, below: Some(Number::from(50)) }), ["c", "d", "b"]);
        assert!(codes(&RemedyRule::default()).is_empty());
    }
}
