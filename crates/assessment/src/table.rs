//! The rule of all rules: which role may do what at which stage. What no line allows is hidden.
//!
//! [`allowed`] is the whole table; [`judge`] and [`judge_round`] ask it for each role of a person and keep
//! the best answer. `docs/reference/stages.md` is written from it.

use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use crate::action::Action;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::role::{Role, Roles};
use crate::stage::{RoundStage, StageKind};

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The role does not even see that there is such a thing.
    Hidden,
    /// The role sees it and is told why not.
    Refused(Why),
    /// It may be done.
    Yes,
}

/// Why the table refuses, before it is put into a sentence; later ones are nearer to a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The role sees the record but this is for another role.
    NoRole,
    /// The round is at another stage.
    RoundStage,
    /// The closing has happened.
    Closed,
    /// The record is at another stage.
    RecordStage,
}

/// Says whether a role may act; `record` is `None` where no record is in question.
pub fn allowed(action: Action, role: Role, round: RoundStage, record: Option<StageKind>, closed: bool) -> Verdict {
    if !holds(role, action) {
        return stranger(action, role, round, record);
    }
    if action == Action::ViewRecord {
        return if record.is_some_and(|stage| sees(role, round, stage)) { Verdict::Yes } else { Verdict::Hidden };
    }
    if is_early(action, role, round) {
        return Verdict::Hidden;
    }
    timely(action, round, record, closed)
}

/// Layers of points and results show themselves to a role only when its turn has come.
fn is_early(action: Action, role: Role, round: RoundStage) -> bool {
    let turn = match role {
        Role::CouncilChair | Role::CouncilSecretary | Role::CouncilMember => RoundStage::Council,
        Role::Committee => RoundStage::Approval,
        _ => RoundStage::Appraisal,
    };
    let looks = matches!(action, Action::ViewAppraisal | Action::ViewCouncil | Action::ViewResult);
    looks && (round < turn || round == RoundStage::Cancelled)
}

/// Says whether the time for an action is there, whoever acts.
pub fn timely(action: Action, round: RoundStage, record: Option<StageKind>, closed: bool) -> Verdict {
    if !in_time(action, round) {
        return Verdict::Refused(Why::RoundStage);
    }
    match (action.is_of_record(), record) {
        (false, _) => Verdict::Yes,
        (true, None) => Verdict::Hidden,
        (true, Some(stage)) => at_stage(action, stage, closed),
    }
}

/// Who does what: the roles of an action.
fn holds(role: Role, action: Action) -> bool {
    use Role::{
        Administrator, Appraiser, Auditor, Committee, Contributor, CouncilChair, CouncilMember, CouncilSecretary,
        Secretariat, UnitHead,
    };
    let council = matches!(role, CouncilChair | CouncilMember | CouncilSecretary);
    match action {
        Action::ViewRecord => council || role != Administrator,
        Action::Answer | Action::Attach | Action::HandOver | Action::TakeBack => role == Contributor,
        Action::Assign | Action::AddSignedPaper => matches!(role, Contributor | UnitHead),
        Action::SendBack | Action::Submit | Action::SignRemedy => role == UnitHead,
        Action::Reopen | Action::Extend | Action::Remind | Action::Advance => role == Secretariat,
        Action::Appraise | Action::CompleteAppraisal => role == Appraiser,
        Action::AskClarification => matches!(role, Appraiser | Secretariat),
        Action::Clarify | Action::Appeal | Action::WriteRemedy => matches!(role, Contributor | UnitHead),
        Action::ViewAppraisal => council || matches!(role, Appraiser | Secretariat | Auditor | Committee),
        Action::ViewCouncil => council || matches!(role, Secretariat | Auditor | Committee),
        Action::KeepSitting => matches!(role, CouncilChair | CouncilSecretary),
        Action::Vote => matches!(role, CouncilChair | CouncilMember),
        Action::ViewResult => council || matches!(role, Secretariat | Auditor | Committee),
        Action::Propose | Action::Publish | Action::AnswerAppeal | Action::AskRemedy => role == Secretariat,
        Action::ViewRemedies => matches!(role, Secretariat | Auditor | Committee),
        Action::Decide | Action::Approve => role == Committee,
        Action::SetUp | Action::Open | Action::Cancel | Action::GrantRoles => {
            matches!(role, Secretariat | Administrator)
        }
        Action::ViewProgress => matches!(role, Secretariat | Administrator | Auditor | Committee),
        Action::ViewSurveys => matches!(role, Secretariat | Auditor | Committee),
        Action::RunSurvey | Action::KeepRoster => role == Secretariat,
        // Two people type each paper, so more than the secretariat may; never those whom the answers are about.
        Action::KeyPaper => matches!(role, Secretariat | Appraiser),
        Action::ReadLog => matches!(role, Secretariat | Auditor),
    }
}

