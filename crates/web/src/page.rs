//! A rendered page: bytes, made once, compressed once for each encoding, answered with 304 where possible.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

/// Bytes of a media type, compressed once for each encoding when somebody first asks.
#[derive(Debug)]
pub struct Packed {
    kind: &'static str,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Packed {
    /// Keeps a body of a media type.
    pub fn of(kind: &'static str, plain: Vec<u8>) -> Self {
        Self { kind, plain: plain.into(), brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// Answers in an encoding that the request accepts; how long it may be kept is for the caller to say.
    pub fn answer(&self, status: StatusCode, request: &HeaderMap) -> Response<Body> {
        let (encoding, bytes) = self.body(request);
        let mut response = Response::new(Body::from(bytes.clone()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    fn body(&self, request: &HeaderMap) -> (Option<&'static str>, &Bytes) {
        if accepts(request, "br") {
            return (Some("br"), self.brotli.get_or_init(|| brotli_of(&self.plain).into()));
        }
        if accepts(request, "gzip") {
            return (Some("gzip"), self.gzip.get_or_init(|| gzip_of(&self.plain).into()));
        }
        (None, &self.plain)
    }
}

/// A page with its tag, answered with 304 where possible.
#[derive(Debug)]
pub struct Page {
    packed: Packed,
    etag: HeaderValue,
}

impl Page {
    /// Keeps a body of a media type.
    pub fn new(kind: &'static str, plain: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        plain.hash(&mut hasher);
        let etag = format!("W/\"{:016x}-{:x}\"", hasher.finish(), plain.len());
        let etag = HeaderValue::try_from(etag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""));
        Self { packed: Packed::of(kind, plain), etag }
    }

    /// Size that the page takes in memory, compressed twins included by estimate.
    pub fn weight(&self) -> usize {
        self.packed.plain.len() + self.packed.plain.len() / 3
    }

    /// Answers a request.
    pub fn answer(&self, status: StatusCode, request: &HeaderMap) -> Response<Body> {
        let known = request.get(header::IF_NONE_MATCH).map(|value| value.as_bytes());
        let mut response = if status == StatusCode::OK && known.is_some_and(|known| self.is_among(known)) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            self.packed.answer(status, request)
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        headers.insert(header::ETAG, self.etag.clone());
        response
    }

    /// Whether a list of tags holds this page's.
    fn is_among(&self, known: &[u8]) -> bool {
        known.split(|byte| *byte == b',').any(|tag| tag.trim_ascii() == self.etag.as_bytes())
    }
}

/// Says whether a request accepts an encoding.
pub fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, "q=1"));
        name.trim().eq_ignore_ascii_case(encoding) && !matches!(quality.trim(), "q=0" | "q=0.0")
    })
}

fn brotli_of(plain: &[u8]) -> Vec<u8> {
    let mut small = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut small, 4096, 5, 22);
    let written = writer.write_all(plain);
    drop(writer);
    debug_assert!(written.is_ok(), "writing into memory cannot fail");
    small
}

fn gzip_of(plain: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    let written = writer.write_all(plain);
    debug_assert!(written.is_ok(), "writing into memory cannot fail");
    writer.finish().unwrap_or_default()
}
