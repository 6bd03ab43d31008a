//! Just enough of JSON Schema to tell whether a value has the documented form.

use serde_json::Value;

use crate::document::Document;

/// Whether `value` has the form of `schema`; the error names the place and what is wanted there.
///
/// Types, `required`, enums, bounds and `oneOf` are looked at. An undeclared property does not fit
/// when `closed`: that is how two shapes of one record are told apart.
pub(crate) fn fits(
    document: &Document,
    schema: &Value,
    value: &Value,
    closed: bool,
) -> Result<(), String> {
    fits_at(document, schema, value, closed, "")
}

fn fits_at(
    document: &Document,
    schema: &Value,
    value: &Value,
    closed: bool,
    place: &str,
) -> Result<(), String> {
    let schema = document.resolve(schema);
    if value.is_null() && schema["nullable"] == true {
        return Ok(());
    }
    if let Some(options) = schema["oneOf"].as_array() {
        return match options
            .iter()
            .any(|option| fits_at(document, option, value, closed, place).is_ok())
        {
            true => Ok(()),
            false => Err(format!("`{place}` has none of its documented forms")),
        };
    }
    let right_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => {
            value.is_string() || (schema["x-string-or-number"] == true && value.is_number())
        }
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    if !right_type {
        let wanted = schema["type"].as_str().unwrap_or_default();
        return Err(match place {
            "" => format!("must be of type {wanted}"),
            _ => format!("`{place}` must be of type {wanted}"),
        });
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        return Err(format!("`{place}` must be one of {}", list(allowed)));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !object.contains_key(name) {
                return Err(format!("`{}` is missing", below(place, name)));
            }
        }
        for (name, value) in object {
            match schema["properties"].get(name) {
                Some(property) => fits_at(document, property, value, closed, &below(place, name))?,
                None if closed && schema.get("properties").is_some() => {
                    return Err(format!("`{}` is not documented", below(place, name)));
                }
                None => {}
            }
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        fits_at(
            document,
            &schema["items"],
            item,
            closed,
            &format!("{place}[{index}]"),
        )?;
    }
    Ok(())
}

/// Reads a parameter's text as its schema wants it: a type, bounds, an enum.
pub(crate) fn parse(schema: &Value, text: &str) -> Result<Value, String> {
    let value = match schema["type"].as_str() {
        Some("boolean") => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err("must be true or false".to_owned()),
        },
        Some("integer") => Value::from(
            text.parse::<i64>()
                .map_err(|_| "must be an integer of at most 64 bits".to_owned())?,
        ),
        Some("number") => Value::from(
            text.parse::<f64>()
                .map_err(|_| "must be a number".to_owned())?,
        ),
        _ => Value::from(text),
    };
    if let (Some(number), Some(minimum)) = (value.as_f64(), schema["minimum"].as_f64())
        && number < minimum
    {
        return Err(format!("must be at least {minimum}"));
    }
    if let (Some(number), Some(maximum)) = (value.as_f64(), schema["maximum"].as_f64())
        && number > maximum
    {
        return Err(format!("must be at most {maximum}"));
    }
    match schema["enum"].as_array() {
        Some(allowed) if !allowed.contains(&value) => {
            Err(format!("must be one of {}", list(allowed)))
        }
        _ => Ok(value),
    }
}

fn below(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

fn list(values: &[Value]) -> String {
    let texts = values.iter().map(|value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    });
    texts.collect::<Vec<_>>().join(", ")
}
