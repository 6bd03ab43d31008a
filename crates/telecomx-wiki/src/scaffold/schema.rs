//! Fields into schemas, as openapi/README.md wants them written.

use serde_json::{Map, Value, json};

use super::fields::{Field, Row};
use super::names::{capital, is_personal, sentence};
use super::yaml::note;
use crate::types::{self, Class};

/// Where schemas go that need a name of their own.
pub(super) type Components = Map<String, Value>;

/// An object with these properties. `owner` is the name of the schema that it is, or is within.
pub(super) fn object(
    owner: &str,
    fields: &[Field],
    required: &[&str],
    components: &mut Components,
) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in fields {
        properties.insert(
            field.name.clone(),
            Value::Object(property(owner, field, components)),
        );
    }
    let mut schema = Map::from_iter([("type".to_owned(), json!("object"))]);
    schema.insert("description".to_owned(), json!(sentence(owner)));
    let required: Vec<&&str> = required
        .iter()
        .filter(|name| {
            fields
                .iter()
                .any(|field| field.name == **name && !field.is_nullable())
        })
        .collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if properties.is_empty() {
        note(&mut schema, "The page names no properties of this object.");
    } else {
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    schema
}

fn property(owner: &str, field: &Field, components: &mut Components) -> Map<String, Value> {
    let row = field.row.clone().unwrap_or_default();
    let mut schema = value(
        &format!("{owner}{}", capital(&field.name)),
        field,
        &row,
        components,
    );
    if schema.contains_key("$ref") {
        return schema;
    }
    if !schema.contains_key("description") {
        schema.insert("description".to_owned(), json!(sentence(&field.name)));
    }
    if field.is_nullable() && !field.list && schema.contains_key("type") {
        schema.insert("nullable".to_owned(), json!(true));
    }
    if !field.aliases.is_empty() {
        schema.insert("x-aliases".to_owned(), json!(field.aliases));
    }
    if is_personal(&field.name) && schema.get("type") == Some(&json!("string")) {
        schema.insert("x-personal-data".to_owned(), json!(true));
    }
    schema
}

/// A value of a type as written, of what is below it, and of what the examples show.
fn value(name: &str, field: &Field, row: &Row, components: &mut Components) -> Map<String, Value> {
    let mut schema = Map::new();
    for text in &field.notes {
        note(&mut schema, text.clone());
    }
    let mut classes = row.kind.as_deref().map(types::classes).unwrap_or_default();
    classes.retain(|class| *class != Class::Null);
    if classes.is_empty() && field.name == "_id" {
        // An id by its name, whatever placeholder the example has.
        classes.push(Class::Id);
    }
    if classes.is_empty() {
        match shown(field) {
            Some(class) => {
                if field.row.is_some() {
                    note(
                        &mut schema,
                        format!("The page gives no type; an example shows {}.", class.name()),
                    );
                }
                classes.push(class);
            }
            None if field.list => classes.push(Class::Array),
            None if !field.children.is_empty() => classes.push(Class::Object),
            None => {
                note(
                    &mut schema,
                    "The page gives no type, and no example shows one.",
                );
                classes.push(Class::String);
            }
        }
    }
    let is_list = field.list || classes == [Class::Array];
    if is_list {
        schema.insert("type".to_owned(), json!("array"));
        schema.insert("description".to_owned(), json!(sentence(&field.name)));
        schema.insert(
            "items".to_owned(),
            Value::Object(items(name, field, components)),
        );
        return schema;
    }
    if classes.len() > 1 {
        return choice(name, field, &classes, schema, components);
    }
    match classes[0] {
        Class::Object => {
            let mut inner = object(name, &field.children, &[], components);
            inner.insert("description".to_owned(), json!(sentence(&field.name)));
            schema.extend(inner);
        }
        class => scalar(&mut schema, class, field, row),
    }
    schema
}

/// The items of a list: its `[]` row, its children, or what an example shows.
fn items(name: &str, field: &Field, components: &mut Components) -> Map<String, Value> {
    if !field.children.is_empty() {
        let required: &[&str] = if field.children.iter().any(|child| child.name == "_id") {
            &["_id"]
        } else {
            &[]
        };
        return object(
            &super::names::singular(name),
            &field.children,
            required,
            components,
        );
    }
    let row = field.item.clone().unwrap_or_default();
    let item = Field {
        name: field.name.clone(),
        row: field.item.clone(),
        samples: field
            .samples
            .iter()
            .filter(|sample| !sample.is_null())
            .cloned()
            .collect(),
        ..Field::default()
    };
    let mut schema = value(name, &item, &row, components);
    if field.item.is_none() {
        note(&mut schema, "The page has no row for the items.");
    }
    schema
}

