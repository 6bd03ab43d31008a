//! The property tables.

use std::collections::HashSet;

use super::Comparison;
use super::aspects::property_row;
use crate::diff::says;
use crate::facts::{Object, Property};
use crate::ledger::Kind;
use crate::spec::{Node, View};

impl Comparison<'_> {
    pub(super) fn objects(&mut self) {
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
    pub(super) fn undocumented_properties(&mut self) {
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
}
