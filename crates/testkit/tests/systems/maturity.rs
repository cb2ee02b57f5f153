//! The draft maturity set of 2516: steps instead of points.

use thuocdo_assessment::RoundStage;
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::Database;

use crate::run::{Bloc, House, card, ranks, settings};

const ROUND: &str = "muc-do-2025";

#[tokio::test]
async fn maturity_runs_from_opening_to_publication() {
    let house = House::on(Database::file()).await;
    let mut settings = settings(ROUND, &[("bo-tttt/muc-do-cap-xa", "2023")], &[("xa", "Xã, phường", 0)]);
    let bloc = Bloc(3, "xa", "Xã Mẫu", Tier::Commune, OrgSystem::State, "xa", None);
    house.add(&mut settings, bloc, |_, _| {}).await;
    house.open(settings).await;
    let good = [("1.9", "option", "chuyen_trach"), ("1.10", "option", "cap_truong"), ("2.10", "c", "0")];
    house.hand_in(ROUND, "xa-1", &good).await;
    // 3 of 4 hamlets are below the target of the first step: no step at all.
    house.hand_in(ROUND, "xa-2", &[&good[..], &[("1.1", "a", "3")]].concat()).await;
    house.on_to(ROUND, RoundStage::Approval).await;
    let published = house.publish(ROUND, "").await;
    let reached = |unit: &str| card(&published, unit).maturity.as_ref().expect("steps").reached;
    let steps = card(&published, "xa-1").maturity.as_ref().expect("steps").steps.clone();
    assert_eq!(reached("xa-1"), 3, "Cơ bản: {steps:?}");
    assert_eq!(reached("xa-2"), 0, "one missing of the first step is none, not step 1");
    let steps = &card(&published, "xa-2").maturity.as_ref().expect("steps").steps;
    assert_eq!(steps.len(), 5);
    assert!(steps[0].unmet.contains(&"1.1".to_owned()), "the page names the missing one");
    assert_eq!(ranks(&published, "xa")[0], ("xa-1", 1));
}
