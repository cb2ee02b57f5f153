//! Tasks, the dashboard, reminders and letters, over a round that is under way.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use thuocdo_app::answers::{self, Place, Value};
use thuocdo_app::evidence;
use thuocdo_app::letters::{self, Letter, Postman, Sending, Undelivered};
use thuocdo_app::progress::remind::{self, Sent};
use thuocdo_app::progress::{Asked, Show, dashboard, export};
use thuocdo_app::tasks::{Kind, notices, tasks};
use thuocdo_app::{ActionError, App};
use thuocdo_assessment::Stage;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::MailState;
use thuocdo_testkit::live::{Live, ROUND, live};
use thuocdo_testkit::{TestApp, on_both};
use thuocdo_words::Lang;

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

/// The same application on another day.
fn on(app: &App, date: &str) -> App {
    App { clock: Arc::new(Timestamp::of_date(date).expect("a date")), ..app.clone() }
}

async fn note(app: &App, live: &Live) {
    let mut link = app.store.look().await.expect("a connection");
    let frozen = thuocdo_app::setup::frozen(app, &mut link, ROUND).await.expect("a round");
    let unit = frozen.unit(live.units[0]).expect("a unit");
    let code = frozen.criteria_of(unit).next().expect("a criterion").0.code.clone();
    let place = Place::new(ROUND, live.units[0], &code);
    answers::save(app, &person(&live.clerk), &place, 0, Value::Note("Ghi chú".to_owned())).await.expect("a saved note");
}

async fn kinds(app: &App, account: &str) -> Vec<(Kind, usize, bool)> {
    let tasks = tasks(app, &person(account)).await.expect("tasks");
    tasks.tasks.into_iter().map(|task| (task.kind, task.count, task.is_late)).collect()
}

#[test]
fn everybody_sees_their_own_tasks_and_what_comes_next() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let app = on(&house.app, "2026-02-01");
        let clerk = tasks(&app, &person(&live.clerk)).await.expect("tasks");
        assert_eq!(clerk.tasks.len(), 1);
        let task = &clerk.tasks[0];
        assert_eq!((task.kind, task.unit.as_ref().map(|(code, _)| code.as_str())), (Kind::Fill, Some("xa-mau-1")));
        assert!(task.count > 10 && !task.is_late && task.due_at.is_some());
        assert_eq!(kinds(&app, &live.secretariat).await, [(Kind::Follow, 3, false)]);
        let head = tasks(&app, &person(&live.head)).await.expect("tasks");
        assert_eq!((head.tasks.len(), head.has_role), (0, true));
        let next = head.next.expect("what comes next");
        assert_eq!((next.stage.word(), next.at.to_string().as_str()), ("self_assessment", "2026-03-31T10:00:00.000Z"));
        let stranger = tasks(&app, &person(&live.stranger)).await.expect("tasks");
        assert_eq!((stranger.tasks.len(), stranger.has_role, stranger.next), (0, false, None));
        assert!(matches!(tasks(&app, &Actor::Public).await, Err(ActionError::NotAllowed)));
    });
}

#[test]
fn what_waits_for_a_signature_is_the_heads_task_and_a_passed_day_is_late() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let (unit, by) = (live.units[0], live.clerk.clone());
        let moved = house.app.write(move |work| {
            Box::pin(async move {
                let mut record = work.find_record(ROUND, unit).await?.expect("a record");
                record.stage = Stage::WithHead { by, at: work.now(), opened: None, reopened: false };
                Ok(work.save_record(&record).await?)
            })
        });
        moved.await.expect("handed over");
        assert_eq!(kinds(&house.app, &live.head).await, [(Kind::Sign, 1, false)]);
        assert_eq!(kinds(&house.app, &live.clerk).await, []);
        let mut link = house.app.store.look().await.expect("a connection");
        let frozen = thuocdo_app::setup::frozen(&house.app, &mut link, ROUND).await.expect("a round");
        let code = frozen.criteria_of(frozen.unit("xa-mau-2").expect("a unit")).next().expect("one").0.code.clone();
        let to = live.other_clerk.clone();
        let given = house.app.write(move |work| {
            Box::pin(async move {
                Ok(work.save_assignment(ROUND, "xa-mau-2", &code, Some((&to, Some("2026-01-20")))).await?)
            })
        });
        given.await.expect("given");
        let early = kinds(&house.app, &live.other_clerk).await;
        assert_eq!((early[0].0, early[0].1, early[0].2), (Kind::Assigned, 1, false));
        assert!(kinds(&on(&house.app, "2026-01-22"), &live.other_clerk).await[0].2);
    });
}

