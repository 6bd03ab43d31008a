//! Enums leave the view and become open ones: a value that nobody has seen yet must not fail a list page.

use serde_json::{Value, json};

use super::walk::components_mut;
use super::{Lowered, Pass};
use crate::names::{is_identifier, pascal};

pub(crate) const OPEN_ENUMS: Pass = Pass {
    name: "open-enums",
    reason: "the generator's enums are closed, and name 07:45-16:00 X07451600",
    run: open_enums,
};

/// The name that every open enum gives to values it does not know.
pub(crate) const UNKNOWN: &str = "Unknown";

/// An enum of strings or integers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenEnum {
    /// The type's name in Rust.
    pub name: String,
    /// What the document says of it.
    pub description: Option<String>,
    /// Its known values, with their names in Rust.
    pub values: Vec<(String, EnumValue)>,
}

/// One known value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnumValue {
    /// As in `FIBER`.
    Text(String),
    /// As in 24.
    Number(i64),
}

fn open_enums(lowered: &mut Lowered) -> usize {
    let mut found = Vec::new();
    for (name, schema) in components_mut(&mut lowered.value).into_iter().flatten() {
        if schema.get("enum").is_some() {
            found.push(OpenEnum {
                name: pascal(name),
                description: schema
                    .get("description")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                values: values(schema),
            });
            *schema = json!({"type": "string"});
        }
    }
    let count = found.len();
    lowered.enums.extend(found);
    count
}

/// The values of an enum schema with their names; null, which is no value, is left out.
fn values(schema: &Value) -> Vec<(String, EnumValue)> {
    let names = schema.get("x-enum-varnames").and_then(Value::as_array);
    let values = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let values = values.enumerate().filter_map(|(index, value)| {
        let given = names
            .and_then(|names| names.get(index))
            .and_then(Value::as_str);
        match value {
            Value::String(text) => Some((given, text.clone(), EnumValue::Text(text.clone()))),
            Value::Number(number) => Some((
                given,
                number.to_string(),
                EnumValue::Number(number.as_i64()?),
            )),
            _ => None,
        }
    });
    values
        .map(|(given, text, value)| (given.map_or_else(|| pascal(&text), str::to_owned), value))
        .collect()
}

/// The name of a value where the document gives none, if its text makes one.
pub(crate) fn derived_name(value: &Value) -> Option<String> {
    let name = pascal(value.as_str()?);
    is_identifier(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;

    #[test]
    fn enums_leave_the_view_with_their_names_and_values() {
        let (lowered, count) = run_on(
            &OPEN_ENUMS,
            json!({"components": {"schemas": {
                "ServicePeriod": {"type": "string", "enum": ["07:45-16:00", null], "x-enum-varnames": ["OfficeHours", "None"], "description": "When."},
                "hours": {"type": "integer", "enum": [24], "x-enum-varnames": ["OneDay"]},
                "Kind": {"type": "string", "enum": ["WEEK_DAYS"]},
                "Other": {"type": "object"},
            }}}),
        );
        assert_eq!(count, 3);
        let text = |name: &str, value: &str| (name.to_owned(), EnumValue::Text(value.to_owned()));
        let open = |name: &str, description: Option<&str>, values| OpenEnum {
            name: name.into(),
            description: description.map(Into::into),
            values,
        };
        assert_eq!(
            lowered.enums,
            [
                open(
                    "ServicePeriod",
                    Some("When."),
                    vec![text("OfficeHours", "07:45-16:00")]
                ),
                open(
                    "Hours",
                    None,
                    vec![("OneDay".into(), EnumValue::Number(24))]
                ),
                open("Kind", None, vec![text("WeekDays", "WEEK_DAYS")]),
            ]
        );
        assert_eq!(
            lowered.value["components"]["schemas"]["Kind"],
            json!({"type": "string"})
        );
        assert_eq!(
            lowered.value["components"]["schemas"]["Other"],
            json!({"type": "object"})
        );
    }
}
