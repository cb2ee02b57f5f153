//! What people do in a round; one word each, the rows of the table.

/// What somebody asks to do in a round or with a unit's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Reads a unit's record.
    ViewRecord,
    /// Answers a criterion: figures, note, not applicable.
    Answer,
    /// Attaches evidence to a criterion or takes it off.
    Attach,
    /// Gives criteria to colleagues.
    Assign,
    /// Hands the record to the head for signature (trình ký).
    HandOver,
    /// Takes it back before the head has signed.
    TakeBack,
    /// Sends it back with remarks for named criteria (trả lại).
    SendBack,
    /// Signs and submits (ký duyệt và nộp).
    Submit,
    /// Adds number, date and scan of the signed paper.
    AddSignedPaper,
    /// Opens named criteria of a submitted record again, with a reason (mở lại).
    Reopen,
    /// Gives a unit, or all, more time (gia hạn).
    Extend,
    /// Sets a round up.
    SetUp,
    /// Opens a round.
    Open,
    /// Calls a round off.
    Cancel,
    /// Sees how far all units are.
    ViewProgress,
    /// Reminds units that are behind.
    Remind,
    /// Grants roles in the round.
    GrantRoles,
    /// Reads the round's log.
    ReadLog,
}
