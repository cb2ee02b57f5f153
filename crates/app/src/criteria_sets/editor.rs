//! The editor: the tree with its sums and faults, the form of what is chosen, and changes through that form.

use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::edit::{self, Field, Head, Input, Item, Target, Wrong};
use thuocdo_criteria::{Diagnostic, Parsed, Severity, SourceText, compare, explain};
use thuocdo_store::{Link, SetDraft};

use super::drafts::{put, readable, writable};
use super::shelf::everything;
use super::tester::{self, Tester};
use super::{Outcome, refused};
use crate::{ActionError, App, may};

/// Something found in a draft, with the node it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether the draft cannot be issued with it.
    pub error: bool,
    /// Stable code.
    pub code: &'static str,
    /// Whether it is in the English sidecar.
    pub sidecar: bool,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub hint: Option<Message>,
    /// Place of the node in the tree.
    pub node: Option<usize>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What the text says.
    pub item: Item,
    /// Sum of what counts below it, for sections that are summed.
    pub sum: Option<Number>,
    /// Whether the maximum says otherwise than the sum.
    pub differs: bool,
    /// Errors in its lines.
    pub errors: usize,
    /// Warnings in its lines.
    pub warnings: usize,
}

/// What somebody asks the editor for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Place of the node; `None`: the head.
    pub node: Option<usize>,
    /// Classes and grade scales instead of the head.
    pub parts: bool,
    /// Sample values for the tester: names and what was typed.
    pub sample: Option<Vec<(String, String)>>,
    /// Class that the tester takes.
    pub class: String,
}

/// A draft in the editor.
#[derive(Clone, Debug)]
pub struct EditorView {
    /// The draft.
    pub draft: SetDraft,
    /// Who changed it last.
    pub by: String,
    /// What its head says; nothing if the text is not TOML.
    pub head: Option<Head>,
    /// Sections and criteria in the order of the text.
    pub tree: Vec<Branch>,
    /// Sum of the whole, if there are no classes with sums of their own.
    pub total: Option<Number>,
    /// Findings in order of the text.
    pub found: Vec<Found>,
    /// The node that is shown; `None`: the head.
    pub node: Option<usize>,
    /// Whether classes and grade scales are shown instead of the head.
    pub parts: bool,
    /// Its form; none if the text is not TOML.
    pub form: Option<Vec<Field>>,
    /// Its rule in sentences, as far as it can be read.
    pub sentences: Vec<Message>,
    /// What can be tried.
    pub tester: Option<Tester>,
    /// Classes: code and name.
    pub classes: Vec<(String, String)>,
    /// How many changes can be taken back.
    pub steps: u64,
    /// Whether parts of it were written by us.
    pub illustrative: bool,
    /// Whether the viewer may change it.
    pub may_change: bool,
}

impl EditorView {
    /// How many findings keep the draft from being issued.
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|found| found.error).count()
    }

    /// When it was changed last.
    pub fn at(&self) -> Timestamp {
        self.draft.at
    }

    /// Whether the sum of the whole is the scale.
    pub fn balances(&self) -> Option<bool> {
        Some(self.total.as_ref()? == self.head.as_ref()?.scale.as_ref()?)
    }
}

/// Counts what keeps a draft from being issued.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}

/// Shows a draft.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or there is no such draft.
pub async fn view(app: &App, actor: &Actor, id: &str, asked: &Asked) -> Result<EditorView, ActionError> {
    let mut link = app.store.look().await?;
    let draft = readable(&mut link, actor, id).await?;
    let steps = link.count_draft_steps(id).await?;
    shown(app, &mut link, actor, (draft, steps), asked).await
}

/// Shows what a draft would be with other texts; nothing is saved.
///
/// # Errors
/// As [`view`], or if the text cannot be kept.
pub async fn look(
    app: &App,
    actor: &Actor,
    id: &str,
    (text, sidecar): (&str, &str),
) -> Result<EditorView, ActionError> {
    let mut link = app.store.look().await?;
    let mut draft = readable(&mut link, actor, id).await?;
    let steps = link.count_draft_steps(id).await?;
    draft.text = super::intake::text(text).map_err(refused)?;
    let sidecar = super::intake::text(sidecar).map_err(refused)?;
    draft.sidecar = Some(sidecar).filter(|sidecar| !sidecar.trim().is_empty());
    shown(app, &mut link, actor, (draft, steps), &Asked::default()).await
}

