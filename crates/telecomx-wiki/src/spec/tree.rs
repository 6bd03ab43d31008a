//! Every property that an answer or a body can hold, with its JSON path.
//!
//! Where a query value selects another shape (`x-variants`), each shape is a view of its own, so
//! that `GET /internet/request?full=true 200 $.requests[].offers` and the condensed one stay apart.

use serde_json::Value;
use telecomx_codegen::{Document, document::local_pointer};

use super::{Shape, escape};

/// Schemas within schemas are followed up to this depth; a schema that holds itself ends there too.
const MAXIMUM_DEPTH: usize = 24;

/// What an operation's answer, or body, can hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// Each view with all schemas in it, the roots first.
    pub(crate) views: Vec<View>,
}

/// The answer for one value of the parameter that selects its shape, or the body.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// `GET /internet/request?full=true 200`, or `POST /x body`.
    pub(crate) prefix: String,
    /// Pointer to the schema at `$`.
    pub(crate) root: String,
    /// Pointers of schemas that belong to other views.
    pub(crate) hidden: Vec<String>,
    /// All schemas reached, properties and items alike.
    pub(crate) nodes: Vec<Node>,
    /// It is a body, not an answer.
    pub(crate) body: bool,
}

/// A schema and where its value stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// `$.requests[].address.zip`.
    pub(crate) path: String,
    /// Where the schema, or the reference to it, is written.
    pub(crate) written: String,
    /// The schema itself, references followed.
    pub(crate) pointer: String,
    pub(crate) shape: Shape,
    /// A named property, not a root or an item.
    pub(crate) property: bool,
    /// Other spellings of its last name (`x-aliases`).
    pub(crate) aliases: Vec<String>,
}

impl Tree {
    pub(crate) fn of(document: &Document, operation: &str, subject: &str) -> Self {
        let mut views = Vec::new();
        let responses = document
            .at(&format!("{operation}/responses"))
            .and_then(Value::as_object);
        for status in responses
            .into_iter()
            .flat_map(|map| map.keys())
            .filter(|status| status.starts_with('2'))
        {
            let response =
                document.resolve_pointer(&format!("{operation}/responses/{}", escape(status)));
            let root = response.and_then(|response| {
                document.resolve_pointer(&format!("{response}/content/application~1json/schema"))
            });
            let Some(root) = root else { continue };
            for (query, hidden) in cases(document, operation) {
                views.push(View {
                    prefix: format!("{subject}{query} {status}"),
                    root: root.clone(),
                    nodes: nodes(document, &root, &hidden),
                    hidden,
                    body: false,
                });
            }
        }
        let body = document
            .resolve_pointer(&format!("{operation}/requestBody"))
            .and_then(|body| {
                document.resolve_pointer(&format!("{body}/content/application~1json/schema"))
            });
        if let Some(root) = body {
            views.push(View {
                prefix: format!("{subject} body"),
                nodes: nodes(document, &root, &[]),
                root,
                hidden: Vec::new(),
                body: true,
            });
        }
        Self { views }
    }

    /// The view and the place in it at which a schema stands, the first one where there are several.
    pub(crate) fn place(&self, pointer: &str) -> Option<(&View, &Node)> {
        self.views.iter().find_map(|view| {
            view.nodes
                .iter()
                .find(|node| node.pointer == pointer)
                .map(|node| (view, node))
        })
    }
}

impl View {
    /// The node at a path as a page writes it; aliases count.
    pub(crate) fn find(&self, path: &str) -> Option<&Node> {
        if let Some(node) = self.nodes.iter().find(|node| node.path == path) {
            return Some(node);
        }
        // An alias may stand anywhere on the way down.
        let aliased = self.nodes.iter().find_map(|node| {
            node.aliases.iter().find_map(|alias| {
                let (above, _) = node.path.rsplit_once('.')?;
                let written = format!("{above}.{alias}");
                let rest = path.strip_prefix(&written)?;
                (rest.is_empty() || rest.starts_with(['.', '[']))
                    .then(|| format!("{}{rest}", node.path))
            })
        })?;
        self.nodes.iter().find(|node| node.path == aliased)
    }
}

