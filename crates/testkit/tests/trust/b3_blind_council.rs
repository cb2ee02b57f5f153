//! B3: nothing tells what a sealed vote says before it is opened, whoever asks for whatever page.

use std::sync::Arc;

use thuocdo_app::council::vote::{commitment, holds};
use thuocdo_app::council::{self, NewSitting, Offer};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::council::{Choice, Presence, sealed_text};
use thuocdo_base::Actor;
use thuocdo_testkit::{Database, Live, TestApp, onward, server};

use super::world::{everybody, examples, pages, told};
use super::{full, runtime, size};

const BLIND: &str = "update round set settings = replace(settings, '\"blind\":false', '\"blind\":true')";
const REASON: &str = "Nhật ký bổ sung chưa đủ cả năm";

/// A round with an open sitting of two who vote, of whom the chair has sealed a vote.
struct Sitting {
    test: TestApp,
    live: Live,
    sitting: String,
    item: String,
}

impl Sitting {
    async fn with(database: Database, choice: Choice) -> Self {
        let mut test = TestApp::on(database).await;
        let live = onward::at_appraisal(&test).await;
        onward::on_to(&test, &live, RoundStage::Council).await;
        test.database.execute(BLIND).await.expect("sealed votes");
        test.app.frozen = Arc::default();
        let (app, secretary) = (&test.app, person(&live.council_secretary));
        let new = NewSitting {
            title: "Khối xã, phường".to_owned(),
            date: "2027-02-15".to_owned(),
            time: "08:00".to_owned(),
            place: "Phòng họp số 1".to_owned(),
        };
        let sitting = council::create(app, &secretary, live.round, &new).await.expect("a sitting");
        let picked = vec![(live.units[0].to_owned(), "1.1".to_owned())];
        council::add_items(app, &secretary, live.round, &sitting, picked).await.expect("an agenda");
        council::open(app, &secretary, live.round, &sitting).await.expect("open");
        let here = [&live.council, &live.council_member].map(|who| (who.clone(), Presence::Present)).to_vec();
        council::set_presence(app, &secretary, live.round, &sitting, here).await.expect("presence");
        let item = app.store.look().await.expect("a link").agenda(live.round).await.expect("an agenda").remove(0).id;
        let place = (live.round, sitting.as_str(), item.as_str());
        council::propose(app, &secretary, place, Offer::Typed("0,5".to_owned()), REASON).await.expect("proposed");
        council::vote(app, &person(&live.council), place, choice, "0.5").await.expect("sealed");
        Self { test, live, sitting, item }
    }

    /// What everybody is told by every page.
    async fn all_pages(&self) -> Vec<(String, String)> {
        let mut examples = examples(&self.live);
        examples.insert("{phien}", self.sitting.clone());
        examples.insert("{id}", self.item.clone());
        let mut all = Vec::new();
        for (name, mut client) in everybody(&self.test, &self.live).await {
            for (_, path) in pages(&examples) {
                let answer = client.once("GET", &path, None).await;
                all.push((format!("{name} {path}"), told(&answer)));
            }
        }
        all
    }

    async fn close(&self) {
        let secretary = person(&self.live.council_secretary);
        council::close(&self.test.app, &secretary, self.live.round, &self.sitting).await.expect("closed");
    }
}

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

/// Two rounds that differ in nothing but what one sealed vote says.
async fn differing(databases: [Database; 2]) {
    let [one, other] = databases;
    let on = one.engine;
    let (one, other) = (Sitting::with(one, Choice::For).await, Sitting::with(other, Choice::Against).await);
    assert_eq!(one.item, other.item, "two rounds that differ in nothing else");
    let (first, second) = (one.all_pages().await, other.all_pages().await);
    let tells: Vec<&str> =
        first.iter().zip(&second).filter(|(one, other)| one != other).map(|((at, _), _)| at.as_str()).collect();
    assert!(tells.is_empty(), "{on:?}: these tell what a sealed vote says: {tells:?}");
    let shown = first.iter().filter(|(_, told)| told.starts_with("200")).count();
    // A member who never votes does not keep the sitting from being closed; then, and only then, it is told.
    one.close().await;
    other.close().await;
    let (open, also) = (one.all_pages().await, other.all_pages().await);
    let told = open.iter().zip(&also).filter(|(one, other)| one != other).count();
    println!(
        "B3 {on:?}: {} answers, {shown} pages shown, none tells; {told} tell once the sitting is closed",
        first.len()
    );
    assert!(told > 0, "the control: the test would not notice");
}

#[test]
fn b3_no_page_tells_anybody_what_a_sealed_vote_says_and_who_never_votes_cannot_block_closing() {
    runtime().block_on(differing([Database::file(), Database::file()]));
    if let Some(server) = server::server().filter(|_| full()) {
        runtime().block_on(async { differing([Database::on(server).await, Database::on(server).await]).await });
    }
}

#[test]
fn b3_an_altered_commitment_is_found_every_time() {
    let many = size(1_000, 1_000);
    for number in 0..many {
        let text = sealed_text("item", &format!("m{number}"), "1.5", Choice::For);
        let salt = format!("{number:032x}");
        let sealed = commitment(&salt, &text);
        assert!(holds(&sealed, &salt, &text), "the control: what was not altered holds");
        let mut altered = sealed.into_bytes();
        let at = number % altered.len();
        altered[at] = if altered[at] == b'0' { b'1' } else { b'0' };
        assert!(!holds(&String::from_utf8_lossy(&altered), &salt, &text), "{number}");
    }
    println!("B3: {many} of {many} altered commitments found");
}
