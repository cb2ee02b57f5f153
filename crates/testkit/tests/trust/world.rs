//! Every page of the staff side, asked by everybody: what B3 and B5 look through.

use std::collections::BTreeMap;

use axum::http::Method;
use thuocdo_desk::routes::table;
use thuocdo_testkit::{Answer, Client, Live, TestApp};

/// Pages whose answer never ends.
const ENDLESS: [&str; 1] = ["/cung-lam"];

/// What stands in the place of parameters of addresses.
pub type Examples = BTreeMap<&'static str, String>;

/// Examples of a live round.
pub fn examples(live: &Live) -> Examples {
    let plain = [
        ("{ky}", live.round),
        ("{cq}", live.units[0]),
        ("{ma}", live.units[0]),
        ("{tc}", "1.1"),
        ("{tieu-chi}", "1.1"),
        ("{truong}", "note"),
        ("{buoc}", "thong-tin"),
        ("{trang}", "1"),
        ("{loai}", "doi-ten"),
        ("{bo}", "vinh-long~cap-xa"),
        ("{phien-ban}", "2022"),
        ("{id}", "01J0000000000000000000000"),
        ("{phien}", "01J0000000000000000000000"),
        ("{tep}", "ho-so.json"),
    ];
    let mut examples: Examples = plain.map(|(name, value)| (name, value.to_owned())).into();
    examples.insert("{nguoi}", live.stranger.clone());
    examples
}

/// Addresses of all pages: as the table has them, and filled in.
pub fn pages(examples: &Examples) -> Vec<(&'static str, String)> {
    let pages = table().into_iter().filter(|route| route.method == Method::GET).map(|route| route.path);
    let pages = pages.filter(|path| !ENDLESS.iter().any(|endless| path.ends_with(endless)));
    let filled = |path: &'static str| {
        (path, examples.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value)))
    };
    pages.map(filled).collect()
}

/// Everybody of a live round, signed in, by what the round calls them.
pub async fn everybody(test: &TestApp, live: &Live) -> Vec<(&'static str, Client)> {
    let people = [
        ("admin", &live.admin),
        ("secretariat", &live.secretariat),
        ("clerk", &live.clerk),
        ("head", &live.head),
        ("other clerk", &live.other_clerk),
        ("other head", &live.other_head),
        ("appraiser", &live.appraiser),
        ("chair", &live.council),
        ("council secretary", &live.council_secretary),
        ("member", &live.council_member),
        ("committee", &live.committee),
        ("auditor", &live.auditor),
        ("stranger", &live.stranger),
    ];
    let mut clients = Vec::new();
    for (name, account) in people {
        clients.push((name, test.client_as(account).await));
    }
    clients.push(("nobody", test.client()));
    clients
}

/// An answer without what two worlds differ in by chance: hashes, salts, tokens. Of a workbook only that it is there:
/// the clock of the machine stands packed inside of it.
pub fn told(answer: &Answer) -> String {
    let kind = answer.header("content-type").unwrap_or_default();
    let mut text = format!("{} {kind}\n", answer.status.as_u16());
    if kind.contains("spreadsheet") {
        return text;
    }
    let mut run = String::new();
    for sign in answer.text().chars().chain(['\n']) {
        if sign.is_ascii_hexdigit() {
            run.push(sign);
            continue;
        }
        if run.len() >= 8 {
            text.push('#')
        } else {
            text.push_str(&run)
        }
        run.clear();
        text.push(sign);
    }
    text
}
