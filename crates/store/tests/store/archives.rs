//! What an archive holds of a round, and what it leaves out.

use std::collections::BTreeMap;

use thuocdo_store::archives::{LEFT_OUT, TABLES};
use thuocdo_store::{Kept, Store, Table};
use thuocdo_testkit::on_both;

#[test]
fn every_table_is_archived_with_all_its_columns_or_left_out_on_purpose() {
    on_both(|database| async move {
        let store = Store::open(&database.address).await.expect("all is well");
        store.close().await;
        let mut schema: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
        for (table, column, kind) in database.columns().await {
            schema.entry(table).or_default().push((column, kind.eq_ignore_ascii_case("bigint")));
        }
        schema.retain(|table, _| !table.starts_with("_sqlx"));
        for (table, columns) in &schema {
            match Table::named(table) {
                Some(archived) => {
                    let mut held: Vec<(String, bool)> =
                        archived.columns().map(|column| (column.name.to_owned(), column.is_whole)).collect();
                    let mut columns = columns.clone();
                    held.sort();
                    columns.sort();
                    assert_eq!(held, columns, "{table}");
                    assert!(!LEFT_OUT.contains(&table.as_str()), "{table}");
                }
                None => assert!(LEFT_OUT.contains(&table.as_str()), "{table} is neither archived nor left out"),
            }
        }
        assert_eq!(schema.len(), TABLES.len() + LEFT_OUT.len());
    });
}

#[test]
fn rows_of_another_round_with_other_columns_or_other_kinds_do_not_fit() {
    let table = Table::named("round_group").expect("all is well");
    let row = |text: &str| serde_json::from_str(text).expect("all is well");
    let whole = r#"{"round":"r","code":"g","name":"Nhóm","position":0,"in_set":0}"#;
    assert!(table.fits(&row(whole), "r"));
    assert!(!table.fits(&row(whole), "q"));
    for (from, to) in [
        (r#""position":0"#, r#""position":"0""#),
        (r#""position":0"#, r#""position":0.5"#),
        (r#""name":"Nhóm""#, r#""name":7"#),
        (r#","in_set":0"#, ""),
        (r#""in_set":0"#, r#""in_set":0,"more":1"#),
        ("Nhóm", "a\\u0000b"),
    ] {
        assert!(!table.fits(&row(&whole.replace(from, to)), "r"), "{to}");
    }
}

#[test]
fn statements_of_every_table_run_on_both_engines() {
    on_both(|database| async move {
        let store = Store::open(&database.address).await.expect("all is well");
        let mut link = store.look_still().await.expect("all is well");
        for table in TABLES {
            assert_eq!(link.archived_rows(table, "r", 0, 10).await.expect("all is well"), [], "{}", table.name);
        }
        assert_eq!(link.archived_bytes("r").await.expect("all is well"), 0);
        assert!(TABLES.iter().filter(|table| table.kept == Kept::Last).count() == 4);
        drop(link);
        store.close().await;
    });
}
