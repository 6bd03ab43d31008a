//! The strings of the models: [`Text`] for any, [`ObjectId`] for ids, [`PathId`] for an id in a URL path.
//!
//! Up to 24 bytes are stored inline, which an id just fills, so that a list page decodes almost
//! without allocating.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A string type over [`CompactString`] that behaves like a `String` that cannot be edited.
macro_rules! string_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(CompactString);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self(text.into())
            }
        }

        impl From<&$name> for $name {
            fn from(text: &$name) -> Self {
                text.clone()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string" })
            }
        }
    };
}

string_type! {
    /// A string of the API.
    Text
}

string_type! {
    /// An opaque id.
    ///
    /// Mostly 24 hexadecimal digits, but documented ids have 22 to 24 characters and letters up to
    /// `N`, so nothing is checked: an id is only ever compared and sent back.
    ObjectId
}

/// An id that stands in the path of a URL.
///
/// The URL standard resolves `.` and `..` even where they are escaped, and servers differ about an
/// escaped slash, so that such an "id" would call another endpoint. None of them can be a `PathId`,
/// nor can the empty text or one with control characters.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct PathId(ObjectId);

/// A text cannot be an id in a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPathId;

impl fmt::Display for InvalidPathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an id in a path must not be empty, `.` or `..`, nor hold a slash, a backslash or a control character",
        )
    }
}

impl std::error::Error for InvalidPathId {}

impl PathId {
    fn checked(id: ObjectId) -> Result<Self, InvalidPathId> {
        let reaches_elsewhere = matches!(id.as_str(), "" | "." | "..")
            || id.contains(|c: char| matches!(c, '/' | '\\') || c.is_control());
        if reaches_elsewhere {
            Err(InvalidPathId)
        } else {
            Ok(Self(id))
        }
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for PathId {
    type Err = InvalidPathId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::checked(text.into())
    }
}

/// `TryFrom` for each form in which callers hold an id.
macro_rules! path_id_from {
    ($($from:ty),*) => {$(
        impl TryFrom<$from> for PathId {
            type Error = InvalidPathId;
            fn try_from(id: $from) -> Result<Self, Self::Error> {
                Self::checked(id.into())
            }
        }
    )*};
}
path_id_from!(&str, String, &String, ObjectId, &ObjectId);

impl<'de> Deserialize<'de> for PathId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::checked(ObjectId::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_would_reach_another_endpoint_is_refused() {
        for id in ["", ".", "..", "a/b", "../x", "a\\b", "a\nb", "\u{7f}"] {
            assert_eq!(PathId::try_from(id), Err(InvalidPathId), "{id:?}");
        }
    }

    #[test]
    fn any_other_text_is_an_id() {
        for id in ["1234567890ABCDEFGHIJKLMN", "...", "a.b", "a%2Fb", "æ ø?#"] {
            assert_eq!(PathId::try_from(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn an_id_of_24_characters_needs_no_allocation() {
        assert!(
            !ObjectId::from("1234567890ABCDEF12345678")
                .0
                .is_heap_allocated()
        );
    }
}
