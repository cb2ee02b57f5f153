//! Mixing: a new key, then all that lies sealed to the old one is opened but for k rows, then the old key is destroyed.

use std::sync::Arc;

use thuocdo_base::Random;
use thuocdo_criteria::questionnaire::Tally;
use thuocdo_files::HeldKey;
use thuocdo_responses::{Label, SecretKey, divide, mix, shuffle};
use thuocdo_store::{BoxState, Mixed, OpenRow, PoolRow, ResponseStore, TallyCount};
use zeroize::Zeroizing;

use super::{Counting, ResponseBox, first_epoch};
use crate::ActionError;

/// Strata that are mixed in one transaction.
const TOGETHER: usize = 64;

/// Answers that were opened, on their way.
pub(super) type Opened = Vec<Zeroizing<Vec<u8>>>;

impl ResponseBox {
    /// Mixes every stratum in which 2k rows lie; gives the number of the last mix, if there was one.
    ///
    /// It runs to its end even if whoever asked goes away.
    ///
    /// # Errors
    /// If disk or database do not let us; what was begun is finished by the next mix.
    pub async fn mix_due(self: &Arc<Self>) -> Result<Option<u64>, ActionError> {
        let this = Arc::clone(self);
        tokio::spawn(async move { this.mix().await }).await.map_err(ActionError::system)?
    }

    async fn mix(&self) -> Result<Option<u64>, ActionError> {
        let _alone = self.mixing.lock().await;
        let store = self.store().await?;
        if self.is_stopped() || store.state().await? != BoxState::Open {
            return Ok(None);
        }
        self.learn_epochs(&store).await?;
        let mut last = self.finish_mixes(&store).await?;
        let enough = u64::from(self.founding.k) * 2;
        let lying = self.learn_lying(&store).await?;
        let due: Vec<(String, u32)> = lying.into_iter().filter(|(_, n)| *n >= enough).map(|(at, _)| at).collect();
        for some in due.chunks(TOGETHER) {
            self.renew(&store, some).await?;
            last = self.mix_strata(&store, some).await?.or(last);
        }
        self.learn_lying(&store).await?;
        Ok(last)
    }

    /// Makes the next key of each stratum; when this returns, no more is sealed to those before.
    ///
    /// The strata are named with the number of their key in use, as the database knows it. A key of the next number
    /// can only be left over from a try that came to nothing.
    pub(super) async fn renew(&self, store: &ResponseStore, strata: &[(String, u32)]) -> Result<(), ActionError> {
        let (mut epochs, mut keys) = (Vec::new(), Vec::new());
        for (stratum, n) in strata {
            let (epoch, key) = first_epoch(stratum, n + 1, self.random.as_ref())?;
            keys.push((self.key_name(stratum, n + 1).ok_or(ActionError::NotAllowed)?, key));
            epochs.push(epoch);
        }
        let left_over = keys.iter().map(|(name, _)| name.clone()).collect();
        self.keys.destroy(&self.survey, left_over).await.map_err(ActionError::system)?;
        self.keys.write(&self.survey, keys).await.map_err(ActionError::system)?;
        store.add_epochs(epochs).await?;
        self.learn_epochs(store).await
    }

    /// Mixes what lies sealed to keys that are no longer in use, and destroys those keys.
    pub(super) async fn mix_strata(
        &self,
        store: &ResponseStore,
        strata: &[(String, u32)],
    ) -> Result<Option<u64>, ActionError> {
        let mut mixed = Vec::new();
        for (stratum, n) in strata {
            let rows = store.sealed(stratum, *n).await?;
            let count = rows.len() as u64;
            let Some(answers) = self.open_rows(rows).await? else { return Ok(None) };
            // A mix that was cut short finds what it found before; fewer than 2k rows were never begun.
            let (stay, open) = match divide(answers, self.founding.k, self.random.as_ref()) {
                Some(divided) => (divided.stay, divided.open),
                None => {
                    self.stop("fewer than 2k responses were to be mixed");
                    return Ok(None);
                }
            };
            let sealed = stay.iter().map(|answers| self.seal(stratum, answers)).collect::<Result<Vec<_>, _>>()?;
            let (opened, tallies) = self.opened(stratum, open);
            mixed.push(Mixed {
                stratum: stratum.clone(),
                epoch: *n,
                rows: count,
                sealed,
                opened,
                tallies,
                ..Mixed::default()
            });
        }
        let number = store.mix(mixed).await?;
        self.after_mix(store, strata).await?;
        self.mixes.send_replace(number);
        Ok(Some(number))
    }

    /// What is left to do once a mix lasts: nothing of the old rows stays beside the file, and their keys go.
    pub(super) async fn after_mix(&self, store: &ResponseStore, strata: &[(String, u32)]) -> Result<(), ActionError> {
        while !store.truncate().await? {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let names = strata.iter().filter_map(|(stratum, n)| self.key_name(stratum, *n)).collect();
        self.keys.destroy(&self.survey, names).await.map_err(ActionError::system)
    }

    /// Opens sealed rows with their key, in an order drawn by chance; `None`: the key is gone, and the box stops.
    pub(super) async fn open_rows(&self, rows: Vec<PoolRow>) -> Result<Option<Opened>, ActionError> {
        let Some(first) = rows.first() else { return Ok(Some(Vec::new())) };
        let (stratum, n) = (first.stratum.clone(), first.epoch);
        let name = self.key_name(&stratum, n).ok_or(ActionError::NotAllowed)?;
        let key = self.keys.read(&self.survey, &name).await.map_err(ActionError::system)?;
        let Some(key) = key else {
            self.stop("a key is gone");
            return Ok(None);
        };
        let (survey, random) = (self.survey.clone(), Arc::clone(&self.random));
        let opened = tokio::task::spawn_blocking(move || open_all(&survey, rows, &key, random.as_ref())).await;
        let opened = opened.map_err(ActionError::system)?;
        if opened.is_none() {
            self.stop("a sealed response does not open");
        }
        Ok(opened)
    }

    /// Opened answers under names drawn by chance, and what they say.
    pub(super) fn opened(&self, stratum: &str, mut answers: Opened) -> (Vec<OpenRow>, Vec<TallyCount>) {
        shuffle(&mut answers, self.random.as_ref());
        let tallies = tally(stratum, &answers, &self.counting);
        let row = |answers: &Zeroizing<Vec<u8>>| OpenRow {
            bid: mix::id(self.random.as_ref()),
            stratum: stratum.to_owned(),
            answers: answers.to_vec(),
        };
        (answers.iter().map(row).collect(), tallies)
    }
}

fn open_all(survey: &str, rows: Vec<PoolRow>, key: &HeldKey, random: &dyn Random) -> Option<Opened> {
    let key = SecretKey::from_bytes(key.bytes().try_into().ok()?);
    let open = |row: &PoolRow| {
        let label = Label { survey, stratum: &row.stratum, epoch: row.epoch };
        key.open(&label, &row.sealed).ok()
    };
    let mut opened = rows.iter().map(open).collect::<Option<Opened>>()?;
    shuffle(&mut opened, random);
    Some(opened)
}

fn tally(stratum: &str, answers: &Opened, counting: &Counting) -> Vec<TallyCount> {
    let mut tally = Tally::default();
    answers.iter().for_each(|answers| counting(answers, &mut tally));
    let count = |(question, about, choice, n): (&str, &str, &str, u64)| TallyCount {
        stratum: stratum.to_owned(),
        question: question.to_owned(),
        about: about.to_owned(),
        choice: choice.to_owned(),
        n,
    };
    tally.counts().map(count).collect()
}
