//! A round of any system, and the people who take it through its stages.

use thuocdo_app::appraisal::save::{Edit, Outcome, save};
use thuocdo_app::council::item::{self, Offer};
use thuocdo_app::council::keep::{self, NewSitting};
use thuocdo_app::council::{look, vote as vote_on};
use thuocdo_app::decision::keep::Correction;
use thuocdo_app::{course, decision, setup, submission};
use thuocdo_assessment::council::{Choice, Presence};
use thuocdo_assessment::decision::Issued;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{Closes, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice};
use thuocdo_assessment::{RoundStage, StageKind};
use thuocdo_base::{Actor, Clock};
use thuocdo_publication::Publication;
use thuocdo_publication::model::{CardPart, LinePart};
use thuocdo_store::bodies::{OrgSystem, OrgUnit, Tier};
use thuocdo_testkit::TestApp;
use thuocdo_testkit::filled::fill_record;
use thuocdo_testkit::live::{account, body, commune};
use thuocdo_words::Lang;

/// Everybody whom a round needs; one clerk and one head serve all units.
pub struct House {
    pub test: TestApp,
    pub admin: Actor,
    pub secretariat: String,
    pub clerk: String,
    pub head: String,
    pub appraiser: String,
    pub chair: String,
    pub keeper: String,
    pub committee: [String; 2],
}

/// Units to make: how many, prefix of code and name, tier, system, group, class.
pub struct Bloc(
    pub usize,
    pub &'static str,
    pub &'static str,
    pub Tier,
    pub OrgSystem,
    pub &'static str,
    pub Option<&'static str>,
);

pub fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

/// Settings of a round of 2025 with self-assessment until 31 March 2026, appraisal, council, and a day of publication.
pub fn settings(code: &str, sets: &[(&str, &str)], groups: &[(&str, &str, u32)]) -> Settings {
    let set = |(code, version): &(&str, &str)| SetChoice { code: (*code).to_owned(), version: (*version).to_owned() };
    let group = |(code, name, set): &(&str, &str, u32)| GroupChoice {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        set: *set,
    };
    let at = |date: &str| Closes::At(Local::new(date, "17:00"));
    let after = |days| Closes::After { days, time: "17:00".to_owned() };
    let stages = [
        (RoundStage::SelfAssessment, at("2026-03-31")),
        (RoundStage::Appraisal, after(5)),
        (RoundStage::Council, after(5)),
        (RoundStage::Approval, after(5)),
        (RoundStage::Published, at("2026-05-31")),
    ];
    Settings {
        code: code.to_owned(),
        title: format!("Kỳ mẫu {code}"),
        period: "2025".to_owned(),
        data_from: "2025-07-01".to_owned(),
        data_to: "2025-12-31".to_owned(),
        illustrative: true,
        sets: sets.iter().map(set).collect(),
        groups: groups.iter().map(group).collect(),
        stages: stages.map(|(stage, closes)| StagePlan { stage, closes }).to_vec(),
        ..Settings::default()
    }
}

impl House {
    pub async fn on(database: thuocdo_testkit::Database) -> Self {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let admin = person(&account(app, "admin", "Nguyễn Văn Quản Trị", None).await);
        let secretariat = account(app, "secretariat", "Trần Thị Thường Trực", None).await;
        let clerk = account(app, "clerk", "Lê Thị Nhập Liệu", None).await;
        let head = account(app, "head", "Hoàng Văn Thủ Trưởng", None).await;
        let appraiser = account(app, "appraiser", "Bùi Thị Thẩm Định", None).await;
        let chair = account(app, "chair", "Đỗ Văn Hội Đồng", None).await;
        let keeper = account(app, "keeper", "Mai Thị Thư Ký", None).await;
        let one = account(app, "committee", "Trịnh Văn Chỉ Đạo", None).await;
        let two = account(app, "committee2", "Cao Thị Chỉ Đạo", None).await;
        Self { test, admin, secretariat, clerk, head, appraiser, chair, keeper, committee: [one, two] }
    }

    /// Makes bodies and puts them into the settings; gives their ids.
    pub async fn add(
        &self,
        settings: &mut Settings,
        Bloc(count, prefix, name, tier, system, group, class): Bloc,
        change: impl Fn(usize, &mut OrgUnit),
    ) -> Vec<String> {
        let mut ids = Vec::new();
        for number in 1..=count {
            let (code, name) = (format!("{prefix}-{number}"), format!("{name} {number}"));
            let mut unit = OrgUnit { tier, system, ..commune(&self.test.app, &code, &name) };
            change(number, &mut unit);
            let org_unit = body(&self.test.app, unit).await;
            let (group, class) = (group.to_owned(), class.map(str::to_owned));
            settings.units.push(UnitChoice { org_unit: org_unit.clone(), group, class, excluded: None });
            ids.push(org_unit);
        }
        ids
    }

