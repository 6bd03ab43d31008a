//! DokuWiki source: `^ head ^`, `| cell |`, `====== title ======`, `<code>`.

use std::borrow::Cow;

use regex::{Captures, Regex, Replacer};

use super::{Block, Content, Layout, MAXIMUM_LABEL, Page, Row, meta};
use crate::text::{Pattern, clean, pattern};

static LINK: Pattern = pattern!(r"\[\[([^\]|]*)(?:\|([^\]]*))?\]\]");
static MEDIA: Pattern = pattern!(r"\{\{[^}]*\}\}");
static FOOTNOTE: Pattern = pattern!(r"\(\([^)]*\)\)");
static TAG: Pattern = pattern!(r"</?(?:nowiki|sub|sup|del|wrap|WRAP)\b[^>]*>");
static BREAK: Pattern = pattern!(r"\\\\(?:\s|$)");
static UNDERLINED: Pattern = pattern!(r"(^|\W)__(\S(?:[^_\n]*\S)?)__(\W|$)");

pub(super) fn read(text: &str) -> Page {
    let lines: Vec<&str> = text.lines().collect();
    let mut page = Page {
        layout: Layout::Raw,
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
        let start = index;
        index += 1;
        let content = if line.trim().is_empty() {
            continue;
        } else if let Some(heading) = heading(line) {
            Content::Heading(heading)
        } else if let Some(modified) = meta::modified(line) {
            page.modified = Some(modified);
            continue;
        } else if let Some(close) = opens_code(line) {
            index = code(&lines, start, close);
            Content::Code(without_tags(&lines[start..index].join("\n"), close))
        } else if line.starts_with(['|', '^']) {
            while index < lines.len() && lines[index].starts_with(['|', '^']) {
                index += 1;
            }
            Content::Table(table(&lines[start..index], start))
        } else if is_indented(line) {
            while index < lines.len() && (is_indented(lines[index]) || continues(&lines, index)) {
                index += 1;
            }
            Content::Code(lines[start..index].join("\n"))
        } else {
            Content::Text(inline(line.trim_start_matches([' ', '*', '-'])))
        };
        page.blocks.push(Block {
            line: start + 1,
            content,
        });
    }
    page
}

/// `====== Title ======`; the number of signs is the level, which no one needs here.
fn heading(line: &str) -> Option<String> {
    let line = line.trim();
    let inner = line.strip_prefix("==")?.strip_suffix("==")?;
    let text = inline(inner.trim_matches('='));
    (!text.is_empty()).then_some(text)
}

/// The tag that closes the code which a line opens.
fn opens_code(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    [("<code", "</code>"), ("<file", "</file>")]
        .into_iter()
        .find(|(open, _)| line.starts_with(open))
        .map(|(_, close)| close)
}

/// The index behind the line that closes the code.
fn code(lines: &[&str], start: usize, close: &str) -> usize {
    lines[start..]
        .iter()
        .position(|line| line.contains(close))
        .map_or(lines.len(), |offset| start + offset + 1)
}

/// What stands between the tags; the first line stays, so that lines count on.
fn without_tags(text: &str, close: &str) -> String {
    let inner = text.find('>').map_or("", |end| &text[end + 1..]);
    let inner = inner.split(close).next().unwrap_or_default();
    inner.to_owned()
}

/// Two blanks before a line make it preformatted, unless a list begins there.
fn is_indented(line: &str) -> bool {
    line.starts_with("  ") && !line.trim_start().starts_with(['*', '-']) && !line.trim().is_empty()
}

/// A blank line within preformatted text.
fn continues(lines: &[&str], index: usize) -> bool {
    lines[index].trim().is_empty() && lines.get(index + 1).is_some_and(|next| is_indented(next))
}

fn table(lines: &[&str], offset: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (mut cells, head) = cells(line);
        if let Some(above) = rows.last() {
            for (place, cell) in cells.iter_mut().enumerate() {
                // A cell that spans rows. Only a label is repeated in them.
                if cell == ":::" {
                    let label = above.cells.get(place);
                    let label = label.filter(|label| label.len() <= MAXIMUM_LABEL);
                    *cell = label.cloned().unwrap_or_default();
                }
            }
        }
        rows.push(Row {
            line: offset + index + 1,
            cells,
            head,
        });
    }
    rows
}

/// The cells of a row, and whether all of them are heads. Borders within links, media and nowiki are no borders.
fn cells(line: &str) -> (Vec<String>, bool) {
    let line = line.trim_end();
    let mut marks = Marks::new(line);
    let mut cells = Vec::new();
    let mut head = true;
    let mut border = line.as_bytes().first();
    let mut start = 1;
    let mut at = 1;
    // Marks and borders are ASCII, so no character is cut.
    while let Some(byte) = line.as_bytes().get(at) {
        if let Some(end) = marks.end(at) {
            at = end;
            continue;
        }
        if matches!(byte, b'|' | b'^') {
            head &= border == Some(&b'^');
            cells.push(inline(&line[start..at]));
            border = Some(byte);
            start = at + 1;
        }
        at += 1;
    }
    let last = line.get(start..).unwrap_or_default();
    if !last.trim().is_empty() {
        head &= border == Some(&b'^');
        cells.push(inline(last));
    }
    (cells, head)
}

