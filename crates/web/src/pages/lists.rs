//! For search engines: all addresses, and what may be read.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode, header};
use thuocdo_words::Lang;

use crate::door::Ctx;
use crate::urls::{Urls, routes};

/// Lists all addresses in both languages.
pub async fn sitemap(ctx: Ctx) -> Response<Body> {
    let host = origin(ctx.headers());
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for lang in Lang::ALL {
        for address in addresses(&ctx, Urls::new(lang)) {
            let _ = writeln!(text, "<url><loc>{host}{address}</loc></url>");
        }
    }
    text.push_str("</urlset>\n");
    ctx.once(StatusCode::OK, "application/xml; charset=utf-8", text)
}

/// Says what search engines may read: everything but the switch of looks.
pub async fn robots(ctx: Ctx) -> Response<Body> {
    let host = origin(ctx.headers());
    let text = format!("User-agent: *\nDisallow: {}\nSitemap: {host}{}\n", routes::DISPLAY, routes::SITEMAP);
    ctx.once(StatusCode::OK, "text/plain; charset=utf-8", text)
}

fn addresses(ctx: &Ctx, urls: Urls) -> Vec<String> {
    let mut all = vec![urls.home(), urls.data(), urls.access(), urls.licences()];
    for round in ctx.portal().rounds() {
        let code = round.round.as_str();
        all.extend(round.groups.iter().map(|group| urls.ranking(code, &group.code)));
        all.extend([urls.units(code), urls.criteria(code), urls.compare(code), urls.data_of(code)]);
        all.extend(round.surveys.iter().map(|survey| urls.survey(code, &survey.code)));
        all.extend(round.units.iter().map(|unit| urls.unit(code, &unit.code)));
        all.extend(ctx.portal().criteria_of(code).map(|(set, criterion)| urls.criterion(code, set, criterion)));
        all.extend(ctx.portal().sets_of(code).map(|set| urls.method(code, set)));
    }
    all
}

/// Scheme and host of the request; the host is taken only if it is written like one.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or("localhost");
    let sound = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{}", if sound { host } else { "localhost" })
}
