//! Questionnaires that are written and issued here.

use thuocdo_app::questionnaires::drafts;
use thuocdo_app::surveys::setup;
use thuocdo_app::{ActionError, questionnaires};
use thuocdo_base::Actor;
use thuocdo_testkit::live::live;
use thuocdo_testkit::{TestApp, on_both};

const CODE: &str = "vinh-long/cap-xa/nguoi-dan";

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

#[test]
fn a_questionnaire_is_checked_compared_issued_once_and_used_in_a_survey() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let (app, admin, office) = (&test.app, person(&live.admin), person(&live.secretariat));
        let old = questionnaires::source(app, &admin, CODE, "2022").await.expect("a shipped one");
        let sidecar = old.sidecar.clone().unwrap_or_default();
        let next = old.text.replacen("version = \"2022\"", "version = \"2027\"", 1);
        let next =
            next.replacen("[[question]]\ncode = \"1\"\ntext = \"", "[[question]]\ncode = \"1\"\ntext = \"Xin hỏi: ", 1);
        let looked = questionnaires::look(app, &admin, &next, &sidecar).await.expect("a look");
        assert_eq!(looked.errors(), 0, "{:?}", looked.found);
        let (version, changes) = looked.against.expect("a version before");
        assert_eq!((version.as_str(), changes.len(), changes[0].key.as_str()), ("2022", 1, "forms-diff-text"));

        let faulty = next.replacen("[questionnaire]", "[questionnaire]\nnonsense = 1", 1);
        let looked = questionnaires::look(app, &admin, &faulty, "").await.expect("a look");
        assert!(looked.errors() > 0 && looked.found.iter().any(|found| found.line == 2), "{:?}", looked.found);
        let refused = questionnaires::issue(app, &admin, "", &faulty, "").await;
        assert!(matches!(refused, Err(ActionError::Refused(_))));
        for other in [&live.secretariat, &live.auditor, &live.clerk] {
            let denied = questionnaires::issue(app, &person(other), "", &next, &sidecar).await;
            assert!(matches!(denied, Err(ActionError::NotAllowed)), "{other}");
        }

        let made = questionnaires::issue(app, &admin, "", &next, &sidecar).await.expect("issued");
        assert_eq!(made, (CODE.to_owned(), "2027".to_owned()));
        let kept = questionnaires::source(app, &admin, CODE, "2027").await.expect("issued");
        assert_eq!((kept.text.as_str(), kept.sidecar.as_deref()), (next.as_str(), Some(sidecar.as_str())));
        let again = questionnaires::issue(app, &admin, "", &next, "").await;
        let Err(ActionError::Refused(why)) = again else { panic!("{again:?}") };
        assert_eq!(why[0].key, "forms-exists");
        let shipped = questionnaires::issue(app, &admin, "", &old.text, &sidecar).await;
        assert!(matches!(shipped, Err(ActionError::Refused(_))), "what comes with the program stays");
        let (lines, may_write) = questionnaires::list(app, &person(&live.auditor)).await.expect("a list");
        let line = lines.iter().find(|line| line.code == CODE && line.version == "2027").expect("a line");
        assert!(!may_write && line.issued.is_some());

        let named = format!("{CODE}@2027");
        let choices = setup::choices(app, &office, live.round).await.expect("choices");
        assert!(choices.iter().any(|choice| choice.name == named), "{choices:?}");
        let id = setup::create(app, &office, live.round, "Khảo sát mẫu", &named).await.expect("a survey");
        let view = setup::view(app, &office, live.round, &id).await.expect("a view");
        assert_eq!(view.questionnaire.version, "2027");
        assert!(questionnaires::sample(app, &named).await.expect("an answer").is_some());
        assert!(questionnaires::sample(app, "khong@co").await.expect("an answer").is_none());
    });
}

#[test]
fn a_draft_is_kept_seen_as_respondents_do_and_forgotten_when_it_is_issued() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let (app, admin) = (&test.app, person(&live.admin));
        let old = questionnaires::source(app, &admin, CODE, "2022").await.expect("a shipped one");
        let next = old.text.replacen("version = \"2022\"", "version = \"2027\"", 1);
        let half = next.split_once("[[question]]").expect("questions").0;
        let id = drafts::save(app, &admin, None, half, "").await.expect("kept, though it asks nothing yet");
        let same = drafts::save(app, &admin, Some((&id, 1)), &next, "").await.expect("kept over the first");
        assert_eq!(same, id);
        let stale = drafts::save(app, &admin, Some((&id, 1)), half, "").await;
        let Err(ActionError::Refused(why)) = stale else { panic!("{stale:?}") };
        assert_eq!(why[0].key, "forms-draft-newer");
        let open = drafts::open(app, &admin, &id).await.expect("a draft");
        assert_eq!((open.text.as_str(), open.revision), (next.as_str(), 2));
        for other in [&live.secretariat, &live.auditor, &live.clerk] {
            let other = person(other);
            assert!(matches!(drafts::open(app, &other, &id).await, Err(ActionError::NotAllowed)));
            assert!(matches!(drafts::discard(app, &other, &id).await, Err(ActionError::NotAllowed)));
            assert!(matches!(drafts::save(app, &other, None, &next, "").await, Err(ActionError::NotAllowed)));
        }
        let lines = drafts::drafts(app, &person(&live.auditor)).await.expect("a list");
        assert_eq!(lines.len(), 1);
        assert!(!lines[0].title.is_empty());
        let named = drafts::sample_name(&id);
        assert!(questionnaires::sample(app, &named).await.expect("an answer").is_some());

        questionnaires::issue(app, &admin, &id, &next, "").await.expect("issued");
        assert!(drafts::drafts(app, &admin).await.expect("a list").is_empty());
        assert!(questionnaires::sample(app, &named).await.expect("an answer").is_none());
        let gone = drafts::save(app, &admin, Some((&id, 2)), &next, "").await;
        assert!(matches!(gone, Err(ActionError::Refused(why)) if why[0].key == "forms-draft-gone"));
        let other = drafts::save(app, &admin, None, &next, "").await.expect("kept");
        drafts::discard(app, &admin, &other).await.expect("given up");
        assert!(matches!(drafts::open(app, &admin, &other).await, Err(ActionError::NotAllowed)));
    });
}
