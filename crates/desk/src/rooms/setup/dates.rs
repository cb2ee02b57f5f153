//! Step: when each stage closes; days without work; dates of single units; embargo.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::calendars::is_illustrative;
use thuocdo_app::setup::view::SetupView;
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::settings::{Closes, OwnDue, Settings, StagePlan, closings};
use thuocdo_base::{Message, read};
use thuocdo_words::show;

use super::step::{Shell, onward, shell};
use super::{Stop, codes, day, moment, shown_day, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "thoi-gian";

#[derive(Template)]
#[template(path = "rooms/setup/dates.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    stages: Vec<Row>,
    opens_illustrative: bool,
    units: Vec<Choice>,
    own: Vec<(String, String, String, String)>,
}

struct Row {
    word: &'static str,
    label: String,
    when: String,
    illustrative: bool,
}

/// Shows the step.
pub(super) fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let settings = &view.settings;
    let s = shell(staff, view, STEP, form.unwrap_or_else(|| kept(settings)));
    let closings = closings(settings);
    let stages = Settings::CLOSING.map(|stage| Row {
        word: stage.word(),
        label: label(staff, stage),
        when: closings
            .iter()
            .find(|(other, _)| *other == stage)
            .and_then(|(_, at)| at.moment())
            .map(show::moment)
            .unwrap_or_default(),
        illustrative: is_illustrative(settings, stage.word()),
    });
    let named = settings.units.iter().zip(&view.facts.units);
    let units: Vec<Choice> = named
        .filter_map(|(choice, unit)| Some(Choice::new(choice.org_unit.as_str(), unit.as_ref()?.name.as_str())))
        .collect();
    let own = settings.own_dues.iter().map(|own| {
        let name = units.iter().find(|unit| unit.value == own.org_unit).map(|unit| unit.label.clone());
        let at = own.at.moment().map(show::moment).unwrap_or_default();
        (own.org_unit.clone(), name.unwrap_or_default(), at, own.reason.clone())
    });
    let (f, own) = (Frame::new(staff, "rounds", s.f.title.clone()), own.collect());
    let opens_illustrative = is_illustrative(settings, "opens_on");
    Page { s, f, stages: stages.into(), opens_illustrative, units, own }.render().map_err(ActionError::system)
}

/// Name of a stage.
pub(super) fn label(staff: &Staff, stage: RoundStage) -> String {
    staff.text().word("setup-closes-", stage.word().replace('_', "-").as_str())
}

fn kept(settings: &Settings) -> Form {
    let mut values = vec![
        ("mo".to_owned(), shown_day(&settings.opens_on)),
        ("nghi".to_owned(), settings.holidays.iter().map(|day| shown_day(day)).collect::<Vec<_>>().join(" ")),
        ("lam-bu".to_owned(), settings.extra_days.iter().map(|day| shown_day(day)).collect::<Vec<_>>().join(" ")),
    ];
    if let Some(embargo) = &settings.embargo {
        values.push(("cam".to_owned(), shown_day(&embargo.date)));
        values.push(("cam-gio".to_owned(), embargo.time.clone()));
    }
    for plan in &settings.stages {
        let word = plan.stage.word();
        match &plan.closes {
            Closes::At(at) => {
                values.push((format!("{word}-ngay"), shown_day(&at.date)));
                values.push((format!("{word}-gio"), at.time.clone()));
            }
            Closes::After { days, time } => {
                values.push((format!("{word}-sau"), days.to_string()));
                values.push((format!("{word}-gio"), time.clone()));
            }
        }
    }
    Form::of(values)
}

/// Saves the step.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    match posted.value("viec") {
        "them-rieng" => add_own(posted, round).await?,
        "bo-rieng" => {
            let unit = posted.value("don-vi").to_owned();
            setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| {
                settings.own_dues.retain(|own| own.org_unit != unit);
                Ok(())
            })
            .await?;
        }
        _ => save_all(posted, round).await?,
    }
    Ok(onward(posted, round, STEP))
}

async fn save_all(posted: &Posted, round: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let opens_on = day(posted, "mo")?;
    let (holidays, extra_days) = (days(posted, "nghi")?, days(posted, "lam-bu")?);
    let embargo = moment(posted, "cam", "cam-gio")?;
    let mut stages = Vec::new();
    for stage in Settings::CLOSING {
        stages.extend(plan(posted, stage)?);
    }
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| {
        settings.opens_on = opens_on;
        (settings.holidays, settings.extra_days) = (holidays, extra_days);
        (settings.stages, settings.embargo) = (stages, embargo);
        Ok(())
    })
    .await?;
    Ok(())
}

/// A date and time, or working days after the stage before; a stage with neither is not planned.
fn plan(posted: &Posted, stage: RoundStage) -> Result<Option<StagePlan>, Stop> {
    let word = stage.word();
    let (date, time, after) = (format!("{word}-ngay"), format!("{word}-gio"), format!("{word}-sau"));
    if let Some(at) = moment(posted, &date, &time)? {
        return Ok(Some(StagePlan { stage, closes: Closes::At(at) }));
    }
    let Some(days) = posted.filled(&after) else { return Ok(None) };
    let days = days.parse().ok().filter(|days| (1..=250).contains(days));
    let days = days.ok_or_else(|| Stop::field(&posted.staff, &after, &Message::new("setup-days-bad")))?;
    let time = posted.filled(&time).unwrap_or("17:00").to_owned();
    Ok(Some(StagePlan { stage, closes: Closes::After { days, time } }))
}

fn days(posted: &Posted, field: &str) -> Result<Vec<String>, Stop> {
    let wrong = |typed: &str| Stop::field(&posted.staff, field, &Message::new("setup-day-bad").text("typed", typed));
    codes(posted.value(field)).iter().map(|typed| read::date(typed).ok_or_else(|| wrong(typed))).collect()
}

async fn add_own(posted: &Posted, round: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let missing = || Stop::field(staff, "rieng-ngay", &Message::new("setup-day-bad").text("typed", ""));
    let at = moment(posted, "rieng-ngay", "rieng-gio")?.ok_or_else(missing)?;
    let (org_unit, reason) = (posted.value("don-vi").to_owned(), posted.value("ly-do").to_owned());
    if reason.is_empty() {
        return Err(Stop::field(staff, "ly-do", &Message::new("setup-no-reason")));
    }
    let own = OwnDue { org_unit, stage: RoundStage::SelfAssessment, at, reason };
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| {
        settings.own_dues.retain(|known| known.org_unit != own.org_unit);
        settings.own_dues.push(own);
        Ok(())
    })
    .await?;
    Ok(())
}
