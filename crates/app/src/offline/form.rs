//! A record as a form of a workbook: what stands in it, what is asked, what may be filled in.

use std::sync::Arc;

use thuocdo_assessment::settings::Prints;
use thuocdo_assessment::table::{Verdict, judge};
use thuocdo_assessment::{Action, Field, Record};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::set::{Aggregation, Criterion, Node, SectionRole, Source};
use thuocdo_criteria::{CriteriaSet, explain};
use thuocdo_documents::form::is_commune;
use thuocdo_store::{EvidenceRow, Link};
use thuocdo_words::{Lang, Locale, show};
use thuocdo_workbooks::own::{Ask, Citing, Form, Group, Input, Line as FormLine, Part, Row, Versions};
use thuocdo_workbooks::{Kind, Meta, own};

use crate::answers::read::may_differ;
use crate::answers::tally::{Line, by_trait, policy};
use crate::answers::view::inputs::{InputGroup, Kind as Asked, OptionView, groups_of};
use crate::answers::view::{Writer, title};
use crate::answers::{Loaded, Tally};
use crate::evidence::show_date;
use crate::setup::{Frozen, frozen};
use crate::submission::sheet::{Office, office};
use crate::{ActionError, App, may};

/// The page where a record leaves and comes back.
#[derive(Clone, Debug)]
pub struct Page {
    /// Title of the round.
    pub title: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Why nothing can be taken in, if nothing can.
    pub locked: Vec<Message>,
    /// Criteria that may be filled in now.
    pub open: usize,
    /// What the person handed in and is still kept: id, file, when, whether it was written.
    pub returned: Vec<(String, String, Timestamp, bool)>,
}

/// A record with its form.
pub(super) struct Standing {
    pub(super) frozen: Arc<Frozen>,
    pub(super) unit_name: String,
    pub(super) loaded: Loaded,
    pub(super) cited: Vec<(String, EvidenceRow)>,
    pub(super) form: Form,
}

/// All sentences that a workbook may hold.
pub(super) fn words(lang: Lang) -> Arc<Locale> {
    Arc::new(Locale::new(lang, &crate::locale_texts(lang)))
}

/// Shows where a record leaves and comes back, to whoever may read it.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not read the record.
pub async fn page(app: &App, actor: &Actor, lang: Lang, round: &str, unit: &str) -> Result<Page, ActionError> {
    let mut link = app.store.look().await?;
    let standing = standing(app, &mut link, actor, lang, (round, unit)).await?;
    let locked = match may::record(&mut link, actor, round, unit, Action::Answer).await {
        Ok(_) => Vec::new(),
        Err(ActionError::Refused(reasons)) => reasons,
        Err(error) => return Err(error),
    };
    let returned = link.list_returned((round, unit), actor.id()).await?;
    let open = standing.form.lines().filter(|(_, line)| line.shut.is_none()).count();
    let (title, unit_name) = (standing.frozen.title.clone(), standing.unit_name);
    Ok(Page { title, unit_name, locked, open, returned })
}

/// Writes a record as a workbook, for whoever may read it (xuất Excel).
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not read the record.
pub async fn export(app: &App, actor: &Actor, lang: Lang, round: &str, unit: &str) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    let form = standing(app, &mut link, actor, lang, (round, unit)).await?.form;
    drop(link);
    let written = tokio::task::spawn_blocking(move || own::write(&form, &words(lang)));
    written.await.map_err(ActionError::system)?.map_err(ActionError::system)
}

