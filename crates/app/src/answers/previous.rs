//! The last round beside this one: what was reported, self points and appraised points.

use thuocdo_assessment::Figures;
use thuocdo_base::{Message, Number};
use thuocdo_store::Link;
use thuocdo_words::Lang;

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
    let last = match frozen(app, link, code).await {
        Ok(last) => last,
        Err(ActionError::NotAllowed) => return Ok(Err(Message::new("answers-last-not-here").text("round", code))),
        Err(error) => return Err(error),
    };
    let body = scene.frozen.unit(&scene.asked.unit).map(|unit| unit.org_unit.as_str());
    let Some(unit) = last.units.iter().find(|unit| Some(unit.org_unit.as_str()) == body) else {
        return Ok(Err(Message::new("answers-last-no-unit").text("period", &last.period)));
    };
    let loaded = Loaded::of(link, &last, &unit.code).await?;
    let appraised = published(app, code, &unit.code, &line.code).await?;
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

/// Points of a criterion in the last publication of a round.
async fn published(app: &App, round: &str, unit: &str, criterion: &str) -> Result<Option<Number>, ActionError> {
    let newest = app.store.list().await?.into_iter().find(|listing| listing.round == round);
    let Some(newest) = newest else { return Ok(None) };
    let publication = app.store.load(round, newest.version).await?;
    Ok(publication.and_then(|publication| points(&publication, unit, criterion)))
}

fn points(publication: &thuocdo_publication::Publication, unit: &str, criterion: &str) -> Option<Number> {
    let part = publication.units.iter().find(|part| part.code == unit)?;
    let card = part.cards.last().filter(|card| card.layer != "self")?;
    let line = card.lines.iter().find(|line| line.code == criterion)?;
    Number::parse(&line.exact).ok()
}
