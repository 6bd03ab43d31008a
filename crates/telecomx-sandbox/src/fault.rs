//! Faults on demand: what can go wrong between a client and a server.

use std::{collections::VecDeque, str::FromStr, time::Duration};

use serde_json::{Value, json};

use crate::{
    dice::Dice,
    document::{Document, Operation},
};

/// What goes wrong with one request: nothing, one thing, or several at once.
///
/// In words, as [`FromStr`], the stand-alone sandbox's `--fault` and the header `x-sandbox-fault` take
/// them, several separated by commas:
///
/// | words | effect |
/// |---|---|
/// | `pass` | none; a place in a script |
/// | `latency=200ms` | answers that much later (`ms`, `s`, `m`) |
/// | `jitter=50ms..2s` | the same, by a length that differs from request to request |
/// | `status=503` | that status; `status=401:expired` picks one of the documented messages |
/// | `html=500` | that status with a proxy's HTML page |
/// | `retry-after=2s`, `retry-after-date=2s` | adds the header, in seconds or as a date, to a `status` or `html` |
/// | `truncate` | breaks the connection off in the middle of the body |
/// | `content-length=-5` | declares a length that is wrong by so many bytes |
/// | `changing-total` | `total` grows by one from request to request |
/// | `repeated-page` | the list page before the one asked for, under the offset asked for |
/// | `ignored-offset` | always the first list page |
/// | `evolve` | enum values and properties that the document does not have |
/// | `bad-record=3` | the record at that index of the list page is malformed |
/// | `reset` | resets the connection without an answer |
/// | `hang` | never answers |
/// | `drip=16/50ms` | sends so many bytes at a time, with a pause between |
/// | `on=listInternetRequests` | strikes only this operation |
///
/// Waits add up. Of several statuses, or of several ways to send a body, the first counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fault {
    operation: Option<String>,
    effects: Vec<Effect>,
}

#[derive(Debug, Clone, PartialEq)]
enum Effect {
    Latency(Duration),
    Jitter(Duration, Duration),
    Status(u16, Option<String>),
    Html(u16),
    RetryAfter(Duration),
    RetryAfterDate(Duration),
    Truncate,
    ContentLength(i64),
    ChangingTotal,
    RepeatedPage,
    IgnoredOffset,
    Evolve,
    BadRecord(usize),
    Reset,
    Hang,
    Drip(usize, Duration),
}

/// One constructor for each of the words in the table above.
impl Fault {
    /// Nothing: lets a request through in a script.
    pub fn pass() -> Self {
        Self::default()
    }

    /// Answers this much later.
    pub fn latency(by: Duration) -> Self {
        Effect::Latency(by).into()
    }

    /// Answers later, by a length between the two that follows from the sandbox's seed.
    pub fn jitter(least: Duration, most: Duration) -> Self {
        Effect::Jitter(least, most).into()
    }

    /// Answers with this status, and the documented error of it where there is one; 200 lets the request through.
    pub fn status(status: u16) -> Self {
        Effect::Status(status, None).into()
    }

    /// Answers with the documented error of this status and message.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Effect::Status(status, Some(message.into())).into()
    }

    /// Answers with this status and an HTML page.
    pub fn html(status: u16) -> Self {
        Effect::Html(status).into()
    }

    /// Adds `Retry-After` in whole seconds.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        self.and(Effect::RetryAfter(wait).into())
    }

    /// Adds `Retry-After` as a date, this far from now.
    #[must_use]
    pub fn retry_after_date(self, wait: Duration) -> Self {
        self.and(Effect::RetryAfterDate(wait).into())
    }

    /// Breaks the connection off in the middle of the body.
    pub fn truncated() -> Self {
        Effect::Truncate.into()
    }

    /// Declares a body length that is wrong by so many bytes.
    pub fn content_length(off_by: i64) -> Self {
        Effect::ContentLength(off_by).into()
    }

    /// Lets `total` grow by one from request to request.
    pub fn changing_total() -> Self {
        Effect::ChangingTotal.into()
    }

    /// Sends the list page before the one asked for, under the offset asked for.
    pub fn repeated_page() -> Self {
        Effect::RepeatedPage.into()
    }

    /// Always sends the first list page.
    pub fn ignored_offset() -> Self {
        Effect::IgnoredOffset.into()
    }

    /// Sends enum values and properties that the document does not have.
    pub fn evolved() -> Self {
        Effect::Evolve.into()
    }

    /// Makes the record at this index of a list page malformed.
    pub fn bad_record(index: usize) -> Self {
        Effect::BadRecord(index).into()
    }

    /// Resets the connection without an answer.
    pub fn reset() -> Self {
        Effect::Reset.into()
    }

    /// Never answers (until the sandbox stops).
    pub fn hang() -> Self {
        Effect::Hang.into()
    }

    /// Sends so many bytes at a time, with a pause before each.
    pub fn drip(bytes: usize, pause: Duration) -> Self {
        Effect::Drip(bytes, pause).into()
    }

    /// Both at once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.effects.extend(other.effects);
        self.operation = other.operation.or(self.operation);
        self
    }

    /// Strikes only calls of this operation, by its operationId. In a script, other calls pass by.
    #[must_use]
    pub fn on(mut self, operation_id: impl Into<String>) -> Self {
        self.operation = Some(operation_id.into());
        self
    }

    fn strikes(&self, operation: Option<&str>) -> bool {
        self.operation.is_none() || self.operation.as_deref() == operation
    }
}