/// Puts a record together as a form, for whoever may read it.
pub(super) async fn standing(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
) -> Result<Standing, ActionError> {
    let (record, roles) = may::record(link, actor, round, unit, Action::ViewRecord).await?;
    let frozen = frozen(app, link, round).await?;
    let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
    let loaded = Loaded::of(link, &frozen, unit).await?;
    let tally = loaded.tally(&frozen);
    let cited = link.evidence_for(round, unit).await?;
    let office = office(link, &row.org_unit).await?;
    let set = frozen.set_of(row);
    let writer = Writer { lang, rounding: set.rounding.clone() };
    let verdict = judge(Action::Answer, &roles, &record);
    let scene = Scene { set, record: &record, loaded: &loaded, tally: &tally, writer: &writer, verdict };
    let (left, right) = heads(&words(lang), &row.name, &office, frozen.settings.prints);
    let form = Form {
        meta: meta(&frozen, unit, frozen.place_of(row), app.clock.now()),
        left,
        right,
        title: titles(&words(lang), &frozen, &row.name),
        illustrative: set.is_illustrative() || frozen.settings.illustrative,
        decimals: set.rounding.decimals,
        rows: set.nodes.iter().skip(1).filter_map(|node| scene.row(node)).collect(),
        maximum: tally.maximum.clone(),
        points: tally.points.clone(),
        cited: cited.iter().map(|(criterion, row)| citing(criterion, row)).collect(),
    };
    let unit_name = row.name.clone();
    Ok(Standing { unit_name, loaded, cited, form, frozen })
}

fn meta(frozen: &Frozen, unit: &str, place: usize, now: Timestamp) -> Meta {
    let set = &frozen.sets[place];
    Meta {
        kind: Kind::SelfAssessment,
        round: frozen.code.clone(),
        about: unit.to_owned(),
        set: set.code.clone(),
        version: set.version.clone(),
        hash: frozen.hashes.get(place).cloned().unwrap_or_default(),
        exported_at: now,
        kept: Vec::new(),
    }
}

fn titles(words: &Locale, frozen: &Frozen, name: &str) -> Vec<String> {
    let about = Message::new("offline-title-about").text("unit", name).text("period", frozen.period.as_str());
    vec![words.text("offline-title"), frozen.title.clone(), words.render(&about)]
}

/// Lines of the head: the body, and the nation or the Party.
fn heads(words: &Locale, name: &str, office: &Office, prints: Prints) -> (Vec<String>, Vec<String>) {
    let committee = match prints {
        Prints::Party => "papers-party-committee",
        Prints::State => "papers-peoples-committee",
    };
    let bare = office.commune && is_commune(name);
    let body = if bare { words.render(&Message::new(committee).text("name", name)) } else { name.to_owned() };
    let mut left: Vec<String> = office.above.iter().map(|above| above.to_uppercase()).collect();
    left.push(body.to_uppercase());
    let right = match prints {
        Prints::State => vec![words.text("documents-nation"), words.text("documents-motto")],
        Prints::Party => vec![words.text("documents-party")],
    };
    (left, right)
}

struct Scene<'a> {
    set: &'a CriteriaSet,
    record: &'a Record,
    loaded: &'a Loaded,
    tally: &'a Tally,
    writer: &'a Writer,
    verdict: Verdict,
}

