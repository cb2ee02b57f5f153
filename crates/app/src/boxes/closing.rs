//! Closing a box: no more responses, then everything is opened from the leaves to the root, then it is written anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_responses::Step;
use thuocdo_store::{BoxState, Mixed, ResponseStore};

use super::ResponseBox;
use crate::ActionError;

/// Strata that are closed in one transaction.
const TOGETHER: usize = 64;

impl ResponseBox {
    /// Closes the box for good; asked again it finishes what is left. A box that is stopped stays as it is.
    ///
    /// It runs to its end even if whoever asked goes away.
    ///
    /// # Errors
    /// If disk or database do not let us: then the box is finished when it is opened again, or asked again.
    pub async fn close(self: &Arc<Self>) -> Result<(), ActionError> {
        let this = Arc::clone(self);
        tokio::spawn(async move { this.close_now().await }).await.map_err(ActionError::system)?
    }

    async fn close_now(&self) -> Result<(), ActionError> {
        let _alone = self.mixing.lock().await;
        {
            let store = self.store().await?;
            if store.state().await? == BoxState::Open {
                store.move_on(BoxState::Closing).await?;
            }
        }
        self.finish().await
    }

    /// Does what a closing box has left to do.
    pub(super) async fn finish(&self) -> Result<(), ActionError> {
        let state = self.store().await?.state().await?;
        if state == BoxState::Closing {
            let store = self.store().await?;
            self.finish_mixes(&store).await?;
            if self.is_stopped() || !self.open_everything(&store).await? {
                return Ok(());
            }
            store.move_on(BoxState::Rewriting).await?;
        }
        if matches!(state, BoxState::Closing | BoxState::Rewriting) {
            self.rewrite().await?;
        }
        if state != BoxState::Open {
            let left = self.keys.list(&self.survey).await.map_err(ActionError::system)?;
            let left = left.into_iter().filter(|name| name.starts_with(|first: char| first.is_ascii_digit()));
            self.keys.destroy(&self.survey, left.collect()).await.map_err(ActionError::system)?;
        }
        let number = self.store().await?.mixes().await?;
        self.mixes.send_replace(number);
        Ok(())
    }

    /// From the leaves to the root; says whether nothing lies sealed any more.
    async fn open_everything(&self, store: &ResponseStore) -> Result<bool, ActionError> {
        loop {
            let mut lying: BTreeMap<String, u64> = BTreeMap::new();
            for ((stratum, _), n) in store.lying().await? {
                *lying.entry(stratum).or_default() += n;
            }
            let plan = self.founding.strata.plan(&lying, self.founding.k);
            let Some((first, _)) = plan.first() else { return Ok(true) };
            // Only strata of one depth at a time: what they move lies in their parents afterwards.
            let depth = self.depth(first);
            let some: Vec<(String, Step)> =
                plan.into_iter().take_while(|(code, _)| self.depth(code) == depth).take(TOGETHER).collect();
            if !self.close_strata(store, &some).await? {
                return Ok(false);
            }
        }
    }

    async fn close_strata(&self, store: &ResponseStore, some: &[(String, Step)]) -> Result<bool, ActionError> {
        let (mut mixed, mut keys) = (Vec::new(), Vec::new());
        for (stratum, step) in some {
            let Some(epoch) = self.epoch(stratum) else { return Err(ActionError::NotAllowed) };
            let rows = store.sealed(stratum, epoch.n).await?;
            let mut one =
                Mixed { stratum: stratum.clone(), epoch: epoch.n, rows: rows.len() as u64, ..Mixed::default() };
            match step {
                Step::Withhold => one.withheld = one.rows,
                Step::Open | Step::MoveTo(_) => {
                    let Some(answers) = self.open_rows(rows).await? else { return Ok(false) };
                    if let Step::MoveTo(parent) = step {
                        one.sealed = answers.iter().map(|one| self.seal(parent, one)).collect::<Result<_, _>>()?;
                    } else {
                        (one.opened, one.tallies) = self.opened(stratum, answers);
                    }
                }
            }
            keys.push((stratum.clone(), epoch.n));
            mixed.push(one);
        }
        store.mix(mixed).await?;
        self.after_mix(store, &keys).await?;
        Ok(true)
    }

    /// Writes what lasts anew, so that not even the order of mixes stays.
    async fn rewrite(&self) -> Result<(), ActionError> {
        let mut held = self.store.write().await;
        let Some(store) = held.take() else { return Err(thuocdo_store::StoreError::Stopped.into()) };
        let again = store.rewrite(&self.random).await?;
        again.move_on(BoxState::Closed).await?;
        again.truncate().await?;
        *held = Some(again);
        Ok(())
    }

    fn depth(&self, code: &str) -> usize {
        let strata = self.founding.strata.list();
        let (mut at, mut depth) = (code, 0);
        while let Some(parent) = strata.iter().find(|one| one.code == at).and_then(|one| one.parent.as_deref()) {
            at = parent;
            depth += 1;
        }
        depth
    }
}