/// A role that does not hold the action: told so if it sees the record, else nothing is there.
fn stranger(action: Action, role: Role, round: RoundStage, record: Option<StageKind>) -> Verdict {
    let sees = action.is_of_record()
        && holds(role, Action::ViewRecord)
        && record.is_some_and(|stage| sees(role, round, stage));
    if sees { Verdict::Refused(Why::NoRole) } else { Verdict::Hidden }
}

/// Whether a role that reads records may read one at this stage.
fn sees(role: Role, round: RoundStage, record: StageKind) -> bool {
    let handed_in = record == StageKind::Submitted;
    match role {
        Role::Secretariat | Role::Auditor | Role::Contributor | Role::UnitHead => round != RoundStage::Preparing,
        Role::Appraiser => handed_in && round >= RoundStage::Appraisal && round <= RoundStage::Published,
        Role::CouncilChair | Role::CouncilSecretary | Role::CouncilMember => {
            handed_in && round >= RoundStage::Council && round <= RoundStage::Published
        }
        Role::Committee => handed_in && round >= RoundStage::Approval && round <= RoundStage::Published,
        Role::Administrator => false,
    }
}

/// At which stages of the round an action has its time.
fn in_time(action: Action, round: RoundStage) -> bool {
    let running = round != RoundStage::Preparing && round != RoundStage::Cancelled;
    match action {
        Action::ViewRecord
        | Action::ReadLog
        | Action::ViewSurveys
        | Action::ViewProgress
        | Action::ViewAppraisal
        | Action::ViewCouncil
        | Action::ViewResult => true,
        Action::Appraise | Action::CompleteAppraisal => {
            matches!(round, RoundStage::Appraisal | RoundStage::SecondAppraisal)
        }
        Action::AskClarification | Action::Clarify => {
            matches!(round, RoundStage::Appraisal | RoundStage::Clarification)
        }
        Action::KeepSitting | Action::Vote => round == RoundStage::Council,
        Action::Propose | Action::Decide | Action::Approve | Action::Publish => {
            matches!(round, RoundStage::Approval | RoundStage::Published)
        }
        Action::Appeal
        | Action::AnswerAppeal
        | Action::AskRemedy
        | Action::ViewRemedies
        | Action::WriteRemedy
        | Action::SignRemedy => round == RoundStage::Published,
        Action::Advance => running && !matches!(round, RoundStage::Approval | RoundStage::Published),
        Action::Answer
        | Action::Attach
        | Action::Assign
        | Action::HandOver
        | Action::TakeBack
        | Action::SendBack
        | Action::Submit
        | Action::Reopen
        | Action::Remind => round == RoundStage::SelfAssessment,
        Action::Extend => matches!(round, RoundStage::SelfAssessment | RoundStage::Clarification),
        Action::AddSignedPaper => running && round != RoundStage::Published,
        Action::RunSurvey | Action::KeepRoster | Action::KeyPaper => running && round < RoundStage::Approval,
        Action::SetUp | Action::Open => round == RoundStage::Preparing,
        Action::Cancel | Action::GrantRoles => !matches!(round, RoundStage::Published | RoundStage::Cancelled),
    }
}

