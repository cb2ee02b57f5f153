//! What a person may do: one function for each action, and views to look at.
//!
//! Every action takes the actor and settles *may* before it shows or changes anything.
//! Read in this order: [`catalog`] (the shipped sets), [`criteria_sets`] (those issued here), [`rounds`] (scoring a case), [`publications`]
//! (publishing it), [`portal`] (what the public sees), [`bodies`], [`books`] (workbooks), [`offline`] (a record as a workbook, out and in), [`boxes`] (responses to surveys), [`sheet`], [`error`],
//! [`may`] (who may).

pub mod accounts;
pub mod answers;
pub mod appeals;
pub mod appraisal;
pub mod archives;
pub mod audit;
pub mod bodies;
pub mod books;
pub mod boxes;
pub mod catalog;
pub mod clarification;
pub mod council;
pub mod course;
pub mod criteria_sets;
pub mod decision;
pub mod documents;
pub mod error;
pub mod evidence;
pub mod guide;
pub mod layers;
pub mod letters;
pub mod may;
pub mod offline;
pub mod portal;
pub mod progress;
pub mod publications;
pub mod questionnaires;
pub mod remedies;
pub mod rounds;
pub mod setup;
pub mod sheet;
pub mod submission;
pub mod survey_results;
pub mod surveys;
pub mod tasks;

use std::sync::Arc;

use thuocdo_files::Files;
use thuocdo_store::{Later, Store, Work};
use thuocdo_words::Lang;

pub use crate::error::ActionError;
pub use thuocdo_base::{Clock, Random};

/// What every action works with.
#[derive(Clone)]
pub struct App {
    /// Where things last.
    pub store: Store,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// Where secrets and ids come from.
    pub random: Arc<dyn Random>,
    /// How many may try to sign in, and how often.
    pub gate: Arc<accounts::Gate>,
    /// Where evidence files lie; `None`: none are taken in.
    pub files: Option<Files>,
    /// Opened rounds as they were frozen.
    pub frozen: Arc<setup::Shelf>,
    /// Points of rounds by layer.
    pub boards: Arc<layers::Shelf>,
    /// Issued criteria sets that were parsed.
    pub issued: Arc<criteria_sets::IssuedShelf>,
    /// Publications of last rounds, for comparison.
    pub last: Arc<answers::previous::Shelf>,
    /// Whether administrators must have a second factor.
    pub administrators_need_code: bool,
    /// How letters leave.
    pub office: letters::Office,
    /// What reads workbooks.
    pub books: Arc<dyn books::Books>,
    /// Boxes of survey responses; `None`: this installation holds no surveys.
    pub boxes: Option<Arc<boxes::Boxes>>,
    /// How often invitations that do not exist may be tried.
    pub guesses: Arc<surveys::guesses::Guesses>,
    /// How fast devices send responses.
    pub pace: Arc<surveys::devices::Pace>,
    /// Who answers for personal data in this installation, as respondents read it.
    pub contact: String,
    /// What leads a newcomer through the demo.
    pub guide: Option<Arc<guide::Guide>>,
    /// Lays official documents out.
    pub press: Arc<documents::Press>,
    /// Rosters and questionnaires of surveys.
    pub desk_of_surveys: Arc<surveys::Desk>,
    /// Where archives of rounds lie; `None`: none are made here.
    pub archives: Option<Arc<archives::Room>>,
}

impl App {
    /// An application over an open store.
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            store,
            clock,
            random,
            gate: Arc::default(),
            administrators_need_code: false,
            files: None,
            frozen: Arc::default(),
            boards: Arc::default(),
            office: letters::Office::default(),
            issued: Arc::default(),
            last: Arc::default(),
            books: Arc::new(books::NoBooks),
            boxes: None,
            guesses: Arc::default(),
            pace: Arc::default(),
            contact: String::new(),
            guide: None,
            press: Arc::default(),
            desk_of_surveys: Arc::default(),
            archives: None,
        }
    }

    /// The same application with a place for evidence files.
    #[must_use]
    pub fn with_files(mut self, files: Files) -> Self {
        self.files = Some(files);
        self
    }

    /// The same application with a place for archives of rounds.
    #[must_use]
    pub fn with_archives(mut self, room: archives::Room) -> Self {
        self.archives = Some(Arc::new(room));
        self
    }

    /// The same application with letters that leave so.
    #[must_use]
    pub fn with_office(mut self, office: letters::Office) -> Self {
        self.office = office;
        self
    }

    /// The same application with something that reads workbooks.
    #[must_use]
    pub fn with_books(mut self, books: Arc<dyn books::Books>) -> Self {
        self.books = books;
        self
    }

    /// The same application with a place for boxes of responses.
    #[must_use]
    pub fn with_boxes(mut self, boxes: Arc<boxes::Boxes>) -> Self {
        self.boxes = Some(boxes);
        self
    }

    /// The same application with a place for the people of surveys.
    #[must_use]
    pub fn with_rosters(mut self, rosters: thuocdo_store::Rosters) -> Self {
        self.desk_of_surveys = Arc::new(surveys::Desk::new(rosters));
        self
    }

    /// Hands a job to the one writer.
    ///
    /// # Errors
    /// The job's own error, or that the store does not answer.
    pub async fn write<T, F>(&self, job: F) -> Result<T, ActionError>
    where
        T: Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, ActionError>> + Send + 'static,
    {
        self.store.write(&self.clock, &self.random, job).await
    }

    /// Writes the closings that are due into the log; the program does this by itself, for nobody in particular.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn close_due(&self) -> Result<(), ActionError> {
        Ok(self.store.close_due(&self.clock, &self.random).await?)
    }

    /// Makes a new id: in the order of time, and not to be guessed.
    pub fn new_id(&self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        let millis = u64::try_from(self.clock.now().micros() / 1_000).unwrap_or_default();
        ulid::Ulid::from_parts(millis, u128::from_be_bytes(bytes)).to_string()
    }
}

/// Sentences of this crate.
pub fn locale_text(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => include_str!("../locales/vi.ftl"),
        Lang::En => include_str!("../locales/en.ftl"),
    }
}

/// Sentences of this crate and of the rooms that speak through it.
pub fn locale_texts(lang: Lang) -> [&'static str; 8] {
    [
        locale_text(lang),
        thuocdo_archive::locale_text(lang),
        thuocdo_assessment::locale_text(lang),
        thuocdo_criteria::locale_text(lang),
        thuocdo_scoring::locale_text(lang),
        thuocdo_publication::locale_text(lang),
        thuocdo_documents::locale_text(lang),
        thuocdo_workbooks::locale_text(lang),
    ]
}
