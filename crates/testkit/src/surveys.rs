//! A survey under way, made through the real actions: plainly fictitious people of one commune.

use thuocdo_app::boxes::Token;
use thuocdo_app::surveys::{links, lists, setup};
use thuocdo_app::{App, surveys};
use thuocdo_assessment::survey::Stratum;
use thuocdo_base::{Actor, Timestamp};

use crate::Live;

/// Group of everybody on the list.
pub const GROUP: &str = "dan";

/// A survey that takes answers, and the links of everybody on its list.
#[derive(Debug)]
pub struct OpenSurvey {
    /// Its id.
    pub id: String,
    /// Code of the stratum in which everybody is asked.
    pub stratum: String,
    /// One link for each person.
    pub links: Vec<Token>,
}

/// Opens a survey of citizens of the first unit for ten days; its questionnaire is the illustrative one of communes.
///
/// # Panics
/// If an action refuses.
pub async fn open_survey(app: &App, live: &Live, people: usize) -> OpenSurvey {
    let actor = Actor::Person(live.secretariat.clone());
    let named = "vinh-long/cap-xa/nguoi-dan@2022";
    let id = setup::create(app, &actor, live.round, "Khảo sát mẫu", named).await.expect("a survey");
    let now = app.clock.now().micros();
    let typed = setup::Typed {
        title: "Khảo sát mẫu".to_owned(),
        k: 20,
        sealed: false,
        opens: Some(Timestamp::from_micros(now)),
        closes: Some(Timestamp::from_micros(now + 10 * 86_400_000_000)),
    };
    setup::save(app, &actor, live.round, &id, changes(app, &id).await, typed).await.expect("settings");
    let stratum = Stratum { population: 500, target: 40, ..Stratum::new(GROUP, live.units[0]) };
    let strata = vec![stratum.clone()];
    setup::save_strata(app, &actor, live.round, &id, changes(app, &id).await, strata).await.expect("strata");
    let rows = (1..=people).map(|n| format!("mau-{n:03}@example.test,{GROUP},{}\n", live.units[0]));
    let list = rows.fold("email,nhóm,đơn vị\n".to_owned(), |list, row| list + &row);
    let otherwise = lists::Otherwise::default();
    let taken = lists::apply(app, &actor, live.round, &id, &list, &otherwise).await.expect("a list");
    assert_eq!(taken, people);
    surveys::launch::launch(app, &actor, live.round, &id, changes(app, &id).await).await.expect("a launch");
    let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
    let key = roster.link_key(app.random.as_ref()).expect("a key");
    let everybody = roster.everybody().await.expect("people");
    let links = everybody.iter().map(|person| links::of(&key, &id, person)).collect();
    OpenSurvey { id, stratum: stratum.code, links }
}

/// How often a survey was changed.
async fn changes(app: &App, id: &str) -> u64 {
    let mut link = app.store.look().await.expect("a link");
    link.find_survey(id).await.expect("an answer").expect("a survey").1
}
