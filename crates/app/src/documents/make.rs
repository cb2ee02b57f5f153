//! Making a document: what one may make, its page, saving what was typed, the files.

use thuocdo_assessment::settings::Prints;
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_criteria::set::PointsRounding;
use thuocdo_documents::form::{self, Family, Form};
use thuocdo_documents::kind::About;
use thuocdo_documents::template::{Data, Head, Template};
use thuocdo_documents::{Document, Kind};
use thuocdo_store::{DocumentText, Link, OrgSystem, OrgUnit, Tier};
use thuocdo_words::{Lang, show};

use super::fields::{self, Typed};
use super::who::{self, Eye};
use super::write::Pen;
use super::{WHOLE_ROUND, round, sitting, templates, unit};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, council, may};

/// Which document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Code of the round.
    pub round: &'a str,
    /// Which document.
    pub kind: Kind,
    /// Code of the unit, id of the sitting, or [`WHOLE_ROUND`].
    pub about: &'a str,
    /// Language.
    pub lang: Lang,
}

/// Values that a document is made from.
pub(super) struct Facts {
    pub(super) kind: Kind,
    pub(super) round: String,
    pub(super) about: String,
    pub(super) about_name: String,
    pub(super) data: Data,
    /// Code by which what was submitted is known.
    pub(super) code: Option<String>,
    lang: Lang,
    rounding: PointsRounding,
}

impl Facts {
    /// What writes its numbers and sentences.
    pub(super) fn pen(&self) -> Pen {
        Pen::new(self.lang, &self.rounding)
    }
}

/// A document in the list of what one may make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which document.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What it can be about: as in addresses, and by name.
    pub about: Vec<(String, String)>,
}

/// The page of a document.
#[derive(Clone, Debug)]
pub struct Page {
    /// Title of the round.
    pub round_title: String,
    /// What the document is about, by name.
    pub about_name: String,
    /// The template's head: its name and what it asks for.
    pub head: Head,
    /// What is typed, or what stands there first.
    pub typed: Typed,
    /// Counts savings; 0 before the first.
    pub version: u64,
    /// Who saved it last, and when.
    pub saved: Option<(String, Timestamp)>,
    /// Whether the viewer writes it.
    pub writes: bool,
    /// The document as it stands.
    pub document: Document,
}

/// A file of a document.
#[derive(Clone, Debug)]
pub struct Made {
    /// Name to save it under, without an ending.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Lists what the actor may make in a round.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees no document of it.
pub async fn list(app: &App, actor: &Actor, round: &str, lang: Lang) -> Result<(String, Vec<Listed>), ActionError> {
    let mut link = app.store.look().await?;
    let frozen = frozen(app, &mut link, round).await?;
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let about = open_to(app, &mut link, actor, &frozen, kind).await?;
        if !about.is_empty() {
            let template = templates::in_force(&mut link, kind, Family::State, lang).await?;
            found.push(Listed { kind, name: template.state.name, about });
        }
    }
    if found.is_empty() {
        return Err(ActionError::NotAllowed);
    }
    Ok((frozen.title.clone(), found))
}

