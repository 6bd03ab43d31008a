//! DokuWiki source: `^ head ^`, `| cell |`, `====== title ======`, `<code>`.

use std::borrow::Cow;

use compact_str::CompactString;
use regex::Regex;

use super::{Block, Content, Layout, MAXIMUM_LABEL, Page, Row, meta};
use crate::facts::Finding;
use crate::text::{Pattern, clean, pattern};

static TAG: Pattern = pattern!(r"</?(?:nowiki|sub|sup|del|wrap|WRAP)\b[^>]*>");
static BREAK: Pattern = pattern!(r"\\\\(?:\s|$)");
static UNDERLINED: Pattern = pattern!(r"\b__(\S(?:[^_\n]*\S)?)__\b");

/// The tags around code.
const CODE: [(&str, &str); 2] = [("<code", "</code>"), ("<file", "</file>")];

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
    let last_closes = CODE.map(|(_, close)| lines.iter().rposition(|line| line.contains(close)));
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
        } else if let Some((end, close)) = code_closes(&lines, start, last_closes) {
            index = end + 1;
            let text = lines[start..index].join("\n");
            let (code, behind) = text.split_once(close).unwrap_or((&text, ""));
            page.blocks.push(Block {
                line: start + 1,
                content: Content::Code(without_tag(code)),
            });
            if opens_code(behind).is_some() {
                page.findings.push(unreadable_code(end));
            }
            if !behind.trim().is_empty() {
                page.blocks.push(Block {
                    line: end + 1,
                    content: Content::Text(inline(behind).into_owned()),
                });
            }
            continue;
        } else if opens_code(line).is_some() {
            page.findings.push(unreadable_code(start));
            continue;
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
            Content::Text(inline(without_bullet(line)).into_owned())
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
    (!text.is_empty()).then(|| text.into_owned())
}

/// The tags that a line opens code with, by their place in `CODE`.
fn opens_code(line: &str) -> Option<usize> {
    let line = line.trim_start();
    // `<filename>` opens nothing.
    let opens = |open: &str| {
        line.strip_prefix(open)
            .is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c.is_whitespace()))
    };
    let tag = || CODE.iter().position(|(open, _)| opens(open));
    line.starts_with('<').then(tag)?
}

/// Code that never closes, or that opens behind other code: nobody can tell where it ends.
fn unreadable_code(line: usize) -> Finding {
    Finding::new(
        line + 1,
        "unreadable-code",
        "code that is not closed on a line of its own",
    )
}

/// The line on which the code that a line opens closes, and its closing tag. As for the wiki, code that never closes is
/// none. `last` are the lines that have the closing tags for the last time, so that nothing is searched in vain.
fn code_closes(
    lines: &[&str],
    start: usize,
    last: [Option<usize>; CODE.len()],
) -> Option<(usize, &'static str)> {
    let tag = opens_code(lines[start])?;
    let last = last[tag].filter(|last| *last >= start)?;
    let close = CODE[tag].1;
    let length = lines[start..=last]
        .iter()
        .position(|line| line.contains(close))?;
    Some((start + length, close))
}

/// What stands behind the opening tag; the first line stays, so that lines count on.
fn without_tag(text: &str) -> String {
    let inner = text.split_once('>').map_or("", |(_, inner)| inner);
    inner.to_owned()
}

