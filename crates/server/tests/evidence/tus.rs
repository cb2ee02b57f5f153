//! The protocol: tus 1.0.0.

use axum::body::Body;
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use thuocdo_testkit::{on_both, samples};

use crate::room::{Room, announce, base64, offset, piece, say};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that do not repeat.
fn filler(size: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

#[test]
fn ux_46_a_150_mb_file_interrupted_5_times_arrives_with_the_right_sha_256() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let bytes = samples::pdf(3, &filler(150 * 1024 * 1024));
        let at = announce(&mut clerk, bytes.len(), &room.metadata("lớn.pdf", "1")).await.expect("a place");
        for cut in 1..=5 {
            let from = offset(&mut clerk, &at).await;
            let to = bytes.len() * cut / 6 + 1_234 * cut;
            piece(&mut clerk, &at, from, &bytes[from..to], true).await;
            assert_eq!(offset(&mut clerk, &at).await, to, "what arrived stays");
        }
        let from = offset(&mut clerk, &at).await;
        let answer = piece(&mut clerk, &at, from, &bytes[from..], false).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), Some(bytes.len().to_string().as_str()));
        let told = clerk.get(&at).await.text();
        let sha256 = hex(&bytes);
        assert!(told.contains("\"held\"") && told.contains(&sha256), "{told}");
        let path = room.test.stored(&sha256);
        assert_eq!(std::fs::metadata(path).expect("the file").len(), bytes.len() as u64);
    });
}

#[test]
fn ux_47_another_session_of_the_same_person_goes_on_where_the_server_stands() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let bytes = samples::pdf(1, &filler(300_000));
        let at = announce(&mut clerk, bytes.len(), &room.metadata("a.pdf", "1")).await.expect("a place");
        piece(&mut clerk, &at, 0, &bytes[..200_000], true).await;
        let mut later = room.clerk().await;
        assert_eq!(offset(&mut later, &at).await, 200_000);
        assert_eq!(piece(&mut later, &at, 0, &bytes, false).await.status, StatusCode::CONFLICT);
        assert_eq!(piece(&mut later, &at, 200_000, &bytes[200_000..], false).await.status, StatusCode::NO_CONTENT);
        assert_eq!(offset(&mut later, &at).await, bytes.len());
    });
}

#[test]
fn ux_48_forbidden_types_are_refused_before_their_bytes_and_renamed_ones_after() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        for name in ["virus.exe", "a.svg", "a.html", "a.docm", "a.zip", "a"] {
            let answer = announce(&mut clerk, 100, &room.metadata(name, "1")).await.expect_err(name);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().contains("Loại tệp này không được nhận"), "{}", answer.text());
        }
        let program = b"MZ\x90\0 a program that calls itself a picture";
        let at = announce(&mut clerk, program.len(), &room.metadata("anh.png", "1")).await.expect("a place");
        let answer = piece(&mut clerk, &at, 0, program, false).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("không đúng với đuôi"), "{}", answer.text());
    });
}

#[test]
fn ux_50_an_upload_asks_for_the_declaration() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let answer = announce(&mut clerk, 100, &room.metadata("a.pdf", "")).await.expect_err("no declaration");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("bí mật nhà nước"), "{}", answer.text());
    });
}

#[test]
fn an_upload_is_its_senders_alone() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let at = announce(&mut clerk, 100, &room.metadata("a.pdf", "1")).await.expect("a place");
        for account in [&room.live.clerk2, &room.live.other_clerk, &room.live.stranger, &room.live.admin] {
            let mut other = room.test.client_as(account).await;
            assert_eq!(say(&mut other, "HEAD", &at, &[], Body::empty()).await.status, StatusCode::NOT_FOUND);
            assert_eq!(piece(&mut other, &at, 0, b"%PDF-", false).await.status, StatusCode::NOT_FOUND);
            assert_eq!(say(&mut other, "DELETE", &at, &[], Body::empty()).await.status, StatusCode::NOT_FOUND);
        }
        let mut other = room.test.client_as(&room.live.other_clerk).await;
        let answer = announce(&mut other, 100, &room.metadata("a.pdf", "1")).await.expect_err("not theirs");
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let mut nobody = room.test.client();
        let answer = announce(&mut nobody, 100, &room.metadata("a.pdf", "1")).await.expect_err("nobody");
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn a_request_without_the_sessions_token_changes_nothing() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let metadata = room.metadata("a.pdf", "1");
        let headers = [("upload-length", "100"), ("upload-metadata", metadata.as_str())];
        let mut request = axum::http::Request::builder().method("POST").uri("/tep/").header("host", "test");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let cookie = clerk.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = request.header("cookie", cookie).header("tus-resumable", "1.0.0");
        let request = request.header("sec-fetch-site", "same-origin").body(Body::empty()).expect("a request");
        assert_eq!(clerk.send(request).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn the_protocol_is_kept_to_the_letter() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let answer = say(&mut clerk, "OPTIONS", "/tep/", &[], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(answer.header("tus-version"), Some("1.0.0"));
        assert_eq!(answer.header("tus-max-size"), Some("209715200"));
        let bytes = samples::pdf(1, b"checksum");
        let at = announce(&mut clerk, bytes.len(), &room.metadata("a.pdf", "1")).await.expect("a place");
        assert!(at.starts_with("/tep/"), "a location without host: {at}");
        let answer = say(&mut clerk, "HEAD", &at, &[], Body::empty()).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("upload-expires"), Some("Thu, 22 Jan 2026 00:00:00 GMT"));
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
        let answer = say(&mut clerk, "PATCH", &at, &[("upload-offset", "0")], Body::from("x")).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let answer = say(&mut clerk, "HEAD", "/tep/01ARZ3NDEKTSV4RRFFQ69G5FAV", &[], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let wrong = format!("sha1 {}", base64(&[0; 20]));
        let piece = |checksum: String| {
            [
                ("upload-offset", "0".to_owned()),
                ("content-type", "application/offset+octet-stream".to_owned()),
                ("upload-checksum", checksum),
            ]
        };
        let headers = piece(wrong);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = say(&mut clerk, "PATCH", &at, &headers, Body::from(bytes.clone())).await;
        assert_eq!(answer.status.as_u16(), 460);
        assert_eq!(offset(&mut clerk, &at).await, 0);
        let right = piece(format!("sha256 {}", base64(&Sha256::digest(&bytes))));
        let mut headers: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.push(("x-http-method-override", "PATCH"));
        let answer = say(&mut clerk, "POST", &at, &headers, Body::from(bytes.clone())).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        let at = announce(&mut clerk, 100, &room.metadata("b.pdf", "1")).await.expect("a place");
        assert_eq!(say(&mut clerk, "DELETE", &at, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(say(&mut clerk, "HEAD", &at, &[], Body::empty()).await.status, StatusCode::NOT_FOUND);
        let at = announce(&mut clerk, 100, &room.metadata("c.pdf", "1")).await.expect("a place");
        room.test.clock.pass(3 * 3_600);
        room.test.clock.pass(7 * 86_400);
        let mut later = room.clerk().await;
        assert_eq!(say(&mut later, "HEAD", &at, &[], Body::empty()).await.status, StatusCode::GONE);
    });
}
