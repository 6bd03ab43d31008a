//! A server of the documented Telecom X reseller API, for tests and demonstrations
