//! Evidence: citing, attaching, the body's store, files on their way, and whose it is.

use std::convert::Infallible;
use std::fs;

use futures_util::stream;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence::uploads::{self, Announced, Outcome, Piece, Target};
use thuocdo_app::evidence::{self, Asked, Mark, Typed, keep};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_base::Actor;
use thuocdo_store::EvidenceFilter;
use thuocdo_testkit::live::{Live, live};
use thuocdo_testkit::{TestApp, on_both, samples};

const DAY: i64 = 86_400;

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

fn document(number: &str, date: &str) -> Typed {
    Typed {
        number: number.to_owned(),
        date: date.to_owned(),
        issuer: "UBND xã Mẫu 1".to_owned(),
        summary: "Kế hoạch chuyển đổi số năm 2026".to_owned(),
        declared: true,
        ..Typed::default()
    }
}

/// Two criteria of a unit.
async fn places(app: &App, live: &Live, unit: usize) -> [Place; 2] {
    let mut link = app.store.look().await.expect("a store");
    let round = setup::frozen::frozen(app, &mut link, live.round).await.expect("a round");
    let body = round.unit(live.units[unit]).expect("a unit");
    let codes: Vec<String> = round.criteria_of(body).take(2).map(|(node, _)| node.code.clone()).collect();
    [0, 1].map(|at| Place {
        round: live.round.to_owned(),
        unit: live.units[unit].to_owned(),
        criterion: codes[at].clone(),
    })
}

async fn send(app: &App, actor: &Actor, target: Target, name: &str, bytes: &[u8]) -> Result<Outcome, ActionError> {
    let announced = Announced { target, name: name.to_owned(), size: bytes.len() as u64, declared: true };
    let begun = uploads::announce(app, actor, &announced).await?;
    let piece = stream::iter([Ok::<_, Infallible>(bytes.to_vec())]);
    match uploads::append(app, actor, &begun.id, 0, None, piece).await? {
        Piece::Taken(at) => Ok(at.outcome.expect("an outcome")),
        other => panic!("{other:?}"),
    }
}

async fn held(app: &App, actor: &Actor, place: &Place, bytes: &[u8]) -> String {
    match send(app, actor, Target::Criterion(place.clone()), "bao-cao.pdf", bytes).await.expect("a file") {
        Outcome::Held(sha256, _) => sha256,
        Outcome::Refused(why) => panic!("{why:?}"),
    }
}

fn is_refused(error: Result<impl std::fmt::Debug, ActionError>, key: &str) {
    match error {
        Err(ActionError::Refused(reasons)) => assert!(reasons.iter().any(|why| why.key == key), "{reasons:?}"),
        other => panic!("{other:?}, not {key}"),
    }
}

fn is_hidden(error: Result<impl std::fmt::Debug, ActionError>) {
    assert!(matches!(error, Err(ActionError::NotAllowed)), "{error:?}");
}

#[test]
fn one_item_serves_many_criteria_and_taking_it_off_one_keeps_the_others() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [first, second]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let id =
            evidence::add(app, &clerk, Some(&first), "", &document("12/KH-UBND", "14/3/2026")).await.expect("an item");
        evidence::attach(app, &clerk, &id, &second).await.expect("attached");
        evidence::attach(app, &clerk, &id, &second).await.expect("attached again is no matter");
        evidence::detach(app, &clerk, &id, &first).await.expect("taken off");
        assert!(evidence::for_criterion(app, &clerk, &first).await.expect("a list").is_empty());
        let kept = evidence::for_criterion(app, &clerk, &second).await.expect("a list");
        assert_eq!(kept.iter().map(|view| (view.item.id.as_str(), view.uses)).collect::<Vec<_>>(), [(id.as_str(), 1)]);
        is_refused(evidence::remove(app, &clerk, &id).await, "evidence-in-use");
    });
}

#[test]
fn an_item_outside_the_data_window_warns_and_counts() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        evidence::add(app, &clerk, Some(&place), "", &document("1/KH", "31/12/2025")).await.expect("no block");
        test.clock.pass(1);
        evidence::add(app, &clerk, Some(&place), "", &document("2/KH", "1/1/2026")).await.expect("an item");
        let views = evidence::for_criterion(app, &clerk, &place).await.expect("a list");
        let outside: Vec<(&str, bool)> = views.iter().map(|view| (view.name(), view.outside)).collect();
        assert_eq!(outside, [("1/KH", true), ("2/KH", false)]);
        let asked = Asked { mark: Mark::Outside, ..Asked::default() };
        assert_eq!(evidence::store::page(app, &clerk, &asked).await.expect("a page").total, 1);
    });
}

