//! The columns of each command, in the order of the document.
//!
//! The one place that names properties; a test holds it against `openapi/telecomx.yaml`. A name
//! leads through objects by dots, and through a list to the values of all its elements.

use serde_json::{Map, Value};

use crate::exit::Failure;

/// The columns of one kind of record.
#[derive(Debug)]
pub(crate) struct Columns {
    /// The schema of the record in the document.
    #[cfg_attr(not(test), allow(dead_code))]
    schema: &'static str,
    /// All columns.
    pub(crate) all: &'static [&'static str],
    /// Those that a table shows unless told otherwise.
    pub(crate) table: &'static [&'static str],
}

pub(crate) static INTERNET_REQUESTS: Columns = Columns {
    schema: "InternetRequestCondensed",
    all: &[
        "_id",
        "type",
        "customer",
        "reseller",
        "address",
        "product",
        "productName",
        "reference",
        "referenceId",
        "offers",
        "created",
        "createdBy",
        "createdByName",
    ],
    table: &["_id", "type", "address", "offers", "created"],
};

pub(crate) static INTERNET_REQUESTS_FULL: Columns = Columns {
    schema: "InternetRequestFull",
    all: &[
        "_id",
        "type",
        "customer",
        "reseller",
        "notes",
        "address._id",
        "address.address",
        "address.zip",
        "address.city",
        "address2._id",
        "address2.address",
        "address2.zip",
        "address2.city",
        "product",
        "takeover",
        "takeoverCircuit",
        "takeoverCustomer",
        "ipAddresses",
        "commitment1",
        "commitment2",
        "commitment3",
        "reference",
        "notify",
        "startDate",
        "installCallNumber",
        "installCallName",
        "installTime",
        "Offers._id",
        "Offers.product",
        "Offers.initiationFeeProduct",
        "Offers.initiationCost",
        "Offers.initiationWholesale",
        "Offers.initiationCustomer",
        "Offers.monthlyCost",
        "Offers.monthlyWholesale",
        "Offers.monthlyCustomer",
        "Offers.commitment",
        "Offers.providerName",
        "Offers.providerOfferId",
        "created",
        "createdBy",
        "answered",
    ],
    table: &[
        "_id",
        "type",
        "address.address",
        "address.city",
        "Offers.monthlyCustomer",
    ],
};

pub(crate) static LICENSES: Columns = Columns {
    schema: "ExternalLicense",
    all: &[
        "_id",
        "name",
        "platformId",
        "platformLicenseId",
        "customer",
        "product",
        "units",
        "invoicedUntil",
        "invoiceStart",
        "created",
        "lastSeen",
        "start",
        "end",
        "also.wholesalePrice",
        "also.price",
        "also.renew",
        "also.renewUnits",
        "also.billingPeriod",
        "also.lockedWholesale",
        "also.lockedPrice",
    ],
    table: &["_id", "name", "units", "also.price", "end"],
};

pub(crate) static FLEXCARE_ORDERS: Columns = Columns {
    schema: "FlexcareOrder",
    all: &[
        "_id",
        "name",
        "snowId",
        "poNumber",
        "reseller",
        "eanNumber",
        "powernetItemNumber",
        "devices",
        "orderer.name",
        "orderer.department",
        "orderer.phone",
        "orderer.email",
        "serviceAgreement",
    ],
    table: &["_id", "name", "poNumber", "devices", "orderer.name"],
};

pub(crate) static SERVICE_AGREEMENT: Columns = Columns {
    schema: "ServiceAgreement",
    all: &[
        "_id",
        "name",
        "unitPrice",
        "reseller",
        "serviceProduct",
        "serviceProduct._id",
        "serviceProduct.start",
        "serviceProduct.end",
        "serviceProduct.type",
        "serviceProduct.productCode",
        "serviceProduct.name",
        "serviceProduct.unitType",
        "serviceProduct.recurrence",
        "serviceProduct.recurrenceFullMonth",
        "serviceProduct.cost",
        "serviceProduct.wholesale",
        "serviceProduct.price",
        "serviceProduct.reseller",
        "serviceProduct.inheritFrom",
        "serviceProduct.applyByResellerOnly",
        "serviceProduct.customer",
        "serviceProduct.standard",
        "remote.responseTime",
        "remote.days",
        "remote.period",
        "onsite.responseTime",
        "onsite.days",
        "onsite.period",
        "services.service1",
        "services.service2",
        "services.service3",
    ],
    table: &[],
};

pub(crate) static RESELLERS: Columns = Columns {
    schema: "Reseller",
    all: &["_id", "name", "integrations.billing.economic.enabled"],
    table: &["_id", "name", "integrations.billing.economic.enabled"],
};

pub(crate) static TOKEN_STATUS: Columns = Columns {
    schema: "TokenStatus",
    all: &[
        "success",
        "employee",
        "customer",
        "accessLevel",
        "name",
        "language",
        "customerName",
        "customerFeatures",
        "customerIntegrations",
    ],
    table: &[],
};

