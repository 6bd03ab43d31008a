//! The committed facts: one YAML file a page in `openapi/wiki/`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use telecomx_codegen::Document;

use crate::text::{Pattern, pattern};
use crate::{Error, Facts};

/// The file name of a page's facts. A colon would keep Windows from checking the file out.
#[must_use]
pub fn file_name(page: &str) -> String {
    let safe: String = page
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!("{}.yaml", safe.trim_start_matches('.'))
}

/// Facts as they are committed: in page order, what the page is silent on left out.
///
/// # Errors
/// When the facts cannot be written as YAML, which no page has managed yet.
pub fn to_yaml(facts: &Facts) -> Result<String, Error> {
    let page = facts.page.as_deref().unwrap_or("without an id");
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(format!("cannot write the facts of {page} as YAML"), error)
    };
    let mut value = serde_json::to_value(facts).map_err(|error| failed(error.into()))?;
    drop_silence(&mut value);
    let yaml = quote(&serde_norway::to_string(&value).map_err(|error| failed(error.into()))?);
    Ok(format!(
        "# What the wiki page {page} states. Written by `cargo xtask docs pull`; review it, don't edit it.\n{yaml}"
    ))
}

/// Facts of several pages as one YAML list, as `docs extract` prints it; silence is written as null.
///
/// # Errors
/// When the facts cannot be written as YAML.
pub fn list_to_yaml(facts: &[Facts]) -> Result<String, Error> {
    serde_norway::to_string(facts)
        .map(|yaml| quote(&yaml))
        .map_err(|error| Error::caused("cannot write facts as YAML", error))
}

static LARGE: Pattern = pattern!(r"(?m)^([ -]*(?:\w+: )?)(\d+[eE]\d+)(:|$)");

/// Quotes text such as `60e192718535`, a fingerprint or a key that a reader would take for a number out of range. The
/// writer leaves it bare.
pub(crate) fn quote(yaml: &str) -> String {
    let quoted = LARGE.replace_all(yaml, |found: &regex::Captures<'_>| {
        let infinite = found[2].parse::<f64>().is_ok_and(f64::is_infinite);
        if infinite {
            format!("{}'{}'{}", &found[1], &found[2], &found[3])
        } else {
            found[0].to_owned()
        }
    });
    quoted.into_owned()
}

/// Leaves out null and empty lists, but not within the values of examples.
fn drop_silence(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| {
                key == "value"
                    || !(value.is_null()
                        || value.as_array().is_some_and(Vec::is_empty)
                        || (key == "elided" && *value == Value::Bool(false)))
            });
            map.iter_mut()
                .filter(|(key, _)| *key != "value")
                .for_each(|(_, value)| drop_silence(value));
        }
        Value::Array(items) => items.iter_mut().for_each(drop_silence),
        _ => {}
    }
}

/// Reads facts back.
///
/// # Errors
/// With file, line and reason when it is no YAML, and with the JSON path of what is no fact.
pub fn from_yaml(text: &str, file: &str) -> Result<Facts, Error> {
    let document = Document::parse(text, file)
        .map_err(|error| Error::caused("cannot read the committed facts", error))?;
    serde_json::from_value(document.value).map_err(|error| {
        Error::caused(
            format!("{file} does not hold the facts of a page; pull them anew"),
            error,
        )
    })
}

/// Reads all facts of a folder, sorted by file name.
///
/// # Errors
/// When the folder or a file cannot be read, or two files hold the same page.
pub fn read_all(folder: &Path) -> Result<Vec<Facts>, Error> {
    let mut pages: Vec<Facts> = Vec::new();
    for file in files(folder, &["yaml"])? {
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Error::caused(format!("cannot read {}", file.display()), error))?;
        let facts = from_yaml(&text, &file.display().to_string())?;
        let wanted = facts.page.as_deref().map(file_name);
        if wanted.is_none() || file.file_name().and_then(|name| name.to_str()) != wanted.as_deref()
        {
            return Err(Error::new(format!(
                "{} is not named after the page that it holds",
                file.display()
            )));
        }
        pages.push(facts);
    }
    Ok(pages)
}

/// The files of a folder that end in one of these, sorted; sub-folders are not entered.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let failed = |error| {
        Error::caused(
            format!("cannot read the folder {}", folder.display()),
            error,
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if path.is_file() && endings.contains(&ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fingerprints_of_every_kind_are_read_back_as_text() {
        let texts = [
            "60e192718535",
            "601192718535",
            "1e5",
            "0x1234",
            "12:30:45",
            "1_000",
            "null",
            "2020-01-01",
            "1e300",
            "0e999999",
        ];
        let written =
            quote(&serde_norway::to_string(&json!({"text": texts, "line": 1e300})).expect("yaml"));
        let read = Document::parse(&written, "test").expect("a document");
        assert_eq!(read.value, json!({"text": texts, "line": 1e300}));
        let one = quote(&serde_norway::to_string(&json!({"text": "60e192718535"})).expect("yaml"));
        assert_eq!(one, "text: '60e192718535'\n");
        let key =
            quote(&serde_norway::to_string(&json!({"60e192718535": {"type": 1}})).expect("yaml"));
        assert_eq!(key, "'60e192718535':\n  type: 1\n");
    }

    #[test]
    fn a_file_name_suits_every_system() {
        assert_eq!(
            file_name("api:internet:request:list"),
            "api_internet_request_list.yaml"
        );
        assert_eq!(file_name("../a b"), "_a_b.yaml");
    }
}
