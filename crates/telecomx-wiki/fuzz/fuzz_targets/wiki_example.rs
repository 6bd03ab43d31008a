//! Any text is an example that reads, or is refused with a line in it: `cargo +nightly fuzz run wiki_example`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use telecomx_wiki::example;

fuzz_target!(|text: &str| {
    match example::parse(text) {
        Ok((literals, _)) => {
            for literal in literals {
                // What was read is JSON, and reads as itself.
                let again = example::parse(&literal.value.to_string()).expect("JSON");
                assert_eq!(again.0[0].value, literal.value);
            }
        }
        Err(mend) => assert!(mend.line <= text.matches('\n').count()),
    }
});
