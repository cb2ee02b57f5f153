//! Charts drawn by the server: pure functions from figures to markup, in integers.
//!
//! Each is a `<figure>` whose caption is the finding, with an image that has a title and a description
//! and a table of the same numbers. Positions are shares in per cent, so that a chart fits any width;
//! labels are text beside the plot and never touch it.

pub mod axis;
pub mod distribution;
pub mod dumbbell;
pub mod lanes;
pub mod profile;

/// Writes ten-thousandths as a per cent length for attributes: 6235 → `62.35%`.
pub fn length(share: u32) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
}

/// Length of a bar, for templates, which hand out references.
pub fn bar(share: &u32) -> String {
    length(*share)
}

#[cfg(test)]
mod tests {
    #[test]
    fn lengths_are_per_cent() {
        assert_eq!(super::length(6235), "62.35%");
        assert_eq!(super::length(10_000), "100.00%");
        assert_eq!(super::length(5), "0.05%");
    }
}
