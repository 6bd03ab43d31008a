//! CSV answers, row by row as they arrive.
//!
//! The wiki does not describe the CSV of `/externalLicense`. The one CSV that it does describe has
//! semicolons, Danish headers and decimal commas, so nothing is taken for granted: the separator is
//! found in the header line, columns are named by the header and none is dropped, bytes that are
//! not UTF-8 are read as Windows-1252.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use futures_core::Stream;

use crate::Text;
use crate::error::{Error, ErrorKind};
use crate::response::ByteStream;

/// The longest row, in bytes. A quote that is never closed would swallow the whole file.
const LONGEST_ROW: usize = 1024 * 1024;

impl ByteStream {
    /// Reads the bytes as CSV with a header line.
    ///
    /// ```no_run
    /// # async fn run(client: telecomx::Client) -> Result<(), telecomx::Error> {
    /// let mut rows = client.export_external_licenses().send().await?.into_inner().rows();
    /// while let Some(row) = rows.next().await {
    ///     let row = row?;
    ///     println!("{:?} {:?}", row.get("name"), row.number("units")?);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn rows(self) -> CsvRows {
        CsvRows {
            bytes: self,
            parser: Parser::Undecided(Vec::new()),
            input: Bytes::new(),
            header: None,
            row: 0,
            ended: false,
        }
    }
}

/// The rows of a CSV answer, as a stream.
#[must_use = "a stream does nothing until it is polled"]
pub struct CsvRows {
    bytes: ByteStream,
    parser: Parser,
    /// What has arrived and was not parsed yet.
    input: Bytes,
    header: Option<Arc<[Text]>>,
    row: u64,
    ended: bool,
}

enum Parser {
    /// Collects the header line, which tells the separator.
    Undecided(Vec<u8>),
    Reading(Box<Reading>),
}

struct Reading {
    reader: Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    ended: usize,
}

impl CsvRows {
    /// The next row, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<CsvRow, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends. What has come of a row is no row.
    fn failed(&mut self, error: Error) -> Poll<Option<Result<CsvRow, Error>>> {
        self.ended = true;
        self.input = Bytes::new();
        self.parser = Parser::Undecided(Vec::new());
        Poll::Ready(Some(Err(error)))
    }

    /// Parses what there is. `None`: more bytes are needed.
    fn advance(&mut self, last: bool) -> Result<Option<CsvRow>, Error> {
        if let Parser::Undecided(line) = &mut self.parser {
            line.extend_from_slice(&std::mem::take(&mut self.input));
            if line.len() > LONGEST_ROW {
                return Err(too_long(0));
            }
            if !line.contains(&b'\n') && !last {
                return Ok(None);
            }
            let line = std::mem::take(line);
            let start = if line.starts_with(b"\xef\xbb\xbf") {
                3
            } else {
                0
            };
            self.parser = Parser::Reading(Box::new(Reading::new(separator(&line[start..]))));
            self.input = Bytes::from(line).slice(start..);
        }
        let Parser::Reading(reading) = &mut self.parser else {
            return Ok(None);
        };
        while let Some(fields) = reading.record(&mut self.input, last, self.row)? {
            match &self.header {
                None => self.header = Some(fields.into()),
                Some(header) => {
                    self.row += 1;
                    return Ok(Some(CsvRow {
                        header: header.clone(),
                        fields,
                        row: self.row,
                    }));
                }
            }
        }
        Ok(None)
    }
}

