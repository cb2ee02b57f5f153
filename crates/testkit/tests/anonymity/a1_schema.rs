//! A1: no key joins invitations to responses, and no table knows when anything happened.

use super::world::{Past, World, everything, find, in_files, on_each};

/// A column of a table.
type Column = (String, String);

/// What could join or order rows.
fn leaks(columns: &[Column]) -> Vec<String> {
    let words = [
        "time", "date", "at", "ip", "address", "agent", "login", "account", "email", "person", "name_of", "seq",
        "rowid",
    ];
    let of = |table: &str| -> Vec<&str> {
        columns.iter().filter(|(of, _)| of == table).map(|(_, column)| column.as_str()).collect()
    };
    let timed = columns.iter().filter(|(_, column)| {
        column.split('_').any(|part| words.contains(&part)) || column.contains("time") || column.contains("date")
    });
    let mut found: Vec<String> = timed.map(|(table, column)| format!("{table}.{column}")).collect();
    for held in ["response", "tally", "receipt", "mix"] {
        for column in of("invite").into_iter().filter(|column| of(held).contains(column) && *column != "stratum") {
            found.push(format!("invite and {held} share {column}"));
        }
    }
    for column in of("pool").into_iter().filter(|column| of("response").contains(column) && *column != "stratum") {
        found.push(format!("pool and response share {column}"));
    }
    found
}

async fn columns(past: &mut Past) -> Vec<Column> {
    let sql = match past {
        Past::File(_) => {
            "select t.name, c.name from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table' order by 1, 2"
        }
        Past::Server(_) => {
            "select table_name::text, column_name::text from information_schema.columns \
             where table_schema = current_schema() order by 1, 2"
        }
    };
    past.texts(sql).await
}

#[test]
fn a1_no_table_of_the_box_joins_a_person_to_a_response_or_knows_a_moment() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 10).await;
        let mut past = world.past().await;
        let all = columns(&mut past).await;
        let mut tables: Vec<&str> = all.iter().map(|(table, _)| table.as_str()).collect();
        tables.dedup();
        assert_eq!(
            tables,
            ["about", "counters", "epoch", "invite", "mix", "pool", "receipt", "response", "stratum", "tally"]
        );
        assert_eq!(leaks(&all), Vec::<String>::new());
        let keyed = match &past {
            Past::File(_) => {
                // A table without row numbers says so in its own text; none may refer to another.
                "select count(*) from sqlite_schema where type = 'table' \
                 and (sql not like '%without rowid%' or sql like '%references%' or sql like '%autoincrement%')"
            }
            Past::Server(_) => {
                "select (select count(*) from information_schema.columns where table_schema = current_schema() \
                 and (data_type like '%time%' or data_type = 'date' or column_default like 'nextval%' or is_identity = 'YES')) \
                 + (select count(*) from information_schema.table_constraints where table_schema = current_schema() \
                 and constraint_type = 'FOREIGN KEY') + (select count(*) from information_schema.sequences \
                 where sequence_schema = current_schema())"
            }
        };
        assert_eq!(past.count(keyed).await, 0);
        world.boxes.shut().await;
    });
}

/// The box's part of A5: no file of a box holds a token, only its hash.
#[test]
fn a5_no_file_of_the_box_holds_a_token() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 11).await;
        let people = world.invite("dan", 40).await;
        world.send_all(&people[..30], "a").await;
        world.one.mix_due().await.expect("a mix").expect("it was due");
        world.send_all(&people[30..35], "a").await;
        let all = everything(world.folder.path());
        let clear = people.iter().filter(|one| find(&all, one.token.text().as_bytes()).is_some()).count();
        let hashed = people.iter().filter(|one| find(&all, &one.token.hash()).is_some()).count();
        assert_eq!((clear, hashed), (0, 40), "the control: the hashes are found");
        world.boxes.shut().await;
    });
}

/// The control: the same look finds a moment, a person, a common key and hidden row numbers.
#[test]
fn a1_the_control_with_leaky_tables_is_found() {
    let leaky = [("invite", "h"), ("invite", "stratum"), ("response", "h"), ("response", "cast_at"), ("pool", "ip")];
    let leaky: Vec<Column> = leaky.iter().map(|(table, column)| ((*table).into(), (*column).into())).collect();
    let found = leaks(&leaky);
    assert_eq!(found, ["response.cast_at", "pool.ip", "invite and response share h"]);
}
