//! Invitations and reminders: written once for all, sent by a job that goes on after any stop, never twice.
//!
//! The link stands in no database: it is made when the letter is, and wiped when the mail server has answered. What
//! the operator sees are counts; who has answered is asked of the box for reminders alone and shown to nobody.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{State, Survey};
use thuocdo_base::{Actor, Message};
pub use thuocdo_store::LetterText;
use thuocdo_store::{DueLetter, LinkKey, Outcome, PersonState, RespondentRow, WaveRow};
use thuocdo_words::{Lang, show};
use zeroize::Zeroize;

use super::{find, keeper, launch, links, lists, questionnaire, refused};
use crate::boxes::ResponseBox;
use crate::letters::{Letter, Postman, Undelivered};
use crate::survey_results::live;
use crate::{ActionError, App, may};

/// Letters that are on their way at once: so many may be in doubt after a stop.
pub const A_BATCH: u32 = 64;
/// Letters that are handed over side by side.
const SIDE_BY_SIDE: usize = 8;
/// How often a letter is tried before it is given up.
const MOST_TRIES: u64 = 8;
/// Printed letters of one page.
pub const PRINTED: u32 = 100;
/// Bounced people that a page shows.
const BOUNCED: u32 = 500;
/// What stands for the link.
pub const LINK: &str = "{lien_ket}";
/// What stands for other things.
const GAPS: [&str; 3] = [LINK, "{ten_khao_sat}", "{han}"];

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first letter.
    Invitation,
    /// A letter to those who have not answered as of the last mix.
    Reminder,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How far the letters of a survey are: counts, nobody's name, no time.
#[derive(Clone, Debug)]
pub struct MailLog {
    /// The survey.
    pub survey: Survey,
    /// Sendings with their letters by state.
    pub waves: Vec<WaveRow>,
    /// Why letters did not leave: code of the mail server's answer, and how many.
    pub failures: Vec<(String, u64)>,
    /// People whose address takes no letters.
    pub bounced: Vec<RespondentRow>,
    /// People whose printed letter waits.
    pub unprinted: usize,
    /// What the letters say.
    pub texts: [(Kind, LetterText); 2],
    /// Whether the installation knows its own address, without which no link can be written.
    pub has_address: bool,
}

/// A printed letter.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Name and postal address.
    pub label: String,
    /// The code in groups of four.
    pub code: String,
    /// The address with the code, for the picture.
    pub link: String,
}

/// Shows how far letters are.
///
/// # Errors
/// If the actor does not keep lists, or the survey is closed.
pub async fn log(app: &App, actor: &Actor, round: &str, id: &str) -> Result<MailLog, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let mut texts = Vec::new();
    for kind in Kind::ALL {
        texts.push((kind, text(&mut link, id, kind).await?));
    }
    Ok(MailLog {
        waves: roster.waves().await?,
        failures: roster.failures().await?,
        bounced: roster.bounced(BOUNCED).await?,
        unprinted: roster.unprinted(u32::MAX).await?.len(),
        texts: texts.try_into().map_err(|_| ActionError::NotAllowed)?,
        has_address: app.office.base.is_some() || app.office.is_open,
        survey,
    })
}

/// What the letters of a survey say: as somebody has written it, else as we propose.
async fn text(link: &mut thuocdo_store::Link, id: &str, kind: Kind) -> Result<LetterText, ActionError> {
    if let Some(text) = link.survey_letter(id, kind.word()).await? {
        return Ok(text);
    }
    let say = |lang: Lang, part: &str| {
        let locale = thuocdo_words::Locale::new(lang, &[crate::locale_text(lang)]);
        let message = Message::new(&format!("surveys-letter-{}-{part}", kind.word()));
        locale.render(&message.text("link", LINK).text("title", GAPS[1]).text("until", GAPS[2]))
    };
    let (vi, en) = (Lang::Vi, Lang::En);
    Ok(LetterText {
        subject: say(vi, "subject"),
        body: say(vi, "body"),
        subject_en: say(en, "subject"),
        body_en: say(en, "body"),
    })
}

