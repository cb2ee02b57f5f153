//! The life of a round and of each unit's record in it: stages, who may do what, refusals with reasons.
//!
//! Pure: a step takes what is, who acts and when, and gives what will be with the event that tells of it,
//! or a [`Refusal`]. Points are facts that pass through; nothing here computes them. A deadline is a fact
//! too: steps look at whether the closing has happened, never at a clock.
//! Read in this order: [`role`], [`stage`], [`action`] and [`table`] (the rule of all rules), [`refusal`],
//! [`settings`] (what a round is told), [`course`] (which stage follows), [`record`] (one unit's way),
//! [`answer`] (what stands in a field), [`layer`] (whose points they are), [`appraisal`] (who appraises what),
//! [`leaning`] (who gives more than others do), [`clarification`], [`council`], [`decision`] (approval under four
//! eyes), [`appeal`], [`remedy`], [`survey`].

pub mod action;
pub mod answer;
pub mod appeal;
pub mod appraisal;
pub mod clarification;
pub mod council;
pub mod course;
pub mod decision;
pub mod layer;
pub mod leaning;
pub mod record;
pub mod refusal;
pub mod remedy;
pub mod role;
pub mod settings;
pub mod stage;
pub mod survey;
pub mod table;

pub use action::Action;
pub use answer::{Field, Figures};
pub use layer::Layer;
pub use record::{Record, Step};
pub use refusal::Refusal;
pub use role::{Relation, Role, Roles};
pub use settings::Settings;
pub use stage::{RoundStage, Stage, StageKind};
pub use table::{Verdict, Why};

/// Sentences of this crate.
pub fn locale_text(lang: thuocdo_words::Lang) -> &'static str {
    match lang {
        thuocdo_words::Lang::Vi => include_str!("../locales/vi.ftl"),
        thuocdo_words::Lang::En => include_str!("../locales/en.ftl"),
    }
}
