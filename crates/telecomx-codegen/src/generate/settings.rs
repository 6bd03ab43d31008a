//! How progenitor is asked, and which of its types are replaced by ours.

use progenitor::{GenerationSettings, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use schemars08::schema::{InstanceType, SchemaObject};

use crate::Lowered;
use crate::lower::{PATH_ID_NAME, STRING_OR_NUMBER_NAME};

/// The types that strings become, by their format.
const STRINGS: [(Option<&str>, &str); 3] = [
    (None, "crate::Text"),
    (Some("object-id"), "crate::ObjectId"),
    (Some("password"), "crate::Secret"),
];

pub(super) fn settings(lowered: &Lowered) -> GenerationSettings {
    let text = || [TypeImpl::FromStr, TypeImpl::Display].into_iter();
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::client::Inner))
        .with_replacement(PATH_ID_NAME, "crate::PathId", text())
        .with_replacement(STRING_OR_NUMBER_NAME, "crate::StringOrNumber", text());
    for open in &lowered.enums {
        settings.with_replacement(&open.name, own(&open.name), text());
    }
    for union in &lowered.unions {
        settings.with_replacement(&union.name, own(&union.name), std::iter::empty());
    }
    for (format, name) in STRINGS {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: format.map(str::to_owned),
            ..SchemaObject::default()
        };
        settings.with_conversion(schema, name, text());
    }
    settings
}

/// The path of a type that we write ourselves.
fn own(name: &str) -> String {
    format!("crate::generated::types::{name}")
}
