//! A round into an archive and out of it again, on both engines and from one to the other.

use std::convert::Infallible;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use futures_util::stream;
use thuocdo_app::answers::{Place, Value};
use thuocdo_app::archives::{self, Examined};
use thuocdo_app::audit::{self, EventFilter};
use thuocdo_app::evidence::uploads::{self, Announced, Outcome, Piece, Target};
use thuocdo_app::evidence::{self, Typed};
use thuocdo_app::{ActionError, answers, course, publications, setup};
use thuocdo_archive::{Opened, Packer, What};
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::Actor;
use thuocdo_store::archives::TABLES;
use thuocdo_store::{Kept, Store, Table};
use thuocdo_testkit::live::{Live, account, body, commune, live};
use thuocdo_testkit::{Database, TestApp, on_both, onward, samples, server};

/// What a forger does to a file of an archive.
type Change = Box<dyn Fn(&str, &mut Vec<u8>)>;

fn person(account: &str) -> Actor {
    Actor::Person(account.to_owned())
}

/// A published round with a file of evidence; gives the file's hash and the criterion it serves.
async fn published(test: &TestApp) -> (Live, String, String) {
    let live = live(&test.app).await;
    let clerk = person(&live.clerk);
    let mut link = test.app.store.look().await.expect("all is well");
    let frozen = setup::frozen::frozen(&test.app, &mut link, live.round).await.expect("all is well");
    drop(link);
    let unit = frozen.unit(live.units[0]).expect("all is well");
    let criterion = frozen.criteria_of(unit).next().expect("all is well").0.code.clone();
    let place = Place { round: live.round.to_owned(), unit: live.units[0].to_owned(), criterion: criterion.clone() };
    let bytes = samples::pdf(2, "Kế hoạch".as_bytes());
    let announced = Announced {
        target: Target::Criterion(place.clone()),
        name: "=Kế hoạch số 1.pdf".to_owned(),
        size: bytes.len() as u64,
        declared: true,
    };
    let begun = uploads::announce(&test.app, &clerk, &announced).await.expect("all is well");
    let pieces = stream::iter([Ok::<_, Infallible>(bytes)]);
    let Piece::Taken(at) = uploads::append(&test.app, &clerk, &begun.id, 0, None, pieces).await.expect("all is well")
    else {
        panic!("not taken");
    };
    let Some(Outcome::Held(sha256, _)) = at.outcome else { panic!("not held") };
    let typed = Typed {
        number: "5/KH-UBND".to_owned(),
        date: "1/2/2026".to_owned(),
        issuer: "UBND Xã Mẫu 1".to_owned(),
        summary: "Kế hoạch chuyển đổi số năm 2026".to_owned(),
        declared: true,
        file: Some(sha256.clone()),
        ..Typed::default()
    };
    evidence::add(&test.app, &clerk, Some(&place), "", &typed).await.expect("all is well");
    onward::to_appraisal(test, &live).await;
    onward::on_to(test, &live, RoundStage::Approval).await;
    onward::publish(test, &live, "").await;
    (live, sha256, criterion)
}

async fn archived(test: &TestApp, live: &Live) -> PathBuf {
    let secretary = person(&live.secretariat);
    archives::ask(&test.app, &secretary, live.round).await.expect("all is well");
    assert_eq!(archives::make_due(&test.app).await.expect("all is well"), 1);
    let seen = archives::look(&test.app, &secretary, live.round).await.expect("all is well");
    let made = &seen.archives[0];
    assert_eq!((made.row.state.as_str(), made.is_there), ("made", true), "{}", made.row.problem);
    let (path, row) = archives::taken(&test.app, &secretary, live.round, &made.row.id).await.expect("all is well");
    assert_eq!(fs::metadata(&path).expect("all is well").len(), row.bytes);
    path
}

fn refusal<T: std::fmt::Debug>(done: Result<T, ActionError>) -> String {
    match done {
        Err(ActionError::Refused(reasons)) => reasons[0].key.clone(),
        other => panic!("{other:?}"),
    }
}

fn entries(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = Opened::open(fs::File::open(path).expect("all is well")).expect("all is well");
    let paths: Vec<String> = archive.manifest().files.iter().map(|entry| entry.path.clone()).collect();
    paths.into_iter().map(|path| (path.clone(), archive.bytes(&path, u64::MAX).expect("all is well"))).collect()
}

