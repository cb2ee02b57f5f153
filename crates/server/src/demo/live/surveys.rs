//! Surveys of people who do not exist: one under way, whose letters go into the folder of the demo; one that is over.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use thuocdo_app::boxes::{Nonce, Sent};
use thuocdo_app::surveys::letters::{self, Kind};
use thuocdo_app::surveys::{launch, links, lists, setup};
use thuocdo_app::{ActionError, App, surveys};
use thuocdo_assessment::survey::Stratum;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_criteria::questionnaire::{Answer, Questionnaire, Response};

/// How many stand together before anything is opened: the least there may be.
const K: u64 = 10;
/// Days until a survey closes.
const DAYS: i64 = 8;

/// What is asked of citizens: illustrative questions.
const OPEN: &str = "vinh-long/cap-xa/nguoi-dan@2022";
/// People of each commune, and how many of them have answered.
const COMMUNES: [(usize, usize); 3] = [(36, 31), (36, 27), (30, 12)];

/// What is asked of officials and associations: illustrative questions.
const HELD: &str = "bo-noi-vu/par-tinh/can-bo@2024";
/// Officials and associations of each province: how many were asked and answered, and how content they are.
///
/// One province has too few associations for a criterion that only they rate.
const PROVINCES: [[(usize, usize); 2]; 6] = [
    [(42, 36), (38, 33)],
    [(42, 34), (38, 32)],
    [(40, 31), (36, 31)],
    [(40, 35), (38, 34)],
    [(42, 33), (30, 22)],
    [(40, 29), (36, 30)],
];
/// How content the people of each province are.
const CONTENT: [u64; 6] = [26, 20, 12, 23, 16, 8];

/// Makes an open survey of a round whose units these are, and sends its invitations.
pub(super) async fn make(app: &App, round: &str, units: &[String], actor: &Actor) -> Result<(), ActionError> {
    let asked = |(unit, (people, answered)): (&String, (usize, usize))| Asked {
        stratum: Stratum { population: 4_000, target: people as u64, ..Stratum::new("dan", unit) },
        people,
        answered,
        content: 0,
    };
    let asked: Vec<Asked> = units.iter().zip(COMMUNES).map(asked).collect();
    let id = launch(app, round, ("Khảo sát sự hài lòng của người dân (minh họa)", OPEN), &asked, actor).await?;
    answer(app, &id, &asked, |_, _, person| opinion(person)).await?;
    if let Some(boxes) = &app.boxes {
        boxes.mix_due().await;
    }
    letters::note_mixes(app).await?;
    letters::begin(app, actor, round, &id, Kind::Invitation).await?;
    Ok(())
}

/// Holds a survey of a round whose units these are, from its launch to the points that it gives.
pub(super) async fn hold(app: &App, round: &str, units: &[String], actor: &Actor) -> Result<(), ActionError> {
    let mut asked = Vec::new();
    for ((unit, groups), content) in units.iter().zip(PROVINCES).zip(CONTENT) {
        for ((group, population), (people, answered)) in [("can_bo", 2_600), ("hoi", 120)].into_iter().zip(groups) {
            let stratum = Stratum { population, target: people as u64, ..Stratum::new(group, unit) };
            asked.push(Asked { stratum, people, answered, content });
        }
    }
    let title = "Điều tra xã hội học về cải cách hành chính (minh họa)";
    let id = launch(app, round, (title, HELD), &asked, actor).await?;
    answer(app, &id, &asked, rating).await?;
    launch::close(app, actor, round, &id).await
}

/// People of a stratum.
struct Asked {
    stratum: Stratum,
    people: usize,
    answered: usize,
    content: u64,
}

