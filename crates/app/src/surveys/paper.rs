//! Paper responses: typed twice by two people, compared, settled, and handed in a whole bundle at a time.
//!
//! What was typed is thrown away when the bundle is handed in; who typed how many stays. Papers carry a number within
//! their bundle and nothing of who filled them in. Read in this order: [`bundles`], [`begin`], [`sheet`], [`key`],
//! [`settle`], [`hand_in`].

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::Survey;
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::questionnaire::{Answer, Question, Response};
use thuocdo_store::{BatchRow, CopyRow, Link, LinkKey};

use super::names::{StratumName, names};
use super::respond::{self, Invited};
use super::{devices, find, launch, links, refused};
use crate::boxes::{Nonce, Sent, Token};
use crate::{ActionError, App, may};

/// Most papers of a bundle.
const COPIES_MAX: u32 = 500;
/// Turns of a paper: first, second, settled.
const FIRST: u32 = 1;
const SECOND: u32 = 2;
const SETTLED: u32 = 3;
/// A bundle that is on its way into the box.
const SENDING: &str = "sending";

/// A bundle in the list.
#[derive(Clone, Debug)]
pub struct BundleLine {
    /// The bundle.
    pub row: BatchRow,
    /// Papers that were typed once at least.
    pub first: usize,
    /// Papers that were typed twice.
    pub second: usize,
    /// Papers whose two typings differ and are not settled.
    pub open: usize,
}

/// All bundles of a survey.
#[derive(Clone, Debug)]
pub struct Bundles {
    /// The survey.
    pub survey: Survey,
    /// Bundles, the newest first.
    pub lines: Vec<BundleLine>,
    /// Strata that a bundle may be of.
    pub strata: Vec<StratumName>,
    /// Whether papers are taken in.
    pub is_open: bool,
    /// Whether the reader sees the survey's counts as well.
    pub may_see: bool,
}

/// How a paper of a bundle stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Its number.
    pub number: u32,
    /// Who typed it first; empty if nobody.
    pub first: String,
    /// Who typed it second; empty if nobody.
    pub second: String,
    /// Whether the two differ.
    pub differs: bool,
    /// Whether it is settled where they differ.
    pub settled: bool,
    /// Whether the reader may type it, now or again.
    pub mine: bool,
}

/// One bundle.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The survey.
    pub survey: Survey,
    /// The bundle.
    pub row: BatchRow,
    /// Its stratum.
    pub stratum: Vec<StratumName>,
    /// Its papers; none once it was handed in.
    pub copies: Vec<Copy>,
    /// Who typed how many: turn, name, papers.
    pub keyed: Vec<(u32, String, u32)>,
}

impl Bundle {
    /// Whether every paper was typed twice and nothing is open.
    pub fn is_whole(&self) -> bool {
        !self.copies.is_empty()
            && self.copies.iter().all(|copy| !copy.second.is_empty() && (!copy.differs || copy.settled))
    }
}

/// A field to type: an answer of a question, perhaps about a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyField {
    /// Name of the field.
    pub name: String,
    /// Number of the question.
    pub number: usize,
    /// The question.
    pub text: String,
    /// The body it is about; empty if none.
    pub body: String,
    /// Choices in order, to be typed as 1, 2, 3 …; empty for own words.
    pub choices: Vec<String>,
    /// Whether several may be typed.
    pub many: bool,
    /// What was typed before.
    pub value: String,
}

/// A paper to type.
#[derive(Clone, Debug)]
pub struct KeySheet {
    /// The survey.
    pub survey: Survey,
    /// Number of the bundle.
    pub bundle: u32,
    /// Number of the paper.
    pub copy: u32,
    /// Whether it is typed for the second time.
    pub again: bool,
    /// Its fields.
    pub fields: Vec<KeyField>,
}

/// Where two typings of a paper differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, with what was typed first.
    pub first: KeyField,
    /// What was typed second.
    pub second: String,
}

/// Lists the bundles of a survey.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the reader has no part in typing.
pub async fn bundles(app: &App, actor: &Actor, round: &str, survey: &str) -> Result<Bundles, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::KeyPaper).await?;
    let (survey, _) = find(&mut link, round, survey).await?;
    let mut lines = Vec::new();
    for row in link.batches(&survey.id).await? {
        let papers = papers(&link.copies(&survey.id, row.number).await?);
        let typed = |turn: u32| papers.values().filter(|turns| turns.contains_key(&turn)).count();
        let open = papers.values().filter(|turns| differs(turns) && !turns.contains_key(&SETTLED)).count();
        lines.push(BundleLine { first: typed(FIRST), second: typed(SECOND), open, row });
    }
    let strata = devices::asked(&mut link, &survey.id).await?;
    let strata = names(app, &mut link, &survey, strata).await?;
    let is_open = survey.still_open().is_ok();
    let may_see = may::round(&mut link, actor, round, Action::ViewSurveys).await.is_ok();
    Ok(Bundles { survey, lines, strata, is_open, may_see })
}

