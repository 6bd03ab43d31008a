//! Blocks into facts. A table is known by its own shape, so that a page without headings still reads.

use std::borrow::Cow;
use std::collections::HashSet;

use compact_str::CompactString;
use serde_json::Value;

use super::words::{self, Label};
use super::{
    ErrorRow, Example, Facts, Finding, Object, Parameter, Place, Property, Request, prose,
};
use crate::read::{self, Block, Content, Layout, Row};
use crate::text::{Pattern, clean, fingerprint, pattern, sha256};
use crate::{example, types};

static HOST: Pattern = pattern!(r"^https?://([^/\s]*)(/\S*)?");
static ADDRESS: Pattern = pattern!(r"https?://[^\s|]+|(?:^|\s)/[A-Za-z][\w/.:<>{}-]*");
static PLACEHOLDER: Pattern =
    pattern!(r"^(?::\w+|<[^<>/]+>|\{\w+\}|[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*)$");
static OPTIONAL_NAME: Pattern = pattern!(r"(?i)\s*[\[(]\s*opt[a-z]*\s*[\])]+$");
static GROUP: Pattern = pattern!(r"(?i)\b(?:json|objects?|definition|body|response|request)\b");

/// The host that every function of the API has.
const API_HOST: &str = "api.telecomx.dk";

/// Reads what a page states. This cannot fail: what is no page of an endpoint is `refused`.
#[must_use]
pub fn extract(bytes: &[u8]) -> Facts {
    let page = read::read(bytes);
    let mut extractor = Extractor {
        facts: Facts {
            page: page.id,
            title: page.title,
            modified: page.modified,
            layout: page.layout,
            sha256: sha256(bytes),
            methods: Vec::new(),
            urls: Vec::new(),
            access: Vec::new(),
            parameters: Vec::new(),
            objects: Vec::new(),
            errors: Vec::new(),
            examples: Vec::new(),
            requests: Vec::new(),
            findings: page.findings,
            refused: page.refused,
        },
        section: None,
        in_request: false,
        places: Vec::new(),
    };
    if extractor.facts.refused.is_none() {
        for block in &page.blocks {
            extractor.block(block);
        }
        extractor.finish();
    }
    extractor.facts
}

/// Whether a segment of a URL stands for a value: `:id`, `<NUMBER>`, `ACCOUNT-ID`.
pub(crate) fn is_placeholder(segment: &str) -> bool {
    PLACEHOLDER.is_match(segment)
}

/// A placeholder or the name of its parameter, without the signs around it.
pub(crate) fn placeholder_name(segment: &str) -> String {
    segment
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase()
}

struct Extractor {
    facts: Facts,
    /// The heading that was passed last.
    section: Option<String>,
    /// Between the heading `Request` and the next.
    in_request: bool,
    /// The label of each parameter, for the methods may stand below it.
    places: Vec<Label>,
}

impl Extractor {
    fn block(&mut self, block: &Block) {
        match &block.content {
            Content::Heading(heading) => {
                let word = heading.to_ascii_lowercase();
                // An example's heading within the section does not end it.
                self.in_request = word == "request"
                    || word == "body"
                    || (self.in_request && word.contains("example"));
                self.section = Some(heading.clone());
            }
            Content::Text(_) => {}
            Content::Code(code) => self.code(code, block.line),
            Content::Table(rows) => self.table(rows),
        }
    }

    fn table(&mut self, rows: &[Row]) {
        let mut segment = Segment::Unknown;
        let mut columns = Columns::default();
        let mut label: Option<Label> = None;
        let mut told = false;
        for (index, row) in rows.iter().enumerate() {
            let next = rows.get(index + 1);
            if row.filled().next().is_none() {
                continue;
            }
            if words::is_property_head(&row.cells) {
                columns = Columns::read(&row.cells);
                if !matches!(segment, Segment::Titled) {
                    self.object(None);
                }
                segment = Segment::Properties;
                continue;
            }
            if words::is_error_head(&row.cells) {
                segment = Segment::Errors;
                continue;
            }
            if let Some(title) = row.lone()
                && self.is_title(title, row, next, segment)
            {
                self.object(Some(title));
                columns = Columns::default();
                segment = Segment::Titled;
                continue;
            }
            if matches!(segment, Segment::Unknown | Segment::Errors) && self.begins_request(row) {
                segment = Segment::Request;
            }
            if matches!(segment, Segment::Unknown) {
                segment = self.guess(row);
            }
            match segment {
                Segment::Request => self.request_row(row, &mut label),
                Segment::Titled | Segment::Properties => {
                    segment = Segment::Properties;
                    self.property_row(row, &columns);
                }
                Segment::Errors => self.error_row(row),
                Segment::Unknown => {
                    if !told {
                        let cells: Vec<&str> = row.filled().take(1).collect();
                        self.find(
                            row.line,
                            "unreadable-table",
                            format!(
                                "a table of another kind, beginning with {} columns and `{}`",
                                row.cells.len(),
                                short(cells.first().copied().unwrap_or_default())
                            ),
                        );
                    }
                    told = true;
                }
            }
        }
    }

