//! What doors read from a request: who is at the other end, cookies, forms.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

use crate::urls::decode;

/// Address of the computer at the other end of the connection; the server puts it into each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Value of one cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(given, _)| *given == name).map(|(_, value)| value).next_back()
}

/// Where a request comes from. A proxy on this computer is believed about who stands behind it.
pub fn address(headers: &HeaderMap, peer: Option<Peer>) -> String {
    let peer = peer.map(|Peer(address)| address);
    let behind = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let behind = behind.and_then(|list| list.rsplit(',').next()).map(str::trim);
    let behind = behind.filter(|_| peer.is_some_and(|address| address.is_loopback()));
    behind.map(str::to_owned).or_else(|| peer.map(|address| address.to_string())).unwrap_or_default()
}

/// Whether the browser came by https, as the proxy before us says.
pub fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|value| value.as_bytes() == b"https")
}

/// Whether the browser says that the request comes from one of our own pages.
pub fn from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = text(header::HOST.as_str()).unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, of)| of == host)
        }
        // Neither: not a browser of our floor, so nothing of another site can be behind it; the token decides.
        (None, None) => true,
    }
}

/// Reads `a=1&b=2`; text is brought to one form (NFC).
pub fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), thuocdo_words::encoding::nfc(&decode(value)))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
