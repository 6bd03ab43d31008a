//! What a person, a program and GitHub are shown: the same entries in three forms.

use std::fmt::Write;

use serde_json::{Value, json};

const WIDTH: usize = 15;

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// Nobody's program notices.
    Harmless,
    /// Somebody's program may notice: it depends on the generator, or on the server.
    Risky,
    /// A program that was right before is wrong now.
    Breaking,
    /// A rule of ours is broken.
    Fault,
}

impl Level {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
            Self::Fault => "fault",
        }
    }

    fn colour(self) -> &'static str {
        match self {
            Self::Harmless => BLUE,
            Self::Risky => YELLOW,
            Self::Breaking | Self::Fault => RED,
        }
    }

    /// The command by which GitHub shows it.
    fn command(self) -> &'static str {
        match self {
            Self::Harmless => "notice",
            Self::Risky => "warning",
            Self::Breaking | Self::Fault => "error",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) level: Level,
    pub(crate) rule: &'static str,
    pub(crate) file: String,
    pub(crate) line: usize,
    /// JSON pointer, of the file.
    pub(crate) pointer: String,
    /// What was found.
    pub(crate) text: String,
    /// What to do.
    pub(crate) next: String,
    /// Operations that are affected, where that says more than the pointer.
    pub(crate) affects: Vec<String>,
}

/// All that was found, with the last two lines of what is shown.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    pub(crate) entries: Vec<Entry>,
    pub(crate) summary: String,
    /// What to type, or do.
    pub(crate) advice: String,
    /// Nothing is left for a person to do.
    pub(crate) settled: bool,
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";

// Writing to a string cannot fail, so the results are dropped throughout.
impl Report {
    pub(crate) fn text(&self, colour: bool) -> String {
        let word = |word: &str, code: &str| {
            let padded = format!("{word:>WIDTH$}");
            if colour {
                format!("\u{1b}[1;{code}m{padded}\u{1b}[0m")
            } else {
                padded
            }
        };
        let faint = |text: &str| {
            if colour {
                format!("\u{1b}[2m{text}\u{1b}[0m")
            } else {
                text.to_owned()
            }
        };
        let mut out = String::new();
        for entry in &self.entries {
            let status = word(entry.level.word(), entry.level.colour());
            let _ = writeln!(
                out,
                "{status}  {}:{}  {}",
                entry.file, entry.line, entry.rule
            );
            let pointer = if entry.pointer.is_empty() {
                "the whole document"
            } else {
                &entry.pointer
            };
            let affects = entry.affects.join(", ");
            for (name, text) in [
                ("at", pointer),
                ("found", &entry.text),
                ("affects", &affects),
                ("next", &entry.next),
            ] {
                if !text.is_empty() {
                    let _ = writeln!(
                        out,
                        "{:WIDTH$}  {} {text}",
                        "",
                        faint(&format!("{name:<7}"))
                    );
                }
            }
        }
        let code = if self.settled { GREEN } else { RED };
        let _ = writeln!(out, "{}  {}", word("total", code), self.summary);
        let last = if self.settled { "settled" } else { "next" };
        let _ = writeln!(out, "{}  {}", word(last, code), self.advice);
        out
    }

    pub(crate) fn json(&self) -> String {
        let entries: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| {
                json!({
                    "level": entry.level.word(),
                    "rule": entry.rule,
                    "file": entry.file,
                    "line": entry.line,
                    "pointer": entry.pointer,
                    "found": entry.text,
                    "next": entry.next,
                    "affects": entry.affects,
                })
            })
            .collect();
        let report = json!({
            "report": self.name,
            "settled": self.settled,
            "summary": self.summary,
            "advice": self.advice,
            "entries": entries,
        });
        format!("{report:#}\n")
    }

    pub(crate) fn github(&self) -> String {
        let mut out = String::new();
        for entry in &self.entries {
            let text = [
                &entry.pointer,
                &entry.text,
                &entry.affects.join(", "),
                &entry.next,
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
            let _ = writeln!(
                out,
                "::{} file={},line={},title={}::{}",
                entry.level.command(),
                escape(&entry.file).replace(',', "%2C").replace(':', "%3A"),
                entry.line,
                entry.rule,
                escape(&text)
            );
        }
        let summary = escape(&format!("{}\n{}", self.summary, self.advice));
        let command = if self.settled { "notice" } else { "error" };
        let _ = writeln!(out, "::{command} title={}::{summary}", self.name);
        out
    }
}

/// A command ends at a line feed, and a document must not be able to write one of its own.
fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            name: "spec diff",
            entries: vec![Entry {
                level: Level::Risky,
                rule: "a-rule",
                file: "a,b.yaml".to_owned(),
                line: 3,
                pointer: "/a".to_owned(),
                text: "one\n::error::two".to_owned(),
                next: "mend it, 100 %".to_owned(),
                affects: vec!["listThings".to_owned()],
            }],
            summary: "1 finding".to_owned(),
            advice: "nothing".to_owned(),
            settled: true,
        }
    }

    #[test]
    fn a_document_cannot_write_a_command_of_its_own() {
        let text = report().github();
        assert_eq!(text.lines().count(), 2);
        assert!(text.starts_with(
            "::warning file=a%2Cb.yaml,line=3,title=a-rule::/a%0Aone%0A::error::two%0AlistThings%0Amend it, 100 %25\n"
        ));
    }

    #[test]
    fn without_colour_there_is_no_escape_sequence() {
        assert!(!report().text(false).contains('\u{1b}'));
        assert!(report().text(true).contains("\u{1b}[1;33m"));
    }
}
