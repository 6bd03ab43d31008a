//! The rows about parameters, of the URL and of the body.

use std::collections::HashSet;

use super::aspects::parameter_row;
use super::{Comparison, parameter_subject};
use crate::diff::says;
use crate::facts::{Parameter, Place, is_placeholder, placeholder_name};
use crate::ledger::Kind;
use crate::spec;

impl Comparison<'_> {
    /// The document's parameter that a page's row is about.
    pub(super) fn counterpart(&self, row: &Parameter) -> Option<&spec::Parameter> {
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

    pub(super) fn parameters(&mut self) {
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
}
