//! A round under way, to click through: illustrative communes in self-assessment, somebody for every role.
//!
//! It is made through the same actions that people use, from the answers of a folder of the demo, at the first
//! start; what a visitor changes afterwards stays.

use std::collections::BTreeMap;

use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_app::answers::save::{Place, save};
use thuocdo_app::answers::value::Value;
use thuocdo_app::evidence::citation::Typed;
use thuocdo_app::evidence::cite;
use thuocdo_app::guide::{Guide, Player};
use thuocdo_app::{ActionError, App, setup, submission};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{
    Closes, Council, Decision, GroupChoice, Local, SetChoice, Settings, StagePlan, UnitChoice,
};
use thuocdo_assessment::{Figures, RoundStage};
use thuocdo_base::{Actor, Number, Timestamp};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::AnswerKind;
use thuocdo_criteria::set::Source;
use thuocdo_folder::Case;
use thuocdo_folder::case::Use;
use thuocdo_scoring::{Answer, Subject};
use thuocdo_store::bodies::{OrgSystem, OrgUnit, Tier};

/// Code of the round.
pub const ROUND: &str = "cap-xa-2026";
/// Password of everybody in the demo; the demo listens on this computer only.
pub const PASSWORD: &str = "Thuoc-Do-2026!";
/// Who signs in.
const PEOPLE: &str = include_str!("../../demo/people.csv");
/// Folder whose communes and answers are taken.
const FOLDER: &str = "vinh-long-2025";
/// The set that the communes are assessed with.
const SET: (&str, &str) = ("vinh-long/cap-xa", "2022");
/// How much of its record each commune has filled in, in per cent; as many communes as there are entries.
const FILLED: [usize; 16] = [60, 100, 100, 95, 88, 100, 72, 40, 15, 0, 55, 0, 100, 30, 8, 0];
/// Communes whose heads have signed; the others with a full record wait for it.
const SUBMITTED: [usize; 3] = [2, 5, 12];
/// Answers of the first commune that still lack evidence.
const BARE: usize = 3;
/// Documents of a commune, each for a part of its criteria: number, day and month, abstract.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("12/KH-UBND", "15/01", "Kế hoạch chuyển đổi số năm của xã (minh họa)"),
    ("45/QĐ-UBND", "20/02", "Quyết định kiện toàn Ban Chỉ đạo chuyển đổi số (minh họa)"),
    ("87/BC-UBND", "30/06", "Báo cáo kết quả chuyển đổi số sáu tháng đầu năm (minh họa)"),
    ("131/BC-UBND", "31/10", "Báo cáo số liệu phục vụ đánh giá chuyển đổi số (minh họa)"),
];
/// Days from the first start to the end of self-assessment.
const DAYS: i64 = 9;

/// A line of the list of people.
pub struct Login {
    /// Name to sign in with.
    pub login: &'static str,
    /// Name of the person.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// Place of the commune, for roles that are held for one.
    unit: Option<usize>,
    /// Word of the role.
    pub role: &'static str,
}

/// Everybody who can sign in, in the order in which a newcomer should.
pub fn logins() -> Vec<Login> {
    let login = |line: &'static str| {
        let mut cells = line.split(',');
        let mut next = || cells.next().unwrap_or_default();
        Login { login: next(), name: next(), title: next(), unit: next().parse().ok(), role: next() }
    };
    PEOPLE.lines().skip(1).filter(|line| !line.is_empty()).map(login).collect()
}

/// What leads a newcomer through the demo.
pub fn guide() -> Guide {
    let player = |person: Login| {
        let role = Role::of(person.role)?;
        let unit = person.unit.map(|place| format!("xa-{:03}", place + 1));
        let text = str::to_owned;
        Some(Player { login: text(person.login), name: text(person.name), title: text(person.title), role, unit })
    };
    let people = logins().into_iter().filter_map(player).collect();
    Guide { round: ROUND.to_owned(), password: PASSWORD.to_owned(), people }
}

/// Makes the round unless it is there.
///
/// # Errors
/// If an action refuses or the store does not answer.
pub async fn prepare(app: &App) -> Result<(), ActionError> {
    if app.store.look().await?.find_round(ROUND).await?.is_some() {
        return Ok(());
    }
    let Some(case) = super::case(FOLDER) else { return Ok(()) };
    let Some(used) = case.uses.iter().find(|used| used.set.code == SET.0) else { return Ok(()) };
    let bodies = bodies(app, &case, used).await?;
    let accounts = people(app, &bodies).await?;
    let Some(admin) = accounts.get("quantri").map(|id| Actor::Person(id.clone())) else { return Ok(()) };
    setup::create(app, &admin, settings(&bodies, app.clock.now())).await?;
    let writers = roles(app, &admin, &bodies, &accounts).await?;
    setup::open(app, &admin, ROUND, 1).await?;
    for (place, filled) in FILLED.into_iter().enumerate() {
        let (unit, writer) = (&bodies[place].1, Actor::Person(writers[place].clone()));
        let answered = fill(app, used, unit, &writer, filled).await?;
        let bare = if place == 0 { BARE } else { 0 };
        document(app, &writer, &bodies[place], &answered[..answered.len().saturating_sub(bare)]).await?;
        if filled == 100 {
            submission::hand_over(app, &writer, ROUND, unit).await?;
        }
        if SUBMITTED.contains(&place) {
            sign(app, unit).await?;
        }
    }
    Ok(())
}

