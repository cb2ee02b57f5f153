//! The minutes of a sitting on paper, built from its data, in the state's form and in the Party's.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::council::{self, ItemView, SittingView};
use thuocdo_app::documents;
use thuocdo_app::setup::ties::Tie;
use thuocdo_base::{Number, Timestamp};
use thuocdo_words::{Lang, show};

use super::{exact, of_sitting, points};
use crate::door::Staff;
use crate::form::pairs;
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/council/minutes.html")]
struct MinutesPage<'a> {
    f: Frame<'a>,
    view: SittingView,
    items: Vec<ItemView>,
    round: String,
    party: bool,
    /// Where the minutes are written, as typed; else as the decision that founds the council has it.
    place: String,
}

impl MinutesPage<'_> {
    fn back(&self) -> String {
        self.f.to(&of_sitting(at::SITTING, &self.round, &self.view.row.id))
    }

    fn here(&self) -> String {
        self.f.to(&of_sitting(at::MINUTES, &self.round, &self.view.row.id))
    }

    /// The minutes as an official document, for Word or as PDF.
    fn document(&self) -> String {
        let kind = documents::Kind::Minutes.word();
        self.f.to(&crate::rooms::documents::path(at::DOCUMENT, &self.round, kind, &self.view.row.id))
    }

    fn form(&self, word: &str) -> String {
        format!("{}?mau={word}&noi={}", self.here(), encode(&self.place))
    }

    /// Place and day of the sitting.
    fn dateline(&self) -> String {
        documents::dateline(self.f.lang, &self.place, &self.view.row.held_at.local_date(), "")
    }

    fn issuer(&self) -> String {
        let issuer = self.view.founded.issuer.trim();
        if issuer.is_empty() { "........................".to_owned() } else { issuer.to_uppercase() }
    }

    fn points(&self, number: &Option<Number>) -> String {
        points(self.f.lang, number)
    }

    fn exact(&self, text: &Option<String>) -> String {
        exact(self.f.lang, text)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn title(&self, item: &ItemView) -> String {
        let english = item.line.title_en.as_ref().filter(|_| self.f.lang == Lang::En);
        english.unwrap_or(&item.line.title).clone()
    }

    /// Name of who signs as this.
    fn signs(&self, role: &str) -> String {
        let seat = self.view.seats.iter().find(|seat| seat.role.word() == role);
        seat.map(|seat| seat.name.clone()).unwrap_or_default()
    }

    fn ground(&self, tie: &Tie) -> String {
        match tie {
            Tie::Declared(ground) => ground.clone(),
            Tie::Role => self.f.t.t("council-tie-role"),
            Tie::Works => self.f.t.t("council-tie-works"),
        }
    }
}

/// Shows the minutes.
pub(super) async fn show(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    let (view, items) = match council::minutes(staff.app(), &staff.actor(), &round, &id).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    let asked = pairs(query.as_bytes());
    let party = asked.iter().any(|(name, value)| name == "mau" && value == "dang");
    let typed = asked.into_iter().find(|(name, _)| name == "noi").map(|(_, place)| place.trim().to_owned());
    let place = typed.unwrap_or_else(|| documents::place(&view.founded.issuer));
    let title = staff.text().with("council-minutes-of").text("number", view.row.number).to_string();
    let f = Frame::new(&staff, "rounds", title);
    super::page(&staff, StatusCode::OK, &MinutesPage { f, view, items, round, party, place })
}
