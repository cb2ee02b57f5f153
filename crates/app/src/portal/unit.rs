//! One unit.
use super::figure::Figure;

/// A main section of a unit against its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Attainment of the unit; absent if nothing applies.
    pub me: Option<Figure>,
    /// Mean of the group.
    pub mean: Option<Figure>,
    /// Values between which four fifths of the group lie; absent in small groups.
    pub span: Option<(Figure, Figure)>,
}
