//! The grid of a criterion over units, and of a unit over criteria: one page.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::answers::view::inputs::{Input, Kind};
use thuocdo_app::appraisal::grid::{Asked, Cell, Filter, Grid, Sort, grid, of_unit as grid_of_unit};
use thuocdo_assessment::Layer;
use thuocdo_assessment::appraisal::Lack;
use thuocdo_base::Message;

use super::fields;
use crate::door::Staff;
use crate::form::{Fault, pairs};
use crate::frame::Frame;
use crate::urls::encode;

/// What the grid is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// One criterion over units.
    Criterion,
    /// One unit over criteria.
    Unit,
}

/// A page that comes back.
#[derive(Default)]
pub(super) struct Again {
    pub(super) typed: Vec<(String, String)>,
    pub(super) faults: Vec<Fault>,
    pub(super) clashes: Vec<Clash>,
}

/// A row that somebody else changed meanwhile.
pub(super) struct Clash {
    pub(super) name: String,
    pub(super) by: String,
    pub(super) theirs: String,
    pub(super) mine: String,
}

#[derive(Template)]
#[template(path = "rooms/appraisal/grid.html")]
struct GridPage<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    about: About,
    grid: Grid,
    asked: Asked,
    again: Again,
}

/// Shows a criterion.
pub(super) async fn of_criterion(staff: Staff, Path((round, code)): Path<(String, String)>) -> Response<Body> {
    show(&staff, About::Criterion, &round, &code, StatusCode::OK, Again::default()).await
}

/// Shows a unit.
pub(super) async fn of_unit(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    show(&staff, About::Unit, &round, &unit, StatusCode::OK, Again::default()).await
}

pub(super) fn asked(staff: &Staff, round: &str) -> Asked {
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    let query = pairs(query.as_bytes());
    let value = |name: &str| query.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim());
    Asked {
        lang: staff.lang,
        round: round.to_owned(),
        filter: Filter::of(value("loc")),
        sort: Sort::of(value("sap")),
        words: value("tim").chars().take(100).collect(),
        group: value("nhom").to_owned(),
        page: value("trang").parse().unwrap_or(1).max(1),
    }
}

