//! Who appraises what, when it is done, and what two opinions say of each other.

use std::collections::BTreeSet;

use thuocdo_assessment::appraisal::{
    Appraiser, Item, Judged, Lack, agreement, complete, draw, lack, outliers, staffed, twice_of, uncovered,
};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::{Refusal, Roles};
use thuocdo_base::Number;

/// Rosters that TRUST B1 asks for: all of them in the full run.
fn rosters() -> u64 {
    if std::env::var("THUOCDO_TRUST").is_ok_and(|size| size == "full") { 100_000 } else { 2_000 }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn some<'a>(&mut self, of: &[&'a str]) -> Vec<&'a str> {
        of.iter().copied().filter(|_| self.roll(2) == 0).collect()
    }
}

const UNITS: [(&str, &str); 5] =
    [("xa-1", "xa"), ("xa-2", "xa"), ("xa-3", "xa"), ("phuong-1", "phuong"), ("phuong-2", "phuong")];
const CODES: [[&str; 2]; 4] = [["1.1", "1"], ["1.2", "1"], ["2.1", "2"], ["2.2", "2"]];

fn items() -> impl Iterator<Item = Item<'static>> {
    let of = |(unit, group): &'static (&str, &str)| {
        CODES.iter().map(move |codes| Item { unit, group, codes: codes.as_slice() })
    };
    UNITS.iter().flat_map(of)
}

fn owned(codes: Vec<&str>) -> Option<Vec<String>> {
    Some(codes.into_iter().map(str::to_owned).collect::<Vec<_>>()).filter(|codes| !codes.is_empty())
}

/// Somebody with random grants and random ties.
fn somebody(dice: &mut Dice) -> Appraiser {
    let roles =
        [Role::Appraiser, Role::Appraiser, Role::Appraiser, Role::Auditor, Role::Secretariat, Role::Contributor];
    let grants = (0..=dice.roll(3)).map(|_| {
        let role = roles[dice.roll(roles.len())];
        let unit = (role == Role::Contributor).then(|| UNITS[dice.roll(UNITS.len())].0.to_owned());
        let criteria = if dice.roll(3) == 0 { None } else { owned(dice.some(&["1", "1.1", "2", "2.2"])) };
        let groups = if dice.roll(3) == 0 { owned(dice.some(&["xa", "phuong"])) } else { None };
        Grant { role, unit, criteria, groups }
    });
    let roles = Roles { grants: grants.collect() };
    let units = UNITS.map(|(unit, _)| unit);
    let ties = dice.some(&units).into_iter().map(str::to_owned).filter(|_| dice.roll(2) == 0);
    Appraiser { roles, ties: ties.collect() }
}

