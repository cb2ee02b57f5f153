//! Check, sign, submit: from the last look before signing to the receipt.
//!
//! Read in this order: [`mod@sheet`] (the record as one table: live, or as it was signed), [`mod@check`] (what still has
//! to be mended), [`hand`] (handing over, taking back, sending back, reopening), [`sign`] (signing and submitting),
//! [`mod@receipt`] (what proves it) and [`paper`] (number, date and scan of the signed paper).

pub mod check;
pub mod hand;
pub mod paper;
pub mod receipt;
pub mod sheet;
pub mod sign;

pub use check::{CheckView, check};
pub use hand::{hand_over, reopen, send_back, take_back};
pub use paper::{NewPaper, add_paper};
pub use receipt::{ReceiptView, receipt};
pub use sheet::{Row, Sheet, SheetView, sheet};
pub use sign::submit;
