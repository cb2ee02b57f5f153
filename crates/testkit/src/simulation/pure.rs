//! A whole round without a database: the pure steps that actions take, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thuocdo_app::answers::read;
use thuocdo_app::answers::view::Writer;
use thuocdo_app::appraisal::place::Place;
use thuocdo_app::appraisal::{Edit, bulk, save};
use thuocdo_app::council::item;
use thuocdo_app::council::vote::{commitment, holds};
use thuocdo_app::decision::result::{self, As};
use thuocdo_app::layers::{self, Board, Finding, Outside, Said};
use thuocdo_app::setup::Frozen;
use thuocdo_app::setup::appraised::codes_of;
use thuocdo_app::setup::frozen::is_self_assessed;
use thuocdo_app::submission::sheet::{CriterionAnswer, Given, Row};
use thuocdo_assessment::appraisal::{Appraiser, Item, Judged, complete, draw, lack, twice_of};
use thuocdo_assessment::clarification::{self, Asking, Question, Stance};
use thuocdo_assessment::council::{
    Choice, ItemState, Member, Presence, Quorum, Sitting, Tally, choice_of, decide, may_reveal, sealed_text, voters,
};
use thuocdo_assessment::decision::{self, Proposal, Proposing};
use thuocdo_assessment::record::{Asked, Snapshot};
use thuocdo_assessment::{Action, Layer, Record, Roles, RoundStage, Stage, Verdict, appeal, course, table};
use thuocdo_base::{Message, Number, Timestamp, read as typed};
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::{PointsRow, RoundUnit};
use thuocdo_words::Lang;

use super::plan::{self, Motion, Plan, REASON, ROUND, Reply, VOTERS};
use crate::app::TestApp;

/// How far results are frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Totals, ranks and grades.
    Numbers,
    /// The bytes that are published, with every answer and every trace.
    Bytes,
}

/// A round that was played to its end.
#[derive(Debug)]
pub struct Played {
    /// The plan.
    pub plan: Plan,
    /// All facts in the order in which they were told.
    pub facts: Vec<Arc<PointsRow>>,
    /// How many of them units submitted.
    pub submitted: usize,
    /// The points of all layers as units submitted them.
    pub as_submitted: Arc<Board>,
    /// The points of all layers in the end.
    pub board: Arc<Board>,
    /// Proposals as they were published.
    pub published: Vec<Proposal>,
    /// Their bytes, decision included, where they were frozen.
    pub bodies: Vec<Vec<u8>>,
    /// Digests of results that were looked at before anything was published.
    pub seen_early: Vec<String>,
    /// Votes that counted: unit and who voted.
    pub votes: Vec<(String, String)>,
    /// Votes as they were committed to and opened: commitment, salt, text.
    pub opened: Vec<(String, String, String)>,
}

/// Plays a round.
///
/// # Panics
/// If a step refuses what the plan lets it do.
pub fn play(plan: Plan, depth: Depth) -> Played {
    let mut play = Play::new(&plan, depth);
    play.assess();
    let (submitted, as_submitted) = (play.facts.len(), Arc::clone(&play.board));
    play.appraise();
    play.clarify();
    play.appraise_again();
    play.sit();
    play.decide();
    play.correct();
    let Play { facts, board, published, bodies, seen_early, votes, opened, .. } = play;
    Played { facts, submitted, as_submitted, board, published, bodies, seen_early, votes, opened, plan }
}

struct Play<'a> {
    plan: &'a Plan,
    depth: Depth,
    people: BTreeMap<String, Roles>,
    appraisers: BTreeMap<String, Appraiser>,
    /// Units that each member of the council is tied to.
    ties: BTreeMap<&'static str, BTreeSet<String>>,
    frozen: Arc<Frozen>,
    board: Arc<Board>,
    news: Vec<Arc<PointsRow>>,
    facts: Vec<Arc<PointsRow>>,
    stage: RoundStage,
    records: BTreeMap<String, Record>,
    questions: BTreeMap<(String, String), Question>,
    proposal: Option<Proposal>,
    published: Vec<Proposal>,
    bodies: Vec<Vec<u8>>,
    seen_early: Vec<String>,
    votes: Vec<(String, String)>,
    opened: Vec<(String, String, String)>,
    micros: i64,
    seq: u64,
}

