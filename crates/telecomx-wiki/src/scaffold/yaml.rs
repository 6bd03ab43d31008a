//! The draft as YAML with comments, and its place in the text of the document.

use serde_json::Value;

use crate::Error;
use crate::text::{Pattern, pattern};

static NOTE: Pattern = pattern!(r"(?m)^( *)(- )?'#\d+': ?(.*)$");

/// What readers of YAML 1.1 take for a date or a number to the base of sixty.
static AMBIGUOUS: Pattern =
    pattern!(r"(?m)^([ -]*(?:[\w.-]+: )?)(\d{4}-\d\d-\d\d\S*|\d+(?::\d+)+)$");

/// A key that becomes a comment. Its number keeps several of them apart.
pub(super) fn note(map: &mut serde_json::Map<String, Value>, text: impl Into<String>) {
    let number = map.keys().filter(|key| key.starts_with('#')).count();
    map.insert(format!("#{number}"), Value::String(text.into()));
}

/// A mapping as text, indented; nothing for an empty one.
pub(super) fn block(value: &Value, indent: usize) -> Result<String, Error> {
    if value.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(String::new());
    }
    let yaml = serde_norway::to_string(value)
        .map_err(|error| Error::caused("cannot write the draft as YAML", error))?;
    let yaml = crate::store::quote(&yaml);
    let commented = NOTE.replace_all(&yaml, |found: &regex::Captures<'_>| {
        let text = found[3].trim();
        let quoted = text
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''));
        let text = quoted.map_or_else(|| text.to_owned(), |text| text.replace("''", "'"));
        format!(
            "{}{}# {text}",
            &found[1],
            if found.get(2).is_some() { "  " } else { "" }
        )
    });
    let commented = AMBIGUOUS.replace_all(&commented, "${1}'${2}'");
    let pad = " ".repeat(indent);
    Ok(commented
        .lines()
        .map(|line| format!("{pad}{line}\n"))
        .collect())
}

/// Whether a mapping of the text has a key, by the lines alone.
pub(super) fn has_key(text: &str, path: &[&str]) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    find(&lines, path).is_some()
}

/// Puts a block at the end of a mapping.
pub(super) fn append(text: &str, path: &[&str], block: &str) -> Result<String, Error> {
    let mut lines: Vec<&str> = text.lines().collect();
    let missing = || {
        Error::new(format!(
            "the document has no {} in block style to put the draft into",
            path.join(".")
        ))
    };
    // A mapping that is not there yet, as in an empty document.
    let mut added = String::new();
    if find(&lines, path).is_none() {
        if path.len() > 1 && path[0] == "paths" {
            return Err(missing());
        }
        for depth in 1..=path.len() {
            if find(&lines, &path[..depth]).is_none() {
                added.push_str(&format!("{}{}:\n", "  ".repeat(depth - 1), path[depth - 1]));
            }
        }
    }
    let anchor = (1..=path.len())
        .rev()
        .find_map(|depth| find(&lines, &path[..depth]).map(|at| (at, depth)));
    let at = match anchor {
        Some((at, depth)) => end(&lines, at, (depth - 1) * 2),
        None => lines.len(),
    };
    let emptied;
    if let Some((line, _)) = anchor
        && lines[line].trim_end().ends_with("{}")
    {
        emptied = lines[line]
            .trim_end()
            .trim_end_matches("{}")
            .trim_end()
            .to_owned();
        lines[line] = &emptied;
    }
    let join = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let after = join(&lines[at..]);
    let after = if text.ends_with('\n') || after.is_empty() {
        after
    } else {
        after.trim_end_matches('\n').to_owned()
    };
    Ok(format!("{}{added}{block}{after}", join(&lines[..at])))
}

/// The line of a key in block style, two columns deeper at each step.
fn find(lines: &[&str], path: &[&str]) -> Option<usize> {
    let mut from = 0;
    let mut to = lines.len();
    let mut at = None;
    for (depth, key) in path.iter().enumerate() {
        let indent = depth * 2;
        let found = (from..to).find(|&index| is_key(lines[index], indent, key))?;
        at = Some(found);
        from = found + 1;
        to = end(lines, found, indent);
    }
    at
}

fn is_key(line: &str, indent: usize, key: &str) -> bool {
    let Some(rest) = line
        .get(indent..)
        .filter(|_| line.bytes().take(indent).all(|b| b == b' '))
    else {
        return false;
    };
    [key.to_owned(), format!("'{key}'"), format!("\"{key}\"")]
        .iter()
        .any(|written| {
            rest.strip_prefix(written.as_str()).is_some_and(|rest| {
                let rest = rest.trim_end();
                rest == ":" || rest == ": {}" || rest.starts_with(": #")
            })
        })
}

/// The index behind the last line that belongs to the key at `at`; blank lines and comments after it stay outside.
fn end(lines: &[&str], at: usize, indent: usize) -> usize {
    let mut last = at;
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let column = line.len() - trimmed.len();
        // A list may stand at the column of its key.
        if column < indent || (column == indent && !trimmed.starts_with("- ")) {
            break;
        }
        last = index;
    }
    last + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      x: 1\n\n# schemas come here\ncomponents:\n  schemas:\n    A:\n      type: string\n  responses:\n    B: {}\n";

    #[test]
    fn a_block_comes_at_the_end_of_its_mapping_and_nothing_else_changes() {
        let spliced = append(TEXT, &["paths"], "  /b:\n    get: 1\n").expect("spliced");
        assert_eq!(
            spliced,
            TEXT.replace("      x: 1\n", "      x: 1\n  /b:\n    get: 1\n")
        );
        let spliced = append(TEXT, &["paths", "/a"], "    post: 1\n").expect("spliced");
        assert_eq!(
            spliced,
            TEXT.replace("      x: 1\n", "      x: 1\n    post: 1\n")
        );
        let spliced = append(TEXT, &["components", "schemas"], "    C: 1\n").expect("spliced");
        assert_eq!(
            spliced,
            TEXT.replace("      type: string\n", "      type: string\n    C: 1\n")
        );
    }

    #[test]
    fn a_mapping_that_is_missing_or_empty_is_begun() {
        let empty = "openapi: 3.0.3\npaths: {}\n";
        let spliced = append(empty, &["paths"], "  /b: 1\n").expect("spliced");
        assert_eq!(spliced, "openapi: 3.0.3\npaths:\n  /b: 1\n");
        let spliced = append(empty, &["components", "schemas"], "    C: 1\n").expect("spliced");
        assert_eq!(
            spliced,
            "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n    C: 1\n"
        );
    }

    #[test]
    fn notes_become_comments() {
        let mut map = serde_json::Map::new();
        note(&mut map, "it's: silent");
        map.insert("a".to_owned(), json!("2018-01-01T00:00:00.000Z"));
        assert_eq!(
            block(&Value::Object(map), 2).expect("yaml"),
            "  # it's: silent\n  a: '2018-01-01T00:00:00.000Z'\n"
        );
    }
}
