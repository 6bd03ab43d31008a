//! The wiki's names of types, as people have typed them, and what they mean.

use crate::text::{Pattern, clean, pattern};

static TYPE: Pattern = pattern!(
    r"(?ix)^
    (?:string|number|integer|int|float|double|decimal|boolean|bool|object\ ?id|id|object|array|list|date\ ?time|date|enum|any)\b
    (?:\[\])? \??
    (?:\s*<[^<>]{1,200}>)?
    (?:\s*\(enum\))?
    (?:\s+of\s+(?:string|number|integer|boolean|object\ ?id|id|object|date)s?\b)?
    (?:\s*(?:/|\|)\s*(?:string|number|integer|boolean|object\ ?id|id|object|array|date|null)(?:\[\])?)*
    "
);
static VALUES: Pattern = pattern!(r"<([^<>]{1,200})>");

/// Words that a mistyped type may have been meant for.
const KNOWN: [&str; 8] = [
    "string", "number", "integer", "boolean", "object", "array", "objectid", "enum",
];

/// The type at the beginning of a text, and what follows it.
pub(crate) fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = match TYPE.find(text) {
        Some(found) => found.end(),
        None => mistyped(text)?,
    };
    let (kind, rest) = text.split_at(end);
    let ends_word = !rest
        .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | '-' | '\''));
    (ends_word && !kind.trim().is_empty()).then(|| (kind.trim_end(), rest.trim_start()))
}

/// The length of a first word that is one slip away from a type, as in `Sting`.
fn mistyped(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let word = &text[..end];
    let close = |known: &&str| strsim::osa_distance(&word.to_ascii_lowercase(), known) == 1;
    let plural = |known: &&str| word.to_ascii_lowercase().strip_suffix('s') == Some(known);
    (word.starts_with(|c: char| c.is_ascii_uppercase())
        && (4..=9).contains(&word.len())
        && KNOWN.iter().any(|known| close(known) && !plural(known)))
    .then_some(end)
}

/// Whether a whole cell is a type.
pub(crate) fn is_type(cell: &str) -> bool {
    // What nearly all rows have.
    if matches!(
        cell,
        "String" | "Number" | "Boolean" | "Id" | "ObjectId" | "Date" | "Object" | "Array"
    ) {
        return true;
    }
    leading(cell).is_some_and(|(_, rest)| rest.is_empty())
}

/// What values a type allows, as far as the document can be held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Text of any kind, enums included.
    String,
    /// A number, whole or not; the wiki does not tell them apart.
    Number,
    /// True or false.
    Boolean,
    /// An id.
    Id,
    /// A date with time.
    Date,
    /// A nested object.
    Object,
    /// A list.
    Array,
    /// The value null.
    Null,
}

impl Class {
    /// The word that stands for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Id => "id",
            Self::Date => "date",
            Self::Object => "object",
            Self::Array => "array",
            Self::Null => "null",
        }
    }
}

/// What a type as written allows; empty when it says nothing (`any`, an unknown word).
#[must_use]
pub fn classes(written: &str) -> Vec<Class> {
    // What nearly all rows have.
    match written {
        "" => return Vec::new(),
        "String" | "string" => return vec![Class::String],
        "Number" | "number" => return vec![Class::Number],
        "Boolean" => return vec![Class::Boolean],
        "Id" | "ObjectId" => return vec![Class::Id],
        "Date" => return vec![Class::Date],
        "Object" => return vec![Class::Object],
        "Array" => return vec![Class::Array],
        _ => {}
    }
    let bare = VALUES.replace_all(written, "").to_ascii_lowercase();
    let mut classes: Vec<Class> = bare
        .split(['/', '|'])
        .filter_map(|part| {
            let part = part.replace("(enum)", "").replace('?', "");
            let part = clean(&part)
                .split(" of ")
                .next()
                .unwrap_or_default()
                .replace(' ', "");
            Some(match part.as_str() {
                part if part.ends_with("[]") => Class::Array,
                "string" | "enum" => Class::String,
                "number" | "integer" | "int" | "float" | "double" | "decimal" => Class::Number,
                "boolean" | "bool" => Class::Boolean,
                "id" | "objectid" => Class::Id,
                "date" | "datetime" => Class::Date,
                "object" => Class::Object,
                "array" | "list" => Class::Array,
                "null" => Class::Null,
                other => {
                    let known = KNOWN
                        .iter()
                        .find(|known| strsim::osa_distance(other, known) == 1)?;
                    return classes(known).first().copied();
                }
            })
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// The values within a type, as in `String?<A, B>`.
pub(crate) fn values(written: &str) -> Option<Vec<String>> {
    if !written.contains('<') {
        return None;
    }
    let inner = VALUES.captures(written)?;
    let values: Vec<String> = inner[1]
        .split([',', '|'])
        .map(|value| clean(value).into_owned())
        .filter(|v| !v.is_empty())
        .collect();
    (!values.is_empty() && !values.iter().all(|value| is_type(value))).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_was_met_is_a_type() {
        for written in [
            "Sting",
            "Object ID",
            "ObjectId",
            "ObjectID",
            "id",
            "ID",
            "String (enum)",
            "Number (enum)",
            "ObjectId/Object",
            "String?<A, B>",
            "Array<X>",
            "Boolean?",
            "number",
            "Enum",
            "Array of Strings",
        ] {
            assert!(is_type(written), "{written}");
            assert!(!classes(written).is_empty(), "{written}");
        }
        for prose in [
            "Strings",
            "Idle",
            "Id of the customer",
            "Objective",
            "[optional] Id",
            "",
            "Name",
        ] {
            assert!(!is_type(prose), "{prose}");
        }
    }

    #[test]
    fn a_type_means_what_it_allows() {
        assert_eq!(classes("ObjectId/Object"), [Class::Id, Class::Object]);
        assert_eq!(classes("Sting"), [Class::String]);
        assert_eq!(classes("String?<A, B>"), [Class::String]);
        assert_eq!(classes("Array<String>"), [Class::Array]);
        assert_eq!(classes("any"), []);
        assert_eq!(
            values("String?<A, B>"),
            Some(vec!["A".to_owned(), "B".to_owned()])
        );
        assert_eq!(values("Array<String>"), None);
    }
}
