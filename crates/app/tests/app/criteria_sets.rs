//! Criteria sets: drafts, issuing, and what rounds and other sets see of it.

use thuocdo_app::criteria_sets::drafts::{self, From};
use thuocdo_app::criteria_sets::editor::{self, Act, Asked};
use thuocdo_app::criteria_sets::issue::Decision;
use thuocdo_app::criteria_sets::list::{Filter, Kind};
use thuocdo_app::criteria_sets::{self, Outcome, version};
use thuocdo_app::portal::Portal;
use thuocdo_app::portal::method::MethodView;
use thuocdo_app::{ActionError, App, catalog, publications, setup};
use thuocdo_assessment::settings::{SetChoice, Settings};
use thuocdo_base::Actor;
use thuocdo_criteria::edit::{self, Input, Target};
use thuocdo_testkit::live::account;
use thuocdo_testkit::{TestApp, on_both};
use thuocdo_words::Lang;

fn decision() -> Decision {
    Decision {
        kind: "Quyết định".to_owned(),
        number: "12/QĐ-UBND".to_owned(),
        date: "2026-02-03".to_owned(),
        issuer: "Ủy ban nhân dân tỉnh Mẫu".to_owned(),
        signer: "Nguyễn Văn Mẫu".to_owned(),
        legal_basis: String::new(),
    }
}

async fn admin(app: &App) -> Actor {
    Actor::Person(account(app, "admin", "Nguyễn Văn Quản Trị", None).await)
}

async fn begun(app: &App, actor: &Actor) -> String {
    let from = From::Nothing { code: "tinh-mau/xa".to_owned(), title: "Bộ tiêu chí tỉnh Mẫu".to_owned() };
    drafts::begin(app, actor, from).await.expect("a draft")
}

async fn issued(app: &App, actor: &Actor) -> String {
    let id = begun(app, actor).await;
    let Outcome::Done(made) = criteria_sets::issue(app, actor, &id, 1, decision()).await.expect("an issued set") else {
        panic!("overtaken")
    };
    assert_eq!((made.code.as_str(), made.version.as_str()), ("tinh-mau/xa", "1"));
    made.hash
}

fn reasons(error: ActionError) -> Vec<String> {
    let ActionError::Refused(reasons) = error else { panic!("{error:?}") };
    reasons.into_iter().map(|reason| reason.key.to_string()).collect()
}

#[test]
fn issuing_writes_a_version_that_never_changes_with_its_event_and_closes_the_draft() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let hash = issued(app, &actor).await;
        let list = criteria_sets::list(app, &actor, &Filter::default()).await.unwrap();
        let own: Vec<_> = list.lines.iter().filter(|line| line.kind != Kind::Shipped).collect();
        assert_eq!(own.len(), 1, "the draft is gone");
        assert_eq!((own[0].kind, own[0].code.as_str()), (Kind::Issued, "tinh-mau/xa"));
        let events = app.store.events().await.unwrap();
        let event = events.iter().find(|event| event.kind == "issue_set").unwrap();
        assert_eq!(event.round, "_house");
        assert!(event.body.contains(&hash) && !event.body.contains("Nguyễn"), "{}", event.body);
        for sql in ["update criteria_set set title = 'x'", "delete from criteria_set"] {
            assert!(test.database.execute(sql).await.is_err(), "{sql}");
        }
    });
}

#[test]
fn the_file_goes_out_byte_for_byte_and_comes_back_with_the_same_hash() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let hash = issued(app, &actor).await;
        let out = version::file(app, &actor, ("tinh-mau/xa", "1"), false).await.unwrap();
        let mut link = app.store.look().await.unwrap();
        let kept = link.find_issued_set("tinh-mau/xa", "1").await.unwrap().unwrap();
        assert_eq!(out, kept.text);
        assert!(out.contains("number = \"12/QĐ-UBND\"") && out.starts_with("# Bộ tiêu chí"), "{out}");
        let id = drafts::begin(app, &actor, From::File(out.clone().into_bytes())).await.unwrap();
        let draft = editor::file(app, &actor, &id).await.unwrap();
        assert_eq!(draft.text, out);
        let parsed = thuocdo_criteria::parse(&thuocdo_criteria::SourceText::new(draft.text), &());
        assert_eq!(parsed.set.unwrap().hash, hash);
    });
}