/// An item of a list, which two blanks begin, without its sign.
fn without_bullet(line: &str) -> &str {
    let text = line.trim_start();
    match text.strip_prefix(['*', '-']) {
        Some(item) if line.starts_with("  ") => item,
        _ => text,
    }
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
fn cells(line: &str) -> (Vec<CompactString>, bool) {
    let line = line.trim_end();
    let mut marks = Marks::new(line);
    let mut cells = Vec::new();
    let mut head = true;
    let mut border = line.as_bytes().first();
    let mut start = 1;
    let mut at = 1;
    // Marks and borders are ASCII, so no character is cut.
    while let Some(byte) = line.as_bytes().get(at) {
        match byte {
            b'[' | b'{' | b'%' | b'<' => {
                if let Some(end) = marks.end(at) {
                    at = end;
                    continue;
                }
            }
            b'|' | b'^' => {
                head &= border == Some(&b'^');
                cells.push(inline(&line[start..at]).into());
                border = Some(byte);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let last = line.get(start..).unwrap_or_default();
    if !last.trim().is_empty() {
        head &= border == Some(&b'^');
        cells.push(inline(last).into());
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
fn inline(text: &str) -> Cow<'_, str> {
    // Most cells have no markup.
    if !text.contains(['\\', '[', '{', '(', '<', '_', '*', '\'', '%', '/']) {
        return clean(text);
    }
    let text = replaced(text.into(), "\\\\", &BREAK, " ");
    let text = shown(text, "[[", "]]", |link| {
        link.split_once('|').map_or(link, |(_, label)| label)
    });
    let text = shown(text, "{{", "}}", |_| "");
    let text = shown(text, "((", "))", |_| "");
    let text = replaced(text, ">", &TAG, "");
    let mut text = replaced(text, "__", &UNDERLINED, "$1");
    for mark in ["**", "''", "%%"] {
        if has(&text, mark) {
            text = text.replace(mark, "").into();
        }
    }
    clean(&without_italics(&text)).into_owned().into()
}

/// Whether a text holds a sign. Most hold none, and a single byte is found the fastest.
fn has(text: &str, sign: &str) -> bool {
    let last = sign.as_bytes().last();
    last.is_some_and(|last| text.as_bytes().contains(last)) && text.contains(sign)
}

/// A text with another in place of each markup, which is looked for where there is its last sign: one that never closes
/// would be searched for to the end from each place where it opens.
fn replaced<'t>(text: Cow<'t, str>, sign: &str, markup: &Regex, by: &str) -> Cow<'t, str> {
    if has(&text, sign) {
        markup.replace_all(&text, by).into_owned().into()
    } else {
        text
    }
}

/// A text with what is shown of each stretch between two signs in its place.
fn shown<'t>(
    text: Cow<'t, str>,
    open: &str,
    close: &str,
    show: impl Fn(&str) -> &str,
) -> Cow<'t, str> {
    if !has(&text, close) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, opened)) = rest.split_once(open)
        && let Some((inner, behind)) = opened.split_once(close)
    {
        out.push_str(before);
        out.push_str(show(inner));
        rest = behind;
    }
    out.push_str(rest);
    out.into()
}

/// `//` marks italics, but not behind the colon of an address.
fn without_italics(text: &str) -> Cow<'_, str> {
    if !text.contains("//") {
        return text.into();
    }
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
    out.into()
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
    fn code_that_never_closes_is_told_and_what_stands_behind_code_is_kept() {
        let contents = |text| -> Vec<Content> {
            let blocks = read(text).blocks;
            blocks.into_iter().map(|block| block.content).collect()
        };
        let text = |text: &str| Content::Text(text.to_owned());
        let code = |text: &str| Content::Code(text.to_owned());
        assert_eq!(
            contents("<code>a</code> b\nc"),
            [code("a"), text("b"), text("c")]
        );
        let open = read("<file>a</file>\n<code>\n==== A ====");
        assert_eq!(open.findings[0].code, "unreadable-code");
        assert_eq!(contents("<filename> is one"), [text("<filename> is one")]);
        let twice = read("<code>a</code> <code>\nb\n</code>");
        assert_eq!(twice.findings[0].code, "unreadable-code");
        let heading = Content::Heading("A".to_owned());
        assert_eq!(open.blocks[1].content, heading);
    }

    #[test]
    fn signs_that_are_no_markup_stay() {
        assert_eq!(inline("__a__ __b__, __c__"), "a b, c");
        assert_eq!(inline("a__b__c"), "a__b__c");
        assert_eq!(without_bullet("-1 is none"), "-1 is none");
        assert_eq!(without_bullet("  - item").trim(), "item");
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
