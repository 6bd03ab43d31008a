//! Each kind of fact, changed in the page, in the facts and in the document: exactly that is reported.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

mod common;

use common::{html, page};
use serde_json::{Value, json};
use telecomx_codegen::Document;
use telecomx_wiki::compare::compare;
use telecomx_wiki::diff::diff;
use telecomx_wiki::ledger::Ledger;
use telecomx_wiki::{Facts, extract};

const ID: &str = "api:warehouse:crate:list";
const DOCUMENT: &str = include_str!("documents/warehouse.yaml");

fn facts_of(source: &str) -> Facts {
    extract(html(ID, source).as_bytes())
}

fn facts() -> Facts {
    facts_of(page(ID))
}

/// All differences between facts and document, in words, sorted.
fn differences(document: &str, facts: &Facts) -> Vec<String> {
    let document = Document::parse(document, "the document").expect("a document");
    let outcome = diff(&document, std::slice::from_ref(facts), &Ledger::default());
    let mut told: Vec<String> = outcome
        .open
        .iter()
        .map(|open| {
            format!(
                "{} {}: {} / {}",
                open.kind, open.subject, open.page_says, open.document_says
            )
        })
        .collect();
    told.sort();
    told
}

/// A replacement that must find its place exactly once.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} stands once");
    text.replace(from, to)
}

/// The page with a change, and what compare says of what is stated.
fn on_the_page(from: &str, to: &str) -> Vec<String> {
    let changes = compare(&facts(), &facts_of(&replaced(page(ID), from, to)));
    changes
        .iter()
        .filter(|change| !change.text_only)
        .map(|change| format!("{}: {} / {}", change.subject, change.before, change.after))
        .collect()
}

/// The facts with a change at a JSON pointer, and what diff says.
fn in_the_facts(pointer: &str, to: Value) -> Vec<String> {
    let mut value = serde_json::to_value(facts()).expect("json");
    *value
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{pointer}")) = to;
    differences(DOCUMENT, &serde_json::from_value(value).expect("facts"))
}

/// The document with a change, and what diff says.
fn in_the_document(from: &str, to: &str) -> Vec<String> {
    differences(&replaced(DOCUMENT, from, to), &facts())
}

const OP: &str = "GET /warehouse/floor/{floor}/crate";

#[test]
fn page_and_document_agree_before_anything_is_changed() {
    assert_eq!(differences(DOCUMENT, &facts()), [""; 0]);
    assert_eq!(on_the_page("Crate List", "Crate List"), [""; 0]);
}

#[test]
fn url_and_method() {
    assert_eq!(
        on_the_page("floor/FLOOR/crate |", "floor/FLOOR/crates |"),
        [
            "URL /warehouse/floor/FLOOR/crate: stated / gone",
            "URL /warehouse/floor/FLOOR/crates: not stated / new",
        ]
    );
    assert_eq!(
        on_the_page("| GET |", "| GET, POST |"),
        ["method POST: not stated / new"]
    );
    assert_eq!(
        in_the_facts("/urls/0", json!("/warehouse/crate")),
        [
            format!("undocumented {OP}: another operation / an operation of this page"),
            "untranscribed GET /warehouse/crate: an operation / no such operation".to_owned(),
        ]
    );
    assert_eq!(in_the_document("    get:\n", "    put:\n"), [
        "undocumented PUT /warehouse/floor/{floor}/crate: another operation / an operation of this page".to_owned(),
        "untranscribed GET /warehouse/floor/FLOOR/crate: an operation / no such operation".to_owned(),
    ]);
}

#[test]
fn the_date() {
    assert_eq!(
        in_the_facts("/modified", json!("2021-01-01T00:00")),
        [format!(
            "conflict {OP} modified: 2021-01-01T00:00 / 2020-02-03T04:05"
        )]
    );
    assert_eq!(
        in_the_document(
            "modified: '2020-02-03T04:05'",
            "modified: '2019-02-03T04:05'"
        ),
        [format!(
            "conflict {OP} modified: 2020-02-03T04:05 / 2019-02-03T04:05"
        )]
    );
}