#[test]
fn a_draft_with_faults_is_kept_but_not_issued_and_it_says_where_sums_differ() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let id = begun(app, &actor).await;
        let view = editor::view(app, &actor, &id, &Asked::default()).await.unwrap();
        assert_eq!((view.errors(), view.balances(), view.tree.len()), (0, Some(true), 3));
        let typed = vec![("max".to_owned(), "61".to_owned())];
        let changed = editor::change(app, &actor, &id, 1, Act::Fill(Target::Node(1), typed)).await.unwrap().unwrap();
        assert!(matches!(changed, Outcome::Done(changed) if changed.revision == 2));
        let view = editor::view(app, &actor, &id, &Asked::default()).await.unwrap();
        assert_eq!(view.balances(), Some(false));
        assert!(view.errors() > 0);
        let refused = reasons(criteria_sets::issue(app, &actor, &id, 2, decision()).await.unwrap_err());
        assert!(refused.iter().all(|key| key == "sets-hindrance"), "{refused:?}");
        let bare = reasons(criteria_sets::issue(app, &actor, &id, 2, Decision::default()).await.unwrap_err());
        assert!(bare.contains(&"sets-number-missing".to_owned()), "{bare:?}");
        assert!(app.store.events().await.unwrap().iter().all(|event| event.kind != "issue_set"));
    });
}

#[test]
fn of_two_editors_the_second_is_told_and_steps_are_taken_back_one_by_one() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let id = begun(app, &actor).await;
        let text = |draft: &thuocdo_store::SetDraft| draft.text.clone();
        let first = text(&editor::file(app, &actor, &id).await.unwrap());
        for (revision, line) in [(1, "# một"), (2, "# hai")] {
            let saved = drafts::save(app, &actor, &id, revision, (&format!("{first}{line}\n"), "")).await.unwrap();
            assert_eq!(saved, Outcome::Done(revision + 1));
        }
        let stale = drafts::save(app, &actor, &id, 1, ("# ba", "")).await.unwrap();
        let Outcome::Overtaken(now) = stale else { panic!("{stale:?}") };
        assert!(now.text.ends_with("# hai\n"));
        assert_eq!(drafts::undo(app, &actor, &id, 3).await.unwrap(), Outcome::Done(4));
        assert!(editor::file(app, &actor, &id).await.unwrap().text.ends_with("# một\n"));
        assert_eq!(drafts::undo(app, &actor, &id, 4).await.unwrap(), Outcome::Done(5));
        assert_eq!(text(&editor::file(app, &actor, &id).await.unwrap()), first);
        assert_eq!(reasons(drafts::undo(app, &actor, &id, 5).await.unwrap_err()), ["sets-nothing-to-undo"]);
        // Broken TOML is kept too, and named by what was known before.
        drafts::save(app, &actor, &id, 5, ("[set\n", "")).await.unwrap();
        let view = editor::view(app, &actor, &id, &Asked::default()).await.unwrap();
        assert!(view.form.is_none() && view.errors() > 0);
        assert_eq!(view.draft.code, "tinh-mau/xa");
    });
}

