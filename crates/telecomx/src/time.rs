//! Dates on the wire.
//!
//! Nearly every date is `2018-01-01T00:00:00.000Z`; some lack the milliseconds, one page of the
//! wiki lacks the zone, and a date without a value may be missing, null or the empty string.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Reads a date that may be missing, null or empty. Without a zone it is taken for UTC, as all
/// documented dates with a zone are.
pub(crate) fn option<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    struct Date;
    impl<'de> Visitor<'de> for Date {
        type Value = Option<DateTime<Utc>>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date like 2018-01-01T00:00:00.000Z")
        }
        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            inner.deserialize_str(self)
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.is_empty() {
                return Ok(None);
            }
            match parse(text) {
                Some(date) => Ok(Some(date)),
                None => Err(E::custom("not a date like 2018-01-01T00:00:00.000Z")),
            }
        }
    }
    deserializer.deserialize_option(Date)
}

/// Writes a date the way the API does, with milliseconds.
// The signature is serde's.
#[allow(clippy::ref_option)]
pub(crate) fn serialize_option<S: Serializer>(
    date: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match date {
        None => serializer.serialize_none(),
        Some(date) => serializer.collect_str(&date.to_rfc3339_opts(SecondsFormat::Millis, true)),
    }
}

/// Reads a date in any form that the wiki shows.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    usual(text.as_bytes()).or_else(|| {
        DateTime::parse_from_rfc3339(text)
            .map(|date| date.to_utc())
            .or_else(|_| text.parse::<NaiveDateTime>().map(|date| date.and_utc()))
            .or_else(|_| {
                text.parse::<NaiveDate>()
                    .map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc())
            })
            .ok()
    })
}

/// The one form that the API nearly always sends, `YYYY-MM-DDTHH:MM:SS.mmmZ`, at a fraction of
/// what chrono's general reader costs (over half of the time of a page of licenses).
fn usual(text: &[u8]) -> Option<DateTime<Utc>> {
    let text: &[u8; 24] = text.try_into().ok()?;
    let separators = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'.'),
        (23, b'Z'),
    ];
    if separators
        .iter()
        .any(|&(at, separator)| text[at] != separator)
    {
        return None;
    }
    let digits = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0_u32, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    // A leap second (`:60`) is chrono's to judge.
    let year = i32::try_from(digits(0, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(5, 7)?, digits(8, 10)?)?
        .and_hms_milli_opt(
            digits(11, 13)?,
            digits(14, 16)?,
            digits(17, 19)?,
            digits(20, 23)?,
        )
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_form_reads() {
        for (text, read) in [
            ("2018-01-01T12:34:56.789Z", "2018-01-01T12:34:56.789Z"),
            ("2016-01-01T00:00:00Z", "2016-01-01T00:00:00.000Z"),
            ("2016-01-01T00:00:00", "2016-01-01T00:00:00.000Z"),
            ("2016-01-01T02:00:00.5+02:00", "2016-01-01T00:00:00.500Z"),
            ("2016-01-01", "2016-01-01T00:00:00.000Z"),
        ] {
            let date = parse(text).unwrap_or_else(|| panic!("{text} was not read"));
            assert_eq!(date.to_rfc3339_opts(SecondsFormat::Millis, true), read);
        }
    }

    #[test]
    fn the_quick_reader_agrees_with_chrono() {
        for text in [
            "2018-01-01T00:00:00.000Z",
            "2020-02-29T23:59:59.999Z",
            "2019-02-29T00:00:00.000Z",
            "2018-13-01T00:00:00.000Z",
            "2018-01-01T24:00:00.000Z",
            "2018-01-01T00:00:00.00aZ",
            "0000-01-01T00:00:00.000Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            let chrono = DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|date| date.to_utc());
            assert_eq!(usual(text.as_bytes()), chrono, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["garbage", "2018", "2018-01-01T", "31-12-2018", "æøå"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
