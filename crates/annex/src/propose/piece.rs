//! The text of a rule cut into what it says: definitions, formulas, steps, deductions.

use thuocdo_base::Number;
use thuocdo_words::collate::fold;

use super::expr::{self, Scaled};
use super::points::{self, Worth};
use crate::row;

/// One thing that the text of a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// `a = Số …`
    Means { name: char, label: String },
    /// `Tỷ lệ = a/b`, `Điểm = Tỷ lệ*Điểm tối đa`
    Formula { of_points: bool, is: Scaled },
    /// `Từ 90% trở lên: 2 điểm`
    Step { when: String, worth: Worth },
    /// `Mỗi … được 2 điểm, tối đa 10 điểm`
    Each { label: String, points: Number, cap: Option<Number> },
    /// `Mỗi … trừ 0,25 điểm`
    Minus { label: String, points: Number },
    /// `Điểm = Tỷ lệ / Tỷ lệ cao nhất * Điểm tối đa`
    Best,
    /// Found by a survey.
    Survey,
    /// Not scored.
    Unscored,
    /// Leads over to what comes next; says nothing itself.
    Lead,
    /// Not understood.
    Other(String),
}

/// Cuts the lines of a rule.
pub(crate) fn cut(lines: &[String]) -> Vec<Piece> {
    lines.iter().flat_map(|line| sentences(line)).flat_map(|sentence| pieces(&sentence)).collect()
}

/// Sentences and parts between semicolons.
fn sentences(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in line.split(';') {
        let mut rest = part;
        // A full stop ends a sentence where a capital letter follows.
        while let Some(at) = full_stop(rest) {
            found.push(rest[..at].to_owned());
            rest = &rest[at + 1..];
        }
        found.push(rest.to_owned());
    }
    found.iter().map(|part| bare(part)).filter(|part| !part.is_empty()).collect()
}

fn full_stop(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(at, _)| at).find(|at| {
        let long_word = text[..*at]
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.chars().count() > 2 || word.ends_with(|c: char| c.is_ascii_digit()));
        long_word && text[at + 2..].chars().next().is_some_and(char::is_uppercase)
    })
}

fn bare(text: &str) -> String {
    let text = text.trim().trim_start_matches(['-', '+', '–', '•', '*', ' ']).trim_end_matches([';', '.', ',', ' ']);
    let text = text.strip_prefix("Nếu ").or_else(|| text.strip_prefix("nếu ")).unwrap_or(text);
    let folded = fold(text);
    let lead = ["trong do:", "trong do,", "trong do", "goi ", "voi "].into_iter().find(|lead| folded.starts_with(lead));
    let skip = lead.map_or(0, |lead| lead.chars().count());
    text.char_indices()
        .nth(skip)
        .map_or(String::new(), |(at, _)| text[at..].trim_start_matches([':', ',', ' ']).to_owned())
}

/// What a sentence says; one that says several things between commas is cut there.
fn pieces(sentence: &str) -> Vec<Piece> {
    let whole = piece(sentence);
    if matches!(whole, Piece::Each { .. } | Piece::Minus { .. }) {
        return vec![whole];
    }
    let parts: Vec<Piece> =
        sentence.split(", ").map(bare).filter(|part| !part.is_empty()).map(|part| piece(&part)).collect();
    let says = |piece: &&Piece| !matches!(piece, Piece::Other(_) | Piece::Lead);
    if parts.len() > 1 && parts.iter().filter(says).count() == parts.len() { parts } else { vec![whole] }
}

fn piece(text: &str) -> Piece {
    let folded = fold(text);
    if ["khong cham diem", "khong tinh diem"].contains(&folded.as_str()) {
        return Piece::Unscored;
    }
    if is_survey(&folded) {
        return Piece::Survey;
    }
    if folded.starts_with("diem") && folded.contains("cao nhat") && folded.contains(['/', ':']) {
        return Piece::Best;
    }
    means(text, &folded)
        .or_else(|| each(text, &folded))
        .or_else(|| formula(text, &folded))
        .or_else(|| step(text))
        .unwrap_or_else(|| if is_lead(&folded) { Piece::Lead } else { Piece::Other(text.to_owned()) })
}

/// Whether words say that a survey finds the points.
pub(crate) fn is_survey(folded: &str) -> bool {
    ["dieu tra xa hoi hoc", "dieu tra xhh", "qua khao sat", "khao sat xa hoi hoc", "theo ket qua khao sat"]
        .iter()
        .any(|word| folded.contains(word))
}

fn is_lead(folded: &str) -> bool {
    let starts = [
        "tinh ty le",
        "cach tinh",
        "cach xac dinh",
        "cong thuc",
        "diem danh gia duoc tinh",
        "trong do",
        "diem duoc tinh",
        "xac dinh ty le",
    ];
    folded.ends_with(':') || starts.iter().any(|start| folded.starts_with(start))
}

/// `a = Số …`, `a: số …`, `a là tổng số …`: one letter, then words.
fn means(text: &str, folded: &str) -> Option<Piece> {
    let name = folded.chars().next().filter(char::is_ascii_lowercase)?;
    let rest = text.get(1..)?.trim_start();
    let label = rest.strip_prefix(['=', ':']).or_else(|| rest.strip_prefix("là "))?.trim();
    let words =
        label.split_whitespace().filter(|word| word.chars().count() > 1 && word.chars().all(char::is_alphabetic));
    let is_words = words.count() >= 2 && expr::scaled(label).is_none();
    is_words.then(|| Piece::Means { name, label: label.trim_end_matches([';', '.', ',']).to_owned() })
}

