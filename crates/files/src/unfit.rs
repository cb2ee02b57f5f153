//! Why a file is refused; the words become sentences at the door.

/// Why a file is not taken in (tệp bị từ chối).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unfit {
    /// Of no kind that is taken in.
    Forbidden,
    /// The content is not what the name promises.
    Renamed,
    /// No bytes at all.
    Empty,
    /// More bytes than are taken in.
    TooLarge,
    /// Cut off or damaged: it cannot be opened.
    Damaged,
    /// Macros inside.
    Macros,
    /// Other files or controls inside: OLE objects, ActiveX, archives.
    Embedded,
    /// Points to content elsewhere that opens with it: templates, linked workbooks, DDE.
    Linked,
    /// Unpacks to far more than it is: a bomb.
    Bomb,
    /// A picture of too many pixels.
    Pixels,
    /// Locked with a password.
    Locked,
    /// Looking into it took too much memory or time.
    Unreadable,
    /// The scanner found malware in it.
    Infected,
    /// The scanner could not tell; it may be sent again later.
    Unscanned,
}

impl Unfit {
    /// All reasons.
    pub const ALL: [Self; 14] = [
        Self::Forbidden,
        Self::Renamed,
        Self::Empty,
        Self::TooLarge,
        Self::Damaged,
        Self::Macros,
        Self::Embedded,
        Self::Linked,
        Self::Bomb,
        Self::Pixels,
        Self::Locked,
        Self::Unreadable,
        Self::Infected,
        Self::Unscanned,
    ];

    /// The word by which processes and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Renamed => "renamed",
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::Damaged => "damaged",
            Self::Macros => "macros",
            Self::Embedded => "embedded",
            Self::Linked => "linked",
            Self::Bomb => "bomb",
            Self::Pixels => "pixels",
            Self::Locked => "locked",
            Self::Unreadable => "unreadable",
            Self::Infected => "infected",
            Self::Unscanned => "unscanned",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unfit| unfit.word() == word)
    }
}