#[test]
fn the_next_version_of_an_issued_set_is_a_draft_and_both_can_be_compared() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        issued(app, &actor).await;
        let from = || From::Version { code: "tinh-mau/xa".to_owned(), version: "1".to_owned() };
        let id = drafts::begin(app, &actor, from()).await.unwrap();
        let draft = editor::file(app, &actor, &id).await.unwrap();
        assert_eq!((draft.set_version.as_str(), draft.base.as_deref()), ("2", Some("tinh-mau/xa@1")));
        let typed = [("title", "Tỷ lệ hồ sơ đúng hạn")].map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
        editor::change(app, &actor, &id, 1, Act::Fill(Target::Node(1), typed)).await.unwrap().unwrap();
        let compared = editor::comparison(app, &actor, &id, None).await.unwrap();
        assert_eq!(compared.changes.unwrap().len(), 1);
        let other = drafts::begin(app, &actor, from()).await.unwrap();
        assert_eq!(editor::file(app, &actor, &other).await.unwrap().set_version, "3", "2 is being written");
        criteria_sets::issue(app, &actor, &id, 2, decision()).await.unwrap();
        let sides = (("tinh-mau/xa", "1"), ("tinh-mau/xa", "2"));
        assert_eq!(version::comparison(app, &actor, sides.0, sides.1).await.unwrap().changes.len(), 1);
        // The same version cannot be issued twice.
        let again = version::file(app, &actor, ("tinh-mau/xa", "2"), false).await.unwrap();
        let id = drafts::begin(app, &actor, From::File(again.into_bytes())).await.unwrap();
        let refused = criteria_sets::issue(app, &actor, &id, 1, decision()).await.unwrap_err();
        assert_eq!(reasons(refused), ["sets-version-exists"]);
    });
}

#[test]
fn rounds_offer_what_was_issued_freeze_it_and_other_sets_borrow_from_it() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let hash = issued(app, &actor).await;
        let sets = setup::view::sets(app, &actor, None).await.unwrap();
        assert!(sets.iter().any(|set| set.name == "tinh-mau/xa@1"));
        assert!(sets.iter().any(|set| set.name == "vinh-long/cap-xa@2022"));
        let borrower = "[set]\ncode = \"tinh-mau/so\"\nversion = \"1\"\ntitle = \"Sở\"\nlevels = [\"Tiêu chí\"]\n\
             scale = \"100\"\ndocument = { kind = \"Quyết định\", issuer = \"UBND tỉnh Mẫu\" }\n\
             [set.na]\npolicy = \"full_points\"\n\
             [[borrow]]\nset = \"tinh-mau/xa\"\nversion = \"1\"\nsection = \"1\"\nprefix = \"X:\"\n";
        let id = drafts::begin(app, &actor, From::File(borrower.as_bytes().to_vec())).await.unwrap();
        let view = editor::view(app, &actor, &id, &Asked::default()).await.unwrap();
        assert_eq!(view.errors(), 0, "{:?}", view.found);
        let mut link = app.store.look().await.unwrap();
        let settings = Settings {
            code: "mau".to_owned(),
            sets: vec![SetChoice { code: "tinh-mau/xa".to_owned(), version: "1".to_owned() }],
            ..Settings::default()
        };
        let facts = setup::known::facts(app, &mut link, &settings).await.unwrap();
        assert_eq!(facts.set(0).unwrap().hash, hash);
    });
}

#[test]
fn the_tester_scores_sample_values_also_while_other_parts_have_faults() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let id = begun(app, &actor).await;
        let sample = |a: &str, b: &str| Some(vec![("a".to_owned(), a.to_owned()), ("b".to_owned(), b.to_owned())]);
        let asked = |sample| Asked { node: Some(1), sample, ..Asked::default() };
        let view = editor::view(app, &actor, &id, &asked(sample("111", "120"))).await.unwrap();
        let tester = view.tester.unwrap();
        assert_eq!(tester.samples[0].label, "Số hồ sơ giải quyết đúng hạn");
        let tried = tester.tried.unwrap();
        assert_eq!((tried.points.to_exact().as_str(), tried.trace.is_empty(), tester.alone), ("55.5", false, false));
        let typed = vec![("max".to_owned(), "1".to_owned())];
        editor::change(app, &actor, &id, 1, Act::Fill(Target::Node(2), typed)).await.unwrap().unwrap();
        let tester = editor::view(app, &actor, &id, &asked(sample("60", "120"))).await.unwrap().tester.unwrap();
        assert_eq!((tester.tried.unwrap().points.to_exact().as_str(), tester.alone), ("30", true));
        let tester = editor::view(app, &actor, &id, &asked(sample("sáu mươi", "1"))).await.unwrap().tester.unwrap();
        assert_eq!(tester.tried.unwrap().wrong.len(), 1);
    });
}

