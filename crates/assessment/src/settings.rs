//! What a round is told before it opens.

/// Settings of a round (thiết lập đợt đánh giá).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// First day that figures speak of, `YYYY-MM-DD`.
    pub data_from: String,
    /// Last day that figures speak of.
    pub data_to: String,
}
