//! The columns of each command, in the order of the document.
//!
//! The one place that names properties; a test holds it against `openapi/telecomx.yaml`. A name
//! leads through objects by dots, and through a list to the values of all its elements.

use std::fmt::Write as _;

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
    table: &["_id", "type", "address", "productName", "offers", "created"],
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
        "address.zip",
        "address.city",
        "Offers.providerName",
        "Offers.monthlyCustomer",
        "created",
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
    table: &[
        "_id",
        "name",
        "customer",
        "units",
        "also.price",
        "also.billingPeriod",
        "end",
    ],
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
    table: &[
        "_id",
        "name",
        "poNumber",
        "powernetItemNumber",
        "devices",
        "orderer.name",
    ],
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

/// The values of a column in a record, as text for a cell. `decimal` is the decimal separator.
pub(crate) fn cell(record: &Value, column: &str, decimal: char) -> String {
    let mut text = String::new();
    write_cell(&mut text, Some(record), column, decimal);
    text
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
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    // Not a comma, which is the decimal separator of half of Europe.
                    text.push_str("; ");
                }
                write_cell(text, Some(item), path, decimal);
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

/// The order of the document, and which properties to keep.
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

    /// Puts the properties into order. Others follow, if they are wanted.
    pub(crate) fn arrange(&self, value: Value, others: bool) -> Value {
        match value {
            _ if self.0.is_empty() => value,
            Value::Object(mut object) => {
                let mut arranged = Map::with_capacity(object.len());
                for (name, shape) in &self.0 {
                    if let Some(value) = object.get_mut(*name).map(Value::take) {
                        arranged.insert((*name).to_owned(), shape.arrange(value, others));
                    }
                }
                if others {
                    for (name, value) in object {
                        arranged.entry(name).or_insert(value);
                    }
                }
                Value::Object(arranged)
            }
            Value::Array(items) => {
                let arranged = items.into_iter().map(|item| self.arrange(item, others));
                Value::Array(arranged.collect())
            }
            other => other,
        }
    }
}
