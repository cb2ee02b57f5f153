//! Surveys as who runs them knows them: lists, links, letters, counts, closing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use thuocdo_app::letters::{Letter, Postman, Sending, Undelivered};
use thuocdo_app::survey_results::report;
use thuocdo_app::surveys::letters::{self, Kind};
use thuocdo_app::surveys::lists::{self, Otherwise, RowState};
use thuocdo_app::surveys::{launch, links, monitor, respond, setup};
use thuocdo_app::{ActionError, App};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::survey::{State, Stratum};
use thuocdo_base::{Actor, Number, Timestamp};
use thuocdo_store::PersonState;
use thuocdo_testkit::answered::answer;
use thuocdo_testkit::live::{ROUND, UNITS, live};
use thuocdo_testkit::{Database, Live, TestApp, on_both};

const QUESTIONNAIRE: &str = "vinh-long/cap-xa/nguoi-dan@2022";

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

fn is_refused<T>(result: &Result<T, ActionError>, key: &str) -> bool {
    matches!(result, Err(ActionError::Refused(reasons)) if reasons.iter().any(|reason| reason.key == key))
}

/// An installation with a place for surveys.
struct House {
    test: TestApp,
    app: App,
    live: Live,
}

impl House {
    async fn on(database: Database) -> Self {
        let test = TestApp::on(database).await;
        let mut app = test.app.clone();
        app.office.base = Some("https://mau.test".to_owned());
        let live = live(&app).await;
        Self { test, app, live }
    }

    fn keeper(&self) -> Actor {
        person(&self.live.secretariat)
    }

    async fn changes(&self, id: &str) -> u64 {
        self.app.store.look().await.expect("a link").find_survey(id).await.expect("a row").expect("a survey").1
    }

    /// A survey with moments and two strata.
    async fn drafted(&self, k: u64) -> String {
        let (app, actor, round) = (&self.app, self.keeper(), self.live.round);
        let id = setup::create(app, &actor, round, "Khảo sát mẫu", QUESTIONNAIRE).await.expect("a survey");
        let now = app.clock.now().micros();
        let typed = setup::Typed {
            title: "Khảo sát mẫu".to_owned(),
            k,
            sealed: true,
            opens: Some(Timestamp::from_micros(now)),
            closes: Some(Timestamp::from_micros(now + 10 * 86_400_000_000)),
        };
        setup::save(app, &actor, round, &id, self.changes(&id).await, typed).await.expect("saved");
        let strata = UNITS[..2].iter().map(|(code, _)| Stratum { target: 20, ..Stratum::new("dan", code) }).collect();
        setup::save_strata(app, &actor, round, &id, self.changes(&id).await, strata).await.expect("strata");
        id
    }

    async fn listed(
        &self,
        id: &str,
        people: std::ops::RangeInclusive<usize>,
        unit: &str,
    ) -> Result<usize, ActionError> {
        let rows = people.map(|n| format!("mau-{n:03}@example.test,dan,{unit}\n"));
        let list = rows.fold("email,nhóm,đơn vị\n".to_owned(), |list, row| list + &row);
        lists::apply(&self.app, &self.keeper(), self.live.round, id, &list, &Otherwise::default()).await
    }

    async fn launched(&self, id: &str) {
        let over = self.changes(id).await;
        launch::launch(&self.app, &self.keeper(), self.live.round, id, over).await.expect("launched");
    }

    async fn kinds(&self) -> Vec<String> {
        let events = self.app.store.events().await.expect("events").into_iter();
        events.filter(|event| event.round == self.live.round).map(|event| event.kind).collect()
    }
}

