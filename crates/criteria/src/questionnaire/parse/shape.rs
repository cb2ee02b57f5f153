//! The keys of a questionnaire file as data.

use crate::parse::shape::{DOCUMENT, Kind, ORIGIN_KIND, Shape, may, must};

pub(crate) static FILE: Shape = Shape {
    name: "file",
    fields: &[
        must("questionnaire", Kind::Table(&QUESTIONNAIRE)),
        may("group", Kind::Tables(&PART)),
        may("scale", Kind::Tables(&SCALE)),
        may("section", Kind::Tables(&PART)),
        may("question", Kind::Tables(&QUESTION)),
    ],
};

static QUESTIONNAIRE: Shape = Shape {
    name: "questionnaire",
    fields: &[
        must("code", Kind::SetCode),
        must("version", Kind::Code),
        must("title", Kind::Text),
        may("intro", Kind::Text),
        must("document", Kind::Table(&DOCUMENT)),
        must("origin", ORIGIN_KIND),
        may("notes", Kind::Texts),
        may("set", Kind::Table(&SET)),
    ],
};

static SET: Shape = Shape { name: "fed", fields: &[must("code", Kind::SetCode), must("version", Kind::Code)] };

static PART: Shape = Shape { name: "part", fields: &[must("code", Kind::Code), must("title", Kind::Text)] };

static SCALE: Shape = Shape {
    name: "scale",
    fields: &[
        must("code", Kind::Code),
        must("choices", Kind::Tables(&CHOICE)),
        may("low", Kind::Text),
        may("high", Kind::Text),
    ],
};

static CHOICE: Shape =
    Shape { name: "choice", fields: &[must("code", Kind::Code), must("label", Kind::Text), may("share", Kind::Share)] };

static CONDITION: Shape =
    Shape { name: "asked_if", fields: &[must("question", Kind::Text), must("choices", Kind::Texts)] };

static QUESTION: Shape = Shape {
    name: "question",
    fields: &[
        must("code", Kind::Code),
        must("text", Kind::Text),
        may("hint", Kind::Text),
        may("kind", Kind::Choice(&["single", "scale", "multiple", "text"])),
        may("choices", Kind::Tables(&CHOICE)),
        may("scale", Kind::Text),
        may("low", Kind::Text),
        may("high", Kind::Text),
        may("at_most", Kind::Whole(100)),
        may("longest", Kind::Whole(2_000)),
        may("per_body", Kind::Flag),
        may("required", Kind::Flag),
        may("groups", Kind::Texts),
        may("asked_if", Kind::Table(&CONDITION)),
        may("feeds", Kind::Texts),
    ],
};

const TEXTS: Kind = Kind::Map(&Kind::Text);
const LABELS: Kind = Kind::Map(&TEXTS);

/// The English sidecar.
pub(super) static SIDECAR: Shape = Shape {
    name: "sidecar",
    fields: &[
        may("title", Kind::Text),
        may("intro", Kind::Text),
        may("groups", TEXTS),
        may("sections", TEXTS),
        may("questions", TEXTS),
        may("hints", TEXTS),
        may("low", TEXTS),
        may("high", TEXTS),
        may("scales", LABELS),
        may("choices", LABELS),
    ],
};
