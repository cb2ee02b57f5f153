//! Taking a returned workbook in, writing what was chosen, and saying what came of each row.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_annex::grid;
use thuocdo_assessment::Action;
use thuocdo_base::{Actor, Message};
use thuocdo_store::{ReturnedRow, Work};
use thuocdo_words::encoding::nfc;
use thuocdo_words::{Lang, Locale};
use thuocdo_workbooks::foreign::Said;
use thuocdo_workbooks::{Kind, State, result as result_book};

use super::form::{standing, words};
use super::look::{Opened, SaidWords, cited_text, digest, find, label, open};
use super::understand::{entries, pick, pick_cited, understand};
use super::{DAYS_KEPT, refused};
use crate::answers::{Place, Put, Sheet, recount};
use crate::evidence::{self, Citation};
use crate::{ActionError, App, may};

/// What writing came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Cells that stand now.
    pub cells: usize,
    /// Citations that were added.
    pub citations: usize,
    /// Cells and citations that could not be written.
    pub failed: usize,
}

/// What came of rows of the workbook: sheet, row, sentence.
type Came = Vec<(usize, usize, String)>;

/// Settles whether somebody may hand a workbook in, before any of it is read.
///
/// # Errors
/// If the actor may not answer for the record now.
pub async fn settle(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, round, unit, Action::Answer).await.map(|_| ())
}

/// Takes a workbook in; nothing of the record is changed. Gives its id.
///
/// # Errors
/// If the actor may not answer for the record now, the file cannot be read, or it is for another place.
pub async fn take_in(
    app: &App,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
    (file_name, bytes): (&str, Vec<u8>),
) -> Result<String, ActionError> {
    settle(app, actor, round, unit).await?;
    if bytes.is_empty() {
        return Err(refused(Message::new("offline-no-file")));
    }
    let grids = app.books.cells(bytes).await.map_err(refused)?;
    let mut link = app.store.look().await?;
    let standing = standing(app, &mut link, actor, lang, (round, unit)).await?;
    drop(link);
    understand(&standing, &words(lang), &grids, &Said::default()).map_err(refused)?;
    let row = ReturnedRow {
        id: app.new_id(),
        kind: Kind::SelfAssessment.word().to_owned(),
        round: round.to_owned(),
        about: unit.to_owned(),
        account: actor.id().to_owned(),
        file_name: nfc(file_name).chars().take(200).collect(),
        cells: grid::write(&grids),
        said: String::new(),
        result: None,
        at: app.clock.now(),
        written_at: None,
    };
    keep(app, actor, row).await
}

async fn keep(app: &App, actor: &Actor, row: ReturnedRow) -> Result<String, ActionError> {
    let actor = actor.clone();
    app.write(move |work| {
        Box::pin(async move {
            may::record(work, &actor, &row.round, &row.about, Action::Answer).await?;
            let row = ReturnedRow { at: work.now(), ..row };
            work.insert_returned(&row, work.now().days_later(-DAYS_KEPT)).await?;
            Ok(row.id)
        })
    })
    .await
}

/// Keeps what the person says of rows and columns of a foreign workbook.
///
/// # Errors
/// As [`view`](super::view).
pub async fn say(
    app: &App,
    actor: &Actor,
    (round, unit): (&str, &str),
    id: &str,
    said: &SaidWords,
) -> Result<(), ActionError> {
    let said = serde_json::to_string(said).map_err(ActionError::system)?;
    let (actor, place, id) = (actor.clone(), (round.to_owned(), unit.to_owned()), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            find(work, &actor, (&place.0, &place.1), &id).await?;
            Ok(work.say_returned(&id, &said).await?)
        })
    })
    .await
}

/// Lets a returned workbook go.
///
/// # Errors
/// As [`view`](super::view).
pub async fn discard(app: &App, actor: &Actor, (round, unit): (&str, &str), id: &str) -> Result<(), ActionError> {
    let (actor, place, id) = (actor.clone(), (round.to_owned(), unit.to_owned()), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            find(work, &actor, (&place.0, &place.1), &id).await?;
            Ok(work.drop_returned(&id).await?)
        })
    })
    .await
}

/// Writes what was chosen, in one write, by the rules by which the workbench saves (ghi các dòng đã chọn).
///
/// `seen` is the digest of what the person looked at.
///
/// # Errors
/// As [`view`](super::view); a reason if what would change is not what was looked at, or it was written before.
pub async fn write(
    app: &App,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
    id: &str,
    (seen, picks): (&str, Vec<String>),
) -> Result<Written, ActionError> {
    let (inner, actor, id) = (app.clone(), actor.clone(), id.to_owned());
    let (round, unit, seen) = (round.to_owned(), unit.to_owned(), seen.to_owned());
    let new_ids: Vec<String> = picks.iter().filter(|pick| pick.starts_with("cite|")).map(|_| app.new_id()).collect();
    app.write(move |work| {
        Box::pin(async move {
            let opened = open(&inner, work, &actor, lang, (&round, &unit), &id).await?;
            if opened.row.written_at.is_some() {
                return Err(refused(Message::new("offline-written-before")));
            }
            if digest(&opened.understood) != seen {
                return Err(refused(Message::new("offline-moved")));
            }
            let picks: BTreeSet<String> = picks.into_iter().collect();
            let mut job = Job { app: &inner, actor: &actor, opened: &opened, words: &words(lang), came: Vec::new() };
            let mut written = job.cells(work, &picks).await?;
            job.citations(work, &picks, new_ids, &mut written).await?;
            job.strays();
            let came = serde_json::to_string(&job.came).map_err(ActionError::system)?;
            work.close_returned(&id, &came).await?;
            Ok(written)
        })
    })
    .await
}

