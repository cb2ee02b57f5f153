//! The PAR Index: survey results come from who appraises them, areas are ranked by themselves.

use std::sync::Arc;

use thuocdo_app::{ActionError, answers, setup};
use thuocdo_assessment::{Figures, RoundStage};
use thuocdo_criteria::set::{Criterion, Source};
use thuocdo_store::bodies::{OrgSystem, Tier};
use thuocdo_testkit::Database;

use crate::run::{Bloc, House, card, line, person, ranks, settings};

const ROUND: &str = "par-2025";

/// Criteria that a survey answers, each with forty answers of every kind.
async fn survey_criteria(house: &House) -> Vec<(String, Vec<(String, String)>)> {
    let app = &house.test.app;
    let frozen: Arc<setup::Frozen> =
        setup::frozen(app, &mut app.store.look().await.expect("a link"), ROUND).await.expect("a round");
    let unit = frozen.unit("tinh-1").expect("a unit");
    let survey = frozen.criteria_of(unit).filter(|(_, criterion)| criterion.source == Source::Survey);
    let forty = |criterion: &Criterion| {
        criterion.variables.iter().map(|variable| (variable.name.clone(), "40".to_owned())).collect()
    };
    survey.map(|(node, criterion)| (node.code.clone(), forty(criterion))).collect()
}

#[tokio::test]
async fn par_runs_from_opening_to_publication() {
    let house = House::on(Database::file()).await;
    let mut settings = settings(ROUND, &[("bo-noi-vu/par-tinh", "2024")], &[("tinh", "Tỉnh, thành phố", 0)]);
    let bloc = Bloc(3, "tinh", "Tỉnh Mẫu", Tier::Province, OrgSystem::State, "tinh", None);
    house.add(&mut settings, bloc, |_, _| {}).await;
    let units = house.open(settings).await;
    let survey = survey_criteria(&house).await;
    assert!(survey.len() >= 5, "{survey:?}");
    // par_2: nobody scores a survey criterion for themselves.
    let place = answers::Place::new(ROUND, "tinh-1", &survey[0].0);
    let figures = answers::Value::Figures(Figures { points: Some("1".to_owned()), ..Figures::default() });
    let own = answers::save(&house.test.app, &person(&house.clerk), &place, 0, figures).await;
    assert!(matches!(own, Err(ActionError::Refused(_))), "{own:?}");
    for unit in &units {
        house.hand_in(ROUND, unit, &[]).await;
    }
    house.on_to(ROUND, RoundStage::Appraisal).await;
    for (criterion, answers) in survey.clone() {
        house.enter(ROUND, "tinh-1", &criterion, answers).await;
    }
    house.on_to(ROUND, RoundStage::Approval).await;
    let published = house.publish(ROUND, "").await;
    assert_eq!(line(&published, "tinh-1", "").max, "100");
    assert_eq!(ranks(&published, "tinh"), [("tinh-1", 1), ("tinh-2", 2), ("tinh-3", 2)]);
    let first = &survey[0].0;
    assert_eq!(line(&published, "tinh-1", first).state, "scored");
    assert_eq!(line(&published, "tinh-2", first).state, "missing", "points appear only from the survey");
    assert!(card(&published, "tinh-1").grade.is_some() && published.groups[0].sections.len() == 8);
}