#[test]
fn auditors_read_and_write_nothing_others_find_nothing() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let id = begun(app, &actor).await;
        let stranger = Actor::Person(account(app, "stranger", "Dương Văn Người Ngoài", None).await);
        let auditor = account(app, "auditor", "Lê Thị Kiểm Tra", None).await;
        test.database.execute("update account set auditor = 1 where login = 'auditor'").await.unwrap();
        let auditor = Actor::Person(auditor);
        let list = criteria_sets::list(app, &auditor, &Filter::default()).await.unwrap();
        assert!(!list.may_change);
        let view = editor::view(app, &auditor, &id, &Asked::default()).await.unwrap();
        assert!(!view.may_change);
        for who in [&auditor, &stranger] {
            let denied = |error: Result<(), ActionError>| assert!(matches!(error, Err(ActionError::NotAllowed)));
            denied(drafts::save(app, who, &id, 1, ("x", "")).await.map(|_| ()));
            denied(drafts::undo(app, who, &id, 1).await.map(|_| ()));
            denied(drafts::discard(app, who, &id, 1).await);
            denied(editor::change(app, who, &id, 1, Act::Remove(1)).await.map(|_| ()));
            denied(criteria_sets::issue(app, who, &id, 1, decision()).await.map(|_| ()));
            let from = From::Nothing { code: "a".to_owned(), title: "b".to_owned() };
            denied(drafts::begin(app, who, from).await.map(|_| ()));
        }
        assert!(criteria_sets::list(app, &stranger, &Filter::default()).await.is_err());
        assert!(editor::view(app, &stranger, &id, &Asked::default()).await.is_err());
        assert!(version::file(app, &stranger, ("vinh-long/cap-xa", "2022"), false).await.is_err());
    });
}

#[test]
fn the_list_is_searched_without_accents_and_filtered() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let actor = admin(&test.app).await;
        begun(&test.app, &actor).await;
        let found = |text: &str, kind| Filter { text: text.to_owned(), kind };
        let list = criteria_sets::list(&test.app, &actor, &found("tinh mau", None)).await.unwrap();
        assert_eq!(list.lines.len(), 1);
        let list = criteria_sets::list(&test.app, &actor, &found("chuyen doi so cap xa", None)).await.unwrap();
        assert!(list.lines.iter().any(|line| line.code == "vinh-long/cap-xa"), "{:?}", list.lines);
        let list = criteria_sets::list(&test.app, &actor, &found("", Some(Kind::Draft))).await.unwrap();
        assert_eq!((list.lines.len(), list.lines[0].errors), (1, 0));
    });
}

#[test]
fn a_form_that_nobody_touched_changes_no_byte_of_any_shipped_set() {
    for entry in catalog::entries() {
        let text = entry.source().text;
        let nodes = edit::outline(&text).unwrap().len();
        for target in std::iter::once(Target::Head).chain((0..nodes).step_by(6).map(Target::Node)) {
            let mut typed = Vec::new();
            for field in edit::fields(&text, target).unwrap() {
                type_again(&field.path, &field.input, &mut typed);
            }
            assert_eq!(edit::apply(&text, target, &typed).unwrap(), text, "{} {target:?}", entry.path);
        }
    }
}