#[test]
fn a_list_is_taken_in_whole_or_not_at_all_and_each_fault_is_said_in_its_row() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        lists::opt_out(app, &actor, round, &id, "khong@example.test").await.expect("noted");
        let list = "Thư điện tử;Nhóm;Đơn vị;Họ tên;Địa chỉ\n\
                    a@example.test;dan;Xã Mẫu 1;;\n\
                    A@EXAMPLE.test;dan;xa-mau-1;;\n\
                    b@xã-mẫu.test;dan;xa-mau-2;;\n\
                    b@XÃ-MẪU.test;dan;xa-mau-1;;\n\
                    khong phai;dan;xa-mau-1;;\n\
                    c@example.test;la;xa-mau-1;;\n\
                    d@example.test;dan;xa-la;;\n\
                    khong@example.test;dan;xa-mau-1;;\n\
                    ;dan;xa-mau-1;Nguyễn Văn Mẫu;Thôn 1, xã Mẫu 1\n\
                    ;dan;xa-mau-1;;\n";
        let otherwise = Otherwise::default();
        let looked = lists::preview(app, &actor, round, &id, list.as_bytes().to_vec(), &otherwise);
        let looked = looked.await.expect("a preview");
        let keys: BTreeMap<u32, &str> =
            looked.rows.iter().filter_map(|row| Some((row.line, row.faults.first()?.key.as_str()))).collect();
        let expected = [
            (3, "surveys-list-twice"),
            (5, "surveys-list-two-strata"),
            (6, "surveys-address-wrong"),
            (7, "surveys-list-group"),
            (8, "surveys-list-body"),
            (11, "surveys-list-nobody"),
        ];
        assert_eq!(keys, expected.into());
        assert_eq!((looked.count(RowState::New), looked.count(RowState::OptedOut)), (3, 1));
        let applied = lists::apply(app, &actor, round, &id, &looked.text, &Otherwise::default()).await;
        assert!(is_refused(&applied, "surveys-list-faulty"));
        let list = lists::people(app, &actor, round, &id, "", 1).await.expect("a list");
        assert_eq!((list.total, list.is_known), (0, true), "nothing of a faulty list is there");

        assert_eq!(house.listed(&id, 1..=5, "xa-mau-1").await.expect("taken"), 5);
        assert_eq!(house.listed(&id, 4..=6, "xa-mau-1").await.expect("taken"), 1, "who is there is not added");
        assert!(is_refused(&house.listed(&id, 6..=6, "xa-mau-2").await, "surveys-list-faulty"), "in another stratum");
        let people = lists::people(app, &actor, round, &id, "", 1).await.expect("a list");
        assert_eq!((people.total, people.is_known), (6, true));
        let gone = [people.rows[0].id.clone()];
        assert_eq!(lists::remove(app, &actor, round, &id, &gone).await.expect("removed"), 1);
        let kinds = house.kinds().await;
        let told = |kind: &str| kinds.iter().filter(|given| *given == kind).count();
        assert_eq!((told("roster_added"), told("roster_removed"), told("survey_opted_out")), (2, 1, 1));
    });
}

#[test]
fn trust_tv1_lists_are_no_administrators_and_an_addition_without_an_event_is_found() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, round) = (&house.app, house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=30, "xa-mau-1").await.expect("taken");
        let admin = person(&house.live.admin);
        assert!(matches!(lists::people(app, &admin, round, &id, "", 1).await, Err(ActionError::NotAllowed)));
        let both = house.live.admin.clone();
        let grant = Grant { role: Role::Secretariat, unit: None, criteria: None, groups: None };
        let job =
            app.write(move |work| Box::pin(async move { Ok(work.grant_role("01GRANT", ROUND, &both, &grant).await?) }));
        job.await.expect("a role");
        assert!(is_refused(&lists::people(app, &admin, round, &id, "", 1).await, "surveys-administrator"));
        let made = setup::create(app, &admin, round, "Khảo sát mẫu 2", QUESTIONNAIRE).await;
        assert!(is_refused(&made, "surveys-administrator"), "who could reach the database runs no survey");
        let over = house.changes(&id).await;
        assert!(is_refused(&launch::launch(app, &admin, round, &id, over).await, "surveys-administrator"));
        assert!(is_refused(&launch::close(app, &admin, round, &id).await, "surveys-administrator"));
        assert!(!setup::view(app, &admin, round, &id).await.expect("a view").may_run);

        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        let mut unseen = roster.everybody().await.expect("people")[0].clone();
        unseen.id = "f".repeat(32);
        unseen.email = "la@example.test".to_owned();
        roster.propose(&[unseen]).await.expect("past the system");
        roster.came().await.expect("past the system");
        let list = lists::people(app, &house.keeper(), round, &id, "", 1).await.expect("a list");
        assert!(!list.is_known, "the digest is not the one of the log");
        let over = house.changes(&id).await;
        let launched = launch::launch(app, &house.keeper(), round, &id, over).await;
        assert!(is_refused(&launched, "surveys-roster-unknown"));
    });
}

