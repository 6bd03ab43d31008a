//! The types: fields in the document's order, attributes, and a `Debug` that knows what not to print.

use quote::quote;
use syn::{Attribute, Field, Fields, File, Item, ItemStruct, parse_quote};

use super::aliases;
use super::client::expect;
use super::docs::doc;
use super::syntax::{ident, inner_module, module, optional, subject};
use crate::lower::walk::{content, operations};
use crate::names::pascal;
use crate::{Lowered, Property};

pub(super) fn edit(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    let kept = sent(lowered);
    let types = module(file, "types")?;
    drop_builders(types, &kept)?;
    let mut added = Vec::new();
    let mut count = 0;
    for item in types.iter_mut() {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        let Some(properties) = lowered.properties.get(&name) else {
            return Err(format!("progenitor made a type {name} of its own"));
        };
        rewrite(item, properties)?;
        added.push(debug(item, properties));
        added.extend(aliases::reader(item, properties));
        count += 1;
    }
    expect("structs", count, lowered.properties.len())?;
    if lowered
        .properties
        .values()
        .flatten()
        .any(|property| property.personal)
    {
        added.extend(personal());
    }
    types.extend(added);
    Ok(())
}

/// The types that request bodies are made of: their builders are needed outside.
pub(super) fn sent(lowered: &Lowered) -> Vec<String> {
    let mut found = Vec::new();
    for (_, _, operation) in operations(&lowered.value) {
        let bodies = operation.get("requestBody").into_iter().flat_map(content);
        bodies.for_each(|(_, media)| crate::lower::reach(&lowered.value, media, &mut found));
    }
    let names = found.iter().map(|name| pascal(name));
    names
        .filter(|name| lowered.properties.contains_key(name))
        .collect()
}

/// Builders of types that are only read are two thirds of the source.
fn drop_builders(types: &mut Vec<Item>, kept: &[String]) -> Result<(), String> {
    let is_kept = |name: Option<String>| name.is_some_and(|name| kept.contains(&name));
    let structs = types
        .iter()
        .filter(|item| matches!(item, Item::Struct(_)))
        .count();
    let Some(builders) = inner_module(types, "builder") else {
        // A document without an object has nothing to build.
        return expect("modules of builders of types", 0, structs.min(1));
    };
    builders.retain(|item| match item {
        Item::Struct(item) => is_kept(Some(item.ident.to_string())),
        Item::Impl(block) => is_kept(subject(&block.self_ty)),
        _ => true,
    });
    let structs = builders
        .iter()
        .filter(|item| matches!(item, Item::Struct(_)))
        .count();
    expect("builders of types", structs, kept.len())?;
    types.retain(|item| match item {
        Item::Impl(block) => is_kept(subject(&block.self_ty)),
        Item::Mod(module) => structs > 0 || !(module.ident == "builder" || module.ident == "error"),
        _ => true,
    });
    for item in types {
        if let Item::Impl(block) = item {
            for function in &mut block.items {
                if let syn::ImplItem::Fn(function) = function {
                    function.attrs = vec![parse_quote!(#[doc = "Starts with nothing set."])];
                }
            }
        }
        if let Item::Mod(module) = item
            && module.ident == "builder"
        {
            module.attrs = vec![parse_quote!(#[doc = "Builders of what is sent."])];
        }
    }
    Ok(())
}

/// Puts fields into the document's order and writes their attributes anew.
fn rewrite(item: &mut ItemStruct, properties: &[Property]) -> Result<(), String> {
    let Fields::Named(fields) = &mut item.fields else {
        return Err(format!("the type {} has no named fields", item.ident));
    };
    let mut found: Vec<(String, Field)> = std::mem::take(&mut fields.named)
        .into_iter()
        .map(|field| (json_name(&field), field))
        .collect();
    let expected = properties.len();
    for property in properties {
        let Some(index) = found.iter().position(|(name, _)| *name == property.name) else {
            return Err(format!(
                "the type {} has no field for {}",
                item.ident, property.name
            ));
        };
        let (_, mut field) = found.swap_remove(index);
        field.attrs = attributes(&field, property);
        fields.named.push(field);
    }
    expect(
        &format!("fields of {}", item.ident),
        expected + found.len(),
        expected,
    )?;

    // An id is missing in no answer, so that a type which has one has no sensible default.
    let default = fields
        .named
        .iter()
        .all(|field| optional(&field.ty).is_some());
    let default = default.then(|| quote!(, Default));
    let description = item
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .cloned();
    let mut attributes: Vec<Attribute> = description.take(1).collect();
    attributes.push(
        parse_quote!(#[derive(Clone, PartialEq, serde::Deserialize, serde::Serialize #default)]),
    );
    attributes.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]));
    attributes.push(parse_quote!(#[non_exhaustive]));
    item.attrs = attributes;
    Ok(())
}

/// The name of a field in JSON.
fn json_name(field: &Field) -> String {
    let mut name = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // Whatever is not understood is none of our business here: the field count is checked.
        let _ = attribute.parse_nested_meta(|meta| {
            let is_rename = meta.path.is_ident("rename");
            if meta.input.peek(syn::Token![=]) {
                let value: syn::LitStr = meta.value()?.parse()?;
                if is_rename {
                    name = value.value();
                }
            }
            Ok(())
        });
    }
    name
}

pub(super) fn attributes(field: &Field, property: &Property) -> Vec<Attribute> {
    let mut options = Vec::new();
    let name = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    if name != property.name {
        let name = &property.name;
        options.push(quote!(rename = #name));
    }
    if let Some(inner) = optional(&field.ty) {
        options.push(quote!(default));
        match subject(inner).as_deref() {
            // The API has dates in forms that chrono refuses, and writes milliseconds.
            Some("DateTime") => {
                options.push(quote!(deserialize_with = "crate::time::option"));
                options.push(quote!(serialize_with = "crate::time::serialize_option"));
            }
            // A null among the elements is skipped.
            Some("Vec") => options.push(quote!(deserialize_with = "crate::list::option")),
            // 1000 is not written 1000.0.
            Some("f64") => options.push(quote!(serialize_with = "crate::number::serialize_option")),
            _ => {}
        }
        options.push(quote!(skip_serializing_if = "Option::is_none"));
    }
    let doc = doc(property.description.as_deref());
    let serde = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    let holder: ItemStruct = parse_quote!(#doc #serde struct Holder;);
    holder.attrs
}

/// Prints every field but the ones about persons. Secrets redact themselves.
fn debug(item: &ItemStruct, properties: &[Property]) -> Item {
    let (name, text) = (&item.ident, item.ident.to_string());
    let fields = item.fields.iter().zip(properties).map(|(field, property)| {
        let field_name = &field.ident;
        let label = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let value = match (property.personal, optional(&field.ty)) {
            (true, Some(_)) => quote!(&self.#field_name.as_ref().map(|_| Personal)),
            (true, None) => quote!(&Personal),
            (false, _) => quote!(&self.#field_name),
        };
        quote!(.field(#label, #value))
    });
    parse_quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    }
}

/// What is printed in place of a person's data.
fn personal() -> [Item; 2] {
    let name = ident("Personal");
    [
        parse_quote! {
            #[doc = "Stands in `Debug` output for what tells about a person."]
            struct #name;
        },
        parse_quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("<personal>")
                }
            }
        },
    ]
}