impl Reading {
    fn new(separator: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(separator).build(),
            fields: vec![0; 1024],
            ends: vec![0; 32],
            filled: 0,
            ended: 0,
        }
    }

    /// The fields of the next record, or `None` if the input ends before it does.
    fn record(
        &mut self,
        input: &mut Bytes,
        last: bool,
        row: u64,
    ) -> Result<Option<Vec<Text>>, Error> {
        loop {
            // To csv-core an empty input is the end, which it only is at the last.
            if input.is_empty() && !last {
                return Ok(None);
            }
            let (result, read, written, ended) = self.reader.read_record(
                input,
                &mut self.fields[self.filled..],
                &mut self.ends[self.ended..],
            );
            *input = input.slice(read..);
            self.filled += written;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.fields.len() >= LONGEST_ROW => {
                    return Err(too_long(row + 1));
                }
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= LONGEST_ROW => {
                    return Err(too_long(row + 1));
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Ok(Some(self.take())),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn take(&mut self) -> Vec<Text> {
        let mut start = 0;
        let fields = self.ends[..self.ended]
            .iter()
            .map(|&end| text(&self.fields[std::mem::replace(&mut start, end)..end]))
            .collect();
        self.filled = 0;
        self.ended = 0;
        fields
    }
}

fn too_long(row: u64) -> Error {
    Error::new(
        ErrorKind::TooLarge,
        format!("row {row} of the CSV is longer than {LONGEST_ROW} bytes; is a quote not closed?"),
    )
}

/// The character that most often separates the header's fields.
fn separator(header: &[u8]) -> u8 {
    let line = header
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for &byte in line {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    // The first of the most frequent: a header of one column is as well read with any.
    let most = counts.iter().map(|(_, count)| *count).max();
    counts
        .iter()
        .find(|(_, count)| Some(*count) == most)
        .map_or(b';', |(separator, _)| *separator)
}

/// A number, its thousands grouped or not. Groups are of three digits: anything else is no number, and no guess.
fn number(value: &str) -> Option<f64> {
    let plain = match value.rfind([',', '.']) {
        None => value.to_owned(),
        Some(at) => {
            let group = if value[at..].starts_with(',') {
                '.'
            } else {
                ','
            };
            let (whole, fraction) = (&value[..at], &value[at + 1..]);
            if let Some((first, rest)) = whole.trim_start_matches(['-', '+']).split_once(group)
                && (!(1..=3).contains(&first.len())
                    || rest.split(group).any(|group| group.len() != 3))
            {
                return None;
            }
            format!("{}.{fraction}", whole.replace(group, ""))
        }
    };
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Windows-1252 from 0x80 to 0x9F; the five unassigned bytes map to themselves, as on the web.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn text(field: &[u8]) -> Text {
    match std::str::from_utf8(field) {
        Ok(text) => text.into(),
        Err(_) => field
            .iter()
            .map(|&byte| match byte {
                0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
                _ => char::from(byte),
            })
            .collect::<String>()
            .into(),
    }
}

impl Stream for CsvRows {
    type Item = Result<CsvRow, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let last = self.ended;
            match self.advance(last) {
                Ok(Some(row)) => return Poll::Ready(Some(Ok(row))),
                Ok(None) if last => return Poll::Ready(None),
                Ok(None) => {}
                Err(error) => return self.failed(error),
            }
            match ready!(Pin::new(&mut self.bytes).poll_next(context)) {
                Some(Ok(bytes)) => self.input = bytes,
                Some(Err(error)) => return self.failed(error),
                None => self.ended = true,
            }
        }
    }
}

impl fmt::Debug for CsvRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvRows")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// A row of a CSV answer. `Debug` prints no value.
#[derive(Clone)]
pub struct CsvRow {
    header: Arc<[Text]>,
    fields: Vec<Text>,
    row: u64,
}

impl CsvRow {
    /// The row's number, counted from 1 without the header.
    #[must_use]
    pub fn number_in_file(&self) -> u64 {
        self.row
    }

    /// The value in the column of this name; `None` if there is no such column or the row is too
    /// short for it.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        let at = self.header.iter().position(|name| name.trim() == column)?;
        self.fields.get(at).map(Text::as_str)
    }

    /// The number in a column; `None` if there is none. `1.234,56`, `1,234.56` and `1234,56` are read as
    /// `1234.56` is: of a dot and a comma the last is the decimal point, and so is either alone.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if the value is not a number.
    pub fn number(&self, column: &str) -> Result<Option<f64>, Error> {
        self.read(column, "a number", number)
    }

    /// The date in a column, in any form that the API uses; `None` if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if the value is not a date.
    pub fn date(&self, column: &str) -> Result<Option<DateTime<Utc>>, Error> {
        self.read(column, "a date", crate::time::parse)
    }

    fn read<T>(
        &self,
        column: &str,
        kind: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self
            .get(column)
            .map(str::trim)
            .filter(|value| !value.is_empty())
        else {
            return Ok(None);
        };
        match parse(value) {
            Some(read) => Ok(Some(read)),
            None => {
                let what = format!("column `{column}` of row {} is not {kind}", self.row);
                Err(Error::new(ErrorKind::Decode, what))
            }
        }
    }

    /// All columns, in the file's order, with their names. A value without a column has the name "".
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .enumerate()
            .map(|(at, value)| (self.header.get(at).map_or("", Text::as_str), value.as_str()))
    }
}

