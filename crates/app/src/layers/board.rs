//! All facts of a round with what they come to: points, totals, ranks and grades of each layer.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use thuocdo_assessment::Layer;
use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::NodeId;
use thuocdo_scoring::card::Line;
use thuocdo_scoring::ranking::Entry;
use thuocdo_scoring::{Answer, Cohort, Ranking, RoundScores, Scorecard, apply_quotas, explain, rank, score_round};
use thuocdo_store::{Link, PointsRow};

use super::finding::Finding;
use super::outside::{Outside, outside};
use crate::answers::load::subject;
use crate::setup::Frozen;
use crate::{ActionError, App};

/// In how many layers facts stand; the highest with a fact counts.
const LAYERS: usize = Layer::ALL.len();

/// All points of a round, layer by layer (bảng điểm các lớp).
#[derive(Debug)]
pub struct Board {
    frozen: Arc<Frozen>,
    /// Number of the last event whose points are in it.
    pub seq: Option<u64>,
    /// What is read of other rounds, and held grades that may stand.
    outside: Arc<Outside>,
    /// By unit, then criterion; what did not change is shared with the board before.
    told: AllTold,
    /// Results by place of the set and layer, computed when they are first asked for; those that no new fact
    /// touches are shared with the board before.
    scored: Vec<Results>,
}

/// Results of one set by layer.
type Results = [Arc<OnceLock<Scored>>; LAYERS];

/// Facts by unit, then criterion.
type AllTold = BTreeMap<String, Arc<BTreeMap<String, Told>>>;

/// Facts of one criterion of one unit, by layer.
#[derive(Clone, Debug, Default)]
struct Told([Option<Arc<One>>; LAYERS]);

#[derive(Debug)]
struct One {
    row: Arc<PointsRow>,
    node: NodeId,
    /// What is said; of the unit's own layer what would say the same above it.
    finding: Finding,
    /// As scoring reads it; nothing if it was withdrawn or says nothing.
    answer: Option<Answer>,
}

/// What one set's units come to in one layer.
#[derive(Debug)]
pub struct Scored {
    /// What was scored.
    pub cohort: Cohort,
    /// Scorecards.
    pub scores: RoundScores,
    /// Ranks within groups.
    pub ranking: Ranking,
    cards: HashMap<String, usize>,
}

/// A fact that cannot be read, or speaks of what the round does not have.
#[derive(Debug, thiserror::Error)]
#[error("the fact of event {seq} about {unit} {criterion} in layer {layer} is damaged")]
struct Damaged {
    seq: u64,
    unit: String,
    criterion: String,
    layer: String,
}

/// Boards of rounds by code, each as it was last asked for.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<String, Arc<Board>>>);

/// Gives a round's board, up to date with what `link` sees.
///
/// # Errors
/// If the store does not answer, or a fact is damaged: a result never stands on what could not be read.
pub async fn board(app: &App, link: &mut Link, frozen: &Arc<Frozen>) -> Result<Arc<Board>, ActionError> {
    let kept = app.boards.0.lock().unwrap_or_else(PoisonError::into_inner).get(&frozen.code).cloned();
    let mut news = link.points_news(&frozen.code, kept.as_ref().and_then(|board| board.seq)).await?;
    let outside = outside(app, &mut news, kept.as_ref().map(|board| &board.outside)).await?;
    let news = news.facts;
    let board = match kept {
        Some(kept) if news.is_empty() && Arc::ptr_eq(&kept.outside, &outside) => return Ok(kept),
        Some(kept) => Arc::new(kept.beside(outside).and(news)?),
        None => Arc::new(Board::empty(frozen).beside(outside).and(news)?),
    };
    // A reader that saw less than another must not put the clock back.
    let mut shelf = app.boards.0.lock().unwrap_or_else(PoisonError::into_inner);
    let is_newer = shelf.get(&frozen.code).is_none_or(|kept| kept.seq <= board.seq);
    if is_newer && !link.is_writing() {
        shelf.insert(frozen.code.clone(), Arc::clone(&board));
    }
    Ok(board)
}

