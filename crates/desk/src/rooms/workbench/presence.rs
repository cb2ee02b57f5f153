//! Who else looks at a criterion, and what they just saved: in memory, for as long as the program runs.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use serde_json::{Map, Value as JsonValue, json};
use thuocdo_app::accounts::Me;
use thuocdo_app::answers::{Place, Saved, may_look};
use thuocdo_assessment::Field;
use thuocdo_base::Timestamp;
use thuocdo_words::show;

use super::{fields, place};
use crate::door::Staff;
use crate::form::Posted;

/// Someone who was not heard of for this long has left; pages tell of themselves every 20 seconds.
const GONE: Duration = Duration::from_secs(45);
/// How often watchers look for news.
const TICK: Duration = Duration::from_secs(2);
/// After so many looks the page asks again, so that rights are looked at again.
const TICKS: u32 = 150;
/// Saved values are told of for this long.
const NEWS: Duration = Duration::from_secs(600);

/// People and news by criterion of a record.
#[derive(Debug, Default)]
pub(crate) struct Presence(Mutex<HashMap<String, Room>>);

#[derive(Debug, Default)]
struct Room {
    people: Vec<Person>,
    news: HashMap<Field, News>,
}

#[derive(Clone, Debug)]
struct Person {
    account: String,
    name: String,
    field: Option<Field>,
    idle: bool,
    seen: Timestamp,
}

#[derive(Clone, Debug)]
struct News {
    at: Timestamp,
    by: String,
    told: JsonValue,
}

fn key(place: &Place) -> String {
    format!("{}\n{}\n{}", place.round, place.unit, place.criterion)
}

impl Presence {
    fn with<T>(&self, place: &Place, now: Timestamp, look: impl FnOnce(&mut Room) -> T) -> T {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = key(place);
        let is_kept = |of: &String, room: &mut Room| {
            room.people.retain(|person| is_within(now, person.seen, GONE));
            room.news.retain(|_, news| is_within(now, news.at, NEWS));
            *of == here || !room.people.is_empty() || !room.news.is_empty()
        };
        rooms.retain(is_kept);
        look(rooms.entry(here).or_default())
    }

    /// Notes that somebody is there.
    fn seen(&self, place: &Place, staff: &Staff, field: Option<Field>, idle: bool) {
        let (me, now) = (&staff.me, staff.app().clock.now());
        let person = Person { account: me.account.clone(), name: me.name.clone(), field, idle, seen: now };
        self.with(place, now, |room| {
            room.people.retain(|other| other.account != person.account);
            room.people.push(person);
            room.people.sort_by(|a, b| a.name.cmp(&b.name));
        });
    }

    /// Tells watchers what a field holds now.
    pub(super) fn saved(&self, place: &Place, me: &Me, saved: &Saved) {
        let at = saved.at;
        let texts: Map<String, JsonValue> =
            fields::pairs(&saved.value).into_iter().map(|(name, text)| (name, text.into())).collect();
        let told = json!({ "v": saved.version, "by": me.name, "at": show::clock(at), "value": texts });
        let news = News { at, by: me.account.clone(), told };
        self.with(place, at, |room| room.news.insert(saved.value.field(), news));
    }

    /// What somebody should see of the others.
    fn told(&self, place: &Place, staff: &Staff) -> JsonValue {
        let t = staff.text();
        self.with(place, staff.app().clock.now(), |room| {
            let others = room.people.iter().filter(|person| person.account != staff.me.account);
            let person = |person: &Person| {
                let doing = match (person.idle, person.field) {
                    (true, _) => t.with("workbench-idle").text("name", &person.name),
                    (false, Some(field)) => t
                        .with("workbench-editing")
                        .text("name", &person.name)
                        .text("field", t.word("workbench-field-", field.word())),
                    (false, None) => t.with("workbench-viewing").text("name", &person.name),
                };
                json!({ "name": person.name, "initials": initials(&person.name), "doing": doing.to_string() })
            };
            let people: Vec<JsonValue> = others.map(person).collect();
            let news = room.news.iter().filter(|(_, news)| news.by != staff.me.account);
            let fields: Map<String, JsonValue> =
                news.map(|(field, news)| (field.word().to_owned(), news.told.clone())).collect();
            json!({ "people": people, "fields": fields })
        })
    }
}

fn is_within(now: Timestamp, then: Timestamp, span: Duration) -> bool {
    i128::from(now.micros() - then.micros()) < i128::try_from(span.as_micros()).unwrap_or(i128::MAX)
}

/// First letters of the last two words of a name: `Trần Quốc Bảo` → `QB`.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.iter().skip(words.len().saturating_sub(2)).filter_map(|word| word.chars().next()).collect()
}

/// Streams who is there and what was saved, as server-sent events.
pub(super) async fn watch(staff: Staff, Path(at): Path<(String, String, String)>) -> Response<Body> {
    let place = place(&at);
    if let Err(error) = may_look(staff.app(), &staff.actor(), &place).await {
        return staff.fault(error);
    }
    staff.desk.presence().seen(&place, &staff, None, false);
    let events = stream::unfold((staff, place, JsonValue::Null, 0), move |(staff, place, before, looks)| async move {
        for looks in looks..TICKS {
            let now = staff.desk.presence().told(&place, &staff);
            if now != before {
                let event = Event::default().data(now.to_string());
                return Some((Ok::<_, Infallible>(event), (staff, place, now, looks)));
            }
            tokio::time::sleep(TICK).await;
        }
        None
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// Notes that somebody is still there.
pub(super) async fn beat(Path(at): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let (staff, place) = (&posted.staff, place(&at));
    if let Err(error) = may_look(staff.app(), &staff.actor(), &place).await {
        return staff.fault(error);
    }
    let field = Field::of(posted.value("truong"));
    staff.desk.presence().seen(&place, staff, field, posted.ticked("vang"));
    StatusCode::NO_CONTENT.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_people_are_called_by() {
        assert_eq!(initials("Trần Quốc Bảo"), "QB");
        assert_eq!(initials("Mẫu"), "M");
    }
}