/// Keeps what the letters of a survey say.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or the text has no link or a gap that nobody fills.
pub async fn save_text(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    kind: Kind,
    text: LetterText,
) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            keeper(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &id).await?;
            survey.not_closed()?;
            let faults = faults(&text);
            if !faults.is_empty() {
                return Err(ActionError::Refused(faults));
            }
            Ok(work.save_survey_letter(&id, kind.word(), &text).await?)
        })
    })
    .await
}

/// Says what is wrong with a text.
pub fn faults(text: &LetterText) -> Vec<Message> {
    let mut faults = Vec::new();
    for (subject, body, must) in [(&text.subject, &text.body, true), (&text.subject_en, &text.body_en, false)] {
        if !must && subject.trim().is_empty() && body.trim().is_empty() {
            continue;
        }
        if subject.trim().is_empty() || subject.chars().count() > 150 || subject.chars().any(char::is_control) {
            faults.push(Message::new("surveys-letter-no-subject"));
        }
        if body.matches(LINK).count() != 1 || subject.contains(LINK) {
            faults.push(Message::new("surveys-letter-no-link").text("gap", LINK));
        }
        for gap in gaps(subject).chain(gaps(body)).filter(|gap| !GAPS.contains(gap)) {
            faults.push(Message::new("surveys-letter-gap").text("gap", gap).text("gaps", GAPS.join(" ")));
        }
    }
    faults
}

/// Everything in braces.
fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').map(|(at, _)| {
        let rest = &text[at..];
        rest.find('}').map_or(rest, |end| &rest[..=end])
    })
}

/// A letter with its gaps filled, Vietnamese first.
fn filled(text: &LetterText, survey: &Survey, link: &str) -> (String, String) {
    let until = survey.closes.map(show::moment).unwrap_or_default();
    let fill = |text: &str| text.replace(LINK, link).replace(GAPS[1], &survey.title).replace(GAPS[2], &until);
    let mut body = fill(&text.body);
    if !text.body_en.trim().is_empty() {
        body.push_str("\n\n— — —\n\n");
        if !text.subject_en.trim().is_empty() {
            body.push_str(&fill(&text.subject_en));
            body.push_str("\n\n");
        }
        body.push_str(&fill(&text.body_en));
    }
    (fill(&text.subject).replace(['\r', '\n'], " "), body)
}

fn address(app: &App, token: &str) -> String {
    format!("{}/s/{token}", app.office.base.as_deref().unwrap_or("http://localhost:8080").trim_end_matches('/'))
}

/// Shows a letter as people will get it, with a link that opens nothing.
///
/// # Errors
/// If the actor does not keep lists.
pub async fn preview(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    kind: Kind,
) -> Result<(String, String), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    Ok(filled(&text(&mut link, id, kind).await?, &survey, &address(app, &"x".repeat(43))))
}

/// Sends oneself a letter as people will get it, with a link that opens nothing.
///
/// # Errors
/// If the actor does not keep lists or has no address.
pub async fn test(app: &App, actor: &Actor, round: &str, id: &str, kind: Kind) -> Result<String, ActionError> {
    let (subject, body) = preview(app, actor, round, id, kind).await?;
    let (job_app, account, round) = (app.clone(), actor.id().to_owned(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let me = work.find_account(&account).await?.and_then(|account| account.email);
            let address = me.ok_or_else(|| refused("surveys-test-no-address"))?;
            let letter = Letter { address: address.clone(), subject, body, id: None };
            let about = crate::letters::About { round: &round, unit: "", kind: "survey_test" };
            crate::letters::queue(&job_app, work, about, &letter).await?;
            Ok(address)
        })
    })
    .await
}

