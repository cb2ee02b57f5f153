//! What browsers fetch once stays small: 14 KB of style and 14 KB of script for a page, compressed.

use thuocdo_web::assets::{self, Asset};

fn compressed(names: &[&str]) -> usize {
    let is_wanted = |asset: &&Asset| names.iter().any(|name| asset.file.starts_with(&format!("{name}.")));
    assets::ASSETS.iter().filter(is_wanted).filter_map(|asset| asset.brotli).map(<[u8]>::len).sum()
}

#[test]
fn styles_of_the_portal_and_of_staff_pages_stay_within_their_budget() {
    assert!(compressed(&["thuocdo"]) > 1_000);
    assert!(compressed(&["thuocdo", "staff"]) <= 14 * 1024, "{}", compressed(&["thuocdo", "staff"]));
}

#[test]
fn scripts_of_staff_pages_stay_within_their_budget() {
    assert!(compressed(&["ui"]) > 1_000);
    assert!(compressed(&["ui", "upload"]) <= 14 * 1024, "{}", compressed(&["ui", "upload"]));
}
