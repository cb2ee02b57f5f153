//! `publish`, `verify` and `serve --db`: from a folder to a database of one's own and its portal.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};
use thuocdo_testkit::{Database, on_both};

use crate::{ANSWERS, Said, sound, thuocdo};

fn publish(place: &Path, db: &str, because: &[&str]) -> Said {
    thuocdo(&[&["publish", ".", "--db", db], because].concat(), place)
}

#[test]
fn a_folder_is_published_and_its_hash_is_that_of_the_result_file() {
    on_both(async |database| {
        let place = sound();
        let said = publish(place.path(), &database.address, &[]);
        assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
        assert_eq!(thuocdo(&["score", ".", "--out", "kq"], place.path()).code, Some(0));
        let file = fs::read(place.path().join("kq/result.json")).unwrap();
        let hash: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(said.out.contains(&hash), "{} has not {hash}", said.out);
        let checked = thuocdo(&["verify", "--db", &database.address], place.path());
        assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    });
}

#[test]
fn publishing_again_needs_something_new_and_a_reason() {
    let (place, database) = (sound(), Database::file());
    assert_eq!(publish(place.path(), &database.address, &[]).code, Some(0));
    let same = publish(place.path(), &database.address, &["--because", "Công bố lại"]);
    assert_eq!(same.code, Some(1));
    assert!(same.out.contains("phiên bản 1"), "{}", same.out);
    fs::write(place.path().join("answers.csv"), ANSWERS.replace("a,8", "a,9")).unwrap();
    let unexplained = publish(place.path(), &database.address, &[]);
    assert_eq!(unexplained.code, Some(1));
    assert!(unexplained.out.contains("lý do"), "{}", unexplained.out);
    let corrected = publish(place.path(), &database.address, &["--because", "Sửa số liệu Xã Mẫu 1"]);
    assert_eq!(corrected.code, Some(0), "{}", corrected.out);
    assert!(corrected.out.contains("phiên bản 2"), "{}", corrected.out);
}

#[test]
fn a_faulty_folder_publishes_nothing() {
    let (place, database) = (sound(), Database::file());
    fs::write(place.path().join("answers.csv"), ANSWERS.replace("a,8", "a,-8")).unwrap();
    assert_eq!(publish(place.path(), &database.address, &[]).code, Some(1));
    let checked = thuocdo(&["verify", "--db", &database.address], place.path());
    assert_eq!(checked.code, Some(0));
    assert!(checked.out.contains("0 bản công bố"), "{}", checked.out);
}

#[test]
fn a_forged_database_is_found_out() {
    on_both(async |database| {
        let place = sound();
        assert_eq!(publish(place.path(), &database.address, &[]).code, Some(0));
        database.forge("update event set at = at + 1000").await;
        let checked = thuocdo(&["verify", "--db", &database.address], place.path());
        assert_eq!(checked.code, Some(1));
        assert!(checked.out.contains("mau-2025"), "{}", checked.out);
    });
}

#[test]
fn a_database_that_does_not_open_is_said_plainly() {
    let place = sound();
    let said = publish(place.path(), "mysql://x", &[]);
    assert_eq!(said.code, Some(3));
    assert!(said.err.contains("mysql://x"), "{}", said.err);
}

#[test]
fn what_is_published_is_served() {
    on_both(async |database| {
        let place = sound();
        assert_eq!(publish(place.path(), &database.address, &[]).code, Some(0));
        let mut server = Command::new(env!("CARGO_BIN_EXE_thuocdo"))
            .args(["serve", "--listen", "127.0.0.1:0", "--db", &database.address])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).expect("an address");
        let mut stream = TcpStream::connect(address).unwrap();
        let request = "GET /ket-qua/mau-2025/xa HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("Xã Mẫu 2"), "{page}");
    });
}