/// Sets a survey up, lists people who do not exist, and launches it.
async fn launch(
    app: &App,
    round: &str,
    (title, questionnaire): (&str, &str),
    asked: &[Asked],
    actor: &Actor,
) -> Result<String, ActionError> {
    let id = setup::create(app, actor, round, title, questionnaire).await?;
    let now = app.clock.now().micros();
    let typed = setup::Typed {
        title: title.to_owned(),
        k: K,
        sealed: false,
        opens: Some(Timestamp::from_micros(now)),
        closes: Some(Timestamp::from_micros(now + DAYS * 86_400_000_000)),
    };
    setup::save(app, actor, round, &id, changes(app, &id).await?, typed).await?;
    let strata = asked.iter().map(|one| one.stratum.clone()).collect();
    setup::save_strata(app, actor, round, &id, changes(app, &id).await?, strata).await?;
    let mut list = "email,nhóm,đơn vị\n".to_owned();
    let people = asked.iter().flat_map(|one| vec![&one.stratum; one.people]);
    for (number, stratum) in (1..).zip(people) {
        list += &format!("mau-{number:03}@example.test,{},{}\n", stratum.group, stratum.body);
    }
    lists::apply(app, actor, round, &id, &list, &lists::Otherwise::default()).await?;
    launch::launch(app, actor, round, &id, changes(app, &id).await?).await?;
    Ok(id)
}

async fn changes(app: &App, id: &str) -> Result<u64, ActionError> {
    let found = app.store.look().await?.find_survey(id).await?;
    Ok(found.map(|(_, changes)| changes).unwrap_or_default())
}

/// Some of each stratum answer, all at once, so that many are written together.
async fn answer(
    app: &App,
    id: &str,
    asked: &[Asked],
    say: fn(&Questionnaire, &Asked, usize) -> Response,
) -> Result<(), ActionError> {
    let roster = app.desk_of_surveys.roster(id).await?;
    let key = roster.link_key(app.random.as_ref())?;
    let everybody = roster.everybody().await?;
    let mut link = app.store.look().await?;
    let (survey, _) = link.find_survey(id).await?.ok_or(ActionError::NotAllowed)?;
    let form = surveys::questionnaire(app, &mut link, &survey).await?;
    let held = launch::response_box(app, &mut link, &survey).await?;
    drop(link);
    let mut sent = Vec::new();
    for (place, one) in asked.iter().enumerate() {
        let own = everybody.iter().filter(|person| person.stratum == one.stratum.code);
        for (number, person) in own.take(one.answered).enumerate() {
            sent.push((links::of(&key, id, person), say(&form, one, place * 7 + number)));
        }
    }
    let cast = sent.iter().map(async |(token, response)| {
        match held.cast(token, response, &Nonce::make(app.random.as_ref())).await? {
            Sent::Accepted(_) => Ok(()),
            _ => Err(ActionError::NotAllowed),
        }
    });
    try_join_all(cast).await.map(|_| ())
}

/// An opinion that a citizen might have: plainly made up.
fn opinion(seed: usize) -> Response {
    let levels = ["rhl", "hl", "hl", "bt", "khl", "kyk"];
    let mut response = Response::default();
    for (question, choice) in [
        ("1", ["a", "b", "d"][seed % 3]),
        ("15", "khong"),
        ("17", levels[(seed * seed + 3 * seed) % levels.len()]),
        ("18", ["a", "b", "c", "d"][seed % 4]),
    ] {
        choose(&mut response, question, choice);
    }
    response
}

/// What an official or an association might say to every question with choices: plainly made up.
fn rating(form: &Questionnaire, asked: &Asked, seed: usize) -> Response {
    const SPREAD: u64 = 6_364_136_223_846_793_005;
    let mut response = Response::default();
    let mut at = (seed as u64 + 1).wrapping_mul(SPREAD);
    for question in form.asked_of(&asked.stratum.group).filter(|question| !question.is_text()) {
        at = at.wrapping_mul(SPREAD).wrapping_add(1_442_695_040_888_963_407);
        let mood = (at >> 33) % 100;
        let bounds = [asked.content + 12, asked.content + 52, asked.content + 66, 97];
        let place = bounds.iter().filter(|bound| mood >= **bound).count();
        if let Some(choice) = question.choices().get(place) {
            choose(&mut response, &question.code, &choice.code);
        }
    }
    response
}

fn choose(response: &mut Response, question: &str, choice: &str) {
    let chosen = BTreeSet::from([choice.to_owned()]);
    response.answers.insert((question.to_owned(), String::new()), Answer::Chosen(chosen));
}
