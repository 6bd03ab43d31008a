//! Every kind of mistake is found where it stands, with a reason, and without a panic.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use telecomx_codegen::{Document, check};

/// A small document with one of everything that the checks know.
const GOOD: &str = include_str!("good.yaml");

fn findings(text: &str) -> Vec<String> {
    let document = Document::parse(text, "api.yaml").unwrap();
    match check(&document) {
        Ok(()) => Vec::new(),
        Err(findings) => findings.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_good_document_has_no_findings_and_generates() {
    assert_eq!(findings(GOOD), Vec::<String>::new());
    let source = telecomx_codegen::generate(&Document::parse(GOOD, "api.yaml").unwrap()).unwrap();
    for name in [
        "fn list_things(",
        "fn list_things_full(",
        "fn export_things(",
        "fn put_thing(",
        "fn delete_thing(",
    ] {
        assert!(source.contains(name), "{name}");
    }
}

/// What is replaced in the good document, by what, and the finding that must come of it.
const MISTAKES: &[(&str, &str, &str)] = &[
    // The document as a whole.
    (
        "openapi: 3.0.3",
        "openapi: 3.1.0",
        "api.yaml:1: /openapi: the version is 3.1.0: only 3.0.x is taken",
    ),
    (
        "openapi: 3.0.3",
        "openapi: 3",
        "api.yaml:1: /openapi: must be a text: quote it",
    ),
    (
        "info: {title: Things, version: 1.0.0}",
        "webhooks: {}",
        "api.yaml:2: /webhooks: the generator does not take this",
    ),
    (
        "info: {title: Things, version: 1.0.0}",
        "tags: []",
        "/info: is missing",
    ),
    (
        "paths:\n",
        "paths: 1\nx-paths:\n",
        "api.yaml:3: /paths: must be an object",
    ),
    // References.
    (
        "'#/components/schemas/Kind'}",
        "'#/components/schemas/Kinds'}",
        "api.yaml:18: listThings, /paths/~1thing/get/parameters/3/schema/$ref: there is no #/components/schemas/Kinds: write it, or correct the name",
    ),
    (
        "'#/components/schemas/Kind'}",
        "'other.yaml#/Kind'}",
        "other.yaml#/Kind leads out of this document",
    ),
    (
        "'#/components/schemas/Kind'}",
        "'#/components/responses/NotFound'}",
        "is none of #/components/schemas/",
    ),
    (
        "'#/components/schemas/Kind'}",
        "'#/components/schemas/Kind', description: x}",
        "what stands beside a `$ref` is ignored",
    ),
    (
        "'#/components/schemas/Kind'}",
        "5}",
        "must be a text like '#/components/schemas/Name'",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {$ref: '#/components/schemas/Id'}",
        "/components/schemas/Id: is made of itself without an object in between (Id → Id)",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {type: array, items: {$ref: '#/components/schemas/Owner'}}",
        "is made of itself without an object in between",
    ),
    (
        "NotFound: {description: Not found}",
        "NotFound: {$ref: '#/components/responses/NotFound'}",
        "leads in a circle",
    ),
    // Operations.
    (
        "operationId: putThing",
        "operationId: listThings",
        "api.yaml:32: listThings, /paths/~1thing~1{id}/put/operationId: duplicate: listThings makes the method list_things too",
    ),
    (
        "operationId: putThing",
        "operationId: list_things",
        "duplicate: listThings makes the method list_things too",
    ),
    (
        "operationId: putThing",
        "operationId: listThingsFull",
        "duplicate: listThingsFull makes the method list_things_full too",
    ),
    (
        "      operationId: putThing\n",
        "",
        "PUT /thing/{id}, /paths/~1thing~1{id}/put/operationId: is missing",
    ),
    (
        "operationId: putThing",
        "operationId: put thing",
        "must be letters and digits",
    ),
    (
        "operationId: putThing",
        "operationId: exec",
        "the method exec of the client is something else",
    ),
    (
        "operationId: putThing",
        "operationId: match",
        "the method match_ of the client is something else",
    ),
    (
        "operationId: putThing",
        "operationId: 5",
        "must be a text: quote it",
    ),
    (
        "    delete:",
        "    trace:",
        "/paths/~1thing~1{id}/trace: the generator does not take this",
    ),
    (
        "  /thing/{id}:",
        "  /thing/{id}?a=b:",
        "no query, no stray brace",
    ),
    (
        "  /thing/{id}:",
        "  thing/{id}:",
        "a path must begin with a slash",
    ),
    (
        "  /thing/{id}:",
        "  //thing/{id}:",
        "something between two slashes",
    ),
    (
        "  /thing/{id}:",
        "  /thing/{id:",
        "no query, no stray brace",
    ),
    (
        "  /thing/{id}:",
        "  /thing/{id}/{id}:",
        "{id} stands in the path twice",
    ),
    (
        "      operationId: deleteThing",
        "      operationId: deleteThing\n      callbacks: {}",
        "/callbacks: the generator does not take this",
    ),
    // Parameters.
    (
        "  /thing/{id}:",
        "  /thing/{number}:",
        "putThing, /components/parameters/Id: the path has no {id}",
    ),
    (
        "  /thing/{id}:",
        "  /thing/{number}:",
        "the parameter {number} of the path is not declared",
    ),
    (
        "in: path, required: true",
        "in: path",
        "a path parameter must be `required: true`",
    ),
    (
        "name: kind, in: query",
        "name: kind, in: cookie",
        "cookie is not taken: path or query",
    ),
    (
        "name: kind, in: query",
        "name: kind, in: query, style: deepObject",
        "only the style `form` is taken",
    ),
    (
        "name: kind, in: query",
        "name: kind, in: query, explode: false",
        "lists are sent as repeated parameters",
    ),
    (
        "name: kind, in: query",
        "name: limit, in: query",
        "the parameter limit is there twice",
    ),
    (
        "name: kind, in: query",
        "name: Limit, in: query",
        "becomes limit in Rust, as another parameter does",
    ),
    (
        "name: kind, in: query",
        "name: send, in: query",
        "a parameter cannot be called send",
    ),
    (
        "name: kind, in: query",
        "name: 'a b', in: query",
        "must be letters, digits",
    ),
    (
        "schema: {$ref: '#/components/schemas/Kind'}",
        "schema: {$ref: '#/components/schemas/ThingShort'}",
        "a parameter must be a string, a number, a boolean",
    ),
    (
        "schema: {$ref: '#/components/schemas/Kind'}",
        "schema: {type: string, nullable: true}",
        "a parameter cannot be null",
    ),
    (
        "schema: {$ref: '#/components/schemas/Kind'}",
        "content: {}",
        "/content: the generator does not take this",
    ),
    // Bodies and responses.
    (
        "        required: true\n        content",
        "        content",
        "say `required: true`",
    ),
    (
        "          application/json:\n            schema: {$ref: '#/components/schemas/ThingFull'}",
        "          text/xml:\n            schema: {$ref: '#/components/schemas/ThingFull'}",
        "a body must be application/json and nothing else",
    ),
    (
        "            schema: {$ref: '#/components/schemas/ThingFull'}",
        "            schema: {type: string}",
        "a body must be an object with properties",
    ),
    (
        "            schema: {$ref: '#/components/schemas/ThingFull'}",
        "            encoding: {}",
        "/encoding: the generator does not take this",
    ),
    (
        "'204': {description: Gone}",
        "'204': {}",
        "/responses/204/description: is missing",
    ),
    (
        "'204': {description: Gone}",
        "default: {description: Gone}",
        "default is no status",
    ),
    (
        "'204': {description: Gone}",
        "'404': {description: Gone}",
        "no success is documented: add a 2xx response",
    ),
    (
        "'204': {description: Gone}",
        "'204': {description: Gone}\n        '200': {description: Text, content: {text/plain: {}}}",
        "several success types",
    ),
    (
        "            text/csv:\n",
        "            text/html:\n",
        "unknown media type: one of application/json, text/csv",
    ),
    (
        "        '404': {$ref: '#/components/responses/NotFound'}",
        "        '404': {$ref: '#/components/responses/Nothing'}",
        "there is no #/components/responses/Nothing",
    ),
    (
        "              schema: {$ref: '#/components/schemas/Owner'}",
        "              schema: {$ref: '#/components/schemas/Owner'}\n            text/csv: {}",
        "several media types: say in x-variants",
    ),
    (
        "              schema: {$ref: '#/components/schemas/Owner'}",
        "              example: {}",
        "/schema: is missing",
    ),
    // Paging.
    (
        "x-pagination: {offset: offset,",
        "x-pagination: {offset: start,",
        "/x-pagination/offset: there is no parameter start",
    ),
    (
        "x-pagination: {offset: offset,",
        "x-pagination: {offset: kind,",
        "the parameter kind must be an optional integer in the query",
    ),
    (
        "x-pagination: {offset: offset,",
        "x-pagination: {offset: limit,",
        "offset and limit cannot be the same parameter",
    ),
    (
        "items: things, total: total}",
        "items: thing, total: total}",
        "/x-pagination/items: the answer has no property thing",
    ),
    (
        "items: things, total: total}",
        "items: total, total: total}",
        "the property total must be a list of objects",
    ),
    (
        "items: things, total: total}",
        "items: things, total: sum}",
        "the answer has no integer property sum",
    ),
    (
        "items: things, total: total}",
        "items: things, total: total, page: x}",
        "/x-pagination/page: the generator does not take this",
    ),
    (
        "items: things, total: total}",
        "items: things}",
        "/x-pagination/total: is missing",
    ),
    (
        "      required: [things]\n",
        "",
        "the property things must be required",
    ),
    // Variants.
    (
        "        parameter: full",
        "        parameter: whole",
        "/x-variants/parameter: there is no parameter whole",
    ),
    (
        "        parameter: full",
        "        parameter: limit",
        "the parameter limit must be an optional boolean or enum",
    ),
    (
        "{value: 'true', operationId",
        "{value: 'yes', operationId",
        "yes is no value of the parameter",
    ),
    (
        "{value: 'true', operationId",
        "{value: 'false', operationId",
        "false stands here twice",
    ),
    (
        "operationId: listThingsFull, item: '#/components/schemas/ThingFull'",
        "operationId: listThingsFull, item: '#/components/schemas/Full'",
        "there is no #/components/schemas/Full",
    ),
    (
        "operationId: listThingsFull, item: '#/components/schemas/ThingFull'",
        "operationId: listThingsFull, item: '#/components/schemas/ThingShort'",
        "no variant answers with items of ThingFull",
    ),
    (
        "operationId: listThingsFull, item: '#/components/schemas/ThingFull'",
        "operationId: listThingsFull",
        "must say `item`, `mediaType` or both",
    ),
    (
        "operationId: listThingsFull, item: '#/components/schemas/ThingFull'",
        "operationId: listThingsFull, item: '#/components/schemas/ThingList'",
        "ThingList is none of the choices that the answer lists",
    ),
    (
        "operationId: listThingsFull",
        "operationId: putThing",
        "makes the method put_thing too",
    ),
    (
        "mediaType: text/csv",
        "mediaType: text/plain",
        "the answer has no media type text/plain",
    ),
    (
        "mediaType: text/csv",
        "item: '#/components/schemas/ThingShort'",
        "no variant answers with text/csv",
    ),
    (
        "        default: {item: '#/components/schemas/ThingShort'}\n",
        "",
        "/x-variants/default: is missing",
    ),
    (
        "    ThingShort:\n",
        "    ThingListFull: {type: object}\n    ThingShort:\n",
        "the list of it would be called ThingListFull",
    ),
    // Schemas.
    (
        "Kind: {type: string,",
        "Kind: {type: integer,",
        "\"A\" is no value of the type integer",
    ),
    ("enum: [A, B-C]", "enum: [A, A]", "\"A\" stands here twice"),
    (
        "enum: [A, B-C]",
        "enum: []",
        "an enum needs at least one value",
    ),
    (
        "enum: [A, B-C]",
        "enum: [A, null]",
        "null is no value of the type string",
    ),
    (
        "x-enum-varnames: [First, Second]",
        "x-enum-varnames: [First]",
        "1 names for 2 values: give one for each",
    ),
    (
        "x-enum-varnames: [First, Second]",
        "x-enum-varnames: [First, First]",
        "the name First stands here twice",
    ),
    (
        "x-enum-varnames: [First, Second]",
        "x-enum-varnames: [First, 2nd]",
        "the name 2nd cannot be used",
    ),
    (
        "x-enum-varnames: [First, Second]",
        "x-enum-varnames: [First, Unknown]",
        "the name Unknown cannot be used",
    ),
    (
        "x-enum-varnames: [First, Second]",
        "x-enum-varnames: [First, 2]",
        "makes no name in Rust",
    ),
    (
        ", x-enum-varnames: [Hour, Day]",
        "",
        "makes no name in Rust: give one in x-enum-varnames",
    ),
    (
        ", enum: [1, 24], x-enum-varnames: [Hour, Day]",
        ", x-enum-varnames: [Hour, Day]",
        "there is no enum to give names to",
    ),
    (
        "enum: [1, 24]",
        "enum: [1, 2.5]",
        "2.5 is no value of the type integer",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {type: text}",
        "text is no type",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {type: [string, 'null']}",
        "must be a text",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {type: string, const: x}",
        "/const: the generator does not take this",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {allOf: []}",
        "the generator cannot take allOf",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {anyOf: []}",
        "the generator cannot take anyOf",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: {not: {}}",
        "the generator cannot take not",
    ),
    (
        "Id: {type: string, format: object-id}",
        "Id: true",
        "/components/schemas/Id: must be an object",
    ),
    (
        "    ThingShort:\n",
        "    thingFull: {type: object}\n    ThingShort:\n",
        "becomes the Rust type ThingFull, as another schema does",
    ),
    (
        "    ThingShort:\n",
        "    Option: {type: object}\n    ThingShort:\n",
        "the name Option is taken",
    ),
    (
        "    ThingShort:\n",
        "    a-b: {type: object}\n    ThingShort:\n",
        "must be letters and digits",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "'owner?': {}",
        "a property's name must be letters",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "id: {}",
        "becomes the Rust field id, as _id does",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "owner: {oneOf: []}",
        "give this choice a name under components",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "owner: {items: {}}",
        "items needs the type array",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "owner: {type: array}",
        "a list must say what its items are",
    ),
    (
        "owner: {$ref: '#/components/schemas/Owner'}",
        "owner: {type: object, properties: {a: {}}, additionalProperties: {type: string}}",
        "typed additional properties beside named ones",
    ),
    (
        "zip: {x-string-or-number: true}",
        "zip: {x-string-or-number: 1}",
        "must be true or false",
    ),
    (
        "zip: {x-string-or-number: true}",
        "zip: {type: boolean, x-string-or-number: true}",
        "x-string-or-number needs the type string",
    ),
    (
        "x-aliases: [offers]",
        "x-aliases: [zip]",
        "zip is a property of its own",
    ),
    (
        "      required: [things]",
        "      required: [thing]",
        "/components/schemas/ThingList/required/0: there is no property thing",
    ),
    (
        "      required: [things]",
        "      required: [things, things]",
        "things is named twice",
    ),
    (
        "        total: {type: integer}\n        things:\n          type: array\n",
        "        total: {type: integer}\n        things:\n          nullable: true\n          type: array\n",
        "things is required and nullable",
    ),
    (
        "maximum: 500, default: 100",
        "maximum: 500, default: 501",
        "/schema/default: 501 is out of the bounds",
    ),
    (
        "maximum: 500, default: 100",
        "maximum: 0, default: 100",
        "the minimum 1 is above the maximum 0",
    ),
    (
        "maximum: 500, default: 100",
        "maximum: 500, default: x",
        "\"x\" is no value of the type integer",
    ),
    (
        "maximum: 500, default: 100",
        "maximum: x",
        "/maximum: must be a number",
    ),
    (
        "maximum: 500, default: 100",
        "maximum: 1.5",
        "1.5 is no integer",
    ),
    (
        "        - $ref: '#/components/schemas/Id'\n",
        "        - {type: string}\n",
        "a choice must be a reference",
    ),
    (
        "        - $ref: '#/components/schemas/Id'\n",
        "",
        "a choice needs at least two schemas",
    ),
    (
        "        - $ref: '#/components/schemas/Id'\n",
        "        - $ref: '#/components/schemas/ThingFull'\n",
        "/components/schemas/Owner: only a string or an object is taken as a choice",
    ),
];

#[test]
fn each_mistake_is_found() {
    let mut missed = Vec::new();
    for (from, to, expected) in MISTAKES {
        assert!(GOOD.contains(from), "the good document has no {from:?}");
        let found = findings(&GOOD.replacen(from, to, 1));
        if !found.iter().any(|finding| finding.contains(expected)) {
            missed.push(format!(
                "{from:?} → {to:?}\nexpected {expected}\nfound {found:#?}"
            ));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_text() {
    let text = GOOD
        .replace("3.0.3", "3.1.0")
        .replace("operationId: putThing", "operationId: exec");
    let found = findings(&text);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("api.yaml:1: /openapi"));
    assert!(found[1].starts_with("api.yaml:32: exec, "));
}

#[test]
fn anything_but_a_document_is_one_finding() {
    for text in ["1", "[]", "null", "text"] {
        let found = findings(text);
        assert_eq!(
            found,
            [
                "api.yaml:1: the whole document: a document must be an object with `openapi`, `info` and `paths`"
            ]
        );
    }
    assert_eq!(findings("{}").len(), 3);
}
