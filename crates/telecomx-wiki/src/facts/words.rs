//! The words by which tables and rows are known.

use crate::text::{Pattern, clean, pattern};

/// The access levels of the API, from the least to the most.
pub const LEVELS: [&str; 8] = [
    "NO_LOGIN",
    "PERSONAL",
    "VIEWER",
    "MANAGER",
    "OWNER",
    "RESELLER",
    "RESELLER_ADMIN",
    "ADMIN",
];

static LABEL: Pattern = pattern!(
    r"^(?:URL|Method|Access levels?|Access|Query/Body|Body/Query|Query param(?:eter)?s?|Query|QUERY|query|Param(?:eter)?s?|PARAMS?|Path|Body \(JSON\)|Body|BODY|body|JSON body|JSON|Post|Headers?|Content-[Tt]ype)(?::| |$)"
);
static METHOD: Pattern = pattern!(r"\b(?:GET|POST|PUT|DELETE|PATCH)\b");
static CAPITALS: Pattern = pattern!(r"\b[A-Z][A-Z_]{2,}\b");
static VALUE: Pattern = pattern!(r"^(?:[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*|\d+(?:_[A-Z0-9]+)+)$");

/// The label at the beginning of a line whose cells are joined, and the rest.
pub(crate) fn leading_label(line: &str) -> Option<(&str, &str)> {
    let found = LABEL.find(line)?;
    let label = found.as_str().trim_end_matches([':', ' ']);
    Some((label, line[found.end()..].trim_start()))
}

/// What a label says about its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Url,
    Method,
    Access,
    Query,
    Path,
    Body,
    /// `Body/Query`: either.
    Either,
    /// A header, a content type: nothing that the facts hold.
    Other,
}

/// The cells that are labels, whatever their case.
const LABELS: [(&str, Label); 30] = [
    ("url", Label::Url),
    ("urls", Label::Url),
    ("method", Label::Method),
    ("methods", Label::Method),
    ("access", Label::Access),
    ("access level", Label::Access),
    ("access levels", Label::Access),
    ("accesslevel", Label::Access),
    ("query", Label::Query),
    ("query parameter", Label::Query),
    ("query parameters", Label::Query),
    ("query params", Label::Query),
    ("param", Label::Path),
    ("params", Label::Path),
    ("parameter", Label::Path),
    ("parameters", Label::Path),
    ("path", Label::Path),
    ("path parameter", Label::Path),
    ("body", Label::Body),
    ("json", Label::Body),
    ("json body", Label::Body),
    ("body (json)", Label::Body),
    ("post", Label::Body),
    ("body/query", Label::Either),
    ("query/body", Label::Either),
    ("query or body", Label::Either),
    ("header", Label::Other),
    ("headers", Label::Other),
    ("content-type", Label::Other),
    ("content type", Label::Other),
];

/// The meaning of a cell that is nothing but a label.
pub(crate) fn label(cell: &str) -> Option<Label> {
    let cell = clean(cell.trim_end_matches(':'));
    let found = LABELS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(&cell));
    found.map(|(_, label)| *label)
}

/// Whether the rows under a label are parameters.
pub(crate) fn is_parameter_label(text: &str) -> bool {
    matches!(
        label(text),
        Some(Label::Query | Label::Path | Label::Body | Label::Either)
    )
}

/// What the first cell of a property table's head can be.
const PROPERTY_HEADS: [&str; 6] = ["property", "name", "field", "key", "attribute", "parameter"];
/// What the first cell of an error table's head can be.
const ERROR_HEADS: [&str; 8] = [
    "error code",
    "error",
    "code",
    "status",
    "status code",
    "http code",
    "http status",
    "errorcode",
];

/// Whether the first word of a line can begin the head of a table; it spares most lines a closer look.
pub(crate) fn begins_a_head(word: &str) -> bool {
    PROPERTY_HEADS
        .iter()
        .chain(&["error", "code", "status", "http", "errorcode"])
        .any(|head| head.eq_ignore_ascii_case(word))
}

fn begins_with_one_of(cells: &[impl AsRef<str>], heads: &[&str]) -> bool {
    let first = cells
        .iter()
        .map(|cell| cell.as_ref().trim())
        .find(|cell| !cell.is_empty());
    first.is_some_and(|first| heads.iter().any(|head| head.eq_ignore_ascii_case(first)))
}

