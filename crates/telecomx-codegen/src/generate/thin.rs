//! Most of what progenitor writes is builders of types that nobody sends.
//!
//! They are left out before the source is parsed, which takes most of the time otherwise. This is
//! for speed alone: what it leaves in is dropped from the syntax tree.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Drops the builders within `mod types { mod builder { … } }` that name none of the types to keep.
pub(super) fn thin(tokens: TokenStream, kept: &[String]) -> TokenStream {
    within(tokens, "types", &|types| {
        within(types, "builder", &|builders| only(builders, kept))
    })
}

/// Changes what stands within a module's braces.
fn within(
    tokens: TokenStream,
    module: &str,
    change: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut before = [false; 2];
    tokens
        .into_iter()
        .map(|token| {
            let is_it = before == [true, true];
            before = match &token {
                TokenTree::Ident(ident) if ident == "mod" => [true, false],
                TokenTree::Ident(ident) if ident == module => [before[0], true],
                _ => [false, false],
            };
            match token {
                TokenTree::Group(group) if is_it && group.delimiter() == Delimiter::Brace => {
                    TokenTree::Group(Group::new(Delimiter::Brace, change(group.stream())))
                }
                other => other,
            }
        })
        .collect()
}

/// Items end with braces; what stands before tells which type one is about.
fn only(items: TokenStream, kept: &[String]) -> TokenStream {
    let mut result = TokenStream::new();
    let mut item = Vec::new();
    let mut is_kept = false;
    for token in items {
        is_kept |=
            matches!(&token, TokenTree::Ident(ident) if kept.iter().any(|name| ident == name));
        let is_end =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        item.push(token);
        if is_end {
            let whole = std::mem::take(&mut item);
            if std::mem::take(&mut is_kept) {
                result.extend(whole);
            }
        }
    }
    result.extend(item);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn only_builders_of_kept_types_are_left() {
        let tokens = quote! {
            mod types {
                pub struct Read { a: u8 }
                pub mod builder {
                    #[derive(Clone)] pub struct Read { a: u8 }
                    impl Read { fn a() { Sent } }
                    pub struct Sent { a: u8 }
                    impl From<super::Sent> for Sent { }
                }
            }
            mod builder { pub struct Read { a: u8 } }
        };
        let expected = quote! {
            mod types {
                pub struct Read { a: u8 }
                pub mod builder {
                    pub struct Sent { a: u8 }
                    impl From<super::Sent> for Sent { }
                }
            }
            mod builder { pub struct Read { a: u8 } }
        };
        assert_eq!(
            thin(tokens, &["Sent".to_owned()]).to_string(),
            expected.to_string()
        );
    }
}
