//! A database server: for installations with several programs or a standby.

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};

use super::{Opened, Pool};
use crate::StoreError;

/// Readers beside the one writer.
const READERS: u32 = 8;

/// Held during each write, so that writers of all processes stand in one order.
const ONE_WRITER: i64 = 0x7468_756f_6364_6f01;

/// Refuses edits of what is append-only; of an event the personal part can be erased.
const GUARDS: &str = "
create or replace function append_only() returns trigger language plpgsql as
$$ begin raise exception 'append only: %', tg_table_name; end $$;
create or replace trigger publication_is_never_edited before update or delete on publication
for each row execute function append_only();
create or replace trigger publication_is_never_emptied before truncate on publication
for each statement execute function append_only();
create or replace trigger publication_unit_is_never_edited before update or delete on publication_unit
for each row execute function append_only();
create or replace trigger publication_unit_is_never_emptied before truncate on publication_unit
for each statement execute function append_only();
create or replace trigger submission_is_never_edited before update or delete on submission
for each row execute function append_only();
create or replace trigger submission_is_never_emptied before truncate on submission
for each statement execute function append_only();
create or replace trigger points_fact_is_never_edited before update or delete on points_fact
for each row execute function append_only();
create or replace trigger points_fact_is_never_emptied before truncate on points_fact
for each statement execute function append_only();
create or replace trigger criteria_set_is_never_edited before update or delete on criteria_set
for each row execute function append_only();
create or replace trigger criteria_set_is_never_emptied before truncate on criteria_set
for each statement execute function append_only();
create or replace trigger questionnaire_is_never_edited before update or delete on questionnaire
for each row execute function append_only();
create or replace trigger questionnaire_is_never_emptied before truncate on questionnaire
for each statement execute function append_only();
create or replace trigger survey_tally_is_never_edited before update or delete on survey_tally
for each row execute function append_only();
create or replace trigger survey_tally_is_never_emptied before truncate on survey_tally
for each statement execute function append_only();
create or replace trigger survey_count_is_never_edited before update or delete on survey_count
for each row execute function append_only();
create or replace trigger survey_count_is_never_emptied before truncate on survey_count
for each statement execute function append_only();
create or replace function append_or_erase() returns trigger language plpgsql as
$$ begin
  if tg_op = 'UPDATE' and new.personal is null and new.personal_salt is null
    and (new.round, new.seq, new.kind, new.actor, new.at, new.body, new.body_salt, new.personal_commit, new.prev, new.hash)
      is not distinct from
        (old.round, old.seq, old.kind, old.actor, old.at, old.body, old.body_salt, old.personal_commit, old.prev, old.hash)
  then return new; end if;
  raise exception 'append only: %', tg_table_name;
end $$;
create or replace trigger event_is_never_edited before update or delete on event
for each row execute function append_or_erase();
create or replace trigger event_is_never_emptied before truncate on event
for each statement execute function append_only();
create or replace function restored_is_closed() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from restored_round where round = new.round and state = 'whole')
  then raise exception 'append only: restored_round'; end if;
  return new;
end $$;
create or replace trigger event_of_a_restored_round_is_never_added before insert on event
for each row execute function restored_is_closed();
create or replace trigger restored_round_is_never_deleted before delete on restored_round
for each row execute function append_only();
create or replace trigger restored_round_is_never_emptied before truncate on restored_round
for each statement execute function append_only();
";

/// Connects to the server.
pub(super) async fn open(address: &str) -> Result<Opened, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(address.to_owned()))?;
    let options = options.application_name("thuocdo");
    let writer = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    let readers = PgPoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options.options([("default_transaction_read_only", "on")]));
    Ok(Opened { readers: Pool::Postgres(readers), writer: Pool::Postgres(writer), lock: None })
}

/// Begins a write once no other process is writing.
pub(super) async fn begin(writer: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = writer.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_WRITER).execute(&mut *tx).await?;
    Ok(tx)
}

/// Puts the guards in place, one process at a time.
pub(super) async fn guard(writer: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = begin(writer).await?;
    sqlx::raw_sql(GUARDS).execute(&mut *tx).await?;
    tx.commit().await
}
