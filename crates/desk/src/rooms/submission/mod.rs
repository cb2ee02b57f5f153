//! Check, hand over, sign, submit, print, keep the receipt (kiểm tra, trình ký, ký duyệt, phiếu in, biên nhận).

mod check;
mod print;
mod receipt;
mod reopen;
mod shown;
mod sign;

use axum::routing::{get, post};
use thuocdo_assessment::Action;

use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let may = Access::May;
    vec![
        Route::get(at::CHECK, may(Action::ViewRecord), get(check::show)),
        Route::post(at::CHECK, may(Action::HandOver), post(check::hand_over)),
        Route::post(at::TAKE_BACK, may(Action::TakeBack), post(check::take_back)),
        Route::get(at::SIGN, may(Action::ViewRecord), get(sign::show)),
        Route::post(at::SIGN, may(Action::Submit), post(sign::submit)),
        Route::post(at::SEND_BACK, may(Action::SendBack), post(sign::send_back)),
        Route::get(at::REOPEN, may(Action::Reopen), get(reopen::show)),
        Route::post(at::REOPEN, may(Action::Reopen), post(reopen::reopen)),
        Route::get(at::RECEIPT, may(Action::ViewRecord), get(receipt::show)),
        Route::get(at::RECEIPT_TEXT, may(Action::ViewRecord), get(receipt::text)),
        Route::get(at::RECEIPT_CONTENT, may(Action::ViewRecord), get(receipt::content)),
        Route::post(at::SIGNED_PAPER, may(Action::AddSignedPaper), post(receipt::add_paper)),
        Route::get(at::PRINT, may(Action::ViewRecord), get(print::show)),
    ]
}
