//! `x-pagination`: what it names is there, and is what paging needs.

use serde_json::Value;

use super::operations::successes;
use super::{Checker, step};
use crate::lower::JSON;

impl Checker<'_> {
    pub(super) fn pagination(
        &mut self,
        pointer: &str,
        parameters: &[(String, String)],
        responses: &[(String, String)],
        lists: &mut Vec<(String, String, String)>,
    ) {
        let Some(members) = self.object(pointer) else {
            return;
        };
        self.only(pointer, members, &["offset", "limit", "items", "total"]);
        let named = ["offset", "limit"].map(|key| self.needed_text(&step(pointer, key)));
        for (key, name) in ["offset", "limit"].into_iter().zip(named) {
            let Some(name) = name else { continue };
            let place = step(pointer, key);
            let found = parameters.iter().find(|(other, _)| other == name);
            let Some((_, parameter)) = found else {
                self.report(&place, format!("there is no parameter {name}"));
                continue;
            };
            let is_query = self
                .document
                .at(&step(parameter, "in"))
                .and_then(Value::as_str)
                == Some("query");
            let is_required =
                self.document.at(&step(parameter, "required")) == Some(&Value::Bool(true));
            if !is_query || is_required || self.kind(&step(parameter, "schema")) != Some("integer")
            {
                self.report(
                    &place,
                    format!("the parameter {name} must be an optional integer in the query"),
                );
            }
        }
        if named[0].is_some() && named[0] == named[1] {
            self.report(pointer, "offset and limit cannot be the same parameter");
        }
        let items = self.needed_text(&step(pointer, "items"));
        let total = self.needed_text(&step(pointer, "total"));
        let (Some(items), Some(total)) = (items, total) else {
            return;
        };
        for success in successes(responses).map(str::to_owned).collect::<Vec<_>>() {
            let schema = step(&step(&step(&success, "content"), JSON), "schema");
            let Some((list, schema)) = self.resolved(&schema) else {
                self.report(
                    pointer,
                    format!("there is no {JSON} answer to page through"),
                );
                continue;
            };
            let required = schema.get("required").and_then(Value::as_array);
            let is_required = required.into_iter().flatten().any(|name| name == items);
            let property = |name: &str| step(&step(&list, "properties"), name);
            self.list_items(
                &step(pointer, "items"),
                items,
                &property(items),
                is_required,
            );
            let numbers = [Some(total), named[0], named[1]];
            for (index, name) in numbers
                .into_iter()
                .enumerate()
                .filter_map(|(index, name)| Some((index, name?)))
            {
                let is_missing = self.document.at(&property(name)).is_none();
                // The list page need not repeat offset and limit.
                if is_missing && index > 0 {
                    continue;
                }
                if is_missing || self.kind(&property(name)) != Some("integer") {
                    let reason = format!("the answer has no integer property {name}");
                    self.report(pointer, reason);
                }
            }
            let other = lists.iter().find(|(other, _, _)| *other == list);
            if other.is_some_and(|(_, other_items, other_total)| {
                other_items != items || other_total != total
            }) {
                self.report(
                    pointer,
                    "another operation pages through the same schema by other names",
                );
            }
            lists.push((list, items.to_owned(), total.to_owned()));
        }
    }

    fn list_items(&mut self, place: &str, name: &str, pointer: &str, is_required: bool) {
        let Some((resolved, _)) = self.resolved(pointer) else {
            return self.report(place, format!("the answer has no property {name}"));
        };
        let item = step(&resolved, "items");
        let is_list = self.kind(pointer) == Some("array");
        let is_of_objects = self.resolved(&item).is_some_and(|(_, schema)| {
            schema.contains_key("properties") || schema.contains_key("oneOf")
        });
        let is_null = self
            .document
            .at(&item)
            .is_some_and(|item| item.get("nullable") == Some(&Value::Bool(true)));
        if !is_list || !is_of_objects || is_null {
            self.report(
                place,
                format!("the property {name} must be a list of objects"),
            );
        }
        if !is_required {
            self.report(
                place,
                format!(
                    "the property {name} must be required: a list page without it is no list page"
                ),
            );
        }
    }
}