    /// A lone cell is the title of a table, or a row that groups those below it.
    fn is_title(&self, title: &str, row: &Row, next: Option<&Row>, segment: Segment) -> bool {
        let heads = next.is_some_and(|next| words::is_property_head(&next.cells));
        let described = next.is_some_and(is_property);
        match segment {
            Segment::Request => heads || (described && (row.head || GROUP.is_match(title))),
            Segment::Properties | Segment::Titled => heads || (described && GROUP.is_match(title)),
            Segment::Unknown | Segment::Errors => {
                heads || (described && words::label(title).is_none())
            }
        }
    }

    fn begins_request(&self, row: &Row) -> bool {
        let label = row.filled().next().and_then(words::label);
        matches!(label, Some(Label::Url | Label::Method | Label::Access))
            || (matches!(
                label,
                Some(Label::Query | Label::Path | Label::Body | Label::Either)
            ) && row.filled().count() > 2)
    }

    /// The kind of a table that has no head, by its first row.
    fn guess(&mut self, row: &Row) -> Segment {
        let first = row.filled().next().unwrap_or_default();
        if is_status(first) {
            Segment::Errors
        } else if is_property(row) {
            self.object(None);
            Segment::Properties
        } else {
            Segment::Unknown
        }
    }

    fn object(&mut self, title: Option<&str>) {
        let heading = title.map(str::to_owned).or_else(|| self.section.clone());
        self.facts.objects.push(Object {
            heading,
            properties: Vec::new(),
        });
    }

    fn request_row(&mut self, row: &Row, label: &mut Option<Label>) {
        let mut cells = row.cells.as_slice();
        // Cells that a span has left empty, or that the layout has shifted.
        while let Some((first, rest)) = cells.split_first()
            && first.is_empty()
        {
            cells = rest;
        }
        let Some(first) = cells.first() else { return };
        let is_label = words::label(first).filter(|_| {
            let lower = first.starts_with(char::is_lowercase);
            !(lower && cells.get(1).is_some_and(|cell| types::is_type(cell)))
        });
        if let Some(found) = is_label {
            *label = Some(found);
            cells = &cells[1..];
        }
        let rest = cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ");
        match is_label {
            Some(Label::Url) => return self.url(&rest, row.line),
            Some(Label::Method) => {
                let found = words::methods(&rest);
                if found.is_empty() {
                    self.find(row.line, "unreadable-method", format!("`{}`", short(&rest)));
                }
                self.facts.methods.extend(found);
                self.facts.methods = unique(std::mem::take(&mut self.facts.methods));
                return;
            }
            Some(Label::Access) => return self.access(&rest, row.line),
            Some(Label::Other) => return,
            _ => {}
        }
        let place = label.filter(|label| {
            matches!(
                label,
                Label::Query | Label::Path | Label::Body | Label::Either
            )
        });
        self.parameter(cells, row.line, place);
    }

    fn url(&mut self, text: &str, line: usize) {
        let mut found = false;
        for address in ADDRESS.find_iter(text) {
            let address = address
                .as_str()
                .trim()
                .trim_end_matches(['.', ',', ')', ';']);
            let path = match HOST.captures(address) {
                Some(parts) => {
                    if &parts[1] != API_HOST {
                        self.find(
                            line,
                            "host",
                            format!("`{}` instead of `{API_HOST}`", &parts[1]),
                        );
                    }
                    parts.get(2).map_or("/", |path| path.as_str())
                }
                None => address,
            };
            let (path, query) = path
                .split_once('?')
                .map_or((path, None), |(path, query)| (path, Some(query)));
            if query.is_some() {
                self.find(line, "query-in-url", format!("`{}`", short(address)));
            }
            found = true;
            self.facts.urls.push(path.to_owned());
        }
        if !found {
            self.find(line, "unreadable-url", format!("`{}`", short(text)));
        }
    }

