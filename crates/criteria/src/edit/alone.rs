//! One criterion as a set of its own, so that it can be tried while others have faults.

use toml_edit::{Document, DocumentMut, Item as Entry, Value};

use super::outline::{number, spots};

/// Tables that speak of other nodes.
const OF_OTHERS: [&str; 9] = [
    "section",
    "variant",
    "borrow",
    "declares",
    "not_applicable",
    "grade_scale",
    "adjustment",
    "conversion",
    "ranking",
];

/// The text of a set with nothing but this criterion; `None` if the text is not TOML or has no such criterion.
pub fn alone(text: &str, place: usize) -> Option<String> {
    let read = Document::parse(text).ok()?;
    let spots = spots(&read);
    let spot = spots.get(place).filter(|spot| !spot.section)?;
    let mut document: DocumentMut = text.parse().ok()?;
    let root = document.as_table_mut();
    for key in OF_OTHERS {
        root.remove(key);
    }
    let max = match root.get_mut("criterion")? {
        Entry::ArrayOfTables(tables) => {
            let mut own = tables.get(spot.index)?.clone();
            tables.clear();
            let max = stripped(&mut own);
            tables.push(own);
            max
        }
        Entry::Value(Value::Array(array)) => {
            let mut own = array.get(spot.index)?.as_inline_table()?.clone();
            array.clear();
            let max = stripped(&mut own);
            array.push(Value::InlineTable(own));
            max
        }
        _ => return None,
    };
    for class in
        root.get_mut("class").and_then(Entry::as_array_of_tables_mut).into_iter().flat_map(|all| all.iter_mut())
    {
        class.remove("scale");
    }
    let set = root.get_mut("set")?.as_table_like_mut()?;
    set.insert("scale", Entry::Value(Value::from(max)));
    set.remove("bounds");
    Some(document.to_string())
}

/// Takes out what speaks of other nodes; gives the maximum.
fn stripped(own: &mut dyn toml_edit::TableLike) -> String {
    for key in ["parent", "applies_to", "na"] {
        own.remove(key);
    }
    if own.get("scored").and_then(Entry::as_bool) == Some(false) {
        own.remove("scored");
    }
    own.insert("origin", Entry::Value(Value::from("illustrative")));
    own.get("max").and_then(number).map(|max| max.to_exact()).unwrap_or_else(|| "0".to_owned())
}
