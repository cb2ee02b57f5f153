//! Numbers and dates as each language writes them.

use thuocdo_base::{Number, Rounding, Timestamp};

use crate::Lang;

/// Writes a number with exactly this many decimals: `1.234,50` in Vietnamese, `1,234.50` in English.
///
/// # Example: points of a nation
/// ```
/// use thuocdo_base::{Number, Rounding};
/// use thuocdo_words::{show, Lang};
/// let points = Number::parse("1234.5").unwrap();
/// assert_eq!(show::fixed(Lang::Vi, &points, 2, Rounding::HalfUp), "1.234,50");
/// assert_eq!(show::fixed(Lang::En, &points, 2, Rounding::HalfUp), "1,234.50");
/// ```
pub fn fixed(lang: Lang, value: &Number, decimals: u8, mode: Rounding) -> String {
    localize(lang, &value.to_fixed(decimals, mode))
}

/// Writes a number with up to this many decimals and no trailing zeros.
pub fn short(lang: Lang, value: &Number, decimals: u8) -> String {
    let text = value.to_fixed(decimals, Rounding::HalfUp);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    localize(lang, if text == "-0" { "0" } else { text })
}

/// Writes a share in per cent with up to this many decimals: `92,5 %`, `92.5%`.
pub fn percent(lang: Lang, share: &Number, decimals: u8) -> String {
    let number = short(lang, &(share * &Number::from(100)), decimals);
    match lang {
        Lang::Vi => format!("{number}\u{a0}%"),
        Lang::En => format!("{number}%"),
    }
}

/// Shows the beginning of what somebody typed, to name it in a sentence: 60 characters, none that cannot be seen.
pub fn typed(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if text.chars().count() > 60 {
        shown.push('…');
    }
    shown
}

/// Writes a whole number with grouped thousands.
pub fn count(lang: Lang, value: u64) -> String {
    localize(lang, &value.to_string())
}

/// Writes how large something is: `284 KB`, `1,2 MB`, `3,4 GB`.
///
/// # Example: a file
/// ```
/// use thuocdo_words::{show, Lang};
/// assert_eq!(show::bytes(Lang::Vi, 1_258_291), "1,2\u{a0}MB");
/// assert_eq!(show::bytes(Lang::En, 1_258_291), "1.2\u{a0}MB");
/// ```
pub fn bytes(lang: Lang, bytes: u64) -> String {
    const KILO: u64 = 1_024;
    let of = |unit: u64| {
        let whole = Number::from(i64::try_from(bytes).unwrap_or(i64::MAX));
        let unit = Number::from(i64::try_from(unit).unwrap_or(i64::MAX));
        short(lang, &whole.divided_by(&unit).unwrap_or_default(), 1)
    };
    match bytes {
        0..1_024 => format!("{bytes}\u{a0}B"),
        1_024..1_048_576 => format!("{}\u{a0}KB", bytes / KILO),
        1_048_576..1_073_741_824 => format!("{}\u{a0}MB", of(KILO.pow(2))),
        _ => format!("{}\u{a0}GB", of(KILO.pow(3))),
    }
}

/// Writes a date given as `YYYY-MM-DD`: `04/12/2025`; other text is left as it is.
pub fn date(lang: Lang, iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match (lang, parts.as_slice()) {
        (Lang::Vi, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

/// Minutes by which Viet Nam is ahead of UTC, all year and since 1975.
const MINUTES_AHEAD: i64 = 7 * 60;

/// Writes a moment as clocks in Viet Nam show it: `30/11/2026 17:00`.
///
/// # Example: a closing
/// ```
/// use thuocdo_base::Timestamp;
/// let at = Timestamp::of_date("2026-11-30").unwrap();
/// assert_eq!(thuocdo_words::show::moment(at), "30/11/2026 07:00");
/// ```
pub fn moment(at: Timestamp) -> String {
    let local = Timestamp::from_micros(at.micros() + MINUTES_AHEAD * 60_000_000).to_string();
    let (day, time) = local.split_once('T').unwrap_or((&local, ""));
    format!("{} {}", date(Lang::Vi, day), time.get(..5).unwrap_or_default())
}

/// Writes the time of day as clocks in Viet Nam show it: `14:32:08`.
pub fn clock(at: Timestamp) -> String {
    let local = Timestamp::from_micros(at.micros() + MINUTES_AHEAD * 60_000_000).to_string();
    local.get(11..19).unwrap_or_default().to_owned()
}

fn localize(lang: Lang, dotted: &str) -> String {
    let (group, point) = match lang {
        Lang::Vi => ('.', ','),
        Lang::En => (',', '.'),
    };
    let (sign, digits) = match dotted.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", dotted),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        let number = |text: &str| Number::parse(text).expect("a number");
        assert_eq!(short(Lang::Vi, &number("3321"), 2), "3.321");
        assert_eq!(short(Lang::Vi, &number("-0.5"), 2), "\u{2212}0,5");
        assert_eq!(short(Lang::En, &number("20/3"), 4), "6.6667");
        assert_eq!(percent(Lang::Vi, &number("0.925"), 2), "92,5\u{a0}%");
        assert_eq!(date(Lang::Vi, "2025-12-04"), "04/12/2025");
    }
}
