//! Of an operation's responses only what success looks like is left.

use serde_json::Value;

use super::walk::{component_name, content, operations_mut};
use super::{Lowered, Pass};

pub(crate) const DROP_ERRORS: Pass = Pass {
    name: "drop-errors",
    reason: "progenitor panics on two error types and loses the status of a body that it cannot decode; \
             the runtime reads every error leniently instead",
    run: drop_errors,
};

pub(crate) const ANY_SUCCESS: Pass = Pass {
    name: "any-success",
    reason: "a documented 200 that comes as a 201 is still the documented answer",
    run: any_success,
};

fn drop_errors(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    let mut bodies = Vec::new();
    for operation in operations_mut(&mut lowered.value) {
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let before = responses.len();
            let errors = responses
                .iter()
                .filter(|(status, _)| !status.starts_with('2'));
            let schemas = errors
                .flat_map(|(_, response)| content(response))
                .filter_map(|(_, media)| media.get("schema"));
            bodies.extend(schemas.filter_map(component_name).map(str::to_owned));
            responses.retain(|status, _| status.starts_with('2'));
            count += before - responses.len();
        }
    }
    bodies.sort_unstable();
    bodies.dedup();
    lowered.error_bodies = bodies;
    count
}

fn any_success(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    for operation in operations_mut(&mut lowered.value) {
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let first = responses.values().next().cloned();
            if let Some(first) = first.filter(|_| !responses.contains_key("2XX")) {
                responses.clear();
                responses.insert("2XX".into(), first);
                count += 1;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use serde_json::json;

    fn document(responses: Value) -> Value {
        json!({"paths": {"/a": {"get": {"responses": responses}}}})
    }

    #[test]
    fn only_success_is_left() {
        let (lowered, count) = run_on(
            &DROP_ERRORS,
            document(json!({"200": 1, "404": 2, "5XX": 3})),
        );
        assert_eq!((lowered.value, count), (document(json!({"200": 1})), 2));
    }

    #[test]
    fn any_success_status_means_the_documented_one() {
        let (lowered, count) = run_on(&ANY_SUCCESS, document(json!({"200": 1, "201": 1})));
        assert_eq!((lowered.value, count), (document(json!({"2XX": 1})), 1));
    }
}
