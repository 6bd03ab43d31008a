//! JSON written as YAML, for people to read.
//!
//! Every text that could be taken for something else stands in quotation marks, which JSON and YAML share. A general
//! writer follows YAML 1.2 alone: half of the world's readers would see times in its dates and a `false` in its `no`.

use serde_json::Value;

/// Words that are more than a text to one YAML reader or another.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// The value as YAML that a reader of any version understands.
pub(crate) fn text(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

/// Writes a value from the current column on, and a line's end behind it.
fn block(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (number, (name, value)) in members.iter().enumerate() {
                indent(number, depth, text);
                text.push_str(&scalar(name));
                text.push(':');
                let is_block = match value {
                    Value::Object(members) => !members.is_empty(),
                    Value::Array(items) => !items.is_empty(),
                    _ => false,
                };
                if is_block {
                    text.push('\n');
                    indent(1, depth + 1, text);
                } else {
                    text.push(' ');
                }
                block(value, depth + 1, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                indent(number, depth, text);
                text.push_str("- ");
                block(item, depth + 1, text);
            }
        }
        Value::String(string) => {
            text.push_str(&scalar(string));
            text.push('\n');
        }
        // Numbers, truths, null and what is empty look the same in both.
        other => {
            text.push_str(&other.to_string());
            text.push('\n');
        }
    }
}

/// The first of a block stands where the block begins.
fn indent(number: usize, depth: usize, text: &mut String) {
    if number > 0 {
        text.push_str(&"  ".repeat(depth));
    }
}

/// A plain word as it is, all else as in JSON.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c))
        && !WORDS.contains(&text.to_lowercase().as_str());
    if is_plain {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}
