//! What a survey says, question by question, of all bodies and of one (báo cáo kết quả khảo sát).
//!
//! Questions that feed criteria are shown whole: the points that everybody may recompute need every count. Of the
//! others small counts are hidden, with as many more as it takes that nobody can work them out.

use std::collections::BTreeMap;

use thuocdo_assessment::Action;
use thuocdo_assessment::survey::{LEAST_SHOWN, State, Survey};
use thuocdo_base::{Actor, Number, Rounding, Timestamp};
use thuocdo_criteria::questionnaire::{Question, Questionnaire};
use thuocdo_scoring::survey::TallyRow;
use thuocdo_scoring::survey::margin::response_rate;
use thuocdo_scoring::survey::suppress::{suppress, suppress_row};
use thuocdo_store::Link;
use thuocdo_store::tallies::StratumCount;

use super::{parts, questionnaire, rows};
use crate::setup::frozen;
use crate::surveys::{launch, refused};
use crate::{ActionError, App, may};

/// A report of a survey, of all bodies or one.
#[derive(Clone, Debug)]
pub struct Report {
    /// Title of the round.
    pub round: String,
    /// The survey.
    pub survey: Survey,
    /// Counts of the whole survey, or of the people of the body.
    pub counts: Counts,
    /// Bodies that figures are known of: code and name.
    pub bodies: Vec<(String, String)>,
    /// The body that is looked at.
    pub body: Option<String>,
    /// Questions that are counted, in order.
    pub questions: Vec<Asked>,
    /// How many questions were answered in own words, which nobody publishes.
    pub texts: usize,
    /// While the survey is open: the last mix, if there was one, and when it was.
    pub mix: Option<(u64, Timestamp)>,
}

/// How many were asked and answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Invitations made.
    pub issued: u64,
    /// Responses counted.
    pub counted: u64,
    /// Responses that were too few to be opened.
    pub withheld: u64,
    /// Responses lost with a machine.
    pub lost: u64,
    /// Counted of issued.
    pub rate: Option<Number>,
}

/// Words in Vietnamese, and in English where there are any.
pub type Words = (String, Option<String>);

/// One question with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Place in the questionnaire.
    pub place: usize,
    /// Code of the question.
    pub code: String,
    /// What is asked.
    pub text: Words,
    /// Title of the section, where it begins with this question.
    pub section: Option<Words>,
    /// Codes of the criteria that it feeds.
    pub feeds: Vec<String>,
    /// Labels of the choices.
    pub choices: Vec<Words>,
    /// Counts in the order of the choices; `None` is hidden. Empty: too few answers to show any.
    pub counts: Vec<Option<u64>>,
    /// Answers in all, where no count of them is hidden.
    pub answers: Option<u64>,
    /// Mean share of the answers that count, from 0 to 1, where no count of them is hidden.
    pub mean: Option<Number>,
    /// The same over all bodies, when one is looked at.
    pub mean_of_all: Option<Number>,
    /// Answers by respondent group, where they feed a criterion: title and counts.
    pub groups: Vec<(Words, Vec<u64>)>,
}

impl Asked {
    /// Whether too few answered to show anything.
    pub fn is_too_few(&self) -> bool {
        self.counts.is_empty()
    }
}

/// Reads what a survey says; of one body where one is named. While it is open, what may be shown by then.
///
/// # Errors
/// If the actor may not see surveys, this one is being prepared or counted, or its results are kept sealed.
pub async fn report(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    body: Option<&str>,
) -> Result<Report, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let found = link.find_survey(id).await?.filter(|(survey, _)| survey.round == round);
    let (survey, _) = found.ok_or(ActionError::NotAllowed)?;
    let counts = match survey.state {
        State::Draft => return Err(ActionError::NotAllowed),
        State::Open if survey.sealed => return Err(refused("surveys-sealed")),
        State::Open => counts_now(app, &mut link, &survey).await?,
        State::Closed => link.survey_counts(id).await?,
    };
    if counts.is_empty() {
        return Err(ActionError::NotAllowed);
    }
    let asked = questionnaire(&mut link, &survey).await?;
    let before = rows(&asked, &link.survey_shown(id).await?);
    let is_open = survey.state == State::Open;
    let now = if is_open { before.clone() } else { rows(&asked, &link.survey_tallies(id).await?) };
    let tables = Tables { asked: &asked, now: &now, before: &before, width: survey.k };
    let named = |code: &String| frozen.unit(code).map(|unit| (code.clone(), unit.name.clone()));
    let bodies: Vec<(String, String)> = bodies(&asked, &now).iter().filter_map(named).collect();
    let body = body.filter(|body| !body.is_empty());
    if body.is_some_and(|body| !bodies.iter().any(|(code, _)| code == body)) {
        return Err(ActionError::NotAllowed);
    }
    Ok(Report {
        round: frozen.title.clone(),
        counts: counted(&counts, body),
        bodies,
        body: body.map(str::to_owned),
        questions: tables.questions(body),
        texts: asked.questions.iter().filter(|question| question.is_text()).count(),
        mix: if is_open { link.last_mix(id).await? } else { None },
        survey,
    })
}