#[test]
fn trust_b1_nobody_appraises_their_own_former_or_related_body_in_any_roster() {
    let mut dice = Dice(7);
    let (mut given, mut impossible) = (0, 0);
    for _ in 0..rosters() {
        let people: Vec<Appraiser> = (0..=dice.roll(4)).map(|_| somebody(&mut dice)).collect();
        for item in items() {
            for person in people.iter().filter(|person| person.may(&item)) {
                given += 1;
                assert!(!person.ties.contains(item.unit), "{person:?} {item:?}");
                let covered = person.roles.grants.iter().any(|grant| {
                    let of = |codes: &Option<Vec<String>>, known: &[&str]| {
                        codes.as_ref().is_none_or(|codes| codes.iter().any(|code| known.contains(&code.as_str())))
                    };
                    grant.role == Role::Appraiser && of(&grant.criteria, item.codes) && of(&grant.groups, &[item.group])
                });
                assert!(covered, "{person:?} {item:?}");
            }
        }
        let left = uncovered(items(), &people);
        impossible += usize::from(!left.is_empty());
        for item in items() {
            assert_eq!(left.contains(&item), !people.iter().any(|person| person.may(&item)));
        }
        let codes: BTreeSet<&str> = left.iter().map(|item| item.codes[0]).collect();
        match staffed(left.iter().map(|item| (item.codes[0], item.unit))) {
            Ok(()) => assert!(codes.is_empty()),
            Err(Refusal::Blocking(reasons)) => {
                assert_eq!(reasons.iter().map(|(code, _)| code.as_str()).collect::<BTreeSet<_>>(), codes);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(given > 1_000 && impossible > 100, "{given} {impossible}");
}

/// The control: without ties the walk would give people items of units they are tied to.
#[test]
fn trust_b1_the_control_without_ties_gives_people_their_own_body() {
    let mut dice = Dice(7);
    let own = (0..200).any(|_| {
        let person = somebody(&mut dice);
        let free = Appraiser { ties: BTreeSet::new(), ..person.clone() };
        items().any(|item| person.ties.contains(item.unit) && free.may(&item))
    });
    assert!(own, "the test would not notice");
}

#[test]
fn a_related_body_is_barred_even_where_the_whole_round_was_given() {
    let all = Grant { role: Role::Appraiser, unit: None, criteria: None, groups: None };
    let ties = BTreeSet::from(["xa-2".to_owned()]);
    let person = Appraiser { roles: Roles { grants: vec![all] }, ties };
    let units: Vec<&str> = items().filter(|item| person.may(item)).map(|item| item.unit).collect();
    assert_eq!(units.len(), 16);
    assert!(!units.contains(&"xa-2"));
    assert_eq!(uncovered(items(), &[person]).len(), 4);
}

fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

#[test]
fn ux_71_a_different_score_without_a_reason_blocks_completing_and_a_placeholder_is_no_reason() {
    let (two, half) = (number("2"), number("1.5"));
    let judged = |reason| Judged { below: Some(&two), points: Some(&half), reason, is_said: true };
    assert_eq!(lack(&judged(None)), Some(Lack::Reason));
    assert_eq!(lack(&judged(Some("xxx"))), Some(Lack::Reason));
    assert_eq!(lack(&judged(Some("Ảnh không có ngày, giờ"))), None);
    assert_eq!(lack(&Judged { points: Some(&two), ..judged(None) }), None);
    assert_eq!(lack(&Judged::default()), Some(Lack::Word));
    let lacking = [("Xã Mẫu 1", Lack::Reason), ("Xã Mẫu 2", Lack::Word), ("Xã Mẫu 3", Lack::Word)];
    let Err(Refusal::Blocking(reasons)) = complete(&lacking) else { panic!("must block") };
    assert_eq!(reasons.len(), 2);
    assert!(complete(&[]).is_ok());
}

#[test]
fn what_no_unit_reports_needs_no_reason() {
    let points = number("3");
    let judged = Judged { below: None, points: Some(&points), reason: None, is_said: true };
    assert_eq!((lack(&judged), judged.differs()), (None, false));
}

#[test]
fn at_least_a_tenth_is_drawn_and_the_same_seed_draws_the_same_whatever_the_order() {
    let items: Vec<u32> = (0..1_001).collect();
    let mut turned = items.clone();
    turned.reverse();
    let drawn = draw(42, twice_of(1_001), items.clone());
    assert_eq!(drawn.len(), 101);
    assert_eq!(drawn, draw(42, 101, turned));
    assert_ne!(drawn, draw(43, 101, items));
    assert_eq!((draw(1, 1, [5]).len(), draw(1, 0, Vec::<u32>::new()).len()), (1, 0));
}

#[test]
fn every_item_has_the_same_chance_to_be_drawn() {
    let mut times = [0_u32; 50];
    for seed in 0..2_000 {
        draw(seed, 5, 0..50_usize).into_iter().for_each(|item| times[item] += 1);
    }
    // 2,000 draws of 5 out of 50: 200 each; a spread of more than five deviations would be no chance.
    assert!(times.iter().all(|count| (130..270).contains(count)), "{times:?}");
}

#[test]
fn agreement_is_exact() {
    let (one, two, three) = (number("1"), number("2"), number("3"));
    let pairs = [(&one, &one), (&one, &two), (&three, &one)];
    let said = agreement(pairs).expect("opinions");
    assert_eq!((said.items, said.equal.to_exact(), said.difference.to_exact()), (3, "1/3".to_owned(), "1".to_owned()));
    assert_eq!(agreement([]), None);
}

#[test]
fn what_stands_out_is_far_from_the_middle_and_from_the_median() {
    let of = |texts: &[&str]| texts.iter().map(|text| number(text)).collect::<Vec<_>>();
    let values = of(&["10", "11", "12", "11", "10", "12", "1"]);
    assert_eq!(outliers(&values, &number("3")), [6]);
    assert_eq!(outliers(&values, &number("11")), [0_usize; 0]);
    assert_eq!(outliers(&of(&["2", "2", "2", "2", "2", "1.9"]), &number("0.5")), [0_usize; 0]);
    assert_eq!(outliers(&of(&["2", "2", "2", "2", "2", "0"]), &number("0.5")), [5]);
}