#[test]
fn access_levels() {
    assert_eq!(
        on_the_page("VIEWER, MANAGER, ADMIN", "VIEWER, OWNER, ADMIN"),
        [
            "access level MANAGER: stated / gone",
            "access level OWNER: not stated / new"
        ]
    );
    assert_eq!(
        in_the_facts("/access", json!(["VIEWER", "ADMIN"])),
        [format!(
            "undocumented {OP} access: not this level / MANAGER"
        )]
    );
    assert_eq!(
        in_the_document("[VIEWER, MANAGER, ADMIN]", "[VIEWER, MANAGER]"),
        [format!("untranscribed {OP} access: ADMIN / not this level")]
    );
}

#[test]
fn a_parameter_as_such() {
    assert_eq!(
        on_the_page("::: | state |", "::: | status |"),
        [
            "parameter state: a row / gone",
            "parameter status: no such row / new"
        ]
    );
    assert_eq!(
        in_the_facts("/parameters/3/name", json!("status"))[..1],
        [format!(
            "undocumented {OP} ? state: no such parameter / string, values OPEN, SHUT"
        )]
    );
    assert_eq!(
        in_the_document("name: state, in: query", "name: status, in: query").len(),
        2
    );
    assert_eq!(
        in_the_facts("/parameters/3/in", json!("body")).len(),
        2,
        "neither a body nor the query has it"
    );
}

#[test]
fn the_type_of_a_parameter() {
    assert_eq!(
        on_the_page("| Number | [optional] Index", "| String | [optional] Index"),
        [
            "parameter offset, default: 0 / \"0\"",
            "parameter offset, type: Number / String",
        ]
    );
    assert_eq!(
        in_the_facts("/parameters/1/type", json!("Boolean")),
        [format!("conflict {OP} ? offset: type Boolean / number")]
    );
    assert_eq!(
        in_the_document("{type: integer, default: 0}", "{type: boolean, default: 0}"),
        [format!("conflict {OP} ? offset: type Number / boolean")]
    );
    assert_eq!(
        in_the_facts("/parameters/0/type", json!("Id")),
        [format!("conflict {OP} path floor: type Id / number")]
    );
}

#[test]
fn the_optionality_of_a_parameter() {
    assert_eq!(
        on_the_page("[required] Owner", "[optional] Owner"),
        ["parameter owner, optionality: required / optional"]
    );
    assert_eq!(
        in_the_facts("/parameters/4/optional", json!(true)),
        [format!("conflict {OP} ? owner: optional / required")]
    );
    assert_eq!(
        in_the_facts("/parameters/4/optional", Value::Null),
        [""; 0],
        "silence contradicts nothing"
    );
    assert_eq!(
        in_the_document("owner, in: query, required: true", "owner, in: query"),
        [format!("conflict {OP} ? owner: required / optional")]
    );
}

#[test]
fn default_and_bounds_of_a_parameter() {
    assert_eq!(
        on_the_page("default 100", "default 50"),
        ["parameter limit, default: 100 / 50"]
    );
    assert_eq!(
        on_the_page("min 1", "min 2"),
        ["parameter limit, minimum: 1 / 2"]
    );
    assert_eq!(
        on_the_page("max 500", "max 1000"),
        ["parameter limit, maximum: 500 / 1000"]
    );
    for (aspect, ours) in [
        ("default", "default 100"),
        ("minimum", "minimum 1"),
        ("maximum", "maximum 500"),
    ] {
        let pointer = format!("/parameters/2/{aspect}");
        assert_eq!(
            in_the_facts(&pointer, json!(7)),
            [format!("conflict {OP} ? limit: {aspect} 7 / {ours}")]
        );
        assert_eq!(
            in_the_facts(&pointer, Value::Null),
            [format!("undocumented {OP} ? limit: no {aspect} / {ours}")]
        );
    }
    assert_eq!(
        in_the_document("default: 100, ", ""),
        [format!(
            "untranscribed {OP} ? limit: default 100 / no default"
        )]
    );
    assert_eq!(
        in_the_document("minimum: 1, ", ""),
        [format!(
            "untranscribed {OP} ? limit: minimum 1 / no minimum"
        )]
    );
    assert_eq!(
        in_the_document("maximum: 500", "maximum: 501"),
        [format!("conflict {OP} ? limit: maximum 500 / maximum 501")]
    );
}

