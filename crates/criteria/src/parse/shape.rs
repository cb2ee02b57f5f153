//! The keys of a criteria file as data: the one table that checks files and makes the JSON Schema.

/// One table of the file: which keys it may have.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Name in messages and in the schema.
    pub(crate) name: &'static str,
    /// Its keys.
    pub(crate) fields: &'static [Field],
}

/// One key.
#[derive(Debug)]
pub(crate) struct Field {
    /// The key.
    pub(crate) key: &'static str,
    /// What its value may be.
    pub(crate) kind: Kind,
    /// Whether it must be there.
    pub(crate) required: bool,
}

/// What a value may be.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Text that is not empty.
    Text,
    /// Code of a node, or empty for the whole set.
    Place,
    /// Exact number: text in machine form or a TOML integer.
    Number,
    /// Number from 0 to 1.
    Share,
    /// Number, not negative.
    Positive,
    /// Whole number from 0 to this.
    Whole(u32),
    /// true or false.
    Flag,
    /// `YYYY-MM-DD`.
    Date,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, or a share.
    ChoiceOrShare(&'static [&'static str]),
    /// Code of a node, an option, a class.
    Code,
    /// Code of a set: parts joined by `/`.
    SetCode,
    /// List of texts.
    Texts,
    /// Table with known keys.
    Table(&'static Shape),
    /// Text with one of these words, or a table with known keys.
    ChoiceOrTable(&'static [&'static str], &'static Shape),
    /// List of tables with known keys.
    Tables(&'static Shape),
    /// Table with free keys.
    Map(&'static Kind),
    /// Arithmetic over variables, or a number.
    Expression,
    /// Yes/no test over variables.
    Test,
    /// A scoring rule: keys by its `kind`.
    Rule,
}

/// A key that must be there.
pub(crate) const fn must(key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: true }
}

/// A key that may be there.
pub(crate) const fn may(key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: false }
}

