//! The five systems of the seeds open as rounds; the numbers are lines of the domain paper.

use std::sync::Arc;

use thuocdo_app::answers::load::subject;
use thuocdo_app::answers::{Given, Standing, tally};
use thuocdo_app::criteria_sets::drafts::{self, From};
use thuocdo_app::criteria_sets::{self, Outcome, editor};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Grant, Role, Roles};
use thuocdo_assessment::settings::{Closes, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::Store;
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::live::{account, body, commune};
use thuocdo_testkit::{Database, on_both};

/// Units to make: how many, prefix of code and name, tier, system, group, class, traits.
struct Bloc(usize, &'static str, &'static str, Tier, OrgSystem, &'static str, Option<&'static str>);

fn on<F: Future<Output = ()>>(date: &'static str, test: impl Fn(App) -> F) {
    on_both(|database: Database| {
        let test = &test;
        async move {
            let store = Store::open(&database.address).await.expect("a store");
            let clock = Timestamp::of_date(date).expect("a date");
            test(App::new(store, Arc::new(clock), Arc::new(SeededRandom::new(7)))).await;
        }
    });
}

fn plan(date: &str) -> Vec<StagePlan> {
    vec![StagePlan { stage: RoundStage::SelfAssessment, closes: Closes::At(Local::new(date, "17:00")) }]
}

fn round(code: &str, sets: &[(&str, &str)], groups: &[(&str, &str, u32)], year: i32, due: &str) -> Settings {
    let set = |(code, version): &(&str, &str)| SetChoice { code: (*code).to_owned(), version: (*version).to_owned() };
    let group = |(code, name, set): &(&str, &str, u32)| GroupChoice {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        set: *set,
    };
    Settings {
        code: code.to_owned(),
        title: format!("Kỳ mẫu {code}"),
        period: year.to_string(),
        data_from: format!("{year}-01-01"),
        data_to: format!("{year}-12-31"),
        sets: sets.iter().map(set).collect(),
        groups: groups.iter().map(group).collect(),
        stages: plan(due),
        ..Settings::default()
    }
}

async fn administrator(app: &App) -> Actor {
    Actor::Person(account(app, "admin", "Nguyễn Văn Quản Trị", None).await)
}

async fn add(app: &App, settings: &mut Settings, Bloc(count, code, name, tier, system, group, class): Bloc) {
    for number in 1..=count {
        let (code, name) = (format!("{code}-{number}"), format!("{name} {number}"));
        let unit = thuocdo_store::bodies::OrgUnit { tier, system, ..commune(app, &code, &name) };
        let org_unit = body(app, unit).await;
        let class = class.map(str::to_owned);
        settings.units.push(UnitChoice { org_unit, group: group.to_owned(), class, excluded: None });
    }
}

async fn give(app: &App, admin: &Actor, round: &str, account: &str, grant: Grant) {
    setup::roles::grant(app, admin, round, account, grant).await.expect("a role is given");
}

fn role(role: Role) -> Grant {
    Grant { role, unit: None, criteria: None, groups: None }
}

/// Makes, staffs and opens the round.
async fn open(app: &App, admin: &Actor, settings: Settings) -> Result<Arc<setup::Frozen>, ActionError> {
    let code = setup::create(app, admin, settings).await?;
    let Actor::Person(account) = admin else { panic!("a person") };
    give(app, admin, &code, account, role(Role::Secretariat)).await;
    setup::open(app, admin, &code, 1).await?;
    let mut link = app.store.look().await?;
    setup::frozen(app, &mut link, &code).await
}

async fn ha_noi(app: &App) -> (Actor, Settings) {
    let admin = administrator(app).await;
    let sets = [("ha-noi/cap-thanh-pho", "2024"), ("ha-noi/cap-huyen", "2024")];
    let groups = [("so", "Sở, ban, ngành", 0), ("huyen", "Quận, huyện, thị xã", 1)];
    let mut settings = round("ha-noi-2024", &sets, &groups, 2024, "2024-12-31");
    let state = OrgSystem::State;
    add(app, &mut settings, Bloc(13, "so", "Sở Mẫu", Tier::Province, state, "so", Some("chung"))).await;
    add(app, &mut settings, Bloc(9, "so-kts", "Sở Kinh Tế Mẫu", Tier::Province, state, "so", Some("kinh-te-so"))).await;
    add(app, &mut settings, Bloc(30, "huyen", "Huyện Mẫu", Tier::District, state, "huyen", None)).await;
    (admin, settings)
}

#[test]
fn ha_noi_1_52_assessments_open_13_city_9_city_with_a_borrowed_section_30_district() {
    on("2024-03-01", |app| async move {
        let (admin, settings) = ha_noi(&app).await;
        let frozen = open(&app, &admin, settings).await.unwrap();
        let mut link = app.store.look().await.unwrap();
        assert_eq!(link.list_records("ha-noi-2024").await.unwrap().len(), 52);
        let count = |set: &str, borrowed: bool| {
            let has = |unit: &&thuocdo_store::RoundUnit| {
                frozen.set_of(unit).code == set
                    && frozen.criteria_of(unit).any(|(node, _)| node.home.is_some()) == borrowed
            };
            frozen.units.iter().filter(has).count()
        };
        assert_eq!(count("ha-noi/cap-thanh-pho", false), 13);
        assert_eq!(count("ha-noi/cap-thanh-pho", true), 9);
        assert_eq!(count("ha-noi/cap-huyen", false), 30);
    });
}

#[test]
fn ha_noi_2_the_borrowed_section_keeps_home_version_and_codes_and_its_text_is_frozen() {
    on("2024-03-01", |app| async move {
        let (admin, settings) = ha_noi(&app).await;
        let frozen = open(&app, &admin, settings).await.unwrap();
        let unit = frozen.unit("so-kts-1").unwrap();
        let homes: Vec<_> = frozen.criteria_of(unit).filter_map(|(node, _)| node.home.as_ref()).collect();
        assert!(!homes.is_empty());
        assert!(homes.iter().all(|home| (home.set.as_str(), home.version.as_str()) == ("ha-noi/cap-huyen", "2024")));
        let district = &frozen.sets[1];
        assert!(homes.iter().all(|home| district.find(&home.code).is_some()), "the codes of its own set");
        // The round reads the text that was frozen with it, whatever a later catalog has.
        let mut link = app.store.look().await.unwrap();
        let sets = link.round_sets("ha-noi-2024").await.unwrap();
        let borrowed: Vec<_> =
            sets[0].borrowed.iter().map(|(code, version, _)| (code.as_str(), version.as_str())).collect();
        assert_eq!(borrowed, [("ha-noi/cap-huyen", "2024")]);
        assert_eq!(sets[0].hash, frozen.sets[0].hash);
    });
}

#[test]
fn ha_noi_4_in_the_successor_17_lists_have_33_criteria_and_8_have_34_and_the_difference_has_a_name() {
    on("2026-01-15", |app| async move {
        let admin = administrator(&app).await;
        let sets = [("ha-noi/cap-thanh-pho", "2025")];
        let mut settings = round("ha-noi-2025", &sets, &[("so", "Sở, ban, ngành", 0)], 2025, "2026-03-31");
        let (tier, state) = (Tier::Province, OrgSystem::State);
        add(&app, &mut settings, Bloc(17, "so", "Sở Mẫu", tier, state, "so", Some("chung"))).await;
        add(&app, &mut settings, Bloc(8, "so-kts", "Sở Kinh Tế Mẫu", tier, state, "so", Some("kinh-te-so"))).await;
        let frozen = open(&app, &admin, settings).await.unwrap();
        let list = |unit| -> Vec<&str> { frozen.criteria_of(unit).map(|(node, _)| node.code.as_str()).collect() };
        let lists: Vec<Vec<&str>> = frozen.units.iter().map(list).collect();
        assert_eq!(lists.iter().filter(|list| list.len() == 33).count(), 17);
        assert_eq!(lists.iter().filter(|list| list.len() == 34).count(), 8);
        let (common, all) = (list(frozen.unit("so-1").unwrap()), list(frozen.unit("so-kts-1").unwrap()));
        let more: Vec<&str> = all.into_iter().filter(|code| !common.contains(code)).collect();
        assert_eq!(more.len(), 1);
        assert!(!frozen.sets[0].find(more[0]).unwrap().title.is_empty());
    });
}

async fn khanh_hoa(app: &App) -> Arc<setup::Frozen> {
    let admin = administrator(app).await;
    let groups = [("tinh", "Cơ quan Đảng cấp tỉnh", 0), ("xa", "Đảng ủy xã, phường", 0)];
    let mut settings = round("khanh-hoa-2025", &[("khanh-hoa/co-quan-dang", "2025")], &groups, 2025, "2026-03-31");
    let party = OrgSystem::Party;
    add(app, &mut settings, Bloc(3, "ban", "Ban Mẫu", Tier::Province, party, "tinh", Some("tinh"))).await;
    add(app, &mut settings, Bloc(3, "dang-uy", "Đảng ủy xã Mẫu", Tier::Commune, party, "xa", Some("xa"))).await;
    open(app, &admin, settings).await.expect("the round opens")
}

#[test]
fn khanh_hoa_1_the_list_of_a_provincial_agency_asks_nothing_of_the_second_item_of_reform() {
    on("2026-01-15", |app| async move {
        let frozen = khanh_hoa(&app).await;
        let asked = |code: &str| -> Vec<bool> {
            let unit = frozen.unit(code).unwrap();
            let (set, subject) = (frozen.set_of(unit), subject(&frozen, unit));
            let given = Given { set, unit: &subject, fields: &[], evidence: &[], peers: &[] };
            let lines = tally(&given).lines.into_iter().filter(|line| line.code.starts_with("B.2."));
            lines.map(|line| line.standing != Standing::NotApplicable).collect()
        };
        assert!(asked("ban-1").iter().all(|asked| !asked), "a provincial agency");
        let commune = asked("dang-uy-1");
        assert!(!commune.is_empty() && commune.iter().all(|asked| *asked), "a commune");
    });
}

#[test]
fn khanh_hoa_2_a_commune_unit_gets_the_commune_form_and_shares_codes_with_the_other() {
    on("2026-01-15", |app| async move {
        let frozen = khanh_hoa(&app).await;
        let codes = |unit: &str| -> Vec<&str> {
            frozen.criteria_of(frozen.unit(unit).unwrap()).map(|(node, _)| node.code.as_str()).collect()
        };
        let (province, commune) = (codes("ban-1"), codes("dang-uy-1"));
        assert_ne!(province, commune);
        assert!(province.iter().filter(|code| commune.contains(code)).count() > 20, "shared codes compare");
        let class = frozen.class_of(frozen.unit("dang-uy-1").unwrap()).unwrap();
        assert_eq!(frozen.sets[0].classes[usize::from(class.0)].code, "xa");
    });
}

#[test]
fn vinh_long_5_june_and_fourth_quarter_rounds_of_one_year_are_frozen_apart() {
    on("2026-01-15", |app| async move {
        let admin = administrator(&app).await;
        let sets = [("vinh-long/so-nganh", "2022"), ("vinh-long/cap-xa", "2022")];
        let groups = [("so", "Sở, ban, ngành", 0), ("xa", "Xã, phường", 1)];
        let mut settings = round("vinh-long-2026-6", &sets, &groups, 2026, "2026-06-30");
        let state = OrgSystem::State;
        add(&app, &mut settings, Bloc(2, "so", "Sở Mẫu", Tier::Province, state, "so", None)).await;
        add(&app, &mut settings, Bloc(4, "xa", "Xã Mẫu", Tier::Commune, state, "xa", None)).await;
        let mut june = settings.clone();
        setup::calendars::calendars()[1].fill(&mut june, 2026);
        let mut winter = Settings { code: "vinh-long-2026-12".to_owned(), ..settings };
        setup::calendars::calendars()[2].fill(&mut winter, 2026);
        let june = open(&app, &admin, june).await.unwrap();
        let winter = open(&app, &admin, winter).await.unwrap();
        assert_eq!((june.period.as_str(), winter.period.as_str()), ("2026-6T", "2026"));
        let mut link = app.store.look().await.unwrap();
        let due = |dues: Vec<thuocdo_store::Due>| dues[0].due_at.to_string();
        assert_eq!(due(link.dues(&june.code).await.unwrap()), "2026-06-30T10:00:00.000Z");
        assert_eq!(due(link.dues(&winter.code).await.unwrap()), "2026-10-31T10:00:00.000Z");
        assert_eq!(link.list_records(&june.code).await.unwrap().len(), 6);
        assert_eq!(link.list_records(&winter.code).await.unwrap().len(), 6);
    });
}

#[test]
fn vinh_long_8_a_criterion_owner_sees_exactly_their_criteria_across_all_units() {
    on("2026-01-15", |app| async move {
        let admin = administrator(&app).await;
        let sets = [("vinh-long/cap-xa", "2022")];
        let mut settings =
            round("vinh-long-2026", &sets, &[("xa", "Xã", 0), ("phuong", "Phường", 0)], 2026, "2026-06-30");
        let state = OrgSystem::State;
        add(&app, &mut settings, Bloc(3, "xa", "Xã Mẫu", Tier::Commune, state, "xa", None)).await;
        add(&app, &mut settings, Bloc(2, "phuong", "Phường Mẫu", Tier::Commune, state, "phuong", None)).await;
        let frozen = open(&app, &admin, settings).await.unwrap();
        let owner = account(&app, "owner", "Bùi Thị Phụ Trách", None).await;
        let first = frozen.sets[0].nodes.iter().find(|node| node.section().is_some() && node.depth == 1).unwrap();
        let criteria = Some(vec![first.code.clone()]);
        let grant = Grant { criteria, groups: Some(vec!["xa".to_owned()]), ..role(Role::Appraiser) };
        give(&app, &admin, "vinh-long-2026", &owner, grant).await;
        let roles = app.store.look().await.unwrap().roles_in("vinh-long-2026", &owner).await.unwrap();
        for unit in &frozen.units {
            let mine: Vec<&str> =
                setup::appraised(&frozen, &roles, unit).into_iter().map(|node| node.code.as_str()).collect();
            if unit.group == "phuong" {
                assert!(mine.is_empty(), "{}", unit.code);
                continue;
            }
            let below: Vec<&str> = frozen
                .criteria_of(unit)
                .filter(|(node, _)| node.parent == Some(first.id))
                .map(|(node, _)| node.code.as_str())
                .collect();
            assert_eq!(mine, below, "{}", unit.code);
        }
    });
}

async fn par(app: &App) -> (Actor, Arc<setup::Frozen>) {
    let admin = administrator(app).await;
    let sets = [("bo-noi-vu/par-tinh", "2024")];
    let mut settings = round("par-2025", &sets, &[("tinh", "Tỉnh, thành phố", 0)], 2025, "2026-03-31");
    let state = OrgSystem::State;
    add(app, &mut settings, Bloc(34, "tinh", "Tỉnh Mẫu", Tier::Province, state, "tinh", None)).await;
    let frozen = open(app, &admin, settings).await.expect("the round opens");
    (admin, frozen)
}

#[test]
fn par_2_survey_criteria_are_not_among_those_that_a_province_answers() {
    on("2026-01-15", |app| async move {
        let (_, frozen) = par(&app).await;
        let unit = frozen.unit("tinh-1").unwrap();
        let survey = thuocdo_criteria::set::Source::Survey;
        let surveyed = frozen.criteria_of(unit).filter(|(_, criterion)| criterion.source == survey);
        let surveyed: Vec<_> = surveyed.map(|(_, criterion)| setup::frozen::is_self_assessed(criterion)).collect();
        assert!(!surveyed.is_empty() && surveyed.iter().all(|own| !own));
        let own = frozen.criteria_of(unit).filter(|(_, criterion)| setup::frozen::is_self_assessed(criterion)).count();
        let row = app.store.look().await.unwrap().list_records("par-2025").await.unwrap();
        assert_eq!(row[0].of_criteria, own as u64);
    });
}

#[test]
fn par_3_each_appraising_agency_sees_its_criteria_over_all_provinces_and_nothing_else() {
    on("2026-01-15", |app| async move {
        let (admin, frozen) = par(&app).await;
        let mut seen = 0;
        for (index, (_, codes)) in setup::appraised::owners(&frozen.sets[0]).into_iter().enumerate() {
            let agency = account(&app, &format!("agency{index}"), "Bộ Mẫu", None).await;
            let criteria: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            let grant = Grant { criteria: Some(criteria.clone()), ..role(Role::Appraiser) };
            give(&app, &admin, "par-2025", &agency, grant).await;
            let roles = app.store.look().await.unwrap().roles_in("par-2025", &agency).await.unwrap();
            for unit in &frozen.units {
                let mine: Vec<String> =
                    setup::appraised(&frozen, &roles, unit).into_iter().map(|node| node.code.clone()).collect();
                assert_eq!(mine, criteria, "{}", unit.code);
            }
            seen += criteria.len();
        }
        let owned = frozen.sets[0].criteria().filter(|(_, criterion)| criterion.owner.is_some()).count();
        assert_eq!(seen, owned);
        assert_eq!(setup::appraised(&frozen, &Roles::default(), &frozen.units[0]).len(), 0);
    });
}

#[test]
fn maturity_6_a_round_keeps_the_version_of_the_set_it_opened_with() {
    on("2026-01-15", |app| async move {
        let admin = administrator(&app).await;
        let sets = [("bo-tttt/muc-do-cap-xa", "2023")];
        let mut settings = round("muc-do-2025", &sets, &[("xa", "Xã, phường", 0)], 2025, "2026-03-31");
        add(&app, &mut settings, Bloc(2, "xa", "Xã Mẫu", Tier::Commune, OrgSystem::State, "xa", None)).await;
        let frozen = open(&app, &admin, settings).await.unwrap();
        assert_eq!((frozen.sets[0].version.as_str(), frozen.sets[0].steps.len()), ("2023", 5));
        // What the round reads is its own copy: text and hash lie with it, and settings no longer change it.
        let refused = setup::change(&app, &admin, "muc-do-2025", 2, |settings| {
            settings.sets[0].version = "2024".to_owned();
            Ok(())
        });
        assert!(matches!(refused.await, Err(ActionError::Refused(_))));
        let sets = app.store.look().await.unwrap().round_sets("muc-do-2025").await.unwrap();
        assert_eq!((sets[0].version.as_str(), sets[0].hash.as_str()), ("2023", frozen.hashes[0].as_str()));
    });
}

#[test]
fn maturity_8_no_round_opens_for_the_district_tier_which_has_ended() {
    on("2026-01-15", |app| async move {
        let admin = administrator(&app).await;
        let sets = [("bo-tttt/muc-do-cap-huyen", "2023")];
        let mut settings = round("huyen-2025", &sets, &[("huyen", "Huyện", 0)], 2024, "2026-03-31");
        add(&app, &mut settings, Bloc(2, "huyen", "Huyện Mẫu", Tier::District, OrgSystem::State, "huyen", None)).await;
        let Err(ActionError::Refused(reasons)) = open(&app, &admin, settings).await else { panic!("it opened") };
        assert!(reasons.iter().all(|reason| reason.key == "check-tier-ended"), "{reasons:?}");
    });
}

/// The ministry's set as a province's own: another code, version 1.
fn copied() -> Vec<u8> {
    let text = include_str!("../../../../catalog/bo-tttt/muc-do-cap-xa/2023.toml");
    let own = text.replacen("code = \"bo-tttt/muc-do-cap-xa\"", "code = \"tinh-mau/muc-do-xa\"", 1);
    own.replacen("version = \"2023\"", "version = \"1\"", 1).into_bytes()
}

async fn issue(app: &App, admin: &Actor, draft: &str, revision: u64) {
    let decision = criteria_sets::issue::Decision {
        kind: "Quyết định".to_owned(),
        number: "12/QĐ-UBND".to_owned(),
        date: "2025-02-03".to_owned(),
        issuer: "Ủy ban nhân dân tỉnh Mẫu".to_owned(),
        signer: "Nguyễn Văn Mẫu".to_owned(),
        legal_basis: String::new(),
    };
    let issued = criteria_sets::issue(app, admin, draft, revision, decision).await.expect("an issued set");
    assert!(matches!(issued, Outcome::Done(_)));
}

#[test]
fn levels_2516_6_a_round_on_version_1_does_not_move_when_version_2_changes_a_target() {
    on("2025-11-01", async |app| {
        let (app, admin) = (&app, administrator(&app).await);
        let draft = drafts::begin(app, &admin, From::File(copied())).await.expect("a draft");
        issue(app, &admin, &draft, 1).await;
        let sets = [("tinh-mau/muc-do-xa", "1")];
        let mut settings = round("muc-do-2025", &sets, &[("xa", "Xã", 0)], 2025, "2025-12-31");
        add(app, &mut settings, Bloc(3, "xa", "Xã Mẫu", Tier::Commune, OrgSystem::State, "xa", None)).await;
        let before = open(app, &admin, settings).await.expect("a round");

        let version = From::Version { code: "tinh-mau/muc-do-xa".to_owned(), version: "1".to_owned() };
        let draft = drafts::begin(app, &admin, version).await.expect("the next version");
        let file = editor::file(app, &admin, &draft).await.expect("its text");
        let text = file.text.replacen("\"1\" = \"0.8\"", "\"1\" = \"0.85\"", 1);
        assert_ne!(text, file.text);
        let sidecar = file.sidecar.clone().unwrap_or_default();
        drafts::save(app, &admin, &draft, file.revision, (&text, &sidecar)).await.expect("saved");
        issue(app, &admin, &draft, file.revision + 1).await;

        let mut link = app.store.look().await.expect("a link");
        let after = setup::frozen(app, &mut link, "muc-do-2025").await.expect("the round");
        let now = |code: &str, version: &str| {
            let (code, version) = (code.to_owned(), version.to_owned());
            let facts = Settings { sets: vec![SetChoice { code, version }], ..Settings::default() };
            async move { setup::known::facts(app, &mut app.store.look().await.expect("a link"), &facts).await }
        };
        let second = now("tinh-mau/muc-do-xa", "2").await.expect("version 2");
        let hash = |frozen: &setup::Frozen| frozen.sets[0].hash.clone();
        assert_eq!(hash(&before), hash(&after));
        assert_ne!(second.set(0).expect("version 2").hash, hash(&after));
    });
}
