//! One criterion of the workbench: how it scores, what is typed, what it comes to.

use thuocdo_assessment::table::Verdict;
use thuocdo_assessment::{Field, Refusal};
use thuocdo_base::{Message, Number};
use thuocdo_criteria::explain;
use thuocdo_criteria::rule::ScoringRule;
use thuocdo_criteria::set::{NaPolicy, Node, Origin, Source};
use thuocdo_store::Link;
use thuocdo_words::{Lang, show};

use super::inputs::{Asking, InputGroup, StepView};
use super::tree::{listed, state};
use super::{Scene, title};
use crate::answers::previous::{self, Before};
use crate::answers::read::may_differ;
use crate::answers::tally::{Answered, Line, Standing, by_trait, policy};
use crate::{ActionError, App};

/// One criterion (tiêu chí đang mở).
#[derive(Clone, Debug)]
pub struct Pane {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Section right above it: code and title.
    pub section: Option<(String, String)>,
    /// Maximum.
    pub max: String,
    /// Agency that appraises it.
    pub owner: Option<String>,
    /// Word of the source: `self`, `appraiser`, `statistics`, `survey`, `publication`.
    pub source: &'static str,
    /// Whether the unit assesses it itself.
    pub own: bool,
    /// Written by us.
    pub illustrative: bool,
    /// Collected, never scored.
    pub unscored: bool,
    /// Whether the viewer may change it now.
    pub open: bool,
    /// Why not, if only this criterion is closed.
    pub closed: Option<Message>,
    /// How it scores, sentence by sentence.
    pub how: Vec<Message>,
    /// Text of the rule as the decision prints it.
    pub method: Option<String>,
    /// Evidence that is expected.
    pub wanted: Vec<String>,
    /// Last day that figures speak of.
    pub data_to: String,
    /// What is asked.
    pub groups: Vec<InputGroup>,
    /// Steps of the rule.
    pub steps: Vec<StepView>,
    /// What is typed.
    pub answered: Answered,
    /// Versions of the fields, in the order of [`Field::ALL`].
    pub versions: [u64; 4],
    /// Word of the state.
    pub state: &'static str,
    /// Whether nothing more is needed.
    pub finished: bool,
    /// Points that count.
    pub points: Option<String>,
    /// Points that the rule computes.
    pub computed: Option<String>,
    /// The value before it became points.
    pub ratio: Option<String>,
    /// Whether the unit may give itself other points than computed.
    pub may_differ: bool,
    /// Whether it does.
    pub differs: bool,
    /// Whether points are settled after appraisal.
    pub provisional: bool,
    /// How the computed points came about.
    pub trace: Vec<Message>,
    /// What blocks, with the field it is about.
    pub blocking: Vec<(Field, Message)>,
    /// What should be looked at.
    pub warnings: Vec<Message>,
    /// Where it does not apply.
    pub na: NaView,
    /// The last round, or why it is not shown.
    pub last: Result<Box<Before>, Message>,
    /// Remarks with which it was sent back: text, who, when.
    pub remarks: Vec<(String, String, String)>,
    /// Whom it was given to: account, name, due day.
    pub assigned: Option<(String, String, Option<String>)>,
    /// To whom it may be given: account and name.
    pub colleagues: Vec<(String, String)>,
    /// The listed criterion before it: code and title.
    pub before: Option<(String, String)>,
    /// The listed criterion after it.
    pub after: Option<(String, String)>,
}

/// What holds where the criterion does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaView {
    /// Ground by which the set itself leaves it out for this unit.
    pub by_rule: Option<String>,
    /// How it would score; none if the set has no policy and it cannot be asked.
    pub scores: Option<Message>,
    /// Whether that hangs on other units and is settled later.
    pub later: bool,
    /// Grounds of the set, offered first.
    pub grounds: Vec<String>,
}

/// Shows one criterion.
pub(super) async fn pane(
    app: &App,
    link: &mut Link,
    scene: &Scene<'_>,
    code: &str,
    verdict: Verdict,
    colleagues: &[(String, String)],
) -> Result<Pane, ActionError> {
    let line = scene.tally.line(code).ok_or(ActionError::NotAllowed)?;
    let last = previous::before(app, link, scene, line).await?;
    let remarks = link.remarks_of(&scene.asked.round, &scene.asked.unit).await?;
    let open = remarks.into_iter().filter(|remark| remark.criterion == code && remark.settled_at.is_none());
    let mut told = Vec::new();
    for remark in open {
        let by = match scene.names.get(&remark.account) {
            Some(name) => name.clone(),
            None => link.find_account(&remark.account).await?.map_or_else(String::new, |account| account.name),
        };
        told.push((remark.text, by, show::moment(remark.at)));
    }
    Ok(Pane { remarks: told, colleagues: colleagues.to_vec(), ..still(scene, line, verdict, last) })
}

