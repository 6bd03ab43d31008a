//! Unofficial client of the Telecom X reseller API, generated from a hand-maintained OpenAPI document
