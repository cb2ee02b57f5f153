//! The demo from nothing to the portal, and its second start.

use std::collections::BTreeSet;
use std::process::Command;

use thuocdo_publication::Packed;
use thuocdo_server::demo;
use thuocdo_server::serve::accept::Limits;
use thuocdo_store::Store;
use thuocdo_testkit::{Database, TestApp};

use crate::client::start;

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_published_once_and_then_only_read() {
    let data = tempfile::tempdir().expect("a folder");
    let first = demo::prepare(data.path()).await.expect("a published demo");
    let rounds: BTreeSet<&str> = first.iter().map(|packed| packed.brief.round.as_str()).collect();
    assert!(rounds.len() >= 2 && rounds.len() == first.len(), "{rounds:?}");
    for name in demo::names() {
        assert!(rounds.contains(name), "folder demo/{name} must hold the round {name}");
    }
    let second = demo::prepare(data.path()).await.expect("a second start");
    let whole = |all: &[Packed]| all.iter().map(|one| one.details.whole(&one.brief)).collect::<Vec<_>>();
    assert_eq!(whole(&first), whole(&second));

    let file = std::fs::read_dir(data.path()).expect("files").flatten().map(|entry| entry.path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "db"));
    let store = Store::open(&Store::file_address(&file.expect("a database"))).await.expect("an open store");
    let report = store.verify_log().await.expect("a report");
    assert_eq!((report.publications, report.breaks.len()), (rounds.len(), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ranking_of_the_demo_is_a_page() {
    let data = tempfile::tempdir().expect("a folder");
    let published = demo::prepare(data.path()).await.expect("a published demo");
    let test = TestApp::on(Database::file()).await;
    let groups: Vec<String> = published
        .iter()
        .map(|packed| &packed.brief)
        .flat_map(|one| one.groups.iter().map(move |group| format!("/ket-qua/{}/{}", one.round, group.code)))
        .collect();
    let server = start(thuocdo_server::serve::router(test.app.clone(), published), Limits::default()).await;
    for path in groups.iter().flat_map(|path| [path.clone(), format!("/en{path}")]) {
        let answer = server.ask("GET", &path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("<table"), "{path} shows no table");
    }
}

#[tokio::test]
async fn a_demo_that_was_stopped_half_way_is_made_anew() {
    let data = tempfile::tempdir().expect("a folder");
    let prepare = || Command::new(env!("CARGO_BIN_EXE_thuocdo")).arg(demo::COMMAND).arg(data.path()).spawn();
    let mut stopped = prepare().expect("a start");
    let part = data.path().join(format!("{}.part", demo::file_name()));
    let is_begun = || std::fs::metadata(&part).is_ok_and(|file| file.len() > 0);
    while stopped.try_wait().expect("a process").is_none() && !is_begun() {
        std::thread::yield_now();
    }
    stopped.kill().and_then(|()| stopped.wait()).expect("stopped");
    assert!(!data.path().join(demo::file_name()).exists(), "half a demo is none");
    assert!(prepare().expect("a start").wait().expect("an end").success());
    let store = Store::open(&Store::file_address(&data.path().join(demo::file_name()))).await.expect("a demo");
    let mut link = store.look().await.expect("a link");
    for round in demo::live::rounds() {
        assert!(link.find_round(&round).await.expect("an answer").is_some(), "{round}");
    }
    assert!(!part.exists());
}

#[tokio::test]
async fn two_demos_do_not_share_a_folder() {
    let data = tempfile::tempdir().expect("a folder");
    let file = data.path().join(demo::file_name());
    let _other = Store::open(&Store::file_address(&file)).await.expect("another demo");
    demo::prepare(data.path()).await.expect_err("a folder in use");
}
