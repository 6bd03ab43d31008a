//! Tests that cross crates
