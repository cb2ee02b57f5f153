//! What stands in a field of a criterion while a unit assesses itself.

/// A field: what is saved, versioned and fought over as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Reported values and self points together: they are judged as one.
    Figures,
    /// Explanation, note (giải trình, ghi chú).
    Note,
    /// Asks that the criterion be found not applicable, with its ground.
    NotApplicable,
    /// Why a criterion with points has no evidence (giải trình thiếu tài liệu).
    NoEvidence,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 4] = [Self::Figures, Self::Note, Self::NotApplicable, Self::NoEvidence];

    /// The word by which rows, forms and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Note => "note",
            Self::NotApplicable => "not_applicable",
            Self::NoEvidence => "no_evidence",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// Reported values and self points of one criterion, as typed: text is kept even when it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Values as typed, by name of the variable, in the order of the criterion's variables; rows as `x[1]`.
    pub values: Vec<(String, String)>,
    /// Points as typed where the unit gives itself others than the rule computes.
    pub points: Option<String>,
    /// Why the points differ.
    pub reason: Option<String>,
}

impl Figures {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.points.is_none() && self.reason.is_none() && self.values.iter().all(|(_, text)| text.trim().is_empty())
    }
}
