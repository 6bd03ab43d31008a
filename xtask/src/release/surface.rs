//! The public surface of the crate `telecomx`, one line for each thing that a program can name.
//!
//! Read from the source, as rustdoc's JSON would need a nightly compiler: the items that `lib.rs`
//! makes public, with fields, variants, methods and traits. Types made by a macro of the crate's own
//! are named without their members, those of `open_enum!` with their values. What a macro or a blanket
//! implementation adds besides is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use similar::TextDiff;
use syn::{Attribute, Fields, ImplItem, Item, Type, UseTree, Visibility};

use super::Found;

pub(super) const FILE: &str = "xtask/surface/telecomx.txt";

const SOURCE: &str = "crates/telecomx/src";

pub(super) fn check(root: &Path) -> Result<Found> {
    let now = listing(root)?;
    let known = std::fs::read_to_string(root.join(FILE))
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if known == now {
        return Ok(Found::Good(format!(
            "{} lines, as committed",
            now.lines().count()
        )));
    }
    let diff = TextDiff::from_lines(known.as_str(), now.as_str());
    let diff = diff
        .unified_diff()
        .context_radius(0)
        .header(FILE, SOURCE)
        .to_string();
    Ok(Found::Bad(format!(
        "{diff}what is gone or changed breaks programs: raise the version, then run: cargo xtask release --update-surface"
    )))
}

pub(super) fn write(root: &Path) -> Result<()> {
    let path = root.join(FILE);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, listing(root)?).with_context(|| format!("cannot write {FILE}"))
}

fn listing(root: &Path) -> Result<String> {
    let folder = root.join(SOURCE);
    let mut modules = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {SOURCE}"))? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path)?;
            let file =
                syn::parse_file(&text).with_context(|| format!("{} is no Rust", path.display()))?;
            modules.insert(name.to_owned(), file.items);
        }
    }
    let features = std::fs::read_to_string(root.join("crates/telecomx/Cargo.toml"))?;
    let mut surface = Surface {
        modules,
        lines: BTreeSet::new(),
        public: Vec::new(),
    };
    surface.features(&features);
    surface.library();
    surface.implementations();
    let lines: String = surface
        .lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    Ok(format!(
        "# Written by `cargo xtask release --update-surface`. Do not edit.\n{lines}"
    ))
}

struct Surface {
    /// Top-level items by file.
    modules: BTreeMap<String, Vec<Item>>,
    lines: BTreeSet<String>,
    /// Public types: their name in the source, the module that they are in, and their public path.
    public: Vec<(String, String, String)>,
}

impl Surface {
    fn line(&mut self, text: String) {
        self.lines.insert(text);
    }

