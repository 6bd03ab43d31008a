//! Properties that the wiki spells in two ways.
//!
//! serde's own alias fails on a record that holds both spellings ("duplicate field"), as an answer
//! with `offers` and `Offers` would. So such a record is read into a struct that has a field for
//! each, and the first one with a value counts.

use quote::{format_ident, quote};
use syn::{Field, Item, ItemStruct, parse_quote};

use super::syntax::remove_derive;
use super::types::attributes;
use crate::Property;

/// What reads a struct that has aliases, in place of the derived `Deserialize`; nothing for others.
pub(super) fn reader(item: &mut ItemStruct, properties: &[Property]) -> Vec<Item> {
    if properties
        .iter()
        .all(|property| property.aliases.is_empty())
    {
        return Vec::new();
    }
    remove_derive(&mut item.attrs, "Deserialize");
    let name = &item.ident;
    let wire = format_ident!("{name}OnTheWire");
    let mut fields: Vec<Field> = Vec::new();
    let mut values = Vec::new();
    for (field, property) in item.fields.iter().zip(properties) {
        let field_name = &field.ident;
        let mut others = Vec::new();
        for (n, alias) in property.aliases.iter().enumerate() {
            let ident = format_ident!(
                "alias_{n}_of_{}",
                field
                    .ident
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            );
            let mut other = field.clone();
            other.ident = Some(ident.clone());
            other.attrs = attributes(
                &other,
                &Property {
                    name: alias.clone(),
                    ..property.clone()
                },
            );
            others.push(quote!(.or(wire.#ident)));
            fields.push(other);
        }
        values.push(quote!(#field_name: wire.#field_name #(#others)*));
        fields.push(field.clone());
    }
    for field in &mut fields {
        field.vis = syn::Visibility::Inherited;
        field
            .attrs
            .retain(|attribute| !attribute.path().is_ident("doc"));
    }
    vec![
        parse_quote! {
            #[derive(serde::Deserialize)]
            struct #wire { #(#fields),* }
        },
        parse_quote! {
            impl<'de> serde::Deserialize<'de> for #name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let wire = #wire::deserialize(deserializer)?;
                    Ok(Self { #(#values),* })
                }
            }
        },
    ]
}
