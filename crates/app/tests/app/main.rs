//! Actions on both engines, and the words of this crate.

mod annexes;
mod answers;
mod archives;
mod bodies;
mod criteria_sets;
mod decision;
mod evidence;
mod layers;
mod locales;
mod paper;
mod progress;
mod publications;
mod questionnaires;
mod remedies;
mod save;
mod seeds;
mod setup;
mod survey_not_held;
mod survey_results;
mod surveys;
