//! YAML events to a JSON value, without recursion, so that no nesting can exhaust the stack.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

use crate::document::{Position, escape};

/// Deeper nesting than this is refused; the real document has about a quarter of it.
const MAXIMUM_DEPTH: usize = 100;

type Refusal = (Position, String);

/// Parses one YAML document into a value and the position of every JSON pointer in it.
pub(crate) fn parse(text: &str) -> Result<(Value, HashMap<String, Position>), Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    refuse_control_characters(text)?;

    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let reason = format!("this is no YAML: {}", error.info());
            (position(error.marker()), reason)
        })?;
        builder.take(event, position(&span.start))?;
    }
    let start = Position { line: 1, column: 1 };
    match builder.root {
        Some(value) => Ok((value, builder.positions)),
        None => Err((start, "the document is empty".to_owned())),
    }
}

/// The scanner takes a NUL for the end of the text, so that half a document would pass for a whole one.
fn refuse_control_characters(text: &str) -> Result<(), Refusal> {
    for (index, line) in text.split('\n').enumerate() {
        let bad = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\u{85}');
        if let Some((column, c)) = line.chars().enumerate().find(|(_, c)| bad(*c)) {
            let at = Position {
                line: index + 1,
                column: column + 1,
            };
            let reason = format!("control character U+{:04X}: remove it", u32::from(c));
            return Err((at, reason));
        }
    }
    Ok(())
}

fn position(marker: &Marker) -> Position {
    Position {
        line: marker.line().max(1),
        column: marker.col() + 1,
    }
}

/// An object or list that is not closed yet.
enum Open {
    List(Vec<Value>),
    Object {
        members: Map<String, Value>,
        key: Option<String>,
    },
}

#[derive(Default)]
struct Builder {
    root: Option<Value>,
    documents: usize,
    open: Vec<Open>,
    /// The JSON pointer of the value that comes next.
    pointer: String,
    positions: HashMap<String, Position>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Refusal> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err((
                        at,
                        "a second YAML document begins here: keep one to a file".into(),
                    ));
                }
                Ok(())
            }
            Event::Alias(_) => Err((
                at,
                "YAML aliases are not portable: repeat the value, or use $ref".into(),
            )),
            Event::Scalar(text, style, anchor, tag) => {
                refuse_extras(at, anchor, tag.is_some())?;
                if self.expects_key() {
                    return self.key(text.into_owned(), style, at);
                }
                let value = match style {
                    ScalarStyle::Plain => plain(&text).map_err(|reason| (at, reason))?,
                    _ => Value::String(text.into_owned()),
                };
                self.begin(at);
                self.end(value);
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_extras(at, anchor, tag.is_some())?;
                self.open(Open::List(Vec::new()), at)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_extras(at, anchor, tag.is_some())?;
                let members = Map::new();
                self.open(Open::Object { members, key: None }, at)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                match self.open.pop() {
                    Some(Open::List(items)) => self.end(Value::Array(items)),
                    Some(Open::Object { members, .. }) => self.end(Value::Object(members)),
                    None => {}
                }
                Ok(())
            }
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open::Object { key: None, .. }))
    }

    fn key(&mut self, text: String, style: ScalarStyle, at: Position) -> Result<(), Refusal> {
        if style == ScalarStyle::Plain {
            if text == "<<" {
                return Err((
                    at,
                    "YAML merge keys are not portable: write the members out".into(),
                ));
            }
            if !matches!(plain(&text), Ok(Value::String(_))) {
                return Err((
                    at,
                    format!("the key {text} is no string: quote it, '{text}'"),
                ));
            }
        }
        let pointer = format!("{}/{}", self.pointer, escape(&text));
        if let Some(Open::Object { members, key }) = self.open.last_mut() {
            if members.contains_key(&text) {
                let first = self.positions.get(&pointer).map_or(1, |at| at.line);
                return Err((
                    at,
                    format!("duplicate key {text:?}: it stands on line {first} already"),
                ));
            }
            *key = Some(text);
        }
        self.positions.insert(pointer.clone(), at);
        self.pointer = pointer;
        Ok(())
    }

    fn open(&mut self, open: Open, at: Position) -> Result<(), Refusal> {
        if self.expects_key() {
            return Err((
                at,
                "a list or an object cannot be a key: only strings can".into(),
            ));
        }
        if self.open.len() >= MAXIMUM_DEPTH {
            return Err((at, format!("nested deeper than {MAXIMUM_DEPTH} levels")));
        }
        self.begin(at);
        self.open.push(open);
        Ok(())
    }

    /// Makes `pointer` that of the value that begins now. Members have it from their key.
    fn begin(&mut self, at: Position) {
        if let Some(Open::List(items)) = self.open.last() {
            self.pointer = format!("{}/{}", self.pointer, items.len());
        }
        self.positions.entry(self.pointer.clone()).or_insert(at);
    }

    /// Hands a finished value to what holds it and steps back to that one's pointer.
    fn end(&mut self, value: Value) {
        match self.open.last_mut() {
            None => {
                self.root = Some(value);
                return;
            }
            Some(Open::List(items)) => items.push(value),
            Some(Open::Object { members, key }) => {
                if let Some(key) = key.take() {
                    members.insert(key, value);
                }
            }
        }
        let parent = self.pointer.rfind('/').unwrap_or(0);
        self.pointer.truncate(parent);
    }
}

fn refuse_extras(at: Position, anchor: usize, tagged: bool) -> Result<(), Refusal> {
    if anchor != 0 {
        return Err((at, "YAML anchors are not portable: remove it".into()));
    }
    if tagged {
        return Err((
            at,
            "YAML tags are not portable: remove it, and quote what shall be a string".into(),
        ));
    }
    Ok(())
}

