//! A small linear programme over exact fractions: how little and how much one unknown can be.

/// An exact fraction in lowest terms; its denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(i128, i128);

impl Part {
    pub const ZERO: Self = Self(0, 1);

    pub fn whole(n: i128) -> Self {
        Self(n, 1)
    }

    fn of(above: i128, below: i128) -> Self {
        if below == 1 {
            return Self(above, 1);
        }
        let (mut a, mut b) = (above.abs(), below.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = below.signum();
        Self(sign * above / a.max(1), below.abs() / a.max(1))
    }

    fn plus(self, other: Self) -> Self {
        Self::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::of(self.0 * other.0, self.1 * other.1)
    }

    fn minus(self) -> Self {
        Self(-self.0, self.1)
    }

    fn over(self, other: Self) -> Self {
        Self::of(self.0 * other.1, self.1 * other.0)
    }

    fn is_less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// The whole numbers that lie between two bounds.
    pub fn wholes(low: Self, high: Self) -> (i128, i128) {
        (-((-low.0).div_euclid(low.1)), high.0.div_euclid(high.1))
    }
}

/// Sums of unknowns, none of which is negative, that are known.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    unknowns: usize,
    sums: Vec<(Vec<(usize, i128)>, i128)>,
}

impl Programme {
    pub fn unknown(&mut self) -> usize {
        self.unknowns += 1;
        self.unknowns - 1
    }

    /// Notes that a sum of unknowns, each so many times, is known.
    pub fn sum(&mut self, unknowns: Vec<(usize, i128)>, is: i128) {
        self.sums.push((unknowns, is));
    }

    /// A corner of everything that is possible; `None`: nothing is.
    pub fn solve(&self) -> Option<Corner> {
        let width = self.unknowns + self.sums.len();
        let mut rows = Vec::new();
        for (place, (unknowns, is)) in self.sums.iter().enumerate() {
            // No sum may be negative to begin with.
            let sign = if *is < 0 { -1 } else { 1 };
            let mut row = vec![Part::ZERO; width + 1];
            for (at, times) in unknowns {
                row[*at] = row[*at].plus(Part::whole(sign * times));
            }
            row[self.unknowns + place] = Part::whole(1);
            row[width] = Part::whole(sign * is);
            rows.push(row);
        }
        let basis = (self.unknowns..width).collect();
        let mut corner = Corner { unknowns: self.unknowns, rows, basis };
        // What is missing goes down to nothing.
        let mut missing = vec![Part::ZERO; width];
        missing[self.unknowns..].fill(Part::whole(1));
        if corner.least(&missing, width)? != Part::ZERO {
            return None;
        }
        corner.settle();
        Some(corner)
    }
}

/// A corner of what is possible, from which others are reached.
#[derive(Clone, Debug)]
pub struct Corner {
    unknowns: usize,
    rows: Vec<Vec<Part>>,
    basis: Vec<usize>,
}

impl Corner {
    /// The least and the greatest that an unknown can be; `None` above: there is no end.
    pub fn bounds(&mut self, unknown: usize) -> (Part, Option<Part>) {
        let mut cost = vec![Part::ZERO; self.rows.first().map_or(self.unknowns, |row| row.len() - 1)];
        cost[unknown] = Part::whole(1);
        let low = self.least(&cost, self.unknowns).unwrap_or(Part::ZERO);
        cost[unknown] = Part::whole(-1);
        (low, self.least(&cost, self.unknowns).map(Part::minus))
    }

    /// The least that a sum can be, by Bland's rule over the first columns; `None`: there is no end.
    fn least(&mut self, cost: &[Part], columns: usize) -> Option<Part> {
        let last = cost.len();
        loop {
            let reduced = |column: usize| {
                let through = self.rows.iter().zip(&self.basis);
                through.fold(cost[column], |left, (row, own)| left.plus(cost[*own].times(row[column]).minus()))
            };
            let enters = (0..columns).find(|column| reduced(*column).is_less(Part::ZERO));
            let Some(enters) = enters else {
                let parts = self.rows.iter().zip(&self.basis).map(|(row, own)| cost[*own].times(row[last]));
                return Some(parts.fold(Part::ZERO, Part::plus));
            };
            let mut leaves: Option<(usize, Part)> = None;
            for (place, row) in self.rows.iter().enumerate().filter(|(_, row)| Part::ZERO.is_less(row[enters])) {
                let room = row[last].over(row[enters]);
                let nearer = leaves.is_none_or(|(best, least)| {
                    room.is_less(least) || (room == least && self.basis[place] < self.basis[best])
                });
                if nearer {
                    leaves = Some((place, room));
                }
            }
            self.turn(leaves?.0, enters);
        }
    }

    /// Makes an unknown stand in a row alone.
    fn turn(&mut self, place: usize, column: usize) {
        let own = self.rows[place][column];
        self.rows[place].iter_mut().for_each(|part| *part = part.over(own));
        let row = self.rows[place].clone();
        for (other, cells) in self.rows.iter_mut().enumerate() {
            let times = cells[column];
            if other != place && times != Part::ZERO {
                cells.iter_mut().zip(&row).for_each(|(cell, part)| *cell = cell.plus(part.times(times).minus()));
            }
        }
        self.basis[place] = column;
    }

    /// Sums that follow from others say nothing; what was missing leaves.
    fn settle(&mut self) {
        let mut place = 0;
        while place < self.rows.len() {
            if self.basis[place] >= self.unknowns {
                match (0..self.unknowns).find(|column| self.rows[place][*column] != Part::ZERO) {
                    Some(column) => self.turn(place, column),
                    None => {
                        self.rows.remove(place);
                        self.basis.remove(place);
                        continue;
                    }
                }
            }
            place += 1;
        }
    }
}

#[test]
fn a_programme_knows_how_much_an_unknown_can_be() {
    // A table of two rows and two columns: 3 + a = 10 and so on leave nothing open; without a column sum much is.
    let mut programme = Programme::default();
    let [a, b, c, d] = [(); 4].map(|()| programme.unknown());
    programme.sum(vec![(a, 1), (b, 1)], 10);
    programme.sum(vec![(c, 1), (d, 1)], 20);
    programme.sum(vec![(a, 1), (c, 1)], 7);
    let mut corner = programme.solve().expect("possible");
    assert_eq!(corner.bounds(a), (Part::whole(0), Some(Part::whole(7))));
    assert_eq!(corner.bounds(b), (Part::whole(3), Some(Part::whole(10))));
    assert_eq!(corner.bounds(d), (Part::whole(13), Some(Part::whole(20))));
    programme.sum(vec![(b, 2), (d, 2)], 46);
    programme.sum(vec![(a, 2), (d, 1)], 28);
    let mut corner = programme.solve().expect("possible");
    assert_eq!(corner.bounds(a), (Part::whole(5), Some(Part::whole(5))));
    programme.sum(vec![(a, 1)], 8);
    assert!(programme.solve().is_none());
    let mut free = Programme::default();
    let (x, y) = (free.unknown(), free.unknown());
    free.sum(vec![(x, 1), (y, -2)], 1);
    assert_eq!(free.solve().expect("possible").bounds(x), (Part::whole(1), None));
    assert_eq!(Part::wholes(Part::of(3, 2), Part::of(-7, -2)), (2, 3));
}
