//! Adding and changing items, attaching them to criteria and taking them off.

use thuocdo_assessment::clarification::State;
use thuocdo_assessment::{Action, Refusal, Stage, Verdict, Why, table};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{Evidence, EvidenceUse, Link, Work};

use super::citation::{Citation, Typed, folded, read};
use super::membership;
use super::view::used_at;
use crate::answers::{Place, recount};
use crate::setup::frozen::frozen;
use crate::{ActionError, App, may};

/// Adds an item to a body's store and, where a place is given, attaches it there; gives its id.
///
/// Without a place, `body` is the id of the body.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is not of the body; reasons where the citation has faults or the record
/// does not let evidence be attached.
pub async fn add(
    app: &App,
    actor: &Actor,
    place: Option<&Place>,
    body: &str,
    typed: &Typed,
) -> Result<String, ActionError> {
    let citation = checked(typed)?;
    let id = app.new_id();
    let (job_app, actor, place, body) = (app.clone(), actor.clone(), place.cloned(), body.to_owned());
    let new = id.clone();
    app.write(move |work| {
        Box::pin(async move {
            let body = match &place {
                Some(place) => may_attach(&job_app, work, &actor, place).await?,
                None => {
                    membership::member(work, &actor, &body).await?;
                    body
                }
            };
            let account = insert(work, &actor, &body, new.clone(), &citation).await?;
            if let Some(place) = place {
                let used = used(&place, &account, work);
                work.attach_evidence(&new, &used).await?;
                recount(&job_app, work, (&place.round, &place.unit), &account).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(id)
}

/// Puts an item into a body's store; gives the account that did.
async fn insert(
    work: &mut Work,
    actor: &Actor,
    body: &str,
    id: String,
    citation: &Citation,
) -> Result<String, ActionError> {
    let account = membership::account(actor)?.to_owned();
    let name = file_name(work, body, citation).await?;
    let item = citation.item(id, body, &account, work.now(), name);
    work.insert_evidence(&item, &folded(&item)).await?;
    Ok(account)
}

/// Cites a document without a file for a criterion, within a write of somebody else: a new item, or one that is there.
///
/// Who calls it counts the record again.
///
/// # Errors
/// As [`add`].
pub(crate) async fn cite(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    place: &Place,
    (id, citation): (&str, Option<&Citation>),
) -> Result<(), ActionError> {
    let body = may_attach(app, work, actor, place).await?;
    let account = match citation {
        Some(citation) => insert(work, actor, &body, id.to_owned(), citation).await?,
        None => {
            let row = membership::own(work, actor, id).await?;
            if row.evidence.org_unit != body {
                return Err(ActionError::NotAllowed);
            }
            membership::account(actor)?.to_owned()
        }
    };
    let used = used(place, &account, work);
    Ok(work.attach_evidence(id, &used).await?)
}

/// Changes what an item says; `version` is the one that was shown.
///
/// What it serves in records that are handed in stays as it was then: the submission keeps its own copy.
///
/// # Errors
/// As [`add`]; a reason if somebody changed it meanwhile or it serves a criterion that is closed.
pub async fn change(app: &App, actor: &Actor, id: &str, version: u64, typed: &Typed) -> Result<(), ActionError> {
    let citation = checked(typed)?;
    let (job_app, actor, id) = (app.clone(), actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let before = membership::own(work, &actor, &id).await?.evidence;
            all_open(&job_app, work, &actor, &id).await?;
            let account = membership::account(&actor)?.to_owned();
            let name = if citation.file == before.file && citation.file.is_some() {
                before.file_name.clone()
            } else {
                file_name(work, &before.org_unit, &citation).await?
            };
            let item = citation.item(id, &before.org_unit, &account, work.now(), name);
            let read = Evidence { version, ..before };
            if work.change_evidence(&read, &item, &folded(&item)).await? {
                Ok(())
            } else {
                Err(super::refused("app-overtaken"))
            }
        })
    })
    .await
}

/// Attaches an item of the unit's own body to a criterion: one item may serve many, in many rounds.
///
/// # Errors
/// As [`add`].
pub async fn attach(app: &App, actor: &Actor, id: &str, place: &Place) -> Result<(), ActionError> {
    attach_all(app, actor, id, (&place.round, &place.unit), vec![place.criterion.clone()]).await
}

/// Lets an item of the body's store serve many criteria of one record; all or none.
///
/// # Errors
/// As [`attach`].
pub async fn attach_all(
    app: &App,
    actor: &Actor,
    id: &str,
    (round, unit): (&str, &str),
    criteria: Vec<String>,
) -> Result<(), ActionError> {
    let (job_app, actor, id) = (app.clone(), actor.clone(), id.to_owned());
    let (round, unit) = (round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let row = membership::own(work, &actor, &id).await?;
            let account = membership::account(&actor)?.to_owned();
            for criterion in &criteria {
                let place = Place::new(&round, &unit, criterion);
                if row.evidence.org_unit != may_attach(&job_app, work, &actor, &place).await? {
                    return Err(ActionError::NotAllowed);
                }
                let used = used(&place, &account, work);
                work.attach_evidence(&id, &used).await?;
            }
            recount(&job_app, work, (&round, &unit), &account).await
        })
    })
    .await
}

