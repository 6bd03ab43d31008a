//! Made-up records, in the document's form and with the real API's oddities.

use serde_json::{Map, Value, json};

use crate::{
    dice::Dice,
    document::Document,
    ids,
    words::{
        CIRCUIT, COMPANY, DEPARTMENT, FILLER, FIRST, FLOOR, LAST, LICENSE, NOTE, PLACE, PROVIDER,
        ROAD, TRADE,
    },
};

/// Number of products that records refer to.
const PRODUCTS: u64 = 40;

/// Number of service agreements that orders refer to, if there are as many.
const AGREEMENTS: u64 = 100;

/// The properties that a list's `filter` looks in. A made-up record has them all: who finds it shall see why.
pub(crate) fn searched(list: &str) -> &'static [&'static str] {
    match list {
        // In one line, or in parts.
        "listInternetRequests" => &["address", "address.address", "address.zip", "address.city"],
        // The other documented places to look in are properties that no order shows.
        "listFlexcareOrders" => &["name", "poNumber"],
        _ => &[],
    }
}

/// One made-up record: nothing but the numbers that it follows from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made<'a> {
    /// Id of the operation that lists it.
    pub(crate) list: &'a str,
    /// Customer that it is bound to, if any.
    pub(crate) customer: Option<&'a str>,
    pub(crate) reseller: Option<&'a str>,
    /// Chance of the whole sandbox.
    pub(crate) world: Dice,
    /// Separates the records of one owner from those of the next.
    pub(crate) owner: u64,
    pub(crate) index: u64,
    /// Number of service agreements that there are.
    pub(crate) agreements: u64,
}

