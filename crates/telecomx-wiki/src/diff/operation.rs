//! One page against one operation of the document.

use std::collections::HashSet;

use serde_json::{Number, Value};
use telecomx_codegen::Document;

use super::{Difference, Found, says};
use crate::Facts;
use crate::facts::{Example, Object, Parameter, Place, Property, is_placeholder, placeholder_name};
use crate::ledger::Kind;
use crate::spec::{self, Node, Operation, Shape, View};
use crate::text::sha256;
use crate::types::{self, Class};
use crate::validate::{self, Checked};

/// Compares both ways and states what each side says.
pub(super) fn compare(
    document: &Document,
    operation: &Operation,
    facts: &Facts,
    url: &str,
    found: &mut Found,
) {
    let mut comparison = Comparison {
        document,
        operation,
        facts,
        url,
        page: facts.page.clone().unwrap_or_default(),
        subject: operation.subject(),
        found,
        shown: HashSet::new(),
        kinds: Vec::new(),
    };
    comparison.operation();
    comparison.access();
    comparison.parameters();
    comparison.examples();
    comparison.objects();
    comparison.undocumented_properties();
    comparison.errors();
    comparison.requests();
    comparison.unreadable();
}

/// States what the document says of an operation whose page nobody could read, so that open questions can be pinned to it.
pub(super) fn state_unread(operation: &Operation, page: &str, found: &mut Found) {
    let unread = || "not read".to_owned();
    let subject = operation.subject();
    found.state(page, &subject, unread(), operation.id.clone());
    found.state(
        page,
        &format!("{subject} access"),
        unread(),
        operation.access.join(", "),
    );
    for parameter in &operation.parameters {
        found.state(
            page,
            &parameter_subject(&subject, parameter.place, &parameter.name),
            unread(),
            says::shape(&parameter.shape),
        );
    }
    for view in &operation.tree.views {
        for node in &view.nodes {
            found.state(
                page,
                &format!("{} {}", view.prefix, node.path),
                unread(),
                says::shape(&node.shape),
            );
        }
    }
    for status in &operation.errors {
        found.state(
            page,
            &format!("{subject} {}", status.status),
            unread(),
            status_says(&status.messages),
        );
    }
}

fn parameter_subject(operation: &str, place: Option<Place>, name: &str) -> String {
    match place {
        Some(Place::Path) => format!("{operation} path {name}"),
        Some(Place::Body) => format!("{operation} body $.{name}"),
        _ => format!("{operation} ? {name}"),
    }
}

fn status_says(messages: &[String]) -> String {
    if messages.is_empty() {
        "a status without messages".to_owned()
    } else {
        messages.join(", ")
    }
}

struct Comparison<'a> {
    document: &'a Document,
    operation: &'a Operation,
    facts: &'a Facts,
    url: &'a str,
    page: String,
    /// `GET /internet/request`.
    subject: String,
    found: &'a mut Found,
    /// What the page's tables and examples show: path and place in the document.
    shown: HashSet<(String, String)>,
    /// JSON types that examples have: prefix, path, type.
    kinds: Vec<(String, String, &'static str)>,
}

/// What a row states of a value, parameter or property.
struct Row<'a> {
    subject: String,
    line: usize,
    kind: Option<&'a str>,
    optional: Option<bool>,
    default: Option<&'a Value>,
    /// `None` where a row of its kind cannot state bounds.
    bounds: Option<[Option<&'a Number>; 2]>,
    values: Option<&'a [Value]>,
}