#[test]
fn a_change_of_a_list_that_was_cut_short_is_finished_if_the_log_knows_it_and_undone_if_not() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=30, "xa-mau-1").await.expect("taken");
        house.launched(&id).await;
        letters::begin(app, &actor, round, &id, Kind::Invitation).await.expect("begun");
        let office = Office::default();
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        let list = async || lists::people(app, &actor, round, &id, "", 1).await.expect("a list");
        let told = async |digest: String| {
            let id = id.clone();
            app.write(move |work| Box::pin(async move { Ok(work.keep_roster_digest(&id, &digest).await?) })).await
        };
        let mut one = roster.everybody().await.expect("people")[0].clone();
        (one.id, one.email, one.h) = ("e".repeat(32), "moi@example.test".to_owned(), String::new());

        roster.propose(&[one.clone()]).await.expect("on the way");
        assert_eq!((list().await.total, list().await.is_known), (30, true), "nobody sees who is only on the way");
        lists::tend(app).await.expect("mended");
        assert_eq!((list().await.total, list().await.is_known), (30, true), "the log never knew");

        roster.propose(&[one.clone()]).await.expect("on the way");
        let mut everybody = roster.everybody().await.expect("people");
        everybody.push(one.clone());
        told(lists::digest(&everybody)).await.expect("told");
        assert!(!list().await.is_known, "what a stop has left");
        lists::tend(app).await.expect("mended");
        assert_eq!((list().await.total, list().await.is_known), (31, true));
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let token = office.tokens().remove("moi@example.test").expect("a link, at the next turn");
        answer(app, &id, &[&token]).await;

        let gone = roster.everybody().await.expect("people").into_iter().find(|one| one.email.starts_with("mau-001"));
        let gone = gone.expect("somebody");
        roster.dismiss(std::slice::from_ref(&gone.id)).await.expect("on the way");
        lists::tend(app).await.expect("mended");
        assert_eq!((list().await.total, list().await.is_known), (31, true), "the log never knew");
        roster.dismiss(std::slice::from_ref(&gone.id)).await.expect("on the way");
        everybody.retain(|person| person.id != gone.id);
        told(lists::digest(&everybody)).await.expect("told");
        lists::tend(app).await.expect("mended");
        assert!(list().await.is_known);
        let stands = roster.everybody().await.expect("people").into_iter().find(|one| one.id == gone.id);
        assert_eq!(stands.map(|one| one.state), Some(PersonState::Withdrawn));
        let tokens = office.tokens();
        let token = thuocdo_app::boxes::Token::parse(&tokens[&gone.email]).expect("a token");
        let standing = respond::standing(app, &token).await.expect("an answer");
        assert!(matches!(standing, respond::Standing::Unknown), "their link is void");
    });
}

#[test]
fn results_that_are_not_sealed_are_seen_as_of_the_last_mix_and_known_when_the_report_is_made() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        let set = setup::view(app, &actor, round, &id).await.expect("a view").survey;
        let typed = setup::Typed { title: set.title, k: 10, sealed: false, opens: set.opens, closes: set.closes };
        setup::save(app, &actor, round, &id, house.changes(&id).await, typed).await.expect("saved");
        house.listed(&id, 1..=60, "xa-mau-1").await.expect("taken");
        house.launched(&id).await;
        let read = async || report::report(app, &actor, round, &id, None).await.expect("a report");
        let early = read().await;
        assert!(early.mix.is_none() && early.questions.iter().all(report::Asked::is_too_few));
        let office = Office::default();
        letters::begin(app, &actor, round, &id, Kind::Invitation).await.expect("begun");
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let tokens = office.tokens();
        let all: Vec<&str> = tokens.values().map(String::as_str).collect();
        answer(app, &id, &all[..35]).await;
        letters::note_mixes(app).await.expect("noted");
        let live = read().await;
        assert_eq!((live.counts.counted, live.mix.map(|(n, _)| n)), (25, Some(1)));
        let of = |seen: &report::Report, feeds: bool| -> Vec<Option<u64>> {
            let own = seen.questions.iter().filter(|one| one.feeds.is_empty() != feeds && !one.is_too_few());
            own.map(|one| one.answers).collect()
        };
        let scoring = of(&live, true);
        assert!(!scoring.is_empty() && scoring.iter().all(|n| *n == Some(25)), "{scoring:?}");
        assert_eq!(of(&live, false), [], "everybody said the same: that is not shown");
        answer(app, &id, &all[35..40]).await;
        letters::note_mixes(app).await.expect("noted");
        assert_eq!(read().await.questions, live.questions, "nothing moves between mixes");
        launch::close(app, &actor, round, &id).await.expect("closed");
        let report = read().await;
        assert_eq!((report.mix, report.counts.counted), (None, 40));
        assert!(of(&report, true).iter().all(|n| *n == Some(40)));
    });
}

