//! The form: shown, and sent. Nothing of it is kept here before it is whole.

use askama::Template;

use crate::frame::Frame;
use crate::sheet::{Kind, Sheet};

/// What ties a form to its sender.
#[derive(Clone, Debug, Default)]
pub struct Sending {
    /// Under what the draft is kept on the device.
    pub key: String,
    /// The number for the receipt, if no script chooses one.
    pub nonce: String,
    /// Whether it comes back with something to look at.
    pub again: bool,
}

/// A form, ready to be laid out.
#[derive(Debug)]
pub struct Paper {
    /// The questions.
    pub sheet: Sheet,
    /// What ties it to its sender.
    pub sending: Sending,
    /// Where it is sent.
    pub action: &'static str,
    /// Where a device for many leads back to; `None` on one's own device.
    pub home: Option<&'static str>,
    /// What is read first.
    pub intro: Vec<String>,
    /// When answering ends; empty if nobody knows yet.
    pub closes: String,
    /// How many stand together before anything is opened.
    pub k: usize,
    /// Who answers for personal data; empty if nobody is named.
    pub contact: String,
    /// Whether it is only looked at: nothing can be sent.
    pub is_sample: bool,
}

impl Paper {
    /// How many questions there are.
    pub fn questions(&self) -> usize {
        self.sheet.sections.iter().map(|section| section.questions.len()).sum()
    }

    /// With how many others a response is mixed at least.
    pub fn others(&self) -> usize {
        self.k.saturating_sub(1)
    }
}

#[derive(Template)]
#[template(path = "pages/form.html")]
struct Page<'a> {
    f: Frame<'a>,
    p: &'a Paper,
}

/// Lays a form out.
pub fn render(f: Frame<'_>, p: &Paper) -> String {
    Page { f, p }.render().unwrap_or_default()
}