#[test]
fn vinh_long_6_paper_evidence_has_a_receipt_and_counts_like_a_file() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let typed = Typed {
            on_paper: true,
            paper_number: "07/BN".to_owned(),
            paper_date: "20/3/2026".to_owned(),
            paper_by: "Trần Thị Thường Trực".to_owned(),
            paper_place: "Văn thư Sở KH&CN".to_owned(),
            ..document("87/BC-VP", "10/3/2026")
        };
        evidence::add(app, &clerk, Some(&place), "", &typed).await.expect("an item");
        let views = evidence::for_criterion(app, &clerk, &place).await.expect("a list");
        let paper = views[0].item.paper.clone().expect("a receipt");
        assert_eq!((paper.number.as_str(), paper.date.as_str()), ("07/BN", "2026-03-20"));
        let mut link = app.store.look().await.expect("a store");
        let counts = link.evidence_counts(live.round, live.units[0]).await;
        assert_eq!(counts.expect("counts"), [(place.criterion.clone(), 1)]);
    });
}

#[test]
fn evidence_belongs_to_its_body_and_is_found_by_nobody_else() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, other) = (person(&live.clerk), person(&live.other_clerk));
        let ([mine, _], [theirs, _]) = (places(app, &live, 0).await, places(app, &live, 1).await);
        let bytes = samples::pdf(1, b"mine");
        let sha256 = held(app, &clerk, &mine, &bytes).await;
        let typed = Typed { file: Some(sha256.clone()), ..document("5/KH", "1/2/2026") };
        let id = evidence::add(app, &clerk, Some(&mine), "", &typed).await.expect("an item");
        for stranger in [&other, &person(&live.stranger), &person(&live.appraiser), &Actor::Public] {
            is_hidden(evidence::one(app, stranger, &id).await);
            is_hidden(evidence::look::picture(app, stranger, &id, 1, 0).await);
            is_hidden(evidence::look::original(app, stranger, &id).await.map(|given| given.size));
            is_hidden(evidence::change(app, stranger, &id, 1, &document("6/KH", "1/2/2026")).await);
            is_hidden(evidence::remove(app, stranger, &id).await);
            is_hidden(evidence::attach(app, stranger, &id, &theirs).await);
            is_hidden(evidence::add(app, stranger, None, &live.bodies[0], &document("7/KH", "1/2/2026")).await);
        }
        // A hash that somebody else's body holds is as good as none.
        let stolen = Typed { file: Some(sha256), ..document("8/KH", "1/2/2026") };
        is_hidden(evidence::add(app, &other, Some(&theirs), "", &stolen).await);
        is_hidden(evidence::attach(app, &clerk, &id, &theirs).await);
        // The secretariat and the auditor read the record, so they read what is attached; they change nothing.
        for reader in [&person(&live.secretariat), &person(&live.head), &person(&live.clerk2)] {
            evidence::one(app, reader, &id).await.expect("a reader");
            evidence::look::picture(app, reader, &id, 1, 0).await.expect("a picture");
        }
        is_hidden(evidence::change(app, &person(&live.secretariat), &id, 1, &document("9/KH", "1/2/2026")).await);
    });
}

#[test]
fn what_is_typed_late_never_overwrites_what_somebody_else_changed() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, clerk2) = (person(&live.clerk), person(&live.clerk2));
        let [place, _] = places(app, &live, 0).await;
        let id = evidence::add(app, &clerk, Some(&place), "", &document("1/KH", "1/2/2026")).await.expect("an item");
        evidence::change(app, &clerk2, &id, 1, &document("2/KH", "1/2/2026")).await.expect("changed");
        is_refused(evidence::change(app, &clerk, &id, 1, &document("3/KH", "1/2/2026")).await, "app-overtaken");
        assert_eq!(evidence::one(app, &clerk, &id).await.expect("an item").0.name(), "2/KH");
    });
}

