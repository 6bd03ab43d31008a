//! The rules, after oasdiff's categories: how bad each is, and which one the change back breaks.

use super::Level::{self, Breaking, Harmless, Risky};

/// Name, level, and mirror: the rule of the same change made backwards. A rule may be its own.
pub(super) const RULES: &[(&str, Level, &str)] = &[
    // The document as a whole.
    ("version-changed", Harmless, "version-changed"),
    ("server-changed", Risky, "server-changed"),
    (
        "security-scheme-changed",
        Breaking,
        "security-scheme-changed",
    ),
    (
        "unused-component-changed",
        Harmless,
        "unused-component-changed",
    ),
    ("description-changed", Harmless, "description-changed"),
    ("example-changed", Harmless, "example-changed"),
    ("origin-changed", Harmless, "origin-changed"),
    ("other-change", Risky, "other-change"),
    // Operations.
    ("api-removed", Breaking, "api-added"),
    ("api-added", Harmless, "api-removed"),
    (
        "api-operation-id-changed",
        Breaking,
        "api-operation-id-changed",
    ),
    // Some generators make a class of each tag.
    ("api-tag-changed", Risky, "api-tag-changed"),
    ("api-deprecated", Harmless, "api-reactivated"),
    ("api-reactivated", Harmless, "api-deprecated"),
    (
        "api-security-became-required",
        Breaking,
        "api-security-became-public",
    ),
    (
        "api-security-became-public",
        Harmless,
        "api-security-became-required",
    ),
    ("api-security-changed", Breaking, "api-security-changed"),
    ("api-access-level-removed", Risky, "api-access-level-added"),
    (
        "api-access-level-added",
        Harmless,
        "api-access-level-removed",
    ),
    ("api-pagination-removed", Breaking, "api-pagination-added"),
    ("api-pagination-added", Harmless, "api-pagination-removed"),
    ("api-pagination-changed", Breaking, "api-pagination-changed"),
    // Each variant is a method of the Rust client; other languages only read of it.
    ("api-variants-changed", Breaking, "api-variants-changed"),
    // Parameters and bodies.
    (
        "new-required-request-parameter",
        Breaking,
        "required-request-parameter-removed",
    ),
    (
        "required-request-parameter-removed",
        Breaking,
        "new-required-request-parameter",
    ),
    (
        "new-optional-request-parameter",
        Harmless,
        "optional-request-parameter-removed",
    ),
    (
        "optional-request-parameter-removed",
        Breaking,
        "new-optional-request-parameter",
    ),
    (
        "request-parameter-became-required",
        Breaking,
        "request-parameter-became-optional",
    ),
    (
        "request-parameter-became-optional",
        Harmless,
        "request-parameter-became-required",
    ),
    ("request-body-added", Breaking, "request-body-removed"),
    ("request-body-removed", Breaking, "request-body-added"),
    (
        "request-body-became-required",
        Breaking,
        "request-body-became-optional",
    ),
    (
        "request-body-became-optional",
        Harmless,
        "request-body-became-required",
    ),
    (
        "request-body-media-type-removed",
        Breaking,
        "request-body-media-type-added",
    ),
    (
        "request-body-media-type-added",
        Harmless,
        "request-body-media-type-removed",
    ),
    (
        "new-required-request-property",
        Breaking,
        "required-request-property-removed",
    ),
    (
        "required-request-property-removed",
        Breaking,
        "new-required-request-property",
    ),
    (
        "new-optional-request-property",
        Harmless,
        "optional-request-property-removed",
    ),
    (
        "optional-request-property-removed",
        Breaking,
        "new-optional-request-property",
    ),
    (
        "request-property-became-required",
        Breaking,
        "request-property-became-optional",
    ),
    (
        "request-property-became-optional",
        Harmless,
        "request-property-became-required",
    ),
    ("request-type-changed", Breaking, "request-type-changed"),
    ("request-format-changed", Breaking, "request-format-changed"),
    (
        "request-enum-value-removed",
        Breaking,
        "request-enum-value-added",
    ),
    (
        "request-enum-value-added",
        Harmless,
        "request-enum-value-removed",
    ),
    (
        "request-bound-tightened",
        Breaking,
        "request-bound-loosened",
    ),
    (
        "request-bound-loosened",
        Harmless,
        "request-bound-tightened",
    ),
    ("request-default-changed", Risky, "request-default-changed"),
    (
        "request-became-not-nullable",
        Breaking,
        "request-became-nullable",
    ),
    (
        "request-became-nullable",
        Harmless,
        "request-became-not-nullable",
    ),
    ("request-choice-removed", Breaking, "request-choice-added"),
    ("request-choice-added", Harmless, "request-choice-removed"),
    // Answers.
    (
        "response-success-status-removed",
        Breaking,
        "response-success-status-added",
    ),
    (
        "response-success-status-added",
        Risky,
        "response-success-status-removed",
    ),
    (
        "response-error-status-removed",
        Risky,
        "response-error-status-added",
    ),
    (
        "response-error-status-added",
        Harmless,
        "response-error-status-removed",
    ),
    (
        "response-error-message-removed",
        Risky,
        "response-error-message-added",
    ),
    (
        "response-error-message-added",
        Harmless,
        "response-error-message-removed",
    ),
    (
        "response-media-type-removed",
        Breaking,
        "response-media-type-added",
    ),
    (
        "response-media-type-added",
        Harmless,
        "response-media-type-removed",
    ),
    // Every generator takes the first as the return type.
    (
        "response-media-type-order-changed",
        Breaking,
        "response-media-type-order-changed",
    ),
    (
        "response-property-removed",
        Breaking,
        "response-property-added",
    ),
    (
        "response-property-added",
        Harmless,
        "response-property-removed",
    ),
    (
        "response-property-became-optional",
        Breaking,
        "response-property-became-required",
    ),
    (
        "response-property-became-required",
        Harmless,
        "response-property-became-optional",
    ),
    ("response-type-changed", Breaking, "response-type-changed"),
    (
        "response-format-changed",
        Breaking,
        "response-format-changed",
    ),
    // Clients with closed enums refuse the whole answer; ours does not.
    (
        "response-enum-value-added",
        Risky,
        "response-enum-value-removed",
    ),
    // The name is gone from generated code.
    (
        "response-enum-value-removed",
        Risky,
        "response-enum-value-added",
    ),
    ("response-bound-loosened", Risky, "response-bound-tightened"),
    (
        "response-bound-tightened",
        Harmless,
        "response-bound-loosened",
    ),
    (
        "response-default-changed",
        Risky,
        "response-default-changed",
    ),
    (
        "response-became-nullable",
        Breaking,
        "response-became-not-nullable",
    ),
    (
        "response-became-not-nullable",
        Harmless,
        "response-became-nullable",
    ),
    ("response-choice-added", Breaking, "response-choice-removed"),
    ("response-choice-removed", Risky, "response-choice-added"),
    // What generated code is called, and what it does with a value.
    ("schema-name-changed", Breaking, "schema-name-changed"),
    ("enum-names-changed", Breaking, "enum-names-changed"),
    ("enum-became-closed", Risky, "enum-became-open"),
    ("enum-became-open", Harmless, "enum-became-closed"),
    ("property-alias-removed", Risky, "property-alias-added"),
    ("property-alias-added", Harmless, "property-alias-removed"),
    ("personal-data-unmarked", Risky, "personal-data-marked"),
    ("personal-data-marked", Harmless, "personal-data-unmarked"),
    (
        "string-or-number-changed",
        Breaking,
        "string-or-number-changed",
    ),
];

pub(super) fn level(rule: &str) -> Level {
    // A rule that is missing here is found by a test; until then it is the worst.
    RULES
        .iter()
        .find(|(name, ..)| *name == rule)
        .map_or(Breaking, |(_, level, _)| *level)
}