/// Counts of an open survey, as of the last mix.
async fn counts_now(app: &App, link: &mut Link, survey: &Survey) -> Result<Vec<StratumCount>, ActionError> {
    let tallies = launch::response_box(app, link, survey).await?.tallies().await?;
    Ok(tallies.counters.into_iter().map(launch::count).collect())
}

/// What is said of the questions of a survey: as it is now, and as it was shown last before.
///
/// What was shown is known. So what came since is looked at as a table of its own: small counts of it are hidden.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'r> {
    /// What is asked.
    pub asked: &'r Questionnaire,
    /// Counts now.
    pub now: &'r [TallyRow],
    /// Counts that were shown before.
    pub before: &'r [TallyRow],
    /// How wide the bounds of hidden counts are at least.
    pub width: u64,
}

/// The body a row is about: the one the question names, or the one the respondent belongs to.
fn about<'r>(question: &Question, row: &'r TallyRow) -> &'r str {
    if question.per_body { &row.about } else { &row.body }
}

pub(super) fn bodies(questionnaire: &Questionnaire, rows: &[TallyRow]) -> Vec<String> {
    let own = rows.iter().filter_map(|row| Some(about(questionnaire.question(&row.question)?, row).to_owned()));
    let mut found: Vec<String> = own.filter(|body| !body.is_empty()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn counted(counts: &[StratumCount], body: Option<&str>) -> Counts {
    let own: Vec<&StratumCount> =
        counts.iter().filter(|count| body.is_none_or(|body| parts(&count.stratum).1 == body)).collect();
    let sum = |of: fn(&StratumCount) -> u64| own.iter().map(|count| of(count)).sum::<u64>();
    let (issued, counted) = (sum(|one| one.issued), sum(|one| one.counted));
    let (withheld, lost) = (sum(|one| one.withheld), sum(|one| one.lost));
    Counts { issued, counted, withheld, lost, rate: response_rate(counted, issued) }
}

impl<'r> Tables<'r> {
    /// What may be shown of each question that is counted, of all bodies or of one.
    pub fn questions(&self, body: Option<&str>) -> Vec<Asked> {
        let counted = self.asked.questions.iter().enumerate().filter(|(_, question)| !question.is_text());
        counted.map(|(place, question)| self.one(place, question, body)).collect()
    }

    fn one(&self, place: usize, question: &Question, body: Option<&str>) -> Asked {
        let (asked, shown) = (self.asked, self.shown(question));
        let feeds = !question.feeds.is_empty();
        let all = sums(&shown, feeds, self.width);
        let counts = match body {
            Some(body) => shown.row(body).cloned().unwrap_or_default(),
            None => all.clone(),
        };
        let groups = if feeds { groups(asked, question, self.now, body) } else { Vec::new() };
        let begins =
            asked.questions[..place].iter().all(|before| before.is_text() || before.section != question.section);
        let section = asked.sections.get(question.section).filter(|section| begins && !section.title.is_empty());
        Asked {
            place,
            code: question.code.clone(),
            text: (question.text.clone(), question.text_en.clone()),
            section: section.map(|section| (section.title.clone(), section.title_en.clone())),
            feeds: question.feeds.clone(),
            choices: question.choices().iter().map(|choice| (choice.label.clone(), choice.label_en.clone())).collect(),
            answers: counts.iter().copied().sum(),
            mean: mean(question, &counts),
            mean_of_all: body.and_then(|_| mean(question, &all)),
            counts,
            groups,
        }
    }

    /// Shows a question as far as nobody learns a small count, also not by what leads to it or hangs on it.
    ///
    /// Whoever is asked a question on condition has chosen something before: what is shown of it would bound what is
    /// hidden there. So it is shown of those bodies only of which the question before is shown whole; and where what
    /// hangs on a question feeds criteria, and is thus shown whole, of the question itself all or nothing is.
    fn shown(&self, question: &Question) -> Shown<'r> {
        let feeds = !question.feeds.is_empty();
        let (mut names, mut table) = table(question, self.now);
        if let Some(condition) = question.asked_if.as_ref().filter(|_| !feeds) {
            let before = &self.asked.questions[condition.question];
            let above = self.shown(before);
            let is_alike = before.per_body == question.per_body;
            let may = |name: &str| {
                if is_alike { above.is_whole(name) } else { above.names.iter().all(|name| above.is_whole(name)) }
            };
            let kept = names.into_iter().zip(table).filter(|(name, _)| may(name));
            (names, table) = kept.unzip();
        }
        let (bodies, counts) = self::table(question, self.before);
        let known: BTreeMap<&str, Vec<u64>> = bodies.into_iter().zip(counts).collect();
        let none = || vec![0; question.choices().len()];
        let base: Vec<Vec<u64>> = names.iter().map(|name| known.get(name).cloned().unwrap_or_else(none)).collect();
        let came = |(now, base): (Vec<u64>, &Vec<u64>)| {
            now.iter().zip(base).map(|(now, base)| now.saturating_sub(*base)).collect::<Vec<u64>>()
        };
        let table: Vec<Vec<u64>> = table.into_iter().zip(&base).map(came).collect();
        let mut published = published(&table, feeds, self.width);
        for (row, base) in published.iter_mut().zip(&base) {
            let cells = row.iter_mut().flatten().zip(base);
            cells.for_each(|(cell, base)| *cell = cell.map(|n| n + base));
        }
        if hangs_what_feeds(self.asked, question) {
            let is_whole = |row: &Vec<Option<u64>>| row.iter().all(Option::is_some);
            published.iter_mut().for_each(|row| *row = row.take().filter(is_whole));
        }
        Shown { names, base, table, published }
    }
}

/// What may be shown of one question, body by body.
struct Shown<'r> {
    /// Bodies, the empty one of who belongs to none among them.
    names: Vec<&'r str>,
    /// Counts by choice that were shown before.
    base: Vec<Vec<u64>>,
    /// What came since.
    table: Vec<Vec<u64>>,
    /// Both together with hidden counts; nothing of a row with too few answers.
    published: Vec<Option<Vec<Option<u64>>>>,
}

