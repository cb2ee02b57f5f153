//! The five systems of the domain paper, each from opening to publication through the real actions.

mod ha_noi;
mod khanh_hoa;
mod maturity;
mod par;
mod run;
mod vinh_long;