impl From<Effect> for Fault {
    fn from(effect: Effect) -> Self {
        Self {
            operation: None,
            effects: vec![effect],
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').try_fold(Self::pass(), |fault, word| {
            let word = word.trim();
            one(word)
                .map(|one| fault.and(one))
                .map_err(|why| format!("fault {word:?}: {why}"))
        })
    }
}

/// Every word, for the message about one that is none.
const WORDS: [&str; 18] = [
    "pass",
    "latency",
    "jitter",
    "status",
    "html",
    "retry-after",
    "retry-after-date",
    "truncate",
    "content-length",
    "changing-total",
    "repeated-page",
    "ignored-offset",
    "evolve",
    "bad-record",
    "reset",
    "hang",
    "drip",
    "on",
];

fn one(text: &str) -> Result<Fault, String> {
    let (word, value) = text.split_once('=').map_or((text, None), |(word, value)| {
        (word.trim(), Some(value.trim()))
    });
    let wanted = || value.ok_or_else(|| format!("wants a value, as in \"{word}=…\""));
    Ok(match (word, value) {
        ("pass", None) => Fault::pass(),
        ("truncate", None) => Fault::truncated(),
        ("changing-total", None) => Fault::changing_total(),
        ("repeated-page", None) => Fault::repeated_page(),
        ("ignored-offset", None) => Fault::ignored_offset(),
        ("evolve", None) => Fault::evolved(),
        ("reset", None) => Fault::reset(),
        ("hang", None) => Fault::hang(),
        ("latency", _) => Fault::latency(duration(wanted()?)?),
        ("jitter", _) => {
            let (least, most) = wanted()?
                .split_once("..")
                .ok_or("wants two lengths, as in \"jitter=50ms..2s\"")?;
            Fault::jitter(duration(least)?, duration(most)?)
        }
        ("status", _) => match wanted()?.split_once(':') {
            Some((code, message)) => Fault::error(status(code)?, message),
            None => Fault::status(status(wanted()?)?),
        },
        ("html", _) => Fault::html(status(wanted()?)?),
        ("retry-after", _) => Fault::pass().retry_after(duration(wanted()?)?),
        ("retry-after-date", _) => Fault::pass().retry_after_date(duration(wanted()?)?),
        ("content-length", _) => Fault::content_length(number(wanted()?)?),
        ("bad-record", _) => Fault::bad_record(number(wanted()?)?),
        ("drip", _) => {
            let (bytes, pause) = wanted()?
                .split_once('/')
                .ok_or("wants bytes and a pause, as in \"drip=16/50ms\"")?;
            Fault::drip(number(bytes)?, duration(pause)?)
        }
        ("on", _) => Fault::pass().on(wanted()?),
        (word, Some(_)) if WORDS.contains(&word) => return Err("takes no value".to_owned()),
        _ => {
            return Err(match crate::nearest(word, WORDS) {
                Some(near) => format!("no such fault; did you mean {near:?}?"),
                None => format!("no such fault; there are {}", WORDS.join(", ")),
            });
        }
    })
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not a number that fits here"))
}

fn status(text: &str) -> Result<u16, String> {
    number(text)
        .ok()
        .filter(|status| (200..600).contains(status))
        .ok_or(format!("{text:?} is not a status from 200 to 599"))
}

fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1_000), ("m", 60_000)];
    let parsed = units.iter().find_map(|(unit, milliseconds)| {
        let count: u64 = text.trim().strip_suffix(unit)?.trim_end().parse().ok()?;
        Some(Duration::from_millis(count.checked_mul(*milliseconds)?))
    });
    parsed.ok_or_else(|| format!("{text:?} is not a length of time, such as 200ms or 2s"))
}