#[test]
fn the_values_of_a_parameter() {
    assert_eq!(
        on_the_page("are OPEN, SHUT.", "are OPEN, SHUT, LOST."),
        ["parameter state, values: \"OPEN\", \"SHUT\" / \"LOST\", \"OPEN\", \"SHUT\""]
    );
    assert_eq!(
        in_the_facts("/parameters/3/enum", json!(["OPEN"])),
        [format!(
            "conflict {OP} ? state: values OPEN / values OPEN, SHUT"
        )]
    );
    assert_eq!(
        in_the_facts("/parameters/3/enum", Value::Null),
        [format!(
            "undocumented {OP} ? state: no list of values / values OPEN, SHUT"
        )]
    );
    assert_eq!(
        in_the_document("enum: [OPEN, SHUT]", "enum: [SHUT, OPEN]"),
        [""; 0],
        "the order is no statement"
    );
    assert_eq!(
        in_the_document("{type: string, enum: [OPEN, SHUT]}", "{type: string}"),
        [format!(
            "untranscribed {OP} ? state: values OPEN, SHUT / no list of values"
        )]
    );
}

#[test]
fn a_property_as_such() {
    assert_eq!(
        on_the_page("| sealed | Boolean", "| closed | Boolean"),
        [
            "property sealed of \"Crate\": a row / gone",
            "property closed of \"Crate\": no such row / new"
        ]
    );
    assert_eq!(
        on_the_page("| seen | Date", "| seen.last | Date"),
        [
            "property seen of \"Crate\": a row / gone",
            "property seen.last of \"Crate\": no such row / new"
        ]
    );
    let told = in_the_facts("/objects/1/properties/2/name", json!("closed"));
    assert_eq!(told.len(), 1, "the example still shows `sealed`: {told:?}");
    assert!(
        told[0].starts_with(&format!(
            "untranscribed {OP} 200 $.crates[].closed: type Boolean, default false"
        )),
        "{told:?}"
    );
    let told = in_the_document("        seen: {type: string, format: date-time}\n", "");
    assert!(told[0].starts_with(&format!("untranscribed {OP} 200 $.crates[].seen: string in an example (Example) / no such property")), "{told:?}");
    assert!(
        told[1].starts_with(&format!(
            "untranscribed {OP} 200 $.crates[].seen: type Date, optional, text"
        )),
        "{told:?}"
    );
    assert_eq!(told.len(), 2);
    assert_eq!(
        in_the_document(
            "        total: {type: integer}\n",
            "        total: {type: integer}\n        pages: {type: integer}\n"
        ),
        [format!(
            "undocumented {OP} 200 $.pages: no such property / number"
        )]
    );
}

#[test]
fn aspects_of_a_property() {
    assert_eq!(
        on_the_page("| seen | Date |", "| seen | String |"),
        ["property seen of \"Crate\", type: Date / String"]
    );
    assert_eq!(
        in_the_facts("/objects/1/properties/3/type", json!("String")),
        [format!(
            "conflict {OP} 200 $.crates[].seen: type String / date"
        )]
    );
    assert_eq!(
        on_the_page("| [optional] When", "| When"),
        ["property seen of \"Crate\", optionality: optional / not said"]
    );
    assert_eq!(
        in_the_document("required: [_id]", "required: [_id, seen]"),
        [format!(
            "conflict {OP} 200 $.crates[].seen: optional / required"
        )]
    );
    assert_eq!(
        on_the_page("BOX, BAG", "BOX, BARREL"),
        ["property kind of \"Crate\", values: \"BAG\", \"BOX\" / \"BARREL\", \"BOX\""]
    );
    assert_eq!(
        in_the_facts("/objects/1/properties/1/enum", json!(["BAG"])),
        [format!(
            "conflict {OP} 200 $.crates[].kind: values BAG / values BOX, BAG"
        )]
    );
    assert_eq!(
        on_the_page("default false", "default true"),
        ["property sealed of \"Crate\", default: false / true"]
    );
    assert_eq!(
        in_the_document("default: false", "default: true"),
        [format!(
            "conflict {OP} 200 $.crates[].sealed: default false / default true"
        )]
    );
}

