//! Moments: a parameter everywhere, read from a clock only by the binary.

use std::fmt;

const MICROS_A_SECOND: i64 = 1_000_000;
const SECONDS_A_DAY: i64 = 86_400;
/// Hours by which Viet Nam is ahead of UTC.
const HOURS_AHEAD: i64 = 7;

/// A moment in UTC, in whole microseconds since 1970 (thời điểm).
///
/// # Example: the moment that a decision's date begins
/// ```
/// use thuocdo_base::Timestamp;
/// let decided = Timestamp::of_date("2023-06-30").unwrap();
/// assert_eq!(decided.to_string(), "2023-06-30T00:00:00.000Z");
/// assert_eq!(decided.date(), "2023-06-30");
/// assert_eq!(Timestamp::of_date("2023-02-29"), None);
/// assert_eq!(Timestamp::parse("2023-06-30T00:00:00.000Z"), Some(decided));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    micros: i64,
}

impl Timestamp {
    /// Makes a moment from microseconds since 1970, cut to whole milliseconds.
    ///
    /// The event log writes milliseconds; a finer part would be kept without being protected by a hash.
    pub fn from_micros(micros: i64) -> Self {
        Self { micros: micros - micros.rem_euclid(1_000) }
    }

    /// Reads a date `YYYY-MM-DD` as its first moment in UTC.
    pub fn of_date(date: &str) -> Option<Self> {
        let mut parts = date.splitn(3, '-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let days = days_from_date(year, month, day);
        (date_from_days(days) == (year, month, day)).then(|| Self { micros: days * SECONDS_A_DAY * MICROS_A_SECOND })
    }

    /// This in microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// The date in UTC, `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let (year, month, day) = date_from_days(self.micros.div_euclid(SECONDS_A_DAY * MICROS_A_SECOND));
        format!("{year:04}-{month:02}-{day:02}")
    }
}

impl Timestamp {
    /// Reads a moment as [`Timestamp`] writes it, `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let (clock, millis) = time.split_once('.')?;
        let mut parts = clock.splitn(3, ':');
        let mut next = |below: i64| digits(parts.next()?, 2).filter(|number| *number < below);
        let seconds = next(24)? * 3_600 + next(60)? * 60 + next(60)?;
        let day = Self::of_date(date)?;
        Some(Self { micros: day.micros + seconds * MICROS_A_SECOND + digits(millis, 3)? * 1_000 })
    }

    /// The date in Viet Nam, `YYYY-MM-DD`.
    pub fn local_date(self) -> String {
        self.later(HOURS_AHEAD * 3_600).date()
    }

    /// The moment so many seconds later; earlier if negative.
    #[must_use]
    pub fn later(self, seconds: i64) -> Self {
        Self { micros: self.micros.saturating_add(seconds.saturating_mul(MICROS_A_SECOND)) }
    }

    /// The moment so many days later; earlier if negative.
    #[must_use]
    pub fn days_later(self, days: i64) -> Self {
        self.later(days.saturating_mul(SECONDS_A_DAY))
    }
}

/// RFC 3339 with milliseconds: the one form that is hashed and printed in data.
impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.micros.div_euclid(MICROS_A_SECOND).rem_euclid(SECONDS_A_DAY);
        let millis = self.micros.rem_euclid(MICROS_A_SECOND) / 1_000;
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(out, "{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", self.date())
    }
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970 of a date; years are counted from March, so that a leap day ends its year.
fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// Date of days since 1970: the inverse of [`days_from_date`].
fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_reads_back_as_itself() {
        for days in -11_000..146_097 {
            let at = Timestamp::from_micros(days * SECONDS_A_DAY * MICROS_A_SECOND);
            assert_eq!(Timestamp::of_date(&at.date()), Some(at));
        }
    }

    #[test]
    fn known_moments_are_written_as_everyone_writes_them() {
        let check = |micros: i64, text: &str| assert_eq!(Timestamp::from_micros(micros).to_string(), text);
        check(0, "1970-01-01T00:00:00.000Z");
        check(951_782_399_999_999, "2000-02-28T23:59:59.999Z");
        check(1_709_164_800_000_000, "2024-02-29T00:00:00.000Z");
        check(-1, "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn the_day_in_viet_nam_begins_at_17_in_utc() {
        let evening = Timestamp::of_date("2026-02-28").unwrap_or(Timestamp::from_micros(0)).later(17 * 3_600);
        assert_eq!((evening.local_date(), evening.later(-1).local_date()), ("2026-03-01".into(), "2026-02-28".into()));
        assert_eq!(evening.days_later(-1).date(), "2026-02-27");
    }

    #[test]
    fn a_date_that_no_calendar_has_is_refused() {
        for text in ["2024-13-01", "2023-02-29", "2024-1-01", "2024-01-32", "", "2024-01", "20x4-01-01"] {
            assert_eq!(Timestamp::of_date(text), None, "{text}");
        }
    }
}