/// A plain scalar by the core schema of YAML 1.2, less what JSON cannot say and what readers see differently.
fn plain(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Err("JSON has no .nan: quote it or leave it out".into()),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err("JSON has no infinity: quote it or leave it out".into());
    }
    let starts_like_a_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !starts_like_a_number {
        return Ok(text.into());
    }
    number(text, unsigned)
}

fn number(text: &str, unsigned: &str) -> Result<Value, String> {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let based = |prefix, radix| {
        unsigned
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    if based("0x", 16) || based("0o", 8) {
        return Err(format!(
            "{text} is a number to some readers and text to others: write it in decimals, or quote it"
        ));
    }
    if digits(unsigned) {
        if unsigned.len() > 1 && unsigned.starts_with('0') {
            return Err(format!(
                "{text} is decimal to some readers and octal to others: quote it, or drop the leading zero"
            ));
        }
        let plus_less = text.strip_prefix('+').unwrap_or(text);
        let number = plus_less
            .parse::<i64>()
            .map(Number::from)
            .or_else(|_| plus_less.parse::<u64>().map(Number::from));
        return number
            .map(Value::Number)
            .map_err(|_| format!("{text} does not fit into 64 bits: quote it"));
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    let is_number = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent_fits;
    if !is_number {
        return Ok(text.into());
    }
    text.parse::<f64>()
        .ok()
        .and_then(Number::from_f64)
        .map(Value::Number)
        .ok_or_else(|| format!("{text} is out of range: quote it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(text: &str) -> String {
        let (at, reason) = parse(text).unwrap_err();
        format!("{}:{}: {reason}", at.line, at.column)
    }

    fn value(text: &str) -> Value {
        parse(text).unwrap().0
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        let text = "[null, ~, true, False, 1, -2, +3, 1.5, 1e3, .5, '1', yes, 07:45-16:00, 7_30_TO_12, 2018-01-01T00:00:00.000Z, 1.2.3, 1e, +x]";
        assert_eq!(
            value(text),
            json!([
                null,
                null,
                true,
                false,
                1,
                -2,
                3,
                1.5,
                1000.0,
                0.5,
                "1",
                "yes",
                "07:45-16:00",
                "7_30_TO_12",
                "2018-01-01T00:00:00.000Z",
                "1.2.3",
                "1e",
                "+x"
            ])
        );
    }

    #[test]
    fn json_is_read_as_it_is() {
        let json = json!({"b": [1, {"c/d": "x\ny\"\u{e6}"}], "a": [], "e": {}, "f": null});
        assert_eq!(value(&serde_json::to_string_pretty(&json).unwrap()), json);
        assert_eq!(value(&json.to_string()), json);
    }

    #[test]
    fn members_keep_their_order() {
        let Value::Object(members) = value("z: 1\na: 2\nm: 3\n") else {
            panic!("an object was written");
        };
        assert_eq!(members.keys().collect::<Vec<_>>(), ["z", "a", "m"]);
    }

    #[test]
    fn block_scalars_are_strings() {
        assert_eq!(
            value("a: |\n  1\nb: >-\n  x\n  y\n"),
            json!({"a": "1\n", "b": "x y"})
        );
    }

    #[test]
    fn what_yaml_has_beyond_json_is_refused_with_its_place() {
        let cases = [
            (
                "a: 1\nb: 2\na: 3\n",
                "3:1: duplicate key \"a\": it stands on line 1 already",
            ),
            ("a: &x 1\n", "1:4: YAML anchors are not portable"),
            ("a: &x 1\nb: *x\n", "1:4: YAML anchors"),
            ("a: !!str 1\n", "1:4: YAML tags"),
            ("<<: {a: 1}\n", "1:1: YAML merge keys"),
            (
                "a:\n  200: x\n",
                "2:3: the key 200 is no string: quote it, '200'",
            ),
            ("true: x\n", "1:1: the key true is no string"),
            ("? [a]\n: 1\n", "1:3: a list or an object cannot be a key"),
            ("a: 1\n---\nb: 2\n", "2:1: a second YAML document"),
            ("a: .nan\n", "1:4: JSON has no .nan"),
            ("a: -.inf\n", "1:4: JSON has no infinity"),
            ("a: 0042\n", "1:4: 0042 is decimal to some readers"),
            ("a: 0x1F\n", "1:4: 0x1F is a number to some readers"),
            (
                "a: 99999999999999999999\n",
                "1:4: 99999999999999999999 does not fit",
            ),
            ("a: 1e999\n", "1:4: 1e999 is out of range"),
            ("a: [1\nb: 2\n", "this is no YAML"),
            ("a: 1\n\u{0}b: 2\n", "2:1: control character U+0000"),
        ];
        for (text, expected) in cases {
            let refusal = refused(text);
            assert!(refusal.contains(expected), "{text:?}: {refusal}");
        }
    }

    #[test]
    fn nothing_at_all_is_refused() {
        for text in ["", "\n\n", "# only a comment\n", "\u{feff}"] {
            assert_eq!(refused(text), "1:1: the document is empty", "{text:?}");
        }
    }

    #[test]
    fn absurd_nesting_is_refused() {
        for nest in ["[", "{a: ", "- "] {
            let refusal = refused(&nest.repeat(100_000));
            let ours = refusal.contains("nested deeper than 100 levels");
            assert!(
                ours || refusal.contains("recursion limit exceeded"),
                "{refusal}"
            );
        }
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&deep(100)).is_ok());
        assert!(parse(&deep(101)).is_err());
    }
}
