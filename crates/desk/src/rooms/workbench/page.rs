//! The list of criteria and the page of one.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::answers::Place;
use thuocdo_app::answers::view::{Filter, Pane, TreeRow, inputs::Kind};
use thuocdo_app::answers::{Asked, WorkbenchView, save::most, workbench};
use thuocdo_assessment::Field;
use thuocdo_base::Message;

use super::{fields, list_path, path};
use crate::door::Staff;
use crate::form::{Fault, pairs};
use crate::frame::Frame;
use crate::rooms::evidence::Pane as EvidencePane;
use crate::urls::encode;

#[derive(Template)]
#[template(path = "rooms/workbench/page.html")]
pub(super) struct WorkbenchPage<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    view: WorkbenchView,
    /// The evidence pane of the criterion, as HTML.
    evidence: Option<String>,
    /// What was typed and could not be saved, by name of the input.
    typed: Vec<(String, String)>,
    faults: Vec<Fault>,
    /// Fields that somebody else changed meanwhile.
    clashes: Vec<Clash>,
}

/// A field that somebody else changed while it was typed here.
pub(super) struct Clash {
    /// Name of the field, in the page's language.
    pub name: String,
    /// Who changed it, and when.
    pub by: String,
    /// What stands there now.
    pub theirs: String,
    /// What was typed here.
    pub mine: String,
}

/// Shows the list.
pub(super) async fn list(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    show(&staff, &asked(&staff, &round, &unit, None), StatusCode::OK, Again::default()).await
}

/// Shows one criterion.
pub(super) async fn criterion(staff: Staff, Path(at): Path<(String, String, String)>) -> Response<Body> {
    show(&staff, &asked(&staff, &at.0, &at.1, Some(&at.2)), StatusCode::OK, Again::default()).await
}

/// What the address asks for.
pub(super) fn asked(staff: &Staff, round: &str, unit: &str, criterion: Option<&str>) -> Asked {
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    let query = pairs(query.as_bytes());
    let value = |name: &str| query.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str());
    Asked {
        lang: staff.lang,
        round: round.to_owned(),
        unit: unit.to_owned(),
        criterion: criterion.map(str::to_owned),
        filter: Filter::of(value("loc")),
        words: value("tim").chars().take(100).collect(),
    }
}

/// A form that comes back.
#[derive(Default)]
pub(super) struct Again {
    pub(super) typed: Vec<(String, String)>,
    pub(super) faults: Vec<Fault>,
    pub(super) clashes: Vec<Clash>,
}

/// Shows the page.
pub(super) async fn show(staff: &Staff, asked: &Asked, status: StatusCode, again: Again) -> Response<Body> {
    let view = match workbench(staff.app(), &staff.actor(), asked).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let title = match &view.pane {
        Some(pane) => format!("{} {} – {}", pane.code, pane.title, view.unit_name),
        None => staff.text().with("workbench-list-title").text("unit", &view.unit_name).to_string(),
    };
    let evidence = match view.pane.as_ref().filter(|pane| pane.own) {
        Some(pane) => match EvidencePane::show(staff, &place_of(&view, pane)).await {
            Ok(html) => Some(html),
            Err(error) => return staff.fault(error),
        },
        None => None,
    };
    let Again { typed, faults, clashes } = again;
    let page = WorkbenchPage { f: Frame::new(staff, "rounds", title), staff, view, evidence, typed, faults, clashes };
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(thuocdo_app::ActionError::system(error)),
    }
}

fn place_of(view: &WorkbenchView, pane: &Pane) -> Place {
    Place { round: view.round.clone(), unit: view.unit.clone(), criterion: pane.code.clone() }
}