/// A head row of a property table.
pub(crate) fn is_property_head(cells: &[impl AsRef<str>]) -> bool {
    if !begins_with_one_of(cells, &PROPERTY_HEADS) {
        return false;
    }
    let words: Vec<String> = filled(cells);
    let known = |word: &String| {
        matches!(
            word.as_str(),
            "property"
                | "name"
                | "field"
                | "key"
                | "attribute"
                | "parameter"
                | "type"
                | "description"
                | "optional"
                | "required"
                | "default"
                | "example"
                | "notes"
                | "note"
                | "access"
                | "comment"
                | "comments"
                | "value"
                | "values"
        )
    };
    (2..=6).contains(&words.len())
        && words.iter().all(known)
        && words
            .iter()
            .any(|word| matches!(word.as_str(), "type" | "description"))
}

/// A head row of an error table.
pub(crate) fn is_error_head(cells: &[impl AsRef<str>]) -> bool {
    if !begins_with_one_of(cells, &ERROR_HEADS) {
        return false;
    }
    let words: Vec<String> = filled(cells);
    (2..=5).contains(&words.len())
        && words[1..]
            .iter()
            .any(|word| matches!(word.as_str(), "message" | "description"))
}

fn filled(cells: &[impl AsRef<str>]) -> Vec<String> {
    cells
        .iter()
        .map(|cell| clean(cell.as_ref()).to_ascii_lowercase())
        .filter(|cell| !cell.is_empty())
        .collect()
}

/// HTTP methods in the order of the text, each once.
pub(crate) fn methods(text: &str) -> Vec<String> {
    unique(METHOD.find_iter(text).map(|found| found.as_str()))
}

/// Access levels in the order of the text, each once; and words that look like one but are none.
pub(crate) fn levels(text: &str) -> (Vec<String>, Vec<String>) {
    let words = unique(CAPITALS.find_iter(text).map(|found| found.as_str()));
    words
        .into_iter()
        .partition(|word| LEVELS.contains(&word.as_str()))
}

/// Whether a line goes on with access levels.
pub(crate) fn begins_with_level(line: &str) -> bool {
    let mut words = line
        .split(|c: char| !(c.is_ascii_alphabetic() || c == '_'))
        .filter(|word| !word.is_empty());
    match words.next() {
        Some("or" | "and") => words.next().is_some_and(|word| LEVELS.contains(&word)),
        Some(word) => LEVELS.contains(&word),
        None => false,
    }
}

/// A word in capitals, as enum values are: `HAS_OFFER`, `7_30_TO_12`.
pub(crate) fn is_value(word: &str) -> bool {
    word.len() > 1 && VALUE.is_match(word)
}

fn unique<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    words
        .filter(|word| seen.insert(*word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn tables_are_known_by_their_heads() {
        assert!(is_property_head(&strings(&[
            "Property",
            "Type",
            "Description"
        ])));
        assert!(is_property_head(&strings(&["Name", "Description", ""])));
        assert!(!is_property_head(&strings(&[
            "name",
            "String",
            "Name of it"
        ])));
        assert!(is_error_head(&strings(&[
            "Error code",
            "Message",
            "Description"
        ])));
        assert!(!is_error_head(&strings(&[
            "403",
            "access_denied",
            "Insufficient"
        ])));
    }

    #[test]
    fn methods_and_levels_come_in_the_order_of_the_page() {
        assert_eq!(methods("POST (preferred) or GET"), ["POST", "GET"]);
        assert_eq!(methods("GET, POST"), ["GET", "POST"]);
        let (known, unknown) =
            levels("VIEWER, MANAGER or OWNER if user. RESELLER_ADMIN ADMIN. SUPERUSER");
        assert_eq!(
            known,
            ["VIEWER", "MANAGER", "OWNER", "RESELLER_ADMIN", "ADMIN"]
        );
        assert_eq!(unknown, ["SUPERUSER"]);
        assert!(begins_with_level("or ADMIN."));
        assert!(!begins_with_level("reseller Id of"));
    }

    #[test]
    fn labels_and_values_are_told_from_names() {
        assert_eq!(
            leading_label("Access level VIEWER"),
            Some(("Access level", "VIEWER"))
        );
        assert_eq!(leading_label("Body/Query a b"), Some(("Body/Query", "a b")));
        assert_eq!(leading_label("Querying a b"), None);
        assert!(is_value("7_30_TO_12") && is_value("CSV") && is_value("HAS_OFFER"));
        assert!(!is_value("Csv") && !is_value("A") && !is_value("100"));
    }
}
