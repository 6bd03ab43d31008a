//! Bytes of a wiki page, in whatever layout, into blocks: headings, tables, code and text, each with its line.
//!
//! A module a layout. None of them knows what a row means; `facts` does, and it knows no layout.

mod decode;
mod html;
mod lines;
mod meta;
mod pipe;
mod plain;
mod raw;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::Finding;

pub use decode::decode;
pub(crate) use html::NO_PAGE;

/// Only a label is repeated in the rows that it spans; it is never longer than this.
const MAXIMUM_LABEL: usize = 200;

/// The forms in which a page reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The live page, or `do=export_xhtml` and `do=export_xhtmlbody`.
    Html,
    /// DokuWiki source, `do=export_raw`.
    Raw,
    /// Text saved from a browser; cells are joined by a blank, borders are lost.
    Plain,
    /// Text with `| a | b |` rows; line breaks in cells are lost.
    Pipe,
}

impl Layout {
    /// The word that stands for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Raw => "raw",
            Self::Plain => "plain",
            Self::Pipe => "pipe",
        }
    }

    /// Recognises a layout by its own signs.
    ///
    /// What has none of them reads as plain text, which asks for nothing.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if start.starts_with('<')
            && !["<code", "<file", "<WRAP", "<wrap", "<nowiki"]
                .iter()
                .any(|tag| start.starts_with(tag))
        {
            return Self::Html;
        }
        let mut pipes = false;
        let mut markup = false;
        for line in text.lines() {
            let line = line.trim_end();
            if line.starts_with("|--") || line.starts_with("| --") || line.starts_with("|:--") {
                return Self::Pipe;
            }
            pipes |= line.starts_with('|');
            markup = markup
                || (line.starts_with("==") && line.ends_with("==") && line.len() > 5)
                || (line.starts_with('^') && (line.ends_with('^') || line.ends_with('|')))
                || line.starts_with("<code")
                || line.starts_with("<file")
                || (line.starts_with('|') && line.contains('^') && line.contains(" ^"));
        }
        if markup {
            Self::Raw
        } else if ["<table", "<html", "<!DOCTYPE"]
            .iter()
            .any(|tag| text.contains(tag))
        {
            Self::Html
        } else if pipes {
            Self::Pipe
        } else {
            Self::Plain
        }
    }
}

/// A page as its layout gives it.
#[derive(Debug, Clone)]
pub struct Page {
    /// How it came.
    pub layout: Layout,
    /// The page's id, `api:internet:request:list`, where the layout has kept it.
    pub id: Option<String>,
    /// The first heading.
    pub title: Option<String>,
    /// `2018-09-29T12:55`, where the layout has kept it. The wiki names no zone.
    pub modified: Option<String>,
    /// Why it is no page at all: a login form, a page that does not exist.
    pub refused: Option<String>,
    /// What stands on it, in order.
    pub blocks: Vec<Block>,
    /// What the reader could not make out.
    pub findings: Vec<Finding>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line in the input, from 1.
    pub line: usize,
    /// What it is.
    pub content: Content,
}

/// What a part of a page can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A heading, or in a text layout a line that can only be one.
    Heading(String),
    /// Rows that stand together. Text layouts may run several tables into one.
    Table(Vec<Row>),
    /// Preformatted text, untouched.
    Code(String),
    /// A paragraph or a list item.
    Text(String),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The line in the input, from 1.
    pub line: usize,
    /// The cells, cleaned; a cell that spans several places stands in the first (columns) or in each (rows).
    pub cells: Vec<CompactString>,
    /// All of its cells are marked as heads.
    pub head: bool,
}

impl Row {
    /// The cells that hold something.
    pub fn filled(&self) -> impl Iterator<Item = &str> {
        self.cells
            .iter()
            .map(CompactString::as_str)
            .filter(|cell| !cell.is_empty())
    }

    /// The only cell that holds something.
    #[must_use]
    pub fn lone(&self) -> Option<&str> {
        let mut filled = self.filled();
        filled.next().filter(|_| filled.next().is_none())
    }
}

/// Reads a page. This cannot fail: what is no page is `refused`, what is unreadable is a finding.
#[must_use]
pub fn read(bytes: &[u8]) -> Page {
    let (text, mut findings) = decode(bytes);
    let layout = Layout::detect(&text);
    let mut page = match layout {
        Layout::Html => html::read(&text),
        Layout::Raw => raw::read(&text),
        Layout::Plain => plain::read(&text),
        Layout::Pipe => pipe::read(&text),
    };
    findings.append(&mut page.findings);
    page.findings = findings;
    if page.title.is_none() {
        page.title = page.blocks.iter().find_map(|block| match &block.content {
            Content::Heading(text) if !lines::is_section(text) => Some(text.clone()),
            _ => None,
        });
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_is_known_by_its_own_signs() {
        for (text, layout) in [
            ("<!DOCTYPE html><html></html>", Layout::Html),
            ("\n<h1 class=\"sectionedit1\">API</h1>", Layout::Html),
            ("====== API ======\n^ URL | https://x ^", Layout::Raw),
            ("^ URL | https://x |\n| Method | GET |", Layout::Raw),
            ("<code javascript>\n{}\n</code>", Layout::Raw),
            (
                "api:x\n| URL | https://x | |\n|---|---|---|\n",
                Layout::Pipe,
            ),
            ("| URL | https://x | |\n| Method | GET | |", Layout::Pipe),
            ("User Tools\n\nSite Tools\n", Layout::Plain),
            ("", Layout::Plain),
        ] {
            assert_eq!(Layout::detect(text), layout, "{text:?}");
        }
    }
}
