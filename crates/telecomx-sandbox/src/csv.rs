//! Licenses as CSV. No page says what it looks like: this is the dialect of the one CSV that the wiki does describe.

use serde_json::Value;

use crate::document::Document;

/// Number of bytes that are written before they are sent.
const PIECE: usize = 64 * 1024;

/// Semicolons and decimal commas; encoding and byte order mark to taste.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dialect {
    pub(crate) windows_1252: bool,
    pub(crate) byte_order_mark: bool,
}

impl Dialect {
    /// The encoding is not named where it is not UTF-8: a reader has to find out, as it would with the real API.
    pub(crate) fn content_type(self) -> &'static str {
        if self.windows_1252 {
            "text/csv"
        } else {
            "text/csv; charset=utf-8"
        }
    }

    /// Writes a header and one row for each record; nested properties become columns such as `also.price`.
    /// What is written goes away piece by piece, until nobody takes it.
    pub(crate) fn write(
        self,
        document: &Document,
        item: &Value,
        records: impl Iterator<Item = Value>,
        mut take: impl FnMut(Vec<u8>) -> bool,
    ) {
        let mut columns = Vec::new();
        collect_columns(document, item, "", &mut columns);
        let mut text = String::new();
        if self.byte_order_mark && !self.windows_1252 {
            text.push('\u{feff}');
        }
        text.push_str(&row(columns.iter().map(String::as_str)));
        for record in records {
            let cells: Vec<String> = columns.iter().map(|column| cell(&record, column)).collect();
            text.push_str(&row(cells.iter().map(String::as_str)));
            if text.len() >= PIECE && !take(self.encoded(std::mem::take(&mut text))) {
                return;
            }
        }
        take(self.encoded(text));
    }

    fn encoded(self, text: String) -> Vec<u8> {
        match self.windows_1252 {
            true => text.chars().map(windows_1252).collect(),
            false => text.into_bytes(),
        }
    }
}

fn collect_columns(document: &Document, schema: &Value, path: &str, columns: &mut Vec<String>) {
    for (name, property) in document.resolve(schema)["properties"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match document.resolve(property)["type"].as_str() {
            Some("object") => collect_columns(document, property, &path, columns),
            _ => columns.push(path),
        }
    }
}

fn cell(record: &Value, column: &str) -> String {
    match column.split('.').fold(record, |value, name| &value[name]) {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string().replace('.', ","),
        other => other.to_string(),
    }
}

/// One line, quoted where need be (RFC 4180, but for the semicolon).
fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted = cells.map(|cell| match cell.contains([';', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    });
    quoted.collect::<Vec<_>>().join(";") + "\r\n"
}

/// Windows-1252 is Latin-1 but for 0x80 to 0x9f, of which the data set uses the dash.
fn windows_1252(c: char) -> u8 {
    match c {
        '–' => 0x96,
        '€' => 0x80,
        '\u{80}'..='\u{9f}' => b'?',
        _ => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    }
}
