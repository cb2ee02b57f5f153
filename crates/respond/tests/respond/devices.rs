//! Devices in offices, and interviewers.

use axum::http::StatusCode;
use thuocdo_app::ActionError;
use thuocdo_app::boxes::Token;
use thuocdo_app::surveys::devices;
use thuocdo_base::Actor;
use thuocdo_testkit::{Client, OpenSurvey, TestApp, live, on_both, open_survey};

use super::links::SHORT;

struct World {
    test: TestApp,
    open: OpenSurvey,
    live: thuocdo_testkit::Live,
    actor: Actor,
}

impl World {
    async fn on(database: thuocdo_testkit::Database) -> Self {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let open = open_survey(&test.app, &live, 40).await;
        let actor = Actor::Person(live.secretariat.clone());
        Self { test, open, live, actor }
    }

    async fn device(&self, login: &str) -> Token {
        let place = (self.live.round, self.open.id.as_str());
        let given = (self.open.stratum.as_str(), "Một cửa Xã Mẫu 1", login);
        devices::add(&self.test.app, &self.actor, place, given).await.expect("a device")
    }
}

async fn send(client: &mut Client, n: usize) -> thuocdo_testkit::Answer {
    let nonce = format!("{n:032x}");
    let pairs: Vec<(&str, &str)> = SHORT.iter().copied().chain([("so", nonce.as_str())]).collect();
    client.post_once("/k", &pairs).await
}

#[test]
fn a_device_takes_one_response_after_another_and_counts_a_repeated_one_once() {
    on_both(async |database| {
        let world = World::on(database).await;
        let code = world.device("").await;
        let mut device = world.test.respondent();
        let start = device.get(&format!("/k/{}", code.groups())).await;
        assert_eq!((start.status, start.path.as_str()), (StatusCode::OK, "/k"));
        assert!(start.text().contains("data-kiosk"));
        for n in 0..40 {
            let done = send(&mut device, n / 2).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
            assert_eq!(done.header("refresh"), Some("8; url=/k"));
            assert!(!done.text().contains("Mã biên nhận"), "nothing is left for the next person");
            world.test.clock.pass(20);
        }
        let whole = world.test.app.boxes.clone().expect("boxes").find(&world.open.id).await.expect("a box");
        assert!(whole.adds_up().await.expect("an answer"));
        assert_eq!(whole.tallies().await.expect("tallies").whole().counted, 0, "twenty are too few for a mix");
        for n in 20..40 {
            assert_eq!(send(&mut device, n).await.status, StatusCode::OK);
            world.test.clock.pass(20);
        }
        whole.mix_due().await.expect("a mix");
        assert_eq!(whole.tallies().await.expect("tallies").whole().counted, 20);
    });
}

#[test]
fn a_device_that_is_too_fast_has_to_wait_and_one_taken_back_takes_nothing() {
    on_both(async |database| {
        let world = World::on(database).await;
        let code = world.device("").await;
        let mut device = world.test.respondent();
        device.get(&format!("/k/{}", code.text())).await;
        for n in 0..20 {
            assert_eq!(send(&mut device, n).await.status, StatusCode::OK);
        }
        assert_eq!(send(&mut device, 20).await.status, StatusCode::TOO_MANY_REQUESTS);
        world.test.clock.pass(60);
        assert_eq!(send(&mut device, 21).await.status, StatusCode::OK);
        let (app, round) = (&world.test.app, world.live.round);
        let listed = devices::list(app, &world.actor, round, &world.open.id).await.expect("a list");
        devices::revoke(app, &world.actor, round, &world.open.id, &listed.lines[0].id).await.expect("taken back");
        assert_eq!(send(&mut device, 22).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_interviewers_device_works_while_its_interviewer_is_signed_in_and_counts_households_by_itself() {
    on_both(async |database| {
        let world = World::on(database).await;
        let code = world.device("appraiser").await;
        let mut device = world.test.respondent();
        let away = device.once("GET", &format!("/k/{}", code.text()), None).await;
        assert_eq!(away.header("location"), Some("/k"));
        let asked = device.once("GET", "/k", None).await;
        assert!(asked.header("location").is_some_and(|to| to.starts_with("/dang-nhap")), "{:?}", asked.headers);
        let signed_in = world.test.client_as(&world.live.appraiser).await;
        device.cookies.extend(signed_in.cookies.clone());
        assert_eq!(device.get("/k").await.status, StatusCode::OK);
        for n in 1..=3 {
            assert!(send(&mut device, n).await.text().contains(&format!("Hộ thứ {n}")));
        }
        let other = world.test.client_as(&world.live.head).await;
        device.cookies.extend(other.cookies.clone());
        assert_eq!(send(&mut device, 4).await.status, StatusCode::SEE_OTHER, "somebody else");
    });
}

#[test]
fn only_who_runs_surveys_sets_devices_up() {
    on_both(async |database| {
        let world = World::on(database).await;
        let place = (world.live.round, world.open.id.as_str());
        let given = (world.open.stratum.as_str(), "Máy", "");
        for account in [&world.live.clerk, &world.live.head, &world.live.appraiser, &world.live.admin] {
            let actor = Actor::Person(account.clone());
            let refused = devices::add(&world.test.app, &actor, place, given).await;
            assert!(matches!(refused, Err(ActionError::NotAllowed)), "{refused:?}");
        }
        let strange = devices::add(&world.test.app, &world.actor, place, ("dan", "Máy", "")).await;
        assert!(matches!(strange, Err(ActionError::Refused(_))));
    });
}
