//! The life of a survey (cuộc khảo sát): drafted, open, closed; who is asked, by stratum, and how few are too few.
//!
//! Nothing here knows who anybody is: people are counts. A stratum of fewer than `k` people is asked under its
//! parent, so that no answer ever stands in a smaller crowd.

use std::collections::BTreeMap;

use thuocdo_base::{Message, Number, Rounding, Timestamp};

use crate::record::{Fact, Step};
use crate::refusal::Refusal;

/// Name of the stratum above all others.
pub const ROOT: &str = "*";
/// The least `k`.
pub const LEAST_K: u64 = 10;
/// The `k` of a survey unless somebody says otherwise.
pub const USUAL_K: u64 = 20;
/// The greatest `k`: more would keep every figure back for too long.
pub const MOST_K: u64 = 1_000;
/// Figures over fewer responses are shown to nobody.
pub const LEAST_SHOWN: u64 = 10;
/// Most strata of a survey.
pub const MOST_STRATA: usize = 5_000;

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being prepared.
    Draft,
    /// Launched: lists and questionnaire stand, people answer between its two moments.
    Open,
    /// Closed: nothing more is taken in.
    Closed,
}

impl State {
    /// All states, in order.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Open, Self::Closed];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A part of the people asked (tầng): a group, or a group of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stratum {
    /// Code: `group` or `group/body`.
    pub code: String,
    /// Code of the group of respondents.
    pub group: String,
    /// Code of the body that they belong to; empty: of none in particular.
    pub body: String,
    /// How many people there are (N); 0: unknown.
    pub population: u64,
    /// How many responses are wanted.
    pub target: u64,
}

impl Stratum {
    /// A stratum of a group, or of a group of one body.
    pub fn new(group: &str, body: &str) -> Self {
        Self { code: code(group, body), group: group.to_owned(), body: body.to_owned(), population: 0, target: 0 }
    }

    /// The stratum above: the group of a body's stratum, the root of a group.
    pub fn parent(&self) -> &str {
        parent(&self.code)
    }
}

/// Code of the stratum of a group, or of a group of one body.
pub fn code(group: &str, body: &str) -> String {
    if body.is_empty() { group.to_owned() } else { format!("{group}/{body}") }
}

/// The stratum above another.
pub fn parent(code: &str) -> &str {
    code.split_once('/').map_or(ROOT, |(group, _)| group)
}

/// A survey (cuộc khảo sát).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Id.
    pub id: String,
    /// Code of the round.
    pub round: String,
    /// Title.
    pub title: String,
    /// Code of the questionnaire.
    pub questionnaire: String,
    /// Version of the questionnaire.
    pub questionnaire_version: String,
    /// SHA-256 of the questionnaire's text.
    pub questionnaire_hash: String,
    /// How many stand together before anything is opened.
    pub k: u64,
    /// Whether results are kept from everybody until it closes.
    pub sealed: bool,
    /// When answering begins.
    pub opens: Option<Timestamp>,
    /// When answering ends.
    pub closes: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// Strata, in order.
    pub strata: Vec<Stratum>,
}

/// People by stratum.
pub type People = BTreeMap<String, u64>;

/// Under which strata people are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The stratum that stands for each stratum of the lists.
    pub under: BTreeMap<String, String>,
    /// People of each stratum under which somebody is asked.
    pub people: People,
}

impl Asked {
    /// Strata that are asked under another one.
    pub fn merged(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under.iter().filter(|(own, under)| own != under).map(|(own, under)| (own.as_str(), under.as_str()))
    }

    /// Strata with fewer than 2k people: their figures stay at none until the survey closes.
    pub fn without_live_figures(&self, k: u64) -> impl Iterator<Item = (&str, u64)> {
        self.people.iter().filter(move |(_, people)| **people < 2 * k).map(|(code, people)| (code.as_str(), *people))
    }
}