#[test]
fn a_table() {
    assert_eq!(
        on_the_page("^ Crate ^^^", "^ Chest ^^^"),
        ["table \"Crate\", heading: Crate / Chest"]
    );
    let told = in_the_facts("/objects/1/heading", json!("Chest"));
    assert!(
        told.contains(&format!(
            "untranscribed {OP} table \"Chest\": 4 properties / no schema in x-wiki.objects"
        )),
        "{told:?}"
    );
    assert!(
        told.contains(&format!(
            "undocumented {OP} table \"Crate\": no such table / a schema in x-wiki.objects"
        )),
        "{told:?}"
    );
}

#[test]
fn errors() {
    assert_eq!(
        on_the_page("| 404 | floor |", "| 410 | floor |"),
        [
            "error 404 floor: a row / gone",
            "error 410 floor: no such row / new"
        ]
    );
    assert_eq!(
        in_the_facts("/errors/1/message", json!("id"))[..1],
        [format!(
            "undocumented {OP} 404 floor: no such message / a message"
        )]
    );
    assert_eq!(
        in_the_facts("/errors", json!([])),
        [
            format!("undocumented {OP} 403: no such status / access_denied"),
            format!("undocumented {OP} 404: no such status / floor"),
        ]
    );
    let told = in_the_document(
        "{message: floor, description",
        "{message: storey, description",
    );
    assert_eq!(told.len(), 2);
    assert!(
        told[1].starts_with(&format!("untranscribed {OP} 404 floor: an error row, text")),
        "{told:?}"
    );
}

#[test]
fn examples() {
    assert_eq!(
        on_the_page("total: 7", "total: 8"),
        ["example \"Example\": a value / another value"]
    );
    assert_eq!(
        on_the_page(", ... ]", " ]"),
        ["example \"Example\": items left out / complete"]
    );
    let told = in_the_facts("/examples/0/value/total", json!(8));
    assert_eq!(told.len(), 1);
    assert!(
        told[0].ends_with("the example documented is another at $.total"),
        "{told:?}"
    );
    assert_eq!(
        in_the_facts("/examples/0/value/crates/0/kind", json!("TUB")).len(),
        2,
        "another value, and one that the schema refuses"
    );
    let told = in_the_document("value: {total: 7,", "value: {total: 9,");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("example \"Example\": value"), "{told:?}");
}

#[test]
fn an_example_that_the_schema_refuses() {
    assert_eq!(
        in_the_document(
            "sealed: {type: boolean, default: false}",
            "sealed: {type: string, default: false}"
        ),
        [
            format!("conflict {OP} 200 $.crates[].sealed: type Boolean / string"),
            format!("example-invalid {OP} 200 $.crates[].sealed: boolean (Example) / string"),
        ]
    );
}

#[test]
fn example_requests() {
    assert_eq!(
        on_the_page("crate?limit=2", "crate?limit=3"),
        [
            "example request /warehouse/floor/1/crate?limit=2: stated / gone",
            "example request /warehouse/floor/1/crate?limit=3: not stated / new",
        ]
    );
    assert_eq!(
        in_the_facts("/requests", json!([])),
        [format!(
            "undocumented {OP} request /warehouse/floor/1/crate?limit=2: no such request / an example request"
        )]
    );
    assert_eq!(
        in_the_document("['/warehouse/floor/1/crate?limit=2']", "[]"),
        [format!(
            "untranscribed {OP} request /warehouse/floor/1/crate?limit=2: an example request / not in x-request-examples"
        )]
    );
}

#[test]
fn what_cannot_be_read() {
    assert_eq!(
        on_the_page("default 0.", "default as given."),
        [
            "parameter offset, default: 0 / not said",
            "finding unreadable-default `offset`: not stated / new"
        ]
    );
    let unreadable = facts_of(&replaced(page(ID), "default 0.", "default as given."));
    let told = differences(DOCUMENT, &unreadable);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with(&format!(
            "unreadable {OP} ? offset: default in words, text "
        )),
        "{told:?}"
    );
}

#[test]
fn a_change_of_words_is_none_of_what_is_stated() {
    assert_eq!(on_the_page("Owner of the crates", "Whose crates"), [""; 0]);
    let changes = compare(
        &facts(),
        &facts_of(&replaced(page(ID), "Owner of the crates", "Whose crates")),
    );
    assert_eq!(changes.len(), 1);
    assert!(changes[0].text_only);
}
