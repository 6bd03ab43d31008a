//! Two readings of the same page: what has changed between them.
//!
//! The readings may come from different layouts. What a layout loses (headings, the date, the id)
//! is silence and no change. A change of wording alone is told, and is no reason to act.

use std::collections::HashSet;
use std::hash::Hash;

use serde_json::{Number, Value};

use crate::Facts;
use crate::facts::Object;
use crate::types;

/// Something that two readings of a page say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about: `parameter limit, maximum`.
    pub subject: String,
    /// What the older reading says.
    pub before: String,
    /// What the newer reading says.
    pub after: String,
    /// Only wording, or the date, has changed.
    pub text_only: bool,
    /// The line in the newer reading, or in the older where it is gone from the newer.
    pub line: Option<usize>,
}

/// Lists what has changed.
#[must_use]
pub fn compare(old: &Facts, new: &Facts) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    if old.refused != new.refused {
        let show = |refused: &Option<String>| {
            refused
                .as_ref()
                .map_or("a page of an endpoint".to_owned(), |why| {
                    format!("refused: {why}")
                })
        };
        changes.push("page", show(&old.refused), show(&new.refused), None);
        return changes.0;
    }
    if let (Some(before), Some(after)) = (&old.page, &new.page)
        && before != after
    {
        changes.push("page id", before.clone(), after.clone(), None);
    }
    for (subject, before, after) in [
        ("title", &old.title, &new.title),
        ("modified", &old.modified, &new.modified),
    ] {
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            changes.minor(subject, before, after, None);
        }
    }
    changes.set("method", &old.methods, &new.methods);
    changes.set("URL", &old.urls, &new.urls);
    changes.set("access level", &old.access, &new.access);
    changes.parameters(old, new);
    changes.objects(old, new);
    changes.errors(old, new);
    changes.examples(old, new);
    let requests = |facts: &Facts| {
        facts
            .requests
            .iter()
            .map(|request| request.url.clone())
            .collect::<Vec<_>>()
    };
    changes.set("example request", &requests(old), &requests(new));
    let unreadable = |facts: &Facts| {
        let unreadable = facts
            .findings
            .iter()
            .filter(|finding| finding.is_unreadable());
        unreadable
            .map(|finding| format!("{} {}", finding.code, finding.detail))
            .collect::<Vec<_>>()
    };
    changes.set("finding", &unreadable(old), &unreadable(new));
    changes.0
}

struct Changes(Vec<Change>);

/// What a row of either table states.
struct Row<'a> {
    place: Option<&'static str>,
    kind: Option<&'a str>,
    optional: Option<bool>,
    default: Option<&'a Value>,
    minimum: Option<&'a Number>,
    maximum: Option<&'a Number>,
    values: Option<&'a [Value]>,
    text: Option<&'a str>,
    line: usize,
}

impl Changes {
    fn push(
        &mut self,
        subject: impl Into<String>,
        before: String,
        after: String,
        line: Option<usize>,
    ) {
        self.0.push(Change {
            subject: subject.into(),
            before,
            after,
            text_only: false,
            line,
        });
    }

    fn minor(
        &mut self,
        subject: impl Into<String>,
        before: &str,
        after: &str,
        line: Option<usize>,
    ) {
        let (before, after) = (before.to_owned(), after.to_owned());
        self.0.push(Change {
            subject: subject.into(),
            before,
            after,
            text_only: true,
            line,
        });
    }

    /// What one list has and the other has not; the order is no statement.
    fn set(&mut self, what: &str, old: &[String], new: &[String]) {
        let (before, after): (HashSet<_>, HashSet<_>) =
            (old.iter().collect(), new.iter().collect());
        for gone in old.iter().filter(|item| !after.contains(item)) {
            self.push(
                format!("{what} {gone}"),
                "stated".to_owned(),
                "gone".to_owned(),
                None,
            );
        }
        for come in new.iter().filter(|item| !before.contains(item)) {
            self.push(
                format!("{what} {come}"),
                "not stated".to_owned(),
                "new".to_owned(),
                None,
            );
        }
    }

    fn parameters(&mut self, old: &Facts, new: &Facts) {
        for (before, after) in pairs(&old.parameters, &new.parameters, |row| row.name.clone()) {
            let row = |row: &'_ crate::facts::Parameter| row.line;
            let name = before
                .or(after)
                .map(|row| row.name.clone())
                .unwrap_or_default();
            let subject = format!("parameter {name}");
            match (before, after) {
                (Some(a), Some(b)) => self.row(&subject, &parameter(a), &parameter(b)),
                (Some(a), None) => {
                    self.push(subject, "a row".to_owned(), "gone".to_owned(), Some(row(a)))
                }
                (None, Some(b)) => self.push(
                    subject,
                    "no such row".to_owned(),
                    "new".to_owned(),
                    Some(row(b)),
                ),
                (None, None) => {}
            }
        }
    }