/// `Tỷ lệ = …` and `Điểm = …`; also an expression alone.
fn formula(text: &str, folded: &str) -> Option<Piece> {
    if let Some((left, right)) = text.split_once('=') {
        let left = if left.contains([':', '<', '>', '≥', '≤']) { String::new() } else { fold(left) };
        let of_points = left.trim().starts_with("diem") || left.trim().starts_with("so diem");
        let of_share =
            ["ty le", "ti le", "ket qua"].iter().any(|start| left.trim().starts_with(start)) || left.trim() == "x";
        if of_points || of_share {
            return expr::scaled(right).map(|is| Piece::Formula { of_points, is });
        }
    }
    let leads = [
        "diem danh gia duoc tinh theo cong thuc",
        "diem duoc tinh theo cong thuc",
        "tinh theo cong thuc",
        "cong thuc tinh",
    ];
    let lead = leads.iter().find(|lead| folded.starts_with(**lead));
    let skip = lead.map_or(0, |lead| lead.chars().count());
    let rest = text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..]);
    let is = expr::scaled(rest.trim_start_matches([':', ' ']))?;
    Some(Piece::Formula { of_points: is.times_max || is.times.is_some(), is })
}

/// `Mỗi hồ sơ chậm trừ 0,25 điểm`, `Vi phạm 01 lần trừ 2 điểm`, `Cứ 1 sáng kiến được 2 điểm, tối đa 6 điểm`.
fn each(text: &str, folded: &str) -> Option<Piece> {
    let lead = ["moi ", "cu moi ", "cu "].into_iter().find(|lead| folded.starts_with(lead));
    let (at, verb) = verbs(folded, lead.is_some())?;
    let after: String = folded.chars().skip(at + verb.chars().count()).collect();
    let (number, rest) = first_number(&after)?;
    let skip = lead.map_or(0, |lead| lead.chars().count());
    let label: String = text.chars().take(at).skip(skip).collect();
    let label = once(label.trim().trim_end_matches([':', ',', ' ']));
    if label.is_empty() {
        return None;
    }
    if verb.trim() == "tru" {
        return Some(Piece::Minus { label, points: number });
    }
    let cap = ["toi da", "khong qua", "khong vuot qua"]
        .iter()
        .filter_map(|word| rest.split_once(word))
        .find_map(|(_, rest)| first_number(rest));
    Some(Piece::Each { label, points: number, cap: cap.map(|(number, _)| number) })
}

fn verbs(folded: &str, counts: bool) -> Option<(usize, &'static str)> {
    let all: &[&'static str] =
        if counts { &[" tru ", " bi tru ", " duoc cong ", " duoc ", " cong ", ": "] } else { &[" tru ", " bi tru "] };
    let found =
        all.iter().filter_map(|verb| Some((folded.rfind(verb).filter(|at| follows(folded, *at, verb))?, *verb)));
    let (byte, verb) = found.min_by_key(|(at, verb)| (verb.trim() != "tru", *at))?;
    Some((folded[..byte].chars().count(), verb))
}

/// A number comes right after the verb.
fn follows(folded: &str, at: usize, verb: &str) -> bool {
    folded[at + verb.len()..].trim_start().chars().next().is_some_and(|c| c.is_ascii_digit())
}

/// `Vi phạm 01 lần` is about `Vi phạm`.
fn once(label: &str) -> String {
    let folded = fold(label);
    let end = ["01 lan", "1 lan", "mot lan"]
        .iter()
        .find_map(|word| folded.strip_suffix(word))
        .map(|rest| rest.trim().chars().count());
    label.chars().take(end.unwrap_or(usize::MAX)).collect()
}

fn first_number(text: &str) -> Option<(Number, &str)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    Some((row::points(rest[..end].trim_end_matches([',', '.']))?, &rest[end..]))
}

/// A condition and its worth: the first place where all that follows is a worth.
fn step(text: &str) -> Option<Piece> {
    const BETWEEN: [&str; 14] = [
        ":",
        "=>",
        "→",
        " thì điểm đánh giá là ",
        " thì điểm là ",
        " thì điểm đánh giá ",
        " thì điểm ",
        " thì được ",
        " được tính ",
        " được ",
        " đạt ",
        " tính ",
        " thì ",
        "=",
    ];
    let mut places: Vec<(usize, usize)> = BETWEEN
        .iter()
        .flat_map(|between| text.match_indices(between))
        .map(|(at, between)| (at, at + between.len()))
        .collect();
    places.sort_unstable();
    let cut_at = places.into_iter().find_map(|(at, end)| Some((at, points::read(&text[end..])?)));
    let (at, worth) = cut_at.or_else(|| nothing(text)).or_else(|| trailing(text))?;
    let when = text[..at].trim().trim_end_matches([':', ',', '-', '=']).trim();
    (!when.is_empty()).then(|| Piece::Step { when: when.to_owned(), worth })
}

/// `chưa thành lập không được điểm`.
fn nothing(text: &str) -> Option<(usize, Worth)> {
    let at = text.rfind(" không ")?;
    points::read(&text[at..]).filter(Worth::is_zero).map(|worth| (at, worth))
}

/// `Có 5 điểm`: points at the end, with their word.
fn trailing(text: &str) -> Option<(usize, Worth)> {
    let folded = fold(text);
    let bare = folded.trim().strip_suffix("diem")?;
    let count = bare.trim_end().chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').count();
    let total = bare.trim_end().chars().count();
    let at = text.char_indices().nth(total.checked_sub(count).filter(|_| count > 0)?)?.0;
    points::read(&text[at..]).map(|worth| (at, worth))
}
