//! The last round beside this one: what was reported, self points and appraised points.

use std::sync::{Arc, Mutex, PoisonError};

use thuocdo_assessment::Figures;
use thuocdo_base::{Message, Number};
use thuocdo_publication::Publication;
use thuocdo_publication::model::LinePart;
use thuocdo_store::Link;
use thuocdo_words::{Lang, show};

use super::load::Loaded;
use super::tally::Line;
use super::view::{Scene, Writer, pane::ratio};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// A criterion in the last round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Period of that round.
    pub period: String,
    /// What was reported.
    pub figures: Option<Figures>,
    /// Self points.
    pub own: Option<String>,
    /// Value before it became points, and how it differs from this round's: `+17,92`, up or not.
    pub ratio: Option<String>,
    /// Appraised points, once that round was published.
    pub appraised: Option<String>,
}

/// Publications of last rounds, kept unpacked: they never change.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<Vec<Kept>>);

/// Round, version, content.
type Kept = (String, u32, Arc<Publication>);

/// Most publications that are kept.
const MOST: usize = 4;

/// Finds a criterion in the last round; says plainly why there is none.
pub(super) async fn before(
    app: &App,
    link: &mut Link,
    scene: &Scene<'_>,
    line: &Line,
) -> Result<Result<Box<Before>, Message>, ActionError> {
    let Some(code) = &scene.frozen.settings.copy_of else {
        return Ok(Err(Message::new("answers-last-none")));
    };
    let published = published(app, code).await?;
    let last = match frozen(app, link, code).await {
        Ok(last) => last,
        Err(ActionError::NotAllowed) => return Ok(from_publication(scene, line, code, published.as_deref())),
        Err(error) => return Err(error),
    };
    let body = scene.frozen.unit(&scene.asked.unit).map(|unit| unit.org_unit.as_str());
    let Some(unit) = last.units.iter().find(|unit| Some(unit.org_unit.as_str()) == body) else {
        return Ok(Err(Message::new("answers-last-no-unit").text("period", &last.period)));
    };
    let loaded = Loaded::of(link, &last, &unit.code).await?;
    let appraised = published.and_then(|publication| appraised(&publication, &unit.code, &line.code));
    Ok(match told(scene.writer.lang, &last, &loaded, &line.code, appraised) {
        Some(before) => Ok(Box::new(before)),
        None => Err(Message::new("answers-last-no-criterion").text("period", &last.period)),
    })
}

fn told(lang: Lang, last: &Frozen, loaded: &Loaded, code: &str, appraised: Option<Number>) -> Option<Before> {
    let tally = loaded.tally(last);
    let line = tally.line(code)?;
    let unit = last.unit(&loaded.subject.unit)?;
    let set = last.set_of(unit);
    let writer = Writer { lang, rounding: set.rounding.clone() };
    let rule = set.node(line.node).criterion()?.rule_for(loaded.subject.class);
    let figures = loaded.answered(code).figures;
    Some(Before {
        period: last.period.clone(),
        figures: Some(figures).filter(|figures| !figures.is_empty()),
        own: line.points.as_ref().map(|points| writer.points(points)),
        ratio: line.value.as_ref().and_then(|value| ratio(lang, rule, value)),
        appraised: appraised.map(|points| writer.points(&points)),
    })
}

