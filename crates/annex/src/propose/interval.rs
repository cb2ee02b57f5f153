//! From where to where a step reaches: `từ 80% đến dưới 90%`, `≥ 95%`, `4 cuộc họp`, `dưới 6 buổi`.

use thuocdo_base::Number;
use thuocdo_base::read::typed;
use thuocdo_words::collate::fold;

/// An interval of a share in per cent, or of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interval {
    /// Lower end, and whether it is left out itself.
    pub(crate) low: Option<(Number, bool)>,
    /// Upper end, and whether it is left out itself.
    pub(crate) high: Option<(Number, bool)>,
    /// In per cent.
    pub(crate) percent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    Number(Number, bool),
    Least,
    More,
    Less,
    Most,
    Up,
    Down,
}

/// Reads the condition of a step; `None`: it is not about one number.
pub(crate) fn read(text: &str) -> Option<Interval> {
    let signs = signs(&fold(&without_brackets(text)))?;
    let numbers: Vec<(usize, &Number, bool)> = signs
        .iter()
        .enumerate()
        .filter_map(|(at, sign)| match sign {
            Sign::Number(number, percent) => Some((at, number, *percent)),
            _ => None,
        })
        .collect();
    let percent = numbers.iter().any(|(.., percent)| *percent);
    let mut found = Interval { percent, ..Interval::default() };
    match numbers.as_slice() {
        [(at, number, _)] => one(&signs, *at, number, &mut found),
        [(first, low, _), (second, high, _)] => two(&signs, (*first, low), (*second, high), &mut found),
        _ => return None,
    }
    let sound = match (&found.low, &found.high) {
        (Some((low, _)), Some((high, _))) => low <= high,
        (None, None) => false,
        _ => true,
    };
    sound.then_some(found)
}

fn one(signs: &[Sign], at: usize, number: &Number, found: &mut Interval) {
    let before = at.checked_sub(1).and_then(|before| signs.get(before));
    match (before, signs.get(at + 1)) {
        (Some(Sign::More), _) => found.low = Some((number.clone(), true)),
        (Some(Sign::Less), _) => found.high = Some((number.clone(), true)),
        (Some(Sign::Most), _) | (_, Some(Sign::Down)) => found.high = Some((number.clone(), false)),
        (Some(Sign::Least), _) | (_, Some(Sign::Up)) => found.low = Some((number.clone(), false)),
        // A number alone is itself and, in a list from the best down, what is above it.
        _ => {
            found.low = Some((number.clone(), false));
            found.high = Some((number.clone(), false));
        }
    }
}

fn two(signs: &[Sign], (first, low): (usize, &Number), (second, high): (usize, &Number), found: &mut Interval) {
    let between = &signs[first + 1..second];
    let before = first.checked_sub(1).and_then(|before| signs.get(before));
    // 80% ≤ tỷ lệ < 95%: the sign after the lower number is turned around.
    let turned = between.len() == 2;
    let open_low = matches!(before, Some(Sign::More)) || turned && matches!(between.first(), Some(Sign::Less));
    found.low = Some((low.clone(), open_low));
    found.high = Some((high.clone(), matches!(between.last(), Some(Sign::Less))));
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = text.chars().filter(|sign| match sign {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    keep.collect()
}

/// Numbers and what compares them; `None` for dates and other numbers that are names.
fn signs(folded: &str) -> Option<Vec<Sign>> {
    let spaced = ["<=", ">=", "≤", "≥", "<", ">"].iter().fold(folded.to_owned(), |text, sign| {
        let mark = match *sign {
            "<=" | "≤" => " @le ",
            ">=" | "≥" => " @ge ",
            "<" => " @lt ",
            _ => " @gt ",
        };
        text.replace(sign, mark)
    });
    let spaced = spaced.replace(" - ", " den ").replace(" – ", " den ").replace('%', "% ").replace(" % ", "% ");
    let words: Vec<&str> = spaced.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '.'])).collect();
    let mut signs = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let pair = words.get(at + 1).map_or(String::new(), |next| format!("{word} {next}"));
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        match number(word) {
            Some(_) if ["thang", "ngay", "nam", "quy", "muc", "so", "khoan", "dieu"].contains(&before) => return None,
            Some((number, percent)) => signs.push(Sign::Number(number, percent)),
            None if word.chars().next().is_some_and(|c| c.is_ascii_digit()) && word.contains('/') => return None,
            None => signs.extend(sign(word, &pair)),
        }
    }
    // "đến dưới 90%" is one upper end.
    signs.dedup_by(|later, earlier| {
        let merges = matches!((&*earlier, &*later), (Sign::Most, Sign::Less) | (Sign::Least, Sign::More));
        if merges {
            *earlier = later.clone();
        }
        merges || later == earlier && !matches!(later, Sign::Number(..))
    });
    Some(signs)
}

fn sign(word: &str, pair: &str) -> Option<Sign> {
    match (word, pair) {
        (_, "tro len") => Some(Sign::Up),
        (_, "tro xuong") => Some(Sign::Down),
        (_, "khong qua" | "toi da" | "khong vuot" | "nhieu nhat") | ("@le" | "den", _) => Some(Sign::Most),
        (_, "it nhat" | "toi thieu") | ("@ge" | "tu", _) => Some(Sign::Least),
        (_, "lon hon" | "nhieu hon" | "cao hon") | ("@gt" | "tren", _) => Some(Sign::More),
        (_, "nho hon" | "it hon" | "thap hon") | ("@lt" | "duoi", _) => Some(Sign::Less),
        _ => None,
    }
}

fn number(word: &str) -> Option<(Number, bool)> {
    let (bare, percent) = match word.strip_suffix('%') {
        Some(bare) => (bare, true),
        None => (word, false),
    };
    typed(bare).ok().filter(|number| !number.is_negative()).map(|number| (number, percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_intervals() {
        let check = |text: &str, expected: &str| {
            let shown = read(text).map(|found| {
                let end = |end: &Option<(Number, bool)>, open: &str, closed: &str| {
                    end.as_ref().map_or(String::new(), |(number, is_open)| {
                        format!("{}{}", if *is_open { open } else { closed }, number.to_exact())
                    })
                };
                format!(
                    "{} {} {}",
                    end(&found.low, ">", ">="),
                    end(&found.high, "<", "<="),
                    if found.percent { "%" } else { "n" }
                )
            });
            assert_eq!(shown.unwrap_or_default(), expected, "{text}");
        };
        check("Từ 90% trở lên", ">=90  %");
        check("từ 80% đến dưới 90%", ">=80 <90 %");
        check("Từ 70% - dưới 100% số vấn đề được xử lý", ">=70 <100 %");
        check("Dưới 10% số đơn vị", " <10 %");
        check("Tỷ lệ ≥ 80%", ">=80  %");
        check("80% ≤ tỷ lệ < 95%", ">=80 <95 %");
        check("a/b < 50%", " <50 %");
        check("100% số vấn đề phát hiện được xử lý", ">=100 <=100 %");
        check("4 cuộc họp", ">=4 <=4 n");
        check("BCĐ họp 4 lần/năm (Trung bình mỗi quý 1 lần)", ">=4 <=4 n");
        check("Trên 2% tổng chi", ">2  %");
        check("Từ 2 đến 3 hội nghị", ">=2 <=3 n");
        check("dưới 6 buổi", " <6 n");
        for text in ["Ban hành trước ngày 31/01", "Ban hành trong tháng 01", "Có", "", "10, 20 và 30", "từ 9 đến 3"]
        {
            check(text, "");
        }
    }
}
