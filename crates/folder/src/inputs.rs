//! `inputs/NAME.csv`: publications of other rounds that a set reads.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use thuocdo_base::{Message, Number};
use thuocdo_scoring::cohort::InputTable;

use crate::case::{Numbers, Use};
use crate::cells;
use crate::fault::{Faults, Spot};
use crate::files::Files;
use crate::sheet::{Row, Shape, Sheet};

const SHAPE: Shape = Shape { known: &["unit"], required: 1, open: true };
const UNIT: usize = 0;
/// Columns that are never numbers, and those that always are.
const WORDS: [&str; 3] = ["grade", "name", "note"];
const FIGURES: [&str; 3] = ["points", "index", "rank"];

/// Reads the inputs into every cohort, in the order of each set's inputs.
pub(crate) fn read(files: &Files, numbers: Numbers, uses: &mut [Use], faults: &mut Faults) {
    let mut tables: BTreeMap<&str, InputTable> = BTreeMap::new();
    for (file, bytes) in &files.0 {
        let name = file.strip_prefix("inputs/").and_then(|rest| rest.strip_suffix(".csv"));
        let Some(name) = name else { continue };
        let asked = uses.iter().any(|usage| usage.set.inputs.iter().any(|input| input.name == name));
        if !asked {
            faults.note_with(|| Spot::file(file).says(Message::new("folder-input-unused").text("name", name), None));
        }
        tables.insert(name, table(file, bytes, numbers, faults));
    }
    for usage in uses {
        let names: Vec<&str> = usage.set.inputs.iter().map(|input| input.name.as_str()).collect();
        for name in names.iter().filter(|name| !tables.contains_key(*name)) {
            let file = format!("inputs/{name}.csv");
            faults.note_with(|| Spot::file(&file).says(Message::new("folder-input-absent").text("name", *name), None));
        }
        let inputs: Vec<InputTable> = names.iter().map(|name| tables.get(name).cloned().unwrap_or_default()).collect();
        for (_, cohort) in &mut usage.layers {
            cohort.inputs.clone_from(&inputs);
        }
    }
}

fn table(file: &str, bytes: &[u8], numbers: Numbers, faults: &mut Faults) -> InputTable {
    let mut table = InputTable::default();
    let Some(sheet) = Sheet::open(file, bytes, &SHAPE, faults) else { return table };
    sheet.each(faults, |row, faults| {
        let unit = row.get(UNIT);
        let cells = cells(row, numbers, faults);
        if unit.is_empty() {
            let message = Message::new("folder-cell-empty").text("column", "unit");
            faults.push_with(|| row.at(UNIT).says(message, None));
        } else if table.rows.insert(unit.to_owned(), cells).is_some() {
            let message = Message::new("folder-input-twice").text("unit", unit);
            faults.push_with(|| row.at(UNIT).says(message, None));
        }
        ControlFlow::Continue(())
    });
    table
}

/// Cells of a row by column; numbers are turned into machine form, so that rules read one form only.
fn cells(row: &Row<'_>, numbers: Numbers, faults: &mut Faults) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for (place, column, text) in row.extras().filter(|(_, _, text)| !text.is_empty()) {
        let read = if WORDS.contains(&column) { Ok(None) } else { number(column, text, numbers) };
        match read {
            Ok(number) => {
                cells.insert(column.to_owned(), number.map_or_else(|| text.to_owned(), |number| number.to_exact()));
            }
            Err((message, hint)) => faults.push_with(|| row.spot(place).says(message, hint)),
        }
    }
    cells
}

/// A number; `None` for words in a column that may have words.
fn number(column: &str, text: &str, numbers: Numbers) -> Result<Option<Number>, cells::Wrong> {
    match cells::number(text, numbers) {
        Ok(number) => Ok(Some(number)),
        Err((message, hint)) if FIGURES.contains(&column) || message.key == "folder-number-ambiguous" => {
            Err((message, hint))
        }
        Err(_) => Ok(None),
    }
}
