//! What lasts: publications and the log of what happened, in SQL.
//!
//! Its one verb is `publish`. There is one SQL text and one tree of migrations; what differs
//! between database engines lives in `engine` and nowhere else. All writes pass one writer.
//! Read in this order: [`error`], `engine`, [`work`] (looking and writing), [`events`] with [`canonical`],
//! then a room for each feature: [`publications`], [`bodies`], [`accounts`], [`sessions`], [`rounds`],
//! [`answers`], [`criteria_sets`] with [`annexes`], [`evidence`] with [`files`], [`records`], [`roles`], [`submissions`],
//! [`returned`], [`decisions`], [`appeals`], [`remedies`], [`questionnaires`], [`surveys`], [`responses`] and
//! [`roster`] (databases apart), [`audit`], [`verify`], [`archives`] (all of a round, out and in).

pub mod accounts;
pub mod annexes;
mod answered;
pub mod answers;
pub mod appeals;
pub mod appraisals;
pub mod archives;
pub mod audit;
pub mod bodies;
pub mod canonical;
mod closings;
pub mod collecting;
mod course;
pub mod criteria_sets;
pub mod decisions;
pub mod documents;
mod engine;
pub mod error;
pub mod events;
pub mod evidence;
pub mod files;
pub mod mail;
pub mod notices;
pub mod points;
pub mod progress;
pub mod publications;
pub mod questionnaires;
pub mod questions;
pub mod records;
pub mod remedies;
pub mod responses;
pub mod returned;
pub mod roles;
pub mod roster;
pub mod rounds;
mod row;
pub mod sessions;
pub mod sittings;
pub mod submissions;
pub mod surveys;
pub mod tallies;
pub mod verify;
pub mod work;
mod writer;

use std::path::Path;

pub use crate::accounts::{AccountFilter, AccountRow, CodeRow, FailureRow};
pub use crate::annexes::AnnexRow;
pub use crate::answers::{AssignmentRow, FieldRow, Summary};
pub use crate::appraisals::{AskedRow, BulkRow, DoneRow, SecondRow, VerificationRow};
pub use crate::archives::{ArchiveRow, ArchivedRow, Kept, RestoredRound, Table};
pub use crate::audit::{EventFilter, Reading, Trail};
pub use crate::bodies::{OrgSystem, OrgUnit, Place, Tier, UnitChange, UnitFilter};
pub use crate::collecting::{BatchRow, CopyRow, DeviceRow};
pub use crate::criteria_sets::{DraftStep, IssuedHead, IssuedSet, SetDraft, StepState};
pub use crate::decisions::{AuthorityRow, InputRow, ProposalRow};
pub use crate::documents::{DocumentTemplate, DocumentText};
use crate::engine::{Lock, Opened, Pool};
pub use crate::error::{PublishError, Refused, StoreError};
pub use crate::events::{Event, Hash};
pub use crate::evidence::{Evidence, EvidenceFilter, EvidenceRow, EvidenceUse, Paper};
pub use crate::files::{FileRow as StoredFile, Holding, Upload};
pub use crate::mail::{MailRow, MailState, ReminderRow};
pub use crate::notices::NoticeRow;
pub use crate::points::{News, PointsFact, PointsRow};
pub use crate::progress::PersonRow;
pub use crate::publications::{Listing, Receipt};
pub use crate::questionnaires::{FormDraft, QuestionnaireRow};
pub use crate::questions::QuestionRow;
pub use crate::responses::{
    BoxPlace, BoxState, Cast, CastRow, EpochRow, Founding, InvitationState, Mixed, OpenRow, PoolRow, ResponseStore,
    TallyCount,
};
pub use crate::returned::ReturnedRow;
pub use crate::roster::{
    DueLetter, LinkKey, Outcome, PeopleCount, PersonState, RespondentRow, Roster, Rosters, WaveRow,
};
pub use crate::rounds::{Conflict, Due, RoundGroup, RoundHead, RoundSet, RoundUnit};
pub use crate::sessions::{SessionRow, SessionStage};
pub use crate::sittings::{AgendaItem, SittingMember, SittingRow, VoteRow};
pub use crate::submissions::{PaperRow, RemarkRow, SubmissionRow};
pub use crate::surveys::LetterText;
pub use crate::verify::{Break, LogReport};
pub use crate::work::{Later, Link, Work};
use crate::writer::Writer;

/// An open database (kho dữ liệu).
///
/// Readers never wait for the writer; the writer is one connection, so that writes stand in one order.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Pool,
    writer: Writer,
    _lock: Lock,
}

impl Store {
    /// Opens a database by its address, creates or migrates its tables, and guards what is append-only.
    ///
    /// # Errors
    /// [`StoreError`] if the address is of no known kind, another process holds the file,
    /// a newer program wrote it, or the database does not answer.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        engine::open(address).await.map(Self::on)
    }

    /// Opens a file of which nothing counts until it is whole: commits do not wait for the disk.
    ///
    /// Whoever makes it closes it, writes the file through and gives it its name; a try cut short is begun anew.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_draft(path: &Path) -> Result<Self, StoreError> {
        engine::open_draft(path).await.map(Self::on)
    }

    fn on(opened: Opened) -> Self {
        tracing::debug!(engine = opened.writer.name(), "store is open");
        Self { readers: opened.readers, writer: Writer::start(opened.writer), _lock: opened.lock }
    }

    /// The address of a database that lives in a file of its own.
    pub fn file_address(path: &Path) -> String {
        engine::file_address(path)
    }

    /// Does what the writer was asked, then closes all connections, so that everything is in the file and nothing beside it.
    pub async fn close(self) {
        // Readers first: only the last connection writes the journal home, and readers may not.
        self.readers.close().await;
        self.writer.close().await;
    }

    pub(crate) fn readers(&self) -> &Pool {
        &self.readers
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }
}
