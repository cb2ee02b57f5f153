//! Appraisal (thẩm định): what one appraises, the grid, saving a cell, handing over, two opinions, what stands out.
//!
//! Read in this order: [`scene`] (what is known, and who may), `standing` (where one item stands), [`place`] (an item
//! that may be changed now), [`mod@list`] (my criteria), [`mod@grid`] (rows of one criterion or of one unit), [`mod@save`], [`bulk`], [`handing`], [`item`] (one
//! item with its notes), [`second`] (two opinions), [`mod@consistency`], [`mod@book`] (the matrix as a workbook).

pub mod book;
pub mod bulk;
pub mod consistency;
pub mod grid;
pub mod handing;
pub mod item;
pub mod list;
pub mod paste;
pub mod place;
pub mod save;
pub mod scene;
pub mod second;
mod standing;

pub use consistency::{Consistency, consistency};
pub use grid::{Cell, Filter, Grid, Sort, grid, of_unit};
pub use list::{List, list};
pub use save::{Edit, Outcome, save};
pub use scene::Scene;
