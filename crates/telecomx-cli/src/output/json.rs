//! JSON: a list as one bare array, or as a line for each record.

use std::io::{self, Write};

use serde::Serialize;

use super::Destination;
use crate::columns::Shape;

/// Writes records as JSON, each on a line of its own.
pub(crate) struct Json {
    destination: Destination,
    /// Without one, records are written as they are, in the order of the document.
    shape: Option<Shape>,
    array: bool,
    started: bool,
}

impl Json {
    /// `[`, the records with commas between, `]`.
    pub(crate) fn array(destination: Destination, chosen: Option<Vec<&'static str>>) -> Self {
        Self {
            array: true,
            ..Self::lines(destination, chosen)
        }
    }

    /// The records alone.
    pub(crate) fn lines(destination: Destination, chosen: Option<Vec<&'static str>>) -> Self {
        Self {
            destination,
            shape: chosen.as_deref().map(Shape::of),
            array: false,
            started: false,
        }
    }

    pub(crate) fn record(&mut self, record: &impl Serialize) -> io::Result<()> {
        if self.array {
            let before: &[u8] = if self.started { b",\n" } else { b"[\n" };
            self.destination.write_all(before)?;
            self.started = true;
        }
        match &self.shape {
            None => serde_json::to_writer(&mut self.destination, record)?,
            Some(shape) => {
                let record = shape.arrange(serde_json::to_value(record)?);
                serde_json::to_writer(&mut self.destination, &record)?;
            }
        }
        if !self.array {
            self.destination.write_all(b"\n")?;
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.destination.flush()
    }

    pub(crate) fn finish(mut self) -> io::Result<Destination> {
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
    chosen: Option<Vec<&'static str>>,
    object: &impl Serialize,
) -> io::Result<()> {
    match chosen {
        None => serde_json::to_writer_pretty(&mut *destination, object)?,
        Some(chosen) => {
            let object = Shape::of(&chosen).arrange(serde_json::to_value(object)?);
            serde_json::to_writer_pretty(&mut *destination, &object)?;
        }
    }
    destination.write_all(b"\n")
}
