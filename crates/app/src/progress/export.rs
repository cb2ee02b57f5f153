//! The dashboard as a file.

use thuocdo_base::Actor;
use thuocdo_publication::csv::harmless;
use thuocdo_words::{Lang, Locale, show};

use super::look::{Asked, dashboard};
use crate::{ActionError, App};

const COLUMNS: [&str; 11] =
    ["unit", "name", "group", "standing", "answered", "of", "lacking", "touched", "by", "people", "due"];

/// Writes the units that are asked for as CSV, in the order of the dashboard.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not see the dashboard.
pub async fn csv(app: &App, actor: &Actor, round: &str, asked: &Asked, lang: Lang) -> Result<Vec<u8>, ActionError> {
    let dashboard = dashboard(app, actor, round, asked).await?;
    let locale = Locale::new(lang, &crate::locale_texts(lang));
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing into memory cannot fail.
    let _ = out.write_record(COLUMNS.map(|name| locale.text(&format!("progress-col-{name}"))));
    for line in dashboard.lines {
        let group = dashboard.groups.iter().find(|(code, _)| *code == line.group).map(|(_, name)| name.clone());
        let cells = [
            line.code,
            line.name,
            group.unwrap_or(line.group),
            locale.text(&format!("progress-standing-{}", line.standing.word())),
            line.answered.to_string(),
            line.of_criteria.to_string(),
            line.lacking.to_string(),
            line.touched_at.map(show::moment).unwrap_or_default(),
            line.touched_by.unwrap_or_default(),
            line.people.join("; "),
            line.due_at.map(show::moment).unwrap_or_default(),
        ];
        let _ = out.write_record(cells.iter().map(|cell| harmless(cell).into_owned()));
    }
    Ok(out.into_inner().unwrap_or_default())
}