#[test]
fn the_dashboard_shows_the_most_behind_first_and_who_does_not_move() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let app = on(&house.app, "2026-03-01");
        note(&on(&house.app, "2026-02-25"), &live).await;
        let shown = dashboard(&app, &person(&live.secretariat), ROUND, &Asked::default()).await.expect("a dashboard");
        let lines: Vec<_> = shown.lines.iter().map(|line| (line.code.as_str(), line.is_late, line.is_still)).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.contains(&("xa-mau-1", true, false)) && lines.contains(&("xa-mau-2", true, true)));
        assert!(shown.lines.is_sorted_by(|a, b| a.behind >= b.behind));
        let count = |show: Show| shown.counts.iter().find(|(own, _)| *own == show).map(|(_, count)| *count);
        assert_eq!((count(Show::Doing), count(Show::Untouched), count(Show::Unassigned)), (Some(1), Some(2), Some(1)));
        assert_eq!(
            (shown.days_left, shown.may_remind, shown.by_day.last().map(|day| day.1)),
            (Some(30), true, Some(0))
        );
        let still = Asked { show: Show::Still, text: Some("xa mau".to_owned()), ..Asked::default() };
        let still = dashboard(&app, &person(&live.auditor), ROUND, &still).await.expect("a dashboard");
        assert_eq!(still.lines.iter().map(|line| line.code.as_str()).collect::<Vec<_>>(), ["xa-mau-2"]);
        assert!(!still.may_remind);
        for account in [&live.clerk, &live.head, &live.stranger] {
            let tried = dashboard(&app, &person(account), ROUND, &Asked::default()).await;
            assert!(matches!(tried, Err(ActionError::NotAllowed)));
        }
        let csv = export::csv(&app, &person(&live.admin), ROUND, &Asked::default(), Lang::Vi).await.expect("a file");
        assert!(String::from_utf8_lossy(&csv).contains("xa-mau-1,Xã Mẫu 1,\"Xã, phường\",Đang làm"));
    });
}

#[test]
fn a_reminder_lists_what_each_unit_lacks_and_goes_out_once_a_day() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let (app, secretariat) = (on(&house.app, "2026-03-01"), person(&live.secretariat));
        let preview = remind::preview(&app, &secretariat, ROUND).await.expect("a preview");
        let first = preview.iter().find(|reminder| reminder.unit == "xa-mau-1").expect("a reminder");
        assert_eq!(first.addresses(), ["clerk2@example.test", "clerk@example.test", "head@example.test"]);
        assert!(
            first.missing.len() > 10 && first.body.contains(&first.missing[0].name) && !first.subject.contains('\n')
        );
        let units = || vec!["xa-mau-1".to_owned(), "xa-mau-2".to_owned()];
        let sent = remind::send(&app, &secretariat, ROUND, units(), Vec::new()).await.expect("sent");
        assert_eq!(sent, Sent { units: 2, told: 5, letters: 5 });
        let refused =
            async |app: &App, again: Vec<String>| match remind::send(app, &secretariat, ROUND, units(), again).await {
                Err(ActionError::Refused(reasons)) => reasons.into_iter().map(|reason| reason.key).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            };
        assert_eq!(refused(&app, Vec::new()).await, ["reminder-recent", "reminder-recent"]);
        assert_eq!(refused(&app, vec!["xa-mau-1".to_owned()]).await, ["reminder-recent"]);
        let again = remind::send(&on(&house.app, "2026-03-02"), &secretariat, ROUND, units(), Vec::new()).await;
        assert_eq!(again.expect("sent").units, 2);
        let nobody = vec!["phuong-mau-3".to_owned()];
        assert!(matches!(
            remind::send(&app, &secretariat, ROUND, nobody, Vec::new()).await,
            Err(ActionError::Refused(_))
        ));
        let clerk = person(&live.clerk);
        assert_eq!(notices::unread(&app, &clerk).await.expect("a count"), 2);
        notices::read(&app, &clerk, None).await.expect("read");
        assert_eq!(notices::unread(&app, &clerk).await.expect("a count"), 0);
        assert_eq!(notices::list(&app, &clerk).await.expect("notices")[0].message.key, "notice-reminder");
        let log = remind::log(&app, &person(&live.auditor), ROUND).await.expect("a log");
        assert_eq!((log.len(), log[0].unit.as_str(), log[0].letters), (4, "Xã Mẫu 1", 3));
        assert!(matches!(remind::preview(&app, &clerk, ROUND).await, Err(ActionError::NotAllowed)));
    });
}