/// An id or an object: a named `oneOf`, which every generator takes.
fn choice(
    name: &str,
    field: &Field,
    classes: &[Class],
    mut schema: Map<String, Value>,
    components: &mut Components,
) -> Map<String, Value> {
    if classes == [Class::Id, Class::Object] && !field.children.is_empty() {
        let inner = format!("{name}Object");
        let required: &[&str] = if field.children.iter().any(|child| child.name == "_id") {
            &["_id"]
        } else {
            &[]
        };
        let object = object(&inner, &field.children, required, components);
        components.insert(inner.clone(), Value::Object(object));
        let mut union = Map::new();
        note(&mut union, "The page says that it is an id or an object.");
        union.insert("description".to_owned(), json!(sentence(&field.name)));
        union.insert("oneOf".to_owned(), json!([{"$ref": "#/components/schemas/ObjectId"}, {"$ref": format!("#/components/schemas/{inner}")}]));
        components.insert(name.to_owned(), Value::Object(union));
        return Map::from_iter([(
            "$ref".to_owned(),
            json!(format!("#/components/schemas/{name}")),
        )]);
    }
    let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
    note(
        &mut schema,
        format!(
            "The page says that it is {}; the first is drafted.",
            names.join(" or ")
        ),
    );
    scalar(
        &mut schema,
        classes
            .iter()
            .copied()
            .find(|class| !matches!(class, Class::Object | Class::Array))
            .unwrap_or(Class::String),
        field,
        &Row::default(),
    );
    schema
}

fn scalar(schema: &mut Map<String, Value>, class: Class, field: &Field, row: &Row) {
    let samples: Vec<&Value> = field
        .samples
        .iter()
        .filter(|sample| !sample.is_null())
        .collect();
    let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
    match class {
        Class::Id => {
            put("type", json!("string"));
            put("format", json!("object-id"));
        }
        Class::Date => {
            put("type", json!("string"));
            put("format", json!("date-time"));
        }
        Class::Boolean => {
            put("type", json!("boolean"));
        }
        Class::Number if samples.iter().any(|sample| sample.is_string()) => {
            note(
                schema,
                "The page says Number, an example shows a string: both are taken.",
            );
            schema.insert("description".to_owned(), json!(sentence(&field.name)));
            schema.insert("x-string-or-number".to_owned(), json!(true));
            return;
        }
        Class::Number => number(schema, field, row, &samples),
        _ => {
            put("type", json!("string"));
        }
    }
    if let Some(values) = &row.values {
        if class == Class::String || values.iter().all(Value::is_i64) {
            let strings = |value: &Value| {
                if class == Class::String {
                    json!(value.as_str().map_or(value.to_string(), str::to_owned))
                } else {
                    value.clone()
                }
            };
            let values: Vec<Value> = values.iter().map(strings).collect();
            let nameless = |value: &Value| {
                !value
                    .as_str()
                    .is_some_and(|text| text.starts_with(|c: char| c.is_ascii_alphabetic()))
            };
            if values.iter().any(nameless) {
                let names: Vec<String> = values
                    .iter()
                    .map(|value| format!("Value{}", super::names::pascal(&value.to_string())))
                    .collect();
                note(schema, "Better names in x-enum-varnames are wanted.");
                schema.insert("x-enum-varnames".to_owned(), json!(names));
            }
            schema.insert("enum".to_owned(), Value::Array(values));
            schema.remove("format");
        }
        if samples.iter().any(|sample| !values.contains(sample)) {
            note(
                schema,
                "An example has a value that is not in the page's list.",
            );
        }
    }
    let fits = |default: &Value| match class {
        Class::Boolean => default.is_boolean(),
        Class::Number => default.is_number(),
        _ => default.is_string(),
    };
    if let Some(default) = row.default.as_ref().filter(|default| fits(default)) {
        schema.insert("default".to_owned(), default.clone());
    }
    if class == Class::Number {
        schema.extend(
            row.minimum
                .clone()
                .map(|bound| ("minimum".to_owned(), Value::Number(bound))),
        );
        schema.extend(
            row.maximum
                .clone()
                .map(|bound| ("maximum".to_owned(), Value::Number(bound))),
        );
    }
}

