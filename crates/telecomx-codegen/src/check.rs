//! stub
use crate::{Document, Finding};
/// stub
pub fn check(_: &Document) -> Result<(), Vec<Finding>> {
    Ok(())
}
