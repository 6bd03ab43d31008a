//! What comes out: the real document's client, and what an edit of the document does to it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use telecomx_codegen::{Document, generate};

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/telecomx.yaml");
    std::fs::read_to_string(path).unwrap()
}

fn source(text: &str) -> String {
    generate(&Document::parse(text, "telecomx.yaml").unwrap()).unwrap()
}

/// The items of a module and of those within it, without builders.
fn structs(source: &str) -> Vec<syn::ItemStruct> {
    let file = syn::parse_file(source).unwrap();
    let types = file.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    let (_, items) = types.unwrap();
    let structs = items.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) if matches!(item.vis, syn::Visibility::Public(_)) => Some(item),
        _ => None,
    });
    structs.collect()
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(source(&text()), source(&text()));
}

#[test]
fn no_string_is_left_unconverted() {
    let source = source(&text());
    let structs = structs(&source);
    assert!(structs.len() > 20, "{}", structs.len());
    for item in structs {
        for field in &item.fields {
            let ty = &field.ty;
            let ty = quote::quote!(#ty).to_string();
            // A free-form object has strings for keys, and nothing else has.
            let ty = ty.replace("Map < String ,", "Map <");
            assert!(
                !ty.contains("String ") && !ty.ends_with("String"),
                "{}: {ty}",
                item.ident
            );
        }
    }
    assert!(!source.contains("std::string::String"));
}

#[test]
fn every_type_has_its_attributes() {
    for item in structs(&source(&text())) {
        let attributes = item
            .attrs
            .iter()
            .map(|attribute| quote::quote!(#attribute).to_string())
            .collect::<String>();
        for expected in [
            "non_exhaustive",
            "schemars :: JsonSchema",
            "Clone",
            "PartialEq",
            "serde :: Serialize",
            "doc =",
        ] {
            assert!(
                attributes.contains(expected),
                "{} has no {expected}: {attributes}",
                item.ident
            );
        }
        assert!(!attributes.contains("Debug"), "{}", item.ident);
    }
}

#[test]
fn nothing_sends_a_version_header_or_prints_a_body() {
    let source = source(&text());
    for unwanted in [
        "api-version",
        "header_map",
        "derive(Debug",
        "Debug)]",
        "NonZeroU64",
        "Variant0",
        "new_with_client",
    ] {
        assert!(!source.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn fields_stand_in_the_documents_order() {
    let structs = structs(&source(&text()));
    let full = structs
        .iter()
        .find(|item| item.ident == "InternetRequestFull")
        .unwrap();
    let fields: Vec<String> = full
        .fields
        .iter()
        .map(|field| field.ident.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(fields[..4], ["id", "type_", "customer", "reseller"]);
}

#[test]
fn personal_data_is_not_printed() {
    let source = source(&text());
    assert!(source.contains(r#".field("email", &self.email.as_ref().map(|_| Personal))"#));
    assert!(
        source.contains(r#".field("department", &self.department.as_ref().map(|_| Personal))"#)
    );
    assert!(source.contains(r#".field("name", &self.name)"#));
}

#[test]
fn a_list_can_be_streamed() {
    let source = source(&text());
    for expected in [
        "fn pages(self) -> crate::paging::Pages<types::InternetRequestListFull>",
        "fn pages(self) -> crate::paging::Pages<types::InternetRequestListCondensed>",
        "fn items(self) -> crate::paging::Items<Vec<types::Reseller>>",
        "impl crate::paging::ListPage for types::FlexcareOrderList",
    ] {
        assert!(source.contains(expected), "{expected}");
    }
}

/// What a maintainer writes for new operations, and all that is written.
const NEW_OPERATIONS: &str = include_str!("new-operations.yaml");

#[test]
fn an_operation_in_the_document_is_an_operation_of_the_client() {
    let text = text().replacen(
        "\ncomponents:\n",
        &format!("\n{NEW_OPERATIONS}components:\n"),
        1,
    );
    let source = source(&text);
    for expected in [
        "pub fn list_things(&self) -> builder::ListThings<'_>",
        "pub fn create_thing(&self) -> builder::CreateThing<'_>",
        "pub fn delete_thing(&self) -> builder::DeleteThing<'_>",
        "crate::paging::Pages<types::ListThingsResponse>",
        "type Item = types::ListThingsResponseThingsItem;",
        "pub enum ListThingsMood: str",
        "Result<types::builder::CreateThingBody, String>",
        "ResponseValue<types::Reseller>",
        "pub async fn send(self) -> Result<ResponseValue<()>, Error>",
        r#"parameter: "limit",
                minimum: Some(1),
                maximum: Some(50),"#,
    ] {
        assert!(source.contains(expected), "{expected}");
    }
    // The generated code is the committed one with these operations added: see whether it compiles by hand with
    // `TELECOMX_SHOW=1`, which prints it.
    if std::env::var_os("TELECOMX_SHOW").is_some() {
        println!("{source}");
    }
}

#[test]
fn a_document_without_an_object_generates() {
    let document = Document::parse(
        "openapi: 3.0.3\n\
         info: {title: T, version: 0.1.0}\n\
         servers: [{url: 'https://example.com'}]\n\
         paths:\n  /x:\n    get:\n      operationId: getX\n      description: X.\n      responses:\n        \
         '200': {description: X, content: {text/csv: {schema: {type: string}}}}\n",
        "small.yaml",
    )
    .unwrap();
    let source = generate(&document).unwrap();
    assert!(source.contains("pub fn get_x("), "{source}");
}
