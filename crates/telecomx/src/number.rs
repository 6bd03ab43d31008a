//! Numbers on the wire.
//!
//! Prices and amounts are `f64`, on evidence: the API sends JSON numbers with few decimals
//! (`51.32`), which an `f64` reads and prints back digit for digit up to 15 digits, and a sum of a
//! million such prices is off by less than a millionth. A decimal type would promise an exactness
//! that the wire does not state. Whoever books amounts should round sums to the currency's unit, or
//! convert each price by its text: `price.to_string()` is exactly what was sent.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// The largest integers that an `f64` holds exactly, 2 to the power of 53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes a whole number without `.0`, as the API does: `1000`, not `1000.0`.
pub(crate) fn serialize_option<S: Serializer>(
    number: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match *number {
        None => serializer.serialize_none(),
        Some(number) => match whole(number) {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(number),
        },
    }
}

/// The number as an integer, if it is one and small enough to be exact.
fn whole(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation)] // Within EXACT the cast is exact.
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// Reads an integer that may come as `8`, `8.0` or `"8"`.
pub(crate) fn lenient_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Integer;
    impl Visitor<'_> for Integer {
        type Value = i64;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an integer")
        }
        fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }
        fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(E::custom)
        }
        fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
            whole(number).ok_or_else(|| E::custom("not an integer"))
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
            text.trim().parse().map_err(|_| E::custom("not an integer"))
        }
    }
    deserializer.deserialize_any(Integer)
}

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize)]
    struct Price(#[serde(serialize_with = "super::serialize_option")] Option<f64>);

    #[test]
    fn a_number_is_written_as_the_api_writes_it() {
        for (number, text) in [
            (1000.0, "1000"),
            (51.32, "51.32"),
            (-0.5, "-0.5"),
            (1e300, "1e+300"),
        ] {
            assert_eq!(serde_json::to_string(&Price(Some(number))).unwrap(), text);
        }
        assert_eq!(serde_json::to_string(&Price(None)).unwrap(), "null");
    }

    #[test]
    fn a_million_prices_sum_to_the_cent() {
        let sum: f64 = (0..1_000_000).map(|i| f64::from(i % 100_000) / 100.0).sum();
        let exact: i64 = (0..1_000_000_i64).map(|i| i % 100_000).sum();
        assert_eq!(
            format!("{sum:.2}"),
            format!("{}.{:02}", exact / 100, exact % 100)
        );
    }
}
