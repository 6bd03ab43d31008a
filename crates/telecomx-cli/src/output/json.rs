//! JSON: a list as one bare array, or as a line for each record.

use std::io::{self, Write};

use serde_json::Value;

use super::{Destination, Records};
use crate::columns::{Columns, Shape};

/// Writes records as JSON, each on a line of its own.
pub(crate) struct Json {
    destination: Destination,
    shape: Shape,
    /// Whether properties that no column names are kept.
    others: bool,
    array: bool,
    started: bool,
}

impl Json {
    /// `[`, the records with commas between, `]`.
    pub(crate) fn array(
        destination: Destination,
        columns: &Columns,
        chosen: Option<Vec<&'static str>>,
    ) -> Self {
        Self {
            array: true,
            ..Self::lines(destination, columns, chosen)
        }
    }

    /// The records alone.
    pub(crate) fn lines(
        destination: Destination,
        columns: &Columns,
        chosen: Option<Vec<&'static str>>,
    ) -> Self {
        let (shape, others) = shape(columns, chosen);
        Self {
            destination,
            shape,
            others,
            array: false,
            started: false,
        }
    }
}

impl Records for Json {
    fn record(&mut self, record: Value) -> io::Result<()> {
        let record = self.shape.arrange(record, self.others);
        if self.array {
            let before: &[u8] = if self.started { b",\n" } else { b"[\n" };
            self.destination.write_all(before)?;
            self.started = true;
        }
        serde_json::to_writer(&mut self.destination, &record)?;
        if !self.array {
            self.destination.write_all(b"\n")?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.destination.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<Destination> {
        if self.array {
            let end: &[u8] = if self.started { b"\n]\n" } else { b"[]\n" };
            self.destination.write_all(end)?;
        }
        Ok(self.destination)
    }
}

/// Writes one object, indented.
pub(crate) fn pretty(
    destination: &mut Destination,
    columns: &Columns,
    chosen: Option<Vec<&'static str>>,
    object: Value,
) -> io::Result<()> {
    let (shape, others) = shape(columns, chosen);
    serde_json::to_writer_pretty(&mut *destination, &shape.arrange(object, others))?;
    destination.write_all(b"\n")
}

fn shape(columns: &Columns, chosen: Option<Vec<&'static str>>) -> (Shape, bool) {
    match chosen {
        Some(chosen) => (Shape::of(&chosen), false),
        None => (Shape::of(columns.all), true),
    }
}