    fn access(&mut self, text: &str, line: usize) {
        let (known, unknown) = words::levels(text);
        if known.is_empty() {
            self.find(line, "unreadable-access", "no access level that is known");
        }
        for word in unknown {
            self.find(line, "unknown-access-level", format!("`{word}`"));
        }
        self.facts.access.extend(known);
        self.facts.access = unique(std::mem::take(&mut self.facts.access));
    }

    fn parameter(&mut self, cells: &[CompactString], line: usize, place: Option<Label>) {
        let Some((name, optional)) = cells.first().and_then(|cell| name(cell)) else {
            let shown = cells.first().map_or("", CompactString::as_str);
            return self.find(
                line,
                "unreadable-row",
                format!("no name of a parameter: `{}`", short(shown)),
            );
        };
        let (kind, text) = match cells.get(1) {
            Some(cell) if types::is_type(cell) => (Some(cell.clone()), joined(&cells[2..])),
            Some(cell) if cell.is_empty() || cells.len() < 3 => (None, joined(&cells[1..])),
            _ => (None, joined(&cells[1..])),
        };
        let said = prose::said(&text, kind.as_deref().unwrap_or_default());
        for aspect in &said.unreadable {
            self.find(line, format!("unreadable-{aspect}"), format!("`{name}`"));
        }
        self.places.push(place.unwrap_or(Label::Other));
        self.facts.parameters.push(Parameter {
            name,
            place: Place::Query,
            kind,
            optional: optional.or(said.optional),
            default: said.default,
            minimum: said.minimum,
            maximum: said.maximum,
            values: said.values,
            text: fingerprint(&text),
            line,
        });
    }

    fn property_row(&mut self, row: &Row, columns: &Columns) {
        let mut cells = row.cells.as_slice();
        while let Some((first, rest)) = cells.split_first()
            && first.is_empty()
            && cells.len() > 1
            && self.facts.layout != Layout::Plain
            && !words::is_value(rest.first().map_or("", CompactString::as_str))
        {
            cells = rest;
        }
        let filled: Vec<&str> = row.filled().collect();
        let first = filled.first().copied().unwrap_or_default();
        if words::is_value(first) && !filled.get(1).is_some_and(|cell| types::is_type(cell)) {
            return self.value_row(first, row.line);
        }
        if row.lone().is_some()
            && name(first).is_none_or(|(name, _)| !name.contains(['.', '_', '[']))
        {
            return self.find(row.line, "group-row", format!("`{}`", short(first)));
        }
        let Some((name, optional)) = cells.first().and_then(|cell| name(cell)) else {
            return self.find(
                row.line,
                "unreadable-row",
                format!("no name of a property: `{}`", short(first)),
            );
        };
        let kind = columns
            .kind
            .and_then(|at| cells.get(at))
            .filter(|cell| !cell.is_empty())
            .cloned();
        let text = joined(cells.get(columns.text..).unwrap_or_default());
        if cells
            .get(columns.text + 1..)
            .is_some_and(|more| more.iter().any(|cell| !cell.is_empty()))
        {
            self.find(row.line, "extra-column", format!("`{name}`"));
        }
        match &kind {
            None => self.find(row.line, "no-type", format!("`{name}`")),
            Some(kind) if !types::is_type(kind) => {
                self.find(
                    row.line,
                    "unreadable-type",
                    format!("`{name}` is of type `{}`", short(kind)),
                );
            }
            Some(_) => {}
        }
        let said = prose::said(&text, kind.as_deref().unwrap_or_default());
        for aspect in said.unreadable.iter().filter(|aspect| **aspect != "length") {
            self.find(
                row.line,
                format!("unreadable-{aspect}"),
                format!("`{name}`"),
            );
        }
        let property = Property {
            name,
            kind,
            optional: optional.or(said.optional),
            values: said.values,
            default: said.default,
            text: fingerprint(&text),
            line: row.line,
        };
        let repeated = self.facts.objects.last().is_some_and(|object| {
            object
                .properties
                .iter()
                .rev()
                .take(MAXIMUM_REPEATED)
                .any(|known| known.name == property.name)
        });
        if repeated {
            self.find(
                row.line,
                "repeated-row",
                format!("`{}` stands in the table twice", property.name),
            );
        }
        if let Some(object) = self.facts.objects.last_mut() {
            object.properties.push(property);
        }
    }

    /// An enum value that has a row of its own.
    fn value_row(&mut self, value: &str, line: usize) {
        let property = self
            .facts
            .objects
            .last_mut()
            .and_then(|object| object.properties.last_mut());
        match property {
            Some(property) => {
                property
                    .values
                    .get_or_insert_default()
                    .push(Value::String(value.to_owned()));
                let detail = format!("`{value}` counts as a value of `{}`", property.name);
                self.find(line, "value-row", detail);
            }
            None => self.find(
                line,
                "unreadable-row",
                format!("`{value}` belongs to no property"),
            ),
        }
    }

