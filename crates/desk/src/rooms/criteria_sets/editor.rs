//! The editor: tree at the left, the form of what is chosen at the right, findings above it.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::criteria_sets::Target;
use thuocdo_app::criteria_sets::editor::{self, Act, Asked, Branch, Changed, EditorView, Refusal};
use thuocdo_app::criteria_sets::tester::Sample;
use thuocdo_app::criteria_sets::{Outcome, drafts};
use thuocdo_base::{Message, Number};
use thuocdo_words::collate::fold;
use thuocdo_words::show;

use super::controls::{self, Sheet, sheet};
use super::version::ComparePage;
use super::{asked, asked_for, draft_path, faults, page, revision, say_all};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

/// What the head is called in addresses.
const HEAD: &str = "chung";
/// What classes and grade scales are called in addresses.
const PARTS: &str = "doi-tuong";
/// Before the names of sample values in addresses.
const SAMPLE: &str = "thu.";

#[derive(Template)]
#[template(path = "rooms/criteria_sets/editor.html")]
struct EditorPage<'a> {
    f: Frame<'a>,
    view: EditorView,
    here: String,
    sheet: Option<Sheet>,
    form: Form,
    /// Whether nothing is chosen yet: on a phone the tree is a page of its own.
    as_list: bool,
    /// Words that narrow the tree.
    words: String,
    /// Class that was tried.
    class: String,
    /// Who was faster, and what the file says now where it differs from what was typed.
    clash: Option<(String, Vec<(String, String)>)>,
    staff: &'a Staff,
}

impl EditorPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn number(&self, number: &Number) -> String {
        show::short(self.f.lang, number, 4)
    }

    fn points(&self, number: &Number) -> String {
        show::short(self.f.lang, number, 2)
    }

    fn to_node(&self, node: &usize) -> String {
        format!("{}?nut={node}", self.here)
    }

    fn to_head(&self) -> String {
        format!("{}?nut={HEAD}", self.here)
    }

    fn in_text(&self, line: &u32) -> String {
        format!("{}/tep?dong={line}#f-noi-dung", self.here)
    }

    /// Whether a node has all the words that are looked for.
    fn is_listed(&self, branch: &Branch) -> bool {
        let said = fold(&format!("{} {}", branch.item.code, branch.item.title));
        fold(&self.words).split_whitespace().all(|word| said.contains(word))
    }

    fn is_here(&self, place: &usize) -> bool {
        self.view.node == Some(*place)
    }

    fn current(&self) -> Option<&Branch> {
        self.view.tree.get(self.view.node?)
    }

    fn node_word(&self) -> String {
        let beside = if self.view.parts { PARTS } else { HEAD };
        self.view.node.map_or_else(|| beside.to_owned(), |node| node.to_string())
    }

    fn to_parts(&self) -> String {
        format!("{}?nut={PARTS}", self.here)
    }

    /// The class that indents a line of the tree.
    fn level(&self, branch: &Branch) -> String {
        format!("lv{}", branch.item.depth.min(5))
    }

    /// What is shown at the end of a line of the tree.
    fn score(&self, branch: &Branch) -> String {
        let known = branch.item.max.as_ref().or(branch.sum.as_ref());
        known.map(|number| self.points(number)).unwrap_or_else(|| "–".to_owned())
    }

    /// How many nodes go when the chosen one is removed.
    fn going(&self) -> usize {
        let Some(place) = self.view.node else { return 0 };
        let below = |at: usize| {
            let mut here = Some(at);
            while let Some(node) = here {
                if node == place {
                    return true;
                }
                here = self.view.tree[node].item.parent;
            }
            false
        };
        (0..self.view.tree.len()).filter(|at| below(*at)).count()
    }

    fn sample_name(&self, sample: &Sample) -> String {
        format!("{SAMPLE}{}", sample.name)
    }

    fn is_open(&self, word: &str) -> bool {
        controls::is_open(word)
    }

    fn sections(&self) -> usize {
        self.view.tree.iter().filter(|branch| branch.item.section).count()
    }

    fn criteria(&self) -> usize {
        self.view.tree.len() - self.sections()
    }

    /// Where taking back leads to.
    fn undo_word(&self) -> String {
        self.node_word()
    }

    /// Findings are open where there is room, and where they are few.
    fn shows_found(&self) -> bool {
        self.view.node.is_none() || self.view.found.len() <= 3
    }
}