impl Shape {
    /// The field of a key.
    pub(crate) fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// Most decimals that are shown.
const DECIMALS: Kind = Kind::Whole(10);
/// Words for policies of 0/0.
pub(crate) const ZERO: &[&str] = &["full", "zero", "not_applicable", "refuse"];
/// Whose values are looked at.
pub(super) const SCOPE: Kind = Kind::Choice(&["group", "round"]);
const ROUNDING: Kind = Kind::Choice(&["half_up", "half_even", "down", "up"]);
const SOURCES: Kind = Kind::Choice(&["self", "appraiser", "statistics", "survey", "publication"]);
/// What 0/0 scores.
pub(super) const ZERO_KEY: Field = may("zero", Kind::Choice(ZERO));

pub(crate) static FILE: Shape = Shape {
    name: "file",
    fields: &[
        must("set", Kind::Table(&SET)),
        may("class", Kind::Tables(&CLASS)),
        may("section", Kind::Tables(&SECTION)),
        may("criterion", Kind::Tables(&CRITERION)),
        may("variant", Kind::Tables(&VARIANT)),
        may("borrow", Kind::Tables(&BORROW)),
        may("declares", Kind::Tables(&DECLARES)),
        may("not_applicable", Kind::Tables(&NOT_APPLICABLE)),
        may("step", Kind::Tables(&STEP)),
        may("maturity", Kind::Table(&MATURITY)),
        may("grade_scale", Kind::Tables(&GRADE_SCALE)),
        may("input", Kind::Tables(&INPUT)),
        may("adjustment", Kind::Tables(&ADJUSTMENT)),
        may("conversion", Kind::Table(&CONVERSION)),
        may("ranking", Kind::Table(&RANKING)),
    ],
};

pub(crate) static SET: Shape = Shape {
    name: "set",
    fields: &[
        must("code", Kind::SetCode),
        must("version", Kind::Code),
        must("title", Kind::Text),
        must("levels", Kind::Texts),
        may("scale", Kind::Positive),
        may("legal_basis", Kind::Texts),
        may("notes", Kind::Texts),
        must("document", Kind::Table(&DOCUMENT)),
        may("rounding", Kind::Table(&ROUNDINGS)),
        may("index", Kind::Table(&INDEX)),
        may("bounds", Kind::Table(&BOUNDS)),
        may("na", Kind::Table(&NA)),
    ],
};

pub(crate) static DOCUMENT: Shape = Shape {
    name: "document",
    fields: &[
        must("kind", Kind::Text),
        may("number", Kind::Text),
        may("date", Kind::Date),
        must("issuer", Kind::Text),
        may("source", Kind::Table(&PUBLISHED)),
    ],
};

static PUBLISHED: Shape = Shape {
    name: "published",
    fields: &[must("title", Kind::Text), must("publisher", Kind::Text), may("address", Kind::Text)],
};

static ROUNDINGS: Shape = Shape {
    name: "rounding",
    fields: &[may("decimals", DECIMALS), may("mode", ROUNDING), may("each_criterion", Kind::Flag)],
};

static INDEX: Shape = Shape { name: "index", fields: &[may("max", Kind::Positive), may("decimals", DECIMALS)] };

static BOUNDS: Shape =
    Shape { name: "bounds", fields: &[must("total_above_max", Kind::Flag), must("total_below_zero", Kind::Flag)] };

pub(crate) static NA: Shape = Shape {
    name: "na",
    fields: &[
        must("policy", Kind::Choice(&["full_points", "cohort_best", "exclude", "zero"])),
        may("scope", SCOPE),
        may("fallback", Kind::Choice(&["full_points", "zero", "exclude", "refuse"])),
        may("rebase", Kind::Text),
    ],
};

pub(crate) static CLASS: Shape = Shape {
    name: "class",
    fields: &[must("code", Kind::Code), must("name", Kind::Text), may("scale", Kind::Positive)],
};

static ORIGIN: Shape =
    Shape { name: "origin", fields: &[may("decision", Kind::Text), may("published", Kind::Table(&PUBLISHED))] };

pub(crate) const ORIGIN_KIND: Kind = Kind::ChoiceOrTable(&["illustrative"], &ORIGIN);
const MANDATORY: Kind = Kind::Choice(&["submission", "grade", "rank"]);

pub(crate) static SECTION: Shape = Shape {
    name: "section",
    fields: &[
        must("code", Kind::Code),
        must("title", Kind::Text),
        may("parent", Kind::Text),
        may("max", Kind::Positive),
        may("weight", Kind::Positive),
        may("applies_to", Kind::Texts),
        may("na", Kind::Table(&NA)),
        may("scored", Kind::Flag),
        may("mandatory", MANDATORY),
        may("tags", Kind::Texts),
        may("origin", ORIGIN_KIND),
        may("note", Kind::Text),
        may("aggregation", Kind::Choice(&["sum", "weighted_mean", "all_of"])),
        may("role", Kind::Choice(&["regular", "bonus", "deduction"])),
        may("cap", Kind::Positive),
    ],
};

pub(crate) static CRITERION: Shape = Shape {
    name: "criterion",
    fields: &[
        must("code", Kind::Code),
        must("title", Kind::Text),
        may("parent", Kind::Text),
        may("max", Kind::Positive),
        may("weight", Kind::Positive),
        may("applies_to", Kind::Texts),
        may("na", Kind::Table(&NA)),
        may("scored", Kind::Flag),
        may("mandatory", MANDATORY),
        may("tags", Kind::Texts),
        may("origin", ORIGIN_KIND),
        may("note", Kind::Text),
        must("rule", Kind::Rule),
        may("source", SOURCES),
        may("measured", Kind::Flag),
        may("direction", Kind::Choice(&["higher", "lower"])),
        may("measure", Kind::Text),
        may("owner", Kind::Text),
        may("evidence", Kind::Texts),
        may("method", Kind::Text),
        may("when_missing", Kind::Choice(&["zero", "carry_over", "exclude"])),
        may("targets", Kind::Map(&Kind::Number)),
        may("variables", Kind::Map(&Kind::Table(&VARIABLE))),
    ],
};

pub(crate) static VARIABLE: Shape = Shape {
    name: "variable",
    fields: &[
        may("label", Kind::Text),
        may("measure", Kind::Text),
        may("whole", Kind::Flag),
        may("imposed", Kind::Flag),
    ],
};

pub(crate) static VARIANT: Shape = Shape {
    name: "variant",
    fields: &[must("class", Kind::Text), must("code", Kind::Text), may("max", Kind::Positive), may("rule", Kind::Rule)],
};

static BORROW: Shape = Shape {
    name: "borrow",
    fields: &[
        must("set", Kind::Text),
        must("version", Kind::Text),
        must("section", Kind::Text),
        must("prefix", Kind::Text),
        may("classes", Kind::Texts),
        may("parent", Kind::Text),
    ],
};

static DECLARES: Shape = Shape {
    name: "declares",
    fields: &[
        may("points", Kind::Positive),
        may("levels", Kind::Map(&Kind::Whole(u32::MAX))),
        may("leaves", Kind::Whole(u32::MAX)),
        may("class", Kind::Text),
        may("step", Kind::Text),
        may("section", Kind::Text),
        may("source", SOURCES),
        may("stated_by", Kind::Text),
    ],
};

static NOT_APPLICABLE: Shape = Shape {
    name: "not_applicable",
    fields: &[
        must("criteria", Kind::Texts),
        may("trait", Kind::Text),
        may("class", Kind::Text),
        must("policy", Kind::Choice(&["full_points", "cohort_best", "exclude", "zero"])),
        may("scope", SCOPE),
        may("fallback", Kind::Choice(&["full_points", "zero", "exclude", "refuse"])),
        may("rebase", Kind::Text),
        must("ground", Kind::Text),
    ],
};

static STEP: Shape = Shape { name: "step", fields: &[must("code", Kind::Code), must("name", Kind::Text)] };

static MATURITY: Shape = Shape {
    name: "maturity",
    fields: &[
        may("cumulative", Kind::Flag),
        may("order", Kind::Choice(&["contiguous", "highest"])),
        may("then_by", Kind::Choice(&["none", "next_step_met", "all_met"])),
    ],
};

static GRADE_SCALE: Shape = Shape {
    name: "grade_scale",
    fields: &[
        may("of", Kind::Place),
        may("basis", Kind::Choice(&["percent", "points"])),
        may("knock_out", Kind::Texts),
        must("band", Kind::Tables(&BAND)),
    ],
};

/// What forms show of a grade scale; for each band [`BAND_MORE`] besides.
pub(crate) static SCALE_FORM: Shape = Shape {
    name: "grade_scale",
    fields: &[
        may("of", Kind::Place),
        may("basis", Kind::Choice(&["percent", "points"])),
        may("knock_out", Kind::Texts),
        must("band", Kind::Tables(&BAND_FORM)),
    ],
};

/// What forms show of a band in one row.
static BAND_FORM: Shape = Shape {
    name: "band",
    fields: &[
        must("grade", Kind::Text),
        may("from", Kind::Number),
        may("above", Kind::Number),
        may("to", Kind::Number),
        may("under", Kind::Number),
    ],
};

/// What forms show of a band below the rows.
pub(crate) static BAND_MORE: Shape =
    Shape { name: "band", fields: &[may("conditions", Kind::Tables(&CONDITION)), may("quota", Kind::Table(&QUOTA))] };

static BAND: Shape = Shape {
    name: "band",
    fields: &[
        must("grade", Kind::Text),
        may("from", Kind::Number),
        may("above", Kind::Number),
        may("to", Kind::Number),
        may("under", Kind::Number),
        may("conditions", Kind::Tables(&CONDITION)),
        may("quota", Kind::Table(&QUOTA)),
    ],
};

static CONDITION: Shape = Shape {
    name: "condition",
    fields: &[
        must("code", Kind::Text),
        must("at_least", Kind::Share),
        must("label", Kind::Text),
        may("otherwise", Kind::Choice(&["authority", "next_lower"])),
    ],
};

static QUOTA: Shape = Shape {
    name: "quota",
    fields: &[
        must("share", Kind::Share),
        may("of", Kind::Text),
        may("small_under", Kind::Whole(u32::MAX)),
        may("small_max", Kind::Whole(u32::MAX)),
        may("rounding", ROUNDING),
    ],
};

static INPUT: Shape = Shape { name: "input", fields: &[must("name", Kind::Code), must("title", Kind::Text)] };

static ADJUSTMENT: Shape = Shape {
    name: "adjustment",
    fields: &[
        must("kind", Kind::Choice(&["downgrade", "deduct"])),
        may("input", Kind::Text),
        may("classes", Kind::Texts),
        may("steps", Kind::Whole(100)),
        may("matches", Kind::Map(&Kind::Text)),
        may("trait", Kind::Text),
        may("points", Kind::Positive),
        must("label", Kind::Text),
    ],
};

static CONVERSION: Shape = Shape {
    name: "conversion",
    fields: &[
        must("title", Kind::Text),
        may("valid_from", Kind::Date),
        may("valid_to", Kind::Date),
        must("rows", Kind::Map(&Kind::Number)),
    ],
};

static RANKING: Shape = Shape {
    name: "ranking",
    fields: &[
        may("basis", Kind::Choice(&["points", "attainment", "maturity"])),
        may("ties", Kind::Choice(&["competition", "dense"])),
        may("tie_break", Kind::Texts),
        may("min_criteria", Kind::Whole(u32::MAX)),
        may("min_per_section", Kind::Whole(u32::MAX)),
    ],
};

/// The English sidecar.
pub(crate) static SIDECAR: Shape = Shape {
    name: "sidecar",
    fields: &[
        may("title", Kind::Text),
        may("levels", Kind::Map(&Kind::Text)),
        may("titles", Kind::Map(&Kind::Text)),
        may("grades", Kind::Map(&Kind::Text)),
        may("steps", Kind::Map(&Kind::Text)),
        may("classes", Kind::Map(&Kind::Text)),
    ],
};
