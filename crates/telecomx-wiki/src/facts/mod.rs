//! What a page states: methods, URLs, access levels, parameters, properties, errors, examples.
//!
//! A statement has three states. What a page *states* is here. What it is *silent* on is null, and
//! contradicts nothing. What it says in a way that cannot be *read* is a finding with its line.

mod extract;
mod prose;
pub(crate) mod words;

use std::borrow::Cow;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::read::Layout;

pub use extract::extract;
pub(crate) use extract::{is_placeholder, placeholder_name};
pub use words::LEVELS;

/// What one page states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The page's id, `api:internet:request:list`; `None` where the layout has lost it.
    pub page: Option<String>,
    /// The page's first heading.
    #[serde(default)]
    pub title: Option<String>,
    /// When it was last changed, `2018-09-29T12:55`; the wiki names no zone.
    #[serde(default)]
    pub modified: Option<String>,
    /// The layout that it was read from.
    pub layout: Layout,
    /// The SHA-256 of the input, in hex.
    pub sha256: String,
    /// The methods, in page order.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The paths, without host and query, in page order.
    #[serde(default)]
    pub urls: Vec<String>,
    /// The access levels, in page order.
    #[serde(default)]
    pub access: Vec<String>,
    /// The rows of the request table, and those of a table of the request's body.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The property tables.
    #[serde(default)]
    pub objects: Vec<Object>,
    /// The rows of the error table.
    #[serde(default)]
    pub errors: Vec<ErrorRow>,
    /// The example payloads.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// The example requests: paths with their query.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// What could not be read, or was mended.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Why this is no page of an endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Behind the `?`.
    Query,
    /// A segment of the URL.
    Path,
    /// A property of the JSON body.
    Body,
}

impl Place {
    /// The word that stands for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Path => "path",
            Self::Body => "body",
        }
    }
}

/// A parameter of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The name as written.
    pub name: CompactString,
    /// Where it travels.
    #[serde(rename = "in")]
    pub place: Place,
    /// The type as written.
    #[serde(default, rename = "type")]
    pub kind: Option<CompactString>,
    /// Marked as optional, marked as required, or not said.
    #[serde(default)]
    pub optional: Option<bool>,
    /// The value that stands for a missing one.
    #[serde(default)]
    pub default: Option<Value>,
    /// The least value.
    #[serde(default)]
    pub minimum: Option<Number>,
    /// The greatest value.
    #[serde(default)]
    pub maximum: Option<Number>,
    /// The values that it may have.
    #[serde(default, rename = "enum")]
    pub values: Option<Vec<Value>>,
    /// The fingerprint of its description.
    #[serde(default)]
    pub text: Option<CompactString>,
    /// The line in the input.
    pub line: usize,
}

/// A property table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What stands over it: its title row, or else the heading of its section.
    #[serde(default)]
    pub heading: Option<String>,
    /// Its rows.
    pub properties: Vec<Property>,
}

/// A row of a property table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// The name as written: `offers[]._id`.
    pub name: CompactString,
    /// The type as written.
    #[serde(default, rename = "type")]
    pub kind: Option<CompactString>,
    /// Marked as optional, marked as required, or not said.
    #[serde(default)]
    pub optional: Option<bool>,
    /// The values that it may have.
    #[serde(default, rename = "enum")]
    pub values: Option<Vec<Value>>,
    /// The value that stands for a missing one.
    #[serde(default)]
    pub default: Option<Value>,
    /// The fingerprint of its description.
    #[serde(default)]
    pub text: Option<CompactString>,
    /// The line in the input.
    pub line: usize,
}

/// A row of the error table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRow {
    /// The HTTP status; `None` where the row has none.
    #[serde(default)]
    pub status: Option<u16>,
    /// The machine word.
    #[serde(default)]
    pub message: Option<CompactString>,
    /// The fingerprint of its description.
    #[serde(default)]
    pub text: Option<CompactString>,
    /// The line in the input.
    pub line: usize,
}

/// An example payload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What stands over it.
    #[serde(default)]
    pub heading: Option<String>,
    /// Its value, elided items dropped.
    pub value: Value,
    /// Whether items were dropped.
    #[serde(default)]
    pub elided: bool,
    /// The line in the input.
    pub line: usize,
}

/// An example request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Path and query, without host.
    pub url: String,
    /// The line in the input.
    pub line: usize,
}

/// What could not be read, or was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The line in the input.
    pub line: usize,
    /// A word for the kind of finding; those that begin with `unreadable-` need a person's decision.
    pub code: Cow<'static, str>,
    /// What was found. It holds identifiers and values of the page, not its prose.
    pub detail: Cow<'static, str>,
}

impl Finding {
    pub(crate) fn new(
        line: usize,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            line,
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// Whether something the page says could not be taken over.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.code.starts_with("unreadable-")
    }
}