impl Comparison<'_> {
    fn line(&self, pointer: &str) -> Option<usize> {
        Some(self.document.nearest_line(pointer))
    }

    fn difference(
        &mut self,
        kind: Kind,
        subject: &str,
        says: (String, String),
        lines: (Option<usize>, &str),
        fact: Option<usize>,
    ) {
        let difference = Difference {
            page: self.page.clone(),
            kind,
            subject: subject.to_owned(),
            page_says: says.0,
            document_says: says.1,
            page_line: lines.0,
            document_line: self.line(lines.1),
        };
        self.found.difference(difference, fact);
    }

    fn operation(&mut self) {
        let facts = self.facts;
        let pointer = &self.operation.pointer;
        let fact = self.found.fact(&self.page);
        self.found.state(
            &self.page,
            &self.subject,
            format!("{} {}", facts.methods.join(", "), self.url),
            self.operation.id.clone(),
        );
        let Some(origin) = &self.operation.origin else {
            return;
        };
        if origin.page != self.page {
            let says = (
                "this operation".to_owned(),
                format!("x-wiki page {}", origin.page),
            );
            self.difference(
                Kind::Conflict,
                &self.subject.clone(),
                says,
                (Some(1), pointer),
                Some(fact),
            );
        }
        if let Some(modified) = &facts.modified {
            let fact = self.found.fact(&self.page);
            if origin.modified.as_ref() != Some(modified) {
                let ours = origin
                    .modified
                    .clone()
                    .unwrap_or_else(|| "no date".to_owned());
                let subject = format!("{} modified", self.subject);
                self.difference(
                    Kind::Conflict,
                    &subject,
                    (modified.clone(), ours),
                    (Some(1), &format!("{pointer}/x-wiki")),
                    Some(fact),
                );
            }
        }
    }

    fn access(&mut self) {
        let subject = format!("{} access", self.subject);
        let pointer = format!("{}/x-access-levels", self.operation.pointer);
        let (theirs, ours) = (&self.facts.access, &self.operation.access);
        self.found
            .state(&self.page, &subject, theirs.join(", "), ours.join(", "));
        for level in theirs {
            let fact = self.found.fact(&self.page);
            if !ours.contains(level) {
                let says = (level.clone(), "not this level".to_owned());
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (None, &pointer),
                    Some(fact),
                );
            }
        }
        for level in ours.iter().filter(|level| !theirs.contains(level)) {
            self.difference(
                Kind::Undocumented,
                &subject,
                ("not this level".to_owned(), level.clone()),
                (None, &pointer),
                None,
            );
        }
    }

    /// The document's parameter that a page's row is about.
    fn counterpart(&self, row: &Parameter) -> Option<&spec::Parameter> {
        if row.place == Place::Path {
            let named = placeholder_name(&row.name);
            let at = self.url.split('/').position(|segment| {
                is_placeholder(segment) && placeholder_name(segment) == named
            })?;
            let ours = self
                .operation
                .path
                .split('/')
                .nth(at)?
                .trim_matches(['{', '}']);
            return self
                .operation
                .parameters
                .iter()
                .find(|known| known.place == Some(Place::Path) && known.name == ours);
        }
        self.operation
            .parameters
            .iter()
            .find(|known| known.name == row.name)
    }

    fn parameters(&mut self) {
        let operation = self.operation;
        let mut transcribed = HashSet::new();
        for row in &self.facts.parameters {
            if row.place == Place::Body {
                self.body_parameter(row);
                continue;
            }
            let fact = self.found.fact(&self.page);
            let Some(ours) = self.counterpart(row).cloned() else {
                let subject = parameter_subject(&self.subject, Some(row.place), &row.name);
                let says = (says::parameter(row), "no such parameter".to_owned());
                self.found
                    .state(&self.page, &subject, says.0.clone(), says.1.clone());
                let pointer = format!("{}/parameters", operation.pointer);
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (Some(row.line), &pointer),
                    Some(fact),
                );
                continue;
            };
            transcribed.insert(ours.pointer.clone());
            let subject = parameter_subject(&self.subject, ours.place, &ours.name);
            self.found.state(
                &self.page,
                &subject,
                says::parameter(row),
                says::shape(&ours.shape),
            );
            if ours.place != Some(row.place) {
                let ours_in = ours.place.map_or("elsewhere", Place::name);
                let says = (format!("in {}", row.place.name()), format!("in {ours_in}"));
                self.difference(
                    Kind::Conflict,
                    &subject,
                    says,
                    (Some(row.line), &ours.pointer),
                    Some(fact),
                );
            }
            let mut shape = ours.shape.clone();
            // A segment of a URL is always required; no page needs to say so.
            shape.required &= ours.place != Some(Place::Path);
            self.aspects(&parameter_row(row, subject), &shape, &ours.pointer, fact);
        }
        let path_parameters = self
            .url
            .split('/')
            .filter(|segment| is_placeholder(segment))
            .count();
        for ours in &operation.parameters {
            let in_url = ours.place == Some(Place::Path) && path_parameters > 0;
            if transcribed.contains(&ours.pointer) || in_url {
                continue;
            }
            let subject = parameter_subject(&self.subject, ours.place, &ours.name);
            let says = ("no such parameter".to_owned(), says::shape(&ours.shape));
            self.found
                .state(&self.page, &subject, says.0.clone(), says.1.clone());
            self.difference(
                Kind::Undocumented,
                &subject,
                says,
                (None, &ours.pointer),
                None,
            );
        }
    }

    /// A row about a property of the body.
    fn body_parameter(&mut self, row: &Parameter) {
        let operation = self.operation;
        let fact = self.found.fact(&self.page);
        let view = operation.tree.views.iter().find(|view| view.body);
        let path = format!("$.{}", row.name);
        let Some((node, subject)) = view.and_then(|view| {
            let node = view.find(&path)?;
            Some((node.clone(), format!("{} {}", view.prefix, node.path)))
        }) else {
            let subject = parameter_subject(&self.subject, Some(Place::Body), &row.name);
            let says = (says::parameter(row), "no such property".to_owned());
            let pointer = format!("{}/requestBody", operation.pointer);
            return self.difference(
                Kind::Untranscribed,
                &subject,
                says,
                (Some(row.line), &pointer),
                Some(fact),
            );
        };
        self.shown.insert((node.path.clone(), node.written.clone()));
        self.found.state(
            &self.page,
            &subject,
            says::parameter(row),
            says::shape(&node.shape),
        );
        self.aspects(
            &parameter_row(row, subject),
            &node.shape,
            &node.written,
            fact,
        );
    }

    /// Type, optionality, default, bounds and values, each for itself.
    fn aspects(&mut self, row: &Row<'_>, shape: &Shape, pointer: &str, fact: usize) {
        let line = Some(row.line);
        let subject = row.subject.as_str();
        if let Some(kind) = row.kind {
            let mut theirs = types::classes(kind);
            theirs.retain(|class| *class != Class::Null);
            if !theirs.is_empty() && theirs != shape.classes {
                let says = (format!("type {kind}"), shape.kind());
                self.difference(Kind::Conflict, subject, says, (line, pointer), Some(fact));
            }
        }
        if let Some(optional) = row.optional
            && optional == shape.required
        {
            let word = |required| if required { "required" } else { "optional" }.to_owned();
            self.difference(
                Kind::Conflict,
                subject,
                (word(!optional), word(shape.required)),
                (line, pointer),
                Some(fact),
            );
        }
        let unreadable = |aspect: &str| {
            let code = format!("unreadable-{aspect}");
            self.facts
                .findings
                .iter()
                .any(|finding| finding.line == row.line && finding.code == code)
        };
        let mut aspects = Vec::new();
        if !unreadable("default") {
            aspects.push((
                "default",
                row.default.map(says::value),
                shape.default.as_ref().map(says::value),
            ));
        }
        if let Some([minimum, maximum]) = row.bounds {
            aspects.push((
                "minimum",
                minimum.map(Number::to_string),
                shape.minimum.as_ref().map(Number::to_string),
            ));
            aspects.push((
                "maximum",
                maximum.map(Number::to_string),
                shape.maximum.as_ref().map(Number::to_string),
            ));
        }
        for (name, theirs, ours) in aspects {
            let show = |value: &Option<String>| {
                value
                    .as_ref()
                    .map_or(format!("no {name}"), |value| format!("{name} {value}"))
            };
            if let Some(kind) = disagreement(theirs.as_ref(), ours.as_ref()) {
                self.difference(
                    kind,
                    subject,
                    (show(&theirs), show(&ours)),
                    (line, pointer),
                    Some(fact),
                );
            }
        }
        let sorted = |values: &[Value]| {
            let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
            texts.sort();
            texts
        };
        let (theirs, ours) = (row.values.map(sorted), shape.values.as_deref().map(sorted));
        if !unreadable("enum")
            && let Some(kind) = disagreement(theirs.as_ref(), ours.as_ref())
        {
            let show = |values: Option<&[Value]>| {
                values.map_or("no list of values".to_owned(), says::values)
            };
            let says = (show(row.values), show(shape.values.as_deref()));
            self.difference(kind, subject, says, (line, pointer), Some(fact));
        }
    }

    /// The page's examples against the schemas, and against the document's own examples.
    fn examples(&mut self) {
        let operation = self.operation;
        for example in &self.facts.examples {
            let fact = self.found.fact(&self.page);
            let title = example.heading.as_deref().unwrap_or("without a heading");
            let is_body = title.to_ascii_lowercase().contains("request")
                || title.to_ascii_lowercase().contains("body");
            let mut best: Option<(&View, Checked)> = None;
            for view in operation
                .tree
                .views
                .iter()
                .filter(|view| !view.body || is_body)
            {
                let checked =
                    validate::check(self.document, &view.root, &view.hidden, &example.value);
                let better =
                    |(_, best): &(&View, Checked)| checked.problems.len() < best.problems.len();
                if best.as_ref().is_none_or(better) {
                    best = Some((view, checked));
                }
            }
            if let Some((view, checked)) = best {
                for problem in checked.problems {
                    let kind = if problem.undeclared {
                        Kind::Untranscribed
                    } else {
                        Kind::ExampleInvalid
                    };
                    let subject = format!("{} {}", view.prefix, problem.path);
                    let says = (format!("{} ({title})", problem.example), problem.schema);
                    self.difference(
                        kind,
                        &subject,
                        says,
                        (Some(example.line), &problem.pointer),
                        Some(fact),
                    );
                }
                self.shown.extend(checked.shown);
                let kinds = checked
                    .kinds
                    .into_iter()
                    .map(|(path, kind)| (view.prefix.clone(), path, kind));
                self.kinds.extend(kinds);
            }
            self.transcribed(example, title, fact);
        }
        for ours in &operation.examples {
            let theirs = &self.facts.examples;
            if !theirs.iter().any(|example| example.value == ours.value)
                && !self.explained(&ours.value)
            {
                let subject = format!("{} example {}", self.subject, ours.name);
                let says = (
                    "no such example".to_owned(),
                    format!("value {}", digest(&ours.value)),
                );
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &ours.pointer),
                    None,
                );
            }
        }
    }

    /// Whether a differing example of the document has been told from the page's side already.
    fn explained(&self, ours: &Value) -> bool {
        self.facts.examples.iter().any(|theirs| {
            !self
                .operation
                .examples
                .iter()
                .any(|known| known.value == theirs.value)
                && self
                    .closest(&theirs.value)
                    .is_some_and(|(_, known)| known == ours)
        })
    }

    /// The document's example that has the most of a page's example.
    fn closest(&self, theirs: &Value) -> Option<(&str, &Value)> {
        let best = self
            .operation
            .examples
            .iter()
            .min_by_key(|known| unlike(theirs, &known.value, "$").len())?;
        Some((&best.name, &best.value))
    }

    /// Whether the document has a page's example, its values untouched.
    fn transcribed(&mut self, example: &Example, title: &str, fact: usize) {
        let subject = format!("{} example \"{title}\"", self.subject);
        let pointer = format!("{}/responses", self.operation.pointer);
        let elided = if example.elided {
            ", items left out"
        } else {
            ""
        };
        let page_says = format!("value {}{elided}", digest(&example.value));
        if let Some(same) = self
            .operation
            .examples
            .iter()
            .find(|known| known.value == example.value)
        {
            return self.found.state(
                &self.page,
                &subject,
                page_says,
                format!("the example {}", same.name),
            );
        }
        let document_says = match self.closest(&example.value) {
            None => "no examples".to_owned(),
            Some((name, value)) => {
                let mut places = unlike(&example.value, value, "$");
                places.truncate(3);
                format!("the example {name} is another at {}", places.join(", "))
            }
        };
        self.found.state(
            &self.page,
            &subject,
            page_says.clone(),
            document_says.clone(),
        );
        self.difference(
            Kind::Untranscribed,
            &subject,
            (page_says, document_says),
            (Some(example.line), &pointer),
            Some(fact),
        );
    }

    fn objects(&mut self) {
        let operation = self.operation;
        let mapped = operation
            .origin
            .as_ref()
            .map(|origin| origin.objects.as_slice())
            .unwrap_or_default();
        for object in &self.facts.objects {
            let heading = object.heading.as_deref().unwrap_or_default();
            let target = mapped
                .iter()
                .find(|(known, _)| known == heading)
                .map(|(_, pointer)| pointer);
            // Where the layout has lost the headings, a single table can only be the single schema.
            let target = target.or(match mapped {
                [(_, only)] if self.facts.objects.len() == 1 => Some(only),
                _ => None,
            });
            match target.and_then(|target| operation.tree.place(target)) {
                Some((view, node)) => self.object(object, view, node),
                None => {
                    let subject = format!("{} table \"{heading}\"", self.subject);
                    let pointer = format!("{}/x-wiki", operation.pointer);
                    let ours = match target {
                        Some(target) => format!("#{target} is in no answer"),
                        None => "no schema in x-wiki.objects".to_owned(),
                    };
                    let says = (format!("{} properties", object.properties.len()), ours);
                    let line = object.properties.first().map(|row| row.line);
                    // Each row is a fact that is not in the document; one difference speaks for all.
                    for _ in &object.properties {
                        let fact = self.found.fact(&self.page);
                        self.difference(
                            Kind::Untranscribed,
                            &subject,
                            says.clone(),
                            (line, &pointer),
                            Some(fact),
                        );
                    }
                }
            }
        }
        for (heading, _) in mapped {
            if !self
                .facts
                .objects
                .iter()
                .any(|object| object.heading.as_ref() == Some(heading))
                && self.facts.objects.len() != 1
            {
                let subject = format!("{} table \"{heading}\"", self.subject);
                let pointer = format!("{}/x-wiki", operation.pointer);
                let says = (
                    "no such table".to_owned(),
                    "a schema in x-wiki.objects".to_owned(),
                );
                self.difference(Kind::Undocumented, &subject, says, (None, &pointer), None);
            }
        }
    }

    fn object(&mut self, object: &Object, view: &View, base: &Node) {
        let mut named: HashSet<&str> = HashSet::new();
        let mut parent = None;
        for row in &object.properties {
            let fact = self.found.fact(&self.page);
            if !row.name.contains(['.', '[']) {
                parent = Some(row.name.as_str());
            }
            let repeated = !named.insert(&row.name);
            if repeated && self.copied(row, parent, view, base, fact) {
                continue;
            }
            let path = format!("{}.{}", base.path, row.name);
            let Some(node) = view.find(&path).cloned() else {
                let subject = format!("{} {path}", view.prefix);
                let says = (says::property(row), "no such property".to_owned());
                self.found
                    .state(&self.page, &subject, says.0.clone(), says.1.clone());
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (Some(row.line), &base.pointer),
                    Some(fact),
                );
                continue;
            };
            let subject = format!("{} {}", view.prefix, node.path);
            self.shown.insert((node.path.clone(), node.written.clone()));
            // The first of two rows speaks; that there are two is a finding.
            if !repeated {
                let page_says = format!(
                    "{}{}",
                    says::property(row),
                    self.in_examples(&view.prefix, &node.path)
                );
                self.found
                    .state(&self.page, &subject, page_says, says::shape(&node.shape));
            }
            self.aspects(
                &property_row(row, subject),
                &node.shape,
                &node.written,
                fact,
            );
        }
    }

    /// A row that stands in the table twice, the second time below another parent: copied, its name left as it was.
    ///
    /// It is held against the parent's own property; the name is a difference of its own.
    fn copied(
        &mut self,
        row: &Property,
        parent: Option<&str>,
        view: &View,
        base: &Node,
        fact: usize,
    ) -> bool {
        let Some((parent, (first, rest))) = parent.zip(row.name.split_once('.')) else {
            return false;
        };
        let path = format!("{}.{parent}.{rest}", base.path);
        let Some(node) = view.find(&path).filter(|_| first != parent).cloned() else {
            return false;
        };
        let subject = format!("{} {path}", view.prefix);
        self.shown.insert((node.path.clone(), node.written.clone()));
        self.found.state(
            &self.page,
            &subject,
            says::property(row),
            says::shape(&node.shape),
        );
        let says = (
            format!("named {} a second time, below {parent}", row.name),
            format!("named {parent}.{rest}"),
        );
        self.difference(
            Kind::Conflict,
            &subject,
            says,
            (Some(row.line), &node.written),
            Some(fact),
        );
        self.aspects(
            &property_row(row, subject),
            &node.shape,
            &node.written,
            fact,
        );
        true
    }

    /// `; string in examples`, or nothing.
    fn in_examples(&self, prefix: &str, path: &str) -> String {
        let mut kinds: Vec<&str> = self
            .kinds
            .iter()
            .filter(|(view, shown, _)| view == prefix && shown == path)
            .map(|(_, _, kind)| *kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            "; in no example".to_owned()
        } else {
            format!("; {} in examples", kinds.join(" or "))
        }
    }

    /// What the document has and neither a table nor an example of the page shows.
    fn undocumented_properties(&mut self) {
        let operation = self.operation;
        for (index, view) in operation.tree.views.iter().enumerate() {
            let shared = |node: &Node| {
                index > 0
                    && operation.tree.views[..index].iter().any(|above| {
                        above
                            .nodes
                            .iter()
                            .any(|known| known.written == node.written && known.path == node.path)
                    })
            };
            for node in view.nodes.iter().filter(|node| !shared(node)) {
                let subject = format!("{} {}", view.prefix, node.path);
                let key = (self.page.clone(), subject.clone());
                let shown = self
                    .shown
                    .contains(&(node.path.clone(), node.written.clone()));
                if !self.found.statements.contains_key(&key) {
                    let page_says = match (node.property, shown) {
                        (true, false) => "no such property".to_owned(),
                        _ => format!("in no table{}", self.in_examples(&view.prefix, &node.path)),
                    };
                    self.found
                        .state(&self.page, &subject, page_says, says::shape(&node.shape));
                }
                if node.property && !shown {
                    let says = ("no such property".to_owned(), says::shape(&node.shape));
                    self.difference(
                        Kind::Undocumented,
                        &subject,
                        says,
                        (None, &node.written),
                        None,
                    );
                }
            }
        }
    }

    fn errors(&mut self) {
        let operation = self.operation;
        for row in &self.facts.errors {
            let fact = self.found.fact(&self.page);
            let status = row.status.map(|status| status.to_string());
            let message = row.message.clone().unwrap_or_default();
            let ours = operation
                .errors
                .iter()
                .find(|known| status.as_ref() == Some(&known.status));
            let subject = format!(
                "{} {} {message}",
                self.subject,
                status.as_deref().unwrap_or("?")
            );
            let text = row
                .text
                .as_ref()
                .map_or(String::new(), |text| format!(", text {text}"));
            let page_says = format!("an error row{text}");
            if ours.is_some_and(|ours| ours.messages.contains(&message)) {
                self.found.state(
                    &self.page,
                    &subject,
                    page_says,
                    "the same message".to_owned(),
                );
                continue;
            }
            let document_says = match ours {
                Some(ours) => format!("other messages: {}", status_says(&ours.messages)),
                None => "no such status".to_owned(),
            };
            self.found.state(
                &self.page,
                &subject,
                page_says.clone(),
                document_says.clone(),
            );
            let pointer = format!("{}/responses", operation.pointer);
            self.difference(
                Kind::Untranscribed,
                &subject,
                (page_says, document_says),
                (Some(row.line), &pointer),
                Some(fact),
            );
        }
        for ours in &operation.errors {
            let rows: Vec<_> = self
                .facts
                .errors
                .iter()
                .filter(|row| row.status.map(|s| s.to_string()).as_ref() == Some(&ours.status))
                .collect();
            if rows.is_empty() {
                let subject = format!("{} {}", self.subject, ours.status);
                let says = ("no such status".to_owned(), status_says(&ours.messages));
                self.found
                    .state(&self.page, &subject, says.0.clone(), says.1.clone());
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &ours.pointer),
                    None,
                );
                continue;
            }
            for message in &ours.messages {
                if !rows.iter().any(|row| row.message.as_ref() == Some(message)) {
                    let subject = format!("{} {} {message}", self.subject, ours.status);
                    let says = ("no such message".to_owned(), "a message".to_owned());
                    self.difference(
                        Kind::Undocumented,
                        &subject,
                        says,
                        (None, &ours.pointer),
                        None,
                    );
                }
            }
        }
        for media in &operation.media {
            let word = media
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            let named = self
                .facts
                .parameters
                .iter()
                .flat_map(|row| row.values.iter().flatten())
                .any(|value| value.as_str() == Some(&word));
            let subject = format!("{} 200 {media}", self.subject);
            let page_says = if named {
                "a value of a parameter names it"
            } else {
                "no such media type"
            };
            self.found.state(
                &self.page,
                &subject,
                page_says.to_owned(),
                "a media type".to_owned(),
            );
            if !named {
                let says = (page_says.to_owned(), "a media type".to_owned());
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &operation.pointer),
                    None,
                );
            }
        }
    }

    fn requests(&mut self) {
        let operation = self.operation;
        let pointer = format!("{}/x-request-examples", operation.pointer);
        for request in &self.facts.requests {
            let fact = self.found.fact(&self.page);
            let subject = format!("{} request {}", self.subject, request.url);
            let known = operation.requests.contains(&request.url);
            let ours = if known {
                "the same request"
            } else {
                "not in x-request-examples"
            };
            self.found.state(
                &self.page,
                &subject,
                "an example request".to_owned(),
                ours.to_owned(),
            );
            if !known {
                let says = ("an example request".to_owned(), ours.to_owned());
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (Some(request.line), &pointer),
                    Some(fact),
                );
            }
        }
        for ours in &operation.requests {
            if !self
                .facts
                .requests
                .iter()
                .any(|request| request.url == *ours)
            {
                let subject = format!("{} request {ours}", self.subject);
                let says = (
                    "no such request".to_owned(),
                    "an example request".to_owned(),
                );
                self.difference(Kind::Undocumented, &subject, says, (None, &pointer), None);
            }
        }
    }

    /// What a page says in a way that no machine reads needs a person's word each time.
    fn unreadable(&mut self) {
        let operation = self.operation;
        for finding in self
            .facts
            .findings
            .iter()
            .filter(|finding| finding.is_unreadable())
        {
            let fact = self.found.fact(&self.page);
            let aspect = finding.code.trim_start_matches("unreadable-");
            let row = self
                .facts
                .parameters
                .iter()
                .find(|row| row.line == finding.line);
            let ours = row.and_then(|row| self.counterpart(row)).cloned();
            let (subject, page_says, document_says, pointer) = match (row, ours) {
                (Some(row), Some(ours)) => (
                    parameter_subject(&self.subject, ours.place, &ours.name),
                    format!(
                        "{aspect} in words, text {}",
                        row.text.as_deref().unwrap_or("none")
                    ),
                    says::shape(&ours.shape),
                    ours.pointer,
                ),
                _ => (
                    self.subject.clone(),
                    format!("{aspect}: {}", finding.detail),
                    "whatever a person has made of it".to_owned(),
                    operation.pointer.clone(),
                ),
            };
            self.difference(
                Kind::Unreadable,
                &subject,
                (page_says, document_says),
                (Some(finding.line), &pointer),
                Some(fact),
            );
        }
    }
}

