//! The published document lowered to what progenitor takes, and tables of what it would have lost.
//!
//! Every pass does one thing, changes nothing but its argument and says how often it fired. They run
//! in the order of [`PASSES`], on a document that [`check`](crate::check) has found no fault with.

mod enums;
mod hoist;
mod loosen;
mod operations;
mod responses;
mod shared;
mod tidy;
mod unions;
mod variants;
pub(crate) mod walk;

use std::collections::BTreeMap;

use serde_json::Value;

pub use enums::{EnumValue, OpenEnum};
pub(crate) use enums::{UNKNOWN, derived_name};
pub(crate) use loosen::{PATH_ID_NAME, STRING_OR_NUMBER_NAME, reach};
pub use operations::{Bound, List, Operation, Paged};
pub(crate) use unions::string_and_object;
pub use unions::{StringForm, Union};
pub(crate) use variants::{JSON, variant_list_name};

use crate::{Document, Error};

/// A document lowered to what the generator takes.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Lowered {
    /// The document in the form that progenitor reads.
    pub value: Value,
    /// What the client must know of each operation at run time.
    pub operations: Vec<Operation>,
    /// The enums, each to become one that is open for values unknown so far.
    pub enums: Vec<OpenEnum>,
    /// The schemas that are a string or an object.
    pub unions: Vec<Union>,
    /// What is known of the properties of each object type.
    pub properties: BTreeMap<String, Vec<Property>>,
    /// The schemas of error responses: no operation has them, but the runtime reads them.
    pub error_bodies: Vec<String>,
    /// How often each pass fired, in the order in which they ran.
    pub fired: Vec<(&'static str, usize)>,
}

/// What the generator's own types do not carry of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// What it is; for a reference what the referenced schema says of itself.
    pub description: Option<String>,
    /// Whether it tells about a person and must not be printed.
    pub personal: bool,
    /// Other spellings under which it may arrive.
    pub aliases: Vec<String>,
}

/// One step of the lowering.
pub(crate) struct Pass {
    pub(crate) name: &'static str,
    /// Why the published document is not taken as it is.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by people and by tests"))]
    pub(crate) reason: &'static str,
    pub(crate) run: fn(&mut Lowered) -> usize,
}

/// After this pass, choices that nothing has resolved are there for good.
pub(crate) const PRUNE_NAME: &str = tidy::PRUNE_COMPONENTS.name;

/// All passes in the order in which they run.
pub(crate) const PASSES: &[Pass] = &[
    shared::INLINE_SHARED_PARTS,
    responses::DROP_ERRORS,
    responses::ANY_SUCCESS,
    shared::INLINE_PLAIN_COMPONENTS,
    hoist::HOIST_OBJECTS,
    tidy::LIFT_PROPERTY_FACTS,
    hoist::HOIST_ENUMS,
    variants::SPLIT_VARIANTS,
    tidy::PRUNE_COMPONENTS,
    operations::COLLECT_OPERATIONS,
    loosen::STRING_OR_NUMBER,
    loosen::PATH_IDS,
    loosen::DROP_DEFAULTS,
    loosen::RELAX_REQUIRED,
    loosen::NULLABLE_LISTS,
    enums::OPEN_ENUMS,
    unions::STRING_OR_OBJECT,
    tidy::KNOWN_FORMATS,
    tidy::STRIP_KEYWORDS,
    tidy::LINK_ADDRESSES,
    tidy::COLLECT_PROPERTIES,
];

/// Checks the document and runs all passes on it.
///
/// # Errors
/// [`Error::Findings`] with all that the checks found.
pub fn lower(document: &Document) -> Result<Lowered, Error> {
    crate::check(document).map_err(Error::Findings)?;
    Ok(run(document, PASSES))
}

/// Runs passes on a document that was checked.
pub(crate) fn run(document: &Document, passes: &[Pass]) -> Lowered {
    let mut lowered = Lowered {
        value: document.value.clone(),
        ..Lowered::default()
    };
    for pass in passes {
        let count = (pass.run)(&mut lowered);
        lowered.fired.push((pass.name, count));
    }
    lowered
}

/// Runs one pass on a value, for its test.
#[cfg(test)]
pub(crate) fn run_on(pass: &Pass, value: Value) -> (Lowered, usize) {
    let mut lowered = Lowered {
        value,
        ..Lowered::default()
    };
    let count = (pass.run)(&mut lowered);
    (lowered, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_pass_fires_on_the_real_document() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/telecomx.yaml");
        let lowered = lower(&Document::read(&path).unwrap()).unwrap();
        assert_eq!(lowered.fired.len(), PASSES.len());
        for (pass, count) in &lowered.fired {
            assert!(
                *count > 0,
                "the pass {pass} has nothing to do any more: remove it"
            );
        }
    }

    #[test]
    fn every_pass_has_a_name_of_its_own_and_a_reason() {
        let names: std::collections::BTreeSet<_> = PASSES.iter().map(|pass| pass.name).collect();
        assert_eq!(names.len(), PASSES.len());
        assert!(PASSES.iter().all(|pass| !pass.reason.is_empty()));
    }
}
