//! Many fields of one unit in one write, and a stage that is looked at before its round has opened.

use thuocdo_app::answers::Value;
use thuocdo_app::answers::save::{Entry, Put, save_all};
use thuocdo_app::{ActionError, course, setup};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::{Figures, RoundStage};
use thuocdo_base::Actor;
use thuocdo_testkit::live::{self, ROUND, live};
use thuocdo_testkit::{TestApp, on_both};

fn entry(criterion: &str, base: u64, values: &[(&str, &str)]) -> Entry {
    let values = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let value = Value::Figures(Figures { values, ..Figures::default() });
    Entry { criterion: criterion.to_owned(), base, value }
}

#[test]
fn of_many_fields_in_one_write_each_stands_or_says_why_not() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let clerk = Actor::Person(live.clerk.clone());
        let unit = live.units[0];
        let first = vec![entry("1.4", 0, &[("yes", "0")])];
        save_all(&house.app, &clerk, ROUND, unit, first).await.expect("a first answer");
        let entries = vec![
            entry("1.5", 0, &[("a", "45"), ("b", "60")]),
            entry("1.4", 0, &[("yes", "1")]),
            entry("2.4", 0, &[("yes", "có lẽ")]),
        ];
        let puts = save_all(&house.app, &clerk, ROUND, unit, entries).await.expect("an answer to each");
        assert!(matches!(puts[0], Put::Stands { version: 1, .. }), "{:?}", puts[0]);
        assert!(matches!(&puts[1], Put::Conflict(conflict) if conflict.version == 1), "{:?}", puts[1]);
        assert!(matches!(&puts[2], Put::Unreadable(faults) if faults[0].name == "yes"), "{:?}", puts[2]);
        let fields = house.app.store.look().await.expect("a link").fields_of(ROUND, unit).await.expect("fields");
        assert_eq!(
            fields.iter().map(|field| &*field.criterion).collect::<Vec<_>>(),
            ["1.4", "1.5"],
            "what stands is kept"
        );
        let stranger = Actor::Person(live.other_clerk.clone());
        let refused = save_all(&house.app, &stranger, ROUND, unit, vec![entry("2.4", 0, &[("yes", "1")])]).await;
        assert!(matches!(refused, Err(ActionError::NotAllowed)));
    });
}

#[test]
fn a_round_in_preparation_has_no_stage_to_wait_for_and_one_under_way_has() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let (admin, office) = (Actor::Person(live.admin.clone()), Actor::Person(live.secretariat.clone()));
        let settings = thuocdo_assessment::Settings { code: "sang-nam".to_owned(), ..live::settings(&live.bodies) };
        setup::create(&house.app, &admin, settings).await.expect("a round");
        let grant = Grant { role: Role::Secretariat, unit: None, criteria: None, groups: None };
        setup::roles::grant(&house.app, &admin, "sang-nam", &live.secretariat, grant).await.expect("a role");
        let early = course::ready(&house.app, &office, "sang-nam").await;
        assert!(matches!(early, Err(ActionError::Refused(_))), "{early:?}");
        let ready = course::ready(&house.app, &office, ROUND).await.expect("a stage");
        assert_eq!((ready.stage, ready.next), (RoundStage::SelfAssessment, Some(RoundStage::Appraisal)));
    });
}
