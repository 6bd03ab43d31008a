//! The tables that the runtime reads.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, parse_quote};

use crate::{Bound, Lowered, Operation};

pub(super) fn items(lowered: &Lowered) -> [Item; 2] {
    let operations = lowered.operations.iter().map(operation);
    let properties: BTreeSet<&str> = lowered
        .properties
        .values()
        .flatten()
        .map(|property| property.name.as_str())
        .collect();
    [
        parse_quote! {
            #[doc = "What the runtime knows of each operation, by its name in Rust."]
            pub(crate) static OPERATIONS: &[crate::operation::Operation] = &[#(#operations),*];
        },
        parse_quote! {
            #[doc = "Names of all properties, sorted: any other name in an answer may be anybody's data."]
            pub(crate) static PROPERTIES: &[&str] = &[#(#properties),*];
        },
    ]
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
