//! What proves a submission: page, text to keep, and the frozen content itself.

use std::fmt::Write as _;

use thuocdo_assessment::{Action, Record, Roles, Verdict, table};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::evidence::{Evidence, EvidenceFilter};
use thuocdo_store::{Link, PaperRow, SubmissionRow};

use super::sheet::Sheet;
use crate::{ActionError, App, may};

/// How many items of the store are offered as a scan.
const MOST_SCANS: u64 = 50;

/// Proof of a submission (biên nhận).
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// The record.
    pub record: Record,
    /// Roles of whoever looks.
    pub roles: Roles,
    /// What was submitted, the last first.
    pub submissions: Vec<SubmissionRow>,
    /// The sheet of the last one.
    pub sheet: Sheet,
    /// Hash of its event in the round's log.
    pub event: String,
    /// Name of the head who signed.
    pub signed_by: String,
    /// The signed paper, if it was entered.
    pub paper: Option<PaperRow>,
    /// Files of the body's evidence store that may be its scan: id and name, the newest first.
    pub scans: Vec<(String, String)>,
}

impl ReceiptView {
    /// The last submission.
    ///
    /// # Panics
    /// Never: a receipt without one is not found.
    pub fn last(&self) -> &SubmissionRow {
        &self.submissions[0]
    }

    /// Whether whoever looks may do this now.
    pub fn can(&self, action: Action) -> bool {
        table::judge(action, &self.roles, &self.record) == Verdict::Yes
    }

    /// The receipt as plain text, the same in every language: for keeping, and for checking against the log.
    pub fn text(&self) -> String {
        let last = self.last();
        proof(&self.sheet, (last.seq, last.at, &last.hash, &last.code), &self.event)
    }
}

/// The receipt of a submission: its sheet, number and moment of its event, hash and code, and the hash of its event.
pub(crate) fn proof(sheet: &Sheet, of: (u64, Timestamp, &str, &str), event: &str) -> String {
    let (seq, at, hash, code) = of;
    let mut text = String::from("thuocdo receipt v1\n");
    let lines = [
        ("round", sheet.round.clone()),
        ("assessment", sheet.unit.clone()),
        ("seq", seq.to_string()),
        ("kind", "submit".to_owned()),
        ("at", at.to_string()),
        ("event", event.to_owned()),
        ("sha256", hash.to_owned()),
        ("code", code.to_owned()),
        ("set", format!("{}@{} {}", sheet.set.code, sheet.set.version, sheet.set.hash)),
        ("points", format!("{} of {}", sheet.points, sheet.maximum)),
    ];
    for (name, value) in lines {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// Shows the proof of the last submission to whoever may read the record.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not, or if nothing was submitted.
pub async fn receipt(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<ReceiptView, ActionError> {
    let mut link = app.store.look().await?;
    let (record, roles) = may::record(&mut link, actor, round, unit, Action::ViewRecord).await?;
    let submissions = link.submissions_of(round, unit).await?;
    let last = submissions.first().ok_or(ActionError::NotAllowed)?;
    let sheet = Sheet::of_snapshot(&last.content)?;
    let event = link.event_hash(round, last.seq).await?.unwrap_or_default();
    let signed_by = link.find_account(&last.account).await?.map(|row| row.name).unwrap_or_default();
    let paper = link.signed_paper(round, unit, last.number).await?;
    let scans = if table::judge(Action::AddSignedPaper, &roles, &record) == Verdict::Yes {
        scans(&mut link, &sheet.body).await?
    } else {
        Vec::new()
    };
    Ok(ReceiptView { record, roles, sheet, event, signed_by, paper, scans, submissions })
}

async fn scans(link: &mut Link, body: &str) -> Result<Vec<(String, String)>, ActionError> {
    let filter = EvidenceFilter { limit: MOST_SCANS, ..EvidenceFilter::default() };
    let items = link.evidence_of(body, &filter).await?.into_iter().map(|row| row.evidence);
    let with_file = items.filter(|item| item.file.is_some());
    let name = |item: &Evidence| [item.number.as_str(), item.summary.as_str()].join(" ").trim().to_owned();
    Ok(with_file.map(|item| (item.id.clone(), name(&item))).collect())
}