    fn error_row(&mut self, row: &Row) {
        let cells = &row.cells;
        let status = cells.iter().take(1).find_map(|cell| {
            let cell = cell.trim_end_matches(['.', ':']);
            is_status(cell)
                .then(|| cell.get(..3).and_then(|status| status.parse().ok()))
                .flatten()
        });
        let rest = match (status, cells.first()) {
            (Some(_), _) => &cells[1..],
            (None, Some(first)) if first.is_empty() || !is_message(first) => {
                &cells[1.min(cells.len())..]
            }
            _ => cells.as_slice(),
        };
        if status.is_none() {
            match cells
                .first()
                .filter(|first| !first.is_empty() && !is_message(first))
            {
                Some(first) => {
                    self.find(row.line, "unreadable-status", format!("`{}`", short(first)))
                }
                None => self.find(row.line, "no-status", "an error row without a code"),
            }
        }
        let message = rest.first().filter(|message| !message.is_empty()).cloned();
        if message.is_none() && status.is_none() {
            return self.find(
                row.line,
                "unreadable-row",
                "an error row without code and message",
            );
        }
        let error = ErrorRow {
            status,
            message,
            text: fingerprint(&joined(rest.get(1..).unwrap_or_default())),
            line: row.line,
        };
        let same =
            |known: &&ErrorRow| known.status == error.status && known.message == error.message;
        if self
            .facts
            .errors
            .iter()
            .rev()
            .take(MAXIMUM_REPEATED)
            .any(|known| same(&known))
        {
            let status = status.map_or_else(String::new, |status| status.to_string());
            let message = error.message.as_deref().unwrap_or_default();
            self.find(row.line, "repeated-error", format!("`{status} {message}`"));
        }
        self.facts.errors.push(error);
    }

    fn code(&mut self, code: &str, line: usize) {
        let trimmed = code.trim_start();
        let line = line + code[..code.len() - trimmed.len()].matches('\n').count();
        if trimmed.is_empty() {
            return;
        }
        if trimmed.starts_with("http://") || trimmed.starts_with("https://") {
            for (offset, row) in trimmed.lines().enumerate() {
                for address in row
                    .split_whitespace()
                    .filter(|word| word.starts_with("http"))
                {
                    let url = HOST
                        .captures(address)
                        .and_then(|parts| parts.get(2))
                        .map_or("/", |path| path.as_str());
                    self.facts.requests.push(Request {
                        url: url.to_owned(),
                        line: line + offset,
                    });
                }
            }
            return;
        }
        match example::parse(trimmed) {
            Ok((literals, mends)) => {
                for mend in mends {
                    self.find(line + mend.line, mend.code, mend.detail);
                }
                for literal in literals {
                    self.facts.examples.push(Example {
                        heading: self.section.clone(),
                        value: literal.value,
                        elided: literal.elided,
                        line: line + literal.line,
                    });
                }
            }
            Err(mend) => self.find(line + mend.line, mend.code, mend.detail),
        }
    }

    fn finish(&mut self) {
        let facts = &mut self.facts;
        facts.urls = unique(std::mem::take(&mut facts.urls));
        facts.objects.retain(|object| !object.properties.is_empty());
        if facts.urls.is_empty() {
            let states = !facts.objects.is_empty()
                || !facts.errors.is_empty()
                || !facts.examples.is_empty()
                || !facts.parameters.is_empty();
            facts.refused = Some(if states {
                "the request table is missing; read the page in a layout that has kept it (raw or html)".to_owned()
            } else {
                facts.findings.clear();
                "index page".to_owned()
            });
            return;
        }
        facts.objects.retain(|object| !object.properties.is_empty());
        if facts.methods.is_empty() {
            facts
                .findings
                .push(Finding::new(0, "no-method", "no method is stated"));
        }
        let sends_body = facts
            .methods
            .iter()
            .any(|method| matches!(method.as_str(), "POST" | "PUT" | "PATCH"));
        let placeholders: HashSet<String> = facts
            .urls
            .iter()
            .flat_map(|url| url.split('/'))
            .filter(|segment| is_placeholder(segment))
            .map(placeholder_name)
            .collect();
        for (parameter, label) in facts.parameters.iter_mut().zip(&self.places) {
            let in_url = placeholders.contains(&placeholder_name(&parameter.name));
            parameter.place = match label {
                Label::Query => Place::Query,
                Label::Body => Place::Body,
                Label::Path if in_url => Place::Path,
                Label::Either if sends_body => Place::Body,
                Label::Either => Place::Query,
                _ if in_url => Place::Path,
                _ if sends_body => Place::Body,
                _ => Place::Query,
            };
            let told = match label {
                Label::Either => Some("either-place"),
                Label::Path if !in_url => Some("no-such-placeholder"),
                Label::Other => Some("no-label"),
                _ => None,
            };
            if let Some(code) = told {
                let detail = format!(
                    "`{}`, taken for a {} parameter",
                    parameter.name,
                    parameter.place.name()
                );
                facts
                    .findings
                    .push(Finding::new(parameter.line, code, detail));
            }
        }
        self.body_tables(sends_body);
        self.facts.findings.sort_by_key(|finding| finding.line);
    }