/// Finds the strata under which people are asked: one of fewer than `k` goes into its parent, from the bodies up.
///
/// # Errors
/// If there are fewer than `k` people in all.
///
/// # Example: the small body is asked with its group
/// ```
/// use thuocdo_assessment::survey::merge;
/// let people = [("dan/xa-1", 30), ("dan/xa-2", 4), ("dan", 20)].map(|(code, n)| (code.to_owned(), n));
/// let asked = merge(&people.into(), 20).unwrap();
/// assert_eq!(asked.under["dan/xa-2"], "dan");
/// assert_eq!(asked.people["dan"], 24);
/// ```
pub fn merge(people: &People, k: u64) -> Result<Asked, Refusal> {
    let given: People = people.iter().filter(|(_, n)| **n > 0).map(|(code, n)| (code.clone(), *n)).collect();
    let total: u64 = given.values().sum();
    if total < k {
        let message = Message::new("refusal-survey-few").count("people", whole(total)).count("k", whole(k));
        return Err(because(message));
    }
    let mut asked = Asked { under: given.keys().map(|code| (code.clone(), code.clone())).collect(), people: given };
    let depth = |code: &str| if code == ROOT { 0 } else { 1 + code.matches('/').count() };
    for level in [2, 1] {
        let small = asked.people.iter().filter(|(code, n)| depth(code) == level && **n < k);
        let small: Vec<(String, u64)> = small.map(|(code, n)| (code.clone(), *n)).collect();
        for (code, n) in small {
            asked.people.remove(&code);
            *asked.people.entry(parent(&code).to_owned()).or_default() += n;
            asked
                .under
                .values_mut()
                .filter(|under| **under == code)
                .for_each(|under| *under = parent(&code).to_owned());
        }
    }
    // What is left over at the root may be too few: the smallest group joins them.
    while asked.people.get(ROOT).is_some_and(|left| *left < k) {
        let smallest = asked.people.iter().filter(|(code, _)| *code != ROOT).min_by_key(|(_, n)| **n);
        let Some((code, n)) = smallest.map(|(code, n)| (code.clone(), *n)) else { break };
        asked.people.remove(&code);
        *asked.people.entry(ROOT.to_owned()).or_default() += n;
        asked.under.values_mut().filter(|under| **under == code).for_each(|under| ROOT.clone_into(under));
    }
    Ok(asked)
}

impl Survey {
    /// Says what keeps a survey from being launched, all of it.
    pub fn faults(&self, now: Timestamp) -> Vec<Message> {
        let mut faults = Vec::new();
        if self.title.trim().is_empty() {
            faults.push(Message::new("refusal-survey-title"));
        }
        if !(LEAST_K..=MOST_K).contains(&self.k) {
            let message = Message::new("refusal-survey-k");
            faults.push(message.count("least", whole(LEAST_K)).count("most", whole(MOST_K)));
        }
        match (self.opens, self.closes) {
            (Some(opens), Some(closes)) if closes <= opens => faults.push(Message::new("refusal-survey-order")),
            (Some(_), Some(closes)) if closes <= now => faults.push(Message::new("refusal-survey-past")),
            (Some(_), Some(_)) => {}
            _ => faults.push(Message::new("refusal-survey-moments")),
        }
        if self.strata.is_empty() {
            faults.push(Message::new("refusal-survey-strata"));
        }
        faults
    }

    /// Whether answers are taken at a moment.
    pub fn takes_answers(&self, now: Timestamp) -> bool {
        self.state == State::Open
            && self.opens.is_some_and(|opens| opens <= now)
            && self.closes.is_some_and(|closes| now < closes)
    }

    /// Refuses what can only be done while the survey is being prepared.
    ///
    /// # Errors
    /// If it is launched or closed.
    pub fn still_draft(&self) -> Result<(), Refusal> {
        self.at(&[State::Draft])
    }

    /// Refuses what can only be done while the survey is open.
    ///
    /// # Errors
    /// If it is not.
    pub fn still_open(&self) -> Result<(), Refusal> {
        self.at(&[State::Open])
    }

    /// Refuses what nobody does any more once the survey is closed.
    ///
    /// # Errors
    /// If it is closed.
    pub fn not_closed(&self) -> Result<(), Refusal> {
        self.at(&[State::Draft, State::Open])
    }

