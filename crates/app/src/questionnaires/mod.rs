//! Questionnaires: those that come with the program, and those issued here (mẫu phiếu).
//!
//! The file is the truth: what is written is its text, what is issued is the text byte for byte and never changes.
//! Administrators write and issue, auditors read. Read in this order: [`list`], [`source`], [`look`] (a text that is
//! being written), [`drafts`], [`issue`].

pub mod drafts;

use std::collections::BTreeSet;

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_criteria::questionnaire::{self, Parsed, Question, Questionnaire};
use thuocdo_criteria::set::Origin;
use thuocdo_criteria::{Diagnostic, Severity, SourceText};
use thuocdo_store::{Link, QuestionnaireRow};
use thuocdo_words::collate::compare_codes;

use crate::catalog::{self, Embedded};
use crate::criteria_sets::editor::Found;
use crate::criteria_sets::intake;
use crate::{ActionError, App, may};

/// Log of what belongs to no round.
const HOUSE: &str = "_house";

/// A questionnaire of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title in Vietnamese, and in English where there is one.
    pub title: (String, Option<String>),
    /// How many questions.
    pub questions: usize,
    /// Code and version of the set that it feeds.
    pub set: Option<(String, String)>,
    /// Whether it was written by us.
    pub illustrative: bool,
    /// When and by whom it was issued here; nothing if it comes with the program.
    pub issued: Option<(Timestamp, String)>,
}

/// A text that is being written, as it was looked at.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What was found in it.
    pub found: Vec<Found>,
    /// The version before, with what is different.
    pub against: Option<(String, Vec<Message>)>,
}

impl Looked {
    /// How many of the findings keep it from being issued.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|found| found.error).count()
    }
}

/// Lists all versions, by code, the newest first; and whether the viewer may write.
///
/// # Errors
/// If the actor is neither administrator nor auditor.
pub async fn list(app: &App, actor: &Actor) -> Result<(Vec<Line>, bool), ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let may_write = may::administrator(&mut link, actor).await.is_ok();
    let shipped = catalog::questionnaires().iter().filter_map(|form| form.parsed().questionnaire.as_ref());
    let mut lines: Vec<Line> = shipped.map(|form| line(form, None)).collect();
    for row in link.issued_questionnaires().await? {
        if catalog::questionnaire(&row.code, &row.version).is_none()
            && let Some(found) = parsed(&row).questionnaire
        {
            let by = link.find_account(&row.account).await?.map(|account| account.name).unwrap_or_default();
            lines.push(line(&found, Some((row.at, by))));
        }
    }
    lines.sort_by(|one, other| one.code.cmp(&other.code).then_with(|| compare_codes(&other.version, &one.version)));
    Ok((lines, may_write))
}

fn line(form: &Questionnaire, issued: Option<(Timestamp, String)>) -> Line {
    Line {
        code: form.code.clone(),
        version: form.version.clone(),
        title: (form.title.clone(), form.title_en.clone()),
        questions: form.questions.len(),
        set: form.set.clone(),
        illustrative: form.origin == Origin::Illustrative,
        issued,
    }
}

fn parsed(row: &QuestionnaireRow) -> Parsed {
    let parsed = questionnaire::parse(&SourceText { text: row.text.clone(), sidecar: row.sidecar.clone() }, &Embedded);
    let is_whole = parsed.questionnaire.as_ref().is_some_and(|found| found.hash == row.hash);
    if is_whole { parsed } else { Parsed { questionnaire: None, ..parsed } }
}

/// The texts of a version, byte for byte.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or there is no such version.
pub async fn source(app: &App, actor: &Actor, code: &str, version: &str) -> Result<SourceText, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    texts(&mut link, code, version).await?.ok_or(ActionError::NotAllowed)
}

/// A version that can be used or a draft, to look at as respondents would: whoever has its name may.
///
/// # Errors
/// If the store does not answer.
pub async fn sample(app: &App, named: &str) -> Result<Option<Questionnaire>, ActionError> {
    let Some((code, version)) = named.split_once('@') else { return Ok(None) };
    let mut link = app.store.look().await?;
    if let Some(draft) = drafts::sample(&mut link, code, version).await? {
        return Ok(Some(draft));
    }
    let texts = texts(&mut link, code, version).await?;
    Ok(texts.and_then(|texts| questionnaire::parse(&texts, &Embedded).questionnaire))
}

async fn texts(link: &mut Link, code: &str, version: &str) -> Result<Option<SourceText>, ActionError> {
    if let Some(form) = catalog::questionnaire(code, version) {
        return Ok(Some(form.source.clone()));
    }
    let row = link.find_questionnaire(code, version).await?;
    Ok(row.map(|row| SourceText { text: row.text, sidecar: row.sidecar }))
}

/// Versions issued here that can be used in a survey.
///
/// # Errors
/// If the store does not answer.
pub async fn issued(link: &mut Link) -> Result<Vec<(QuestionnaireRow, Questionnaire)>, ActionError> {
    let rows = link.issued_questionnaires().await?.into_iter();
    let own = rows.filter(|row| catalog::questionnaire(&row.code, &row.version).is_none());
    Ok(own.filter_map(|row| parsed(&row).questionnaire.map(|found| (row, found))).collect())
}

