//! One version to read: its tree with rules in sentences, its hash, and what changed since another.

use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::{Node, NodeKind};
use thuocdo_criteria::{CriteriaSet, compare, explain};
use thuocdo_store::IssuedHead;

use super::shelf::{KnownSet, everything};
use crate::{ActionError, App, may};

/// A section or criterion to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Depth below the set, from 1.
    pub depth: u8,
    /// Section, else criterion.
    pub section: bool,
    /// Code.
    pub code: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Maximum.
    pub max: Number,
    /// Whether it counts in the total.
    pub scored: bool,
    /// How it is scored, in sentences: for all, then class by class.
    pub rules: Vec<(Option<String>, Vec<Message>)>,
    /// What each variable stands for.
    pub asked: Vec<Message>,
    /// Evidence expected.
    pub evidence: Vec<String>,
    /// Agency that appraises it.
    pub owner: Option<String>,
    /// Whether it was written by us.
    pub illustrative: bool,
}

/// One version to read.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Scale.
    pub scale: Number,
    /// Hash of its text and of the sets it borrows from.
    pub hash: String,
    /// Legal bases as printed.
    pub legal_basis: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Whether parts of it were written by us.
    pub illustrative: bool,
    /// Whether there is an English sidecar.
    pub has_sidecar: bool,
    /// Its decision, if it was issued here.
    pub issued: Option<IssuedHead>,
    /// Who issued it.
    pub issued_by: String,
    /// The document that issues it.
    pub document: Message,
    /// Sections and criteria in order.
    pub rows: Vec<Row>,
    /// How many sections.
    pub sections: usize,
    /// How many criteria.
    pub criteria: usize,
    /// What holds for the set as a whole: grades, ranking, rounding, policies.
    pub whole: Vec<Message>,
    /// Other versions to compare with: those of the same code first. Name and title.
    pub others: Vec<(String, String)>,
    /// Whether the viewer may write.
    pub may_change: bool,
}

/// Shows one version.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or there is no such version.
pub async fn view(app: &App, actor: &Actor, code: &str, version: &str) -> Result<VersionView, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let may_change = may::administrator(&mut link, actor).await.is_ok();
    let all = everything(app, &mut link).await?;
    let known = all.version(code, version).ok_or(ActionError::NotAllowed)?;
    let set = known.set().ok_or(ActionError::NotAllowed)?;
    let rows = rows(set);
    let mut others: Vec<(bool, String, String)> = Vec::new();
    for other in all.versions().iter().filter_map(KnownSet::set).filter(|other| other.hash != set.hash) {
        others.push((other.code != set.code, format!("{}@{}", other.code, other.version), other.title.clone()));
    }
    others.sort();
    let issued = known.issued().cloned();
    let issued_by = match &issued {
        Some(head) => super::list::name_of(&mut link, &head.account).await?,
        None => String::new(),
    };
    Ok(VersionView {
        code: set.code.clone(),
        version: set.version.clone(),
        title: set.title.clone(),
        title_en: set.title_en.clone(),
        scale: set.scale.clone(),
        hash: set.hash.clone(),
        legal_basis: set.legal_basis.clone(),
        notes: set.notes.clone(),
        illustrative: set.is_illustrative(),
        has_sidecar: known.source().sidecar.is_some(),
        issued,
        issued_by,
        document: explain::document(set),
        sections: rows.iter().filter(|row| row.section).count(),
        criteria: rows.iter().filter(|row| !row.section).count(),
        rows,
        whole: whole(set),
        others: others.into_iter().map(|(_, name, title)| (name, title)).collect(),
        may_change,
    })
}

/// The tree with rules in sentences.
pub(super) fn rows(set: &CriteriaSet) -> Vec<Row> {
    set.nodes.iter().skip(1).map(|node| row(set, node)).collect()
}

fn row(set: &CriteriaSet, node: &Node) -> Row {
    let criterion = node.criterion();
    let rules = match &node.kind {
        NodeKind::Section(_) => vec![(None, explain::aggregation(set, node.id, None))],
        NodeKind::Criterion(criterion) => {
            let name =
                |class: thuocdo_criteria::set::ClassId| set.classes.get(usize::from(class.0)).map(|c| c.name.clone());
            let own = criterion
                .rule_by_class
                .iter()
                .map(|(class, _)| (name(*class), explain::rule(set, node.id, Some(*class))));
            std::iter::once((None, explain::rule(set, node.id, None))).chain(own).collect()
        }
    };
    Row {
        depth: node.depth,
        section: criterion.is_none(),
        code: node.code.clone(),
        title: node.title.clone(),
        title_en: node.title_en.clone(),
        max: node.max.clone(),
        scored: node.scored,
        rules,
        asked: explain::answers(set, node.id),
        evidence: criterion.map(|criterion| criterion.evidence.clone()).unwrap_or_default(),
        owner: criterion.and_then(|criterion| criterion.owner.clone()),
        illustrative: criterion.is_some() && node.origin == thuocdo_criteria::set::Origin::Illustrative,
    }
}

fn whole(set: &CriteriaSet) -> Vec<Message> {
    let mut said: Vec<Message> = set.root().na.iter().map(|policy| explain::policy(set, policy)).collect();
    said.extend(set.not_applicable.iter().map(|rule| explain::not_applicable(set, rule)));
    said.extend(set.grade_scales.iter().flat_map(|scale| explain::bands(set, scale)));
    said.extend(explain::ranking(set));
    said.extend(set.adjustments.iter().flat_map(|adjustment| explain::adjustment(set, adjustment)));
    said.extend(explain::rounding(set));
    said
}

/// What changed between two versions.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Code and version of the older side.
    pub old: (String, String),
    /// Code and version of the newer side.
    pub new: (String, String),
    /// Differences, the set as a whole first.
    pub changes: Vec<Message>,
}

/// Compares two versions.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or one of them is not there.
pub async fn comparison(
    app: &App,
    actor: &Actor,
    (old_code, old_version): (&str, &str),
    (new_code, new_version): (&str, &str),
) -> Result<Comparison, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let all = everything(app, &mut link).await?;
    let find = |code: &str, version: &str| all.version(code, version).ok_or(ActionError::NotAllowed);
    let (old, new) = (find(old_code, old_version)?, find(new_code, new_version)?);
    let (Some(old), Some(new)) = (old.set(), new.set()) else { return Err(ActionError::NotAllowed) };
    Ok(Comparison {
        old: (old.code.clone(), old.version.clone()),
        new: (new.code.clone(), new.version.clone()),
        changes: compare::versions(old, new).iter().map(compare::Change::message).collect(),
    })
}

/// The bytes of a version's file, or of its English sidecar.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or it is not there.
pub async fn file(
    app: &App,
    actor: &Actor,
    (code, version): (&str, &str),
    english: bool,
) -> Result<String, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let source = everything(app, &mut link).await?.version(code, version).ok_or(ActionError::NotAllowed)?.source();
    if english { source.sidecar.ok_or(ActionError::NotAllowed) } else { Ok(source.text) }
}
