//! Reads Telecom X wiki pages into facts and compares them with the OpenAPI document
