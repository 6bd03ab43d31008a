//! A value that the wiki calls a number and shows as a string, or the reverse.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Text;

/// Text that came as a JSON string or as a JSON number, and goes back as it came.
///
/// `zip` of `api:internet:request:list` is a Number in the table and `'2605'` in the example. Two
/// values are equal when their texts are, however they came.
#[derive(Clone)]
pub struct StringOrNumber {
    text: Text,
    number: bool,
}

impl StringOrNumber {
    /// The text, or the digits of the number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn number(number: impl fmt::Display) -> Self {
        Self {
            text: number.to_string().into(),
            number: true,
        }
    }
}

impl PartialEq for StringOrNumber {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for StringOrNumber {}

impl std::hash::Hash for StringOrNumber {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialEq<str> for StringOrNumber {
    fn eq(&self, other: &str) -> bool {
        self.text == *other
    }
}

impl PartialEq<&str> for StringOrNumber {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl fmt::Display for StringOrNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Debug for StringOrNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl From<&str> for StringOrNumber {
    fn from(text: &str) -> Self {
        Self {
            text: text.into(),
            number: false,
        }
    }
}

impl From<String> for StringOrNumber {
    fn from(text: String) -> Self {
        Self {
            text: text.into(),
            number: false,
        }
    }
}

impl From<i64> for StringOrNumber {
    fn from(number: i64) -> Self {
        Self::number(number)
    }
}

impl std::str::FromStr for StringOrNumber {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

impl Serialize for StringOrNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.number {
            return serializer.serialize_str(&self.text);
        }
        if let Ok(number) = self.text.parse::<i64>() {
            return serializer.serialize_i64(number);
        }
        if let Ok(number) = self.text.parse::<u64>() {
            return serializer.serialize_u64(number);
        }
        match self.text.parse::<f64>() {
            Ok(number) => serializer.serialize_f64(number),
            Err(_) => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for StringOrNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = StringOrNumber;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a number")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<StringOrNumber, E> {
                Ok(text.into())
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<StringOrNumber, E> {
                Ok(StringOrNumber::number(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<StringOrNumber, E> {
                Ok(StringOrNumber::number(number))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<StringOrNumber, E> {
                Ok(StringOrNumber::number(number))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for StringOrNumber {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StringOrNumber".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "number"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_reads_and_goes_back_as_it_came() {
        for json in [
            r#""2605""#,
            "2605",
            "-1",
            "18446744073709551615",
            "2605.5",
            r#""""#,
        ] {
            let value: StringOrNumber = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        assert_eq!(
            serde_json::from_str::<StringOrNumber>("2605").unwrap(),
            "2605"
        );
    }

    #[test]
    fn other_kinds_are_refused() {
        for json in ["true", "[]", "{}", "null"] {
            assert!(
                serde_json::from_str::<StringOrNumber>(json).is_err(),
                "{json}"
            );
        }
    }
}
