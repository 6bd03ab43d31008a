//! Example payloads: literals as JavaScript has them, and as people mistype them, into JSON.
//!
//! The text is cut into tokens and mended where there is one reading only; json5 reads the texts that
//! hold escapes. Each mend is told. What has no single reading is refused with its line. Nothing is
//! run: a call such as `ObjectID('…')` is taken for the text in it.

use serde_json::{Map, Number, Value};

/// Brackets within brackets are read up to this depth, so that no page can overflow the stack.
const MAXIMUM_DEPTH: usize = 64;

/// A literal that was read.
#[derive(Debug, PartialEq)]
pub struct Literal {
    /// Its value, elided items dropped.
    pub value: Value,
    /// Whether items were dropped.
    pub elided: bool,
    /// The line in the text, from 0.
    pub line: usize,
}

/// What was mended, or is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Mend {
    /// The line in the text, from 0.
    pub line: usize,
    /// A word for it.
    pub code: &'static str,
    /// What was done.
    pub detail: String,
}

/// Reads all literals of a text.
///
/// # Errors
/// What has no single reading: code `unreadable-example`, line and reason.
pub fn parse(text: &str) -> Result<(Vec<Literal>, Vec<Mend>), Mend> {
    let tokens = tokens(text)?;
    let mut mender = Mender {
        tokens,
        at: 0,
        mends: Vec::new(),
        open: Vec::new(),
    };
    let mut literals = Vec::new();
    while let Some((token, line)) = mender.peek() {
        match token {
            Token::Comma => mender.at += 1,
            Token::Open(_) => {
                let line = *line;
                let mut elided = false;
                if let Some(value) = mender.value(&mut elided)? {
                    literals.push(Literal {
                        value,
                        elided,
                        line,
                    });
                }
            }
            Token::Close(sign) if !literals.is_empty() && mender.at + 1 == mender.tokens.len() => {
                let (line, sign) = (*line, *sign);
                mender.mend(
                    line,
                    "extra-bracket",
                    format!("a `{sign}` too many at the end"),
                );
                mender.at += 1;
            }
            _ => {
                return Err(unreadable(
                    *line,
                    "neither an object nor an array".to_owned(),
                ));
            }
        }
    }
    if literals.is_empty()
        && let Some((_, line)) = mender.tokens.first()
    {
        return Err(unreadable(*line, "nothing but elisions".to_owned()));
    }
    Ok((literals, mender.mends))
}

