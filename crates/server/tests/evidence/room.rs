//! A served round with its people, and what a script of theirs says.

use std::convert::Infallible;
use std::path::PathBuf;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures_util::stream;
use thuocdo_app::App;
use thuocdo_files::{Files, Setup};
use thuocdo_testkit::client::{Answer, Client};
use thuocdo_testkit::live::{Live, live};
use thuocdo_testkit::{Database, TestApp};

/// A served round.
pub struct Room {
    pub test: TestApp,
    pub live: Live,
    /// A criterion of the first unit.
    pub criterion: String,
}

impl Room {
    pub async fn on(database: Database) -> Self {
        let mut test = TestApp::on(database).await;
        let program = PathBuf::from(env!("CARGO_BIN_EXE_thuocdo"));
        let files = Files::set_up(test.folder.path(), Setup { program: Some(program), ..Setup::default() })
            .expect("a folder of files");
        test.app = test.app.clone().with_files(files);
        let live = live(&test.app).await;
        let criterion = first_criterion(&test.app, &live).await;
        Self { test, live, criterion }
    }

    pub async fn clerk(&self) -> Client {
        self.test.client_as(&self.live.clerk).await
    }

    /// Where the evidence of the criterion is.
    pub fn evidence(&self) -> String {
        format!("/ky/{}/tu-danh-gia/{}/{}/minh-chung", self.live.round, self.live.units[0], self.criterion)
    }

    /// Metadata of an upload for the criterion.
    pub fn metadata(&self, name: &str, declared: &str) -> String {
        let pairs = [
            ("filename", name),
            ("ky", self.live.round),
            ("cq", self.live.units[0]),
            ("tc", &self.criterion),
            ("khai", declared),
        ];
        pairs.map(|(name, value)| format!("{name} {}", base64(value.as_bytes()))).join(",")
    }
}

async fn first_criterion(app: &App, live: &Live) -> String {
    let mut link = app.store.look().await.expect("a store");
    let round = thuocdo_app::setup::frozen::frozen(app, &mut link, live.round).await.expect("a round");
    let unit = round.unit(live.units[0]).expect("a unit");
    round.criteria_of(unit).next().expect("a criterion").0.code.clone()
}

/// One request of the protocol.
pub async fn say(client: &mut Client, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
    let token = client.token().await;
    let cookies: Vec<String> = client.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut request = Request::builder().method(method).uri(path).header("host", "test");
    request = request.header("cookie", cookies.join("; ")).header("sec-fetch-site", "same-origin");
    request = request.header("tus-resumable", "1.0.0").header("x-csrf", token);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(body).expect("a request")).await
}

/// Announces a file and gives its address.
pub async fn announce(client: &mut Client, size: usize, metadata: &str) -> Result<String, Answer> {
    let size = size.to_string();
    let headers = [("upload-length", size.as_str()), ("upload-metadata", metadata)];
    let answer = say(client, "POST", "/tep/", &headers, Body::empty()).await;
    if answer.status != StatusCode::CREATED {
        return Err(answer);
    }
    Ok(answer.header("location").expect("a location").to_owned())
}

/// Sends a piece; `cut`: the line breaks after it.
pub async fn piece(client: &mut Client, at: &str, offset: usize, bytes: &[u8], cut: bool) -> Answer {
    let offset = offset.to_string();
    let headers = [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream")];
    let chunks: Vec<Result<Bytes, std::io::Error>> = bytes
        .chunks(64 * 1024)
        .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
        .chain(cut.then(|| Err(std::io::Error::other("the line broke"))))
        .collect();
    say(client, "PATCH", at, &headers, Body::from_stream(stream::iter(chunks))).await
}

/// Where the server stands.
pub async fn offset(client: &mut Client, at: &str) -> usize {
    let answer = say(client, "HEAD", at, &[], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.header("upload-offset").expect("an offset").parse().expect("a number")
}

/// A form with files, as browsers send it.
pub async fn form(client: &mut Client, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let token = client.token().await;
    let mut body = Vec::new();
    for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
        body.extend_from_slice(
            format!("--mau\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    for (name, bytes) in files {
        let head = format!(
            "--mau\r\ncontent-disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--mau--\r\n");
    let body = Body::from_stream(stream::iter([Ok::<_, Infallible>(Bytes::from(body))]));
    say(client, "POST", path, &[("content-type", "multipart/form-data; boundary=mau")], body).await
}

pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let held = three.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let known = digit <= three.len();
            let value = held >> (18 - 6 * digit) & 63;
            text.push(if known { char::from(DIGITS[value as usize]) } else { '=' });
        }
    }
    text
}
