//! A round under way, made through the real actions: three plainly fictitious communes and somebody for each role.

use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_app::{App, setup};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{Closes, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice};
use thuocdo_base::Actor;
use thuocdo_store::bodies::{OrgSystem, OrgUnit, Tier};

/// Password of every person of [`live`].
pub const PASSWORD: &str = "Mau-2026 rat dai!";

/// What [`PASSWORD`] is kept as, made once because making it takes long.
const KEPT: &str = "$argon2id$v=19$m=19456,t=2,p=1$eDglgipvnmLaIZDoKOTJ0g$aPrtMp5BjLVRmZ2yy2A4xMzBuF9vTDdxBxNU++EEhT0";

/// Codes and names of the units of [`live`].
pub const UNITS: [(&str, &str); 3] =
    [("xa-mau-1", "Xã Mẫu 1"), ("xa-mau-2", "Xã Mẫu 2"), ("phuong-mau-3", "Phường Mẫu 3")];

/// Code of the round of [`live`].
pub const ROUND: &str = "mau-2026";

/// A round in self-assessment, with accounts by role; login names are the names of the fields.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Code of the round.
    pub round: &'static str,
    /// Codes of its units.
    pub units: [&'static str; 3],
    /// Ids of the bodies behind them.
    pub bodies: [String; 3],
    /// Account of the administrator.
    pub admin: String,
    /// Runs the round.
    pub secretariat: String,
    /// Contributor of the first unit.
    pub clerk: String,
    /// Another contributor of the first unit.
    pub clerk2: String,
    /// Head of the first unit.
    pub head: String,
    /// Contributor of the second unit.
    pub other_clerk: String,
    /// Head of the second unit.
    pub other_head: String,
    /// Appraises all criteria of all groups.
    pub appraiser: String,
    /// Appraises all criteria of all groups, too.
    pub appraiser2: String,
    /// Chairs the council.
    pub council: String,
    /// Keeps the council's minutes.
    pub council_secretary: String,
    /// Sits in the council.
    pub council_member: String,
    /// Sits in the steering committee.
    pub committee: String,
    /// Sits in the steering committee, too.
    pub committee2: String,
    /// Reads everything.
    pub auditor: String,
    /// Has an account and no role at all.
    pub stranger: String,
}

/// Makes the round: set `vinh-long/cap-xa@2022`, one group, self-assessment until 31 March 2026, 17:00.
///
/// # Panics
/// If an action refuses.
pub async fn live(app: &App) -> Live {
    live_with(app, |_| {}).await
}

/// Makes the round as [`live`] does, with settings that were changed before.
///
/// # Panics
/// If an action refuses.
pub async fn live_with(app: &App, change: impl FnOnce(&mut Settings)) -> Live {
    let mut live = Live { round: ROUND, units: UNITS.map(|(code, _)| code), ..Live::default() };
    for (place, (code, name)) in UNITS.iter().enumerate() {
        live.bodies[place] = body(app, commune(app, code, name)).await;
    }
    people(app, &mut live).await;
    let admin = Actor::Person(live.admin.clone());
    let mut settings = settings(&live.bodies);
    change(&mut settings);
    setup::create(app, &admin, settings).await.expect("a round");
    roles(app, &admin, &live).await;
    setup::open(app, &admin, ROUND, 1).await.expect("an open round");
    live
}

/// Settings of the round before it opens.
pub fn settings(bodies: &[String]) -> Settings {
    let at = |date: &str| Closes::At(Local::new(date, "17:00"));
    let after = |days| Closes::After { days, time: "17:00".to_owned() };
    let stages = [
        (RoundStage::SelfAssessment, at("2026-03-31")),
        (RoundStage::Appraisal, after(20)),
        (RoundStage::Clarification, after(5)),
        (RoundStage::SecondAppraisal, after(5)),
        (RoundStage::Council, after(10)),
        (RoundStage::Approval, after(5)),
    ];
    let unit = |id: &String| UnitChoice { org_unit: id.clone(), group: "xa".to_owned(), ..UnitChoice::default() };
    Settings {
        code: ROUND.to_owned(),
        title: "Đánh giá chuyển đổi số cấp xã (mẫu)".to_owned(),
        title_en: Some("Digital transformation of communes (sample)".to_owned()),
        period: "2026".to_owned(),
        data_from: "2026-01-01".to_owned(),
        data_to: "2026-12-31".to_owned(),
        illustrative: true,
        sets: vec![SetChoice { code: "vinh-long/cap-xa".to_owned(), version: "2022".to_owned() }],
        groups: vec![GroupChoice { code: "xa".to_owned(), name: "Xã, phường".to_owned(), set: 0 }],
        units: bodies.iter().map(unit).collect(),
        opens_on: "2026-01-15".to_owned(),
        stages: stages.map(|(stage, closes)| StagePlan { stage, closes }).to_vec(),
        ..Settings::default()
    }
}

