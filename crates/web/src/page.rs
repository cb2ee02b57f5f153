//! A rendered page: bytes, made once, compressed once for each encoding, answered with 304 where possible.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

/// Bytes with their compressed twins.
#[derive(Debug)]
pub struct Page {
    kind: &'static str,
    plain: Vec<u8>,
    brotli: OnceLock<Vec<u8>>,
    gzip: OnceLock<Vec<u8>>,
    etag: String,
}

impl Page {
    /// Keeps a body of a media type.
    pub fn new(kind: &'static str, plain: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        plain.hash(&mut hasher);
        let etag = format!("W/\"{:016x}-{:x}\"", hasher.finish(), plain.len());
        Self { kind, plain, brotli: OnceLock::new(), gzip: OnceLock::new(), etag }
    }

    /// Size that the page takes in memory, compressed twins included by estimate.
    pub fn weight(&self) -> usize {
        self.plain.len() + self.plain.len() / 3
    }

    /// Answers a request.
    pub fn answer(&self, status: StatusCode, request: &HeaderMap) -> Response<Body> {
        let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if status == StatusCode::OK && known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == self.etag)) {
            return self.with_headers(Response::new(Body::empty()), StatusCode::NOT_MODIFIED, None);
        }
        let (encoding, bytes) = self.body(request);
        let mut response = Response::new(Body::from(bytes.to_vec()));
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        self.with_headers(response, status, encoding)
    }

    fn with_headers(
        &self,
        mut response: Response<Body>,
        status: StatusCode,
        encoding: Option<&'static str>,
    ) -> Response<Body> {
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    fn body(&self, request: &HeaderMap) -> (Option<&'static str>, &[u8]) {
        if accepts(request, "br") {
            return (Some("br"), self.brotli.get_or_init(|| brotli_of(&self.plain)));
        }
        if accepts(request, "gzip") {
            return (Some("gzip"), self.gzip.get_or_init(|| gzip_of(&self.plain)));
        }
        (None, &self.plain)
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
