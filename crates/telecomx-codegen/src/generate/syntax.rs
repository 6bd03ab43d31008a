//! Finding one's way in progenitor's output.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, File, GenericArgument, Ident, Item, ItemMod, PathArguments, Type};

/// The items of a module, which must be there.
pub(super) fn module<'a>(file: &'a mut File, name: &str) -> Result<&'a mut Vec<Item>, String> {
    let found = file.items.iter_mut().find_map(|item| items_of(item, name));
    found.ok_or_else(|| format!("progenitor wrote no module {name}"))
}

/// The items of a module within others.
pub(super) fn inner_module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| items_of(item, name))
}

fn items_of<'a>(item: &'a mut Item, name: &str) -> Option<&'a mut Vec<Item>> {
    match item {
        Item::Mod(ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) if ident == name => Some(items),
        _ => None,
    }
}

/// The type that an `impl` block is about, by its last name.
pub(super) fn subject(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        Type::Reference(reference) => subject(&reference.elem),
        _ => None,
    }
}

/// The arguments of a generic type of that name, as `T` and `E` of `Result<T, E>`.
pub(super) fn arguments<'a>(ty: &'a Type, name: &str) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}

/// What stands within an `Option`.
pub(super) fn optional(ty: &Type) -> Option<&Type> {
    arguments(ty, "Option")?.first().copied()
}

/// Removes a derive from a list of them; says whether it was there.
pub(super) fn remove_derive(attributes: &mut [Attribute], name: &str) -> bool {
    let mut removed = false;
    for attribute in attributes
        .iter_mut()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let syn::Meta::List(list) = &mut attribute.meta else {
            continue;
        };
        let parser = syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
        let Ok(derives) = list.parse_args_with(parser) else {
            continue;
        };
        let is_it = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == name);
        let kept: Vec<_> = derives.iter().filter(|path| !is_it(path)).collect();
        removed |= kept.len() < derives.len();
        list.tokens = quote::quote!(#(#kept),*);
    }
    removed
}

pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Writes `Option` for `::std::option::Option` and the like: people read the result.
pub(super) fn simplify_paths(file: &mut File) {
    Simplify {
        modules: Vec::new(),
    }
    .visit_file_mut(file);
}

struct Simplify {
    /// The modules around the path in question.
    modules: Vec<String>,
}

impl VisitMut for Simplify {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        self.modules.push(module.ident.to_string());
        visit_mut::visit_item_mod_mut(self, module);
        self.modules.pop();
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        path.leading_colon = None;
        let is = |names: &[&str]| {
            let segments = &path.segments;
            segments.len() == names.len()
                && segments
                    .iter()
                    .zip(names)
                    .all(|(segment, name)| segment.ident == name)
        };
        let is_std = ["Option", "Vec", "String", "Result"]
            .iter()
            .zip(["option", "vec", "string", "result"]);
        let skip = if is_std
            .into_iter()
            .any(|(name, module)| is(&["std", module, name]))
        {
            2
        } else if is(&["chrono", "offset", "Utc"]) {
            *path = syn::parse_quote!(chrono::Utc);
            return;
        } else if path.segments.len() == 4 && path.segments[1].ident == "generated" {
            3
        } else {
            return;
        };
        let is_own = skip == 3;
        path.segments = std::mem::take(&mut path.segments)
            .into_iter()
            .skip(skip)
            .collect();
        if is_own {
            let modules: Vec<&str> = self.modules.iter().map(String::as_str).collect();
            match modules.as_slice() {
                ["types"] => {}
                ["types", ..] => path.segments.insert(0, syn::parse_quote!(super)),
                _ => path.segments.insert(0, syn::parse_quote!(types)),
            }
        }
    }
}
