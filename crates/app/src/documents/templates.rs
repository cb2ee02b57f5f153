//! Templates that a body puts in the place of the program's, as text, without code.

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Arg, Message, Timestamp};
use thuocdo_documents::form::Family;
use thuocdo_documents::template::Template;
use thuocdo_documents::{Kind, template};
use thuocdo_store::{DocumentTemplate, Link};
use thuocdo_words::Lang;

use crate::{ActionError, App, may};

/// The name under which the house's events stand in the log.
const HOUSE: &str = "_house";

/// A template in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateView {
    /// Which document.
    pub kind: Kind,
    /// Whose form.
    pub family: Family,
    /// Its language.
    pub lang: Lang,
    /// Name of the document.
    pub name: String,
    /// Who replaced it and when, if the program's does not count.
    pub replaced: Option<(String, Timestamp)>,
}

/// The text in force, and what one may use in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateText {
    /// The template.
    pub view: TemplateView,
    /// Its text.
    pub text: String,
    /// Names of values.
    pub values: Vec<&'static str>,
    /// Tables with their columns.
    pub tables: Vec<(&'static str, String)>,
    /// Charts.
    pub charts: Vec<&'static str>,
}

/// Lists all templates of a language, to administrators.
///
/// # Errors
/// [`ActionError::NotAllowed`] for others.
pub async fn templates(app: &App, actor: &Actor, lang: Lang) -> Result<Vec<TemplateView>, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let mut found = Vec::new();
    for kind in Kind::ALL {
        for family in Family::ALL {
            found.push(view(&mut link, kind, family, lang).await?);
        }
    }
    Ok(found)
}

/// Shows the text of a template, to administrators.
///
/// # Errors
/// As [`templates`].
pub async fn text(
    app: &App,
    actor: &Actor,
    (kind, family, lang): (Kind, Family, Lang),
) -> Result<TemplateText, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let kept = kept(&mut link, kind, family, lang).await?;
    let text = kept.map_or_else(|| kind.built_in(lang).to_owned(), |row| row.body);
    Ok(TemplateText {
        view: view(&mut link, kind, family, lang).await?,
        text,
        values: kind.values(),
        tables: kind.tables().iter().map(|table| (table.name, table.columns.join(", "))).collect(),
        charts: kind.charts().to_vec(),
    })
}

/// Says what is wrong with a text: line and sentence.
pub fn check(kind: Kind, text: &str) -> Vec<(usize, Message)> {
    let found = Template::parse(kind, text).err().unwrap_or_default();
    let mut found: Vec<(usize, Message)> = found.into_iter().map(|one| (one.line, one.message)).collect();
    found.sort_by_key(|(line, _)| *line);
    found
}

/// Puts a text in the place of a template.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no administrator; [`ActionError::Refused`] with what is wrong with it.
pub async fn accept(app: &App, actor: &Actor, which: (Kind, Family, Lang), text: &str) -> Result<(), ActionError> {
    let found = check(which.0, text);
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    put(app, actor, which, text, found).await
}

/// Gives the program's template back.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no administrator.
pub async fn give_back(app: &App, actor: &Actor, which: (Kind, Family, Lang)) -> Result<(), ActionError> {
    put(app, actor, which, String::new(), Vec::new()).await
}

async fn put(
    app: &App,
    actor: &Actor,
    (kind, family, lang): (Kind, Family, Lang),
    body: String,
    found: Vec<(usize, Message)>,
) -> Result<(), ActionError> {
    let actor = actor.clone();
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            if !found.is_empty() {
                let told = |(line, message): &(usize, Message)| {
                    Message::new("papers-template-line")
                        .count("line", *line)
                        .with("fault", Arg::Message(Box::new(message.clone())))
                };
                return Err(ActionError::Refused(found.iter().map(told).collect()));
            }
            let rows = work.document_templates().await?;
            let last = rows.iter().find(|row| is_for(row, kind, family, lang));
            let version = last.map_or(0, |row| row.version) + 1;
            let facts = [
                ("family", Fact::Text(family.word().to_owned())),
                ("kind", Fact::Text(kind.word().to_owned())),
                ("lang", Fact::Text(lang.code().to_owned())),
                ("sha256", Fact::Text(crate::decision::result::digest(&body))),
                ("version", Fact::Whole(version)),
            ];
            let event = work.record(HOUSE, "set_document_template", &actor, &facts).await?;
            let row = DocumentTemplate {
                kind: kind.word().to_owned(),
                family: family.word().to_owned(),
                lang: lang.code().to_owned(),
                version,
                body,
                account: actor.id().to_owned(),
                at: event.at,
            };
            Ok(work.add_document_template(&row).await?)
        })
    })
    .await
}

fn is_for(row: &DocumentTemplate, kind: Kind, family: Family, lang: Lang) -> bool {
    row.kind == kind.word() && row.family == family.word() && row.lang == lang.code()
}

/// The text that replaces the program's, if one does.
async fn kept(
    link: &mut Link,
    kind: Kind,
    family: Family,
    lang: Lang,
) -> Result<Option<DocumentTemplate>, ActionError> {
    let rows = link.document_templates().await?;
    Ok(rows.into_iter().find(|row| is_for(row, kind, family, lang)).filter(|row| !row.body.is_empty()))
}

/// The template that counts; one that can no longer be read gives way to the program's.
pub(super) async fn in_force(link: &mut Link, kind: Kind, family: Family, lang: Lang) -> Result<Template, ActionError> {
    let kept = kept(link, kind, family, lang).await?;
    let read = kept.and_then(|row| Template::parse(kind, &row.body).ok());
    match read {
        Some(template) => Ok(template),
        None => Template::parse(kind, kind.built_in(lang)).map_err(|found| ActionError::system(Unreadable(found))),
    }
}

/// A template of the program that cannot be read: a test keeps it from happening.
#[derive(Debug, thiserror::Error)]
#[error("a template of the program cannot be read: {0:?}")]
struct Unreadable(Vec<template::Diagnostic>);

async fn view(link: &mut Link, kind: Kind, family: Family, lang: Lang) -> Result<TemplateView, ActionError> {
    let replaced = match kept(link, kind, family, lang).await? {
        Some(row) => Some((crate::decision::approval::name_of(link, &row.account).await?, row.at)),
        None => None,
    };
    let name = in_force(link, kind, family, lang).await?.head(family).name.clone();
    Ok(TemplateView { kind, family, lang, name, replaced })
}
