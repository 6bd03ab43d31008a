//! Arrays inside a record.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads an array that may be missing or null, and skips elements that are null.
///
/// A boolean counts as missing: the wiki has both `offers`, which tells whether there are any, and
/// `Offers`, the list itself, and its own rows mix the two names.
pub(crate) fn option<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct List<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Option<Vec<T>>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
            // The size hint of JSON is none, so there is nothing to reserve by.
            let mut list = Vec::new();
            while let Some(element) = elements.next_element::<Option<T>>()? {
                list.extend(element);
            }
            Ok(Some(list))
        }
    }
    deserializer.deserialize_any(List(PhantomData))
}

#[cfg(test)]
mod tests {
    #[derive(serde::Deserialize)]
    struct Record {
        #[serde(default, deserialize_with = "super::option")]
        list: Option<Vec<String>>,
    }

    fn read(json: &str) -> Option<Vec<String>> {
        serde_json::from_str::<Record>(json).unwrap().list
    }

    #[test]
    fn missing_null_empty_and_full_are_told_apart() {
        assert_eq!(read("{}"), None);
        assert_eq!(read(r#"{"list":null}"#), None);
        assert_eq!(read(r#"{"list":true}"#), None);
        assert_eq!(read(r#"{"list":[]}"#), Some(vec![]));
        assert_eq!(
            read(r#"{"list":["a",null,"b"]}"#),
            Some(vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn other_kinds_are_refused() {
        for json in [r#"{"list":{}}"#, r#"{"list":"x"}"#, r#"{"list":[1]}"#] {
            assert!(serde_json::from_str::<Record>(json).is_err(), "{json}");
        }
    }
}
