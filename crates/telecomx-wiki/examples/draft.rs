//! Prints a document with the drafts of pages in it: `draft DOCUMENT PAGE...`.
//!
//! A page is a saved one, or a file of facts such as `openapi/wiki/*.yaml`. `cargo xtask docs scaffold` does this for a page of the wiki; `.ci/drafts` compiles what
//! comes out here.

use std::error::Error;

use telecomx_codegen::Document;
use telecomx_wiki::scaffold::scaffold;
use telecomx_wiki::{extract, store};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let document = arguments.next().ok_or("which document?")?;
    let mut text = std::fs::read_to_string(&document)?;
    for file in arguments {
        let content = std::fs::read_to_string(&file)?;
        let facts = if file.ends_with(".yaml") {
            store::from_yaml(&content, &file)?
        } else {
            extract(content.as_bytes())
        };
        text = scaffold(&Document::parse(&text, &document)?, &facts)?.splice(&text)?;
    }
    print!("{text}");
    Ok(())
}