impl Shown<'_> {
    fn row(&self, body: &str) -> Option<&Vec<Option<u64>>> {
        let at = self.names.iter().position(|name| *name == body)?;
        self.published[at].as_ref()
    }

    fn is_whole(&self, body: &str) -> bool {
        self.row(body).is_some_and(|row| row.iter().all(Option::is_some))
    }
}

/// Whether a question that feeds criteria is asked on condition of this one's answer, directly or not.
pub(super) fn hangs_what_feeds(asked: &Questionnaire, question: &Question) -> bool {
    let hangs = |other: &&Question| {
        other.asked_if.as_ref().is_some_and(|condition| asked.questions[condition.question].code == question.code)
    };
    asked.questions.iter().filter(hangs).any(|other| !other.feeds.is_empty() || hangs_what_feeds(asked, other))
}

/// Bodies, the empty one of who belongs to none among them, and their counts by choice.
fn table<'r>(question: &Question, rows: &'r [TallyRow]) -> (Vec<&'r str>, Vec<Vec<u64>>) {
    let mut cells: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.question == question.code) {
        let counts = cells.entry(about(question, row)).or_insert_with(|| vec![0; question.choices().len()]);
        if let Some(at) = question.choices().iter().position(|choice| choice.code == row.choice) {
            counts[at] += row.n;
        }
    }
    cells.retain(|_, counts| counts.iter().any(|n| *n > 0));
    cells.into_iter().unzip()
}

/// What may be shown of each row; nothing of a row with too few answers.
fn published(table: &[Vec<u64>], feeds: bool, width: u64) -> Vec<Option<Vec<Option<u64>>>> {
    if feeds {
        return table.iter().map(|row| Some(row.iter().copied().map(Some).collect())).collect();
    }
    match table {
        [row] => vec![suppress_row(row, LEAST_SHOWN, width)],
        _ => suppress(&table.to_vec(), LEAST_SHOWN, width).rows,
    }
}

/// Counts over all rows that are shown: their sums may be known, unless what came since is small itself.
fn sums(shown: &Shown<'_>, feeds: bool, width: u64) -> Vec<Option<u64>> {
    let sum = |rows: &[Vec<u64>]| -> Vec<u64> {
        let mut sums = Vec::new();
        for (row, _) in rows.iter().zip(&shown.published).filter(|(_, published)| published.is_some()) {
            sums.resize(row.len(), 0);
            sums.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
        }
        sums
    };
    let (base, came) = (sum(&shown.base), sum(&shown.table));
    let came = if feeds { Some(came.into_iter().map(Some).collect()) } else { suppress_row(&came, LEAST_SHOWN, width) };
    let came = came.filter(|came: &Vec<Option<u64>>| !came.is_empty()).unwrap_or_default();
    came.into_iter().zip(base).map(|(came, base)| came.map(|n| n + base)).collect()
}

