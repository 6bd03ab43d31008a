//! The tables that the runtime reads.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::{Bound, Lowered, Operation};

pub(super) fn items(lowered: &Lowered, document: &Value) -> [Item; 2] {
    let operations = lowered.operations.iter().map(operation);
    let mut words = BTreeSet::new();
    collect_words(document, &mut words);
    [
        parse_quote! {
            #[doc = "What the runtime knows of each operation, by its name in Rust."]
            pub(crate) static OPERATIONS: &[crate::operation::Operation] = &[#(#operations),*];
        },
        parse_quote! {
            #[doc = "Names of all properties and parameters and messages of all errors, sorted: any other word in an answer may be anybody's data, and is not printed."]
            pub(crate) static WORDS: &[&str] = &[#(#words),*];
        },
    ]
}

/// What the document itself calls things, wherever it does.
fn collect_words<'a>(value: &'a Value, words: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                words.extend(properties.keys().map(String::as_str));
            }
            if members.contains_key("in") {
                words.extend(members.get("name").and_then(Value::as_str));
            }
            let errors = members.get("x-errors").and_then(Value::as_array);
            words.extend(
                errors
                    .into_iter()
                    .flatten()
                    .filter_map(|row| row["message"].as_str()),
            );
            members
                .values()
                .for_each(|value| collect_words(value, words));
        }
        Value::Array(elements) => elements
            .iter()
            .for_each(|value| collect_words(value, words)),
        _ => {}
    }
}

fn operation(operation: &Operation) -> TokenStream {
    let Operation {
        name,
        id,
        method,
        url_template,
        accept,
        authenticated,
        bounds,
        ..
    } = operation;
    let bounds = bounds.iter().map(bound);
    quote! {
        crate::operation::Operation {
            name: #name,
            id: #id,
            method: #method,
            url_template: #url_template,
            accept: #accept,
            authenticated: #authenticated,
            bounds: &[#(#bounds),*],
        }
    }
}

fn bound(bound: &Bound) -> TokenStream {
    let parameter = &bound.parameter;
    let (minimum, maximum) = (option(bound.minimum), option(bound.maximum));
    quote!(crate::operation::Bound { parameter: #parameter, minimum: #minimum, maximum: #maximum })
}

pub(super) fn option(number: Option<i64>) -> TokenStream {
    match number {
        Some(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(number);
            quote!(Some(#number))
        }
        None => quote!(None),
    }
}
