//! Surveys and the people who are asked, on both engines.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use thuocdo_assessment::survey::{State, Stratum, Survey};
use thuocdo_base::{Actor, Clock, Random};
use thuocdo_store::{
    Later, LetterText, Outcome, PersonState, QuestionnaireRow, RespondentRow, Rosters, Store, StoreError, Work,
};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, Engine, on_both};

use crate::moment;

async fn write<T: Send + 'static>(
    store: &Store,
    job: impl for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(moment()), Arc::new(SeededRandom::new(1)));
    store.write(&clock, &random, job).await
}

fn survey() -> Survey {
    Survey {
        id: "01SURVEY".to_owned(),
        round: "mau".to_owned(),
        title: "Khảo sát mẫu".to_owned(),
        questionnaire: "hai-long".to_owned(),
        questionnaire_version: "1".to_owned(),
        questionnaire_hash: "a".repeat(64),
        k: 20,
        sealed: true,
        opens: Some(moment()),
        closes: Some(moment().days_later(10)),
        state: State::Draft,
        strata: vec![Stratum { population: 200, target: 50, ..Stratum::new("dan", "xa-1") }, Stratum::new("dan", "")],
    }
}

#[test]
fn a_survey_comes_back_as_it_was_saved_and_is_not_overtaken() {
    on_both(async |database| {
        let store = Store::open(&database.address).await.expect("an open store");
        let text = LetterText { subject: "Mời trả lời".to_owned(), ..LetterText::default() };
        let saved = text.clone();
        let made = survey();
        let kept = made.clone();
        write(&store, move |work| {
            Box::pin(async move {
                work.add_survey(&made, "a").await?;
                work.save_survey_letter(&made.id, "invitation", &saved).await?;
                assert!(work.opt_out(&"b".repeat(64), "a").await? && !work.opt_out(&"b".repeat(64), "a").await?);
                work.record("mau", "survey_made", &Actor::System, &[]).await.map(|_| ())
            })
        })
        .await
        .expect("a survey");
        let mut link = store.look().await.expect("a link");
        assert_eq!(link.find_survey("01SURVEY").await.expect("a row"), Some((kept.clone(), 1)));
        assert_eq!(link.survey_letter("01SURVEY", "invitation").await.expect("a row"), Some(text));
        assert_eq!(link.surveys("mau").await.expect("rows").len(), 1);
        assert!(link.surveys_in(State::Open).await.expect("rows").is_empty());
        let open = Survey { state: State::Open, ..kept };
        let again = open.clone();
        write(&store, move |work| Box::pin(async move { work.save_survey(&open, 1).await })).await.expect("a change");
        let late = write(&store, move |work| Box::pin(async move { work.save_survey(&again, 1).await })).await;
        assert!(matches!(late, Err(StoreError::Overtaken)), "{late:?}");
    });
}

#[test]
fn the_text_of_a_questionnaire_in_use_never_changes() {
    on_both(async |database| {
        let store = Store::open(&database.address).await.expect("an open store");
        let row = QuestionnaireRow {
            code: "hai-long".to_owned(),
            version: "1".to_owned(),
            title: "Hài lòng".to_owned(),
            text: "code = \"hai-long\"".to_owned(),
            sidecar: None,
            hash: "a".repeat(64),
            account: "a".to_owned(),
            at: moment(),
        };
        let (first, other) = (row.clone(), QuestionnaireRow { text: "khác".to_owned(), ..row.clone() });
        write(&store, move |work| {
            Box::pin(async move {
                work.keep_questionnaire(&first).await?;
                work.keep_questionnaire(&other).await
            })
        })
        .await
        .expect("a text");
        let kept = store.look().await.expect("a link").find_questionnaire("hai-long", "1").await.expect("a row");
        assert_eq!(kept, Some(row));
        assert!(database.execute("update questionnaire set text = ''").await.is_err());
        assert!(database.execute("delete from questionnaire").await.is_err());
    });
}

fn rosters(database: &Database, folder: &std::path::Path) -> Rosters {
    let server = (database.engine == Engine::Postgres).then(|| database.address.clone());
    Rosters { folder: folder.join("db"), keys: folder.join("keys"), server }
}