impl Made<'_> {
    /// The whole record in the given shape.
    pub(crate) fn record(&self, document: &Document, schema: &Value) -> Value {
        self.value(document, schema, "", 0)
    }

    /// The text of one property, made alone. It is the same as in the whole record, where that has it.
    pub(crate) fn text(&self, path: &str) -> String {
        match self.known(path, &json!({"type": "string"})) {
            Some(Value::String(text)) => text,
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    /// Whether an Internet request has offers: half of them do.
    pub(crate) fn has_offers(&self) -> bool {
        self.dice().named("has offers").one_in(2)
    }

    /// Whether a license has a product assigned: four of five do.
    pub(crate) fn has_product(&self) -> bool {
        !self.dice().named("has no product").one_in(5)
    }

    /// Whether a reseller provides the service of this name.
    pub(crate) fn provides(&self, service: &str) -> bool {
        self.dice().named("provides").named(service).one_in(3)
    }

    /// What the ids of this owner's records follow from.
    pub(crate) fn ids(&self) -> Dice {
        self.world.numbered(self.owner)
    }

    fn dice(&self) -> Dice {
        self.ids().named(self.list).numbered(self.index)
    }

    fn value(&self, document: &Document, schema: &Value, path: &str, depth: u8) -> Value {
        let schema = document.resolve(schema);
        // A schema may hold itself, as ErrorBody does.
        if depth > 8 {
            return Value::Null;
        }
        if let Some(value) = self.known(path, schema) {
            return value;
        }
        let dice = self.dice().named(path);
        if let Some(values) = schema["enum"]
            .as_array()
            .filter(|values| !values.is_empty())
        {
            return values[dice.below(values.len() as u64) as usize].clone();
        }
        if let Some(options) = schema["oneOf"].as_array() {
            return options.first().map_or(Value::Null, |first| {
                self.value(document, first, path, depth + 1)
            });
        }
        match schema["type"].as_str() {
            Some("object") => self.object(document, schema, path, depth),
            Some("array") => {
                let count = if path == "Offers" {
                    1 + dice.below(3)
                } else {
                    dice.below(4)
                };
                let item = |index| {
                    self.value(
                        document,
                        &schema["items"],
                        &format!("{path}[{index}]"),
                        depth + 1,
                    )
                };
                (0..count).map(item).collect()
            }
            Some("boolean") => dice.one_in(2).into(),
            Some("integer") => {
                let minimum = schema["minimum"].as_i64().unwrap_or(0);
                let maximum = schema["maximum"]
                    .as_i64()
                    .unwrap_or(minimum.saturating_add(36));
                (minimum + dice.below(maximum.abs_diff(minimum) + 1) as i64).into()
            }
            Some("number") => (dice.below(200_000) as f64 / 100.0).into(),
            _ => dice.pick(FILLER).into(),
        }
    }

    fn object(&self, document: &Document, schema: &Value, path: &str, depth: u8) -> Value {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            let nullable = document.resolve(property)["nullable"] == true;
            let is_searched = searched(self.list).contains(&path.as_str());
            // Without its offers a request would contradict its own `offers: true`.
            let stays =
                is_searched || name == "Offers" || required.iter().any(|required| required == name);
            // A value is missing now and then, in both ways: left out, or null where the document has seen null.
            match self.dice().named(&path).named("missing").below(16) {
                0 | 1 if !stays => {}
                2 | 3 if nullable && !is_searched => {
                    object.insert(name.clone(), Value::Null);
                }
                _ => {
                    object.insert(
                        name.clone(),
                        self.value(document, property, &path, depth + 1),
                    );
                }
            }
        }
        if path.is_empty() {
            self.settle(&mut object);
        }
        Value::Object(object)
    }

    /// Takes out what cannot stand beside each other.
    fn settle(&self, object: &mut Map<String, Value>) {
        match self.list {
            "listInternetRequests" => {
                let fiber = [
                    "ipAddresses",
                    "commitment1",
                    "commitment2",
                    "commitment3",
                    "address2",
                ];
                let prices = [
                    "initiationCost",
                    "initiationWholesale",
                    "initiationCustomer",
                    "monthly",
                ];
                let dsl = ["takeover", "takeoverCircuit", "takeoverCustomer"];
                match self.text_of(object, "type") {
                    Some("FIBER") => object.retain(|name, _| !dsl.contains(&name.as_str())),
                    _ => {
                        object.retain(|name, _| !fiber.contains(&name.as_str()));
                        for offer in object
                            .get_mut("Offers")
                            .and_then(Value::as_array_mut)
                            .into_iter()
                            .flatten()
                        {
                            if let Some(offer) = offer.as_object_mut() {
                                offer.retain(|name, _| {
                                    !prices.iter().any(|price| name.starts_with(price))
                                });
                            }
                        }
                    }
                }
                if !self.has_offers() {
                    object.remove("answered");
                }
                // A request has its reference under one of two names.
                let other = if self.dice().named("referenceId").one_in(8) {
                    "reference"
                } else {
                    "referenceId"
                };
                if object.contains_key("referenceId") {
                    object.remove(other);
                }
                // The id of a customer is left out at most where there is one.
                if self.customer.is_none() && object.contains_key("customer") {
                    object.insert("customer".to_owned(), Value::Null);
                }
            }
            "listExternalLicenses" if !self.has_product() => {
                object.remove("product");
            }
            _ => {}
        }
    }

    fn text_of<'a>(&self, object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
        object.get(name).and_then(Value::as_str)
    }

    /// What stands at a path whose meaning we know.
    fn known(&self, path: &str, schema: &Value) -> Option<Value> {
        let dice = self.dice().named(path);
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let is_text = schema["type"] == "string";
        if schema["format"] == "date-time" {
            return Some(self.date(name, dice).into());
        }
        Some(match name {
            "_id" if parent.is_empty() => ids::id(self.ids(), self.list, self.index).into(),
            "customer" if parent.is_empty() => self.customer.into(),
            "reseller" if parent.is_empty() => self.reseller.into(),
            "serviceAgreement" => ids::id(
                self.world.numbered(0),
                "getServiceAgreement",
                dice.below(self.agreements.min(AGREEMENTS)),
            )
            .into(),
            "product" | "serviceProduct" if is_text || schema.get("oneOf").is_some() => {
                ids::id(self.world, "product", dice.below(PRODUCTS)).into()
            }
            "productName" => {
                let product = self.dice().named("product").below(PRODUCTS);
                self.world
                    .named("product name")
                    .numbered(product)
                    .pick(CIRCUIT)
                    .into()
            }
            "name" if parent == "orderer" => person(dice).into(),
            "createdByName" | "installCallName" => person(dice).into(),
            "name" => match self.list {
                "listExternalLicenses" => dice.pick(LICENSE).to_owned(),
                "listFlexcareOrders" => format!("FlexCare {} {}", company(dice), self.index),
                "getServiceAgreement" => format!("Service {}", company(dice)),
                _ => company(dice),
            }
            .into(),
            "address" if is_text && parent.is_empty() => self.address_line().into(),
            "address" if is_text => format!(
                "{} {}{}",
                dice.pick(ROAD),
                1 + dice.named("number").below(200),
                dice.named("floor").pick(FLOOR)
            )
            .into(),
            "city" => self
                .dice()
                .named(parent)
                .named("place")
                .pick(PLACE)
                .1
                .into(),
            "zip" => {
                let zip = self.dice().named(parent).named("place").pick(PLACE).0;
                match zip.parse::<u32>() {
                    Ok(number) if schema["x-string-or-number"] == true && dice.one_in(2) => {
                        number.into()
                    }
                    _ => zip.into(),
                }
            }
            "offers" if schema["type"] == "boolean" => self.has_offers().into(),
            "Offers" if !self.has_offers() => json!([]),
            "commitment" => dice.pick(&[1, 6, 12, 24, 36]).into(),
            "platformLicenseId" => match dice.below(4) {
                0 => ids::id(self.world, "platform license", dice.bits() & 0xffff).into(),
                1 => format!(
                    "{:08x}-{:04x}-4000-8000-000000000000",
                    dice.bits() as u32,
                    self.index & 0xffff
                )
                .into(),
                _ => (100_000_000 + dice.below(900_000_000)).to_string().into(),
            },
            "units" | "renewUnits" => (1 + dice.below(50)).into(),
            "devices" => (0..dice.below(5))
                .map(|number| device(dice.numbered(number)).into())
                .collect::<Vec<Value>>()
                .into(),
            "eanNumber" => format!("{:08}", dice.below(100_000_000)).into(),
            "snowId" => format!("SNOW{:07}", dice.below(10_000_000)).into(),
            "poNumber" => format!("PO-{}", 10_000 + self.index).into(),
            "powernetItemNumber" => (100_000 + dice.below(900_000)).to_string().into(),
            "phone" | "installCallNumber" => {
                format!("+45{}", 20_000_000 + dice.below(79_999_999)).into()
            }
            "email" => format!("kontakt{}@kunde.example", dice.below(10_000)).into(),
            "department" => dice.pick(DEPARTMENT).into(),
            "notes" => dice.pick(NOTE).into(),
            "providerName" => dice.pick(PROVIDER).into(),
            "reference" | "referenceId" => {
                let dice = self.dice().named("reference");
                match dice.one_in(2) {
                    true => format!("SS-{}", 100_000 + dice.below(900_000)).into(),
                    false => person(dice).into(),
                }
            }
            "type" if is_text && schema.get("enum").is_none() => dice
                .pick(&["DSL", "FIBER", "EXTERNAL_LICENSE", "OTHER"])
                .into(),
            "unitType" => "UNITS".into(),
            "recurrence" => dice
                .pick(&["NONE", "MONTHLY", "QUARTERLY", "YEARLY"])
                .into(),
            _ if schema["format"] == "object-id" => {
                ids::id(self.world, path, dice.bits() & 0xffff_ffff).into()
            }
            _ => return None,
        })
    }

    /// The installation address in one line, as the condensed shape has it.
    fn address_line(&self) -> String {
        let (zip, city) = self.dice().named("address").named("place").pick(PLACE);
        format!("{}, {zip} {city}", self.text("address.address"))
    }

    /// A date that fits the others of its record; most, not all, with milliseconds.
    fn date(&self, name: &str, dice: Dice) -> String {
        let year = 2015 + self.dice().named("year").below(9);
        let (year, months) = match name {
            "created" => (year, 1..=6),
            "answered" | "invoiceStart" | "start" => (year, 7..=12),
            _ => (year + 1, 1..=12),
        };
        let month = months.start() + dice.named("month").below(months.end() - months.start() + 1);
        let day = 1 + dice.named("day").below(28);
        let time = match dice.named("time").one_in(2) {
            true => "00:00:00".to_owned(),
            false => format!(
                "{:02}:{:02}:{:02}",
                dice.below(24),
                dice.named("m").below(60),
                dice.named("s").below(60)
            ),
        };
        let milliseconds = if dice.named("milliseconds").one_in(6) {
            ""
        } else {
            ".000"
        };
        format!("{year:04}-{month:02}-{day:02}T{time}{milliseconds}Z")
    }
}

fn person(dice: Dice) -> String {
    format!(
        "{} {}",
        dice.named("first").pick(FIRST),
        dice.named("last").pick(LAST)
    )
}

fn company(dice: Dice) -> String {
    format!(
        "{} {}",
        dice.named("company").pick(COMPANY),
        dice.named("trade").pick(TRADE)
    )
}

/// A MAC address, or what else a "MAC address" turned out to be.
fn device(dice: Dice) -> String {
    match dice.named("form").below(4) {
        0 => (1_000_000 + dice.below(9_000_000)).to_string(),
        _ => dice.bits().to_be_bytes()[..6]
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(":"),
    }
}
