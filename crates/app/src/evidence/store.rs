//! The body's store of evidence (kho minh chứng): searched, filtered, page by page, taken along as CSV.

use thuocdo_base::Actor;
use thuocdo_publication::csv::harmless;
use thuocdo_store::EvidenceFilter;
use thuocdo_words::collate::fold;

use super::view::{EvidenceView, Waiting};
use super::{membership, show_date};
use crate::{ActionError, App};

/// Items on a page.
pub const PAGE: u64 = 20;
/// Items in a file that is taken along.
const EXPORT_MOST: u64 = 20_000;

/// Which items are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// All.
    #[default]
    All,
    /// Those that serve no criterion (chưa gắn).
    Unattached,
    /// Those dated outside the data window of a round (ngoài kỳ).
    Outside,
    /// Those that serve several criteria (dùng nhiều).
    Shared,
}

impl Mark {
    /// All marks.
    pub const ALL: [Self; 4] = [Self::All, Self::Unattached, Self::Outside, Self::Shared];

    /// The word by which addresses know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Unattached => "chua-gan",
            Self::Outside => "ngoai-ky",
            Self::Shared => "dung-nhieu",
        }
    }

    /// Reads the word; others mean all.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|mark| mark.word() == word).unwrap_or_default()
    }
}

/// What is asked of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Code of the body; empty: the first of the person's own.
    pub body: String,
    /// Words to search.
    pub words: String,
    /// Which items.
    pub mark: Mark,
    /// Page, from 1.
    pub page: u64,
    /// A unit in a round, whose body is meant instead: codes of both.
    pub unit: Option<(String, String)>,
}

/// One page of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorePage {
    /// Id of the body.
    pub body: String,
    /// Code of the body.
    pub code: String,
    /// Name of the body.
    pub name: String,
    /// Bodies whose stores the person may open: code and name.
    pub bodies: Vec<(String, String)>,
    /// Items of this page.
    pub items: Vec<EvidenceView>,
    /// How many there are in all.
    pub total: u64,
    /// Page, from 1.
    pub page: u64,
    /// Pages in all.
    pub pages: u64,
    /// Files that no item names.
    pub waiting: Vec<Waiting>,
}

/// Shows a page of a body's store.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is of no body, or not of this one.
pub async fn page(app: &App, actor: &Actor, asked: &Asked) -> Result<StorePage, ActionError> {
    let mut link = app.store.look().await?;
    let account = membership::account(actor)?;
    let mut bodies = Vec::new();
    for id in link.bodies_of(account).await? {
        bodies.extend(link.find_unit(&id).await?);
    }
    let of_unit = match &asked.unit {
        Some((round, unit)) => Some(link.round_unit(round, unit).await?.ok_or(ActionError::NotAllowed)?.org_unit),
        None => None,
    };
    let found = bodies.iter().find(|body| match &of_unit {
        Some(id) => body.id == *id,
        None => asked.body.is_empty() || body.code == asked.body,
    });
    let body = found.ok_or(ActionError::NotAllowed)?;
    let window = window(app, &body.id).await?;
    let mut filter = EvidenceFilter {
        words: fold(&asked.words),
        unattached: asked.mark == Mark::Unattached,
        shared: asked.mark == Mark::Shared,
        outside: window.clone().filter(|_| asked.mark == Mark::Outside),
        ..EvidenceFilter::default()
    };
    let total = link.count_evidence(&body.id, &filter).await?;
    let pages = total.div_ceil(PAGE).max(1);
    let page = asked.page.clamp(1, pages);
    (filter.limit, filter.offset) = (PAGE, (page - 1) * PAGE);
    let shown = window.as_ref().map(|(from, to)| (from.as_str(), to.as_str()));
    let rows = link.evidence_of(&body.id, &filter).await?;
    Ok(StorePage {
        body: body.id.clone(),
        code: body.code.clone(),
        name: body.name.clone(),
        bodies: bodies.iter().map(|body| (body.code.clone(), body.name.clone())).collect(),
        items: rows.into_iter().map(|row| EvidenceView::of(row, shown)).collect(),
        waiting: link.unattached_files(&body.id).await?.into_iter().map(Waiting::of).collect(),
        total,
        page,
        pages,
    })
}

/// The data window of the newest round in which a body is assessed.
async fn window(app: &App, body: &str) -> Result<Option<(String, String)>, ActionError> {
    let mut link = app.store.look().await?;
    let Some(round) = link.newest_round_of(body).await? else { return Ok(None) };
    let frozen = crate::setup::frozen::frozen(app, &mut link, &round).await?;
    Ok(Some((frozen.data_from.clone(), frozen.data_to.clone())))
}

/// Writes the items that are asked for as CSV; `heads` are the words of the columns.
///
/// # Errors
/// As [`page`].
pub async fn export(app: &App, actor: &Actor, asked: &Asked, heads: &[String; 8]) -> Result<Vec<u8>, ActionError> {
    let body = page(app, actor, asked).await?.body;
    let mut link = app.store.look().await?;
    let filter = EvidenceFilter {
        words: fold(&asked.words),
        unattached: asked.mark == Mark::Unattached,
        shared: asked.mark == Mark::Shared,
        outside: window(app, &body).await?.filter(|_| asked.mark == Mark::Outside),
        limit: EXPORT_MOST,
        ..EvidenceFilter::default()
    };
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    csv.write_record(heads).map_err(ActionError::system)?;
    for row in link.evidence_of(&body, &filter).await? {
        let item = row.evidence;
        let paper = item.paper.map(|paper| format!("{} ({})", paper.number, show_date(&paper.date)));
        let (file, paper) = (item.file_name.unwrap_or_default(), paper.unwrap_or_default());
        let cells = [item.number, show_date(&item.date), item.issuer, item.summary, file, paper];
        let counts = [row.uses.to_string(), row.size.map(|size| size.to_string()).unwrap_or_default()];
        csv.write_record(cells.iter().chain(&counts).map(|cell| harmless(cell).into_owned()))
            .map_err(ActionError::system)?;
    }
    csv.into_inner().map_err(|error| ActionError::system(error.into_error()))
}
