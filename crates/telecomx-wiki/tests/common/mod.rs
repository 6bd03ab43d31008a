//! A wiki of our own: pages of an invented API in DokuWiki source, and all that such a page becomes
//! on its way to a reader. The renderers know nothing of the crate's readers.

#![allow(dead_code)] // Each test binary takes what it needs.
#![allow(clippy::expect_used, clippy::unwrap_used)] // A test may.

pub(crate) mod server;

use std::fmt::Write;

/// Pages by id; the text is DokuWiki source.
pub(crate) const PAGES: [(&str, &str); 5] = [
    (
        "api:warehouse:crate:list",
        include_str!("../pages/crate_list.txt"),
    ),
    (
        "api:warehouse:crate:update",
        include_str!("../pages/crate_update.txt"),
    ),
    (
        "api:warehouse:crate:create",
        include_str!("../pages/crate_create.txt"),
    ),
    (
        "api:warehouse:crate:delete",
        include_str!("../pages/crate_delete.txt"),
    ),
    (
        "api:warehouse:shelf:list",
        include_str!("../pages/shelf_list.txt"),
    ),
];

pub(crate) fn page(id: &str) -> &'static str {
    PAGES
        .iter()
        .find(|(known, _)| *known == id)
        .expect("a page of ours")
        .1
}

/// A part of a page.
#[derive(Debug)]
enum Part {
    Heading(usize, String),
    Text(String),
    Code(String),
    Table(Vec<Vec<Cell>>),
}

#[derive(Debug, Clone)]
struct Cell {
    text: String,
    head: bool,
    columns: usize,
    rows: usize,
    /// It is covered by the cell above.
    covered: bool,
}

fn parse(source: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with("==") {
            let level = 7 - line.chars().take_while(|c| *c == '=').count();
            parts.push(Part::Heading(
                level,
                line.trim_matches(['=', ' ']).to_owned(),
            ));
        } else if line.starts_with("<code") {
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !line.starts_with("</code"))
                .collect();
            parts.push(Part::Code(body.join("\n")));
        } else if line.starts_with(['|', '^']) {
            let mut rows = vec![cells(line)];
            while let Some(next) = lines.next_if(|line| line.starts_with(['|', '^'])) {
                rows.push(cells(next));
            }
            span(&mut rows);
            parts.push(Part::Table(rows));
        } else {
            parts.push(Part::Text(line.to_owned()));
        }
    }
    parts
}

fn cells(line: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut border = line.chars().next();
    let mut text = String::new();
    let mut link = 0;
    for (index, c) in line.char_indices().skip(1) {
        if line[index..].starts_with("[[") {
            link += 1;
        } else if line[index..].starts_with("]]") {
            link -= 1;
        }
        if matches!(c, '|' | '^') && link <= 0 {
            match cells.last_mut() {
                // Two borders side by side: the cell before spans.
                Some(before) if text.is_empty() => before.columns += 1,
                _ => cells.push(Cell {
                    text: text.trim().to_owned(),
                    head: border == Some('^'),
                    columns: 1,
                    rows: 1,
                    covered: false,
                }),
            }
            text.clear();
            border = Some(c);
        } else {
            text.push(c);
        }
    }
    cells
}

/// `:::` is covered by the cell above; no column spans stand beside it in our pages.
fn span(rows: &mut [Vec<Cell>]) {
    for row in 0..rows.len() {
        for column in 0..rows[row].len() {
            if rows[row][column].text == ":::" {
                rows[row][column].covered = true;
                let owner = (0..row)
                    .rev()
                    .find(|above| !rows[*above].get(column).is_some_and(|cell| cell.covered));
                rows[owner.expect("a cell to span")][column].rows += 1;
            }
        }
    }
}

