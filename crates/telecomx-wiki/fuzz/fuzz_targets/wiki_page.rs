//! Any bytes are a page that reads, and whose facts survive their file: `cargo +nightly fuzz run wiki_page`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use telecomx_wiki::{compare, extract, store};

fuzz_target!(|bytes: &[u8]| {
    let facts = extract(bytes);
    assert!(compare::compare(&facts, &facts).is_empty());
    let yaml = store::to_yaml(&facts).expect("facts are YAML");
    assert_eq!(store::from_yaml(&yaml, "facts").expect("and read back"), facts);
});
