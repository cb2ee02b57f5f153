//! A new round: from a calendar, a set and all bodies of one kind; or last year's, a year on.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::calendars::calendars;
use thuocdo_app::setup::view;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{GroupChoice, SetChoice, Settings, UnitChoice};
use thuocdo_base::Message;

use super::{Stop, faults, step_path};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

#[derive(Template)]
#[template(path = "rooms/setup/new.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    calendars: Vec<Choice>,
    sets: Vec<Choice>,
    kinds: Vec<Choice>,
    rounds: Vec<Choice>,
}

/// Shows the form.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let year = staff.app().clock.now().date().get(..4).unwrap_or_default().to_owned();
    let form = Form::of([("nam", year.as_str()), ("toi", "1")]);
    page(&staff, form).await
}

/// Makes the round.
pub(super) async fn make(posted: Posted) -> Response<Body> {
    let copied = posted.value("viec") == "chep";
    let made = if copied { copy(&posted).await } else { fresh(&posted).await };
    let staff = &posted.staff;
    match made {
        Ok(code) => staff.redirect_saying(&step_path(&code, super::step::LAST), &Message::new("setup-made")),
        Err(stop) => match faults(staff, stop) {
            Ok(faults) => page(staff, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn page(staff: &Staff, form: Form) -> Response<Body> {
    let t = staff.text();
    let (app, actor) = (staff.app(), staff.actor());
    let loaded = async {
        let bodies = view::directory(app, &actor, None).await?;
        Ok((bodies, view::list(app, &actor).await?, set_choices(staff, None).await?))
    };
    let (bodies, rounds, sets) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => return staff.fault(error),
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for body in &bodies {
        let kind = format!("{} {}", body.system.word(), body.tier.word());
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kind = |(kind, count): (String, usize)| {
        let (system, tier) = kind.split_once(' ').unwrap_or_default();
        let said = t.with("setup-kind").text("system", t.word("setup-system-", system));
        let said = said.text("tier", t.word("setup-tier-", tier)).count("count", count).to_string();
        Choice::new(kind.clone(), said)
    };
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page {
        f: Frame::new(staff, "rounds", t.t("setup-new")),
        form,
        calendars: calendars().iter().map(|one| Choice::new(one.code, t.word("setup-calendar-", one.code))).collect(),
        sets,
        kinds: kinds.into_iter().map(kind).collect(),
        rounds: rounds.into_iter().map(|line| Choice::new(line.head.code, line.head.title)).collect(),
    };
    staff.page(status, page.render().unwrap_or_default())
}

/// The sets that can be used, by code and version.
pub(super) async fn set_choices(staff: &Staff, round: Option<&str>) -> Result<Vec<Choice>, ActionError> {
    let sets = view::sets(staff.app(), &staff.actor(), round).await?;
    Ok(sets.into_iter().map(|set| Choice::new(set.name.as_str(), format!("{} – {}", set.title, set.name))).collect())
}

async fn copy(posted: &Posted) -> Result<String, Stop> {
    let staff = &posted.staff;
    Ok(setup::copy(staff.app(), &staff.actor(), posted.value("tu-ky"), posted.value("ma-moi")).await?)
}

async fn fresh(posted: &Posted) -> Result<String, Stop> {
    let staff = &posted.staff;
    let year = posted.value("nam").parse().ok().filter(|year| (2000..2100).contains(year));
    let year: i32 = year.ok_or_else(|| Stop::field(staff, "nam", &Message::new("setup-year-bad")))?;
    let mut settings =
        Settings { code: posted.value("ma").to_owned(), title: posted.value("ten").to_owned(), ..Settings::default() };
    if !setup::is_code(&settings.code) {
        return Err(Stop::field(staff, "ma", &Message::new("setup-code-bad")));
    }
    if settings.title.is_empty() {
        return Err(Stop::field(staff, "ten", &Message::new("check-no-title")));
    }
    match calendars().iter().find(|one| one.code == posted.value("lich")) {
        Some(calendar) => calendar.fill(&mut settings, year),
        None => {
            settings.period = year.to_string();
            settings.data_from = format!("{year}-01-01");
            settings.data_to = format!("{year}-12-31");
        }
    }
    choose(posted, &mut settings).await?;
    let (app, actor) = (staff.app(), staff.actor());
    let code = setup::create(app, &actor, settings).await?;
    if posted.ticked("toi") {
        let grant = Grant { role: Role::Secretariat, unit: None, criteria: None, groups: None };
        setup::roles::grant(app, &actor, &code, &staff.me.account, grant).await?;
    }
    Ok(code)
}

/// One set, one group, and all bodies of the chosen kind.
async fn choose(posted: &Posted, settings: &mut Settings) -> Result<(), Stop> {
    let staff = &posted.staff;
    if let Some((code, version)) = posted.value("bo").split_once('@') {
        settings.sets.push(SetChoice { code: code.to_owned(), version: version.to_owned() });
    }
    let Some((system, tier)) = posted.value("loai").split_once(' ') else { return Ok(()) };
    let name = posted.filled("nhom").map_or_else(|| staff.text().t("setup-group-default"), str::to_owned);
    settings.groups.push(GroupChoice { code: "nhom-1".to_owned(), name, set: 0 });
    let classes = view::classes(&view::chosen(staff.app(), &staff.actor(), settings).await?);
    // A set with one class for all, or none, needs no choice; with several the units' step asks.
    let class = classes.first().filter(|_| classes.len() == 1).map(|(_, code, _)| code.clone());
    let today = thuocdo_assessment::settings::Local::of(staff.app().clock.now()).date;
    let bodies = view::directory(staff.app(), &staff.actor(), None).await?;
    let chosen = bodies.into_iter().filter(|body| body.system.word() == system && body.tier.word() == tier);
    let chosen = chosen.filter(|body| body.valid_to.as_ref().is_none_or(|to| *to >= today));
    let unit = |id| UnitChoice { org_unit: id, group: "nhom-1".to_owned(), class: class.clone(), excluded: None };
    settings.units = chosen.map(|body| unit(body.id)).collect();
    Ok(())
}
