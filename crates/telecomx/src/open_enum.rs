//! Enums that take any value: the documented ones by name, the rest as `Unknown`.
//!
//! One new value on the server must not fail a page of 500 records, and must come out as it went
//! in. `Serialize` is written by hand because a derived one would put `Unknown` into the URL.

/// Defines an open enum over strings or integers. Called by the generated code, with the values
/// and names of the document.
macro_rules! open_enum {
    ($(#[$doc:meta])* pub enum $name:ident: str { $($(#[$value_doc:meta])* $variant:ident = $value:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_doc])* #[doc = concat!("`", $value, "`")] $variant,)+
            /// A value that the document does not have, as it came.
            Unknown($crate::Text),
        }

        impl $name {
            /// The documented values, in the document's order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it stands in JSON and in URLs.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    other => Self::Unknown(other.into()),
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(value.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a string")
                    }
                    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<$name, E> {
                        Ok(value.into())
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "anyOf": [{ "type": "string", "enum": [$($value),+] }, { "type": "string" }]
                })
            }
        }
    };

    ($(#[$doc:meta])* pub enum $name:ident: int { $($(#[$value_doc:meta])* $variant:ident = $value:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_doc])* #[doc = concat!("`", $value, "`")] $variant,)+
            /// A value that the document does not have, as it came.
            Unknown(i64),
        }

        impl $name {
            /// The documented values, in the document's order.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it stands in JSON and in URLs.
            #[must_use]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)+
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)+
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                *value
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(value: &str) -> Result<Self, Self::Err> {
                value.parse::<i64>().map(Self::from)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::number::lenient_integer(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "anyOf": [{ "type": "integer", "enum": [$($value),+] }, { "type": "integer" }]
                })
            }
        }
    };
}
pub(crate) use open_enum;

#[cfg(test)]
#[allow(unreachable_pub)] // The macro's types are public.
mod tests {
    open_enum! { pub enum Period: str { OfficeHours = "07:45-16:00", Extended = "08:00-22:00" } }
    open_enum! { pub enum Hours: int { One = 1, OneDay = 24 } }

    #[test]
    fn an_unknown_text_survives_every_way_in_and_out() {
        let unknown: Period = serde_json::from_str(r#""06:00-07:00""#).unwrap();
        assert_eq!(unknown, Period::Unknown("06:00-07:00".into()));
        assert_eq!(unknown.to_string(), "06:00-07:00");
        assert_eq!(unknown.to_string().parse::<Period>().unwrap(), unknown);
        assert_eq!(serde_json::to_string(&unknown).unwrap(), r#""06:00-07:00""#);
    }

    #[test]
    fn a_known_text_has_its_name() {
        assert_eq!(Period::from("08:00-22:00"), Period::Extended);
        assert_eq!(
            serde_json::to_string(&Period::OfficeHours).unwrap(),
            r#""07:45-16:00""#
        );
        assert_eq!(Period::KNOWN.len(), 2);
    }

    #[test]
    fn an_integer_may_come_as_a_float_or_as_text() {
        for json in ["24", "24.0", r#""24""#] {
            assert_eq!(
                serde_json::from_str::<Hours>(json).unwrap(),
                Hours::OneDay,
                "{json}"
            );
        }
        assert_eq!(
            serde_json::from_str::<Hours>("7").unwrap(),
            Hours::Unknown(7)
        );
        assert_eq!("7".parse::<Hours>().unwrap().to_string(), "7");
        assert_eq!(Hours::KNOWN, [Hours::One, Hours::OneDay]);
        for json in ["1.5", r#""x""#, "true", "1e300"] {
            assert!(serde_json::from_str::<Hours>(json).is_err(), "{json}");
        }
    }
}
