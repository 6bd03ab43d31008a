//! All files that are made from the document.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};
use telecomx_codegen::{Document, generate};

use super::compare::normalised;
use super::dereference::dereferenced;
use super::fixtures::fixtures;

/// The one file that all others are made from.
pub(super) const DOCUMENT: &str = "openapi/telecomx.yaml";

/// One file that is made from the document.
pub(super) struct Output {
    /// Relative to the repository's root.
    pub(super) path: &'static str,
    pub(super) content: String,
}

pub(super) struct Outputs {
    pub(super) files: Vec<Output>,
    pub(super) generated_in: Duration,
}

/// Makes all files, in memory.
pub(super) fn outputs(root: &Path) -> Result<Outputs> {
    let path = root.join(DOCUMENT);
    // Once through the file for its findings, which name it as people do.
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the document {DOCUMENT}"))?;
    let text = normalised(&text);
    let document = Document::parse(&text, DOCUMENT)?;
    let start = Instant::now();
    let source = generate(&document)?;
    let generated_in = start.elapsed();

    let mut files = vec![
        file("openapi/dist/fixtures.json", json(&fixtures(&document))?),
        file(
            "openapi/dist/telecomx.deref.json",
            json(&dereferenced(&document))?,
        ),
        file("openapi/dist/telecomx.json", json(&document.value)?),
        file("openapi/dist/telecomx.yaml", yaml(&document.value)?),
    ];
    let sums: String = files.iter().map(sum).collect();
    files.push(file("openapi/dist/SHA256SUMS", sums));
    files.push(file("crates/telecomx/src/generated.rs", source));
    files.push(file("crates/telecomx/telecomx.yaml", text));
    files.push(file(
        "crates/telecomx-sandbox/telecomx.json",
        json(&document.value)?,
    ));
    Ok(Outputs {
        files,
        generated_in,
    })
}

fn file(path: &'static str, content: String) -> Output {
    Output { path, content }
}

fn json(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// One line of `sha256sum`, by the name beside it.
fn sum(output: &Output) -> String {
    let digest = Sha256::digest(&output.content);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let name = output.path.rsplit('/').next().unwrap_or(output.path);
    format!("{hex}  {name}\n")
}

/// The document as a machine writes it: no comments, one form for everything.
fn yaml(value: &Value) -> Result<String> {
    let plain = serde_norway::to_string(value).context("cannot write the document as YAML")?;
    let mut text = format!("# Made by `cargo xtask regen` from {DOCUMENT}. Do not edit.\n");
    // The indentation of the key that a block of text belongs to, while in one.
    let mut block = None;
    for line in plain.lines() {
        let depth = line.len() - line.trim_start().len();
        if !line.trim().is_empty() && block.is_some_and(|of| depth <= of) {
            block = None;
        }
        match block {
            Some(_) => text.push_str(line),
            None => text.push_str(&quoted(line)),
        }
        text.push('\n');
        if block.is_none()
            && [": |", ": |-", ": |+", "- |", "- |-", "- |+"]
                .iter()
                .any(|end| line.ends_with(end))
        {
            block = Some(depth);
        }
    }
    let again = Document::parse(&text, "openapi/dist/telecomx.yaml")?;
    ensure!(
        again.value == *value,
        "the normalised document says something else than {DOCUMENT}"
    );
    Ok(text)
}

/// Quotes a text that stands free where readers of YAML 1.1, half of the world's, would see a time or a truth.
fn quoted(line: &str) -> String {
    let start = line
        .rfind(": ")
        .or_else(|| line.rfind("- "))
        .map(|at| at + 2);
    let Some((before, scalar)) = start.and_then(|start| line.split_at_checked(start)) else {
        return line.to_owned();
    };
    let shape: String = scalar
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let is_word = scalar
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ":.-+".contains(c));
    let is_date = shape.starts_with("0000-00-00") && is_word;
    let is_minutes = matches!(shape.as_str(), "0:00" | "00:00" | "00:00:00");
    let is_truth = ["y", "n", "yes", "no", "on", "off"].contains(&scalar.to_lowercase().as_str());
    if is_date || is_minutes || is_truth {
        format!("{before}'{scalar}'")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_other_readers_would_take_for_something_else_is_quoted() {
        let value = json!({
            "200": {"a": "no", "b": "1", "c": "2018-01-01T00:00:00.000Z", "d": ["2018-01-01", "07:45-16:00", "07:45", "null", "1e3"]},
            "e": "a text\n- no\n\nno: no",
        });
        let text = yaml(&value).unwrap();
        for expected in [
            "'200':",
            "'no'",
            "'1'",
            "'2018-01-01T00:00:00.000Z'",
            "- '2018-01-01'",
            "'null'",
            "'1e3'",
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
    }

    #[test]
    fn a_sum_is_one_that_sha256sum_checks() {
        let output = file("openapi/dist/x", "abc".to_owned());
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  x\n";
        assert_eq!(sum(&output), expected);
    }
}
