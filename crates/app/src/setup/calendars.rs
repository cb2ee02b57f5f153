//! Calendars to begin with: dates of rounds as decisions or custom have them, in one small file.

use thuocdo_assessment::RoundStage;
use thuocdo_assessment::settings::{Closes, Local, Prints, Settings, StagePlan};

static FILE: &str = include_str!("../../calendars.csv");

/// Time of day at which stages close unless told otherwise.
pub const CLOSING_TIME: &str = "17:00";

/// A calendar (lịch mẫu).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Code, by which locale entries name it.
    pub code: &'static str,
    columns: Vec<(&'static str, &'static str)>,
}

/// All calendars, in order of the file.
pub fn calendars() -> Vec<Calendar> {
    let mut lines = FILE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let names: Vec<&'static str> = lines.next().unwrap_or_default().split(',').collect();
    let calendar = |line: &'static str| {
        let columns: Vec<_> = names.iter().copied().zip(line.split(',')).collect();
        Calendar { code: columns.first().map_or("", |(_, code)| code), columns }
    };
    lines.map(calendar).collect()
}

impl Calendar {
    fn column(&self, name: &str) -> &'static str {
        self.columns.iter().find(|(given, _)| *given == name).map_or("", |(_, value)| value)
    }

    /// Whether a decision states this date, so that it is no illustration.
    pub fn states(&self, name: &str) -> bool {
        self.column("facts").split(' ').any(|fact| fact == name)
    }

    /// Fills period, window and dates of a round for a year; what the calendar leaves empty stays as it is.
    pub fn fill(&self, settings: &mut Settings, year: i32) {
        let next = (year + 1).to_string();
        let at = |name: &str| self.column(name).replace("Y+1", &next).replace('Y', &year.to_string());
        settings.calendar = Some(self.code.to_owned());
        settings.period = at("period");
        settings.data_from = at("data_from");
        settings.data_to = at("data_to");
        settings.opens_on = at("opens_on");
        settings.prints = Prints::of(self.column("prints")).unwrap_or_default();
        let plan = |stage: RoundStage| {
            let date = at(stage.word());
            let closes = Closes::At(Local::new(date.as_str(), time(stage)));
            (!date.is_empty()).then_some(StagePlan { stage, closes })
        };
        settings.stages = Settings::CLOSING.into_iter().filter_map(plan).collect();
    }
}

/// Publication comes after approval even where both are planned for one day.
fn time(stage: RoundStage) -> &'static str {
    if stage == RoundStage::Published { "23:59" } else { CLOSING_TIME }
}

/// Whether a date of these settings is an illustration of its calendar, to be replaced by that of one's own plan.
pub fn is_illustrative(settings: &Settings, name: &str) -> bool {
    let calendar = calendars().into_iter().find(|one| Some(one.code) == settings.calendar.as_deref());
    let Some(calendar) = calendar.filter(|calendar| !calendar.states(name)) else { return false };
    let year = settings.data_from.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
    let mut filled = Settings::default();
    calendar.fill(&mut filled, year);
    match RoundStage::of(name) {
        Some(stage) => settings.plan(stage).is_some() && settings.plan(stage) == filled.plan(stage),
        None => name == "opens_on" && settings.opens_on == filled.opens_on,
    }
}

#[cfg(test)]
mod tests {
    use thuocdo_assessment::settings::{calendar, closings};

    use super::*;

    #[test]
    fn every_calendar_gives_dates_in_order_for_any_year() {
        assert_eq!(calendars().len(), 5);
        for one in calendars() {
            for year in [2024, 2026, 2028] {
                let mut settings = Settings::default();
                one.fill(&mut settings, year);
                let closings = closings(&settings);
                assert_eq!(closings.len(), settings.stages.len(), "{}", one.code);
                assert!(closings.windows(2).all(|pair| pair[0].1.moment() < pair[1].1.moment()), "{}", one.code);
                let dates = [&settings.data_from, &settings.data_to, &settings.opens_on];
                assert!(dates.iter().all(|date| calendar::date(date).is_some()), "{}", one.code);
            }
        }
    }

    #[test]
    fn what_no_decision_states_is_marked_until_it_is_changed() {
        let mut settings = Settings::default();
        calendars()[0].fill(&mut settings, 2026);
        assert!(is_illustrative(&settings, "appraisal"));
        assert!(!is_illustrative(&settings, "published"), "Quy định 162-QĐ/TU states it");
        for plan in &mut settings.stages {
            plan.closes = Closes::At(Local::new("2027-02-01", "17:00"));
        }
        assert!(!is_illustrative(&settings, "appraisal"));
    }
}