impl Board {
    /// The board of a round in which nothing has been told.
    pub fn empty(frozen: &Arc<Frozen>) -> Self {
        Self {
            frozen: Arc::clone(frozen),
            seq: None,
            outside: Arc::default(),
            told: BTreeMap::new(),
            scored: unscored(frozen),
        }
    }

    /// The board with facts that came after it.
    ///
    /// # Errors
    /// If a fact is damaged.
    pub fn and(&self, news: impl IntoIterator<Item = impl Into<Arc<PointsRow>>>) -> Result<Self, ActionError> {
        let mut board = self.beside(Arc::clone(&self.outside));
        for row in news {
            let row: Arc<PointsRow> = row.into();
            board.seq = board.seq.max(Some(row.seq));
            let (at, one) = read(&self.frozen, row)?;
            board.put(at, one);
        }
        Ok(board)
    }

    /// Adds a fact; results of its layer and of those above are to be computed again.
    fn put(&mut self, at: usize, one: One) {
        if let Some(set) = self.place_of(&one.row.unit) {
            self.scored[set][at..].fill_with(Arc::default);
        }
        let row = Arc::clone(&one.row);
        let criteria = Arc::make_mut(match self.told.get_mut(&row.unit) {
            Some(criteria) => criteria,
            None => self.told.entry(row.unit.clone()).or_default(),
        });
        match criteria.get_mut(&row.criterion) {
            Some(told) => told.0[at] = Some(Arc::new(one)),
            None => criteria.entry(row.criterion.clone()).or_default().0[at] = Some(Arc::new(one)),
        }
    }

    /// The board with what is read of other rounds, and held grades that may stand.
    #[must_use]
    pub fn beside(&self, outside: Arc<Outside>) -> Self {
        let (frozen, told) = (Arc::clone(&self.frozen), self.told.clone());
        let is_same = Arc::ptr_eq(&outside, &self.outside);
        let scored = if is_same { self.scored.clone() } else { unscored(&frozen) };
        Self { frozen, seq: self.seq, outside, told, scored }
    }

    /// The board as it was when an event had just been written, beside what is read of other rounds now.
    ///
    /// # Errors
    /// If a fact is damaged.
    pub fn at(&self, seq: u64, facts: Vec<PointsRow>) -> Result<Self, ActionError> {
        let earlier = facts.into_iter().filter(|row| row.seq <= seq);
        Self::empty(&self.frozen).beside(Arc::clone(&self.outside)).and(earlier)
    }

    /// What is read of other rounds, and held grades that may stand.
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// Whether anything is told in a layer.
    pub fn has(&self, layer: Layer) -> bool {
        let at = place(layer);
        self.told.values().flat_map(|told| told.values()).any(|told| told.0[at].is_some())
    }

    /// The board as it would be if these were said too; nothing is kept of it.
    #[must_use]
    pub fn with(&self, said: &[(&str, &str, Layer, Finding)]) -> Self {
        let mut board = self.beside(Arc::clone(&self.outside));
        for (unit, criterion, layer, finding) in said {
            let known = self.frozen.unit(unit);
            let known = known.and_then(|unit| Some((unit, self.frozen.node_of(unit, criterion)?)));
            let Some((row, node)) = known else { continue };
            let (answer, node) = (finding.answer(node, self.frozen.class_of(row)).ok().filter(says), node.id);
            let row = PointsRow {
                unit: (*unit).to_owned(),
                criterion: (*criterion).to_owned(),
                layer: layer.word().to_owned(),
                seq: self.seq.unwrap_or_default(),
                answer: serde_json::to_string(finding).unwrap_or_default(),
                reason: None,
                account: String::new(),
                at: thuocdo_base::Timestamp::from_micros(0),
            };
            let row = Arc::new(row);
            board.put(place(*layer), One { row, node, finding: finding.clone(), answer });
        }
        board
    }

