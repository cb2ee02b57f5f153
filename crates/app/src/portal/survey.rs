//! What a closed survey said, question by question, of all bodies or of one, beside earlier surveys of the same kind.

use thuocdo_base::Number;
use thuocdo_publication::survey::{AnswersPart, Bilingual, FedPart, QuestionPart, SurveyPart, reason};
use thuocdo_words::{Lang, Locale, show};

use super::Portal;
use super::figure::{Figure, number, percent, points_apart, share};
use super::head::{RoundView, UnitLink};
use super::index::Edition;

/// A survey's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyView {
    /// The round.
    pub round: RoundView,
    /// Surveys of the round: word in addresses and title.
    pub surveys: Vec<(String, String)>,
    /// Which of them is shown.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Bodies that figures are known of.
    pub bodies: Vec<UnitLink>,
    /// The body that is looked at.
    pub body: Option<UnitLink>,
    /// Invitations made, responses counted, too few to be opened, lost; nothing where people belong to no body.
    pub counts: Option<[u64; 4]>,
    /// Response rate in per cent.
    pub rate: Option<String>,
    /// How many responses stood together before anything was counted.
    pub k: u64,
    /// Questions that were answered in own words.
    pub texts: u64,
    /// What it gave to criteria of the body: code, title, sentence.
    pub fed: Vec<(String, String, String)>,
    /// Questions.
    pub questions: Vec<SurveyQuestion>,
}

/// A question of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyQuestion {
    /// Code.
    pub code: String,
    /// What is asked.
    pub text: String,
    /// Title of the section that begins here.
    pub section: Option<String>,
    /// Criteria that it feeds: code and title.
    pub feeds: Vec<(String, String)>,
    /// Titles of the respondent groups that are told apart.
    pub groups: Vec<String>,
    /// Choices; none where too few answered.
    pub rows: Vec<ChoiceRow>,
    /// Mean of the answers that count, in per cent.
    pub mean: Option<Figure>,
    /// The same over all bodies.
    pub mean_of_all: Option<Figure>,
    /// How far apart the two are, in percentage points.
    pub apart: Option<String>,
    /// The same question in earlier surveys, newest first: round, period, mean in per cent.
    pub before: Vec<(String, String, Figure)>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceRow {
    /// Label.
    pub label: String,
    /// How many chose it; absent where it is hidden.
    pub count: Option<String>,
    /// Of all answers, where none is hidden.
    pub share: Option<Figure>,
    /// How many of each group.
    pub groups: Vec<String>,
}

impl Portal {
    /// Word of the first survey of a round.
    pub fn first_survey(&self, round: &str) -> Option<&str> {
        Some(&self.edition(round)?.publication.surveys.first()?.code)
    }

    /// Shows a survey; of one body where one is named.
    pub fn survey(&self, lang: Lang, round: &str, code: &str, body: &str) -> Option<SurveyView> {
        let edition = self.edition(round)?;
        let surveys = &edition.publication.surveys;
        let part = surveys.iter().find(|part| part.code == code)?;
        let shown = part.body(body)?;
        let title = |code: &String| (code.clone(), edition.criterion_title(lang, code));
        let question = |(place, question): (usize, &QuestionPart)| SurveyQuestion {
            code: question.code.clone(),
            text: say(lang, &question.text),
            section: question.section.as_ref().map(|title| say(lang, title)),
            feeds: question.feeds.iter().map(title).collect(),
            groups: question.groups.iter().map(|title| say(lang, title)).collect(),
            before: self.earlier(lang, edition, part, &question.code, body),
            ..answered(lang, question, &shown.answers[place], part.body("").map(|all| &all.answers[place]))
        };
        let is_whole = shown.answers.len() == part.questions.len();
        Some(SurveyView {
            round: edition.round_view(lang),
            surveys: surveys.iter().map(|part| (part.code.clone(), part.title.clone())).collect(),
            code: part.code.clone(),
            title: part.title.clone(),
            bodies: part.bodies.iter().skip(1).map(|part| edition.unit_link(&part.body)).collect(),
            body: (!body.is_empty()).then(|| edition.unit_link(body)),
            counts: (shown.counts[0] > 0).then_some(shown.counts),
            rate: shown.rate.as_ref().map(|rate| show::percent(lang, &number(rate), 1)),
            k: part.k,
            texts: part.texts,
            fed: self.fed(lang, edition, part, body),
            questions: part.questions.iter().enumerate().filter(|_| is_whole).map(question).collect(),
        })
    }

