//! Bodies and places on both engines.

use std::sync::Arc;

use thuocdo_base::{Clock, Random, Timestamp};
use thuocdo_store::{Later, OrgSystem, OrgUnit, Place, Store, StoreError, Tier, UnitChange, UnitFilter, Work};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, on_both};

use crate::moment;

fn body(code: &str, name: &str) -> OrgUnit {
    OrgUnit {
        id: format!("id-{code}"),
        code: code.to_owned(),
        name: name.to_owned(),
        system: OrgSystem::State,
        tier: Tier::Commune,
        place: Some("00001".to_owned()),
        parent: None,
        linked: None,
        traits: vec!["no_subordinates".to_owned(), "special_nature".to_owned()],
        e_identifier: None,
        email: Some("mau@example.vn".to_owned()),
        valid_from: "2025-07-01".to_owned(),
        valid_to: None,
        version: 1,
    }
}

async fn store_with(database: &Database, bodies: Vec<OrgUnit>) -> Store {
    let store = Store::open(&database.address).await.expect("an open store");
    for body in bodies {
        assert!(save(&store, body).await);
    }
    store
}

async fn save(store: &Store, body: OrgUnit) -> bool {
    write(store, move |work| Box::pin(async move { work.save_unit(&body).await })).await
}

async fn write<T: Send + 'static>(
    store: &Store,
    job: impl for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, StoreError>> + Send + 'static,
) -> T {
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(moment()), Arc::new(SeededRandom::new(1)));
    store.write(&clock, &random, job).await.expect("a write")
}

async fn names(store: &Store, filter: UnitFilter) -> Vec<String> {
    let mut link = store.look().await.expect("a connection");
    let units = link.list_units(&filter).await.expect("bodies");
    units.into_iter().map(|unit| unit.name).collect()
}

#[test]
fn a_body_reads_back_as_it_was_saved() {
    on_both(async |database| {
        let store = store_with(&database, vec![body("mau-1", "Xã Mẫu 1")]).await;
        let mut link = store.look().await.expect("a connection");
        let expected = Some(body("mau-1", "Xã Mẫu 1"));
        assert_eq!(link.find_unit("id-mau-1").await.expect("a body"), expected);
        assert_eq!(link.find_unit_by_code("mau-1").await.expect("a body"), expected);
        assert_eq!(link.find_unit("mau-1").await.expect("no body"), None);
    });
}

#[test]
fn a_change_on_top_of_an_old_version_is_not_saved() {
    on_both(async |database| {
        let store = store_with(&database, vec![body("mau-1", "Xã Mẫu 1")]).await;
        let renamed = OrgUnit { name: "Xã Mẫu Mới".to_owned(), version: 2, ..body("mau-1", "") };
        assert!(save(&store, renamed.clone()).await);
        assert!(!save(&store, renamed).await);
    });
}

#[test]
fn names_are_found_without_accents_and_sorted_by_the_vietnamese_alphabet() {
    on_both(async |database| {
        let bodies = ["Xã Diên Khánh", "Phường Đông Mẫu", "Phường Dương Mẫu", "Xã Hoà Mẫu", "Xã Hòa 100%"];
        let bodies = bodies.iter().enumerate().map(|(at, name)| body(&format!("m{at}"), name)).collect();
        let store = store_with(&database, bodies).await;
        let find =
            async |text: &str| names(&store, UnitFilter { text: Some(text.to_owned()), ..UnitFilter::default() }).await;
        assert_eq!(find("dien khanh").await, ["Xã Diên Khánh"]);
        assert_eq!(find("Đông").await, ["Phường Đông Mẫu"]);
        assert_eq!(find("hoà").await, ["Xã Hòa 100%", "Xã Hoà Mẫu"]);
        assert_eq!(find("hoa").await, find("hòa").await);
        assert_eq!(find("%").await, ["Xã Hòa 100%"]);
        assert_eq!(find("M2").await, ["Phường Dương Mẫu"]);
        assert_eq!(find("phuong").await, ["Phường Dương Mẫu", "Phường Đông Mẫu"]);
    });
}

#[test]
fn bodies_are_narrowed_by_system_tier_place_and_day() {
    on_both(async |database| {
        let party =
            OrgUnit { system: OrgSystem::Party, tier: Tier::Province, place: None, ..body("dang", "Ban Mẫu") };
        let ended = OrgUnit { valid_to: Some("2025-12-31".to_owned()), ..body("cu", "Xã Mẫu Cũ") };
        let store = store_with(&database, vec![body("mau-1", "Xã Mẫu 1"), party, ended]).await;
        let commune = Place {
            code: "00001".to_owned(),
            name: "Xã Mẫu".to_owned(),
            kind: "commune".to_owned(),
            tier: Tier::Commune,
            parent: Some("01".to_owned()),
            valid_from: "2025-07-01".to_owned(),
            valid_to: None,
        };
        let saved = commune.clone();
        write(&store, move |work| Box::pin(async move { work.save_place(&saved).await })).await;
        let all = UnitFilter::default;
        assert_eq!(names(&store, UnitFilter { system: Some(OrgSystem::Party), ..all() }).await, ["Ban Mẫu"]);
        assert_eq!(names(&store, UnitFilter { tier: Some(Tier::Province), ..all() }).await, ["Ban Mẫu"]);
        let day = UnitFilter { on: Some("2026-01-01".to_owned()), ..all() };
        assert_eq!(names(&store, day).await, ["Ban Mẫu", "Xã Mẫu 1"]);
        let province = UnitFilter { place: Some("01".to_owned()), ..all() };
        assert_eq!(names(&store, province).await, ["Xã Mẫu 1", "Xã Mẫu Cũ"]);
        let mut link = store.look().await.expect("a connection");
        assert_eq!(link.list_places(Some(Tier::Commune)).await.expect("places"), [commune]);
        assert_eq!(link.list_places(Some(Tier::Province)).await.expect("places"), []);
    });
}

#[test]
fn what_happened_to_a_body_is_found_from_both_sides() {
    on_both(async |database| {
        let store = store_with(&database, Vec::new()).await;
        let change = UnitChange {
            id: "c1".to_owned(),
            kind: "merge".to_owned(),
            decision: "01/NQ-MAU".to_owned(),
            date: "2026-01-01".to_owned(),
            before: vec!["a".to_owned(), "b".to_owned()],
            after: vec!["c".to_owned()],
            note: String::new(),
            at: Timestamp::from_micros(5),
        };
        let added = change.clone();
        write(&store, move |work| Box::pin(async move { work.add_unit_change(&added).await })).await;
        let mut link = store.look().await.expect("a connection");
        for id in ["a", "b", "c"] {
            assert_eq!(link.unit_changes(id).await.expect("changes"), std::slice::from_ref(&change), "{id}");
        }
        assert_eq!(link.unit_changes("d").await.expect("no changes"), []);
    });
}
