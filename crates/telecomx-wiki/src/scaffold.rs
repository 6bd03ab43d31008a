//! A first draft of the OpenAPI for a page that the document does not have yet.
//!
//! A draft is where a maintainer begins, not where one ends: it takes over what the page states and
//! puts a comment at every place where the page is silent or of two minds. Descriptions are made
//! from names, for the page's own words are not ours to copy.

mod fields;
mod names;
mod operation;
mod schema;
mod yaml;

use serde_json::{Map, Value};
use telecomx_codegen::Document;

use crate::diff::is_same_path;
use crate::facts::{is_placeholder, placeholder_name};
use crate::{Error, Facts, spec};

/// A draft: text to put into the document.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Path, method, and the operation as YAML in two further columns of indentation.
    operations: Vec<(String, String, Value)>,
    schemas: Map<String, Value>,
}

/// Drafts the operations of a page, and the schemas that they need and the document lacks.
///
/// # Errors
/// When the page is none of an endpoint, or the document has one of its operations already.
pub fn scaffold(document: &Document, facts: &Facts) -> Result<Draft, Error> {
    let page = facts.page.as_deref().unwrap_or("the page");
    if let Some(why) = &facts.refused {
        return Err(Error::new(format!("cannot draft {page}: {why}")));
    }
    let known = spec::operations(document);
    let mut draft = Draft {
        operations: Vec::new(),
        schemas: Map::new(),
    };
    for url in &facts.urls {
        let path = known
            .iter()
            .map(|operation| &operation.path)
            .chain(draft.operations.iter().map(|(path, ..)| path))
            .find(|path| is_same_path(path, url))
            .cloned()
            .unwrap_or_else(|| template(url));
        let method = preferred(&facts.methods);
        let taken =
            |operation: &&spec::Operation| operation.path == path && operation.method == method;
        if known.iter().any(|operation| taken(&operation)) {
            return Err(Error::new(format!(
                "the document has {method} {path} already; compare the page with `cargo xtask docs diff`"
            )));
        }
        let mut context =
            operation::Context::new(document, facts, &mut draft.schemas, url, &path, &method);
        let ids = known.iter().map(|operation| operation.id.clone());
        let ids: Vec<String> = ids
            .chain(
                draft
                    .operations
                    .iter()
                    .filter_map(|(_, _, value)| value["operationId"].as_str().map(str::to_owned)),
            )
            .collect();
        let value = context.operation(&ids);
        draft
            .operations
            .push((path, method.to_ascii_lowercase(), value));
    }
    Ok(draft)
}

/// Of several methods the one that the page names first, unless it puts a body into a URL.
fn preferred(methods: &[String]) -> String {
    let body = methods
        .iter()
        .find(|method| matches!(method.as_str(), "POST" | "PUT" | "PATCH"));
    body.or(methods.first())
        .cloned()
        .unwrap_or_else(|| "GET".to_owned())
}

/// `/crate/CRATE-ID` as `/crate/{crateId}`.
fn template(url: &str) -> String {
    let segments: Vec<String> = url
        .trim_end_matches('/')
        .split('/')
        .map(|segment| {
            if is_placeholder(segment) {
                format!("{{{}}}", names::parameter(segment))
            } else {
                segment.to_owned()
            }
        })
        .collect();
    segments.join("/")
}

/// The placeholder of a URL that a page's row describes.
fn placeholder_of<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    url.split('/').find(|segment| {
        is_placeholder(segment) && placeholder_name(segment) == placeholder_name(name)
    })
}

impl Draft {
    /// The draft as it is printed: what comes below `paths`, and what comes below `components.schemas`.
    ///
    /// # Errors
    /// When it cannot be written as YAML.
    pub fn print(&self) -> Result<String, Error> {
        Ok(format!(
            "paths:\n{}components:\n  schemas:\n{}",
            self.paths(&[])?,
            self.components()?
        ))
    }

    /// The document's text with the draft in it. Nothing else of the text changes.
    ///
    /// # Errors
    /// When the text has no `paths`, or the result is no document.
    pub fn splice(&self, text: &str) -> Result<String, Error> {
        let mut spliced = text.to_owned();
        let known: Vec<String> = self
            .operations
            .iter()
            .map(|(path, ..)| path.clone())
            .filter(|path| yaml::has_key(text, &["paths", path]))
            .collect();
        for (path, method, value) in self
            .operations
            .iter()
            .filter(|(path, ..)| known.contains(path))
        {
            let block = yaml::block(&one(method, value), 4)?;
            spliced = yaml::append(&spliced, &["paths", path], &block)?;
        }
        let paths = self.paths(&known)?;
        if !paths.is_empty() {
            spliced = yaml::append(&spliced, &["paths"], &paths)?;
        }
        let schemas = self.components()?;
        if !schemas.is_empty() {
            spliced = yaml::append(&spliced, &["components", "schemas"], &schemas)?;
        }
        Document::parse(&spliced, "the document with the draft")
            .map_err(|error| Error::caused("the draft does not fit into the document", error))?;
        Ok(spliced)
    }

    fn paths(&self, without: &[String]) -> Result<String, Error> {
        let mut items: Map<String, Value> = Map::new();
        for (path, method, value) in self
            .operations
            .iter()
            .filter(|(path, ..)| !without.contains(path))
        {
            let item = items
                .entry(path.clone())
                .or_insert_with(|| Value::Object(Map::new()));
            item[method.as_str()] = value.clone();
        }
        yaml::block(&Value::Object(items), 2)
    }

    fn components(&self) -> Result<String, Error> {
        yaml::block(&Value::Object(self.schemas.clone()), 4)
    }
}

fn one(key: &str, value: &Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.clone())]))
}
