//! An optional survey that is not held: the rest counts for the whole, until that is taken back.

use thuocdo_app::layers::{self, Finding, Said};
use thuocdo_app::survey_results::not_held::{self, State};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_assessment::Layer;
use thuocdo_assessment::settings::SetChoice;
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::{SourceText, questionnaire};
use thuocdo_testkit::live::{Live, live, live_with};
use thuocdo_testkit::{TestApp, on_both};

const SURVEYED: &str = "ha-noi/cap-xa@2025:6.8";
const WHY: &str = "Năm nay thành phố không bố trí kinh phí khảo sát";

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

/// A round whose set lets its survey be left out; the first unit has the 40 points of 6.1.
async fn round(test: &TestApp) -> Live {
    let set = SetChoice { code: "ha-noi/cap-xa".to_owned(), version: "2025".to_owned() };
    let live = live_with(&test.app, |settings| settings.sets = vec![set]).await;
    let mut link = test.app.store.look().await.expect("a link");
    let frozen = setup::frozen(&test.app, &mut link, live.round).await.expect("a round");
    let (unit, appraiser) = (live.units[0].to_owned(), person(&live.appraiser));
    let job = async move |work: &mut thuocdo_store::Work| {
        let finding = Finding::of_points(&Number::from(40));
        let said = Said {
            unit: &unit,
            criterion: "6.1",
            layer: Layer::Preliminary,
            finding: &finding,
            reason: None,
            kind: "appraise",
        };
        layers::say(work, &appraiser, &frozen, said).await.map(|_| ())
    };
    test.app.write(move |work| Box::pin(async move { job(work).await })).await.expect("points");
    live
}

async fn points(app: &App, live: &Live, code: &str) -> Option<String> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live.round).await.expect("a round");
    let board = layers::board(app, &mut link, &frozen).await.expect("a board");
    board.points(live.units[0], code, Layer::Final).map(|points| points.to_exact())
}

#[test]
fn what_is_not_held_is_left_out_and_the_rest_stretched_until_it_is_taken_back() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = round(&test).await;
        let (app, office, code) = (&test.app, person(&live.secretariat), live.round);
        let view = async || not_held::view(app, &office, code, &[]).await.expect("a view");
        let before = view().await;
        assert_eq!((before.criteria.len(), &before.criteria[0].state), (1, &State::Open));
        // 40 of 250 become 40 of 225, stretched to 250.
        let first = before.rows.iter().find(|row| row.from == Number::from(40)).expect("a unit with points");
        assert_eq!(first.to.to_exact(), "400/9");
        assert_eq!(points(app, &live, "6").await.as_deref(), Some("40"), "a look ahead keeps nothing");

        let named = [SURVEYED.to_owned()];
        let no_reason = not_held::declare(app, &office, code, &named, "không").await;
        assert!(matches!(no_reason, Err(ActionError::Refused(_))));
        not_held::declare(app, &office, code, &named, WHY).await.expect("declared");
        assert_eq!(points(app, &live, "6").await.as_deref(), Some("400/9"));
        let State::NotHeld(told) = &view().await.criteria[0].state else { panic!("not held") };
        assert_eq!((told.reason.as_str(), told.units), (WHY, 3));
        let mut link = app.store.look().await.expect("a link");
        let fed = link.fed_by_surveys(code).await.expect("an answer");
        assert!(fed.contains(&(live.units[1].to_owned(), "6.8".to_owned())), "nobody types its figures: {fed:?}");
        let frozen = setup::frozen(app, &mut link, code).await.expect("a round");
        assert_eq!(not_held::remarks(&mut link, &frozen).await.expect("remarks").len(), 1);
        drop(link);

        not_held::undo(app, &office, code, SURVEYED).await.expect("taken back");
        assert_eq!(points(app, &live, "6").await.as_deref(), Some("40"));
        assert_eq!(view().await.criteria[0].state, State::Open);
        assert!(matches!(not_held::undo(app, &office, code, SURVEYED).await, Err(ActionError::Refused(_))));
        assert!(app.store.verify_log().await.expect("a report").breaks.is_empty());
    });
}

#[test]
fn only_the_secretariat_declares_and_only_what_the_set_lets_go() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let named = ["vinh-long/cap-xa@2022:6.10".to_owned()];
        let declare =
            async |account: &str| not_held::declare(&test.app, &person(account), live.round, &named, WHY).await;
        assert!(matches!(declare(&live.clerk).await, Err(ActionError::NotAllowed)));
        assert!(matches!(declare(&live.auditor).await, Err(ActionError::NotAllowed)));
        let refused = declare(&live.secretariat).await;
        let Err(ActionError::Refused(why)) = refused else { panic!("{refused:?}") };
        assert_eq!(why[0].key, "survey-not-held-needed");
        let view = not_held::view(&test.app, &person(&live.auditor), live.round, &[]).await.expect("a view");
        assert_eq!((&view.criteria[0].state, view.may_change), (&State::Needed, false));
    });
}

#[test]
fn what_is_not_held_bars_questionnaires_of_its_own_set_alone() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = round(&test).await;
        let office = person(&live.secretariat);
        not_held::declare(&test.app, &office, live.round, &[SURVEYED.to_owned()], WHY).await.expect("declared");
        let mut link = test.app.store.look().await.expect("a link");
        let frozen = setup::frozen(&test.app, &mut link, live.round).await.expect("a round");
        let of_set = |code: &str| {
            let text = format!(
                "[questionnaire]\ncode = \"mau/phieu\"\nversion = \"1\"\ntitle = \"Mẫu\"\norigin = \"illustrative\"\n\
                 document = {{ kind = \"Mẫu\", issuer = \"Mẫu\" }}\nset = {{ code = \"{code}\", version = \"2025\" }}\n\
                 [[question]]\ncode = \"1\"\ntext = \"Mẫu\"\nchoices = [{{ code = \"a\", label = \"A\" }}, \
                 {{ code = \"b\", label = \"B\" }}]\nfeeds = [\"6.8\"]\n"
            );
            questionnaire::parse(&SourceText::new(text), &()).questionnaire.expect("a questionnaire")
        };
        let barred = not_held::still_held(&mut link, &frozen, &of_set("ha-noi/cap-xa")).await;
        assert!(matches!(barred, Err(ActionError::Refused(why)) if why[0].key == "survey-not-held-stands"));
        not_held::still_held(&mut link, &frozen, &of_set("ha-noi/so-nganh")).await.expect("another set");
    });
}
