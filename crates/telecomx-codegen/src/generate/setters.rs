//! The setters of builders: documented, taking what converts, and saying what does not.

use quote::quote;
use syn::{File, ImplItem, ImplItemFn, Item, ItemStruct, Type, parse_quote};

use super::client::expect;
use super::docs::doc;
use super::syntax::{arguments, ident, inner_module, module, optional, subject};
use crate::Lowered;
use crate::names::{pascal, snake};

pub(super) fn edit(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    let expected: usize = lowered
        .operations
        .iter()
        .map(|operation| operation.parameters.len())
        .sum();
    let builders = module(file, "builder")?;
    let mut count = 0;
    for operation in &lowered.operations {
        let name = pascal(&operation.name);
        let documented = |field: &str| {
            let found = operation.parameters.iter().find(|(name, _)| name == field);
            found.map(|(_, text)| text.clone())
        };
        count += rewrite(builders, &name, documented)?;
        polish(builders, &name);
    }
    expect("setters", count, expected)?;

    let types = module(file, "types")?;
    if let Some(builders) = inner_module(types, "builder") {
        for (name, properties) in &lowered.properties {
            let documented = |field: &str| {
                let found = properties
                    .iter()
                    .find(|property| snake(&property.name) == field);
                found.map(|property| property.description.clone().unwrap_or_default())
            };
            rewrite(builders, name, documented)?;
        }
    }
    Ok(())
}

/// Writes the setters of one builder anew. Progenitor's drop the reason of a failed conversion, and
/// those of bodies take an optional value only as an `Option`.
fn rewrite(
    items: &mut [Item],
    name: &str,
    documented: impl Fn(&str) -> Option<String>,
) -> Result<usize, String> {
    let fields = items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(fields(item)),
        _ => None,
    });
    let fields = fields.unwrap_or_default();
    let mut count = 0;
    for block in items.iter_mut() {
        let Item::Impl(block) = block else { continue };
        if block.trait_.is_some() || subject(&block.self_ty).as_deref() != Some(name) {
            continue;
        }
        for item in &mut block.items {
            let ImplItem::Fn(function) = item else {
                continue;
            };
            let field = function.sig.ident.to_string();
            let Some((_, ty)) = fields.iter().find(|(other, _)| *other == field) else {
                continue;
            };
            let Some(text) = documented(&field) else {
                continue;
            };
            *function = setter(&field, ty, &text);
            count += 1;
        }
    }
    Ok(count)
}

/// The fields of a builder and what they hold: `T` of `Result<T, String>`.
fn fields(builder: &ItemStruct) -> Vec<(String, Type)> {
    let fields = builder.fields.iter().filter_map(|field| {
        let value = arguments(&field.ty, "Result")?.first().copied()?;
        Some((field.ident.as_ref()?.to_string(), value.clone()))
    });
    fields.collect()
}

fn setter(field: &str, ty: &Type, text: &str) -> ImplItemFn {
    let doc = doc(Some(text));
    let name = ident(field);
    let message = format!("{field}: {{error}}");
    let (value, wrap) = match optional(ty) {
        Some(inner) => (inner, Some(quote!(.map(Some)))),
        None => (ty, None),
    };
    parse_quote! {
        #doc
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: TryInto<#value>,
            V::Error: std::fmt::Display,
        {
            self.#name = value.try_into() #wrap .map_err(|error| format!(#message));
            self
        }
    }
}

/// Documents what is left of a builder, and hides its constructor: calls begin at the client.
fn polish(items: &mut [Item], name: &str) {
    for block in items.iter_mut() {
        let Item::Impl(block) = block else { continue };
        if block.trait_.is_some() || subject(&block.self_ty).as_deref() != Some(name) {
            continue;
        }
        for item in &mut block.items {
            let ImplItem::Fn(function) = item else {
                continue;
            };
            match function.sig.ident.to_string().as_str() {
                "new" => function.vis = parse_quote!(pub(super)),
                "body" => function.attrs = vec![parse_quote!(#[doc = "Sets the whole body."])],
                "body_map" => {
                    function.attrs =
                        vec![parse_quote!(#[doc = "Sets parts of the body by its builder."])]
                }
                _ => {}
            }
        }
    }
}
