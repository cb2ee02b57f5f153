//! A survey of citizens that is launched and closed with tallies, without anybody who answers.

use thuocdo_app::survey_results::freeze;
use thuocdo_app::{ActionError, App, catalog};
use thuocdo_assessment::survey::{State, Stratum, Survey};
use thuocdo_base::Timestamp;
use thuocdo_store::tallies::StratumCount;
use thuocdo_store::{QuestionnaireRow, TallyCount};

use crate::Live;

/// Its id.
pub const ID: &str = "ks-1";

fn tally(body: &str, question: &str, choice: &str, n: u64) -> TallyCount {
    let stratum = format!("dan/{body}");
    TallyCount { stratum, question: question.to_owned(), about: String::new(), choice: choice.to_owned(), n }
}

/// A survey of citizens in all units, open.
///
/// # Panics
/// If the store does not take it.
pub async fn launched(app: &App, live: &Live) -> Survey {
    let form = catalog::questionnaire("vinh-long/cap-xa/nguoi-dan", "2022").expect("a questionnaire");
    let asked = form.parsed().questionnaire.as_ref().expect("parsed").clone();
    let row = QuestionnaireRow {
        code: asked.code.clone(),
        version: asked.version.clone(),
        title: asked.title.clone(),
        text: form.source.text.clone(),
        sidecar: form.source.sidecar.clone(),
        hash: asked.hash.clone(),
        account: live.secretariat.clone(),
        at: Timestamp::from_micros(0),
    };
    let strata = live.units.iter().map(|unit| Stratum { population: 400, ..Stratum::new("dan", unit) });
    let survey = Survey {
        id: ID.to_owned(),
        round: live.round.to_owned(),
        title: "Hài lòng 2026".to_owned(),
        questionnaire: asked.code.clone(),
        questionnaire_version: asked.version.clone(),
        questionnaire_hash: asked.hash.clone(),
        k: 20,
        sealed: false,
        opens: None,
        closes: None,
        state: State::Open,
        strata: strata.collect(),
    };
    let (kept, account) = (survey.clone(), live.secretariat.clone());
    app.write(move |work| {
        Box::pin(async move {
            work.keep_questionnaire(&row).await?;
            work.add_survey(&kept, &account).await?;
            work.save_feeds(&kept.id, &freeze::feeds(&asked)).await?;
            Ok(())
        })
    })
    .await
    .expect("a survey");
    survey
}

/// Closes it with these tallies, in one write; 100 of 250 people of each unit answered.
///
/// # Errors
/// If it was closed before.
///
/// # Panics
/// If there is no such survey.
pub async fn closed(app: &App, survey: &Survey, tallies: Vec<TallyCount>) -> Result<(), ActionError> {
    let (inner, survey) = (app.clone(), Survey { state: State::Closed, ..survey.clone() });
    let count = |stratum: &Stratum| StratumCount {
        stratum: stratum.code.clone(),
        issued: 250,
        used: 100,
        counted: 100,
        ..StratumCount::default()
    };
    let counts = survey.strata.iter().map(count).collect();
    app.write(move |work| {
        Box::pin(async move {
            let (_, over) = work.find_survey(ID).await?.expect("a survey");
            work.save_survey(&survey, over).await?;
            freeze::freeze(&inner, work, &survey, &freeze::Closed { tallies, counts }).await
        })
    })
    .await
}

/// What 100 people of each unit say to two questions: one that scores, one with three answers that are too few.
pub fn tallies(live: &Live) -> Vec<TallyCount> {
    let [one, two, three] = live.units;
    vec![
        tally(one, "17", "rhl", 60),
        tally(one, "17", "bt", 30),
        tally(one, "17", "khl", 4),
        tally(one, "17", "kyk", 6),
        tally(two, "17", "rhl", 10),
        tally(two, "17", "kyk", 90),
        tally(three, "17", "hl", 100),
        tally(one, "15", "co", 97),
        tally(one, "15", "khong", 3),
        tally(two, "15", "co", 40),
        tally(two, "15", "khong", 60),
        tally(three, "15", "co", 50),
        tally(three, "15", "khong", 50),
    ]
}
