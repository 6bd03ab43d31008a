//! 100,000 answers that are broken on purpose: no panic, and an error that names the operation and,
//! where there is JSON at all, the place.
//!
//! Here and not among the tests that cross crates, because it reaches below the socket: as many
//! answers over HTTP would take minutes.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::Error;
use crate::error::ErrorKind;
use crate::generated::types;
use crate::operation::Operation;
use crate::paging::ListPage;
use crate::records::salvage;
use crate::response::Response;

const ANSWERS: usize = 100_000;

/// The documented examples, with progenitor's name of the operation that they answer.
fn examples() -> Vec<(&'static str, Value)> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../openapi/dist/telecomx.json"
    );
    let document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let example = |path: &str, name: &str| {
        let examples = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
            ["examples"];
        let value = examples[name]["value"].clone();
        assert!(!value.is_null(), "{path} has no example {name}");
        value
    };
    vec![
        (
            "list_internet_requests",
            example("/internet/request", "normal"),
        ),
        (
            "list_internet_requests_full",
            example("/internet/request", "full"),
        ),
        (
            "list_external_licenses",
            example("/externalLicense", "normal"),
        ),
        (
            "list_flexcare_orders",
            example("/iptv/flexcareorder", "documented"),
        ),
        (
            "list_resellers",
            example("/customer/resellers/list", "documented"),
        ),
        (
            "get_service_agreement",
            example("/iptv/serviceagreement/{id}", "extendProduct"),
        ),
    ]
}

/// Reads an answer in each way that the client does, and gives all errors.
fn errors_of(operation: &str, body: Vec<u8>) -> Vec<Error> {
    fn page<P: ListPage>(response: &Response) -> Vec<Error> {
        let Err(error) = response.decode::<P>() else {
            return vec![];
        };
        let mut errors = vec![error.clone()];
        match salvage::<P>(error, 7) {
            Err(error) => errors.push(error),
            Ok(loose) => errors.extend(loose.records.into_iter().filter_map(Result::err)),
        }
        errors
    }
    let response = Response::of_body(Operation::named(operation), Bytes::from(body));
    match operation {
        "list_internet_requests" => page::<types::InternetRequestListCondensed>(&response),
        "list_internet_requests_full" => page::<types::InternetRequestListFull>(&response),
        "list_external_licenses" => page::<types::ExternalLicenseList>(&response),
        "list_flexcare_orders" => page::<types::FlexcareOrderList>(&response),
        "list_resellers" => page::<Vec<types::Reseller>>(&response),
        _ => response
            .decode::<types::ServiceAgreement>()
            .err()
            .into_iter()
            .collect(),
    }
}

/// Whether each error says what it must.
fn check(operation: &str, body: &[u8], wants_path: bool) -> usize {
    let errors = errors_of(operation, body.to_vec());
    for error in &errors {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.operation_id(), Some(Operation::named(operation).id));
        assert!(error.body().is_some());
        let path = error.json_path().is_some_and(|path| !path.is_empty());
        assert!(
            path || !wants_path,
            "{error} has no path in {}",
            String::from_utf8_lossy(body)
        );
    }
    errors.len()
}

/// Every place in a value.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), out)),
        Value::Array(elements) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), out));
        }
        _ => {}
    }
}

#[test]
fn a_truncated_answer_is_an_error_at_every_byte() {
    let mut seen = 0;
    for (operation, example) in examples() {
        let whole = example.to_string().into_bytes();
        for end in 1..whole.len() {
            assert!(
                check(operation, &whole[..end], false) > 0,
                "{operation} took {end} bytes"
            );
            seen += 1;
        }
        assert!(errors_of(operation, whole).is_empty());
    }
    assert!(seen > 3000);
}

#[test]
fn a_value_of_the_wrong_kind_is_an_error_with_its_place() {
    let wrong = [
        json!(true),
        json!(-7),
        json!(0.5),
        json!("\u{0}wrong"),
        json!([[1]]),
        json!({"a": {"b": 1}}),
        json!(null),
    ];
    let (mut seen, mut refused) = (0, 0);
    for (operation, example) in examples() {
        let mut places = Vec::new();
        pointers(&example, "", &mut places);
        for place in places {
            for value in &wrong {
                let mut broken = example.clone();
                *broken.pointer_mut(&place).unwrap() = value.clone();
                seen += 1;
                // The root has no place to name.
                refused += usize::from(
                    check(operation, broken.to_string().as_bytes(), !place.is_empty()) > 0,
                );
            }
        }
    }
    assert!(refused > seen / 3, "only {refused} of {seen} were refused");
}

#[test]
fn nesting_numbers_and_duplicates_without_end_are_no_danger() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let hostile = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        "1e999999".to_owned(),
        "-1e999999".to_owned(),
        "9".repeat(100_000),
        format!("\"{}\"", "\\u0000".repeat(10_000)),
        "\"\\ud800\"".to_owned(),
    ];
    for (operation, example) in examples() {
        let text = example.to_string();
        let (before, _) = text.split_once("\"_id\":").unwrap();
        let after = &text[before.len()..];
        for value in &hostile {
            // As an unknown property, as the id, and as a second id.
            for head in ["\"unknown\":", "\"_id\":"] {
                check(
                    operation,
                    format!("{before}{head}{value},{after}").as_bytes(),
                    false,
                );
            }
            check(operation, value.as_bytes(), false);
        }
        let twice = format!("{before}\"_id\":\"x\",{after}");
        assert!(
            check(operation, twice.as_bytes(), true) > 0,
            "{operation} took two ids"
        );
    }
}

#[test]
fn bytes_turned_at_random_never_panic() {
    let mut rng = fastrand::Rng::with_seed(4711);
    let examples: Vec<_> = examples()
        .into_iter()
        .map(|(operation, value)| (operation, value.to_string().into_bytes()))
        .collect();
    for n in 0..ANSWERS {
        let (operation, whole) = &examples[n % examples.len()];
        let mut bytes = whole.clone();
        for _ in 0..rng.usize(1..6) {
            let at = rng.usize(..bytes.len());
            match rng.u8(..4) {
                0 => bytes[at] = rng.u8(..),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, *rng.choice(b"{}[]\",:0e-\\\xff".as_slice()).unwrap()),
                _ => {
                    let end = (at + rng.usize(..40)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        check(operation, &bytes, false);
    }
}
