//! What a description says in words: optional, default, bounds, values.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match};
use serde_json::{Number, Value};

use super::words::{LEVELS, is_value};
use crate::text::{Pattern, pattern};
use crate::types::{self, Class};

/// A description is read up to here, in bytes; the longest on the wiki has a tenth of it.
const MAXIMUM: usize = 10_000;

static OPTIONAL: Pattern = pattern!(r"(?i)\[\s*opt[a-z]*\s*\]+|\(\s*optional\s*\)|^optional\b");
static REQUIRED: Pattern =
    pattern!(r"(?i)[\[(]\s*(?:required|mandatory)\s*[\])]+|^(?:required|mandatory)\b");
/// What stands between `default` and the value.
static TO_DEFAULT: Pattern =
    pattern!(r"^(?i:s)?\b{end-half}(?i:\s+value\b)?(?:(?i:\s+(?:is|to)\b)|\s+=)?\s*[:=]?\s*");
/// What stands between `min` or `max` and the value.
static TO_BOUND: Pattern =
    pattern!(r"^(?i:imum)?\b{end-half}\.?(?i:\s+value\b)?(?i:\s+(?:is|of)\b)?\s*[:=]?\s*");
static LITERAL: Pattern = pattern!(
    r#"^(?:"[^"]*"|'[^']*'|-?[0-9]+(?:\.[0-9]+)?\b|(?i:true|false|null)\b|[A-Z][A-Z0-9_]+\b)"#
);
static NUMBER: Pattern = pattern!(r"^-?[0-9]+(?:\.[0-9]+)?\b");
static CHARACTERS: Pattern = pattern!(r"^\s+(?i:char)");
static PROMISE: Pattern = pattern!(
    r"(?i)\b(?:possible|allowed|valid|accepted|available)\s+(?:values?|options?)(?:\s+(?:are|is))?\s*:?\s*"
);
static DESCRIBED: Pattern = pattern!(r"(?:^|[\s:,.;(])([A-Z][A-Z0-9_]+)\s+-\s");
static PARENTHESES: Pattern = pattern!(r"\(([^()]{3,200})\)");
static COLON: Pattern = pattern!(r":\s+");
static ITEM: Pattern =
    pattern!(r#"^(?:'([^']{0,80})'|"([^"]{0,80})"|([A-Za-z0-9_][A-Za-z0-9_:-]*))"#);
static SEPARATOR: Pattern = pattern!(r"^(?:\s*[,/|;.]\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+)");

/// Letters that spare most descriptions the patterns, which look for nothing without them.
const HINTS: [&str; 8] = [
    "opt",
    "required",
    "mandatory",
    "default",
    "min",
    "max",
    "value",
    "option",
];
#[allow(clippy::expect_used)] // These few are built by every test here.
static HINT: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(HINTS)
        .expect("few and short")
});

/// What was said; `None` is silence.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) optional: Option<bool>,
    pub(super) default: Option<Value>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) values: Option<Vec<Value>>,
    /// What is said in a way that cannot be read: an aspect.
    pub(super) unreadable: Vec<&'static str>,
}

/// Reads a description; `kind` is the type as written, empty where there is none.
pub(super) fn said(text: &str, kind: &str) -> Said {
    let mut said = Said::default();
    let text = if text.len() > MAXIMUM {
        said.unreadable.push("text");
        let end = (0..=MAXIMUM)
            .rev()
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or(0);
        &text[..end]
    } else {
        text
    };
    let classes = types::classes(kind);
    let hints: Vec<(&str, Match)> = HINT
        .find_overlapping_iter(text)
        .map(|found| (HINTS[found.pattern()], found))
        .collect();
    let has = |hint: &str| hints.iter().any(|(known, _)| *known == hint);
    // What follows each place where a word begins like this, and what leads from it to a value.
    let behind = |hint: &'static str, lead: &'static Pattern| {
        let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        hints
            .iter()
            .filter(move |(known, found)| *known == hint && begins(found.start()))
            .map(|(_, found)| &text[found.end()..])
            .filter_map(|rest| lead.find(rest).map(|lead| &rest[lead.end()..]))
    };
    said.optional = if (has("opt") && OPTIONAL.is_match(text)) || kind.contains('?') {
        Some(true)
    } else if (has("required") || has("mandatory")) && REQUIRED.is_match(text) {
        Some(false)
    } else {
        None
    };
    if let Some(found) = behind("default", &TO_DEFAULT).find_map(|rest| LITERAL.find(rest)) {
        said.default = Some(literal(found.as_str(), &classes));
    } else if behind("default", &TO_DEFAULT).next().is_some() {
        said.unreadable.push("default");
    }
    for (word, bound) in [("min", &mut said.minimum), ("max", &mut said.maximum)] {
        let found = behind(word, &TO_BOUND).find_map(|rest| Some((rest, NUMBER.find(rest)?)));
        if let Some((rest, found)) = found {
            if CHARACTERS.is_match(&rest[found.end()..]) {
                said.unreadable.push("length");
            } else {
                *bound = number(found.as_str());
            }
        }
    }
    let may_be_enum = classes.is_empty()
        || classes
            .iter()
            .any(|class| matches!(class, Class::String | Class::Number | Class::Array));
    if may_be_enum {
        let promises = has("value") || has("option");
        values(text, promises, kind, &classes, &mut said);
    }
    said
}

