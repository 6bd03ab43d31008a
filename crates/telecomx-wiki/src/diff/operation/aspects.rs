//! What a row states of a value, each aspect for itself.

use serde_json::{Number, Value};

use super::Comparison;
use crate::diff::says;
use crate::facts::{Parameter, Property};
use crate::ledger::Kind;
use crate::spec::Shape;
use crate::types::{self, Class};

/// What a row states of a value, parameter or property.
pub(super) struct Row<'a> {
    subject: String,
    line: usize,
    kind: Option<&'a str>,
    optional: Option<bool>,
    default: Option<&'a Value>,
    /// `None` where a row of its kind cannot state bounds.
    bounds: Option<[Option<&'a Number>; 2]>,
    values: Option<&'a [Value]>,
}

impl Comparison<'_> {
    /// Type, optionality, default, bounds and values, each for itself.
    pub(super) fn aspects(&mut self, row: &Row<'_>, shape: &Shape, pointer: &str, fact: usize) {
        let line = Some(row.line);
        let subject = row.subject.as_str();
        if let Some(kind) = row.kind {
            let mut theirs = types::classes(kind);
            theirs.retain(|class| *class != Class::Null);
            if !theirs.is_empty() && theirs != shape.classes {
                let says = (format!("type {kind}"), shape.kind());
                self.difference(Kind::Conflict, subject, says, (line, pointer), Some(fact));
            }
        }
        if let Some(optional) = row.optional
            && optional == shape.required
        {
            let word = |required| if required { "required" } else { "optional" }.to_owned();
            self.difference(
                Kind::Conflict,
                subject,
                (word(!optional), word(shape.required)),
                (line, pointer),
                Some(fact),
            );
        }
        let unreadable = |aspect: &str| {
            let code = format!("unreadable-{aspect}");
            self.facts
                .findings
                .iter()
                .any(|finding| finding.line == row.line && finding.code == code)
        };
        let mut aspects = Vec::new();
        if !unreadable("default") {
            aspects.push((
                "default",
                row.default.map(says::value),
                shape.default.as_ref().map(says::value),
            ));
        }
        if let Some([minimum, maximum]) = row.bounds {
            aspects.push((
                "minimum",
                minimum.map(Number::to_string),
                shape.minimum.as_ref().map(Number::to_string),
            ));
            aspects.push((
                "maximum",
                maximum.map(Number::to_string),
                shape.maximum.as_ref().map(Number::to_string),
            ));
        }
        for (name, theirs, ours) in aspects {
            let show = |value: &Option<String>| {
                value
                    .as_ref()
                    .map_or(format!("no {name}"), |value| format!("{name} {value}"))
            };
            if let Some(kind) = disagreement(theirs.as_ref(), ours.as_ref()) {
                self.difference(
                    kind,
                    subject,
                    (show(&theirs), show(&ours)),
                    (line, pointer),
                    Some(fact),
                );
            }
        }
        let sorted = |values: &[Value]| {
            let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
            texts.sort();
            texts
        };
        let (theirs, ours) = (row.values.map(sorted), shape.values.as_deref().map(sorted));
        if !unreadable("enum")
            && let Some(kind) = disagreement(theirs.as_ref(), ours.as_ref())
        {
            let show = |values: Option<&[Value]>| {
                values.map_or("no list of values".to_owned(), says::values)
            };
            let says = (show(row.values), show(shape.values.as_deref()));
            self.difference(kind, subject, says, (line, pointer), Some(fact));
        }
    }
}

/// What kind of difference two sides make of which each may be silent.
fn disagreement<T: PartialEq>(theirs: Option<&T>, ours: Option<&T>) -> Option<Kind> {
    match (theirs, ours) {
        (Some(theirs), Some(ours)) if theirs != ours => Some(Kind::Conflict),
        (Some(_), None) => Some(Kind::Untranscribed),
        (None, Some(_)) => Some(Kind::Undocumented),
        _ => None,
    }
}

pub(super) fn parameter_row(row: &Parameter, subject: String) -> Row<'_> {
    Row {
        subject,
        line: row.line,
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        bounds: Some([row.minimum.as_ref(), row.maximum.as_ref()]),
        values: row.values.as_deref(),
    }
}

pub(super) fn property_row(row: &Property, subject: String) -> Row<'_> {
    Row {
        subject,
        line: row.line,
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        bounds: None,
        values: row.values.as_deref(),
    }
}
