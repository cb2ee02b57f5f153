//! Sentences of the staff pages: their own, a file for each room, and those of the rooms that speak through them.

use thuocdo_words::{Lang, Locale};

/// Entries of the staff pages alone, one text for each room.
pub fn entries(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Vi => &[
            include_str!("../locales/vi/desk.ftl"),
            include_str!("../locales/vi/workbench.ftl"),
            include_str!("../locales/vi/account.ftl"),
            include_str!("../locales/vi/people.ftl"),
            include_str!("../locales/vi/evidence.ftl"),
            include_str!("../locales/vi/gallery.ftl"),
            include_str!("../locales/vi/submission.ftl"),
            include_str!("../locales/vi/bodies.ftl"),
            include_str!("../locales/vi/tasks.ftl"),
            include_str!("../locales/vi/progress.ftl"),
            include_str!("../locales/vi/start.ftl"),
            include_str!("../locales/vi/setup.ftl"),
            include_str!("../locales/vi/clarification.ftl"),
            include_str!("../locales/vi/sets.ftl"),
            include_str!("../locales/vi/annex.ftl"),
            include_str!("../locales/vi/forms.ftl"),
            include_str!("../locales/vi/decision.ftl"),
            include_str!("../locales/vi/appeals.ftl"),
            include_str!("../locales/vi/remedies.ftl"),
            include_str!("../locales/vi/audit.ftl"),
            include_str!("../locales/vi/archives.ftl"),
            include_str!("../locales/vi/appraisal.ftl"),
            include_str!("../locales/vi/council.ftl"),
            include_str!("../locales/vi/results.ftl"),
            include_str!("../locales/vi/survey.ftl"),
            include_str!("../locales/vi/collecting.ftl"),
            include_str!("../locales/vi/documents.ftl"),
            include_str!("../locales/vi/offline.ftl"),
        ],
        Lang::En => &[
            include_str!("../locales/en/desk.ftl"),
            include_str!("../locales/en/workbench.ftl"),
            include_str!("../locales/en/account.ftl"),
            include_str!("../locales/en/people.ftl"),
            include_str!("../locales/en/evidence.ftl"),
            include_str!("../locales/en/gallery.ftl"),
            include_str!("../locales/en/submission.ftl"),
            include_str!("../locales/en/bodies.ftl"),
            include_str!("../locales/en/tasks.ftl"),
            include_str!("../locales/en/progress.ftl"),
            include_str!("../locales/en/start.ftl"),
            include_str!("../locales/en/setup.ftl"),
            include_str!("../locales/en/clarification.ftl"),
            include_str!("../locales/en/sets.ftl"),
            include_str!("../locales/en/annex.ftl"),
            include_str!("../locales/en/forms.ftl"),
            include_str!("../locales/en/decision.ftl"),
            include_str!("../locales/en/appeals.ftl"),
            include_str!("../locales/en/remedies.ftl"),
            include_str!("../locales/en/audit.ftl"),
            include_str!("../locales/en/archives.ftl"),
            include_str!("../locales/en/appraisal.ftl"),
            include_str!("../locales/en/council.ftl"),
            include_str!("../locales/en/results.ftl"),
            include_str!("../locales/en/survey.ftl"),
            include_str!("../locales/en/collecting.ftl"),
            include_str!("../locales/en/documents.ftl"),
            include_str!("../locales/en/offline.ftl"),
        ],
    }
}

/// Everything that a staff page may say.
pub fn locale(lang: Lang) -> Locale {
    let texts: Vec<&'static str> = entries(lang).iter().copied().chain(thuocdo_app::locale_texts(lang)).collect();
    Locale::new(lang, &texts)
}