    fn features(&mut self, manifest: &str) {
        let section = manifest
            .split("[features]")
            .nth(1)
            .and_then(|rest| rest.split("\n[").next());
        let names: Vec<&str> = section
            .into_iter()
            .flat_map(str::lines)
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| Some(line.split_once(" = ")?.0))
            .collect();
        for name in names {
            self.line(format!("feature {name}"));
        }
    }

    fn library(&mut self) {
        let items = self.modules.get("lib").cloned().unwrap_or_default();
        for item in items {
            match item {
                Item::Mod(module) if is_public(&module.vis) && !is_hidden(&module.attrs) => {
                    let name = module.ident.to_string();
                    self.line(format!("mod {name}"));
                    let items = self.modules.get(&name).cloned().unwrap_or_default();
                    self.items(&items, &name, &name);
                }
                Item::Use(item) if is_public(&item.vis) => {
                    for (module, name) in names(&item.tree, "") {
                        self.reexport(&module, &name);
                    }
                }
                Item::Macro(item)
                    if item
                        .attrs
                        .iter()
                        .any(|attribute| attribute.path().is_ident("macro_export")) =>
                {
                    self.line(format!(
                        "macro {}",
                        item.ident.map_or_else(String::new, |name| name.to_string())
                    ));
                }
                _ => {}
            }
        }
    }

    /// A name that `lib.rs` takes out of a private module.
    fn reexport(&mut self, module: &str, name: &str) {
        let here = self.modules.get(module).cloned().unwrap_or_default();
        if let Some(Item::Mod(inner)) = here
            .iter()
            .find(|item| matches!(item, Item::Mod(inner) if inner.ident == name))
        {
            self.line(format!("mod {name}"));
            if let Some((_, items)) = &inner.content {
                self.items(items, name, &format!("{module}::{name}"));
            }
            return;
        }
        let all: Vec<(String, Vec<Item>)> = std::iter::once((module.to_owned(), here))
            .chain(
                self.modules
                    .clone()
                    .into_iter()
                    .filter(|(other, _)| other != module && other != "lib"),
            )
            .collect();
        for (file, items) in all {
            let found: Vec<Item> = items
                .into_iter()
                .filter(|item| self.names(item).is_some_and(|found| found == name))
                .collect();
            if !found.is_empty() {
                return self.items(&found, "", &file);
            }
        }
        self.line(format!("{name} (made by a macro in {module}.rs)"));
        self.public
            .push((name.to_owned(), module.to_owned(), name.to_owned()));
    }

    fn names(&self, item: &Item) -> Option<String> {
        Some(match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Trait(item) => item.ident.to_string(),
            Item::Type(item) => item.ident.to_string(),
            Item::Fn(item) => item.sig.ident.to_string(),
            Item::Const(item) => item.ident.to_string(),
            _ => return None,
        })
    }

    /// The public items of a module; `within` is its public path, `source` where it is written.
    fn items(&mut self, items: &[Item], within: &str, source: &str) {
        let path = |name: &dyn ToTokens| {
            let name = plain(name);
            if within.is_empty() {
                name
            } else {
                format!("{within}::{name}")
            }
        };
        for item in items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    let path = path(&item.ident);
                    self.line(format!(
                        "struct {path}{}{}",
                        plain(&item.generics),
                        marks(&item.attrs)
                    ));
                    self.derives(&path, &item.attrs);
                    self.fields(&path, &item.fields, false);
                    self.public
                        .push((item.ident.to_string(), source.to_owned(), path));
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    let path = path(&item.ident);
                    self.line(format!(
                        "enum {path}{}{}",
                        plain(&item.generics),
                        marks(&item.attrs)
                    ));
                    self.derives(&path, &item.attrs);
                    for variant in &item.variants {
                        let name = format!("{path}::{}", variant.ident);
                        self.line(format!("variant {name}{}", marks(&variant.attrs)));
                        self.fields(&name, &variant.fields, true);
                    }
                    self.public
                        .push((item.ident.to_string(), source.to_owned(), path));
                }
                Item::Trait(item) if is_public(&item.vis) => {
                    let path = path(&item.ident);
                    self.line(format!(
                        "trait {path}{}: {}",
                        plain(&item.generics),
                        plain(&item.supertraits)
                    ));
                    for member in &item.items {
                        let mut member = member.clone();
                        if let syn::TraitItem::Fn(function) = &mut member {
                            let given = if function.default.take().is_some() {
                                " (given)"
                            } else {
                                ""
                            };
                            self.line(format!("{path}::{}{given}", plain(&function.sig)));
                        } else {
                            self.line(format!("{path}::{}", plain(&member)));
                        }
                    }
                    self.public
                        .push((item.ident.to_string(), source.to_owned(), path));
                }
                Item::Type(item) if is_public(&item.vis) => {
                    self.line(format!(
                        "type {}{} = {}",
                        path(&item.ident),
                        plain(&item.generics),
                        plain(&item.ty)
                    ));
                }
                Item::Const(item) if is_public(&item.vis) => {
                    self.line(format!("const {}: {}", path(&item.ident), plain(&item.ty)));
                }
                Item::Fn(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                    let signature = plain(&item.sig);
                    let name = item.sig.ident.to_string();
                    self.line(signature.replacen(
                        &format!("fn {name}"),
                        &format!("fn {}", path(&item.sig.ident)),
                        1,
                    ));
                }
                Item::Use(item) if is_public(&item.vis) => {
                    for (module, name) in names(&item.tree, "") {
                        self.line(format!(
                            "use {} = {module}::{name}",
                            path(&syn::Ident::new(&name, proc_macro2::Span::call_site()))
                        ));
                    }
                }
                Item::Mod(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                    let path = path(&item.ident);
                    self.line(format!("mod {path}"));
                    if let Some((_, items)) = &item.content {
                        self.items(items, &path, &format!("{source}::{}", item.ident));
                    }
                }
                Item::Macro(item)
                    if item
                        .mac
                        .path
                        .segments
                        .last()
                        .is_some_and(|name| name.ident == "open_enum") =>
                {
                    if let Some(name) = self.open_enum(within, item.mac.tokens.clone()) {
                        let path = if within.is_empty() {
                            name.clone()
                        } else {
                            format!("{within}::{name}")
                        };
                        self.public.push((name, source.to_owned(), path));
                    }
                }
                _ => {}
            }
        }
    }

    fn derives(&mut self, path: &str, attributes: &[Attribute]) {
        for attribute in attributes {
            let text = plain(&attribute.meta);
            let (condition, derived) = match text.split_once("derive(") {
                Some((before, derived)) => (
                    before
                        .trim_start_matches("cfg_attr(")
                        .trim_end_matches([' ', ','])
                        .to_owned(),
                    derived,
                ),
                None => continue,
            };
            let when = if condition.is_empty() {
                String::new()
            } else {
                format!(" if {condition}")
            };
            for name in derived
                .trim_end_matches(')')
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                let name = name.rsplit("::").next().unwrap_or(name);
                self.line(format!("impl {name} for {path}{when}"));
            }
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields, all: bool) {
        for (index, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, field)| all || is_public(&field.vis))
        {
            let name = field
                .ident
                .as_ref()
                .map_or_else(|| index.to_string(), ToString::to_string);
            self.line(format!("field {path}.{name}: {}", plain(&field.ty)));
        }
    }

    /// `pub enum Name: str { A = "a" }`, as the document's enums are generated.
    fn open_enum(&mut self, within: &str, tokens: TokenStream) -> Option<String> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let start = tokens
            .iter()
            .position(|token| matches!(token, TokenTree::Ident(word) if word == "enum"))?;
        let name = tokens.get(start + 1)?.to_string();
        let path = if within.is_empty() {
            name.clone()
        } else {
            format!("{within}::{name}")
        };
        let kind = tokens.get(start + 3)?.to_string();
        self.line(format!("enum {path} (open: {kind})"));
        let TokenTree::Group(body) = tokens.last()? else {
            return Some(name);
        };
        let body: Vec<TokenTree> = body.stream().into_iter().collect();
        for window in body.windows(3) {
            if let [TokenTree::Ident(variant), TokenTree::Punct(equals), value] = window
                && equals.as_char() == '='
                && variant != "doc"
            {
                self.line(format!("variant {path}::{variant} = {value}"));
            }
        }
        Some(name)
    }

    /// Methods and traits of the public types, in whatever file they are written.
    fn implementations(&mut self) {
        for (file, items) in self.modules.clone() {
            self.implementations_in(&file, &items);
        }
    }

    fn implementations_in(&mut self, source: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) if !is_test(&module.attrs) => {
                    if let Some((_, items)) = &module.content {
                        self.implementations_in(&format!("{source}::{}", module.ident), items);
                    }
                }
                Item::Impl(item) if !is_test(&item.attrs) => {
                    let Type::Path(of) = &*item.self_ty else {
                        continue;
                    };
                    let Some(name) = of
                        .path
                        .segments
                        .last()
                        .map(|segment| segment.ident.to_string())
                    else {
                        continue;
                    };
                    let prefix: Vec<String> = of
                        .path
                        .segments
                        .iter()
                        .map(|segment| segment.ident.to_string())
                        .collect();
                    // Types of the same name in several modules: the one written here, else the one that is named by its module.
                    let here = |(other, file, path): &&(String, String, String)| {
                        *other == name
                            && (file == source
                                || prefix.len() > 1
                                    && path.ends_with(&prefix[prefix.len() - 2..].join("::")))
                    };
                    let unique = self
                        .public
                        .iter()
                        .filter(|(other, ..)| *other == name)
                        .count()
                        == 1;
                    let found = self.public.iter().find(here).or_else(|| {
                        self.public
                            .iter()
                            .find(|(other, ..)| unique && *other == name)
                    });
                    let Some((_, _, path)) = found.cloned() else {
                        continue;
                    };
                    self.implementation(&path, item);
                }
                _ => {}
            }
        }
    }

    fn implementation(&mut self, path: &str, item: &syn::ItemImpl) {
        if let Some((name, _)) = &item.trait_ {
            self.line(format!(
                "impl{} {} for {path}",
                plain(&item.generics.params),
                plain(name)
            ));
            for member in &item.items {
                if let ImplItem::Type(member) = member {
                    self.line(format!(
                        "{path} as {}: type {} = {}",
                        plain(name),
                        member.ident,
                        plain(&member.ty)
                    ));
                }
            }
            return;
        }
        for member in &item.items {
            match member {
                ImplItem::Fn(function)
                    if is_public(&function.vis) && !is_hidden(&function.attrs) =>
                {
                    self.line(format!("{path}::{}", plain(&function.sig)));
                }
                ImplItem::Const(member) if is_public(&member.vis) => {
                    self.line(format!(
                        "{path}::const {}: {}",
                        member.ident,
                        plain(&member.ty)
                    ));
                }
                _ => {}
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| plain(&attribute.meta) == "doc(hidden)")
        || is_test(attributes)
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        matches!(
            plain(&attribute.meta).as_str(),
            "cfg(test)" | "cfg(fuzzing)"
        )
    })
}

