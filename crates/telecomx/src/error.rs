//! The one error type of this crate.
//!
//! It prints by allow-list: what failed, the documented name of the operation, the status, the
//! API's own machine word, the place in the JSON. It never prints a URL with its query, a body, a
//! credential or a value out of a body; those who want the body ask [`Error::body`].

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde_json::error::Category;

use crate::generated::WORDS;
use crate::generated::types::ErrorBody;
use crate::operation::Operation;
use crate::response::Response;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built as configured.
    Configuration,
    /// A parameter is outside of its documented bounds or form; nothing was sent.
    InvalidRequest,
    /// The token or the password was refused (401), or there is none.
    Credentials,
    /// Login wants a second factor, see [`Error::wanted_factor`].
    SecondFactor,
    /// The user's access level does not suffice (403).
    Access,
    /// The thing asked for does not exist (404). [`Error::message`] names the property.
    NotFound,
    /// Too many requests (429), see [`Error::retry_after`].
    Throttled,
    /// Any other refusal by the API (4xx).
    Api,
    /// The server failed (5xx).
    Server,
    /// The server answered with a redirect, which is never followed.
    Redirect,
    /// A connect, read or total timeout.
    Timeout,
    /// The connection could not be made, or broke.
    Connection,
    /// An answer, or a record in it, is not of the documented form.
    Decode,
    /// An answer is larger than the body limit.
    TooLarge,
    /// A list contradicts itself from one list page to the next.
    Paging,
}

/// Why a call, or a record of a list, failed.
///
/// Branch on [`kind`](Self::kind), or on [`status`](Self::status): the API's own message is a
/// generic word (`access_denied`) or a property's name, and not unique.
#[derive(Clone)]
pub struct Error(Box<Inside>);

#[derive(Clone)]
struct Inside {
    kind: ErrorKind,
    /// A fragment in lower case that says what failed, safe to print.
    what: String,
    operation: Option<&'static Operation>,
    status: Option<u16>,
    api: Option<ErrorBody>,
    body: Option<Bytes>,
    path: Option<String>,
    index: Option<u64>,
    retry_after: Option<Duration>,
    wanted_factor: Option<Factor>,
    retryable: bool,
    attempts: u32,
    source: Option<Cause>,
}

