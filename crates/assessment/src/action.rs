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
    /// Gives a criterion of a unit appraised points, or says again that the unit's own stand (chấm thẩm định).
    Appraise,
    /// Asks a unit to clarify a criterion (yêu cầu giải trình).
    AskClarification,
    /// Answers what was asked, with evidence (giải trình).
    Clarify,
    /// Contests the published result of one's own unit (kiến nghị).
    Appeal,
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
    /// Sees appraised points and the reasons for them.
    ViewAppraisal,
    /// Hands over what one was given to appraise (hoàn thành thẩm định).
    CompleteAppraisal,
    /// Takes the round to its next stage (chuyển giai đoạn).
    Advance,
    /// Sees the council's sittings and their minutes.
    ViewCouncil,
    /// Keeps a sitting of the council: agenda, presence, decided points, minutes (điều hành phiên họp).
    KeepSitting,
    /// Votes in a sitting of the council (biểu quyết).
    Vote,
    /// Sees points, ranks and grades before they are published.
    ViewResult,
    /// Puts the result before the steering committee (trình phê duyệt).
    Propose,
    /// Decides what rules leave to the authority: held grades, quotas, conditions.
    Decide,
    /// Approves the result, or sends it back (phê duyệt).
    Approve,
    /// Publishes the approved result (công bố).
    Publish,
    /// Answers an appeal (trả lời kiến nghị).
    AnswerAppeal,
    /// Asks a low-ranked unit for a remedy plan, or takes that back (yêu cầu kế hoạch khắc phục).
    AskRemedy,
    /// Sees all remedy plans of the round.
    ViewRemedies,
    /// Writes the remedy plan of one's own unit and notes how far it is.
    WriteRemedy,
    /// Signs the remedy plan of one's own unit, or sends it back.
    SignRemedy,
    /// Sees the round's surveys and how many have answered, as of the last mix.
    ViewSurveys,
    /// Makes a survey, launches it and closes it (tổ chức khảo sát).
    RunSurvey,
    /// Keeps the lists of respondents and their letters (quản lý danh sách người được khảo sát).
    KeepRoster,
    /// Types responses that came on paper (nhập phiếu giấy).
    KeyPaper,
    /// Reads the round's log.
    ReadLog,
}

impl Action {
    /// All actions, in the order in which the table shows them.
    pub const ALL: [Self; 42] = [
        Self::ViewRecord,
        Self::Answer,
        Self::Attach,
        Self::Assign,
        Self::HandOver,
        Self::TakeBack,
        Self::SendBack,
        Self::Submit,
        Self::AddSignedPaper,
        Self::Reopen,
        Self::Appraise,
        Self::AskClarification,
        Self::Clarify,
        Self::Appeal,
        Self::Extend,
        Self::SetUp,
        Self::Open,
        Self::Cancel,
        Self::ViewProgress,
        Self::Remind,
        Self::GrantRoles,
        Self::ViewAppraisal,
        Self::CompleteAppraisal,
        Self::Advance,
        Self::ViewCouncil,
        Self::KeepSitting,
        Self::Vote,
        Self::ViewResult,
        Self::Propose,
        Self::Decide,
        Self::Approve,
        Self::Publish,
        Self::AnswerAppeal,
        Self::AskRemedy,
        Self::ViewRemedies,
        Self::WriteRemedy,
        Self::SignRemedy,
        Self::ViewSurveys,
        Self::RunSurvey,
        Self::KeepRoster,
        Self::KeyPaper,
        Self::ReadLog,
    ];

    /// The word by which tests and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::ViewRecord => "view_record",
            Self::Answer => "answer",
            Self::Attach => "attach",
            Self::Assign => "assign",
            Self::HandOver => "hand_over",
            Self::TakeBack => "take_back",
            Self::SendBack => "send_back",
            Self::Submit => "submit",
            Self::AddSignedPaper => "add_signed_paper",
            Self::Reopen => "reopen",
            Self::Appraise => "appraise",
            Self::AskClarification => "ask_clarification",
            Self::Clarify => "clarify",
            Self::Appeal => "appeal",
            Self::Extend => "extend",
            Self::SetUp => "set_up",
            Self::Open => "open",
            Self::Cancel => "cancel",
            Self::ViewProgress => "view_progress",
            Self::Remind => "remind",
            Self::GrantRoles => "grant_roles",
            Self::ViewAppraisal => "view_appraisal",
            Self::CompleteAppraisal => "complete_appraisal",
            Self::Advance => "advance",
            Self::ViewCouncil => "view_council",
            Self::KeepSitting => "keep_sitting",
            Self::Vote => "vote",
            Self::ViewResult => "view_result",
            Self::Propose => "propose",
            Self::Decide => "decide",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::AnswerAppeal => "answer_appeal",
            Self::AskRemedy => "ask_remedy",
            Self::ViewRemedies => "view_remedies",
            Self::WriteRemedy => "write_remedy",
            Self::SignRemedy => "sign_remedy",
            Self::ViewSurveys => "view_surveys",
            Self::RunSurvey => "run_survey",
            Self::KeepRoster => "keep_roster",
            Self::KeyPaper => "key_paper",
            Self::ReadLog => "read_log",
        }
    }

    /// Whether it is about one unit's record, or about the round as a whole.
    pub fn is_of_record(self) -> bool {
        matches!(
            self,
            Self::ViewRecord
                | Self::Answer
                | Self::Attach
                | Self::Assign
                | Self::HandOver
                | Self::TakeBack
                | Self::SendBack
                | Self::Submit
                | Self::AddSignedPaper
                | Self::Reopen
                | Self::Appraise
                | Self::AskClarification
                | Self::Clarify
                | Self::Appeal
                | Self::WriteRemedy
                | Self::SignRemedy
        )
    }
}