/// A commune's body that is not yet kept.
pub fn commune(app: &App, code: &str, name: &str) -> OrgUnit {
    OrgUnit {
        id: app.new_id(),
        code: code.to_owned(),
        name: name.to_owned(),
        system: OrgSystem::State,
        tier: Tier::Commune,
        place: None,
        parent: None,
        linked: None,
        traits: Vec::new(),
        e_identifier: None,
        email: None,
        valid_from: "2025-07-01".to_owned(),
        valid_to: None,
        version: 1,
    }
}

/// Keeps a body; gives its id.
///
/// # Panics
/// If the store refuses.
pub async fn body(app: &App, unit: OrgUnit) -> String {
    let id = unit.id.clone();
    app.write(move |work| Box::pin(async move { Ok(work.save_unit(&unit).await?) })).await.expect("a body");
    id
}

/// Makes an account that can sign in with [`PASSWORD`]; gives its id.
///
/// # Panics
/// If an action refuses.
pub async fn account(app: &App, login: &str, name: &str, org_unit: Option<&str>) -> String {
    let new = NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        email: Some(format!("{login}@example.test")),
        org_unit: org_unit.map(str::to_owned),
        administrator: login == "admin",
        auditor: login == "auditor",
        ..NewAccount::default()
    };
    let id = accounts::create(app, &Actor::Operator, new).await.expect("an account");
    let account = id.clone();
    let kept = app.write(move |work| {
        Box::pin(async move {
            let mut row = work.find_account(&account).await?.expect("the account");
            row.password = Some(KEPT.to_owned());
            row.password_set_at = Some(work.now());
            row.must_change = false;
            work.save_account(&row).await?;
            Ok(())
        })
    });
    kept.await.expect("a password");
    id
}

async fn people(app: &App, live: &mut Live) {
    let [first, second, _] = live.bodies.clone();
    live.admin = account(app, "admin", "Nguyễn Văn Quản Trị", None).await;
    live.secretariat = account(app, "secretariat", "Trần Thị Thường Trực", None).await;
    live.clerk = account(app, "clerk", "Lê Thị Mẫu Một", Some(&first)).await;
    live.clerk2 = account(app, "clerk2", "Phạm Văn Mẫu Một", Some(&first)).await;
    live.head = account(app, "head", "Hoàng Văn Thủ Trưởng", Some(&first)).await;
    live.other_clerk = account(app, "other_clerk", "Vũ Thị Mẫu Hai", Some(&second)).await;
    live.other_head = account(app, "other_head", "Đặng Văn Mẫu Hai", Some(&second)).await;
    live.appraiser = account(app, "appraiser", "Bùi Thị Thẩm Định", None).await;
    live.appraiser2 = account(app, "appraiser2", "Lý Văn Thẩm Định", None).await;
    live.council = account(app, "council", "Đỗ Văn Hội Đồng", None).await;
    live.council_secretary = account(app, "council_secretary", "Mai Thị Thư Ký", None).await;
    live.council_member = account(app, "council_member", "Phan Văn Ủy Viên", None).await;
    live.committee = account(app, "committee", "Trịnh Văn Chỉ Đạo", None).await;
    live.committee2 = account(app, "committee2", "Cao Thị Chỉ Đạo", None).await;
    live.auditor = account(app, "auditor", "Ngô Thị Kiểm Tra", None).await;
    live.stranger = account(app, "stranger", "Dương Văn Người Ngoài", None).await;
}

async fn roles(app: &App, admin: &Actor, live: &Live) {
    let [first, second, _] = live.units;
    let roles = [
        (&live.secretariat, Role::Secretariat, None),
        (&live.clerk, Role::Contributor, Some(first)),
        (&live.clerk2, Role::Contributor, Some(first)),
        (&live.head, Role::UnitHead, Some(first)),
        (&live.other_clerk, Role::Contributor, Some(second)),
        (&live.other_head, Role::UnitHead, Some(second)),
        (&live.appraiser, Role::Appraiser, None),
        (&live.appraiser2, Role::Appraiser, None),
        (&live.council, Role::CouncilChair, None),
        (&live.council_secretary, Role::CouncilSecretary, None),
        (&live.council_member, Role::CouncilMember, None),
        (&live.committee, Role::Committee, None),
        (&live.committee2, Role::Committee, None),
    ];
    for (account, role, unit) in roles {
        let grant = Grant { role, unit: unit.map(str::to_owned), criteria: None, groups: None };
        setup::roles::grant(app, admin, ROUND, account, grant).await.expect("a role");
    }
}
