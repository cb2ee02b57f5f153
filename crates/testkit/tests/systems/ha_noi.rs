//! Hà Nội: two kinds of departments and communes; the council recognizes or adjusts.

use thuocdo_assessment::RoundStage;
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::Database;

use crate::run::{Bloc, House, line, ranks, settings};

const ROUND: &str = "ha-noi-2025";

#[tokio::test]
async fn ha_noi_runs_from_opening_to_publication() {
    let house = House::on(Database::file()).await;
    let sets = [("ha-noi/cap-thanh-pho", "2025"), ("ha-noi/cap-xa", "2025")];
    let mut settings = settings(ROUND, &sets, &[("so", "Sở, ban, ngành", 0), ("xa", "Xã, phường", 1)]);
    let (province, state) = (Tier::Province, OrgSystem::State);
    house.add(&mut settings, Bloc(2, "so", "Sở Mẫu", province, state, "so", Some("chung")), |_, _| {}).await;
    let more = Bloc(2, "so-kts", "Sở Kinh Tế Mẫu", province, state, "so", Some("kinh-te-so"));
    house.add(&mut settings, more, |_, _| {}).await;
    house.add(&mut settings, Bloc(2, "xa", "Xã Mẫu", Tier::Commune, state, "xa", None), |_, _| {}).await;
    for unit in house.open(settings).await {
        house.hand_in(ROUND, &unit, &[]).await;
    }
    house.on_to(ROUND, RoundStage::Appraisal).await;
    house.appraise(ROUND, "xa-2", "1.1", "0").await;
    house.on_to(ROUND, RoundStage::Council).await;
    // ha_noi_5: one item is adjusted with a reason, everything else is recognized in one action.
    let recognized = house.sit(ROUND, &[("xa-2", "1.1", "0,5")]).await;
    assert!(recognized > 200, "{recognized}");
    house.on_to(ROUND, RoundStage::Approval).await;
    let published = house.publish(ROUND, "").await;
    assert_eq!(published.layers.last().map(String::as_str), Some("council"));
    let adjusted = line(&published, "xa-2", "1.1");
    assert_eq!(adjusted.exact, "0.5");
    assert_eq!(adjusted.reason.as_deref(), Some("Hội đồng thống nhất theo hồ sơ bổ sung"));
    assert_ne!(line(&published, "so-1", "").max, line(&published, "so-kts-1", "").max, "each card states its maximum");
    assert_eq!(ranks(&published, "xa"), [("xa-1", 1), ("xa-2", 2)]);
    assert_eq!(ranks(&published, "so").len(), 4);
}
