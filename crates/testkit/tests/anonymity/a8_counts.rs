//! A8: every used invitation is accounted for, always; a response more or less is found.

use super::size;
use super::world::{World, on_each};

#[test]
fn a8_counts_add_up_at_every_step_and_say_so_when_they_do_not() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan/a", "dan/b"], 80).await;
        let mut people = world.invite("dan/a", size(60, 400)).await;
        people.extend(world.invite("dan/b", 8).await);
        world.invite("dan/b", 1).await;
        for some in people.chunks(7) {
            world.send_all(some, "a").await;
            world.one.mix_due().await.expect("a mix");
            assert!(world.one.adds_up().await.expect("counts"));
            let tallies = world.one.tallies().await.expect("tallies");
            let marks: u64 = tallies.rows.iter().map(|row| row.n).sum();
            assert_eq!(marks, tallies.whole().counted, "each response chooses once");
        }
        world.one.close().await.expect("closed");
        assert!(world.one.adds_up().await.expect("counts"));
        // The controls: a response dropped, one added, a count changed.
        let mut past = world.past().await;
        past.execute("delete from response where bid in (select bid from response order by bid limit 1)").await;
        assert!(!world.one.adds_up().await.expect("counts"), "a response was dropped");
        past.execute("update counters set counted = counted - 1, lost = lost + 1 where stratum = 'dan/a'").await;
        assert!(world.one.adds_up().await.expect("counts"), "it is lost, and that is said");
        past.execute("update invite set used = 2 where used = 0").await;
        past.execute("update counters set used = used + 1 where stratum = 'dan/a'").await;
        assert!(!world.one.adds_up().await.expect("counts"), "an invitation was used without a response");
        drop(past);
        world.boxes.shut().await;
    });
}
