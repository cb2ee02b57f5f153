//! Boxes of responses: what is sent in is sealed, mixed with others, and only then counted.
//!
//! Nothing here knows a person, and no figure changes but by mixes of at least k responses. Read in this order:
//! this page (the boxes of an installation), `casting` (a response comes in), `mixing` (keys, seals, shuffles),
//! `closing`, `recovery` (what a stop has left unfinished), `standing` (what may be known of a box).

mod casting;
mod closing;
mod mixing;
mod recovery;
mod standing;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use thuocdo_base::Random;
use thuocdo_criteria::questionnaire::{Questionnaire, Tally};
use thuocdo_files::KeyFolder;
use thuocdo_responses::{PublicKey, SecretKey};
use thuocdo_store::{BoxPlace, EpochRow, ResponseStore, StoreError};
use tokio::sync::{Notify, RwLockReadGuard, watch};
use zeroize::Zeroizing;

use crate::ActionError;

pub use casting::Sent;
pub use standing::{Standing, Tallies};
pub use thuocdo_responses::{Counters, Nonce, Receipt, Strata, Stratum, Token, TokenHash};
pub use thuocdo_store::{Founding, InvitationState, TallyCount};

/// Adds one response to a tally.
pub type Counting = Arc<dyn Fn(&[u8], &mut Tally) + Send + Sync>;

/// The counting of a questionnaire.
pub fn counting(questionnaire: Arc<Questionnaire>) -> Counting {
    Arc::new(move |bytes, tally| {
        questionnaire.count(bytes, tally);
    })
}

/// All boxes of an installation.
pub struct Boxes {
    place: BoxPlace,
    keys: KeyFolder,
    random: Arc<dyn Random>,
    open: tokio::sync::Mutex<HashMap<String, Arc<ResponseBox>>>,
    due: Arc<Notify>,
}

/// The box of one survey (thùng phiếu).
pub struct ResponseBox {
    survey: String,
    store: tokio::sync::RwLock<Option<ResponseStore>>,
    founding: Founding,
    keys: KeyFolder,
    random: Arc<dyn Random>,
    counting: Counting,
    epochs: RwLock<HashMap<String, Epoch>>,
    lying: Mutex<HashMap<String, u64>>,
    /// Strata of invitations that can probably be used: what to seal to before the writer decides.
    strata: Mutex<HashMap<TokenHash, Arc<str>>>,
    mixing: tokio::sync::Mutex<()>,
    stopped: Mutex<Option<String>>,
    mixes: watch::Sender<u64>,
    due: Arc<Notify>,
}

/// The key that responses of a stratum are sealed to now.
#[derive(Clone, Copy, Debug)]
struct Epoch {
    n: u32,
    key: PublicKey,
}

impl Boxes {
    /// Boxes that lie there, with their keys apart.
    pub fn new(place: BoxPlace, keys: KeyFolder, random: Arc<dyn Random>) -> Self {
        Self { place, keys, random, open: tokio::sync::Mutex::default(), due: Arc::default() }
    }

    /// Makes the box of a survey: keys first, then the first epoch of each stratum. Asked again it opens it.
    ///
    /// # Errors
    /// If it was made otherwise, another process holds it, or disk or database do not let us.
    pub async fn create(&self, founding: &Founding, counting: Counting) -> Result<Arc<ResponseBox>, ActionError> {
        let mut open = self.open.lock().await;
        if let Some(found) = open.get(&founding.survey) {
            return Ok(Arc::clone(found));
        }
        let store = match ResponseStore::open(&self.place, &founding.survey, &self.random).await {
            Ok(Some(there)) => there,
            Ok(None) => self.found(founding).await?,
            Err(error) => return Err(error.into()),
        };
        let opened = self.over(store, counting).await?;
        open.insert(founding.survey.clone(), Arc::clone(&opened));
        Ok(opened)
    }

    async fn found(&self, founding: &Founding) -> Result<ResponseStore, ActionError> {
        let (mut epochs, mut keys) = (Vec::new(), Vec::new());
        for (place, stratum) in founding.strata.list().iter().enumerate() {
            let (epoch, key) = first_epoch(&stratum.code, 1, self.random.as_ref())?;
            epochs.push(epoch);
            keys.push((key_name(place, 1), key));
        }
        self.keys.write(&founding.survey, keys).await.map_err(ActionError::system)?;
        Ok(ResponseStore::found(&self.place, founding, &epochs, &self.random).await?)
    }

    /// Opens the box of a survey, once, and finishes what a stop has left unfinished; `None`: it was never made.
    ///
    /// # Errors
    /// If another process holds it, or disk or database do not let us.
    pub async fn open(&self, survey: &str, counting: Counting) -> Result<Option<Arc<ResponseBox>>, ActionError> {
        let mut open = self.open.lock().await;
        if let Some(found) = open.get(survey) {
            return Ok(Some(Arc::clone(found)));
        }
        let Some(store) = ResponseStore::open(&self.place, survey, &self.random).await? else { return Ok(None) };
        let opened = self.over(store, counting).await?;
        open.insert(survey.to_owned(), Arc::clone(&opened));
        Ok(Some(opened))
    }

    async fn over(&self, store: ResponseStore, counting: Counting) -> Result<Arc<ResponseBox>, ActionError> {
        let founding = store.founding().clone();
        let opened = ResponseBox {
            survey: founding.survey.clone(),
            founding,
            keys: self.keys.clone(),
            random: Arc::clone(&self.random),
            counting,
            epochs: RwLock::default(),
            lying: Mutex::default(),
            strata: Mutex::default(),
            mixing: tokio::sync::Mutex::default(),
            stopped: Mutex::default(),
            mixes: watch::Sender::new(store.mixes().await?),
            due: Arc::clone(&self.due),
            store: tokio::sync::RwLock::new(Some(store)),
        };
        opened.recover().await?;
        Ok(Arc::new(opened))
    }

