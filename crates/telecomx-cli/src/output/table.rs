//! Tables for people.
//!
//! The widths come from the first records, so that a list of any length needs the memory of one
//! list page; later records keep to them. That is also why no table crate is used: those want all
//! rows before the first line.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Destination;
use crate::cell::{cell, is_number};

/// Records that the widths are taken from: a list page of the largest size.
const MEASURED: usize = 500;

/// The least width that a column is cut to.
const NARROWEST: usize = 6;

/// Between two columns.
const GAP: &str = "  ";

/// Writes records as a table.
pub(crate) struct Table {
    destination: Destination,
    /// Columns of the terminal. Only a terminal has an edge; elsewhere nothing is cut.
    terminal: Option<usize>,
    columns: Vec<&'static str>,
    /// Rows before the widths are known.
    waiting: Vec<Vec<String>>,
    layout: Option<Vec<Slot>>,
    /// Whether a column has held numbers alone so far.
    numeric: Vec<Option<bool>>,
}

/// The room of a column.
struct Slot {
    width: usize,
    right: bool,
}

impl Table {
    pub(crate) fn new(destination: Destination, columns: Vec<&'static str>) -> Self {
        Self {
            terminal: destination.terminal_width(),
            destination,
            numeric: vec![None; columns.len()],
            columns,
            waiting: Vec::new(),
            layout: None,
        }
    }

    /// Fixes the widths, and writes the header and the rows that waited.
    fn start(&mut self) -> io::Result<()> {
        if self.layout.is_some() {
            return Ok(());
        }
        let mut widths: Vec<usize> = self.columns.iter().map(|name| name.width()).collect();
        for row in &self.waiting {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        if let Some(terminal) = self.terminal {
            // Half an id is none.
            let rigid: Vec<bool> = self.columns.iter().map(|name| *name == "_id").collect();
            fit(&mut widths, &rigid, terminal);
        }
        let slots = widths.into_iter().zip(&self.numeric);
        let layout: Vec<Slot> = slots
            .map(|(width, numeric)| Slot {
                width,
                right: *numeric == Some(true),
            })
            .collect();
        let style = if self.destination.is_colored() {
            Style::new().bold()
        } else {
            Style::new()
        };
        let header: Vec<String> = self.columns.iter().map(|&name| name.to_owned()).collect();
        let cut = self.terminal.is_some();
        let header = line(&header, &layout, cut);
        writeln!(self.destination, "{style}{header}{style:#}")?;
        for row in std::mem::take(&mut self.waiting) {
            writeln!(self.destination, "{}", line(&row, &layout, cut))?;
        }
        self.layout = Some(layout);
        Ok(())
    }

    pub(crate) fn record(&mut self, record: &Value) -> io::Result<()> {
        let row: Vec<String> = self
            .columns
            .iter()
            .map(|column| printable(&without_seconds(cell(record, column, '.').into_owned())))
            .collect();
        if let Some(layout) = &self.layout {
            let line = line(&row, layout, self.terminal.is_some());
            return writeln!(self.destination, "{line}");
        }
        for ((numeric, column), cell) in self.numeric.iter_mut().zip(&self.columns).zip(&row) {
            if !cell.is_empty() {
                *numeric = Some(numeric.unwrap_or(true) && is_number(record, column));
            }
        }
        self.waiting.push(row);
        if self.waiting.len() >= MEASURED {
            self.start()?;
        }
        Ok(())
    }

    /// The end of the first list page: a good time to measure.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.start()?;
        self.destination.flush()
    }

    pub(crate) fn finish(mut self) -> io::Result<Destination> {
        self.start()?;
        Ok(self.destination)
    }
}

