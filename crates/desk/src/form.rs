//! Forms as data: read, guarded against other sites, shown again with what was typed.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::door::{Ctx, Desk, Entry, Staff};
use crate::rooms::account::unlock;

pub use crate::shown::{Choice, Fault, Form};
pub use thuocdo_web::request::{from_our_pages, pairs};

/// Name of the hidden field that ties a form to the session.
pub const TOKEN: &str = "csrf";
/// Name of the header that does the same for requests of scripts.
pub const TOKEN_HEADER: &str = "x-csrf";
/// Name of the hidden field that makes a repeated post give the first answer.
pub const POST_KEY: &str = "khoa";

/// A form that a signed-in person posted from one of our pages, as pairs in order.
#[derive(Debug)]
pub struct Posted {
    /// Who posted.
    pub staff: Staff,
    /// Names and values in the order of the form; a name may come more than once.
    pub pairs: Vec<(String, String)>,
}

impl Posted {
    /// The first value of a field, trimmed; empty if absent.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a field exactly as typed: a password may begin or end with a space.
    pub fn value_as_typed(&self, name: &str) -> &str {
        self.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    /// A value if it is not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.value(name)).filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.filled(name).is_some()
    }
}

impl FromRequest<Desk> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        if !from_our_pages(&parts.headers) {
            let Ok(ctx) = Ctx::from_request_parts(&mut parts, desk).await;
            return Err(crate::rooms::fault::forbidden(&ctx));
        }
        let staff = match Entry::of(&mut parts, desk).await {
            Entry::In(staff) => *staff,
            Entry::Locked(ctx) if !ctx.wants_fragment() && is_form(&parts.headers) => {
                let bytes = Bytes::from_request(Request::from_parts(parts, body), desk).await;
                return Err(unlock::interrupt(&ctx, &bytes.map_err(IntoResponse::into_response)?));
            }
            Entry::Locked(_) => return Err(StatusCode::UNAUTHORIZED.into_response()),
            Entry::Away(answer) => return Err(answer),
        };
        let request = Request::from_parts(parts, body);
        let headers = request.headers().clone();
        let bytes = Bytes::from_request(request, desk).await.map_err(IntoResponse::into_response)?;
        let pairs = pairs(&bytes);
        let token = pairs.iter().find(|(name, _)| name == TOKEN).map(|(_, value)| value.as_str());
        let token = token.or_else(|| headers.get(TOKEN_HEADER)?.to_str().ok());
        if token != Some(staff.token().as_str()) {
            return Err(staff.stale_form());
        }
        Ok(Self { staff, pairs })
    }
}

/// A form that anybody may post: signing in. The browser's word on where it comes from must hold.
#[derive(Debug)]
pub struct Open {
    /// Names and values in the order of the form.
    pub pairs: Vec<(String, String)>,
}

impl Open {
    /// The first value of a field, trimmed; empty if absent.
    pub fn value(&self, name: &str) -> &str {
        self.value_as_typed(name).trim()
    }

    /// The first value of a field exactly as typed.
    pub fn value_as_typed(&self, name: &str) -> &str {
        self.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<Desk> for Open {
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response> {
        if !from_our_pages(request.headers()) {
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        let bytes = Bytes::from_request(request, desk).await.map_err(IntoResponse::into_response)?;
        Ok(Self { pairs: pairs(&bytes) })
    }
}

/// Whether the body is a plain form.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}
