//! What holds for the document as a whole: version, servers, tags, references, extensions.

use std::collections::HashSet;

use serde_json::Value;

use super::{Linter, strings};
use crate::spec::Version;
use crate::spec::places::{operations, step};

/// The extensions that `openapi/README.md` explains.
const EXTENSIONS: [&str; 12] = [
    "x-access-levels",
    "x-aliases",
    "x-enum-varnames",
    "x-errors",
    "x-extensible",
    "x-inferred",
    "x-pagination",
    "x-personal-data",
    "x-request-examples",
    "x-string-or-number",
    "x-variants",
    "x-wiki",
];

impl Linter<'_> {
    pub(super) fn root(&mut self) {
        let document = self.document;
        let version = document.at("/info/version").and_then(Value::as_str);
        if version.and_then(Version::parse).is_none() {
            self.report(
                "info-version",
                "/info/version",
                "is no version of three numbers",
            );
        }
        let servers = document.at("/servers").and_then(Value::as_array);
        for (index, server) in servers.into_iter().flatten().enumerate() {
            let url = server
                .get("url")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !url.starts_with("https://") {
                self.report(
                    "server-https",
                    &format!("/servers/{index}/url"),
                    format!("{url} is not https"),
                );
            }
        }
        self.tags();
        self.security();
        let mut references = HashSet::new();
        self.descend("", &document.value, &mut references);
        self.unused(&references);
    }

    fn tags(&mut self) {
        let tags = self.document.at("/tags").and_then(Value::as_array);
        let mut declared = Vec::new();
        for (index, tag) in tags.into_iter().flatten().enumerate() {
            let pointer = format!("/tags/{index}");
            let name = tag.get("name").and_then(Value::as_str).unwrap_or_default();
            if declared.contains(&name) {
                self.report("tag", &pointer, format!("{name} is declared twice"));
            }
            if tag
                .get("description")
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
            {
                self.report("tag", &pointer, format!("{name} has no description"));
            }
            declared.push(name);
        }
        let mut used = HashSet::new();
        for operation in operations(self.document) {
            let pointer = step(&operation.pointer, "tags");
            let tags = strings(operation.members.get("tags"));
            if tags.len() != 1 {
                self.report(
                    "tag",
                    &pointer,
                    format!("{} tags: one makes one module", tags.len()),
                );
            }
            for tag in tags {
                if !declared.contains(&tag) {
                    self.report("tag", &pointer, format!("{tag} is not declared"));
                }
                used.insert(tag);
            }
        }
        for (index, tag) in declared
            .iter()
            .enumerate()
            .filter(|(_, tag)| !used.contains(*tag))
        {
            self.report(
                "tag",
                &format!("/tags/{index}"),
                format!("no operation has the tag {tag}"),
            );
        }
    }

    fn security(&mut self) {
        let schemes = self.document.at("/components/securitySchemes");
        let mut places = vec!["/security".to_owned()];
        places.extend(
            operations(self.document)
                .iter()
                .map(|operation| step(&operation.pointer, "security")),
        );
        for place in places {
            let requirements = self.document.at(&place).and_then(Value::as_array);
            for requirement in requirements
                .into_iter()
                .flatten()
                .filter_map(Value::as_object)
            {
                for name in requirement.keys() {
                    if schemes.and_then(|schemes| schemes.get(name)).is_none() {
                        self.report(
                            "security-scheme",
                            &place,
                            format!("there is no scheme {name}"),
                        );
                    }
                }
            }
        }
    }

    /// References and extensions, wherever they stand; payloads are data.
    fn descend(&mut self, pointer: &str, value: &Value, references: &mut HashSet<String>) {
        let names = pointer.ends_with("/properties") || pointer.ends_with("/schemas");
        match value {
            Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(Value::as_str)
                    && !names
                {
                    references.insert(target.to_owned());
                    if self.document.resolve(value).is_none() {
                        self.report(
                            "reference",
                            pointer,
                            format!("{target} leads to nothing in this document"),
                        );
                    }
                }
                for (key, value) in members {
                    if !names && key.starts_with("x-") {
                        if !EXTENSIONS.contains(&key.as_str()) {
                            self.report(
                                "unknown-extension",
                                &step(pointer, key),
                                format!("{key} is none of ours"),
                            );
                        }
                        continue;
                    }
                    if names || !matches!(key.as_str(), "example" | "examples" | "default" | "enum")
                    {
                        self.descend(&step(pointer, key), value, references);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.descend(&format!("{pointer}/{index}"), item, references);
                }
            }
            _ => {}
        }
    }

    fn unused(&mut self, references: &HashSet<String>) {
        for kind in ["parameters", "requestBodies", "responses", "schemas"] {
            let above = step("/components", kind);
            let components = self.document.at(&above).and_then(Value::as_object);
            for name in components.into_iter().flatten().map(|(name, _)| name) {
                let pointer = step(&above, name);
                if !references.contains(&format!("#{pointer}")) {
                    self.report("component-unused", &pointer, "nothing refers to it");
                }
            }
        }
    }
}
