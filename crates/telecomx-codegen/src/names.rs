//! Names as progenitor and typify make them, so that checks see a collision before the compiler does.

use heck::{ToPascalCase, ToSnakeCase};

/// The Rust field, parameter or method name of a document name.
pub(crate) fn snake(name: &str) -> String {
    escaped(words(name).to_snake_case())
}

/// The Rust type or variant name of a document name.
pub(crate) fn pascal(name: &str) -> String {
    escaped(words(name).to_pascal_case())
}

/// Whether a text can stand as a name in Rust source as it is.
pub(crate) fn is_identifier(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let goes_on = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    begins && goes_on && text != "_" && !KEYWORDS.contains(&text)
}

/// The words that Rust keeps to itself, in the edition of 2024 and before.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

fn words(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-")
}

fn escaped(name: String) -> String {
    if is_identifier(&name) || name.starts_with(|c: char| c.is_ascii_digit()) {
        name
    } else {
        format!("{name}_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_generator() {
        assert_eq!(
            snake("listInternetRequestsFull"),
            "list_internet_requests_full"
        );
        assert_eq!(snake("_id"), "id");
        assert_eq!(snake("type"), "type_");
        assert_eq!(pascal("WEEK_DAYS"), "WeekDays");
        assert_eq!(pascal("ipAddresses"), "IpAddresses");
        assert!(!is_identifier(&pascal("07:45-16:00")));
        assert!(!is_identifier("Self"));
    }
}
