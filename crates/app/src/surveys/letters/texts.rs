//! What the letters of a survey say: proposed, written, checked, looked at.

use thuocdo_assessment::survey::Survey;
use thuocdo_base::{Actor, Message};
use thuocdo_store::{LetterText, Link};
use thuocdo_words::{Lang, show};

use super::super::{find, keeper, refused};
use super::Kind;
use crate::letters::Letter;
use crate::{ActionError, App};

/// What stands for the link.
pub const LINK: &str = "{lien_ket}";
/// What stands for other things.
const GAPS: [&str; 3] = [LINK, "{ten_khao_sat}", "{han}"];

/// What the letters of a survey say: as somebody has written it, else as we propose.
pub(super) async fn text(link: &mut Link, id: &str, kind: Kind) -> Result<LetterText, ActionError> {
    if let Some(text) = link.survey_letter(id, kind.word()).await? {
        return Ok(text);
    }
    let say = |lang: Lang, part: &str| {
        let locale = thuocdo_words::Locale::new(lang, &[crate::locale_text(lang)]);
        let message = Message::new(&format!("surveys-letter-{}-{part}", kind.word()));
        locale.render(&message.text("link", LINK).text("title", GAPS[1]).text("until", GAPS[2]))
    };
    let (vi, en) = (Lang::Vi, Lang::En);
    Ok(LetterText {
        subject: say(vi, "subject"),
        body: say(vi, "body"),
        subject_en: say(en, "subject"),
        body_en: say(en, "body"),
    })
}

/// Keeps what the letters of a survey say.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or the text has no link or a gap that nobody fills.
pub async fn save_text(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    kind: Kind,
    text: LetterText,
) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            keeper(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &id).await?;
            survey.not_closed()?;
            let faults = faults(&text);
            if !faults.is_empty() {
                return Err(ActionError::Refused(faults));
            }
            Ok(work.save_survey_letter(&id, kind.word(), &text).await?)
        })
    })
    .await
}

/// Says what is wrong with a text.
pub fn faults(text: &LetterText) -> Vec<Message> {
    let mut faults = Vec::new();
    for (subject, body, must) in [(&text.subject, &text.body, true), (&text.subject_en, &text.body_en, false)] {
        if !must && subject.trim().is_empty() && body.trim().is_empty() {
            continue;
        }
        if subject.trim().is_empty() || subject.chars().count() > 150 || subject.chars().any(char::is_control) {
            faults.push(Message::new("surveys-letter-no-subject"));
        }
        if body.matches(LINK).count() != 1 || subject.contains(LINK) {
            faults.push(Message::new("surveys-letter-no-link").text("gap", LINK));
        }
        for gap in gaps(subject).chain(gaps(body)).filter(|gap| !GAPS.contains(gap)) {
            faults.push(Message::new("surveys-letter-gap").text("gap", gap).text("gaps", GAPS.join(" ")));
        }
    }
    faults
}

/// Everything in braces.
fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').map(|(at, _)| {
        let rest = &text[at..];
        rest.find('}').map_or(rest, |end| &rest[..=end])
    })
}

/// A letter with its gaps filled, Vietnamese first.
pub(super) fn filled(text: &LetterText, survey: &Survey, link: &str) -> (String, String) {
    let until = survey.closes.map(show::moment).unwrap_or_default();
    let fill = |text: &str| text.replace(LINK, link).replace(GAPS[1], &survey.title).replace(GAPS[2], &until);
    let mut body = fill(&text.body);
    if !text.body_en.trim().is_empty() {
        body.push_str("\n\n— — —\n\n");
        if !text.subject_en.trim().is_empty() {
            body.push_str(&fill(&text.subject_en));
            body.push_str("\n\n");
        }
        body.push_str(&fill(&text.body_en));
    }
    (fill(&text.subject).replace(['\r', '\n'], " "), body)
}

pub(super) fn address(app: &App, token: &str) -> String {
    format!("{}/s/{token}", app.office.base.as_deref().unwrap_or("http://localhost:8080").trim_end_matches('/'))
}

/// Shows a letter as people will get it, with a link that opens nothing.
///
/// # Errors
/// If the actor does not keep lists.
pub async fn preview(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    kind: Kind,
) -> Result<(String, String), ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    Ok(filled(&text(&mut link, id, kind).await?, &survey, &address(app, &"x".repeat(43))))
}

/// Sends oneself a letter as people will get it, with a link that opens nothing.
///
/// # Errors
/// If the actor does not keep lists or has no address.
pub async fn test(app: &App, actor: &Actor, round: &str, id: &str, kind: Kind) -> Result<String, ActionError> {
    let (subject, body) = preview(app, actor, round, id, kind).await?;
    let (job_app, account, round) = (app.clone(), actor.id().to_owned(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let me = work.find_account(&account).await?.and_then(|account| account.email);
            let address = me.ok_or_else(|| refused("surveys-test-no-address"))?;
            let letter = Letter { address: address.clone(), subject, body, id: None };
            let about = crate::letters::About { round: &round, unit: "", kind: "survey_test" };
            crate::letters::queue(&job_app, work, about, &letter).await?;
            Ok(address)
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter_text(subject: &str, body: &str) -> LetterText {
        LetterText { subject: subject.to_owned(), body: body.to_owned(), ..LetterText::default() }
    }

    #[test]
    fn a_letter_has_one_link_and_no_gap_that_nobody_fills() {
        let keys = |subject: &str, body: &str| -> Vec<String> {
            faults(&letter_text(subject, body)).into_iter().map(|fault| fault.key).collect()
        };
        assert!(keys("Mời", "Xin bấm {lien_ket} trước {han}").is_empty());
        assert_eq!(keys("Mời", "Xin bấm vào đây"), ["surveys-letter-no-link"]);
        assert_eq!(keys("Mời", "{lien_ket} {lien_ket}"), ["surveys-letter-no-link"]);
        assert_eq!(keys("", "{lien_ket}"), ["surveys-letter-no-subject"]);
        assert_eq!(keys("Mời {ten}", "{lien_ket} {han"), ["surveys-letter-gap", "surveys-letter-gap"]);
    }
}
