//! The document as data: YAML text in, a JSON value with a line for every JSON pointer out.
//!
//! Only what YAML and JSON share is taken. Anchors, aliases, merge keys, tags, keys that are no
//! strings and several documents in one file are refused: readers of other languages disagree on
//! them, and this document is read by all.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use crate::{Error, yaml};

/// The largest file that is read, in bytes; the real document has about a hundredth of it.
const MAXIMUM_SIZE: u64 = 16 * 1024 * 1024;

/// How many `$ref` are followed one after another before it is called a cycle.
const MAXIMUM_HOPS: usize = 32;

/// A parsed document; objects keep the order of the text.
#[derive(Debug, Clone)]
pub struct Document {
    /// What the document says.
    pub value: Value,
    file: String,
    positions: HashMap<String, Position>,
}

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Document {
    /// Parses YAML, or JSON, which is YAML. `file` is only for messages.
    ///
    /// # Errors
    /// [`Error::Malformed`] with line, column and reason.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        let (value, positions) = yaml::parse(text).map_err(|(at, reason)| Error::Malformed {
            file: file.to_owned(),
            line: at.line,
            column: at.column,
            reason,
        })?;
        Ok(Self {
            value,
            file: file.to_owned(),
            positions,
        })
    }

    /// Reads and parses a file of at most 16 MiB.
    ///
    /// # Errors
    /// [`Error::Read`] when there is no such file or it is no UTF-8 text, else as [`Self::parse`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::read_as(path, &path.display().to_string())
    }

    /// The same, where `file` is how people know the file: a build script sees another path to it.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_as(path: &Path, file: &str) -> Result<Self, Error> {
        let failed = |source| Error::Read {
            file: file.into(),
            source,
        };
        let size = std::fs::metadata(path).map_err(failed)?.len();
        if size > MAXIMUM_SIZE {
            let reason =
                format!("{size} bytes are more than the {MAXIMUM_SIZE} a document may have");
            return Err(failed(std::io::Error::other(reason)));
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        Self::parse(&text, file)
    }

    /// A document that has no text, for instance one made by a lowering pass; it knows no lines.
    #[must_use]
    pub fn from_value(value: Value, file: &str) -> Self {
        Self {
            value,
            file: file.to_owned(),
            positions: HashMap::new(),
        }
    }

    /// The file as the caller named it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1, at which a place stands: that of its key, or of its first character in a list.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        self.positions.get(pointer).map(|at| at.line)
    }

    /// The line of a place or of the nearest place above it that is in the text; 1 at the worst.
    #[must_use]
    pub fn nearest_line(&self, pointer: &str) -> usize {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.line(pointer) {
                return line;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = &pointer[..end],
                None => return 1,
            }
        }
    }

    /// What stands at a JSON pointer.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        if pointer.is_empty() {
            return Some(&self.value);
        }
        // As `Value::pointer`, which makes two new texts of every step: the lint comes here 10,000 times.
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(&self.value, |value, step| match value {
                Value::Object(members) if step.contains('~') => members.get(&unescape(step)),
                Value::Object(members) => members.get(step),
                Value::Array(items) => items.get(index(step)?),
                _ => None,
            })
    }

    /// The value itself or, where it is a `$ref`, what that leads to after all hops.
    ///
    /// `None` for a reference to nothing, to another file, or in a circle.
    #[must_use]
    pub fn resolve<'a>(&'a self, value: &'a Value) -> Option<&'a Value> {
        let mut value = value;
        for _ in 0..MAXIMUM_HOPS {
            match value.get("$ref") {
                Some(Value::String(target)) => value = self.at(&local_pointer(target)?)?,
                _ => return Some(value),
            }
        }
        None
    }

    /// The pointer itself or, where a `$ref` stands there, the pointer to what it leads to.
    ///
    /// `None` as with [`Self::resolve`], and for a pointer to nothing.
    #[must_use]
    pub fn resolve_pointer(&self, pointer: &str) -> Option<String> {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAXIMUM_HOPS {
            match self.at(&pointer)?.get("$ref") {
                Some(Value::String(target)) => pointer = local_pointer(target)?,
                _ => return Some(pointer),
            }
        }
        None
    }
}

/// A step as the index of an item; `01` and `+1` are none.
fn index(step: &str) -> Option<usize> {
    let is_plain = step.bytes().all(|byte| byte.is_ascii_digit());
    (is_plain && (step == "0" || !step.starts_with('0')))
        .then(|| step.parse().ok())
        .flatten()
}

/// The JSON pointer in `#/components/…`; `None` when the reference leaves the document.
#[must_use]
pub fn local_pointer(reference: &str) -> Option<String> {
    let pointer = reference.strip_prefix('#')?;
    (pointer.is_empty() || pointer.starts_with('/')).then(|| pointer.to_owned())
}

/// A key as one step of a JSON pointer: `~` and `/` are escaped.
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// One step of a JSON pointer as the key that it names.
#[must_use]
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_is_found_as_serde_json_finds_it() {
        let value = json!({"a": [1, {"b/c": 2, "~1": 3}], "": {"0": 4}});
        let document = Document::from_value(value.clone(), "a.yaml");
        for pointer in [
            "",
            "/",
            "a",
            "/a",
            "/a/",
            "/a/0",
            "/a/01",
            "/a/+1",
            "/a/-1",
            "/a/9",
            "/a/1/b~1c",
            "/a/1/~01",
            "/a/1/b/c",
            "//0",
            "/a/0/0",
        ] {
            assert_eq!(document.at(pointer), value.pointer(pointer), "{pointer}");
        }
    }

    fn document(text: &str) -> Document {
        Document::parse(text, "api.yaml").unwrap()
    }

    #[test]
    fn a_place_has_the_line_of_its_key() {
        let document = document("a:\n  b/c:\n    - 1\n    - {d: 2}\n");
        assert_eq!(document.line("/a"), Some(1));
        assert_eq!(document.line("/a/b~1c"), Some(2));
        assert_eq!(document.line("/a/b~1c/1"), Some(4));
        assert_eq!(document.line("/a/b~1c/1/d"), Some(4));
        assert_eq!(document.line("/x"), None);
        assert_eq!(document.nearest_line("/a/b~1c/x/y"), 2);
    }

    #[test]
    fn references_are_followed_to_their_end() {
        let document = document("a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {d: 1}\n");
        let start = document.at("/a").unwrap();
        assert_eq!(document.resolve(start), Some(&json!({"d": 1})));
        assert_eq!(document.resolve_pointer("/a").as_deref(), Some("/c"));
    }

    #[test]
    fn a_reference_to_nothing_or_in_a_circle_leads_nowhere() {
        let document = document(
            "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\nc: {$ref: '#/d'}\nd2: {$ref: 'x.yaml#/a'}\n",
        );
        for pointer in ["/a", "/c", "/d2"] {
            assert_eq!(
                document.resolve(document.at(pointer).unwrap()),
                None,
                "{pointer}"
            );
            assert_eq!(document.resolve_pointer(pointer), None, "{pointer}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Document::read(Path::new("no/such.yaml")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read the document no/such.yaml");
        assert!(std::error::Error::source(&error).is_some());
    }
}
