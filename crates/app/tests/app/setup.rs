//! Setting a round up and opening it.

use thuocdo_app::setup;
use thuocdo_assessment::{RoundStage, Stage};
use thuocdo_testkit::{TestApp, live as open_live, on_both};

#[test]
fn opening_freezes_sets_groups_units_and_dates_and_is_the_first_event_of_the_log() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let live = open_live(app).await;
        let mut link = app.store.look().await.unwrap();
        let head = link.find_round(live.round).await.unwrap().unwrap();
        assert_eq!((head.stage, head.opened_at), (RoundStage::SelfAssessment, Some(TestApp::moment())));
        let frozen = setup::frozen(app, &mut link, live.round).await.unwrap();
        assert_eq!((frozen.sets.len(), frozen.groups.len(), frozen.units.len()), (1, 1, 3));
        let unit = frozen.unit("xa-mau-1").unwrap();
        assert_eq!(frozen.set_of(unit).code, "vinh-long/cap-xa");
        let record = link.find_record(live.round, "xa-mau-1").await.unwrap().unwrap();
        assert_eq!((record.stage, record.closed_at), (Stage::Drafting, None));
        assert_eq!(record.due_at.map(|at| at.to_string()).as_deref(), Some("2026-03-31T10:00:00.000Z"));
        let events = app.store.events().await.unwrap();
        let first = events.iter().find(|event| event.round == live.round).unwrap();
        assert_eq!((first.seq, first.kind.as_str()), (0, "open"));
        let hash = &frozen.hashes[0];
        assert!(first.body.starts_with(&format!(r#"{{"criteria":["vinh-long/cap-xa@2022 {hash}"]"#)), "{}", first.body);
    });
}
