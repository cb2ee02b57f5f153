//! Approval under four eyes: a result is proposed, approved by two others, issued, published; never edited.
//!
//! What is approved is a digest of the frozen result; only a result with this digest is published. A published
//! round changes by a new proposal alone, with a reason and again two people: version n + 1 supersedes version n.

use thuocdo_base::{Message, Timestamp, read};

use crate::action::Action;
use crate::record::{Fact, Step, is_reason};
use crate::refusal::Refusal;
use crate::stage::RoundStage;
use crate::table::{self, Verdict};

/// How many members have to approve, none of whom proposed.
pub const APPROVALS: usize = 2;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Before the committee.
    Proposed,
    /// Sent back with a reason; nothing follows from it.
    SentBack,
    /// Approved; what was approved may be published.
    Approved,
    /// Published.
    Published,
}

impl State {
    /// All states, in order.
    pub const ALL: [Self; 4] = [Self::Proposed, Self::SentBack, Self::Approved, Self::Published];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::SentBack => "sent_back",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether something may still follow from it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Approved)
    }
}

/// What one member of the committee says of a proposal (ý kiến).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Account of the member.
    pub by: String,
    /// Whether they approve.
    pub approves: bool,
    /// What they remark; needed when they send it back.
    pub comment: String,
    /// When.
    pub at: Timestamp,
}

/// The decision that publishes a result, and from when it may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Number and notation.
    pub number: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Nothing of it is shown before this moment (cấm công bố trước).
    pub embargo: Timestamp,
}

/// A result put before the committee (tờ trình phê duyệt).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Version that the publication would have.
    pub version: u32,
    /// Why a published result is to change; nothing for a first version.
    pub reason: Option<String>,
    /// SHA-256 of the frozen result, as 64 hexadecimal digits.
    pub digest: String,
    /// Where it stands.
    pub state: State,
    /// Account of who proposed it.
    pub by: String,
    /// When; with the version it names the proposal.
    pub at: Timestamp,
    /// What members said, one each.
    pub opinions: Vec<Opinion>,
    /// The decision, once it is known.
    pub issued: Option<Issued>,
}

/// What is about to be proposed.
#[derive(Clone, Copy, Debug)]
pub struct Proposing<'a> {
    /// Stage of the round.
    pub stage: RoundStage,
    /// The last proposal of the round.
    pub last: Option<&'a Proposal>,
    /// Version that is published now; 0 for none.
    pub published: u32,
    /// SHA-256 of the frozen result.
    pub digest: &'a str,
    /// Why a published result is to change.
    pub reason: &'a str,
}

/// Puts a result before the committee (trình phê duyệt).
///
/// # Errors
/// The round is at another stage, a proposal is still open, or a published result is to change without a reason.
pub fn propose(what: &Proposing<'_>, by: &str, at: Timestamp) -> Result<Step<Proposal>, Refusal> {
    if table::timely(Action::Propose, what.stage, None, false) != Verdict::Yes {
        return Err(Refusal::RoundStage(what.stage));
    }
    if what.last.is_some_and(|last| last.state.is_open()) {
        return Err(because("refusal-proposal-open"));
    }
    let corrects = what.published > 0;
    if corrects && !is_reason(what.reason) {
        return Err(Refusal::NoReason);
    }
    let reason = corrects.then(|| what.reason.trim().to_owned());
    let proposal = Proposal {
        version: what.published.saturating_add(1),
        reason,
        digest: what.digest.to_owned(),
        state: State::Proposed,
        by: by.to_owned(),
        at,
        opinions: Vec::new(),
        issued: None,
    };
    Ok(proposal.step("propose", Vec::new()))
}

impl Proposal {
    /// Members who approve, each once, without whoever proposed.
    pub fn approvers(&self) -> impl Iterator<Item = &str> {
        let approve = self.opinions.iter().filter(|opinion| opinion.approves && opinion.by != self.by);
        let mut seen = std::collections::BTreeSet::new();
        approve.map(|opinion| opinion.by.as_str()).filter(move |by| seen.insert(*by))
    }

