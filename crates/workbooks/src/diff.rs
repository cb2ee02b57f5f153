//! What a returned cell would change: held against what stands in the house and what stood there when it left.

use thuocdo_base::Message;

/// What a returned cell is to what stands (so với hệ thống).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing stands there yet.
    New,
    /// Something else stands there.
    Changed,
    /// Changed on both sides since the workbook left.
    Conflict,
    /// Cannot be read, or cannot be taken in now; the reason says why.
    NotUnderstood,
    /// It says what stands, or was not touched since it left.
    Same,
}

impl State {
    /// All, in the order in which people look at them.
    pub const ALL: [Self; 5] = [Self::Conflict, Self::NotUnderstood, Self::Changed, Self::New, Self::Same];

    /// The word by which forms, styles and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::NotUnderstood => "not-understood",
            Self::Same => "same",
        }
    }

    /// Whether a person may choose it to be written.
    pub fn can_be_chosen(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Conflict)
    }

    /// Whether it is chosen before a person says anything: where both sides changed, the house's stays.
    pub fn is_chosen_at_first(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }
}

/// One cell of a returned workbook beside what stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Key of its row.
    pub key: String,
    /// Word of its column.
    pub field: String,
    /// Its sheet, row and column in the workbook, from zero.
    pub at: (usize, usize, usize),
    /// What stands in the house.
    pub old: String,
    /// What the workbook says.
    pub new: String,
    /// What it is.
    pub state: State,
    /// Why it cannot be taken in, or what was done to read it: letters of an old font, a number that was rounded.
    pub reasons: Vec<Message>,
}

/// What is known of a cell: what it says, what stands, what stood when the workbook left, and whether the house moved.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// What the workbook says.
    pub given: &'a str,
    /// What stands in the house.
    pub stands: &'a str,
    /// What stood there when the workbook left; none if it is not ours.
    pub left: Option<&'a str>,
    /// Whether the house holds another version than the one that left.
    pub moved: bool,
}

/// Tells what a cell is to what stands; `same` compares two texts as their kind asks for.
///
/// # Example: what nobody touched in the workbook never undoes what changed in the house
/// ```
/// use thuocdo_workbooks::diff::{Sides, State, judge};
/// let same = |one: &str, other: &str| one == other;
/// let sides = |given| Sides { given, stands: "9", left: Some("8"), moved: true };
/// assert_eq!(judge(&sides("8"), same), State::Same);
/// assert_eq!(judge(&sides("7"), same), State::Conflict);
/// assert_eq!(judge(&sides("9"), same), State::Same);
/// ```
pub fn judge(sides: &Sides<'_>, same: impl Fn(&str, &str) -> bool) -> State {
    let Sides { given, stands, left, moved } = *sides;
    if same(given, stands) || left.is_some_and(|left| same(given, left)) {
        State::Same
    } else if moved {
        State::Conflict
    } else if stands.trim().is_empty() {
        State::New
    } else {
        State::Changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(given: &str, stands: &str, left: Option<&str>, moved: bool) -> State {
        judge(&Sides { given, stands, left, moved }, |one, other| one == other)
    }

    #[test]
    fn every_cell_is_one_thing() {
        assert_eq!(state("8", "", Some(""), false), State::New);
        assert_eq!(state("8", "7", Some("7"), false), State::Changed);
        assert_eq!(state("", "7", Some("7"), false), State::Changed);
        assert_eq!(state("8", "9", Some("7"), true), State::Conflict);
        assert_eq!(state("8", "8", Some("7"), true), State::Same);
        assert_eq!(state("8", "7", None, false), State::Changed);
        assert_eq!(state("8", "", None, false), State::New);
    }

    #[test]
    fn where_both_sides_changed_the_house_keeps_its_own_unless_somebody_says_so() {
        assert!(State::Conflict.can_be_chosen() && !State::Conflict.is_chosen_at_first());
        assert!(!State::NotUnderstood.can_be_chosen() && !State::Same.can_be_chosen());
        assert!(State::New.is_chosen_at_first() && State::Changed.is_chosen_at_first());
    }
}