/// At which stages of the record an action of its own roles may be done.
fn at_stage(action: Action, stage: StageKind, closed: bool) -> Verdict {
    use StageKind::{Drafting, Missed, Returned, Submitted, WithHead};
    let (stages, ends_at_closing): (&[StageKind], bool) = match action {
        Action::Answer | Action::Attach | Action::HandOver => (&[Drafting, Returned], true),
        Action::Assign => (&[Drafting, Returned, WithHead], true),
        Action::TakeBack | Action::SendBack | Action::Submit => (&[WithHead], true),
        Action::AddSignedPaper | Action::Reopen => (&[Submitted], false),
        Action::Appraise | Action::AskClarification | Action::Appeal | Action::WriteRemedy | Action::SignRemedy => {
            (&[Submitted, Missed], false)
        }
        Action::Clarify => (&[Submitted, Missed], true),
        _ => (&[], false),
    };
    if stages.contains(&stage) && !(closed && ends_at_closing) {
        return Verdict::Yes;
    }
    let over = closed && ends_at_closing && (stage != Submitted || action == Action::Clarify);
    Verdict::Refused(if over { Why::Closed } else { Why::RecordStage })
}

/// What a person may do with a record: the best that one of their roles toward its unit allows.
pub fn judge(action: Action, roles: &Roles, record: &Record) -> Verdict {
    let (stage, closed) = (record.stage.kind(), record.closing_of(action).is_some());
    let each = roles.toward(&record.unit).map(|role| allowed(action, role, record.round_stage, Some(stage), closed));
    each.max().unwrap_or(Verdict::Hidden)
}

/// What a person may do in a round, where no record is in question.
pub fn judge_round(action: Action, roles: &Roles, stage: RoundStage) -> Verdict {
    let each = roles.grants.iter().map(|grant| allowed(action, grant.role, stage, None, false));
    each.max().unwrap_or(Verdict::Hidden)
}

/// Clarification is over for the unit.
pub(crate) fn clarification_closed(at: Timestamp) -> Refusal {
    Refusal::Because(Message::new("refusal-clarification-closed").text("at", show::moment(at)))
}

impl Why {
    /// The reason with what it speaks of.
    pub fn refusal(self, action: Action, record: &Record) -> Refusal {
        match (self, record.closing_of(action)) {
            (Self::NoRole, _) => Refusal::NoRole(action),
            (Self::RoundStage, _) => Refusal::RoundStage(record.round_stage),
            (Self::Closed, Some(at)) if action == Action::Clarify => clarification_closed(at),
            (Self::Closed, Some(at)) => Refusal::Closed(at),
            (Self::Closed | Self::RecordStage, _) => Refusal::RecordStage(record.stage.clone()),
        }
    }