/// Begins a bundle of so many papers of one stratum; gives its number.
///
/// # Errors
/// [`ActionError::Refused`] if the survey is not open, the stratum is none, or the number of papers is not possible.
pub async fn begin(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    stratum: &str,
    copies: u32,
) -> Result<u32, ActionError> {
    let (actor, round, survey, stratum) = (actor.clone(), round.to_owned(), survey.to_owned(), stratum.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::KeyPaper).await?;
            let (survey, _) = find(work, &round, &survey).await?;
            survey.still_open()?;
            if !devices::asked(work, &survey.id).await?.contains(&stratum) {
                return Err(refused("devices-stratum"));
            }
            if copies == 0 || copies > COPIES_MAX {
                return Err(ActionError::Refused(vec![
                    Message::new("paper-copies").count("most", COPIES_MAX as usize),
                ]));
            }
            let number = work.batches(&survey.id).await?.first().map_or(0, |row| row.number) + 1;
            let facts = [
                ("survey", Fact::Text(survey.id.clone())),
                ("batch", Fact::Whole(u64::from(number))),
                ("stratum", Fact::Text(stratum.clone())),
                ("copies", Fact::Whole(u64::from(copies))),
            ];
            let (account, at, state) = (account(&actor), work.now(), "keying".to_owned());
            work.add_batch(&BatchRow { survey: survey.id, number, stratum, copies, state, account, at }).await?;
            work.record(&round, "paper_batch_begun", &actor, &facts).await?;
            Ok(number)
        })
    })
    .await
}

/// One bundle with its papers.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the reader has no part in typing, or there is no such bundle.
pub async fn bundle(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    number: u32,
) -> Result<Bundle, ActionError> {
    let mut link = app.store.look().await?;
    let (survey, row) = in_bundle(&mut link, actor, round, survey, number).await?;
    let me = account(actor);
    let papers = papers(&link.copies(&survey.id, number).await?);
    let mut copies = Vec::new();
    for copy in (1..=row.copies).filter(|_| row.state == "keying" || row.state == SENDING) {
        let turns = papers.get(&copy).cloned().unwrap_or_default();
        let who = |turn: u32| turns.get(&turn).map(|row| row.account.clone()).unwrap_or_default();
        let (first, second) = (who(FIRST), who(SECOND));
        copies.push(Copy {
            number: copy,
            differs: differs(&turns),
            settled: turns.contains_key(&SETTLED),
            mine: turn_of(&turns, &me).is_some(),
            first: name(&mut link, &first).await?,
            second: name(&mut link, &second).await?,
        });
    }
    let mut keyed = Vec::new();
    for (turn, account, papers) in link.keyed(&survey.id, number).await? {
        keyed.push((turn, name(&mut link, &account).await?, papers));
    }
    let stratum = names(app, &mut link, &survey, vec![row.stratum.clone()]).await?;
    Ok(Bundle { survey, row, stratum, copies, keyed })
}

/// A paper as the actor types it; nobody is shown what another has typed.
///
/// # Errors
/// [`ActionError::Refused`] if two others have typed it already.
pub async fn sheet(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    number: u32,
    copy: u32,
) -> Result<KeySheet, ActionError> {
    let mut link = app.store.look().await?;
    let (survey, row) = in_bundle(&mut link, actor, round, survey, number).await?;
    still_keyed(&row, copy)?;
    let turns = papers(&link.copies(&survey.id, number).await?).remove(&copy).unwrap_or_default();
    let turn = turn_of(&turns, &account(actor)).ok_or_else(|| refused("paper-typed-twice"))?;
    let invited = respond::invited(app, &mut link, survey, &row.stratum).await?;
    let own = turns.get(&turn).and_then(|row| read(&row.answers)).unwrap_or_default();
    let fields = fields(&invited, &own);
    Ok(KeySheet { survey: invited.survey, bundle: number, copy, again: turn == SECOND, fields })
}

