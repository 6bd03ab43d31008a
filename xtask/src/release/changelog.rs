//! The changelog: an entry for the version, with both columns filled.

use std::path::Path;

use anyhow::Result;

use super::Found;
use super::versions::read;

/// An entry: `## 0.1.0, unreleased` or `## 0.1.0, 2026-01-31`, and its table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) version: String,
    when: String,
    /// What changed in the API, and in our transcription or tools.
    rows: Vec<(String, String)>,
}

pub(super) fn check(root: &Path) -> Result<Found> {
    Ok(match newest(&read(root, "CHANGELOG.md")?) {
        None => Found::Bad(
            "CHANGELOG.md has no entry: add `## VERSION, unreleased` and its table".to_owned(),
        ),
        Some(entry) => match fault(&entry) {
            None => Found::Good(format!("{} has {} rows", entry.version, entry.rows.len())),
            Some(fault) => Found::Bad(format!("CHANGELOG.md, {}: {fault}", entry.version)),
        },
    })
}

fn fault(entry: &Entry) -> Option<String> {
    let shape: String = entry
        .when
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    if entry.when != "unreleased" && shape != "0000-00-00" {
        return Some(format!(
            "{:?} is neither `unreleased` nor a date",
            entry.when
        ));
    }
    if entry.rows.is_empty() {
        return Some(
            "it has no rows: say what changed in the API, and what in our transcription or tools"
                .to_owned(),
        );
    }
    let empty = entry
        .rows
        .iter()
        .find(|(api, ours)| api.is_empty() && ours.is_empty());
    if empty.is_some() {
        return Some("a row is empty".to_owned());
    }
    // What changed in the API has a page, and its revision where the page shows one.
    let without = entry
        .rows
        .iter()
        .find(|(api, _)| !api.is_empty() && !api.contains("`api:"));
    without.map(|(api, _)| format!("no wiki page is named: {api}"))
}

/// The entry that comes first.
pub(super) fn newest(text: &str) -> Option<Entry> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("## "));
    let (version, when) = lines.next()?.strip_prefix("## ")?.split_once(", ")?;
    let rows = lines
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            let mut cells = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned());
            (
                cells.next().unwrap_or_default(),
                cells.next().unwrap_or_default(),
            )
        })
        .collect();
    Some(Entry {
        version: version.to_owned(),
        when: when.trim().to_owned(),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(heading: &str, rows: &str) -> Option<String> {
        let text = format!(
            "# Changelog\n\n## {heading}\n\n| a | b |\n|---|---|\n{rows}\n## 0.0.1, 2020-01-01\n\n| a | b |\n|---|---|\n| old | |\n"
        );
        fault(&newest(&text).unwrap())
    }

    #[test]
    fn an_entry_needs_rows_a_date_and_for_the_api_a_page() {
        let good = "| `api:a` of 2020-01-01 | first |\n| | tools |\n";
        assert_eq!(fault_of("0.1.0, unreleased", good), None);
        assert_eq!(fault_of("0.1.0, 2026-01-31", good), None);
        for (heading, rows, reason) in [
            ("0.1.0, soon", good, "neither"),
            ("0.1.0, unreleased", "", "no rows"),
            ("0.1.0, unreleased", "| | |\n", "a row is empty"),
            ("0.1.0, unreleased", "| something | x |\n", "no wiki page"),
        ] {
            let fault = fault_of(heading, rows).unwrap();
            assert!(fault.contains(reason), "{fault}");
        }
        assert_eq!(newest("# Changelog\n"), None);
    }
}