/// A second factor of a login, see the page `api:customer:security`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Factor {
    /// A code that Telecom X sends by SMS.
    SmsCode,
    /// A time-based code of an authenticator app.
    AuthenticatorCode,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Inside {
            kind,
            what: what.into(),
            operation: None,
            status: None,
            api: None,
            body: None,
            path: None,
            index: None,
            retry_after: None,
            wanted_factor: None,
            retryable: false,
            attempts: 0,
            source: None,
        }))
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's id in the document (`listInternetRequests`), if a call failed.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The HTTP status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The API's message: a generic word or the name of the offending property. May be missing.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.api.as_ref()?.message.as_deref()
    }

    /// The API's description of the error, for a person. May be missing.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.api.as_ref()?.description.as_deref()
    }

    /// The whole error body, where it was JSON.
    #[must_use]
    pub fn error_body(&self) -> Option<&ErrorBody> {
        self.0.api.as_ref()
    }

    /// The raw answer or, for a record of a list, the record's raw JSON. It may hold personal data:
    /// it is given to who asks, and never printed.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Where in the JSON decoding failed, as in `requests[3].address.zip`; `$` is the whole answer. A
    /// name that the document does not have is shown as `?`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The position in the whole list of the record that failed, counted from 0.
    #[must_use]
    pub fn index(&self) -> Option<u64> {
        self.0.index
    }

    /// How long the server wants to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The second factor that a login wants, with [`ErrorKind::SecondFactor`].
    #[must_use]
    pub fn wanted_factor(&self) -> Option<Factor> {
        self.0.wanted_factor
    }

    /// Whether the same call may succeed later: timeouts, broken connections, 408, 429, 502, 503, 504.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How many requests were sent before this error was given up to; 0 if none.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    pub(crate) fn during(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn at_record(mut self, index: u64, raw: Bytes) -> Self {
        self.0.index = Some(index);
        self.0.body = Some(raw);
        self
    }

    pub(crate) fn at_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(crate) fn wanting(mut self, factor: Factor) -> Self {
        self.0.kind = ErrorKind::SecondFactor;
        self.0.wanted_factor = Some(factor);
        self
    }

    pub(crate) fn caused_by(mut self, source: &(dyn std::error::Error + 'static)) -> Self {
        self.0.source = Some(Cause::of(source));
        self
    }

    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    #[cfg(test)]
    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_what(mut self, what: String) -> Self {
        self.0.what = what;
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = Some(body);
        self
    }

    /// The body of an answer, for a second and more lenient reading.
    pub(crate) fn take_body(&mut self) -> Option<Bytes> {
        self.0.body.take()
    }

    /// An answer that does not fit the documented type.
    pub(crate) fn decode(response: &Response, what: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, what).during(response.operation());
        error.0.status = Some(response.status().as_u16());
        error.0.body = Some(response.body().clone());
        error.0.attempts = response.attempts();
        error
    }

    /// A failure of [`serde_json`], without the value that it would quote.
    pub(crate) fn json(error: &serde_json::Error) -> String {
        format!(
            "{} at line {} column {}",
            describe(error),
            error.line(),
            error.column()
        )
    }

    /// A failure of [`serde_json`], without its place.
    pub(crate) fn json_kind(error: &serde_json::Error) -> String {
        describe(error)
    }

    pub(crate) fn timed_out() -> Self {
        let what = "the call took longer than its total timeout";
        Self::new(ErrorKind::Timeout, what).retryable()
    }

    /// A failure before or while the answer came.
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        // The URL holds the token.
        let error = error.without_url();
        let (kind, what, retryable) = if error.is_timeout() {
            (
                ErrorKind::Timeout,
                "the server did not answer in time",
                true,
            )
        } else if error.is_connect() {
            (
                ErrorKind::Connection,
                "the server could not be reached",
                true,
            )
        } else if error.is_builder() {
            (
                ErrorKind::InvalidRequest,
                "the request could not be built",
                false,
            )
        } else if is_corrupt(&error) {
            (
                ErrorKind::Decode,
                "the answer could not be decompressed",
                false,
            )
        } else {
            (ErrorKind::Connection, "the connection broke", true)
        };
        let new = Self::new(kind, what).caused_by(&error);
        if retryable { new.retryable() } else { new }
    }

    /// An answer other than 2xx, whatever its body holds.
    fn refused(response: &Response) -> Self {
        let status = response.status().as_u16();
        let (kind, what) = match status {
            300..=399 => (
                ErrorKind::Redirect,
                "the server redirects elsewhere, which is never followed",
            ),
            401 => (ErrorKind::Credentials, "the credentials were refused"),
            403 => (ErrorKind::Access, "access was denied"),
            404 => (ErrorKind::NotFound, "not found"),
            408 | 504 => (ErrorKind::Timeout, "the server took too long"),
            429 => (ErrorKind::Throttled, "too many requests"),
            500..=599 => (ErrorKind::Server, "the server failed"),
            _ => (ErrorKind::Api, "the server refused the request"),
        };
        let mut error = Self::new(kind, what).during(response.operation());
        error.0.status = Some(status);
        error.0.attempts = response.attempts();
        error.0.retryable = matches!(status, 408 | 429 | 502 | 503 | 504);
        error.0.retry_after = response.retry_after();
        // HTML, an empty body or other JSON simply have no message.
        error.0.api = serde_json::from_slice(response.body()).ok();
        error.0.body = Some(response.body().clone());
        error
    }
}

/// Whether a body could not be decompressed. To reqwest a connection that breaks in a body is a
/// decoding error too; only the I/O error at the bottom tells them apart.
fn is_corrupt(error: &reqwest::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput};
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let io = cause.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| matches!(io.kind(), InvalidData | InvalidInput)) {
            return true;
        }
        source = cause.source();
    }
    false
}

/// The names under which progenitor's code makes errors.
#[allow(non_snake_case)]
impl Error {
    #[doc(hidden)]
    #[must_use]
    pub fn UnexpectedResponse(response: Response) -> Self {
        Self::refused(&response)
    }

    #[doc(hidden)]
    #[must_use]
    pub fn InvalidRequest(what: String) -> Self {
        Self::new(ErrorKind::InvalidRequest, what)
    }
}

/// From building a request; whatever is sent goes through [`Error::transport`] explicitly.
#[doc(hidden)]
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::transport(error)
    }
}

