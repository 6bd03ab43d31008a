//! Seeded faults: copies of the real document with one fault each, and who catches it.
//!
//! Each rule of the lint is seen broken here at least once. What neither the lint nor the checks of
//! codegen catch is in the table too, by name: that is for other linters, or for a reader's eyes.

#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use serde_json::Value;
use telecomx_codegen::Document;

/// How a copy is spoilt. Places begin with an operation's short name or a schema's `#Name`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    /// Puts a JSON value at a place, in place of another or as a new member or last item.
    Set(&'static str, &'static str),
    Cut(&'static str),
    /// Gives the member at a place another name, at the end of what holds it.
    Rename(&'static str, &'static str),
}

/// The JSON pointer of a short place.
pub(super) fn place(short: &str) -> String {
    let (head, rest) = short.split_at(short.find('/').unwrap_or(short.len()));
    let head = match head {
        "" => String::new(),
        "internet" => "/paths/~1internet~1request/get".to_owned(),
        "license" => "/paths/~1externalLicense/get".to_owned(),
        "flexcare" => "/paths/~1iptv~1flexcareorder/get".to_owned(),
        "agreement" => "/paths/~1iptv~1serviceagreement~1{id}/get".to_owned(),
        "resellers" => "/paths/~1customer~1resellers~1list/get".to_owned(),
        "login" => "/paths/~1auth~1login/post".to_owned(),
        "logout" => "/paths/~1auth~1logout/get".to_owned(),
        "validate" => "/paths/~1auth~1validateToken/get".to_owned(),
        schema => format!("/components/schemas/{}", schema.trim_start_matches('#')),
    };
    let json = "/responses/200/content/application~1json";
    head + &rest.replace("/:json", json).replace("/:", "/properties/")
}

/// Makes the edit; fails where the document no longer has the place, so that no edit is idle.
pub(super) fn apply(document: &mut Value, edit: Edit) -> Result<()> {
    let before = document.clone();
    attempt(document, edit)
        .filter(|()| *document != before)
        .with_context(|| format!("{edit:?} changes nothing: the document is another"))
}