impl<'a> Play<'a> {
    fn new(plan: &'a Plan, depth: Depth) -> Self {
        let (groups, units) = (plan.groups.clone(), plan.units.clone());
        let sets = std::slice::from_ref(&plan.set);
        let frozen = Arc::new(Frozen::new(plan.settings.clone(), sets, groups, units).expect("a set"));
        let named = BTreeMap::from([("ubnd".to_owned(), (plan::BEFORE.to_owned(), 1))]);
        let tables = BTreeMap::from([("ubnd".to_owned(), layers::table(&plan.before))]);
        let outside = Arc::new(Outside::new(named, BTreeMap::new(), tables));
        let people = plan.people();
        let appraiser = |who: &str| Appraiser { roles: people[who].clone(), ties: plan.ties(who) };
        Self {
            appraisers: plan::APPRAISERS.iter().map(|who| ((*who).to_owned(), appraiser(who))).collect(),
            ties: VOTERS.iter().map(|who| (*who, plan.ties(who))).collect(),
            board: Arc::new(Board::empty(&frozen).beside(outside)),
            records: plan
                .units
                .iter()
                .filter(|unit| unit.excluded.is_none())
                .map(|unit| (unit.code.clone(), record(&unit.code)))
                .collect(),
            plan,
            depth,
            people,
            frozen,
            news: Vec::new(),
            facts: Vec::new(),
            stage: RoundStage::SelfAssessment,
            questions: BTreeMap::new(),
            proposal: None,
            published: Vec::new(),
            bodies: Vec::new(),
            seen_early: Vec::new(),
            votes: Vec::new(),
            opened: Vec::new(),
            micros: TestApp::moment().micros(),
            seq: 0,
        }
    }

    fn now(&mut self) -> Timestamp {
        self.micros += 1_000;
        Timestamp::from_micros(self.micros)
    }

    /// Whether the table of roles and stages lets somebody do something with a record.
    fn may(&self, who: &str, action: Action, unit: &str) {
        let verdict = table::judge(action, &self.people[who], &self.records[unit]);
        assert_eq!(verdict, Verdict::Yes, "{who} {action:?} {unit}");
    }

    fn may_in_round(&self, who: &str, action: Action) {
        let verdict = table::judge_round(action, &self.people[who], self.stage);
        assert_eq!(verdict, Verdict::Yes, "{who} {action:?} {:?}", self.stage);
    }

    fn tell(
        &mut self,
        who: &str,
        (unit, criterion): (&str, &str),
        layer: Layer,
        answer: String,
        reason: Option<String>,
    ) {
        let at = self.now();
        self.news.push(Arc::new(PointsRow {
            unit: unit.to_owned(),
            criterion: criterion.to_owned(),
            layer: layer.word().to_owned(),
            seq: self.seq,
            answer,
            reason,
            account: who.to_owned(),
            at,
        }));
    }

    fn say(
        &mut self,
        who: &str,
        (unit, criterion): (&str, &str),
        layer: Layer,
        finding: &Finding,
        reason: Option<&str>,
    ) {
        let said = Said { unit, criterion, layer, finding, reason, kind: "appraise" };
        layers::say::check(&self.frozen, &said).expect("a finding that fits");
        self.seq += 1;
        let answer = serde_json::to_string(finding).expect("JSON");
        self.tell(who, (unit, criterion), layer, answer, reason.map(str::to_owned));
    }

    /// Takes what was told into the board.
    fn settle(&mut self) {
        let news = std::mem::take(&mut self.news);
        self.facts.extend(news.iter().cloned());
        self.board = Arc::new(self.board.and(news).expect("facts that can be read"));
    }

    fn advance(&mut self, unfinished: bool) {
        let (at, settings) = (self.now(), &self.frozen.settings);
        self.may_in_round("tt", Action::Advance);
        let lacking: Vec<Message> = unfinished.then(|| Message::new("course-unappraised")).into_iter().collect();
        let step = course::advance(self.stage, settings, at, Vec::new(), &lacking, REASON).expect("the next stage");
        self.stage = step.next;
        self.records.values_mut().for_each(|record| record.round_stage = step.next);
    }