/// What serde_json complains of, without quoting a value out of the body.
///
/// Syntax errors are constant texts. Errors of data may quote: of those, only the forms whose
/// unquoted parts are known to be ours are kept.
fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    // serde_json appends " at line 1 column 2", which the caller writes itself.
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    match error.classify() {
        Category::Io => "could not be read".into(),
        Category::Eof => "the JSON ends too early".into(),
        Category::Syntax => format!("not JSON: {text}"),
        Category::Data => {
            if text.starts_with("missing field `")
                || text.starts_with("duplicate field `")
                || text.starts_with("not a")
            {
                return text.to_owned();
            }
            let invalid = ["invalid type: ", "invalid value: ", "invalid length "];
            match (
                invalid.iter().find_map(|prefix| text.strip_prefix(prefix)),
                text.rsplit_once(", expected "),
            ) {
                (Some(found), Some((_, expected))) => {
                    // `string "…"`, `integer `…``: the word before the quote is the kind found.
                    let kind = found
                        .split(['"', '`', ','])
                        .next()
                        .unwrap_or_default()
                        .trim_end();
                    let kind = kind
                        .trim_end_matches(|c: char| c.is_ascii_digit())
                        .trim_end();
                    if kind.is_empty() {
                        format!("expected {expected}")
                    } else {
                        format!("expected {expected}, found {kind}")
                    }
                }
                _ => "a value does not fit".into(),
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = &self.0;
        if let Some(operation) = inside.operation {
            write!(f, "{}: ", operation.id)?;
        }
        f.write_str(&inside.what)?;
        if let Some(status) = inside.status {
            write!(f, " (status {status}")?;
            if let Some(message) = self.message().filter(|message| is_documented(message)) {
                write!(f, ", `{message}`")?;
            }
            f.write_str(")")?;
        }
        match (&inside.path, inside.index) {
            (Some(path), Some(index)) => write!(f, ", at `{path}` of record {index}")?,
            (Some(path), None) => write!(f, ", at `{path}`")?,
            (None, Some(index)) => write!(f, ", at record {index}")?,
            (None, None) => {}
        }
        if let Some(wait) = inside.retry_after {
            write!(f, ", to be tried again in {} s", wait.as_secs())?;
        }
        if inside.attempts > 1 {
            write!(f, ", after {} attempts", inside.attempts)?;
        }
        Ok(())
    }
}

/// A place in an answer, as in `requests[3].address.zip`; `$` is the whole answer. A name that the document does not have is
/// part of the body and shown as `?`.
pub(crate) fn place(within: &str, path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut place = within.to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => place += &format!("[{index}]"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                let known = is_documented(key);
                let dot = if place.is_empty() { "" } else { "." };
                place += &format!("{dot}{}", if known { key } else { "?" });
            }
            Segment::Unknown => {}
        }
    }
    if place.is_empty() {
        "$".to_owned()
    } else {
        place
    }
}

/// Whether a word is the document's own. Any other may be what was sent, or anybody's data.
fn is_documented(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("error", &format_args!("{self}"))
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|cause| cause as _)
    }
}

/// The text of an error of another crate and of what caused it, without its type: HTTP libraries
/// are no part of this crate's public surface.
#[derive(Clone)]
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut text = error.to_string();
        // Nothing that we pass on is known to quote a URL; should it begin to, it is dropped whole.
        if text.contains("://") && text.contains('?') {
            text = "a request failed".into();
        }
        Self {
            text,
            source: error.source().map(|source| Box::new(Self::of(source))),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)?;
        match &self.source {
            Some(source) => write!(f, " <- {source:?}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_out_of_the_body_is_not_quoted() {
        #[derive(serde::Deserialize)]
        struct Record {
            #[serde(rename = "price")]
            _price: i64,
        }
        let told = |json: &str| describe(&serde_json::from_str::<Record>(json).err().unwrap());
        assert_eq!(
            told(r#"{"price":"s3cret, expected x"}"#),
            "expected i64, found string"
        );
        assert_eq!(
            told(r#"{"price":1.5}"#),
            "expected i64, found floating point"
        );
        assert_eq!(told(r#"{"price":[1]}"#), "expected i64, found sequence");
        assert_eq!(told("{}"), "missing field `price`");
        assert_eq!(told(r#"{"price":1,"price":2}"#), "duplicate field `price`");
        assert_eq!(told(r#"{"price":"#), "the JSON ends too early");
        assert_eq!(told("<html>"), "not JSON: expected value");
        assert_eq!(
            told(r#"{"price":12345678901234567890}"#),
            "expected i64, found integer"
        );
    }

    #[test]
    fn only_the_words_of_the_document_are_printed() {
        for word in ["access_denied", "bad request", "customer", "id", "zip"] {
            assert!(is_documented(word), "{word}");
        }
        for word in ["token=abc123", "hans", ""] {
            assert!(!is_documented(word), "{word}");
        }
    }

    #[test]
    fn a_cause_that_quotes_a_url_is_dropped() {
        let cause = Cause::of(&std::io::Error::other("GET https://x/?token=abc failed"));
        assert!(!format!("{cause:?}").contains("abc"));
    }
}
