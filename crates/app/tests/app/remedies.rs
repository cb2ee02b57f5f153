//! Remedy plans: asked for, written, signed, followed; and what everybody finds among their tasks.

use thuocdo_app::remedies::{self, TypedItem};
use thuocdo_app::tasks::{self, Kind};
use thuocdo_app::{ActionError, App};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::remedy::{Progress, State};
use thuocdo_assessment::settings::RemedyRule;
use thuocdo_base::Actor;
use thuocdo_testkit::live::live_with;
use thuocdo_testkit::onward::{on_to, publish, to_appraisal};
use thuocdo_testkit::{Live, TestApp, on_both};

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

fn is_refused<T>(result: &Result<T, ActionError>, key: &str) -> bool {
    matches!(result, Err(ActionError::Refused(reasons)) if reasons.iter().any(|reason| reason.key == key))
}

/// How many things of a kind wait for somebody; nothing if none do.
async fn waiting(app: &App, account: &str, kind: Kind) -> Option<usize> {
    let tasks = tasks::tasks(app, &person(account)).await.expect("tasks").tasks;
    tasks.into_iter().find(|task| task.kind == kind).map(|task| task.count)
}

fn item(task: &str, due_on: &str) -> TypedItem {
    let (task, due_on) = (task.to_owned(), due_on.to_owned());
    TypedItem { task, due_on, person: "Lê Thị Mẫu Một".to_owned(), ..TypedItem::default() }
}

/// A published round whose rule asks the last of each group for a plan.
async fn after_publication(test: &TestApp) -> Live {
    let live = live_with(&test.app, |settings| settings.remedy = RemedyRule { last: 1, below: None }).await;
    to_appraisal(test, &live).await;
    on_to(test, &live, RoundStage::Approval).await;
    publish(test, &live, "").await;
    live
}

