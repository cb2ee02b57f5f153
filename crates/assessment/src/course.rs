//! The course of a round: which stage follows which, and what must be so before it does.

use thuocdo_base::{Message, Timestamp};

use crate::action::Action;
use crate::record::{Fact, Step, is_reason};
use crate::refusal::Refusal;
use crate::settings::Settings;
use crate::stage::RoundStage;
use crate::table::{self, Verdict};

/// The stage that follows, or `None` where only a decision leads on.
///
/// Clarification, a second appraisal and a council take place if the settings plan an end for them.
pub fn next(stage: RoundStage, settings: &Settings) -> Option<RoundStage> {
    let is_held = |later: &RoundStage| match later {
        RoundStage::Clarification | RoundStage::SecondAppraisal | RoundStage::Council => {
            settings.plan(*later).is_some()
        }
        _ => true,
    };
    let leads_on =
        !matches!(stage, RoundStage::Preparing | RoundStage::Approval | RoundStage::Published | RoundStage::Cancelled);
    RoundStage::ALL.into_iter().filter(|later| leads_on && *later > stage).find(is_held)
}

/// Takes a round to its next stage (chuyển giai đoạn).
///
/// `barring` keeps the stage from ending; `lacking` is work that is not finished: it may be left so, with a reason.
///
/// # Errors
/// The stage does not lead on by itself, something bars it, or work is unfinished and no reason is given.
pub fn advance(
    stage: RoundStage,
    settings: &Settings,
    at: Timestamp,
    barring: Vec<Message>,
    lacking: &[Message],
    reason: &str,
) -> Result<Step<RoundStage>, Refusal> {
    let following = match table::timely(Action::Advance, stage, None, false) {
        Verdict::Yes => next(stage, settings),
        _ => None,
    };
    let following = following.ok_or(Refusal::RoundStage(stage))?;
    if !barring.is_empty() {
        return Err(Refusal::Blocking(barring.into_iter().map(|why| (String::new(), why)).collect()));
    }
    if !lacking.is_empty() && !is_reason(reason) {
        return Err(Refusal::NoReason);
    }
    let mut facts = vec![
        ("from", Fact::Text(stage.word().to_owned())),
        ("to", Fact::Text(following.word().to_owned())),
        ("at", Fact::Text(at.to_string())),
    ];
    if !lacking.is_empty() {
        facts.push(("unfinished", Fact::Whole(lacking.len() as u64)));
        facts.push(("reason", Fact::Text(reason.trim().to_owned())));
    }
    Ok(Step { next: following, kind: "advance", facts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Closes, StagePlan};

    fn planned(stages: &[RoundStage]) -> Settings {
        let plan = |stage: &RoundStage| StagePlan {
            stage: *stage,
            closes: Closes::After { days: 5, time: "17:00".to_owned() },
        };
        Settings { stages: stages.iter().map(plan).collect(), ..Settings::default() }
    }

    #[test]
    fn stages_that_nobody_planned_are_passed_over() {
        let short = planned(&[]);
        assert_eq!(next(RoundStage::SelfAssessment, &short), Some(RoundStage::Appraisal));
        assert_eq!(next(RoundStage::Appraisal, &short), Some(RoundStage::Approval));
        let long = planned(&[RoundStage::Clarification, RoundStage::SecondAppraisal, RoundStage::Council]);
        assert_eq!(next(RoundStage::Appraisal, &long), Some(RoundStage::Clarification));
        assert_eq!(next(RoundStage::SecondAppraisal, &long), Some(RoundStage::Council));
    }

    #[test]
    fn only_a_decision_leads_from_approval_to_publication() {
        let settings = planned(&[]);
        for stage in [RoundStage::Preparing, RoundStage::Approval, RoundStage::Published, RoundStage::Cancelled] {
            let at = Timestamp::from_micros(0);
            assert_eq!(advance(stage, &settings, at, Vec::new(), &[], ""), Err(Refusal::RoundStage(stage)));
        }
    }

    #[test]
    fn unfinished_work_is_left_only_with_a_reason() {
        let (settings, at, lacking) = (planned(&[]), Timestamp::from_micros(0), [Message::new("x")]);
        let go = |reason: &str| advance(RoundStage::Appraisal, &settings, at, Vec::new(), &lacking, reason);
        assert_eq!(go("…"), Err(Refusal::NoReason));
        assert_eq!(go("Cơ quan phụ trách đã giải thể").map(|step| step.next), Ok(RoundStage::Approval));
    }
}