/// A cell's words, without markup; line breaks as given.
fn words(text: &str, line_break: &str) -> String {
    let mut text = text.replace("**", "");
    while let (Some(open), Some(close)) = (text.find("[["), text.find("]]")) {
        let label = text[open + 2..close]
            .split('|')
            .next_back()
            .unwrap_or_default()
            .to_owned();
        text.replace_range(open..close + 2, &label);
    }
    text.replace("\\\\ ", line_break)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What the renderer does to signs.
fn typography(text: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for c in text.chars() {
        match c {
            '\'' => out.push('’'),
            '"' => {
                out.push(if open { '”' } else { '“' });
                open = !open;
            }
            c => out.push(c),
        }
    }
    out.replace("--", "–").replace("...", "…")
}

fn body(source: &str) -> String {
    let mut out = String::new();
    for part in parse(source) {
        match part {
            Part::Heading(level, text) => {
                let _ = writeln!(
                    out,
                    "<h{level} class=\"sectionedit{level}\" id=\"x\">{}</h{level}>",
                    typography(&escape(&text))
                );
            }
            Part::Text(text) => {
                let _ = writeln!(
                    out,
                    "<p>\n{}\n</p>",
                    typography(&escape(&words(&text, " ")))
                );
            }
            Part::Code(code) => {
                let _ = writeln!(
                    out,
                    "<pre class=\"code javascript\">{}</pre>",
                    escape(&code).replace('\'', "&#039;")
                );
            }
            Part::Table(rows) => {
                out.push_str("<div class=\"table sectionedit5\"><table class=\"inline\">\n");
                for (number, row) in rows.iter().enumerate() {
                    let _ = writeln!(out, "\t<tr class=\"row{number}\">");
                    out.push_str("\t\t");
                    for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.covered) {
                        let tag = if cell.head { "th" } else { "td" };
                        let _ = write!(out, "<{tag} class=\"col{column}\"");
                        if cell.columns > 1 {
                            let _ = write!(out, " colspan=\"{}\"", cell.columns);
                        }
                        if cell.rows > 1 {
                            let _ = write!(out, " rowspan=\"{}\"", cell.rows);
                        }
                        let text = typography(&escape(&words(&cell.text, "\u{1}")))
                            .replace('\u{1}', "<br/>\n");
                        let _ = write!(out, ">{text}</{tag}>");
                    }
                    out.push_str("\n\t</tr>\n");
                }
                out.push_str("</table></div>\n");
            }
        }
    }
    out
}

/// `do=export_xhtmlbody`.
pub(crate) fn xhtml_body(source: &str) -> String {
    body(source)
}

/// `do=export_xhtml`.
pub(crate) fn xhtml(source: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta name=\"date\" content=\"2020-02-03T04:05:06+0100\"/>\n<title>x</title>\n</head>\n<body>\n<div class=\"dokuwiki export\">\n{}</div>\n</body>\n</html>\n",
        body(source)
    )
}

/// `doku.php?id=`.
pub(crate) fn html(id: &str, source: &str) -> String {
    let file = id.replace(':', "/");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{id} [wiki]</title>\n<script>/*<![CDATA[*/var NS='api';var JSINFO = {{\"id\":\"{id}\",\"namespace\":\"api\"}};/*!]]>*/</script>\n</head>\n<body>\n<div id=\"dokuwiki__header\"><h1><a href=\"/\">A wiki</a></h1><h3>User Tools</h3><ul><li>Log In</li></ul></div>\n<div class=\"pageId\"><span>{id}</span></div>\n<div class=\"page group\">\n<!-- wikipage start -->\n<!-- TOC START -->\n<div id=\"dw__toc\"><h3 class=\"toggle\">Table of Contents</h3><div><ul><li><div class=\"li\"><a href=\"#x\">Request</a></div></li></ul></div></div>\n<!-- TOC END -->\n{}<!-- wikipage stop -->\n</div>\n<div class=\"docInfo\"><bdi>{file}.txt</bdi> · Last modified: <bdi>2020/02/03 04:05</bdi> by <bdi>Some One</bdi></div>\n<h3>Page Tools</h3><table><tr><td>not the page</td></tr></table>\n</body>\n</html>\n",
        body(source)
    )
}

/// What a text export keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    pub(crate) id: bool,
    pub(crate) footer: bool,
    pub(crate) headings: bool,
    pub(crate) separators: bool,
    pub(crate) request: bool,
}

