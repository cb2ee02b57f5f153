//! Step: who is assessed, in which group, with which class.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::{self, SetupView};
use thuocdo_assessment::settings::{Settings, UnitChoice};
use thuocdo_base::Message;
use thuocdo_words::collate::fold;

use super::step::{Shell, onward, shell};
use super::{Stop, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "don-vi";

#[derive(Template)]
#[template(path = "rooms/setup/units.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    systems: Vec<Choice>,
    tiers: Vec<Choice>,
    groups: Vec<Choice>,
    classes: Vec<Choice>,
    rows: Vec<Row>,
    left: usize,
}

struct Row {
    id: String,
    name: String,
    code: String,
    group: String,
    class: String,
    traits: String,
    excluded: String,
}

/// Shows the step.
pub(super) async fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let t = staff.text();
    let bodies = view::directory(staff.app(), &staff.actor(), Some(&view.head.code)).await?;
    let settings = &view.settings;
    let words = |prefix: &str, words: Vec<&'static str>| -> Vec<Choice> {
        let mut unique: Vec<&'static str> = Vec::new();
        words.into_iter().for_each(|word| {
            if !unique.contains(&word) {
                unique.push(word)
            }
        });
        unique.into_iter().map(|word| Choice::new(word, t.word(prefix, word))).collect()
    };
    let s = shell(staff, view, STEP, form.unwrap_or_default());
    let classes = view::classes(&view.facts);
    let class_name = |code: &str| classes.iter().find(|(_, known, _)| known == code).map(|(_, _, name)| name.clone());
    let group_name = |code: &str| settings.groups.iter().find(|group| group.code == code).map(|group| &group.name);
    let rows = settings.units.iter().zip(&view.facts.units).map(|(choice, unit)| Row {
        id: choice.org_unit.clone(),
        name: unit.as_ref().map_or_else(|| choice.org_unit.clone(), |unit| unit.name.clone()),
        code: unit.as_ref().map(|unit| unit.code.clone()).unwrap_or_default(),
        group: group_name(&choice.group).cloned().unwrap_or_default(),
        class: choice.class.as_deref().and_then(class_name).unwrap_or_default(),
        traits: traits(staff, unit.as_ref().map(|unit| unit.traits.as_slice()).unwrap_or_default()),
        excluded: choice.excluded.clone().unwrap_or_default(),
    });
    let page = Page {
        f: Frame::new(staff, "rounds", s.f.title.clone()),
        systems: words("setup-system-", bodies.iter().map(|body| body.system.word()).collect()),
        tiers: words("setup-tier-", bodies.iter().map(|body| body.tier.word()).collect()),
        groups: settings.groups.iter().map(|group| Choice::new(group.code.as_str(), group.name.as_str())).collect(),
        classes: classes.iter().map(|(_, code, name)| Choice::new(code.as_str(), name.as_str())).collect(),
        rows: rows.collect(),
        left: bodies.len().saturating_sub(settings.units.len()),
        s,
    };
    page.render().map_err(ActionError::system)
}

fn traits(staff: &Staff, traits: &[String]) -> String {
    let words = traits.iter().map(|word| staff.text().word("setup-trait-", word.replace('_', "-").as_str()));
    words.collect::<Vec<_>>().join(", ")
}

/// Adds what a filter finds, or changes what is ticked.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    let act = posted.value("viec").to_owned();
    let ticked: Vec<String> = posted.values("chon").map(str::to_owned).collect();
    let (group, class) = if act == "them" { ("nhom", "bien-the") } else { ("nhom-moi", "bien-the-moi") };
    let (group, class) = (posted.value(group).to_owned(), posted.filled(class).map(str::to_owned));
    let ground = posted.filled("ly-do").map(str::to_owned);
    let found = if act == "them" { find(posted, round).await? } else { Vec::new() };
    let (count, adds) = (found.len(), act == "them");
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| match act.as_str() {
        "them" => add(settings, found, &group, class),
        "chuyen" => each(settings, &ticked, |unit| {
            unit.group.clone_from(&group);
            unit.class.clone_from(&class);
        }),
        "ngoai" => each(settings, &ticked, |unit| unit.excluded.clone_from(&ground)),
        "bo" => {
            settings.units.retain(|unit| !ticked.contains(&unit.org_unit));
            Ok(())
        }
        _ => Ok(()),
    })
    .await?;
    let (path, said) = onward(posted, round, STEP);
    Ok((path, if adds { Message::new("setup-units-added").count("count", count) } else { said }))
}

/// Bodies that the filter finds and that still exist.
async fn find(posted: &Posted, round: &str) -> Result<Vec<String>, Stop> {
    let staff = &posted.staff;
    let today = thuocdo_assessment::settings::Local::of(staff.app().clock.now()).date;
    let (text, with) = (fold(posted.value("tim")), posted.value("dac-diem").to_owned());
    let chosen = view::view(staff.app(), &staff.actor(), round).await?.settings.units;
    let bodies = view::directory(staff.app(), &staff.actor(), Some(round)).await?;
    let fits = |given: &str, word: &str| given.is_empty() || given == word;
    let found = bodies.into_iter().filter(|body| {
        fits(posted.value("he-thong"), body.system.word())
            && fits(posted.value("cap"), body.tier.word())
            && (with.is_empty() || body.traits.contains(&with))
            && (text.is_empty() || fold(&body.name).contains(&text) || body.code.contains(&text))
            && body.valid_to.as_ref().is_none_or(|to| *to >= today)
            && chosen.iter().all(|unit| unit.org_unit != body.id)
    });
    let found: Vec<String> = found.map(|body| body.id).collect();
    if found.is_empty() {
        return Err(Stop::field(staff, "tim", &Message::new("setup-nobody-found")));
    }
    Ok(found)
}

fn add(settings: &mut Settings, found: Vec<String>, group: &str, class: Option<String>) -> Result<(), Vec<Message>> {
    if settings.groups.iter().all(|known| known.code != group) {
        return Err(vec![Message::new("setup-choose-group")]);
    }
    let unit = |org_unit| UnitChoice { org_unit, group: group.to_owned(), class: class.clone(), excluded: None };
    settings.units.extend(found.into_iter().map(unit));
    Ok(())
}

fn each(settings: &mut Settings, ticked: &[String], change: impl Fn(&mut UnitChoice)) -> Result<(), Vec<Message>> {
    if ticked.is_empty() {
        return Err(vec![Message::new("setup-tick-units")]);
    }
    settings.units.iter_mut().filter(|unit| ticked.contains(&unit.org_unit)).for_each(change);
    Ok(())
}