/// What a kind of document may be about for the actor: address and name.
async fn open_to(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    frozen: &Frozen,
    kind: Kind,
) -> Result<Vec<(String, String)>, ActionError> {
    let round = frozen.code.as_str();
    let sees = |eye: Result<Eye, ActionError>| match eye {
        Ok(_) => Ok(true),
        Err(ActionError::NotAllowed | ActionError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    };
    match kind.about() {
        About::Round => {
            let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
            let due = kind == Kind::AppraisalReport || stage >= RoundStage::Approval;
            let open = due && sees(who::eye(link, actor, kind, round, WHOLE_ROUND).await)?;
            Ok(open.then(|| (WHOLE_ROUND.to_owned(), frozen.title.clone())).into_iter().collect())
        }
        About::Sitting => match may::round(link, actor, round, Action::ViewCouncil).await {
            Ok(_) => {
                let view = council::sittings(app, actor, round).await?;
                Ok(view.sittings.into_iter().map(|(row, _, _)| (row.id, row.title)).collect())
            }
            Err(_) => Ok(Vec::new()),
        },
        About::Unit => {
            if kind == Kind::ResultSheet && app.store.latest(round).await?.is_none() {
                return Ok(Vec::new());
            }
            let seen = who::units(link, actor, kind, round).await?;
            let open = frozen.units.iter().filter(|unit| seen.contains(unit.code.as_str()));
            Ok(open.map(|unit| (unit.code.clone(), unit.name.clone())).collect())
        }
    }
}

/// Shows a document with what is typed for it.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who does not see it; [`ActionError::Refused`] with what it waits for.
pub async fn page(app: &App, actor: &Actor, wanted: &Wanted<'_>) -> Result<Page, ActionError> {
    let mut link = app.store.look().await?;
    let eye = who::eye(&mut link, actor, wanted.kind, wanted.round, wanted.about).await?;
    let saved = link.document_text(wanted.round, wanted.kind.word(), wanted.about).await?;
    let frozen = frozen(app, &mut link, wanted.round).await?;
    known(&mut link, &frozen, wanted.kind, wanted.about).await?;
    let issuer = issuer(&mut link, actor, wanted, &frozen).await?;
    let first = match issuer.as_ref().map(|body| body.system) {
        Some(OrgSystem::Party) => Family::Party,
        _ => Family::of(prints(frozen.settings.prints)).unwrap_or_default(),
    };
    let mut typed: Typed = match &saved {
        Some(saved) => serde_json::from_str(&saved.fields).map_err(ActionError::system)?,
        None => Typed::new(),
    };
    let family = typed.get("mau").and_then(|word| Family::of(word)).unwrap_or(first);
    let template = templates::in_force(&mut link, wanted.kind, family, wanted.lang).await?;
    let head = template.head(family).clone();
    if saved.is_none() {
        typed = preset(&mut link, issuer, wanted, &frozen, family, &head).await?;
    }
    let by = match &saved {
        Some(saved) => Some((crate::decision::approval::name_of(&mut link, &saved.account).await?, saved.at)),
        None => None,
    };
    drop(link);
    let facts = facts(app, actor, wanted, &frozen, eye.stage).await?;
    let document = filled(app, &template, &typed, &frozen, &facts);
    Ok(Page {
        round_title: frozen.title.clone(),
        about_name: facts.about_name,
        head,
        typed,
        version: saved.map_or(0, |saved| saved.version),
        saved: by,
        writes: eye.writes,
        document,
    })
}

/// Lets pass what there is in the round: an address may name anything.
async fn known(link: &mut Link, frozen: &Frozen, kind: Kind, about: &str) -> Result<(), ActionError> {
    let is_there = match kind.about() {
        About::Round => about == WHOLE_ROUND,
        About::Sitting => link.sittings(&frozen.code).await?.iter().any(|sitting| sitting.id == about),
        About::Unit => frozen.unit(about).is_some(),
    };
    if is_there { Ok(()) } else { Err(ActionError::NotAllowed) }
}

fn prints(prints: Prints) -> &'static str {
    match prints {
        Prints::State => Family::State.word(),
        Prints::Party => Family::Party.word(),
    }
}

/// Gathers everything the document may say.
async fn facts(
    app: &App,
    actor: &Actor,
    wanted: &Wanted<'_>,
    frozen: &Frozen,
    stage: RoundStage,
) -> Result<Facts, ActionError> {
    let unit_row = frozen.unit(wanted.about);
    let set = unit_row.map_or_else(|| frozen.sets.first().map(AsRef::as_ref), |unit| Some(frozen.set_of(unit)));
    let set = set.ok_or(ActionError::NotAllowed)?;
    let mut facts = Facts {
        kind: wanted.kind,
        round: wanted.round.to_owned(),
        about: wanted.about.to_owned(),
        about_name: String::new(),
        data: Data::default(),
        code: None,
        lang: wanted.lang,
        rounding: set.rounding.clone(),
    };
    let pen = facts.pen();
    let data = &mut facts.data;
    data.set("dot", frozen.title.clone());
    data.set("ky-danh-gia", pen.say(&Message::new("papers-period").text("period", frozen.period.as_str())));
    data.set("nam", frozen.period.get(..4).unwrap_or_default());
    let title = pen.either(&set.title, set.title_en.as_deref());
    data.set("ban-bo-tieu-chi", pen.say(&version_of(&title, &set.version)));
    data.set("bo-tieu-chi", title);
    data.set("quyet-dinh-bo", issued(&pen, set));
    data.set("luc-in", show::moment(app.clock.now()));
    match wanted.kind {
        Kind::SelfReport | Kind::PointsSheet => unit::sheet(app, actor, &mut facts).await?,
        Kind::Clarification => unit::questions(app, actor, &mut facts).await?,
        Kind::ResultSheet => unit::result(app, &mut facts).await?,
        Kind::Minutes => sitting::tell(app, actor, &mut facts).await?,
        _ => round::tell(app, actor, &mut facts, stage).await?,
    }
    Ok(facts)
}

