//! A whole round through the real actions, on a database: every step as the person whom the plan lets take it.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_app::answers::Value;
use thuocdo_app::appraisal::{self, Edit, bulk, handing, second};
use thuocdo_app::clarification::{self, Asked, Draft};
use thuocdo_app::council::{self, NewSitting, Offer};
use thuocdo_app::decision::keep::Correction;
use thuocdo_app::layers::{self, Board};
use thuocdo_app::setup::frozen::is_self_assessed;
use thuocdo_app::setup::{self, Frozen};
use thuocdo_app::{ActionError, appeals, course, decision, submission};
use thuocdo_assessment::Layer;
use thuocdo_assessment::clarification::Stance;
use thuocdo_assessment::council::Choice;
use thuocdo_assessment::settings::{Settings, UnitChoice};
use thuocdo_base::{Actor, Clock};
use thuocdo_publication::json;
use thuocdo_store::{Conflict, FieldRow, IssuedHead, IssuedSet, OrgUnit, RoundUnit};
use thuocdo_words::Lang;

use super::plan::{self, APPRAISERS, Motion, Plan, REASON, ROUND, Reply, VOTERS, Verdict};
use super::pure::Played;
use crate::{TestApp, live};

/// Plays a plan on a database.
///
/// # Panics
/// If an action refuses what the plan lets somebody do, or lets pass what it must refuse.
pub async fn drive(test: &TestApp, plan: Plan) -> Played {
    let mut drive = Drive::open(test, &plan).await;
    drive.assess().await;
    let (submitted, as_submitted) = (drive.facts().await.len(), drive.board().await);
    drive.appraise().await;
    drive.hand_over().await;
    drive.to_approval().await;
    drive.decide().await;
    drive.correct().await;
    let published = drive.look().await.proposals(ROUND).await.expect("proposals");
    let published = published.into_iter().rev().map(|row| row.proposal).collect();
    let (facts, board) = (drive.facts().await, drive.board().await);
    let Drive { bodies, votes, opened, .. } = drive;
    Played { facts, submitted, as_submitted, board, published, bodies, seen_early: Vec::new(), votes, opened, plan }
}

/// A round that is being driven.
pub struct Drive<'a> {
    test: &'a TestApp,
    plan: &'a Plan,
    /// Ids of accounts by what the plan calls people.
    pub people: BTreeMap<String, String>,
    /// The round as it was frozen.
    pub frozen: Arc<Frozen>,
    questions: BTreeMap<(String, String), String>,
    bodies: Vec<Vec<u8>>,
    votes: Vec<(String, String)>,
    opened: Vec<(String, String, String)>,
}

impl<'a> Drive<'a> {
    /// Makes bodies, people, set, the other round's publication and the round itself, and opens it.
    ///
    /// # Panics
    /// If an action refuses.
    pub async fn open(test: &'a TestApp, plan: &'a Plan) -> Self {
        let app = &test.app;
        let mut bodies = BTreeMap::new();
        for unit in &plan.units {
            let linked = match &unit.linked {
                Some(code) => Some(live::body(app, live::commune(app, code, &format!("Đơn vị liên kết {code}"))).await),
                None => None,
            };
            let body = OrgUnit { linked, traits: unit.traits.clone(), ..live::commune(app, &unit.code, &unit.name) };
            bodies.insert(unit.code.clone(), live::body(app, body).await);
        }
        let admin = account(test, "quan-tri", None).await;
        let mut people = BTreeMap::new();
        for who in plan.people().into_keys() {
            let body = plan.employer(&who).map(|unit| bodies[unit].as_str());
            people.insert(who.clone(), account(test, &who, body).await);
        }
        issue(test, plan, &admin).await;
        app.store.publish(&plan.before, TestApp::moment(), &Actor::Operator).await.expect("published");
        let admin = Actor::Person(admin);
        let body = |choice: UnitChoice| {
            let unit = plan.units.iter().find(|unit| unit.org_unit == choice.org_unit).expect("a unit");
            UnitChoice { org_unit: bodies[&unit.code].clone(), ..choice }
        };
        let settings = plan.settings.clone();
        let units = settings.units.into_iter().map(body).collect();
        setup::create(app, &admin, Settings { units, ..settings }).await.expect("a round");
        for (who, unit) in plan.declared() {
            let (account, org_unit) = (people[who].clone(), bodies[unit].clone());
            let conflict = Conflict { account, org_unit, ground: "Nguyên lãnh đạo đơn vị".to_owned() };
            setup::conflicts::add(app, &admin, ROUND, conflict).await.expect("a conflict");
        }
        for (who, roles) in plan.people() {
            for grant in roles.grants {
                setup::roles::grant(app, &admin, ROUND, &people[&who], grant).await.expect("a role");
            }
        }
        setup::open(app, &admin, ROUND, 1).await.expect("an open round");
        let mut link = app.store.look().await.expect("a link");
        let frozen = setup::frozen(app, &mut link, ROUND).await.expect("a round");
        let (questions, bodies, votes, opened) = Default::default();
        Self { test, plan, people, frozen, questions, bodies, votes, opened }
    }

