//! Names of operations, schemas and parameters, and descriptions made from names.

/// `CRATE-ID` as `crateId`; `:shelf` as `shelf`.
pub(super) fn parameter(placeholder: &str) -> String {
    let words: Vec<String> = placeholder
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            if word.chars().any(char::is_lowercase) {
                word.to_owned()
            } else {
                word.to_ascii_lowercase()
            }
        })
        .collect();
    words
        .iter()
        .enumerate()
        .map(|(index, word)| {
            if index == 0 {
                word.clone()
            } else {
                capital(word)
            }
        })
        .collect()
}

/// `externalLicense` as `ExternalLicense`.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Any text as the name of a schema or an example: `Shelf object (JSON)` as `ShelfObjectJson`.
pub(super) fn pascal(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(capital)
        .collect()
}

/// `installCallNumber` as `Install call number`; an opening for a description, not one.
pub(super) fn sentence(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in name.trim_matches(['_', '[', ']']).chars() {
        if c.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        out.extend(if matches!(c, '_' | '-' | '.') {
            ' '.to_lowercase()
        } else {
            c.to_lowercase()
        });
        before = c;
    }
    format!("{}.", capital(&out))
}

/// What a list's items are called: without the plural.
pub(super) fn singular(noun: &str) -> String {
    match noun {
        noun if noun.ends_with("ies") => format!("{}y", &noun[..noun.len() - 3]),
        noun if noun.ends_with("ss") => noun.to_owned(),
        noun => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
    }
}

pub(super) fn plural(noun: &str) -> String {
    match noun {
        noun if noun.ends_with('s') => noun.to_owned(),
        noun if noun.ends_with('y') => format!("{}ies", &noun[..noun.len() - 1]),
        noun => format!("{noun}s"),
    }
}

/// A name that a person's data goes by.
pub(super) fn is_personal(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "phone",
        "email",
        "address",
        "zip",
        "city",
        "notes",
        "callnumber",
        "callname",
        "byname",
        "firstname",
        "lastname",
    ]
    .iter()
    .any(|word| name.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_document() {
        assert_eq!(parameter("CRATE-ID"), "crateId");
        assert_eq!(parameter(":shelfId"), "shelfId");
        assert_eq!(parameter("<NUMBER>"), "number");
        assert_eq!(sentence("installCallNumber"), "Install call number.");
        assert_eq!(sentence("_id"), "Id.");
        assert_eq!(
            (singular("categories"), plural("category")),
            ("category".into(), "categories".into())
        );
    }
}
