//! The document as the sandbox needs it: a table of operations.

use serde_json::Value;

/// The document, and its operations in a form that can be routed to.
pub(crate) struct Document {
    pub(crate) value: Value,
    pub(crate) operations: Vec<Operation>,
}

/// One operation of the document.
pub(crate) struct Operation {
    pub(crate) id: String,
    /// In capitals, as it stands in a request line.
    pub(crate) method: String,
    pub(crate) template: String,
    pub(crate) parameters: Vec<Parameter>,
    /// Who may call it; `NO_LOGIN` among them means anybody.
    pub(crate) levels: Vec<String>,
    /// Whether a token is wanted.
    pub(crate) secured: bool,
    /// Schema of the JSON request body.
    pub(crate) body: Option<Value>,
    pub(crate) paging: Option<Paging>,
    pub(crate) errors: Vec<DocumentedError>,
    /// What `responses.200.content` holds, by media type.
    pub(crate) content: Value,
    /// Paths with queries that the wiki gives as examples.
    pub(crate) request_examples: Vec<String>,
    variants: Value,
}

/// A parameter, its schema without `$ref`.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// Names of the two properties of a list that the sandbox fills in; the rest follows from the document.
pub(crate) struct Paging {
    pub(crate) offset: String,
    pub(crate) limit: String,
    pub(crate) items: String,
    pub(crate) total: String,
}

/// One row of the wiki's table of errors.
#[derive(Clone)]
pub(crate) struct DocumentedError {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) description: String,
}

impl Document {
    /// Reads the operations out of an OpenAPI 3.0 document; the error says where it is not one.
    pub(crate) fn new(value: Value) -> Result<Self, String> {
        let mut operations = Vec::new();
        let paths = value["paths"]
            .as_object()
            .ok_or("no `paths` in the document")?;
        for (template, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if ["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
                    operations.push(read_operation(&value, template, method, operation).map_err(
                        |error| format!("{} {template}: {error}", method.to_uppercase()),
                    )?);
                }
            }
        }
        Ok(Self { value, operations })
    }

    /// Follows `$ref` until there is none; a reference that leads nowhere gives null.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        resolve(&self.value, schema)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Schema of the items of a list, in the shape that the given arguments ask for.
    pub(crate) fn item<'a>(
        &'a self,
        operation: &'a Operation,
        argument: impl Fn(&str) -> Option<String>,
    ) -> &'a Value {
        let variants = &operation.variants;
        let asked = variants["parameter"].as_str().and_then(argument);
        let case = variants["cases"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|case| asked.is_some() && case["value"].as_str() == asked.as_deref())
            .unwrap_or(&variants["default"]);
        if let Some(pointer) = case["item"].as_str() {
            return pointer
                .strip_prefix('#')
                .and_then(|pointer| self.value.pointer(pointer))
                .unwrap_or(&Value::Null);
        }
        let list = self.resolve(operation.schema());
        match &operation.paging {
            Some(paging) => &self.resolve(&list["properties"][&paging.items])["items"],
            None => &list["items"],
        }
    }

    /// Names of query parameters and properties whose values must not be shown.
    pub(crate) fn secret_names(&self) -> Vec<String> {
        let schemes = self.value["components"]["securitySchemes"].as_object();
        let schemes = schemes
            .into_iter()
            .flatten()
            .filter_map(|(_, scheme)| scheme["name"].as_str());
        let parameters = self
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters);
        let parameters = parameters
            .filter(|p| p.schema["format"] == "password")
            .map(|p| p.name.as_str());
        schemes.chain(parameters).map(str::to_owned).collect()
    }
}

impl Operation {
    /// Schema of the JSON answer.
    pub(crate) fn schema(&self) -> &Value {
        &self.content["application/json"]["schema"]
    }

    /// The documented JSON answers.
    pub(crate) fn examples(&self) -> impl Iterator<Item = &Value> {
        let examples = self.content["application/json"]["examples"].as_object();
        examples
            .into_iter()
            .flatten()
            .map(|(_, example)| &example["value"])
    }

