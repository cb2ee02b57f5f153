//! Taking a matrix in: the chosen cells in one write, by the rules of the grid; the rest says why it stays.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thuocdo_assessment::Action;
use thuocdo_base::{Actor, Message};
use thuocdo_words::{Lang, Locale};
use thuocdo_workbooks::matrix::Returned;

use super::back::{edit, untyped};
use super::{CHANGE, last};
use crate::answers::view::Writer;
use crate::appraisal::bulk::{keep, said};
use crate::appraisal::place::{Place, Places};
use crate::appraisal::save::{Verdict, judged};
use crate::{ActionError, App, may};

/// What is chosen of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Id of the workbook that was looked at.
    pub id: String,
    /// Bodies whose cells are taken in.
    pub units: BTreeSet<String>,
    /// Criteria whose cells are taken in.
    pub criteria: BTreeSet<String>,
    /// Cells that were shown one by one.
    pub shown: BTreeSet<usize>,
    /// Those that were ticked, with the version that was shown beside.
    pub ticked: BTreeMap<usize, u64>,
}

/// What became of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Bodies of the cells that were written, one for each cell.
    pub written: Vec<String>,
    /// Cells that stay as they were.
    pub kept: Vec<Kept>,
    /// How a row says that its cells were written.
    pub words_written: String,
}

/// A cell that stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Code of the body.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Points of the workbook.
    pub points: String,
    /// Reason of the workbook.
    pub reason: String,
    /// Why it stays, in the language of who took it in.
    pub why: String,
}

/// Writes the chosen cells in one write; gives how many were written and how many stay.
///
/// # Errors
/// If the actor does not appraise in the round now, or another workbook was handed in meanwhile.
pub async fn apply(
    app: &App,
    actor: &Actor,
    lang: Lang,
    round: &str,
    chosen: Chosen,
) -> Result<(usize, usize), ActionError> {
    let (inner, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), app.new_id());
    app.write(move |work| {
        Box::pin(async move {
            let places = Places::open(&inner, work, &actor, &round).await?;
            let over = || ActionError::Refused(vec![Message::new("appraisal-book-gone")]);
            let row = last(work, &actor, &round).await?.ok_or_else(over)?;
            if row.result.is_some() || chosen.id != row.id {
                return Err(over());
            }
            let returned: Returned = serde_json::from_str(&row.cells).map_err(ActionError::system)?;
            let words = Locale::new(lang, &crate::locale_texts(lang));
            let (mut done, mut changed) = (Done::default(), Vec::new());
            for (at, given) in returned.cells.iter().enumerate() {
                let settled = settle(&places, lang, &chosen, (at, given));
                let why = match settled? {
                    Settled::Same => continue,
                    Settled::News(place, finding) => {
                        let reason = Some(given.reason.trim()).filter(|reason| !reason.is_empty());
                        match said(work, &actor, &place, &finding, reason).await {
                            Ok(one) => {
                                changed.push(one);
                                done.written.push(given.unit.clone());
                                continue;
                            }
                            Err(ActionError::Refused(why)) => why,
                            Err(error) => return Err(error),
                        }
                    }
                    Settled::Kept(why) => why,
                };
                let why: Vec<String> = why.iter().map(|why| words.render(why)).collect();
                let (unit, criterion) = (given.unit.clone(), given.criterion.clone());
                let (points, reason, why) = (given.points.clone(), given.reason.clone(), why.join(" "));
                done.kept.push(Kept { unit, criterion, points, reason, why });
            }
            done.words_written = words.text("appraisal-book-written");
            if !changed.is_empty() {
                keep(work, &actor, &round, (id, CHANGE), &changed).await?;
            }
            let counts = (done.written.len(), done.kept.len());
            let result = serde_json::to_string(&done).map_err(ActionError::system)?;
            work.close_returned(&row.id, &result).await?;
            Ok(counts)
        })
    })
    .await
}

/// What is to become of a cell.
enum Settled {
    Same,
    News(Place, crate::layers::Finding),
    Kept(Vec<Message>),
}

fn settle(
    places: &Places,
    lang: Lang,
    chosen: &Chosen,
    (at, given): (usize, &thuocdo_workbooks::matrix::Given),
) -> Result<Settled, ActionError> {
    let kept = |key: &str| Settled::Kept(vec![Message::new(key)]);
    let place = match places.place(&given.unit, &given.criterion) {
        Ok(place) => place,
        Err(ActionError::Refused(why)) => return Ok(Settled::Kept(why)),
        Err(ActionError::NotAllowed) => return Ok(kept("appraisal-only-look")),
        Err(error) => return Err(error),
    };
    let (unit, node, criterion) = place.item()?;
    if let Some(why) = untyped(&place.board, unit, node, criterion) {
        return Ok(Settled::Kept(vec![why]));
    }
    let writer = Writer { lang, rounding: place.frozen.set_of(unit).rounding.clone() };
    let base = chosen.ticked.get(&at).copied().unwrap_or(given.version);
    let verdict = judged(&place, &edit(given, base), &writer)?;
    let wanted = chosen.units.contains(&given.unit) && chosen.criteria.contains(&given.criterion);
    let ticked = chosen.ticked.contains_key(&at) || (wanted && !chosen.shown.contains(&at));
    Ok(match verdict {
        Verdict::Same(_) => Settled::Same,
        Verdict::Wrong(why) => Settled::Kept(why),
        Verdict::Overtaken => kept("appraisal-book-overtaken"),
        Verdict::News(_) if !ticked => kept("appraisal-book-left"),
        Verdict::News(finding) => Settled::News(place, finding),
    })
}

/// Throws the workbook away that somebody handed in.
///
/// # Errors
/// If the actor does not appraise in the round now.
pub async fn discard(app: &App, actor: &Actor, round: &str) -> Result<(), ActionError> {
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::CompleteAppraisal).await?;
            if let Some(row) = last(work, &actor, &round).await? {
                work.drop_returned(&row.id).await?;
            }
            Ok(())
        })
    })
    .await
}