fn mean(question: &Question, counts: &[Option<u64>]) -> Option<Number> {
    let (mut total, mut answers) = (Number::ZERO, Number::ZERO);
    for (choice, n) in question.choices().iter().zip(counts) {
        let Some(share) = &choice.share else { continue };
        let n = Number::from(i64::try_from((*n)?).ok()?);
        total += &(share * &n);
        answers += &n;
    }
    total.divided_by(&answers).map(|mean| mean.rounded(4, Rounding::HalfUp))
}

fn groups(asked: &Questionnaire, question: &Question, rows: &[TallyRow], body: Option<&str>) -> Vec<(Words, Vec<u64>)> {
    let mut found: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let own = rows.iter().filter(|row| row.question == question.code);
    for row in own.filter(|row| body.is_none_or(|body| about(question, row) == body)) {
        let Some(group) = asked.group(&row.group) else { continue };
        let counts = found.entry(group).or_insert_with(|| vec![0; question.choices().len()]);
        if let Some(at) = question.choices().iter().position(|choice| choice.code == row.choice) {
            counts[at] += row.n;
        }
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let title = |group: usize| (asked.groups[group].title.clone(), asked.groups[group].title_en.clone());
    found.into_iter().map(|(group, counts)| (title(group), counts)).collect()
}

#[cfg(test)]
mod tests {
    use thuocdo_criteria::SourceText;
    use thuocdo_criteria::questionnaire;

    use super::*;

    /// Question 2 is asked of who said yes to 1; 3 of who said yes to 2.
    fn asked() -> Questionnaire {
        let question = |code: &str, condition: &str| {
            format!(
                "[[question]]\ncode = \"{code}\"\ntext = \"Câu {code}\"\n{condition}choices = [\n  \
                 {{ code = \"co\", label = \"Có\" }},\n  {{ code = \"khong\", label = \"Không\" }},\n]\n\n"
            )
        };
        let if_yes = |before: &str| format!("asked_if = {{ question = \"{before}\", choices = [\"co\"] }}\n");
        let head = "[questionnaire]\ncode = \"mau/hoi\"\nversion = \"1\"\ntitle = \"Mẫu\"\norigin = \"illustrative\"\ndocument = { kind = \"Kế hoạch\", issuer = \"UBND tỉnh Mẫu\" }\n\n\
                    [[section]]\ncode = \"I\"\ntitle = \"Chung\"\n\n";
        let questions = [question("1", ""), question("2", &if_yes("1")), question("3", &if_yes("2"))];
        let text = format!("{head}{}", questions.concat());
        let parsed = questionnaire::parse(&SourceText::new(text.as_str()), &());
        parsed.questionnaire.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics))
    }

    fn tables<'r>(asked: &'r Questionnaire, now: &'r [TallyRow]) -> Tables<'r> {
        Tables { asked, now, before: &[], width: 20 }
    }

    fn row(question: &str, body: &str, choice: &str, n: u64) -> TallyRow {
        let [question, body, choice] = [question, body, choice].map(str::to_owned);
        TallyRow { group: String::new(), body, question, about: String::new(), choice, n }
    }

    #[test]
    fn a_question_on_condition_is_shown_only_where_the_one_before_it_is_shown_whole() {
        let asked = asked();
        let rows = [
            row("1", "xa-1", "co", 55),
            row("1", "xa-1", "khong", 45),
            row("1", "xa-2", "co", 96),
            row("1", "xa-2", "khong", 4),
            row("2", "xa-1", "co", 30),
            row("2", "xa-1", "khong", 25),
            row("2", "xa-2", "co", 60),
            row("2", "xa-2", "khong", 36),
            row("3", "xa-1", "co", 15),
            row("3", "xa-1", "khong", 15),
            row("3", "xa-2", "co", 30),
            row("3", "xa-2", "khong", 30),
        ];
        let first = tables(&asked, &rows).shown(&asked.questions[0]);
        assert!(!first.is_whole("xa-2"), "four people said no");
        let is_shown =
            |place: usize, body: &str| tables(&asked, &rows).shown(&asked.questions[place]).row(body).is_some();
        assert_eq!((is_shown(1, "xa-1"), is_shown(2, "xa-1")), (first.is_whole("xa-1"), first.is_whole("xa-1")));
        assert_eq!((is_shown(1, "xa-2"), is_shown(2, "xa-2")), (false, false));
        let one_body = &rows.iter().filter(|row| row.body == "xa-1").cloned().collect::<Vec<_>>();
        let alone = |place: usize| tables(&asked, one_body).shown(&asked.questions[place]).is_whole("xa-1");
        assert_eq!([0, 1, 2].map(alone), [true; 3], "nothing is small, nothing is hidden");
    }
}