/// Begins a sending: invitations to everybody who was not sent one, or reminders to those who have not answered as of
/// the last mix. Gives how many letters there are.
///
/// # Errors
/// If the actor does not keep lists, the survey is not open, or the installation does not know its own address.
pub async fn begin(app: &App, actor: &Actor, round: &str, id: &str, kind: Kind) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    if app.office.base.is_none() && !app.office.is_open {
        return Err(refused("surveys-no-base"));
    }
    let text = text(&mut link, id, kind).await?;
    let wrong = faults(&text);
    if !wrong.is_empty() {
        return Err(ActionError::Refused(wrong));
    }
    let roster = app.desk_of_surveys.roster(id).await?;
    let waves = roster.waves().await?;
    let mut people: Vec<RespondentRow> =
        roster.everybody().await?.into_iter().filter(|person| person.state == PersonState::Listed).collect();
    let n = match kind {
        Kind::Invitation => 0,
        Kind::Reminder => {
            let last = waves.last().ok_or_else(|| refused("surveys-reminder-first"))?;
            if waves.iter().any(|wave| wave.waiting + wave.sending > 0 && !wave.held && has_mail(&people)) {
                return Err(refused("surveys-reminder-busy"));
            }
            let responses = launch::response_box(app, &mut link, &survey).await?;
            let asked: Vec<[u8; 32]> = people.iter().filter_map(|person| links::hash(&person.h)).collect();
            let answered = responses.answered_as_of_mix(&asked).await?;
            people.retain(|person| {
                !person.email.is_empty() && links::hash(&person.h).is_some_and(|h| !answered.contains(&h))
            });
            last.n + 1
        }
    };
    drop(link);
    let ids: Vec<String> = people.into_iter().map(|person| person.id).collect();
    let (actor, round, survey_id) = (actor.clone(), round.to_owned(), survey.id);
    let event = if n == 0 { "survey_invited" } else { "survey_reminded" };
    let letters = ids.len();
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::KeepRoster).await?;
            let facts = [("survey", Fact::Text(survey_id)), ("sending", Fact::Whole(n))];
            work.record(&round, event, &actor, &facts).await?;
            Ok(())
        })
    })
    .await?;
    roster.begin_wave(n, kind.word(), &ids).await?;
    Ok(letters)
}

fn has_mail(people: &[RespondentRow]) -> bool {
    people.iter().any(|person| !person.email.is_empty())
}

/// Holds a sending, or lets it go on.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn hold(app: &App, actor: &Actor, round: &str, id: &str, n: u64, held: bool) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    find(&mut link, round, id).await?.0.still_open()?;
    Ok(app.desk_of_surveys.roster(id).await?.hold(n, held).await?)
}

/// Notes addresses that came back: their links are void. Gives how many were of this survey.
///
/// # Errors
/// If the actor does not keep lists, the survey is not open, or nothing typed is an address.
pub async fn bounce(app: &App, actor: &Actor, round: &str, id: &str, typed: &str) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    drop(link);
    let addresses = lists::addresses(typed);
    if addresses.is_empty() {
        return Err(refused("surveys-no-address"));
    }
    let roster = app.desk_of_surveys.roster(id).await?;
    let people = roster.everybody().await?.into_iter();
    let people: Vec<RespondentRow> = people
        .filter(|person| addresses.binary_search(&person.email).is_ok() && person.state == PersonState::Listed)
        .collect();
    launch::revoke(app, &survey, &people).await?;
    let ids: Vec<String> = people.into_iter().map(|person| person.id).collect();
    roster.stand(&ids, PersonState::Bounced).await?;
    Ok(ids.len())
}

/// The next printed letters, for people without an e-mail address; they count as handed over when they are confirmed.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn printed(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(Survey, Vec<Printed>), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let key = roster.link_key(app.random.as_ref())?;
    let letter = |person: RespondentRow| {
        let token = links::of(&key, id, &person);
        Printed { label: person.label, code: token.groups(), link: address(app, token.text()) }
    };
    let people = roster.unprinted(PRINTED).await?;
    let letters = people.into_iter().map(letter).collect();
    let (actor, round, survey_id) = (actor.clone(), round.to_owned(), survey.id.clone());
    app.write(move |work| {
        Box::pin(async move {
            work.record(&round, "survey_letters_printed", &actor, &[("survey", Fact::Text(survey_id))]).await?;
            Ok(())
        })
    })
    .await?;
    Ok((survey, letters))
}

