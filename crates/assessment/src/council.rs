//! The council: who sits, whether enough sit, how an item is voted on, and what a vote sealed beforehand is.

use thuocdo_base::Message;

use crate::record::is_reason;
use crate::refusal::Refusal;

macro_rules! words {
    ($name:ident, $($variant:ident = $word:literal),+) => {
        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word by which rows, forms and locale entries know it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// Reads the word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

/// Where a sitting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sitting {
    /// Being prepared.
    Planned,
    /// Under way.
    Open,
    /// Over: nothing of it changes any more.
    Closed,
}
words!(Sitting, Planned = "planned", Open = "open", Closed = "closed");

/// How a member takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Sits in the room.
    Present,
    /// Gives opinions in writing.
    InWriting,
    /// Does not take part.
    Absent,
}
words!(Presence, Present = "present", InWriting = "in_writing", Absent = "absent");

/// Where an item of the agenda stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Waits for its turn.
    Waiting,
    /// A proposal is before the council.
    Open,
    /// Decided.
    Decided,
    /// Left without a decision: the points below count.
    PutOff,
}
words!(ItemState, Waiting = "waiting", Open = "open", Decided = "decided", PutOff = "put_off");

/// What a member says to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Agrees.
    For,
    /// Does not agree.
    Against,
    /// Something else.
    Other,
}
words!(Choice, For = "for", Against = "against", Other = "other");

/// What the council made of the appraised points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They stand (công nhận).
    Recognized,
    /// Others count, with a reason (điều chỉnh).
    Adjusted,
}
words!(Outcome, Recognized = "recognized", Adjusted = "adjusted");

/// One member of a sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Account.
    pub account: String,
    /// Whether the role votes: chair and members do, the secretary does not.
    pub votes: bool,
    /// How the member takes part.
    pub presence: Presence,
}

/// How many of those who vote take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// In the room or in writing.
    pub here: usize,
    /// All who vote.
    pub of: usize,
}

impl Quorum {
    /// Counts a sitting.
    pub fn of(members: &[Member]) -> Self {
        let votes = members.iter().filter(|member| member.votes);
        let here = votes.clone().filter(|member| member.presence != Presence::Absent).count();
        Self { here, of: votes.count() }
    }

    /// Whether more than half take part.
    pub fn is_met(self) -> bool {
        self.here * 2 > self.of
    }
}

/// Accounts that may vote on an item: they vote, take part and are not tied to the unit.
pub fn voters(members: &[Member], is_tied: impl Fn(&str) -> bool) -> Vec<&str> {
    let here = members.iter().filter(|member| member.votes && member.presence != Presence::Absent);
    here.map(|member| member.account.as_str()).filter(|account| !is_tied(account)).collect()
}

/// Votes on an item, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many may vote.
    pub may: usize,
    /// Agree.
    pub yes: usize,
    /// Do not agree.
    pub no: usize,
    /// Say something else.
    pub other: usize,
}

impl Tally {
    /// Counts the votes of those who may vote.
    pub fn of(voters: &[&str], votes: &[(String, Choice)]) -> Self {
        let count = |choice: Choice| {
            votes.iter().filter(|(account, given)| *given == choice && voters.contains(&account.as_str())).count()
        };
        Self { may: voters.len(), yes: count(Choice::For), no: count(Choice::Against), other: count(Choice::Other) }
    }

    /// Whether more than half of those who may vote agree.
    pub fn is_valid(self) -> bool {
        self.yes * 2 > self.may
    }

    /// How many who may vote have not.
    pub fn silent(self) -> usize {
        self.may.saturating_sub(self.yes + self.no + self.other)
    }
}

/// Whether sealed votes may be read: all who may vote have sealed theirs, or the sitting is over.
pub fn may_reveal(voters: &[&str], sealed: &[&str], sitting: Sitting) -> bool {
    sitting == Sitting::Closed || !voters.is_empty() && voters.iter().all(|account| sealed.contains(account))
}

/// The text that a commitment is made over: which item, whose vote, on what, what it says.
pub fn sealed_text(item: &str, account: &str, proposal: &str, choice: Choice) -> String {
    format!("thuocdo vote v1\n{item}\n{account}\n{proposal}\n{}", choice.word())
}

/// Reads the choice of a sealed text back.
pub fn choice_of(text: &str) -> Option<Choice> {
    text.strip_prefix("thuocdo vote v1\n")?.rsplit('\n').next().and_then(Choice::of)
}

/// Lets a sitting be worked in, or says why not.
///
/// # Errors
/// It is not open.
pub fn working(sitting: Sitting) -> Result<(), Refusal> {
    match sitting {
        Sitting::Open => Ok(()),
        Sitting::Planned => Err(because("council-not-open")),
        Sitting::Closed => Err(because("council-closed")),
    }
}

