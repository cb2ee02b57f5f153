//! Drafts: begun, saved over the revision they were read at, taken back step by step, given up.

use thuocdo_base::{Actor, Message};
use thuocdo_criteria::edit::{self, Target};
use thuocdo_store::{Link, SetDraft, StepState, Work};
use thuocdo_words::encoding::nfc;

use super::shelf::in_writing;
use super::{Everything, Outcome, intake, refused};
use crate::{ActionError, App, may};

/// How many steps of a draft can be taken back.
pub const MOST_STEPS: u64 = 50;

/// What a draft is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Nothing: a small skeleton with this code and title.
    Nothing {
        /// Code of the set.
        code: String,
        /// Title.
        title: String,
    },
    /// A version, as the next one.
    Version {
        /// Code.
        code: String,
        /// Version.
        version: String,
    },
    /// A file.
    File(Vec<u8>),
}

/// Begins a draft; gives its id.
///
/// # Errors
/// If the actor is no administrator, or what it is made from cannot be used.
pub async fn begin(app: &App, actor: &Actor, from: From) -> Result<String, ActionError> {
    let (job_app, actor, id) = (app.clone(), actor.clone(), app.new_id());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let all = in_writing(&job_app, work).await?;
            let (text, sidecar, base) = match from {
                From::Nothing { code, title } => (skeleton(&code, &title)?, None, None),
                From::File(bytes) => (intake::bytes(&bytes).map_err(refused)?, None, None),
                From::Version { code, version } => next_of(work, &all, &code, &version).await?,
            };
            if text.trim().is_empty() {
                return Err(refused(Message::new("sets-file-empty")));
            }
            let (now, account) = (work.now(), actor.id().to_owned());
            let mut draft = SetDraft {
                id: id.clone(),
                code: String::new(),
                set_version: String::new(),
                title: String::new(),
                base,
                text,
                sidecar,
                revision: 1,
                made_by: account.clone(),
                made_at: now,
                account,
                at: now,
            };
            name(&mut draft);
            work.insert_set_draft(&draft).await?;
            Ok(id)
        })
    })
    .await
}

/// Takes code, version and title from the text, as far as it says them.
fn name(draft: &mut SetDraft) {
    if let Some(head) = edit::head(&draft.text) {
        (draft.code, draft.set_version, draft.title) = (head.code, head.version, head.title);
    }
}

type Made = (String, Option<String>, Option<String>);

async fn next_of(link: &mut Link, all: &Everything, code: &str, version: &str) -> Result<Made, ActionError> {
    let source = all.version(code, version).ok_or(ActionError::NotAllowed)?.source();
    let text = intake::text(&source.text).map_err(refused)?;
    let drafts = link.list_set_drafts().await?;
    let taken = |next: &str| {
        all.version(code, next).is_some() || drafts.iter().any(|draft| draft.code == code && draft.set_version == next)
    };
    let next = next_version(version, taken);
    let text = edit::apply(&text, Target::Head, &[("version".to_owned(), next)])
        .map_err(|_| refused(Message::new("sets-no-form")))?;
    Ok((text, source.sidecar, Some(format!("{code}@{version}"))))
}

/// The version that comes next: a number goes up, other names get a number.
fn next_version(version: &str, taken: impl Fn(&str) -> bool) -> String {
    let number = version.parse::<u32>().ok();
    let candidates = (1_u32..).map(|step| match number {
        Some(number) => number.saturating_add(step).to_string(),
        None => format!("{version}-{}", step.saturating_add(1)),
    });
    candidates.into_iter().find(|next| !taken(next)).unwrap_or_default()
}

/// Refuses what cannot be the code of a set.
pub(super) fn sound_code(code: &str) -> Result<(), ActionError> {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let is_sound = code.len() <= 80 && code.split('/').all(part);
    if is_sound { Ok(()) } else { Err(refused(Message::new("sets-code-bad"))) }
}

fn skeleton(code: &str, title: &str) -> Result<String, ActionError> {
    let (code, title) = (code.trim(), nfc(title.trim()));
    sound_code(code)?;
    if title.is_empty() {
        return Err(refused(Message::new("sets-title-missing")));
    }
    let head = [("code", code), ("title", title.as_str())].map(|(key, value)| (key.to_owned(), value.to_owned()));
    edit::apply(SKELETON, Target::Head, &head).map_err(|_| refused(Message::new("sets-no-form")))
}

const SKELETON: &str = include_str!("../../data/skeleton.toml");