/// Takes an item off one criterion; it stays in the store and with the other criteria.
///
/// # Errors
/// As [`add`].
pub async fn detach(app: &App, actor: &Actor, id: &str, place: &Place) -> Result<(), ActionError> {
    let (job_app, actor, id, place) = (app.clone(), actor.clone(), id.to_owned(), place.clone());
    app.write(move |work| {
        Box::pin(async move {
            may_detach(&job_app, work, &actor, &place, &id).await?;
            let taken = work.detach_evidence(&id, &place.round, &place.unit, &place.criterion).await?;
            if !taken {
                return Err(ActionError::NotAllowed);
            }
            recount(&job_app, work, (&place.round, &place.unit), membership::account(&actor)?).await
        })
    })
    .await
}

/// Takes an item out of the body's store; one that serves a criterion stays.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is not of the body; a reason if it serves a criterion.
pub async fn remove(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let row = membership::own(work, &actor, &id).await?;
            if row.uses > 0 {
                let uses = usize::try_from(row.uses).unwrap_or(usize::MAX);
                return Err(ActionError::Refused(vec![Message::new("evidence-in-use").count("uses", uses)]));
            }
            Ok(work.remove_evidence(&id).await?)
        })
    })
    .await
}

fn checked(typed: &Typed) -> Result<Citation, ActionError> {
    read(typed).map_err(|faults| ActionError::Refused(faults.into_iter().map(|(_, message)| message).collect()))
}

/// Settles whether evidence may be attached at a place, and gives the id of the unit's body.
pub(super) async fn may_attach(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    place: &Place,
) -> Result<String, ActionError> {
    may_touch(link, actor, place).await?;
    let round = frozen(app, link, &place.round).await?;
    let unit = round.unit(&place.unit).ok_or(ActionError::NotAllowed)?;
    let on_list = round.criteria_of(unit).any(|(node, _)| node.code == place.criterion);
    if on_list { Ok(unit.org_unit.clone()) } else { Err(ActionError::NotAllowed) }
}

/// Settles whether evidence of a criterion may change: while the record is open for it, or while it is asked about.
///
/// Gives the moment since which what was attached may be taken off again; `None`: whatever is attached.
pub(super) async fn may_touch(link: &mut Link, actor: &Actor, place: &Place) -> Result<Option<Timestamp>, ActionError> {
    match may::record(link, actor, &place.round, &place.unit, Action::Attach).await {
        Ok((record, _)) if record.stage.is_open_for(&place.criterion) => Ok(None),
        Ok((record, _)) => Err(match record.stage {
            Stage::Returned { criteria, .. } => Refusal::NotOpened(criteria).into(),
            stage => Refusal::RecordStage(stage).into(),
        }),
        Err(ActionError::Refused(why)) => clarifying(link, actor, place, why).await.map(Some),
        Err(error) => Err(error),
    }
}

/// When the open question about a criterion was asked; without one, why nothing changes.
async fn clarifying(
    link: &mut Link,
    actor: &Actor,
    place: &Place,
    why: Vec<Message>,
) -> Result<Timestamp, ActionError> {
    let record = link.find_record(&place.round, &place.unit).await?.ok_or(ActionError::NotAllowed)?;
    let roles = match actor {
        Actor::Person(account) => link.roles_in(&place.round, account).await?,
        _ => return Err(ActionError::NotAllowed),
    };
    match table::judge(Action::Clarify, &roles, &record) {
        Verdict::Yes => record.clarify(&place.criterion)?,
        Verdict::Refused(reason @ Why::Closed) => return Err(reason.refusal(Action::Clarify, &record).into()),
        Verdict::Refused(_) | Verdict::Hidden => return Err(ActionError::Refused(why)),
    }
    let asked = link.questions(&place.round, Some(&place.unit), Some(&place.criterion)).await?;
    let open = asked.into_iter().find(|row| row.question.state == State::Open);
    open.map(|row| row.question.at).ok_or(ActionError::Refused(why))
}

/// Settles whether an item may be taken off: what was submitted stays for ever.
async fn may_detach(app: &App, link: &mut Link, actor: &Actor, place: &Place, id: &str) -> Result<(), ActionError> {
    may_attach(app, link, actor, place).await?;
    let Some(since) = may_touch(link, actor, place).await? else { return Ok(()) };
    match used_at(link, id, place).await? {
        Some(used) if used > since => Ok(()),
        Some(_) => Err(super::refused("evidence-was-submitted")),
        None => Err(ActionError::NotAllowed),
    }
}

/// What an item says may change while every record of the own body that it serves is open for that criterion.
async fn all_open(app: &App, link: &mut Link, actor: &Actor, id: &str) -> Result<(), ActionError> {
    for used in link.uses_of(id).await? {
        let place = Place { round: used.round, unit: used.unit, criterion: used.criterion };
        match may_detach(app, link, actor, &place, id).await {
            Ok(()) => {}
            Err(ActionError::Internal(source)) => return Err(ActionError::Internal(source)),
            Err(ActionError::NotAllowed | ActionError::Refused(_)) => {
                let message = Message::new("evidence-serves-closed").text("round", place.round);
                return Err(ActionError::Refused(vec![message.text("criterion", place.criterion)]));
            }
        }
    }
    Ok(())
}

/// Name of the cited file; a file that the body does not hold is refused as if there were none.
async fn file_name(link: &mut Link, body: &str, citation: &Citation) -> Result<Option<String>, ActionError> {
    let Some(sha256) = &citation.file else { return Ok(None) };
    let held = link.find_holding(body, sha256).await?.ok_or(ActionError::NotAllowed)?;
    Ok(Some(held.name))
}

fn used(place: &Place, account: &str, work: &Work) -> EvidenceUse {
    let Place { round, unit, criterion } = place.clone();
    EvidenceUse { round, unit, criterion, account: account.to_owned(), at: work.now() }
}