    /// Makes, staffs and opens a round; gives the codes of its units.
    pub async fn open(&self, settings: Settings) -> Vec<String> {
        let app = &self.test.app;
        let round = setup::create(app, &self.admin, settings).await.expect("a round");
        let roles = [
            (&self.secretariat, Role::Secretariat),
            (&self.appraiser, Role::Appraiser),
            (&self.chair, Role::CouncilChair),
            (&self.keeper, Role::CouncilSecretary),
            (&self.committee[0], Role::Committee),
            (&self.committee[1], Role::Committee),
        ];
        for (account, role) in roles {
            let grant = Grant { role, unit: None, criteria: None, groups: None };
            setup::roles::grant(app, &self.admin, &round, account, grant).await.expect("a role");
        }
        setup::open(app, &self.admin, &round, 1).await.expect("an open round");
        let frozen = setup::frozen(app, &mut app.store.look().await.expect("a link"), &round).await.expect("a round");
        let units: Vec<String> = frozen.units.iter().map(|unit| unit.code.clone()).collect();
        for unit in &units {
            for (account, role) in [(&self.clerk, Role::Contributor), (&self.head, Role::UnitHead)] {
                let grant = Grant { role, unit: Some(unit.clone()), criteria: None, groups: None };
                setup::roles::grant(app, &self.admin, &round, account, grant).await.expect("a role");
            }
        }
        units
    }

    /// Fills a unit's record, hands it over and submits it; `but` as in [`fill_record`].
    pub async fn hand_in(&self, round: &str, unit: &str, but: &[(&str, &str, &str)]) {
        let app = &self.test.app;
        fill_record(app, (round, unit, &self.clerk), but).await;
        submission::hand_over(app, &person(&self.clerk), round, unit).await.expect("handed over");
        let record = app.store.look().await.expect("a link").find_record(round, unit).await.expect("an answer");
        let version = record.expect("a record").version;
        submission::submit(app, &person(&self.head), round, unit, version, "k").await.expect("submitted");
    }

    /// Lets self-assessment close and takes the round on until it stands at a stage.
    pub async fn on_to(&self, round: &str, stage: RoundStage) {
        let app = &self.test.app;
        if self.test.clock.now().local_date().as_str() < "2026-04-01" {
            self.test.clock.pass(80 * 86_400);
            app.close_due().await.expect("a closing");
        }
        let reason = "Chuyển bước để thử toàn bộ quy trình";
        for _ in RoundStage::ALL {
            let next = course::advance(app, &person(&self.secretariat), round, reason).await.expect("the next stage");
            if next == stage {
                return;
            }
        }
        panic!("the round never came to {stage:?}");
    }

    /// Appraises a criterion of a unit.
    pub async fn appraise(&self, round: &str, unit: &str, criterion: &str, points: &str) {
        let (points, reason) = (points.to_owned(), "Đối chiếu hồ sơ gốc tại đơn vị".to_owned());
        self.find(round, (unit, criterion), Edit { points, reason, ..Edit::default() }).await;
    }

    /// Enters figures of a criterion that no unit reports: survey results, statistics.
    pub async fn enter(&self, round: &str, unit: &str, criterion: &str, values: Vec<(String, String)>) {
        self.find(round, (unit, criterion), Edit { values, ..Edit::default() }).await;
    }

    async fn find(&self, round: &str, (unit, criterion): (&str, &str), edit: Edit) {
        let edit = Edit { unit: unit.to_owned(), criterion: criterion.to_owned(), ..edit };
        let done = save(&self.test.app, &person(&self.appraiser), Lang::Vi, round, edit).await.expect("an answer");
        assert!(matches!(done, Outcome::Saved(_)), "{unit} {criterion}: {done:?}");
    }

