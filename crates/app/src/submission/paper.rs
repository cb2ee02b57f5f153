//! The signed paper: its number and date as written on it, and its scan.

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Action, Refusal};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{PaperRow, Work};

use crate::{ActionError, App, may};

/// Most characters of the number of a paper: a number of 11 and a notation of 30.
const MOST_NUMBER: usize = 42;

/// Number, date and scan of a signed paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPaper {
    /// Number as written on it: `87/BC-UBND`.
    pub number: String,
    /// Date, `YYYY-MM-DD`.
    pub date: String,
    /// Id of the evidence item that is its scan.
    pub scan: Option<String>,
}

/// Enters the signed paper of the last submission; entering it again corrects it, and the log keeps both.
///
/// # Errors
/// If the actor may not, nothing is submitted, number or date are none, or the scan is not the body's.
pub async fn add_paper(app: &App, actor: &Actor, round: &str, unit: &str, paper: NewPaper) -> Result<(), ActionError> {
    let (actor, round, unit) = (actor.clone(), round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::record(work, &actor, &round, &unit, Action::AddSignedPaper).await?;
            let last = work.last_submission(&round, &unit).await?.ok_or(ActionError::NotAllowed)?;
            let paper = checked(paper)?;
            let sha256 = scan(work, &round, &unit, paper.scan.as_deref()).await?;
            let mut facts = vec![
                ("unit", Fact::Text(unit.clone())),
                ("number", Fact::Text(paper.number.clone())),
                ("date", Fact::Text(paper.date.clone())),
                ("code", Fact::Text(last.code.clone())),
            ];
            facts.extend(sha256.map(|hash| ("scan", Fact::Text(hash))));
            work.record(&round, "signed_paper", &actor, &facts).await?;
            let (account, at) = (actor.id().to_owned(), work.now());
            let NewPaper { number, date, scan } = paper;
            let row = PaperRow { number: last.number, paper: number, date, file: scan, account, at };
            Ok(work.save_signed_paper(&round, &unit, &row).await?)
        })
    })
    .await
}

fn checked(paper: NewPaper) -> Result<NewPaper, ActionError> {
    let because = |key: &str| ActionError::from(Refusal::Because(Message::new(key)));
    let number = paper.number.trim().to_owned();
    if number.is_empty() || number.chars().count() > MOST_NUMBER {
        return Err(because("submission-paper-number"));
    }
    if Timestamp::of_date(&paper.date).is_none() {
        return Err(because("submission-paper-date"));
    }
    Ok(NewPaper { number, ..paper })
}

/// The hash of the scan's file: an item with a file, of the body that is assessed.
async fn scan(work: &mut Work, round: &str, unit: &str, id: Option<&str>) -> Result<Option<String>, ActionError> {
    let Some(id) = id else { return Ok(None) };
    let body = work.round_unit(round, unit).await?.ok_or(ActionError::NotAllowed)?.org_unit;
    let item = work.find_evidence(id).await?.filter(|row| row.evidence.org_unit == body);
    match item.and_then(|row| row.evidence.file) {
        Some(hash) => Ok(Some(hash)),
        None => Err(Refusal::Because(Message::new("submission-paper-scan")).into()),
    }
}
