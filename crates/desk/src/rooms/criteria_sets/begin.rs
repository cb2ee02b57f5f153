//! A new draft: from nothing, from a version, or from a file.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets::drafts::{self, From};
use thuocdo_app::criteria_sets::list::{Filter, Kind};
use thuocdo_app::criteria_sets::{self, annex, named};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::annex::annex_path;
use super::{code_of, draft_path, faults, page};
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;

#[derive(Template)]
#[template(path = "rooms/criteria_sets/begin.html")]
struct BeginPage<'a> {
    f: Frame<'a>,
    form: Form,
    versions: Vec<Choice>,
    /// Annexes that are being read: address, name of the file, when.
    annexes: Vec<(String, String, String)>,
}

/// Shows the ways.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    ways(&staff, Form::empty()).await
}

pub(super) async fn ways(staff: &Staff, form: Form) -> Response<Body> {
    let list = match criteria_sets::list(staff.app(), &staff.actor(), &Filter::default()).await {
        Ok(list) => list,
        Err(error) => return staff.fault(error),
    };
    let annexes = match annex::open(staff.app(), &staff.actor()).await {
        Ok(annexes) => annexes,
        Err(error) => return staff.fault(error),
    };
    let versions = list.lines.iter().filter(|line| line.kind != Kind::Draft);
    let choice = |name: String, title: &str| Choice::new(name.as_str(), format!("{title} – {name}"));
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = BeginPage {
        f: Frame::new(staff, "sets", staff.text().t("sets-new-title")),
        form,
        annexes: annexes
            .into_iter()
            .map(|(id, name, at)| (staff.to(&annex_path(&id)), name, show::moment(at)))
            .collect(),
        versions: versions.map(|line| choice(format!("{}@{}", line.code, line.version), &line.title)).collect(),
    };
    page(staff, status, &shown)
}

/// Makes a draft from nothing or from a version.
pub(super) async fn make(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let from = if posted.value("viec") == "tu-ban" {
        let Some((code, version)) = named(posted.value("tu")) else {
            let fault = Fault::new("tu", staff.text().t("sets-choose-version"));
            return ways(staff, Form::again(&posted.pairs, vec![fault])).await;
        };
        From::Version { code: code.to_owned(), version: version.to_owned() }
    } else {
        From::Nothing { code: posted.value("ma").to_owned(), title: posted.value("ten").to_owned() }
    };
    begun(staff, from, &posted.pairs).await
}

/// Makes a draft from a file.
pub(super) async fn upload(sent: Uploaded) -> Response<Body> {
    begun(&sent.staff, From::File(sent.bytes), &[]).await
}

/// Makes the next version of a version.
pub(super) async fn next(Path((code, version)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    begun(&posted.staff, From::Version { code: code_of(&code), version }, &[]).await
}

async fn begun(staff: &Staff, from: From, pairs: &[(String, String)]) -> Response<Body> {
    let field = match from {
        From::Nothing { .. } => "ma",
        From::Version { .. } => "tu",
        From::File(_) => "tep",
    };
    match drafts::begin(staff.app(), &staff.actor(), from).await {
        Ok(id) => staff.redirect_saying(&draft_path(&id), &Message::new("sets-begun")),
        Err(error) => match faults(staff, error) {
            Ok(faults) => {
                let at = faults.into_iter().map(|fault| Fault::new(field, fault.message)).collect();
                ways(staff, Form::again(pairs, at)).await
            }
            Err(error) => staff.fault(error),
        },
    }
}