#[test]
fn the_store_is_searched_without_accents_and_page_by_page() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let clerk = person(&live.clerk);
        for number in 1..=45 {
            let typed = Typed {
                summary: format!("Hòa mạng đợt {number} 100%"),
                ..document(&format!("{number}/HM"), "1/2/2026")
            };
            evidence::add(app, &clerk, None, &live.bodies[0], &typed).await.expect("an item");
        }
        let asked = |words: &str, page: u64| Asked { words: words.to_owned(), page, ..Asked::default() };
        let total = |page: evidence::StorePage| (page.total, page.pages, page.items.len());
        assert_eq!(total(evidence::store::page(app, &clerk, &asked("hoa mang", 3)).await.expect("a page")), (45, 3, 5));
        assert_eq!(
            total(evidence::store::page(app, &clerk, &asked("HOÀ dot 45", 1)).await.expect("a page")),
            (1, 1, 1)
        );
        assert_eq!(evidence::store::page(app, &clerk, &asked("100%", 1)).await.expect("a page").total, 45);
        assert_eq!(evidence::store::page(app, &clerk, &asked("1_0", 1)).await.expect("a page").total, 0);
        let unattached = Asked { mark: Mark::Unattached, ..Asked::default() };
        assert_eq!(evidence::store::page(app, &clerk, &unattached).await.expect("a page").total, 45);
        let other = evidence::store::page(app, &person(&live.other_clerk), &Asked::default()).await.expect("a page");
        assert_eq!(other.total, 0);
        let foreign = Asked { body: live.units[0].to_owned(), ..Asked::default() };
        is_hidden(evidence::store::page(app, &person(&live.other_clerk), &foreign).await);
    });
}

#[test]
fn an_export_lets_no_formula_run() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let clerk = person(&live.clerk);
        let typed = Typed { summary: "=HYPERLINK(\"http://evil.test\")".to_owned(), ..document("1/KH", "1/2/2026") };
        evidence::add(app, &clerk, None, &live.bodies[0], &typed).await.expect("an item");
        let heads = ["a", "b", "c", "d", "e", "f", "g", "h"].map(str::to_owned);
        let csv = evidence::store::export(app, &clerk, &Asked::default(), &heads).await.expect("a file");
        let csv = String::from_utf8(csv).expect("text");
        assert!(csv.contains("\"'=HYPERLINK") && csv.contains("01/02/2026"), "{csv}");
    });
}

#[test]
fn files_are_refused_before_their_bytes_where_name_size_declaration_or_quota_forbid_them() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let of = |name: &str, size: u64, declared: bool| Announced {
            target: Target::Criterion(place.clone()),
            name: name.to_owned(),
            size,
            declared,
        };
        is_refused(uploads::announce(app, &clerk, &of("a.exe", 10, true)).await, "evidence-unfit-forbidden");
        is_refused(uploads::announce(app, &clerk, &of("a.pdf", 10, false)).await, "evidence-not-declared");
        is_refused(uploads::announce(app, &clerk, &of("a.pdf", 0, true)).await, "evidence-unfit-empty");
        is_refused(uploads::announce(app, &clerk, &of("a.pdf", 201 << 20, true)).await, "evidence-too-large");
        is_hidden(uploads::announce(app, &person(&live.other_clerk), &of("a.pdf", 10, true)).await);
        is_refused(uploads::announce(app, &person(&live.head), &of("a.pdf", 10, true)).await, "refusal-no-role");
        // Two gigabytes a body a round: announced bytes count.
        for _ in 0..10 {
            uploads::announce(app, &clerk, &of("a.pdf", 200 << 20, true)).await.expect("room");
        }
        is_refused(uploads::announce(app, &clerk, &of("a.pdf", 200 << 20, true)).await, "evidence-quota");
        uploads::announce(app, &clerk, &of("a.pdf", 48 << 20, true)).await.expect("room for a smaller one");
    });
}

#[test]
fn a_renamed_file_is_refused_when_its_content_is_seen() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let ended =
            send(app, &clerk, Target::Criterion(place), "hinh.pdf", b"MZ\x90\0 a program").await.expect("an end");
        assert!(matches!(ended, Outcome::Refused(why) if why.key == "evidence-unfit-renamed"));
        assert_eq!(fs::read_dir(test.folder.path().join("partial")).expect("a folder").count(), 0);
    });
}

