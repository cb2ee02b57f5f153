//! Clarification: appraisers and secretariat ask about a criterion of a unit, the unit answers with evidence.
//!
//! Read in this order: [`mod@ask`] (asking and taking back), [`mod@answer`] (draft and answer), [`look`] (what each
//! side sees), [`mod@about`] (what the second appraisal and the council take from it).

pub mod about;
pub mod answer;
pub mod ask;
pub mod look;

pub use about::{about, settle};
pub use answer::{Draft, answer, save_draft};
pub use ask::{Asked, ask, withdraw};
pub use look::{Filter, Listed, QuestionView, RoundQuestions, UnitQuestions, of_round, of_unit};

use thuocdo_assessment::Roles;
use thuocdo_assessment::record::Step;
use thuocdo_assessment::role::Role;
use thuocdo_base::Actor;
use thuocdo_criteria::set::Node;
use thuocdo_store::{Event, QuestionRow, RoundUnit, Work};

use crate::ActionError;
use crate::setup::ties::Ties;
use crate::setup::{Frozen, appraised};

/// Criteria of a unit about which somebody may ask: an appraiser their own, unless tied; the secretariat all.
fn askable<'a>(frozen: &'a Frozen, roles: &Roles, ties: &Ties, account: &str, unit: &RoundUnit) -> Vec<&'a Node> {
    if roles.has(Role::Secretariat) {
        let place = frozen.place_of(unit);
        let (set, class) = (&frozen.sets[place], frozen.class_of(unit));
        return crate::setup::frozen::criteria_of(set, class).map(|(node, _)| node).collect();
    }
    if ties.between(account, &unit.code).is_some() { Vec::new() } else { appraised(frozen, roles, unit) }
}

/// Keeps a step of a question with its event.
async fn keep(
    work: &mut Work,
    actor: &Actor,
    row: QuestionRow,
    step: Step<thuocdo_assessment::clarification::Question>,
) -> Result<Event, ActionError> {
    let event = work.record(&step.next.round, step.kind, actor, &step.facts).await?;
    work.save_question(&QuestionRow { question: step.next, ..row }).await?;
    Ok(event)
}
