//! The telecomx command: lists and exports from the Telecom X reseller API

fn main() {}
