//! Reading the columns of a row, whichever engine gave it.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

/// A row of either engine.
pub(crate) struct Columns<'row, R>(pub(crate) &'row R);

impl<'row, R: Row> Columns<'row, R>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    /// A text.
    pub(crate) fn text(&self, name: &'static str) -> Result<String, sqlx::Error> {
        self.0.try_get(name)
    }

    /// A text that may be absent.
    pub(crate) fn maybe_text(&self, name: &'static str) -> Result<Option<String>, sqlx::Error> {
        self.0.try_get(name)
    }

    /// A whole number.
    pub(crate) fn whole(&self, name: &'static str) -> Result<i64, sqlx::Error> {
        self.0.try_get(name)
    }

    /// A whole number that may be absent.
    pub(crate) fn maybe_whole(&self, name: &'static str) -> Result<Option<i64>, sqlx::Error> {
        self.0.try_get(name)
    }

    /// A flag, kept as 0 or 1.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, sqlx::Error> {
        Ok(self.whole(name)? != 0)
    }

    /// A moment.
    pub(crate) fn moment(&self, name: &'static str) -> Result<Timestamp, sqlx::Error> {
        Ok(Timestamp::from_micros(self.whole(name)?))
    }

    /// A moment that may be absent.
    pub(crate) fn maybe_moment(&self, name: &'static str) -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(self.maybe_whole(name)?.map(Timestamp::from_micros))
    }
}
