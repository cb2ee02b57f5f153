//! A survey under way: people who do not exist, whose letters go into the folder of the demo; some have answered.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use thuocdo_app::boxes::Nonce;
use thuocdo_app::surveys::letters::{self, Kind};
use thuocdo_app::surveys::{launch, links, lists, respond, setup};
use thuocdo_app::{ActionError, App};
use thuocdo_assessment::survey::Stratum;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_criteria::questionnaire::{Answer, Response};
use thuocdo_store::Roster;

/// What is asked: illustrative questions.
const QUESTIONNAIRE: &str = "vinh-long/cap-xa/nguoi-dan@2022";
/// Who is asked.
const GROUP: &str = "dan";
/// How many stand together before anything is opened: the least there may be.
const K: u64 = 10;
/// People of each commune, and how many of them have answered.
const COMMUNES: [(usize, usize); 3] = [(36, 31), (36, 27), (30, 12)];
/// Days until it closes.
const DAYS: i64 = 8;

/// Makes an open survey of a round whose units these are, and sends its invitations.
pub(super) async fn make(app: &App, round: &str, units: &[String], actor: &Actor) -> Result<(), ActionError> {
    let title = "Khảo sát sự hài lòng của người dân (minh họa)";
    let id = setup::create(app, actor, round, title, QUESTIONNAIRE).await?;
    let now = app.clock.now().micros();
    let typed = setup::Typed {
        title: title.to_owned(),
        k: K,
        sealed: false,
        opens: Some(Timestamp::from_micros(now)),
        closes: Some(Timestamp::from_micros(now + DAYS * 86_400_000_000)),
    };
    setup::save(app, actor, round, &id, changes(app, &id).await?, typed).await?;
    let asked: Vec<(&String, (usize, usize))> = units.iter().zip(COMMUNES).collect();
    let stratum =
        |unit: &str, people: usize| Stratum { population: 4_000, target: people as u64, ..Stratum::new(GROUP, unit) };
    let strata = asked.iter().map(|(unit, (people, _))| stratum(unit, *people)).collect();
    setup::save_strata(app, actor, round, &id, changes(app, &id).await?, strata).await?;
    let mut list = "email,nhóm,đơn vị\n".to_owned();
    let mut number = 0;
    for (unit, (people, _)) in &asked {
        for _ in 0..*people {
            number += 1;
            list += &format!("mau-{number:03}@example.test,{GROUP},{unit}\n");
        }
    }
    lists::apply(app, actor, round, &id, &list, &lists::Otherwise::default()).await?;
    launch::launch(app, actor, round, &id, changes(app, &id).await?).await?;
    answer(app, &id, &asked).await?;
    letters::begin(app, actor, round, &id, Kind::Invitation).await?;
    Ok(())
}

async fn changes(app: &App, id: &str) -> Result<u64, ActionError> {
    let found = app.store.look().await?.find_survey(id).await?;
    Ok(found.map(|(_, changes)| changes).unwrap_or_default())
}

/// Some of each commune answer, all at once, so that many are written together.
async fn answer(app: &App, id: &str, asked: &[(&String, (usize, usize))]) -> Result<(), ActionError> {
    let roster: Roster = app.desk_of_surveys.roster(id).await?;
    let key = roster.link_key(app.random.as_ref())?;
    let everybody = roster.everybody().await?;
    let mut sent = Vec::new();
    for (place, (unit, (_, answered))) in asked.iter().enumerate() {
        let own = everybody.iter().filter(|person| person.stratum.ends_with(unit.as_str()));
        for (number, person) in own.take(*answered).enumerate() {
            sent.push((links::of(&key, id, person), opinion(place * 7 + number)));
        }
    }
    try_join_all(sent.iter().map(async |(token, response)| {
        respond::send(app, token, response, &Nonce::make(app.random.as_ref())).await.map(|_| ())
    }))
    .await?;
    if let Some(boxes) = &app.boxes {
        boxes.mix_due().await;
    }
    letters::note_mixes(app).await
}

/// An opinion that somebody might have: plainly made up.
fn opinion(seed: usize) -> Response {
    let levels = ["rhl", "hl", "hl", "bt", "khl", "kyk"];
    let mut response = Response::default();
    let mut say = |question: &str, choice: &str| {
        let chosen = BTreeSet::from([choice.to_owned()]);
        response.answers.insert((question.to_owned(), String::new()), Answer::Chosen(chosen));
    };
    say("1", ["a", "b", "d"][seed % 3]);
    say("15", "khong");
    say("17", levels[(seed * seed + 3 * seed) % levels.len()]);
    say("18", ["a", "b", "c", "d"][seed % 4]);
    response
}
