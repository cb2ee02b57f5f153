//! Khánh Hòa: Party bodies whose grade falls where their People's Committee ranks lower.

use thuocdo_app::portal::Portal;
use thuocdo_app::portal::data::File;
use thuocdo_app::{ActionError, decision, setup};
use thuocdo_assessment::RoundStage;
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::live::body;
use thuocdo_testkit::{Database, on_both};

use crate::run::{Bloc, House, card, person, ranks, settings};

const STATE: &str = "ubnd-2025";
const PARTY: &str = "khanh-hoa-2025";
const GRADES: [&str; 5] = ["Xuất sắc", "Tốt", "Khá", "Trung bình", "Kém"];

/// What the grade before rules becomes where the People's Committee has this grade.
fn lowered(before: &str, committee: &str) -> &'static str {
    let matched = match committee {
        "Tốt" => "Xuất sắc",
        "Yếu" => "Kém",
        other => other,
    };
    let place = |grade: &str| GRADES.iter().position(|known| *known == grade).expect("a grade");
    let (own, other) = (place(before), place(matched));
    GRADES[if other > own { (own + 1).min(4) } else { own }]
}

/// The round of the People's Committees is published and that of the Party bodies stands at approval: the first
/// committee did well, of the second little was found to be true, the third was not assessed.
async fn at_approval(house: &House) {
    let app = &house.test.app;
    let mut state = settings(STATE, &[("vinh-long/cap-xa", "2022")], &[("xa", "UBND xã, phường", 0)]);
    let bloc = Bloc(2, "ubnd", "UBND xã Mẫu", Tier::Commune, OrgSystem::State, "xa", None);
    let mut committees = house.add(&mut state, bloc, |_, _| {}).await;
    let third = thuocdo_testkit::live::commune(app, "ubnd-3", "UBND xã Mẫu 3");
    committees.push(body(app, third).await);
    house.open(state).await;
    house.hand_in(STATE, "ubnd-1", &[]).await;
    house.hand_in(STATE, "ubnd-2", &[]).await;

    let groups = [("tinh", "Cơ quan Đảng cấp tỉnh", 0), ("xa", "Đảng ủy xã, phường", 0)];
    let mut party = settings(PARTY, &[("khanh-hoa/co-quan-dang", "2025")], &groups);
    let bloc = Bloc(2, "ban", "Ban Mẫu", Tier::Province, OrgSystem::Party, "tinh", Some("tinh"));
    house.add(&mut party, bloc, |_, _| {}).await;
    let bloc = Bloc(3, "dang-uy", "Đảng ủy xã Mẫu", Tier::Commune, OrgSystem::Party, "xa", Some("xa"));
    house.add(&mut party, bloc, |number, unit| unit.linked = Some(committees[number - 1].clone())).await;
    for unit in house.open(party).await {
        house.hand_in(PARTY, &unit, &[]).await;
    }
    house.on_to(STATE, RoundStage::Appraisal).await;
    // 5.5 is a condition of any grade.
    for criterion in house.criteria(STATE, "ubnd-2").await.iter().filter(|code| *code != "5.5").take(45) {
        house.appraise(STATE, "ubnd-2", criterion, "0").await;
    }
    house.on_to(STATE, RoundStage::Approval).await;
    house.publish(STATE, "").await;
    house.on_to(PARTY, RoundStage::Approval).await;
    let secretary = person(&house.secretariat);
    decision::keep::set_input(app, &secretary, PARTY, "ubnd", (STATE, 1)).await.expect("an input");
}