/// An archive in which somebody changed files and made manifest and sums agree again.
fn forged(from: &Path, to: &Path, change: impl Fn(&str, &mut Vec<u8>)) {
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    let manifest = Opened::open(fs::File::open(from).expect("all is well")).expect("all is well").manifest().clone();
    for (path, mut bytes) in entries(from) {
        change(&path, &mut bytes);
        if let Some(entry) = manifest.find(&path).filter(|entry| entry.what != What::Guide) {
            packer.put(&path, entry.what, &entry.name, &bytes).expect("all is well");
        }
    }
    let bytes = packer.finish(manifest.of).expect("all is well").out.into_inner();
    fs::write(to, bytes).expect("all is well");
}

#[test]
fn a_published_round_becomes_an_archive_that_opens_without_us() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let (live, sha256, criterion) = published(&test).await;
        let path = archived(&test, &live).await;
        let files = entries(&path);
        let text = |name: &str| {
            let found = files.iter().find(|(path, _)| path == name).unwrap_or_else(|| panic!("no {name}"));
            String::from_utf8(found.1.clone()).expect("all is well")
        };
        let points = text("bang/diem.csv");
        assert!(points.starts_with('\u{feff}') && points.contains("Lớp điểm"), "{points}");
        assert!(points.contains("Xã Mẫu 1") && points.contains("tự chấm"), "{points}");
        let cited = text("bang/minh-chung.csv");
        assert!(cited.contains("'=Kế hoạch số 1.pdf") && cited.contains(&format!("tep/{sha256}.pdf")), "{cited}");
        assert!(cited.contains(&criterion));
        assert_eq!(
            files.iter().find(|(path, _)| *path == format!("tep/{sha256}.pdf")).expect("all is well").1,
            samples::pdf(2, "Kế hoạch".as_bytes())
        );
        assert!(text("bien-nhan/xa-mau-1-1.txt").contains("thuocdo receipt v1"));
        assert!(text("ho-so-nop/xa-mau-1-1.json").contains("thuocdo submission v1"));
        assert!(text("cong-bo/v1/publication.json").contains(live.round));
        assert!(text("bang/nhat-ky.csv").lines().count() > 10 && text("README.vi.md").contains("Hồ sơ lưu trữ"));
        for (path, bytes) in &files {
            if path.starts_with("tep/") {
                continue;
            }
            let held = String::from_utf8(bytes.clone()).expect("all is well");
            assert!(!held.contains("argon2") && !held.contains("@example"), "{path} holds secrets");
        }
        let examined = archives::examine(&path).expect("all is well");
        assert_eq!((examined.of.round.as_str(), examined.versions.as_slice()), (live.round, &[1][..]));
        test.clock.pass(1);
        let again = archived(&test, &live).await;
        assert_ne!(path, again);
        assert_eq!(
            fs::read(&path).expect("all is well"),
            fs::read(&again).expect("all is well"),
            "the same state, the same bytes"
        );
    });
}

#[test]
fn only_who_reads_the_log_asks_and_only_once_the_round_is_over() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let app = &test.app;
        for who in [&live.clerk, &live.head, &live.admin, &live.appraiser, &live.stranger] {
            let asked = archives::ask(app, &person(who), live.round).await;
            assert!(matches!(asked, Err(ActionError::NotAllowed)), "{asked:?}");
            assert!(matches!(archives::look(app, &person(who), live.round).await, Err(ActionError::NotAllowed)));
        }
        assert_eq!(refusal(archives::ask(app, &person(&live.secretariat), live.round).await), "archive-not-over");
        let reason = "Hủy để thử lưu trữ";
        setup::cancel(app, &person(&live.secretariat), live.round, reason).await.expect("all is well");
        archives::ask(app, &person(&live.auditor), live.round).await.expect("all is well");
        assert_eq!(refusal(archives::ask(app, &person(&live.auditor), live.round).await), "archive-under-way");
        assert_eq!(archives::make_due(app).await.expect("all is well"), 1);
        let seen = archives::look(app, &person(&live.auditor), live.round).await.expect("all is well");
        assert_eq!(seen.archives[0].row.state, "made", "{}", seen.archives[0].row.problem);
        let examined = archives::examine(&app.archives.as_ref().expect("all is well").path(&seen.archives[0].row.id))
            .expect("all is well");
        assert_eq!((examined.of.stage.as_str(), examined.versions.len()), ("cancelled", 0));
    });
}

