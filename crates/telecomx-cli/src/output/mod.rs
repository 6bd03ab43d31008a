//! Records on their way out: in which form, and where to.

mod csv;
mod destination;
mod json;
mod table;

use std::io;

use serde::Serialize;
use serde_json::Value;

pub(crate) use self::destination::Destination;
use crate::args::{CsvDialect, Format, Output};
use crate::columns::Columns;
use crate::exit::Failure;

/// Writes records one by one. What it holds of them is bounded.
pub(crate) trait Records {
    fn record(&mut self, record: Value) -> io::Result<()>;
    /// Lets out what there is, so that a slow list is seen as it comes.
    fn flush(&mut self) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<Destination>;
}

/// Ready to write. Whatever is wrong with the options was told before anything is asked.
pub(crate) struct Prepared {
    format: Format,
    dialect: CsvDialect,
    columns: &'static Columns,
    chosen: Option<Vec<&'static str>>,
    destination: Destination,
    place: String,
}

impl Prepared {
    pub(crate) fn new(output: &Output, columns: &'static Columns) -> Result<Self, Failure> {
        let chosen = columns.select(&output.columns)?;
        let destination = Destination::open(output.out.as_deref())?;
        Ok(Self {
            format: output.format,
            dialect: output.csv_dialect,
            columns,
            chosen: (!chosen.is_empty()).then_some(chosen),
            place: destination.name(),
            destination,
        })
    }

    /// How to call the place that is written to.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Begins a list.
    pub(crate) fn list(self) -> Box<dyn Records> {
        let Self {
            columns,
            chosen,
            destination,
            ..
        } = self;
        match self.format {
            Format::Table => {
                let shown = chosen.unwrap_or_else(|| columns.table.to_vec());
                Box::new(table::Table::new(destination, shown))
            }
            Format::Csv => {
                let shown = chosen.unwrap_or_else(|| columns.all.to_vec());
                let danish = self.dialect == CsvDialect::Danish;
                Box::new(csv::Csv::new(destination, shown, danish))
            }
            Format::Json => Box::new(json::Json::array(destination, columns, chosen)),
            Format::Jsonl => Box::new(json::Json::lines(destination, columns, chosen)),
        }
    }

    /// Writes one object: as one, not as a list of one.
    pub(crate) fn object(mut self, object: &impl Serialize) -> Result<(), Failure> {
        let object = serde_json::to_value(object).map_err(|error| {
            Failure::other("the answer could not be turned into JSON").because(error)
        })?;
        let place = self.place.clone();
        let written = match self.format {
            Format::Json => {
                let written =
                    json::pretty(&mut self.destination, self.columns, self.chosen, object);
                written.map(|()| self.destination)
            }
            Format::Table => {
                let all = self.chosen.is_none();
                let shown = self.chosen.unwrap_or_else(|| self.columns.all.to_vec());
                table::properties(&mut self.destination, &shown, all, &object)
                    .map(|()| self.destination)
            }
            Format::Csv | Format::Jsonl => {
                let mut records = self.list();
                records.record(object).and_then(|()| records.finish())
            }
        };
        written
            .map_err(|error| Failure::write(&place, error))?
            .commit()
    }
}
