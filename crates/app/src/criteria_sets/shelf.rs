//! Every version that rounds can use and sets can borrow from: the catalog, and what was issued here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use thuocdo_criteria::{CriteriaSet, Library, Parsed, SourceText};
use thuocdo_store::{IssuedHead, IssuedSet, Link};

use crate::catalog::{self, Embedded, Entry};
use crate::{ActionError, App};

type Key = (String, String);

/// An issued version, parsed once.
#[derive(Debug)]
pub struct Issued {
    /// Number, day and signer of the decision, hash.
    pub head: IssuedHead,
    /// Texts of the file and its sidecar.
    pub source: SourceText,
    /// The parsed set; none if it is no longer what was issued.
    pub parsed: Parsed,
}

/// Issued versions that were parsed: they never change.
#[derive(Debug, Default)]
pub struct IssuedShelf(Mutex<BTreeMap<Key, Arc<Issued>>>);

/// A version that can be used, wherever it comes from.
#[derive(Clone, Debug)]
pub enum KnownSet {
    /// It comes with the program.
    Shipped(&'static Entry),
    /// It was issued here.
    Issued(Arc<Issued>),
}

impl KnownSet {
    /// The parsed set with all findings.
    pub fn parsed(&self) -> &Parsed {
        match self {
            Self::Shipped(entry) => entry.parsed(),
            Self::Issued(issued) => &issued.parsed,
        }
    }

    /// The set, if it can be used.
    pub fn set(&self) -> Option<&CriteriaSet> {
        self.parsed().set.as_ref()
    }

    /// Texts of the file and its sidecar.
    pub fn source(&self) -> SourceText {
        match self {
            Self::Shipped(entry) => entry.source(),
            Self::Issued(issued) => issued.source.clone(),
        }
    }

    /// Code and version.
    pub fn key(&self) -> (&str, &str) {
        match self {
            Self::Shipped(entry) => (&entry.set, &entry.version),
            Self::Issued(issued) => (&issued.head.code, &issued.head.version),
        }
    }

    /// How it was issued here.
    pub fn issued(&self) -> Option<&IssuedHead> {
        match self {
            Self::Shipped(_) => None,
            Self::Issued(issued) => Some(&issued.head),
        }
    }
}

/// All versions at one moment, as a library from which sets may borrow.
#[derive(Clone, Debug, Default)]
pub struct Everything(BTreeMap<Key, Arc<Issued>>);

impl Everything {
    /// Finds a version.
    pub fn version(&self, code: &str, version: &str) -> Option<KnownSet> {
        let issued = || self.0.get(&(code.to_owned(), version.to_owned())).cloned().map(KnownSet::Issued);
        catalog::find(code, version).map(KnownSet::Shipped).or_else(issued)
    }

    /// All versions by code and version.
    pub fn versions(&self) -> Vec<KnownSet> {
        let shipped = catalog::entries().iter().map(KnownSet::Shipped);
        let mut all: Vec<KnownSet> = shipped.chain(self.0.values().cloned().map(KnownSet::Issued)).collect();
        all.sort_by(|one, other| one.key().cmp(&other.key()));
        all
    }
}

impl Library for Everything {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        self.version(set, version).map(|known| known.source())
    }
}

/// Texts of issued versions before they are parsed.
struct Texts(BTreeMap<Key, SourceText>);

impl Library for Texts {
    fn find(&self, set: &str, version: &str) -> Option<SourceText> {
        Embedded.find(set, version).or_else(|| self.0.find(set, version))
    }
}

/// Looks every version up, and remembers what was parsed.
///
/// # Errors
/// If the store does not answer.
pub async fn everything(app: &App, link: &mut Link) -> Result<Everything, ActionError> {
    let all = in_writing(app, link).await?;
    app.issued.0.lock().unwrap_or_else(PoisonError::into_inner).extend(all.0.clone());
    Ok(all)
}

/// Looks every version up in a write, which may yet be taken back: nothing is remembered.
///
/// # Errors
/// If the store does not answer.
pub async fn in_writing(app: &App, link: &mut Link) -> Result<Everything, ActionError> {
    let remembered = app.issued.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (mut known, mut fresh) = (BTreeMap::new(), Vec::new());
    for head in link.list_issued_sets().await? {
        let key = (head.code.clone(), head.version.clone());
        match remembered.get(&key) {
            Some(issued) => {
                known.insert(key, Arc::clone(issued));
            }
            None => fresh.extend(link.find_issued_set(&head.code, &head.version).await?),
        }
    }
    if !fresh.is_empty() {
        let old = known.iter().map(|(key, issued)| (key.clone(), issued.source.clone()));
        let new = fresh.iter().map(|set| (key_of(set), source_of(set)));
        let texts = Texts(old.chain(new).collect());
        known.extend(fresh.into_iter().map(|set| (key_of(&set), Arc::new(parsed(set, &texts)))));
    }
    Ok(Everything(known))
}

fn key_of(set: &IssuedSet) -> Key {
    (set.head.code.clone(), set.head.version.clone())
}

fn source_of(set: &IssuedSet) -> SourceText {
    SourceText { text: set.text.clone(), sidecar: set.sidecar.clone() }
}

/// An issued text whose hash is no longer the one it was issued with is not used.
fn parsed(set: IssuedSet, texts: &Texts) -> Issued {
    let source = source_of(&set);
    let mut parsed = thuocdo_criteria::parse(&source, texts);
    if parsed.set.as_ref().map(|set| &set.hash) != Some(&set.head.hash) {
        tracing::error!(code = set.head.code, version = set.head.version, "ALARM: an issued criteria set has changed");
        parsed.set = None;
    }
    Issued { head: set.head, source, parsed }
}
