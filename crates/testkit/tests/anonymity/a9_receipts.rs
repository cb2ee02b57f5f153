//! A9: a receipt proves that a response was taken in, and nothing of what it says; nor does any order in the box.

use std::collections::{HashMap, HashSet};

use thuocdo_app::boxes::{Nonce, Receipt, Sent, Token};
use thuocdo_testkit::app::SeededRandom;

use super::size;
use super::world::{Person, World, on_each, response, text_of};

#[test]
fn a9_receipts_are_published_and_prove_inclusion_alone() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 90).await;
        let people = world.invite("dan", size(60, 1_000)).await;
        let mut receipts = Vec::new();
        for (at, person) in people.iter().enumerate() {
            let choice = if at % 2 == 0 { "a" } else { "mot-lua-chon-rat-dai" };
            let text = "x".repeat(at % 150);
            let sent = world.one.cast(&person.token, &response(choice, &text), &person.nonce).await.expect("an answer");
            let Sent::Accepted(receipt) = sent else { panic!("{sent:?}") };
            assert_eq!(receipt.text().len(), 64, "one shape for all");
            // What it says plays no part: whoever knows token and nonce makes the same.
            assert_eq!(receipt, Receipt::of(world.one.survey(), &person.token, &person.nonce));
            receipts.push(receipt);
        }
        let shapes = world.past().await.count("select count(distinct length(sealed)) from pool").await;
        assert_eq!(shapes, 1, "one length of seals for all");
        world.one.close().await.expect("closed");
        let published = world.one.receipts().await.expect("receipts");
        assert!(receipts.iter().all(|receipt| published.contains(&receipt.hash())));
        let stranger = Receipt::of(world.one.survey(), &Token::link(world.random.as_ref()), &people[0].nonce);
        assert!(!published.contains(&stranger.hash()), "the control: not everything is included");
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!(published.len() as u64, whole.counted + whole.withheld + whole.lost);
        // No receipt, nor its hash, stands beside an answer.
        let answers: HashSet<Vec<u8>> =
            world.one.responses().await.expect("responses").into_iter().map(|row| row.answers).collect();
        let within = |needle: &[u8]| answers.iter().any(|bytes| super::world::find(bytes, needle).is_some());
        assert!(!receipts.iter().any(|receipt| within(&receipt.hash()) || within(receipt.text().as_bytes())));
        world.boxes.shut().await;
    });
}

#[test]
fn a9_no_two_receipts_are_alike() {
    let random = SeededRandom::new(91);
    let count = size(20_000, 100_000);
    let all: HashSet<String> =
        (0..count).map(|_| Receipt::of("s", &Token::link(&random), &Nonce::make(&random)).text()).collect();
    assert_eq!(all.len(), count);
}

/// Who owns what lies in an order that anybody can see; people are numbered as they sent, the even ones say one thing
/// and the odd ones another.
struct Orders {
    responses: Vec<usize>,
    receipts: Vec<usize>,
}

