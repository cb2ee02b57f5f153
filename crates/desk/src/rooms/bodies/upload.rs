//! A form with a file, posted from one of our pages.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;

use crate::door::{Desk, Staff};
use crate::form::{TOKEN, from_our_pages};

/// One file with who sent it.
pub(crate) struct Uploaded {
    /// Who sent it.
    pub staff: Staff,
    /// Its bytes; empty if no file was chosen.
    pub bytes: Vec<u8>,
    /// The name it had on the sender's machine.
    pub name: String,
    /// What else was in the form.
    pub fields: Vec<(String, String)>,
}

impl Uploaded {
    /// Value of a field beside the file, trimmed; empty if absent.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim())
    }
}

impl FromRequest<Desk> for Uploaded {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response<Body>> {
        let (mut parts, body) = request.into_parts();
        let staff = Staff::from_parts(&mut parts, desk).await?;
        if !from_our_pages(&parts.headers) {
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, desk).await.map_err(IntoResponse::into_response)?;
        let (mut token, mut bytes, mut fields) = (String::new(), Vec::new(), Vec::new());
        let mut file_name = String::new();
        while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
            let name = field.name().map(str::to_owned);
            match name.as_deref() {
                Some(TOKEN) => token = field.text().await.map_err(IntoResponse::into_response)?,
                Some("tep") => {
                    field.file_name().unwrap_or_default().clone_into(&mut file_name);
                    bytes = field.bytes().await.map_err(IntoResponse::into_response)?.to_vec();
                }
                Some(name) => {
                    let value = field.text().await.map_err(IntoResponse::into_response)?;
                    fields.push((name.to_owned(), thuocdo_words::encoding::nfc(&value)));
                }
                None => {}
            }
        }
        if token == staff.token() {
            Ok(Self { staff, bytes, name: file_name, fields })
        } else {
            Err(staff.stale_form())
        }
    }
}