    /// The box of a survey, if it is open here.
    pub async fn find(&self, survey: &str) -> Option<Arc<ResponseBox>> {
        self.open.lock().await.get(survey).cloned()
    }

    /// All boxes that are open here.
    pub async fn all(&self) -> Vec<Arc<ResponseBox>> {
        self.open.lock().await.values().cloned().collect()
    }

    /// Waits until some stratum may hold enough for a mix.
    pub async fn some_are_due(&self) {
        self.due.notified().await;
    }

    /// Mixes what is due in every box.
    pub async fn mix_due(&self) {
        for one in self.all().await {
            if let Err(error) = one.mix_due().await {
                tracing::error!(%error, survey = one.survey, "ALARM: responses that are due were not mixed");
            }
        }
    }

    /// Closes all boxes' connections, so that another process can open them.
    pub async fn shut(&self) {
        let mut open = self.open.lock().await;
        for (_, one) in open.drain() {
            if let Some(store) = one.store.write().await.take() {
                store.close().await;
            }
        }
    }
}

impl ResponseBox {
    /// Survey it belongs to.
    pub fn survey(&self) -> &str {
        &self.survey
    }

    /// What it was made with.
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// The number of the last mix, and news of the next.
    pub fn mixes(&self) -> watch::Receiver<u64> {
        self.mixes.subscribe()
    }

    async fn store(&self) -> Result<RwLockReadGuard<'_, ResponseStore>, ActionError> {
        RwLockReadGuard::try_map(self.store.read().await, Option::as_ref).map_err(|_| StoreError::Stopped.into())
    }

    /// Gives out invitations by the hashes of their tokens; those that are there already stay. Says how many are new.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn issue(&self, invitations: &[(TokenHash, String)]) -> Result<u64, ActionError> {
        let new = self.store().await?.issue(invitations).await?;
        self.remember(invitations);
        Ok(new)
    }

    /// Takes an invitation back; nobody learns whether it was used.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke(&self, h: TokenHash) -> Result<(), ActionError> {
        Ok(self.store().await?.revoke(h).await?)
    }

    /// Puts a new invitation in the place of an old one: it can be used if the old one was not.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn replace(&self, old: TokenHash, new: TokenHash) -> Result<(), ActionError> {
        Ok(self.store().await?.replace(old, new).await?)
    }

    /// Where an invitation stands, for who holds it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn state(&self, h: &TokenHash) -> Result<InvitationState, ActionError> {
        Ok(self.store().await?.invitation(h).await?)
    }

    /// Reads the keys in use anew.
    async fn learn_epochs(&self, store: &ResponseStore) -> Result<(), ActionError> {
        let rows = store.epochs().await?;
        let epochs = rows.into_iter().map(|row| (row.stratum, Epoch { n: row.n, key: PublicKey(row.public_key) }));
        *self.epochs.write().unwrap_or_else(PoisonError::into_inner) = epochs.collect();
        Ok(())
    }

    /// Counts anew what lies sealed to the keys in use.
    async fn learn_lying(&self, store: &ResponseStore) -> Result<BTreeMap<(String, u32), u64>, ActionError> {
        let rows = store.lying().await?;
        let mut lying = HashMap::new();
        for ((stratum, _), n) in &rows {
            *lying.entry(stratum.clone()).or_default() += n;
        }
        *self.lying.lock().unwrap_or_else(PoisonError::into_inner) = lying;
        Ok(rows)
    }

    fn remember(&self, invitations: &[(TokenHash, String)]) {
        let codes = self.founding.strata.list().iter().map(|one| Arc::from(one.code.as_str()));
        let codes: BTreeSet<Arc<str>> = codes.collect();
        let mut strata = self.strata.lock().unwrap_or_else(PoisonError::into_inner);
        strata.extend(invitations.iter().filter_map(|(h, code)| Some((*h, Arc::clone(codes.get(code.as_str())?)))));
    }

    fn epoch(&self, stratum: &str) -> Option<Epoch> {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner).get(stratum).copied()
    }

    /// The name of a key's file.
    fn key_name(&self, stratum: &str, epoch: u32) -> Option<String> {
        let place = self.founding.strata.list().iter().position(|one| one.code == stratum)?;
        Some(key_name(place, epoch))
    }

    /// Says that the box can take no more before somebody has looked after it.
    fn stop(&self, why: &str) {
        tracing::error!(survey = self.survey, why, "ALARM: the box of a survey stopped");
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    fn is_stopped(&self) -> bool {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

impl fmt::Debug for Boxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boxes").field("place", &self.place).finish_non_exhaustive()
    }
}

impl fmt::Debug for ResponseBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBox").field("survey", &self.survey).finish_non_exhaustive()
    }
}

/// Place of the stratum in the tree, and epoch.
fn key_name(place: usize, epoch: u32) -> String {
    format!("{place}-{epoch}")
}

/// Draws the key of an epoch.
fn first_epoch(stratum: &str, n: u32, random: &dyn Random) -> Result<(EpochRow, Zeroizing<[u8; 32]>), ActionError> {
    let key = SecretKey::make(random);
    let public_key = key.public().map_err(ActionError::system)?.0;
    Ok((EpochRow { stratum: stratum.to_owned(), n, public_key }, Zeroizing::new(*key.bytes())))
}