    /// Units fill in, hand over and sign; those that do not are missed.
    fn assess(&mut self) {
        let frozen = Arc::clone(&self.frozen);
        for unit in frozen.units.iter().filter(|unit| unit.excluded.is_none() && !self.plan.misses(&unit.code)) {
            let (clerk, head) = (self.plan.clerk(&unit.code), self.plan.head(&unit.code));
            let own = frozen.criteria_of(unit).filter(|(_, criterion)| is_self_assessed(criterion));
            self.may(&clerk, Action::Answer, &unit.code);
            let rows: Vec<Row> = own.map(|(node, criterion)| self.row(unit, node, criterion)).collect();
            let lines: Vec<String> = rows.iter().map(|row| serde_json::to_string(row).expect("JSON")).collect();
            let hash = hex::encode(Sha256::digest(lines.concat().as_bytes()));
            self.seq += 1;
            let (at, signed_at) = (self.now(), self.now());
            let record = self.records.remove(&unit.code).expect("a record");
            let record = record.hand_over(&clerk, at, Vec::new()).expect("handed over").next;
            self.records.insert(unit.code.clone(), record.clone());
            self.may(&head, Action::Submit, &unit.code);
            let snapshot = Snapshot { content: String::new(), hash };
            let record =
                record.submit(&head, signed_at, snapshot, Vec::new()).expect("submitted").next.numbered(self.seq);
            self.records.insert(unit.code.clone(), record);
            for (row, line) in rows.into_iter().zip(lines) {
                let reason = row.answer.and_then(|answer| answer.reason);
                self.tell(&head, (&unit.code, &row.code), Layer::Own, line, reason);
            }
        }
        self.settle();
        let at = self.now();
        let records = std::mem::take(&mut self.records).into_iter();
        let closed = records.map(|(unit, record)| (unit, Record { closed_at: Some(at), ..record.at_closing(None) }));
        self.records = closed.collect();
    }

    /// A criterion as the sheet of a unit has it.
    fn row(&self, unit: &RoundUnit, node: &Node, criterion: &Criterion) -> Row {
        self.records[&unit.code].answer(&node.code, criterion.source).expect("open for answers");
        let own = self.plan.own(&unit.code, node, criterion);
        let exact = |text: &String| typed::typed(text).map(|points| points.to_exact()).unwrap_or_default();
        let differs = own.figures.points.is_some() && own.not_applicable.is_none();
        let given = |(name, typed): (String, String)| Given { name, typed, ..Given::default() };
        let answer = CriterionAnswer {
            own: true,
            values: own.figures.values.into_iter().map(given).collect(),
            differs,
            reason: own.figures.reason,
            not_applicable: own.not_applicable,
            ..CriterionAnswer::default()
        };
        let points = own.figures.points.as_ref().map(exact).filter(|_| differs);
        Row { code: node.code.clone(), points, answer: Some(answer), ..Row::default() }
    }

    /// First appraisal: each item by somebody it was given to, some drawn to be looked at twice, some asked about.
    fn appraise(&mut self) {
        self.advance(false);
        let frozen = Arc::clone(&self.frozen);
        let writer = Writer { lang: Lang::Vi, rounding: frozen.sets[0].rounding.clone() };
        for unit in frozen.units.iter().filter(|unit| unit.excluded.is_none()) {
            for (node, criterion) in frozen.criteria_of(unit) {
                self.appraise_one(unit, node, criterion, &writer);
            }
        }
        self.settle();
        self.hand_over();
        let all: Vec<(&str, &str)> = frozen
            .units
            .iter()
            .flat_map(|unit| frozen.criteria_of(unit).map(|(node, _)| (&*unit.code, &*node.code)))
            .collect();
        let count = all.len();
        assert!(draw(self.plan.seed, twice_of(count), all).len() * 10 >= count, "a tenth is drawn");
    }

