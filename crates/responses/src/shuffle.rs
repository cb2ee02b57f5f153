//! An order that nobody can guess: every order is as likely as any other.

use thuocdo_base::Random;
use zeroize::Zeroizing;

/// Bytes that are drawn at a time.
const DRAWN: usize = 128;

/// Brings things into an order drawn by chance (Fisher–Yates).
pub fn shuffle<T>(things: &mut [T], random: &dyn Random) {
    let mut dice = Dice::new(random);
    for last in (1..things.len()).rev() {
        things.swap(last, dice.at_most(last));
    }
}

/// Numbers without a leaning to some of them.
struct Dice<'a> {
    random: &'a dyn Random,
    drawn: Zeroizing<[u8; DRAWN]>,
    used: usize,
}

impl<'a> Dice<'a> {
    fn new(random: &'a dyn Random) -> Self {
        Self { random, drawn: Zeroizing::new([0; DRAWN]), used: DRAWN }
    }

    /// A number from 0 to `most`; draws again where the rest of a division would favour small ones.
    fn at_most(&mut self, most: usize) -> usize {
        let sides = most as u64 + 1;
        let fair = u64::MAX - u64::MAX % sides;
        loop {
            let drawn = self.draw();
            if drawn < fair {
                return usize::try_from(drawn % sides).unwrap_or(most);
            }
        }
    }

    fn draw(&mut self) -> u64 {
        if self.used == DRAWN {
            self.random.fill(self.drawn.as_mut());
            self.used = 0;
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.drawn[self.used..self.used + 8]);
        self.used += 8;
        u64::from_le_bytes(bytes)
    }
}
