//! The open enums: one macro call of the runtime's for each.
//!
//! They are written as text: the formatter leaves what stands within a macro as it is.

use std::fmt::Write;

use syn::{Item, parse_quote};

use crate::{EnumValue, Lowered, OpenEnum};

/// Stands in the syntax tree where the text of all enums goes.
const MARKER: &str = "open_enums_go_here!();";

pub(super) fn marker() -> Item {
    parse_quote!(open_enums_go_here!();)
}

/// Puts the text of the enums where the marker stands.
pub(super) fn insert(source: &str, lowered: &Lowered) -> Result<String, String> {
    let (before, after) = source
        .split_once(MARKER)
        .ok_or_else(|| "the place for the enums is lost".to_owned())?;
    let before = before.trim_end_matches(' ');
    let after = after.strip_prefix('\n').unwrap_or(after);
    let enums: String = lowered.enums.iter().map(text).collect();
    Ok(format!("{before}{enums}{after}"))
}

fn text(open: &OpenEnum) -> String {
    let is_number = |value: &EnumValue| matches!(value, EnumValue::Number(_));
    let kind = if open.values.iter().any(|(_, value)| is_number(value)) {
        "int"
    } else {
        "str"
    };
    let mut text = String::from("    crate::open_enum! {\n");
    for line in open
        .description
        .as_deref()
        .unwrap_or_default()
        .trim()
        .lines()
    {
        push(&mut text, 2, &format!("/// {}", line.trim()));
    }
    push(&mut text, 2, &format!("pub enum {}: {kind} {{", open.name));
    for (name, value) in &open.values {
        match value {
            EnumValue::Text(value) => push(&mut text, 3, &format!("{name} = {value:?},")),
            EnumValue::Number(value) => push(&mut text, 3, &format!("{name} = {value},")),
        }
    }
    push(&mut text, 2, "}");
    push(&mut text, 1, "}");
    text
}

fn push(text: &mut String, depth: usize, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:width$}{}", "", line.trim_end(), width = depth * 4);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_is_one_macro_call() {
        let open = OpenEnum {
            name: "ServicePeriod".into(),
            description: Some("When it counts.\n\nDanish time.".into()),
            values: vec![("OfficeHours".into(), EnumValue::Text("07:45 \"x\"".into()))],
        };
        let lowered = Lowered {
            enums: vec![open],
            ..Lowered::default()
        };
        let source = insert("mod types {\n    open_enums_go_here!();\n}\n", &lowered).unwrap();
        let expected = "mod types {
    crate::open_enum! {
        /// When it counts.
        ///
        /// Danish time.
        pub enum ServicePeriod: str {
            OfficeHours = \"07:45 \\\"x\\\"\",
        }
    }
}
";
        assert_eq!(source, expected);
    }
}
