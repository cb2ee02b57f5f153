//! One style sheet and one script, under names that carry a hash: kept by browsers for good.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};
use sha2::{Digest, Sha256};
use thuocdo_web::page::Packed;

/// The folder of assets.
const FOLDER: &str = "/s/tinh/";

/// The style sheet as it is written.
pub const STYLE: &str = include_str!("../assets/respond.css");
/// The script as it is written.
pub const SCRIPT: &str = include_str!("../assets/respond.js");

struct Asset {
    address: String,
    packed: Packed,
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        asset("phieu", "css", "text/css; charset=utf-8", STYLE),
        asset("phieu", "js", "text/javascript; charset=utf-8", SCRIPT),
    ]
});

fn asset(stem: &str, extension: &str, kind: &'static str, text: &str) -> Asset {
    let text = slim(text);
    let hash = hex::encode(&Sha256::digest(&text)[..5]);
    Asset { address: format!("{FOLDER}{stem}.{hash}.{extension}"), packed: Packed::of(kind, text.into_bytes()) }
}

/// Leaves out what only people read: indents and lines of comment.
fn slim(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.filter(|line| !(line.starts_with("/*") && line.ends_with("*/"))).fold(String::new(), |mut out, line| {
        out.push_str(line);
        out.push('\n');
        out
    })
}

/// Address of the style sheet.
pub fn style() -> &'static str {
    &ASSETS[0].address
}

/// Address of the script.
pub fn script() -> &'static str {
    &ASSETS[1].address
}

/// Answers with an asset.
pub fn answer(file: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let asset = ASSETS.iter().find(|asset| asset.address.strip_prefix(FOLDER) == Some(file))?;
    let mut answer = asset.packed.answer(StatusCode::OK, headers);
    let kept = axum::http::HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.headers_mut().insert(axum::http::header::CACHE_CONTROL, kept);
    Some(answer)
}
