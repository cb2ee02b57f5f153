//! A scale with round ticks over part of the whole.

use thuocdo_app::portal::figure::WHOLE;

use super::length;

/// Ten per cent of the whole.
const TENTH: u32 = WHOLE / 10;

/// Part of the scale that a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    low: u32,
    high: u32,
}

/// A tick: where, and the share in per cent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Position as a length.
    pub x: String,
    /// Share in per cent of the whole.
    pub percent: u32,
    /// Where its label is anchored, so that the outer ones stay inside.
    pub anchor: &'static str,
}

impl Axis {
    /// The whole scale.
    pub const FULL: Self = Self { low: 0, high: WHOLE };

    /// The tenths that hold all shares, at least three of them.
    pub fn around(shares: impl Iterator<Item = u32> + Clone) -> Self {
        let low = shares.clone().min().unwrap_or(0) / TENTH * TENTH;
        let high = shares.max().unwrap_or(WHOLE).div_ceil(TENTH) * TENTH;
        let low = low.min(high.saturating_sub(3 * TENTH));
        Self { low, high: high.max(low + 3 * TENTH).min(WHOLE) }
    }

    /// Position of a share in ten-thousandths of the axis, kept inside.
    pub fn at(self, share: u32) -> u32 {
        let inside = share.clamp(self.low, self.high) - self.low;
        (u64::from(inside) * u64::from(WHOLE) / u64::from(self.high - self.low)) as u32
    }

    /// Position as a length.
    pub fn x(self, share: u32) -> String {
        length(self.at(share))
    }

    /// Distance between two shares as a length.
    pub fn span(self, from: u32, to: u32) -> String {
        length(self.at(to).saturating_sub(self.at(from)))
    }

    /// Lowest share shown.
    pub fn low(self) -> u32 {
        self.low
    }

    /// Highest share shown.
    pub fn high(self) -> u32 {
        self.high
    }

    /// Ticks at round shares, at most six.
    pub fn ticks(self) -> Vec<Tick> {
        let step = match (self.high - self.low) / TENTH {
            10 => WHOLE / 4,
            6.. => 2 * TENTH,
            _ => TENTH,
        };
        let first = self.low.div_ceil(step) * step;
        let shares = (first..=self.high).step_by(step as usize);
        shares.map(|share| Tick { x: self.x(share), percent: share / 100, anchor: self.anchor(share) }).collect()
    }

    fn anchor(self, share: u32) -> &'static str {
        match share {
            share if share == self.low => "start",
            share if share == self.high => "end",
            _ => "middle",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_shares_and_has_round_ticks() {
        let axis = Axis::around([6235, 9460].into_iter());
        assert_eq!((axis.low(), axis.high()), (6000, 10_000));
        assert_eq!(axis.x(8000), "50.00%");
        assert_eq!(axis.ticks().iter().map(|tick| tick.percent).collect::<Vec<_>>(), [60, 70, 80, 90, 100]);
        assert_eq!(Axis::around([9950, 9990].into_iter()).low(), 7000);
        assert_eq!(Axis::FULL.ticks().len(), 5);
        let wide = Axis::around([3100, 9900].into_iter());
        assert_eq!(wide.ticks().iter().map(|tick| tick.percent).collect::<Vec<_>>(), [40, 60, 80, 100]);
    }

    #[test]
    fn positions_stay_inside() {
        let axis = Axis::around([5000].into_iter());
        assert_eq!((axis.at(0), axis.at(10_000)), (0, 10_000));
    }
}
