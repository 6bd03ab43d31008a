//! The models' `JsonSchema` against the document: every property, type and enum value of one is in
//! the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde_json::Value;
use telecomx::types;
use telecomx_tests::documented;

/// What a schema promises, as a set of lines that both dialects agree on.
fn facts(root: &Value, schema: &Value, at: &str, depth: usize, out: &mut BTreeSet<String>) {
    if depth > 12 {
        return;
    }
    let schema = resolve(root, schema);
    for word in ["anyOf", "oneOf", "allOf"] {
        for variant in schema[word].as_array().into_iter().flatten() {
            if variant["type"] != "null" {
                facts(root, variant, at, depth + 1, out);
            }
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .collect(),
        _ => vec![],
    };
    for kind in kinds {
        out.insert(format!("{at}: {kind}"));
    }
    for value in schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|value| !value.is_null())
    {
        out.insert(format!("{at} = {value}"));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        out.insert(at.clone());
        if depth < 12 && name != "inner" {
            facts(root, property, &at, depth + 1, out);
        }
    }
    if schema["items"].is_object() {
        facts(root, &schema["items"], &format!("{at}[]"), depth + 1, out);
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolve(
            root,
            root.pointer(&reference[1..])
                .expect("a reference leads somewhere"),
        ),
        None => schema,
    }
}

fn compare<T: JsonSchema>(component: &str) {
    let derived = serde_json::to_value(schemars::schema_for!(T)).unwrap();
    let document = documented::document();
    let mut from_types = BTreeSet::new();
    facts(&derived, &derived, component, 0, &mut from_types);
    let mut from_document = BTreeSet::new();
    facts(
        &document,
        &document["components"]["schemas"][component],
        component,
        0,
        &mut from_document,
    );
    // The document leaves `zip` untyped; the type says what it takes.
    let from_types: BTreeSet<_> = from_types
        .into_iter()
        .filter(|fact| {
            let place = fact.split(": ").next().unwrap_or_default();
            let loose = place.ends_with(".zip") || place.ends_with(".platformLicenseId");
            !(loose
                && (fact.ends_with(": number")
                    || place.ends_with(".zip") && fact.ends_with(": string")))
        })
        .collect();
    assert!(from_document.len() > 2, "{component}: nothing to compare");
    let missing: Vec<_> = from_document.difference(&from_types).collect();
    let surplus: Vec<_> = from_types.difference(&from_document).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{component}\nonly in the document: {missing:#?}\nonly in the types: {surplus:#?}"
    );
}

#[test]
fn the_types_say_what_the_document_says() {
    compare::<types::ExternalLicenseList>("ExternalLicenseList");
    compare::<types::FlexcareOrderList>("FlexcareOrderList");
    compare::<types::InternetRequestFull>("InternetRequestFull");
    compare::<types::InternetRequestCondensed>("InternetRequestCondensed");
    compare::<types::Reseller>("Reseller");
    compare::<types::ServiceAgreement>("ServiceAgreement");
    compare::<types::LoginRequest>("LoginRequest");
    compare::<types::LoginResult>("LoginResult");
    compare::<types::TokenStatus>("TokenStatus");
    compare::<types::ErrorBody>("ErrorBody");
}

#[test]
#[should_panic(expected = "only in the types")]
fn a_difference_is_noticed() {
    compare::<types::LoginRequest>("LoginResult");
}