#[test]
fn a_restored_round_is_read_as_it_was_and_takes_nothing_more() {
    on_both(|database| async move {
        let from = TestApp::on(database).await;
        let (live, sha256, criterion) = published(&from).await;
        let path = archived(&from, &live).await;
        // Into a file, and onto a server if there is one, whatever it came from.
        let mut houses = vec![Database::file()];
        if let Some(server) = server::server() {
            houses.push(Database::on(server).await);
        }
        for house in houses {
            restored(&from, &path, house, &live, (&sha256, &criterion)).await;
        }
    });
}

async fn restored(from: &TestApp, path: &Path, house: Database, live: &Live, (sha256, criterion): (&str, &str)) {
    let test = TestApp::on(house).await;
    test.clock.pass(400 * 86_400);
    let (app, admin) = (&test.app, Actor::Operator);
    let auditor = person(&account(app, "auditor", "Trần Thị Mẫu", None).await);
    // The house has a body of its own with the code of one of the round's.
    let other = body(app, commune(app, "xa-mau-1", "Xã Mẫu 1 ở nơi khác")).await;
    assert!(matches!(archives::restore(app, &auditor, path).await, Err(ActionError::NotAllowed)));
    let done: Examined = archives::restore(app, &admin, path).await.expect("all is well");
    assert_eq!(done.of.round, live.round);
    assert_eq!(refusal(archives::restore(app, &admin, path).await), "archive-here");

    let (mut old, mut new) =
        (from.app.store.look().await.expect("all is well"), app.store.look().await.expect("all is well"));
    for table in TABLES.iter().filter(|table| matches!(table.kept, Kept::Own | Kept::Last)) {
        let sorted = |mut rows: Vec<String>| {
            rows.sort();
            rows
        };
        let text = |rows: Vec<thuocdo_store::ArchivedRow>| {
            sorted(rows.iter().map(|row| serde_json::to_string(row).expect("all is well")).collect())
        };
        let before = old.archived_rows(table, live.round, 0, 10_000).await.expect("all is well");
        let after = new.archived_rows(table, live.round, 0, 10_000).await.expect("all is well");
        assert_eq!(text(before), text(after), "{}", table.name);
    }
    drop((old, new));
    assert_eq!(app.store.verify_log().await.expect("all is well").breaks, []);
    let kept = app
        .store
        .look()
        .await
        .expect("all is well")
        .find_unit(&other)
        .await
        .expect("all is well")
        .expect("all is well");
    assert_eq!(kept.name, "Xã Mẫu 1 ở nơi khác");
    assert_eq!(
        app.store.load(live.round, 1).await.expect("all is well"),
        from.app.store.load(live.round, 1).await.expect("all is well")
    );
    let shown = publications::everything(app).await.expect("all is well");
    assert!(shown.iter().all(|packed| packed.brief.round != live.round), "not on the portal of this house");

    let way = audit::way(app, &auditor, live.round, live.units[0], criterion).await.expect("all is well");
    assert!(way.moments.iter().any(|moment| moment.hash == sha256), "{:?}", way.moments);
    let was =
        audit::way(&from.app, &person(&live.auditor), live.round, live.units[0], criterion).await.expect("all is well");
    assert_eq!(way.moments, was.moments, "with the same names");
    let log = audit::log(app, &auditor, live.round, &EventFilter::default(), 1).await.expect("all is well");
    assert_eq!(log.found, done.of.events);
    let mut link = app.store.look().await.expect("all is well");
    let uses = link
        .archived_rows(Table::named("evidence_use").expect("all is well"), live.round, 0, 500)
        .await
        .expect("all is well");
    drop(link);
    let mut with_file = 0;
    for row in uses {
        let id = row["evidence"].as_str().expect("all is well");
        match evidence::look::original(app, &auditor, id).await {
            Ok(given) => {
                with_file += 1;
                assert_eq!(given.name, "=Kế hoạch số 1.pdf");
            }
            Err(error) => assert!(matches!(error, ActionError::NotAllowed), "{error:?}"),
        }
    }
    assert_eq!(with_file, 1, "the file is handed out");

    let figures = answers::save(
        app,
        &auditor,
        &Place { round: live.round.to_owned(), unit: live.units[0].to_owned(), criterion: criterion.to_owned() },
        1,
        Value::Note("x".to_owned()),
    )
    .await;
    assert_eq!(refusal(figures), "archive-read-only");
    assert_eq!(refusal(course::advance(app, &auditor, live.round, "vì thế").await), "archive-read-only");
    assert_eq!(refusal(archives::ask(app, &auditor, live.round).await), "archive-of-restored");
    let mut link = app.store.look().await.expect("all is well");
    let clerk = person(&live.clerk);
    for action in Action::ALL {
        let may = thuocdo_app::may::round(&mut link, &clerk, live.round, action).await;
        assert!(matches!(may, Err(ActionError::NotAllowed)), "{action:?} {may:?}");
    }
    drop(link);
    let events = app.store.events().await.expect("all is well").len();
    app.close_due().await.expect("all is well");
    assert_eq!(
        app.store.events().await.expect("all is well").len(),
        events,
        "no closing of a round that is over elsewhere"
    );
    let late = "insert into event (round, seq, kind, actor, at, body, prev, hash) select round, seq + 1, kind, actor, \
        at, body, prev, hash from event where round = 'mau-2026' and seq = (select max(seq) from event where round = 'mau-2026')";
    assert!(test.database.execute(late).await.is_err(), "the log takes nothing, whoever asks");

    let TestApp { app, database, .. } = test;
    let store = app.store.clone();
    drop(app);
    store.close().await;
    let store = Store::open(&database.address).await.expect("all is well");
    assert!(
        store.look().await.expect("all is well").is_restored(live.round).await.expect("all is well"),
        "after a restart, too"
    );
    store.close().await;
}

