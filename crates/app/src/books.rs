//! Workbooks: read by somebody who may fall over them, never by us.

use std::future::Future;
use std::pin::Pin;

use thuocdo_annex::Grid;
use thuocdo_base::Message;

/// Rows of a workbook as CSV, later; or what is wrong with it.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, Message>> + Send + 'a>>;

/// Cells of a workbook's sheets or of a document, later; or what is wrong with it.
pub type Cells<'a> = Pin<Box<dyn Future<Output = Result<Vec<Grid>, Message>> + Send + 'a>>;

/// Reads the first sheet of a workbook: the binary does it in a process of its own, with little memory and time.
pub trait Books: Send + Sync {
    /// Turns the first sheet into CSV.
    fn read(&self, bytes: Vec<u8>) -> Reading<'_>;

    /// Reads all cells of a workbook, or the text and tables of a Word document.
    fn cells(&self, bytes: Vec<u8>) -> Cells<'_>;
}

/// Reads no workbooks: CSV alone is taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBooks;

impl Books for NoBooks {
    fn read(&self, _bytes: Vec<u8>) -> Reading<'_> {
        Box::pin(async { Err(Message::new("app-no-workbooks")) })
    }

    fn cells(&self, _bytes: Vec<u8>) -> Cells<'_> {
        Box::pin(async { Err(Message::new("app-no-workbooks")) })
    }
}

/// Whether bytes begin as a workbook does.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