struct Job<'a> {
    app: &'a App,
    actor: &'a Actor,
    opened: &'a Opened,
    words: &'a Locale,
    came: Came,
}

impl Job<'_> {
    fn place(&self) -> (&str, &str) {
        (&self.opened.row.round, &self.opened.row.about)
    }

    /// Writes the picked cells, field by field, and says of each cell what came of it.
    async fn cells(&mut self, work: &mut Work, picks: &BTreeSet<String>) -> Result<Written, ActionError> {
        let found = &self.opened.understood.found;
        let is_picked = |at: &usize| found[*at].change.state.can_be_chosen() && picks.contains(&pick(&found[*at]));
        let picked: BTreeSet<usize> = (0..found.len()).filter(is_picked).collect();
        let mut written = Written { cells: 0, citations: 0, failed: 0 };
        let (round, unit) = (self.opened.row.round.clone(), self.opened.row.about.clone());
        let mut sheet = Sheet::open(self.app, work, self.actor, &round, &unit).await?;
        let mut refused: BTreeMap<usize, Vec<Message>> = BTreeMap::new();
        for (entry, places) in entries(&self.opened.standing, found, &picked) {
            match sheet.put(work, &entry).await? {
                Put::Stands { .. } => written.cells += places.len(),
                Put::Conflict(_) => {
                    refused.extend(places.into_iter().map(|at| (at, vec![Message::new("offline-moved")])));
                }
                Put::Unreadable(faults) => {
                    let why: Vec<Message> = faults.into_iter().map(|fault| fault.message).collect();
                    refused.extend(places.into_iter().map(|at| (at, why.clone())));
                }
            }
        }
        sheet.close(work).await?;
        let not_understood = found.iter().filter(|one| one.change.state == State::NotUnderstood).count();
        written.failed = refused.len() + not_understood + self.opened.understood.strays.len();
        for (at, one) in found.iter().enumerate().filter(|(_, one)| one.change.state != State::Same) {
            let said = match (refused.get(&at), picked.contains(&at), one.change.state) {
                (Some(why), _, _) => self.failed(why),
                (None, true, _) => self.words.text("offline-came-written"),
                (None, false, State::Conflict) => self.words.text("offline-came-kept"),
                (None, false, State::NotUnderstood) => self.failed(&one.change.reasons),
                (None, false, _) => self.words.text("offline-came-not-chosen"),
            };
            let label = self.words.render(&label(&self.opened.standing, one));
            self.came.push((one.change.at.0, one.change.at.1, format!("{label}: {said}")));
        }
        Ok(written)
    }

    fn failed(&self, why: &[Message]) -> String {
        let why: Vec<String> = why.iter().map(|reason| self.words.render(reason)).collect();
        self.words.render(&Message::new("offline-came-failed").text("why", why.join(" ")))
    }

    /// Adds the picked citations: one item for one document, however many criteria it serves.
    async fn citations(
        &mut self,
        work: &mut Work,
        picks: &BTreeSet<String>,
        mut new_ids: Vec<String>,
        written: &mut Written,
    ) -> Result<(), ActionError> {
        let (round, unit) = (self.opened.row.round.clone(), self.opened.row.about.clone());
        let mut made: Vec<(&Citation, String)> = Vec::new();
        for one in &self.opened.understood.citations {
            let said = match (&one.citation, one.state) {
                (_, State::Same) => continue,
                (Some(citation), State::New) if picks.contains(&pick_cited(one)) => {
                    let place = Place::new(&round, &unit, &one.new.criterion);
                    let known = made.iter().find(|(other, _)| *other == citation).map(|(_, id)| id.clone());
                    match known.or_else(|| one.there.clone()) {
                        Some(id) => evidence::cite(self.app, work, self.actor, &place, (&id, None)).await?,
                        None => {
                            let id = new_ids.pop().unwrap_or_else(|| self.app.new_id());
                            evidence::cite(self.app, work, self.actor, &place, (&id, Some(citation))).await?;
                            made.push((citation, id));
                        }
                    }
                    written.citations += 1;
                    self.words.text("offline-came-written")
                }
                (_, State::NotUnderstood) => {
                    written.failed += 1;
                    self.failed(&one.reasons)
                }
                _ => self.words.text("offline-came-not-chosen"),
            };
            self.came.push((one.new.at.0, one.new.at.1, format!("{}: {said}", cited_text(one))));
        }
        if written.citations > 0 {
            let (round, unit) = self.place();
            recount(self.app, work, (round, unit), self.actor.id()).await?;
        }
        Ok(())
    }

    fn strays(&mut self) {
        for stray in &self.opened.understood.strays {
            self.came.push((stray.at.0, stray.at.1, self.failed(std::slice::from_ref(&stray.reason))));
        }
    }
}

/// The workbook as it came, with what came of each row.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody but who handed it in, or if it was not written.
pub async fn result(
    app: &App,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
    id: &str,
) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, round, unit, Action::ViewRecord).await?;
    let row = link.find_returned(id).await?.filter(|row| row.account == actor.id() && row.round == round);
    let row = row.filter(|row| row.about == unit).ok_or(ActionError::NotAllowed)?;
    drop(link);
    let came: Came = match &row.result {
        Some(came) => serde_json::from_str(came).map_err(ActionError::system)?,
        None => return Err(ActionError::NotAllowed),
    };
    let mut rows: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (sheet, line, said) in came {
        rows.entry((sheet, line)).or_default().push(said);
    }
    let grids = grid::read(&row.cells);
    let at = row.written_at.unwrap_or(row.at);
    let written =
        tokio::task::spawn_blocking(move || result_book::write(&grids, &rows, &words(lang), (&row.file_name, at)));
    written.await.map_err(ActionError::system)?.map_err(ActionError::system)
}