/// Whole or not: the wiki has one word for both.
fn number(schema: &mut Map<String, Value>, field: &Field, row: &Row, samples: &[&Value]) {
    let name = field.name.to_ascii_lowercase();
    let money = ["price", "cost", "wholesale", "amount", "fee", "customer"]
        .iter()
        .any(|word| name.contains(word));
    let counts = ["offset", "limit", "total", "count", "units"]
        .iter()
        .any(|word| name.ends_with(word));
    let whole = row
        .values
        .as_ref()
        .is_some_and(|values| values.iter().all(Value::is_i64))
        || row.default.as_ref().is_some_and(Value::is_i64)
        || counts
        || (!money && !samples.is_empty() && samples.iter().all(|sample| sample.is_i64()));
    if !whole && !money && samples.is_empty() {
        note(
            schema,
            "The page says Number, and no example shows whether it is whole.",
        );
    }
    let (kind, format) = if whole {
        ("integer", "int64")
    } else {
        ("number", "double")
    };
    schema.insert("type".to_owned(), json!(kind));
    schema.insert("format".to_owned(), json!(format));
}

/// The class of what the examples show, where they agree.
fn shown(field: &Field) -> Option<Class> {
    if field.list {
        return None;
    }
    let mut classes: Vec<Class> = field.samples.iter().filter_map(class_of).collect();
    classes.sort_unstable();
    classes.dedup();
    match classes.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn class_of(value: &Value) -> Option<Class> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => Class::Boolean,
        Value::Number(_) => Class::Number,
        Value::Array(_) => Class::Array,
        Value::Object(_) => Class::Object,
        Value::String(text)
            if text.len() >= 20 && text.as_bytes()[4] == b'-' && text.as_bytes()[10] == b'T' =>
        {
            Class::Date
        }
        Value::String(text)
            if (22..=24).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric())
                && text.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            Class::Id
        }
        Value::String(_) => Class::String,
    })
}

/// The schema of a parameter of the URL.
pub(super) fn parameter(name: &str, row: &Row, samples: Vec<Value>) -> Map<String, Value> {
    let field = Field {
        name: name.to_owned(),
        row: Some(row.clone()),
        samples,
        ..Field::default()
    };
    let mut row = row.clone();
    let mut schema = Map::new();
    let lower = name.to_ascii_lowercase();
    if row.kind.is_none() {
        let guess = if row
            .values
            .as_ref()
            .is_some_and(|values| !values.iter().all(Value::is_i64))
        {
            Class::String
        } else if row.default.as_ref().is_some_and(Value::is_number)
            || row.minimum.is_some()
            || row.maximum.is_some()
            || matches!(lower.as_str(), "offset" | "limit")
        {
            Class::Number
        } else if lower.ends_with("id")
            || matches!(lower.as_str(), "customer" | "reseller" | "employee")
        {
            Class::Id
        } else {
            match shown(&field) {
                Some(class) => class,
                None => {
                    note(
                        &mut schema,
                        "The page gives no type, and no example shows one.",
                    );
                    Class::String
                }
            }
        };
        row.kind = Some(
            match guess {
                Class::Number => "Number",
                Class::Boolean => "Boolean",
                Class::Id => "Id",
                Class::Date => "Date",
                _ => "String",
            }
            .to_owned(),
        );
    }
    let class = row.kind.as_deref().map(types::classes).unwrap_or_default();
    let class = class
        .first()
        .copied()
        .filter(|class| !matches!(class, Class::Object | Class::Null))
        .unwrap_or(Class::String);
    match class {
        Class::Id => {
            schema.insert("$ref".to_owned(), json!("#/components/schemas/ObjectId"));
        }
        Class::Array => {
            note(&mut schema, "How the items travel in the URL is not said.");
            schema.insert("type".to_owned(), json!("array"));
            schema.insert("items".to_owned(), json!({"type": "string"}));
        }
        class => scalar(
            &mut schema,
            class,
            &Field {
                samples: Vec::new(),
                ..field
            },
            &row,
        ),
    }
    schema
}
