//! One folder for each feature; a room lists its routes.

pub mod account;
pub mod appeals;
pub mod appraisal;
pub mod archives;
pub mod audit;
pub mod bodies;
pub mod clarification;
pub mod collecting;
pub mod council;
pub mod criteria_sets;
pub mod decision;
pub mod documents;
pub mod evidence;
pub mod fault;
pub mod gallery;
pub mod offline;
pub mod people;
pub mod progress;
pub mod questionnaires;
pub mod remedies;
pub mod setup;
pub mod start;
pub mod submission;
pub mod survey_report;
pub mod surveys;
pub mod tasks;
pub mod workbench;

use crate::routes::Route;

/// Routes of all rooms, in order of the way through the product.
pub fn routes() -> Vec<Route> {
    let rooms = [
        account::routes(), //
        evidence::routes(),
        bodies::routes(),
        people::routes(),
        criteria_sets::routes(),
        questionnaires::routes(),
        setup::routes(),
        tasks::routes(),
        progress::routes(),
        gallery::routes(),
        submission::routes(),
        survey_report::routes(),
        decision::routes(),
        appeals::routes(),
        remedies::routes(),
        audit::routes(),
        archives::routes(),
        start::routes(),
        workbench::routes(),
        offline::routes(),
        clarification::routes(),
        appraisal::routes(),
        council::routes(),
        documents::routes(),
        surveys::routes(),
        collecting::routes(),
    ];
    rooms.into_iter().flatten().collect()
}
