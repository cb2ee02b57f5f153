//! The door: what every handler gets from a request, and the cache of pages.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use thuocdo_app::portal::Portal;
use thuocdo_words::{Lang, Locale};

use crate::page::Page;
use crate::text::{self, Text};
use crate::urls::{self, Urls};

/// Bytes of pages that are kept; beyond it the cache starts afresh.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Name of the cookie that says how pages look.
pub const DISPLAY_COOKIE: &str = "hien-thi";

/// Everything that serves.
#[derive(Clone)]
pub struct Site(Arc<Inside>);

struct Inside {
    portal: Arc<Portal>,
    locales: [Locale; 2],
    pages: RwLock<Cache>,
}

#[derive(Default)]
struct Cache {
    pages: HashMap<String, Arc<Page>>,
    bytes: usize,
}

impl Site {
    /// A site over publications.
    pub fn new(portal: Arc<Portal>) -> Self {
        let locales = Lang::ALL.map(text::locale);
        Self(Arc::new(Inside { portal, locales, pages: RwLock::default() }))
    }

    /// The publications.
    pub fn portal(&self) -> &Portal {
        &self.0.portal
    }

    fn locale(&self, lang: Lang) -> &Locale {
        &self.0.locales[usize::from(lang == Lang::En)]
    }

    fn cached(&self, key: &str) -> Option<Arc<Page>> {
        self.0.pages.read().unwrap_or_else(PoisonError::into_inner).pages.get(key).cloned()
    }

    fn keep(&self, key: String, page: &Arc<Page>) {
        let mut cache = self.0.pages.write().unwrap_or_else(PoisonError::into_inner);
        if cache.bytes + page.weight() > CACHE_BYTES {
            *cache = Cache::default();
        }
        cache.bytes += page.weight();
        cache.pages.insert(key, Arc::clone(page));
    }
}

/// How a reader wants pages to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// Larger text.
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
}

impl Display {
    /// Reads the cookie.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let value = pairs.filter(|(name, _)| *name == DISPLAY_COOKIE).map(|(_, value)| value).next_back();
        let has = |word: &str| value.is_some_and(|value| value.split('.').any(|part| part == word));
        Self { large: has("chu-lon"), contrast: has("tuong-phan") }
    }

    /// Writes the cookie's value.
    pub fn cookie(self) -> &'static str {
        match (self.large, self.contrast) {
            (true, true) => "chu-lon.tuong-phan",
            (true, false) => "chu-lon",
            (false, true) => "tuong-phan",
            (false, false) => "",
        }
    }

    /// Classes of the page.
    pub fn classes(self) -> &'static str {
        match (self.large, self.contrast) {
            (true, true) => "large contrast",
            (true, false) => "large",
            (false, true) => "contrast",
            (false, false) => "",
        }
    }
}

/// A request as handlers see it.
pub struct Ctx {
    /// The site.
    pub site: Site,
    /// Language of the address.
    pub lang: Lang,
    /// How pages look.
    pub display: Display,
    /// Path and query without the language.
    pub path: String,
    headers: HeaderMap,
}

impl FromRequestParts<Site> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let (lang, path) = split_language(&parts.uri);
        let display = Display::from_headers(&parts.headers);
        Ok(Self { site: site.clone(), lang, display, path, headers: parts.headers.clone() })
    }
}

impl Ctx {
    /// A context without request, for the page of a fault.
    pub fn plain(site: &Site, lang: Lang) -> Self {
        let display = Display::default();
        Self { site: site.clone(), lang, display, path: "/".to_owned(), headers: HeaderMap::new() }
    }

    /// The publications.
    pub fn portal(&self) -> &Portal {
        self.site.portal()
    }

    /// Words of the page.
    pub fn text(&self) -> Text<'_> {
        Text::new(self.site.locale(self.lang))
    }

    /// Addresses in the page's language.
    pub fn urls(&self) -> Urls {
        Urls::new(self.lang)
    }

    /// Answers from the cache, else renders and keeps; what does not exist is the page for 404.
    ///
    /// `query` says what of the query counts, in one spelling; free text is not kept (`None`).
    pub fn page(&self, query: Option<&str>, render: impl FnOnce(&Self) -> Option<String>) -> Response<Body> {
        let key = query.map(|query| self.key(query));
        if let Some(page) = key.as_ref().and_then(|key| self.site.cached(key)) {
            return page.answer(StatusCode::OK, &self.headers);
        }
        let Some(html) = render(self) else { return crate::pages::error::not_found(self) };
        let page = Arc::new(Page::new("text/html; charset=utf-8", html.into_bytes()));
        if let Some(key) = key {
            self.site.keep(key, &page);
        }
        page.answer(StatusCode::OK, &self.headers)
    }

    /// Answers with a page that is not kept.
    pub fn once(&self, status: StatusCode, kind: &'static str, body: String) -> Response<Body> {
        Page::new(kind, body.into_bytes()).answer(status, &self.headers)
    }

    /// Headers of the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    fn key(&self, query: &str) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {} {path}?{query}", self.lang.code(), self.display.cookie())
    }
}

/// Takes the language off an address.
pub fn split_language(uri: &Uri) -> (Lang, String) {
    let whole = uri.path_and_query().map_or("/", |path| path.as_str());
    match whole.strip_prefix("/en") {
        Some("") => (Lang::En, "/".to_owned()),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest.to_owned()),
        Some(rest) if rest.starts_with('?') => (Lang::En, format!("/{rest}")),
        _ => (Lang::Vi, whole.to_owned()),
    }
}

/// Redirects for good to another address of the site, in the page's language.
pub fn moved(ctx: &Ctx, path: &str) -> Response<Body> {
    redirect(StatusCode::MOVED_PERMANENTLY, &urls::in_language(ctx.lang, path))
}

/// Redirects to an address of the site.
pub fn redirect(status: StatusCode, address: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Ok(address) = address.parse() {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}