async fn shown(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    (draft, steps): (SetDraft, u64),
    asked: &Asked,
) -> Result<EditorView, ActionError> {
    let may_change = may::administrator(link, actor).await.is_ok();
    let all = everything(app, link).await?;
    let source = SourceText { text: draft.text.clone(), sidecar: draft.sidecar.clone() };
    let parsed = thuocdo_criteria::parse(&source, &all);
    let items = edit::outline(&draft.text).unwrap_or_default();
    let found = found(&parsed, &items);
    let head = edit::head(&draft.text);
    let node = asked.node.filter(|node| *node < items.len());
    let beside = if asked.parts { Target::Parts } else { Target::Head };
    let form = edit::fields(&draft.text, node.map_or(beside, Target::Node));
    let tried = node.and_then(|node| tester::subject(&parsed, &draft.text, node, &all));
    let sentences = tried.as_ref().map(|tried| explain::rule(&tried.set, tried.node, None)).unwrap_or_default();
    let form = form.map(|form| with_variables(form, tried.as_ref()));
    let tester = tried.as_ref().map(|tried| tester::tester(tried, asked));
    let by = super::list::name_of(link, &draft.account).await?;
    let (tree, total) = tree(items, head.as_ref(), &found);
    let set = parsed.set.as_ref();
    let classes = set.map(|set| set.classes.iter().map(|class| (class.code.clone(), class.name.clone())).collect());
    Ok(EditorView {
        by,
        head,
        tree,
        total,
        found,
        parts: asked.parts && node.is_none(),
        node,
        form,
        sentences,
        tester,
        classes: classes.unwrap_or_default(),
        steps,
        illustrative: set.is_some_and(thuocdo_criteria::CriteriaSet::is_illustrative),
        may_change,
        draft,
    })
}

/// Findings with the nodes in whose lines they stand.
fn found(parsed: &Parsed, items: &[Item]) -> Vec<Found> {
    let node = |line: u32| items.iter().position(|item| (item.lines.0..=item.lines.1).contains(&line));
    let one = |found: &Diagnostic| Found {
        error: found.severity == Severity::Error,
        code: found.code,
        sidecar: found.sidecar,
        line: found.place.line,
        column: found.place.column,
        message: found.message.clone(),
        hint: found.hint.clone(),
        node: if found.sidecar { None } else { node(found.place.line) },
    };
    parsed.diagnostics.iter().map(one).collect()
}

/// The tree with sums, where all units have the same form.
fn tree(items: Vec<Item>, head: Option<&Head>, found: &[Found]) -> (Vec<Branch>, Option<Number>) {
    let single = head.is_some_and(|head| !head.classes);
    let mut sums: Vec<Option<Number>> = vec![None; items.len()];
    let mut total = Number::ZERO;
    // Children stand below their parents in depth: the deepest are added first.
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(items[*place].depth));
    for place in order {
        let item = &items[place];
        let own = item.max.clone().or_else(|| sums[place].clone()).unwrap_or_default();
        if !item.counts {
            continue;
        }
        match item.parent {
            Some(parent) => sums[parent] = Some(&sums[parent].clone().unwrap_or_default() + &own),
            None => total = &total + &own,
        }
    }
    let count = |place: usize, error: bool| {
        found.iter().filter(|found| found.node == Some(place) && found.error == error).count()
    };
    let branch = |(place, (item, sum)): (usize, (Item, Option<Number>))| {
        let sum = sum.filter(|_| single && item.section && item.sums);
        let differs = matches!((&sum, &item.max), (Some(sum), Some(max)) if sum != max);
        Branch { errors: count(place, true), warnings: count(place, false), item, sum, differs }
    };
    let tree = items.into_iter().zip(sums).enumerate().map(branch).collect();
    (tree, single.then_some(total))
}

/// Rows for variables that the rule asks for and nobody has named yet.
fn with_variables(mut form: Vec<Field>, tried: Option<&tester::Subject>) -> Vec<Field> {
    let Some(tried) = tried else { return form };
    let Some(criterion) = tried.set.node(tried.node).criterion() else { return form };
    for field in form.iter_mut().filter(|field| field.path == "variables") {
        let Input::Rows(columns, rows) = &mut field.input else { continue };
        for variable in &criterion.variables {
            let named = |row: &Vec<Input>| matches!(row.first(), Some(Input::Line(name)) if *name == variable.name);
            if !rows.iter().any(named) {
                let empty = |column: &edit::Column| match column.name.1 {
                    "name" => Input::Line(variable.name.clone()),
                    "whole" | "imposed" => Input::Flag(String::new()),
                    _ => Input::Line(String::new()),
                };
                rows.push(columns.iter().map(empty).collect());
            }
        }
    }
    form
}

/// What is done to the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// What was typed into the form of a node, or of the head.
    Fill(Target, Vec<(String, String)>),
    /// A section or criterion below a node.
    AddBelow {
        /// The node.
        node: usize,
        /// Section, else criterion.
        section: bool,
        /// Its title for now.
        title: String,
    },
    /// A section or criterion after a node, or at the end.
    AddAfter {
        /// The node.
        node: Option<usize>,
        /// Section, else criterion.
        section: bool,
        /// Its title for now.
        title: String,
    },
    /// Takes a node out with all below it.
    Remove(usize),
    /// Moves a node past its neighbour.
    Shift(usize, bool),
}