    /// Somebody of the plan.
    ///
    /// # Panics
    /// If the plan has nobody of this name.
    pub fn person(&self, who: &str) -> Actor {
        Actor::Person(self.people[who].clone())
    }

    async fn look(&self) -> thuocdo_store::Link {
        self.test.app.store.look().await.expect("a link")
    }

    /// The points of the round as they stand.
    ///
    /// # Panics
    /// If the store does not answer.
    pub async fn board(&self) -> Arc<Board> {
        layers::board(&self.test.app, &mut self.look().await, &self.frozen).await.expect("a board")
    }

    /// All facts, with what the plan calls those who told them.
    async fn facts(&self) -> Vec<Arc<thuocdo_store::PointsRow>> {
        let mut rows = self.look().await.points_after(ROUND, None).await.expect("facts");
        rows.iter_mut().for_each(|row| row.account = self.name_of(&row.account));
        rows.into_iter().map(Arc::new).collect()
    }

    fn name_of(&self, account: &str) -> String {
        let found = self.people.iter().find(|(_, id)| *id == account);
        found.map_or_else(|| account.to_owned(), |(who, _)| who.clone())
    }

    fn assessed(&self) -> impl Iterator<Item = &RoundUnit> {
        self.frozen.units.iter().filter(|unit| unit.excluded.is_none())
    }

    async fn advance(&self) {
        course::advance(&self.test.app, &self.person("tt"), ROUND, REASON).await.expect("the next stage");
    }

    /// Units fill in and sign, self-assessment closes, appraisal begins.
    ///
    /// # Panics
    /// If an action refuses.
    pub async fn assess(&self) {
        let app = &self.test.app;
        for unit in self.assessed().filter(|unit| !self.plan.misses(&unit.code)) {
            let (clerk, head) = (self.plan.clerk(&unit.code), self.plan.head(&unit.code));
            self.fill(unit, &self.people[&clerk]).await;
            submission::hand_over(app, &self.person(&clerk), ROUND, &unit.code).await.expect("handed over");
            let record = self.look().await.find_record(ROUND, &unit.code).await.expect("an answer").expect("a record");
            submission::submit(app, &self.person(&head), ROUND, &unit.code, record.version, "k")
                .await
                .expect("submitted");
        }
        // Past the closing of self-assessment, 31 March 2026.
        self.test.clock.pass(80 * 86_400);
        app.close_due().await.expect("a closing");
        self.advance().await;
    }

    /// Writes a unit's answers past the action that saves them one by one: there are thousands.
    async fn fill(&self, unit: &RoundUnit, clerk: &str) {
        let own = self.frozen.criteria_of(unit).filter(|(_, criterion)| is_self_assessed(criterion));
        let mut values = Vec::new();
        for (node, criterion) in own {
            let own = self.plan.own(&unit.code, node, criterion);
            let value = match own.not_applicable {
                Some(ground) => Value::NotApplicable { asked: true, ground },
                None => Value::Figures(own.figures),
            };
            values.push((node.code.clone(), value.field().word(), value.to_json()));
        }
        let (unit, clerk) = (unit.code.clone(), clerk.to_owned());
        let written = self.test.app.write(move |work| {
            Box::pin(async move {
                for (criterion, name, value) in values {
                    let (name, account, at) = (name.to_owned(), clerk.clone(), work.now());
                    work.save_field(ROUND, &unit, &FieldRow { criterion, name, version: 1, value, account, at })
                        .await?;
                }
                Ok(())
            })
        });
        written.await.expect("answers");
    }