impl WorkbenchPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    /// The query that keeps filter and words.
    fn query(&self) -> String {
        let words = self.view.words.trim();
        let parts = [("loc", self.view.filter.word()), ("tim", words)];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<String> = parts.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// Whether this criterion is among those that are to be clarified.
    fn is_asked(&self, codes: &[String]) -> bool {
        self.view.pane.as_ref().is_some_and(|pane| codes.contains(&pane.code))
    }

    fn list(&self) -> String {
        self.f.to(&list_path(&self.view.round, &self.view.unit))
    }

    /// Address of the record as a workbook.
    fn excel(&self) -> String {
        self.f.to(&crate::rooms::offline::path(&self.view.round, &self.view.unit))
    }

    fn here(&self) -> String {
        self.href(self.view.pane.as_ref().map_or("", |pane| pane.code.as_str()))
    }

    /// Address of a criterion without filter.
    fn href(&self, code: &str) -> String {
        self.f.to(&path(&self.view.round, &self.view.unit, code))
    }

    /// Address of a criterion with filter and words.
    fn go(&self, code: &str) -> String {
        format!("{}{}", self.href(code), self.query())
    }

    /// Address of a filter on this page.
    fn filtered(&self, filter: &Filter) -> String {
        let base = if self.view.pane.is_some() { self.here() } else { self.list() };
        if *filter == Filter::All { base } else { format!("{base}?loc={}", filter.word()) }
    }

    fn count(&self, filter: &Filter) -> usize {
        self.view.counts.of(*filter)
    }

    fn filters(&self) -> Vec<(Filter, &'static str)> {
        let label = |filter: Filter| match filter {
            Filter::All => "workbench-filter-all",
            Filter::Todo => "workbench-filter-todo",
            Filter::Lacking => "workbench-filter-lacking",
            Filter::Mine => "workbench-filter-mine",
            Filter::Returned => "workbench-filter-returned",
        };
        let shown = |filter: &Filter| {
            let rare = matches!(filter, Filter::Mine | Filter::Returned);
            !rare || self.view.counts.of(*filter) > 0 || self.view.filter == *filter
        };
        Filter::ALL.into_iter().filter(shown).map(|filter| (filter, label(filter))).collect()
    }

    /// What an input shows: what was typed and refused, else what stands.
    fn typed(&self, name: &str, stands: &str) -> String {
        let typed = self.typed.iter().find(|(given, _)| given == name);
        typed.map_or_else(|| stands.to_owned(), |(_, value)| value.clone())
    }

    /// Value of the input of a variable.
    fn figure(&self, name: &str, stands: &str) -> String {
        self.typed(&format!("{}{name}", fields::VALUE), stands)
    }

    fn fault(&self, name: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == name).map(|fault| fault.message.as_str())
    }

    fn figure_fault(&self, name: &str) -> Option<&str> {
        self.fault(&format!("{}{name}", fields::VALUE))
    }

    /// What is asked of one field and blocks, in one line; empty if nothing.
    fn blocks(&self, pane: &Pane, field: &str) -> String {
        let of = pane.blocking.iter().filter(|(about, _)| about.word() == field);
        of.map(|(_, message)| self.say(message)).collect::<Vec<_>>().join(" ")
    }

    fn version(&self, pane: &Pane, field: &str) -> u64 {
        let at = Field::ALL.iter().position(|known| known.word() == field).unwrap_or_default();
        pane.versions[at]
    }

    fn most(&self, field: &str) -> usize {
        Field::of(field).map_or(0, most)
    }

    /// Grounds that are offered: those of the set, then those that every round knows.
    fn grounds(&self, pane: &Pane) -> Vec<String> {
        let known = ["workbench-ground-function", "workbench-ground-subordinates", "workbench-ground-services"];
        let mut grounds = pane.na.grounds.clone();
        for ground in known.map(|id| self.f.t.t(id)) {
            if !grounds.contains(&ground) {
                grounds.push(ground);
            }
        }
        grounds
    }

    /// Whether the ground that stands is none of the list.
    fn other_ground(&self, pane: &Pane) -> String {
        let ground = &pane.answered.na_ground;
        if self.grounds(pane).contains(ground) { String::new() } else { ground.clone() }
    }

    /// Name of the state of a row.
    fn state_name(&self, state: &str) -> String {
        self.f.t.word("workbench-state-", state)
    }

    /// Icon of the state of a row.
    fn state_icon(&self, row: &TreeRow) -> &'static str {
        icon(row.state)
    }

    fn icon_of(&self, state: &str) -> &'static str {
        icon(state)
    }

    /// Name of a row of a variable.
    fn row_name(&self, name: &str, row: &u32) -> String {
        format!("{name}[{row}]")
    }

    /// The criterion to go on with: the first that needs something.
    fn start(&self) -> Option<&str> {
        let rows = || self.view.groups.iter().flat_map(|group| &group.rows).filter(|row| !row.section);
        let open = |row: &&TreeRow| matches!(row.state, "todo" | "part" | "lacking" | "returned");
        rows().find(open).or_else(|| rows().next()).map(|row| row.code.as_str())
    }

    fn is_assigned(&self, pane: &Pane, account: &str) -> bool {
        pane.assigned.as_ref().is_some_and(|(given, _, _)| given == account)
    }

    fn assigned_due(&self, pane: &Pane) -> String {
        pane.assigned.as_ref().and_then(|(_, _, due)| due.clone()).unwrap_or_default()
    }

    fn key(&self) -> String {
        let code = self.view.pane.as_ref().map_or("", |pane| pane.code.as_str());
        format!("{}|{}|{code}", self.view.round, self.view.unit)
    }

    fn row_key(&self, code: &str) -> String {
        format!("{}|{}|{code}", self.view.round, self.view.unit)
    }
}

/// The icon of a state in the sprite.
pub(super) fn icon(state: &str) -> &'static str {
    match state {
        "todo" => "todo",
        "part" => "part",
        "lacking" => "lacking",
        "done" => "done",
        "returned" => "explain",
        "locked" => "locked",
        _ => "na",
    }
}