/// A change that was done: the revision, and the node to show next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The draft's revision.
    pub revision: u64,
    /// The node; `None`: the head.
    pub node: Option<usize>,
}

/// Why a form was not written: field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Vec<(String, Message)>);

/// Changes a draft through its form or tree.
///
/// # Errors
/// If the actor is no administrator, or the text does not allow it.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &str,
    revision: u64,
    act: Act,
) -> Result<Result<Outcome<Changed>, Refusal>, ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let draft = writable(work, &actor, &id).await?;
            if draft.revision != revision {
                return Ok(Ok(Outcome::Overtaken(Box::new(draft))));
            }
            let (text, node) = match done(&draft.text, act) {
                Ok(done) => done?,
                Err(refusal) => return Ok(Err(refusal)),
            };
            // What grew too large in the form is refused like any text.
            let text = super::intake::text(&text).map_err(refused)?;
            let draft = put(work, &actor, &draft, text, draft.sidecar.clone()).await?;
            Ok(Ok(Outcome::Done(Changed { revision: draft.revision, node })))
        })
    })
    .await
}

type Done = Result<(String, Option<usize>), ActionError>;

fn done(text: &str, act: Act) -> Result<Done, Refusal> {
    let no = |key: &str| Err(refused(Message::new(key)));
    Ok(match act {
        Act::Fill(target, pairs) => {
            let text =
                edit::apply(text, target, &pairs).map_err(|wrong| Refusal(wrong.into_iter().map(said).collect()))?;
            let node = match target {
                Target::Head | Target::Parts => None,
                Target::Node(node) => Some(node),
            };
            Ok((text, node))
        }
        Act::AddBelow { node, section, title } => match edit::add(text, Some(node), true, section, &title) {
            Some(added) => Ok((added.text, Some(added.place))),
            None => no("sets-cannot-add"),
        },
        Act::AddAfter { node, section, title } => match edit::add(text, node, false, section, &title) {
            Some(added) => Ok((added.text, Some(added.place))),
            None => no("sets-cannot-add"),
        },
        Act::Remove(node) => {
            let parent = edit::outline(text).and_then(|items| items.get(node)?.parent);
            match edit::remove(text, node) {
                Some(text) => Ok((text, parent)),
                None => no("sets-cannot-move"),
            }
        }
        Act::Shift(node, up) => match edit::shift(text, node, up) {
            Some(moved) => Ok((moved.text, Some(moved.place))),
            None => no("sets-cannot-move"),
        },
    })
}

fn said((path, wrong): (String, Wrong)) -> (String, Message) {
    let message = match wrong {
        Wrong::NotANumber(typed) => Message::new("answers-not-a-number").text("value", typed),
        Wrong::Ambiguous(typed) => Message::new("answers-ambiguous")
            .text("whole", typed.replace('.', ""))
            .text("decimal", typed.replace('.', ","))
            .text("value", typed),
        Wrong::NotAWord(typed) => Message::new("sets-not-a-word").text("value", typed),
        Wrong::NoSuchPart => Message::new("sets-no-form"),
    };
    (path, message)
}

/// What changed between a draft and the version it was made from.
#[derive(Clone, Debug)]
pub struct DraftComparison {
    /// The draft.
    pub draft: SetDraft,
    /// Name of the version: `code@version`.
    pub base: String,
    /// Differences; none if the draft has faults that keep it from being read.
    pub changes: Option<Vec<Message>>,
}

/// Compares a draft with a version: the one it was made from, unless another is named.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or there is nothing to compare with.
pub async fn comparison(
    app: &App,
    actor: &Actor,
    id: &str,
    with: Option<&str>,
) -> Result<DraftComparison, ActionError> {
    let mut link = app.store.look().await?;
    let draft = readable(&mut link, actor, id).await?;
    let all = everything(app, &mut link).await?;
    let base = with.map(str::to_owned).or_else(|| draft.base.clone()).ok_or(ActionError::NotAllowed)?;
    let (code, version) = super::named(&base).ok_or(ActionError::NotAllowed)?;
    let known = all.version(code, version).ok_or(ActionError::NotAllowed)?;
    let source = SourceText { text: draft.text.clone(), sidecar: draft.sidecar.clone() };
    let parsed = thuocdo_criteria::parse(&source, &all);
    let sides = known.set().zip(parsed.set.as_ref());
    let changes = sides.map(|(old, new)| compare::versions(old, new).iter().map(compare::Change::message).collect());
    Ok(DraftComparison { draft, base, changes })
}

/// The text of a draft, for whoever takes it along.
///
/// # Errors
/// If the actor is neither administrator nor auditor, or there is no such draft.
pub async fn file(app: &App, actor: &Actor, id: &str) -> Result<SetDraft, ActionError> {
    readable(&mut app.store.look().await?, actor, id).await
}
