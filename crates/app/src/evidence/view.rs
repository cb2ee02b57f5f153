//! What is shown of evidence.

use std::collections::BTreeMap;

use thuocdo_assessment::Action;
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_files::Kind;
use thuocdo_store::{Evidence, EvidenceFilter, EvidenceRow, EvidenceUse, Holding, Link};

use super::cite::{may_attach, may_touch};
use super::{DAYS_KEPT, MICROS_A_DAY, membership};
use crate::answers::Place;
use crate::setup::frozen::frozen;
use crate::{ActionError, App, may};

/// An item as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceView {
    /// What it says.
    pub item: Evidence,
    /// Its file.
    pub file: Option<FileView>,
    /// Dated outside the round's data window: a warning, nothing more.
    pub outside: bool,
    /// How many criteria it serves, in all rounds.
    pub uses: u64,
}

/// A file as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    /// Name under which it was handed in.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Word of its kind.
    pub kind: String,
    /// Pages that can be shown as pictures; 0: none, it is only handed out.
    pub pages: u64,
    /// A PDF without text: a scan that cannot be searched.
    pub scan: bool,
    /// It was found altered or gone (không còn nguyên vẹn).
    pub altered: bool,
}

impl EvidenceView {
    /// The word after which it is called: its number, or its description.
    pub fn name(&self) -> &str {
        if self.item.is_document { &self.item.number } else { &self.item.summary }
    }

    pub(super) fn of(row: EvidenceRow, window: Option<(&str, &str)>) -> Self {
        let date = row.evidence.date.as_str();
        let outside = !date.is_empty() && window.is_some_and(|(from, to)| date < from || date > to);
        let kind = row.kind.clone().unwrap_or_default();
        let drawn = Kind::of(&kind).is_some_and(Kind::is_drawn);
        let file = row.evidence.file.is_some().then(|| FileView {
            name: row.evidence.file_name.clone().unwrap_or_default(),
            size: row.size.unwrap_or_default(),
            pages: if drawn { row.pages.unwrap_or_default() } else { 0 },
            scan: row.has_text == Some(false),
            altered: row.altered,
            kind,
        });
        Self { item: row.evidence, file, outside, uses: row.uses }
    }
}

/// A file that came and that no item names yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its hash.
    pub sha256: String,
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it is thrown away.
    pub until: Timestamp,
}

/// The evidence of one criterion, with what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pane {
    /// Items in the order in which they were attached.
    pub items: Vec<EvidenceView>,
    /// Ids of the items that stay: they were submitted.
    pub fixed: Vec<String>,
    /// Files that came for this criterion and wait for their citation; each with items of the body that have the same file.
    pub waiting: Vec<(Waiting, Vec<EvidenceView>)>,
    /// Why nothing can be changed; `None`: it can.
    pub closed: Option<Message>,
}

/// Shows the evidence of one criterion.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not read the record.
pub async fn for_criterion(app: &App, actor: &Actor, place: &Place) -> Result<Vec<EvidenceView>, ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await?;
    listed(app, &mut link, place).await
}

async fn listed(app: &App, link: &mut Link, place: &Place) -> Result<Vec<EvidenceView>, ActionError> {
    let round = frozen(app, link, &place.round).await?;
    let window = Some((round.data_from.as_str(), round.data_to.as_str()));
    let rows = link.evidence_for(&place.round, &place.unit).await?;
    let here = rows.into_iter().filter(|(criterion, _)| *criterion == place.criterion);
    Ok(here.map(|(_, row)| EvidenceView::of(row, window)).collect())
}

/// The evidence of one criterion that came after a moment. Who may look is settled before.
pub(crate) async fn since(
    app: &App,
    link: &mut Link,
    place: &Place,
    at: Timestamp,
) -> Result<Vec<EvidenceView>, ActionError> {
    let mut new = Vec::new();
    for view in listed(app, link, place).await? {
        if used_at(link, &view.item.id, place).await?.is_some_and(|used| used > at) {
            new.push(view);
        }
    }
    Ok(new)
}

/// When an item was attached to a criterion.
pub(super) async fn used_at(link: &mut Link, id: &str, place: &Place) -> Result<Option<Timestamp>, ActionError> {
    let here =
        |used: &EvidenceUse| used.round == place.round && used.unit == place.unit && used.criterion == place.criterion;
    Ok(link.uses_of(id).await?.into_iter().find(here).map(|used| used.at))
}

