//! What Telecom X may change without telling anybody: 100,000 answers that are like the documented
//! ones and yet not. None may fail to decode, and what is known must come through unchanged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use fastrand::Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use telecomx::types;
use telecomx_tests::documented;

const ANSWERS: usize = 100_000;

/// Prefix of names that the document does not have.
const NEW: &str = "brandNew";
const DATES: &[&str] = &[
    "created",
    "startDate",
    "answered",
    "invoicedUntil",
    "invoiceStart",
    "lastSeen",
    "start",
    "end",
];
const INTEGER_ENUMS: &[&str] = &["ipAddresses", "responseTime"];
const STRING_ENUMS: &[&str] = &[
    "type",
    "installTime",
    "platformId",
    "billingPeriod",
    "days",
    "period",
];
const STRING_OR_NUMBER: &[&str] = &["zip", "platformLicenseId"];
/// What every record must have, and what every list must.
const FIXED: &[&str] = &["_id", "requests", "externalLicenses", "flexcareOrders"];

#[test]
fn nothing_that_may_change_fails_a_decode() {
    let mut rng = Rng::with_seed(20_261_122);
    let answers = bases();
    for n in 0..ANSWERS {
        let (operation, base) = &answers[n % answers.len()];
        let mut changed = base.clone();
        for _ in 0..rng.usize(1..8) {
            mutate(&mut changed, &mut rng, true);
        }
        let text = match rng.u8(..3) {
            0 => serde_json::to_string_pretty(&changed)
                .unwrap()
                .replace('\n', "\r\n\t "),
            _ => changed.to_string(),
        };
        let encoded = match round_trip(operation, &text) {
            Ok(encoded) => encoded,
            Err(error) => panic!("{operation} #{n}: {error}\n{text}"),
        };
        let full = operation == "listInternetRequests full";
        if let Err(difference) = same(&changed, &encoded, "", full) {
            panic!("{operation} #{n}: {difference}\nwas {changed}\nis {encoded}");
        }
    }
}

#[test]
fn the_comparison_notices_a_lost_value() {
    let (_, base) = &bases()[0];
    let mut lossy = base.clone();
    let lost = lossy.pointer_mut("/requests/0/reference").unwrap().take();
    assert!(lost.is_string());
    assert!(same(base, &lossy, "", true).is_err());
    assert!(same(base, base, "", true).is_ok());
}

/// The documented answers, with what their examples leave out filled in.
fn bases() -> Vec<(String, Value)> {
    let mut bases: Vec<_> = documented::examples()
        .into_iter()
        .map(|example| {
            (
                format!("{} {}", example.operation, example.name),
                example.value,
            )
        })
        .collect();
    for (name, value) in &mut bases {
        match name.as_str() {
            "listInternetRequests full" => {
                let address = value.pointer("/requests/0/address").unwrap().clone();
                value["requests"][0]["address2"] = address;
            }
            "listExternalLicenses normal" => {
                value["externalLicenses"][0]["also"]["renewUnits"] = json!(2)
            }
            "getServiceAgreement extendProduct" => value["unitPrice"] = json!(12.5),
            _ => {}
        }
    }
    bases.sort_by_key(|(name, _)| name != "listInternetRequests full");
    bases
}

fn round_trip(operation: &str, text: &str) -> Result<Value, serde_json::Error> {
    fn through<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
        serde_json::to_value(serde_json::from_str::<T>(text)?)
    }
    match operation {
        "listInternetRequests full" => through::<types::InternetRequestListFull>(text),
        "listInternetRequests normal" => through::<types::InternetRequestListCondensed>(text),
        "listExternalLicenses normal" => through::<types::ExternalLicenseList>(text),
        "listFlexcareOrders documented" => through::<types::FlexcareOrderList>(text),
        "listResellers documented" => through::<Vec<types::Reseller>>(text),
        _ => through::<types::ServiceAgreement>(text),
    }
}

/// Changes one thing somewhere. `record`: whether a null here would be a missing record.
fn mutate(value: &mut Value, rng: &mut Rng, record: bool) {
    match value {
        Value::Array(elements) => {
            if !record && rng.u8(..8) == 0 {
                elements.insert(rng.usize(..=elements.len()), Value::Null);
            }
            if let Some(at) = elements.len().checked_sub(1).map(|last| rng.usize(..=last)) {
                mutate(&mut elements[at], rng, record);
            }
        }
        Value::Object(members) => {
            let names: Vec<String> = members
                .keys()
                .filter(|name| !name.starts_with(NEW))
                .cloned()
                .collect();
            let Some(name) = rng.choice(&names).cloned() else {
                return;
            };
            if rng.bool() && members[&name].is_object() || members[&name].is_array() {
                return mutate(&mut members[&name], rng, FIXED.contains(&name.as_str()));
            }
            change(members, &name, rng);
        }
        _ => {}
    }
}

