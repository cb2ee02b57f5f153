//! Layers of points: facts that stand beside each other, none overwrites another.

use crate::stage::RoundStage;

/// Whose points they are (lớp điểm), from low to high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The unit's own, as submitted (điểm tự chấm).
    Own,
    /// From the first appraisal (điểm thẩm định sơ bộ).
    Preliminary,
    /// From the appraisal after clarification (điểm thẩm định).
    Appraised,
    /// Decided by the council (điểm hội đồng).
    Council,
    /// What counts in the end (điểm chính thức).
    Final,
}

impl Layer {
    /// All layers, from low to high.
    pub const ALL: [Self; 5] = [Self::Own, Self::Preliminary, Self::Appraised, Self::Council, Self::Final];

    /// The word by which rows, publications and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Preliminary => "preliminary",
            Self::Appraised => "appraised",
            Self::Council => "council",
            Self::Final => "final",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.word() == word)
    }

    /// The layer that is written at a stage of the round.
    pub fn written_at(stage: RoundStage) -> Option<Self> {
        match stage {
            RoundStage::SelfAssessment => Some(Self::Own),
            RoundStage::Appraisal => Some(Self::Preliminary),
            RoundStage::SecondAppraisal => Some(Self::Appraised),
            RoundStage::Council => Some(Self::Council),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_each_stage_writes_above_the_one_before() {
        assert!(Layer::ALL.into_iter().all(|layer| Layer::of(layer.word()) == Some(layer)));
        let written: Vec<Layer> = RoundStage::ALL.into_iter().filter_map(Layer::written_at).collect();
        assert!(written.is_sorted() && written.len() == 4);
    }
}
