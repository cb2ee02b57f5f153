//! A browser without eyes: it keeps cookies, follows redirects and sends forms, through the real router.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use sha2::{Digest, Sha256};
use thuocdo_app::App;
use thuocdo_app::accounts::{self, session::WHOLE};
use thuocdo_base::Timestamp;
use thuocdo_desk::door::SESSION_COOKIE;
use thuocdo_store::{SessionRow, SessionStage};
use tower::ServiceExt;

use crate::TestApp;

/// A browser.
pub struct Client {
    app: App,
    router: Router,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Headers that every request carries.
    pub headers: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Path that answered, after redirects.
    pub path: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl TestApp {
    /// A browser that is not signed in.
    pub fn client(&self) -> Client {
        let router = thuocdo_desk::router(self.app.clone());
        let headers = BTreeMap::from([("sec-fetch-site".to_owned(), "same-origin".to_owned())]);
        Client { app: self.app.clone(), router, cookies: BTreeMap::new(), headers }
    }

    /// The browser of somebody who answers a survey.
    pub fn respondent(&self) -> Client {
        Client { router: thuocdo_respond::router(self.app.clone()), ..self.client() }
    }

    /// A browser that is signed in as an account: the session is made past the password.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn client_as(&self, account: &str) -> Client {
        let mut client = self.client();
        let mut bytes = [0; 32];
        self.app.random.fill(&mut bytes);
        let secret = hex::encode(bytes);
        let (id, account) = (hex::encode(Sha256::digest(secret.as_bytes())), account.to_owned());
        let opened = self.app.write(move |work| {
            Box::pin(async move {
                let now = work.now();
                let ends_at = Timestamp::from_micros(now.micros() + WHOLE * 1_000_000);
                let row = SessionRow {
                    id,
                    account,
                    created_at: now,
                    seen_at: now,
                    ends_at,
                    strong: now.micros(),
                    address: "127.0.0.1".to_owned(),
                    agent: "testkit".to_owned(),
                    stage: SessionStage::Open,
                    revoked_at: None,
                };
                Ok(work.save_session(&row).await?)
            })
        });
        opened.await.expect("a session");
        client.cookies.insert(SESSION_COOKIE.to_owned(), secret);
        client
    }
}

impl Client {
    /// Asks for a page and follows redirects.
    ///
    /// # Panics
    /// If redirects go round.
    pub async fn get(&mut self, path: &str) -> Answer {
        let mut answer = self.once("GET", path, None).await;
        for _ in 0..10 {
            let Some(next) = answer.header("location").filter(|_| answer.status.is_redirection()) else {
                return answer;
            };
            let next = next.to_owned();
            answer = self.once("GET", &next, None).await;
        }
        panic!("{path} goes round in redirects");
    }

    /// Sends a form with the session's token and follows redirects.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let answer = self.post_once(path, pairs).await;
        match answer.header("location").filter(|_| answer.status.is_redirection()) {
            Some(next) => {
                let next = next.to_owned();
                self.get(&next).await
            }
            None => answer,
        }
    }

    /// Sends a form with the session's token and follows nothing.
    pub async fn post_once(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut all: Vec<(&str, &str)> = pairs.to_vec();
        if !token.is_empty() && !pairs.iter().any(|(name, _)| *name == thuocdo_desk::form::TOKEN) {
            all.push((thuocdo_desk::form::TOKEN, &token));
        }
        let body = encode(&all);
        self.once("POST", path, Some(("application/x-www-form-urlencoded", body.into_bytes()))).await
    }

    /// What ties forms to this session; empty if nobody is signed in.
    pub async fn token(&self) -> String {
        let secret = self.cookies.get(SESSION_COOKIE).cloned().unwrap_or_default();
        let me = accounts::signed_in_quietly(&self.app, &secret).await.ok().flatten();
        me.as_ref().map(accounts::form_token).unwrap_or_default()
    }

    /// Sends one request and keeps the cookies of its answer.
    ///
    /// # Panics
    /// If the path is not one.
    pub async fn once(&mut self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test");
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = match body {
            Some((kind, bytes)) => request.header(header::CONTENT_TYPE, kind).body(Body::from(bytes)),
            None => request.body(Body::empty()),
        };
        self.send(request.expect("a request")).await
    }

    /// Sends one request and looks at the head of the answer only: some answers never end.
    ///
    /// # Panics
    /// If the path is not one.
    pub async fn head_of(&self, method: &str, path: &str, form: Option<String>) -> (StatusCode, HeaderMap) {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test");
        for (name, value) in &self.cookies {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let kind = "application/x-www-form-urlencoded";
        let request = match form {
            Some(form) => request.header(header::CONTENT_TYPE, kind).body(Body::from(form)),
            None => request.body(Body::empty()),
        };
        let answer = self.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
        (answer.status(), answer.headers().clone())
    }

    /// Sends any request and keeps the cookies of its answer.
    ///
    /// # Panics
    /// If the body of the answer breaks off.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let answer = match self.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(line.to_str().unwrap_or_default());
        }
        Answer { path, status: parts.status, headers: parts.headers, bytes: bytes.to_vec() }
    }

    fn keep(&mut self, line: &str) {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        if value.is_empty() || line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Writes `a=1&b=2`.
fn encode(pairs: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| format!("{}={}", escaped(name), escaped(value));
    pairs.iter().map(one).collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
