//! The command that drafts the OpenAPI of a page.

use anyhow::{Context, Result, bail};
use telecomx_codegen::Document;
use telecomx_wiki::fetch::Options;
use telecomx_wiki::scaffold::scaffold;
use telecomx_wiki::source::{self, Source};
use telecomx_wiki::{Facts, Project};

use super::print;
use crate::Outcome;

pub(super) fn run(
    project: &Project,
    input: &str,
    write: bool,
    options: Options,
) -> Result<Outcome> {
    let facts = read(input, options)?;
    let drafted = scaffold(&project.read_document()?, &facts);
    if !write {
        let draft = match drafted {
            Ok(draft) => draft,
            // What is only looked at may be in the document already.
            Err(error) => {
                eprintln!("note: {error}");
                let empty =
                    Document::from_value(serde_json::json!({"paths": {}}), "an empty document");
                scaffold(&empty, &facts)?
            }
        };
        print(&draft.print()?)?;
        return Ok(Outcome::Fresh);
    }
    let draft = drafted?;
    let file = &project.document;
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    std::fs::write(file, draft.splice(&text)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("{:>15}  {}", "drafted", file.display());
    println!(
        "{:>15}  review it, then: cargo xtask docs pull {}",
        "next",
        facts.page.as_deref().unwrap_or("PAGE")
    );
    Ok(Outcome::Fresh)
}

/// A page by id comes from the live wiki, anything else from where it is.
fn read(input: &str, options: Options) -> Result<Facts> {
    let is_id = input.contains(':')
        && source::address(input)?.is_none()
        && !std::path::Path::new(input).exists();
    if is_id {
        return Ok(Source::open(None, options)?.page(input)?);
    }
    let mut pages = source::read_input(input, &options)?;
    match (pages.pop(), pages.is_empty()) {
        (Some(mut page), true) => {
            // Files are named after their page, and source has lost its id.
            let stem = std::path::Path::new(input)
                .file_stem()
                .and_then(|stem| stem.to_str());
            let named = stem
                .filter(|stem| stem.starts_with("api_"))
                .map(|stem| stem.replace('_', ":"));
            page.page = page.page.or(named);
            Ok(page)
        }
        _ => bail!("{input} holds several pages or none; name a single one"),
    }
}