    fn appraise_one(&mut self, unit: &RoundUnit, node: &Node, criterion: &Criterion, writer: &Writer) {
        let (code, who) = (node.code.as_str(), self.plan.appraiser(&unit.code, &node.code));
        let codes = codes_of(&self.frozen.sets[0], node);
        let item = Item { unit: &unit.code, group: &unit.group, codes: &codes };
        assert!(self.appraisers[who].may(&item), "{who} {item:?}");
        self.may(who, Action::Appraise, &unit.code);
        let place = Place::of(&self.board, Layer::Preliminary, &unit.code, code);
        let edit = |points: &str| Edit { points: points.to_owned(), reason: REASON.to_owned(), ..Edit::default() };
        let verdict = self.plan.verdict(&unit.code, node, criterion);
        let finding = match &verdict {
            plan::Verdict::Same => bulk::finding(&place, bulk::Kind::Own).expect("something reported"),
            plan::Verdict::Points(points) => save::finding(&place, &edit(points), writer).expect("points"),
            plan::Verdict::NotApplicable => {
                save::finding(&place, &Edit { na: true, ..edit("") }, writer).expect("asked")
            }
            plan::Verdict::Values(values) => {
                save::finding(&place, &Edit { values: values.clone(), ..edit("") }, writer).expect("values")
            }
        };
        let reason = (verdict != plan::Verdict::Same).then_some(REASON);
        self.say(who, (&unit.code, code), Layer::Preliminary, &finding, reason);
        if verdict == plan::Verdict::Points("0,43".to_owned()) && self.plan.reply(&unit.code, code).is_some() {
            self.ask(who, &unit.code, code);
        }
    }

    fn ask(&mut self, who: &str, unit: &str, code: &str) {
        self.may(who, Action::AskClarification, unit);
        let (at, number) = (self.now(), self.questions.len() as u64 + 1);
        let asking = Asking { criterion: code, number, text: REASON, intended: read::number("0,43").ok() };
        let question = clarification::ask(&self.records[unit], asking, who, at).expect("a question").next;
        self.questions.insert((unit.to_owned(), code.to_owned()), question);
        self.records.get_mut(unit).expect("a record").asked.criteria.push(code.to_owned());
    }

    /// Every criterion of every group is handed over: each item has a word, and each difference a reason.
    fn hand_over(&mut self) {
        for unit in self.frozen.units.iter().filter(|unit| unit.excluded.is_none()) {
            for (node, criterion) in self.frozen.criteria_of(unit) {
                let fact = self.board.fact(&unit.code, &node.code, Layer::Preliminary).expect("a word");
                let below =
                    self.board.points(&unit.code, &node.code, Layer::Own).filter(|_| is_self_assessed(criterion));
                let same = self.plan.verdict(&unit.code, node, criterion) == plan::Verdict::Same;
                let now =
                    if same { below.clone() } else { self.board.points(&unit.code, &node.code, Layer::Preliminary) };
                let reason = fact.reason.as_deref();
                let judged = Judged { below: below.as_ref(), points: now.as_ref(), reason, is_said: true };
                let lacking: Vec<_> = lack(&judged).map(|lack| (unit.name.as_str(), lack)).into_iter().collect();
                complete(&lacking).expect("complete");
            }
        }
    }

    /// Units answer what they were asked, and nothing else.
    fn clarify(&mut self) {
        self.advance(true);
        let locked = self.records.values().find(|record| record.asked.criteria.is_empty());
        assert!(locked.is_none_or(|record| record.clarify("1.1").is_err()), "what was not asked stays locked");
        for (key, question) in std::mem::take(&mut self.questions) {
            let clerk = self.plan.clerk(&key.0);
            let at = self.now();
            let stance = match self.plan.reply(&key.0, &key.1) {
                Some(Reply::Silent) | None => None,
                Some(Reply::Agrees) => Some(Stance::Agree),
                Some(Reply::Holds | Reply::Wins) => Some(Stance::Hold),
            };
            let next = match stance {
                None => question.at_closing(),
                Some(stance) => {
                    self.may(&clerk, Action::Clarify, &key.0);
                    question.answer(&self.records[&key.0], stance, REASON, &clerk, at).expect("an answer").next
                }
            };
            self.questions.insert(key, next);
        }
    }