impl Scene<'_> {
    fn row(&self, node: &Node) -> Option<Row> {
        let row = |max: &Number, kind: Part| Row {
            code: node.code.clone(),
            title: title(self.writer.lang, node).to_owned(),
            level: node.depth,
            max: max.clone(),
            kind,
        };
        if let Some(section) = node.section() {
            let sum = self.tally.sections.iter().find(|sum| sum.node == node.id)?;
            let is_sum = section.aggregation == Aggregation::Sum && section.role == SectionRole::Regular;
            return Some(row(&sum.maximum, Part::Section { points: sum.points.clone(), is_sum }));
        }
        let line = self.tally.line(&node.code)?;
        Some(row(&line.max, Part::Criterion(Box::new(self.line(node, node.criterion()?, line)))))
    }

    fn line(&self, node: &Node, criterion: &Criterion, line: &Line) -> FormLine {
        let class = self.loaded.subject.class;
        let is_own = line.source == Source::OwnReport;
        let answered = self.loaded.answered(&node.code);
        let groups = groups_of(criterion, class, &line.max, &answered.figures, self.writer);
        let shut = self.shut(node, line);
        FormLine {
            how: explain::rule(self.set, node.id, class),
            rule: Some((criterion.rule_for(class).clone(), criterion.variables.clone())),
            groups: if is_own { groups.into_iter().map(|one| group(one, &line.max)).collect() } else { Vec::new() },
            may_differ: is_own && may_differ(criterion, class),
            may_ask: policy(self.set, node).is_some(),
            wants_evidence: !criterion.evidence.is_empty(),
            points: answered.figures.points.unwrap_or_default(),
            reason: answered.figures.reason.unwrap_or_default(),
            asked: answered.na_asked,
            ground: answered.na_ground,
            note: answered.note,
            no_evidence: answered.no_evidence,
            computed: line.computed.clone(),
            own: line.points.clone(),
            evidence: answered.evidence,
            versions: self.versions(&node.code),
            shut,
        }
    }

    /// Why nobody fills a criterion in here now.
    fn shut(&self, node: &Node, line: &Line) -> Option<Message> {
        match line.source {
            Source::OwnReport => {}
            Source::Appraiser => return Some(Message::new("offline-source-appraiser")),
            Source::Statistics => return Some(Message::new("offline-source-statistics")),
            Source::Survey => return Some(Message::new("offline-source-survey")),
            Source::Publication => return Some(Message::new("offline-source-publication")),
        }
        if let Some(rule) = by_trait(self.set, &self.loaded.subject, node) {
            return Some(Message::new("offline-left-out").text("ground", rule.ground.as_str()));
        }
        match self.verdict {
            Verdict::Yes => self.record.answer(&node.code, line.source).err().map(|refusal| refusal.message()),
            Verdict::Refused(why) => Some(why.refusal(Action::Answer, self.record).message()),
            Verdict::Hidden => Some(Message::new("offline-read-only")),
        }
    }

    fn versions(&self, code: &str) -> Versions {
        let version = |field: Field| {
            let row = self.loaded.fields.iter().find(|row| row.criterion == code && row.name == field.word());
            row.map_or(0, |row| row.version)
        };
        Versions {
            figures: version(Field::Figures),
            not_applicable: version(Field::NotApplicable),
            note: version(Field::Note),
            no_evidence: version(Field::NoEvidence),
        }
    }
}

fn group(group: InputGroup, max: &Number) -> Group {
    let mut inputs = Vec::new();
    for input in group.inputs {
        let measure = input.measure.clone().unwrap_or_default();
        let one = |name: String, ask: Ask, typed: String| Input {
            name,
            label: input.label.clone(),
            measure: measure.clone(),
            ask,
            typed,
        };
        let ask = match &input.kind {
            Asked::Number => Ask::Number,
            Asked::Whole => Ask::Whole,
            Asked::Points(_) => Ask::Points(max.clone()),
            Asked::YesNo => Ask::YesNo,
            Asked::Option(options) => Ask::Choice(choices(options, false)),
            Asked::Case(cases) => Ask::Choice(choices(cases, true)),
            Asked::Rows(rows) => {
                let row =
                    |(row, typed): &(u32, String)| one(format!("{}[{row}]", input.name), Ask::Number, typed.clone());
                inputs.extend(rows.iter().map(row));
                continue;
            }
        };
        inputs.push(one(input.name.clone(), ask, input.value.clone()));
    }
    Group { label: group.label, inputs }
}

/// What is kept and what is shown; with its code where labels are numbered or not told apart.
fn choices(options: &[OptionView], numbered: bool) -> Vec<(String, String)> {
    let twice = |label: &str| options.iter().filter(|option| option.label == label).count() > 1;
    let shown = |option: &OptionView| match numbered || twice(&option.label) {
        true => format!("{}. {}", option.code, option.label),
        false => option.label.clone(),
    };
    options.iter().map(|option| (option.code.clone(), shown(option))).collect()
}

fn citing(criterion: &str, row: &EvidenceRow) -> Citing {
    let item = &row.evidence;
    let paper = item.paper.as_ref().map(|paper| {
        let parts = [paper.number.clone(), show_date(&paper.date), paper.by.clone(), paper.place.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    });
    Citing {
        id: item.id.clone(),
        criterion: criterion.to_owned(),
        number: item.number.clone(),
        date: show::date(Lang::Vi, &item.date),
        issuer: item.issuer.clone(),
        summary: item.summary.clone(),
        file: item.file_name.clone().unwrap_or_default(),
        sha256: item.file.clone().unwrap_or_default(),
        paper: paper.unwrap_or_default(),
        is_document: item.is_document,
        is_secret: item.secret,
    }
}