/// Lets an item be decided, and says what the decision is.
///
/// `same` tells that the proposal is what was appraised.
///
/// # Errors
/// The sitting is not open, too few take part, nothing is proposed, votes are sealed or too few, or points are
/// changed without a conclusion that gives the reason.
pub fn decide(
    sitting: Sitting,
    quorum: Quorum,
    item: ItemState,
    (tally, revealed): (Tally, bool),
    same: bool,
    conclusion: &str,
) -> Result<Outcome, Refusal> {
    working(sitting)?;
    if item != ItemState::Open {
        return Err(because("council-no-proposal"));
    }
    if !quorum.is_met() {
        return Err(no_quorum(quorum));
    }
    if !revealed {
        return Err(because("council-sealed"));
    }
    if !tally.is_valid() {
        let message = Message::new("council-too-few").count("yes", tally.yes).count("may", tally.may);
        return Err(Refusal::Because(message));
    }
    if same {
        return Ok(Outcome::Recognized);
    }
    if is_reason(conclusion) { Ok(Outcome::Adjusted) } else { Err(Refusal::NoReason) }
}

/// Too few take part.
pub fn no_quorum(quorum: Quorum) -> Refusal {
    Refusal::Because(Message::new("council-no-quorum").count("here", quorum.here).count("of", quorum.of))
}

fn because(key: &str) -> Refusal {
    Refusal::Because(Message::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(present: usize, of: usize) -> Vec<Member> {
        let presence = |at: usize| if at < present { Presence::Present } else { Presence::Absent };
        (0..of).map(|at| Member { account: format!("m{at}"), votes: true, presence: presence(at) }).collect()
    }

    #[test]
    fn more_than_half_must_take_part_in_the_room_or_in_writing() {
        assert!(!Quorum::of(&members(5, 10)).is_met() && Quorum::of(&members(6, 11)).is_met());
        let mut some = members(5, 10);
        some[5].presence = Presence::InWriting;
        some.push(Member { account: "secretary".to_owned(), votes: false, presence: Presence::Present });
        assert_eq!(Quorum::of(&some), Quorum { here: 6, of: 10 });
        assert!(!Quorum::of(&[]).is_met());
    }

    #[test]
    fn ux_76_whoever_is_tied_has_no_vote_and_none_that_was_given_counts() {
        let some = members(3, 3);
        let voters = voters(&some, |account| account == "m0");
        assert_eq!(voters, ["m1", "m2"]);
        let votes = [("m0", Choice::For), ("m1", Choice::For), ("m2", Choice::Other)];
        let tally = Tally::of(&voters, &votes.map(|(who, choice)| (who.to_owned(), choice)));
        assert_eq!((tally.yes, tally.may, tally.is_valid()), (1, 2, false));
    }

    #[test]
    fn b3_sealed_votes_are_read_only_when_all_have_sealed_or_the_sitting_is_over() {
        let voters = ["m1", "m2"];
        assert!(!may_reveal(&voters, &["m1"], Sitting::Open) && may_reveal(&voters, &["m2", "m1"], Sitting::Open));
        assert!(may_reveal(&voters, &[], Sitting::Closed), "who never votes cannot block closing");
        assert!(!may_reveal(&[], &[], Sitting::Open));
        let text = sealed_text("i", "m1", "1.5", Choice::Other);
        assert_eq!(choice_of(&text), Some(Choice::Other));
    }

    #[test]
    fn an_adjusted_item_needs_quorum_votes_and_a_reason_a_recognized_one_no_reason() {
        let (met, votes) = (Quorum { here: 2, of: 3 }, Tally { may: 2, yes: 2, no: 0, other: 0 });
        let go = |sitting, quorum, tally, same, why: &str| {
            decide(sitting, quorum, ItemState::Open, (tally, true), same, why)
        };
        assert_eq!(go(Sitting::Open, met, votes, true, ""), Ok(Outcome::Recognized));
        assert_eq!(go(Sitting::Open, met, votes, false, "…"), Err(Refusal::NoReason));
        assert_eq!(go(Sitting::Open, met, votes, false, "Đã bổ sung nhật ký"), Ok(Outcome::Adjusted));
        assert!(go(Sitting::Closed, met, votes, true, "").is_err());
        assert!(go(Sitting::Open, Quorum { here: 1, of: 2 }, votes, true, "").is_err());
        assert!(go(Sitting::Open, met, Tally { yes: 1, ..votes }, true, "").is_err());
        assert!(decide(Sitting::Open, met, ItemState::Open, (votes, false), true, "").is_err(), "sealed");
        assert!(decide(Sitting::Open, met, ItemState::Waiting, (votes, true), true, "").is_err(), "no proposal");
    }
}
