//! Cells of an HTML table into rows, spans honoured.

use compact_str::CompactString;

use crate::read::{MAXIMUM_LABEL, Row};
use crate::text::clean;

/// Spans count up to this place in a row; no table of the wiki has more than five columns.
const MAXIMUM_COLUMNS: usize = 16;
/// A cell spans at most this many rows; the longest on the wiki spans about forty.
const MAXIMUM_ROWS: usize = 100;

/// A table that is being read.
#[derive(Default)]
pub(super) struct Grid {
    line: usize,
    rows: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Cell {
    line: usize,
    head: bool,
    columns: usize,
    rows: usize,
    text: String,
}

impl Grid {
    pub(super) fn new(line: usize) -> Self {
        Self {
            line,
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, line: usize, head: bool, columns: usize, rows: usize) {
        if self.rows.is_empty() {
            self.row();
        }
        if let Some(row) = self.rows.last_mut() {
            let columns = columns.clamp(1, MAXIMUM_COLUMNS);
            let rows = rows.clamp(1, MAXIMUM_ROWS);
            row.push(Cell {
                line,
                head,
                columns,
                rows,
                text: String::new(),
            });
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.text.push_str(text);
        }
    }

    /// The table's line and its rows; those without a cell of their own are left out.
    pub(super) fn finish(self) -> (usize, Vec<Row>) {
        let mut rows = Vec::new();
        // Per column: a label that is still spanning rows, and how many.
        let mut spanning: Vec<Option<(CompactString, usize)>> = Vec::new();
        for cells in self.rows {
            let Some(line) = cells.first().map(|cell| cell.line) else {
                continue;
            };
            let head = cells.iter().all(|cell| cell.head);
            let mut row = Row {
                line,
                cells: Vec::new(),
                head,
            };
            for cell in cells {
                carry(&mut row.cells, &mut spanning);
                let text = CompactString::from(clean(&cell.text));
                if cell.rows > 1 && row.cells.len() < MAXIMUM_COLUMNS {
                    spanning.resize_with(spanning.len().max(row.cells.len() + 1), || None);
                    let label = if text.len() <= MAXIMUM_LABEL {
                        text.clone()
                    } else {
                        CompactString::default()
                    };
                    spanning[row.cells.len()] = Some((label, cell.rows - 1));
                }
                row.cells.push(text);
                for _ in 1..cell.columns {
                    if row.cells.len() < MAXIMUM_COLUMNS {
                        row.cells.push(CompactString::default());
                    }
                }
            }
            carry(&mut row.cells, &mut spanning);
            rows.push(row);
        }
        (self.line, rows)
    }
}

/// Puts the labels that span the next places of a row there.
fn carry(cells: &mut Vec<CompactString>, spanning: &mut [Option<(CompactString, usize)>]) {
    while let Some(place) = spanning.get_mut(cells.len()) {
        let Some((label, left)) = place else { return };
        cells.push(label.clone());
        *left -= 1;
        if *left == 0 {
            *place = None;
        }
    }
}