pub(crate) const ALL: Keep = Keep {
    id: true,
    footer: true,
    headings: true,
    separators: true,
    request: true,
};

fn footer(id: &str) -> String {
    format!(
        "{}.txt · Last modified: 2020/02/03 04:05 by Some One\n",
        id.replace(':', "/")
    )
}

/// Text as a browser saves it.
pub(crate) fn plain(id: &str, source: &str, keep: Keep) -> String {
    let mut out = String::new();
    if keep.id {
        let _ = write!(out, "User Tools\n\nSite Tools\n\n\n{id}\n\n");
    }
    let mut tables = 0;
    for part in parse(source) {
        match part {
            Part::Heading(..) if !keep.headings => {}
            Part::Heading(_, text) | Part::Text(text) => {
                let _ = write!(out, "{}\n\n", words(&text, "\n"));
            }
            Part::Code(code) => {
                let _ = write!(out, "{code}\n\n");
            }
            Part::Table(rows) => {
                tables += 1;
                if tables == 1 && !keep.request {
                    continue;
                }
                for row in rows {
                    let filled = row
                        .iter()
                        .filter(|cell| !cell.covered && !cell.text.is_empty());
                    let cells: Vec<String> = filled.map(|cell| words(&cell.text, "\n")).collect();
                    let _ = writeln!(out, "{}", cells.join(" "));
                }
                out.push('\n');
            }
        }
    }
    if keep.footer {
        let _ = write!(
            out,
            "{}\nDonate Powered by PHP Valid HTML5 Valid CSS Driven by DokuWiki",
            footer(id)
        );
    }
    out
}

/// Text with pipes.
pub(crate) fn pipe(id: &str, source: &str, keep: Keep) -> String {
    let mut out = String::new();
    if keep.id {
        let _ = writeln!(out, "{id}");
    }
    out.push_str("Table of Contents\n");
    let mut tables = 0;
    for part in parse(source) {
        match part {
            Part::Heading(..) if !keep.headings => {}
            Part::Heading(_, text) | Part::Text(text) => {
                let _ = writeln!(out, "{}", words(&text, " "));
            }
            Part::Code(code) => {
                let _ = writeln!(
                    out,
                    "{}",
                    code.split_whitespace().collect::<Vec<_>>().join(" ")
                );
            }
            Part::Table(rows) => {
                tables += 1;
                if tables == 1 && !keep.request {
                    continue;
                }
                let width = rows
                    .iter()
                    .map(|row| row.iter().map(|cell| cell.columns).sum())
                    .max()
                    .unwrap_or(1);
                for (number, row) in rows.iter().enumerate() {
                    let shown: Vec<&Cell> = row.iter().filter(|cell| !cell.covered).collect();
                    let texts: Vec<String> = shown
                        .iter()
                        .map(|cell| words(&cell.text, " ").replace('|', "\\|"))
                        .collect();
                    let broken = shown.iter().any(|cell| cell.text.contains("\\\\ "));
                    let padding = "|".repeat(width - shown.len().min(width));
                    let line_break = if broken {
                        "\n"
                    } else if padding.is_empty() {
                        ""
                    } else {
                        " "
                    };
                    let _ = writeln!(out, "| {} |{line_break}{padding}", texts.join(" | "));
                    if number == 0 && keep.separators {
                        let _ = writeln!(out, "|{}", "---|".repeat(width));
                    }
                }
            }
        }
    }
    if keep.footer {
        out.push_str(&footer(id));
    }
    out
}

