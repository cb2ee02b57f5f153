//! What surrounds the content of every staff page.

use thuocdo_app::accounts::Me;
use thuocdo_web::door::Display;
use thuocdo_web::text::Text;
use thuocdo_words::Lang;

use crate::door::{Ctx, Staff, Visitor};
use crate::flash::{self, Flash};
use crate::urls::{self, routes as at};

/// One link of the top bar.
#[derive(Clone, Debug)]
pub struct NavLink {
    /// Word that pages name themselves by.
    pub place: &'static str,
    /// Address.
    pub href: String,
    /// Id of the sentence.
    pub label: &'static str,
}

/// The frame of a page: title, place in the navigation, language, looks, who is signed in.
pub struct Frame<'a> {
    /// Words.
    pub t: Text<'a>,
    /// Language.
    pub lang: Lang,
    /// How the page looks.
    pub display: Display,
    /// Title, without the name of the product.
    pub title: String,
    /// Place in the navigation: the word of a [`NavLink`].
    pub place: &'static str,
    /// Ties forms to the session; empty on open pages.
    pub token: String,
    /// Who is signed in.
    pub me: Option<&'a Me>,
    /// Links of the top bar, at most five.
    pub nav: Vec<NavLink>,
    /// What the last action had to say.
    pub flash: Option<Flash>,
    /// Notices that were not read.
    pub unread: usize,
    ctx: &'a Ctx,
}

impl<'a> Frame<'a> {
    /// A frame for somebody who is signed in.
    pub fn new(staff: &'a Staff, place: &'static str, title: String) -> Self {
        let nav =
            links(&staff.me).into_iter().map(|(place, path, label)| NavLink { place, href: staff.to(path), label });
        Self {
            token: staff.token(),
            me: Some(&staff.me),
            nav: nav.collect(),
            unread: staff.unread,
            ..Self::open(&staff.ctx, place, title)
        }
    }

    /// A frame for an open page that people who are signed in look at as well.
    pub fn of(visitor: &'a Visitor, place: &'static str, title: String) -> Self {
        match &visitor.staff {
            Some(staff) => Self::new(staff, place, title),
            None => Self::open(&visitor.ctx, place, title),
        }
    }

    /// A frame for an open page, such as signing in.
    pub fn open(ctx: &'a Ctx, place: &'static str, title: String) -> Self {
        let t = ctx.text();
        let flash = ctx.cookie(flash::COOKIE).and_then(|value| flash::read(value, ctx.desk.locale(ctx.lang)));
        let (lang, display) = (ctx.lang, ctx.display);
        Self { t, lang, display, title, place, token: String::new(), me: None, nav: Vec::new(), flash, unread: 0, ctx }
    }

    /// Says how many notices were not read.
    #[must_use]
    pub fn with_unread(self, unread: usize) -> Self {
        Self { unread, ..self }
    }

    /// An address of ours in the page's language.
    pub fn to(&self, path: &str) -> String {
        self.ctx.to(path)
    }

    /// Whether the page speaks Vietnamese.
    pub fn is_vietnamese(&self) -> bool {
        self.lang == Lang::Vi
    }

    /// Whether criteria sets are this person's to read.
    pub fn sees_sets(&self) -> bool {
        self.me.is_some_and(|me| me.administrator || me.auditor)
    }

    /// This page in the other language.
    pub fn other_language(&self) -> String {
        urls::in_language(if self.is_vietnamese() { Lang::En } else { Lang::Vi }, &self.ctx.path)
    }

    /// Address that switches the size of text.
    pub fn toggle_large(&self) -> String {
        thuocdo_web::urls::display(!self.display.large, self.display.contrast, &self.to(&self.ctx.path))
    }

    /// Address that switches the contrast.
    pub fn toggle_contrast(&self) -> String {
        thuocdo_web::urls::display(self.display.large, !self.display.contrast, &self.to(&self.ctx.path))
    }
}

/// Links of the top bar by what somebody is.
fn links(me: &Me) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut links = vec![("tasks", at::TASKS, "desk-nav-tasks"), ("rounds", at::ROUNDS, "desk-nav-rounds")];
    if me.administrator {
        links.push(("bodies", at::BODIES, "desk-nav-bodies"));
        links.push(("people", at::PEOPLE, "desk-nav-people"));
    } else if me.org_unit.is_some() {
        links.push(("evidence", at::EVIDENCE, "desk-nav-evidence"));
    }
    links.push(("results", "/", "desk-nav-results"));
    links
}

/// Sentences that the scripts say; `[name]` stands for what they fill in.
pub const SPOKEN: &[&str] = &[
    "desk-js-saving",
    "desk-js-saved",
    "desk-js-offline",
    "desk-js-waiting",
    "desk-js-conflict",
    "desk-js-refused",
    "desk-js-sign-in",
    "desk-js-fault",
    "desk-js-conflict-title",
    "desk-js-conflict-theirs",
    "desk-js-conflict-mine",
    "desk-js-take-theirs",
    "desk-js-take-mine",
    "desk-js-idle-title",
    "desk-js-idle",
    "desk-js-idle-stay",
    "desk-js-unlock-title",
    "desk-js-unlock",
    "desk-js-unlock-go",
    "desk-js-unlock-password",
    "desk-js-unlock-failed",
    "desk-js-unlock-again",
    "desk-js-unsent",
    "desk-js-keys-title",
    "desk-js-key-next",
    "desk-js-key-move",
    "desk-js-key-filter",
    "desk-js-key-help",
    "desk-js-close",
    "desk-js-cancel",
    "desk-js-go-on",
    "desk-js-characters",
    "desk-js-too-long",
    "desk-js-found",
    "desk-js-opened",
    "desk-js-viewing",
    "desk-js-live-on",
    "desk-js-live-lost",
    "desk-js-upload-waiting",
    "desk-js-upload-sending",
    "desk-js-upload-checking",
    "desk-js-upload-offline",
    "desk-js-upload-done",
    "desk-js-upload-refused-type",
    "desk-js-upload-too-large",
    "desk-js-upload-failed",
    "desk-js-upload-cancel",
    "desk-js-upload-cancelled",
    "desk-js-upload-total",
    "desk-js-upload-resume",
    "desk-js-upload-again",
    "desk-js-upload-declare",
];
