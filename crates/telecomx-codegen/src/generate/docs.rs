//! Doc comments as people write them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, ExprLit, File, Lit, LitStr, Meta};

/// A doc comment; nothing for no text.
pub(super) fn doc(text: Option<&str>) -> TokenStream {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => quote!(#[doc = #text]),
        None => TokenStream::new(),
    }
}

/// The text of a doc comment.
pub(super) fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The same attribute with another text; much cheaper than to parse one.
fn with_text(attribute: &Attribute, text: &str) -> Attribute {
    let mut attribute = attribute.clone();
    if let Meta::NameValue(pair) = &mut attribute.meta
        && let Expr::Lit(ExprLit { lit, .. }) = &mut pair.value
    {
        *lit = Lit::Str(LitStr::new(text, lit.span()));
    }
    attribute
}

/// One `///` for each line, a blank after it, and no example that cannot be run.
pub(super) fn tidy(file: &mut File) {
    struct Tidy;
    impl VisitMut for Tidy {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
            let split = |attribute: Attribute| -> Vec<Attribute> {
                let Some(text) = text(&attribute) else {
                    return vec![attribute];
                };
                let example = text.find("```ignore");
                let text = text
                    .get(..example.unwrap_or(text.len()))
                    .unwrap_or_default();
                text.trim()
                    .lines()
                    .map(|line| {
                        let line = line.trim();
                        let line = if line.is_empty() {
                            String::new()
                        } else {
                            format!(" {line}")
                        };
                        with_text(&attribute, &line)
                    })
                    .collect()
            };
            *attributes = std::mem::take(attributes)
                .into_iter()
                .flat_map(split)
                .collect();
        }
    }
    Tidy.visit_file_mut(file);
}