    /// Every item is appraised and some are asked about; whoever is tied is refused.
    ///
    /// # Panics
    /// If an action refuses, or lets pass who is tied.
    pub async fn appraise(&mut self) {
        let app = &self.test.app;
        let mut alike: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        let mut doubted = Vec::new();
        for unit in self.assessed() {
            for (node, criterion) in self.frozen.criteria_of(unit) {
                let who = self.plan.appraiser(&unit.code, &node.code);
                let key = (unit.code.clone(), node.code.clone());
                let verdict = self.plan.verdict(&unit.code, node, criterion);
                let edit = Edit {
                    unit: key.0.clone(),
                    criterion: key.1.clone(),
                    reason: REASON.to_owned(),
                    ..Edit::default()
                };
                let edit = match verdict {
                    Verdict::Same => {
                        alike.entry(who).or_default().push(key);
                        continue;
                    }
                    Verdict::Points(points) => Edit { points, ..edit },
                    Verdict::NotApplicable => Edit { na: true, ..edit },
                    Verdict::Values(values) => Edit { values, ..edit },
                };
                if edit.points == "0,43" && self.plan.reply(&key.0, &key.1).is_some() {
                    doubted.push((who, key));
                }
                self.save(who, edit).await;
            }
        }
        for (who, items) in alike {
            for some in items.chunks(bulk::MOST) {
                let done = bulk::change(app, &self.person(who), ROUND, bulk::Kind::Own, some.to_vec(), false).await;
                let done = done.expect("taken over");
                assert_eq!((done.changed, done.left.len()), (some.len(), 0), "{done:?}");
            }
        }
        for (who, key) in doubted {
            let asked = Asked { criterion: key.1.clone(), text: REASON.to_owned(), intended: "0,43".to_owned() };
            let id = clarification::ask(app, &self.person(who), ROUND, &key.0, &asked).await.expect("a question");
            self.questions.insert(key, id);
        }
        let own = [&self.plan.units[0].code, &self.plan.units[1].code, &self.plan.units[2].code];
        for (who, unit) in APPRAISERS.into_iter().zip(own) {
            let at = APPRAISERS.iter().position(|one| *one == who).unwrap_or_default() + 1;
            let edit =
                Edit { unit: unit.clone(), criterion: format!("{at}.1"), points: "1".to_owned(), ..Edit::default() };
            let tied = appraisal::save(app, &self.person(who), Lang::Vi, ROUND, edit).await;
            assert!(matches!(tied, Err(ActionError::NotAllowed)), "{who} is tied to {unit}");
        }
    }

    async fn save(&self, who: &str, edit: Edit) {
        let saved = appraisal::save(&self.test.app, &self.person(who), Lang::Vi, ROUND, edit.clone()).await;
        assert!(matches!(saved, Ok(appraisal::Outcome::Saved(_))), "{who} {edit:?}: {saved:?}");
    }

    /// Hands every criterion of every group over, then draws the items for second opinions, some of which are given.
    async fn hand_over(&self) {
        let app = &self.test.app;
        self.board().await.scored(0, Layer::Preliminary);
        let codes: Vec<String> = self.frozen.sets[0].criteria().map(|(node, _)| node.code.clone()).collect();
        for code in &codes {
            for group in &self.plan.groups {
                let members = || self.assessed().filter(|unit| unit.group == group.code);
                let Some(unit) = members().find(|unit| self.plan.appraiser(&unit.code, code) != APPRAISERS[3]) else {
                    continue;
                };
                let who = self.plan.appraiser(&unit.code, code);
                handing::hand_over(app, &self.person(who), ROUND, code, &group.code).await.expect("handed over");
            }
        }
        let drawn = second::draw(app, &self.person("tt"), ROUND).await.expect("drawn");
        assert!(drawn * 10 >= self.assessed().count() * codes.len(), "a tenth is drawn");
    }

    /// Clarification, second appraisal and council.
    ///
    /// # Panics
    /// If an action refuses.
    pub async fn to_approval(&mut self) {
        self.clarify().await;
        self.appraise_again().await;
        self.sit().await;
        self.advance().await;
    }