fn values(text: &str, promises: bool, kind: &str, classes: &[Class], said: &mut Said) {
    let json = |words: Vec<String>| words.iter().map(|word| literal(word, classes)).collect();
    if let Some(words) = types::values(kind) {
        said.values = Some(json(words));
        return;
    }
    let described: Vec<String> = if text.contains(" - ") {
        DESCRIBED
            .captures_iter(text)
            .map(|found| found[1].to_owned())
            .collect()
    } else {
        Vec::new()
    };
    if described.len() > 1 {
        said.values = Some(json(described));
        return;
    }
    if let Some(promise) = promises.then(|| PROMISE.find(text)).flatten() {
        let rest = &text[promise.end()..];
        let mut words = list(rest, is_plain_value);
        if words.is_empty() {
            words = list(rest, |word| word.len() > 1);
            if words.len() < 2 {
                words.clear();
            }
        }
        if words.is_empty() {
            said.unreadable.push("enum");
        } else {
            said.values = Some(json(words));
        }
        return;
    }
    for found in COLON.find_iter(text).take(20) {
        let words = list(&text[found.end()..], is_value);
        if words.len() > 1 {
            said.values = Some(json(words));
            return;
        }
    }
    for found in PARENTHESES.captures_iter(text).take(20) {
        let words = list(&found[1], is_plain_value);
        let whole =
            words.iter().map(String::len).sum::<usize>() + words.len() * 4 >= found[1].len();
        if words.len() > 1 && whole && !words.iter().all(|word| LEVELS.contains(&word.as_str())) {
            said.values = Some(json(words));
            return;
        }
    }
}

/// Values one after another, up to the first word that is none.
fn list(text: &str, is_item: impl Fn(&str) -> bool) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(found) = ITEM.captures(rest) {
        let quoted = found.get(1).or(found.get(2));
        let word = quoted.or(found.get(3)).map_or("", |word| word.as_str());
        let word = if quoted.is_some() {
            word
        } else {
            word.trim_end_matches([':', '-'])
        };
        if word.is_empty() || (quoted.is_none() && !is_item(word)) {
            break;
        }
        items.push(word.to_owned());
        rest = &rest[found[0].len()..];
        match SEPARATOR.find(rest) {
            Some(separator) => rest = &rest[separator.end()..],
            None => break,
        }
    }
    items
}

fn is_plain_value(word: &str) -> bool {
    is_value(word) || number(word).is_some()
}

