//! Vĩnh Long: three groups, points of the best peer, June and the last quarter.

use thuocdo_assessment::RoundStage;
use thuocdo_publication::Publication;
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::{Database, on_both};

use crate::run::{Bloc, House, card, line, ranks, settings};

const ROUND: &str = "vinh-long-2025";

/// A round at approval: four communes, the fourth without subordinates, a ward and two departments.
async fn at_approval(house: &House) {
    let sets = [("vinh-long/so-nganh", "2022"), ("vinh-long/cap-xa", "2022")];
    let groups = [("so", "Sở, ban, ngành", 0), ("xa", "Xã", 1), ("phuong", "Phường", 1)];
    let mut settings = settings(ROUND, &sets, &groups);
    let state = OrgSystem::State;
    house.add(&mut settings, Bloc(2, "so", "Sở Mẫu", Tier::Province, state, "so", None), |_, _| {}).await;
    let communes = Bloc(4, "xa", "Xã Mẫu", Tier::Commune, state, "xa", None);
    let lone = |number: usize, unit: &mut thuocdo_store::bodies::OrgUnit| {
        if number == 4 {
            unit.traits = vec!["no_subordinates".to_owned()];
        }
    };
    house.add(&mut settings, communes, lone).await;
    house.add(&mut settings, Bloc(1, "phuong", "Phường Mẫu", Tier::Commune, state, "phuong", None), |_, _| {}).await;
    let units = house.open(settings).await;
    for unit in &units {
        house.hand_in(ROUND, unit, &[]).await;
    }
    assert_eq!(house.handed_in(ROUND).await, 7);
    house.on_to(ROUND, RoundStage::Appraisal).await;
    for (unit, points) in [("xa-1", "6"), ("xa-2", "8,5"), ("xa-3", "7,5")] {
        house.appraise(ROUND, unit, "2.6", points).await;
    }
    house.on_to(ROUND, RoundStage::Council).await;
    assert!(house.sit(ROUND, &[]).await > 0, "all recognized in one action");
    house.on_to(ROUND, RoundStage::Approval).await;
}

fn of(publication: &Publication, unit: &str) -> String {
    line(publication, unit, "2.6").exact.clone()
}

#[test]
fn vinh_long_runs_from_opening_to_publication_on_both_databases() {
    on_both(async |database| {
        let house = House::on(database).await;
        at_approval(&house).await;
        let published = house.publish(ROUND, "").await;
        assert_eq!(published.layers.last().map(String::as_str), Some("appraised"));
        let max = |unit: &str| line(&published, unit, "").max.clone();
        assert_eq!([max("so-1"), max("xa-1"), max("phuong-1")], ["600", "800", "800"]);
        assert!(published.units.iter().all(|unit| card(&published, &unit.code).grade.is_some()));
        // 8.5 of the second commune is the best of the group; the fourth gets it and shares the rank.
        assert_eq!(of(&published, "xa-4"), "8.5");
        assert_eq!(ranks(&published, "xa"), [("xa-2", 1), ("xa-4", 1), ("xa-3", 3), ("xa-1", 4)]);
    });
}

#[tokio::test]
async fn vinh_long_2_the_best_of_the_peers_moves_with_corrections_until_approval_and_stays_after() {
    let house = House::on(Database::file()).await;
    at_approval(&house).await;
    house.correct(ROUND, "xa-2", "2.6", "7").await;
    let first = house.publish(ROUND, "").await;
    assert_eq!((of(&first, "xa-2"), of(&first, "xa-4")), ("7".to_owned(), "7.5".to_owned()));
    house.correct(ROUND, "xa-3", "2.6", "5").await;
    let kept = house.test.app.store.latest(ROUND).await.expect("the store").expect("a publication");
    assert_eq!(kept, first, "after approval it stays until another approved version supersedes it");
}

#[tokio::test]
async fn vinh_long_7_three_ranking_tables_are_never_mixed() {
    let house = House::on(Database::file()).await;
    at_approval(&house).await;
    let published = house.publish(ROUND, "").await;
    let groups: Vec<(&str, usize)> =
        published.groups.iter().map(|group| (group.code.as_str(), group.ranking.len())).collect();
    assert_eq!(groups, [("so", 2), ("xa", 4), ("phuong", 1)]);
    for group in &published.groups {
        assert!(group.ranking.iter().all(|entry| entry.unit.starts_with(&group.code)), "{group:?}");
        assert_eq!(group.ranking[0].rank, 1);
    }
}

#[tokio::test]
async fn vinh_long_5_june_and_the_last_quarter_have_separate_periods_freezes_and_publications() {
    let house = House::on(Database::file()).await;
    let mut both = Vec::new();
    for (code, period, prefix) in [("vinh-long-2025-he", "2025-6T", "ubnd"), ("vinh-long-2025-q4", "2025", "phuong")] {
        let mut settings = settings(code, &[("vinh-long/cap-xa", "2022")], &[("xa", "Xã, phường", 0)]);
        settings.period = period.to_owned();
        let bloc = Bloc(1, prefix, "Đơn vị Mẫu", Tier::Commune, OrgSystem::State, "xa", None);
        house.add(&mut settings, bloc, |_, _| {}).await;
        house.open(settings).await;
        house.hand_in(code, &format!("{prefix}-1"), &[]).await;
    }
    for code in ["vinh-long-2025-he", "vinh-long-2025-q4"] {
        house.on_to(code, RoundStage::Approval).await;
        both.push(house.publish(code, "").await);
    }
    let told: Vec<(&str, &str, u32)> =
        both.iter().map(|it| (it.round.as_str(), it.period.as_str(), it.version)).collect();
    assert_eq!(told, [("vinh-long-2025-he", "2025-6T", 1), ("vinh-long-2025-q4", "2025", 1)]);
    assert_ne!(both[0].units[0].code, both[1].units[0].code);
}
