//! The life of a record: steps, walks, words, and the page that shows the table.

mod appraisal;
mod clarification;
mod page;
mod settings;
mod steps;
mod walks;
mod words;

use thuocdo_assessment::record::{Asked, Snapshot};
use thuocdo_assessment::{Record, RoundStage, Stage};
use thuocdo_base::Timestamp;

fn moment() -> Timestamp {
    Timestamp::of_date("2026-11-22").expect("a date")
}

fn record(stage: Stage) -> Record {
    Record {
        round: "mau-2026".to_owned(),
        unit: "xa-mau-1".to_owned(),
        stage,
        round_stage: RoundStage::SelfAssessment,
        closed_at: None,
        due_at: Timestamp::of_date("2026-11-30"),
        version: 1,
        asked: Asked::default(),
    }
}

fn snapshot() -> Snapshot {
    Snapshot { content: "{}".to_owned(), hash: "7f3a91c2".repeat(8) }
}