/// A word as the JSON value that its type makes it.
fn literal(word: &str, classes: &[Class]) -> Value {
    let bare = word.trim_matches(['\'', '"']);
    let textual = classes == [Class::String] || word != bare;
    match bare {
        "null" => Value::Null,
        _ if bare.eq_ignore_ascii_case("true") => Value::Bool(true),
        _ if bare.eq_ignore_ascii_case("false") => Value::Bool(false),
        _ => match number(bare) {
            Some(number) if !textual => Value::Number(number),
            _ => Value::String(bare.to_owned()),
        },
    }
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    text.parse::<i64>()
        .map(Number::from)
        .ok()
        .or_else(|| text.parse().ok().and_then(Number::from_f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn enum_of(text: &str, kind: &str) -> Option<Value> {
        said(text, kind).values.map(Value::Array)
    }

    #[test]
    fn optionality_is_a_mark_and_not_a_word_in_a_sentence() {
        assert_eq!(said("[optional] a", "").optional, Some(true));
        assert_eq!(said("[optiona]] True", "").optional, Some(true));
        assert_eq!(said("a", "Boolean?").optional, Some(true));
        assert_eq!(said("[required] a", "").optional, Some(false));
        assert_eq!(said("an optional thing", "").optional, None);
    }

    #[test]
    fn defaults_and_bounds_are_read_in_every_wording() {
        let read = |text| said(text, "").default;
        assert_eq!(read("first, default 0."), Some(json!(0)));
        assert_eq!(read("default is 100"), Some(json!(100)));
        assert_eq!(read("Defaults to JSON"), Some(json!("JSON")));
        assert_eq!(read("enabled, default false."), Some(json!(false)));
        assert_eq!(read("default value: 'a b'"), Some(json!("a b")));
        assert_eq!(read("nothing"), None);
        for text in [
            "defaults to users own customer",
            "sorted by name by default. ASC or DESC",
            "by default. 100 at most",
        ] {
            let prose = said(text, "");
            assert_eq!((prose.default, prose.unreadable), (None, vec!["default"]));
        }
        let bounds = said("default 100, min 1, max 500.", "");
        assert_eq!(
            (bounds.minimum, bounds.maximum),
            (Some(1.into()), Some(500.into()))
        );
        assert_eq!(said("min. 8 characters", "String").unreadable, ["length"]);
        for text in ["within 15 minutes", "in mins: 30", "min to 5", "ømin 5"] {
            assert_eq!(said(text, "").minimum, None, "{text}");
        }
    }

    #[test]
    fn values_are_read_in_every_wording() {
        assert_eq!(
            enum_of("Allowed values are CSV or JSON. Defaults to JSON", ""),
            Some(json!(["CSV", "JSON"]))
        );
        assert_eq!(
            enum_of("Possible values are 1 , 3, 8, 24", "Number (enum)"),
            Some(json!([1, 3, 8, 24]))
        );
        assert_eq!(
            enum_of(
                "Possible values are 'WEEK_DAYS', '07:45-16:00'",
                "String (enum)"
            ),
            Some(json!(["WEEK_DAYS", "07:45-16:00"]))
        );
        assert_eq!(
            enum_of(
                "Wanted time Valid values 7_30_TO_16, 7_30_TO_12. 12_TO_16",
                "String"
            ),
            Some(json!(["7_30_TO_16", "7_30_TO_12", "12_TO_16"]))
        );
        assert_eq!(
            enum_of("Allowed value is ALSO.", "Enum"),
            Some(json!(["ALSO"]))
        );
        assert_eq!(
            enum_of("Type of circuit: DSL or FIBER", "String"),
            Some(json!(["DSL", "FIBER"]))
        );
        assert_eq!(
            enum_of(
                "State filter: ANY - returns all, NEW - items, HAS_OFFER - items with",
                ""
            ),
            Some(json!(["ANY", "NEW", "HAS_OFFER"]))
        );
        assert_eq!(
            enum_of("Number. (1, 2, 4) (FIBER Only)", "Number"),
            Some(json!([1, 2, 4]))
        );
        assert_eq!(enum_of("x", "String?<A, B>"), Some(json!(["A", "B"])));
        assert_eq!(
            enum_of("Valid values are asc, desc", "String"),
            Some(json!(["asc", "desc"]))
        );
    }

    #[test]
    fn what_is_no_list_of_values_stays_none() {
        for (text, kind) in [
            (
                "True if the provider of SIP and MVNO (RESELLER_ADMIN and up only).",
                "Boolean",
            ),
            ("filter, [name, p1TaskId, poNumber] is searched", ""),
            ("Takeover (DSL only).", "String"),
            ("For (VIEWER, MANAGER)", "String"),
            ("MAC address: 12", "String"),
        ] {
            assert_eq!(enum_of(text, kind), None, "{text}");
        }
        assert_eq!(
            said("Allowed values are those of the table", "String").unreadable,
            ["enum"]
        );
    }
}