    /// The round as it was frozen.
    pub fn frozen(&self) -> &Arc<Frozen> {
        &self.frozen
    }

    /// What was last told of a criterion in exactly this layer, withdrawn or not.
    pub fn fact(&self, unit: &str, criterion: &str, layer: Layer) -> Option<&PointsRow> {
        let told = self.told.get(unit)?.get(criterion)?;
        told.0[place(layer)].as_ref().map(|one| &*one.row)
    }

    /// What a unit said of itself in a form that may be said above it.
    pub fn own(&self, unit: &str, criterion: &str) -> Option<&Finding> {
        let told = self.told.get(unit)?.get(criterion)?;
        told.0[place(Layer::Own)].as_ref().map(|one| &one.finding)
    }

    /// What somebody said in exactly this layer, if it still counts.
    pub fn said(&self, unit: &str, criterion: &str, layer: Layer) -> Option<(&PointsRow, &Finding)> {
        let told = self.told.get(unit)?.get(criterion)?;
        let one = told.0[place(layer)].as_ref().filter(|one| !one.finding.withdrawn)?;
        Some((&one.row, &one.finding))
    }

    /// The highest layer up to this one in which something counts for a criterion.
    pub fn counting(&self, unit: &str, criterion: &str, layer: Layer) -> Option<Layer> {
        let told = self.told.get(unit)?.get(criterion)?;
        let counts = |layer: &Layer| told.0[place(*layer)].as_ref().is_some_and(|one| !one.finding.withdrawn);
        Layer::ALL.into_iter().rev().filter(|below| *below <= layer).find(counts)
    }

    /// What the units of a set come to in a layer; computed once.
    pub fn scored(&self, set: usize, layer: Layer) -> &Scored {
        let at = place(layer);
        self.scored[set][at].get_or_init(|| score(&self.frozen, &self.outside, &self.told, set, at))
    }

    /// A unit's scorecard in a layer.
    pub fn card(&self, unit: &str, layer: Layer) -> Option<&Scorecard> {
        let scored = self.scored(self.place_of(unit)?, layer);
        scored.scores.cards.get(*scored.cards.get(unit)?)
    }

    /// A criterion or section of a unit in a layer.
    pub fn line(&self, unit: &str, code: &str, layer: Layer) -> Option<&Line> {
        let node = self.frozen.node_of(self.frozen.unit(unit)?, code)?;
        self.card(unit, layer)?.lines.get(node.id.index())
    }

    /// Points of a criterion or section of a unit in a layer, if it has any.
    pub fn points(&self, unit: &str, code: &str, layer: Layer) -> Option<Number> {
        let line = self.line(unit, code, layer)?;
        use thuocdo_scoring::card::State::{NotApplicable, Scored};
        matches!(line.state, Scored | NotApplicable).then(|| line.points.clone())
    }

    /// A unit's place in its group, in a layer.
    pub fn rank_of(&self, unit: &str, layer: Layer) -> Option<&Entry> {
        let scored = self.scored(self.place_of(unit)?, layer);
        let card = *scored.cards.get(unit)?;
        let group = &scored.scores.cards.get(card)?.group;
        let group = scored.ranking.groups.iter().find(|ranked| ranked.group == *group)?;
        group.entries.iter().find(|entry| entry.card == card)
    }