fn change(members: &mut Map<String, Value>, name: &str, rng: &mut Rng) {
    let fixed = FIXED.contains(&name);
    match rng.u8(..7) {
        0 => drop(members.insert(format!("{NEW}{}", rng.u16(..)), anything(rng, 3))),
        1 if !fixed => drop(members.insert(name.to_owned(), Value::Null)),
        2 if !fixed => drop(members.shift_remove(name)),
        3 => {
            let mut shuffled: Vec<_> = std::mem::take(members).into_iter().collect();
            rng.shuffle(&mut shuffled);
            members.extend(shuffled);
        }
        4 if name == "Offers" => {
            if let Some(offers) = members.shift_remove(name) {
                members.insert("offers".into(), offers);
            }
        }
        4 if name == "Offers" || name == "address" && members.contains_key("Offers") => {
            members.insert("offers".into(), json!(true));
        }
        _ => alter(members, name, rng),
    }
}

/// Gives a property another value of a kind that the API may send.
fn alter(members: &mut Map<String, Value>, name: &str, rng: &mut Rng) {
    let Some(value) = members.get_mut(name) else {
        return;
    };
    if DATES.contains(&name) {
        *value = match rng.u8(..5) {
            0 => json!(""),
            1 => json!("2024-02-29T23:59:59"),
            2 => json!("2024-02-29T23:59:59Z"),
            3 => json!("2024-02-29T23:59:59.123+02:00"),
            _ => json!("2024-02-29T23:59:59.5"),
        };
    } else if INTEGER_ENUMS.contains(&name) {
        let number = rng.i64(0..40);
        *value = match rng.u8(..3) {
            0 => json!(number),
            #[allow(clippy::cast_precision_loss)]
            1 => json!(number as f64),
            _ => json!(number.to_string()),
        };
    } else if STRING_ENUMS.contains(&name) && value.is_string() {
        *value = json!(format!("FUTURE_{}", rng.u8(..)));
    } else if STRING_OR_NUMBER.contains(&name) {
        *value = if rng.bool() {
            json!(rng.u32(..))
        } else {
            json!(text(rng))
        };
    } else if value.is_string() && name != "serviceProduct" {
        *value = json!(text(rng));
    } else if value.is_f64()
        || value.is_i64() && ["units", "cost", "wholesale", "price"].contains(&name)
    {
        *value = json!(f64::from(rng.i32(..)) / 100.0);
    }
}

fn text(rng: &mut Rng) -> String {
    (0..rng.usize(..40)).map(|_| rng.char(..)).collect()
}

fn anything(rng: &mut Rng, depth: usize) -> Value {
    match rng.u8(..if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.f64()),
        3 => json!(rng.u64(..)),
        4 => json!(text(rng)),
        5 => (0..rng.usize(..4))
            .map(|_| anything(rng, depth - 1))
            .collect(),
        _ => (0..rng.usize(..4))
            .map(|_| (text(rng), anything(rng, depth - 1)))
            .collect(),
    }
}

/// Whether every known value came through. A full record may also hold the condensed one's `offers`.
fn same(sent: &Value, encoded: &Value, at: &str, full: bool) -> Result<(), String> {
    let name = at.rsplit('/').next().unwrap_or_default();
    match (sent, encoded) {
        (Value::Object(sent), Value::Object(encoded)) => {
            for (name, value) in sent.iter().filter(|(name, _)| !name.starts_with(NEW)) {
                let lower_offers = name == "offers" && value.is_array();
                let both = full && name == "offers" && value.is_boolean();
                let came = encoded.get(if lower_offers { "Offers" } else { name });
                let empty =
                    value.is_null() || DATES.contains(&name.as_str()) && value == "" || both;
                match came {
                    None if empty => {}
                    None => return Err(format!("{at}/{name} was lost")),
                    Some(_) if empty => return Err(format!("{at}/{name} was made up")),
                    Some(came) => same(value, came, &format!("{at}/{name}"), full)?,
                }
            }
            Ok(())
        }
        (Value::Array(sent), Value::Array(encoded)) => {
            let sent: Vec<_> = sent.iter().filter(|element| !element.is_null()).collect();
            if sent.len() != encoded.len() {
                return Err(format!("{at} has {} elements", encoded.len()));
            }
            sent.iter()
                .zip(encoded)
                .try_for_each(|(a, b)| same(a, b, at, full))
        }
        _ if sent == encoded => Ok(()),
        _ if sent.as_f64().is_some() && sent.as_f64() == encoded.as_f64() => Ok(()),
        _ if INTEGER_ENUMS.contains(&name)
            && sent.as_str() == encoded.as_i64().map(|n| n.to_string()).as_deref() =>
        {
            Ok(())
        }
        _ if DATES.contains(&name)
            && instant(sent).is_some()
            && instant(sent) == instant(encoded) =>
        {
            Ok(())
        }
        _ => Err(format!("{at}: {sent} became {encoded}")),
    }
}

/// The instant that a date names, read by chrono alone.
fn instant(date: &Value) -> Option<i64> {
    let date = date.as_str()?;
    chrono::DateTime::parse_from_rfc3339(date)
        .or_else(|_| chrono::DateTime::parse_from_rfc3339(&format!("{date}Z")))
        .ok()
        .map(|date| date.timestamp_millis())
}
