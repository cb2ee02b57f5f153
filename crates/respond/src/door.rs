//! The door: what every handler gets from a request, and how it answers. Answers are kept by nobody and tell no other
//! site where the reader was.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use thuocdo_app::App;
use thuocdo_web::door::Display;
use thuocdo_web::page::Packed;
use thuocdo_web::request::{self, Peer};
use thuocdo_web::text::Text;
use thuocdo_words::{Lang, Locale};

/// Name of the cookie that holds the link's secret.
pub const COOKIE: &str = "phieu";

/// No inline script or style, nothing from elsewhere, forms to ourselves alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of every page.
const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// Everything that serves respondents.
#[derive(Clone)]
pub struct Door(Arc<Inside>);

struct Inside {
    app: App,
    locales: [Locale; 2],
}

impl Door {
    /// A door over an application.
    pub fn new(app: App) -> Self {
        Self(Arc::new(Inside { app, locales: Lang::ALL.map(crate::locale) }))
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Door")
    }
}

/// A request as handlers see it.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Language of the address.
    pub lang: Lang,
    /// How pages look.
    pub display: Display,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// Where the request comes from.
    pub address: String,
    door: Door,
}

impl FromRequestParts<Door> for Ctx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, door: &Door) -> Result<Self, Infallible> {
        let english = parts.uri.path().split('/').skip(2).any(|part| part == Lang::En.code());
        let lang = if english { Lang::En } else { Lang::Vi };
        let display = Display::from_headers(&parts.headers);
        let address = request::address(&parts.headers, parts.extensions.get::<Peer>().copied());
        Ok(Self { lang, display, headers: parts.headers.clone(), address, door: door.clone() })
    }
}

impl Ctx {
    /// What actions take.
    pub fn app(&self) -> &App {
        &self.door.0.app
    }

    /// Sentences of the page's language.
    pub fn locale(&self) -> &Locale {
        &self.door.0.locales[usize::from(self.lang == Lang::En)]
    }

    /// Words of the page.
    pub fn text(&self) -> Text<'_> {
        Text::new(self.locale())
    }

    /// Value of a cookie; empty if there is none.
    pub fn cookie(&self, name: &str) -> &str {
        request::cookie(&self.headers, name).unwrap_or_default()
    }

    /// Answers with a page.
    pub fn page(&self, status: StatusCode, html: String) -> Response<Body> {
        let packed = Packed::of("text/html; charset=utf-8", html.into_bytes());
        private(packed.answer(status, &self.headers))
    }

    /// Sends the browser elsewhere with GET (303), with a cookie that holds a secret.
    pub fn redirect_with(&self, to: &str, name: &str, secret: &str, path: &str) -> Response<Body> {
        let mut answer = self.redirect(to);
        let secure = if request::is_https(&self.headers) { "; Secure" } else { "" };
        let cookie = format!("{name}={secret}; Path={path}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        answer
    }

    /// Sends the browser elsewhere with GET (303).
    pub fn redirect(&self, to: &str) -> Response<Body> {
        private(thuocdo_web::door::redirect(StatusCode::SEE_OTHER, to))
    }

    /// Whether another site sent the form. The cookie's own guard holds for browsers that do not tell.
    pub fn is_from_elsewhere(&self) -> bool {
        self.headers.get("sec-fetch-site").is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"))
    }
}

fn private(mut answer: Response<Body>) -> Response<Body> {
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