    /// The reason where no record is in question.
    pub fn round_refusal(self, action: Action, stage: RoundStage) -> Refusal {
        match self {
            Self::NoRole => Refusal::NoRole(action),
            Self::RoundStage | Self::Closed | Self::RecordStage => Refusal::RoundStage(stage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> impl Iterator<Item = (Action, Role, RoundStage, Option<StageKind>, bool)> {
        Action::ALL.into_iter().flat_map(|action| {
            Role::ALL.into_iter().flat_map(move |role| {
                RoundStage::ALL.into_iter().flat_map(move |round| {
                    let stages = StageKind::ALL.into_iter().map(Some).chain([None]);
                    stages.flat_map(move |stage| {
                        [false, true].into_iter().map(move |closed| (action, role, round, stage, closed))
                    })
                })
            })
        })
    }

    #[test]
    fn nothing_of_a_unit_changes_after_the_closing() {
        let changes = [
            Action::Answer,
            Action::Attach,
            Action::Assign,
            Action::HandOver,
            Action::TakeBack,
            Action::SendBack,
            Action::Submit,
            Action::Clarify,
        ];
        for (action, role, round, stage, _) in everything().filter(|case| changes.contains(&case.0)) {
            assert_ne!(allowed(action, role, round, stage, true), Verdict::Yes, "{action:?} {role:?} {stage:?}");
        }
    }

    #[test]
    fn nobody_changes_the_answers_of_a_record_that_is_submitted() {
        for (action, role, round, _, closed) in everything() {
            let verdict = allowed(action, role, round, Some(StageKind::Submitted), closed);
            let by_unit = matches!(
                action,
                Action::ViewRecord
                    | Action::AddSignedPaper
                    | Action::Clarify
                    | Action::Appeal
                    | Action::WriteRemedy
                    | Action::SignRemedy
            );
            let by_others = matches!(action, Action::Reopen | Action::Appraise | Action::AskClarification);
            assert!(verdict != Verdict::Yes || by_unit || by_others || !action.is_of_record(), "{action:?} {role:?}");
        }
    }

    #[test]
    fn only_roles_of_the_unit_change_its_record_and_only_the_head_submits() {
        for (action, role, round, stage, closed) in everything() {
            let yes = allowed(action, role, round, stage, closed) == Verdict::Yes;
            let others = [Action::ViewRecord, Action::Reopen, Action::Appraise, Action::AskClarification];
            let by_unit = !others.contains(&action);
            assert!(!yes || !action.is_of_record() || !by_unit || role.is_of_unit(), "{action:?} {role:?}");
            assert!(!yes || action != Action::Submit || role == Role::UnitHead);
        }
    }

    #[test]
    fn appraisers_and_council_see_no_draft() {
        let outside =
            [Role::Appraiser, Role::CouncilChair, Role::CouncilSecretary, Role::CouncilMember, Role::Committee];
        for (action, role, round, stage, closed) in everything().filter(|case| outside.contains(&case.1)) {
            let is_draft = !matches!(stage, Some(StageKind::Submitted | StageKind::Missed));
            if action.is_of_record() && is_draft {
                assert_ne!(allowed(action, role, round, stage, closed), Verdict::Yes, "{action:?} {role:?}");
            }
            if action == Action::ViewRecord && stage != Some(StageKind::Submitted) {
                assert_eq!(allowed(action, role, round, stage, closed), Verdict::Hidden, "{role:?}");
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let reads = [
            Action::ViewRecord,
            Action::ViewProgress,
            Action::ReadLog,
            Action::ViewAppraisal,
            Action::ViewCouncil,
            Action::ViewResult,
            Action::ViewRemedies,
            Action::ViewSurveys,
        ];
        for (action, _, round, stage, closed) in everything().filter(|case| !reads.contains(&case.0)) {
            assert_ne!(allowed(action, Role::Auditor, round, stage, closed), Verdict::Yes, "{action:?}");
        }
    }

    #[test]
    fn nothing_above_the_unit_shows_itself_before_its_turn() {
        let looks = [Action::ViewAppraisal, Action::ViewCouncil, Action::ViewResult];
        let council = [Role::CouncilChair, Role::CouncilSecretary, Role::CouncilMember];
        for (action, role, round, _, _) in everything().filter(|case| looks.contains(&case.0)) {
            let verdict = allowed(action, role, round, None, false);
            let unit = role.is_of_unit() || role == Role::Administrator;
            let early = round < RoundStage::Appraisal || council.contains(&role) && round < RoundStage::Council;
            assert!(verdict == Verdict::Hidden || !(unit || early), "{action:?} {role:?} {round:?}");
        }
    }

    #[test]
    fn who_proposes_does_not_approve_and_who_approves_does_not_publish() {
        for role in Role::ALL {
            let may = |action| allowed(action, role, RoundStage::Approval, None, false) == Verdict::Yes;
            assert!(!(may(Action::Approve) && (may(Action::Propose) || may(Action::Publish))), "{role:?}");
        }
    }

    #[test]
    fn the_secretariat_opens_a_submitted_record_even_after_the_closing() {
        let stage = Some(StageKind::Submitted);
        let verdict = allowed(Action::Reopen, Role::Secretariat, RoundStage::SelfAssessment, stage, true);
        assert_eq!(verdict, Verdict::Yes);
    }
}