    /// Second appraisal: where the unit has shown more, more is given.
    fn appraise_again(&mut self) {
        self.advance(true);
        let writer = Writer { lang: Lang::Vi, rounding: self.frozen.sets[0].rounding.clone() };
        for ((unit, code), question) in std::mem::take(&mut self.questions) {
            let question = question.settle().expect("taken up").next;
            if self.plan.reply(&unit, &code) == Some(Reply::Wins) {
                let place = Place::of(&self.board, Layer::Appraised, &unit, &code);
                let state = thuocdo_store::appraisals::ItemState { is_second: true, ..Default::default() };
                place.settle("", state).expect("open for the second appraisal");
                let edit = Edit { points: "0,91".to_owned(), reason: REASON.to_owned(), ..Edit::default() };
                let finding = save::finding(&place, &edit, &writer).expect("points");
                let who = self.plan.appraiser(&unit, &code);
                self.may(who, Action::Appraise, &unit);
                self.say(who, (&unit, &code), Layer::Appraised, &finding, Some(REASON));
            }
            self.questions.insert((unit, code), question);
        }
        self.settle();
    }

    /// The council decides what units still hold to; whoever is tied has no vote.
    fn sit(&mut self) {
        self.advance(true);
        self.may_in_round("hd2", Action::KeepSitting);
        let member = |who: &str, presence| Member { account: who.to_owned(), votes: who != "hd2", presence };
        let absent: Vec<Member> = VOTERS.iter().map(|who| member(who, Presence::Absent)).collect();
        assert!(!Quorum::of(&absent).is_met(), "nobody is there yet");
        let members = plan::presence().map(|(who, presence)| member(who, presence));
        for (number, (unit, code)) in self.plan.agenda(&self.frozen).into_iter().enumerate() {
            let motion = self.plan.motion(&unit, &code);
            let appraised = self.board.points(&unit, &code, Layer::Appraised).expect("appraised points");
            let points = match motion {
                Motion::Keep | Motion::Lost => appraised.clone(),
                Motion::Own => self.board.points(&unit, &code, Layer::Own).expect("own points"),
                Motion::Points(text) => Number::parse(text).expect("points"),
            };
            let tied: BTreeSet<&str> = VOTERS.into_iter().filter(|who| self.ties[who].contains(&unit)).collect();
            let may = voters(&members, |who| tied.contains(who));
            let choices = self.vote(&format!("muc-{number}"), &may, &points, motion);
            self.votes.extend(choices.iter().map(|(who, _)| (unit.clone(), who.clone())));
            let tally = Tally::of(&may, &choices);
            let outcome = decide(
                Sitting::Open,
                Quorum::of(&members),
                ItemState::Open,
                (tally, true),
                points == appraised,
                REASON,
            );
            match outcome {
                Ok(outcome) => {
                    let finding = item::finding(outcome, &points);
                    self.say("hd2", (&unit, &code), Layer::Council, &finding, Some(REASON));
                }
                Err(_) => assert_eq!(motion, Motion::Lost, "only what has no majority is put off"),
            }
        }
        self.settle();
    }

    /// Everybody who may votes, sealed; nothing can be read before the last vote is in.
    fn vote(&mut self, item: &str, may: &[&str], points: &Number, motion: Motion) -> Vec<(String, Choice)> {
        let mut sealed: Vec<&str> = Vec::new();
        let mut votes = Vec::new();
        for (at, who) in may.iter().enumerate() {
            assert!(!may_reveal(may, &sealed, Sitting::Open), "read before all are in");
            self.may_in_round(who, Action::Vote);
            let choice = if motion == Motion::Lost && at > 0 { Choice::Against } else { Choice::For };
            let text = sealed_text(item, who, &points.to_exact(), choice);
            let salt = format!("{:032x}", self.plan.roll(item, who, "salt", u64::MAX));
            votes.push((commitment(&salt, &text), salt, text));
            sealed.push(who);
        }
        assert!(may_reveal(may, &sealed, Sitting::Open));
        let opened = votes.iter().zip(may).filter_map(|((sealed, salt, text), who)| {
            let choice = choice_of(text).filter(|_| holds(sealed, salt, text))?;
            Some(((*who).to_owned(), choice))
        });
        let choices = opened.collect();
        self.opened.extend(votes);
        choices
    }

