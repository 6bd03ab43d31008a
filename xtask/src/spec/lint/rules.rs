//! The name of each rule, and what to do when it is broken. The seeded faults show each one break.

pub(crate) const RULES: &[(&str, &str)] = &[
    // The document as a whole.
    ("component-unused", "refer to it, or remove it"),
    ("info-version", "write it as MAJOR.MINOR.PATCH"),
    ("reference", "write what it names, or correct the name"),
    (
        "security-scheme",
        "declare the scheme under components.securitySchemes, or correct the name",
    ),
    (
        "server-https",
        "an API that takes tokens is called by https alone",
    ),
    (
        "tag",
        "declare tags once at the root, with a description, and give each operation one of them",
    ),
    (
        "unknown-extension",
        "correct the name, or explain it in openapi/README.md and add it to the lint",
    ),
    // Operations.
    (
        "access-levels",
        "list them in `x-access-levels` as the page does; the words are those of AccessLevel",
    ),
    (
        "description",
        "write it: short, ours, with the unit, the default and the trap",
    ),
    (
        "error-rows",
        "list what the page has for this status in `x-errors`, each with message and description",
    ),
    (
        "error-body",
        "every error answers with #/components/schemas/ErrorBody, and with nothing else",
    ),
    (
        "media-order",
        "application/json comes first: every generator takes the first as the return type",
    ),
    (
        "operation-example",
        "transcribe the page's example as a named one under `examples`",
    ),
    (
        "operation-id",
        "camelCase, a verb first (listThings), and no other operation's",
    ),
    (
        "pagination",
        "describe it by `x-pagination`, with offset from 0 and limit from 1",
    ),
    (
        "request-example",
        "correct the example request, or the parameter that it breaks",
    ),
    (
        "response-status",
        "statuses go by number, one of 2xx among them; no `default`, no `4XX`",
    ),
    (
        "wiki-origin",
        "say where it comes from: `x-wiki: {page, modified, objects}`, or `partial: true`",
    ),
    // Schemas.
    ("bounds-default", "correct the default, or what it must be"),
    (
        "enum-names",
        "give one readable name for each value in `x-enum-varnames`",
    ),
    ("enum-values", "each value once, and of the schema's type"),
    (
        "number-format",
        "integers are int64 (an enum needs none), numbers double",
    ),
    (
        "nullable-form",
        "write it inline beside a `type`; a reference or a choice cannot be nullable",
    ),
    (
        "nullable-reason",
        "show null in a documented example, or say in the description what it means; else drop it",
    ),
    (
        "object-id",
        "an id is a string with `format: object-id`, without pattern or length",
    ),
    (
        "one-of-overlap",
        "give one of the two a required property that is missing in the other's type, or of another type there",
    ),
    (
        "personal-data",
        "mark it with `x-personal-data: true`, so that no log has it",
    ),
    (
        "portable",
        "some generator cannot take this: write it otherwise",
    ),
    (
        "property-case",
        "some generators drop one of the two: keep one, and give the other as `x-aliases`",
    ),
    (
        "property-description",
        "write it: short, ours, with the unit, the default and the trap",
    ),
    (
        "property-example",
        "no documented example shows it: give it an `example` of ours",
    ),
    (
        "required",
        "clients refuse a record without it: of an answer only _id, the list array and what tells choices apart",
    ),
    ("schema-name", "PascalCase, and not NullableX beside X"),
    (
        "secret-format",
        "mark it with `format: password`, so that no log has it",
    ),
    // Examples.
    ("date-format", "add `format: date-time`"),
    (
        "example-undeclared",
        "add the property, or correct the example",
    ),
    ("example-valid", "correct the example, or the schema"),
    ("nullable-shown", "add `nullable: true`"),
    // The ledger.
    (
        "inferred-ledger",
        "accept it: cargo xtask docs diff prints the command",
    ),
    ("inferred-mark", "mark it with `x-inferred: true`"),
    (
        "ledger-subject",
        "correct or remove the entry: cargo xtask docs diff says why it is stale",
    ),
];

pub(super) fn next(rule: &str) -> &'static str {
    RULES
        .iter()
        .find(|(name, _)| *name == rule)
        .map_or("", |(_, next)| next)
}
