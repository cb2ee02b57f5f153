//! How many SQL statements things take. Alone in its process: the counter hears everybody.

#![allow(clippy::print_stdout, reason = "figures are printed")]

use thuocdo_app::appraisal::{self, Edit, bulk};
use thuocdo_app::setup::frozen::is_self_assessed;
use thuocdo_app::setup::ties::Ties;
use thuocdo_app::{App, layers, setup};
use thuocdo_base::Actor;
use thuocdo_testkit::{Database, Live, TestApp, onward, statements};
use thuocdo_words::Lang;

/// Statements that saving a criterion may take, savepoint and release among them: a cell of the grid takes no more.
const MOST: usize = 10;

async fn counted<T>(job: impl Future<Output = T>) -> (usize, T) {
    let before = statements::count();
    let done = job.await;
    (statements::count() - before, done)
}

/// Items of two units that can be taken over as they were reported.
async fn items(app: &App, live: &Live) -> Vec<(String, String)> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live.round).await.expect("a round");
    layers::board(app, &mut link, &frozen).await.expect("a board");
    let own = |unit: &str| {
        let row = frozen.unit(unit).expect("a unit");
        let own = frozen.criteria_of(row).filter(|(_, criterion)| is_self_assessed(criterion));
        own.map(|(node, _)| (unit.to_owned(), node.code.clone())).collect::<Vec<_>>()
    };
    [own(live.units[0]), own(live.units[1])].concat()
}

#[test]
fn a_cell_costs_no_more_than_a_criterion_and_many_rows_cost_no_query_each() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    statements::watch();
    runtime.block_on(async {
        let test = TestApp::on(Database::file()).await;
        let live = onward::at_appraisal(&test).await;
        let (app, appraiser) = (&test.app, Actor::Person(live.appraiser.clone()));
        let items = items(app, &live).await;
        let edit = |points: &str, base| {
            let (unit, criterion) = items[0].clone();
            Edit { unit, criterion, base, points: points.to_owned(), ..Edit::default() }
        };
        let (first, saved) = counted(appraisal::save(app, &appraiser, Lang::Vi, live.round, edit("0", 0))).await;
        let Ok(appraisal::Outcome::Saved(saved)) = saved else { panic!("{saved:?}") };
        let (second, again) = counted(appraisal::save(app, &appraiser, Lang::Vi, live.round, edit("1", saved.version))).await;
        assert!(matches!(again, Ok(appraisal::Outcome::Saved(_))), "{again:?}");
        println!("saving a cell: {first} statements, then {second}");
        assert!(first <= MOST && second <= MOST, "{first} {second}");
        let trial = |some: &[(String, String)]| {
            let (app, appraiser, some) = (app.clone(), appraiser.clone(), some.to_vec());
            async move { bulk::change(&app, &appraiser, live.round, bulk::Kind::Own, some, true).await.expect("counted") }
        };
        let (few, _) = counted(trial(&items[..2])).await;
        let (many, effect) = counted(trial(&items[..items.len().min(bulk::MOST)])).await;
        println!("looking at {} rows: {many} statements", effect.changed + effect.same + effect.left.len());
        assert!(items.len() > 60 && few == many, "{few} for two rows, {many} for {}", items.len());
        let mut link = app.store.look().await.expect("a link");
        let (ties, all) = counted(Ties::all(&mut link, live.round)).await;
        assert_eq!(ties, 1, "everybody's ties in one look: {all:?}");
    });
}
