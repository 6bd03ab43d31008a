//! CSV, plain or as a Danish Excel opens it.

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;

use super::{Destination, Records};
use crate::columns::{cell, is_number};

/// Writes records as CSV with a header.
pub(crate) struct Csv {
    writer: Writer<Destination>,
    columns: Vec<&'static str>,
    danish: bool,
}

impl Csv {
    /// Writes the header.
    ///
    /// Plain: commas, decimal points, line feeds, values untouched. Danish: a byte order mark,
    /// semicolons, decimal commas, and texts that Excel would take for a formula get an apostrophe.
    pub(crate) fn new(
        mut destination: Destination,
        columns: Vec<&'static str>,
        danish: bool,
    ) -> io::Result<Self> {
        let mut builder = WriterBuilder::new();
        if danish {
            destination.write_all("\u{feff}".as_bytes())?;
            builder.delimiter(b';').terminator(Terminator::CRLF);
        }
        let mut writer = builder.from_writer(destination);
        writer.write_record(&columns)?;
        Ok(Self {
            writer,
            columns,
            danish,
        })
    }
}

impl Records for Csv {
    fn record(&mut self, record: Value) -> io::Result<()> {
        for column in &self.columns {
            if self.danish {
                let mut text = cell(&record, column, ',');
                if is_formula(&text) && !is_number(&record, column) {
                    text.insert(0, '\'');
                }
                self.writer.write_field(text)?;
            } else {
                self.writer.write_field(cell(&record, column, '.'))?;
            }
        }
        // Ends the row.
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<Destination> {
        self.writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}

/// Whether Excel would run a text: a customer's reference must not become a formula on the desk of
/// whoever opens the file.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}