/// What the address asks for.
fn asked_of(staff: &Staff) -> (Asked, bool) {
    let pairs = asked(staff);
    let node = asked_for(&pairs, "nut");
    let sample = pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix(SAMPLE)?.to_owned(), value.clone())));
    let sample: Vec<(String, String)> = sample.collect();
    let asked = Asked {
        node: node.and_then(|node| node.parse().ok()),
        parts: node == Some(PARTS),
        sample: Some(sample).filter(|sample| !sample.is_empty()),
        class: asked_for(&pairs, "nhom").unwrap_or_default().to_owned(),
    };
    (asked, node.is_none())
}

/// Shows a draft.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    let (asked, as_list) = asked_of(&staff);
    match editor::view(staff.app(), &staff.actor(), &id, &asked).await {
        Ok(view) => shown(&staff, view, as_list, None),
        Err(error) => staff.fault(error),
    }
}

/// A form that was posted and is shown again.
struct Again {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
    clash: bool,
}

fn shown(staff: &Staff, view: EditorView, as_list: bool, again: Option<Again>) -> Response<Body> {
    let title = if view.draft.title.is_empty() { staff.text().t("sets-untitled") } else { view.draft.title.clone() };
    let sheet = view.form.as_ref().map(|fields| sheet(&staff.text(), fields, &view.classes));
    let mut status = StatusCode::OK;
    let (mut form, mut clash) = (sheet.as_ref().map(Sheet::form).unwrap_or_default(), None);
    if let Some(again) = again {
        status = if again.clash { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let typed: Vec<(String, String)> = again.pairs;
        if again.clash {
            let paths: Vec<(String, String)> = typed
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.strip_prefix(&controls::name_of(""))?.to_owned(), value.clone()))
                })
                .collect();
            let others = sheet.as_ref().map(|sheet| sheet.differing(&paths)).unwrap_or_default();
            clash = Some((view.by.clone(), others));
        }
        form = Form::again(&typed, again.faults);
    }
    let here = staff.to(&draft_path(&view.draft.id));
    let words = asked_for(&asked(staff), "tim").unwrap_or_default().to_owned();
    let class = asked_for(&asked(staff), "nhom").unwrap_or_default().to_owned();
    let f = Frame::new(staff, "sets", title);
    page(staff, status, &EditorPage { class, f, view, here, sheet, form, as_list, words, clash, staff })
}

/// Changes a draft: its form, or its tree.
pub(super) async fn change(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let node: Option<usize> = posted.value("nut").parse().ok();
    let Some(act) = act(&posted, node) else { return staff.fault(ActionError::NotAllowed) };
    match editor::change(staff.app(), &staff.actor(), &id, revision(&posted), act).await {
        Ok(Ok(Outcome::Done(changed))) => {
            let word = if posted.value("nut") == PARTS { PARTS.to_owned() } else { word_of(changed) };
            let path = format!("{}?nut={word}", draft_path(&id));
            staff.redirect_saying(&path, &Message::new("sets-saved"))
        }
        Ok(Ok(Outcome::Overtaken(_))) => {
            let again = Again { pairs: posted.pairs.clone(), faults: Vec::new(), clash: true };
            once_more(staff, &id, same_node(&posted, node), again).await
        }
        Ok(Err(Refusal(wrong))) => {
            let fault = |(path, message): (String, Message)| {
                Fault::new(if path.is_empty() { path } else { controls::name_of(&path) }, staff.say(&message))
            };
            let faults = wrong.into_iter().map(fault).collect();
            once_more(staff, &id, Ok(node), Again { pairs: posted.pairs.clone(), faults, clash: false }).await
        }
        Err(error) => match faults(staff, error) {
            Ok(faults) => {
                once_more(staff, &id, Ok(node), Again { pairs: posted.pairs.clone(), faults, clash: false }).await
            }
            Err(error) => staff.fault(error),
        },
    }
}

fn word_of(changed: Changed) -> String {
    changed.node.map_or_else(|| HEAD.to_owned(), |node| node.to_string())
}

