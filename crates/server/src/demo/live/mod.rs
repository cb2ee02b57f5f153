//! Rounds under way, to click through: illustrative units, somebody for every role.
//!
//! They are made through the same actions that people use, from the answers of folders of the demo, at the first
//! start; what a visitor changes afterwards stays.

mod answers;
mod onward;
mod people;
mod surveys;

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use thuocdo_app::{ActionError, App, course, setup, submission};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::settings::{
    Closes, Council, Decision, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice,
};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_folder::Case;
use thuocdo_folder::case::{Unit, Use};
use thuocdo_store::bodies::{OrgSystem, OrgUnit, Tier};

pub use people::{PASSWORD, guide, logins};

/// Days from the first start to the end of self-assessment.
const DAYS: i64 = 9;
/// Answers of the first unit that still lack evidence.
const BARE: usize = 3;

/// A round of the demo.
struct Plan {
    /// Code of the round.
    code: &'static str,
    /// Title in both languages, with `{year}`.
    title: [&'static str; 2],
    /// Folder whose units and answers are taken.
    folder: &'static str,
    /// The set, and the group of the folder that it serves.
    set: (&'static str, &'static str),
    group: &'static str,
    /// How much of its record each unit has filled in, in per cent; as many units as there are entries.
    filled: &'static [usize],
    /// Units whose heads have signed, by place; `None`: all.
    signed: Option<&'static [usize]>,
    /// Kind of the bodies.
    system: OrgSystem,
    tier: Tier,
    /// Where the round stands.
    stage: RoundStage,
}

/// The rounds, in the order of their stages.
const PLANS: [Plan; 4] = [
    Plan {
        code: "cap-xa-2026",
        title: [
            "Chuyển đổi số cấp xã năm {year} (đợt minh họa, đơn vị giả định)",
            "Digital transformation of communes, {year} (illustrative round, fictitious units)",
        ],
        folder: "vinh-long-2025",
        set: ("vinh-long/cap-xa", "2022"),
        group: "cap-xa",
        filled: &[60, 100, 100, 95, 88, 100, 72, 40, 15, 0, 55, 0, 100, 30, 8, 0],
        signed: Some(&[2, 5, 12]),
        system: OrgSystem::State,
        tier: Tier::Commune,
        stage: RoundStage::SelfAssessment,
    },
    Plan {
        code: "so-nganh-2026",
        title: [
            "Chuyển đổi số các sở, ban, ngành năm {year} (đợt minh họa, đơn vị giả định)",
            "Digital transformation of departments, {year} (illustrative round, fictitious units)",
        ],
        folder: "vinh-long-2025",
        set: ("vinh-long/so-nganh", "2022"),
        group: "so-nganh",
        filled: &[100; 14],
        signed: None,
        system: OrgSystem::State,
        tier: Tier::Province,
        stage: RoundStage::Appraisal,
    },
    Plan {
        code: "khoi-dang-2026",
        title: [
            "Chuyển đổi số và cải cách hành chính của Đảng ủy cấp xã năm {year} (đợt minh họa, đơn vị giả định)",
            "Digital transformation and reform of commune Party committees, {year} (illustrative, fictitious units)",
        ],
        folder: "khanh-hoa-2025",
        set: ("khanh-hoa/co-quan-dang", "2025"),
        group: "cap-xa",
        filled: &[100; 10],
        signed: None,
        system: OrgSystem::Party,
        tier: Tier::Commune,
        stage: RoundStage::Council,
    },
    Plan {
        code: "par-tinh-2026",
        title: [
            "Chỉ số cải cách hành chính cấp tỉnh năm {year} (đợt minh họa, tỉnh giả định)",
            "Public administration reform index of provinces, {year} (illustrative round, fictitious provinces)",
        ],
        folder: "par-2024",
        set: ("bo-noi-vu/par-tinh", "2024"),
        group: "tinh",
        filled: &[100; 6],
        signed: None,
        system: OrgSystem::State,
        tier: Tier::Province,
        stage: RoundStage::Appraisal,
    },
];

/// The round whose criteria a survey feeds that is over.
const SURVEYED: &str = "par-tinh-2026";

/// Codes of the rounds.
pub fn rounds() -> Vec<String> {
    PLANS.iter().map(|plan| plan.code.to_owned()).collect()
}

/// A body of the demo.
#[derive(Clone, Debug)]
struct Body {
    /// Id in the directory.
    id: String,
    /// Code.
    code: String,
    /// Class, where the set has classes.
    class: Option<String>,
    /// Code in the folder.
    from: String,
}

/// Makes the rounds.
///
/// # Errors
/// If an action refuses or the store does not answer.
pub async fn prepare(app: &App) -> Result<(), ActionError> {
    let cases: Vec<(&Plan, Case)> =
        PLANS.iter().filter_map(|plan| Some((plan, super::case(plan.folder, plan.filled.len())?))).collect();
    let mut bodies = Vec::new();
    for (plan, case) in &cases {
        bodies.push(keep_bodies(app, plan, case).await?);
    }
    let accounts = people::make(app, &bodies.concat()).await?;
    let Some(admin) = accounts.get("quantri").map(|id| Actor::Person(id.clone())) else { return Ok(()) };
    let Some(office) = accounts.get("thuongtruc").map(|id| Actor::Person(id.clone())) else { return Ok(()) };
    for ((plan, case), bodies) in cases.iter().zip(&bodies) {
        let Some(used) = case.uses.iter().find(|used| used.set.code == plan.set.0) else { continue };
        setup::create(app, &admin, settings(plan, case, bodies, app.clock.now())).await?;
        let writers = people::grant(app, &admin, plan.code, bodies, &accounts).await?;
        setup::open(app, &admin, plan.code, 1).await?;
        // Units work side by side, so that the writer commits many of their answers at once.
        let units = bodies.iter().zip(&writers).enumerate();
        try_join_all(units.map(|(place, (body, writer))| assess(app, plan, used, place, body, writer))).await?;
        go_on(app, plan, used, bodies, &office, &accounts).await?;
    }
    if let Some(((plan, _), bodies)) = cases.iter().zip(&bodies).next() {
        let units: Vec<String> = bodies.iter().map(|body| body.code.clone()).collect();
        surveys::make(app, plan.code, &units, &office).await?;
    }
    Ok(())
}

/// Takes a round to the stage that its plan names, with the work of the stages on the way.
async fn go_on(
    app: &App,
    plan: &Plan,
    used: &Use,
    bodies: &[Body],
    office: &Actor,
    accounts: &BTreeMap<&'static str, String>,
) -> Result<(), ActionError> {
    let person = |login: &str| Actor::Person(accounts.get(login).cloned().unwrap_or_default());
    while let Some(stage) = app.store.look().await?.round_stage(plan.code).await? {
        if stage == RoundStage::Appraisal {
            if plan.code == SURVEYED {
                let units: Vec<String> = bodies.iter().map(|body| body.code.clone()).collect();
                surveys::hold(app, plan.code, &units, office).await?;
            }
            let is_over = plan.stage != stage;
            let done = if is_over { bodies } else { &bodies[..bodies.len() / 2] };
            onward::appraise(app, plan.code, used, done, &person("thamdinh")).await?;
            if !is_over {
                onward::ask(app, plan.code, &bodies[0], &person("thamdinh")).await?;
            }
        }
        if stage == RoundStage::Council {
            onward::sit(app, plan.code, &person("thuky"), &person("hoidong")).await?;
        }
        if stage == plan.stage {
            break;
        }
        course::advance(app, office, plan.code, "Đợt minh họa được đưa đến bước này để trình diễn").await?;
    }
    Ok(())
}

/// One unit's self-assessment.
async fn assess(
    app: &App,
    plan: &Plan,
    used: &Use,
    place: usize,
    body: &Body,
    writer: &Actor,
) -> Result<(), ActionError> {
    let filled = plan.filled[place];
    let answered = answers::fill(app, plan.code, used, (&body.code, &body.from), writer, filled).await?;
    let bare = if filled < 100 && place == 0 { BARE } else { 0 };
    let served = &answered[..answered.len().saturating_sub(bare)];
    answers::document(app, plan.code, writer, (&body.id, &body.code), served).await?;
    if filled == 100 {
        submission::hand_over(app, writer, plan.code, &body.code).await?;
    }
    if plan.signed.is_none_or(|signed| signed.contains(&place)) {
        answers::sign(app, plan.code, &body.code).await?;
    }
    Ok(())
}

/// The units, as bodies with their codes.
async fn keep_bodies(app: &App, plan: &Plan, case: &Case) -> Result<Vec<Body>, ActionError> {
    let units = case.units.iter().filter(|unit| unit.group == plan.group);
    try_join_all(units.take(plan.filled.len()).map(async |unit| {
        let linked = match &unit.linked {
            Some(linked) => Some(
                keep(app, plan, Unit { code: linked.clone(), name: linked_name(unit), ..Unit::default() }, None)
                    .await?
                    .id,
            ),
            None => None,
        };
        keep(app, plan, unit.clone(), linked).await
    }))
    .await
}

/// The People's Committee of the same commune.
fn linked_name(unit: &Unit) -> String {
    unit.name.replace("Đảng ủy", "UBND")
}

async fn keep(app: &App, plan: &Plan, unit: Unit, linked: Option<String>) -> Result<Body, ActionError> {
    // Codes of two folders may be the same; a body of the Party is told from its commune by a prefix.
    let is_party = plan.system == OrgSystem::Party && !unit.code.starts_with("ubnd");
    let code = if is_party { format!("du-{}", unit.code) } else { unit.code.clone() };
    let kept = OrgUnit {
        id: app.new_id(),
        code: code.clone(),
        name: unit.name,
        system: if unit.code.starts_with("ubnd") { OrgSystem::State } else { plan.system },
        tier: plan.tier,
        place: None,
        parent: None,
        linked,
        traits: unit.traits,
        e_identifier: None,
        email: Some(format!("{code}@don-vi.example")),
        valid_from: "2025-07-01".to_owned(),
        valid_to: None,
        version: 1,
    };
    let body = Body { id: kept.id.clone(), code, class: unit.class, from: unit.code };
    app.write(move |work| Box::pin(async move { Ok(work.save_unit(&kept).await?) })).await?;
    Ok(body)
}

fn settings(plan: &Plan, case: &Case, bodies: &[Body], now: Timestamp) -> Settings {
    let day = |days: i64| Local::of(Timestamp::from_micros(now.micros() + days * 86_400_000_000)).date;
    let year = day(0).chars().take(4).collect::<String>();
    let after = |stage, days| StagePlan { stage, closes: Closes::After { days, time: "17:00".to_owned() } };
    let until = StagePlan { stage: RoundStage::SelfAssessment, closes: Closes::At(Local::new(day(DAYS), "17:00")) };
    let unit = |body: &Body| UnitChoice {
        org_unit: body.id.clone(),
        group: plan.group.to_owned(),
        class: body.class.clone(),
        ..UnitChoice::default()
    };
    let group = case.groups.iter().find(|group| group.code == plan.group);
    let [title, title_en] = plan.title.map(|title| title.replace("{year}", &year));
    Settings {
        code: plan.code.to_owned(),
        title,
        title_en: Some(title_en),
        period: year.clone(),
        data_from: format!("{year}-01-01"),
        data_to: format!("{year}-12-31"),
        illustrative: true,
        copy_of: Some(plan.folder.to_owned()),
        sets: vec![SetChoice { code: plan.set.0.to_owned(), version: plan.set.1.to_owned() }],
        groups: vec![GroupChoice {
            code: plan.group.to_owned(),
            name: group.map(|group| group.name.clone()).unwrap_or_default(),
            set: 0,
        }],
        units: bodies.iter().map(unit).collect(),
        opens_on: day(-1),
        stages: vec![
            until,
            after(RoundStage::Appraisal, 15),
            after(RoundStage::Clarification, 5),
            after(RoundStage::SecondAppraisal, 5),
            after(RoundStage::Council, 10),
            after(RoundStage::Approval, 5),
            after(RoundStage::Published, 3),
        ],
        council: Council {
            decision: Decision {
                number: "Số minh họa 05/QĐ-MH".to_owned(),
                date: day(-10),
                issuer: "Chủ tịch Ủy ban nhân dân tỉnh Mẫu (minh họa)".to_owned(),
            },
            blind: false,
        },
        ..Settings::default()
    }
}