/// What the publication of the last round says, where that round was run elsewhere; units are joined by code.
fn from_publication(
    scene: &Scene<'_>,
    line: &Line,
    round: &str,
    publication: Option<&Publication>,
) -> Result<Box<Before>, Message> {
    let publication = publication.ok_or_else(|| Message::new("answers-last-not-here").text("round", round))?;
    let about = |key: &str| Message::new(key).text("period", &publication.period);
    let unit = publication.units.iter().find(|part| part.code == scene.asked.unit);
    let unit = unit.ok_or_else(|| about("answers-last-no-unit"))?;
    let on =
        |card: &thuocdo_publication::model::CardPart| card.lines.iter().find(|part| part.code == line.code).cloned();
    let own = unit.cards.iter().find(|card| card.layer == "self").and_then(on);
    let appraised = appraised(publication, &unit.code, &line.code);
    if own.is_none() && appraised.is_none() {
        return Err(about("answers-last-no-criterion"));
    }
    let (lang, writer) = (scene.writer.lang, scene.writer);
    let rule = scene.set().node(line.node).criterion().map(|one| one.rule_for(scene.loaded.subject.class));
    let number = |text: &String| Number::parse(text).ok();
    let scored = own.as_ref().filter(|part| part.state == "scored");
    Ok(Box::new(Before {
        period: publication.period.clone(),
        figures: own.as_ref().map(|part| figures(lang, part)),
        own: scored.and_then(|part| number(&part.exact)).map(|points| writer.points(&points)),
        ratio: scored.and_then(|part| ratio(lang, rule?, &number(part.value.as_ref()?)?)),
        appraised: appraised.map(|points| writer.points(&points)),
    }))
}

/// Published answers as people would type them.
fn figures(lang: Lang, part: &LinePart) -> Figures {
    let special = |name: &str| matches!(name, "points" | "previous" | "na");
    let value = |text: &str| match text {
        "yes" => "1".to_owned(),
        "no" => "0".to_owned(),
        text => Number::parse(text).map_or_else(|_| text.to_owned(), |number| show::short(lang, &number, 4)),
    };
    let values = part.answers.iter().filter(|(name, _)| !special(name));
    Figures { values: values.map(|(name, text)| (name.clone(), value(text))).collect(), ..Figures::default() }
}

/// The newest publication of a round, unpacked once.
pub(crate) async fn published(app: &App, round: &str) -> Result<Option<Arc<Publication>>, ActionError> {
    let newest = app.store.list().await?.into_iter().find(|listing| listing.round == round);
    let Some(newest) = newest else { return Ok(None) };
    let kept = || app.last.0.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept().iter().find(|(code, version, _)| code == round && *version == newest.version).cloned();
    if let Some((_, _, publication)) = found {
        return Ok(Some(publication));
    }
    let Some(publication) = app.store.load(round, newest.version).await? else { return Ok(None) };
    let publication = Arc::new(publication);
    let mut kept = kept();
    kept.retain(|(code, _, _)| code != round);
    kept.push((round.to_owned(), newest.version, Arc::clone(&publication)));
    let over = kept.len().saturating_sub(MOST);
    kept.drain(..over);
    Ok(Some(publication))
}

/// Shares of the maximum that units reached in the published last round, by unit and criterion.
///
/// # Errors
/// If the store does not answer.
pub(crate) async fn shares(
    app: &App,
    frozen: &Frozen,
) -> Result<std::collections::BTreeMap<(String, String), Number>, ActionError> {
    let Some(code) = &frozen.settings.copy_of else { return Ok(Default::default()) };
    let Some(publication) = published(app, code).await? else { return Ok(Default::default()) };
    let mut shares = std::collections::BTreeMap::new();
    for unit in &publication.units {
        for line in unit.cards.last().into_iter().flat_map(|card| &card.lines) {
            let number = |text: &String| Number::parse(text).ok();
            let share = number(&line.exact).zip(number(&line.max)).and_then(|(points, max)| points.divided_by(&max));
            if let Some(share) = share.filter(|_| line.state == "scored") {
                shares.insert((unit.code.clone(), line.code.clone()), share);
            }
        }
    }
    Ok(shares)
}

/// Points of the last layer that is not the unit's own.
fn appraised(publication: &Publication, unit: &str, criterion: &str) -> Option<Number> {
    let part = publication.units.iter().find(|part| part.code == unit)?;
    let card = part.cards.last().filter(|card| card.layer != "self")?;
    let line = card.lines.iter().find(|line| line.code == criterion && line.state != "missing")?;
    Number::parse(&line.exact).ok()
}