/// Keeps a paper as the actor typed it: choices by their numbers, parted by commas or spaces.
///
/// What paper allows and the form does not (a question passed over) is kept as it stands, without that answer.
///
/// # Errors
/// [`ActionError::Refused`] with each field that cannot be read.
pub async fn key(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    (number, copy): (u32, u32),
    typed: Vec<(String, String)>,
) -> Result<(), ActionError> {
    let (actor, round, survey, job_app) = (actor.clone(), round.to_owned(), survey.to_owned(), app.clone());
    app.write(move |work| {
        Box::pin(async move {
            let (survey, row) = in_bundle(work, &actor, &round, &survey, number).await?;
            still_keyed(&row, copy)?;
            let turns = papers(&work.copies(&survey.id, number).await?).remove(&copy).unwrap_or_default();
            let account = account(&actor);
            let turn = turn_of(&turns, &account).ok_or_else(|| refused("paper-typed-twice"))?;
            let id = survey.id.clone();
            let invited = respond::invited(&job_app, work, survey, &row.stratum).await?;
            let answers = hex(&typed_response(&invited, &typed)?);
            work.save_copy(&id, number, &CopyRow { copy, turn, account, answers }).await?;
            work.unsettle(&id, number, copy).await?;
            Ok(())
        })
    })
    .await
}

/// Where the two typings of a paper differ.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the reader has no part in typing.
pub async fn differences(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    number: u32,
    copy: u32,
) -> Result<(Survey, Vec<Difference>), ActionError> {
    let mut link = app.store.look().await?;
    let (survey, row) = in_bundle(&mut link, actor, round, survey, number).await?;
    still_keyed(&row, copy)?;
    let turns = papers(&link.copies(&survey.id, number).await?).remove(&copy).unwrap_or_default();
    let invited = respond::invited(app, &mut link, survey, &row.stratum).await?;
    let (first, second) = both(&turns)?;
    let second = fields(&invited, &second);
    let found = fields(&invited, &first).into_iter().zip(second).filter(|(first, second)| first.value != second.value);
    let found = found.map(|(first, second)| Difference { first, second: second.value }).collect();
    Ok((invited.survey, found))
}

/// Settles a paper whose typings differ, looking at the paper again: only fields that differ are taken.
///
/// # Errors
/// [`ActionError::Refused`] with each field that cannot be read.
pub async fn settle(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    (number, copy): (u32, u32),
    typed: Vec<(String, String)>,
) -> Result<(), ActionError> {
    let (actor, round, survey, job_app) = (actor.clone(), round.to_owned(), survey.to_owned(), app.clone());
    app.write(move |work| {
        Box::pin(async move {
            let (survey, row) = in_bundle(work, &actor, &round, &survey, number).await?;
            still_keyed(&row, copy)?;
            let turns = papers(&work.copies(&survey.id, number).await?).remove(&copy).unwrap_or_default();
            let id = survey.id.clone();
            let invited = respond::invited(&job_app, work, survey, &row.stratum).await?;
            let (first, second) = both(&turns)?;
            let pairs = fields(&invited, &first).into_iter().zip(fields(&invited, &second));
            let whole: Vec<(String, String)> = pairs
                .map(|(first, second)| {
                    let told = typed.iter().find(|(name, _)| *name == first.name && first.value != second.value);
                    let value = told.map_or(first.value, |(_, value)| value.clone());
                    (first.name, value)
                })
                .collect();
            let answers = hex(&typed_response(&invited, &whole)?);
            work.save_copy(&id, number, &CopyRow { copy, turn: SETTLED, account: account(&actor), answers }).await?;
            Ok(())
        })
    })
    .await
}