/// A look at the orders: its name, χ² and degrees of freedom.
type Look = (&'static str, f64, usize);

/// χ² of a table against rows and columns that have nothing to do with each other.
fn independence(table: &[Vec<u64>]) -> (f64, usize) {
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<u64> = (0..table[0].len()).map(|column| table.iter().map(|row| row[column]).sum()).collect();
    let all: u64 = rows.iter().sum();
    let mut sum = 0.0;
    for (row, cells) in rows.iter().zip(table) {
        for (column, seen) in columns.iter().zip(cells) {
            let expected = (row * column) as f64 / all as f64;
            sum += (*seen as f64 - expected).powi(2) / expected;
        }
    }
    (sum, (rows.len() - 1) * (columns.len() - 1))
}

/// What χ² exceeds once in a hundred times, after Wilson and Hilferty.
fn once_in_a_hundred(freedom: usize) -> f64 {
    let (n, z) = (freedom as f64, 2.326_347_874);
    let part = 2.0 / (9.0 * n);
    n * (1.0 - part + z * part.sqrt()).powi(3)
}

fn table(rows: usize, columns: usize, cells: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<u64>> {
    let mut table = vec![vec![0; columns]; rows];
    cells.for_each(|(row, column)| table[row][column] += 1);
    table
}

impl Orders {
    fn looks(&self) -> Vec<Look> {
        let boxed = &self.responses;
        let count = boxed.len();
        let places: HashMap<usize, usize> = boxed.iter().enumerate().map(|(place, who)| (*who, place)).collect();
        let first = (0..count / 2).filter(|pair| places[&(2 * pair)] < places[&(2 * pair + 1)]).count() as f64;
        let pairs = (count / 2) as f64;
        let tenth = |place: usize| place * 10 / count;
        let own = |name, table: Vec<Vec<u64>>| {
            let (sum, freedom) = independence(&table);
            (name, sum, freedom)
        };
        let neighbours = boxed.chunks_exact(2).map(|pair| (pair[0] % 2, pair[1] % 2));
        let by_answer = boxed.iter().enumerate().map(|(place, who)| (who % 2, tenth(place)));
        let by_time = boxed.iter().enumerate().map(|(place, who)| (tenth(*who), tenth(place)));
        let beside = self.receipts.iter().zip(boxed).map(|(receipt, response)| (receipt % 2, response % 2));
        vec![
            ("of two that came one after the other the first lies first", (2.0 * first - pairs).powi(2) / pairs, 1),
            own("answers of two that lie side by side", table(2, 2, neighbours)),
            own("answer and place", table(2, 10, by_answer)),
            own("order of sending and place", table(10, 10, by_time)),
            own("answer beside a receipt's owner", table(2, 2, beside)),
        ]
    }

    /// Looks that say more than chance would once in a hundred times.
    fn telling(&self) -> Vec<&'static str> {
        let telling = |(_, sum, freedom): &Look| *sum > once_in_a_hundred(*freedom);
        self.looks().into_iter().filter(telling).map(|(name, ..)| name).collect()
    }
}

/// Pairs send one after the other, the first one thing and the second another; then everything is published.
async fn published(world: &World, people: &[Person]) -> Orders {
    let mut owners = HashMap::new();
    for (at, person) in people.iter().enumerate() {
        let receipt = world.send(person, if at % 2 == 0 { "a" } else { "b" }, &at.to_string()).await;
        owners.insert(receipt.hash(), at);
        world.one.mix_due().await.expect("a mix");
    }
    world.one.close().await.expect("closed");
    let rows = world.one.responses().await.expect("responses");
    let responses = rows.iter().map(|row| text_of(&row.answers).parse().expect("a number")).collect();
    let receipts = world.one.receipts().await.expect("receipts").iter().map(|hash| owners[hash]).collect();
    Orders { responses, receipts }
}

#[test]
fn a9_no_order_in_the_box_tells_who_answered_what() {
    on_each(async |place, folder| {
        let pairs = size(150, 1_000);
        let world = World::new(place, folder, &["dan"], 92).await;
        let people = world.invite("dan", 2 * pairs).await;
        let orders = published(&world, &people).await;
        for (name, sum, freedom) in orders.looks() {
            let most = once_in_a_hundred(freedom);
            println!("A9: {pairs} pairs, {name}: χ² {sum:.2} of {freedom} degrees, {most:.2} once in a hundred times");
        }
        // Five looks at p = 0.01: one of them may be missed by chance, and then must not be on a fresh sample.
        let missed = orders.telling();
        assert!(missed.len() <= 1, "{missed:?}");
        world.boxes.shut().await;
        if let Some(name) = missed.first() {
            let fresh = tempfile::tempdir().expect("a folder");
            let place = thuocdo_store::BoxPlace::Folder(fresh.path().join("surveys"));
            let world = World::new(place, std::sync::Arc::new(fresh), &["dan"], 93).await;
            let people = world.invite("dan", 2 * pairs).await;
            assert!(!published(&world, &people).await.telling().contains(name), "{name}, twice");
            world.boxes.shut().await;
        }
    });
}

/// The controls: a box in the order of sending, one sorted by answer, receipts beside responses.
#[test]
fn a9_the_controls_in_telling_orders_are_found() {
    let count = 300;
    let sent: Vec<usize> = (0..count).collect();
    let in_order = Orders { responses: sent.clone(), receipts: sent.clone() }.telling();
    assert!(in_order.contains(&"of two that came one after the other the first lies first"), "{in_order:?}");
    assert!(in_order.contains(&"order of sending and place") && in_order.contains(&"answer beside a receipt's owner"));
    let mut sorted = sent.clone();
    sorted.sort_by_key(|who| who % 2);
    let sorted = Orders { responses: sorted, receipts: sent }.telling();
    assert!(sorted.contains(&"answer and place") && sorted.contains(&"answers of two that lie side by side"));
}
