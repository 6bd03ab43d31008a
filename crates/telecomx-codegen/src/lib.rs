//! Lowers the Telecom X OpenAPI document and generates the telecomx client from it
