//! The documented examples, decoded, snapshotted, re-encoded and validated.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use telecomx::types;
use telecomx_tests::documented::{self, Example};

/// What re-encoding may lose, by example. An entry that is not lost any more fails the test.
///
/// A documented null means the same as a missing value and is written as one; a date gets the
/// milliseconds that the API writes everywhere else.
const LOST: &[(&str, &str, &str)] = &[
    (
        "getServiceAgreement",
        "extendProduct",
        "/serviceProduct/customer: null -> missing",
    ),
    (
        "getServiceAgreement",
        "extendProduct",
        "/serviceProduct/end: null -> missing",
    ),
    (
        "getServiceAgreement",
        "extendProduct",
        "/serviceProduct/inheritFrom: null -> missing",
    ),
    (
        "getServiceAgreement",
        "extendProduct",
        "/serviceProduct/start: null -> missing",
    ),
    (
        "listInternetRequests",
        "full",
        "/requests/0/address2: null -> missing",
    ),
    (
        "listInternetRequests",
        "normal",
        "/requests/0/created: \"2016-01-01T00:00:00Z\" -> \"2016-01-01T00:00:00.000Z\"",
    ),
];

/// Decodes an example as what the client would give, and encodes it again.
fn round_trip(example: &Example) -> (Value, String) {
    fn through<T: DeserializeOwned + Serialize + std::fmt::Debug>(
        value: &Value,
    ) -> (Value, String) {
        let text = value.to_string();
        let decoded: T =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        (
            serde_json::to_value(&decoded).unwrap(),
            format!("{decoded:#?}"),
        )
    }
    let through = match (example.operation.as_str(), example.name.as_str()) {
        ("listInternetRequests", "full") => through::<types::InternetRequestListFull>,
        ("listInternetRequests", _) => through::<types::InternetRequestListCondensed>,
        ("listExternalLicenses", _) => through::<types::ExternalLicenseList>,
        ("listFlexcareOrders", _) => through::<types::FlexcareOrderList>,
        ("listResellers", _) => through::<Vec<types::Reseller>>,
        ("getServiceAgreement", _) => through::<types::ServiceAgreement>,
        (other, _) => panic!("no type is known for {other}: add it here"),
    };
    through(&example.value)
}

/// Every difference between two values, by place.
fn differences(documented: &Value, encoded: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (documented, encoded) {
        (Value::Object(documented), Value::Object(encoded)) => {
            let names: BTreeSet<_> = documented.keys().chain(encoded.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (documented.get(name), encoded.get(name)) {
                    (Some(a), Some(b)) => differences(a, b, &at, found),
                    (Some(a), None) => drop(found.insert(format!("{at}: {a} -> missing"))),
                    (None, Some(b)) => drop(found.insert(format!("{at}: missing -> {b}"))),
                    (None, None) => {}
                }
            }
        }
        (Value::Array(documented), Value::Array(encoded)) if documented.len() == encoded.len() => {
            for (index, (a, b)) in documented.iter().zip(encoded).enumerate() {
                differences(a, b, &format!("{at}/{index}"), found);
            }
        }
        _ if documented == encoded => {}
        _ => drop(found.insert(format!("{at}: {documented} -> {encoded}"))),
    }
}

#[test]
fn all_documented_examples_are_there() {
    let names: BTreeSet<_> = documented::examples()
        .into_iter()
        .map(|example| format!("{} {}", example.operation, example.name))
        .collect();
    // Counted by hand on the five pages.
    assert_eq!(
        names.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "getServiceAgreement documented",
            "getServiceAgreement extendProduct",
            "listExternalLicenses normal",
            "listFlexcareOrders documented",
            "listInternetRequests full",
            "listInternetRequests normal",
            "listResellers documented",
        ]
    );
}

#[test]
fn each_example_decodes_as_its_snapshot_says() {
    for example in documented::examples() {
        let (encoded, debug) = round_trip(&example);
        let name = format!("{}-{}", example.operation, example.name);
        insta::assert_json_snapshot!(name.clone(), encoded);
        insta::assert_snapshot!(format!("{name}-debug"), debug);
    }
}

#[test]
fn re_encoding_an_example_loses_what_is_listed_and_nothing_else() {
    let mut lost = BTreeSet::new();
    for example in documented::examples() {
        let (encoded, _) = round_trip(&example);
        let mut found = BTreeSet::new();
        differences(&example.value, &encoded, "", &mut found);
        lost.extend(
            found
                .into_iter()
                .map(|what| (example.operation.clone(), example.name.clone(), what)),
        );
    }
    let listed: BTreeSet<_> = LOST
        .iter()
        .map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned()))
        .collect();
    let unlisted: Vec<_> = lost.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&lost).collect();
    assert!(
        unlisted.is_empty() && stale.is_empty(),
        "lost but not listed: {unlisted:#?}\nlisted but not lost: {stale:#?}"
    );
}

#[test]
fn each_example_fits_its_own_schema() {
    let document = documented::document();
    for example in documented::examples() {
        let schema = telecomx_tests::schema::standalone(&document, &example.schema);
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&example.value)
            .map(|error| error.to_string())
            .collect();
        assert!(
            errors.is_empty(),
            "{} {}: {errors:#?}",
            example.operation,
            example.name
        );
        let mut broken = example.value.clone();
        break_first_id(&mut broken);
        assert!(
            !validator.is_valid(&broken),
            "the schema of {} refuses nothing",
            example.operation
        );
    }
}

/// Makes the first `_id` a number.
fn break_first_id(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            if let Some(id) = members.get_mut("_id") {
                *id = 1.into();
                return true;
            }
            members.values_mut().any(break_first_id)
        }
        Value::Array(elements) => elements.iter_mut().any(break_first_id),
        _ => false,
    }
}
