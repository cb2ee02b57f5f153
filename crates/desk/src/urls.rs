//! Every address of the staff pages, in one table: Vietnamese without accents, English below `/en`.

/// Addresses as routes, without the language.
pub mod routes {
    /// Signing in.
    pub const SIGN_IN: &str = "/dang-nhap";
    /// The second factor, after the password.
    pub const SIGN_IN_CODE: &str = "/dang-nhap/ma";
    /// Opening a session that locked itself.
    pub const UNLOCK: &str = "/dang-nhap/mo-khoa";
    /// Choosing a password with a code that was handed out.
    pub const NEW_PASSWORD: &str = "/dang-nhap/mat-khau-moi";
    /// Signing out.
    pub const SIGN_OUT: &str = "/dang-xuat";
    /// Tasks of whoever is signed in.
    pub const TASKS: &str = "/viec";
    /// Letters of the demo.
    pub const LETTERS: &str = "/thu";
    /// Notices.
    pub const NOTICES: &str = "/thong-bao";
    /// What a newcomer does first.
    pub const START: &str = "/bat-dau";
    /// The own account.
    pub const ACCOUNT: &str = "/tai-khoan";
    /// Seconds until the session locks.
    pub const SESSION_LEFT: &str = "/tai-khoan/phien/con-lai";
    /// Changing the own password.
    pub const PASSWORD: &str = "/tai-khoan/mat-khau";
    /// The second factor of the own account.
    pub const SECOND_FACTOR: &str = "/tai-khoan/xac-thuc";
    /// New recovery codes.
    pub const RECOVERY: &str = "/tai-khoan/xac-thuc/ma-du-phong";
    /// Taking the second factor off.
    pub const NO_SECOND_FACTOR: &str = "/tai-khoan/xac-thuc/bo";
    /// The password once more before a dangerous change.
    pub const CONFIRM: &str = "/tai-khoan/xac-nhan";
    /// Where the own account is signed in.
    pub const SESSIONS: &str = "/tai-khoan/phien";
    /// Rounds.
    pub const ROUNDS: &str = "/ky";
    /// A new round.
    pub const NEW_ROUND: &str = "/ky/moi";
    /// One step of setting a round up.
    pub const SET_UP: &str = "/ky/{ky}/thiet-lap/{buoc}";
    /// Who is what in a round.
    pub const ROUND_ROLES: &str = "/ky/{ky}/quyen";
    /// More time.
    pub const EXTEND: &str = "/ky/{ky}/gia-han";
    /// Calling a round off.
    pub const CANCEL: &str = "/ky/{ky}/huy";
    /// To the next stage.
    pub const ADVANCE: &str = "/ky/{ky}/chuyen-giai-doan";
    /// How far a round is.
    pub const ROUND: &str = "/ky/{ky}";
    /// How far a round is, as CSV.
    pub const ROUND_CSV: &str = "/ky/{ky}/tien-do.csv";
    /// Reminding those behind.
    pub const REMIND: &str = "/ky/{ky}/nhac";
    /// The coming result of a round.
    pub const RESULT: &str = "/ky/{ky}/ket-qua";
    /// Results as they stand, with all fields, as a workbook.
    pub const RESULT_BOOK: &str = "/ky/{ky}/ket-qua/ket-qua.xlsx";
    /// Noting that it was seen as it stands.
    pub const RESULT_SEEN: &str = "/ky/{ky}/ket-qua/da-xem";
    /// Naming the publication that answers to an input.
    pub const RESULT_INPUT: &str = "/ky/{ky}/ket-qua/dau-vao";
    /// Letting a held grade stand, or taking that back.
    pub const RESULT_HELD: &str = "/ky/{ky}/ket-qua/giu-hang";
    /// Correcting the points of a criterion.
    pub const RESULT_CORRECT: &str = "/ky/{ky}/ket-qua/dinh-chinh";
    /// Where approval stands; proposing.
    pub const APPROVAL: &str = "/ky/{ky}/phe-duyet";
    /// Approving, or sending back.
    pub const APPROVAL_OPINION: &str = "/ky/{ky}/phe-duyet/y-kien";
    /// The decision and the moment of publication.
    pub const APPROVAL_DECISION: &str = "/ky/{ky}/phe-duyet/quyet-dinh";
    /// Appeals against a published result; filing one.
    pub const APPEALS: &str = "/ky/{ky}/kien-nghi";
    /// Answering an appeal, taking it back, naming its correction.
    pub const APPEAL: &str = "/ky/{ky}/kien-nghi/{id}";
    /// Remedy plans of a round; asking for them.
    pub const REMEDIES: &str = "/ky/{ky}/khac-phuc";
    /// The remedy plan of one unit; writing it and noting progress.
    pub const REMEDY: &str = "/ky/{ky}/khac-phuc/{cq}";
    /// Signing a remedy plan, or sending it back.
    pub const REMEDY_SIGN: &str = "/ky/{ky}/khac-phuc/{cq}/ky-duyet";
    /// Taking the request for a remedy plan back.
    pub const REMEDY_WITHDRAW: &str = "/ky/{ky}/khac-phuc/{cq}/thu-hoi";
    /// What a survey says, of all bodies or one.
    pub const SURVEY_REPORT: &str = "/ky/{ky}/khao-sat/{id}/bao-cao";
    /// Surveys of a round.
    pub const SURVEYS: &str = "/ky/{ky}/khao-sat";
    /// A new survey.
    pub const NEW_SURVEY: &str = "/ky/{ky}/khao-sat/moi";
    /// One survey: what is set, then how it stands.
    pub const SURVEY_NOT_HELD: &str = "/ky/{ky}/khao-sat/khong-to-chuc";
    /// One survey: set-up or monitor.
    pub const SURVEY: &str = "/ky/{ky}/khao-sat/{id}";
    /// How a survey stands, the part that follows by itself.
    pub const SURVEY_LIVE: &str = "/ky/{ky}/khao-sat/{id}/dien-bien";
    /// News of mixes of a survey, as they happen.
    pub const SURVEY_NEWS: &str = "/ky/{ky}/khao-sat/{id}/tin-moi";
    /// More time for a survey, or closing it.
    pub const SURVEY_CLOSE: &str = "/ky/{ky}/khao-sat/{id}/ket-thuc";
    /// The people of a survey; looking at a list.
    pub const SURVEY_LISTS: &str = "/ky/{ky}/khao-sat/{id}/danh-sach";
    /// Taking a list in.
    pub const SURVEY_LISTS_APPLY: &str = "/ky/{ky}/khao-sat/{id}/danh-sach/nhap";
    /// Taking people off, and addresses that want no letters.
    pub const SURVEY_LISTS_ACT: &str = "/ky/{ky}/khao-sat/{id}/danh-sach/lam";
    /// Invitations and reminders of a survey.
    pub const SURVEY_LETTERS: &str = "/ky/{ky}/khao-sat/{id}/thu";
    /// Printed letters of a survey.
    pub const SURVEY_BOUNCED: &str = "/ky/{ky}/khao-sat/{id}/thu/tra-lai";
    /// Letters to print.
    pub const SURVEY_PRINT: &str = "/ky/{ky}/khao-sat/{id}/thu/in";
    /// The log of a round.
    pub const LOG: &str = "/kiem-toan/{ky}";
    /// Checking whether the log holds.
    pub const LOG_CHECK: &str = "/kiem-toan/{ky}/kiem-tra";
    /// The way of one score.
    pub const WAY: &str = "/kiem-toan/{ky}/{cq}/{tieu-chi}";
    /// The way of one score as a file.
    pub const WAY_FILE: &str = "/kiem-toan/{ky}/{cq}/{tieu-chi}/{tep}";
    /// The archives of a round; asking for one.
    pub const ARCHIVES: &str = "/ky/{ky}/luu-tru";
    /// One archive as a file.
    pub const ARCHIVE: &str = "/ky/{ky}/luu-tru/{id}";
    /// The bundle of a published version, for who reads the log.
    pub const ARCHIVED_RESULT: &str = "/ky/{ky}/luu-tru/ket-qua/{so}";
    /// Rounds out of archives; handing one in.
    pub const RESTORE: &str = "/quan-tri/khoi-phuc";
    /// The last look before signing; handing over.
    pub const CHECK: &str = "/ky/{ky}/trinh-ky/{cq}";
    /// Taking a record back before it is signed.
    pub const TAKE_BACK: &str = "/ky/{ky}/trinh-ky/{cq}/rut-ve";
    /// The head's page; signing and submitting.
    pub const SIGN: &str = "/ky/{ky}/ky-duyet/{cq}";
    /// Sending a record back with remarks.
    pub const SEND_BACK: &str = "/ky/{ky}/ky-duyet/{cq}/tra-lai";
    /// Opening criteria of a submitted record again.
    pub const REOPEN: &str = "/ky/{ky}/mo-lai/{cq}";
    /// What proves a submission.
    pub const RECEIPT: &str = "/ky/{ky}/bien-nhan/{cq}";
    /// The receipt as text.
    pub const RECEIPT_TEXT: &str = "/ky/{ky}/bien-nhan/{cq}/bien-nhan.txt";
    /// What was frozen, as it was hashed.
    pub const RECEIPT_CONTENT: &str = "/ky/{ky}/bien-nhan/{cq}/noi-dung.json";
    /// Number, date and scan of the signed paper.
    pub const SIGNED_PAPER: &str = "/ky/{ky}/bien-nhan/{cq}/van-ban";
    /// The sheet on paper.
    pub const PRINT: &str = "/ky/{ky}/phieu/{cq}";
    /// Questions to the units of a round.
    pub const QUESTIONS: &str = "/ky/{ky}/giai-trinh";
    /// Questions to one unit; asking it.
    pub const UNIT_QUESTIONS: &str = "/ky/{ky}/giai-trinh/{cq}";
    /// Drafting and sending the answer to a question.
    pub const QUESTION: &str = "/ky/{ky}/giai-trinh/{cq}/{id}";
    /// Taking a question back.
    pub const WITHDRAW_QUESTION: &str = "/ky/{ky}/giai-trinh/{cq}/{id}/thu-hoi";
    /// Sittings of the council; planning one.
    pub const SITTINGS: &str = "/ky/{ky}/hoi-dong";
    /// One sitting, item by item; keeping it.
    pub const SITTING: &str = "/ky/{ky}/hoi-dong/{phien}";
    /// How a sitting stands, for pages that follow it.
    pub const SITTING_NOW: &str = "/ky/{ky}/hoi-dong/{phien}/dien-bien";
    /// What could be on a sitting's agenda.
    pub const AGENDA: &str = "/ky/{ky}/hoi-dong/{phien}/chon-noi-dung";
    /// Voting.
    pub const VOTE: &str = "/ky/{ky}/hoi-dong/{phien}/bieu-quyet";
    /// The minutes of a sitting on paper.
    pub const MINUTES: &str = "/ky/{ky}/hoi-dong/{phien}/bien-ban";
    /// Official documents of a round that one may make.
    pub const DOCUMENTS: &str = "/ky/{ky}/van-ban";
    /// One official document: filling it in and looking at it.
    pub const DOCUMENT: &str = "/ky/{ky}/van-ban/{vb}/{ve}";
    /// An official document as PDF.
    pub const DOCUMENT_PDF: &str = "/ky/{ky}/van-ban/{vb}/{ve}/tep.pdf";
    /// An official document for Word.
    pub const DOCUMENT_WORD: &str = "/ky/{ky}/van-ban/{vb}/{ve}/tep.docx";
    /// Templates of official documents.
    pub const TEMPLATES: &str = "/quan-tri/mau-van-ban";
    /// One template; putting another in its place.
    pub const TEMPLATE: &str = "/quan-tri/mau-van-ban/{vb}/{mau}";
    /// A template from a file.
    pub const TEMPLATE_UPLOAD: &str = "/quan-tri/mau-van-ban/{vb}/{mau}/tu-tep";
    /// The text of a template as a file.
    pub const TEMPLATE_FILE: &str = "/quan-tri/mau-van-ban/{vb}/{mau}/tep.txt";
    /// Criteria of a unit's record.
    pub const WORKBENCH_LIST: &str = "/ky/{ky}/tu-danh-gia/{cq}";
    /// One criterion of a unit's record.
    pub const WORKBENCH: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tieu-chi}";
    /// Saves one field, for scripts.
    pub const WORKBENCH_SAVE: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tieu-chi}/luu";
    /// Who else looks at the criterion.
    pub const WORKBENCH_TOGETHER: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tieu-chi}/cung-lam";
    /// History of a field.
    pub const WORKBENCH_HISTORY: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tieu-chi}/lich-su/{truong}";
    /// Gives the criterion to a colleague.
    pub const WORKBENCH_GIVE: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tieu-chi}/giao";
    /// A record as a workbook: downloading, handing in.
    pub const OFFLINE: &str = "/ky/{ky}/excel/{cq}";
    /// The workbook itself.
    pub const OFFLINE_FILE: &str = "/ky/{ky}/excel/{cq}/tai-ve";
    /// What a workbook that came back would change; writing it.
    pub const OFFLINE_IMPORT: &str = "/ky/{ky}/excel/{cq}/nhap/{id}";
    /// A workbook that was written, with what came of each row.
    pub const OFFLINE_RESULT: &str = "/ky/{ky}/excel/{cq}/nhap/{id}/ket-qua";
    /// What somebody appraises.
    pub const APPRAISAL: &str = "/ky/{ky}/tham-dinh";
    /// What stands out in a round.
    pub const APPRAISAL_CONSISTENCY: &str = "/ky/{ky}/tham-dinh/nhat-quan";
    /// Items that two people appraise.
    pub const APPRAISAL_SECOND: &str = "/ky/{ky}/tham-dinh/cham-hai-lan";
    /// Drawing items to be appraised twice.
    pub const APPRAISAL_DRAW: &str = "/ky/{ky}/tham-dinh/cham-hai-lan/rut-tham";
    /// Taking the last change of many rows back.
    pub const APPRAISAL_UNDO: &str = "/ky/{ky}/tham-dinh/hoan-tac";
    /// The matrix as a workbook: out, in, and what a returned one would change.
    pub const APPRAISAL_BOOK: &str = "/ky/{ky}/tham-dinh/so-tinh";
    /// Taking the returned workbook in, or throwing it away.
    pub const APPRAISAL_BOOK_APPLY: &str = "/ky/{ky}/tham-dinh/so-tinh/ghi";
    /// The workbook.
    pub const APPRAISAL_BOOK_FILE: &str = "/ky/{ky}/tham-dinh/so-tinh/tham-dinh.xlsx";
    /// The returned workbook with what became of each row.
    pub const APPRAISAL_BOOK_RESULT: &str = "/ky/{ky}/tham-dinh/so-tinh/ket-qua-nhap.xlsx";
    /// All criteria of one unit.
    pub const APPRAISAL_UNIT: &str = "/ky/{ky}/tham-dinh/co-quan/{cq}";
    /// One criterion over all units.
    pub const APPRAISAL_GRID: &str = "/ky/{ky}/tham-dinh/{tieu-chi}";
    /// Saves one row, for scripts.
    pub const APPRAISAL_SAVE: &str = "/ky/{ky}/tham-dinh/{tieu-chi}/luu";
    /// Handing a criterion of a group over, or taking it back.
    pub const APPRAISAL_DONE: &str = "/ky/{ky}/tham-dinh/{tieu-chi}/hoan-thanh";
    /// One item with its notes.
    pub const APPRAISAL_ITEM: &str = "/ky/{ky}/tham-dinh/{tieu-chi}/{cq}";
    /// Evidence of a body.
    pub const EVIDENCE: &str = "/kho";
    /// Evidence of a body as CSV.
    pub const EVIDENCE_EXPORT: &str = "/kho/xuat";
    /// Adding evidence to the store.
    pub const EVIDENCE_NEW: &str = "/kho/them";
    /// One item of evidence.
    pub const EVIDENCE_ITEM: &str = "/kho/{id}";
    /// Taking an item out of the store.
    pub const EVIDENCE_REMOVE: &str = "/kho/{id}/bo";
    /// A page of an item's file in the viewer.
    pub const EVIDENCE_PAGE: &str = "/kho/{id}/xem/{trang}";
    /// A page of an item's file as a picture.
    pub const EVIDENCE_PICTURE: &str = "/kho/{id}/anh/{trang}";
    /// An item's file as it was handed in.
    pub const EVIDENCE_FILE: &str = "/kho/{id}/tep";
    /// Evidence of a criterion.
    pub const CRITERION_EVIDENCE: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tc}/minh-chung";
    /// Attaching an item to a criterion.
    pub const CRITERION_EVIDENCE_ATTACH: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tc}/minh-chung/gan";
    /// Taking an item off a criterion.
    pub const CRITERION_EVIDENCE_DETACH: &str = "/ky/{ky}/tu-danh-gia/{cq}/{tc}/minh-chung/go";
    /// Files on their way.
    pub const UPLOADS: &str = "/tep/";
    /// One file on its way.
    pub const UPLOAD: &str = "/tep/{id}";
    /// Files that come with a plain form.
    pub const UPLOAD_FORM: &str = "/tep/bieu-mau";
    /// Bodies.
    pub const BODIES: &str = "/quan-tri/co-quan";
    /// A new body.
    pub const NEW_BODY: &str = "/quan-tri/them-co-quan";
    /// Bodies from a file.
    pub const BODIES_IMPORT: &str = "/quan-tri/nhap-co-quan";
    /// Writing what a file says of bodies.
    pub const BODIES_APPLY: &str = "/quan-tri/nhap-co-quan/ap-dung";
    /// Bodies as CSV.
    pub const BODIES_CSV: &str = "/quan-tri/co-quan.csv";
    /// Bodies as a workbook.
    pub const BODIES_XLSX: &str = "/quan-tri/co-quan.xlsx";
    /// The shipped list of provinces.
    pub const PROVINCES: &str = "/quan-tri/34-tinh";
    /// One body.
    pub const BODY: &str = "/quan-tri/co-quan/{ma}";
    /// Facts of a body.
    pub const EDIT_BODY: &str = "/quan-tri/co-quan/{ma}/sua";
    /// What happens to a body by a decision.
    pub const BODY_CHANGE: &str = "/quan-tri/co-quan/{ma}/bien-dong/{loai}";
    /// People.
    pub const PEOPLE: &str = "/quan-tri/nguoi-dung";
    /// People as text with commas.
    pub const PEOPLE_CSV: &str = "/quan-tri/nguoi-dung.csv";
    /// People as a workbook.
    pub const PEOPLE_XLSX: &str = "/quan-tri/nguoi-dung.xlsx";
    /// A new account.
    pub const NEW_PERSON: &str = "/quan-tri/nguoi-dung/them";
    /// People from a file.
    pub const PEOPLE_IMPORT: &str = "/quan-tri/nguoi-dung/nhap";
    /// Writing a file of people that was looked at.
    pub const PEOPLE_APPLY: &str = "/quan-tri/nguoi-dung/nhap/ghi";
    /// One person.
    pub const PERSON: &str = "/quan-tri/nguoi-dung/{nguoi}";
    /// Changing an account.
    pub const EDIT_PERSON: &str = "/quan-tri/nguoi-dung/{nguoi}/sua";
    /// Helping somebody in, switching an account off or on.
    pub const PERSON_ACT: &str = "/quan-tri/nguoi-dung/{nguoi}/lam";
    /// All questionnaires.
    pub const FORMS: &str = "/mau-phieu";
    /// A questionnaire that is being written.
    pub const FORM_EDIT: &str = "/mau-phieu/soan";
    /// Keeping a draft of a questionnaire, or giving it up.
    pub const FORM_DRAFT: &str = "/mau-phieu/nhap";
    /// Issues it.
    pub const FORM_ISSUE: &str = "/mau-phieu/ban-hanh";
    /// File of a version.
    pub const FORM_FILE: &str = "/mau-phieu/{mau}/{phien-ban}/tep";
    /// Its English sidecar.
    pub const FORM_ENGLISH: &str = "/mau-phieu/{mau}/{phien-ban}/tep-tieng-anh";
    /// Criteria sets: versions and drafts.
    pub const CRITERIA_SETS: &str = "/bo-tieu-chi";
    /// A new draft of a criteria set.
    pub const NEW_CRITERIA_SET: &str = "/bo-tieu-chi/moi";
    /// A new draft from a file.
    pub const CRITERIA_SET_UPLOAD: &str = "/bo-tieu-chi/tu-tep";
    /// One version of a criteria set; slashes of its code are written `~`.
    pub const CRITERIA_SET: &str = "/bo-tieu-chi/{bo}/{phien-ban}";
    /// The file of a version.
    pub const CRITERIA_SET_FILE: &str = "/bo-tieu-chi/{bo}/{phien-ban}/tep";
    /// The English sidecar of a version.
    pub const CRITERIA_SET_ENGLISH: &str = "/bo-tieu-chi/{bo}/{phien-ban}/tep-tieng-anh";
    /// A version beside another.
    pub const CRITERIA_SET_COMPARE: &str = "/bo-tieu-chi/{bo}/{phien-ban}/so-sanh";
    /// A draft of the next version.
    pub const CRITERIA_SET_NEXT: &str = "/bo-tieu-chi/{bo}/{phien-ban}/sua";
    /// An annex of a decision is taken in here.
    pub const ANNEX_UPLOAD: &str = "/bo-tieu-chi/tu-phu-luc";
    /// An annex that is being read into a criteria file.
    pub const ANNEX: &str = "/bo-tieu-chi-phu-luc/{id}";
    /// A draft in the editor.
    pub const SET_DRAFT: &str = "/bo-tieu-chi-nhap/{id}";
    /// The file of a draft.
    pub const SET_DRAFT_TEXT: &str = "/bo-tieu-chi-nhap/{id}/tep";
    /// Looking at a text without saving it.
    pub const SET_DRAFT_CHECK: &str = "/bo-tieu-chi-nhap/{id}/kiem-tra";
    /// Taking the last change of a draft back.
    pub const SET_DRAFT_UNDO: &str = "/bo-tieu-chi-nhap/{id}/hoan-tac";
    /// Giving a draft up.
    pub const SET_DRAFT_DISCARD: &str = "/bo-tieu-chi-nhap/{id}/bo";
    /// A draft beside the version it was made from.
    pub const SET_DRAFT_COMPARE: &str = "/bo-tieu-chi-nhap/{id}/so-sanh";
    /// The file of a draft to take along.
    pub const SET_DRAFT_FILE: &str = "/bo-tieu-chi-nhap/{id}/tai-ve";
    /// Issuing a draft.
    pub const SET_DRAFT_ISSUE: &str = "/bo-tieu-chi-nhap/{id}/ban-hanh";
    /// Devices and interviewers of a survey.
    pub const SURVEY_DEVICES: &str = "/ky/{ky}/khao-sat/{id}/thiet-bi";
    /// Bundles of paper of a survey.
    pub const PAPER: &str = "/ky/{ky}/khao-sat/{id}/phieu-giay";
    /// One bundle.
    pub const PAPER_BATCH: &str = "/ky/{ky}/khao-sat/{id}/phieu-giay/{lo}";
    /// One paper of a bundle.
    pub const PAPER_COPY: &str = "/ky/{ky}/khao-sat/{id}/phieu-giay/{lo}/{so}";
    /// A paper that two have typed differently.
    pub const PAPER_SETTLE: &str = "/ky/{ky}/khao-sat/{id}/phieu-giay/{lo}/{so}/doi-chieu";
    /// Components of the staff pages, for people who work on them.
    pub const GALLERY: &str = "/kieu-dang/can-bo";
    /// The workbench with sample texts, for people who work on pages.
    pub const GALLERY_BENCH: &str = "/kieu-dang/can-bo/ban-lam-viec";
}

pub use thuocdo_web::urls::{encode, in_language};

/// The address of a route about one unit's record.
pub fn of_record(route: &str, round: &str, unit: &str) -> String {
    route.replace("{ky}", &encode(round)).replace("{cq}", &encode(unit))
}

/// Whether a path without language is of one's own account or of signing out: open before anything else is done.
pub(crate) fn is_of_account(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path == routes::SIGN_OUT || path == routes::ACCOUNT || path.starts_with("/tai-khoan/")
}
