//! One operation of a draft.

use serde_json::{Map, Value, json};
use telecomx_codegen::Document;

use super::fields::{Field, Row, fields, illustrate};
use super::names::{capital, pascal, plural, sentence, singular};
use super::schema::{self, Components};
use super::yaml::note;
use super::{names, placeholder_of};
use crate::Facts;
use crate::facts::{Example, Object, Parameter, Place, is_placeholder};
use crate::text::{Pattern, pattern};
use crate::types::{self, Class};

static CASE: Pattern = pattern!(r"(?i)\bif\s+(\w+)\s*=\s*(\w+)");
static ROOT_ARRAY: Pattern = pattern!(r"(?i)^(?:json )?array of");

/// Segments that say what is done, not to what.
const VERBS: [&str; 9] = [
    "list", "get", "create", "update", "delete", "add", "remove", "set", "find",
];

pub(super) struct Context<'a> {
    document: &'a Document,
    facts: &'a Facts,
    components: &'a mut Components,
    url: &'a str,
    path: &'a str,
    method: &'a str,
    noun: String,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        document: &'a Document,
        facts: &'a Facts,
        components: &'a mut Components,
        url: &'a str,
        path: &'a str,
        method: &'a str,
    ) -> Self {
        let words = url.split('/').filter(|segment| {
            !segment.is_empty() && !is_placeholder(segment) && !VERBS.contains(segment)
        });
        let mut noun: String = words.map(|word| singular(&pascal(word))).collect();
        if noun.is_empty() {
            noun = "Thing".to_owned();
        }
        Self {
            document,
            facts,
            components,
            url,
            path,
            method,
            noun,
        }
    }

    pub(super) fn operation(&mut self, taken: &[String]) -> Value {
        self.common();
        let mut operation = Map::new();
        note(
            &mut operation,
            "A draft. Descriptions are made from names: write them, then take this line out.",
        );
        let lists = self.is_list();
        let verb = match self.method {
            "GET" if lists => "list",
            "GET" => "get",
            "DELETE" => "delete",
            "PUT" | "PATCH" => "update",
            _ if self.url.split('/').any(is_placeholder) => "update",
            _ => "create",
        };
        let mut id = format!(
            "{verb}{}",
            if lists {
                plural(&self.noun)
            } else {
                self.noun.clone()
            }
        );
        while taken.contains(&id) {
            id.push_str("Other");
        }
        let mut put = |key: &str, value: Value| operation.insert(key.to_owned(), value);
        put("operationId", json!(id));
        let tag = self
            .url
            .split('/')
            .find(|segment| !segment.is_empty())
            .unwrap_or("api")
            .to_ascii_lowercase();
        put("tags", json!([tag]));
        put("summary", json!(sentence(&id).trim_end_matches('.')));
        put("description", json!(sentence(&id)));
        let mut wiki = Map::from_iter([(
            "page".to_owned(),
            json!(
                self.facts
                    .page
                    .clone()
                    .unwrap_or_else(|| "unknown".to_owned())
            ),
        )]);
        wiki.extend(
            self.facts
                .modified
                .clone()
                .map(|modified| ("modified".to_owned(), json!(modified))),
        );
        put("x-wiki", Value::Object(wiki));
        put("x-access-levels", json!(self.facts.access));
        if self.facts.access.is_empty() {
            note(&mut operation, "The page names no access level.");
        }
        if self.facts.methods.len() > 1 {
            note(
                &mut operation,
                format!("The page allows {}.", self.facts.methods.join(" and ")),
            );
        }
        let (answer, objects, pagination, variants) = self.answer(&id);
        operation["x-wiki"]["objects"] = Value::Object(objects);
        operation.extend(pagination.map(|value| ("x-pagination".to_owned(), value)));
        operation.extend(variants.map(|value| ("x-variants".to_owned(), value)));
        let requests: Vec<&str> = self
            .facts
            .requests
            .iter()
            .map(|request| request.url.as_str())
            .collect();
        if !requests.is_empty() {
            operation.insert("x-request-examples".to_owned(), json!(requests));
        }
        let parameters = self.parameters();
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), Value::Array(parameters));
        }
        if let Some(body) = self.body(&id) {
            operation.insert("requestBody".to_owned(), body);
        }
        operation.insert("responses".to_owned(), self.responses(answer));
        Value::Object(operation)
    }

    /// What every operation of the document refers to.
    fn common(&mut self) {
        for (name, schema) in [
            (
                "ObjectId",
                json!({"type": "string", "format": "object-id", "description": "Opaque id."}),
            ),
            (
                "ErrorBody",
                json!({"type": "object", "description": "An error; the wiki shows no body of one.", "properties": {
                    "message": {"type": "string", "description": "A machine word."},
                    "description": {"type": "string", "description": "What it means."},
                }}),
            ),
        ] {
            self.component(name, schema);
        }
    }

    fn component(&mut self, name: &str, schema: Value) {
        if self
            .document
            .at(&format!("/components/schemas/{name}"))
            .is_none()
        {
            self.components.entry(name.to_owned()).or_insert(schema);
        }
    }

    /// A name for a schema that neither document nor draft has.
    fn free(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self
            .document
            .at(&format!("/components/schemas/{name}"))
            .is_some()
            || self.components.contains_key(&name)
        {
            name.push_str("Other");
        }
        name
    }

    fn is_list(&self) -> bool {
        self.facts
            .examples
            .iter()
            .any(|example| example.value.is_array())
            || self.facts.objects.first().is_some_and(|object| {
                object.heading.as_deref().is_some_and(|heading| {
                    ROOT_ARRAY.is_match(heading)
                        || heading.to_ascii_lowercase().contains("array of objects")
                })
            })
            || self.envelope().is_some()
    }

    /// Name of the array in an envelope: of its table, or of the example alone.
    fn envelope(&self) -> Option<(String, bool)> {
        let paged = |names: &[&str]| names.contains(&"offset") || names.contains(&"total");
        let table = self.facts.objects.first()?;
        let names: Vec<&str> = table
            .properties
            .iter()
            .map(|row| row.name.as_str())
            .collect();
        let array = table
            .properties
            .iter()
            .find(|row| row.kind.as_deref().map(types::classes) == Some(vec![Class::Array]));
        if let (true, Some(array)) = (paged(&names), array) {
            return Some((array.name.to_string(), true));
        }
        let example = self
            .answers()
            .find_map(|example| example.value.as_object())?;
        let keys: Vec<&str> = example.keys().map(String::as_str).collect();
        let (name, _) = example.iter().find(|(_, value)| {
            value
                .as_array()
                .is_some_and(|items| items.iter().any(Value::is_object))
        })?;
        (paged(&keys) && !paged(&names)).then(|| (name.clone(), false))
    }

    fn answers(&self) -> impl Iterator<Item = &'a Example> {
        self.facts
            .examples
            .iter()
            .filter(|example| !is_request(example))
    }

    /// The schema of the answer; headings and schemas; paging; variants.
    fn answer(&mut self, id: &str) -> (Value, Map<String, Value>, Option<Value>, Option<Value>) {
        let examples: Vec<&Value> = self.answers().map(|example| &example.value).collect();
        let mut objects = Map::new();
        let mapped = |objects: &mut Map<String, Value>, object: &Object, name: &str| {
            objects.insert(
                object.heading.clone().unwrap_or_default(),
                json!(format!("#/components/schemas/{name}")),
            );
        };
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let tables: Vec<&Object> = self.facts.objects.iter().collect();
        let Some((first, others)) = tables.split_first() else {
            let name = self.free(&format!("{}Result", capital(id)));
            let mut fields = Vec::new();
            examples
                .iter()
                .for_each(|example| illustrate(&mut fields, example));
            let mut object = schema::object(&name, &fields, &[], self.components);
            note(&mut object, "The page has no table of the answer.");
            self.components.insert(name.clone(), Value::Object(object));
            return (reference(&name), objects, None, None);
        };
        let Some((array, in_table)) = self.envelope() else {
            let is_array = self.is_list();
            let items: Vec<&Value> = examples
                .iter()
                .flat_map(|example| {
                    example
                        .as_array()
                        .map_or(vec![*example], |items| items.iter().collect())
                })
                .collect();
            let name = self.free(&if self.method == "GET" {
                self.noun.clone()
            } else {
                format!("{}Result", capital(id))
            });
            self.object(&name, first, &items, &["_id"]);
            mapped(&mut objects, first, &name);
            self.others(others, &mut objects);
            let schema = if is_array {
                json!({"type": "array", "items": reference(&name)})
            } else {
                reference(&name)
            };
            return (schema, objects, None, None);
        };
        let list = self.free(&format!("{}List", self.noun));
        // The variants stand one table each behind the envelope, or the one table is that of an item.
        let tables: Vec<&Object> = if in_table {
            others.to_vec()
        } else {
            vec![*first]
        };
        let cases: Vec<(&Object, Option<(String, String)>)> = tables
            .iter()
            .map(|table| {
                let case = table
                    .heading
                    .as_deref()
                    .and_then(|heading| CASE.captures(heading));
                (
                    *table,
                    case.map(|case| (case[1].to_owned(), case[2].to_owned())),
                )
            })
            .collect();
        let has_cases = cases.iter().any(|(_, case)| case.is_some());
        let mut items: Vec<(String, Option<(String, String)>)> = Vec::new();
        for (table, case) in &cases {
            let suffix = match (has_cases, case) {
                (true, Some((parameter, _))) => capital(parameter),
                (true, None) => "Condensed".to_owned(),
                (false, _) => String::new(),
            };
            if !has_cases && !items.is_empty() {
                self.others(&[*table], &mut objects);
                continue;
            }
            let name = self.free(&format!("{}{suffix}", self.noun));
            let samples = self.samples(&examples, &array, table, &tables);
            let mut required = vec!["_id"];
            if has_cases {
                required.extend(self.discriminator(table, &tables));
            }
            self.object(&name, table, &samples, &required);
            mapped(&mut objects, table, &name);
            items.push((name, case.clone()));
        }
        let item = match items.as_slice() {
            [] => json!({"type": "object", "description": "No table describes it."}),
            [(name, _)] => reference(name),
            several => {
                let union = self.free(&self.noun.clone());
                // The richer shape first: generators try them in this order.
                let branches: Vec<Value> = several
                    .iter()
                    .rev()
                    .map(|(name, _)| reference(name))
                    .collect();
                self.components.insert(
                    union.clone(),
                    json!({"description": sentence(&union), "oneOf": branches}),
                );
                reference(&union)
            }
        };
        let mut envelope: Vec<Field> = if in_table {
            fields(
                first
                    .properties
                    .iter()
                    .map(|row| (row.name.as_str(), Row::from(row))),
            )
        } else {
            Vec::new()
        };
        for example in &examples {
            let mut bare = (*example).clone();
            if let Some(map) = bare.as_object_mut() {
                map.insert(array.clone(), Value::Array(Vec::new()));
            }
            illustrate(&mut envelope, &bare);
        }
        let mut object = schema::object(&list, &envelope, &[&array], self.components);
        if let Some(property) = object
            .get_mut("properties")
            .and_then(|all| all.get_mut(&array))
        {
            property["items"] = item;
        }
        if in_table {
            mapped(&mut objects, first, &list);
        } else {
            note(
                &mut object,
                "The envelope stands in an example only; the table describes its items.",
            );
        }
        self.components.insert(list.clone(), Value::Object(object));
        let has = |name: &str| self.facts.parameters.iter().any(|row| row.name == name);
        let pagination = (has("offset") && has("limit")).then(
            || json!({"offset": "offset", "limit": "limit", "items": array, "total": "total"}),
        );
        let variants = has_cases.then(|| self.variants(id, &items)).flatten();
        (reference(&list), objects, pagination, variants)
    }

    /// The examples' items that a table describes: those whose keys it has most of.
    fn samples<'v>(
        &self,
        examples: &[&'v Value],
        array: &str,
        table: &Object,
        tables: &[&Object],
    ) -> Vec<&'v Value> {
        let all = examples
            .iter()
            .filter_map(|example| example.get(array)?.as_array())
            .flatten();
        all.filter(|item| {
            let own = likeness(item, table);
            tables
                .iter()
                .all(|other| std::ptr::eq(*other, table) || likeness(item, other) < own)
        })
        .collect()
    }

    /// A property by which a shape is told from the others: it has it alone, or of another type.
    fn discriminator<'t>(&self, table: &'t Object, tables: &[&Object]) -> Option<&'t str> {
        let others: Vec<&&Object> = tables
            .iter()
            .filter(|other| !std::ptr::eq(**other, table))
            .collect();
        let shown = |name: &str| {
            self.facts
                .examples
                .iter()
                .any(|example| contains_key(&example.value, name))
        };
        let differs = |row: &&crate::facts::Property| {
            !row.name.contains(['.', '['])
                && row.optional != Some(true)
                && shown(&row.name)
                && others.iter().all(|other| {
                    other
                        .properties
                        .iter()
                        .filter(|known| known.name == row.name)
                        .all(|known| {
                            known.kind.as_deref().map(types::classes)
                                != row.kind.as_deref().map(types::classes)
                        })
                })
        };
        let kind = |row: &&crate::facts::Property| {
            matches!(
                row.kind.as_deref().map(types::classes).as_deref(),
                Some([Class::Object | Class::Boolean])
            )
        };
        let found: Vec<&crate::facts::Property> = table.properties.iter().filter(differs).collect();
        found
            .iter()
            .find(|row| kind(row))
            .or(found.first())
            .map(|row| row.name.as_str())
    }

    fn variants(&self, id: &str, items: &[(String, Option<(String, String)>)]) -> Option<Value> {
        let (default, _) = items.iter().find(|(_, case)| case.is_none())?;
        let (parameter, _) = items.iter().find_map(|(_, case)| case.as_ref())?;
        let cases: Vec<Value> = items
            .iter()
            .filter_map(|(name, case)| {
                let (own, value) = case.as_ref()?;
                Some(json!({"value": value, "operationId": format!("{id}{}", capital(own)), "item": format!("#/components/schemas/{name}")}))
            })
            .collect();
        Some(
            json!({"parameter": parameter, "default": {"item": format!("#/components/schemas/{default}")}, "cases": cases}),
        )
    }

    /// Tables that nothing refers to, as schemas of their own.
    fn others(&mut self, tables: &[&Object], objects: &mut Map<String, Value>) {
        for table in tables {
            let heading = table.heading.as_deref().unwrap_or("Other");
            let bare = heading
                .replace("(JSON)", "")
                .replace("object", "")
                .replace("Object", "");
            let name = self.free(&pascal(&bare));
            self.object(&name, table, &[], &["_id"]);
            if let Some(Value::Object(schema)) = self.components.get_mut(&name) {
                note(
                    schema,
                    "Nothing refers to this schema yet: put it where it belongs.",
                );
            }
            objects.insert(
                heading.to_owned(),
                json!(format!("#/components/schemas/{name}")),
            );
        }
    }

    fn object(&mut self, name: &str, table: &Object, samples: &[&Value], required: &[&str]) {
        let mut fields = fields(
            table
                .properties
                .iter()
                .map(|row| (row.name.as_str(), Row::from(row))),
        );
        samples
            .iter()
            .for_each(|sample| illustrate(&mut fields, sample));
        let schema = schema::object(name, &fields, required, self.components);
        self.components
            .insert(name.to_owned(), Value::Object(schema));
    }

    fn parameters(&self) -> Vec<Value> {
        let mut parameters = Vec::new();
        let sends = self.has_body();
        let placeholders: Vec<&str> = self
            .url
            .split('/')
            .filter(|segment| is_placeholder(segment))
            .collect();
        let ours: Vec<&str> = self
            .path
            .split('/')
            .filter(|segment| segment.starts_with('{'))
            .map(|segment| segment.trim_matches(['{', '}']))
            .collect();
        for (placeholder, ours) in placeholders.iter().zip(ours) {
            let row = self.facts.parameters.iter().find(|row| {
                row.place == Place::Path
                    && placeholder_of(self.url, &row.name) == Some(*placeholder)
            });
            let mut parameter = Map::new();
            parameter.insert("name".to_owned(), json!(ours));
            parameter.insert("in".to_owned(), json!("path"));
            parameter.insert("required".to_owned(), json!(true));
            parameter.insert("description".to_owned(), json!(sentence(ours)));
            if row.is_none() {
                note(&mut parameter, "The page has no row for it.");
            }
            let schema = row.map_or_else(
                || schema::parameter(&names::parameter(placeholder), &Row::default(), Vec::new()),
                |row| schema::parameter(ours, &Row::from(row), Vec::new()),
            );
            parameter.insert("schema".to_owned(), Value::Object(schema));
            parameters.push(Value::Object(parameter));
        }
        for row in self
            .facts
            .parameters
            .iter()
            .filter(|row| row.place == Place::Query || (row.place == Place::Body && !sends))
        {
            parameters.push(self.query(row));
        }
        parameters
    }

    fn query(&self, row: &Parameter) -> Value {
        let mut parameter = Map::new();
        parameter.insert("name".to_owned(), json!(row.name));
        parameter.insert("in".to_owned(), json!("query"));
        if row.optional == Some(false) {
            parameter.insert("required".to_owned(), json!(true));
        }
        parameter.insert("description".to_owned(), json!(sentence(&row.name)));
        if row.optional.is_none() {
            note(
                &mut parameter,
                "The page does not say whether it is optional.",
            );
        }
        for finding in self
            .facts
            .findings
            .iter()
            .filter(|finding| finding.line == row.line && finding.is_unreadable())
        {
            let aspect = finding.code.trim_start_matches("unreadable-");
            note(
                &mut parameter,
                format!(
                    "The page gives the {aspect} in words: put its sense into the description."
                ),
            );
        }
        let samples = self.facts.requests.iter().filter_map(|request| {
            let (_, query) = request.url.split_once('?')?;
            let (_, value) = url::form_urlencoded::parse(query.as_bytes())
                .find(|(name, _)| *name == row.name)?;
            Some(match &*value {
                "true" => json!(true),
                "false" => json!(false),
                value => value
                    .parse::<i64>()
                    .map_or_else(|_| json!(value), |number| json!(number)),
            })
        });
        let schema = schema::parameter(&row.name, &Row::from(row), samples.collect());
        parameter.insert("schema".to_owned(), Value::Object(schema));
        Value::Object(parameter)
    }

    fn has_body(&self) -> bool {
        matches!(self.method, "POST" | "PUT" | "PATCH")
    }

    fn body(&mut self, id: &str) -> Option<Value> {
        let rows: Vec<&Parameter> = self
            .facts
            .parameters
            .iter()
            .filter(|row| row.place == Place::Body)
            .collect();
        if !self.has_body() || rows.is_empty() {
            return None;
        }
        let name = self.free(&format!("{}Request", capital(id)));
        let mut fields = fields(rows.iter().map(|row| (row.name.as_str(), Row::from(*row))));
        let examples: Vec<&Example> = self
            .facts
            .examples
            .iter()
            .filter(|example| is_request(example))
            .collect();
        examples
            .iter()
            .for_each(|example| illustrate(&mut fields, &example.value));
        let required: Vec<&str> = rows
            .iter()
            .filter(|row| row.optional == Some(false) && !row.name.contains(['.', '[']))
            .map(|row| row.name.as_str())
            .collect();
        let mut object = schema::object(&name, &fields, &required, self.components);
        let silent: Vec<&str> = rows
            .iter()
            .filter(|row| row.optional.is_none())
            .map(|row| row.name.as_str())
            .collect();
        if !silent.is_empty() {
            note(
                &mut object,
                format!(
                    "The page does not say whether these are optional: {}.",
                    silent.join(", ")
                ),
            );
        }
        self.components.insert(name.clone(), Value::Object(object));
        let mut content = json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
        if !examples.is_empty() {
            content["examples"] = named(&examples);
        }
        Some(json!({"required": true, "content": {"application/json": content}}))
    }

    fn responses(&self, answer: Value) -> Value {
        let mut content = json!({"schema": answer});
        let examples: Vec<&Example> = self.answers().collect();
        if !examples.is_empty() {
            content["examples"] = named(&examples);
        }
        let mut responses = Map::new();
        responses.insert(
            "200".to_owned(),
            json!({"description": "The answer.", "content": {"application/json": content}}),
        );
        let mut statuses: Vec<(u16, Vec<&str>)> = Vec::new();
        for row in &self.facts.errors {
            let (Some(status), Some(message)) = (row.status, row.message.as_deref()) else {
                note(
                    &mut responses,
                    format!(
                        "An error row without a code: {}.",
                        row.message.as_deref().unwrap_or_default()
                    ),
                );
                continue;
            };
            match statuses.iter_mut().find(|(known, _)| *known == status) {
                Some((_, messages)) if messages.contains(&message) => {}
                Some((_, messages)) => messages.push(message),
                None => statuses.push((status, vec![message])),
            }
        }
        for (status, shared) in [(400, "BadRequest"), (401, "Unauthorized")] {
            let known = self
                .document
                .at(&format!("/components/responses/{shared}"))
                .is_some();
            if known && !statuses.iter().any(|(stated, _)| *stated == status) {
                responses.insert(
                    status.to_string(),
                    json!({"$ref": format!("#/components/responses/{shared}")}),
                );
            }
        }
        statuses.sort_by_key(|(status, _)| *status);
        for (status, messages) in statuses {
            responses.insert(status.to_string(), self.shared(&messages).unwrap_or_else(|| {
                let rows: Vec<Value> = messages.iter().map(|message| json!({"message": message, "description": sentence(message)})).collect();
                json!({
                    "description": format!("Refused: {}.", messages.join(", ")),
                    "x-errors": rows,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
                })
            }));
        }
        let mut entries: Vec<(String, Value)> = responses.into_iter().collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        Value::Object(entries.into_iter().collect())
    }

    /// A response of the document that has just these messages.
    fn shared(&self, messages: &[&str]) -> Option<Value> {
        let responses = self.document.at("/components/responses")?.as_object()?;
        let (name, _) = responses.iter().find(|(_, response)| {
            let rows = response.get("x-errors").and_then(Value::as_array);
            let theirs: Vec<&str> = rows
                .into_iter()
                .flatten()
                .filter_map(|row| row.get("message")?.as_str())
                .collect();
            theirs == messages && response.get("x-inferred").is_none()
        })?;
        Some(json!({"$ref": format!("#/components/responses/{name}")}))
    }
}