/// Hands a whole bundle in: every paper makes its invitation and uses it, all in one go; what was typed is erased.
///
/// A stop in between loses nothing and counts nothing twice: invitations follow from bundle and paper, and are known
/// when they come again.
///
/// # Errors
/// [`ActionError::Refused`] if a paper is not typed twice, differs, or the box takes nothing.
pub async fn hand_in(
    app: &App,
    actor: &Actor,
    (round, survey): (&str, &str),
    number: u32,
) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    let (found, row) = in_bundle(&mut link, actor, round, survey, number).await?;
    found.still_open()?;
    let papers = papers(&link.copies(&found.id, number).await?);
    let answers = agreed(&row, &papers)?;
    let held = launch::response_box(app, &mut link, &found).await?;
    drop(link);
    let key = app.desk_of_surveys.roster(&found.id).await?.link_key(app.random.as_ref())?;
    let made = (1..=row.copies).map(|copy| invitation(&key, &found.id, number, copy));
    let made = made.collect::<Option<Vec<_>>>().ok_or_else(|| refused("paper-no-box"))?;
    let id = found.id.clone();
    app.write(move |work| Box::pin(async move { Ok(work.set_batch(&id, number, SENDING).await?) })).await?;
    let issued: Vec<_> = made.iter().map(|(token, _)| (token.hash(), row.stratum.clone())).collect();
    held.issue(&issued).await?;
    let casts = made.iter().zip(&answers).map(|((token, nonce), response)| held.cast(token, response, nonce));
    if try_join_all(casts).await?.iter().any(|sent| !matches!(sent, Sent::Accepted(_))) {
        return Err(refused("paper-no-box"));
    }
    let (actor, round, id, count) = (actor.clone(), round.to_owned(), found.id, answers.len());
    app.write(move |work| {
        Box::pin(async move {
            work.end_batch(&id, number, "sent").await?;
            let facts = [
                ("survey", Fact::Text(id)),
                ("batch", Fact::Whole(u64::from(number))),
                ("stratum", Fact::Text(row.stratum)),
                ("copies", Fact::Whole(u64::from(row.copies))),
            ];
            work.record(&round, "paper_batch_sent", &actor, &facts).await?;
            Ok(count)
        })
    })
    .await
}

/// Drops a bundle that was begun by mistake; what was typed of it is erased.
///
/// # Errors
/// [`ActionError::Refused`] if it was handed in.
pub async fn discard(app: &App, actor: &Actor, (round, survey): (&str, &str), number: u32) -> Result<(), ActionError> {
    let (actor, round, survey) = (actor.clone(), round.to_owned(), survey.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (survey, row) = in_bundle(work, &actor, &round, &survey, number).await?;
            still_keyed(&row, 1)?;
            work.end_batch(&survey.id, number, "dropped").await?;
            let facts = [("survey", Fact::Text(survey.id)), ("batch", Fact::Whole(u64::from(number)))];
            work.record(&round, "paper_batch_dropped", &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// Typings of a bundle by paper and turn.
type Turns = BTreeMap<u32, CopyRow>;

fn papers(rows: &[CopyRow]) -> BTreeMap<u32, Turns> {
    let mut papers: BTreeMap<u32, Turns> = BTreeMap::new();
    for row in rows {
        papers.entry(row.copy).or_default().insert(row.turn, row.clone());
    }
    papers
}

fn differs(turns: &Turns) -> bool {
    matches!((turns.get(&FIRST), turns.get(&SECOND)), (Some(first), Some(second)) if first.answers != second.answers)
}

/// The turn in which somebody types a paper: their own again, else the next that is free.
fn turn_of(turns: &Turns, account: &str) -> Option<u32> {
    let own = [FIRST, SECOND].into_iter().find(|turn| turns.get(turn).is_some_and(|row| row.account == account));
    own.or_else(|| [FIRST, SECOND].into_iter().find(|turn| !turns.contains_key(turn)))
}

fn both(turns: &Turns) -> Result<(Response, Response), ActionError> {
    let typed = |turn: u32| turns.get(&turn).and_then(|row| read(&row.answers));
    typed(FIRST).zip(typed(SECOND)).ok_or_else(|| refused("paper-not-twice"))
}

/// What each paper of a whole bundle says.
fn agreed(row: &BatchRow, papers: &BTreeMap<u32, Turns>) -> Result<Vec<Response>, ActionError> {
    if row.state != SENDING {
        still_keyed(row, 1)?;
    }
    let one = |copy: u32| {
        let turns = papers.get(&copy).filter(|turns| turns.contains_key(&SECOND));
        let turns = turns.ok_or_else(|| refused("paper-not-twice"))?;
        let settled = turns.get(&SETTLED).or_else(|| turns.get(&FIRST).filter(|_| !differs(turns)));
        settled.and_then(|row| read(&row.answers)).ok_or_else(|| refused("paper-differs"))
    };
    (1..=row.copies).map(one).collect()
}

fn still_keyed(row: &BatchRow, copy: u32) -> Result<(), ActionError> {
    if copy == 0 || copy > row.copies {
        return Err(ActionError::NotAllowed);
    }
    if row.state == "keying" { Ok(()) } else { Err(refused("paper-over")) }
}

async fn in_bundle(
    link: &mut Link,
    actor: &Actor,
    round: &str,
    survey: &str,
    number: u32,
) -> Result<(Survey, BatchRow), ActionError> {
    may::round(link, actor, round, Action::KeyPaper).await?;
    let (survey, _) = find(link, round, survey).await?;
    let row = link.batches(&survey.id).await?.into_iter().find(|row| row.number == number);
    Ok((survey, row.ok_or(ActionError::NotAllowed)?))
}

async fn name(link: &mut Link, account: &str) -> Result<String, ActionError> {
    if account.is_empty() {
        return Ok(String::new());
    }
    Ok(link.find_account(account).await?.map(|found| found.name).unwrap_or_default())
}

fn account(actor: &Actor) -> String {
    if let Actor::Person(account) = actor { account.clone() } else { String::new() }
}

/// The fields of a paper with what was typed.
fn fields(invited: &Invited, typed: &Response) -> Vec<KeyField> {
    let mut fields = Vec::new();
    for (question, number) in invited.questionnaire.asked_of(&invited.group).zip(1..) {
        for (body, name) in about(invited, question) {
            fields.push(KeyField {
                name: field_name(question, body),
                number,
                text: question.text.clone(),
                body: name.to_owned(),
                choices: question.choices().iter().map(|choice| choice.label.clone()).collect(),
                many: question.most_choices() > 1,
                value: value(question, typed.answers.get(&(question.code.clone(), body.to_owned()))),
            });
        }
    }
    fields
}

fn about<'a>(invited: &'a Invited, question: &Question) -> Vec<(&'a str, &'a str)> {
    if !question.per_body {
        return vec![("", "")];
    }
    invited.bodies.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect()
}

fn field_name(question: &Question, body: &str) -> String {
    if body.is_empty() { question.code.clone() } else { format!("{}@{body}", question.code) }
}

/// An answer as it is typed: numbers of choices, or the words.
fn value(question: &Question, answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Text(text)) => text.clone(),
        Some(Answer::Chosen(codes)) => {
            let chosen = question.choices().iter().zip(1..).filter(|(choice, _)| codes.contains(&choice.code));
            chosen.map(|(_, number): (_, usize)| number.to_string()).collect::<Vec<_>>().join(",")
        }
        None => String::new(),
    }
}

