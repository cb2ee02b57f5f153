//! The keys of scoring rules, by kind.

use super::shape::{Kind, SCOPE, Shape, ZERO_KEY, may, must};

/// Every scoring rule by its `kind`.
pub(crate) static RULES: &[Shape] = &[
    Shape { name: "points", fields: &[] },
    Shape {
        name: "ratio",
        fields: &[
            may("of", Kind::Expression),
            may("to", Kind::Expression),
            may("less", Kind::Expression),
            may("complement", Kind::Flag),
            may("floor", Kind::Positive),
            may("full_at", Kind::Positive),
            ZERO_KEY,
        ],
    },
    Shape {
        name: "brackets",
        fields: &[
            must("value", Kind::Expression),
            must("steps", Kind::Tables(&BRACKET)),
            may("otherwise", Kind::Share),
            ZERO_KEY,
        ],
    },
    Shape { name: "option", fields: &[must("options", Kind::Tables(&OPTION))] },
    Shape { name: "yes_no", fields: &[may("yes", Kind::Share), may("no", Kind::Share)] },
    Shape { name: "parts", fields: &[must("parts", Kind::Tables(&PART))] },
    Shape {
        name: "every",
        fields: &[may("done", Kind::Expression), may("of", Kind::Expression), may("otherwise", Kind::Share), ZERO_KEY],
    },
    Shape {
        name: "count",
        fields: &[may("count", Kind::Expression), must("each", Kind::Positive), may("cap", Kind::Positive)],
    },
    Shape { name: "best_of", fields: &[must("cases", Kind::Tables(&PART))] },
    Shape { name: "relative_best", fields: &[must("value", Kind::Expression), may("scope", SCOPE), ZERO_KEY] },
    Shape {
        name: "min_max",
        fields: &[
            must("value", Kind::Expression),
            may("scope", SCOPE),
            must("equal", Kind::Share),
            may("low", Kind::Share),
            may("high", Kind::Share),
            ZERO_KEY,
        ],
    },
    Shape {
        name: "target",
        fields: &[
            must("value", Kind::Expression),
            must("target", Kind::Expression),
            may("otherwise", Kind::ChoiceOrShare(&["proportional"])),
            ZERO_KEY,
        ],
    },
    Shape { name: "deduct", fields: &[must("counters", Kind::Tables(&COUNTER))] },
    Shape { name: "lookup", fields: &[may("value", Kind::Expression), must("table", Kind::Tables(&ROW))] },
    Shape {
        name: "mean",
        fields: &[
            must("items", Kind::Tables(&ITEM)),
            may("table", Kind::Tables(&ROW)),
            may("out_of", Kind::Positive),
            may("min_items", Kind::Whole(10_000)),
        ],
    },
    Shape {
        name: "tally",
        fields: &[
            must("options", Kind::Tables(&TALLY_OPTION)),
            may("groups", Kind::Tables(&GROUP)),
            may("min_responses", Kind::Whole(u32::MAX)),
        ],
    },
    Shape { name: "formula", fields: &[must("cases", Kind::Tables(&CASE)), ZERO_KEY] },
    Shape {
        name: "publication",
        fields: &[must("input", Kind::Text), may("field", Kind::Text), must("out_of", Kind::Positive)],
    },
    Shape {
        name: "weighted_rows",
        fields: &[may("value", Kind::Code), may("weight", Kind::Code), may("out_of", Kind::Positive), ZERO_KEY],
    },
    Shape { name: "unscored", fields: &[] },
];

static BRACKET: Shape = Shape {
    name: "bracket",
    fields: &[
        may("from", Kind::Number),
        may("above", Kind::Number),
        may("to", Kind::Number),
        may("under", Kind::Number),
        may("share", Kind::Share),
        may("points", Kind::Positive),
    ],
};

static OPTION: Shape = Shape {
    name: "option",
    fields: &[
        must("code", Kind::Code),
        must("label", Kind::Text),
        may("share", Kind::Share),
        may("points", Kind::Positive),
    ],
};

static PART: Shape = Shape {
    name: "part",
    fields: &[
        must("code", Kind::Code),
        must("label", Kind::Text),
        may("share", Kind::Share),
        may("points", Kind::Positive),
        must("rule", Kind::Rule),
    ],
};

static COUNTER: Shape = Shape {
    name: "counter",
    fields: &[must("code", Kind::Code), must("label", Kind::Text), must("each", Kind::Share)],
};

static ROW: Shape = Shape { name: "row", fields: &[must("at", Kind::Number), must("share", Kind::Share)] };

static ITEM: Shape = Shape { name: "item", fields: &[must("code", Kind::Code), must("label", Kind::Text)] };

static TALLY_OPTION: Shape = Shape {
    name: "tally_option",
    fields: &[must("code", Kind::Code), must("label", Kind::Text), may("share", Kind::Share)],
};

static GROUP: Shape = Shape {
    name: "group",
    fields: &[must("code", Kind::Code), must("label", Kind::Text), may("weight", Kind::Positive)],
};

static CASE: Shape = Shape {
    name: "case",
    fields: &[must("label", Kind::Text), may("when", Kind::Test), must("points", Kind::Expression)],
};