    /// Held grades are let stand with a signature, two members approve, the decision is issued, it is published.
    fn decide(&mut self) {
        self.advance(false);
        let held = super::check::held(&self.board);
        if !held.is_empty() && self.depth == Depth::Bytes {
            let how = As { version: 1, because: None, stage: self.stage };
            assert!(
                result::sealed(&self.board, vec![self.plan.set.clone()], Vec::new(), how).is_err(),
                "a held grade is not published"
            );
        }
        if !held.is_empty() {
            self.may_in_round("cd1", Action::Decide);
            let signed = held.into_iter().map(|unit| (unit, (REASON.to_owned(), plan::name_of("cd1"))));
            let outside = self.board.outside();
            let tables = BTreeMap::from([("ubnd".to_owned(), layers::table(&self.plan.before))]);
            let outside = Outside::new(outside.named.clone(), signed.collect(), tables);
            self.board = Arc::new(self.board.beside(Arc::new(outside)));
        }
        self.publish("");
        self.stage = RoundStage::Published;
        self.records.values_mut().for_each(|record| record.round_stage = RoundStage::Published);
    }

    /// One unit appeals, is right, and a second version corrects the first.
    fn correct(&mut self) {
        let (unit, code) = self.plan.corrected();
        let head = self.plan.head(&unit);
        self.may(&head, Action::Appeal, &unit);
        let (filed_at, answered_at) = (self.now(), self.now());
        let filing = appeal::Filing { id: "kn-1", version: 1, criterion: Some(&code), text: REASON };
        let filed = appeal::file(&self.records[&unit], &filing, &head, filed_at).expect("an appeal").next;
        self.may_in_round("tt", Action::AnswerAppeal);
        let answered = filed.answer(self.stage, "tt", answered_at, true, REASON).expect("an answer").next;
        assert_eq!(answered.state, appeal::State::Upheld);
        let points = typed::typed(plan::CORRECTED).expect("points");
        self.say("tt", (&unit, &code), Layer::Final, &Finding::of_points(&points), Some(REASON));
        self.settle();
        self.publish(REASON);
    }

    fn publish(&mut self, reason: &str) {
        let version = self.published.len() as u32 + 1;
        let (digest, body) = self.result(version, reason);
        self.seen_early.push(digest.clone());
        self.may_in_round("tt", Action::Propose);
        let last = self.proposal.clone();
        let what =
            Proposing { stage: self.stage, last: last.as_ref(), published: version - 1, digest: &digest, reason };
        let at = [self.now(), self.now(), self.now(), self.now(), self.now()];
        let proposal = decision::propose(&what, "tt", at[0]).expect("a proposal").next;
        assert!(proposal.clone().publish(at[1], &digest).is_err(), "nobody has approved");
        let mut proposal = proposal;
        for who in ["cd1", "cd2"] {
            self.may_in_round(who, Action::Approve);
            proposal = proposal.approve(who, at[2], &digest, "").expect("approved").next;
        }
        assert!(proposal.clone().publish(at[3], &digest).is_err(), "there is no decision yet");
        let proposal = proposal.issue(plan::issued(version, at[3])).expect("issued").next;
        assert!(proposal.clone().publish(at[4], "another").is_err(), "only what was approved");
        if let Some(body) = body {
            let publication = result::issued(&proposal, &body).expect("the approved bytes");
            self.bodies.push(thuocdo_publication::json::json(&publication));
        }
        let proposal = proposal.publish(at[4], &digest).expect("published").next;
        self.published.push(proposal.clone());
        self.proposal = Some(proposal);
    }

    /// The result with its digest, as deep as it is asked for.
    fn result(&self, version: u32, reason: &str) -> (String, Option<String>) {
        if self.depth == Depth::Numbers {
            return (result::digest(&super::check::numbers(&self.board)), None);
        }
        let because = (version > 1).then_some(reason);
        let how = As { version, because, stage: self.stage };
        let sealed = result::sealed(&self.board, vec![self.plan.set.clone()], Vec::new(), how).expect("a result");
        (sealed.digest, Some(sealed.body))
    }
}

fn record(unit: &str) -> Record {
    Record {
        round: ROUND.to_owned(),
        unit: unit.to_owned(),
        stage: Stage::Drafting,
        round_stage: RoundStage::SelfAssessment,
        closed_at: None,
        due_at: None,
        version: 1,
        asked: Asked::default(),
    }
}