/// The communes, as bodies with their codes.
async fn bodies(app: &App, case: &Case, used: &Use) -> Result<Vec<(String, String)>, ActionError> {
    let mut made = Vec::new();
    let communes = case.units.iter().filter(|unit| used.groups.contains(&unit.group));
    for unit in communes.take(FILLED.len()) {
        let body = OrgUnit {
            id: app.new_id(),
            code: unit.code.clone(),
            name: unit.name.clone(),
            system: OrgSystem::State,
            tier: Tier::Commune,
            place: None,
            parent: None,
            linked: None,
            traits: unit.traits.clone(),
            e_identifier: None,
            email: Some(format!("{}@don-vi.example", unit.code)),
            valid_from: "2025-07-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        made.push((body.id.clone(), body.code.clone()));
        app.write(move |work| Box::pin(async move { Ok(work.save_unit(&body).await?) })).await?;
    }
    Ok(made)
}

/// Accounts by login name.
async fn people(app: &App, bodies: &[(String, String)]) -> Result<BTreeMap<&'static str, String>, ActionError> {
    let mut made = BTreeMap::new();
    for person in logins() {
        let new = NewAccount {
            login: person.login.to_owned(),
            name: person.name.to_owned(),
            email: Some(format!("{}@can-bo.example", person.login)),
            title: Some(person.title.to_owned()),
            org_unit: person.unit.and_then(|place| bodies.get(place)).map(|(id, _)| id.clone()),
            administrator: person.role == Role::Administrator.word(),
            auditor: person.role == Role::Auditor.word(),
            password: Some(PASSWORD.to_owned()),
            must_change: false,
        };
        made.insert(person.login, accounts::create(app, &Actor::Operator, new).await?);
    }
    Ok(made)
}

fn settings(bodies: &[(String, String)], now: Timestamp) -> Settings {
    let day = |days: i64| Local::of(Timestamp::from_micros(now.micros() + days * 86_400_000_000)).date;
    let year = day(0).chars().take(4).collect::<String>();
    let after = |stage, days| StagePlan { stage, closes: Closes::After { days, time: "17:00".to_owned() } };
    let until = StagePlan { stage: RoundStage::SelfAssessment, closes: Closes::At(Local::new(day(DAYS), "17:00")) };
    let unit = |(id, _): &(String, String)| UnitChoice {
        org_unit: id.clone(),
        group: "cap-xa".to_owned(),
        ..UnitChoice::default()
    };
    Settings {
        code: ROUND.to_owned(),
        title: format!("Chuyển đổi số cấp xã năm {year} (đợt minh họa, đơn vị giả định)"),
        title_en: Some(format!("Digital transformation of communes, {year} (illustrative round, fictitious units)")),
        period: year.clone(),
        data_from: format!("{year}-01-01"),
        data_to: format!("{year}-12-31"),
        illustrative: true,
        copy_of: Some(FOLDER.to_owned()),
        sets: vec![SetChoice { code: SET.0.to_owned(), version: SET.1.to_owned() }],
        groups: vec![GroupChoice { code: "cap-xa".to_owned(), name: "Cấp xã".to_owned(), set: 0 }],
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
                issuer: "Chủ tịch Ủy ban nhân dân tỉnh (minh họa)".to_owned(),
            },
            blind: false,
        },
        ..Settings::default()
    }
}

/// Grants the roles; gives who writes for each commune.
async fn roles(
    app: &App,
    admin: &Actor,
    bodies: &[(String, String)],
    accounts: &BTreeMap<&'static str, String>,
) -> Result<Vec<String>, ActionError> {
    let mut writers = vec![String::new(); bodies.len()];
    for person in logins() {
        let (Some(role), Some(account)) = (Role::of(person.role), accounts.get(person.login)) else { continue };
        let unit = person.unit.and_then(|place| bodies.get(place)).map(|(_, code)| code.clone());
        grant(app, admin, account, role, unit).await?;
        if let (Some(place), Role::Contributor) = (person.unit, role) {
            writers[place].clone_from(account);
        }
    }
    for (place, (id, code)) in bodies.iter().enumerate() {
        for role in [Role::Contributor, Role::UnitHead] {
            let taken = logins().iter().any(|person| person.unit == Some(place) && person.role == role.word());
            if !taken {
                let account = silent(app, code, id, role).await?;
                grant(app, admin, &account, role, Some(code.clone())).await?;
                if role == Role::Contributor {
                    writers[place] = account;
                }
            }
        }
    }
    Ok(writers)
}

