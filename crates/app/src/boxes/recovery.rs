//! What a stop has left unfinished is finished when the box is opened; a key that is gone stops the box.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_store::{BoxState, Mixed, ResponseStore};

use super::ResponseBox;
use crate::ActionError;

impl ResponseBox {
    /// Brings the box to where it would be without the stop.
    pub(super) async fn recover(&self) -> Result<(), ActionError> {
        let state = {
            let store = self.store().await?;
            self.learn_epochs(&store).await?;
            self.learn_lying(&store).await?;
            self.remember(&store.usable().await?);
            let state = store.state().await?;
            if state == BoxState::Open || state == BoxState::Closing {
                self.look_after_keys(&store).await?;
            }
            state
        };
        if self.is_stopped() {
            return Ok(());
        }
        if state == BoxState::Open {
            let store = self.store().await?;
            self.finish_mixes(&store).await?;
            self.learn_lying(&store).await?;
            Ok(())
        } else {
            self.finish().await
        }
    }

    /// Keys that serve nothing go; a key in use that is gone is replaced if nothing is sealed to it.
    async fn look_after_keys(&self, store: &ResponseStore) -> Result<(), ActionError> {
        let there: BTreeSet<String> =
            self.keys.list(&self.survey).await.map_err(ActionError::system)?.into_iter().collect();
        let lying = store.lying().await?;
        let needed: BTreeSet<String> = lying.keys().filter_map(|(stratum, n)| self.key_name(stratum, *n)).collect();
        let current = self.current();
        let in_use: BTreeSet<String> = current.iter().filter_map(|(stratum, n)| self.key_name(stratum, *n)).collect();
        if needed.iter().any(|name| !there.contains(name)) {
            self.stop("a key is gone");
            return Ok(());
        }
        // Only what this box names: other keys of the survey are not ours.
        let ours = |name: &&String| name.starts_with(|first: char| first.is_ascii_digit());
        let spent: Vec<String> = there
            .iter()
            .filter(ours)
            .filter(|name| !needed.contains(*name) && !in_use.contains(*name))
            .cloned()
            .collect();
        if !spent.is_empty() {
            while !store.truncate().await? {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            self.keys.destroy(&self.survey, spent).await.map_err(ActionError::system)?;
        }
        let missing = current
            .into_iter()
            .filter(|(stratum, n)| self.key_name(stratum, *n).is_some_and(|name| !there.contains(&name)));
        let missing: Vec<(String, u32)> = missing.collect();
        if missing.is_empty() { Ok(()) } else { self.renew(store, &missing).await }
    }

    fn current(&self) -> BTreeMap<String, u32> {
        let epochs = self.epochs.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        epochs.iter().map(|(stratum, epoch)| (stratum.clone(), epoch.n)).collect()
    }

    /// Mixes that had begun: rows lie sealed to a key before the last.
    pub(super) async fn finish_mixes(&self, store: &ResponseStore) -> Result<Option<u64>, ActionError> {
        let current = self.current();
        let begun =
            store.lying().await?.into_keys().filter(|(stratum, n)| current.get(stratum).is_some_and(|last| n < last));
        let begun: Vec<(String, u32)> = begun.collect();
        if begun.is_empty() { Ok(None) } else { self.mix_strata(store, &begun).await }
    }

    /// Gives up responses whose key is gone, after somebody has decided so; says how many are lost.
    ///
    /// # Errors
    /// If disk or database do not let us.
    pub async fn give_up_lost(&self) -> Result<u64, ActionError> {
        let _alone = self.mixing.lock().await;
        let store = self.store().await?;
        let there = self.keys.list(&self.survey).await.map_err(ActionError::system)?;
        let lying = store.lying().await?.into_iter();
        let gone: Vec<((String, u32), u64)> = lying
            .filter(|((stratum, n), _)| self.key_name(stratum, *n).is_some_and(|name| !there.contains(&name)))
            .collect();
        let lost = gone.iter().map(|(_, n)| n).sum();
        if lost > 0 {
            let mixed = |((stratum, epoch), rows): &((String, u32), u64)| Mixed {
                stratum: stratum.clone(),
                epoch: *epoch,
                rows: *rows,
                lost: *rows,
                ..Mixed::default()
            };
            store.mix(gone.iter().map(mixed).collect()).await?;
        }
        *self.stopped.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        drop(store);
        self.recover().await?;
        Ok(lost)
    }
}
