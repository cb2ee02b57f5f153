//! Paper is typed twice by two people, settled, and handed in a bundle at a time.

use thuocdo_app::ActionError;
use thuocdo_app::surveys::paper;
use thuocdo_base::Actor;
use thuocdo_testkit::{TestApp, live, on_both, open_survey};

fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn reasons<T: std::fmt::Debug>(done: Result<T, ActionError>) -> Vec<String> {
    match done {
        Err(ActionError::Refused(reasons)) => reasons.into_iter().map(|reason| reason.key).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn two_people_type_a_bundle_settle_it_and_hand_it_in_once() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let open = open_survey(app, &live, 40).await;
        let [first, second] = [&live.secretariat, &live.appraiser].map(|account| Actor::Person(account.clone()));
        let at = (live.round, open.id.as_str());
        let number = paper::begin(app, &first, at, &open.stratum, 40).await.expect("a bundle");
        assert_eq!(number, 1);
        for copy in 1..=40 {
            paper::key(app, &first, at, (1, copy), typed(&[("1", "4"), ("17", "2")])).await.expect("typed");
        }
        assert_eq!(reasons(paper::hand_in(app, &first, at, 1).await), ["paper-not-twice"]);
        for copy in 1..=40 {
            let sheet = paper::sheet(app, &second, at, 1, copy).await.expect("a sheet");
            assert!(sheet.again && sheet.fields.iter().all(|field| field.value.is_empty()), "nobody sees the first");
            let overall = if copy == 7 { "3" } else { "2" };
            paper::key(app, &second, at, (1, copy), typed(&[("1", "4"), ("17", overall)])).await.expect("typed");
        }
        assert_eq!(reasons(paper::hand_in(app, &first, at, 1).await), ["paper-differs"]);
        let (_, found) = paper::differences(app, &first, at, 1, 7).await.expect("differences");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first.value.as_str(), found[0].second.as_str()), ("2", "3"));
        paper::settle(app, &second, at, (1, 7), typed(&[("17", "3"), ("1", "1")])).await.expect("settled");
        let third = Actor::Person(live.appraiser2.clone());
        assert_eq!(reasons(paper::key(app, &third, at, (1, 7), typed(&[("17", "1")])).await), ["paper-typed-twice"]);
        assert_eq!(paper::hand_in(app, &first, at, 1).await.expect("handed in"), 40);
        let held = app.boxes.clone().expect("boxes").find(&open.id).await.expect("a box");
        held.mix_due().await.expect("a mix");
        assert_eq!(held.tallies().await.expect("tallies").whole().counted, 20);
        assert!(held.adds_up().await.expect("an answer"));
        assert!(app.store.look().await.expect("a link").copies(&open.id, 1).await.expect("rows").is_empty());
        let bundle = paper::bundle(app, &first, at, 1).await.expect("a bundle");
        let keyed: Vec<(u32, u32)> = bundle.keyed.iter().map(|(turn, _, papers)| (*turn, *papers)).collect();
        assert_eq!(keyed, [(1, 40), (2, 40), (3, 1)]);
        assert_eq!(reasons(paper::hand_in(app, &first, at, 1).await), ["paper-over"]);
    });
}

#[test]
fn what_cannot_be_read_is_named_and_strangers_see_nothing() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let open = open_survey(app, &live, 40).await;
        let actor = Actor::Person(live.secretariat.clone());
        let at = (live.round, open.id.as_str());
        assert_eq!(reasons(paper::begin(app, &actor, at, &open.stratum, 0).await), ["paper-copies"]);
        assert_eq!(reasons(paper::begin(app, &actor, at, "khac", 3).await), ["devices-stratum"]);
        paper::begin(app, &actor, at, &open.stratum, 3).await.expect("a bundle");
        let wrong = paper::key(app, &actor, at, (1, 1), typed(&[("1", "9"), ("17", "hai")])).await;
        assert_eq!(reasons(wrong), ["paper-unreadable", "paper-unreadable"]);
        assert_eq!(reasons(paper::key(app, &actor, at, (1, 1), Vec::new()).await), ["paper-empty"]);
        assert_eq!(
            reasons(paper::key(app, &actor, at, (1, 1), typed(&[("17", "1"), ("18", "1,2,3,4")])).await),
            ["response-too-many"]
        );
        for account in [&live.clerk, &live.head, &live.council, &live.admin] {
            let stranger = Actor::Person(account.clone());
            assert!(matches!(paper::bundle(app, &stranger, at, 1).await, Err(ActionError::NotAllowed)));
        }
        paper::discard(app, &actor, at, 1).await.expect("dropped");
        assert_eq!(reasons(paper::key(app, &actor, at, (1, 1), typed(&[("17", "1")])).await), ["paper-over"]);
    });
}