/// Takes letters, and is killed or refuses now and then.
#[derive(Default)]
struct Office {
    taken: Mutex<Vec<Letter>>,
    dies_after: AtomicUsize,
    refuses: BTreeSet<String>,
}

impl Postman for Office {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            if self.refuses.contains(&letter.address) {
                return Err(Undelivered { permanent: true, code: "550".to_owned(), said: "no such user".to_owned() });
            }
            self.taken.lock().expect("a lock").push(letter.clone());
            if self.dies_after.load(Ordering::Relaxed) == 0 {
                return Ok(());
            }
            if self.dies_after.fetch_sub(1, Ordering::Relaxed) == 1 {
                // The letter has left and nobody hears of it any more: what a kill leaves behind.
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

impl Office {
    fn tokens(&self) -> BTreeMap<String, String> {
        let taken = self.taken.lock().expect("a lock");
        let token = |letter: &Letter| {
            let (_, rest) = letter.body.split_once("https://mau.test/s/").expect("a link");
            let token = rest.split_whitespace().next().expect("a token");
            (letter.address.clone(), token.to_owned())
        };
        taken.iter().map(token).collect()
    }
}

#[test]
fn trust_l9_invitations_go_on_after_any_stop_with_the_same_id_and_link() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=200, "xa-mau-1").await.expect("taken");
        house.launched(&id).await;
        assert_eq!(letters::begin(app, &actor, round, &id, Kind::Invitation).await.expect("begun"), 200);
        let office = Office { refuses: ["mau-007@example.test".to_owned()].into(), ..Office::default() };
        for kill in 0..20 {
            office.dies_after.store(kill % 5 + 1, Ordering::Relaxed);
            let turn = letters::send_due(app, &office);
            let stopped = tokio::time::timeout(std::time::Duration::from_millis(200), turn).await;
            assert!(stopped.is_err() || kill > 10, "the turn is cut off in the middle");
        }
        office.dies_after.store(0, Ordering::Relaxed);
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let taken = office.taken.lock().expect("a lock").clone();
        let mut ids: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for letter in &taken {
            let said = (letter.id.as_deref().expect("an id"), letter.body.as_str());
            ids.entry(&letter.address).or_default().insert(said);
        }
        assert_eq!(ids.len(), 199, "none is lost but the one that no mailbox takes");
        assert!(ids.values().all(|letters| letters.len() == 1), "nobody gets two different letters");
        let repeated = taken.len() - 199;
        assert!(repeated > 0 && repeated <= 20 * letters::A_BATCH as usize, "{repeated} in doubt");
        let log = letters::log(app, &actor, round, &id).await.expect("a log");
        let wave = &log.waves[0];
        assert_eq!((wave.sent, wave.refused, wave.waiting + wave.sending), (199, 1, 0));
        assert_eq!(log.bounced[0].email, "mau-007@example.test");
        assert_eq!(log.failures, [("550".to_owned(), 1)]);
    });
}

#[test]
fn trust_a5_no_link_stands_in_any_file_after_the_letters() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=100, "xa-mau-1").await.expect("taken");
        house.launched(&id).await;
        letters::begin(app, &actor, round, &id, Kind::Invitation).await.expect("begun");
        let office = Office::default();
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let tokens = office.tokens();
        assert_eq!(tokens.len(), 100);
        let found = |root: &Path, needles: &[&str]| {
            let mut bytes = Vec::new();
            read_all(root, &mut bytes);
            needles
                .iter()
                .filter(|needle| bytes.windows(needle.len()).any(|window| window == needle.as_bytes()))
                .count()
        };
        let some: Vec<&str> = tokens.values().map(String::as_str).take(10).collect();
        assert_eq!(found(house.test.folder.path(), &some), 0);
        // The same search finds what does stand there.
        std::fs::write(house.test.folder.path().join("thu-tam.txt"), some[0]).expect("a leak");
        assert_eq!(found(house.test.folder.path(), &some), 1);
    });
}

