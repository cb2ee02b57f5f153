//! Staff pages through the real router, on both engines.

mod account;
mod appraisal;
mod archives;
mod bodies;
mod clarification;
mod council;
mod criteria_sets;
mod decision;
mod documents;
mod people;
mod progress;
mod remedies;
mod sentences;
mod setup;
mod sign_in;
mod submission;
mod survey_report;
mod surveys;
mod workbench;