/// Looks at a text without keeping it: its findings, and what is different from the version before.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or the text cannot be read at all.
pub async fn look(app: &App, actor: &Actor, text: &str, sidecar: &str) -> Result<Looked, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let read = questionnaire::parse(&taken(text, sidecar)?, &Embedded);
    let against = match &read.questionnaire {
        Some(new) => before(&mut link, new).await?.map(|old| (old.version.clone(), differences(&old, new))),
        None => None,
    };
    Ok(Looked { found: read.diagnostics.iter().map(found).collect(), against })
}

fn found(found: &Diagnostic) -> Found {
    Found {
        error: found.severity == Severity::Error,
        code: found.code,
        sidecar: found.sidecar,
        line: found.place.line,
        column: found.place.column,
        message: found.message.clone(),
        hint: found.hint.clone(),
        node: None,
    }
}

/// The newest version of the same code before this one.
async fn before(link: &mut Link, new: &Questionnaire) -> Result<Option<Questionnaire>, ActionError> {
    let shipped = catalog::questionnaires().iter().filter_map(|form| form.parsed().questionnaire.clone());
    let here = issued(link).await?.into_iter().map(|(_, found)| found);
    let same = shipped.chain(here).filter(|old| old.code == new.code && old.version != new.version);
    let earlier = same.filter(|old| compare_codes(&old.version, &new.version).is_lt());
    Ok(earlier.max_by(|one, other| compare_codes(&one.version, &other.version)))
}

/// Issues a text as a version that never changes, and forgets the draft that it was; gives its code and version.
///
/// # Errors
/// If the actor is no administrator, the text has errors, or there is such a version.
pub async fn issue(
    app: &App,
    actor: &Actor,
    draft: &str,
    text: &str,
    sidecar: &str,
) -> Result<(String, String), ActionError> {
    let (actor, draft, source) = (actor.clone(), draft.to_owned(), taken(text, sidecar)?);
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let read = questionnaire::parse(&source, &Embedded);
            let errors = read.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            let reasons: Vec<Message> = errors.map(hindrance).collect();
            let Some(form) = read.questionnaire.filter(|_| reasons.is_empty()) else {
                return Err(ActionError::Refused(reasons));
            };
            if texts(work, &form.code, &form.version).await?.is_some() {
                let exists = Message::new("forms-exists").text("code", form.code.as_str());
                return Err(ActionError::Refused(vec![exists.text("version", form.version.as_str())]));
            }
            let row = QuestionnaireRow {
                code: form.code.clone(),
                version: form.version.clone(),
                title: form.title.clone(),
                text: source.text,
                sidecar: source.sidecar,
                hash: form.hash.clone(),
                account: actor.id().to_owned(),
                at: work.now(),
            };
            work.keep_questionnaire(&row).await?;
            work.drop_form_draft(&draft).await?;
            let facts =
                [("code", Fact::Text(row.code)), ("hash", Fact::Text(row.hash)), ("version", Fact::Text(row.version))];
            work.record(HOUSE, "issue_questionnaire", &actor, &facts).await?;
            Ok((form.code, form.version))
        })
    })
    .await
}

fn taken(text: &str, sidecar: &str) -> Result<SourceText, ActionError> {
    let read = |text: &str| intake::text(text).map_err(|why| ActionError::Refused(vec![why]));
    let (text, sidecar) = (read(text)?, read(sidecar)?);
    Ok(SourceText { text, sidecar: Some(sidecar).filter(|sidecar| !sidecar.trim().is_empty()) })
}

/// A finding as a reason, with its line.
fn hindrance(found: &Diagnostic) -> Message {
    let line = usize::try_from(found.place.line).unwrap_or_default();
    let said = thuocdo_base::Arg::List(vec![found.message.clone()]);
    let key = if found.sidecar { "sets-hindrance-sidecar" } else { "sets-hindrance" };
    Message::new(key).count("line", line).with("what", said)
}

/// What is different between two versions, question by question.
pub fn differences(old: &Questionnaire, new: &Questionnaire) -> Vec<Message> {
    let mut found = Vec::new();
    let about = |key: &str, question: &Question| {
        Message::new(key).text("code", question.code.as_str()).text("text", question.text.as_str())
    };
    if old.title != new.title {
        found.push(Message::new("forms-diff-title").text("old", old.title.as_str()).text("new", new.title.as_str()));
    }
    if old.set != new.set {
        found.push(Message::new("forms-diff-set"));
    }
    let codes = |form: &Questionnaire| form.groups.iter().map(|group| group.code.clone()).collect::<Vec<_>>();
    if codes(old) != codes(new) {
        found.push(Message::new("forms-diff-groups"));
    }
    for question in &new.questions {
        let Some(was) = old.question(&question.code) else {
            found.push(about("forms-diff-added", question));
            continue;
        };
        if was.text != question.text {
            found.push(about("forms-diff-text", question));
        }
        if was.kind != question.kind {
            found.push(about("forms-diff-choices", question));
        }
        if was.feeds.iter().collect::<BTreeSet<_>>() != question.feeds.iter().collect() {
            found.push(about("forms-diff-feeds", question));
        }
        let asked = |one: &Question| (one.required, one.per_body, one.asked_if.is_some(), one.groups.clone());
        if asked(was) != asked(question) {
            found.push(about("forms-diff-asked", question));
        }
    }
    let gone = old.questions.iter().filter(|question| new.question(&question.code).is_none());
    found.extend(gone.map(|question| about("forms-diff-removed", question)));
    found
}