    /// The records of the documented JSON answers.
    pub(crate) fn example_records(&self) -> impl Iterator<Item = &Value> {
        self.examples().flat_map(|example| {
            let items = self
                .paging
                .as_ref()
                .map_or(example, |paging| &example[&paging.items]);
            items
                .as_array()
                .map_or_else(|| std::slice::from_ref(example), Vec::as_slice)
        })
    }

    /// The template with the parameters of a path that is almost one of its own.
    pub(crate) fn filled_in(&self, path: &str) -> String {
        let mut given = path.split('/');
        let parts = self.template.split('/').map(|wanted| {
            let given = given.next().filter(|given| !given.is_empty());
            if wanted.starts_with('{') {
                given.unwrap_or(wanted)
            } else {
                wanted
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Whether the path of a request is one of this operation's; gives its (still encoded) parameters.
    pub(crate) fn matches<'a>(&self, path: &'a str) -> Option<Vec<(&str, &'a str)>> {
        let mut values = Vec::new();
        let mut given = path.split('/');
        for wanted in self.template.split('/') {
            let given = given.next()?;
            match wanted
                .strip_prefix('{')
                .and_then(|wanted| wanted.strip_suffix('}'))
            {
                Some(_) if given.is_empty() => return None,
                Some(name) => values.push((name, given)),
                None if wanted == given => {}
                None => return None,
            }
        }
        given.next().is_none().then_some(values)
    }
}

/// Follows `$ref` within `root`.
fn resolve<'a>(root: &'a Value, mut value: &'a Value) -> &'a Value {
    // The bound keeps a reference that points at itself from running forever.
    for _ in 0..32 {
        match value["$ref"].as_str() {
            Some(pointer) => {
                value = pointer
                    .strip_prefix('#')
                    .and_then(|pointer| root.pointer(pointer))
                    .unwrap_or(&Value::Null);
            }
            None => return value,
        }
    }
    &Value::Null
}

fn read_operation(
    root: &Value,
    template: &str,
    method: &str,
    operation: &Value,
) -> Result<Operation, String> {
    let id = operation["operationId"]
        .as_str()
        .ok_or("no operationId")?
        .to_owned();
    let mut parameters = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = resolve(root, parameter);
        parameters.push(Parameter {
            name: parameter["name"]
                .as_str()
                .ok_or("a parameter without name")?
                .to_owned(),
            location: parameter["in"]
                .as_str()
                .ok_or("a parameter without `in`")?
                .to_owned(),
            required: parameter["required"] == true,
            schema: resolve(root, &parameter["schema"]).clone(),
        });
    }
    let security = operation
        .get("security")
        .or(root.get("security"))
        .and_then(Value::as_array);
    let responses = operation["responses"].as_object().ok_or("no responses")?;
    let mut errors = Vec::new();
    for (status, response) in responses {
        let status = status
            .parse()
            .map_err(|_| format!("response {status:?} is not a status"))?;
        for error in resolve(root, response)["x-errors"]
            .as_array()
            .into_iter()
            .flatten()
        {
            errors.push(DocumentedError {
                status,
                message: text(error, "message"),
                description: text(error, "description"),
            });
        }
    }
    let paging = operation.get("x-pagination").map(|paging| Paging {
        offset: text(paging, "offset"),
        limit: text(paging, "limit"),
        items: text(paging, "items"),
        total: text(paging, "total"),
    });
    Ok(Operation {
        id,
        method: method.to_uppercase(),
        template: template.to_owned(),
        parameters,
        levels: texts(&operation["x-access-levels"]),
        secured: security.is_some_and(|all| {
            !all.is_empty() && all.iter().all(|one| one != &serde_json::json!({}))
        }),
        body: operation["requestBody"]["content"]["application/json"]
            .get("schema")
            .map(|schema| resolve(root, schema).clone()),
        paging,
        errors,
        content: resolve(
            root,
            &responses.get("200").ok_or("no 200 response")?["content"],
        )
        .clone(),
        request_examples: texts(&operation["x-request-examples"]),
        variants: operation["x-variants"].clone(),
    })
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
