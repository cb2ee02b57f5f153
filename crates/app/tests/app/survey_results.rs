//! Closed surveys become points, cannot be typed over, and are told in a report that keeps small counts.

use thuocdo_app::appraisal::save::{self, Edit};
use thuocdo_app::survey_results::{freeze, report};
use thuocdo_app::{ActionError, App, catalog, layers, setup};
use thuocdo_assessment::Layer;
use thuocdo_assessment::survey::{State, Stratum, Survey};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::tallies::StratumCount;
use thuocdo_store::{QuestionnaireRow, TallyCount};
use thuocdo_testkit::{Live, TestApp, on_both, onward};
use thuocdo_words::Lang;

const ID: &str = "ks-1";

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

fn tally(body: &str, question: &str, choice: &str, n: u64) -> TallyCount {
    let stratum = format!("dan/{body}");
    TallyCount { stratum, question: question.to_owned(), about: String::new(), choice: choice.to_owned(), n }
}

/// A survey of citizens in all units, open.
async fn launched(app: &App, live: &Live) -> Survey {
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

/// Closes it with these tallies, in one write.
async fn closed(app: &App, survey: &Survey, tallies: Vec<TallyCount>) -> Result<(), ActionError> {
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

fn tallies(live: &Live) -> Vec<TallyCount> {
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

#[test]
fn a_closed_survey_gives_points_with_a_trace_and_too_few_answers_give_none() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let survey = launched(&test.app, &live).await;
        closed(&test.app, &survey, tallies(&live)).await.expect("closed");
        let mut link = test.app.store.look().await.expect("a link");
        let frozen = setup::frozen(&test.app, &mut link, live.round).await.expect("a round");
        let board = layers::board(&test.app, &mut link, &frozen).await.expect("a board");
        let points = |unit: &str| board.points(unit, "6.10", Layer::Preliminary).map(|points| points.to_exact());
        // (60 × 1 + 30 × 0.5 + 4 × 0) ÷ 94 of 20 points; 10 answers are fewer than 20; all content: 0.8.
        assert_eq!(points(live.units[0]).as_deref(), Some("750/47"));
        assert_eq!(points(live.units[1]), None);
        assert_eq!(points(live.units[2]).as_deref(), Some("16"));
        let fact = board.fact(live.units[0], "6.10", Layer::Preliminary).expect("a fact");
        assert_eq!(fact.account, "system");
        let reason = fact.reason.as_deref().expect("a reason");
        assert!(reason.contains("94 phiếu") && reason.contains("40") && reason.contains("±"), "{reason}");
        let few = board.fact(live.units[1], "6.10", Layer::Preliminary).and_then(|fact| fact.reason.clone());
        assert!(few.is_some_and(|reason| reason.contains("ít hơn mức tối thiểu 20")));
        assert!(!board.trace(live.units[0], "6.10", Layer::Preliminary).is_empty());
        let again = closed(&test.app, &survey, tallies(&live)).await;
        assert!(again.is_err(), "what is frozen is never frozen again");
    });
}

#[test]
fn nobody_types_what_a_survey_gives() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let edit = |value: &str| Edit {
            unit: live.units[0].to_owned(),
            criterion: "6.10".to_owned(),
            values: vec![("rhl".to_owned(), value.to_owned())],
            ..Edit::default()
        };
        let appraiser = person(&live.appraiser);
        save::save(&test.app, &appraiser, Lang::Vi, live.round, edit("30")).await.expect("typed before the survey");
        launched(&test.app, &live).await;
        let refused = save::save(&test.app, &appraiser, Lang::Vi, live.round, edit("31")).await;
        let fed = vec![Message::new("appraisal-fed-by-survey")];
        assert!(matches!(&refused, Err(ActionError::Refused(why)) if *why == fed), "{refused:?}");
    });
}

#[test]
fn a_report_shows_what_scores_whole_and_hides_small_counts_elsewhere() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let survey = launched(&test.app, &live).await;
        let secretariat = person(&live.secretariat);
        let early = report::report(&test.app, &secretariat, live.round, ID, None).await;
        assert!(matches!(early, Err(ActionError::NotAllowed)), "nothing before it closes");
        closed(&test.app, &survey, tallies(&live)).await.expect("closed");
        let read = async |body: Option<&str>| {
            report::report(&test.app, &secretariat, live.round, ID, body).await.expect("a report")
        };
        let asked = |report: &report::Report, code: &str| {
            let place = report.questionnaire.questions.iter().position(|question| question.code == code);
            report.questions.iter().find(|asked| Some(asked.place) == place).expect(code).clone()
        };
        let one = read(Some(live.units[0])).await;
        assert_eq!(asked(&one, "17").counts, [60, 0, 30, 4, 6].map(Some));
        assert_eq!(asked(&one, "15").counts, [None, None], "3 is small, and 97 would tell it");
        assert_eq!(one.counts.rate.as_ref().map(|rate| rate.to_exact()).as_deref(), Some("0.4"));
        let two = read(Some(live.units[1])).await;
        let all = read(None).await;
        let hidden =
            [&two, &read(Some(live.units[2])).await].iter().any(|body| asked(body, "15").counts.contains(&None));
        assert!(hidden, "another body keeps its counts, or the sums would tell those of the first");
        assert_eq!(asked(&all, "15").counts, [Some(187), Some(113)]);
        assert_eq!(all.bodies.len(), 3);
        let clerk = report::report(&test.app, &person(&live.clerk), live.round, ID, None).await;
        assert!(matches!(clerk, Err(ActionError::NotAllowed)));
    });
}
