//! A line of joined cells back into cells.

use compact_str::CompactString;

use crate::facts::words;
use crate::text::{Pattern, pattern};
use crate::types;

static NAME: Pattern =
    pattern!(r"^(?:[A-Za-z_$][\w$.-]*(?:\[\])?(?:\.[\w$-]+(?:\[\])?)*|:\w+|<\w+>|\d\w*)$");
static ERROR: Pattern = pattern!(r"^[1-5]\d\d\s+\S");
static IDENTIFIER: Pattern = pattern!(r"[._\[\d]|[a-z][A-Z]");

/// What the rows of the current table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Request,
    Property,
    Error,
}

/// What a line within a table is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A row.
    Row(Vec<CompactString>),
    /// A head row or a title row.
    Head(Vec<CompactString>),
    /// The last cell of the row above goes on.
    Continued,
    /// It cannot be told which of several; why.
    Unreadable(String),
    /// The table has ended above.
    End,
}

/// The kind of table that a line begins, if it begins one. It and the next, empty where there is none, are clean.
pub(super) fn begins(line: &str, next: &str, current: Option<Kind>) -> Option<Kind> {
    let head = cells_of_head(line);
    if words::is_error_head(&head) {
        return Some(Kind::Error);
    }
    if words::is_property_head(&head) {
        return Some(Kind::Property);
    }
    if let Some(rest) = line
        .strip_prefix("URL")
        .map(|rest| rest.trim_start_matches(':').trim_start())
        && (rest.starts_with("http") || rest.starts_with('/'))
    {
        return Some(Kind::Request);
    }
    if is_title(line) {
        let head = cells_of_head(next);
        if words::is_property_head(&head) {
            return Some(Kind::Property);
        }
        if words::is_error_head(&head) {
            return Some(Kind::Error);
        }
    }
    if current.is_some() {
        return None;
    }
    if ERROR.is_match(line) {
        return Some(Kind::Error);
    }
    if line.starts_with("Method ") && !words::methods(line).is_empty() {
        return Some(Kind::Request);
    }
    let is_property =
        |line: &str| property(line).is_some_and(|(name, _, _)| !name.eq_ignore_ascii_case("json"));
    let titled = is_title(line) && !is_property(line) && is_property(next);
    let bare = is_property(line) && is_property(next);
    (titled || bare).then_some(Kind::Property)
}

/// Splits a line of a table of this kind.
pub(super) fn row(line: &str, next: &str, kind: Kind) -> Split {
    match kind {
        Kind::Request => request(line),
        Kind::Property => property_row(line, next),
        Kind::Error => error(line, next),
    }
}

fn request(line: &str) -> Split {
    if let Some((label, rest)) = words::leading_label(line) {
        if words::is_parameter_label(label) {
            // A parameter may itself be called `query`: then its type follows.
            if !(label == "query" && typed(rest).is_some()) {
                return match parameter(rest) {
                    Some(cells) => Split::Row([vec![label.into()], cells].concat()),
                    None => Split::Unreadable(format!("no name behind the label `{label}`")),
                };
            }
        } else {
            return Split::Row(vec![label.into(), rest.into()]);
        }
    }
    if words::begins_with_level(line) || line.starts_with(['-', '*', '•', '(']) {
        return Split::Continued;
    }
    if is_remark(line) {
        return Split::End;
    }
    let (first, rest) = first_word(line);
    let starts_cell = typed(rest).is_some()
        || rest.is_empty()
        || rest
            .starts_with(|c: char| c.is_uppercase() || c == '[' || c == '(' || c.is_ascii_digit());
    match parameter(line) {
        Some(cells) if starts_cell || IDENTIFIER.is_match(first) => Split::Row(cells),
        _ => Split::Unreadable("a parameter row, or the cell above going on".to_owned()),
    }
}

/// Name, type (empty where there is none) and text.
fn parameter(line: &str) -> Option<Vec<CompactString>> {
    let (name, rest) = first_word(line);
    if !NAME.is_match(name) {
        return None;
    }
    let (kind, text) = typed(rest).unwrap_or(("", rest));
    Some(vec![name.into(), kind.into(), text.into()])
}

fn property_row(line: &str, next: &str) -> Split {
    let head = cells_of_head(line);
    if words::is_property_head(&head) {
        return Split::Head(head.into_iter().map(Into::into).collect());
    }
    if is_title(line) && words::is_property_head(&cells_of_head(next)) {
        return Split::Head(vec![line.into()]);
    }
    if is_remark(line) {
        return Split::End;
    }
    if let Some((name, kind, text)) = property(line)
        && !name.eq_ignore_ascii_case("json")
    {
        return Split::Row(vec![name.into(), kind.into(), text.into()]);
    }
    if line.starts_with(['-', '*', '•', '(']) {
        return Split::Continued;
    }
    let (first, rest) = first_word(line);
    let name = NAME.is_match(first) && !first.ends_with('.');
    let described = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '('));
    if name && (IDENTIFIER.is_match(first) || (described && first.starts_with(char::is_lowercase)))
    {
        return Split::Row(vec![first.into(), "".into(), rest.into()]);
    }
    if words::is_value(first) && (rest.is_empty() || rest.starts_with('-') || described) {
        return if rest.starts_with('-') {
            Split::Continued
        } else {
            Split::Row(vec![first.into(), "".into(), rest.into()])
        };
    }
    if is_title(line) {
        return Split::Head(vec![line.into()]);
    }
    Split::Unreadable("a property row, or the cell above going on".to_owned())
}

