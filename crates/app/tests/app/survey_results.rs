//! Closed surveys become points, cannot be typed over, and are told in a report that keeps small counts.

use thuocdo_app::appraisal::save::{self, Edit};
use thuocdo_app::portal::Portal;
use thuocdo_app::survey_results::report;
use thuocdo_app::{ActionError, layers, setup};
use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_publication::{Publication, survey};
use thuocdo_testkit::surveyed::{ID, closed, launched, tallies};
use thuocdo_testkit::{TestApp, on_both, onward};
use thuocdo_words::Lang;

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
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
        assert!(early.is_err(), "nobody has answered, there is no box");
        closed(&test.app, &survey, tallies(&live)).await.expect("closed");
        let read = async |body: Option<&str>| {
            report::report(&test.app, &secretariat, live.round, ID, body).await.expect("a report")
        };
        let asked = |report: &report::Report, code: &str| {
            report.questions.iter().find(|asked| asked.code == code).expect(code).clone()
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

#[test]
fn a_publication_carries_the_counts_and_how_exact_they_are() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        let survey = launched(&test.app, &live).await;
        closed(&test.app, &survey, tallies(&live)).await.expect("closed");
        onward::on_to(&test, &live, RoundStage::Approval).await;
        let publication = onward::publish(&test, &live, "").await;
        let unit = publication.units.iter().find(|unit| unit.code == live.units[0]).expect("a unit");
        let mut lines = unit.cards.iter().filter_map(|card| card.lines.iter().find(|line| line.code == "6.10"));
        let last = lines.next_back().expect("a line");
        assert_eq!((last.state.as_str(), last.exact.as_str()), ("scored", "750/47"));
        let said = serde_json::to_string(last).expect("json");
        for part in ["\"rhl\",\"60\"", "\"khl\",\"4\"", "tỷ lệ phản hồi 40"] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
        let [survey] = publication.surveys.as_slice() else { panic!("one survey") };
        let of = |body: &str, code: &str| {
            let place = survey.questions.iter().position(|question| question.code == code).expect(code);
            survey.body(body).expect("a body").answers[place].clone()
        };
        assert_eq!(of(live.units[0], "17").counts, [60, 0, 30, 4, 6].map(Some));
        assert_eq!(of(live.units[0], "15").counts, [None, None], "small counts stay hidden from everybody");
        let table = String::from_utf8(survey::table(&publication).expect("a table")).expect("text");
        assert!(table.contains("nguoi-dan") && !table.contains(",97,"), "{table}");
        let portal = Portal::new([publication.clone()]);
        let english = portal.unit(Lang::En, live.round, live.units[0]).expect("a unit");
        let row = english.tree.iter().find(|row| row.code == "6.10").expect("a row");
        let reason = row.reason.as_deref().expect("a reason");
        assert!(reason.contains("margin of error") && reason.contains("response rate 40%"), "{reason}");
        let view = portal.survey(Lang::En, live.round, &survey.code, live.units[0]).expect("a survey");
        assert_eq!((view.bodies.len(), view.rate.as_deref()), (3, Some("40%")));
        let asked = view.questions.iter().find(|asked| asked.code == "17").expect("a question");
        assert!(asked.mean_of_all.is_some() && asked.before.is_empty());
        assert_eq!(portal.survey(Lang::Vi, live.round, &survey.code, "khong-co"), None);
        let earlier = Publication { round: "mau-2025".to_owned(), period: "2025".to_owned(), ..publication.clone() };
        let portal = Portal::new([publication.clone(), earlier]);
        let view = portal.survey(Lang::Vi, live.round, &survey.code, live.units[0]).expect("a survey");
        let asked = view.questions.iter().find(|asked| asked.code == "17").expect("a question");
        assert_eq!(asked.before.iter().map(|(_, period, _)| period.as_str()).collect::<Vec<_>>(), ["2025"]);
    });
}
