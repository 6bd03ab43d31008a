//! Records on their way out: in which form, and where to.

mod csv;
mod destination;
mod json;
mod table;

use std::io;

use serde::Serialize;

use self::csv::Csv;
pub(crate) use self::destination::Destination;
use self::json::Json;
use self::table::Table;
use crate::args::{CsvDialect, Format, Output};
use crate::columns::Columns;
use crate::exit::Failure;

/// Writes records one by one. What it holds of them is bounded.
#[allow(clippy::large_enum_variant)] // There is one of them.
pub(crate) enum Records {
    Table(Table),
    Csv(Csv),
    Json(Json),
}

impl Records {
    pub(crate) fn record(&mut self, record: &impl Serialize) -> io::Result<()> {
        match self {
            Self::Table(table) => table.record(&serde_json::to_value(record)?),
            Self::Csv(csv) => csv.record(&serde_json::to_value(record)?),
            Self::Json(json) => json.record(record),
        }
    }

    /// Lets out what there is, so that a slow list is seen as it comes.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Table(table) => table.flush(),
            Self::Csv(csv) => csv.flush(),
            Self::Json(json) => json.flush(),
        }
    }

    pub(crate) fn finish(self) -> io::Result<Destination> {
        match self {
            Self::Table(table) => table.finish(),
            Self::Csv(csv) => csv.finish(),
            Self::Json(json) => json.finish(),
        }
    }
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
    pub(crate) fn list(self) -> Records {
        let Self {
            columns,
            chosen,
            destination,
            ..
        } = self;
        match self.format {
            Format::Table => {
                let shown = chosen.unwrap_or_else(|| columns.table.to_vec());
                Records::Table(Table::new(destination, shown))
            }
            Format::Csv => {
                let shown = chosen.unwrap_or_else(|| columns.all.to_vec());
                let danish = self.dialect == CsvDialect::Danish;
                Records::Csv(Csv::new(destination, shown, danish))
            }
            Format::Json => Records::Json(Json::array(destination, chosen)),
            Format::Jsonl => Records::Json(Json::lines(destination, chosen)),
        }
    }

    /// Writes one object: as one, not as a list of one.
    pub(crate) fn object(mut self, object: &impl Serialize) -> Result<(), Failure> {
        let place = self.place.clone();
        let written = match self.format {
            Format::Json => {
                json::pretty(&mut self.destination, self.chosen, object).map(|()| self.destination)
            }
            Format::Table => {
                let all = self.chosen.is_none();
                let shown = self.chosen.unwrap_or_else(|| self.columns.all.to_vec());
                serde_json::to_value(object)
                    .map_err(io::Error::from)
                    .and_then(|object| {
                        table::properties(&mut self.destination, &shown, all, &object)
                    })
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