async fn grant(app: &App, admin: &Actor, account: &str, role: Role, unit: Option<String>) -> Result<(), ActionError> {
    let grant = Grant { role, unit, criteria: None, groups: None };
    setup::roles::grant(app, admin, ROUND, account, grant).await.map(|_| ())
}

/// Somebody of another commune: the account has no password, nobody can sign in with it.
async fn silent(app: &App, code: &str, body: &str, role: Role) -> Result<String, ActionError> {
    let (word, name) = match role {
        Role::UnitHead => ("ld", "Nguyễn Văn Mẫu"),
        _ => ("cb", "Trần Thị Mẫu"),
    };
    let number: String = code.chars().filter(char::is_ascii_digit).collect();
    let new = NewAccount {
        login: format!("{word}.{code}"),
        name: format!("{name} {number}"),
        email: Some(format!("{word}.{code}@can-bo.example")),
        org_unit: Some(body.to_owned()),
        ..NewAccount::default()
    };
    accounts::create(app, &Actor::Operator, new).await
}

/// Answers the first part of a commune's criteria as the folder does; gives the codes that need evidence.
async fn fill<'a>(
    app: &App,
    used: &'a Use,
    unit: &str,
    writer: &Actor,
    percent: usize,
) -> Result<Vec<String>, ActionError> {
    let mut answered = Vec::new();
    let Some((_, cohort)) = used.layers.first() else { return Ok(answered) };
    let Some(subject) = cohort.subjects.iter().find(|subject| subject.unit == unit) else { return Ok(answered) };
    let own: Vec<_> = used.set.criteria().filter(|(_, criterion)| criterion.source == Source::OwnReport).collect();
    for (node, _) in own.iter().take(own.len() * percent / 100) {
        // The folder leaves some answers out on purpose; here a neighbour's stands in, so that the record is whole.
        let known = |subject: &'a Subject| subject.answers.get(node.id.index())?.as_ref().filter(|answer| says(answer));
        let any = || subject.answers.get(node.id.index())?.as_ref();
        let neighbour = || cohort.subjects.iter().find_map(known);
        let Some(answer) = known(subject).or_else(neighbour).or_else(any) else { continue };
        let figures = Figures { values: typed(&used.set, &node.code, answer), ..Figures::default() };
        save(app, writer, &Place::new(ROUND, unit, &node.code), 0, Value::Figures(figures)).await?;
        answered.push(node.code.clone());
    }
    Ok(answered)
}

/// Whether an answer has all its values.
fn says(answer: &Answer) -> bool {
    !answer.values.is_empty() && answer.values.iter().all(Option::is_some)
}

/// Cites documents for these criteria, a part of them each.
async fn document(app: &App, writer: &Actor, body: &(String, String), criteria: &[String]) -> Result<(), ActionError> {
    let (id, unit) = body;
    let year = Local::of(app.clock.now()).date.chars().take(4).collect::<String>();
    let part = criteria.len().div_ceil(DOCUMENTS.len()).max(1);
    for ((number, day, summary), served) in DOCUMENTS.into_iter().zip(criteria.chunks(part)) {
        let document = Typed {
            number: number.to_owned(),
            date: format!("{day}/{year}"),
            issuer: "Ủy ban nhân dân xã (giả định)".to_owned(),
            summary: summary.to_owned(),
            ..Typed::default()
        };
        let item = cite::add(app, writer, None, id, &document).await?;
        for criterion in served {
            let place = cite::Place { round: ROUND.to_owned(), unit: unit.clone(), criterion: criterion.clone() };
            cite::attach(app, writer, &item, &place).await?;
        }
    }
    Ok(())
}

/// The head of a commune signs.
async fn sign(app: &App, unit: &str) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let grants = link.grants_in(ROUND).await?;
    let head = grants.iter().find(|row| row.grant.role == Role::UnitHead && row.grant.unit.as_deref() == Some(unit));
    let record = link.find_record(ROUND, unit).await?;
    drop(link);
    let (Some(head), Some(record)) = (head, record) else { return Ok(()) };
    let head = Actor::Person(head.account.clone());
    submission::submit(app, &head, ROUND, unit, record.version, "demo").await.map(|_| ())
}

/// Values as somebody would type them.
fn typed(set: &CriteriaSet, code: &str, answer: &Answer) -> Vec<(String, String)> {
    let Some(criterion) = set.find(code).and_then(|node| node.criterion()) else { return Vec::new() };
    let values = criterion.variables.iter().zip(&answer.values);
    let text = |kind: &AnswerKind, value: &Number| match kind {
        AnswerKind::Option(codes) => {
            let at = value.to_i64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| codes.get(at)).cloned().unwrap_or_default()
        }
        _ => value.to_exact().replace('.', ","),
    };
    values
        .filter_map(|(variable, value)| Some((variable.name.clone(), text(&variable.kind, value.as_ref()?))))
        .collect()
}
