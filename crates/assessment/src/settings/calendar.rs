//! Dates as people in Vietnam enter them: local dates and times, working days, holidays.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{ToSpan, tz::Offset};
use thuocdo_base::Timestamp;

use super::{Closes, Settings};
use crate::stage::RoundStage;

/// Hours that Vietnam is ahead of UTC; it has known no summer time since 1975.
const AHEAD: i8 = 7;

/// A date and time in Vietnam (giờ địa phương).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `HH:MM`.
    pub time: String,
}

impl Local {
    /// A date and a time as texts; whether they are of any calendar shows in [`Local::moment`].
    pub fn new(date: impl Into<String>, time: impl Into<String>) -> Self {
        Self { date: date.into(), time: time.into() }
    }

    /// The moment in UTC; `None` if no calendar has this date or no clock this time.
    ///
    /// # Example: five in the afternoon in Vietnam
    /// ```
    /// use thuocdo_assessment::settings::Local;
    /// let due = Local::new("2026-11-30", "17:00");
    /// assert_eq!(due.moment().unwrap().to_string(), "2026-11-30T10:00:00.000Z");
    /// assert_eq!(Local::of(due.moment().unwrap()), due);
    /// assert_eq!(Local::new("2026-02-29", "17:00").moment(), None);
    /// ```
    pub fn moment(&self) -> Option<Timestamp> {
        let at = DateTime::from_parts(date(&self.date)?, time(&self.time)?);
        let at = Offset::constant(AHEAD).to_timestamp(at).ok()?;
        Some(Timestamp::from_micros(at.as_microsecond()))
    }

    /// What clocks in Vietnam show at a moment.
    pub fn of(at: Timestamp) -> Self {
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        let at = Offset::constant(AHEAD).to_datetime(at);
        Self { date: at.date().to_string(), time: format!("{:02}:{:02}", at.hour(), at.minute()) }
    }
}

/// Reads `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// The same day in another year; 29 February becomes the 28th where there is none.
pub fn shifted(text: &str, years: i16) -> String {
    let shifted = date(text).and_then(|date| date.checked_add(i32::from(years).years()).ok());
    shifted.map_or_else(|| text.to_owned(), |date| date.to_string())
}

/// The day so many working days after another one, which itself does not count.
pub fn after_working_days(from: &str, days: u32, settings: &Settings) -> Option<String> {
    let mut day = date(from)?;
    let mut left = days;
    while left > 0 {
        day = day.tomorrow().ok()?;
        if is_worked(day, settings) {
            left -= 1;
        }
    }
    Some(day.to_string())
}

fn is_worked(day: Date, settings: &Settings) -> bool {
    let text = day.to_string();
    if settings.extra_days.contains(&text) {
        return true;
    }
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !settings.holidays.contains(&text)
}

/// When each planned stage closes, in order; working days are counted from the stage before, or from the opening.
///
/// A stage whose date cannot be read is left out: the check names it.
pub fn closings(settings: &Settings) -> Vec<(RoundStage, Local)> {
    let mut before = settings.opens_on.clone();
    let mut closings = Vec::new();
    for stage in Settings::CLOSING {
        let Some(closes) = settings.plan(stage) else { continue };
        let at = match closes {
            Closes::At(at) => Some(at.clone()),
            Closes::After { days, time } => {
                after_working_days(&before, *days, settings).map(|date| Local::new(date, time.as_str()))
            }
        };
        if let Some(at) = at.filter(|at| at.moment().is_some()) {
            before.clone_from(&at.date);
            closings.push((stage, at));
        }
    }
    closings
}

#[cfg(test)]
mod tests {
    use super::super::StagePlan;
    use super::*;

    #[test]
    fn working_days_pass_over_weekends_and_holidays_and_count_days_that_are_made_up() {
        let mut settings = Settings { holidays: vec!["2026-09-02".to_owned()], ..Settings::default() };
        let after = |from: &str, days, settings: &Settings| after_working_days(from, days, settings).unwrap();
        assert_eq!(after("2026-08-28", 1, &settings), "2026-08-31", "Friday to Monday");
        assert_eq!(after("2026-09-01", 1, &settings), "2026-09-03", "the second is a holiday");
        assert_eq!(after("2026-08-28", 15, &settings), "2026-09-21");
        settings.extra_days.push("2026-08-29".to_owned());
        assert_eq!(after("2026-08-28", 1, &settings), "2026-08-29", "a Saturday that is worked");
    }

    #[test]
    fn a_stage_counted_in_working_days_follows_the_stage_before() {
        let at = Closes::At(Local::new("2026-11-30", "17:00"));
        let after = Closes::After { days: 15, time: "17:00".to_owned() };
        let stages = [(RoundStage::Appraisal, after), (RoundStage::SelfAssessment, at)];
        let stages = stages.map(|(stage, closes)| StagePlan { stage, closes }).to_vec();
        let closings = closings(&Settings { stages, opens_on: "2026-11-01".to_owned(), ..Settings::default() });
        assert_eq!(closings[0], (RoundStage::SelfAssessment, Local::new("2026-11-30", "17:00")));
        assert_eq!(closings[1], (RoundStage::Appraisal, Local::new("2026-12-21", "17:00")));
    }

    #[test]
    fn a_year_later_the_leap_day_is_the_day_before() {
        assert_eq!(shifted("2028-02-29", 1), "2029-02-28");
        assert_eq!(shifted("2026-12-31", 1), "2027-12-31");
        assert_eq!(shifted("", 1), "");
    }
}
