//! From a request line to the typed arguments of an operation.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    document::{Document, Operation},
    nearest,
    refusal::Refusal,
    schema,
};

/// The arguments of a call, each of its documented type; defaults are filled in.
#[derive(Debug, Default)]
pub(crate) struct Arguments(BTreeMap<String, Value>);

impl Arguments {
    /// Checks path and query against the document.
    ///
    /// `carrier` names query parameters that belong to the credential, not to the operation. What the
    /// real API does with a parameter it does not know is not documented; the sandbox refuses it
    /// unless told otherwise, because a misspelt `customer` would quietly list somebody else.
    pub(crate) fn read(
        operation: &Operation,
        path: &[(&str, &str)],
        query: &[(String, String)],
        carrier: &[String],
        ignore_unknown: bool,
    ) -> Result<Self, Refusal> {
        let refuse = |what: String| Refusal::bad_request(operation, what);
        let mut arguments = BTreeMap::new();
        for parameter in &operation.parameters {
            let given: Vec<String> = match parameter.location.as_str() {
                "path" => path
                    .iter()
                    .filter(|(name, _)| *name == parameter.name)
                    .map(|(_, text)| {
                        decode(text)
                            .ok_or_else(|| refuse(format!("{} is not UTF-8", parameter.name)))
                    })
                    .collect::<Result<_, _>>()?,
                _ => query
                    .iter()
                    .filter(|(name, _)| *name == parameter.name)
                    .map(|(_, text)| text.clone())
                    .collect(),
            };
            let value =
                match given.as_slice() {
                    [] if parameter.required => {
                        return Err(refuse(format!("{} is missing", parameter.name)));
                    }
                    [] => parameter.schema.get("default").cloned(),
                    [text] => Some(schema::parse(&parameter.schema, text).map_err(|what| {
                        refuse(format!("{} {what}, got {text:?}", parameter.name))
                    })?),
                    _ => {
                        return Err(refuse(format!(
                            "{} is given more than once",
                            parameter.name
                        )));
                    }
                };
            if let Some(value) = value {
                arguments.insert(parameter.name.clone(), value);
            }
        }
        let known = || {
            operation
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str())
        };
        let unknown = query
            .iter()
            .find(|(name, _)| !carrier.contains(name) && !known().any(|known| known == name));
        match unknown {
            Some((name, _)) if !ignore_unknown => Err(refuse(match nearest(name, known()) {
                Some(near) => format!(
                    "{} has no parameter {name:?}; did you mean {near:?}?",
                    operation.template
                ),
                None => format!("{} has no parameter {name:?}", operation.template),
            })),
            _ => Ok(Self(arguments)),
        }
    }

    /// All of them in one text.
    pub(crate) fn name(&self) -> String {
        // Keys are strings, so it can always be written.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Checks a JSON body against the document.
    pub(crate) fn read_body(
        document: &Document,
        operation: &Operation,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let Some(schema) = &operation.body else {
            return Ok(Self::default());
        };
        let refuse = |what: String| Refusal::bad_request(operation, what);
        let media_type = content_type
            .and_then(|text| text.split(';').next())
            .unwrap_or_default()
            .trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(refuse(format!(
                "the body must be application/json, got {media_type:?}"
            )));
        }
        // serde_json's text names line and column, never a value: a password cannot get into it.
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| refuse(format!("the body is not JSON: {error}")))?;
        schema::fits(document, schema, &value, false)
            .map_err(|what| refuse(format!("the body does not fit: {what}")))?;
        Ok(Self(
            value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        ))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }

    /// The argument as it would stand in a query, for comparison with the document's `x-variants`.
    pub(crate) fn written(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        })
    }
}

/// Undoes percent-encoding; nothing if the result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(Into::into)
}
