//! Files that come with a plain form: for browsers without script.

use axum::body::Body;
use axum::extract::Multipart;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence::uploads::{self, Target};
use thuocdo_base::Message;

use super::{criterion, list, pane};
use crate::door::Staff;
use crate::form::{Fault, TOKEN, from_our_pages};
use crate::urls::{encode, routes as at};

/// Longest value of a field that is no file.
const FIELD_BYTES: usize = 1_024;
/// Files in one form.
const FILES_MOST: usize = 20;

/// Takes files in; fields stand before them, so that everything is known when their bytes come.
pub(super) async fn post(staff: Staff, headers: HeaderMap, mut parts: Multipart) -> Response<Body> {
    if !from_our_pages(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut taken, mut faults) = (0, Vec::new());
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            let mut value = Vec::new();
            while let Ok(Some(bytes)) = part.chunk().await {
                value.extend_from_slice(&bytes);
                if value.len() > FIELD_BYTES {
                    return StatusCode::BAD_REQUEST.into_response();
                }
            }
            fields.push((name, String::from_utf8_lossy(&value).trim().to_owned()));
            continue;
        };
        if value(&fields, TOKEN) != staff.token() {
            return staff.stale_form();
        }
        if file.is_empty() || taken + faults.len() >= FILES_MOST {
            continue;
        }
        let declared = value(&fields, "khai") == "1";
        match uploads::take(staff.app(), &staff.actor(), &target(&fields), &file, declared, part).await {
            Ok(_) => taken += 1,
            Err(ActionError::Refused(reasons)) => {
                let said: Vec<String> = reasons.iter().map(|reason| staff.say(reason)).collect();
                faults.push(Fault::new("", format!("{file}: {}", said.join(" "))));
            }
            Err(error) => return staff.fault(error),
        }
    }
    if value(&fields, TOKEN) != staff.token() {
        return staff.stale_form();
    }
    if taken + faults.len() == 0 {
        faults.push(Fault::new("", staff.text().t("evidence-no-file-chosen")));
    }
    ended(&staff, &fields, taken, faults).await
}

async fn ended(staff: &Staff, fields: &[(String, String)], taken: usize, faults: Vec<Fault>) -> Response<Body> {
    let target = target(fields);
    if !faults.is_empty() {
        return match &target {
            Target::Criterion(place) => criterion::with_faults(staff, place, faults).await,
            Target::Store(code) => list::with_faults(staff, code, faults).await,
        };
    }
    let message = Message::new("evidence-taken").count("count", taken);
    match &target {
        Target::Criterion(place) => staff.redirect_saying(&pane::criterion(place), &message),
        Target::Store(code) => staff.redirect_saying(&format!("{}?cq={}", at::EVIDENCE, encode(code)), &message),
    }
}

fn target(fields: &[(String, String)]) -> Target {
    let value = |name: &str| value(fields, name).to_owned();
    if value("tc").is_empty() {
        return Target::Store(value("kho"));
    }
    Target::Criterion(Place { round: value("ky"), unit: value("cq"), criterion: value("tc") })
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
}
