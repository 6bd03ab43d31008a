//! The live page, and the XHTML exports, through html5ever's tokenizer.
//!
//! The tokenizer and not the tree builder: it knows the line of each token, and its work is linear
//! in its input, while building a tree by the rules for broken HTML is quadratic on a hostile page.
//! Nothing in the page is run or fetched; scripts are only searched for the page's id.

mod grid;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::{Block, Content, Layout, Page, meta};
use crate::facts::Finding;
use crate::text::{Pattern, clean, pattern};
use grid::Grid;

static SCRIPT_ID: Pattern = pattern!(r#""id"\s*:\s*"([a-z0-9_.:-]+)""#);
static LINK_ID: Pattern = pattern!(r"[?&]id=([A-Za-z0-9_.:%-]+)");

/// Why a page is refused in whose place the wiki says that there is none.
pub(crate) const NO_PAGE: &str = "the wiki has no such page";

pub(super) fn read(text: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // It only stops early for a sink that wants a script run, and this one never does.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

#[derive(Default)]
struct Sink(RefCell<State>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.open(&tag, line),
            Token::TagToken(tag) => state.close(&tag.name),
            Token::CharacterTokens(text) => state.text(&text),
            Token::CommentToken(text) => state.comment(text.trim()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What the text that comes belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Heading,
    Code,
    Text,
}

/// An element whose text is kept apart, or thrown away, until it closes.
struct Aside {
    name: String,
    depth: usize,
    keep: bool,
    text: String,
}

#[derive(Default)]
struct State {
    blocks: Vec<Block>,
    part: Option<(Part, usize)>,
    buffer: String,
    /// Open tables, and the grid of the outermost.
    depth: usize,
    grid: Grid,
    aside: Option<Aside>,
    script: Option<String>,
    stopped: bool,
    login: bool,
    id: Option<String>,
    modified: Option<String>,
    missing: bool,
    findings: Vec<Finding>,
}

impl State {
    fn open(&mut self, tag: &Tag, line: usize) -> TokenSinkResult<()> {
        let name = &*tag.name;
        match name {
            "script" => {
                self.script = Some(String::new());
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "style" | "noscript" | "iframe" => {
                self.script = Some(String::new());
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "title" | "textarea" => {
                self.script = Some(String::new());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            _ => {}
        }
        self.describe(tag);
        if let Some(aside) = &mut self.aside {
            aside.depth += usize::from(aside.name == name && !tag.self_closing);
            return TokenSinkResult::Continue;
        }
        if let Some(keep) = is_aside(tag) {
            self.flush();
            self.aside = Some(Aside {
                name: name.to_owned(),
                depth: 1,
                keep,
                text: String::new(),
            });
            return TokenSinkResult::Continue;
        }
        if self.stopped {
            return TokenSinkResult::Continue;
        }
        match name {
            "table" => self.open_table(line),
            "tr" if self.depth == 1 => self.grid.row(),
            "td" | "th" if self.depth == 1 => {
                self.grid.cell(
                    line,
                    name == "th",
                    span(tag, "colspan"),
                    span(tag, "rowspan"),
                );
            }
            _ if self.depth > 0 => {
                if matches!(
                    name,
                    "br" | "p" | "li" | "div" | "pre" | "table" | "td" | "th"
                ) {
                    self.grid.text(" ");
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.begin(Part::Heading, line),
            "pre" => self.begin(Part::Code, line),
            "p" | "li" | "dt" | "dd" => self.begin(Part::Text, line),
            "br" if matches!(self.part, Some((Part::Code, _))) => self.buffer.push('\n'),
            "br" => self.buffer.push(' '),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn close(&mut self, name: &str) {
        if let Some(script) = self.script.take() {
            if script.contains("JSINFO") && self.id.is_none() {
                self.id = SCRIPT_ID.captures(&script).map(|found| found[1].to_owned());
            }
            return;
        }
        if let Some(aside) = &mut self.aside {
            aside.depth -= usize::from(aside.name == name);
            if aside.depth == 0
                && let Some(aside) = self.aside.take()
                && aside.keep
            {
                self.note(&aside.text);
            }
            return;
        }
        match name {
            "table" if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    let (line, rows) = std::mem::take(&mut self.grid).finish();
                    if !rows.is_empty() {
                        self.blocks.push(Block {
                            line,
                            content: Content::Table(rows),
                        });
                    }
                }
            }
            _ if self.depth > 0 => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "p" | "li" | "dt" | "dd" => {
                self.flush()
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(script) = &mut self.script {
            script.push_str(text);
        } else if let Some(aside) = &mut self.aside {
            if aside.keep {
                aside.text.push_str(text);
            }
        } else if self.depth > 0 {
            self.grid.text(text);
        } else if self.part.is_some() {
            self.buffer.push_str(text);
        }
    }

    fn comment(&mut self, comment: &str) {
        match comment {
            // What the template has put before the page: its own title, tools and breadcrumbs.
            "wikipage start" => {
                self.part = None;
                self.blocks.clear();
            }
            "wikipage stop" => {
                self.flush();
                self.stopped = true;
            }
            _ => {}
        }
    }

    fn open_table(&mut self, line: usize) {
        self.depth += 1;
        if self.depth == 1 {
            self.flush();
            self.grid = Grid::new(line);
        } else if self.depth == 2 {
            let detail = "a table within a cell; its text is read as the cell's";
            self.findings
                .push(Finding::new(line, "nested-table", detail));
        }
    }

    fn begin(&mut self, part: Part, line: usize) {
        self.flush();
        self.part = Some((part, line));
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.buffer);
        let Some((part, line)) = self.part.take() else {
            return;
        };
        let content = match part {
            Part::Code => Content::Code(text),
            Part::Heading => Content::Heading(clean(&text).into_owned()),
            Part::Text => Content::Text(clean(&text).into_owned()),
        };
        if let Content::Text(text) | Content::Code(text) = &content {
            self.missing |= text
                .trim_start()
                .starts_with("This topic does not exist yet");
            self.missing |=
                text.starts_with("You've followed a link to a topic that doesn't exist");
        }
        if matches!(&content, Content::Heading(text) | Content::Text(text) if text.is_empty()) {
            return;
        }
        if matches!(&content, Content::Heading(text) if text == "This topic does not exist yet") {
            self.missing = true;
        }
        self.blocks.push(Block { line, content });
    }

    /// Id and date, which the template writes outside the page.
    fn describe(&mut self, tag: &Tag) {
        match &*tag.name {
            "link" if attribute(tag, "rel") == Some("canonical") && self.id.is_none() => {
                self.id = attribute(tag, "href")
                    .and_then(|href| LINK_ID.captures(href).map(|found| found[1].to_owned()))
                    .map(|id| id.replace("%3A", ":").replace("%3a", ":"));
            }
            "meta" if matches!(attribute(tag, "name"), Some("date" | "DCTERMS.modified")) => {
                let date = attribute(tag, "content").and_then(|date| date.get(..16));
                if self.modified.is_none() && date.is_some_and(|date| date.contains('T')) {
                    self.modified = date.map(str::to_owned);
                }
            }
            "form" => self.login |= attribute(tag, "id") == Some("dw__login"),
            _ => {}
        }
    }

    /// The footer, or the id that stands over the page.
    fn note(&mut self, text: &str) {
        let text = clean(text);
        if let Some(modified) = meta::modified(&text) {
            self.modified = Some(modified);
            self.id = self.id.take().or_else(|| meta::id_in_footer(&text));
        } else {
            self.id = self.id.take().or_else(|| meta::id(&text));
        }
    }

    fn finish(mut self) -> Page {
        self.flush();
        let (line, rows) = std::mem::take(&mut self.grid).finish();
        if !rows.is_empty() {
            self.findings.push(Finding::new(
                line,
                "open-table",
                "the page ends within a table",
            ));
            self.blocks.push(Block {
                line,
                content: Content::Table(rows),
            });
        }
        let tables = self
            .blocks
            .iter()
            .any(|block| matches!(block.content, Content::Table(_)));
        let refused = match (tables, self.missing, self.login) {
            (false, true, _) => Some(NO_PAGE.to_owned()),
            (false, _, true) => Some("a login form instead of the page".to_owned()),
            _ => None,
        };
        Page {
            layout: Layout::Html,
            id: self.id,
            title: None,
            modified: self.modified,
            refused,
            blocks: self.blocks,
            findings: self.findings,
        }
    }
}

/// Elements that are not the page: `Some(true)` holds its id or date, `Some(false)` is thrown away.
fn is_aside(tag: &Tag) -> Option<bool> {
    let id = attribute(tag, "id").unwrap_or_default();
    let mut classes = attribute(tag, "class")
        .unwrap_or_default()
        .split_ascii_whitespace();
    if classes
        .clone()
        .any(|class| matches!(class, "docInfo" | "pageId"))
    {
        return Some(true);
    }
    let thrown = matches!(id, "dw__toc" | "dokuwiki__aside" | "dokuwiki__header")
        || classes.any(|class| matches!(class, "secedit" | "toc" | "tools"));
    (thrown && !tag.self_closing).then_some(false)
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

fn span(tag: &Tag, name: &str) -> usize {
    attribute(tag, name)
        .and_then(|span| span.trim().parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Row;

    #[test]
    fn a_live_page_gives_its_content_and_not_the_template() {
        let page = read(concat!(
            "<!DOCTYPE html><html><head><title>x</title>\n",
            "<script>var JSINFO = {\"id\":\"api:a:b\",\"namespace\":\"api\"};</script></head><body>\n",
            "<h1>Site</h1><!-- wikipage start --><div id=\"dw__toc\"><h3>Contents</h3><div></div></div>\n",
            "<h1 class=\"sectionedit1\">API : A</h1>\n<p>Some <em>text</em>.</p>\n",
            "<pre class=\"code\">{ a: &#039;b&#039; }\n</pre><!-- wikipage stop -->\n<h3>Page Tools</h3>",
            "<div class=\"docInfo\"><bdi>api/a/b.txt</bdi> · Last modified: <bdi>2020/01/02 03:04</bdi> by <bdi>X</bdi></div>",
        ));
        assert_eq!(page.id.as_deref(), Some("api:a:b"));
        assert_eq!(page.modified.as_deref(), Some("2020-01-02T03:04"));
        let blocks: Vec<_> = page
            .blocks
            .iter()
            .map(|block| (block.line, &block.content))
            .collect();
        assert_eq!(
            blocks,
            [
                (4, &Content::Heading("API : A".into())),
                (5, &Content::Text("Some text.".into())),
                (6, &Content::Code("{ a: 'b' }\n".into())),
            ]
        );
    }

    #[test]
    fn only_a_label_spans_rows() {
        let long = "x".repeat(crate::read::MAXIMUM_LABEL + 1);
        let page = read(&format!(
            "<table><tr><td rowspan=2>{long}<td>a<tr><td>b</table>"
        ));
        let Content::Table(rows) = &page.blocks[0].content else {
            panic!("no table")
        };
        assert_eq!(rows[1].cells, ["", "b"]);
    }

    #[test]
    fn spans_are_honoured_and_missing_end_tags_forgiven() {
        let page = read(concat!(
            "<table><tr><th>URL<td colspan=2>https://x/y\n",
            "<tr><td rowspan=2>Query<td>a<td>first<br/>line\n<tr><td>b<td>second</table>",
        ));
        let Content::Table(rows) = &page.blocks[0].content else {
            panic!("no table")
        };
        let expected = [
            (1, vec!["URL", "https://x/y", ""]),
            (2, vec!["Query", "a", "first line"]),
            (3, vec!["Query", "b", "second"]),
        ];
        assert_eq!(rows.len(), expected.len());
        for (row, (line, cells)) in rows.iter().zip(expected) {
            let cells = cells.into_iter().map(Into::into).collect();
            assert_eq!(
                row,
                &Row {
                    line,
                    cells,
                    head: false
                }
            );
        }
    }

    #[test]
    fn a_login_form_is_no_page() {
        let page = read("<html><h1>Login</h1><form id=\"dw__login\"><input></form></html>");
        assert_eq!(
            page.refused.as_deref(),
            Some("a login form instead of the page")
        );
        let page =
            read("<h1 class=\"sectionedit1\">This topic does not exist yet</h1><p>You've</p>");
        assert_eq!(page.refused.as_deref(), Some("the wiki has no such page"));
    }
}