impl fmt::Debug for CsvRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvRow")
            .field("row", &self.row)
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows out of bytes that arrive in pieces of every size.
    fn rows(csv: &[u8]) -> Vec<Vec<(String, String)>> {
        let read = |size: usize| {
            let mut rows = CsvRows {
                bytes: ByteStream::of_body(Bytes::new()),
                parser: Parser::Undecided(Vec::new()),
                input: Bytes::new(),
                header: None,
                row: 0,
                ended: false,
            };
            let mut out = Vec::new();
            for piece in csv.chunks(size) {
                rows.input = Bytes::copy_from_slice(piece);
                while let Some(row) = rows.advance(false).unwrap() {
                    out.push(row);
                }
            }
            while let Some(row) = rows.advance(true).unwrap() {
                out.push(row);
            }
            out.iter()
                .map(|row| {
                    row.columns()
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect()
                })
                .collect()
        };
        let whole: Vec<Vec<(String, String)>> = read(csv.len().max(1));
        for size in 1..csv.len() {
            assert_eq!(read(size), whole, "in pieces of {size}");
        }
        whole
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_separator_is_found_in_the_header() {
        for csv in [
            "_id;name\n1;a,b\n",
            "_id,name\r\n1,\"a,b\"\r\n",
            "_id\tname\n1\ta,b",
        ] {
            assert_eq!(
                rows(csv.as_bytes()),
                [pairs(&[("_id", "1"), ("name", "a,b")])],
                "{csv}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_and_windows_1252_are_read() {
        assert_eq!(
            rows("\u{feff}navn\nBrøndby\n".as_bytes()),
            [pairs(&[("navn", "Brøndby")])]
        );
        assert_eq!(
            rows(b"navn\nBr\xf8ndby \x80\n"),
            [pairs(&[("navn", "Brøndby €")])]
        );
    }

    #[test]
    fn line_breaks_in_quotes_and_surplus_fields_are_kept() {
        assert_eq!(
            rows(b"a;b\n\"x\ny\";\"\"\"q\"\"\";z\n1\n"),
            [
                pairs(&[("a", "x\ny"), ("b", "\"q\""), ("", "z")]),
                pairs(&[("a", "1")])
            ]
        );
        assert!(rows(b"").is_empty() && rows(b"a;b").is_empty() && rows(b"a;b\n").is_empty());
    }

    #[test]
    fn numbers_and_dates_read_in_danish_and_in_english() {
        let row = |value: &str| CsvRow {
            header: [Text::from("x")].into(),
            fields: vec![value.into()],
            row: 1,
        };
        for (value, number) in [
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("-1.234.567,8", -1_234_567.8),
            ("1E+3", 1000.0),
            ("1234,5", 1234.5),
            ("51.32", 51.32),
            ("-7", -7.0),
        ] {
            assert_eq!(row(value).number("x").unwrap(), Some(number));
        }
        assert_eq!(row(" ").number("x").unwrap(), None);
        assert_eq!(row("1").number("y").unwrap(), None);
        for value in [
            "secret",
            "1,2,3",
            "1,23.4",
            "1234,567.8",
            ",123.4",
            "1.234.567",
            "NaN",
            "inf",
        ] {
            let error = row(value).number("x").unwrap_err();
            assert_eq!(error.to_string(), "column `x` of row 1 is not a number");
        }
        assert!(row("2018-01-01T00:00:00.000Z").date("x").unwrap().is_some());
    }

    #[test]
    fn random_bytes_never_panic_and_end() {
        let mut rng = fastrand::Rng::with_seed(1252);
        for _ in 0..2_000 {
            let csv: Vec<u8> = (0..rng.usize(..60))
                .map(|_| {
                    *rng.choice(b"a1;,\t\"\r\n\xef\xbb\xbf\xf8".as_slice())
                        .unwrap()
                })
                .collect();
            let mut reading = CsvRows {
                input: Bytes::from(csv),
                ..ByteStream::of_body(Bytes::new()).rows()
            };
            let mut rows = 0;
            while let Some(row) = reading.advance(true).unwrap() {
                row.columns().for_each(drop);
                drop((row.number("a"), row.date("a")));
                rows += 1;
                assert!(rows < 100, "more rows than bytes");
            }
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
        let mut reading = Reading::new(b';');
        let mut input = Bytes::from(
            vec![b'"'; 1]
                .into_iter()
                .chain(vec![b'a'; 3 * LONGEST_ROW])
                .collect::<Vec<_>>(),
        );
        let error = reading.record(&mut input, false, 4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.to_string().starts_with("row 5 of the CSV"));
    }
}
