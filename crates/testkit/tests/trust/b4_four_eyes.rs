//! B4: no published value changes without two distinct approvers and a reason.

use thuocdo_assessment::decision::{self, Issued, Proposal, Proposing, State};
use thuocdo_assessment::{Refusal, RoundStage};
use thuocdo_base::Timestamp;

use super::{Dice, size};

const PEOPLE: [&str; 4] = ["p0", "p1", "p2", "p3"];
const REASONS: [&str; 3] = ["", "...", "Đính chính theo kiến nghị"];

/// A round as the public and its log see it.
#[derive(Default)]
struct Walk {
    last: Option<Proposal>,
    published: u32,
    value: String,
    now: i64,
    changed: usize,
}

impl Walk {
    fn at(&self) -> Timestamp {
        Timestamp::from_micros(self.now)
    }

    /// One random try of one random person; refusals change nothing.
    fn step(&mut self, dice: &Dice) -> Result<(), Refusal> {
        self.now += 1;
        let pick = |most: usize| usize::try_from(dice.below(most as u64)).unwrap_or_default();
        let (by, reason, digest) = (PEOPLE[pick(4)], REASONS[pick(3)], format!("value {}", pick(5)));
        let at = self.at();
        let Some(last) = self.last.clone().filter(|_| pick(5) > 0) else {
            let stage = if self.published == 0 { RoundStage::Approval } else { RoundStage::Published };
            let what =
                Proposing { stage, last: self.last.as_ref(), published: self.published, digest: &digest, reason };
            self.last = Some(decision::propose(&what, by, at)?.next);
            return Ok(());
        };
        let shown = if pick(4) > 0 { last.digest.clone() } else { digest };
        let next = match pick(8) {
            0..4 => last.approve(by, at, &shown, "")?.next,
            4 => last.send_back(by, at, reason)?.next,
            5..7 => {
                let (number, date, issuer) = ("1/QĐ".to_owned(), "2027-02-01".to_owned(), "UBND".to_owned());
                last.issue(Issued { number, date, issuer, embargo: at })?.next
            }
            _ => {
                let next = last.publish(at, &shown)?.next;
                self.publish(&next, &shown);
                next
            }
        };
        self.last = Some(next);
        Ok(())
    }

    /// The value changes: that it could is what is checked.
    fn publish(&mut self, by: &Proposal, value: &str) {
        let mut voices: Vec<&str> = by.opinions.iter().filter(|it| it.approves).map(|it| it.by.as_str()).collect();
        voices.sort_unstable();
        voices.dedup();
        voices.retain(|voice| *voice != by.by);
        assert!(voices.len() >= 2, "{by:?}");
        assert_eq!(by.digest, value, "another value than the approved one");
        assert_eq!(by.state, State::Published);
        assert!(self.published == 0 || by.reason.as_deref() == Some(REASONS[2]), "{by:?}");
        assert_eq!(by.version, self.published + 1);
        (self.published, self.value, self.changed) = (by.version, value.to_owned(), self.changed + 1);
    }
}

#[test]
fn b4_no_published_value_changes_without_two_approvers_and_a_reason() {
    let (dice, mut walk) = (Dice::new(4), Walk::default());
    let steps = size(20_000, 100_000);
    let mut refused = 0;
    for _ in 0..steps {
        let before = (walk.published, walk.value.clone());
        if walk.step(&dice).is_err() {
            refused += 1;
            assert_eq!(before, (walk.published, walk.value.clone()), "a refusal changes nothing");
        }
    }
    println!("B4: {steps} steps, {refused} refused, {} published", walk.changed);
    assert!(walk.changed > 20 && refused > steps / 10, "the walk goes everywhere");
}

/// The control: a proposal whose state somebody set past the votes is not published.
#[test]
fn b4_a_state_that_was_set_without_votes_is_no_approval() {
    let what = Proposing { stage: RoundStage::Approval, last: None, published: 0, digest: "a", reason: "" };
    let proposed = decision::propose(&what, "p0", Timestamp::from_micros(1)).expect("a proposal").next;
    let forged = Proposal { state: State::Approved, ..proposed };
    assert!(forged.publish(Timestamp::from_micros(2), "a").is_err());
}
