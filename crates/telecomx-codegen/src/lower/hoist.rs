//! Inline objects and enums get names, for only what has a name can be replaced or given attributes.

use serde_json::Value;

use super::walk::{
    Object, Step, children_mut, components_mut, operation_schemas_mut, operations_mut, reference,
};
use super::{Lowered, Pass};
use crate::names::pascal;

pub(crate) const HOIST_OBJECTS: Pass = Pass {
    name: "hoist-objects",
    reason: "the generator looks at named schemas alone when it replaces types or sets attributes",
    run: |lowered| hoist(lowered, |schema| schema.get("properties").is_some()),
};

pub(crate) const HOIST_ENUMS: Pass = Pass {
    name: "hoist-enums",
    reason: "an inline enum has no name to be replaced by, and would be generated once for each variant",
    run: |lowered| hoist(lowered, |schema| schema.get("enum").is_some()),
};

fn hoist(lowered: &mut Lowered, wanted: fn(&Value) -> bool) -> usize {
    let Some(schemas) = components_mut(&mut lowered.value) else {
        return 0;
    };
    let mut hoister = Hoister {
        wanted,
        taken: schemas.keys().map(|name| pascal(name)).collect(),
        found: Object::new(),
    };
    for (name, schema) in schemas {
        let name = pascal(name);
        children_mut(schema, |step, child| hoister.descend(&name, step, child));
    }
    for operation in operations_mut(&mut lowered.value) {
        let id = operation.get("operationId").and_then(Value::as_str);
        let id = id.map(pascal).unwrap_or_default();
        operation_schemas_mut(operation, |step, schema| hoister.descend(&id, step, schema));
    }
    let count = hoister.found.len();
    if let Some(schemas) = components_mut(&mut lowered.value) {
        schemas.extend(hoister.found);
    }
    count
}

/// The keywords within which schemas stand.
const CHILDREN: [&str; 4] = ["properties", "items", "additionalProperties", "oneOf"];

struct Hoister {
    wanted: fn(&Value) -> bool,
    taken: Vec<String>,
    found: Object,
}

impl Hoister {
    fn descend(&mut self, owner: &str, step: Step<'_>, schema: &mut Value) {
        let wanted = (self.wanted)(schema);
        let has_children = CHILDREN.iter().any(|key| schema.get(key).is_some());
        if !wanted && !has_children {
            return;
        }
        let name = step.name(owner);
        children_mut(schema, |step, child| self.descend(&name, step, child));
        if !wanted {
            return;
        }
        let name = self.free(name);
        let mut hoisted = std::mem::replace(schema, reference(&name));
        // Where it is used says whether null is allowed: an optional property takes it anyway.
        if let Some(hoisted) = hoisted.as_object_mut() {
            hoisted.shift_remove("nullable");
        }
        self.found.insert(name, hoisted);
    }

    fn free(&mut self, name: String) -> String {
        let mut free = name.clone();
        let mut number = 2;
        while self.taken.contains(&free) {
            free = format!("{name}{number}");
            number += 1;
        }
        self.taken.push(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use serde_json::json;

    #[test]
    fn an_inline_object_is_named_after_its_owner_and_property() {
        let (lowered, count) = run_on(
            &HOIST_OBJECTS,
            json!({"components": {"schemas": {
                "Request": {"properties": {
                    "address2": {"nullable": true, "properties": {"geo": {"properties": {"x": {}}}}},
                    "other": {"items": {"properties": {}}},
                }},
                "RequestOtherItem": {},
            }}}),
        );
        assert_eq!(count, 3);
        assert_eq!(
            lowered.value,
            json!({"components": {"schemas": {
                "Request": {"properties": {
                    "address2": {"$ref": "#/components/schemas/RequestAddress2"},
                    "other": {"items": {"$ref": "#/components/schemas/RequestOtherItem2"}},
                }},
                "RequestOtherItem": {},
                "RequestAddress2Geo": {"properties": {"x": {}}},
                "RequestAddress2": {"properties": {"geo": {"$ref": "#/components/schemas/RequestAddress2Geo"}}},
                "RequestOtherItem2": {"properties": {}},
            }}})
        );
    }

    #[test]
    fn an_inline_enum_of_a_parameter_is_named_after_its_operation() {
        let (lowered, count) = run_on(
            &HOIST_ENUMS,
            json!({"paths": {"/a": {"get": {
                "operationId": "listThings",
                "parameters": [{"name": "kind", "schema": {"type": "string", "enum": ["A"]}}],
            }}}}),
        );
        assert_eq!(count, 1);
        assert_eq!(
            lowered.value.pointer("/components/schemas/ListThingsKind"),
            Some(&json!({"type": "string", "enum": ["A"]}))
        );
        assert_eq!(
            lowered.value.pointer("/paths/~1a/get/parameters/0/schema"),
            Some(&reference("ListThingsKind"))
        );
    }
}