    fn at(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.state) {
            return Ok(());
        }
        Err(because(Message::new(match self.state {
            State::Draft => "refusal-survey-draft",
            State::Open => "refusal-survey-open",
            State::Closed => "refusal-survey-closed",
        })))
    }

    /// Launches it over lists that stand; the digest of the lists is part of the event.
    ///
    /// # Errors
    /// If it is launched already, something is missing, people are listed under a stratum that is none,
    /// or they are fewer than `k`.
    pub fn launch(&self, people: &People, digest: &str, now: Timestamp) -> Result<(Step<Self>, Asked), Refusal> {
        self.still_draft()?;
        let faults = self.faults(now);
        if !faults.is_empty() {
            return Err(Refusal::Blocking(faults.into_iter().map(|fault| (String::new(), fault)).collect()));
        }
        let known = |code: &String| self.strata.iter().any(|stratum| stratum.code == *code);
        if let Some(stray) = people.iter().find(|(code, n)| **n > 0 && !known(code)) {
            return Err(because(Message::new("refusal-survey-stray").text("stratum", stray.0)));
        }
        let asked = merge(people, self.k)?;
        let counted = |people: &People| Fact::List(people.iter().map(|(code, n)| format!("{code}={n}")).collect());
        let merged = asked.merged().map(|(own, under)| format!("{own}>{under}")).collect();
        let facts = vec![
            ("survey", Fact::Text(self.id.clone())),
            ("questionnaire", Fact::Text(self.questionnaire_hash.clone())),
            ("k", Fact::Whole(self.k)),
            ("sealed", Fact::Whole(u64::from(self.sealed))),
            ("opens", moment(self.opens)),
            ("closes", moment(self.closes)),
            ("people", counted(people)),
            ("merged", Fact::List(merged)),
            ("roster", Fact::Text(digest.to_owned())),
        ];
        let next = Self { state: State::Open, ..self.clone() };
        Ok((Step { next, kind: "survey_launched", facts }, asked))
    }

    /// Gives people more time; the end only ever moves away.
    ///
    /// # Errors
    /// If it is not open, or the new end is not later than the old one and than now.
    pub fn prolong(&self, closes: Timestamp, now: Timestamp) -> Result<Step<Self>, Refusal> {
        self.still_open()?;
        if closes <= now || self.closes.is_some_and(|before| closes <= before) {
            return Err(because(Message::new("refusal-survey-earlier")));
        }
        let next = Self { closes: Some(closes), ..self.clone() };
        let facts = vec![("survey", Fact::Text(self.id.clone())), ("closes", moment(Some(closes)))];
        Ok(Step { next, kind: "survey_prolonged", facts })
    }

    /// Closes it for good.
    ///
    /// # Errors
    /// If it is not open.
    pub fn close(&self) -> Result<Step<Self>, Refusal> {
        self.still_open()?;
        let next = Self { state: State::Closed, ..self.clone() };
        Ok(Step { next, kind: "survey_closed", facts: vec![("survey", Fact::Text(self.id.clone()))] })
    }
}

/// How many to ask so that the margin of error is at most `error` (cỡ mẫu, Yamane): N / (1 + N·e²), rounded up.
///
/// # Example: two thousand people, five percent
/// ```
/// use thuocdo_assessment::survey::sample_size;
/// use thuocdo_base::Number;
/// let five = Number::parse("0.05").unwrap();
/// assert_eq!((sample_size(2_000, &five), sample_size(7, &five), sample_size(0, &five)), (334, 7, 0));
/// ```
pub fn sample_size(population: u64, error: &Number) -> u64 {
    let all = Number::from(population.min(i64::MAX as u64).cast_signed());
    let below = &Number::from(1) + &(&all * &(error * error));
    let exact = all.divided_by(&below).unwrap_or_default();
    exact.rounded(0, Rounding::Up).to_i64().and_then(|n| u64::try_from(n).ok()).unwrap_or_default().min(population)
}

/// The margin of error of so many responses out of so many people, by the same formula turned round, rounded up to
/// a hundredth of a percent: √((N − n) / (N·n)). `None` without a response.
///
/// # Example: the sample of five percent
/// ```
/// use thuocdo_assessment::survey::margin;
/// assert_eq!(margin(2_000, 334).unwrap().to_exact(), "0.05");
/// assert_eq!(margin(100, 100).unwrap().to_exact(), "0");
/// assert_eq!(margin(100, 0), None);
/// ```
pub fn margin(population: u64, responses: u64) -> Option<Number> {
    if responses == 0 {
        return None;
    }
    let (all, n) = (u128::from(population.max(responses)), u128::from(responses));
    let (above, below) = ((all - n) * 100_000_000, all * n);
    let mut points = (above / below).isqrt();
    while points * points * below < above {
        points += 1;
    }
    Number::from(i64::try_from(points).ok()?).divided_by(&Number::from(10_000))
}