    /// Says that a member approves what has this digest (phê duyệt).
    ///
    /// # Errors
    /// It is no longer before the committee, the member proposed it or has spoken, or looked at something else.
    pub fn approve(self, by: &str, at: Timestamp, digest: &str, comment: &str) -> Result<Step<Self>, Refusal> {
        self.hears(by)?;
        if self.state != State::Proposed {
            return Err(self.not_now());
        }
        if digest != self.digest {
            return Err(because("refusal-other-digest"));
        }
        if self.opinions.iter().any(|opinion| opinion.by == by) {
            return Err(because("refusal-spoken"));
        }
        let next = self.with(Opinion { by: by.to_owned(), approves: true, comment: comment.trim().to_owned(), at });
        let enough = next.approvers().count() >= APPROVALS;
        let next = Self { state: if enough { State::Approved } else { State::Proposed }, ..next };
        Ok(next.step("approve", Vec::new()))
    }

    /// Sends it back with a reason; also an approved one, as long as it is not published (trả lại).
    ///
    /// # Errors
    /// It is not before the committee, the member proposed it, or there is no reason.
    pub fn send_back(self, by: &str, at: Timestamp, reason: &str) -> Result<Step<Self>, Refusal> {
        self.hears(by)?;
        if !self.state.is_open() {
            return Err(self.not_now());
        }
        if !is_reason(reason) {
            return Err(Refusal::NoReason);
        }
        let comment = reason.trim().to_owned();
        let facts = vec![("reason", Fact::Text(comment.clone()))];
        let next = self.with(Opinion { by: by.to_owned(), approves: false, comment, at });
        Ok(Self { state: State::SentBack, ..next }.step("send_back_result", facts))
    }

    /// Notes the decision that publishes it, and from when it may be seen.
    ///
    /// # Errors
    /// It is not approved, or number, date or issuer is missing.
    pub fn issue(self, issued: Issued) -> Result<Step<Self>, Refusal> {
        if self.state != State::Approved {
            return Err(self.not_now());
        }
        let Issued { number, date, issuer, embargo } = issued;
        let (number, issuer) = (number.trim().to_owned(), issuer.trim().to_owned());
        let date = read::date(&date).ok_or_else(|| because("refusal-decision-date"))?;
        if !number.chars().any(char::is_alphanumeric) || !issuer.chars().any(char::is_alphabetic) {
            return Err(because("refusal-decision-incomplete"));
        }
        let facts = vec![
            ("number", Fact::Text(number.clone())),
            ("date", Fact::Text(date.clone())),
            ("issuer", Fact::Text(issuer.clone())),
            ("embargo", Fact::Text(embargo.to_string())),
        ];
        Ok(Self { issued: Some(Issued { number, date, issuer, embargo }), ..self }.step("issue", facts))
    }

    /// Publishes what has this digest (công bố).
    ///
    /// # Errors
    /// It is not approved by two others, has no decision, its moment has not come, or the result is another one.
    pub fn publish(self, at: Timestamp, digest: &str) -> Result<Step<Self>, Refusal> {
        if self.state != State::Approved || self.approvers().count() < APPROVALS {
            return Err(self.not_now());
        }
        let issued = self.issued.as_ref().ok_or_else(|| because("refusal-no-decision"))?;
        if at < issued.embargo {
            let message = Message::new("refusal-embargo").text("at", thuocdo_words::show::moment(issued.embargo));
            return Err(Refusal::Because(message));
        }
        if digest != self.digest {
            return Err(because("refusal-other-digest"));
        }
        Ok(Self { state: State::Published, ..self }.step("release", Vec::new()))
    }

    /// Whoever proposed has no voice in it.
    fn hears(&self, by: &str) -> Result<(), Refusal> {
        if by == self.by { Err(because("refusal-own-proposal")) } else { Ok(()) }
    }

    fn not_now(&self) -> Refusal {
        because(match self.state {
            State::Proposed => "refusal-not-approved",
            State::SentBack => "refusal-sent-back",
            State::Approved => "refusal-approved",
            State::Published => "refusal-result-published",
        })
    }

    fn with(mut self, opinion: Opinion) -> Self {
        self.opinions.retain(|known| known.by != opinion.by);
        self.opinions.push(opinion);
        self
    }

