//! What a client has decoded and called, against what the document has.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The documented answers by operation, as in `openapi/dist/fixtures.json`.
pub(super) struct Fixtures(serde_json::Map<String, Value>);

/// How many of how many.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) examples: usize,
    pub(super) operations: usize,
}

impl Fixtures {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let path = root.join("openapi/dist/fixtures.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self(serde_json::from_str(&text).with_context(|| {
            format!("cannot read {}", path.display())
        })?))
    }

    /// Reads what a check says, `example OPERATION NAME JSON` for each example that it has decoded and written again,
    /// and `called OPERATION`; each must come once, and the JSON must say what the example says.
    pub(super) fn hold(&self, said: &str) -> Result<Counts> {
        let mut examples = BTreeSet::new();
        let mut operations = BTreeSet::new();
        for line in said.lines() {
            let mut words = line.splitn(4, ' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("called"), Some(operation), None, None) => {
                    ensure!(operations.insert(operation), "{operation} was called twice");
                }
                (Some("example"), Some(operation), Some(name), Some(json)) => {
                    let again: Value = serde_json::from_str(json)
                        .with_context(|| format!("{operation} {name}: {json}"))?;
                    let original = self
                        .example(operation, name)
                        .with_context(|| format!("no example is {operation} {name}"))?;
                    let (original, again) = (essence(original), essence(&again));
                    ensure!(
                        original == again,
                        "{operation} {name} became another\n{original}\n{again}"
                    );
                    ensure!(
                        examples.insert((operation, name)),
                        "{operation} {name} came twice"
                    );
                }
                _ => bail!("cannot read the check's line: {line}"),
            }
        }
        let expected = self.counts();
        let counts = Counts {
            examples: examples.len(),
            operations: operations.len(),
        };
        ensure!(counts == expected, "{counts:?} of {expected:?}");
        ensure!(
            operations
                .iter()
                .all(|operation| self.0.contains_key(*operation)),
            "an operation is not documented"
        );
        Ok(counts)
    }

    pub(super) fn counts(&self) -> Counts {
        let of = |fixture: &Value| {
            fixture
                .get("responses")
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        };
        Counts {
            examples: self.0.values().map(of).sum(),
            operations: self.0.len(),
        }
    }

    fn example(&self, operation: &str, name: &str) -> Option<&Value> {
        let responses = self.0.get(operation)?.get("responses")?.as_array()?;
        responses
            .iter()
            .find(|example| example.get("name").and_then(Value::as_str) == Some(name))?
            .get("value")
    }
}

/// A value without what may differ between two ways to write the same: nulls, the form of numbers, a date's zeros.
fn essence(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), essence(value)))
            .collect(),
        Value::Array(items) => items.iter().map(essence).collect(),
        Value::Number(number) => number.as_f64().into(),
        Value::String(text) => match text.split_at_checked("2018-01-01T00:00".len()) {
            Some((minute, rest))
                if minute.as_bytes()[10] == b'T'
                    && rest.chars().all(|letter| ":.0Z+".contains(letter)) =>
            {
                minute.into()
            }
            _ => text.as_str().into(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fixtures() -> Fixtures {
        let value = json!({
            "getA": {"responses": [{"name": "normal", "value": {"at": "2018-01-01T00:00:00.000Z", "n": 1, "no": null}}]},
            "ping": {"responses": []},
        });
        Fixtures(value.as_object().unwrap().clone())
    }

    #[test]
    fn an_example_written_another_way_is_the_same() {
        let said = "example getA normal {\"n\": 1.0, \"at\": \"2018-01-01T00:00:00+00:00\"}\ncalled getA\ncalled ping\n";
        assert_eq!(
            fixtures().hold(said).unwrap(),
            Counts {
                examples: 1,
                operations: 2
            }
        );
    }

    #[test]
    fn what_is_lost_changed_left_out_or_made_up_is_found() {
        let example = "example getA normal {\"n\": 1, \"at\": \"2018-01-01T00:00:00Z\"}\n";
        for (said, reason) in [
            (
                "example getA normal {\"n\": 1}\ncalled getA\ncalled ping\n".to_owned(),
                "became another",
            ),
            (
                example.replace("00:00:00Z", "00:00:01Z") + "called getA\ncalled ping\n",
                "became another",
            ),
            (
                example.replace("00:00:00Z", "01:00:00Z") + "called getA\ncalled ping\n",
                "became another",
            ),
            (format!("{example}called getA\n"), "of Counts"),
            ("called getA\ncalled ping\n".to_owned(), "of Counts"),
            (
                format!("{example}called getA\ncalled getA\n"),
                "called twice",
            ),
            (
                format!("{example}called getA\ncalled pong\n"),
                "not documented",
            ),
            (example.replace("normal", "other"), "no example"),
            ("Warning: something\n".to_owned(), "cannot read"),
        ] {
            let error = format!("{:#}", fixtures().hold(&said).unwrap_err());
            assert!(error.contains(reason), "{error}");
        }
    }
}
