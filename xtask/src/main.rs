//! Maintainers' tasks: regen, docs, spec

fn main() {}
