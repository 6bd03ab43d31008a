//! `pages()` and `items()` on the builders of lists.
//!
//! A stream must outlive the borrowed client, so that the closure holds a clone of it, and of every
//! parameter.

use quote::quote;
use syn::{File, Item, parse_quote};

use super::client::expect;
use super::syntax::{ident, module};
use super::table::option;
use crate::Lowered;
use crate::lower::{List, Operation, Paged};
use crate::names::{pascal, snake};

pub(super) fn add(file: &mut File, lowered: &Lowered) -> Result<(), String> {
    let lists: Vec<_> = lowered
        .operations
        .iter()
        .filter_map(|operation| Some((operation, operation.list.as_ref()?)))
        .collect();
    let builders = module(file, "builder")?;
    let mut count = 0;
    for (operation, list) in &lists {
        let name = pascal(&operation.name);
        let found = builders
            .iter()
            .any(|item| matches!(item, Item::Struct(item) if item.ident == name));
        count += usize::from(found);
        builders.push(streams(operation, list));
    }
    expect("builders of lists", count, lists.len())?;
    let mut seen = Vec::new();
    for (_, list) in lists {
        if let Some(paged) = &list.paged
            && !seen.contains(&&paged.page)
        {
            seen.push(&paged.page);
            file.items.push(list_page(list, paged));
        }
    }
    Ok(())
}

fn streams(operation: &Operation, list: &List) -> Item {
    let builder = ident(&pascal(&operation.name));
    let item = ident(&list.item);
    let page = match &list.paged {
        Some(paged) => {
            let page = ident(&paged.page);
            quote!(types::#page)
        }
        None => quote!(Vec<types::#item>),
    };
    let paging = list
        .paged
        .as_ref()
        .map(|paged| [snake(&paged.offset), snake(&paged.limit)]);
    let names: Vec<_> = operation
        .parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let all = names
        .iter()
        .map(|name| ident(name))
        .chain(operation.has_body.then(|| ident("body")));
    let all: Vec<_> = all.collect();
    let is_paging =
        |name: &&proc_macro2::Ident| paging.iter().flatten().any(|other| *name == other);
    let captured: Vec<_> = all.iter().filter(|name| !is_paging(name)).collect();
    let (start, closure, sent) = match (&list.paged, &paging) {
        (Some(paged), Some([offset, limit])) => {
            let (offset, limit) = (ident(offset), ident(limit));
            let (default_limit, maximum_limit) =
                (option(paged.default_limit), option(paged.maximum_limit));
            (
                quote!(offset: #offset, limit: #limit, default_limit: #default_limit, maximum_limit: #maximum_limit, paged: true),
                quote!(next_offset: Option<i64>, next_limit: Option<i64>),
                quote!(#offset: Ok(next_offset), #limit: Ok(next_limit)),
            )
        }
        _ => (
            quote!(offset: Ok(None), limit: Ok(None), default_limit: None, maximum_limit: None, paged: false),
            quote!(_: Option<i64>, _: Option<i64>),
            quote!(),
        ),
    };
    parse_quote! {
        impl<'a> #builder<'a> {
            #[doc = "Streams the list pages, each fetched when it is asked for."]
            #[must_use = "a stream does nothing until it is polled"]
            pub fn pages(self) -> crate::paging::Pages<#page> {
                let Self { client, #(#all),* } = self;
                let client = client.clone();
                crate::paging::Pages::new(
                    crate::paging::Start { #start },
                    move |#closure| {
                        let client = client.clone();
                        #(let #captured = #captured.clone();)*
                        Box::pin(async move {
                            let call = #builder { client: &client, #(#captured,)* #sent };
                            call.send().await.map(ResponseValue::into_inner)
                        })
                    },
                )
            }
            #[doc = "Streams the items of all list pages."]
            #[must_use = "a stream does nothing until it is polled"]
            pub fn items(self) -> crate::paging::Items<#page> {
                self.pages().items()
            }
        }
    }
}

fn list_page(list: &List, paged: &Paged) -> Item {
    let (page, item) = (ident(&paged.page), ident(&list.item));
    let (items_name, items) = (&paged.items, ident(&snake(&paged.items)));
    let total = ident(&snake(&paged.total));
    let repeated = |name: &str, is_repeated: bool| {
        let name = ident(&snake(name));
        if is_repeated {
            quote!(self.#name)
        } else {
            quote!(None)
        }
    };
    let offset = repeated(&paged.offset, paged.repeats[0]);
    let limit = repeated(&paged.limit, paged.repeats[1]);
    let id = if list.item_has_id {
        quote!(item: &Self::Item)
    } else {
        quote!(_: &Self::Item)
    };
    let id_value = if list.item_has_id {
        quote!(&item.id)
    } else {
        quote!("")
    };
    parse_quote! {
        impl crate::paging::ListPage for types::#page {
            type Item = types::#item;
            const ITEMS: &'static str = #items_name;
            fn into_parts(self) -> crate::paging::Parts<Self::Item> {
                crate::paging::Parts { offset: #offset, limit: #limit, total: self.#total, items: self.#items }
            }
            fn id(#id) -> &str {
                #id_value
            }
        }
    }
}