fn is_request(example: &Example) -> bool {
    example.heading.as_deref().is_some_and(|heading| {
        let heading = heading.to_ascii_lowercase();
        heading.contains("request") || heading.contains("body")
    })
}

/// Examples under names that come from their headings.
fn named(examples: &[&Example]) -> Value {
    let mut named = Map::new();
    for example in examples {
        let heading = example.heading.as_deref().unwrap_or("Example");
        let words = pascal(&heading.replace("Example", "").replace("example", ""));
        let mut chars = words.chars();
        let mut name = chars.next().map_or_else(
            || "documented".to_owned(),
            |first| first.to_lowercase().chain(chars).collect(),
        );
        while named.contains_key(&name) {
            name.push('2');
        }
        named.insert(name, json!({"summary": heading, "value": example.value}));
    }
    Value::Object(named)
}

/// How many of a value's keys a table has, less those that it has not.
fn likeness(item: &Value, table: &Object) -> i64 {
    let keys = item.as_object().into_iter().flat_map(|map| map.iter());
    keys.map(|(key, value)| {
        let row = table.properties.iter().find(|row| row.name == *key);
        let classes = row
            .and_then(|row| row.kind.as_deref())
            .map(types::classes)
            .unwrap_or_default();
        let fits = match value {
            Value::Object(_) => classes.contains(&Class::Object),
            Value::Array(_) => classes.contains(&Class::Array),
            Value::Bool(_) => classes.contains(&Class::Boolean),
            _ => !classes
                .iter()
                .any(|class| matches!(class, Class::Object | Class::Array | Class::Boolean)),
        };
        if row.is_some() && fits { 1 } else { -1 }
    })
    .sum()
}

fn contains_key(value: &Value, name: &str) -> bool {
    match value {
        Value::Object(map) => {
            map.contains_key(name) || map.values().any(|value| contains_key(value, name))
        }
        Value::Array(items) => items.iter().any(|value| contains_key(value, name)),
        _ => false,
    }
}