/// Notes that the printed letters that were shown last are on their way; gives how many.
///
/// # Errors
/// If the actor does not keep lists, or the survey is not open.
pub async fn handed_over(app: &App, actor: &Actor, round: &str, id: &str, count: usize) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    find(&mut link, round, id).await?.0.still_open()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let people = roster.unprinted(PRINTED.min(u32::try_from(count).unwrap_or(0))).await?;
    let outcomes: Vec<(u64, String, Outcome)> =
        people.into_iter().map(|person| (0, person.id, Outcome::Sent)).collect();
    roster.settle(&outcomes).await?;
    Ok(outcomes.len())
}

/// What one turn of the job has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Letters that the mail server took over.
    pub sent: usize,
    /// Letters that no mailbox takes.
    pub refused: usize,
    /// Letters that wait for another try.
    pub later: usize,
}

impl Turn {
    /// Letters of the turn.
    pub fn letters(self) -> usize {
        self.sent + self.refused + self.later
    }
}

/// Sends one batch of letters of every open survey.
///
/// # Errors
/// If a database does not answer.
pub async fn send_due(app: &App, postman: &dyn Postman) -> Result<Turn, ActionError> {
    let open = app.store.look().await?.surveys_in(State::Open).await?;
    let mut turn = Turn::default();
    for survey in open {
        if survey.closes.is_some_and(|closes| app.clock.now() < closes) {
            let done = send_batch(app, postman, &survey).await?;
            turn.sent += done.sent;
            turn.refused += done.refused;
            turn.later += done.later;
        }
    }
    Ok(turn)
}

async fn send_batch(app: &App, postman: &dyn Postman, survey: &Survey) -> Result<Turn, ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    let due = roster.take(A_BATCH).await?;
    if due.is_empty() {
        return Ok(Turn::default());
    }
    let key = roster.link_key(app.random.as_ref())?;
    let mut link = app.store.look().await?;
    let texts =
        [text(&mut link, &survey.id, Kind::Invitation).await?, text(&mut link, &survey.id, Kind::Reminder).await?];
    drop(link);
    let send = |due: DueLetter| {
        let text = if due.wave == 0 { &texts[0] } else { &texts[1] };
        let letter = letter(app, &key, survey, text, &due);
        async move { (due, hand_over(postman, letter).await) }
    };
    let tried: Vec<(DueLetter, Result<(), Undelivered>)> =
        stream::iter(due).map(send).buffer_unordered(SIDE_BY_SIDE).collect().await;
    // A mail server that refuses everybody refuses us, not them.
    let refuses_all = tried.len() > 1 && tried.iter().all(|(_, tried)| tried.is_err());
    let (mut outcomes, mut gone, mut turn) = (Vec::new(), Vec::new(), Turn::default());
    for (due, tried) in tried {
        let tries = if tried.is_ok() { 0 } else { roster.tries(due.wave, &due.person.id).await? };
        let outcome = match tried {
            Ok(()) => Outcome::Sent,
            Err(why) if why.permanent && !refuses_all => Outcome::Refused(why.code),
            Err(why) if tries + 1 >= MOST_TRIES => Outcome::GivenUp(why.code),
            Err(why) => Outcome::Later(why.code),
        };
        match &outcome {
            Outcome::Sent => turn.sent += 1,
            Outcome::Refused(_) => {
                turn.refused += 1;
                gone.push(due.person.clone());
            }
            Outcome::Later(_) | Outcome::GivenUp(_) => turn.later += 1,
        }
        outcomes.push((due.wave, due.person.id, outcome));
    }
    // In this order a stop in between leaves a letter to be tried again, never a usable link of a dead address.
    if !gone.is_empty() {
        launch::revoke(app, survey, &gone).await?;
    }
    roster.settle(&outcomes).await?;
    if refuses_all {
        tracing::error!(
            survey = survey.id,
            letters = turn.later,
            "ALARM: the mail server takes no letters of a survey"
        );
    }
    Ok(turn)
}