/// Shows the page.
pub(super) async fn show(
    staff: &Staff,
    about: About,
    round: &str,
    code: &str,
    status: StatusCode,
    again: Again,
) -> Response<Body> {
    let asked = asked(staff, round);
    let found = match about {
        About::Criterion => grid(staff.app(), &staff.actor(), &asked, code).await,
        About::Unit => grid_of_unit(staff.app(), &staff.actor(), &asked, code).await,
    };
    let grid = match found {
        Ok(grid) => grid,
        Err(error) => return staff.fault(error),
    };
    let title = match about {
        About::Criterion => format!("{} {}", grid.about.0, grid.about.1),
        About::Unit => grid.about.1.clone(),
    };
    let page = GridPage { f: Frame::new(staff, "rounds", title), staff, about, grid, asked, again };
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

impl GridPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn is_unit(&self) -> bool {
        self.about == About::Unit
    }

    fn is_second(&self) -> bool {
        self.grid.layer == Layer::Appraised
    }

    fn list(&self) -> String {
        self.f.to(&super::list_path(&self.grid.round.0))
    }

    fn at(&self, code: &str) -> String {
        let round = &self.grid.round.0;
        self.f.to(&if self.is_unit() { super::unit_path(round, code) } else { super::path(round, code) })
    }

    fn here(&self) -> String {
        self.at(&self.grid.about.0)
    }

    /// This page with one part of its address changed; the first page again.
    fn with(&self, name: &str, value: &str) -> String {
        let mut parts = [
            ("loc", self.asked.filter.word().to_owned()),
            ("sap", self.asked.sort.word().to_owned()),
            ("tim", self.asked.words.clone()),
            ("nhom", self.asked.group.clone()),
            ("trang", String::new()),
        ];
        for part in parts.iter_mut().filter(|part| part.0 == name) {
            part.1 = value.to_owned();
        }
        let given = parts.iter().filter(|(_, value)| !value.is_empty());
        let given: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if given.is_empty() { self.here() } else { format!("{}?{}", self.here(), given.join("&")) }
    }

    /// This page as it is.
    fn same(&self) -> String {
        let page = if self.asked.page > 1 { self.asked.page.to_string() } else { String::new() };
        self.with("trang", &page)
    }

    fn filters(&self) -> Vec<(Filter, usize)> {
        let shown = |(filter, count): &&(Filter, usize)| {
            *count > 0 || *filter == self.asked.filter || !matches!(filter, Filter::Unreasoned | Filter::Asked)
        };
        self.grid.counts.iter().filter(shown).copied().collect()
    }

    fn pages(&self) -> Vec<(usize, String)> {
        (1..=self.grid.pages).map(|page| (page, self.with("trang", &page.to_string()))).collect()
    }

    fn item(&self, cell: &Cell) -> String {
        self.f.to(&super::item_path(&self.grid.round.0, &cell.criterion, &cell.unit))
    }

    fn save(&self, cell: &Cell) -> String {
        format!("{}/luu", self.f.to(&super::path(&self.grid.round.0, &cell.criterion)))
    }

    fn evidence(&self, cell: &Cell) -> String {
        let part = |text: &str| encode(text);
        let (round, unit, code) = (part(&self.grid.round.0), part(&cell.unit), part(&cell.criterion));
        self.f.to(&format!("/ky/{round}/tu-danh-gia/{unit}/{code}/minh-chung"))
    }

    fn ask(&self, cell: &Cell) -> String {
        let (round, unit) = (encode(&self.grid.round.0), encode(&cell.unit));
        self.f.to(&format!("/ky/{round}/giai-trinh/{unit}?tieu-chi={}#hoi", encode(&cell.criterion)))
    }

    fn may_ask(&self) -> bool {
        use thuocdo_assessment::RoundStage;
        matches!(self.grid.stage, RoundStage::Appraisal | RoundStage::Clarification)
    }

    fn key(&self, cell: &Cell) -> String {
        format!("tham-dinh|{}|{}|{}", self.grid.round.0, cell.unit, cell.criterion)
    }

    fn name(&self, cell: &Cell, field: &str) -> String {
        fields::name(&cell.unit, &cell.criterion, field)
    }

    /// What an input shows: what was typed and refused, else what stands.
    fn typed(&self, cell: &Cell, field: &str, stands: &str) -> String {
        let name = self.name(cell, field);
        let typed = self.again.typed.iter().find(|(given, _)| *given == name);
        typed.map_or_else(|| stands.to_owned(), |(_, value)| value.clone())
    }

    fn variable(&self, cell: &Cell, input: &Input) -> String {
        self.name(cell, &format!("{}{}", fields::VALUE, input.name))
    }

    fn value_typed(&self, cell: &Cell, input: &Input) -> String {
        self.typed(cell, &format!("{}{}", fields::VALUE, input.name), &input.value)
    }

    /// Choices of an input that has few.
    fn choices(&self, input: &Input) -> Vec<(String, String)> {
        match &input.kind {
            Kind::YesNo => {
                let t = &self.f.t;
                vec![("1".to_owned(), t.t("appraisal-yes")), ("0".to_owned(), t.t("appraisal-no"))]
            }
            Kind::Option(options) | Kind::Case(options) => {
                options.iter().map(|option| (option.code.clone(), option.label.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a variable has a letter, as in the formula, and not a word of its own.
    fn is_short(&self, column: &(String, String)) -> bool {
        column.0.chars().count() <= 2
    }

    /// A reported value by the name of its column.
    fn value(&self, cell: &Cell, column: &str) -> String {
        let found = cell.values.iter().find(|(name, _)| name == column);
        found.map_or_else(|| "–".to_owned(), |(_, text)| text.clone())
    }

    fn all_values(&self, cell: &Cell) -> String {
        let named = |(name, text): &(String, String)| {
            if cell.values.len() == 1 { text.clone() } else { format!("{name} = {text}") }
        };
        let values: Vec<String> = cell.values.iter().map(named).collect();
        if values.is_empty() { "–".to_owned() } else { values.join("; ") }
    }

    /// Whether a question still waits for the unit: it is not asked twice.
    fn is_asked(&self, cell: &Cell) -> bool {
        cell.asked.as_deref() == Some("open")
    }

    /// What was pasted and refused as a whole.
    fn pasted(&self) -> &str {
        self.again.typed.iter().find(|(name, _)| name == "bang").map_or("", |(_, text)| text)
    }

    fn lacks_reason(&self, cell: &Cell) -> bool {
        cell.lack == Some(Lack::Reason)
    }

    fn id(&self, at: &usize) -> String {
        format!("d{at}")
    }

    fn mine(&self, cell: &Cell) -> bool {
        cell.closed.is_none()
    }

    fn group_name(&self) -> String {
        let found = self.grid.groups.iter().find(|group| group.code == self.asked.group);
        found.map_or_else(|| self.f.t.t("appraisal-all-groups"), |group| group.name.clone())
    }

    fn can_choose(&self) -> bool {
        self.grid.cells.iter().any(|cell| cell.closed.is_none() && cell.is_own)
    }

    fn undo_path(&self) -> String {
        format!("{}/hoan-tac", self.list())
    }

    fn done_path(&self) -> String {
        format!("{}/hoan-thanh", self.here())
    }

    fn minutes(&self, seconds: &i64) -> usize {
        super::minutes(*seconds)
    }
}