/// The faults that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// Each strikes once, in this order.
    pub(crate) script: VecDeque<Fault>,
    /// These strike every request.
    pub(crate) always: Vec<Fault>,
}

impl Faults {
    /// What strikes a request now; takes it out of the script.
    pub(crate) fn strike(
        &mut self,
        operation: Option<&str>,
        from_header: Fault,
        request: u64,
    ) -> Strike {
        let next = self
            .script
            .iter()
            .position(|fault| fault.strikes(operation));
        let next = next.and_then(|index| self.script.remove(index));
        let always = self
            .always
            .iter()
            .filter(|fault| fault.strikes(operation))
            .cloned();
        let from_header = from_header.strikes(operation).then_some(from_header);
        let effects = always
            .chain(next)
            .chain(from_header)
            .flat_map(|fault| fault.effects)
            .collect();
        Strike { effects, request }
    }
}

/// What strikes one request.
pub(crate) struct Strike {
    effects: Vec<Effect>,
    /// Number of the request.
    request: u64,
}

/// An answer in place of the real one.
pub(crate) enum Instead {
    Status(u16, Option<String>),
    Html(u16),
}

/// How the body is sent.
pub(crate) enum Delivery {
    Truncated,
    Length(i64),
    Drip(usize, Duration),
}

/// How paging is bent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paged {
    ignored_offset: bool,
    repeated_page: bool,
    /// What `total` is too large by.
    pub(crate) growth: u64,
}

impl Paged {
    /// The offset that the answer tells, and the one that its items are from.
    pub(crate) fn offsets(self, offset: u64, limit: u64) -> (u64, u64) {
        match self {
            Self {
                ignored_offset: true,
                ..
            } => (0, 0),
            Self {
                repeated_page: true,
                ..
            } => (offset, offset.saturating_sub(limit)),
            _ => (offset, offset),
        }
    }
}

impl Strike {
    pub(crate) fn hangs(&self) -> bool {
        self.effects.contains(&Effect::Hang)
    }

    pub(crate) fn resets(&self) -> bool {
        self.effects.contains(&Effect::Reset)
    }

    /// How long to wait before answering.
    pub(crate) fn wait(&self, dice: Dice) -> Duration {
        let waits = self.effects.iter().map(|effect| match effect {
            Effect::Latency(by) => *by,
            Effect::Jitter(least, most) => {
                let range = most.saturating_sub(*least).as_millis() as u64;
                *least
                    + Duration::from_millis(
                        dice.named("jitter").numbered(self.request).below(range + 1),
                    )
            }
            _ => Duration::ZERO,
        });
        waits.sum()
    }

