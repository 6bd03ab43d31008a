//! Text saved from a browser: cells are joined by one blank, borders and empty cells are lost.
//!
//! Where a cell ends is therefore read from what a cell can be: a label, a name, a type. A line
//! that can be read in two ways is a finding, not a guess.

mod split;

use super::lines::{code_end, is_addresses, is_frame, looks_like_heading, starts_code};
use super::{Block, Content, Layout, Page, Row, meta};
use crate::facts::Finding;
use crate::text::clean;
use split::{Kind, Split};

pub(super) fn read(text: &str) -> Page {
    let lines: Vec<&str> = text.lines().collect();
    let mut page = Page {
        layout: Layout::Plain,
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
        if line.trim().is_empty() || is_frame(line) {
            index += 1;
        } else if let Some(modified) = meta::modified(line) {
            page.modified = Some(modified);
            page.id = page.id.or_else(|| meta::id_in_footer(line));
            index += 1;
        } else if page.id.is_none() && meta::id(line).is_some() {
            page.id = meta::id(line);
            index += 1;
        } else if starts_code(line) {
            let end = code_end(&lines, index);
            let content = Content::Code(lines[index..end].join("\n"));
            page.blocks.push(Block {
                line: index + 1,
                content,
            });
            index = end;
        } else {
            let start = index;
            while index < lines.len() && is_inside(lines[index], index > start) {
                index += 1;
            }
            group(&lines[start..index], start + 1, &mut page);
        }
    }
    page
}

/// Whether a line belongs to the group of lines that has begun.
fn is_inside(line: &str, begun: bool) -> bool {
    !begun
        || !(line.trim().is_empty()
            || is_frame(line)
            || starts_code(line)
            || meta::modified(line).is_some())
}

/// Reads lines between two blank ones: tables, several in a row, or text.
fn group(lines: &[&str], first: usize, page: &mut Page) {
    let mut kind: Option<Kind> = None;
    let mut rows: Vec<Row> = Vec::new();
    let mut begin = first;
    let mut lines = lines.iter().map(|line| clean(line)).zip(first..).peekable();
    while let Some((line, number)) = lines.next() {
        let line = line.as_ref();
        let next = lines.peek().map_or("", |(next, _)| next.as_ref());
        let begins = split::begins(line, next, kind).or(kind);
        if kind.is_none() && begins.is_some() {
            begin = number;
        }
        kind = begins;
        let Some(current) = kind else {
            page.blocks.push(Block {
                line: number,
                content: text(line),
            });
            continue;
        };
        match split::row(line, next, current) {
            Split::Row(cells) => rows.push(Row {
                line: number,
                cells,
                head: false,
            }),
            Split::Head(cells) => rows.push(Row {
                line: number,
                cells,
                head: true,
            }),
            Split::Continued => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.cells.last_mut()) {
                    if !cell.is_empty() {
                        cell.push(' ');
                    }
                    cell.push_str(line);
                }
            }
            Split::Unreadable(detail) => {
                page.findings
                    .push(Finding::new(number, "unreadable-row", detail));
            }
            Split::End => {
                table(&mut rows, begin, page);
                kind = None;
                page.blocks.push(Block {
                    line: number,
                    content: text(line),
                });
            }
        }
    }
    table(&mut rows, begin, page);
}

fn table(rows: &mut Vec<Row>, line: usize, page: &mut Page) {
    if !rows.is_empty() {
        let content = Content::Table(std::mem::take(rows));
        page.blocks.push(Block { line, content });
    }
}

fn text(line: &str) -> Content {
    if is_addresses(line) {
        Content::Code(line.to_owned())
    } else if looks_like_heading(line) {
        Content::Heading(line.to_owned())
    } else {
        Content::Text(line.to_owned())
    }
}
