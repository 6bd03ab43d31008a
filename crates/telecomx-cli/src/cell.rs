//! The values of a record, column by column.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

/// The values of a column in a record, as text for a cell. `decimal` is the decimal separator.
pub(crate) fn cell<'a>(record: &'a Value, column: &str, decimal: char) -> Cow<'a, str> {
    // What most cells are.
    if let Some(Value::String(text)) = record.get(column) {
        return text.into();
    }
    let mut text = String::new();
    write_cell(&mut text, Some(record), column, decimal);
    text.into()
}

/// Whether a column of a record holds a number.
pub(crate) fn is_number(record: &Value, column: &str) -> bool {
    column
        .split('.')
        .try_fold(record, |value, name| value.get(name))
        .is_some_and(Value::is_number)
}

fn write_cell(text: &mut String, value: Option<&Value>, path: &str, decimal: char) {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    match value {
        None | Some(Value::Null) => {}
        Some(Value::Array(items)) => {
            let start = text.len();
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    // Not a comma, which is the decimal separator of half of Europe.
                    text.push_str("; ");
                }
                write_cell(text, Some(item), path, decimal);
            }
            // Elements without a value keep their place, but not if none has any.
            if text[start..].chars().all(|c| "; ".contains(c)) {
                text.truncate(start);
            }
        }
        Some(Value::Object(object)) if !name.is_empty() => {
            write_cell(text, object.get(name), rest, decimal);
        }
        // The column leads further than the value goes.
        Some(_) if !name.is_empty() => {}
        Some(Value::String(string)) => text.push_str(string),
        Some(Value::Number(number)) => {
            text.push_str(
                &number
                    .to_string()
                    .replace('.', decimal.encode_utf8(&mut [0; 4])),
            );
        }
        Some(other) => {
            // Writing to a String cannot fail.
            let _ = write!(text, "{other}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_through_a_list_holds_all_values() {
        let json = r#"{"Offers": [{"a": 1.5, "b": "x"}, {"a": null}, {"a": 2.0, "b": true}], "none": [{}, {}]}"#;
        let record: Value = serde_json::from_str(json).unwrap();
        assert_eq!(cell(&record, "Offers.a", ','), "1,5; ; 2,0");
        assert_eq!(cell(&record, "Offers.b", '.'), "x; ; true");
        assert_eq!(cell(&record, "none.a", '.'), "");
        assert_eq!(cell(&record, "Offers.a.c", '.'), "");
        assert_eq!(cell(&record, "nothing", '.'), "");
        let record: Value = serde_json::from_str(r#"{"a": {"b": 1}}"#).unwrap();
        assert_eq!(cell(&record, "a", '.'), r#"{"b":1}"#);
        assert!(is_number(&record, "a.b"));
    }
}