#[test]
fn the_same_file_again_is_offered_from_the_store() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [first, second]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let bytes = samples::pdf(1, b"twice");
        let sha256 = held(app, &clerk, &first, &bytes).await;
        let typed = Typed { file: Some(sha256), ..document("5/KH", "1/2/2026") };
        let id = evidence::add(app, &clerk, Some(&first), "", &typed).await.expect("an item");
        test.clock.pass(60);
        let again = send(app, &clerk, Target::Criterion(second.clone()), "ban-sao.pdf", &bytes).await.expect("an end");
        let Outcome::Held(_, twins) = again else { panic!("{again:?}") };
        assert_eq!(twins.iter().map(|twin| twin.item.id.clone()).collect::<Vec<_>>(), std::slice::from_ref(&id));
        let pane = evidence::pane(app, &clerk, &second).await.expect("a pane");
        assert_eq!(pane.waiting.iter().map(|(_, twins)| twins.len()).collect::<Vec<_>>(), [1]);
        evidence::attach(app, &clerk, &id, &second).await.expect("used again");
        assert!(evidence::pane(app, &clerk, &second).await.expect("a pane").waiting.is_empty());
        // The other body is not told that somebody has such a file.
        let [theirs, _] = places(app, &live, 1).await;
        let ended = send(app, &person(&live.other_clerk), Target::Criterion(theirs), "a.pdf", &bytes).await;
        assert!(matches!(ended.expect("an end"), Outcome::Held(_, twins) if twins.is_empty()));
    });
}

#[test]
fn files_that_nobody_names_go_after_seven_days_and_named_ones_stay() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let kept = held(app, &clerk, &place, &samples::pdf(1, b"kept")).await;
        let left = held(app, &clerk, &place, &samples::pdf(1, b"left")).await;
        let typed = Typed { file: Some(kept.clone()), ..document("5/KH", "1/2/2026") };
        evidence::add(app, &clerk, Some(&place), "", &typed).await.expect("an item");
        test.clock.pass(6 * DAY);
        assert_eq!(keep::sweep(app).await.expect("a sweep"), keep::Swept::default());
        assert_eq!(evidence::pane(app, &clerk, &place).await.expect("a pane").waiting.len(), 1);
        test.clock.pass(DAY + 1);
        assert_eq!(keep::sweep(app).await.expect("a sweep"), keep::Swept { uploads: 2, files: 1 });
        assert!(test.stored(&kept).exists());
        assert!(!test.stored(&left).exists());
        let notices = app.store.look().await.expect("a store").notices_of(&live.clerk, 9).await.expect("notices");
        assert_eq!(notices.iter().filter(|notice| notice.kind == "file_expired").count(), 1);
        assert!(evidence::pane(app, &clerk, &place).await.expect("a pane").waiting.is_empty());
    });
}

#[test]
fn an_altered_file_is_found_said_and_mended_by_the_same_bytes() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let bytes = samples::pdf(1, b"whole");
        let sha256 = held(app, &clerk, &place, &bytes).await;
        let typed = Typed { file: Some(sha256.clone()), ..document("5/KH", "1/2/2026") };
        let id = evidence::add(app, &clerk, Some(&place), "", &typed).await.expect("an item");
        let path = test.stored(&sha256);
        fs::remove_file(&path).expect("a disk");
        fs::write(&path, b"another content").expect("a disk");
        test.clock.pass(8 * DAY);
        assert_eq!(keep::recheck(app).await.expect("a check"), 1);
        assert_eq!(keep::recheck(app).await.expect("a check"), 0, "checked a moment ago");
        let altered = |view: evidence::EvidenceView| view.file.expect("a file").altered;
        assert!(altered(evidence::one(app, &clerk, &id).await.expect("an item").0));
        let events = app.store.events().await.expect("events");
        assert_eq!(events.iter().filter(|event| event.kind == "file_altered").count(), 1);
        held(app, &clerk, &place, &bytes).await;
        assert!(!altered(evidence::one(app, &clerk, &id).await.expect("an item").0));
        assert_eq!(fs::read(&path).expect("the file"), bytes);
    });
}

#[test]
fn nothing_is_attached_to_a_criterion_that_is_not_on_the_list() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let (app, live) = (&test.app, live(&test.app).await);
        let (clerk, [place, _]) = (person(&live.clerk), places(&test.app, &live, 0).await);
        let nowhere = Place { criterion: "99.99".to_owned(), ..place };
        is_hidden(evidence::add(app, &clerk, Some(&nowhere), "", &document("1/KH", "1/2/2026")).await);
        let mut link = app.store.look().await.expect("a store");
        let filter = EvidenceFilter { limit: 9, ..EvidenceFilter::default() };
        let rows = link.evidence_of(&live.bodies[0], &filter);
        assert!(rows.await.expect("rows").is_empty(), "a refused item leaves nothing");
    });
}
