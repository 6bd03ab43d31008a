//! Models as one writes them by hand: what the wiki shows, each text a `String`, each date chrono's.

#![allow(missing_docs)]

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct InternetRequestListFull {
    pub offset: u64,
    pub limit: u64,
    pub total: u64,
    pub requests: Vec<InternetRequestFull>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternetRequestFull {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub customer: Option<String>,
    pub reseller: Option<String>,
    pub notes: Option<String>,
    pub address: Option<Address>,
    pub address2: Option<Address>,
    pub product: Option<String>,
    pub takeover: Option<bool>,
    pub takeover_circuit: Option<String>,
    pub takeover_customer: Option<String>,
    pub ip_addresses: Option<u8>,
    pub commitment1: Option<bool>,
    pub commitment2: Option<bool>,
    pub commitment3: Option<bool>,
    pub reference: Option<String>,
    pub notify: Option<Vec<String>>,
    pub start_date: Option<DateTime<Utc>>,
    pub install_call_number: Option<String>,
    pub install_call_name: Option<String>,
    pub install_time: Option<String>,
    #[serde(rename = "Offers")]
    pub offers: Option<Vec<Offer>>,
    pub created: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
    pub answered: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub struct Address {
    #[serde(rename = "_id")]
    pub id: Option<String>,
    pub address: Option<String>,
    /// A text or a number.
    pub zip: Option<Value>,
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
    pub commitment: Option<u32>,
    pub provider_name: Option<String>,
    pub provider_offer_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct InternetRequestListCondensed {
    pub offset: u64,
    pub limit: u64,
    pub total: u64,
    pub requests: Vec<InternetRequestCondensed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternetRequestCondensed {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub customer: Option<String>,
    pub reseller: Option<String>,
    pub address: Option<String>,
    pub product: Option<String>,
    pub product_name: Option<String>,
    pub reference: Option<String>,
    pub reference_id: Option<String>,
    pub offers: bool,
    pub created: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
    pub created_by_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalLicenseList {
    pub offset: u64,
    pub limit: u64,
    pub total: u64,
    pub external_licenses: Vec<ExternalLicense>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalLicense {
    #[serde(rename = "_id")]
    pub id: String,
    pub name: Option<String>,
    pub platform_id: Option<String>,
    pub platform_license_id: Option<String>,
    pub customer: Option<String>,
    pub product: Option<String>,
    pub units: Option<f64>,
    pub invoiced_until: Option<DateTime<Utc>>,
    pub invoice_start: Option<DateTime<Utc>>,
    pub created: Option<DateTime<Utc>>,
    pub last_seen: Option<DateTime<Utc>>,
    pub start: Option<DateTime<Utc>>,
    pub end: Option<DateTime<Utc>>,
    pub also: Option<Also>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Also {
    pub wholesale_price: Option<f64>,
    pub price: Option<f64>,
    pub renew: Option<bool>,
    pub renew_units: Option<f64>,
    pub billing_period: Option<String>,
    pub locked_wholesale: Option<f64>,
    pub locked_price: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAgreement {
    #[serde(rename = "_id")]
    pub id: String,
    pub name: Option<String>,
    pub unit_price: Option<f64>,
    pub reseller: Option<String>,
    /// An id or a product.
    pub service_product: Option<Value>,
    pub remote: Option<Response>,
    pub onsite: Option<Response>,
    pub services: Option<Services>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    pub response_time: Option<u32>,
    pub days: Option<String>,
    pub period: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Services {
    pub service1: Option<bool>,
    pub service2: Option<bool>,
    pub service3: Option<bool>,
}
