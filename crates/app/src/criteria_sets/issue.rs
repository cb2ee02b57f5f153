//! Issuing: a draft becomes a version that never changes (ban hành).

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::edit::{self, Target};
use thuocdo_criteria::{Diagnostic, Severity, SourceText};
use thuocdo_store::{IssuedHead, IssuedSet, SetDraft, Work};

use super::drafts::writable;
use super::shelf::in_writing;
use super::{HOUSE, Outcome, intake, refused};
use crate::{ActionError, App};

/// What is said at issuing; number and day go into the head of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Kind of the document: Quyết định.
    pub kind: String,
    /// Number and notation.
    pub number: String,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Who signed it.
    pub signer: String,
    /// Legal bases, one a line.
    pub legal_basis: String,
}

/// Code and version of what was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Hash.
    pub hash: String,
}

/// Issues a draft: writes the version for good and an event of it, and closes the draft.
///
/// # Errors
/// If the actor is no administrator, the decision is incomplete, the text has errors, or there is such a version.
pub async fn issue(
    app: &App,
    actor: &Actor,
    id: &str,
    revision: u64,
    decision: Decision,
) -> Result<Outcome<Made>, ActionError> {
    let (job_app, actor, id) = (app.clone(), actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let draft = writable(work, &actor, &id).await?;
            if draft.revision != revision {
                return Ok(Outcome::Overtaken(Box::new(draft)));
            }
            let set = ready(&job_app, work, &actor, &draft, &decision).await?;
            work.issue_set(&set).await?;
            work.close_set_draft(&id, revision, true).await?;
            tell(work, &actor, &set.head).await?;
            let IssuedHead { code, version, hash, .. } = set.head;
            Ok(Outcome::Done(Made { code, version, hash }))
        })
    })
    .await
}

/// The version as it will stand; everything that hinders it is said at once.
async fn ready(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    draft: &SetDraft,
    decision: &Decision,
) -> Result<IssuedSet, ActionError> {
    let mut reasons = incomplete(decision);
    let text = headed(&draft.text, decision)?;
    let all = in_writing(app, work).await?;
    let parsed = thuocdo_criteria::parse(&SourceText { text: text.clone(), sidecar: draft.sidecar.clone() }, &all);
    reasons.extend(parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).map(hindrance));
    let head = edit::head(&text).unwrap_or_default();
    if all.version(&head.code, &head.version).is_some() {
        let exists = Message::new("sets-version-exists");
        reasons.push(exists.text("code", head.code.as_str()).text("version", head.version.as_str()));
    }
    let Some(set) = parsed.set.filter(|_| reasons.is_empty()) else { return Err(ActionError::Refused(reasons)) };
    let head = IssuedHead {
        code: set.code,
        version: set.version,
        title: set.title,
        hash: set.hash,
        base: draft.base.clone(),
        decision: decision.number.trim().to_owned(),
        decided_on: decision.date.clone(),
        signer: decision.signer.trim().to_owned(),
        account: actor.id().to_owned(),
        at: work.now(),
    };
    Ok(IssuedSet { head, text, sidecar: draft.sidecar.clone() })
}

fn incomplete(decision: &Decision) -> Vec<Message> {
    let asked = [
        (&decision.number, "sets-number-missing"),
        (&decision.date, "sets-date-missing"),
        (&decision.signer, "sets-signer-missing"),
        (&decision.issuer, "sets-issuer-missing"),
    ];
    asked.into_iter().filter(|(said, _)| said.trim().is_empty()).map(|(_, key)| Message::new(key)).collect()
}

/// The text with the decision in its head.
fn headed(text: &str, decision: &Decision) -> Result<String, ActionError> {
    let pairs = [
        ("document.kind", &decision.kind),
        ("document.number", &decision.number),
        ("document.date", &decision.date),
        ("document.issuer", &decision.issuer),
        ("legal_basis", &decision.legal_basis),
    ];
    let pairs: Vec<(String, String)> = pairs.map(|(path, value)| (path.to_owned(), value.clone())).to_vec();
    let text = edit::apply(text, Target::Head, &pairs).map_err(|_| refused(Message::new("sets-no-form")))?;
    intake::text(&text).map_err(refused)
}

/// A finding as a reason, with its line.
fn hindrance(found: &Diagnostic) -> Message {
    let line = usize::try_from(found.place.line).unwrap_or_default();
    let said = thuocdo_base::Arg::List(vec![found.message.clone()]);
    let key = if found.sidecar { "sets-hindrance-sidecar" } else { "sets-hindrance" };
    Message::new(key).count("line", line).with("what", said)
}

/// Tells the house's log; the signer stands in the part that can be erased.
async fn tell(work: &mut Work, actor: &Actor, head: &IssuedHead) -> Result<(), ActionError> {
    let facts = [
        ("base", Fact::Text(head.base.clone().unwrap_or_default())),
        ("code", Fact::Text(head.code.clone())),
        ("decided_on", Fact::Text(head.decided_on.clone())),
        ("decision", Fact::Text(head.decision.clone())),
        ("hash", Fact::Text(head.hash.clone())),
        ("version", Fact::Text(head.version.clone())),
    ];
    let personal = serde_json::json!({ "signer": head.signer }).to_string();
    work.record_personal(HOUSE, "issue_set", actor, &facts, &personal).await?;
    Ok(())
}
