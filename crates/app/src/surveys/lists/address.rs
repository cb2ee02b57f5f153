//! Addresses in one form, and the digest by which the log knows a list.

use sha2::{Digest, Sha256};
use thuocdo_base::Message;
use thuocdo_store::{PersonState, RespondentRow};

/// Addresses that somebody typed or pasted, whatever stands between them.
pub(crate) fn addresses(typed: &str) -> Vec<String> {
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"'));
    let mut found: Vec<String> = parts.filter_map(|part| address(part).ok()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Brings an address into the one form in which it is compared: small letters, its domain as the mail servers know it.
///
/// # Errors
/// Why it is none.
pub fn address(typed: &str) -> Result<String, Message> {
    let wrong = || Message::new("surveys-address-wrong");
    let typed = thuocdo_words::encoding::nfc(typed.trim()).to_lowercase();
    let (name, domain) = typed.rsplit_once('@').ok_or_else(wrong)?;
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
    let whole = format!("{name}@{domain}");
    let fits = whole.len() <= 254 && domain.contains('.') && whole.parse::<lettre::Address>().is_ok();
    if fits { Ok(whole) } else { Err(wrong()) }
}

/// SHA-256 over the sorted lines of the list, each the SHA-256 of salt and address with the stratum: it changes with
/// every change of the list and tells nobody's address. Who was taken off after the launch no longer counts.
pub fn digest(people: &[RespondentRow]) -> String {
    let line = |person: &RespondentRow| {
        let reached = if person.email.is_empty() { &person.label } else { &person.email };
        format!("{} {}", hex::encode(Sha256::digest(format!("{}{reached}", person.salt))), person.stratum)
    };
    let mut lines: Vec<String> =
        people.iter().filter(|person| person.state != PersonState::Withdrawn).map(line).collect();
    lines.sort_unstable();
    hex::encode(Sha256::digest(lines.join("\n")))
}

pub(super) fn hashed(address: &str) -> String {
    hex::encode(Sha256::digest(format!("thuocdo:opt-out:v1 {address}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form_however_it_is_typed() {
        let form = |typed: &str| address(typed).ok();
        assert_eq!(form(" Mau.017@Example.TEST "), Some("mau.017@example.test".to_owned()));
        assert_eq!(form("mau@xã-mẫu.test"), form("MAU@XÃ-MẪU.test"));
        assert!(form("mau@xã-mẫu.test").is_some_and(|form| form.is_ascii()));
        for typed in ["mau", "mau@", "@mau.test", "mau@test", "a b@mau.test", "mau@mau..test", ""] {
            assert_eq!(form(typed), None, "{typed:?}");
        }
        assert_eq!(addresses("B@mau.test; a@mau.test,\n<b@mau.test> rác"), ["a@mau.test", "b@mau.test"]);
    }

    #[test]
    fn the_digest_changes_with_every_change_and_not_with_the_order() {
        let person = |id: &str, email: &str, stratum: &str| RespondentRow {
            id: id.to_owned(),
            email: email.to_owned(),
            label: String::new(),
            stratum: stratum.to_owned(),
            asked: String::new(),
            salt: format!("salt-{id}"),
            h: String::new(),
            serial: 0,
            state: PersonState::Listed,
        };
        let (a, b) = (person("a", "a@mau.test", "dan"), person("b", "b@mau.test", "dan"));
        let both = digest(&[a.clone(), b.clone()]);
        assert_eq!(both, digest(&[b.clone(), a.clone()]));
        assert_ne!(both, digest(std::slice::from_ref(&a)));
        assert_ne!(both, digest(&[a.clone(), person("b", "b@mau.test", "lanh-dao")]));
        let gone = RespondentRow { state: PersonState::Withdrawn, ..b };
        assert_eq!(digest(&[a.clone(), gone]), digest(&[a]));
    }
}
