//! One item as a card, in the pane and in the store.

use askama::Template;
use thuocdo_app::evidence::{EvidenceView, show_date};
use thuocdo_web::text::Text;
use thuocdo_words::show;

use crate::door::Ctx;

/// A card.
pub(super) struct Card {
    pub(super) id: String,
    /// Number, or description.
    pub(super) name: String,
    pub(super) date: String,
    pub(super) issuer: String,
    /// Abstract; empty where the name is the description.
    pub(super) summary: String,
    pub(super) secret: bool,
    pub(super) outside: bool,
    pub(super) uses: usize,
    pub(super) file: Option<CardFile>,
    pub(super) paper: Option<Receipt>,
    pub(super) href: String,
}

/// Its file.
pub(super) struct CardFile {
    pub(super) name: String,
    pub(super) size: String,
    pub(super) scan: bool,
    pub(super) altered: bool,
    /// The viewer, if there is something to see.
    pub(super) see: Option<String>,
    /// The original.
    pub(super) get: String,
}

/// Its receipt on paper.
pub(super) struct Receipt {
    pub(super) number: String,
    pub(super) date: String,
    pub(super) by: String,
    pub(super) place: String,
}

impl Card {
    pub(super) fn of(ctx: &Ctx, t: &Text<'_>, view: &EvidenceView) -> Self {
        let item = &view.item;
        let href = ctx.to(&format!("/kho/{}", item.id));
        let file = view.file.as_ref().map(|file| CardFile {
            name: file.name.clone(),
            size: show::bytes(t.lang(), file.size),
            scan: file.scan,
            altered: file.altered,
            see: (file.pages > 0).then(|| format!("{href}/xem/1")),
            get: format!("{href}/tep"),
        });
        let paper = item.paper.as_ref().map(|paper| Receipt {
            number: paper.number.clone(),
            date: show_date(&paper.date),
            by: paper.by.clone(),
            place: paper.place.clone(),
        });
        Self {
            id: item.id.clone(),
            name: view.name().to_owned(),
            date: show_date(&item.date),
            issuer: item.issuer.clone(),
            summary: if item.is_document { item.summary.clone() } else { String::new() },
            secret: item.secret,
            outside: view.outside,
            uses: usize::try_from(view.uses).unwrap_or(usize::MAX),
            file,
            paper,
            href,
        }
    }
}

/// What a card says, without what can be done with it.
#[derive(Template)]
#[template(path = "rooms/evidence/card.html")]
pub(super) struct CardText<'a> {
    pub(super) t: &'a Text<'a>,
    pub(super) card: &'a Card,
}

/// Writes the text of a card.
pub(super) fn text(t: &Text<'_>, card: &Card) -> String {
    CardText { t, card }.render().unwrap_or_default()
}
