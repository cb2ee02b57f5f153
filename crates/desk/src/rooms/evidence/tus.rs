//! Uploads that go on where they broke off: tus 1.0.0 with creation, checksum, expiration and termination.
//!
//! What may come and what becomes of it is settled by `thuocdo_app::evidence::uploads`; here is only the protocol.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::StreamExt;
use thuocdo_app::ActionError;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence::uploads::{self, Announced, Checksum, Outcome, Piece, Progress, Target};
use thuocdo_base::Timestamp;

use crate::door::Staff;
use crate::form::{TOKEN_HEADER, from_our_pages};
use crate::urls;

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,expiration,checksum,termination";
const ALGORITHMS: &str = "sha1,sha256";
/// The protocol's own answer to a piece that was altered on the way.
const ALTERED: u16 = 460;

/// Says what is spoken here.
pub(super) async fn options(staff: Staff) -> Response<Body> {
    let most = uploads::most(staff.app());
    let told = [
        ("tus-version", VERSION.to_owned()),
        ("tus-extension", EXTENSIONS.to_owned()),
        ("tus-max-size", most.to_string()),
        ("tus-checksum-algorithm", ALGORITHMS.to_owned()),
    ];
    answer(StatusCode::NO_CONTENT, told)
}

/// Announces a file.
pub(super) async fn create(staff: Staff, headers: HeaderMap) -> Response<Body> {
    if let Some(no) = turned_away(&staff, &headers) {
        return no;
    }
    let Some(size) = number(&headers, "upload-length") else { return plain(StatusCode::BAD_REQUEST) };
    let Some(told) = metadata(&headers) else { return plain(StatusCode::BAD_REQUEST) };
    let value =
        |name: &str| told.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let target = if value("tc").is_empty() {
        Target::Store(value("kho"))
    } else {
        Target::Criterion(Place { round: value("ky"), unit: value("cq"), criterion: value("tc") })
    };
    let announced = Announced { target, name: value("filename"), size, declared: value("khai") == "1" };
    match uploads::announce(staff.app(), &staff.actor(), &announced).await {
        Ok(begun) => {
            // Without the host, so that it holds behind any proxy.
            let location = staff.to(&format!("{}{}", urls::routes::UPLOADS, begun.id));
            answer(StatusCode::CREATED, [("location", location), expires(&begun)])
        }
        Err(error) => refused(&staff, error),
    }
}

/// Says how far a file is.
pub(super) async fn head(staff: Staff, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    if let Some(no) = other_version(&headers) {
        return no;
    }
    match uploads::progress(staff.app(), &staff.actor(), &id).await {
        Ok(Some(at)) => {
            let told = [offset(at.received), ("upload-length", at.size.to_string()), expires(&at)];
            answer(StatusCode::OK, told)
        }
        Ok(None) => plain(StatusCode::GONE),
        Err(error) => refused(&staff, error),
    }
}

