//! Operations: gone, new, and what changed of those that both versions have.

use std::collections::BTreeSet;

use serde_json::Value;
use telecomx_codegen::Document;

use super::{Differ, Direction, told};
use crate::spec::places::{Object, Operation, content, operations, resolved, step};

impl Differ<'_> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (operations(self.old), operations(self.new));
        let same = |one: &Operation<'_>, other: &Operation<'_>| one.pointer == other.pointer;
        for operation in &old {
            if !new.iter().any(|other| same(operation, other)) {
                self.gone(
                    "api-removed",
                    &operation.pointer,
                    format!("{} is gone", operation.subject()),
                );
                self.reach(self.old, &operation.pointer);
            }
        }
        for operation in &new {
            match old.iter().find(|other| same(operation, other)) {
                None => {
                    self.changed(
                        "api-added",
                        &operation.pointer,
                        format!("{} is new", operation.subject()),
                    );
                    self.reach(self.new, &operation.pointer);
                }
                Some(other) => {
                    self.operation = Some(operation.name());
                    self.operation(other, operation);
                    self.operation = None;
                }
            }
        }
    }

    /// What is gone or new as a whole takes its components with it.
    pub(super) fn reach(&mut self, document: &Document, pointer: &str) {
        let mut open: Vec<&Value> = document.at(pointer).into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    let target = members.get("$ref").and_then(Value::as_str);
                    if let Some(target) = target.and_then(telecomx_codegen::document::local_pointer)
                        && self.reached.insert(target.clone())
                    {
                        open.extend(document.at(&target));
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }

    fn operation(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let known = [
            "operationId",
            "tags",
            "deprecated",
            "security",
            "x-access-levels",
            "x-pagination",
            "x-variants",
            "parameters",
            "requestBody",
            "responses",
        ];
        self.rest(&new.pointer, old.members, new.members, &known);
        for (key, rule) in [
            ("operationId", "api-operation-id-changed"),
            ("tags", "api-tag-changed"),
            ("x-variants", "api-variants-changed"),
        ] {
            let (before, now) = (old.members.get(key), new.members.get(key));
            if before != now {
                self.changed(
                    rule,
                    &step(&new.pointer, key),
                    format!("{key} {}", told(before, now)),
                );
            }
        }
        let deprecated = |operation: &Operation<'_>| {
            operation.members.get("deprecated") == Some(&Value::Bool(true))
        };
        match (deprecated(old), deprecated(new)) {
            (false, true) => self.changed("api-deprecated", &new.pointer, "is deprecated now"),
            (true, false) => self.changed(
                "api-reactivated",
                &new.pointer,
                "is not deprecated any more",
            ),
            _ => {}
        }
        let place = step(&new.pointer, "x-pagination");
        match (
            old.members.get("x-pagination"),
            new.members.get("x-pagination"),
        ) {
            (None, Some(_)) => self.changed("api-pagination-added", &place, "is paged now"),
            (Some(_), None) => self.changed(
                "api-pagination-removed",
                &new.pointer,
                "is not paged any more",
            ),
            (before, now) if before != now => {
                self.changed("api-pagination-changed", &place, told(before, now))
            }
            _ => {}
        }
        self.security(old, new);
        let levels = (
            old.members.get("x-access-levels"),
            new.members.get("x-access-levels"),
        );
        let rules = ("api-access-level-removed", "api-access-level-added");
        self.sets(rules, &step(&new.pointer, "x-access-levels"), levels);
        self.parameters(old, new);
        self.body(old, new);
        self.responses(old, new);
    }

    fn security(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let of = |document: &Document, operation: &Operation<'_>| {
            operation
                .members
                .get("security")
                .or_else(|| document.at("/security"))
                .cloned()
        };
        let (before, now) = (of(self.old, old), of(self.new, new));
        if before == now {
            return;
        }
        let is_public = |security: &Option<Value>| {
            security
                .as_ref()
                .and_then(Value::as_array)
                .is_none_or(|all| all.is_empty() || all.contains(&Value::Object(Object::new())))
        };
        let (rule, text) = match (is_public(&before), is_public(&now)) {
            (true, false) => (
                "api-security-became-required",
                "needs a credential now".to_owned(),
            ),
            (false, true) => (
                "api-security-became-public",
                "needs no credential any more".to_owned(),
            ),
            _ => ("api-security-changed", told(before.as_ref(), now.as_ref())),
        };
        self.changed(rule, &step(&new.pointer, "security"), text);
    }

    /// Two lists whose order does not matter: a rule for what is gone and one for what is new.
    pub(super) fn sets(
        &mut self,
        rules: (&'static str, &'static str),
        place: &str,
        lists: (Option<&Value>, Option<&Value>),
    ) {
        let set = |list: Option<&Value>| -> BTreeSet<String> {
            let values = list.and_then(Value::as_array).into_iter().flatten();
            values
                .map(|value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned)
                })
                .collect()
        };
        let (old, new) = (set(lists.0), set(lists.1));
        for value in old.difference(&new) {
            self.changed(rules.0, place, format!("{value} is gone"));
        }
        for value in new.difference(&old) {
            self.changed(rules.1, place, format!("{value} is new"));
        }
    }

    fn parameters(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let (before, now) = (old.parameters(self.old), new.parameters(self.new));
        let key =
            |parameter: &Object| (parameter.get("in").cloned(), parameter.get("name").cloned());
        let name = |parameter: &Object| {
            parameter
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let is_required =
            |parameter: &Object| parameter.get("required") == Some(&Value::Bool(true));
        for (pointer, parameter) in &before {
            self.reached.insert(pointer.clone());
            if !now.iter().any(|(_, other)| key(other) == key(parameter)) {
                let rule = if is_required(parameter) {
                    "required-request-parameter-removed"
                } else {
                    "optional-request-parameter-removed"
                };
                self.gone(rule, pointer, format!("{} is gone", name(parameter)));
                self.reach(self.old, pointer);
            }
        }
        for (pointer, parameter) in &now {
            self.reached.insert(pointer.clone());
            let Some((old_pointer, other)) = before
                .iter()
                .find(|(_, other)| key(other) == key(parameter))
            else {
                let rule = if is_required(parameter) {
                    "new-required-request-parameter"
                } else {
                    "new-optional-request-parameter"
                };
                self.changed(rule, pointer, format!("{} is new", name(parameter)));
                self.reach(self.new, pointer);
                continue;
            };
            match (is_required(other), is_required(parameter)) {
                (false, true) => self.changed(
                    "request-parameter-became-required",
                    pointer,
                    format!("{} is required now", name(parameter)),
                ),
                (true, false) => self.changed(
                    "request-parameter-became-optional",
                    pointer,
                    format!("{} is optional now", name(parameter)),
                ),
                _ => {}
            }
            self.rest(
                pointer,
                other,
                parameter,
                &["name", "in", "required", "schema"],
            );
            self.schema(
                Direction::Request,
                &step(old_pointer, "schema"),
                &step(pointer, "schema"),
            );
        }
    }

    fn body(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let of = |document, operation: &Operation<'_>| {
            resolved(document, &step(&operation.pointer, "requestBody"))
        };
        match (of(self.old, old), of(self.new, new)) {
            (None, None) => {}
            (Some((pointer, _)), None) => {
                self.gone("request-body-removed", &pointer, "the body is gone");
                self.reach(self.old, &pointer);
            }
            (None, Some((pointer, _))) => {
                self.changed("request-body-added", &pointer, "a body is wanted now");
                self.reach(self.new, &pointer);
            }
            (Some((old_pointer, before)), Some((pointer, now))) => {
                self.reached.insert(pointer.clone());
                let is_required = |body: &Object| body.get("required") == Some(&Value::Bool(true));
                match (is_required(before), is_required(now)) {
                    (false, true) => self.changed(
                        "request-body-became-required",
                        &pointer,
                        "the body is required now",
                    ),
                    (true, false) => self.changed(
                        "request-body-became-optional",
                        &pointer,
                        "the body is optional now",
                    ),
                    _ => {}
                }
                self.rest(&pointer, before, now, &["required", "content"]);
                let rules = (
                    "request-body-media-type-removed",
                    "request-body-media-type-added",
                );
                self.media(
                    Direction::Request,
                    rules,
                    (&old_pointer, before),
                    (&pointer, now),
                );
            }
        }
    }

    fn responses(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let (before, now) = (old.responses(self.old), new.responses(self.new));
        let is_success = |status: &str| status.starts_with('2');
        for (status, pointer, _) in &before {
            if !now.iter().any(|(other, ..)| other == status) {
                let rule = if is_success(status) {
                    "response-success-status-removed"
                } else {
                    "response-error-status-removed"
                };
                self.gone(
                    rule,
                    &step(&step(&old.pointer, "responses"), status),
                    format!("{status} is gone"),
                );
                self.reached.insert(pointer.clone());
                self.reach(self.old, pointer);
            }
        }
        for (status, pointer, response) in &now {
            self.reached.insert(pointer.clone());
            let Some((_, old_pointer, other)) = before.iter().find(|(other, ..)| other == status)
            else {
                let rule = if is_success(status) {
                    "response-success-status-added"
                } else {
                    "response-error-status-added"
                };
                self.changed(
                    rule,
                    &step(&step(&new.pointer, "responses"), status),
                    format!("{status} is new"),
                );
                self.reach(self.new, pointer);
                continue;
            };
            self.rest(pointer, other, response, &["content", "x-errors"]);
            self.messages(pointer, other, response);
            let rules = ("response-media-type-removed", "response-media-type-added");
            self.media(
                Direction::Response,
                rules,
                (old_pointer, other),
                (pointer, response),
            );
        }
    }

    fn messages(&mut self, pointer: &str, old: &Object, new: &Object) {
        let of = |response: &Object| -> Value {
            let rows = response.get("x-errors").and_then(Value::as_array);
            rows.into_iter()
                .flatten()
                .filter_map(|row| row.get("message").cloned())
                .collect()
        };
        let (before, now) = (of(old), of(new));
        let rules = (
            "response-error-message-removed",
            "response-error-message-added",
        );
        let place = step(pointer, "x-errors");
        self.sets(rules, &place, (Some(&before), Some(&now)));
        if before == now && old.get("x-errors") != new.get("x-errors") {
            self.changed(
                "description-changed",
                &place,
                "a message is described otherwise",
            );
        }
    }

    fn media(
        &mut self,
        direction: Direction,
        rules: (&'static str, &'static str),
        old: (&str, &Object),
        new: (&str, &Object),
    ) {
        let (before, now) = (content(old.0, old.1), content(new.0, new.1));
        let has =
            |all: &[(&str, String)], media: &str| all.iter().any(|(other, _)| *other == media);
        for (media, pointer) in before.iter().filter(|(media, _)| !has(&now, media)) {
            self.gone(rules.0, pointer, format!("{media} is gone"));
            self.reach(self.old, pointer);
        }
        if let (Direction::Response, Some((first, _)), Some((now_first, _))) =
            (direction, before.first(), now.first())
            && first != now_first
            && has(&now, first)
            && has(&before, now_first)
        {
            let text = format!("{now_first} comes first, {first} did");
            self.changed(
                "response-media-type-order-changed",
                &step(new.0, "content"),
                text,
            );
        }
        for (media, pointer) in &now {
            let Some((_, old_pointer)) = before.iter().find(|(other, _)| other == media) else {
                self.changed(rules.1, pointer, format!("{media} is new"));
                self.reach(self.new, pointer);
                continue;
            };
            let members = |document: &Document, pointer: &str| {
                document
                    .at(pointer)
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default()
            };
            let (one, other) = (members(self.old, old_pointer), members(self.new, pointer));
            self.rest(pointer, &one, &other, &["schema"]);
            self.schema(
                direction,
                &step(old_pointer, "schema"),
                &step(pointer, "schema"),
            );
        }
    }
}