fn version_of(title: &str, version: &str) -> Message {
    Message::new("papers-version").text("title", title).text("version", version)
}

/// The instrument that issued a set, as a sentence cites it; nothing where its number is unknown.
fn issued(pen: &Pen, set: &thuocdo_criteria::CriteriaSet) -> String {
    let issued = &set.document;
    if issued.number.is_empty() {
        return String::new();
    }
    let date = crate::evidence::show_date(&issued.date);
    let said = Message::new("papers-issued").text("kind", issued.kind.as_str()).text("number", issued.number.as_str());
    pen.say(&said.text("date", date).text("issuer", issued.issuer.as_str()))
}

fn filled(app: &App, template: &Template, typed: &Typed, frozen: &Frozen, facts: &Facts) -> Document {
    let form = Form { family: fields::family(typed), lang: facts.lang };
    let mut data = facts.data.clone();
    let year = app.clock.now().local_date().get(..4).unwrap_or_default().to_owned();
    fields::put(&mut data, typed, facts.lang, &year);
    let mut document = template.fill(form, &data);
    document.check = match &facts.code {
        Some(code) => code.clone(),
        None => check_code(&thuocdo_documents::outline(&document)),
    };
    let pen = facts.pen();
    let is_illustrative = frozen.settings.illustrative || frozen.sets.iter().any(|set| set.is_illustrative());
    let printed = pen.say(&Message::new("papers-printed").text("at", data.get("luc-in")));
    document.notice = match is_illustrative {
        true => format!("{} · {printed}", pen.words.text("papers-illustrative")),
        false => printed,
    };
    document
}

/// Eight digits of what a document says.
fn check_code(text: &str) -> String {
    let digest = crate::decision::result::digest(text).to_uppercase();
    format!("{}-{}", digest.get(..4).unwrap_or_default(), digest.get(4..8).unwrap_or_default())
}

/// The body that issues a document: the unit itself, or the one that whoever makes it works in.
async fn issuer(
    link: &mut Link,
    actor: &Actor,
    wanted: &Wanted<'_>,
    frozen: &Frozen,
) -> Result<Option<OrgUnit>, ActionError> {
    let id = match (wanted.kind, frozen.unit(wanted.about)) {
        (Kind::SelfReport | Kind::PointsSheet, Some(unit)) => Some(unit.org_unit.clone()),
        _ => link.find_account(actor.id()).await?.and_then(|account| account.org_unit),
    };
    match id {
        Some(id) => Ok(link.find_unit(&id).await?),
        None => Ok(None),
    }
}

