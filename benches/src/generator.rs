//! Models of the shape that openapi-generator's Rust client gives them, written by hand after what its
//! version 7.26.0 makes of the document: an enum for each closed set of values, a `Box` for each object, an
//! `Option` in an `Option` for what may be null, and an untagged enum for the two shapes of a request.
//! Only the names of Rust differ, and what decoding does not touch is left out.

#![allow(missing_docs)]

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::Value;
use serde_repr::Deserialize_repr;
use serde_with::rust::double_option;

#[derive(Debug, Deserialize)]
pub struct InternetRequestList {
    pub offset: Option<i64>,
    pub limit: Option<i64>,
    pub total: Option<i64>,
    pub requests: Vec<InternetRequest>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum InternetRequest {
    Full(Box<InternetRequestFull>),
    Condensed(Box<InternetRequestCondensed>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternetRequestFull {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<CircuitType>,
    #[serde(default, with = "double_option")]
    pub customer: Option<Option<String>>,
    pub reseller: Option<String>,
    pub notes: Option<String>,
    pub address: Box<Address>,
    #[serde(default, with = "double_option")]
    pub address2: Option<Option<Box<Address>>>,
    pub product: Option<String>,
    pub takeover: Option<bool>,
    pub takeover_circuit: Option<String>,
    pub takeover_customer: Option<String>,
    pub ip_addresses: Option<IpAddresses>,
    pub commitment1: Option<bool>,
    pub commitment2: Option<bool>,
    pub commitment3: Option<bool>,
    pub reference: Option<String>,
    pub notify: Option<Vec<String>>,
    pub start_date: Option<DateTime<FixedOffset>>,
    pub install_call_number: Option<String>,
    pub install_call_name: Option<String>,
    pub install_time: Option<InstallTime>,
    #[serde(rename = "Offers")]
    pub offers: Option<Vec<Offer>>,
    pub created: Option<DateTime<FixedOffset>>,
    pub created_by: Option<String>,
    pub answered: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternetRequestCondensed {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<CircuitType>,
    #[serde(default, with = "double_option")]
    pub customer: Option<Option<String>>,
    pub reseller: Option<String>,
    pub address: Option<String>,
    pub product: Option<String>,
    pub product_name: Option<String>,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub offers: bool,
    pub created: Option<DateTime<FixedOffset>>,
    pub created_by: Option<String>,
    pub created_by_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Address {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    pub address: Option<String>,
    #[serde(default, with = "double_option")]
    pub zip: Option<Option<Value>>,
    pub city: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    #[serde(rename = "_id")]
    pub id: String,
    pub product: Option<String>,
    pub initiation_fee_product: Option<String>,
    pub initiation_cost: Option<f64>,
    pub initiation_wholesale: Option<f64>,
    pub initiation_customer: Option<f64>,
    pub monthly_cost: Option<f64>,
    pub monthly_wholesale: Option<f64>,
    pub monthly_customer: Option<f64>,
    pub commitment: Option<i64>,
    pub provider_name: Option<String>,
    pub provider_offer_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CircuitType {
    Dsl,
    Fiber,
}

#[derive(Debug, Deserialize_repr)]
#[repr(i64)]
pub enum IpAddresses {
    One = 1,
    Two = 2,
    Four = 4,
    Eight = 8,
    Sixteen = 16,
    ThirtyTwo = 32,
}

#[derive(Debug, Deserialize)]
pub enum InstallTime {
    #[serde(rename = "7_30_TO_16")]
    From0730To1600,
    #[serde(rename = "7_30_TO_12")]
    From0730To1200,
    #[serde(rename = "12_TO_16")]
    From1200To1600,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalLicenseList {
    pub offset: Option<i64>,
    pub limit: Option<i64>,
    pub total: Option<i64>,
    pub external_licenses: Vec<ExternalLicense>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalLicense {
    #[serde(rename = "_id")]
    pub id: String,
    pub name: Option<String>,
    pub platform_id: Option<LicensePlatform>,
    pub platform_license_id: Option<String>,
    pub customer: Option<String>,
    pub product: Option<String>,
    pub units: Option<f64>,
    pub invoiced_until: Option<DateTime<FixedOffset>>,
    #[serde(default, with = "double_option")]
    pub invoice_start: Option<Option<DateTime<FixedOffset>>>,
    pub created: Option<DateTime<FixedOffset>>,
    pub last_seen: Option<DateTime<FixedOffset>>,
    pub start: Option<DateTime<FixedOffset>>,
    #[serde(default, with = "double_option")]
    pub end: Option<Option<DateTime<FixedOffset>>>,
    pub also: Option<Box<Also>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LicensePlatform {
    Also,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Also {
    pub wholesale_price: Option<f64>,
    pub price: Option<f64>,
    pub renew: Option<bool>,
    pub renew_units: Option<f64>,
    pub billing_period: Option<BillingPeriod>,
    pub locked_wholesale: Option<f64>,
    pub locked_price: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BillingPeriod {
    Monthly,
    Quarterly,
    Yearly,
}