/// Fails until it is told not to.
struct Lame {
    failures: AtomicUsize,
    taken: Mutex<Vec<Letter>>,
}

impl Postman for Lame {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            if self.failures.load(Ordering::Relaxed) > 0 {
                self.failures.fetch_sub(1, Ordering::Relaxed);
                return Err(Undelivered { permanent: false, code: "421".to_owned(), said: "421 bận".to_owned() });
            }
            self.taken.lock().expect("a lock").push(letter.clone());
            Ok(())
        })
    }
}

#[test]
fn letters_that_fail_wait_and_are_sent_once() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let app = on(&house.app, "2026-03-01");
        let units = vec!["xa-mau-2".to_owned()];
        remind::send(&app, &person(&live.secretariat), ROUND, units, Vec::new()).await.expect("sent");
        let postman = Lame { failures: AtomicUsize::new(1), taken: Mutex::new(Vec::new()) };
        let turn = letters::send_due(&app, &postman).await.expect("a turn");
        assert_eq!((turn.sent, turn.failed), (1, 1));
        assert_eq!(letters::send_due(&app, &postman).await.expect("a turn"), letters::Turn::default());
        let later = App { clock: Arc::new(app.clock.now().later(61)), ..app.clone() };
        assert_eq!(letters::send_due(&later, &postman).await.expect("a turn").sent, 1);
        assert_eq!(postman.taken.lock().expect("a lock").len(), 2);
        assert!(matches!(letters::list(&app, &Actor::Public).await, Err(ActionError::NotAllowed)));
        let open = app.with_office(letters::Office { is_open: true, ..letters::Office::default() });
        let all = letters::list(&open, &Actor::Public).await.expect("letters");
        assert!(all.iter().all(|mail| mail.state == MailState::Sent) && all.len() == 2);
    });
}

#[test]
fn attaching_and_taking_off_evidence_moves_the_dashboard_as_it_moves_the_workbench() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let live = live(&house.app).await;
        let (app, clerk, secretariat) = (&house.app, person(&live.clerk), person(&live.secretariat));
        let at = Place::new(ROUND, live.units[0], "1.5");
        let count = async || {
            let shown = dashboard(app, &secretariat, ROUND, &Asked::default()).await.expect("a dashboard");
            let line = shown.lines.into_iter().find(|line| line.code == live.units[0]).expect("a line");
            (line.answered, line.lacking)
        };
        let values = [("a", "45"), ("b", "60")].map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let figures = Value::Figures(thuocdo_assessment::Figures { values, ..Default::default() });
        answers::save(app, &clerk, &Place::new(ROUND, &at.unit, "1.5"), 0, figures).await.expect("saved");
        assert_eq!(count().await, (0, 1));
        let document = evidence::Typed {
            number: "12/KH-UBND".to_owned(),
            date: "14/3/2026".to_owned(),
            issuer: "UBND xã Mẫu 1".to_owned(),
            summary: "Kế hoạch".to_owned(),
            ..evidence::Typed::default()
        };
        let id = evidence::add(app, &clerk, Some(&at), "", &document).await.expect("an item");
        assert_eq!(count().await, (1, 0));
        evidence::detach(app, &clerk, &id, &at).await.expect("taken off");
        assert_eq!(count().await, (0, 1));
        evidence::attach(app, &clerk, &id, &at).await.expect("attached");
        assert_eq!(count().await, (1, 0));
    });
}