/// Shows the evidence of one criterion with what can be done there.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not read the record.
pub async fn pane(app: &App, actor: &Actor, place: &Place) -> Result<Pane, ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await?;
    let items = listed(app, &mut link, place).await?;
    let mut fixed = Vec::new();
    if let Ok(Some(since)) = may_touch(&mut link, actor, place).await {
        for view in &items {
            if used_at(&mut link, &view.item.id, place).await?.is_none_or(|used| used <= since) {
                fixed.push(view.item.id.clone());
            }
        }
    }
    let body = match may_attach(app, &mut link, actor, place).await {
        Ok(body) => body,
        Err(ActionError::Refused(reasons)) => {
            let closed = reasons.into_iter().next();
            return Ok(Pane { items, fixed, waiting: Vec::new(), closed });
        }
        Err(error) => return Err(error),
    };
    let mut waiting = Vec::new();
    for holding in link.unattached_files(&body).await? {
        if holding.round == place.round && holding.criterion == place.criterion {
            waiting.push((Waiting::of(holding), Vec::new()));
        }
    }
    for (file, twins) in same_files(&mut link, &body, place).await? {
        waiting.push((file, twins));
    }
    Ok(Pane { items, fixed, waiting, closed: None })
}

/// Files that came for this criterion though the body's store has items with the same bytes.
async fn same_files(
    link: &mut Link,
    body: &str,
    place: &Place,
) -> Result<Vec<(Waiting, Vec<EvidenceView>)>, ActionError> {
    let mut found = Vec::new();
    for upload in link.repeated_uploads(body, &place.round, &place.criterion).await? {
        let sha256 = upload.sha256.clone().unwrap_or_default();
        let twins = twins(link, body, &sha256).await?;
        let attached = link.evidence_for(&place.round, &place.unit).await?;
        let here = |id: &str| attached.iter().any(|(code, row)| *code == place.criterion && row.evidence.id == id);
        if twins.is_empty() || twins.iter().any(|twin| here(&twin.item.id)) {
            continue;
        }
        let until = upload.expires_at;
        found.push((Waiting { sha256, name: upload.name, size: upload.size, until }, twins));
    }
    Ok(found)
}

/// Items of a body with the same file (đã có trong kho).
pub(super) async fn twins(link: &mut Link, body: &str, sha256: &str) -> Result<Vec<EvidenceView>, ActionError> {
    let filter = EvidenceFilter { file: Some(sha256.to_owned()), limit: 5, ..EvidenceFilter::default() };
    let rows = link.evidence_of(body, &filter).await?;
    Ok(rows.into_iter().map(|row| EvidenceView::of(row, None)).collect())
}

impl Waiting {
    pub(super) fn of(holding: Holding) -> Self {
        let until = Timestamp::from_micros(holding.at.micros() + DAYS_KEPT * MICROS_A_DAY);
        Self { sha256: holding.sha256, name: holding.name, size: holding.size, until }
    }
}

/// A criterion that an item serves, with the title of its round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseView {
    /// The criterion.
    pub place: EvidenceUse,
    /// Title of the round.
    pub title: String,
}

/// Shows one item with what it serves, and whether the reader may change it.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is neither of the body nor reads a record that it is attached to.
pub async fn one(app: &App, actor: &Actor, id: &str) -> Result<(EvidenceView, Vec<UseView>, bool), ActionError> {
    let mut link = app.store.look().await?;
    let row = membership::seen(&mut link, actor, id).await?;
    let own = match membership::member(&mut link, actor, &row.evidence.org_unit).await {
        Ok(_) => true,
        Err(ActionError::NotAllowed) => false,
        Err(error) => return Err(error),
    };
    let uses = link.uses_of(id).await?;
    let mut readable = Vec::new();
    let mut titles = BTreeMap::new();
    for place in uses {
        if may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await.is_err() {
            continue;
        }
        if !titles.contains_key(&place.round) {
            let head = link.find_round(&place.round).await?;
            titles.insert(place.round.clone(), head.map_or_else(|| place.round.clone(), |head| head.title));
        }
        let title = titles.get(&place.round).cloned().unwrap_or_default();
        readable.push(UseView { place, title });
    }
    Ok((EvidenceView::of(row, None), readable, own))
}