#[test]
fn khanh_hoa_5_a_missing_result_holds_the_grade_and_publication_unless_a_reasoned_override_is_signed() {
    on_both(async |database| {
        let house = House::on(database).await;
        at_approval(&house).await;
        let (app, secretary, member) = (&house.test.app, person(&house.secretariat), person(&house.committee[0]));
        let refused = decision::propose(app, &secretary, PARTY, "").await;
        let Err(ActionError::Refused(reasons)) = refused else { panic!("{refused:?}") };
        let told = format!("{reasons:?}");
        assert!(told.contains("dang-uy-3") || told.contains("Đảng ủy xã Mẫu 3"), "the list names it: {told}");
        assert!(!told.contains("dang-uy-1") && !told.contains("Đảng ủy xã Mẫu 1"), "and no other: {told}");
        let bare = decision::accept_held(app, &member, PARTY, "dang-uy-3", "...").await;
        assert!(matches!(bare, Err(ActionError::Refused(_))), "no reason, no override");
        let wrong = decision::accept_held(app, &secretary, PARTY, "dang-uy-3", "UBND xã mới thành lập").await;
        assert!(matches!(wrong, Err(ActionError::NotAllowed)), "who proposes does not sign");
        decision::accept_held(app, &member, PARTY, "dang-uy-3", "UBND xã mới thành lập").await.expect("signed");
        let published = house.publish(PARTY, "").await;
        let facts = published.facts.units.iter().find(|facts| facts.unit == "dang-uy-3").expect("facts");
        let signed = facts.accept_held.as_ref().map(|(reason, signer)| (reason.as_str(), signer.as_str()));
        assert_eq!(signed, Some(("UBND xã mới thành lập", "Trịnh Văn Chỉ Đạo")));
    });
}

#[tokio::test]
async fn khanh_hoa_runs_from_opening_to_publication() {
    let house = House::on(Database::file()).await;
    at_approval(&house).await;
    let (app, member) = (&house.test.app, person(&house.committee[0]));
    decision::accept_held(app, &member, PARTY, "dang-uy-3", "UBND xã mới thành lập").await.expect("signed");
    let published = house.publish(PARTY, "").await;
    let state = app.store.latest(STATE).await.expect("the store").expect("a publication");
    for number in 1..=2 {
        let own = card(&published, &format!("dang-uy-{number}"));
        let committee = card(&state, &format!("ubnd-{number}")).grade.clone().expect("a grade");
        let grade = own.grade.as_deref().expect("a grade");
        let before = own.grade_before.as_deref().unwrap_or(grade);
        assert_eq!(grade, lowered(before, &committee), "dang-uy-{number}: {before}, UBND {committee}");
    }
    assert_ne!(card(&published, "dang-uy-2").grade_before, None, "the second falls one step and keeps what it was");
    assert!(card(&published, "ban-1").grade_before.is_none(), "provincial bodies have no such rule");
    assert_eq!(ranks(&published, "tinh").len(), 2);
    assert_eq!(ranks(&published, "xa").len(), 3);
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, PARTY).await.expect("a round");
    assert_eq!(frozen.groups.len(), 2);
}

#[tokio::test]
async fn khanh_hoa_8_converted_values_name_set_bloc_year_and_version_and_a_late_publication_shows() {
    let house = House::on(Database::file()).await;
    at_approval(&house).await;
    let (app, member, secretary) = (&house.test.app, person(&house.committee[0]), person(&house.secretariat));
    decision::accept_held(app, &member, PARTY, "dang-uy-3", "UBND xã mới thành lập").await.expect("signed");
    assert!(!decision::approval(app, &secretary, PARTY).await.expect("an approval").is_late);
    // The round was to be out by 31 May 2026.
    house.test.clock.pass(70 * 86_400);
    let published = house.publish(PARTY, "").await;
    assert!(decision::approval(app, &secretary, PARTY).await.expect("an approval").is_late);
    let state = app.store.latest(STATE).await.expect("the store").expect("a publication");
    let portal = Portal::new([published, state]);
    let file = portal.file(PARTY, File::Converted).expect("a file");
    let text = String::from_utf8(file.to_vec()).expect("text");
    let row = text.lines().find(|row| row.contains("dang-uy-1")).expect("a row");
    for part in ["khanh-hoa/co-quan-dang,2025", "Đảng ủy xã, phường", PARTY, "12/QĐ-UBND"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    assert!(portal.file(STATE, File::Converted).is_none(), "without a conversion table it is refused");
}