    /// Holds one sitting: these items are adjusted, everything else is recognized; gives how many were recognized.
    pub async fn sit(&self, round: &str, adjusted: &[(&str, &str, &str)]) -> u64 {
        let (app, keeper, chair) = (&self.test.app, person(&self.keeper), person(&self.chair));
        let new = NewSitting {
            title: "Phiên họp mẫu".to_owned(),
            date: "2026-04-20".to_owned(),
            time: "08:00".to_owned(),
            place: "Hội trường".to_owned(),
        };
        let id = keep::create(app, &keeper, round, &new).await.expect("a sitting");
        keep::open(app, &keeper, round, &id).await.expect("open");
        let here = vec![(self.chair.clone(), Presence::Present)];
        keep::set_presence(app, &keeper, round, &id, here).await.expect("present");
        let picked = adjusted.iter().map(|(unit, criterion, _)| ((*unit).to_owned(), (*criterion).to_owned()));
        keep::add_items(app, &keeper, round, &id, picked.collect()).await.expect("an agenda");
        for (place, (_, _, points)) in (1u64..).zip(adjusted) {
            let seen = look::sitting(app, &keeper, round, &id, Some(place)).await.expect("a sitting");
            let item = seen.item.expect("an item").line.item.id;
            let (offer, why) = (Offer::Typed((*points).to_owned()), "Hội đồng thống nhất theo hồ sơ bổ sung");
            item::propose(app, &keeper, (round, &id, &item), offer, why).await.expect("a proposal");
            let seen = look::sitting(app, &keeper, round, &id, Some(place)).await.expect("a sitting");
            let proposal = seen.item.expect("an item").line.item.proposal.expect("points");
            vote_on(app, &chair, (round, &id, &item), Choice::For, &proposal).await.expect("a vote");
            item::decide(app, &keeper, (round, &id, &item), why).await.expect("decided");
        }
        let recognized = keep::recognize_all(app, &keeper, round, &id).await.expect("recognized");
        keep::close(app, &keeper, round, &id).await.expect("closed");
        recognized
    }

    /// Corrects the points of a criterion before a proposal.
    pub async fn correct(&self, round: &str, unit: &str, criterion: &str, points: &str) {
        let (unit, criterion, points) = (unit.to_owned(), criterion.to_owned(), points.to_owned());
        let correction =
            Correction { unit, criterion, points, reason: "Đính chính theo văn bản gốc".to_owned() };
        decision::correct(&self.test.app, &person(&self.secretariat), round, correction).await.expect("corrected");
    }

    /// Proposes, approves with two voices and publishes.
    pub async fn publish(&self, round: &str, reason: &str) -> Publication {
        let (app, secretary) = (&self.test.app, person(&self.secretariat));
        decision::propose(app, &secretary, round, reason).await.expect("a proposal");
        let seen = decision::approval(app, &secretary, round).await.expect("an approval");
        let digest = seen.last.expect("a proposal").proposal.digest;
        for member in &self.committee {
            decision::approve(app, &person(member), round, &digest, "").await.expect("approved");
        }
        let (number, issuer) = ("12/QĐ-UBND".to_owned(), "UBND tỉnh Mẫu".to_owned());
        let issued = Issued { number, date: "2026-05-20".to_owned(), issuer, embargo: self.test.clock.now() };
        assert!(decision::issue(app, &secretary, round, &digest, issued).await.expect("issued"), "at once");
        let mut link = app.store.look().await.expect("a link");
        assert_eq!(link.round_stage(round).await.expect("a stage"), Some(RoundStage::Published));
        drop(link);
        let report = thuocdo_app::publications::verify(app, &Actor::Operator).await.expect("a report");
        assert!(report.breaks.is_empty(), "{report:?}");
        app.store.latest(round).await.expect("the store").expect("a publication")
    }

    /// Codes of the criteria that a unit answers itself.
    pub async fn criteria(&self, round: &str, unit: &str) -> Vec<String> {
        let app = &self.test.app;
        let frozen = setup::frozen(app, &mut app.store.look().await.expect("a link"), round).await.expect("a round");
        let own = frozen.criteria_of(frozen.unit(unit).expect("a unit"));
        own.filter(|(_, it)| setup::frozen::is_self_assessed(it)).map(|(node, _)| node.code.clone()).collect()
    }

    /// How many records were handed in.
    pub async fn handed_in(&self, round: &str) -> usize {
        let mut link = self.test.app.store.look().await.expect("a link");
        let rows = link.list_records(round).await.expect("records");
        rows.iter().filter(|row| row.record.stage.kind() == StageKind::Submitted).count()
    }
}

/// The card of a unit that counts.
pub fn card<'a>(publication: &'a Publication, unit: &str) -> &'a CardPart {
    let part = publication.units.iter().find(|part| part.code == unit).expect("a unit");
    part.cards.last().expect("a card")
}

/// A line of that card; `""` is the total.
pub fn line<'a>(publication: &'a Publication, unit: &str, code: &str) -> &'a LinePart {
    card(publication, unit).lines.iter().find(|line| line.code == code).expect("a line")
}

/// Ranks of a group in order: unit and rank.
pub fn ranks<'a>(publication: &'a Publication, group: &str) -> Vec<(&'a str, u32)> {
    let group = publication.groups.iter().find(|part| part.code == group).expect("a group");
    group.ranking.iter().map(|entry| (entry.unit.as_str(), entry.rank)).collect()
}
