//! Drafts of questionnaires: kept until they are issued or given up, seen by respondents' eyes before that.

use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_criteria::questionnaire::{self, Questionnaire};
use thuocdo_store::{FormDraft, Link};
use thuocdo_words::show;

use super::{Embedded, taken};
use crate::decision::approval::name_of;
use crate::{ActionError, App, may};

/// Stands for the code in the name by which a draft is looked at.
const DRAFT: &str = "nhap";

/// A draft of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Id.
    pub id: String,
    /// Title; empty as long as the text says none.
    pub title: String,
    /// Name of who changed it last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Lists the drafts, the last changed first.
///
/// # Errors
/// If the actor is neither administrator nor auditor.
pub async fn drafts(app: &App, actor: &Actor) -> Result<Vec<DraftLine>, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let mut lines = Vec::new();
    for draft in link.form_drafts().await? {
        let by = name_of(&mut link, &draft.account).await?;
        lines.push(DraftLine { id: draft.id, title: draft.title, by, at: draft.at });
    }
    Ok(lines)
}

/// Opens a draft to write on.
///
/// # Errors
/// If the actor is no administrator, or there is no such draft.
pub async fn open(app: &App, actor: &Actor, id: &str) -> Result<FormDraft, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    link.find_form_draft(id).await?.ok_or(ActionError::NotAllowed)
}

/// Keeps a text as a draft, a new one or over the revision at which it was read; gives its id.
///
/// # Errors
/// If the actor is no administrator, the text cannot be read at all, or somebody else has changed the draft.
pub async fn save(
    app: &App,
    actor: &Actor,
    over: Option<(&str, u64)>,
    text: &str,
    sidecar: &str,
) -> Result<String, ActionError> {
    let (source, actor) = (taken(text, sidecar)?, actor.clone());
    let over = over.map(|(id, revision)| (id.to_owned(), revision));
    let (id, read) = over.unwrap_or_else(|| (app.new_id(), 0));
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let title = questionnaire::parse(&source, &Embedded).questionnaire.map(|form| form.title);
            match work.find_form_draft(&id).await? {
                Some(now) if now.revision != read => return Err(newer(work, &now).await?),
                None if read > 0 => return Err(ActionError::Refused(vec![Message::new("forms-draft-gone")])),
                _ => {}
            }
            let draft = FormDraft {
                id: id.clone(),
                title: title.unwrap_or_default(),
                text: source.text,
                sidecar: source.sidecar.unwrap_or_default(),
                revision: read + 1,
                account: actor.id().to_owned(),
                at: work.now(),
            };
            if work.save_form_draft(&draft).await? { Ok(id) } else { Err(newer(work, &draft).await?) }
        })
    })
    .await
}

async fn newer(link: &mut Link, now: &FormDraft) -> Result<ActionError, ActionError> {
    let by = name_of(link, &now.account).await?;
    let said = Message::new("forms-draft-newer").text("by", by).text("at", show::moment(now.at));
    Ok(ActionError::Refused(vec![said]))
}

/// Gives a draft up.
///
/// # Errors
/// If the actor is no administrator, or there is no such draft.
pub async fn discard(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            work.find_form_draft(&id).await?.ok_or(ActionError::NotAllowed)?;
            Ok(work.drop_form_draft(&id).await?)
        })
    })
    .await
}

/// The name by which a draft is looked at as respondents would: who has it may, as an id cannot be guessed.
pub fn sample_name(id: &str) -> String {
    format!("{DRAFT}@{id}")
}

/// A draft to look at, if the name is one and its text can be read.
pub(super) async fn sample(link: &mut Link, code: &str, id: &str) -> Result<Option<Questionnaire>, ActionError> {
    if code != DRAFT {
        return Ok(None);
    }
    let Some(draft) = link.find_form_draft(id).await? else { return Ok(None) };
    Ok(questionnaire::parse(&taken(&draft.text, &draft.sidecar)?, &Embedded).questionnaire)
}
