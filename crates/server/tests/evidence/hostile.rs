//! Hostile files through the real child: refused or neutralised, within time, and the parent lives.
#![expect(clippy::disallowed_methods, reason = "time is what is measured")]

use std::time::{Duration, Instant};

use thuocdo_app::evidence::uploads::{self, Target};
use thuocdo_base::Actor;
use thuocdo_files::Kind;
use thuocdo_testkit::{Database, samples};

use crate::room::Room;

#[test]
fn s7_every_hostile_file_is_refused_by_the_child_and_the_parent_lives() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let clerk = Actor::Person(room.live.clerk.clone());
        let mut slowest = Duration::ZERO;
        for (name, bytes, why) in samples::hostile() {
            let began = Instant::now();
            let piece = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let taken = uploads::take(&room.test.app, &clerk, &Target::Store(String::new()), &name, true, piece).await;
            assert!(taken.is_err(), "{name} was let in, though {why:?}");
            slowest = slowest.max(began.elapsed());
        }
        assert!(slowest < Duration::from_secs(12), "the slowest took {slowest:?}");
        let good = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(samples::pdf(2, b""))]);
        uploads::take(&room.test.app, &clerk, &Target::Store(String::new()), "a.pdf", true, good).await.expect("alive");
    });
}

#[test]
fn pages_made_to_exhaust_the_drawing_end_in_time() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let room = Room::on(Database::file()).await;
        let (app, clerk) = (&room.test.app, Actor::Person(room.live.clerk.clone()));
        let files = app.files.clone().expect("files");
        for (name, bytes) in [("deep", deep()), ("huge", huge()), ("selfish", selfish())] {
            let began = Instant::now();
            let piece = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
            let taken = uploads::take(app, &clerk, &Target::Store(String::new()), "a.pdf", true, piece).await;
            // Let in or not: what is let in is drawn within limits or not at all.
            if let Ok(sha256) = taken {
                let drawn = files.draw(&sha256, Kind::Pdf, 1, 900).await.expect("a disk");
                assert!(drawn.is_err() || drawn.is_ok_and(|png| png.len() < 16 << 20), "{name}");
            }
            assert!(began.elapsed() < Duration::from_secs(45), "{name} took {:?}", began.elapsed());
        }
    });
}

/// A page that saves its state half a million times.
fn deep() -> Vec<u8> {
    samples::pdf_of(b"", "595 842", &b"q ".repeat(500_000))
}

/// A page that shows text over and over.
fn selfish() -> Vec<u8> {
    samples::pdf_of(b"", "595 842", &b"BT /F1 48 Tf 72 700 Td (MMMMMMMMMMMMMMMM) Tj ET\n".repeat(200_000))
}

/// A page as large as the paper of giants.
fn huge() -> Vec<u8> {
    samples::pdf_of(b"", "99999999 99999999", b"0 0 1 rg 0 0 99999999 99999999 re f")
}