fn read_all(root: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(root).expect("a folder").flatten() {
        if entry.path().is_dir() {
            read_all(&entry.path(), bytes);
        } else {
            bytes.extend(std::fs::read(entry.path()).expect("a file"));
        }
    }
}

#[test]
fn reminders_go_to_those_who_have_not_answered_as_of_the_last_mix_and_figures_wait_for_it() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=40, "xa-mau-1").await.expect("taken");
        house.listed(&id, 41..=44, "xa-mau-2").await.expect("taken");
        let view = setup::view(app, &actor, round, &id).await.expect("a view");
        let faults: Vec<&str> = view.faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(faults, Vec::<&str>::new());
        let small = view.rows.iter().find(|row| row.people == 4).expect("a small stratum");
        assert!(small.under.is_some(), "four people are not asked alone");
        house.launched(&id).await;
        let office = Office::default();
        letters::begin(app, &actor, round, &id, Kind::Invitation).await.expect("begun");
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let tokens = office.tokens();
        let all: Vec<&str> = tokens.values().map(String::as_str).collect();
        answer(app, &id, &all[..19]).await;
        letters::note_mixes(app).await.expect("noted");
        let seen = monitor::view(app, &actor, round, &id).await.expect("a monitor");
        assert_eq!((seen.whole.counted, seen.mix), (Some(0), None), "19 of 20 show nothing");
        answer(app, &id, &all[19..25]).await;
        letters::note_mixes(app).await.expect("noted");
        let seen = monitor::view(app, &actor, round, &id).await.expect("a monitor");
        assert_eq!((seen.whole.counted, seen.age, seen.whole.delivered), (Some(15), Some(0), 44));
        assert!(is_refused(&report::report(app, &actor, round, &id, None).await, "surveys-sealed"));

        let reminded = letters::begin(app, &actor, round, &id, Kind::Reminder).await.expect("begun");
        assert_eq!(reminded, 44 - 25, "as of the mix");
        let before = office.taken.lock().expect("a lock").len();
        while letters::send_due(app, &office).await.expect("a turn").letters() > 0 {}
        let taken = office.taken.lock().expect("a lock").clone();
        assert_eq!(taken.len() - before, reminded);
        assert_eq!(office.tokens(), tokens, "a reminder carries the same link");

        launch::close(app, &actor, round, &id).await.expect("closed");
        let seen = monitor::view(app, &actor, round, &id).await.expect("a monitor");
        assert_eq!((seen.survey.state, seen.finished, seen.whole.delivered), (State::Closed, true, 44));
        assert_eq!(seen.whole.counted.unwrap_or_default() + seen.withheld, 25);
        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        assert!(roster.everybody().await.expect("people").is_empty());
        assert!(report::report(app, &actor, round, &id, None).await.is_ok());
        let kinds = house.kinds().await;
        for kind in ["survey_launched", "survey_invited", "survey_mixed", "survey_reminded", "survey_finished"] {
            assert!(kinds.iter().any(|told| told == kind), "{kind}");
        }
    });
}

#[test]
fn who_came_after_the_launch_is_told_by_the_log_and_asked_in_a_crowd() {
    on_both(async |database| {
        let house = House::on(database).await;
        let (app, actor, round) = (&house.app, house.keeper(), house.live.round);
        let id = house.drafted(10).await;
        house.listed(&id, 1..=30, "xa-mau-1").await.expect("taken");
        house.launched(&id).await;
        assert_eq!(house.listed(&id, 31..=33, "xa-mau-2").await.expect("taken"), 3);
        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        let late = roster.everybody().await.expect("people").into_iter().filter(|one| one.stratum == "dan/xa-mau-2");
        let late: Vec<_> = late.collect();
        assert!(late.iter().all(|one| !one.h.is_empty() && one.asked != one.stratum), "{late:?}");
        let key = roster.link_key(app.random.as_ref()).expect("a key");
        assert_eq!(links::hex(&links::of(&key, &id, &late[0])), late[0].h);
        let bounced = letters::bounce(app, &actor, round, &id, "mau-031@example.test").await.expect("noted");
        assert_eq!(bounced, 1);
        let roster = app.desk_of_surveys.roster(&id).await.expect("a roster");
        assert_eq!(roster.bounced(5).await.expect("people")[0].state, PersonState::Bounced);
        let wrong = setup::set_targets(app, &actor, round, &id, 0, &Number::from(2)).await;
        assert!(is_refused(&wrong, "surveys-margin-wrong"));
    });
}
