//! What strata are called by people.

use thuocdo_assessment::survey::Survey;
use thuocdo_store::Link;

use super::{questionnaire, setup};
use crate::setup::frozen;
use crate::{ActionError, App};

/// A stratum as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumName {
    /// Code.
    pub code: String,
    /// Title of the group; empty: the whole survey.
    pub group: String,
    /// The same in English, if known.
    pub group_en: Option<String>,
    /// Name of the body; empty: none in particular.
    pub body: String,
}

/// Names strata of a survey.
pub(super) async fn names(
    app: &App,
    link: &mut Link,
    survey: &Survey,
    codes: Vec<String>,
) -> Result<Vec<StratumName>, ActionError> {
    let frozen = frozen(app, link, &survey.round).await?;
    let groups = setup::groups(&*questionnaire(app, link, survey).await?);
    let name = |code: String| {
        let (group, body) = code.split_once('/').unwrap_or((&code, ""));
        let named = groups.iter().find(|(known, ..)| known == group);
        StratumName {
            group: named.map_or_else(String::new, |(_, title, _)| title.clone()),
            group_en: named.and_then(|(_, _, title)| title.clone()),
            body: frozen.unit(body).map_or_else(String::new, |unit| unit.name.clone()),
            code,
        }
    };
    Ok(codes.into_iter().map(name).collect())
}
