//! Bodies from a file: chosen, looked at, applied.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::bodies::import::{self, Difference, Preview, State};
use thuocdo_base::Message;

use super::upload::Uploaded;
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/bodies/import.html")]
struct ImportPage<'a> {
    f: Frame<'a>,
    form: Form,
}

#[derive(Template)]
#[template(path = "rooms/bodies/preview.html")]
struct PreviewPage<'a> {
    f: Frame<'a>,
    form: Form,
    preview: Preview,
    counts: Vec<(State, usize)>,
    chosen: Option<Vec<u32>>,
    staff: &'a Staff,
}

impl PreviewPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn is_chosen(&self, line: &u32, state: &State) -> bool {
        match &self.chosen {
            Some(chosen) => chosen.contains(line) && state.can_be_chosen(),
            None => state.is_chosen_at_first(),
        }
    }

    fn choosable(&self) -> bool {
        self.preview.rows.iter().any(|row| row.state.can_be_chosen())
    }

    /// A value in the words of the page.
    fn shown(&self, difference: &Difference, value: &str) -> String {
        let text = &self.f.t;
        match difference.field {
            _ if value.is_empty() => "–".to_owned(),
            "system" => text.word("bodies-system-", value),
            "tier" => text.word("bodies-tier-", value),
            "traits" => value.split(' ').map(|word| text.word("bodies-trait-", word)).collect::<Vec<_>>().join("; "),
            "valid_from" | "valid_to" => thuocdo_words::show::date(self.f.lang, value),
            _ => value.to_owned(),
        }
    }
}

/// Shows where to choose a file.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    show_form(&staff, StatusCode::OK, Form::empty())
}

/// Shows what a file would do.
pub(super) async fn preview(sent: Uploaded) -> Response<Body> {
    let staff = &sent.staff;
    if sent.bytes.is_empty() {
        let fault = Fault::new("tep", staff.text().t("bodies-file-none"));
        return show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(vec![fault]));
    }
    match import::preview(staff.app(), &staff.actor(), sent.bytes).await {
        Ok(preview) => show_preview(staff, StatusCode::OK, preview, Vec::new(), None),
        Err(error) => refused(staff, error),
    }
}

/// Writes the chosen rows.
pub(super) async fn apply(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let chosen: Vec<u32> = posted.values("chon").filter_map(|line| line.parse().ok()).collect();
    // As it was previewed, blank lines at its start included: lines are what rows are chosen by.
    let text = posted.pairs.iter().find(|(name, _)| name == "tep").map_or("", |(_, text)| text.as_str());
    match import::apply(staff.app(), &staff.actor(), text, &chosen).await {
        Ok(Ok(done)) => {
            let said = Message::new("bodies-applied").count("new", done.new).count("changed", done.changed);
            staff.redirect_saying(at::BODIES, &said)
        }
        Ok(Err(wrong)) => {
            let faults = super::faults(staff, &wrong);
            match import::preview(staff.app(), &staff.actor(), text.as_bytes().to_vec()).await {
                Ok(preview) => show_preview(staff, StatusCode::UNPROCESSABLE_ENTITY, preview, faults, Some(chosen)),
                Err(error) => refused(staff, error),
            }
        }
        Err(error) => refused(staff, error),
    }
}

/// A file that cannot be read is said at the place where it was chosen.
fn refused(staff: &Staff, error: ActionError) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = reasons.iter().map(|reason| Fault::new("tep", staff.say(reason))).collect();
            show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(faults))
        }
        error => staff.fault(error),
    }
}

fn show_form(staff: &Staff, status: StatusCode, form: Form) -> Response<Body> {
    let f = Frame::new(staff, "bodies", staff.text().t("bodies-import-title"));
    super::page(staff, status, &ImportPage { f, form })
}

fn show_preview(
    staff: &Staff,
    status: StatusCode,
    preview: Preview,
    faults: Vec<Fault>,
    chosen: Option<Vec<u32>>,
) -> Response<Body> {
    let states = [State::New, State::Changed, State::Overtaken, State::Same, State::Faulty];
    let counts = states.map(|state| (state, preview.count(state))).into_iter().filter(|(_, count)| *count > 0);
    let shown = PreviewPage {
        f: Frame::new(staff, "bodies", staff.text().t("bodies-preview-title")),
        form: Form::empty().with(faults),
        counts: counts.collect(),
        preview,
        chosen,
        staff,
    };
    super::page(staff, status, &shown)
}
