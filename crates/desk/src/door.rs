//! The door: what every handler gets from a request, and how it answers.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::accounts::{self, First, Me, Signed, Visit};
use thuocdo_app::tasks::notices;
use thuocdo_app::{ActionError, App};
use thuocdo_base::{Actor, Message};
use thuocdo_web::door::Display;
use thuocdo_web::request;
pub use thuocdo_web::request::Peer;
use thuocdo_web::text::Text;
use thuocdo_words::{Lang, Locale};

use crate::flash::{self, Tone};
use crate::rooms::workbench::presence::Presence;
use crate::urls;

/// Name of the cookie that holds the session's secret.
pub const SESSION_COOKIE: &str = "phien";

/// Everything that serves staff.
#[derive(Clone)]
pub struct Desk(Arc<Inside>);

struct Inside {
    app: App,
    locales: [Locale; 2],
    presence: Presence,
}

impl Desk {
    /// A desk over an application.
    pub fn new(app: App) -> Self {
        Self(Arc::new(Inside { app, locales: Lang::ALL.map(crate::text::locale), presence: Presence::default() }))
    }

    /// What actions take.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Who looks at which criterion.
    pub(crate) fn presence(&self) -> &Presence {
        &self.0.presence
    }

    /// Sentences of a language.
    pub fn locale(&self, lang: Lang) -> &Locale {
        &self.0.locales[usize::from(lang == Lang::En)]
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Desk")
    }
}

/// A request as handlers of open pages see it.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// What serves.
    pub desk: Desk,
    /// Language of the address.
    pub lang: Lang,
    /// How pages look.
    pub display: Display,
    /// Path and query without the language.
    pub path: String,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// The computer at the other end.
    pub peer: Option<Peer>,
}

impl Ctx {
    fn new(parts: &Parts, desk: &Desk) -> Self {
        let (lang, path) = thuocdo_web::door::split_language(&parts.uri);
        let display = Display::from_headers(&parts.headers);
        let peer = parts.extensions.get::<Peer>().copied();
        Self { desk: desk.clone(), lang, display, path, headers: parts.headers.clone(), peer }
    }

    /// What actions take.
    pub fn app(&self) -> &App {
        self.desk.app()
    }

    /// Words of the page.
    pub fn text(&self) -> Text<'_> {
        Text::new(self.desk.locale(self.lang))
    }

    /// An address of ours in the page's language.
    pub fn to(&self, path: &str) -> String {
        urls::in_language(self.lang, path)
    }

    /// Value of one cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        request::cookie(&self.headers, name)
    }

    /// The secret of the session.
    pub fn secret(&self) -> &str {
        self.cookie(SESSION_COOKIE).unwrap_or_default()
    }

    /// Where the request comes from. A proxy on this computer is believed about who stands behind it.
    pub fn visit(&self) -> Visit {
        let agent = self.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Visit { address: request::address(&self.headers, self.peer), agent: agent.unwrap_or_default().to_owned() }
    }

    /// Whether the browser came by https, as the proxy before us says.
    pub fn is_https(&self) -> bool {
        request::is_https(&self.headers)
    }

    /// Whether a script asks for a part of the page instead of the page.
    pub fn wants_fragment(&self) -> bool {
        self.headers.contains_key("x-fragment")
    }

    /// Answers with a page; staff pages are never kept by anyone.
    pub fn page(&self, status: StatusCode, html: String) -> Response<Body> {
        let mut answer = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
        answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        if self.cookie(flash::COOKIE).is_some() && !self.wants_fragment() {
            with_cookie(&mut answer, &flash::spent());
        }
        answer
    }

    /// Sends the browser elsewhere with GET (303).
    pub fn redirect(&self, path: &str) -> Response<Body> {
        thuocdo_web::door::redirect(StatusCode::SEE_OTHER, &self.to(path))
    }

    /// Sends the browser elsewhere, where the next page says that it happened.
    pub fn redirect_saying(&self, path: &str, message: &Message) -> Response<Body> {
        let mut answer = self.redirect(path);
        with_cookie(&mut answer, &flash::cookie(Tone::Done, message));
        answer
    }

    /// Sends the browser elsewhere, where the next page says what to look at.
    pub fn redirect_warning(&self, path: &str, message: &Message) -> Response<Body> {
        let mut answer = self.redirect(path);
        with_cookie(&mut answer, &flash::cookie(Tone::Warning, message));
        answer
    }

    /// Answers an action that did not happen: not found, refused with reasons, or a fault with a number.
    pub fn fault(&self, error: ActionError) -> Response<Body> {
        crate::rooms::fault::answer(self, error)
    }

    /// Says a message in the page's language.
    pub fn say(&self, message: &Message) -> String {
        self.desk.locale(self.lang).render(message)
    }
}