/// What kind of difference two sides make of which each may be silent.
fn disagreement<T: PartialEq>(theirs: Option<&T>, ours: Option<&T>) -> Option<Kind> {
    match (theirs, ours) {
        (Some(theirs), Some(ours)) if theirs != ours => Some(Kind::Conflict),
        (Some(_), None) => Some(Kind::Untranscribed),
        (None, Some(_)) => Some(Kind::Undocumented),
        _ => None,
    }
}

fn parameter_row(row: &Parameter, subject: String) -> Row<'_> {
    Row {
        subject,
        line: row.line,
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        bounds: Some([row.minimum.as_ref(), row.maximum.as_ref()]),
        values: row.values.as_deref(),
    }
}

fn property_row(row: &Property, subject: String) -> Row<'_> {
    Row {
        subject,
        line: row.line,
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        bounds: None,
        values: row.values.as_deref(),
    }
}

/// A value in twelve hex digits; the order of keys does not count.
fn digest(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    sha256(value.to_string().as_bytes())[..12].to_owned()
}

/// The paths at which two values are not the same.
fn unlike(theirs: &Value, ours: &Value, path: &str) -> Vec<String> {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let mut paths: Vec<String> = a
                .iter()
                .flat_map(|(key, value)| match b.get(key) {
                    Some(other) => unlike(value, other, &format!("{path}.{key}")),
                    None => vec![format!("{path}.{key}")],
                })
                .collect();
            paths.extend(
                b.keys()
                    .filter(|key| !a.contains_key(*key))
                    .map(|key| format!("{path}.{key}")),
            );
            paths
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .flat_map(|(index, (a, b))| unlike(a, b, &format!("{path}[{index}]")))
            .collect(),
        (a, b) if a == b => Vec::new(),
        _ => vec![path.to_owned()],
    }
}
