//! A schema that is a string or an object becomes an enum of ours, told apart by the kind of JSON.

use serde_json::{Value, json};

use super::operations::has_id;
use super::walk::{component, component_name, components, components_mut};
use super::{Lowered, Pass};
use crate::names::pascal;

pub(crate) const STRING_OR_OBJECT: Pass = Pass {
    name: "string-or-object",
    reason: "the generator's untagged enum has Variant0 and Variant1, and tries one after the other",
    run: string_or_object,
};

/// A value that is a string or an object, for instance an id or the product that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Union {
    /// The type's name in Rust.
    pub name: String,
    /// What the document says of it.
    pub description: Option<String>,
    /// What the string is.
    pub string: StringForm,
    /// The object's type.
    pub object: String,
    /// Whether the object always has an `_id`.
    pub object_has_id: bool,
}

/// What the string of a [`Union`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringForm {
    /// An id, mostly that of the object.
    Id,
    /// Any text.
    Text,
}

/// The string and the object of a `oneOf` of two, in either order.
pub(crate) fn string_and_object<'a>(
    document: &'a Value,
    schema: &'a Value,
) -> Option<(&'a Value, &'a str)> {
    let choices = schema.get("oneOf")?.as_array()?;
    let [first, second] = choices.as_slice() else {
        return None;
    };
    let pair = |string: &'a Value, object: &'a Value| {
        let is_string = string.get("type")? == "string" && string.get("enum").is_none();
        let object = component_name(object)?;
        let is_object = component(document, object)?.get("properties").is_some();
        (is_string && is_object).then_some((string, object))
    };
    pair(first, second).or_else(|| pair(second, first))
}

fn string_or_object(lowered: &mut Lowered) -> usize {
    let document = &lowered.value;
    let found: Vec<(String, Union)> = components(document)
        .filter_map(|(name, schema)| {
            let (string, object) = string_and_object(document, schema)?;
            let is_id = string.get("format").and_then(Value::as_str) == Some("object-id");
            let union = Union {
                name: pascal(name),
                description: schema
                    .get("description")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                string: if is_id {
                    StringForm::Id
                } else {
                    StringForm::Text
                },
                object: pascal(object),
                object_has_id: has_id(document, object),
            };
            Some((name.clone(), union))
        })
        .collect();
    let count = found.len();
    for (name, union) in found {
        if let Some(schemas) = components_mut(&mut lowered.value) {
            schemas.insert(name, json!({"type": "string"}));
        }
        lowered.unions.push(union);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use crate::lower::walk::reference;

    #[test]
    fn an_id_or_an_object_leaves_the_view() {
        let id = json!({"type": "string", "format": "object-id"});
        let (lowered, count) = run_on(
            &STRING_OR_OBJECT,
            json!({"components": {"schemas": {
                "ServiceProduct": {"description": "Either.", "oneOf": [reference("Product"), id]},
                "Product": {"required": ["_id"], "properties": {"_id": id}},
                "Two": {"oneOf": [reference("Product"), reference("Product")]},
            }}}),
        );
        assert_eq!(count, 1);
        assert_eq!(
            lowered.unions,
            [Union {
                name: "ServiceProduct".into(),
                description: Some("Either.".into()),
                string: StringForm::Id,
                object: "Product".into(),
                object_has_id: true,
            }]
        );
        assert_eq!(
            lowered.value["components"]["schemas"]["ServiceProduct"],
            json!({"type": "string"})
        );
    }
}
