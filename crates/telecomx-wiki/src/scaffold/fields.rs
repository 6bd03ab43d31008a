//! Rows with dotted names into fields within fields, and the examples' values beside them.

use serde_json::{Number, Value};

use crate::facts::{Parameter, Property};

/// What a row states, of whichever table.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) kind: Option<String>,
    pub(super) default: Option<Value>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) values: Option<Vec<Value>>,
}

impl From<&Parameter> for Row {
    fn from(row: &Parameter) -> Self {
        Self {
            kind: row.kind.as_deref().map(str::to_owned),
            default: row.default.clone(),
            minimum: row.minimum.clone(),
            maximum: row.maximum.clone(),
            values: row.values.clone(),
        }
    }
}

impl From<&Property> for Row {
    fn from(row: &Property) -> Self {
        Self {
            kind: row.kind.as_deref().map(str::to_owned),
            default: row.default.clone(),
            values: row.values.clone(),
            ..Self::default()
        }
    }
}

/// A property with what is below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) row: Option<Row>,
    /// The row of its items, `devices[]`.
    pub(super) item: Option<Row>,
    /// Its children were written behind `[]`.
    pub(super) list: bool,
    pub(super) children: Vec<Field>,
    /// Values that the examples have here; those of a list's items one by one.
    pub(super) samples: Vec<Value>,
    /// Other spellings of its name on the page.
    pub(super) aliases: Vec<String>,
    /// What a maintainer should look at.
    pub(super) notes: Vec<String>,
}

impl Field {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Whether any example has null here.
    pub(super) fn is_nullable(&self) -> bool {
        self.samples.iter().any(Value::is_null)
    }
}

/// The rows of a table as fields.
pub(super) fn fields<'a>(rows: impl Iterator<Item = (&'a str, Row)>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut parent: Option<String> = None;
    let mut seen: Vec<&str> = Vec::new();
    for (name, row) in rows {
        let mut path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let mut note = None;
        if seen.contains(&name)
            && let Some(parent) = &parent
            && path.len() > 1
            && path[0].trim_end_matches("[]") != parent
        {
            // Rows copied from another parent, their label left as it was.
            note = Some(format!(
                "The page calls this {name}, a second time; it stands below {parent}."
            ));
            path[0].clone_from(parent);
        }
        seen.push(name);
        if path.len() == 1 {
            parent = Some(name.trim_end_matches("[]").to_owned());
        }
        insert(&mut fields, &path, row, note);
    }
    fields
}

fn insert(fields: &mut Vec<Field>, path: &[String], row: Row, note: Option<String>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let list = first.ends_with("[]");
    let name = first.trim_end_matches("[]");
    let descends = list || !rest.is_empty();
    let at = fields
        .iter()
        .position(|field| field.name == name)
        .or_else(|| {
            let other = |field: &Field| descends && field.name.eq_ignore_ascii_case(name);
            let at = fields.iter().position(other)?;
            let note = format!(
                "The page spells this {}, and {name} in the rows below it.",
                fields[at].name
            );
            if !fields[at].notes.contains(&note) {
                fields[at].notes.push(note);
                fields[at].aliases.push(name.to_owned());
            }
            Some(at)
        });
    let at = at.unwrap_or_else(|| {
        fields.push(Field::named(name));
        fields.len() - 1
    });
    let field = &mut fields[at];
    field.list |= list;
    if !rest.is_empty() {
        return insert(&mut field.children, rest, row, note);
    }
    field.notes.extend(note);
    if list {
        field.item = Some(row);
    } else {
        if field.row.is_some() {
            field
                .notes
                .push("This row stands in the table twice.".to_owned());
        }
        field.row = Some(row);
    }
}

/// Puts an example's values beside the fields; what no row names becomes a field of its own.
pub(super) fn illustrate(fields: &mut Vec<Field>, example: &Value) {
    let Some(properties) = example.as_object() else {
        return;
    };
    for (name, value) in properties {
        let at = fields
            .iter()
            .position(|field| field.name == *name)
            .unwrap_or_else(|| {
                let mut field = Field::named(name);
                field.notes.push("In an example only.".to_owned());
                fields.push(field);
                fields.len() - 1
            });
        let field = &mut fields[at];
        match value {
            Value::Array(items) => {
                field.list = true;
                field.samples.extend(items.iter().cloned());
                items
                    .iter()
                    .filter(|item| item.is_object())
                    .for_each(|item| illustrate(&mut field.children, item));
            }
            Value::Object(_) => {
                field.samples.push(value.clone());
                illustrate(&mut field.children, value);
            }
            _ => field.samples.push(value.clone()),
        }
    }
    // Children that came by an example alone are told once, at their parent.
    for field in fields.iter_mut().filter(|field| field.row.is_none()) {
        let only = "In an example only.".to_owned();
        if field.notes.contains(&only) {
            field
                .children
                .iter_mut()
                .for_each(|child| child.notes.retain(|note| *note != only));
        }
    }
}