    fn objects(&mut self, old: &Facts, new: &Facts) {
        let mut free: Vec<&Object> = new.objects.iter().collect();
        let same_heading: Vec<Option<&Object>> = old
            .objects
            .iter()
            .map(|before| {
                let is_same =
                    |after: &&Object| after.heading.is_some() && after.heading == before.heading;
                free.iter()
                    .position(is_same)
                    .map(|index| free.remove(index))
            })
            .collect();
        // Only then by what they hold: a table without a heading must not take the place of another.
        for (before, same) in old.objects.iter().zip(same_heading) {
            let same = same.or_else(|| most_alike(before, &free).map(|index| free.remove(index)));
            let heading = before.heading.as_deref().unwrap_or("without a heading");
            let Some(after) = same else {
                let line = before.properties.first().map(|row| row.line);
                self.push(
                    format!("table \"{heading}\""),
                    "a table".to_owned(),
                    "gone".to_owned(),
                    line,
                );
                continue;
            };
            if let (Some(a), Some(b)) = (&before.heading, &after.heading)
                && a != b
            {
                self.push(
                    format!("table \"{heading}\", heading"),
                    a.clone(),
                    b.clone(),
                    None,
                );
            }
            self.properties(heading, before, after);
        }
        for after in free {
            let heading = after.heading.as_deref().unwrap_or("without a heading");
            let line = after.properties.first().map(|row| row.line);
            self.push(
                format!("table \"{heading}\""),
                "no such table".to_owned(),
                "new".to_owned(),
                line,
            );
        }
    }

    fn properties(&mut self, heading: &str, old: &Object, new: &Object) {
        for (before, after) in pairs(&old.properties, &new.properties, |row| row.name.clone()) {
            let name = before
                .or(after)
                .map(|row| row.name.clone())
                .unwrap_or_default();
            let subject = format!("property {name} of \"{heading}\"");
            match (before, after) {
                (Some(a), Some(b)) => self.row(&subject, &property(a), &property(b)),
                (Some(a), None) => {
                    self.push(subject, "a row".to_owned(), "gone".to_owned(), Some(a.line))
                }
                (None, Some(b)) => self.push(
                    subject,
                    "no such row".to_owned(),
                    "new".to_owned(),
                    Some(b.line),
                ),
                (None, None) => {}
            }
        }
    }

    fn row(&mut self, subject: &str, old: &Row<'_>, new: &Row<'_>) {
        let line = Some(new.line);
        let mut say = |aspect: &str, before: Option<String>, after: Option<String>| {
            if before != after {
                let show = |side: Option<String>| side.unwrap_or_else(|| "not said".to_owned());
                self.push(
                    format!("{subject}, {aspect}"),
                    show(before),
                    show(after),
                    line,
                );
            }
        };
        say(
            "in",
            old.place.map(str::to_owned),
            new.place.map(str::to_owned),
        );
        let word = |optional: Option<bool>| {
            optional.map(|optional| if optional { "optional" } else { "required" }.to_owned())
        };
        say("optionality", word(old.optional), word(new.optional));
        say(
            "default",
            old.default.map(Value::to_string),
            new.default.map(Value::to_string),
        );
        say(
            "minimum",
            old.minimum.map(Number::to_string),
            new.minimum.map(Number::to_string),
        );
        say(
            "maximum",
            old.maximum.map(Number::to_string),
            new.maximum.map(Number::to_string),
        );
        say("values", listed(old.values), listed(new.values));
        if old.kind != new.kind {
            let classes = |kind: Option<&str>| kind.map(types::classes).unwrap_or_default();
            let (before, after) = (
                old.kind.unwrap_or("not said"),
                new.kind.unwrap_or("not said"),
            );
            if classes(old.kind) == classes(new.kind) && old.kind.is_some() == new.kind.is_some() {
                self.minor(
                    format!("{subject}, spelling of the type"),
                    before,
                    after,
                    line,
                );
            } else {
                self.push(
                    format!("{subject}, type"),
                    before.to_owned(),
                    after.to_owned(),
                    line,
                );
            }
        }
        if old.text != new.text {
            let show = |text: Option<&str>| text.unwrap_or("none").to_owned();
            self.minor(
                format!("{subject}, text"),
                &show(old.text),
                &show(new.text),
                line,
            );
        }
    }

