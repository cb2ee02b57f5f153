//! A sitting with all that its rules ask of it.

use std::sync::Arc;

use thuocdo_assessment::Layer;
use thuocdo_assessment::council::{Choice, Member, Quorum, Tally, choice_of, may_reveal, voters};
use thuocdo_assessment::role::Role;
use thuocdo_base::Number;
use thuocdo_store::{AgendaItem, Link, SittingMember, SittingRow, VoteRow, Work};

use super::vote::holds;
use crate::layers::{Board, board};
use crate::setup::ties::Ties;
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// A sitting with its members, its agenda, and ties of members to units.
#[derive(Clone, Debug)]
pub struct Room {
    /// The sitting.
    pub row: SittingRow,
    /// Members.
    pub seats: Vec<SittingMember>,
    /// Items in order.
    pub items: Vec<AgendaItem>,
    /// The round.
    pub frozen: Arc<Frozen>,
    /// Points of the round.
    pub board: Arc<Board>,
    /// Ties of members to units.
    pub ties: Ties,
}

/// Votes on an item as rules see them.
#[derive(Clone, Debug)]
pub struct Count {
    /// The votes.
    pub votes: Vec<VoteRow>,
    /// Whether they may be read.
    pub revealed: bool,
    /// What they say, by account; empty while sealed. A vote that does not fit its commitment is none.
    pub choices: Vec<(String, Choice)>,
    /// Counted.
    pub tally: Tally,
}

impl Room {
    /// Loads a sitting of a round.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] if there is none.
    pub async fn of(app: &App, link: &mut Link, round: &str, id: &str) -> Result<Self, ActionError> {
        let row = link.sittings(round).await?.into_iter().find(|row| row.id == id).ok_or(ActionError::NotAllowed)?;
        let frozen = frozen(app, link, round).await?;
        let board = board(app, link, &frozen).await?;
        let seats = link.sitting_members(id).await?;
        let ties = Ties::all(link, round).await?;
        let items = link.agenda(round).await?.into_iter().filter(|item| item.sitting == id).collect();
        Ok(Self { row, seats, items, frozen, board, ties })
    }

    /// An item of the agenda.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] if there is none.
    pub fn item(&self, id: &str) -> Result<&AgendaItem, ActionError> {
        self.items.iter().find(|item| item.id == id).ok_or(ActionError::NotAllowed)
    }

    /// Members as the rules see them.
    pub fn members(&self) -> Vec<Member> {
        let votes = |role| matches!(role, Role::CouncilChair | Role::CouncilMember);
        let member = |seat: &SittingMember| Member {
            account: seat.account.clone(),
            votes: votes(seat.role),
            presence: seat.presence,
        };
        self.seats.iter().map(member).collect()
    }

    /// Whether enough take part.
    pub fn quorum(&self) -> Quorum {
        Quorum::of(&self.members())
    }

    /// Accounts that may vote on an item of this unit.
    pub fn voters(&self, unit: &str) -> Vec<String> {
        let members = self.members();
        let may = voters(&members, |account| self.ties.between(account, unit).is_some());
        may.into_iter().map(str::to_owned).collect()
    }

    /// Counts the votes on an item.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn count(&self, link: &mut Link, item: &AgendaItem) -> Result<Count, ActionError> {
        let (votes, may) = (link.votes(&item.id).await?, self.voters(&item.unit));
        let may: Vec<&str> = may.iter().map(String::as_str).collect();
        let revealed = votes.iter().all(|vote| vote.opened.is_some());
        let choice = |vote: &VoteRow| {
            let (text, salt) = vote.opened.as_ref()?;
            let (holds, choice) = (holds(&vote.commitment, salt, text), choice_of(text)?);
            holds.then(|| (vote.account.clone(), choice))
        };
        let choices: Vec<(String, Choice)> = votes.iter().filter_map(choice).collect();
        Ok(Count { tally: Tally::of(&may, &choices), votes, revealed, choices })
    }

    /// Opens sealed votes on an item if their time has come.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn reveal_if_due(&self, work: &mut Work, item: &AgendaItem) -> Result<(), ActionError> {
        let (votes, may) = (work.votes(&item.id).await?, self.voters(&item.unit));
        let sealed: Vec<&str> = votes.iter().map(|vote| vote.account.as_str()).collect();
        let may: Vec<&str> = may.iter().map(String::as_str).collect();
        if may_reveal(&may, &sealed, self.row.state) {
            work.reveal_votes(&item.id).await?;
        }
        Ok(())
    }

    /// Appraised points of an item.
    pub fn appraised(&self, item: &AgendaItem) -> Option<Number> {
        self.board.points(&item.unit, &item.criterion, Layer::Appraised)
    }

    /// Whether a proposal is what was appraised.
    pub fn is_same(&self, item: &AgendaItem) -> bool {
        let proposal = item.proposal.as_deref().and_then(|text| Number::parse(text).ok());
        proposal.is_some() && proposal == self.appraised(item)
    }
}
