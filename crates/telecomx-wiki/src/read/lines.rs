//! What the two text layouts share: they mark neither headings nor code, so lines are told apart by their own shape.

use crate::text::{Pattern, clean, pattern};

static SECTION: Pattern = pattern!(
    r"(?i)^(introduction|table of contents|description|request|url|parameters|(query|request|response|url) examples?|examples?( .*)?|response|return|returns|errors?|error codes|remarks?|notes?|see also)$"
);

/// A heading that the wiki uses on its pages again and again.
pub(super) fn is_section(line: &str) -> bool {
    SECTION.is_match(line.trim())
}

/// A short line without the marks of a sentence.
pub(super) fn looks_like_heading(line: &str) -> bool {
    let line = line.trim();
    is_section(line)
        || (!line.is_empty()
            && line.len() <= 80
            && !line.ends_with(['.', ',', ';', '!', '?'])
            && !line.contains("://")
            && line.starts_with(|c: char| c.is_alphanumeric()))
}

/// Lines that a browser's "save as text" adds around the page.
pub(super) fn is_frame(line: &str) -> bool {
    matches!(
        line.trim(),
        "User Tools" | "Site Tools" | "Page Tools" | "Table of Contents" | "Log In" | "Trace:"
    ) || line.starts_with("Donate Powered by")
}

/// Whether a line begins a literal. `[optional] …` and `{id} …` do not.
pub(super) fn starts_code(line: &str) -> bool {
    let line = line.trim();
    let mut chars = line.chars();
    let open = chars.next();
    let rest = chars.as_str().trim_start();
    let word: String = rest
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let after = rest[word.len()..].trim_start();
    match open {
        Some('{') => word.is_empty() || after.starts_with(':') || !after.starts_with('}'),
        Some('[') => {
            rest.is_empty()
                || rest.starts_with(['{', '[', '\'', '"', ']', '.'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Where a literal that begins at `start` ends: the index of the first line behind it.
///
/// It goes on until its brackets close, over blank lines too. Where one is missing it ends at the
/// next line that can only be outside.
pub(super) fn code_end(lines: &[&str], start: usize) -> usize {
    let mut depth = 0_i64;
    let mut last = start;
    for (index, line) in lines.iter().enumerate().skip(start) {
        let outside = index > start && ends_code(line);
        if outside {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        if index > start && depth <= 0 && !line.trim_start().starts_with(['{', '[', '}', ']', ','])
        {
            break;
        }
        depth += balance(line);
        last = index;
    }
    last + 1
}

/// A line that no literal holds.
fn ends_code(line: &str) -> bool {
    let trimmed = line.trim();
    line.starts_with('|')
        || trimmed.starts_with("Error code")
        || trimmed.eq_ignore_ascii_case("errors")
        || trimmed.starts_with("Example")
        || super::meta::modified(line).is_some()
        || is_frame(line)
}

/// Brackets opened less brackets closed on a line, those in strings left out. No string spans lines.
fn balance(line: &str) -> i64 {
    let mut depth = 0;
    let mut quote = None;
    let mut escaped = false;
    for c in line.chars() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            _ => {}
        }
    }
    depth
}

/// A line that holds nothing but addresses.
pub(super) fn is_addresses(line: &str) -> bool {
    let line = clean(line);
    !line.is_empty()
        && line
            .split(' ')
            .all(|word| word.starts_with("http://") || word.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_ends_where_its_brackets_do() {
        let lines = [
            "{",
            "  a: '}',",
            "",
            "  b: 1",
            "}",
            "",
            "{",
            "}",
            "",
            "Errors",
        ];
        assert_eq!(
            code_end(&lines, 0),
            8,
            "the second object belongs to the same example"
        );
        let open = ["[", " {", "   a: 1", "", "Errors", "404 x"];
        assert_eq!(
            code_end(&open, 0),
            3,
            "a missing bracket does not swallow the errors"
        );
    }

    #[test]
    fn a_marker_in_brackets_is_no_literal() {
        assert!(!starts_code("[optional] The number"));
        assert!(!starts_code("{id} is the id"));
        for code in ["{", "[", "{ a: 1 }", "[ { ... } ]", "[1, 2]", "{ ... }"] {
            assert!(starts_code(code), "{code}");
        }
    }

    #[test]
    fn sections_are_known_by_name() {
        assert!(is_section("Query examples"));
        assert!(is_section("Example - full=true"));
        assert!(!is_section("API : Customer Resellers"));
        assert!(!is_addresses("see https://a"));
        assert!(is_addresses("https://a https://b"));
    }
}