/// What a browser posts of a field that nobody touched: line ends are those of forms.
fn type_again(path: &str, input: &Input, typed: &mut Vec<(String, String)>) {
    match input {
        Input::Line(text) | Input::Long(text) | Input::Lines(text) | Input::Flag(text) | Input::Choice(text, _) => {
            typed.push((path.to_owned(), text.replace('\n', "\r\n")));
        }
        Input::Number(text) => typed.push((path.to_owned(), text.replace('.', ","))),
        Input::Rows(columns, rows) => {
            typed.push((path.to_owned(), rows.len().to_string()));
            for (index, row) in rows.iter().enumerate() {
                for (column, cell) in columns.iter().zip(row) {
                    type_again(&format!("{path}.{index}.{}", column.name.1), cell, typed);
                }
            }
        }
        Input::Fixed(_) => {}
    }
}

#[test]
fn ha_noi_6_the_method_is_public_before_the_round_opens_and_a_wrong_date_is_corrected_by_a_new_version() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let app = &test.app;
        let actor = admin(app).await;
        let settings = |code: &str, version: &str, method_public| Settings {
            code: code.to_owned(),
            title: "Kỳ mẫu Hà Nội".to_owned(),
            period: "2026".to_owned(),
            sets: vec![SetChoice { code: "ha-noi/cap-thanh-pho".to_owned(), version: version.to_owned() }],
            method_public,
            ..Settings::default()
        };
        setup::create(app, &actor, settings("ha-noi-mo", "2025", true)).await.expect("a round");
        setup::create(app, &actor, settings("ha-noi-kin", "2025", false)).await.expect("a round");
        let public = publications::everything(app).await.expect("what is public");
        let rounds: Vec<(&str, u32)> =
            public.iter().map(|packed| (packed.brief.round.as_str(), packed.brief.version)).collect();
        assert_eq!(rounds, [("ha-noi-mo", 0)], "only the one whose switch is on, and only its method");
        let portal = Portal::new(public);
        let told = portal.method(Lang::Vi, "ha-noi-mo", None).expect("the method");
        let basis = |told: &MethodView| told.legal_basis.iter().any(|text| text.contains("ngày 30/12/2022"));
        assert!(basis(&told) && told.nodes.iter().any(|node| node.facts.is_some()), "text and calculation");

        let from = From::Version { code: "ha-noi/cap-thanh-pho".to_owned(), version: "2025".to_owned() };
        let id = drafts::begin(app, &actor, from).await.expect("a draft");
        let draft = editor::file(app, &actor, &id).await.expect("a draft");
        let text = draft.text.replace("ngày 30/12/2022", "ngày 31/12/2022");
        let saved = drafts::save(app, &actor, &id, draft.revision, (&text, draft.sidecar.as_deref().unwrap_or("")));
        let Outcome::Done(revision) = saved.await.expect("saved") else { panic!("overtaken") };
        let legal_basis = told.legal_basis.join("\n").replace("ngày 30/12/2022", "ngày 31/12/2022");
        let decision = Decision { legal_basis, ..decision() };
        let made = criteria_sets::issue(app, &actor, &id, revision, decision).await.expect("issued");
        let Outcome::Done(made) = made else { panic!("overtaken") };
        assert_ne!(made.version, "2025", "a new version");
        let before = shown_method(app).await;
        assert!(basis(&before), "a round keeps the version that it was set up with");
        setup::change(app, &actor, "ha-noi-mo", 1, move |settings| {
            settings.sets[0].version.clone_from(&made.version);
            Ok(())
        })
        .await
        .expect("changed");
        let after = shown_method(app).await;
        assert!(!basis(&after) && after.legal_basis.iter().any(|text| text.contains("ngày 31/12/2022")));
    });
}

async fn shown_method(app: &App) -> MethodView {
    let portal = Portal::new(publications::everything(app).await.expect("what is public"));
    portal.method(Lang::Vi, "ha-noi-mo", None).expect("the method")
}
