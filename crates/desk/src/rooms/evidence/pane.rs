//! The evidence pane beside a criterion: what is attached, what waits for its citation, where more comes in.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence;
use thuocdo_web::text::Text;
use thuocdo_words::show;

use super::card::{self, Card};
use super::said;
use crate::door::Staff;
use crate::urls;

/// The pane as HTML, to be put into a page whole: `{{ pane|safe }}`.
pub struct Pane;

impl Pane {
    /// Shows the pane of a criterion.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] for who may not read the record.
    pub async fn show(staff: &Staff, place: &Place) -> Result<String, ActionError> {
        let pane = evidence::pane(staff.app(), &staff.actor(), place).await?;
        let t = staff.text();
        let items: Vec<Card> = pane.items.iter().map(|view| Card::of(staff, &t, view)).collect();
        let waiting = pane.waiting.iter().map(|(file, twins)| Waiting {
            sha256: file.sha256.clone(),
            name: file.name.clone(),
            size: show::bytes(t.lang(), file.size),
            until: said::day(file.until),
            twins: twins.iter().map(|view| Card::of(staff, &t, view)).collect(),
        });
        let megabytes = usize::try_from(evidence::uploads::most(staff.app()) / 1_048_576).unwrap_or_default();
        let page = PaneHtml {
            count: items.len(),
            fixed: pane.fixed.clone(),
            items,
            waiting: waiting.collect(),
            // Who only looks at evidence, as appraisers do, has nothing to be told about adding it.
            only_looks: pane.closed.as_ref().is_some_and(|why| why.key == "refusal-no-role"),
            closed: pane.closed.as_ref().map(|why| staff.say(why)),
            token: staff.token(),
            here: staff.to(&address(place)),
            form: staff.to(urls::routes::UPLOAD_FORM),
            uploads: staff.to(urls::routes::UPLOADS),
            most: evidence::uploads::most(staff.app()),
            megabytes,
            target: [("ky", place.round.as_str()), ("cq", &place.unit), ("tc", &place.criterion)],
            t: &t,
        };
        page.render().map_err(ActionError::system)
    }
}

/// Where the evidence of a criterion is.
pub(super) fn address(place: &Place) -> String {
    let Place { round, unit, criterion } = place;
    let part = urls::encode;
    format!("/ky/{}/tu-danh-gia/{}/{}/minh-chung", part(round), part(unit), part(criterion))
}

/// Where the criterion itself is.
pub(super) fn criterion(place: &Place) -> String {
    address(place).trim_end_matches("/minh-chung").to_owned()
}

struct Waiting {
    sha256: String,
    name: String,
    size: String,
    until: String,
    twins: Vec<Card>,
}

#[derive(Template)]
#[template(path = "rooms/evidence/pane.html")]
struct PaneHtml<'a> {
    t: &'a Text<'a>,
    /// What files that come in here are for.
    target: [(&'static str, &'a str); 3],
    items: Vec<Card>,
    /// Ids of items that stay.
    fixed: Vec<String>,
    count: usize,
    waiting: Vec<Waiting>,
    closed: Option<String>,
    only_looks: bool,
    token: String,
    here: String,
    form: String,
    uploads: String,
    most: u64,
    megabytes: usize,
}

impl PaneHtml<'_> {
    fn text(&self, card: &Card) -> String {
        card::text(self.t, card)
    }
}
