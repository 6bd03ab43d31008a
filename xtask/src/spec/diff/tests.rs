//! Edits of the real document, forwards and backwards, and the rules that each must show.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use telecomx_codegen::Document;

use super::rules::RULES;
use super::*;
use crate::spec::faults::{
    Edit::{self, Cut, Rename, Set},
    apply,
};
use crate::spec::source::working_tree;

/// What is changed, how, and the rules that say so; the mirrors must say so of the way back.
const EDITS: &[(&str, &[Edit], &[&str])] = &[
    // The document as a whole.
    (
        "a version",
        &[Set("/info/version", r#""9.9.9""#)],
        &["version-changed"],
    ),
    (
        "another server",
        &[Set("/servers/0/url", r#""https://new.telecomx.dk""#)],
        &["server-changed"],
    ),
    (
        "the token in a header",
        &[Set("/components/securitySchemes/token/in", r#""header""#)],
        &["security-scheme-changed"],
    ),
    (
        "an unused schema",
        &[Set("#Spare", r#"{"type": "string"}"#)],
        &["unused-component-changed"],
    ),
    (
        "other words",
        &[Set("#Product/:name/description", r#""What it is called.""#)],
        &["description-changed"],
    ),
    (
        "another example",
        &[Set("#ServiceAgreement/:unitPrice/example", "12.5")],
        &["example-changed"],
    ),
    (
        "another date of the page",
        &[Set("license/x-wiki/modified", r#""2030-01-01T00:00""#)],
        &["origin-changed"],
    ),
    (
        "what no rule knows",
        &[Set("/x-new", "1")],
        &["other-change"],
    ),
    (
        "a pattern",
        &[Set("#Product/:name/pattern", r#""^A""#)],
        &["other-change"],
    ),
    // Operations.
    (
        "a new operation",
        &[Set(
            "/paths/~1new",
            r##"{"get": {"operationId": "getNew", "responses": {"200": {"description": "New", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Product"}}}}}}}"##,
        )],
        &["api-added"],
    ),
    (
        "another operationId",
        &[Set("license/operationId", r#""listLicenses""#)],
        &["api-operation-id-changed"],
    ),
    (
        "another tag",
        &[Set("license/tags/0", r#""customer""#)],
        &["api-tag-changed"],
    ),
    (
        "deprecated",
        &[Set("license/deprecated", "true")],
        &["api-deprecated"],
    ),
    (
        "a credential where none was wanted",
        &[Cut("login/security")],
        &["api-security-became-required"],
    ),
    (
        "another credential",
        &[Set("license/security", r#"[{"machine": []}]"#)],
        &["api-security-changed"],
    ),
    (
        "an access level less",
        &[Cut("license/x-access-levels/0")],
        &["api-access-level-removed"],
    ),
    (
        "paged no more",
        &[Cut("license/x-pagination")],
        &["api-pagination-removed"],
    ),
    (
        "paged otherwise",
        &[Set("license/x-pagination/total", r#""limit""#)],
        &["api-pagination-changed"],
    ),
    (
        "no variants",
        &[Cut("license/x-variants")],
        &["api-variants-changed"],
    ),
    // Parameters and bodies.
    (
        "a new parameter",
        &[Set(
            "license/parameters/-",
            r#"{"name": "new", "in": "query", "schema": {"type": "string"}}"#,
        )],
        &["new-optional-request-parameter"],
    ),
    (
        "a new required parameter",
        &[Set(
            "license/parameters/-",
            r#"{"name": "new", "in": "query", "required": true, "schema": {"type": "string"}}"#,
        )],
        &["new-required-request-parameter"],
    ),
    (
        "a parameter that becomes required",
        &[Set("license/parameters/0/required", "true")],
        &["request-parameter-became-required"],
    ),
    (
        "a parameter of another type",
        &[Set("internet/parameters/4/schema/type", r#""integer""#)],
        &["request-type-changed"],
    ),
    (
        "a parameter of another format",
        &[Set("internet/parameters/4/schema/format", r#""date""#)],
        &["request-format-changed"],
    ),
    (
        "a lower maximum of a parameter",
        &[Set("internet/parameters/3/schema/maximum", "200")],
        &["request-bound-tightened"],
    ),
    (
        "a first maximum of a parameter",
        &[Set("flexcare/parameters/1/schema/maximum", "500")],
        &["request-bound-tightened"],
    ),
    (
        "a lower minimum of a parameter",
        &[Set("internet/parameters/3/schema/minimum", "0")],
        &["request-bound-loosened"],
    ),
    (
        "another default of a parameter",
        &[Set("internet/parameters/3/schema/default", "50")],
        &["request-default-changed"],
    ),
    (
        "a value less to ask for",
        &[Cut("#RequestState/enum/0")],
        &["request-enum-value-removed"],
    ),
    (
        "any value to ask for",
        &[Cut("#RequestState/enum")],
        &["request-bound-loosened"],
    ),
    (
        "no body",
        &[Cut("login/requestBody")],
        &["request-body-removed"],
    ),
    (
        "a body that may be left out",
        &[Cut("login/requestBody/required")],
        &["request-body-became-optional"],
    ),
    (
        "another form of a body",
        &[Set(
            "login/requestBody/content/text~1plain",
            r#"{"schema": {"type": "string"}}"#,
        )],
        &["request-body-media-type-added"],
    ),
    (
        "a body's property",
        &[Set("#LoginRequest/:new", r#"{"type": "string"}"#)],
        &["new-optional-request-property"],
    ),
    (
        "a body's required property",
        &[
            Set("#LoginRequest/:new", r#"{"type": "string"}"#),
            Set("#LoginRequest/required/-", r#""new""#),
        ],
        &["new-required-request-property"],
    ),
    (
        "a body's property that becomes required",
        &[Set("#LoginRequest/required/-", r#""smsKey""#)],
        &["request-property-became-required"],
    ),
    (
        "a body's property that may be null",
        &[Set("#LoginRequest/:smsKey/nullable", "true")],
        &["request-became-nullable"],
    ),
    // Answers.
    (
        "another status of success",
        &[Set("login/responses/202", r#"{"description": "Later"}"#)],
        &["response-success-status-added"],
    ),
    (
        "an error less",
        &[Cut("license/responses/404")],
        &["response-error-status-removed"],
    ),
    (
        "a message less",
        &[Cut("logout/responses/401/x-errors/1")],
        &["response-error-message-removed"],
    ),
    (
        "CSV before JSON",
        &[
            Rename("license/responses/200/content/application~1json", "x"),
            Rename("license/responses/200/content/x", "application/json"),
        ],
        &["response-media-type-order-changed"],
    ),
    (
        "no CSV",
        &[Cut("license/responses/200/content/text~1csv")],
        &["response-media-type-removed"],
    ),
    (
        "a property of an answer gone",
        &[Cut("#ExternalLicense/:units")],
        &["response-property-removed"],
    ),
    (
        "a schema within an answer gone",
        &[Cut("#FlexcareOrder/:orderer"), Cut("#FlexcareOrderer")],
        &["response-property-removed"],
    ),
    (
        "a property of an answer that becomes optional",
        &[Set("#Product/required", "[]")],
        &["response-property-became-optional"],
    ),
    (
        "a property of an answer of another type",
        &[Set("#ExternalLicense/:units/type", r#""integer""#)],
        &["response-type-changed"],
    ),
    (
        "a property of an answer without its format",
        &[Cut("#ExternalLicense/:created/format")],
        &["response-format-changed"],
    ),
    (
        "a property of an answer that may be null",
        &[Set("#ExternalLicense/:units/nullable", "true")],
        &["response-became-nullable"],
    ),
    (
        "another value in an answer",
        &[Set("#CircuitType/enum/-", r#""COAX""#)],
        &["response-enum-value-added"],
    ),
    (
        "a maximum in an answer",
        &[Set("#ExternalLicense/:units/maximum", "9")],
        &["response-bound-tightened"],
    ),
    (
        "another default in an answer",
        &[Cut("#EconomicIntegration/:enabled/default")],
        &["response-default-changed"],
    ),
    (
        "another choice in an answer",
        &[Set(
            "#ServiceProduct/oneOf/-",
            r##"{"$ref": "#/components/schemas/Reseller"}"##,
        )],
        &["response-choice-added"],
    ),
    (
        "a choice less in an answer, where it is",
        &[Cut("#ServiceProduct/oneOf/1"), Cut("#Product")],
        &["response-choice-removed"],
    ),
    (
        "choices in another order",
        &[
            Rename("#InternetRequest/oneOf", "x"),
            Set(
                "#InternetRequest/oneOf",
                r##"[{"$ref": "#/components/schemas/InternetRequestCondensed"}, {"$ref": "#/components/schemas/InternetRequestFull"}]"##,
            ),
            Cut("#InternetRequest/x"),
        ],
        &["other-change"],
    ),
    // Names and marks.
    (
        "another name of a value",
        &[Set("#ServicePeriod/x-enum-varnames/0", r#""Office""#)],
        &["enum-names-changed"],
    ),
    (
        "an enum that becomes open",
        &[Set("#CircuitType/x-extensible", "true")],
        &["enum-became-open"],
    ),
    (
        "another spelling",
        &[Set(
            "#InternetRequestFull/:Offers/x-aliases/-",
            r#""OFFERS""#,
        )],
        &["property-alias-added"],
    ),
    (
        "no alias",
        &[Cut("#InternetRequestFull/:Offers/x-aliases")],
        &["property-alias-removed"],
    ),
    (
        "personal now",
        &[Set("#FlexcareOrder/:name/x-personal-data", "true")],
        &["personal-data-marked"],
    ),
    (
        "a text that may be a number",
        &[Set("#FlexcareOrder/:name/x-string-or-number", "true")],
        &["string-or-number-changed"],
    ),
    (
        "another name of a schema",
        &[
            Rename("#FlexcareOrderer", "FlexcarePerson"),
            Set(
                "#FlexcareOrder/:orderer/$ref",
                r##""#/components/schemas/FlexcarePerson""##,
            ),
        ],
        &["schema-name-changed"],
    ),
];

/// Rules that no edit of the real document shows, and why.
const UNSEEN: &[(&str, &str)] = &[
    (
        "request-choice-added",
        "no body of the document has a choice; the code is that of answers",
    ),
    (
        "request-choice-removed",
        "no body of the document has a choice; the code is that of answers",
    ),
];

fn document() -> Document {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    working_tree(&root).unwrap()
}

fn mirror(rule: &str) -> &'static str {
    RULES.iter().find(|(name, ..)| *name == rule).unwrap().2
}

fn rules_of(old: &Document, new: &Document) -> BTreeSet<&'static str> {
    diff(old, new).iter().map(|change| change.rule).collect()
}

#[test]
fn each_edit_is_classified_and_its_way_back_shows_the_mirrors() {
    let old = document();
    let mut wrong = Vec::new();
    for (what, edits, rules) in EDITS {
        let mut value = old.value.clone();
        for edit in *edits {
            apply(&mut value, *edit).unwrap();
        }
        let new = Document::from_value(value, "new.yaml");
        let expected: BTreeSet<&str> = rules.iter().copied().collect();
        let back: BTreeSet<&str> = rules.iter().map(|rule| mirror(rule)).collect();
        let found = (rules_of(&old, &new), rules_of(&new, &old));
        if (&found.0, &found.1) != (&expected, &back) {
            wrong.push(format!("{what}: {:?}, back: {:?}", found.0, found.1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_has_its_mirror_and_is_seen_or_waived() {
    let mut seen = BTreeSet::new();
    for (rule, ..) in EDITS
        .iter()
        .flat_map(|(_, _, rules)| rules.iter())
        .map(|rule| (rule,))
    {
        seen.extend([*rule, mirror(rule)]);
    }
    for (rule, _, other) in RULES {
        assert_eq!(mirror(other), *rule, "the mirror of {rule} has another one");
        let waived = UNSEEN.iter().any(|(name, _)| name == rule);
        assert_ne!(
            seen.contains(rule),
            waived,
            "{rule} is neither seen nor waived, or both"
        );
    }
    assert_eq!(
        RULES
            .iter()
            .map(|(rule, ..)| rule)
            .collect::<BTreeSet<_>>()
            .len(),
        RULES.len()
    );
}

/// A change that breaks is never undone by one that is called a break of the same kind for the same side.
#[test]
fn what_breaks_one_way_is_harmless_or_a_break_of_names_the_other_way() {
    // Adding and taking away something that callers must send breaks them both times.
    let both = [
        "new-required-request-parameter",
        "required-request-parameter-removed",
        "new-required-request-property",
        "required-request-property-removed",
        "request-body-added",
        "request-body-removed",
    ];
    for (rule, level, other) in RULES.iter().filter(|(rule, _, other)| rule != other) {
        if *level == Level::Breaking && !both.contains(rule) {
            assert_ne!(rules::level(other), Level::Breaking, "{rule}");
        }
    }
}

#[test]
fn a_document_does_not_differ_from_itself() {
    let document = document();
    assert!(diff(&document, &document).is_empty());
    let empty = Document::parse("{}", "empty.yaml").unwrap();
    assert!(diff(&empty, &empty).is_empty());
    let gone = rules_of(&document, &empty);
    assert!(gone.contains("api-removed"), "{gone:?}");
}

#[test]
fn a_change_that_several_operations_meet_is_told_once_and_names_them() {
    let old = document();
    let mut value = old.value.clone();
    apply(&mut value, Set("#AccessLevel/enum/-", r#""GUEST""#)).unwrap();
    let new = Document::from_value(value, "new.yaml");
    let changes = diff(&old, &new);
    assert_eq!(changes.len(), 1);
    let affects: Vec<&String> = changes[0].affects.iter().collect();
    assert_eq!(affects, ["login", "validateToken"]);
}

#[test]
fn reports_are_as_they_were_agreed() {
    let old = document();
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/telecomx.yaml"),
    )
    .unwrap();
    assert_eq!(old.value, Document::parse(&text, "x").unwrap().value);
    let small = |text: &str| Document::parse(text, "openapi/telecomx.yaml").unwrap();
    let old = small(
        "info: {version: 0.1.0}\npaths:\n  /a:\n    get:\n      operationId: listA\n      parameters:\n        - {name: q, in: query, schema: {type: string}}\n      responses:\n        '200':\n          description: A\n          content:\n            application/json:\n              schema: {type: string, enum: [A]}\n",
    );
    let new = small(
        "info: {version: 0.2.0}\npaths:\n  /a:\n    get:\n      operationId: listA\n      responses:\n        '200':\n          description: A\n          content:\n            application/json:\n              schema: {type: string, enum: [A, B]}\n",
    );
    let report = report(&diff(&old, &new));
    assert!(!report.settled);
    insta::assert_snapshot!("diff_plain", report.text(false));
    insta::assert_snapshot!("diff_colour", report.text(true));
    insta::assert_snapshot!("diff_json", report.json());
    insta::assert_snapshot!("diff_github", report.github());
    insta::assert_snapshot!("diff_none", super::report(&[]).text(false));
}