    fn step(self, kind: &'static str, more: Vec<(&'static str, Fact)>) -> Step<Self> {
        let mut facts = vec![
            ("digest", Fact::Text(self.digest.clone())),
            ("state", Fact::Text(self.state.word().to_owned())),
            ("version", Fact::Whole(u64::from(self.version))),
        ];
        facts.extend(self.reason.clone().map(|reason| ("because", Fact::Text(reason))));
        facts.extend(more);
        Step { next: self, kind, facts }
    }
}

fn because(key: &str) -> Refusal {
    Refusal::Because(Message::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::from_micros(1_000_000)
    }

    fn proposed(published: u32, reason: &str) -> Result<Proposal, Refusal> {
        let (stage, last) = (if published == 0 { RoundStage::Approval } else { RoundStage::Published }, None);
        let what = Proposing { stage, last, published, digest: "aa", reason };
        propose(&what, "secretary", at()).map(|step| step.next)
    }

    fn approved() -> Proposal {
        let first = proposed(0, "").and_then(|it| it.approve("one", at(), "aa", "")).map(|step| step.next);
        first.and_then(|it| it.approve("two", at(), "aa", "")).map(|step| step.next).expect("approved")
    }

    fn issued(embargo: Timestamp) -> Issued {
        let (number, issuer) = ("12/QĐ-UBND".to_owned(), "UBND tỉnh Mẫu".to_owned());
        Issued { number, date: "2027-02-01".to_owned(), issuer, embargo }
    }

    #[test]
    fn two_others_have_to_approve_what_somebody_proposed() {
        let one = proposed(0, "").and_then(|it| it.approve("one", at(), "aa", "")).expect("one").next;
        assert_eq!(one.state, State::Proposed);
        assert_eq!(one.clone().approve("one", at(), "aa", ""), Err(because("refusal-spoken")));
        assert_eq!(one.clone().approve("secretary", at(), "aa", ""), Err(because("refusal-own-proposal")));
        assert_eq!(one.clone().approve("two", at(), "bb", ""), Err(because("refusal-other-digest")));
        assert_eq!(one.approve("two", at(), "aa", "").expect("two").next.state, State::Approved);
    }

    #[test]
    fn a_published_result_changes_only_for_a_reason() {
        assert_eq!(proposed(1, "…"), Err(Refusal::NoReason));
        let correction = proposed(1, "Kết quả của UBND xã đã được đính chính").expect("a correction");
        assert_eq!(correction.version, 2);
        assert!(correction.reason.is_some());
    }

    #[test]
    fn one_proposal_at_a_time_and_only_at_its_stage() {
        let open = approved();
        let mut what =
            Proposing { stage: RoundStage::Approval, last: Some(&open), published: 0, digest: "bb", reason: "" };
        assert_eq!(propose(&what, "secretary", at()), Err(because("refusal-proposal-open")));
        let back = open.clone().send_back("one", at(), "Còn thiếu kết quả khối sở").expect("sent back").next;
        assert_eq!(back.clone().approve("two", at(), "aa", ""), Err(because("refusal-sent-back")));
        what.last = Some(&back);
        assert!(propose(&what, "secretary", at()).is_ok());
        what.stage = RoundStage::Council;
        assert_eq!(propose(&what, "secretary", at()), Err(Refusal::RoundStage(RoundStage::Council)));
    }

    #[test]
    fn nothing_is_published_before_its_moment_or_without_its_decision() {
        let later = at().days_later(1);
        assert_eq!(approved().publish(later, "aa"), Err(because("refusal-no-decision")));
        let ready = approved().issue(issued(later)).expect("issued").next;
        assert!(matches!(ready.clone().publish(at(), "aa"), Err(Refusal::Because(_))));
        assert_eq!(ready.clone().publish(later, "bb"), Err(because("refusal-other-digest")));
        assert_eq!(ready.publish(later, "aa").expect("published").next.state, State::Published);
        let empty = Issued { number: " ".to_owned(), ..issued(at()) };
        assert_eq!(approved().issue(empty), Err(because("refusal-decision-incomplete")));
    }
}