/// Writes one object as a line for each property. `all`: none was chosen, so those without a value
/// are left out.
pub(crate) fn properties(
    destination: &mut Destination,
    columns: &[&'static str],
    all: bool,
    object: &Value,
) -> io::Result<()> {
    let rows = columns
        .iter()
        .map(|&column| (column, printable(&cell(object, column, '.'))))
        // An object that has columns of its own is told by those.
        .filter(|(column, _)| !all || !object.get(column).is_some_and(Value::is_object))
        .filter(|(_, text)| !all || !text.is_empty());
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let style = if destination.is_colored() {
        Style::new().bold()
    } else {
        Style::new()
    };
    for (name, text) in rows {
        let line = format!("{style}{name:width$}{style:#}{GAP}{text}");
        writeln!(destination, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Narrows the widest columns until the table fits; the rigid ones only when all others are as
/// narrow as can be.
fn fit(widths: &mut [usize], rigid: &[bool], terminal: usize) {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > terminal {
        let wide = widths.iter_mut().zip(rigid);
        let widest = wide
            .filter(|(width, _)| **width > NARROWEST)
            .max_by_key(|(width, rigid)| (!**rigid, **width));
        match widest {
            Some((width, _)) => *width -= 1,
            None => return,
        }
    }
}

fn line(row: &[String], layout: &[Slot], cut: bool) -> String {
    let mut line = String::new();
    for (cell, slot) in row.iter().zip(layout) {
        let cell = if cut {
            shortened(cell, slot.width)
        } else {
            cell.clone()
        };
        let padding = " ".repeat(slot.width.saturating_sub(cell.width()));
        let (before, after) = if slot.right {
            (padding.as_str(), "")
        } else {
            ("", padding.as_str())
        };
        line.extend([before, &cell, after, GAP]);
    }
    line.truncate(line.trim_end().len());
    line
}

/// The text, or as much of it as there is room for.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// A date and time to the minute (UTC), which is all that fits a table; any other text as it is.
fn without_seconds(mut text: String) -> String {
    const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let bytes = text.as_bytes();
    let fits = bytes.len() > FORM.len()
        && bytes.ends_with(b"Z")
        && bytes.iter().zip(FORM).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            form => byte == form,
        });
    if fits {
        text.truncate("dddd-dd-ddTdd:dd".len());
        text.replace_range(10..11, " ");
    }
    text
}

/// The text on one line and without anything that a terminal would obey: it comes from a server,
/// and into it from anybody.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            // Directional overrides can make a line read as another.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_columns_give_way_and_ids_last() {
        let fitted = |mut widths: Vec<usize>, terminal| {
            let rigid: Vec<bool> = widths.iter().map(|width| *width == 24).collect();
            fit(&mut widths, &rigid, terminal);
            widths
        };
        assert_eq!(fitted(vec![24, 5, 40, 30], 80), [24, 5, 23, 22]);
        assert_eq!(fitted(vec![24, 5, 40, 30], 60), [24, 5, 13, 12]);
        assert_eq!(fitted(vec![24, 5, 40, 30], 40), [17, 5, 6, 6]);
        assert_eq!(fitted(vec![24, 24], 3), [NARROWEST, NARROWEST]);
        assert_eq!(fitted(vec![24, 10], 80), [24, 10]);
        assert_eq!(fitted(vec![], 80), [0; 0]);
    }

    #[test]
    fn a_date_loses_its_seconds_and_nothing_else_does() {
        let short = |text: &str| without_seconds(text.to_owned());
        assert_eq!(short("2016-01-01T12:30:15.000Z"), "2016-01-01 12:30");
        assert_eq!(short("2016-01-01T12:30:15Z"), "2016-01-01 12:30");
        for text in [
            "2016-01-01T12:30:15",
            "2016-01-01",
            "2016-01-01T12:30:15+01:00",
            "æ016-01-01T12:30:15Z",
        ] {
            assert_eq!(short(text), text);
        }
    }

    #[test]
    fn a_text_is_cut_by_what_it_takes_on_the_screen() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "ab…");
        assert_eq!(shortened("日本語", 5), "日本…");
        assert_eq!(shortened("日本語", 4), "日…");
        assert_eq!(shortened("Vallensbækvej", 8), "Vallens…");
    }
}
