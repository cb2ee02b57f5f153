//! Every kind of finding, once: its code, its gravity and the key of its sentences.

use crate::Severity;

/// A kind of finding; its sentences are `diag-KEY` and `diag-KEY-hint` in the locale files.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable code, such as `TD103`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Stem of the locale keys.
    pub key: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $key:literal;)*) => {
        $(pub(crate) static $name: Code = Code { code: $code, severity: Severity::$severity, key: $key };)*
        /// All kinds of findings, in order of code.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // the text as a whole
    NOT_UTF8 = "TD001" Error "not-utf8";
    UTF16 = "TD002" Error "utf16";
    OLD_ENCODING = "TD003" Error "old-encoding";
    TOO_LARGE = "TD004" Error "too-large";
    NOT_NFC = "TD005" Warning "not-nfc";
    MORE = "TD006" Warning "more";
    SYNTAX = "TD010" Error "syntax";
    DUPLICATE_KEY = "TD011" Error "duplicate-key";
    NESTED_TOO_DEEP = "TD012" Error "nested-too-deep";
    // keys and values
    UNKNOWN_KEY = "TD101" Error "unknown-key";
    MISSING_KEY = "TD102" Error "missing-key";
    WRONG_TYPE = "TD103" Error "wrong-type";
    FLOAT = "TD104" Error "float";
    BAD_NUMBER = "TD105" Error "bad-number";
    COMMA_NUMBER = "TD106" Error "comma-number";
    NOT_WHOLE = "TD107" Error "not-whole";
    OUT_OF_RANGE = "TD108" Error "out-of-range";
    UNKNOWN_CHOICE = "TD109" Error "unknown-choice";
    EMPTY = "TD110" Error "empty";
    BAD_CODE = "TD111" Error "bad-code";
    BAD_DATE = "TD112" Error "bad-date";
    BAD_SET_CODE = "TD113" Error "bad-set-code";
    TWO_KEYS = "TD114" Error "two-keys";
    ONE_KEY = "TD115" Error "one-key";
    UNUSED_KEY = "TD116" Error "unused-key";
    TOO_MANY = "TD117" Error "too-many";
    TOO_LONG = "TD118" Error "too-long";
    // the tree
    DUPLICATE_CODE = "TD201" Error "duplicate-code";
    UNKNOWN_CODE = "TD202" Error "unknown-code";
    CRITERION_HAS_CHILDREN = "TD203" Error "criterion-has-children";
    PARENT_CYCLE = "TD204" Error "parent-cycle";
    TOO_DEEP = "TD205" Error "too-deep";
    TOO_MANY_NODES = "TD206" Error "too-many-nodes";
    EMPTY_SECTION = "TD207" Error "empty-section";
    LEVEL_UNNAMED = "TD208" Warning "level-unnamed";
    UNKNOWN_CLASS = "TD209" Error "unknown-class";
    DUPLICATE_NAME = "TD210" Error "duplicate-name";
    ORIGIN_MISSING = "TD211" Error "origin-missing";
    NO_CRITERIA = "TD212" Error "no-criteria";
    VARIANT_ABSENT = "TD213" Error "variant-absent";
    // points
    MAX_MISSING = "TD301" Error "max-missing";
    SECTION_SUM = "TD302" Error "section-sum";
    SCALE_SUM = "TD303" Error "scale-sum";
    CAP_MISSING = "TD304" Error "cap-missing";
    CAP_WITHOUT_ROLE = "TD305" Error "cap-without-role";
    ROLE_NESTED = "TD306" Error "role-nested";
    BOUNDS_MISSING = "TD307" Error "bounds-missing";
    MAX_UNUSED = "TD308" Warning "max-unused";
    DECLARED_COUNT = "TD310" Error "declared-count";
    DECLARED_POINTS = "TD311" Error "declared-points";
    UNKNOWN_LEVEL = "TD312" Error "unknown-level";
    DECLARES_NOTHING = "TD313" Error "declares-nothing";
    // rules
    UNKNOWN_KIND = "TD401" Error "unknown-kind";
    BAD_EXPRESSION = "TD402" Error "bad-expression";
    UNKNOWN_VARIABLE = "TD403" Error "unknown-variable";
    PARTS_SUM = "TD404" Error "parts-sum";
    STEP_UNREACHABLE = "TD405" Warning "step-unreachable";
    COHORT_NESTED = "TD406" Error "cohort-nested";
    ZERO_DIVISOR = "TD407" Error "zero-divisor";
    VARIABLE_CONFLICT = "TD408" Error "variable-conflict";
    RESERVED_NAME = "TD409" Error "reserved-name";
    TOO_MANY_VARIABLES = "TD410" Error "too-many-variables";
    UNKNOWN_INPUT = "TD411" Error "unknown-input";
    POINTS_WITHOUT_MAX = "TD412" Error "points-without-max";
    ZERO_WITHOUT_POLICY = "TD413" Warning "zero-without-policy";
    NOTHING_COUNTED = "TD414" Error "nothing-counted";
    BELOW = "TD415" Error "below";
    // policies
    FALLBACK_MISSING = "TD501" Error "fallback-missing";
    REBASE_NOT_ABOVE = "TD502" Error "rebase-not-above";
    UNKNOWN_TAG = "TD503" Error "unknown-tag";
    NOT_A_CRITERION = "TD504" Error "not-a-criterion";
    NO_CONDITION = "TD505" Error "no-condition";
    // maturity, grades, ranking, adjustments
    STEPS_MISSING = "TD601" Error "steps-missing";
    UNKNOWN_STEP = "TD602" Error "unknown-step";
    BAND_ORDER = "TD603" Error "band-order";
    BAND_GAP = "TD604" Warning "band-gap";
    BAND_OPEN = "TD605" Error "band-open";
    UNKNOWN_GRADE = "TD606" Error "unknown-grade";
    SCALE_TWICE = "TD607" Error "scale-twice";
    GRADES_MISSING = "TD608" Error "grades-missing";
    STEP_WITHOUT_TARGETS = "TD609" Warning "step-without-targets";
    // borrowing
    BORROW_NOT_FOUND = "TD701" Error "borrow-not-found";
    BORROW_BROKEN = "TD702" Error "borrow-broken";
    BORROW_CYCLE = "TD703" Error "borrow-cycle";
    BORROW_NO_SECTION = "TD704" Error "borrow-no-section";
    BORROW_REBASE = "TD705" Error "borrow-rebase";
    // the English sidecar
    SIDECAR_UNKNOWN = "TD801" Warning "sidecar-unknown";
    SIDECAR_BROKEN = "TD802" Warning "sidecar-broken";
    // questionnaires
    NO_QUESTIONS = "TD901" Error "no-questions";
    UNKNOWN_QUESTION = "TD902" Error "unknown-question";
    UNKNOWN_OPTION = "TD903" Error "unknown-option";
    UNKNOWN_SCALE = "TD904" Error "unknown-scale";
    UNKNOWN_GROUP = "TD905" Error "unknown-group";
    BAD_CONDITION = "TD906" Error "bad-condition";
    FEW_CHOICES = "TD907" Error "few-choices";
    AT_MOST = "TD908" Error "at-most";
    FEEDS_NO_SET = "TD910" Error "feeds-no-set";
    FEEDS_KIND = "TD911" Error "feeds-kind";
    FED_TWICE = "TD912" Error "fed-twice";
    FED_SET_UNKNOWN = "TD913" Warning "fed-set-unknown";
    FED_UNKNOWN = "TD914" Error "fed-unknown";
    FED_NO_SURVEY = "TD915" Error "fed-no-survey";
    FED_OPTIONS = "TD916" Error "fed-options";
    FED_GROUPS = "TD917" Error "fed-groups";
}
