//! Last year's round as the beginning of this year's.

use thuocdo_assessment::settings::calendar::shifted;
use thuocdo_assessment::settings::{Closes, Settings};
use thuocdo_base::Actor;

use super::json;
use crate::{ActionError, App, may};

/// Copies a round, a year on: sets, groups, units, dates and roles; nothing that was answered. Gives its code.
///
/// # Errors
/// If the actor may not, there is no such round, or the code is no code or taken.
pub async fn copy(app: &App, actor: &Actor, from: &str, code: &str) -> Result<String, ActionError> {
    let (job_app, actor) = (app.clone(), actor.clone());
    let (from, code) = (from.to_owned(), code.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let head = work.find_round(&from).await?.ok_or(ActionError::NotAllowed)?;
            let settings = a_year_on(&json::read(&head.settings), &code);
            super::insert(work, &actor, &settings).await?;
            let grants = work.grants_in(&from).await?;
            for row in grants {
                let id = job_app.new_id();
                let place = (code.as_str(), thuocdo_assessment::RoundStage::Preparing);
                match super::roles::grant_in(work, &actor, place, &id, &row.account, row.grant).await {
                    // Whoever has left since then is left out; the check says which units lack somebody.
                    Ok(_) | Err(ActionError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(code)
        })
    })
    .await
}

/// The settings a year later; dates of single units stay behind.
fn a_year_on(settings: &Settings, code: &str) -> Settings {
    let mut next = Settings { code: code.to_owned(), own_dues: Vec::new(), ..settings.clone() };
    next.copy_of = Some(settings.code.clone());
    let year: Option<i32> = settings.data_from.get(..4).and_then(|year| year.parse().ok());
    if let Some(year) = year {
        let on = |text: &str| text.replace(&year.to_string(), &(year + 1).to_string());
        next.title = on(&settings.title);
        next.title_en = settings.title_en.as_deref().map(on);
        next.period = on(&settings.period);
    }
    for date in [&mut next.data_from, &mut next.data_to, &mut next.opens_on] {
        *date = shifted(date, 1);
    }
    for plan in &mut next.stages {
        if let Closes::At(at) = &mut plan.closes {
            at.date = shifted(&at.date, 1);
        }
    }
    if let Some(embargo) = &mut next.embargo {
        embargo.date = shifted(&embargo.date, 1);
    }
    // Holidays of another year are none of this one; a council is founded anew each year.
    next.holidays.clear();
    next.extra_days.clear();
    next.council.decision = thuocdo_assessment::settings::Decision::default();
    next
}