/// The stretches of a row in which borders do not count.
struct Marks<'a> {
    row: &'a str,
    /// Where each mark closes next, as far as that was looked for: no part of a row is searched twice.
    closes: [usize; MARKS.len()],
}

const MARKS: [(&str, &str); 4] = [
    ("[[", "]]"),
    ("{{", "}}"),
    ("%%", "%%"),
    ("<nowiki>", "</nowiki>"),
];

impl<'a> Marks<'a> {
    /// A longer stretch is one that somebody forgot to close.
    const LONGEST: usize = 500;

    fn new(row: &'a str) -> Self {
        let closes = [0; MARKS.len()];
        Self { row, closes }
    }

    /// The end of the stretch that begins here, if one does.
    fn end(&mut self, at: usize) -> Option<usize> {
        let rest = &self.row.as_bytes()[at..];
        let opens = |(open, _): &(&str, &str)| rest.starts_with(open.as_bytes());
        let mark = MARKS.iter().position(opens)?;
        let (open, close) = MARKS[mark];
        let inner = at + open.len();
        if self.closes[mark] < inner {
            let found = self.row[inner..].find(close);
            self.closes[mark] = found.map_or(usize::MAX, |length| inner + length);
        }
        let end = self.closes[mark];
        (end - inner <= Self::LONGEST).then(|| end + close.len())
    }
}

/// A cell or a line without its markup, as the renderer would show it.
fn inline(text: &str) -> String {
    // Most cells have no markup.
    if !text.contains(['\\', '[', '{', '(', '<', '_', '*', '\'', '%', '/']) {
        return clean(text);
    }
    let text = without(text.into(), "\\\\", &BREAK, " ");
    let text = without(text, "]]", &LINK, |found: &Captures<'_>| {
        let label = found.get(2).or(found.get(1));
        label.map_or("", |label| label.as_str()).to_owned()
    });
    let text = without(text, "}}", &MEDIA, "");
    let text = without(text, "))", &FOOTNOTE, "");
    let text = without(text, ">", &TAG, "");
    let mut text = without(text, "__", &UNDERLINED, "$1$2$3");
    for mark in ["**", "''", "%%"] {
        if text.contains(mark) {
            text = text.replace(mark, "").into();
        }
    }
    clean(&without_italics(&text))
}

/// A text with another in place of each markup, whose sign is looked for first: most texts have little of it. It is the
/// closing sign, since a markup that never closes would be searched for to the end from each place where it opens.
fn without<'t>(text: Cow<'t, str>, sign: &str, markup: &Regex, by: impl Replacer) -> Cow<'t, str> {
    if text.contains(sign) {
        markup.replace_all(&text, by).into_owned().into()
    } else {
        text
    }
}

/// `//` marks italics, but not behind the colon of an address.
fn without_italics(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("//") {
        out.push_str(&rest[..at]);
        if out.ends_with(':') {
            out.push_str("//");
        }
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_heads_and_spans() {
        let text = "^ URL | https://x/y ||\n| Query | a | [[b|c]] **d** |\n| ::: | e | f\\\\ g |";
        let page = read(text);
        let Content::Table(rows) = &page.blocks[0].content else {
            panic!("no table")
        };
        let cells: Vec<_> = rows.iter().map(|row| row.cells.clone()).collect();
        assert_eq!(cells[0], ["URL", "https://x/y", ""]);
        assert_eq!(cells[1], ["Query", "a", "c d"]);
        assert_eq!(cells[2], ["Query", "e", "f g"]);
        assert!(!rows[0].head);
        assert!(super::cells("^ a ^ b ^").1);
    }

    #[test]
    fn only_a_label_spans_rows() {
        let long = "x".repeat(MAXIMUM_LABEL + 1);
        let page = read(&format!("| {long} | a |\n| ::: | b |"));
        let Content::Table(rows) = &page.blocks[0].content else {
            panic!("no table")
        };
        assert_eq!(rows[1].cells, ["", "b"]);
    }

    #[test]
    fn code_keeps_its_lines_and_loses_its_tags() {
        let page = read("==== Example ====\n<code javascript>\n{ a: '**b**' }\n</code>\ntext");
        assert_eq!(page.blocks[0].content, Content::Heading("Example".into()));
        assert_eq!(
            page.blocks[1].content,
            Content::Code("\n{ a: '**b**' }\n".into())
        );
        assert_eq!(
            page.blocks[2],
            Block {
                line: 5,
                content: Content::Text("text".into())
            }
        );
    }

    #[test]
    fn addresses_survive_the_removal_of_italics() {
        assert_eq!(inline("//see// https://a.b/c"), "see https://a.b/c");
        assert_eq!(inline("a__b__c __d__"), "a__b__c d");
    }
}