/// The query of each view, and the schemas that it does not hold.
fn cases(document: &Document, operation: &str) -> Vec<(String, Vec<String>)> {
    let item = |value: &Value| {
        value
            .get("item")
            .and_then(Value::as_str)
            .and_then(local_pointer)
    };
    let variants = document.at(&format!("{operation}/x-variants"));
    let default = variants
        .and_then(|variants| variants.get("default"))
        .and_then(item);
    let parameter = variants
        .and_then(|variants| variants.get("parameter"))
        .and_then(Value::as_str);
    let (Some(default), Some(parameter)) = (default, parameter) else {
        return vec![(String::new(), Vec::new())];
    };
    let cases = variants
        .and_then(|variants| variants.get("cases"))
        .and_then(Value::as_array);
    let mut items = vec![(String::new(), default)];
    for case in cases.into_iter().flatten() {
        if let (Some(value), Some(item)) = (case.get("value").and_then(Value::as_str), item(case)) {
            items.push((format!("?{parameter}={value}"), item));
        }
    }
    items
        .iter()
        .map(|(query, own)| {
            let hidden = items
                .iter()
                .map(|(_, item)| item)
                .filter(|item| *item != own);
            (query.clone(), hidden.cloned().collect())
        })
        .collect()
}

fn nodes(document: &Document, root: &str, hidden: &[String]) -> Vec<Node> {
    let mut walk = Walk {
        document,
        hidden,
        nodes: Vec::new(),
        above: Vec::new(),
    };
    walk.schema(root, "$", false, false);
    walk.nodes
}

struct Walk<'a> {
    document: &'a Document,
    hidden: &'a [String],
    nodes: Vec<Node>,
    above: Vec<String>,
}

impl Walk<'_> {
    fn schema(&mut self, written: &str, path: &str, property: bool, required: bool) {
        let Some(pointer) = self.document.resolve_pointer(written) else {
            return;
        };
        if self.hidden.contains(&pointer) {
            return;
        }
        let Some(schema) = self.document.at(&pointer) else {
            return;
        };
        let mut shape = Shape::of(self.document, &pointer);
        shape.required = required;
        let aliases = schema.get("x-aliases").and_then(Value::as_array);
        self.nodes.push(Node {
            path: path.to_owned(),
            written: written.to_owned(),
            pointer: pointer.clone(),
            shape,
            property,
            aliases: aliases
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        });
        if self.above.contains(&pointer) || self.above.len() >= MAXIMUM_DEPTH {
            return;
        }
        self.above.push(pointer.clone());
        self.children(&pointer, path);
        self.above.pop();
    }

    fn children(&mut self, pointer: &str, path: &str) {
        let Some(schema) = self.document.at(pointer) else {
            return;
        };
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for name in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|map| map.keys())
        {
            let child = format!("{pointer}/properties/{}", escape(name));
            self.schema(
                &child,
                &format!("{path}.{name}"),
                true,
                required.contains(&name.as_str()),
            );
        }
        if schema.get("items").is_some() {
            self.schema(
                &format!("{pointer}/items"),
                &format!("{path}[]"),
                false,
                false,
            );
        }
        for word in ["oneOf", "anyOf", "allOf"] {
            let branches = schema
                .get(word)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            for index in 0..branches {
                let branch = format!("{pointer}/{word}/{index}");
                let Some(target) = self.document.resolve_pointer(&branch) else {
                    continue;
                };
                if self.hidden.contains(&target) || self.above.contains(&target) {
                    continue;
                }
                // A branch stands at the same place; it is a node only so that a page's table can be mapped to it.
                if self
                    .document
                    .at(&target)
                    .is_some_and(|schema| schema.get("properties").is_some())
                {
                    self.schema(&branch, path, false, false);
                }
            }
        }
    }
}