fn person(id: &str, email: &str, stratum: &str) -> RespondentRow {
    RespondentRow {
        id: id.to_owned(),
        email: email.to_owned(),
        label: if email.is_empty() { format!("Ông/Bà {id}") } else { String::new() },
        stratum: stratum.to_owned(),
        asked: stratum.to_owned(),
        salt: "00".to_owned(),
        h: format!("h{id}"),
        serial: 0,
        state: PersonState::Listed,
    }
}

#[test]
fn letters_that_may_have_left_are_taken_first_and_known_as_such() {
    on_both(async |database| {
        let folder = tempfile::tempdir().expect("a folder");
        let roster = rosters(&database, folder.path()).open("01SURVEY").await.expect("a roster");
        let people = [
            person("p1", "a@mau.test", "dan"),
            person("p2", "b@mau.test", "dan"),
            person("p3", "", "dan"),
            person("p4", "d@mau.test", "dan/xa-1"),
        ];
        roster.propose(&people).await.expect("people");
        roster.came().await.expect("people");
        let with_a_known_one = [person("p5", "e@mau.test", "dan"), person("p6", "a@mau.test", "dan")];
        assert!(roster.propose(&with_a_known_one).await.is_err());
        assert_eq!(roster.everybody().await.expect("people").len(), 4, "nothing of a refused list is there");
        let ids: Vec<String> = people.iter().map(|person| person.id.clone()).collect();
        roster.begin_wave(0, "invitation", &ids).await.expect("a sending");
        roster.begin_wave(0, "invitation", &ids).await.expect("the same sending");

        let first = roster.take(2).await.expect("letters");
        assert_eq!(first.iter().map(|due| due.in_doubt).collect::<Vec<_>>(), [false, false]);
        roster.close().await;

        let roster = rosters(&database, folder.path()).open("01SURVEY").await.expect("a roster");
        let again = roster.take(10).await.expect("letters");
        let told: Vec<_> = again.iter().map(|due| (due.person.id.as_str(), due.in_doubt)).collect();
        assert_eq!(told, [("p1", true), ("p2", true), ("p4", false)], "paper is not sent by mail");
        let outcomes = [
            (0, "p1".to_owned(), Outcome::Sent),
            (0, "p2".to_owned(), Outcome::Refused("550".to_owned())),
            (0, "p4".to_owned(), Outcome::Later("421".to_owned())),
        ];
        roster.settle(&outcomes).await.expect("outcomes");
        assert_eq!(roster.bounced(10).await.expect("people").len(), 1);
        assert_eq!(roster.tries(0, "p4").await.expect("a number"), 1);
        let wave = &roster.waves().await.expect("sendings")[0];
        assert_eq!((wave.waiting, wave.sent, wave.refused, wave.again), (2, 1, 1, 2));
        assert_eq!(roster.unprinted(10).await.expect("people")[0].id, "p3");
        assert_eq!(roster.delivered().await.expect("counts"), [("dan".to_owned(), 1)]);
        roster.hold(0, true).await.expect("held");
        assert!(roster.take(10).await.expect("letters").is_empty());
    });
}

#[test]
fn erasing_leaves_nothing_of_anybody_in_the_files() {
    on_both(async |database| {
        let folder = tempfile::tempdir().expect("a folder");
        let roster = rosters(&database, folder.path()).open("01SURVEY").await.expect("a roster");
        let people: Vec<_> = (0..300).map(|n| person(&format!("p{n}"), &format!("mau-{n}@bien.test"), "dan")).collect();
        roster.propose(&people).await.expect("people");
        roster.came().await.expect("people");
        let key = roster.link_key(&SeededRandom::new(7)).expect("a secret");
        assert_eq!(roster.link_key(&SeededRandom::new(8)).expect("the same"), key);
        let path = folder.path().join("keys/01SURVEY/links.key");
        assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        assert_eq!(roster.erase().await.expect("a count"), 300);
        assert!(!path.exists() && roster.everybody().await.expect("people").is_empty());
        let files = std::fs::read_dir(folder.path().join("db/01SURVEY")).into_iter().flatten();
        for file in files.map(|file| file.expect("a file").path()) {
            let bytes = std::fs::read(&file).expect("bytes");
            let found = bytes.windows(9).any(|window| window == b"bien.test");
            assert!(!found, "{} still holds addresses", file.display());
        }
    });
}