fn still(scene: &Scene<'_>, line: &Line, verdict: Verdict, last: Result<Box<Before>, Message>) -> Pane {
    let (set, lang, writer) = (scene.set(), scene.asked.lang, scene.writer);
    let node = set.node(line.node);
    let class = scene.loaded.subject.class;
    let closed = closed(scene, line, verdict);
    let answered = scene.loaded.answered(&line.code);
    let (before, after) = neighbours(scene, line);
    let mut pane = Pane {
        code: node.code.clone(),
        title: title(lang, node).to_owned(),
        section: node
            .parent
            .map(|parent| set.node(parent))
            .filter(|parent| parent.depth > 0)
            .map(|parent| (parent.code.clone(), title(lang, parent).to_owned())),
        max: writer.points(&line.max),
        owner: None,
        source: source(line.source),
        own: line.source == Source::OwnReport,
        illustrative: node.origin == Origin::Illustrative,
        unscored: !node.scored,
        open: verdict == Verdict::Yes && closed.is_none(),
        closed: closed.filter(|_| verdict == Verdict::Yes),
        how: explain::rule(set, node.id, class),
        method: None,
        wanted: Vec::new(),
        data_to: show::date(lang, &scene.frozen.data_to),
        groups: Vec::new(),
        steps: Vec::new(),
        versions: versions(scene, &line.code),
        state: state(scene, line),
        finished: line.standing.is_finished(),
        points: line.points.as_ref().map(|points| writer.points(points)),
        computed: line.computed.as_ref().map(|points| writer.points(points)),
        ratio: None,
        may_differ: false,
        differs: line.differs,
        provisional: line.provisional,
        trace: Vec::new(),
        blocking: line.blocking.iter().map(|block| (block.field, block.message.clone())).collect(),
        warnings: line.warnings.clone(),
        na: na(scene, node),
        remarks: Vec::new(),
        assigned: assigned(scene, &line.code),
        colleagues: Vec::new(),
        before,
        after,
        last,
        answered,
    };
    fill(scene, node, line, &mut pane);
    pane
}

/// What is asked, and how the points came about.
fn fill(scene: &Scene<'_>, node: &Node, line: &Line, pane: &mut Pane) {
    let Some(criterion) = node.criterion() else { return };
    let class = scene.loaded.subject.class;
    pane.owner.clone_from(&criterion.owner);
    pane.method.clone_from(&criterion.method);
    pane.wanted.clone_from(&criterion.evidence);
    pane.may_differ = pane.own && may_differ(criterion, class);
    pane.ratio = line.value.as_ref().and_then(|value| ratio(scene.asked.lang, criterion.rule_for(class), value));
    if line.standing != Standing::Todo {
        let name = |code: &str| scene.frozen.unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone());
        pane.trace = scene.tally.trace(scene.set(), node.id, &name);
    }
    if !pane.own {
        return;
    }
    let last = pane.last.as_ref().ok().and_then(|before| before.figures.as_ref());
    let asking = Asking { criterion, class, max: &line.max, typed: &pane.answered.figures, last, writer: scene.writer };
    let (groups, steps) = (asking.groups(), asking.steps(line.computed.as_ref()));
    if !steps.is_empty() {
        // The steps stand in a list of their own.
        pane.how.drain(1..(steps.len() + 1).min(pane.how.len()));
    }
    (pane.groups, pane.steps) = (groups, steps);
}

/// Why only this criterion is closed.
fn closed(scene: &Scene<'_>, line: &Line, verdict: Verdict) -> Option<Message> {
    if verdict != Verdict::Yes {
        return Some(Refusal::NoRole(thuocdo_assessment::Action::Answer).message());
    }
    scene.record.answer(&line.code, line.source).err().map(|refusal| refusal.message())
}

/// A value as people read it: shares in per cent, counts not at all, because they are typed.
pub fn ratio(lang: Lang, rule: &ScoringRule, value: &Number) -> Option<String> {
    matches!(rule, ScoringRule::Ratio { .. } | ScoringRule::Every { .. }).then(|| show::percent(lang, value, 2))
}

fn source(source: Source) -> &'static str {
    match source {
        Source::OwnReport => "self",
        Source::Appraiser => "appraiser",
        Source::Statistics => "statistics",
        Source::Survey => "survey",
        Source::Publication => "publication",
    }
}

fn versions(scene: &Scene<'_>, code: &str) -> [u64; 4] {
    Field::ALL.map(|field| {
        let row = scene.loaded.fields.iter().find(|row| row.criterion == code && row.name == field.word());
        row.map_or(0, |row| row.version)
    })
}

fn na(scene: &Scene<'_>, node: &Node) -> NaView {
    let set = scene.set();
    let by_rule = by_trait(set, &scene.loaded.subject, node);
    let policy = by_rule.map_or_else(|| policy(set, node), |rule| Some(&rule.policy));
    let mut grounds: Vec<String> = set.not_applicable.iter().map(|rule| rule.ground.clone()).collect();
    grounds.dedup();
    NaView {
        by_rule: by_rule.map(|rule| rule.ground.clone()),
        scores: policy.map(|policy| explain::policy(set, policy)),
        later: matches!(policy, Some(NaPolicy::CohortBest { .. })),
        grounds,
    }
}

fn assigned(scene: &Scene<'_>, code: &str) -> Option<(String, String, Option<String>)> {
    let given = scene.assignments.iter().find(|given| given.criterion == code)?;
    let name = scene.names.get(&given.account).cloned().unwrap_or_default();
    let due = given.due.as_ref().map(|due| show::date(scene.asked.lang, due));
    Some((given.account.clone(), name, due))
}

/// A criterion by code and title.
type Neighbour = Option<(String, String)>;

/// The listed criteria before and after.
fn neighbours(scene: &Scene<'_>, line: &Line) -> (Neighbour, Neighbour) {
    let (set, listed) = (scene.set(), listed(scene));
    let lines: Vec<&Line> =
        if listed.iter().any(|other| other.node == line.node) { listed } else { scene.tally.lines.iter().collect() };
    let at = lines.iter().position(|other| other.node == line.node).unwrap_or_default();
    let link = |line: &&Line| (line.code.clone(), title(scene.asked.lang, set.node(line.node)).to_owned());
    (at.checked_sub(1).and_then(|at| lines.get(at)).map(link), lines.get(at + 1).map(link))
}