    pub(crate) fn instead(&self) -> Option<Instead> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Status(200, _) => None,
            Effect::Status(status, message) => Some(Instead::Status(*status, message.clone())),
            Effect::Html(status) => Some(Instead::Html(*status)),
            _ => None,
        })
    }

    /// The value of a `Retry-After` header.
    pub(crate) fn retry_after(&self) -> Option<String> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::RetryAfter(wait) => Some(wait.as_secs().to_string()),
            // A real clock: a client compares the date with its own.
            Effect::RetryAfterDate(wait) => Some(httpdate::fmt_http_date(
                std::time::SystemTime::now() + *wait,
            )),
            _ => None,
        })
    }

    pub(crate) fn paged(&self) -> Paged {
        let changing = self.effects.contains(&Effect::ChangingTotal);
        Paged {
            ignored_offset: self.effects.contains(&Effect::IgnoredOffset),
            repeated_page: self.effects.contains(&Effect::RepeatedPage),
            growth: if changing { self.request } else { 0 },
        }
    }

    pub(crate) fn delivery(&self) -> Option<Delivery> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Truncate => Some(Delivery::Truncated),
            Effect::ContentLength(off_by) => Some(Delivery::Length(*off_by)),
            Effect::Drip(bytes, pause) => Some(Delivery::Drip((*bytes).max(1), *pause)),
            _ => None,
        })
    }

    /// Whether the answer is not what the same call gets without a fault.
    pub(crate) fn bends(&self) -> bool {
        self.effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::ChangingTotal
                    | Effect::RepeatedPage
                    | Effect::IgnoredOffset
                    | Effect::Evolve
                    | Effect::BadRecord(_)
            )
        })
    }

    /// Changes the JSON of a good answer.
    pub(crate) fn bend(&self, document: &Document, operation: &Operation, answer: &mut Value) {
        for effect in &self.effects {
            match effect {
                Effect::Evolve => evolve(document, operation.schema(), answer),
                Effect::BadRecord(index) => {
                    let items = match &operation.paging {
                        Some(paging) => &mut answer[&paging.items],
                        None => &mut *answer,
                    };
                    if let Some(record) = items.get_mut(*index).and_then(Value::as_object_mut) {
                        record.insert("_id".to_owned(), Value::Null);
                        record.insert("created".to_owned(), json!("yesterday"));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Gives each enum a value, and each object a property, that the document does not have.
fn evolve(document: &Document, schema: &Value, value: &mut Value) {
    let schema = document.resolve(schema);
    if let Some(options) = schema["oneOf"].as_array() {
        // Open, so that a property which another fault has added does not hide the shape.
        let fitting = options
            .iter()
            .find(|option| crate::schema::fits(document, option, value, false).is_ok());
        if let Some(option) = fitting {
            evolve(document, option, value);
        }
    } else if schema.get("enum").is_some() {
        match value {
            Value::String(text) => text.push_str("_2"),
            Value::Number(number) => *value = json!(number.as_i64().unwrap_or(0) + 1_000),
            _ => {}
        }
    } else if let Some(items) = value.as_array_mut() {
        items
            .iter_mut()
            .for_each(|item| evolve(document, &schema["items"], item));
    } else if let Some(object) = value.as_object_mut() {
        for (name, value) in object.iter_mut() {
            evolve(document, &schema["properties"][name], value);
        }
        object.insert(
            "addedLater".to_owned(),
            json!({"since": "2027-01-01T00:00:00.000Z"}),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_from_words() {
        let milliseconds = Duration::from_millis;
        let read = |text: &str| text.parse::<Fault>();
        assert_eq!(read("pass"), Ok(Fault::pass()));
        assert_eq!(read("latency=200ms"), Ok(Fault::latency(milliseconds(200))));
        assert_eq!(
            read("jitter=50ms..2s"),
            Ok(Fault::jitter(milliseconds(50), milliseconds(2_000)))
        );
        assert_eq!(
            read("status=503, retry-after=2s, on=listResellers"),
            Ok(Fault::status(503)
                .retry_after(milliseconds(2_000))
                .on("listResellers"))
        );
        assert_eq!(read("status=401:expired"), Ok(Fault::error(401, "expired")));
        assert_eq!(
            read("html=500,retry-after-date=1m"),
            Ok(Fault::html(500).retry_after_date(milliseconds(60_000)))
        );
        assert_eq!(read("content-length=-5"), Ok(Fault::content_length(-5)));
        assert_eq!(read("drip=16/50ms"), Ok(Fault::drip(16, milliseconds(50))));
        assert_eq!(read("bad-record=3"), Ok(Fault::bad_record(3)));
        for (word, fault) in [
            ("truncate", Fault::truncated()),
            ("changing-total", Fault::changing_total()),
            ("repeated-page", Fault::repeated_page()),
            ("ignored-offset", Fault::ignored_offset()),
            ("evolve", Fault::evolved()),
            ("reset", Fault::reset()),
            ("hang", Fault::hang()),
        ] {
            assert_eq!(read(word), Ok(fault));
        }
    }

    #[test]
    fn words_that_are_no_fault_are_refused_with_what_was_wanted() {
        let error = |text: &str| text.parse::<Fault>().unwrap_err();
        assert_eq!(
            error("latnecy=2s"),
            r#"fault "latnecy=2s": no such fault; did you mean "latency"?"#
        );
        assert!(error("").contains("there are pass, latency"));
        assert_eq!(
            error("latency"),
            r#"fault "latency": wants a value, as in "latency=…""#
        );
        assert_eq!(error("hang=1"), r#"fault "hang=1": takes no value"#);
        for text in [
            "latency=2",
            "latency=-2s",
            "latency=99999999999999999999s",
            "latency=18446744073709551615m",
            "status=99",
            "status=600",
            "status=ok",
            "jitter=2s",
            "drip=1",
            "drip=x/1s",
            "bad-record=-1",
            "content-length=much",
        ] {
            assert!(error(text).starts_with("fault \""), "{text}");
        }
    }

    #[test]
    fn a_scripted_fault_waits_for_its_operation() {
        let mut faults = Faults::default();
        faults
            .script
            .extend([Fault::status(503).on("listResellers"), Fault::status(500)]);
        let strike = |faults: &mut Faults, operation| {
            faults.strike(Some(operation), Fault::pass(), 0).effects
        };
        assert_eq!(strike(&mut faults, "login"), [Effect::Status(500, None)]);
        assert_eq!(strike(&mut faults, "login"), []);
        assert_eq!(
            strike(&mut faults, "listResellers"),
            [Effect::Status(503, None)]
        );
        assert_eq!(strike(&mut faults, "listResellers"), []);
    }
}
