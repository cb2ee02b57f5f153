//! Passwords: how they are kept, and which are good enough.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use thuocdo_base::Message;
use thuocdo_words::collate::fold;

use crate::{ActionError, App};

/// Fewest characters of a password that stands alone.
pub const ALONE: usize = 14;
/// Fewest characters of a password beside a second factor.
pub const BESIDE_SECOND_FACTOR: usize = 8;
/// Most characters: beyond them only work for the server.
pub const MOST: usize = 128;
/// How many earlier passwords may not come back.
pub const BARRED: i64 = 10;

/// Hash of no password: checked for accounts that do not exist, so that they take as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$dGh1b2Nkby1uaGFwLW1vaQ$oTvkiIGXrkVYu0y5Zt2YQmzzTtzkVJJL0pHbCFq1V2s";

/// Hashes a password; waits for its turn.
pub(crate) async fn hash(app: &App, password: &str) -> Result<String, ActionError> {
    let _turn = app.gate.turn().await?;
    let mut salt = [0; 16];
    app.random.fill(&mut salt);
    let password = password.to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt)?;
        Ok::<_, argon2::password_hash::Error>(hash.to_string())
    });
    made.await.map_err(ActionError::system)?.map_err(ActionError::system)
}

/// Says whether a password is the one that was hashed; takes as long if there is none.
pub(crate) async fn is_right(app: &App, password: &str, kept: Option<&str>) -> Result<bool, ActionError> {
    let _turn = app.gate.turn().await?;
    let (password, there) = (password.to_owned(), kept.is_some());
    let kept = kept.unwrap_or(NOBODY).to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&kept);
        parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(checked.await.map_err(ActionError::system)? && there)
}

/// Says whether a password is one of those that were hashed.
pub(crate) async fn is_among(app: &App, password: &str, kept: Vec<String>) -> Result<bool, ActionError> {
    let _turn = app.gate.turn().await?;
    let password = password.to_owned();
    let any = tokio::task::spawn_blocking(move || {
        let same = |hash: &PasswordHash| Argon2::default().verify_password(password.as_bytes(), hash).is_ok();
        kept.iter().filter_map(|hash| PasswordHash::new(hash).ok()).any(|hash| same(&hash))
    });
    any.await.map_err(ActionError::system)
}

/// Makes a password that the rule takes and people can read out: for the first signing in only.
pub(crate) fn make(app: &App) -> String {
    const KINDS: [&[u8]; 4] = [b"abcdefghkmnpqrstuvwxyz", b"ABCDEFGHKLMNPQRSTUVWXYZ", b"23456789", b"-+=?"];
    let mut bytes = [0; 16];
    app.random.fill(&mut bytes);
    let sign = |(at, byte): (usize, &u8)| {
        let kind = KINDS[at % KINDS.len()];
        char::from(kind[usize::from(*byte) % kind.len()])
    };
    bytes.iter().enumerate().map(sign).collect()
}

/// Says what keeps a password from being good enough; nothing if it is.
///
/// The rule is that of security level 3: 14 characters, or 8 beside a second factor; four kinds of characters;
/// the login name is not in it.
pub fn lacks(password: &str, login: &str, second_factor: bool) -> Vec<Message> {
    let least = if second_factor { BESIDE_SECOND_FACTOR } else { ALONE };
    let mut lacks = Vec::new();
    if password.chars().count() < least {
        lacks.push(Message::new("account-password-short").count("least", least));
    }
    if password.chars().count() > MOST {
        lacks.push(Message::new("account-password-long").count("most", MOST));
    }
    if !has_four_kinds(password) {
        lacks.push(Message::new("account-password-kinds"));
    }
    if !login.is_empty() && fold(password).contains(&fold(login)) {
        lacks.push(Message::new("account-password-login"));
    }
    lacks
}

fn has_four_kinds(password: &str) -> bool {
    let kinds: [fn(char) -> bool; 4] = [char::is_lowercase, char::is_uppercase, char::is_numeric, |sign| {
        !sign.is_alphanumeric() && !sign.is_control()
    }];
    kinds.into_iter().all(|kind| password.chars().any(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(password: &str, second_factor: bool) -> Vec<String> {
        lacks(password, "can.bo", second_factor).into_iter().map(|message| message.key).collect()
    }

    #[test]
    fn a_password_needs_length_four_kinds_and_no_login_name() {
        assert_eq!(keys("Xuân-2026-về-sớm", false), [""; 0]);
        assert_eq!(keys("Xuân-26!", true), [""; 0]);
        assert_eq!(keys("Xuân-26!", false), ["account-password-short"]);
        assert_eq!(keys("xuân-2026-về-sớm", false), ["account-password-kinds"]);
        assert_eq!(keys("Toi la CAN.BO 2026", false), ["account-password-login"]);
        assert_eq!(keys(&"Aa1!".repeat(33), false), ["account-password-long"]);
    }

    #[test]
    fn the_hash_of_nobody_can_be_checked_like_any_other() {
        let hash = PasswordHash::new(NOBODY).expect("a hash");
        assert!(Argon2::default().verify_password(b"", &hash).is_err());
        let own: PasswordHash = Argon2::default().hash_password_with_salt(b"x", &[1; 16]).expect("a hash");
        let start = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(start(NOBODY), start(&own.to_string()), "same work as for ours");
    }
}
