//! A string or an object, told apart by the kind of JSON and never by trying.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::docs::doc;
use super::syntax::ident;
use crate::{Lowered, StringForm, Union};

pub(super) fn items(lowered: &Lowered) -> Vec<Item> {
    lowered.unions.iter().flat_map(union).collect()
}

fn union(union: &Union) -> Vec<Item> {
    let name = ident(&union.name);
    let object = ident(&union.object);
    let visitor = format_ident!("{}Visitor", union.name);
    let description = doc(union.description.as_deref());
    let (string, string_type, expects) = match union.string {
        StringForm::Id => (ident("Id"), quote!(crate::ObjectId), "an id"),
        StringForm::Text => (ident("Text"), quote!(crate::Text), "a text"),
    };
    let string_doc = format!("Only {expects}.");
    let object_doc = format!("The whole [`{object}`].");
    let expecting = format!("{expects} or an object");
    let mut items: Vec<Item> = vec![
        parse_quote! {
            #description
            #[derive(Clone, Debug, PartialEq)]
            #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
            #[cfg_attr(feature = "schemars", schemars(untagged))]
            #[non_exhaustive]
            pub enum #name {
                #[doc = #string_doc]
                #string(#string_type),
                #[doc = #object_doc]
                #object(Box<#object>),
            }
        },
        parse_quote! {
            impl serde::Serialize for #name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        Self::#string(value) => value.serialize(serializer),
                        Self::#object(value) => value.serialize(serializer),
                    }
                }
            }
        },
        parse_quote! {
            impl<'de> serde::Deserialize<'de> for #name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_any(#visitor)
                }
            }
        },
        parse_quote! {
            struct #visitor;
        },
        parse_quote! {
            impl<'de> serde::de::Visitor<'de> for #visitor {
                type Value = #name;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(#expecting)
                }
                fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Self::Value, E> {
                    Ok(#name::#string(value.into()))
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                    let map = serde::de::value::MapAccessDeserializer::new(map);
                    serde::Deserialize::deserialize(map).map(|value| #name::#object(Box::new(value)))
                }
            }
        },
        parse_quote! {
            impl From<#string_type> for #name {
                fn from(value: #string_type) -> Self {
                    Self::#string(value)
                }
            }
        },
        parse_quote! {
            impl From<#object> for #name {
                fn from(value: #object) -> Self {
                    Self::#object(Box::new(value))
                }
            }
        },
    ];
    if union.string == StringForm::Id && union.object_has_id {
        items.push(parse_quote! {
            impl #name {
                #[doc = "The id, whichever form was sent."]
                #[must_use]
                pub fn id(&self) -> &crate::ObjectId {
                    match self {
                        Self::Id(id) => id,
                        Self::#object(object) => &object.id,
                    }
                }
            }
        });
    }
    items
}