    /// What a survey gave to the criteria of a body.
    fn fed(&self, lang: Lang, edition: &Edition, part: &SurveyPart, body: &str) -> Vec<(String, String, String)> {
        let own = part.fed.iter().filter(|fed| fed.body == body);
        let said = |fed: &FedPart| self.words.of(lang).render(&reason(&part.title, fed));
        own.map(|fed| (fed.criterion.clone(), edition.criterion_title(lang, &fed.criterion), said(fed))).collect()
    }

    /// The same question about the same body in earlier surveys with the same questionnaire.
    fn earlier(
        &self,
        lang: Lang,
        edition: &Edition,
        part: &SurveyPart,
        question: &str,
        body: &str,
    ) -> Vec<(String, String, Figure)> {
        let period = |edition: &Edition| edition.publication.period.clone();
        let is_earlier =
            |other: &&Edition| thuocdo_words::collate::compare_codes(&period(other), &period(edition)).is_lt();
        let mut found: Vec<_> = self.editions.iter().filter(is_earlier).collect();
        found.sort_by(|one, other| thuocdo_words::collate::compare_codes(&period(other), &period(one)));
        let mean = |other: &Edition| {
            let same = other.publication.surveys.iter().find(|own| own.questionnaire.0 == part.questionnaire.0)?;
            let place = same.questions.iter().position(|own| own.code == question)?;
            let mean = same.body(body)?.answers.get(place)?.mean.as_ref()?;
            Some((other.code.clone(), period(other), percent(lang, &number(mean))))
        };
        found.into_iter().filter_map(mean).collect()
    }
}

impl Edition {
    /// Title of a criterion of any of the round's sets.
    fn criterion_title(&self, lang: Lang, code: &str) -> String {
        let having = self.sets.iter().find(|set| set.find(code).is_some());
        having.map_or_else(|| code.to_owned(), |set| set.title(lang, code))
    }

    /// The sentence in the reader's language behind a remark that a survey left.
    pub(super) fn survey_remark(
        &self,
        said: &Locale,
        stored: &Locale,
        at: (&str, &str),
        remark: &str,
    ) -> Option<String> {
        let (unit, criterion) = at;
        let given = self.publication.surveys.iter().flat_map(|part| part.fed.iter().map(move |fed| (part, fed)));
        let mut given = given.filter(|(_, fed)| fed.body == unit && fed.criterion == criterion);
        let messages = given.find_map(|(part, fed)| {
            let message = reason(&part.title, fed);
            (stored.render(&message) == remark).then_some(message)
        });
        messages.map(|message| said.render(&message))
    }
}

fn say(lang: Lang, (text, english): &Bilingual) -> String {
    english.as_ref().filter(|_| lang == Lang::En).unwrap_or(text).clone()
}

/// Counts, shares and means of a question; the rest is filled in by the caller.
fn answered(lang: Lang, question: &QuestionPart, own: &AnswersPart, all: Option<&AnswersPart>) -> SurveyQuestion {
    let whole: Option<u64> = own.counts.iter().copied().sum();
    let whole_number = |n: u64| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    let row = |(place, (_, label, _)): (usize, &(String, Bilingual, Option<String>))| {
        let n = own.counts.get(place).copied().flatten();
        let part = whole.filter(|whole| *whole > 0).zip(n).map(|(whole, n)| {
            let (n, whole) = (whole_number(n), whole_number(whole));
            let text = show::percent(lang, &n.divided_by(&whole).unwrap_or_default(), 1);
            Figure { text, share: share(&n, &whole) }
        });
        let of_group = |counts: &Vec<u64>| counts.get(place).map(|n| show::count(lang, *n)).unwrap_or_default();
        ChoiceRow {
            label: say(lang, label),
            count: n.map(|n| show::count(lang, n)),
            share: part,
            groups: own.groups.iter().map(of_group).collect(),
        }
    };
    let mean = |answers: &AnswersPart| answers.mean.as_ref().map(|mean| number(mean));
    let (mine, others) = (mean(own), all.filter(|all| *all != own).and_then(mean));
    SurveyQuestion {
        code: String::new(),
        text: String::new(),
        section: None,
        feeds: Vec::new(),
        groups: Vec::new(),
        rows: if own.counts.is_empty() { Vec::new() } else { question.choices.iter().enumerate().map(row).collect() },
        apart: mine.as_ref().zip(others.as_ref()).map(|(mine, others)| points_apart(lang, mine, others)),
        mean: mine.map(|mean| percent(lang, &mean)),
        mean_of_all: others.map(|mean| percent(lang, &mean)),
        before: Vec::new(),
    }
}