/// Pages of about this many bytes that would be slow if anything were quadratic.
pub(crate) fn large(size: usize) -> Vec<(&'static str, String)> {
    let fill = |head: &str, part: &str, tail: &str| {
        let count = size.saturating_sub(head.len() + tail.len()) / part.len();
        format!("{head}{}{tail}", part.repeat(count))
    };
    let request = "| URL | https://api.telecomx.dk/a | |\n|---|---|---|\n| Method | GET | |\n";
    let properties =
        "URL https://api.telecomx.dk/a\nMethod GET\n\nJSON object\nProperty Type Description\n";
    vec![
        (
            "pipe rows",
            fill(
                &format!("{request}\n| JSON object | | |\n|---|---|---|\n"),
                "| a.b | String | Text. Allowed values are A, B. |\n",
                "",
            ),
        ),
        (
            "plain rows",
            fill(properties, "a.b String Text, default 1, min 1.\n", ""),
        ),
        (
            "raw rows",
            fill(
                "^ URL | https://api.telecomx.dk/a |\n\n^ Property ^ Type ^ Description ^\n",
                "| a[] | Number | [[x|y]] **b** |\n",
                "",
            ),
        ),
        (
            "html rows",
            fill(
                "<table>",
                "<tr><td>a</td><td>Id</td><td>text &amp; more</td></tr>\n",
                "</table>",
            ),
        ),
        (
            "html spans",
            fill(
                "<table>",
                "<tr><td rowspan=100000 colspan=9999>a<td rowspan=9>b\n",
                "",
            ),
        ),
        ("html nested", fill("", "<div><table><b>", "")),
        ("html entities", fill("<p>", "&lt;&#039;&nope;", "")),
        ("html unclosed tags", fill("", "<td <p a=\"", "")),
        (
            "one plain line",
            fill("URL https://api.telecomx.dk/", "a b ", ""),
        ),
        (
            "one cell",
            fill(
                "<table><tr><td>URL<td>",
                "default default min 1 A - ",
                "</table>",
            ),
        ),
        (
            "one description",
            fill(properties, "String default ", "\n")
                .replace("String default String", "a String default"),
        ),
        ("brackets", fill("<pre>", "[", "")),
        (
            "braces in text",
            fill("URL https://api.telecomx.dk/a\n\n", "{ a: { b: 1 }, ", ""),
        ),
        (
            "an example with many items",
            fill(
                "URL https://api.telecomx.dk/a\n\nExample\n\n[\n",
                "{ a: 'b', c: 1 },\n",
                "]\n",
            ),
        ),
        (
            "an example with many keys",
            fill(
                "URL https://api.telecomx.dk/a\n\nExample\n\n{\n",
                "a: 'b',\n",
                "}\n",
            ),
        ),
        (
            "examples one after another",
            fill("URL https://api.telecomx.dk/a\n\n", "{\n", ""),
        ),
        (
            "open code blocks",
            fill("====== A ======\n", "<code>\n", ""),
        ),
        (
            "links that stay open",
            fill("^ A ^\n", "| [[ | {{ | (( | %% |\n", ""),
        ),
        (
            "one row with many links",
            fill("^ A ^\n| ", "[[ {{ (( %% <nowiki> ", "|\n"),
        ),
        ("unfinished pipe rows", fill("|---|\n", "| a\nb\n", "")),
        (
            "titles",
            fill(request, "| JSON object | |\n| a | Id | x |\n", ""),
        ),
        (
            "addresses",
            fill(
                "URL https://api.telecomx.dk/a\n\n",
                "https://api.telecomx.dk/a?b=c ",
                "\n",
            ),
        ),
        (
            "many URL rows",
            fill("", "| URL | https://api.telecomx.dk/a |\n", ""),
        ),
        (
            "many different URLs",
            (0..size / 40)
                .map(|n| format!("| URL | https://api.telecomx.dk/{n} |\n"))
                .collect(),
        ),
        (
            "error rows",
            fill(
                "| URL | https://api.telecomx.dk/a |\n\n| Error code | Message | Description |\n",
                "| 404 | a | b |\n",
                "",
            ),
        ),
        ("blank lines", "\n".repeat(size)),
        ("no lines", "a".repeat(size)),
    ]
}