/// Finds a draft for somebody who may read it.
pub(super) async fn readable(link: &mut Link, actor: &Actor, id: &str) -> Result<SetDraft, ActionError> {
    may::overseer(link, actor).await?;
    link.find_set_draft(id).await?.ok_or(ActionError::NotAllowed)
}

/// Finds a draft for somebody who may change it.
pub(super) async fn writable(link: &mut Link, actor: &Actor, id: &str) -> Result<SetDraft, ActionError> {
    may::administrator(link, actor).await?;
    link.find_set_draft(id).await?.ok_or(ActionError::NotAllowed)
}

/// Keeps what the draft said and saves what it says now; nothing happens if it says the same.
pub(super) async fn put(
    work: &mut Work,
    actor: &Actor,
    old: &SetDraft,
    text: String,
    sidecar: Option<String>,
) -> Result<SetDraft, ActionError> {
    if old.text == text && old.sidecar == sidecar {
        return Ok(old.clone());
    }
    let oldest = old.revision.saturating_sub(MOST_STEPS);
    work.keep_draft_step(old, StepState::Past, oldest).await?;
    let mut draft = SetDraft {
        text,
        sidecar,
        revision: old.revision + 1,
        account: actor.id().to_owned(),
        at: work.now(),
        ..old.clone()
    };
    name(&mut draft);
    work.save_set_draft(&draft, old.revision).await?;
    Ok(draft)
}

/// Saves the whole text of a draft; faults in it are no hindrance.
///
/// # Errors
/// If the actor is no administrator, or the text cannot be kept.
pub async fn save(
    app: &App,
    actor: &Actor,
    id: &str,
    revision: u64,
    (text, sidecar): (&str, &str),
) -> Result<Outcome<u64>, ActionError> {
    let text = intake::text(text).map_err(refused)?;
    let sidecar = intake::text(sidecar).map_err(refused)?;
    let sidecar = Some(sidecar).filter(|sidecar| !sidecar.trim().is_empty());
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let draft = writable(work, &actor, &id).await?;
            if draft.revision != revision {
                return Ok(Outcome::Overtaken(Box::new(draft)));
            }
            Ok(Outcome::Done(put(work, &actor, &draft, text, sidecar).await?.revision))
        })
    })
    .await
}

/// Takes the last change back that was not taken back yet; the text that is left is kept too.
///
/// # Errors
/// If the actor is no administrator, or there is nothing to take back.
pub async fn undo(app: &App, actor: &Actor, id: &str, revision: u64) -> Result<Outcome<u64>, ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let old = writable(work, &actor, &id).await?;
            if old.revision != revision {
                return Ok(Outcome::Overtaken(Box::new(old)));
            }
            let step = work.last_draft_step(&id).await?.ok_or_else(|| refused(Message::new("sets-nothing-to-undo")))?;
            work.use_draft_step(&id, step.revision).await?;
            work.keep_draft_step(&old, StepState::Undone, old.revision.saturating_sub(MOST_STEPS)).await?;
            let mut draft = SetDraft {
                text: step.text,
                sidecar: step.sidecar,
                revision: old.revision + 1,
                account: actor.id().to_owned(),
                at: work.now(),
                ..old.clone()
            };
            name(&mut draft);
            work.save_set_draft(&draft, old.revision).await?;
            Ok(Outcome::Done(draft.revision))
        })
    })
    .await
}

/// Gives a draft up; its texts stay in the database.
///
/// # Errors
/// If the actor is no administrator, or somebody changed it meanwhile.
pub async fn discard(app: &App, actor: &Actor, id: &str, revision: u64) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            writable(work, &actor, &id).await?;
            Ok(work.close_set_draft(&id, revision, false).await?)
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_the_first_that_is_free() {
        assert_eq!(next_version("2022", |next| next == "2023"), "2024");
        assert_eq!(next_version("thi-diem", |_| false), "thi-diem-2");
    }

    #[test]
    fn a_skeleton_is_sound_and_has_the_code_and_title_that_were_asked_for() {
        let text = skeleton("tinh-mau/xa", "Bộ tiêu chí “mẫu”").unwrap();
        let parsed = thuocdo_criteria::parse(&thuocdo_criteria::SourceText::new(text.as_str()), &());
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        assert_eq!(parsed.set.unwrap().title, "Bộ tiêu chí “mẫu”");
        assert!(skeleton("Tỉnh Mẫu", "x").is_err() && skeleton("mau", " ").is_err());
    }
}