fn moment(at: Option<Timestamp>) -> Fact {
    Fact::Text(at.map(|at| at.to_string()).unwrap_or_default())
}

fn because(message: Message) -> Refusal {
    Refusal::Because(message)
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        Survey {
            id: "01S".to_owned(),
            round: "ky".to_owned(),
            title: "Khảo sát mẫu".to_owned(),
            questionnaire: "mau".to_owned(),
            questionnaire_version: "1".to_owned(),
            questionnaire_hash: "0".repeat(64),
            k: USUAL_K,
            sealed: false,
            opens: Some(Timestamp::from_micros(0)),
            closes: Some(Timestamp::from_micros(10_000_000)),
            state: State::Draft,
            strata: vec![Stratum::new("dan", ""), Stratum::new("dan", "xa-1"), Stratum::new("lanh-dao", "")],
        }
    }

    fn people(counts: &[(&str, u64)]) -> People {
        counts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect()
    }

    #[test]
    fn nobody_is_ever_asked_among_fewer_than_k() {
        let mut seed = 1_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..2_000 {
            let k = 10 + next(15);
            let codes = (0..1 + next(8)).map(|at| match at % 3 {
                0 => format!("g{}", next(3)),
                _ => format!("g{}/b{}", next(3), next(5)),
            });
            let counts: People = codes.collect::<Vec<_>>().into_iter().map(|code| (code, next(40))).collect();
            let total: u64 = counts.values().sum();
            match merge(&counts, k) {
                Ok(asked) => {
                    assert!(asked.people.values().all(|n| *n >= k), "{counts:?} {asked:?}");
                    assert_eq!(asked.people.values().sum::<u64>(), total);
                    for (own, under) in &asked.under {
                        assert!(under == own || under == parent(own) || under == ROOT, "{own} under {under}");
                        assert!(asked.people.contains_key(under));
                    }
                }
                Err(_) => assert!(total < k),
            }
        }
    }

    #[test]
    fn a_survey_is_launched_once_and_closed_once() {
        let now = Timestamp::from_micros(5_000_000);
        let counts = people(&[("dan/xa-1", 40), ("lanh-dao", 20)]);
        let (step, asked) = survey().launch(&counts, "d", now).unwrap();
        assert_eq!((step.kind, step.next.state), ("survey_launched", State::Open));
        assert_eq!(asked.without_live_figures(20).collect::<Vec<_>>(), [("lanh-dao", 20)]);
        assert!(step.next.launch(&counts, "d", now).is_err());
        assert!(step.next.takes_answers(now) && !survey().takes_answers(now));
        let closed = step.next.close().unwrap().next;
        assert!(closed.close().is_err() && closed.not_closed().is_err() && !closed.takes_answers(now));
    }

    #[test]
    fn a_launch_says_everything_that_is_missing() {
        let now = Timestamp::from_micros(5_000_000);
        let bare = Survey { title: " ".to_owned(), k: 9, closes: None, strata: Vec::new(), ..survey() };
        assert_eq!(bare.faults(now).len(), 4);
        let late = Survey { closes: Some(now), ..survey() };
        assert_eq!(late.faults(now), [Message::new("refusal-survey-past")]);
        assert!(survey().launch(&people(&[("dan", 30), ("la", 1)]), "d", now).is_err());
        assert!(survey().launch(&people(&[("dan", 19)]), "d", now).is_err());
    }

    #[test]
    fn the_end_only_moves_away() {
        let now = Timestamp::from_micros(5_000_000);
        let open = Survey { state: State::Open, ..survey() };
        assert!(open.prolong(Timestamp::from_micros(10_000_000), now).is_err());
        let later = Timestamp::from_micros(20_000_000);
        assert_eq!(open.prolong(later, now).unwrap().next.closes, Some(later));
        assert!(survey().prolong(later, now).is_err());
    }

    #[test]
    fn a_sample_of_the_size_that_is_named_keeps_the_margin() {
        let five = Number::parse("0.05").unwrap();
        for population in [1, 2, 39, 100, 999, 2_000, 36_525, 100_000_000] {
            let n = sample_size(population, &five);
            assert!(n <= population && margin(population, n).unwrap() <= five, "{population} {n}");
            assert!(n == 1 || margin(population, n - 1).unwrap() > five, "{population} {n}");
        }
    }
}