impl Columns {
    /// The columns that were asked for. The name of an object stands for all of its columns.
    pub(crate) fn select(&self, asked: &[String]) -> Result<Vec<&'static str>, Failure> {
        let mut chosen = Vec::new();
        for name in asked {
            let exact = self.all.iter().filter(|column| *column == name);
            let within = self.all.iter().filter(|column| {
                column
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
            });
            let mut found = exact.clone().chain(within).copied().peekable();
            if found.peek().is_none() {
                return Err(Failure::usage(format!(
                    "there is no column `{}`",
                    name.escape_debug()
                ))
                .hint(format!("the columns are {}", self.all.join(", "))));
            }
            // A column that is also an object (`serviceProduct`) means itself.
            let one = exact.count() == 1;
            chosen.extend(found.take(if one { 1 } else { usize::MAX }));
        }
        Ok(chosen)
    }
}

/// Which properties to keep, and in which order.
pub(crate) struct Shape(Vec<(&'static str, Shape)>);

impl Shape {
    pub(crate) fn of(columns: &[&'static str]) -> Self {
        let mut shape = Self(Vec::new());
        for column in columns {
            shape.add(column);
        }
        shape
    }

    fn add(&mut self, column: &'static str) {
        let (name, rest) = column.split_once('.').unwrap_or((column, ""));
        let index = match self.0.iter().position(|(known, _)| *known == name) {
            Some(index) => index,
            None => {
                self.0.push((name, Self(Vec::new())));
                self.0.len() - 1
            }
        };
        if !rest.is_empty() {
            self.0[index].1.add(rest);
        }
    }

    /// Puts the properties into order, and drops all others.
    pub(crate) fn arrange(&self, value: Value) -> Value {
        match value {
            _ if self.0.is_empty() => value,
            Value::Object(mut object) => {
                let mut arranged = Map::with_capacity(self.0.len());
                for (name, shape) in &self.0 {
                    if let Some(value) = object.get_mut(*name).map(Value::take) {
                        arranged.insert((*name).to_owned(), shape.arrange(value));
                    }
                }
                Value::Object(arranged)
            }
            Value::Array(items) => {
                let arranged = items.into_iter().map(|item| self.arrange(item));
                Value::Array(arranged.collect())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use telecomx_codegen::document::Document;

    use super::*;

    const KINDS: [&Columns; 7] = [
        &INTERNET_REQUESTS,
        &INTERNET_REQUESTS_FULL,
        &LICENSES,
        &FLEXCARE_ORDERS,
        &SERVICE_AGREEMENT,
        &RESELLERS,
        &TOKEN_STATUS,
    ];

    /// The columns that a schema of the document has, in its order.
    fn documented(document: &Document, schema: &Value, prefix: &str, columns: &mut Vec<String>) {
        let schema = document.resolve(schema).unwrap();
        let below = |name: &str| [prefix, name].concat();
        if let Some(either) = schema["oneOf"].as_array() {
            for schema in either {
                documented(document, schema, prefix, columns);
            }
        } else if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                documented(document, property, &format!("{}.", below(name)), columns);
            }
        } else if schema["type"] == "array" {
            documented(document, &schema["items"], prefix, columns);
        } else {
            columns.push(prefix.trim_end_matches('.').to_owned());
        }
    }

    #[test]
    fn the_columns_are_the_properties_of_the_document_in_its_order() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/telecomx.yaml");
        let document = Document::read(path.as_ref()).unwrap();
        for columns in KINDS {
            let schema = json!({"$ref": format!("#/components/schemas/{}", columns.schema)});
            let mut found = Vec::new();
            documented(&document, &schema, "", &mut found);
            assert_eq!(found, columns.all, "{}", columns.schema);
        }
    }

    #[test]
    fn a_table_shows_columns_that_there_are() {
        for columns in KINDS {
            for column in columns.table {
                assert!(columns.all.contains(column), "{column}");
            }
        }
    }

    #[test]
    fn a_name_chooses_itself_or_else_what_is_below_it() {
        let chosen = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            SERVICE_AGREEMENT.select(&names).ok()
        };
        assert_eq!(
            chosen(&["remote", "name"]),
            Some(vec![
                "remote.responseTime",
                "remote.days",
                "remote.period",
                "name"
            ])
        );
        assert_eq!(chosen(&["serviceProduct"]), Some(vec!["serviceProduct"]));
        assert_eq!(chosen(&["remot"]), None);
        assert_eq!(chosen(&["remote."]), None);
        assert_eq!(chosen(&[""]), None);
    }

    #[test]
    fn a_shape_keeps_its_own_order_and_nothing_else() {
        let shape = Shape::of(&["b.y", "a"]);
        let record = json!({"a": 1, "new": 2, "b": [{"x": 3, "y": 4}]});
        assert_eq!(
            shape.arrange(record).to_string(),
            r#"{"b":[{"y":4}],"a":1}"#
        );
    }
}