#[test]
fn a_round_with_the_same_code_and_another_archive_of_it_are_refused() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let (live, ..) = published(&test).await;
        let path = archived(&test, &live).await;
        let back = archives::restore(&test.app, &person(&live.admin), &path).await;
        assert_eq!(refusal(back), "archive-code-taken");
    });
}

#[test]
fn a_forged_archive_is_refused_although_its_manifest_agrees() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let (live, ..) = published(&test).await;
        let path = archived(&test, &live).await;
        let other = path.with_extension("gia");
        let house = TestApp::on(Database::file()).await;
        let admin = Actor::Operator;
        let replaced = |name: &'static str, from: &'static str, to: &'static str| {
            move |path: &str, bytes: &mut Vec<u8>| {
                if path == name {
                    let text = String::from_utf8(bytes.clone()).expect("all is well");
                    assert!(text.contains(from), "{name} has no {from}");
                    *bytes = text.replacen(from, to, 1).into_bytes();
                }
            }
        };
        let cases: [(&str, Change); 6] = [
            ("archive-chain", Box::new(replaced("du-lieu/event.jsonl", "\"kind\":\"submit\"", "\"kind\":\"submix\""))),
            ("archive-row", Box::new(replaced("du-lieu/field.jsonl", "mau-2026", "mau-2027"))),
            ("archive-row", Box::new(replaced("du-lieu/round.jsonl", "{", "{{"))),
            ("archive-row", Box::new(replaced("cong-bo/v1/publication.json", "Xã Mẫu 1", "Xã Mẫu 9"))),
            ("archive-recomputed", Box::new(replaced("cong-bo/v1/answers.csv", "xa-mau-1,", "xa-mau-2,"))),
            (
                "archive-row",
                Box::new(|path: &str, bytes: &mut Vec<u8>| {
                    if path.starts_with("tep/") {
                        bytes.push(0);
                    }
                }),
            ),
        ];
        for (expected, change) in cases {
            forged(&path, &other, change);
            assert_eq!(refusal(archives::restore(&house.app, &admin, &other).await), expected);
        }
        assert_eq!(
            house.app.store.look().await.expect("all is well").restored_rounds().await.expect("all is well"),
            [],
            "nothing is begun"
        );
        // What nobody has made agree: one byte.
        let mut bytes = fs::read(&path).expect("all is well");
        bytes[5_000] ^= 1;
        fs::write(&other, bytes).expect("all is well");
        assert!(refusal(archives::restore(&house.app, &admin, &other).await).starts_with("arch-"));
    });
}