#[test]
fn vinh_long_9_low_ranked_units_get_a_remedy_plan_with_deadlines_that_the_secretariat_follows() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = after_publication(&test).await;
        let (app, round, [unit, other, third]) = (&test.app, live.round, live.units);
        let [secretary, clerk, head] = [&live.secretariat, &live.clerk, &live.head].map(|it| person(it));
        let seen = remedies::overview(app, &secretary, round).await.expect("an overview");
        let named: Vec<&str> = seen.candidates.iter().filter(|one| one.by_rule).map(|one| one.unit.as_str()).collect();
        assert_eq!(named, [third], "the last of the group");
        assert_eq!(waiting(app, &live.secretariat, Kind::AskRemedies).await, Some(1));
        let (units, why) = ([unit.to_owned(), third.to_owned()], "Xếp cuối khối xã, phường");
        let early = remedies::ask(app, &secretary, round, &units, why, "01/01/2026").await;
        assert!(is_refused(&early, "refusal-remedy-day"));
        assert_eq!(remedies::ask(app, &secretary, round, &units, why, "30/6/2026").await.expect("asked"), 2);
        assert_eq!(waiting(app, &live.secretariat, Kind::AskRemedies).await, None);
        let again = remedies::ask(app, &secretary, round, &units[..1], why, "30/6/2026").await;
        assert!(is_refused(&again, "remedies-asked-already"));

        assert_eq!(waiting(app, &live.clerk, Kind::WriteRemedy).await, Some(1));
        assert_eq!(waiting(app, &live.other_clerk, Kind::WriteRemedy).await, None);
        assert!(is_refused(&remedies::hand_over(app, &clerk, round, unit).await, "refusal-remedy-empty"));
        for one in [item("Mở lớp kỹ năng số cho cán bộ", "1/5/2026"), item("Bổ sung máy quét", "1/9/2026")]
        {
            remedies::write(app, &clerk, round, unit, one).await.expect("an item");
        }
        remedies::hand_over(app, &clerk, round, unit).await.expect("with the head");
        assert_eq!(waiting(app, &live.head, Kind::SignRemedy).await, Some(1));
        remedies::send_back(app, &head, round, unit, "Bổ sung kinh phí từng việc").await.expect("sent back");
        let plan = remedies::plan(app, &clerk, round, unit).await.expect("a plan");
        let items = plan.plan.as_ref().map(|plan| plan.items.clone()).unwrap_or_default();
        assert!(plan.may_write && !plan.may_sign && !plan.weakest.is_empty());
        let anew = TypedItem {
            id: Some(items[1].id.clone()),
            ..item("Bổ sung hai máy quét, 40 triệu đồng", "1/9/2026")
        };
        remedies::write(app, &clerk, round, unit, anew).await.expect("written anew");
        assert!(matches!(
            remedies::sign(app, &clerk, round, unit).await,
            Err(ActionError::NotAllowed | ActionError::Refused(_))
        ));
        remedies::sign(app, &head, round, unit).await.expect("signed");
        let late = remedies::write(app, &clerk, round, unit, item("Thêm việc sau khi ký", "1/9/2026")).await;
        assert!(is_refused(&late, "refusal-remedy-signed"));

        test.clock.pass(40 * 86_400);
        assert_eq!(waiting(app, &live.clerk, Kind::MarkRemedy).await, Some(1), "one item is late");
        assert_eq!(waiting(app, &live.secretariat, Kind::FollowRemedies).await, Some(1));
        let seen = remedies::overview(app, &person(&live.auditor), round).await.expect("an overview");
        let line = seen.plans.iter().find(|line| line.plan.unit == unit).expect("a line");
        assert_eq!((line.plan.state, line.overdue, seen.may_ask), (State::Signed, 1, false));
        let done = (items[0].id.as_str(), Progress::Done, "Đã mở hai lớp");
        remedies::mark(app, &clerk, round, unit, done).await.expect("marked");
        assert_eq!(waiting(app, &live.clerk, Kind::MarkRemedy).await, None);
        test.clock.pass(60 * 86_400);
        assert_eq!(waiting(app, &live.secretariat, Kind::FollowRemedies).await, Some(1), "the third unit is late");
        remedies::withdraw(app, &secretary, round, third, "Phường đã sáp nhập").await.expect("taken back");
        assert_eq!(waiting(app, &live.secretariat, Kind::FollowRemedies).await, None);

        let others = remedies::plan(app, &clerk, round, other).await;
        assert!(matches!(others, Err(ActionError::NotAllowed)), "a unit sees its own");
        for nobody in [&live.clerk, &live.stranger, &live.appraiser] {
            assert!(matches!(remedies::overview(app, &person(nobody), round).await, Err(ActionError::NotAllowed)));
        }
        let report = thuocdo_app::publications::verify(app, &Actor::Operator).await.expect("a report");
        assert!(report.breaks.is_empty());
    });
}

#[test]
fn the_council_the_committee_and_the_secretariat_find_their_turn_among_their_tasks() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live_with(&test.app, |_| {}).await;
        to_appraisal(&test, &live).await;
        let app = &test.app;
        assert_eq!(waiting(app, &live.council, Kind::Convene).await, None, "its turn has not come");
        on_to(&test, &live, RoundStage::Council).await;
        assert_eq!(waiting(app, &live.council_secretary, Kind::Convene).await, Some(0));
        assert_eq!(waiting(app, &live.council_member, Kind::Convene).await, None);
        test.clock.pass(120 * 86_400);
        assert_eq!(waiting(app, &live.secretariat, Kind::Advance).await, Some(1), "the end has passed");
        on_to(&test, &live, RoundStage::Approval).await;
        assert_eq!(waiting(app, &live.secretariat, Kind::Advance).await, None);
        assert_eq!(waiting(app, &live.secretariat, Kind::Propose).await, Some(1));
        let (secretary, round) = (person(&live.secretariat), live.round);
        thuocdo_app::decision::propose(app, &secretary, round, "").await.expect("a proposal");
        assert_eq!(waiting(app, &live.secretariat, Kind::Propose).await, None);
        let seen = thuocdo_app::decision::approval(app, &secretary, round).await.expect("an approval");
        let digest = seen.last.expect("a proposal").proposal.digest;
        for member in [&live.committee, &live.committee2] {
            assert_eq!(waiting(app, member, Kind::Approve).await, Some(1));
            thuocdo_app::decision::approve(app, &person(member), round, &digest, "").await.expect("approved");
            assert_eq!(waiting(app, member, Kind::Approve).await, None);
        }
        assert_eq!(waiting(app, &live.secretariat, Kind::Issue).await, Some(1));
    });
}