    async fn clarify(&self) {
        self.advance().await;
        for (key, id) in &self.questions {
            let stance = match self.plan.reply(&key.0, &key.1) {
                Some(Reply::Agrees) => Stance::Agree,
                Some(Reply::Holds | Reply::Wins) => Stance::Hold,
                Some(Reply::Silent) | None => continue,
            };
            let row = self.look().await.find_question(ROUND, id).await.expect("an answer").expect("a question");
            let draft = Draft { text: REASON.to_owned(), stance: Some(stance), version: row.version };
            let clerk = self.person(&self.plan.clerk(&key.0));
            clarification::answer(&self.test.app, &clerk, ROUND, id, &draft).await.expect("answered");
        }
    }

    async fn appraise_again(&self) {
        self.advance().await;
        for (unit, criterion) in self.questions.keys() {
            if self.plan.reply(unit, criterion) == Some(Reply::Wins) {
                let (points, reason) = ("0,91".to_owned(), REASON.to_owned());
                let edit = Edit { unit: unit.clone(), criterion: criterion.clone(), points, reason, ..Edit::default() };
                self.save(self.plan.appraiser(unit, criterion), edit).await;
            }
        }
    }

    async fn sit(&mut self) {
        self.advance().await;
        let (app, secretary) = (&self.test.app, self.person("hd2"));
        let new = NewSitting {
            title: "Phiên họp mô phỏng".to_owned(),
            date: "2026-05-20".to_owned(),
            time: "08:00".to_owned(),
            place: "Phòng họp".to_owned(),
        };
        let sitting = council::create(app, &secretary, ROUND, &new).await.expect("a sitting");
        let agenda = self.plan.agenda(&self.frozen);
        council::add_items(app, &secretary, ROUND, &sitting, agenda.clone()).await.expect("an agenda");
        council::open(app, &secretary, ROUND, &sitting).await.expect("open");
        let rows = self.look().await.agenda(ROUND).await.expect("an agenda");
        let presence = plan::presence().map(|(who, presence)| (self.people[who].clone(), presence)).to_vec();
        for (number, (unit, code)) in agenda.iter().enumerate() {
            let row = rows.iter().find(|row| row.unit == *unit && row.criterion == *code).expect("an item");
            let (place, motion) = ((ROUND, sitting.as_str(), row.id.as_str()), self.plan.motion(unit, code));
            let offer = match motion {
                Motion::Keep | Motion::Lost => Offer::Keep,
                Motion::Own => Offer::Own,
                Motion::Points(text) => Offer::Typed(text.replace('.', ",")),
            };
            council::propose(app, &secretary, place, offer, REASON).await.expect("proposed");
            if number == 0 {
                let early = council::decide(app, &secretary, place, REASON).await;
                assert!(matches!(early, Err(ActionError::Refused(_))), "nobody is there yet");
                council::set_presence(app, &secretary, ROUND, &sitting, presence.clone()).await.expect("presence");
            }
            self.vote(place, unit, motion).await;
            let decided = council::decide(app, &secretary, place, REASON).await;
            assert_eq!(decided.is_err(), motion == Motion::Lost, "{unit} {code} {motion:?}: {decided:?}");
            let votes = self.look().await.votes(&row.id).await.expect("votes");
            for vote in votes {
                self.votes.push((unit.clone(), self.name_of(&vote.account)));
                let (text, salt) = vote.opened.expect("all votes are in");
                self.opened.push((vote.commitment, salt, text));
            }
        }
        council::recognize_all(app, &secretary, ROUND, &sitting).await.expect("recognized");
        council::close(app, &secretary, ROUND, &sitting).await.expect("closed");
    }

    async fn vote(&self, place: (&str, &str, &str), unit: &str, motion: Motion) {
        let app = &self.test.app;
        let rows = self.look().await.agenda(ROUND).await.expect("an agenda");
        let row = rows.into_iter().find(|row| row.id == place.2).expect("an item");
        let proposal = row.proposal.expect("a proposal");
        let mut voted = 0;
        for who in VOTERS {
            let choice = if motion == Motion::Lost && voted > 0 { Choice::Against } else { Choice::For };
            let given = council::vote(app, &self.person(who), place, choice, &proposal).await;
            let barred = who == "hd5" || self.plan.ties(who).contains(unit);
            assert_eq!(given.is_err(), barred, "{who} {unit}: {given:?}");
            voted += usize::from(!barred);
        }
    }

