//! Text with `| a | b |` rows. Line breaks in cells are lost; a row whose cell held one is split, its padding a lone `|` on the next line.

use std::borrow::Cow;

use compact_str::CompactString;

use super::lines::{code_end, is_addresses, is_frame, looks_like_heading, starts_code};
use super::{Block, Content, Layout, Page, Row, meta};
use crate::text::clean;

/// A row that is not closed is joined with at most this many lines below it.
const MAXIMUM_JOINED: usize = 20;

pub(super) fn read(text: &str) -> Page {
    let lines: Vec<&str> = text.lines().collect();
    let mut page = Page {
        layout: Layout::Pipe,
        id: None,
        title: None,
        modified: None,
        refused: None,
        blocks: Vec::new(),
        findings: Vec::new(),
    };
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        let number = index + 1;
        if line.trim().is_empty() || is_frame(line) {
            index += 1;
        } else if line.starts_with('|') {
            index = table(&lines, index, &mut page.blocks);
        } else if let Some(modified) = meta::modified(line) {
            page.modified = Some(modified);
            page.id = page.id.or_else(|| meta::id_in_footer(line));
            index += 1;
        } else if page.id.is_none() && meta::id(line).is_some() {
            page.id = meta::id(line);
            index += 1;
        } else if starts_code(line) {
            let end = code_end(&lines, index);
            push(
                &mut page.blocks,
                number,
                Content::Code(lines[index..end].join("\n")),
            );
            index = end;
        } else {
            let content = if is_addresses(line) {
                Content::Code(line.to_owned())
            } else if looks_like_heading(line) {
                Content::Heading(clean(line).into_owned())
            } else {
                Content::Text(clean(line).into_owned())
            };
            push(&mut page.blocks, number, content);
            index += 1;
        }
    }
    page
}

fn push(blocks: &mut Vec<Block>, line: usize, content: Content) {
    blocks.push(Block { line, content });
}

/// Reads the rows from `start` on and gives the index behind them.
fn table(lines: &[&str], start: usize, blocks: &mut Vec<Block>) -> usize {
    let mut rows: Vec<Row> = Vec::new();
    let mut first = start;
    let mut index = start;
    while index < lines.len() && lines[index].starts_with('|') {
        let line = lines[index].trim_end();
        if is_separator(line) {
            // The row above is a head, and a head begins a table of its own.
            if let Some(mut head) = rows.pop() {
                if !rows.is_empty() {
                    push(blocks, first + 1, Content::Table(std::mem::take(&mut rows)));
                }
                first = head.line - 1;
                head.head = true;
                rows.push(head);
            }
            index += 1;
            continue;
        }
        if line == "|" {
            index += 1;
            continue;
        }
        let mut joined = Cow::Borrowed(line);
        let mut end = index + 1;
        while !joined.ends_with('|')
            && end < lines.len()
            && end - index < MAXIMUM_JOINED
            && !lines[end].trim().is_empty()
            && !(lines[end].starts_with('|') && lines[end].trim() != "|")
        {
            let joined = joined.to_mut();
            joined.push(' ');
            joined.push_str(lines[end].trim());
            end += 1;
        }
        rows.push(Row {
            line: index + 1,
            cells: cells(&joined),
            head: false,
        });
        index = end;
    }
    if !rows.is_empty() {
        push(blocks, first + 1, Content::Table(rows));
    }
    index
}

/// `|---|---|`, with or without colons and blanks.
fn is_separator(line: &str) -> bool {
    line.bytes()
        .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
        && line.contains("--")
}

/// The cells between the borders; `\|` is a sign, not a border.
fn cells(line: &str) -> Vec<CompactString> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line
        .strip_suffix('|')
        .filter(|rest| !rest.ends_with('\\'))
        .unwrap_or(line);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices('|') {
        if !line[..at].ends_with('\\') {
            cells.push(cell(&line[start..at]));
            start = at + 1;
        }
    }
    cells.push(cell(&line[start..]));
    cells
}

fn cell(text: &str) -> CompactString {
    if text.contains('\\') {
        clean(&text.replace("\\|", "|")).into()
    } else {
        clean(text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> Vec<Vec<Vec<CompactString>>> {
        let rows = |rows: Vec<Row>| rows.into_iter().map(|row| row.cells).collect();
        read(text)
            .blocks
            .into_iter()
            .filter_map(|block| match block.content {
                Content::Table(table) => Some(rows(table)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_head_begins_a_table_of_its_own() {
        let found = tables("| A | |\n|---|---|\n| a | b |\n| B | |\n|---|---|\n| c | d |");
        assert_eq!(found, [[["A", ""], ["a", "b"]], [["B", ""], ["c", "d"]]]);
    }

    #[test]
    fn the_padding_of_a_split_row_is_no_row() {
        let found = tables("| a | b |\n|\n| c \\| d | e\nf |\n");
        assert_eq!(found, [[["a", "b"], ["c | d", "e f"]]]);
    }
}
