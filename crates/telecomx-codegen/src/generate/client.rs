//! `Client` and the builders of operations: what is deleted or replaced in them.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, ImplItem, Item, PathArguments, Stmt, parse_quote};

use super::syntax::{ident, inner_module, module, remove_derive, subject};
use crate::Lowered;

pub(super) fn edit(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    remove_constructors(file)?;
    remove_prelude(file)?;
    keep_to_oneself(file)?;
    hide_client(file)?;
    hide_builders(file, lowered)?;
    plain_errors(file, lowered)?;
    no_version_header(file, lowered)
}

/// `Client::new` unwraps a `reqwest::Client` that has no TLS provider: it would panic.
fn remove_constructors(file: &mut File) -> Result<(), String> {
    let before = file.items.len();
    file.items.retain(|item| {
        !matches!(item, Item::Impl(block) if block.trait_.is_none()
            && subject(&block.self_ty).as_deref() == Some("Client")
            && block.items.iter().any(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "new_with_client")))
    });
    expect("constructors of the client", before - file.items.len(), 1)
}

fn remove_prelude(file: &mut File) -> Result<(), String> {
    let before = file.items.len();
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    expect("prelude", before - file.items.len(), 1)
}

/// The crate's root says what of the runtime is public.
fn keep_to_oneself(file: &mut File) -> Result<(), String> {
    let mut count = 0;
    for item in &mut file.items {
        if let Item::Use(import) = item
            && !matches!(import.vis, syn::Visibility::Inherited)
        {
            import.vis = syn::Visibility::Inherited;
            count += 1;
        }
    }
    expect("re-exports of the runtime", count, 1)
}

/// The runtime says by hand what of the client is printed.
fn hide_client(file: &mut File) -> Result<(), String> {
    let mut count = 0;
    for item in &mut file.items {
        if let Item::Struct(client) = item
            && client.ident == "Client"
        {
            count += usize::from(remove_derive(&mut client.attrs, "Debug"));
        }
    }
    expect("derived Debug of the client", count, 1)
}

/// A builder holds search texts, tokens and whole bodies: it prints its name alone.
fn hide_builders(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    let builders = module(file, "builder")?;
    let count = print_names_alone(builders, true);
    expect(
        "derived Debug of the builders",
        count,
        lowered.operations.len(),
    )?;
    let types = module(file, "types")?;
    if let Some(builders) = inner_module(types, "builder") {
        print_names_alone(builders, false);
    }
    Ok(())
}

fn print_names_alone(items: &mut Vec<Item>, with_lifetime: bool) -> usize {
    let mut printers = Vec::new();
    for item in items.iter_mut() {
        let Item::Struct(builder) = item else {
            continue;
        };
        if remove_derive(&mut builder.attrs, "Debug") {
            let (name, text) = (&builder.ident, builder.ident.to_string());
            let lifetime = with_lifetime.then(|| quote::quote!(<'_>));
            printers.push(parse_quote! {
                impl std::fmt::Debug for #name #lifetime {
                    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.debug_struct(#text).finish_non_exhaustive()
                    }
                }
            });
        }
    }
    let count = printers.len();
    items.extend(printers);
    count
}

/// `Error<()>` is the runtime's one `Error`.
fn plain_errors(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    struct Plain(usize);
    impl VisitMut for Plain {
        fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
            visit_mut::visit_path_segment_mut(self, segment);
            if segment.ident == "Error" && !segment.arguments.is_none() {
                segment.arguments = PathArguments::None;
                self.0 += 1;
            }
        }
    }
    let mut plain = Plain(0);
    for item in module(file, "builder")? {
        plain.visit_item_mut(item);
    }
    expect("typed errors", plain.0, lowered.operations.len())
}

/// The header `api-version` is progenitor's idea, not the API's.
fn no_version_header(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    struct NoHeader {
        statements: usize,
        calls: usize,
    }
    impl VisitMut for NoHeader {
        fn visit_block_mut(&mut self, block: &mut syn::Block) {
            let before = block.stmts.len();
            block.stmts.retain(|statement| !is_about_headers(statement));
            self.statements += before - block.stmts.len();
            visit_mut::visit_block_mut(self, block);
        }
        fn visit_expr_mut(&mut self, expression: &mut Expr) {
            visit_mut::visit_expr_mut(self, expression);
            if let Expr::MethodCall(call) = expression
                && call.method == "headers"
            {
                let receiver = (*call.receiver).clone();
                *expression = receiver;
                self.calls += 1;
            }
        }
    }
    fn is_about_headers(statement: &Stmt) -> bool {
        match statement {
            Stmt::Local(local) => {
                matches!(&local.pat, syn::Pat::Ident(pattern) if pattern.ident == "header_map")
            }
            Stmt::Expr(Expr::MethodCall(call), _) => {
                matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident(&ident("header_map")))
            }
            _ => false,
        }
    }
    let mut visitor = NoHeader {
        statements: 0,
        calls: 0,
    };
    for item in module(file, "builder")? {
        visitor.visit_item_mut(item);
    }
    expect(
        "statements about headers",
        visitor.statements,
        2 * lowered.operations.len(),
    )?;
    expect("sets of headers", visitor.calls, lowered.operations.len())
}

/// What a builder says of a parameter that was not given, in a caller's words.
pub(super) fn explain_missing(file: &mut File) {
    struct Explain;
    impl VisitMut for Explain {
        fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
            let text = literal.value();
            let name = text
                .strip_suffix(" was not initialized")
                .or_else(|| text.strip_prefix("no value supplied for "));
            if let Some(name) = name {
                *literal = syn::LitStr::new(&format!("{name} is missing: set it"), literal.span());
            }
        }
    }
    Explain.visit_file_mut(file);
}

/// An edit that did not find what it came for would be silently wrong.
pub(super) fn expect(what: &str, found: usize, expected: usize) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "progenitor's output has changed: {found} {what} instead of {expected}"
    ))
}