    fn errors(&mut self, old: &Facts, new: &Facts) {
        for (before, after) in pairs(&old.errors, &new.errors, |row| {
            (row.status, row.message.clone())
        }) {
            let Some(row) = before.or(after) else {
                continue;
            };
            let status = row
                .status
                .map_or("without a code".to_owned(), |status| status.to_string());
            let subject = format!(
                "error {status} {}",
                row.message.as_deref().unwrap_or_default()
            );
            match (before, after) {
                (Some(a), Some(b)) if a.text != b.text => {
                    self.minor(
                        format!("{subject}, text"),
                        a.text.as_deref().unwrap_or("none"),
                        b.text.as_deref().unwrap_or("none"),
                        Some(b.line),
                    );
                }
                (Some(a), None) => {
                    self.push(subject, "a row".to_owned(), "gone".to_owned(), Some(a.line))
                }
                (None, Some(b)) => self.push(
                    subject,
                    "no such row".to_owned(),
                    "new".to_owned(),
                    Some(b.line),
                ),
                _ => {}
            }
        }
    }

    fn examples(&mut self, old: &Facts, new: &Facts) {
        let headed = |facts: &Facts| {
            facts
                .examples
                .iter()
                .any(|example| example.heading.is_some())
        };
        let by_heading = headed(old) && headed(new);
        let key = |example: &crate::facts::Example| example.heading.clone().filter(|_| by_heading);
        for (before, after) in pairs(&old.examples, &new.examples, key) {
            let Some(example) = before.or(after) else {
                continue;
            };
            let subject = format!(
                "example \"{}\"",
                example.heading.as_deref().unwrap_or("without a heading")
            );
            match (before, after) {
                (Some(a), Some(b)) if a.value != b.value => {
                    self.push(
                        subject,
                        "a value".to_owned(),
                        "another value".to_owned(),
                        Some(b.line),
                    );
                }
                (Some(a), Some(b)) if a.elided != b.elided => {
                    let show = |elided: bool| {
                        if elided { "items left out" } else { "complete" }.to_owned()
                    };
                    self.push(subject, show(a.elided), show(b.elided), Some(b.line));
                }
                (Some(a), None) => self.push(
                    subject,
                    "a value".to_owned(),
                    "gone".to_owned(),
                    Some(a.line),
                ),
                (None, Some(b)) => self.push(
                    subject,
                    "no such example".to_owned(),
                    "new".to_owned(),
                    Some(b.line),
                ),
                _ => {}
            }
        }
    }
}

fn parameter(row: &crate::facts::Parameter) -> Row<'_> {
    Row {
        place: Some(row.place.name()),
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        minimum: row.minimum.as_ref(),
        maximum: row.maximum.as_ref(),
        values: row.values.as_deref(),
        text: row.text.as_deref(),
        line: row.line,
    }
}

fn property(row: &crate::facts::Property) -> Row<'_> {
    Row {
        place: None,
        kind: row.kind.as_deref(),
        optional: row.optional,
        default: row.default.as_ref(),
        minimum: None,
        maximum: None,
        values: row.values.as_deref(),
        text: row.text.as_deref(),
        line: row.line,
    }
}

fn listed(values: Option<&[Value]>) -> Option<String> {
    let mut values: Vec<String> = values?.iter().map(Value::to_string).collect();
    values.sort();
    Some(values.join(", "))
}

/// The first free table that has most names in common, if that is at least half of them.
fn most_alike(table: &Object, free: &[&Object]) -> Option<usize> {
    let names: HashSet<&str> = table
        .properties
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    let common = |other: &Object| {
        other
            .properties
            .iter()
            .filter(|row| names.contains(row.name.as_str()))
            .count()
    };
    let (index, best) = free
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, other)| common(other))?;
    (common(best) * 2 >= names.len().max(best.properties.len())).then_some(index)
}

/// Rows of the same key, the first with the first and so on; then those that have no counterpart.
fn pairs<'a, T, K: Eq + Hash>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut waiting: std::collections::HashMap<K, std::collections::VecDeque<usize>> =
        std::collections::HashMap::new();
    for (index, row) in new.iter().enumerate() {
        waiting.entry(key(row)).or_default().push_back(index);
    }
    let mut taken = vec![false; new.len()];
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = old
        .iter()
        .map(|row| {
            let index = waiting
                .get_mut(&key(row))
                .and_then(std::collections::VecDeque::pop_front);
            if let Some(index) = index {
                taken[index] = true;
            }
            (Some(row), index.map(|index| &new[index]))
        })
        .collect();
    pairs.extend(
        new.iter()
            .zip(&taken)
            .filter(|(_, taken)| !**taken)
            .map(|(row, _)| (None, Some(row))),
    );
    pairs
}
