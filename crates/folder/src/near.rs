//! "Did you mean …?"

use thuocdo_base::Message;

/// The known name that a typing error most likely meant.
pub(crate) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().chars().take(60).collect();
    let limit = typed.len() / 3 + 1;
    let scored = known.into_iter().map(|name| (distance(&typed, name, limit), name));
    scored.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// A hint that names the nearest known word, or lists all if there are few.
pub(crate) fn hint(typed: &str, known: &[&str]) -> Option<Message> {
    match nearest(typed, known.iter().copied()) {
        Some(name) => Some(Message::new("folder-did-you-mean").text("name", name)),
        None if known.is_empty() => None,
        None if known.len() <= 30 => Some(Message::new("folder-one-of").text("names", known.join(", "))),
        None => {
            let first = known[..10].join(", ");
            Some(Message::new("folder-one-of-many").text("names", first).count("more", known.len() - 10))
        }
    }
}

/// Edit distance, given up above the limit.
fn distance(left: &[char], right: &str, limit: usize) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    if left.len().abs_diff(right.len()) > limit {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let cost = before + usize::from(a != b);
            before = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(before + 1);
        }
    }
    row[right.len()]
}