    /// A property table of the request is no answer: its rows are parameters of the body.
    fn body_tables(&mut self, sends_body: bool) {
        if !sends_body {
            return;
        }
        let is_body = |object: &Object| {
            object.heading.as_deref().is_some_and(|heading| {
                let words = heading.to_ascii_lowercase();
                words.contains("body")
                    || words.starts_with("request")
                    || words.ends_with("(request)")
            })
        };
        let (bodies, answers) = std::mem::take(&mut self.facts.objects)
            .into_iter()
            .partition(is_body);
        self.facts.objects = answers;
        for object in bodies {
            for property in object.properties {
                self.facts.parameters.push(Parameter {
                    name: property.name,
                    place: Place::Body,
                    kind: property.kind,
                    optional: property.optional,
                    default: property.default,
                    minimum: None,
                    maximum: None,
                    values: property.values,
                    text: property.text,
                    line: property.line,
                });
            }
        }
    }

    fn find(
        &mut self,
        line: usize,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) {
        self.facts.findings.push(Finding::new(line, code, detail));
    }
}

/// Rows that say the same are looked for among this many before; so no page makes it quadratic.
const MAXIMUM_REPEATED: usize = 200;

/// What the rows of a table are, as far as it has been read.
#[derive(Clone, Copy)]
enum Segment {
    Unknown,
    Request,
    /// A title has been read, the head or the first row comes.
    Titled,
    Properties,
    Errors,
}

/// Where type and text stand.
struct Columns {
    kind: Option<usize>,
    text: usize,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            kind: Some(1),
            text: 2,
        }
    }
}

impl Columns {
    fn read(head: &[CompactString]) -> Self {
        let at = |word: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(word));
        let kind = at("type");
        let text = at("description").unwrap_or_else(|| kind.map_or(1, |kind| kind + 1));
        Self { kind, text }
    }
}

/// Whether a row is one of a property table: a name, then a type.
fn is_property(row: &Row) -> bool {
    let mut filled = row.filled();
    let name = filled.next().and_then(name);
    name.is_some() && filled.next().is_some_and(types::is_type)
}

/// The name in a cell, and whether a mark beside it makes it optional.
fn name(cell: &str) -> Option<(CompactString, Option<bool>)> {
    let bare = if cell.contains(['[', '(']) {
        OPTIONAL_NAME.replace(cell, "")
    } else {
        cell.into()
    };
    let optional = (bare != cell).then_some(true);
    let bare = bare.trim_matches(['"', '\'', '`']);
    let valid = !bare.is_empty()
        && bare.len() <= 200
        && !bare.contains(char::is_whitespace)
        && bare
            .chars()
            .all(|c| c.is_alphanumeric() || "_$.-[]:<>{}/*".contains(c));
    valid.then(|| (bare.into(), optional))
}

fn is_status(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['.', ':']);
    cell.len() == 3
        && cell.starts_with(['1', '2', '3', '4', '5'])
        && cell.chars().all(|c| c.is_ascii_digit())
}

/// A machine word in place of a status.
fn is_message(cell: &str) -> bool {
    cell.contains('_') || (!cell.contains(' ') && cell.chars().all(|c| c.is_ascii_lowercase()))
}

fn joined(cells: &[CompactString]) -> Cow<'_, str> {
    match cells {
        [] => "".into(),
        [cell] => cell.as_str().into(),
        cells => clean(&cells.join(" ")).into_owned().into(),
    }
}

/// A piece of the page for a finding: enough to find the place, too little to be prose.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn unique(items: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::with_capacity(items.len());
    items
        .into_iter()
        .filter(|item| seen.insert(item.clone()))
        .collect()
}