impl FromRequestParts<Desk> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Self::Rejection> {
        Ok(Self::new(parts, desk))
    }
}

/// A request of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The request.
    pub ctx: Ctx,
    /// Who asks.
    pub me: Me,
    /// Messages that were not read; counted for whole pages alone.
    pub unread: usize,
}

impl std::ops::Deref for Staff {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl Staff {
    /// Lets in who is signed in; others are sent to sign in, and scripts are told so (401).
    pub async fn from_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response<Body>> {
        match Entry::of(parts, desk).await {
            Entry::In(staff) => Ok(*staff),
            Entry::Locked(ctx) => Err(turned_away(&ctx, &parts.method, urls::routes::UNLOCK)),
            Entry::Away(answer) => Err(answer),
        }
    }

    /// Who asks, as actions take it.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.me.account.clone())
    }

    /// Ties forms to the session.
    pub fn token(&self) -> String {
        accounts::form_token(&self.me)
    }

    /// Answers a form of a session that is over.
    pub fn stale_form(&self) -> Response<Body> {
        crate::rooms::fault::stale_form(self)
    }
}

impl FromRequestParts<Desk> for Staff {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response<Body>> {
        Self::from_parts(parts, desk).await
    }
}

/// A request of an open page, and who is signed in, if somebody is.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The request.
    pub ctx: Ctx,
    /// Who looks.
    pub staff: Option<Box<Staff>>,
}

impl FromRequestParts<Desk> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Self::Rejection> {
        let staff = match Entry::of(parts, desk).await {
            Entry::In(staff) => Some(staff),
            Entry::Locked(_) | Entry::Away(_) => None,
        };
        Ok(Self { ctx: Ctx::new(parts, desk), staff })
    }
}

/// How a request stands at the door.
pub(crate) enum Entry {
    /// Let in.
    In(Box<Staff>),
    /// Idle for too long: the password is asked for.
    Locked(Ctx),
    /// Turned away.
    Away(Response<Body>),
}

impl Entry {
    /// Looks at the session of a request.
    pub(crate) async fn of(parts: &mut Parts, desk: &Desk) -> Self {
        let ctx = Ctx::new(parts, desk);
        match accounts::standing(desk.app(), ctx.secret(), !is_of_itself(parts)).await {
            Ok(Signed::In(me)) => match me.first.filter(|_| !urls::is_of_account(&ctx.path)) {
                Some(First::ChangePassword) => Self::Away(ctx.redirect(urls::routes::PASSWORD)),
                Some(First::SecondFactor) => Self::Away(ctx.redirect(urls::routes::SECOND_FACTOR)),
                None => {
                    let unread = unread(&ctx, parts, &me).await;
                    Self::In(Box::new(Staff { ctx, me: *me, unread }))
                }
            },
            Ok(Signed::Locked(_)) => Self::Locked(ctx),
            Ok(Signed::NeedsCode) => Self::Away(turned_away(&ctx, &parts.method, urls::routes::SIGN_IN_CODE)),
            Ok(Signed::Out) => Self::Away(turned_away(&ctx, &parts.method, urls::routes::SIGN_IN)),
            Err(error) => Self::Away(ctx.fault(error)),
        }
    }
}

/// How many messages somebody has not read; only whole pages show it.
async fn unread(ctx: &Ctx, parts: &Parts, me: &Me) -> usize {
    if parts.method != Method::GET || ctx.wants_fragment() || is_of_itself(parts) {
        return 0;
    }
    notices::unread(ctx.app(), &Actor::Person(me.account.clone())).await.unwrap_or_default()
}

/// What a page does without its reader: it keeps no session open.
fn is_of_itself(parts: &Parts) -> bool {
    let path = parts.uri.path();
    path.ends_with(urls::routes::SESSION_LEFT)
        || path.ends_with("/cung-lam")
        || path.ends_with("/dien-bien")
        || path.ends_with("/tin-moi")
}

fn with_cookie(answer: &mut Response<Body>, cookie: &str) {
    if let Ok(value) = cookie.parse() {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn turned_away(ctx: &Ctx, method: &Method, to: &str) -> Response<Body> {
    if *method != Method::GET || ctx.wants_fragment() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    ctx.redirect(&format!("{to}?ve={}", urls::encode(&ctx.path)))
}