fn attempt(document: &mut Value, edit: Edit) -> Option<()> {
    let (Edit::Set(short, _) | Edit::Cut(short) | Edit::Rename(short, _)) = edit;
    let pointer = place(short);
    let (above, key) = pointer.rsplit_once('/')?;
    let key = telecomx_codegen::document::unescape(key);
    match (document.pointer_mut(above)?, edit) {
        (Value::Object(members), Edit::Set(_, json)) => {
            members.insert(key, serde_json::from_str(json).ok()?);
        }
        (Value::Object(members), Edit::Cut(_)) => {
            members.shift_remove(&key)?;
        }
        (Value::Object(members), Edit::Rename(_, name)) => {
            let value = members.shift_remove(&key)?;
            // Another member of that name would be lost.
            if members.insert(name.to_owned(), value).is_some() {
                return None;
            }
        }
        (Value::Array(items), Edit::Set(_, json)) => {
            let value = serde_json::from_str(json).ok()?;
            match key.parse::<usize>() {
                Ok(index) => *items.get_mut(index)? = value,
                Err(_) => items.push(value),
            }
        }
        (Value::Array(items), Edit::Cut(_)) => {
            let index = key.parse().ok().filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(())
}

/// A copy of the document with one fault.
pub(crate) struct SeededFault {
    pub(crate) what: &'static str,
    pub(crate) document: Value,
    /// Whether the lint or codegen sees it.
    pub(crate) ours: bool,
}

/// All of them, made from this document.
pub(super) fn seeded(document: &Document) -> Result<Vec<SeededFault>> {
    let seed = |(what, edits, rules, codegen): &(&'static str, &[Edit], &[&str], bool)| {
        let mut spoilt = document.value.clone();
        for edit in *edits {
            apply(&mut spoilt, *edit)?;
        }
        Ok(SeededFault {
            what,
            document: spoilt,
            ours: *codegen || !rules.is_empty(),
        })
    };
    FAULTS.iter().map(seed).collect()
}

use Edit::{Cut, Rename, Set};

/// What is wrong, how it is made, the rules of the lint that say so, and whether codegen does.
const FAULTS: &[(&str, &[Edit], &[&str], bool)] = &[
    // Examples.
    (
        "an example of another type",
        &[Set(
            "internet/:json/examples/normal/value/total",
            r#""many""#,
        )],
        &["example-valid"],
        false,
    ),
    (
        "an example with a value that the enum does not have",
        &[Set(
            "internet/:json/examples/normal/value/requests/0/type",
            r#""COAX""#,
        )],
        &["example-valid"],
        false,
    ),
    (
        "an example with a property that no schema has",
        &[Set(
            "license/:json/examples/normal/value/externalLicenses/0/colour",
            r#""red""#,
        )],
        &["example-undeclared"],
        false,
    ),
    (
        "an example without a required property",
        &[Cut(
            "flexcare/:json/examples/documented/value/flexcareOrders/0/_id",
        )],
        &["example-valid", "property-example"],
        false,
    ),
    (
        "an example with a date of another form",
        &[Set(
            "license/:json/examples/normal/value/externalLicenses/0/created",
            r#""25-04-2021""#,
        )],
        &["example-valid"],
        false,
    ),
    (
        "an example that no choice takes",
        &[Cut(
            "internet/:json/examples/normal/value/requests/0/offers",
        )],
        &["example-undeclared", "example-valid", "property-example"],
        false,
    ),
    (
        "an example of a property of another type",
        &[Set(
            "#LoginResult/:expiresInMinutes/example",
            r#""fifteen""#,
        )],
        &["example-valid"],
        false,
    ),
    (
        "an answer without an example",
        &[Cut("resellers/:json/examples")],
        &["operation-example", "property-example"],
        false,
    ),
    (
        "null in an example where it may not be",
        &[Set(
            "flexcare/:json/examples/documented/value/flexcareOrders/0/poNumber",
            "null",
        )],
        &["nullable-shown"],
        false,
    ),
    (
        "a nullable taken away that an example needs",
        &[Cut("#Product/:inheritFrom/nullable")],
        &["nullable-shown"],
        false,
    ),
    (
        "a date without its format",
        &[Cut("#ExternalLicense/:lastSeen/format")],
        &["date-format"],
        false,
    ),
    (
        "an example request with an unknown parameter",
        &[Set(
            "resellers/x-request-examples/1",
            r#""/customer/resellers/list?tv=true""#,
        )],
        &["request-example"],
        false,
    ),
    (
        "an example request with a value out of bounds",
        &[Set(
            "internet/x-request-examples/2",
            r#""/internet/request?limit=501""#,
        )],
        &["request-example"],
        false,
    ),
    (
        "an example request of another path",
        &[Set(
            "agreement/x-request-examples/0",
            r#""/iptv/agreement/1""#,
        )],
        &["request-example"],
        false,
    ),
    // References and components.
    (
        "a missing reference",
        &[Set(
            "#FlexcareOrder/:orderer",
            r##"{"$ref": "#/components/schemas/Orderer"}"##,
        )],
        &["component-unused", "property-example", "reference"],
        true,
    ),
    (
        "a reference in a circle",
        &[Set(
            "#ObjectId",
            r##"{"$ref": "#/components/schemas/ObjectId"}"##,
        )],
        &[
            "description",
            "example-valid",
            "nullable-reason",
            "property-example",
            "reference",
        ],
        true,
    ),
    (
        "a component that nobody uses",
        &[Set(
            "#Spare",
            r#"{"type": "string", "description": "Spare."}"#,
        )],
        &["component-unused"],
        false,
    ),
    (
        "text beside a reference",
        &[Set("#FlexcareOrder/:orderer/description", r#""Ignored.""#)],
        &[],
        true,
    ),
    (
        "nullable beside a reference",
        &[Set("#FlexcareOrder/:orderer/nullable", "true")],
        &["nullable-form", "nullable-reason"],
        true,
    ),
    // Operations.
    (
        "a duplicate operationId",
        &[Set("flexcare/operationId", r#""listResellers""#)],
        &["operation-id"],
        true,
    ),
    (
        "an operationId that is the one of a variant",
        &[Set("flexcare/operationId", r#""exportExternalLicenses""#)],
        &["operation-id"],
        true,
    ),
    (
        "an operationId in another style",
        &[Set("flexcare/operationId", r#""flexcare_orders""#)],
        &["operation-id"],
        false,
    ),
    (
        "a missing operationId",
        &[Cut("flexcare/operationId")],
        &["operation-id"],
        true,
    ),
    (
        "no origin",
        &[Cut("resellers/x-wiki")],
        &["wiki-origin"],
        false,
    ),
    (
        "an origin without a date",
        &[Cut("resellers/x-wiki/modified")],
        &["wiki-origin"],
        false,
    ),
    (
        "a table that describes no schema",
        &[Set(
            "license/x-wiki/objects/JSON object",
            r##""#/components/schemas/Licenses""##,
        )],
        &["wiki-origin"],
        false,
    ),
    (
        "no access levels",
        &[Cut("license/x-access-levels")],
        &["access-levels"],
        false,
    ),
    (
        "an access level that is none",
        &[Set("license/x-access-levels/0", r#""RESELER""#)],
        &["access-levels"],
        false,
    ),
    (
        "a list that does not say how it pages",
        &[Cut("flexcare/x-pagination")],
        &["pagination", "required"],
        false,
    ),
    (
        "paging by a property that is not there",
        &[Set("flexcare/x-pagination/items", r#""orders""#)],
        &["required"],
        true,
    ),
    (
        "paging by a parameter that is not there",
        &[Set("flexcare/x-pagination/offset", r#""start""#)],
        &["pagination"],
        true,
    ),
    (
        "an offset without a minimum",
        &[Cut("flexcare/parameters/0/schema/minimum")],
        &["pagination"],
        false,
    ),
    (
        "a tag that is not declared",
        &[Set("license/tags/0", r#""licence""#)],
        &["tag"],
        false,
    ),
    (
        "a tag that nobody uses",
        &[Set(
            "/tags/-",
            r#"{"name": "voip", "description": "Telephony"}"#,
        )],
        &["tag"],
        false,
    ),
    (
        "an operation without a summary",
        &[Cut("license/summary")],
        &["description"],
        false,
    ),
    (
        "a parameter without a description",
        &[Cut("license/parameters/0/description")],
        &["description"],
        false,
    ),
    (
        "a parameter twice",
        &[Set(
            "license/parameters/-",
            r#"{"name": "customer", "in": "query", "description": "Again.", "schema": {"type": "string"}}"#,
        )],
        &[],
        true,
    ),
    (
        "a path parameter that may be left out",
        &[Cut("agreement/parameters/0/required")],
        &[],
        true,
    ),
    (
        "a path parameter that is not declared",
        &[Cut("agreement/parameters/0")],
        &["ledger-subject"],
        true,
    ),
    (
        "a body in a GET",
        &[Set(
            "license/requestBody",
            r##"{"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LoginRequest"}}}}"##,
        )],
        &[],
        true,
    ),
    (
        "a variant of a value that is none",
        &[Set("license/x-variants/cases/0/value", r#""XML""#)],
        &[],
        true,
    ),
    (
        "a security scheme that is not declared",
        &[Set("/security", r#"[{"bearer": []}]"#)],
        &["security-scheme"],
        false,
    ),
    (
        "a server without encryption",
        &[Set("/servers/0/url", r#""http://api.telecomx.dk""#)],
        &["server-https"],
        false,
    ),
    (
        "CSV before JSON",
        &[
            Rename("license/responses/200/content/application~1json", "x"),
            Rename("license/responses/200/content/x", "application/json"),
        ],
        &["media-order"],
        false,
    ),
    // Errors.
    (
        "a default answer",
        &[Set(
            "license/responses/default",
            r##"{"$ref": "#/components/responses/InternalError"}"##,
        )],
        &["response-status"],
        true,
    ),
    (
        "an error status by its first digit",
        &[Set(
            "license/responses/4XX",
            r##"{"$ref": "#/components/responses/AccessDenied"}"##,
        )],
        &["response-status"],
        false,
    ),
    (
        "an error without rows",
        &[Cut("agreement/responses/404/x-errors")],
        &["error-rows"],
        false,
    ),
    (
        "an error of another schema",
        &[Set(
            "agreement/responses/404/content/application~1json/schema/$ref",
            r##""#/components/schemas/LogoutResult""##,
        )],
        &["error-body"],
        false,
    ),
    (
        "no answer of success",
        &[Cut("logout/responses/200")],
        &["component-unused", "response-status"],
        true,
    ),
    // Schemas.
    (
        "a bound that excludes the default",
        &[Set("internet/parameters/3/schema/maximum", "50")],
        &["bounds-default"],
        true,
    ),
    (
        "bounds that nothing meets",
        &[Set("internet/parameters/3/schema/minimum", "501")],
        &["bounds-default", "pagination", "request-example"],
        true,
    ),
    (
        "a default that is none of the values",
        &[Set("#LicenseFormat/default", r#""XML""#)],
        &["bounds-default"],
        true,
    ),
    (
        "an enum of another type",
        &[Set("#ResponseAgreement/:responseTime/enum/0", r#""1""#)],
        &["enum-values", "example-valid"],
        true,
    ),
    (
        "a value twice in an enum",
        &[Set("#CircuitType/enum/-", r#""DSL""#)],
        &["enum-names", "enum-values"],
        true,
    ),
    (
        "values without a readable name",
        &[Cut("#ServicePeriod/x-enum-varnames")],
        &["enum-names"],
        true,
    ),
    (
        "a name too few",
        &[Cut("#ServicePeriod/x-enum-varnames/2")],
        &["enum-names"],
        true,
    ),
    (
        "an enum of numbers that are no integers",
        &[Set("#ResponseAgreement/:responseTime/type", r#""number""#)],
        &["number-format", "portable"],
        true,
    ),
    (
        "a property that differs in case alone",
        &[Set(
            "#InternetRequestFull/:offers",
            r#"{"type": "boolean", "description": "Again.", "example": true}"#,
        )],
        &["property-case"],
        true,
    ),
    (
        "a property that differs in an underscore alone",
        &[Set(
            "#FlexcareOrder/:snow_id",
            r#"{"type": "string", "description": "Again.", "example": "1"}"#,
        )],
        &["property-case"],
        true,
    ),
    (
        "a property without a description",
        &[Cut("#ExternalLicense/:units/description")],
        &["property-description"],
        false,
    ),
    (
        "a property that no example shows",
        &[Cut("#ServiceAgreement/:unitPrice/example")],
        &["property-example"],
        false,
    ),
    (
        "choices that a value can both be",
        &[Set(
            "#InternetRequestCondensed/:address",
            r##"{"$ref": "#/components/schemas/InternetRequestAddress"}"##,
        )],
        &["example-valid", "one-of-overlap"],
        false,
    ),
    (
        "the choice's telling property required no more",
        &[Set("#InternetRequestFull/required", r#"["_id"]"#)],
        &["one-of-overlap"],
        false,
    ),
    (
        "a required property that answers may lack",
        &[Set("#ExternalLicense/required", r#"["_id", "name"]"#)],
        &["required"],
        false,
    ),
    (
        "a required property that is not there",
        &[Set("#FlexcareOrder/required", r#"["_id", "number"]"#)],
        &["example-valid", "required"],
        true,
    ),
    (
        "an integer without its format",
        &[Cut("#ExternalLicenseList/:total/format")],
        &["number-format"],
        false,
    ),
    (
        "a float",
        &[Set("#ExternalLicense/:units/format", r#""float""#)],
        &["number-format"],
        false,
    ),
    (
        "an id that is any text",
        &[Cut("#Reseller/:_id/format")],
        &["object-id"],
        false,
    ),
    (
        "an id with a pattern",
        &[Set("#Product/:customer/pattern", r#""^[0-9a-f]{24}$""#)],
        &["object-id"],
        false,
    ),
    (
        "nullable without a type",
        &[Set("#ServiceProduct/nullable", "true")],
        &["nullable-form", "nullable-reason"],
        true,
    ),
    (
        "nullable without a reason",
        &[Set("#FlexcareOrder/:poNumber/nullable", "true")],
        &["nullable-reason"],
        false,
    ),
    (
        "no other properties allowed",
        &[Set("#FlexcareOrder/additionalProperties", "false")],
        &["portable"],
        false,
    ),
    (
        "anyOf in place of oneOf",
        &[Rename("#ServiceProduct/oneOf", "anyOf")],
        &["portable"],
        true,
    ),
    (
        "a schema in small letters",
        &[
            Set("#spare", r#"{"type": "string", "description": "Spare."}"#),
            Set(
                "#FlexcareOrder/:snowId",
                r##"{"$ref": "#/components/schemas/spare"}"##,
            ),
        ],
        &["schema-name"],
        false,
    ),
    (
        "a secret that is shown",
        &[Cut("#LoginResult/:token/format")],
        &["secret-format"],
        false,
    ),
    (
        "personal data that is logged",
        &[Cut("#FlexcareOrderer/:phone/x-personal-data")],
        &["personal-data"],
        false,
    ),
    (
        "an extension misspelt",
        &[Rename("license/x-pagination", "x-pagnation")],
        &["pagination", "required", "unknown-extension"],
        false,
    ),
    (
        "a keyword misspelt",
        &[Rename("#Product/:end/description", "descripton")],
        &["property-description"],
        true,
    ),
    (
        "a version that is none",
        &[Set("/info/version", r#""1""#)],
        &["info-version"],
        false,
    ),
    (
        "another version of OpenAPI",
        &[Set("/openapi", r#""3.1.0""#)],
        &[],
        true,
    ),
    // The ledger.
    (
        "an inference that is not in the ledger",
        &[Set("internet/parameters/3/x-inferred", "true")],
        &["inferred-ledger"],
        false,
    ),
    (
        "an inference that is not marked",
        &[Cut("license/parameters/4/x-inferred")],
        &["inferred-mark"],
        false,
    ),
    (
        "a ledger entry about nothing",
        &[
            Cut("license/parameters/5"),
            Cut("license/x-pagination"),
            Cut("license/parameters/4"),
        ],
        &["ledger-subject", "pagination", "required"],
        false,
    ),
    // What slips through both.
    (
        "a description of something else",
        &[Set(
            "#Product/:price/description",
            r#""Name of the product.""#,
        )],
        &[],
        false,
    ),
    (
        "two examples exchanged for wrong ones of the right type",
        &[Set("license/:json/examples/normal/value/total", "7")],
        &[],
        false,
    ),
    (
        "a sentence that breaks off",
        &[Set("#Product/:name/description", r#""Name of the""#)],
        &[],
        false,
    ),
    (
        "a person's name that is logged",
        &[Cut("#FlexcareOrderer/:name/x-personal-data")],
        &[],
        false,
    ),
    (
        "an operationId that lies",
        &[Set("agreement/operationId", r#""deleteServiceAgreement""#)],
        &[],
        false,
    ),
    (
        "a server that is another's",
        &[Set("/servers/0/url", r#""https://api.example.com""#)],
        &[],
        false,
    ),
    (
        "an open enum that is called closed",
        &[Cut("#LicensePlatform/x-extensible")],
        &[],
        false,
    ),
    (
        "a secret by another name",
        &[Set(
            "#LoginRequest/:pin",
            r#"{"type": "string", "description": "A code.", "example": "1234"}"#,
        )],
        &[],
        false,
    ),
];
