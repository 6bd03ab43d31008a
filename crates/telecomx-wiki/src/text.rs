//! Small tools on text that all layouts share, so that the same cell reads the same from each.

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use regex::Regex;
use sha2::{Digest, Sha256};

/// A pattern that is compiled once.
pub(crate) struct Pattern(LazyLock<Regex>);

impl Pattern {
    pub(crate) const fn new(compile: fn() -> Regex) -> Self {
        Self(LazyLock::new(compile))
    }
}

impl std::ops::Deref for Pattern {
    type Target = Regex;
    fn deref(&self) -> &Regex {
        &self.0
    }
}

/// A literal pattern.
///
/// Compiling cannot fail at run time: each is a literal, and the tests of its module use it.
macro_rules! pattern {
    ($pattern:literal) => {
        $crate::text::Pattern::new(
            #[allow(clippy::expect_used)]
            || regex::Regex::new($pattern).expect("a literal pattern that the tests use"),
        )
    };
}
pub(crate) use pattern;

/// White space as one blank, nothing at the ends, typographic signs as typed.
///
/// DokuWiki sets quotes, dashes and dots typographically when it renders and leaves them alone in
/// its source; without this the same cell would read differently from two layouts.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let mut before = b' ';
    let plain = |byte: u8| {
        let blanks = (std::mem::replace(&mut before, byte), byte) == (b' ', b' ');
        byte.is_ascii_graphic() || (byte == b' ' && !blanks)
    };
    if trimmed.bytes().all(plain) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let typed: &str = match c {
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' => continue,
            c if c.is_whitespace() => {
                blank = true;
                continue;
            }
            '‘' | '’' | '‚' => "'",
            '“' | '”' | '„' => "\"",
            '–' | '—' => "-",
            '…' => "...",
            '→' => "->",
            '×' => "x",
            c => {
                if blank && !out.is_empty() {
                    out.push(' ');
                }
                blank = false;
                out.push(c);
                continue;
            }
        };
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push_str(typed);
    }
    Cow::Owned(out)
}

/// The first 12 hex digits of the SHA-256 of the cleaned text; `None` for no text.
///
/// A change of wording shows without the wording being stored. Runs of dashes count as one, for
/// the renderer turns `--` into a dash.
#[must_use]
pub fn fingerprint(text: &str) -> Option<CompactString> {
    let mut text = clean(text);
    while text.contains('-') && text.contains("--") {
        text = text.replace("--", "-").into();
    }
    (!text.is_empty()).then(|| hex(&Sha256::digest(text.as_bytes())[..6]))
}

/// The SHA-256 in hex digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).into_string()
}

fn hex(bytes: &[u8]) -> CompactString {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let mut digits = CompactString::with_capacity(2 * bytes.len());
    for byte in bytes {
        digits.push(digit(byte >> 4));
        digits.push(digit(byte & 15));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_and_white_space_do_not_change_a_fingerprint() {
        let typed = "user's \"own\" - a  b...";
        let set = "user’s\u{a0}“own” –\n a b…";
        assert_eq!(clean(typed), clean(set));
        assert_eq!(fingerprint(typed), fingerprint(set));
        assert_eq!(fingerprint("a -- b"), fingerprint("a — b"));
        assert_ne!(fingerprint("a"), fingerprint("b"));
        assert_eq!(fingerprint(" \u{a0} "), None);
        assert_eq!(fingerprint("abc").map(|hex| hex.len()), Some(12));
    }
}
