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

/// Prepares to write a list. Whatever is wrong with the options is told before anything is sent.
pub(crate) fn list(
    output: &Output,
    columns: &'static Columns,
) -> Result<Box<dyn Records>, Failure> {
    let chosen = match &output.columns {
        asked if !asked.is_empty() => Some(columns.select(asked)?),
        _ => None,
    };
    let destination = Destination::open(output.out.as_deref())?;
    let place = destination.name();
    let records: io::Result<Box<dyn Records>> = match output.format {
        Format::Table => {
            let shown = chosen.unwrap_or_else(|| columns.table.to_vec());
            Ok(Box::new(table::Table::new(destination, shown)))
        }
        Format::Csv => {
            let shown = chosen.unwrap_or_else(|| columns.all.to_vec());
            let danish = output.csv_dialect == CsvDialect::Danish;
            csv::Csv::new(destination, shown, danish).map(|csv| Box::new(csv) as Box<dyn Records>)
        }
        Format::Json => Ok(Box::new(json::Json::array(destination, columns, chosen))),
        Format::Jsonl => Ok(Box::new(json::Json::lines(destination, columns, chosen))),
    };
    records.map_err(|error| Failure::write(&place, error))
}

/// Tells what is wrong with the options, before anything is sent.
pub(crate) fn check(output: &Output, columns: &'static Columns) -> Result<(), Failure> {
    columns.select(&output.columns).map(drop)
}

/// Writes one object: as one, not as a list of one.
pub(crate) fn object(
    output: &Output,
    columns: &'static Columns,
    object: &impl Serialize,
) -> Result<(), Failure> {
    let object = serde_json::to_value(object).map_err(|error| {
        Failure::other("the answer could not be turned into JSON").because(error)
    })?;
    let chosen = match &output.columns {
        asked if !asked.is_empty() => Some(columns.select(asked)?),
        _ => None,
    };
    match output.format {
        Format::Table | Format::Json => {
            let mut destination = Destination::open(output.out.as_deref())?;
            let place = destination.name();
            let written = if output.format == Format::Json {
                json::pretty(&mut destination, columns, chosen, object)
            } else {
                let all = chosen.is_none();
                let shown = chosen.unwrap_or_else(|| columns.all.to_vec());
                table::properties(&mut destination, &shown, all, &object)
            };
            written.map_err(|error| Failure::write(&place, error))?;
            destination.commit()
        }
        Format::Csv | Format::Jsonl => {
            let mut records = list(output, columns)?;
            let place = output.place();
            records
                .record(object)
                .and_then(|()| records.finish())
                .map_err(|error| Failure::write(&place, error))?
                .commit()
        }
    }
}