fn unreadable(line: usize, detail: String) -> Mend {
    Mend {
        line,
        code: "unreadable-example",
        detail,
    }
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Open(char),
    Close(char),
    Colon,
    Comma,
    Round(char),
    /// With its quotes.
    Text(&'a str),
    Word(&'a str),
    Dots,
}

fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>, Mend> {
    let mut tokens = Vec::new();
    let mut line = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (token, length) = match c {
            '\n' => {
                line += 1;
                (None, 1)
            }
            c if c.is_whitespace() || c == ';' || c == '\u{feff}' => (None, c.len_utf8()),
            '{' | '[' => (Some(Token::Open(c)), 1),
            '}' | ']' => (Some(Token::Close(c)), 1),
            '(' | ')' => (Some(Token::Round(c)), 1),
            ':' => (Some(Token::Colon), 1),
            ',' => (Some(Token::Comma), 1),
            '\'' | '"' => {
                let length = quoted(rest, c).ok_or_else(|| {
                    unreadable(line, format!("a {c} that is not closed on its line"))
                })?;
                (Some(Token::Text(&rest[..length])), length)
            }
            '…' => (Some(Token::Dots), c.len_utf8()),
            _ if rest.starts_with("...") => (
                Some(Token::Dots),
                rest.find(|c| c != '.').unwrap_or(rest.len()),
            ),
            _ if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => {
                let end = rest
                    .find("*/")
                    .ok_or_else(|| unreadable(line, "a comment that is not closed".to_owned()))?;
                line += rest[..end].matches('\n').count();
                (None, end + 2)
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || "{}[](),:;'\"…".contains(c))
                    .unwrap_or(rest.len());
                (Some(Token::Word(&rest[..end])), end)
            }
        };
        if let Some(token) = token {
            tokens.push((token, line));
        }
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// The length of a quoted text, quotes included.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

struct Mender<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    at: usize,
    mends: Vec<Mend>,
    /// Brackets that are open.
    open: Vec<char>,
}

impl<'a> Mender<'a> {
    fn peek(&self) -> Option<&(Token<'a>, usize)> {
        self.tokens.get(self.at)
    }

    fn token(&self, ahead: usize) -> Option<&Token<'a>> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn line(&self) -> usize {
        self.tokens
            .get(self.at)
            .or(self.tokens.last())
            .map_or(0, |(_, line)| *line)
    }

    fn mend(&mut self, line: usize, code: &'static str, detail: String) {
        self.mends.push(Mend { line, code, detail });
    }

    /// The value that comes, or none where it is elided.
    fn value(&mut self, elided: &mut bool) -> Result<Option<Value>, Mend> {
        let line = self.line();
        match self.token(0) {
            Some(Token::Open(sign)) => {
                let sign = *sign;
                if self.open.len() >= MAXIMUM_DEPTH {
                    return Err(unreadable(
                        line,
                        format!("more than {MAXIMUM_DEPTH} brackets within each other"),
                    ));
                }
                self.at += 1;
                if sign == '{'
                    && self.token(0) == Some(&Token::Dots)
                    && self.token(1) == Some(&Token::Close('}'))
                {
                    self.at += 2;
                    *elided = true;
                    return Ok(None);
                }
                self.open.push(sign);
                let value = if sign == '{' {
                    self.object(elided)?
                } else {
                    self.array(elided)?
                };
                self.open.pop();
                Ok(Some(value))
            }
            Some(Token::Text(text)) => {
                let value = unquoted(text, line)?;
                self.at += 1;
                Ok(Some(Value::String(value)))
            }
            Some(Token::Dots) => {
                self.at += 1;
                *elided = true;
                Ok(None)
            }
            Some(Token::Word(_)) => self.word(line).map(Some),
            _ => Err(unreadable(line, "a value is missing".to_owned())),
        }
    }

    fn object(&mut self, elided: &mut bool) -> Result<Value, Mend> {
        let mut properties = Map::new();
        loop {
            let line = self.line();
            match self.token(0) {
                Some(Token::Comma) => self.comma(line, '}'),
                Some(Token::Dots) => {
                    *elided = true;
                    self.at += 1;
                }
                Some(Token::Text(_) | Token::Word(_)) => {
                    let key = self.key()?;
                    if let Some(value) = self.value(elided)? {
                        if properties.contains_key(&key) {
                            self.mend(
                                line,
                                "repeated-key",
                                format!("`{key}` again; the last one counts"),
                            );
                        }
                        properties.insert(key, value);
                    }
                    self.separated(line)?;
                }
                _ => {
                    self.close('}', line)?;
                    return Ok(Value::Object(properties));
                }
            }
        }
    }

    fn array(&mut self, elided: &mut bool) -> Result<Value, Mend> {
        let mut items = Vec::new();
        loop {
            let line = self.line();
            match self.token(0) {
                Some(Token::Comma) => self.comma(line, ']'),
                Some(Token::Close(_)) | None => {
                    self.close(']', line)?;
                    return Ok(Value::Array(items));
                }
                _ => {
                    items.extend(self.value(elided)?);
                    self.separated(line)?;
                }
            }
        }
    }

    /// A comma, which may be one too many.
    fn comma(&mut self, line: usize, close: char) {
        self.at += 1;
        if self.token(0) == Some(&Token::Close(close)) {
            self.mend(line, "trailing-comma", format!("a comma before `{close}`"));
        }
    }

    fn key(&mut self) -> Result<String, Mend> {
        let line = self.line();
        let key = match self.token(0) {
            Some(Token::Text(text)) => unquoted(text, line)?,
            Some(Token::Word(word)) => (*word).to_owned(),
            _ => {
                return Err(unreadable(
                    line,
                    "the name of a property is missing".to_owned(),
                ));
            }
        };
        self.at += 1;
        match self.token(0) {
            Some(Token::Colon) => self.at += 1,
            Some(Token::Text(_) | Token::Word(_) | Token::Open(_))
                if self.token(1) != Some(&Token::Colon) =>
            {
                self.mend(line, "missing-colon", format!("a colon after `{key}`"));
            }
            _ => return Err(unreadable(line, format!("`{key}` has no value"))),
        }
        Ok(key)
    }

    /// What may follow a value: a comma, a bracket that closes, or another item whose comma is missing.
    fn separated(&mut self, line: usize) -> Result<(), Mend> {
        let next = match self.token(0) {
            Some(Token::Comma | Token::Close(_) | Token::Dots) | None => return Ok(()),
            Some(Token::Text(_) | Token::Word(_)) => {
                self.open.last() == Some(&'[') || self.token(1) == Some(&Token::Colon)
            }
            Some(Token::Open(_)) => self.open.last() == Some(&'['),
            _ => false,
        };
        if !next {
            return Err(unreadable(
                self.line(),
                "what stands behind a value is no part of it".to_owned(),
            ));
        }
        self.mend(
            line,
            "missing-comma",
            "a comma between two items".to_owned(),
        );
        Ok(())
    }

    /// The bracket that closes, or the want of it where only one reading is left.
    fn close(&mut self, wanted: char, line: usize) -> Result<(), Mend> {
        match self.token(0) {
            Some(Token::Close(sign)) if *sign == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(Token::Close(sign)) => {
                let outer = if *sign == '}' { '{' } else { '[' };
                if !self.open[..self.open.len().saturating_sub(1)].contains(&outer) {
                    return Err(unreadable(line, format!("`{sign}` closes nothing")));
                }
                self.mend(line, "missing-bracket", format!("a `{wanted}`"));
                Ok(())
            }
            None => {
                self.mend(line, "missing-bracket", format!("a `{wanted}` at the end"));
                Ok(())
            }
            _ => Err(unreadable(line, format!("no `{wanted}` and no property"))),
        }
    }

    /// A number, a constant, a call, or words without quotes.
    fn word(&mut self, line: usize) -> Result<Value, Mend> {
        if self.token(0) == Some(&Token::Word("new")) {
            self.at += 1;
        }
        if let (Some(Token::Word(name)), Some(Token::Round('('))) = (self.token(0), self.token(1)) {
            let argument = match (self.token(2), self.token(3)) {
                (Some(Token::Text(text)), Some(Token::Round(')'))) => unquoted(text, line)?,
                (Some(Token::Word(word)), Some(Token::Round(')'))) => (*word).to_owned(),
                _ => {
                    return Err(unreadable(
                        line,
                        format!("a call of `{name}` with anything but one text"),
                    ));
                }
            };
            let detail = format!("`{name}(…)` taken for the text in it");
            self.mend(line, "call", detail);
            self.at += 4;
            return Ok(Value::String(argument));
        }
        let mut words: Vec<&str> = Vec::new();
        while let Some((Token::Word(word), at)) = self.tokens.get(self.at) {
            // A word before a colon is the name of the next property.
            if *at != line || (!words.is_empty() && self.token(1) == Some(&Token::Colon)) {
                break;
            }
            words.push(word);
            self.at += 1;
        }
        Ok(match words.as_slice() {
            ["true"] => Value::Bool(true),
            ["false"] => Value::Bool(false),
            ["null"] => Value::Null,
            ["undefined"] => {
                self.mend(line, "bare-word", "`undefined` read as null".to_owned());
                Value::Null
            }
            [] => return Err(unreadable(line, "a value is missing".to_owned())),
            words => {
                if let [word] = words
                    && let Some(number) = number(word)
                {
                    return Ok(Value::Number(number));
                }
                let text = words.join(" ");
                self.mend(line, "bare-word", format!("`{text}` without quotes"));
                Value::String(text)
            }
        })
    }
}

