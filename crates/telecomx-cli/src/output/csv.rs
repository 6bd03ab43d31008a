//! CSV, plain or as a Danish Excel opens it.

use std::io;

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;

use super::Destination;
use crate::cell::{cell, is_number};

/// Writes records as CSV with a header.
pub(crate) struct Csv {
    writer: Writer<Destination>,
    columns: Vec<&'static str>,
    danish: bool,
    started: bool,
}

impl Csv {
    /// Plain: commas, decimal points, line feeds, values untouched. Danish: a byte order mark,
    /// semicolons, decimal commas, and texts that Excel would take for a formula get an apostrophe.
    pub(crate) fn new(destination: Destination, columns: Vec<&'static str>, danish: bool) -> Self {
        let mut builder = WriterBuilder::new();
        if danish {
            builder.delimiter(b';').terminator(Terminator::CRLF);
        }
        Self {
            writer: builder.from_writer(destination),
            columns,
            danish,
            started: false,
        }
    }

    /// Writes the header, before the first record.
    fn start(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.started, true) {
            return Ok(());
        }
        for (index, column) in self.columns.iter().enumerate() {
            if index == 0 && self.danish {
                // No column's name needs quotes, so the mark is as good as in front of the writer.
                self.writer.write_field(format!("\u{feff}{column}"))?;
            } else {
                self.writer.write_field(column)?;
            }
        }
        self.end_row()
    }

    fn end_row(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn record(&mut self, record: &Value) -> io::Result<()> {
        self.start()?;
        for column in &self.columns {
            if self.danish {
                let text = cell(record, column, ',');
                if is_formula(&text) && !is_number(record, column) {
                    self.writer.write_field(format!("'{text}"))?;
                } else {
                    self.writer.write_field(text.as_bytes())?;
                }
            } else {
                self.writer
                    .write_field(cell(record, column, '.').as_bytes())?;
            }
        }
        self.end_row()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    pub(crate) fn finish(mut self) -> io::Result<Destination> {
        self.start()?;
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