/// Takes a piece in.
pub(super) async fn append(staff: Staff, Path(id): Path<String>, headers: HeaderMap, body: Body) -> Response<Body> {
    if let Some(no) = turned_away(&staff, &headers) {
        return no;
    }
    let is_piece = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/offset+octet-stream");
    if !is_piece {
        return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let Some(from) = number(&headers, "upload-offset") else { return plain(StatusCode::BAD_REQUEST) };
    let Ok(checksum) = checksum(&headers) else { return plain(StatusCode::BAD_REQUEST) };
    let piece = body.into_data_stream().map(|bytes| bytes.map(Vec::from)).boxed();
    match uploads::append(staff.app(), &staff.actor(), &id, from, checksum.as_ref(), piece).await {
        // The last piece came, and what is in the file forbids it: the script shows the reason.
        Ok(Piece::Taken(Progress { outcome: Some(Outcome::Refused(why)), .. })) => {
            refused(&staff, ActionError::Refused(vec![why]))
        }
        Ok(Piece::Taken(at)) => answer(StatusCode::NO_CONTENT, [offset(at.received), expires(&at)]),
        Ok(Piece::Elsewhere(present)) => answer(StatusCode::CONFLICT, [offset(present)]),
        Ok(Piece::Altered) => plain(StatusCode::from_u16(ALTERED).unwrap_or(StatusCode::BAD_REQUEST)),
        Ok(Piece::TooLong) => plain(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Piece::Busy) => plain(StatusCode::LOCKED),
        Ok(Piece::Gone) => plain(StatusCode::GONE),
        Err(error) => refused(&staff, error),
    }
}

/// Throws a file on its way away.
pub(super) async fn cancel(staff: Staff, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    if let Some(no) = turned_away(&staff, &headers) {
        return no;
    }
    match uploads::cancel(staff.app(), &staff.actor(), &id).await {
        Ok(()) => plain(StatusCode::NO_CONTENT),
        Err(error) => refused(&staff, error),
    }
}

/// What a proxy does not let through comes as a POST that names its method.
pub(super) async fn under_another_name(
    staff: Staff,
    path: Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    match headers.get("x-http-method-override").and_then(|value| value.to_str().ok()) {
        Some("PATCH") => append(staff, path, headers, body).await,
        Some("DELETE") => cancel(staff, path, headers).await,
        Some("HEAD") => head(staff, path, headers).await,
        _ => plain(StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// Tells a script what became of a file: `state` is `waiting`, `held` or `refused`.
pub(super) async fn outcome(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    let at = match uploads::progress(staff.app(), &staff.actor(), &id).await {
        Ok(Some(at)) => at,
        Ok(None) => return plain(StatusCode::GONE),
        Err(error) => return refused(&staff, error),
    };
    let told = match &at.outcome {
        None => serde_json::json!({ "state": "waiting", "received": at.received, "size": at.size }),
        Some(Outcome::Refused(why)) => serde_json::json!({ "state": "refused", "message": staff.say(why) }),
        Some(Outcome::Held(sha256, twins)) => {
            let twin = |twin: &thuocdo_app::evidence::EvidenceView| serde_json::json!({ "id": twin.item.id, "name": twin.name() });
            serde_json::json!({ "state": "held", "sha256": sha256, "twins": twins.iter().map(twin).collect::<Vec<_>>() })
        }
    };
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, told.to_string()).into_response()
}

/// A change comes from our pages, with the session's token, in a version we speak; else this is the answer.
fn turned_away(staff: &Staff, headers: &HeaderMap) -> Option<Response<Body>> {
    let token = headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let ours = from_our_pages(headers) && token == Some(staff.token().as_str());
    other_version(headers).or_else(|| (!ours).then(|| plain(StatusCode::FORBIDDEN)))
}

/// The answer to a version that is not spoken here.
fn other_version(headers: &HeaderMap) -> Option<Response<Body>> {
    let known = headers.get("tus-resumable").is_some_and(|value| value == VERSION);
    (!known).then(|| answer(StatusCode::PRECONDITION_FAILED, [("tus-version", VERSION.to_owned())]))
}

/// The reasons as text; what may not be seen is not found.
fn refused(staff: &Staff, error: ActionError) -> Response<Body> {
    match error {
        ActionError::NotAllowed => plain(StatusCode::NOT_FOUND),
        ActionError::Refused(reasons) => {
            let said: Vec<String> = reasons.iter().map(|reason| staff.say(reason)).collect();
            let mut answer = plain(StatusCode::UNPROCESSABLE_ENTITY);
            answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
            *answer.body_mut() = Body::from(said.join("\n"));
            answer
        }
        error => {
            tracing::error!(%error, "an upload failed");
            plain(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn plain(status: StatusCode) -> Response<Body> {
    answer::<0>(status, [])
}

fn answer<const N: usize>(status: StatusCode, told: [(&'static str, String); N]) -> Response<Body> {
    let mut answer = status.into_response();
    let headers = answer.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in told {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    answer
}

fn offset(received: u64) -> (&'static str, String) {
    ("upload-offset", received.to_string())
}

fn expires(at: &Progress) -> (&'static str, String) {
    ("upload-expires", http_date(at.until))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, ()> {
    let Some(told) = headers.get("upload-checksum") else { return Ok(None) };
    let (algorithm, hash) = told.to_str().ok().and_then(|told| told.split_once(' ')).ok_or(())?;
    let hash = from_base64(hash.trim()).ok_or(())?;
    match algorithm {
        "sha1" => Ok(Some(Checksum::Sha1(hash))),
        "sha256" => Ok(Some(Checksum::Sha256(hash))),
        _ => Err(()),
    }
}

/// Reads `name base64,name base64`.
fn metadata(headers: &HeaderMap) -> Option<Vec<(String, String)>> {
    let told = headers.get("upload-metadata")?.to_str().ok()?;
    told.split(',')
        .map(|pair| {
            let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
            let value = String::from_utf8(from_base64(value.trim())?).ok()?;
            Some((name.to_owned(), thuocdo_words::encoding::nfc(&value)))
        })
        .collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len());
    let (mut held, mut bits) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (held, bits) = (held << 6 | u32::from(value), bits + 6);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

/// A moment as HTTP writes it: `Thu, 15 Jan 2026 00:00:00 GMT`.
fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = at.to_string();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let weekday = usize::try_from(at.micros().div_euclid(86_400_000_000).rem_euclid(7)).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let (day, month, year, time) = (part(8, 10), month.unwrap_or(&"Jan"), part(0, 4), part(11, 19));
    format!("{}, {day} {month} {year} {time} GMT", DAYS[weekday])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_reads_what_clients_write() {
        assert_eq!(from_base64("").as_deref(), Some(b"".as_slice()));
        assert_eq!(from_base64("Zg==").as_deref(), Some(b"f".as_slice()));
        assert_eq!(from_base64("Zm9vYmE=").as_deref(), Some(b"fooba".as_slice()));
        assert_eq!(from_base64("Qsen"), from_base64("Qsen="));
        assert_eq!(from_base64("Z g=="), None);
    }

    #[test]
    fn moments_are_written_as_http_wants_them() {
        assert_eq!(http_date(Timestamp::from_micros(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
        let at = Timestamp::of_date("2026-01-15").expect("a date");
        assert_eq!(http_date(at), "Thu, 15 Jan 2026 00:00:00 GMT");
    }
}