/// Name, type and text of a row that has all of the first two.
fn property(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = first_word(line);
    let (kind, text) = typed(rest)?;
    NAME.is_match(name).then_some((name, kind, text))
}

fn error(line: &str, next: &str) -> Split {
    let head = cells_of_head(line);
    if words::is_error_head(&head) {
        return Split::Head(head.into_iter().map(Into::into).collect());
    }
    if is_title(line) && words::is_error_head(&cells_of_head(next)) {
        return Split::Head(vec![line.into()]);
    }
    let (first, rest) = first_word(line);
    if ERROR.is_match(line) || (first.len() == 3 && first.parse::<u16>().is_ok()) {
        let (message, text) = first_word(rest);
        return Split::Row(vec![first.into(), message.into(), text.into()]);
    }
    if first.contains('_') {
        return Split::Row(vec!["".into(), first.into(), rest.into()]);
    }
    if is_remark(line) {
        return Split::End;
    }
    Split::Unreadable("an error row without a code, or the cell above going on".to_owned())
}

/// The type at the beginning, unless it is prose: `Id of the customer` is a description.
fn typed(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = types::leading(text)?;
    let prose = [
        "of ", "for ", "to ", "and ", "that ", "which ", "where ", "in ",
    ]
    .iter()
    .any(|word| rest.starts_with(word));
    if !prose {
        return Some((kind, rest));
    }
    // `ObjectId/Object Id of the shelf`: the last word belongs to the description.
    let shorter = kind
        .strip_suffix(" Id")
        .filter(|shorter| !shorter.is_empty())?;
    Some((shorter, text.trim_start()[shorter.len()..].trim_start()))
}

fn first_word(line: &str) -> (&str, &str) {
    line.split_once(' ')
        .map_or((line, ""), |(first, rest)| (first, rest.trim_start()))
}

/// A line that names what follows: short, no sentence.
fn is_title(line: &str) -> bool {
    !line.is_empty() && line.len() <= 100 && !line.ends_with(['.', ';']) && !line.contains("://")
}

fn is_remark(line: &str) -> bool {
    ["Note", "Remark", "NB", "Please note"].iter().any(|word| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', ':', 's']))
    })
}

/// The words of a head row as the cells that they may have been.
fn cells_of_head(line: &str) -> Vec<&str> {
    if line.len() > 100 {
        return Vec::new();
    }
    let first = line.split(' ').next().unwrap_or_default();
    if !words::begins_a_head(first) {
        return Vec::new();
    }
    for start in ["Error code", "Status code", "HTTP code", "HTTP status"] {
        if let Some(rest) = line
            .get(..start.len())
            .filter(|head| head.eq_ignore_ascii_case(start))
            .map(|_| &line[start.len()..])
        {
            let mut cells = vec![start];
            cells.extend(rest.split_whitespace());
            return cells;
        }
    }
    line.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str, kind: Kind) -> Split {
        row(&crate::text::clean(line), "", kind)
    }

    fn strings(cells: &[&str]) -> Vec<CompactString> {
        cells.iter().map(|cell| (*cell).into()).collect()
    }

    #[test]
    fn a_row_is_split_at_label_name_and_type() {
        for (line, expected) in [
            (
                "Query customer [optional] Id of",
                &["Query", "customer", "", "[optional] Id of"][..],
            ),
            (
                "Param AN_ID Id of the agreement.",
                &["Param", "AN_ID", "", "Id of the agreement."],
            ),
            (
                "iptv Boolean [optional] True",
                &["iptv", "Boolean", "[optional] True"],
            ),
            (
                "reseller Id of reseller",
                &["reseller", "", "Id of reseller"],
            ),
            ("query String The text", &["query", "String", "The text"]),
            ("query a The text", &["query", "a", "", "The text"]),
            ("Method GET", &["Method", "GET"]),
        ] {
            assert_eq!(
                cells(line, Kind::Request),
                Split::Row(strings(expected)),
                "{line}"
            );
        }
        assert_eq!(cells("RESELLER_ADMIN", Kind::Request), Split::Continued);
        assert!(matches!(
            cells("more about it", Kind::Request),
            Split::Unreadable(_)
        ));
    }

    #[test]
    fn a_property_row_is_split_at_its_type() {
        for (line, expected) in [
            (
                "serviceProduct \u{a0} ObjectId/Object \u{a0} Unique ID",
                &["serviceProduct", "ObjectId/Object", "Unique ID"][..],
            ),
            (
                "a.b Number (enum) Possible values are 1 , 3",
                &["a.b", "Number (enum)", "Possible values are 1 , 3"],
            ),
            (
                "customer Id Id of customer",
                &["customer", "Id", "Id of customer"],
            ),
            (
                "created Date Date and time",
                &["created", "Date", "Date and time"],
            ),
            ("offers[].x A thing", &["offers[].x", "", "A thing"]),
            ("devices[] String MAC", &["devices[]", "String", "MAC"]),
        ] {
            assert_eq!(
                cells(line, Kind::Property),
                Split::Row(strings(expected)),
                "{line}"
            );
        }
        assert_eq!(
            cells("Integrations", Kind::Property),
            Split::Head(strings(&["Integrations"]))
        );
        assert_eq!(cells("- MONTHLY", Kind::Property), Split::Continued);
        assert!(matches!(
            cells("and so it goes on.", Kind::Property),
            Split::Unreadable(_)
        ));
    }
}