    /// How points came about in a layer, sentence by sentence.
    pub fn trace(&self, unit: &str, criterion: &str, layer: Layer) -> Vec<Message> {
        let found = self.set_of(unit).and_then(|set| Some((set, set.find(criterion)?)));
        let (Some((set, node)), Some(card)) = (found, self.card(unit, layer)) else { return Vec::new() };
        let cohort = self.place_of(unit).map(|set| &self.scored(set, layer).cohort);
        let subject = cohort.and_then(|cohort| cohort.subjects.iter().find(|subject| subject.unit == unit));
        let answer = subject.and_then(|subject| subject.answers.get(node.id.index())?.as_ref());
        let name = |code: &str| self.frozen.unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone());
        explain::line_with_names(set, card, node.id, answer, &name)
    }

    fn set_of(&self, unit: &str) -> Option<&CriteriaSet> {
        self.place_of(unit).map(|place| &*self.frozen.sets[place])
    }

    fn place_of(&self, unit: &str) -> Option<usize> {
        self.frozen.unit(unit).map(|unit| self.frozen.place_of(unit))
    }
}

/// Place of a layer among all, from low to high.
fn place(layer: Layer) -> usize {
    layer as usize
}

fn unscored(frozen: &Frozen) -> Vec<Results> {
    frozen.sets.iter().map(|_| Default::default()).collect()
}

/// A fact as scoring reads it, with the place of its layer.
fn read(frozen: &Frozen, row: Arc<PointsRow>) -> Result<(usize, One), ActionError> {
    let known = || {
        let (layer, unit) = (Layer::of(&row.layer)?, frozen.unit(&row.unit)?);
        let (node, class) = (frozen.node_of(unit, &row.criterion)?, frozen.class_of(unit));
        if layer == Layer::Own {
            let finding = Finding::of_own_json(&row.answer)?;
            let answer = finding.own_answer(node.criterion()?);
            return Some((layer, node.id, finding, answer));
        }
        let finding = Finding::of_json(&row.answer)?;
        let answer = finding.answer(node, class).ok()?;
        Some((layer, node.id, finding, answer))
    };
    let Some((layer, node, finding, answer)) = known() else { return Err(damaged(&row)) };
    Ok((place(layer), One { row, node, finding, answer: Some(answer).filter(says) }))
}

/// Whether an answer says anything.
fn says(answer: &Answer) -> bool {
    *answer != Answer::default()
}

fn damaged(row: &PointsRow) -> ActionError {
    let (unit, criterion, layer) = (row.unit.clone(), row.criterion.clone(), row.layer.clone());
    ActionError::system(Damaged { seq: row.seq, unit, criterion, layer })
}

fn score(frozen: &Frozen, outside: &Outside, told: &AllTold, set: usize, at: usize) -> Scored {
    let units = frozen.units.iter().filter(|unit| frozen.place_of(unit) == set);
    let rules = &*frozen.sets[set];
    let subjects = units.map(|unit| {
        let mut subject = subject(frozen, unit);
        subject.accept_held = outside.accepted.get(&unit.code).map(|(reason, _)| reason.clone());
        subject.answers = vec![None; rules.nodes.len()];
        for told in told.get(&unit.code).into_iter().flat_map(|told| told.values()) {
            if let Some(one) = told.0.iter().flatten().next() {
                subject.answers[one.node.index()] = counting(told, at);
            }
        }
        subject
    });
    let cohort = Cohort { subjects: subjects.collect(), inputs: outside.tables(rules), closed: true };
    let mut scores = score_round(rules, &cohort);
    let ranking = rank(rules, &scores);
    apply_quotas(rules, &mut scores, &ranking);
    let cards = scores.cards.iter().enumerate().map(|(at, card)| (card.unit.clone(), at)).collect();
    Scored { cohort, scores, ranking, cards }
}

/// The answer that counts up to a layer. What a unit only asked for, not applicable, needs somebody above it to say so.
fn counting(told: &Told, at: usize) -> Option<Answer> {
    let (layer, one) =
        (0..=at).rev().find_map(|at| told.0[at].as_ref().filter(|one| !one.finding.withdrawn).map(|one| (at, one)))?;
    let answer = one.answer.clone()?;
    let unconfirmed = layer == 0 && at > 0 && answer.not_applicable.is_some();
    (!unconfirmed).then_some(answer)
}
