//! `x-variants`: what it names is there, and every possible answer is chosen by one of them.

use serde_json::Value;

use super::operations::successes;
use super::schemas::component_pointer;
use super::{Checker, step};
use crate::lower::walk::{component_name, components};
use crate::lower::{JSON, variant_list_name};
use crate::names::pascal;

const PREFIX: &str = "#/components/schemas/";

impl Checker<'_> {
    pub(super) fn variants(
        &mut self,
        pointer: &str,
        parameters: &[(String, String)],
        responses: &[(String, String)],
        ids: &mut Vec<(String, String)>,
    ) {
        let Some(members) = self.object(pointer) else {
            return;
        };
        self.only(pointer, members, &["parameter", "default", "cases"]);
        let values = self.chosen_by(&step(pointer, "parameter"), parameters);
        let mut chosen = Vec::new();
        let default = step(pointer, "default");
        if self.document.at(&default).is_none() {
            self.report(&default, "is missing: say what comes without the parameter");
        } else {
            self.variant(&default, &["item", "mediaType"], responses, &mut chosen);
        }
        let cases = step(pointer, "cases");
        let count = self.list(&cases).map_or(0, Vec::len);
        if count == 0 {
            self.report(&cases, "needs at least one case");
        }
        let mut seen = Vec::new();
        for index in 0..count {
            let case = format!("{cases}/{index}");
            self.variant(
                &case,
                &["value", "operationId", "item", "mediaType"],
                responses,
                &mut chosen,
            );
            if self.document.at(&case).is_some_and(Value::is_object) {
                self.operation_id(&step(&case, "operationId"), ids);
            }
            let Some(value) = self.needed_text(&step(&case, "value")) else {
                continue;
            };
            let place = step(&case, "value");
            let is_plain = value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
            if !is_plain
                || values
                    .as_ref()
                    .is_some_and(|values| !values.iter().any(|other| other == value))
            {
                self.report(&place, format!("{value} is no value of the parameter"));
            }
            if seen.contains(&value) {
                self.report(&place, format!("{value} stands here twice"));
            }
            seen.push(value);
        }
        self.nothing_is_lost(pointer, responses, &chosen);
    }

    /// The values that the choosing parameter takes.
    fn chosen_by(&mut self, pointer: &str, parameters: &[(String, String)]) -> Option<Vec<String>> {
        let name = self.needed_text(pointer)?;
        let Some((_, place)) = parameters.iter().find(|(other, _)| other == name) else {
            self.report(pointer, format!("there is no parameter {name}"));
            return None;
        };
        let is_query =
            self.document.at(&step(place, "in")).and_then(Value::as_str) == Some("query");
        let is_required = self.document.at(&step(place, "required")) == Some(&Value::Bool(true));
        let values = self
            .resolved(&step(place, "schema"))
            .and_then(|(_, schema)| {
                if schema.get("type")? == "boolean" {
                    return Some(vec!["true".to_owned(), "false".to_owned()]);
                }
                let values = schema.get("enum")?.as_array()?.iter();
                Some(
                    values
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect(),
                )
            });
        if !is_query || is_required || values.is_none() {
            self.report(
                pointer,
                format!("the parameter {name} must be an optional boolean or enum in the query"),
            );
        }
        values
    }

    /// One variant; notes the media types and items that it chooses.
    fn variant(
        &mut self,
        pointer: &str,
        known: &[&str],
        responses: &[(String, String)],
        chosen: &mut Vec<String>,
    ) {
        let Some(members) = self.object(pointer) else {
            return;
        };
        self.only(pointer, members, known);
        let media_pointer = step(pointer, "mediaType");
        let media_type = self.text(&media_pointer);
        let item_pointer = step(pointer, "item");
        let item = self.text(&item_pointer);
        if media_type.is_none() && item.is_none() {
            self.report(pointer, "must say `item`, `mediaType` or both");
            return;
        }
        let media_type = media_type.unwrap_or(JSON);
        chosen.push(media_type.to_owned());
        let successes: Vec<String> = successes(responses).map(str::to_owned).collect();
        for success in &successes {
            let media = step(&step(success, "content"), media_type);
            if self.document.at(&media).is_none() {
                self.report(
                    pointer,
                    format!("the answer has no media type {media_type}"),
                );
                return;
            }
        }
        let Some(item) = item else { return };
        let Some(name) = item
            .strip_prefix(PREFIX)
            .filter(|name| self.document.at(&component_pointer(name)).is_some())
        else {
            self.report(
                &item_pointer,
                format!("there is no {item}: write it, or correct the name"),
            );
            return;
        };
        if media_type != JSON {
            self.report(&item_pointer, format!("only a {JSON} answer has items"));
            return;
        }
        chosen.push(name.to_owned());
        for success in &successes {
            let schema = step(&step(&step(success, "content"), JSON), "schema");
            let Some((list, union)) = self
                .union(&schema)
                .filter(|(_, union)| self.choices(union).contains(&name.to_owned()))
            else {
                self.report(
                    &item_pointer,
                    format!("{name} is none of the choices that the answer lists"),
                );
                continue;
            };
            let Some(list) = list else { continue };
            let variant = variant_list_name(&list, &union, name);
            if components(&self.document.value).any(|(other, _)| pascal(other) == variant) {
                self.report(&item_pointer, format!("the list of it would be called {variant}, as another schema is: rename that one"));
            }
        }
    }

    /// The name of the list, unless it is a bare array, and of the choice that it lists.
    fn union(&self, pointer: &str) -> Option<(Option<String>, String)> {
        let is_union = |name: &&str| {
            let schema = self.document.at(&component_pointer(name));
            schema.is_some_and(|schema| schema.get("oneOf").is_some())
        };
        let (list, schema) = self.resolved(pointer)?;
        if let Some(union) = schema
            .get("items")
            .and_then(component_name)
            .filter(is_union)
        {
            return Some((None, union.to_owned()));
        }
        let properties = schema.get("properties")?.as_object()?;
        let items = properties
            .values()
            .filter_map(|property| property.get("items").and_then(component_name));
        let union = items.filter(is_union).collect::<Vec<_>>();
        let [union] = union.as_slice() else {
            return None;
        };
        let list = list.rsplit('/').next().map(str::to_owned);
        Some((list, (*union).to_owned()))
    }

    fn choices(&self, union: &str) -> Vec<String> {
        let schema = self
            .document
            .at(&component_pointer(union))
            .and_then(|schema| schema.get("oneOf"));
        let choices = schema.and_then(Value::as_array).into_iter().flatten();
        choices
            .filter_map(component_name)
            .map(str::to_owned)
            .collect()
    }

    fn nothing_is_lost(
        &mut self,
        pointer: &str,
        responses: &[(String, String)],
        chosen: &[String],
    ) {
        let Some(success) = successes(responses).next().map(str::to_owned) else {
            return;
        };
        let content = step(&success, "content");
        let media_types = self.document.at(&content).and_then(Value::as_object);
        for media_type in media_types.into_iter().flatten().map(|(name, _)| name) {
            if !chosen.contains(media_type) {
                self.report(pointer, format!("no variant answers with {media_type}"));
            }
        }
        let union = self.union(&step(&step(&content, JSON), "schema"));
        for choice in union
            .map(|(_, union)| self.choices(&union))
            .unwrap_or_default()
        {
            if !chosen.contains(&choice) {
                self.report(
                    pointer,
                    format!("no variant answers with items of {choice}"),
                );
            }
        }
    }
}