/// Reads what was typed; every field that cannot be read is named.
fn typed_response(invited: &Invited, typed: &[(String, String)]) -> Result<Response, ActionError> {
    let (mut response, mut faults) = (Response::default(), Vec::new());
    for (question, number) in invited.questionnaire.asked_of(&invited.group).zip(1_usize..) {
        for (body, _) in about(invited, question) {
            let name = field_name(question, body);
            let text = typed.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value.trim());
            if text.is_empty() || !invited.questionnaire.is_asked(question, &response, &invited.group, body) {
                continue;
            }
            match answer(question, text) {
                Some(answer) => {
                    response.answers.insert((question.code.clone(), body.to_owned()), answer);
                }
                None => faults.push(Message::new("paper-unreadable").count("number", number).text("typed", text)),
            }
        }
    }
    let missing = |fault: &Message| fault.key == "response-required";
    faults.extend(invited.check(&response).into_iter().filter(|fault| !missing(fault)));
    if response.answers.is_empty() && faults.is_empty() {
        faults.push(Message::new("paper-empty"));
    }
    if faults.is_empty() { Ok(response) } else { Err(ActionError::Refused(faults)) }
}

fn answer(question: &Question, text: &str) -> Option<Answer> {
    if question.is_text() {
        return Some(Answer::Text(text.replace("\r\n", "\n")));
    }
    let numbers = text.split([',', ' ', ';', '.']).filter(|part| !part.is_empty());
    let code = |part: &str| {
        let place: usize = part.parse().ok()?;
        Some(question.choices().get(place.checked_sub(1)?)?.code.clone())
    };
    Some(Answer::Chosen(numbers.map(code).collect::<Option<_>>()?))
}

/// The invitation of a paper: the same whenever it is made, and known to nobody without the roster's secret.
fn invitation(key: &LinkKey, survey: &str, bundle: u32, copy: u32) -> Option<(Token, Nonce)> {
    let paper = format!("paper/{bundle}/{copy}");
    let number = links::hex(&links::token(key, survey, &paper, 1, true));
    Some((links::token(key, survey, &paper, 0, true), Nonce::parse(number.get(..32)?)?))
}

fn hex(response: &Response) -> String {
    hex::encode(response.bytes())
}

fn read(hex: &str) -> Option<Response> {
    Response::read(&hex::decode(hex).ok()?)
}
