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

/// The two forms that the API nearly always sends, `YYYY-MM-DDTHH:MM:SS.mmmZ` and the same without
/// the milliseconds, at a fraction of what chrono's general reader costs (over half of the time of
/// a page of licenses).
fn usual(text: &[u8]) -> Option<DateTime<Utc>> {
    const ZERO: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
    const NINE: &[u8; 24] = b"9999-99-99T99:99:99.999Z";
    let mut all = *ZERO;
    match text.len() {
        24 => all.copy_from_slice(text),
        20 if text[19] == b'Z' => all[..19].copy_from_slice(&text[..19]),
        _ => return None,
    }
    // XOR leaves of a digit its value, of a separator nothing, and of anything else more than
    // that. A loop without a branch, of which the compiler makes a few instructions for all 24.
    let mut excess = 0;
    for (at, digit) in all.iter_mut().enumerate() {
        *digit ^= ZERO[at];
        excess |= digit.saturating_sub(NINE[at] ^ ZERO[at]);
    }
    if excess != 0 {
        return None;
    }
    let number = |digits: std::ops::Range<usize>| {
        digits.fold(0, |number, at| number * 10 + u32::from(all[at]))
    };
    let year = i32::try_from(number(0..4)).ok()?;
    // A leap second (`:60`) is chrono's to judge.
    NaiveDate::from_ymd_opt(year, number(5..7), number(8..10))?
        .and_hms_milli_opt(
            number(11..13),
            number(14..16),
            number(17..19),
            number(20..23),
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
            "2018-01-01T00:00:00Z",
            "2020-02-30T00:00:00Z",
            "2018-01-01T00:00:0aZ",
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