/// What stands between quotes.
fn unquoted(text: &str, line: usize) -> Result<String, Mend> {
    if !text.contains('\\') {
        return Ok(text[1..text.len() - 1].to_owned());
    }
    json5::from_str(text).map_err(|error| unreadable(line, format!("no text: {error}")))
}

/// A number of JSON: no leading zero, which a phone number may have.
fn number(word: &str) -> Option<Number> {
    let begins = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    begins.then(|| word.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(text: &str) -> (Value, bool, Vec<&'static str>) {
        let (mut literals, mends) = parse(text).expect("a literal");
        assert_eq!(literals.len(), 1, "{text}");
        let literal = literals.remove(0);
        (
            literal.value,
            literal.elided,
            mends.into_iter().map(|mend| mend.code).collect(),
        )
    }

    #[test]
    fn javascript_and_its_slips_read_as_json() {
        for (text, value, codes) in [
            (
                "{ a: 'b', \"c\": [1, -2.5], d: null }",
                json!({"a": "b", "c": [1, -2.5], "d": null}),
                vec![],
            ),
            ("[ {a: 1}, ]", json!([{"a": 1}]), vec!["trailing-comma"]),
            (
                "{ type: EMAIL, b: 1 }",
                json!({"type": "EMAIL", "b": 1}),
                vec!["bare-word"],
            ),
            (
                "{ a: Some words, b: 1 }",
                json!({"a": "Some words", "b": 1}),
                vec!["bare-word"],
            ),
            (
                "{ _id: ObjectID('1f'), d: new Date(\"x\") }",
                json!({"_id": "1f", "d": "x"}),
                vec!["call", "call"],
            ),
            ("{ a 'b' }", json!({"a": "b"}), vec!["missing-colon"]),
            (
                "{ a: { b: 1, c: [ 2 }",
                json!({"a": {"b": 1, "c": [2]}}),
                vec!["missing-bracket", "missing-bracket"],
            ),
            (
                "{ a: [ { b: 1 ] }",
                json!({"a": [{"b": 1}]}),
                vec!["missing-bracket"],
            ),
            (
                "{ a: 1\n b: 2 }",
                json!({"a": 1, "b": 2}),
                vec!["missing-comma"],
            ),
            (
                "{ a: 0123, b: +45 }",
                json!({"a": "0123", "b": "+45"}),
                vec!["bare-word", "bare-word"],
            ),
            ("{ a: 1 }}", json!({"a": 1}), vec!["extra-bracket"]),
            (
                "{ a: 1, // no\n /* no */ b: 'x // y' };",
                json!({"a": 1, "b": "x // y"}),
                vec![],
            ),
            ("{ a: 'it\\'s' }", json!({"a": "it's"}), vec![]),
        ] {
            assert_eq!(one(text), (value, false, codes), "{text}");
        }
    }

    #[test]
    fn elided_items_are_dropped_and_flagged() {
        for text in [
            "[ {a: 1}, ... ]",
            "[ {a: 1}, { ... } ]",
            "[ {a: 1, …}, {\n ...\n} ]",
            "[{a: 1, b: {...}}]",
        ] {
            assert_eq!(one(text), (json!([{"a": 1}]), true, vec![]), "{text}");
        }
        assert_eq!(one("{ a: [ ... ] }"), (json!({"a": []}), true, vec![]));
    }

    #[test]
    fn two_objects_are_two_literals() {
        let (literals, _) = parse("{ a: 1 }\n\n{ b: 2 }").expect("literals");
        let read: Vec<_> = literals
            .iter()
            .map(|literal| (literal.line, literal.value.clone()))
            .collect();
        assert_eq!(read, [(0, json!({"a": 1})), (2, json!({"b": 2}))]);
    }

    #[test]
    fn what_has_no_single_reading_is_refused_with_its_line() {
        for (text, line) in [
            ("{\n a b: 1 }", 1),
            ("{ a, b }", 0),
            ("{ a: 1 ] }", 0),
            ("[\n'open ]", 1),
            ("{ a: f(1, 2) }", 0),
            ("plain words", 0),
            ("{ a: }", 0),
            ("// one\n{ ... }", 1),
            ("/* {", 0),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(
                (error.code, error.line),
                ("unreadable-example", line),
                "{text}"
            );
        }
        assert!(parse(&"[".repeat(100_000)).is_err(), "depth is limited");
    }
}