    /// Held grades are signed for, the result is proposed, approved and published.
    ///
    /// # Panics
    /// If an action refuses, or lets a held grade pass.
    pub async fn decide(&mut self) {
        let app = &self.test.app;
        let secretary = self.person("tt");
        decision::set_input(app, &secretary, ROUND, "ubnd", (plan::BEFORE, 1)).await.expect("an input");
        let held = super::check::held(&*self.board().await);
        let early = decision::propose(app, &secretary, ROUND, "").await;
        assert_eq!(early.is_err(), !held.is_empty(), "a held grade is not published: {early:?}");
        for unit in &held {
            decision::accept_held(app, &self.person("cd1"), ROUND, unit, REASON).await.expect("signed");
        }
        if !held.is_empty() {
            decision::propose(app, &secretary, ROUND, "").await.expect("a proposal");
        }
        self.publish(1).await;
    }

    /// Lets two members approve what is proposed, and publishes it; nobody outside sees anything of it before.
    async fn publish(&mut self, version: u32) {
        let (app, secretary) = (&self.test.app, self.person("tt"));
        let seen = decision::approval(app, &self.person("cd1"), ROUND).await.expect("an approval");
        let digest = seen.last.expect("a proposal").proposal.digest;
        for who in ["cd1", "cd2"] {
            decision::approve(app, &self.person(who), ROUND, &digest, "").await.expect("approved");
            let public = app.store.latest(ROUND).await.expect("the store").map_or(0, |last| last.version);
            assert_eq!(public, version - 1, "nothing is public before it is published");
        }
        let issued = plan::issued(version, self.test.clock.now());
        assert!(decision::issue(app, &secretary, ROUND, &digest, issued).await.expect("issued"), "published at once");
        let publication = app.store.latest(ROUND).await.expect("the store").expect("a publication");
        assert_eq!(publication.version, version);
        self.bodies.push(json::json(&publication));
    }

    async fn correct(&mut self) {
        let (app, secretary) = (&self.test.app, self.person("tt"));
        let (unit, criterion) = self.plan.corrected();
        let head = self.person(&self.plan.head(&unit));
        let id = appeals::file(app, &head, ROUND, &unit, Some(&criterion), REASON).await.expect("an appeal");
        appeals::answer(app, &secretary, ROUND, &id, true, REASON).await.expect("answered");
        let (points, reason) = (plan::CORRECTED.to_owned(), REASON.to_owned());
        decision::correct(app, &secretary, ROUND, Correction { unit, criterion, points, reason })
            .await
            .expect("corrected");
        self.test.clock.pass(60);
        decision::propose(app, &secretary, ROUND, REASON).await.expect("a proposal");
        self.publish(2).await;
        appeals::corrected_by(app, &secretary, ROUND, &id, 2).await.expect("named");
    }
}

async fn account(test: &TestApp, who: &str, body: Option<&str>) -> String {
    let new = NewAccount {
        login: format!("mp-{who}"),
        name: plan::name_of(who),
        org_unit: body.map(str::to_owned),
        administrator: who == "quan-tri",
        ..NewAccount::default()
    };
    accounts::create(&test.app, &Actor::Operator, new).await.expect("an account")
}

/// Issues the plan's criteria set past the editor.
async fn issue(test: &TestApp, plan: &Plan, admin: &str) {
    let (text, account) = (plan.set.text.clone(), admin.to_owned());
    let (code, version, hash) = (plan.set.code.clone(), plan.set.version.clone(), plan.set.hash.clone());
    let issued = test.app.write(move |work| {
        Box::pin(async move {
            let head = IssuedHead {
                code,
                version,
                title: "Bộ tiêu chí mô phỏng".to_owned(),
                hash,
                base: None,
                decision: "1/QĐ-MP".to_owned(),
                decided_on: "2026-01-02".to_owned(),
                signer: "Người Mẫu".to_owned(),
                account,
                at: work.now(),
            };
            Ok(work.issue_set(&IssuedSet { head, text, sidecar: None }).await?)
        })
    });
    issued.await.expect("an issued set");
}
