//! Step: criteria sets and the ranking groups that they serve.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::{self, SetupView};
use thuocdo_assessment::settings::{GroupChoice, SetChoice, Settings};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::new::set_choices;
use super::step::{Shell, onward, shell};
use super::{Stop, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "bo-tieu-chi";

#[derive(Template)]
#[template(path = "rooms/setup/sets.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    choices: Vec<Choice>,
    chosen: Vec<SetRow>,
    groups: Vec<GroupRow>,
    places: Vec<Choice>,
    caps: Vec<(String, String)>,
}

struct SetRow {
    name: String,
    title: String,
    criteria: usize,
    illustrative: bool,
    used: bool,
}

struct GroupRow {
    code: String,
    name: String,
    set: String,
    units: usize,
}

/// Shows the step.
pub(super) async fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let settings = &view.settings;
    let s = shell(staff, view, STEP, form.unwrap_or_default());
    let name = |choice: &SetChoice| format!("{}@{}", choice.code, choice.version);
    let chosen = settings.sets.iter().enumerate().map(|(place, choice)| {
        let set = view.facts.set(place);
        SetRow {
            name: name(choice),
            title: set.map(|set| set.title.clone()).unwrap_or_default(),
            criteria: set.map_or(0, |set| set.criteria().count()),
            illustrative: set.is_some_and(|set| set.is_illustrative()),
            used: settings.groups.iter().any(|group| group.set as usize == place),
        }
    });
    let groups = settings.groups.iter().map(|group| GroupRow {
        code: group.code.clone(),
        name: group.name.clone(),
        set: settings.sets.get(group.set as usize).map(name).unwrap_or_default(),
        units: settings.units.iter().filter(|unit| unit.group == group.code).count(),
    });
    let places = settings.sets.iter().enumerate().map(|(place, choice)| Choice::new(place.to_string(), name(choice)));
    let caps = view::caps(&view.facts).into_iter().map(|(title, cap)| (title, show::short(staff.lang, &cap, 2)));
    let f = Frame::new(staff, "rounds", s.f.title.clone());
    let (chosen, groups, places, caps) = (chosen.collect(), groups.collect(), places.collect(), caps.collect());
    Page { s, f, choices: set_choices(staff, Some(&view.head.code)).await?, chosen, groups, places, caps }
        .render()
        .map_err(ActionError::system)
}

/// Saves the step: one small change at a time.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    let (act, what) = (posted.value("viec").to_owned(), posted.value("nao").to_owned());
    let (name, code) = (posted.value("ten").to_owned(), posted.value("ma").to_owned());
    let place: u32 = posted.value("bo").parse().unwrap_or_default();
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| match act.as_str() {
        "them-bo" => add_set(settings, &what),
        "bo-bo" => drop_set(settings, &what),
        "them-nhom" => add_group(settings, &code, &name, place),
        "bo-nhom" => drop_group(settings, &what),
        _ => Ok(()),
    })
    .await?;
    Ok(onward(posted, round, STEP))
}

fn refuse(key: &str) -> Result<(), Vec<Message>> {
    Err(vec![Message::new(key)])
}

fn add_set(settings: &mut Settings, name: &str) -> Result<(), Vec<Message>> {
    let Some((code, version)) = name.split_once('@') else { return refuse("setup-choose-set") };
    let choice = SetChoice { code: code.to_owned(), version: version.to_owned() };
    if settings.sets.contains(&choice) {
        return refuse("setup-set-twice");
    }
    settings.sets.push(choice);
    Ok(())
}

fn drop_set(settings: &mut Settings, name: &str) -> Result<(), Vec<Message>> {
    let found = settings.sets.iter().position(|choice| format!("{}@{}", choice.code, choice.version) == name);
    let Some(place) = found else { return Ok(()) };
    if settings.groups.iter().any(|group| group.set as usize == place) {
        return refuse("setup-set-in-use");
    }
    settings.sets.remove(place);
    for group in settings.groups.iter_mut().filter(|group| group.set as usize > place) {
        group.set -= 1;
    }
    Ok(())
}

fn add_group(settings: &mut Settings, code: &str, name: &str, set: u32) -> Result<(), Vec<Message>> {
    if name.is_empty() || (!code.is_empty() && !setup::is_code(code)) {
        return refuse("setup-group-bad");
    }
    if settings.sets.get(set as usize).is_none() {
        return refuse("setup-choose-set");
    }
    let free = (1..).map(|number| format!("nhom-{number}"));
    let taken = |code: &String| settings.groups.iter().any(|group| group.code == *code);
    let code = if code.is_empty() { free.into_iter().find(|code| !taken(code)) } else { Some(code.to_owned()) };
    let Some(code) = code.filter(|code| !taken(code)) else { return refuse("setup-group-twice") };
    settings.groups.push(GroupChoice { code, name: name.to_owned(), set });
    Ok(())
}

fn drop_group(settings: &mut Settings, code: &str) -> Result<(), Vec<Message>> {
    if settings.units.iter().any(|unit| unit.group == code) {
        return refuse("setup-group-in-use");
    }
    settings.groups.retain(|group| group.code != code);
    Ok(())
}
