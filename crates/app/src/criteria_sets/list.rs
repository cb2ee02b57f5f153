//! The list: every version that can be used, and every draft.

use thuocdo_base::{Actor, Number, Timestamp};
use thuocdo_criteria::{CriteriaSet, edit};
use thuocdo_store::{Link, SetDraft};
use thuocdo_words::collate::{compare_codes, fold};

use super::shelf::{KnownSet, everything};
use crate::{ActionError, App, may};

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Being written.
    Draft,
    /// Issued here.
    Issued,
    /// Comes with the program.
    Shipped,
}

impl Kind {
    /// All kinds in the order of the list.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Issued, Self::Shipped];

    /// The word by which addresses and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Shipped => "shipped",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in title, code or decision, without accents.
    pub text: String,
    /// Only these.
    pub kind: Option<Kind>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub kind: Kind,
    /// Id of the draft; empty for versions.
    pub draft: String,
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// How many criteria.
    pub criteria: usize,
    /// Scale.
    pub scale: Option<Number>,
    /// Whether parts of it were written by us.
    pub illustrative: bool,
    /// Kind, number and issuer of the document.
    pub document: String,
    /// When it was issued or changed, and by whom.
    pub at: Option<(Timestamp, String)>,
    /// Faults of a draft.
    pub errors: usize,
}

/// The list with what the viewer may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetList {
    /// Lines: drafts first, then by code, the newest version first.
    pub lines: Vec<Line>,
    /// How many there are of all.
    pub total: usize,
    /// Whether the viewer may write.
    pub may_change: bool,
}

/// Lists versions and drafts.
///
/// # Errors
/// If the actor is neither administrator nor auditor.
pub async fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<SetList, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let may_change = may::administrator(&mut link, actor).await.is_ok();
    let all = everything(app, &mut link).await?;
    let mut lines = Vec::new();
    for draft in link.list_set_drafts().await? {
        lines.push(of_draft(&mut link, &all, draft).await?);
    }
    let mut versions = Vec::new();
    for known in all.versions() {
        versions.extend(of_version(&mut link, &known).await?);
    }
    versions.sort_by(|one: &Line, other| {
        one.code.cmp(&other.code).then_with(|| compare_codes(&other.version, &one.version))
    });
    lines.extend(versions);
    let total = lines.len();
    let words = fold(&filter.text);
    let fits = |line: &Line| {
        let said = fold(&format!("{} {} {} {}", line.title, line.code, line.version, line.document));
        words.split_whitespace().all(|word| said.contains(word)) && filter.kind.is_none_or(|kind| kind == line.kind)
    };
    lines.retain(fits);
    Ok(SetList { lines, total, may_change })
}

/// Name of an account.
pub(super) async fn name_of(link: &mut Link, account: &str) -> Result<String, ActionError> {
    Ok(link.find_account(account).await?.map(|row| row.name).unwrap_or_default())
}

async fn of_draft(link: &mut Link, all: &super::Everything, draft: SetDraft) -> Result<Line, ActionError> {
    let source = thuocdo_criteria::SourceText { text: draft.text, sidecar: draft.sidecar };
    let parsed = thuocdo_criteria::parse(&source, all);
    let errors = super::editor::errors(&parsed.diagnostics);
    let items = edit::outline(&source.text).unwrap_or_default();
    Ok(Line {
        kind: Kind::Draft,
        draft: draft.id,
        code: draft.code,
        version: draft.set_version,
        title: draft.title,
        criteria: items.iter().filter(|item| !item.section).count(),
        scale: edit::head(&source.text).and_then(|head| head.scale),
        illustrative: parsed.set.as_ref().is_some_and(CriteriaSet::is_illustrative),
        document: String::new(),
        at: Some((draft.at, name_of(link, &draft.account).await?)),
        errors,
    })
}

async fn of_version(link: &mut Link, known: &KnownSet) -> Result<Option<Line>, ActionError> {
    let Some(set) = known.set() else { return Ok(None) };
    let at = match known.issued() {
        Some(head) => Some((head.at, name_of(link, &head.account).await?)),
        None => None,
    };
    let document = &set.document;
    let parts = [document.kind.as_str(), document.number.as_str(), document.issuer.as_str()];
    Ok(Some(Line {
        kind: if known.issued().is_some() { Kind::Issued } else { Kind::Shipped },
        draft: String::new(),
        code: set.code.clone(),
        version: set.version.clone(),
        title: set.title.clone(),
        criteria: set.criteria().count(),
        scale: Some(set.scale.clone()),
        illustrative: set.is_illustrative(),
        document: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        at,
        errors: 0,
    }))
}
