//! What happens to a body by a decision: one form for each kind.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::bodies::lineage::{self, Decision, Happening};
use thuocdo_app::bodies::look::{self, BodyView, Choices};
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;

/// Kinds: the word of the address, and the word of the application.
pub(super) const KINDS: [(&str, &str); 5] =
    [("doi-ten", "rename"), ("doi-loai", "change"), ("chia-tach", "split"), ("hop-nhat", "merge"), ("cham-dut", "end")];

/// New bodies that the form of a split has room for.
const PARTS: usize = 6;

#[derive(Template)]
#[template(path = "rooms/bodies/happen.html")]
struct HappenPage<'a> {
    f: Frame<'a>,
    form: Form,
    body: BodyView,
    kind: &'static str,
    action: String,
    back: String,
    systems: Vec<Choice>,
    tiers: Vec<Choice>,
    choices: Choices,
    parts_of: Vec<usize>,
}

fn kind_of(word: &str) -> Option<&'static str> {
    KINDS.iter().find(|(own, _)| *own == word).map(|(_, kind)| *kind)
}

/// Shows the form.
pub(super) async fn show(staff: Staff, Path((code, kind)): Path<(String, String)>) -> Response<Body> {
    let today = thuocdo_words::show::date(staff.lang, &staff.app().clock.now().local_date());
    show_form(&staff, StatusCode::OK, Form::of([("ngay", today)]), &code, &kind).await
}

/// Writes it down.
pub(super) async fn save(Path((code, kind)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let Some(what) = kind_of(&kind).and_then(|kind| what(kind, &posted)) else {
        return staff.fault(ActionError::NotAllowed);
    };
    let decision = Decision { number: posted.value("quyet-dinh").to_owned(), date: posted.value("ngay").to_owned() };
    match lineage::happen(staff.app(), &staff.actor(), &code, decision, what).await {
        Ok(Ok(code)) => staff.redirect_saying(&super::body_path(&code), &Message::new("bodies-happened")),
        Ok(Err(wrong)) => {
            let form = Form::again(&posted.pairs, super::faults(staff, &wrong));
            show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, form, &code, &kind).await
        }
        Err(error) => staff.fault(error),
    }
}

fn what(kind: &str, posted: &Posted) -> Option<Happening> {
    let value = |name: &str| posted.value(name).to_owned();
    Some(match kind {
        "rename" => Happening::Rename { name: value("ten") },
        "change" => Happening::Change { system: value("he-thong"), tier: value("cap") },
        "end" => Happening::End,
        "split" => Happening::Split { parts: parts(posted), goes_on: posted.ticked("con-lai") },
        "merge" => {
            let others = posted.values("cung").filter(|code| !code.is_empty()).map(str::to_owned).collect();
            Happening::Merge { others, code: value("ma"), name: value("ten") }
        }
        _ => return None,
    })
}

fn parts(posted: &Posted) -> Vec<(String, String)> {
    let part = |number: usize| {
        let value = |name: &str| posted.value(&format!("{name}-{number}")).to_owned();
        (value("ma"), value("ten"))
    };
    (1..=PARTS).map(part).filter(|(code, name)| !code.is_empty() || !name.is_empty()).collect()
}

async fn show_form(staff: &Staff, status: StatusCode, form: Form, code: &str, word: &str) -> Response<Body> {
    let loaded = async {
        let body = look::view(staff.app(), &staff.actor(), code).await?.ok_or(ActionError::NotAllowed)?;
        let choices = look::choices(staff.app(), &staff.actor()).await?;
        let kind = kind_of(word).ok_or(ActionError::NotAllowed)?;
        Ok::<_, ActionError>((body, choices, kind))
    };
    let (body, choices, kind) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().word("bodies-do-", kind);
    let back = staff.to(&super::body_path(code));
    let shown = HappenPage {
        f: Frame::new(staff, "bodies", title),
        form,
        body,
        kind,
        action: format!("{back}/bien-dong/{word}"),
        back,
        systems: super::systems(staff),
        tiers: super::tiers(staff),
        choices,
        parts_of: (1..=PARTS).collect(),
    };
    super::page(staff, status, &shown)
}