fn letter(app: &App, key: &LinkKey, survey: &Survey, text: &LetterText, due: &DueLetter) -> Letter {
    let token = links::of(key, &survey.id, &due.person);
    let (subject, body) = filled(text, survey, &address(app, token.text()));
    // The same letter has the same id whenever it is built.
    let id = format!("{}.{}.{}", due.wave, due.person.serial, due.person.id);
    Letter { address: due.person.email.clone(), subject, body, id: Some(id) }
}

async fn hand_over(postman: &dyn Postman, mut letter: Letter) -> Result<(), Undelivered> {
    let tried = match letter.check() {
        Ok(()) => postman.send(&letter).await,
        Err(reason) => Err(Undelivered { permanent: false, code: reason.key.clone(), said: reason.key }),
    };
    letter.body.zeroize();
    tried
}

/// How long the job waits after a turn so that it sends so many letters a second at most.
pub fn pause(letters: usize, a_second: u32, took: Duration) -> Duration {
    let least = Duration::from_secs(letters as u64) / a_second.max(1);
    least.saturating_sub(took)
}

/// Notes mixes of open surveys in the log, each once, at the moment at which it is seen.
///
/// # Errors
/// If a database does not answer.
pub async fn note_mixes(app: &App) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    for survey in link.surveys_in(State::Open).await? {
        let responses = launch::response_box(app, &mut link, &survey).await?;
        let now = *responses.mixes().borrow();
        let noted = link.last_mix(&survey.id).await?.map_or(0, |(n, _)| n);
        if now > noted {
            note_mix(app, survey, now, &responses).await?;
        }
    }
    Ok(())
}

/// Notes a mix, and brings up to date what is shown of results that are not kept sealed.
async fn note_mix(app: &App, survey: Survey, n: u64, held: &ResponseBox) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let shown = if survey.sealed {
        Vec::new()
    } else {
        let asked = questionnaire(app, &mut link, &survey).await?;
        live::advance(&asked, &link.survey_shown(&survey.id).await?, &held.tallies().await?.rows, survey.k)
    };
    drop(link);
    app.write(move |work| {
        Box::pin(async move {
            if work.note_mix(&survey.id, n).await? {
                work.show_tallies(&survey.id, &shown).await?;
                let facts = [("survey", Fact::Text(survey.id)), ("mix", Fact::Whole(n))];
                work.record(&survey.round, "survey_mixed", &Actor::System, &facts).await?;
            }
            Ok(())
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter_text(subject: &str, body: &str) -> LetterText {
        LetterText { subject: subject.to_owned(), body: body.to_owned(), ..LetterText::default() }
    }

    #[test]
    fn a_letter_has_one_link_and_no_gap_that_nobody_fills() {
        let keys = |subject: &str, body: &str| -> Vec<String> {
            faults(&letter_text(subject, body)).into_iter().map(|fault| fault.key).collect()
        };
        assert!(keys("Mời", "Xin bấm {lien_ket} trước {han}").is_empty());
        assert_eq!(keys("Mời", "Xin bấm vào đây"), ["surveys-letter-no-link"]);
        assert_eq!(keys("Mời", "{lien_ket} {lien_ket}"), ["surveys-letter-no-link"]);
        assert_eq!(keys("", "{lien_ket}"), ["surveys-letter-no-subject"]);
        assert_eq!(keys("Mời {ten}", "{lien_ket} {han"), ["surveys-letter-gap", "surveys-letter-gap"]);
    }

    #[test]
    fn the_pause_keeps_the_rate() {
        let wait = |letters, a_second, took| pause(letters, a_second, Duration::from_millis(took)).as_millis();
        assert_eq!((wait(60, 30, 500), wait(60, 30, 5_000), wait(0, 30, 0)), (1_500, 0, 0));
    }
}