/// After somebody else changed the draft, places mean other nodes: the code tells which one was meant.
fn same_node(posted: &Posted, node: Option<usize>) -> Result<Option<usize>, String> {
    match node {
        Some(_) => Err(posted.value("ma-nut").to_owned()),
        None => Ok(None),
    }
}

async fn once_more(staff: &Staff, id: &str, node: Result<Option<usize>, String>, again: Again) -> Response<Body> {
    let parts = again.pairs.iter().any(|(name, value)| name == "nut" && value == PARTS);
    let view = |node: Option<usize>| async move {
        let asked = Asked { node, parts, ..Asked::default() };
        editor::view(staff.app(), &staff.actor(), id, &asked).await
    };
    let found = match node {
        Ok(node) => view(node).await,
        Err(code) => match view(None).await {
            Ok(first) => {
                let place = first.tree.iter().position(|branch| branch.item.code == code);
                if place.is_some() { view(place).await } else { Ok(first) }
            }
            Err(error) => Err(error),
        },
    };
    match found {
        Ok(view) => shown(staff, view, false, Some(again)),
        Err(error) => staff.fault(error),
    }
}

/// What the pressed button does.
fn act(posted: &Posted, node: Option<usize>) -> Option<Act> {
    let t = posted.staff.text();
    let title = |section: bool| t.t(if section { "sets-new-section" } else { "sets-new-criterion" });
    let section = posted.value("loai") == "muc";
    Some(match posted.value("viec") {
        "luu" => {
            let beside = if posted.value("nut") == PARTS { Target::Parts } else { Target::Head };
            Act::Fill(node.map_or(beside, Target::Node), controls::posted(posted))
        }
        "them-con" => Act::AddBelow { node: node?, section, title: title(section) },
        "them-sau" => Act::AddAfter { node, section, title: title(section) },
        "xoa" => Act::Remove(node?),
        "len" => Act::Shift(node?, true),
        "xuong" => Act::Shift(node?, false),
        _ => return None,
    })
}

/// Takes the last change back.
pub(super) async fn undo(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let back = posted.value("nut").parse::<usize>().ok();
    let path = match back {
        _ if posted.value("nut") == "tep" => format!("{}/tep", draft_path(&id)),
        Some(node) => format!("{}?nut={node}", draft_path(&id)),
        None if posted.value("nut") == PARTS => format!("{}?nut={PARTS}", draft_path(&id)),
        None => format!("{}?nut={HEAD}", draft_path(&id)),
    };
    match drafts::undo(staff.app(), &staff.actor(), &id, revision(&posted)).await {
        Ok(Outcome::Done(_)) => staff.redirect_saying(&path, &Message::new("sets-undone")),
        Ok(Outcome::Overtaken(_)) => staff.redirect_warning(&path, &Message::new("sets-overtaken")),
        Err(ActionError::Refused(reasons)) => match reasons.first() {
            Some(reason) => staff.redirect_warning(&path, reason),
            None => staff.redirect(&path),
        },
        Err(error) => staff.fault(error),
    }
}

/// Gives a draft up.
pub(super) async fn discard(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match drafts::discard(staff.app(), &staff.actor(), &id, revision(&posted)).await {
        Ok(()) => staff.redirect_saying(at::CRITERIA_SETS, &Message::new("sets-discarded")),
        Err(ActionError::Refused(_)) => staff.redirect_warning(&draft_path(&id), &Message::new("sets-overtaken")),
        Err(error) => staff.fault(error),
    }
}

/// Compares a draft with the version it was made from.
pub(super) async fn compare(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    let pairs = asked(&staff);
    let compared = match editor::comparison(staff.app(), &staff.actor(), &id, asked_for(&pairs, "voi")).await {
        Ok(compared) => compared,
        Err(error) => return staff.fault(error),
    };
    let t = staff.text();
    let draft = t.with("sets-draft-of").text("code", &compared.draft.code).text("version", &compared.draft.set_version);
    let shown = ComparePage {
        f: Frame::new(&staff, "sets", t.t("sets-compare-title")),
        old: compared.base,
        new: draft.to_string(),
        back: staff.to(&draft_path(&id)),
        changes: compared.changes.map(|changes| say_all(&staff, &changes)),
    };
    page(&staff, StatusCode::OK, &shown)
}