/// What stands in the fields first.
async fn preset(
    link: &mut Link,
    body: Option<OrgUnit>,
    wanted: &Wanted<'_>,
    frozen: &Frozen,
    family: Family,
    head: &Head,
) -> Result<Typed, ActionError> {
    let mut typed: Typed = head.fields.iter().map(|field| (field.name.clone(), field.first.clone())).collect();
    let pen = Pen::new(wanted.lang, &frozen.sets.first().ok_or(ActionError::NotAllowed)?.rounding);
    let mut set = |name: &str, value: String| typed.insert(name.to_owned(), value);
    set("mau", family.word().to_owned());
    let (mut short, mut office) = (form::DOTS.to_owned(), "papers-signs-head");
    if let Some(body) = body {
        let commune = body.tier == Tier::Commune && form::is_commune(&body.name);
        let above = match &body.parent {
            Some(parent) => link.find_unit(parent).await?.map(|parent| parent.name).unwrap_or_default(),
            None => String::new(),
        };
        let committee = match (family, body.system, commune) {
            (Family::Party, _, true) => Some(("papers-party-committee", "ĐU", "papers-signs-party")),
            (Family::State, OrgSystem::State, true) => {
                Some(("papers-peoples-committee", "UBND", "papers-signs-committee"))
            }
            _ => None,
        };
        let place = form::place(if commune || above.is_empty() { &body.name } else { &above });
        let name = match committee {
            Some((key, notation, signs)) => {
                notation.clone_into(&mut short);
                office = signs;
                pen.say(&Message::new(key).text("name", body.name.as_str()))
            }
            None => body.name.clone(),
        };
        set("quyen", if committee.is_some() { "tm".to_owned() } else { String::new() });
        set("don-vi", name);
        set("kinh-gui", above.clone());
        set("cap-tren", above);
        set("dia-danh", place);
    }
    set("chuc-vu", pen.words.text(office).replace(" / ", "\n"));
    set("ky-hieu", Form { family, lang: wanted.lang }.notation(&head.mark, &short));
    let set_of = frozen.unit(wanted.about).map_or_else(|| &*frozen.sets[0], |unit| frozen.set_of(unit));
    set("can-cu", set_of.legal_basis.iter().map(|basis| based(&pen, basis)).collect::<Vec<_>>().join("\n"));
    Ok(typed)
}

/// A legal basis as a preamble has it.
fn based(pen: &Pen, basis: &str) -> String {
    match basis.to_lowercase().starts_with("căn cứ") || pen.lang == Lang::En {
        true => basis.to_owned(),
        false => pen.say(&Message::new("papers-basis").text("basis", basis)),
    }
}

/// Keeps what was typed for a document; what was typed before stays in its history.
///
/// # Errors
/// If the actor does not write it, something is wrong with what was typed, or somebody was faster.
pub async fn save(
    app: &App,
    actor: &Actor,
    wanted: &Wanted<'_>,
    version: u64,
    given: &Typed,
) -> Result<(), ActionError> {
    let (inner, actor, given) = (app.clone(), actor.clone(), given.clone());
    let (round, kind, about, lang) = (wanted.round.to_owned(), wanted.kind, wanted.about.to_owned(), wanted.lang);
    app.write(move |work| {
        Box::pin(async move {
            if !who::eye(work, &actor, kind, &round, &about).await?.writes {
                return Err(ActionError::NotAllowed);
            }
            let frozen = frozen(&inner, work, &round).await?;
            known(work, &frozen, kind, &about).await?;
            let template = templates::in_force(work, kind, fields::family(&given), lang).await?;
            let typed = fields::checked(template.head(fields::family(&given)), &given)?;
            let was = work.document_text(&round, kind.word(), &about).await?.map_or(0, |saved| saved.version);
            if was != version {
                return Err(ActionError::Refused(vec![Message::new("app-overtaken")]));
            }
            let fields = serde_json::to_string(&typed).map_err(ActionError::system)?;
            let row = DocumentText { version: was + 1, fields, account: actor.id().to_owned(), at: work.now() };
            Ok(work.add_document_text((&round, kind.word(), &about), &row).await?)
        })
    })
    .await
}

/// Makes the file of a document: PDF for the archive, or DOCX to edit.
///
/// # Errors
/// As [`page`]; also if it cannot be laid out.
pub async fn file(app: &App, actor: &Actor, wanted: &Wanted<'_>, word: bool) -> Result<Made, ActionError> {
    let page = page(app, actor, wanted).await?;
    let made = app.clock.now();
    let _turn = app.press.0.acquire().await.map_err(ActionError::system)?;
    let document = page.document;
    let written = tokio::task::spawn_blocking(move || match word {
        true => thuocdo_documents::docx(&document, made),
        false => thuocdo_documents::pdf(&document, made),
    });
    let bytes = written.await.map_err(ActionError::system)?.map_err(ActionError::system)?;
    let about = if wanted.about == WHOLE_ROUND { wanted.round } else { wanted.about };
    let name = match wanted.kind.about() {
        About::Sitting => format!("{}-{}", wanted.kind.word(), wanted.round),
        _ => format!("{}-{about}", wanted.kind.word()),
    };
    Ok(Made { name, bytes })
}