/// What makes a difference to those who match on it or build it.
fn marks(attributes: &[Attribute]) -> String {
    let mut marks = String::new();
    for (name, text) in [
        ("non_exhaustive", " (not exhaustive)"),
        ("deprecated", " (deprecated)"),
    ] {
        if attributes
            .iter()
            .any(|attribute| attribute.path().is_ident(name))
        {
            marks.push_str(text);
        }
    }
    marks
}

/// The leaves of a `use`: module and name.
fn names(tree: &UseTree, above: &str) -> Vec<(String, String)> {
    let join = |name: String| {
        if above.is_empty() {
            name
        } else {
            format!("{above}::{name}")
        }
    };
    match tree {
        UseTree::Path(path) => names(&path.tree, &join(path.ident.to_string())),
        UseTree::Group(group) => group
            .items
            .iter()
            .flat_map(|tree| names(tree, above))
            .collect(),
        UseTree::Name(name) => vec![(above.to_owned(), name.ident.to_string())],
        UseTree::Rename(name) => vec![(above.to_owned(), name.rename.to_string())],
        _ => vec![(above.to_owned(), "*".to_owned())],
    }
}

/// Tokens as people write them, near enough to be read, and always the same.
fn plain(tokens: &(impl ToTokens + ?Sized)) -> String {
    let mut text = tokens
        .to_token_stream()
        .to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" > ", "> "),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        (" ;", ";"),
        ("' ", "'"),
        ("[ ", "["),
        (" ]", "]"),
        ("? ", "?"),
        ("- >", "->"),
        (",)", ")"),
        (",>", ">"),
    ] {
        text = text.replace(from, to);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn the_public_surface_is_the_committed_one() {
        match check(&root()).unwrap() {
            Found::Good(_) => {}
            Found::Bad(diff) => panic!("{diff}"),
        }
    }

    #[test]
    fn what_a_program_can_name_is_listed_and_what_it_cannot_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join(SOURCE);
        std::fs::create_dir_all(&source).unwrap();
        let write = |name: &str, text: &str| std::fs::write(source.join(name), text).unwrap();
        std::fs::write(source.join("../Cargo.toml"), "[features]\ndefault = []\n# A comment = that is none.\nextra = []\n\n[dependencies]\na = \"1\"\n").unwrap();
        write(
            "lib.rs",
            "mod a;\npub mod b;\npub use a::{A, E, M};\npub use a::types;\npub(crate) use a::Hidden;\n#[cfg(test)] pub mod c;\n",
        );
        write(
            "a.rs",
            "#[derive(Clone, Debug)] #[non_exhaustive] pub struct A { pub x: Vec<u8>, y: u8 }\n\
             impl A { pub fn get(&self, n: &str) -> Option<u8> { None } fn own(&self) {} }\n\
             impl std::fmt::Display for A { fn fmt(&self) {} }\n\
             pub enum E { One, Two(u8) }\npub struct Hidden;\nmake!(M);\n\
             pub mod types { open_enum! { /// Doc.\n pub enum Open: str { First = \"1\", Second = \"2\" } } pub(crate) struct S; }\n\
             #[cfg(test)] mod tests { impl super::A { pub fn only_in_tests() {} } }\n",
        );
        write(
            "b.rs",
            "pub fn go<T: Into<String>>(t: T) -> bool { true }\nfn stay() {}\npub trait T { fn a(&self); fn b(&self) {} }\n",
        );
        let listing = listing(folder.path()).unwrap();
        let expected = [
            "A::fn get(&self, n: &str) -> Option<u8>",
            "M (made by a macro in a.rs)",
            "b::T::fn a(&self)",
            "b::T::fn b(&self) (given)",
            "enum E",
            "enum types::Open (open: str)",
            "feature default",
            "feature extra",
            "field A.x: Vec<u8>",
            "field E::Two.0: u8",
            "fn b::go<T: Into<String>>(t: T) -> bool",
            "impl Clone for A",
            "impl Debug for A",
            "impl std::fmt::Display for A",
            "mod b",
            "mod types",
            "struct A (not exhaustive)",
            "trait b::T:",
            "variant E::One",
            "variant E::Two",
            "variant types::Open::First = \"1\"",
            "variant types::Open::Second = \"2\"",
        ];
        let found: Vec<&str> = listing.lines().skip(1).map(str::trim).collect();
        assert_eq!(found, expected);
    }
}
