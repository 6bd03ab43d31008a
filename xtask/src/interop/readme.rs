//! `openapi/README.md`: its sections are programs that are run, and two of its paragraphs are written here.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::targets::Target;

pub(super) const FILE: &str = "openapi/README.md";

const HEAD: &str = "\
| language | generator | compiles | examples decoded | operations called | program ran | notes |
|---|---|---|---|---|---|---|
";

pub(super) struct Readme {
    text: String,
}

/// How to use a generator: what to type, and a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) commands: Vec<String>,
    pub(super) program: String,
}

impl Readme {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(root.join(FILE))
            .with_context(|| format!("cannot read {FILE}"))?;
        Ok(Self { text })
    }

    /// The section of a language: all lines after a `$` of its console blocks, and its one other block.
    pub(super) fn section(&self, language: &str) -> Result<Section> {
        let heading = format!("\n### {language}\n");
        let (_, section) = self
            .text
            .split_once(&heading)
            .with_context(|| format!("{FILE} has no section {language}"))?;
        let (mut commands, mut programs) = (Vec::new(), Vec::new());
        let mut block: Option<(&str, String)> = None;
        for line in section.lines() {
            match (&mut block, line.strip_prefix("```")) {
                (None, Some(tag)) => block = Some((tag, String::new())),
                (None, None) if line.starts_with('#') => break,
                (None, None) => {}
                (Some((_, body)), None) => {
                    body.push_str(line);
                    body.push('\n');
                }
                (Some(_), Some(_)) => match block.take() {
                    Some(("console", body)) => {
                        commands.extend(
                            body.lines()
                                .filter_map(|line| line.strip_prefix("$ "))
                                .map(str::to_owned),
                        );
                    }
                    other => programs.extend(other.map(|(_, body)| body)),
                },
            }
        }
        ensure!(
            !commands.is_empty(),
            "{FILE} has no commands for {language}"
        );
        let count = programs.len();
        let program = programs.pop().filter(|_| count == 1);
        let program = program
            .with_context(|| format!("{FILE} has {count} programs for {language}, not one"))?;
        Ok(Section { commands, program })
    }

    /// The table, with new rows for what was run; what was not keeps the row that it has.
    pub(super) fn with_rows(self, rows: &[(&Target, String)]) -> Result<Self> {
        let old = between(&self.text, "interop")?.to_owned();
        let kept = old
            .lines()
            .filter(|line| line.starts_with("| "))
            .skip(1)
            .map(str::to_owned);
        let same = |row: &str, target: &Target| {
            let generator = target.generator.first().copied().unwrap_or_default();
            row.starts_with(&format!("| {} | {generator} ", target.language))
        };
        let mut all: Vec<String> = kept
            .filter(|row| !rows.iter().any(|(target, _)| same(row, target)))
            .collect();
        all.extend(rows.iter().map(|(_, row)| row.clone()));
        all.sort();
        self.replace("interop", &format!("{HEAD}{}\n", all.join("\n")))
    }

    pub(super) fn with_faults(self, summary: &str) -> Result<Self> {
        self.replace("faults", summary)
    }

    fn replace(self, name: &str, new: &str) -> Result<Self> {
        let old = between(&self.text, name)?;
        let (open, close) = markers(name);
        let text = self.text.replacen(
            &format!("{open}{old}{close}"),
            &format!("{open}{new}{close}"),
            1,
        );
        Ok(Self { text })
    }

    /// Whether anything was new.
    pub(super) fn write(self, root: &Path) -> Result<bool> {
        if Self::read(root)?.text == self.text {
            return Ok(false);
        }
        std::fs::write(root.join(FILE), self.text)
            .with_context(|| format!("cannot write {FILE}"))?;
        Ok(true)
    }
}

fn markers(name: &str) -> (String, String) {
    (
        format!("<!-- {name}: written by `cargo xtask interop` -->\n"),
        format!("<!-- end of {name} -->"),
    )
}

fn between<'a>(text: &'a str, name: &str) -> Result<&'a str> {
    let (open, close) = markers(name);
    let found = text
        .split_once(&open)
        .and_then(|(_, rest)| rest.split_once(&close));
    Ok(found
        .with_context(|| format!("{FILE} has no place for {name}"))?
        .0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::targets::TARGETS;

    fn readme(text: &str) -> Readme {
        Readme {
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_section_is_its_commands_and_its_program() {
        let text = "# A\n### Go\n\nWords.\n\n```console\n$ go a\nsaid\n$ go b\n```\n\n```go\n// # no heading\nfunc a()\n```\n\
                    \n### Java\n\n```console\n$ java\n```\n";
        let section = readme(text).section("Go").unwrap();
        assert_eq!(section.commands, ["go a", "go b"]);
        assert_eq!(section.program, "// # no heading\nfunc a()\n");
        for (language, reason) in [("Rust", "no section"), ("Java", "0 programs")] {
            let error = readme(text).section(language).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn what_was_not_run_keeps_its_row() {
        let (open, close) = markers("interop");
        let java = TARGETS
            .iter()
            .find(|target| target.language == "Java")
            .unwrap();
        let old = "| Java | openapi-generator-cli 1 | old |\n| Ada | other 1 | kept |\n";
        let text = format!("a\n{open}{HEAD}{old}{close}\nb\n");
        let renewed = readme(&text)
            .with_rows(&[(java, "| Java | openapi-generator-cli 2 | new |".to_owned())])
            .unwrap();
        let new = "| Ada | other 1 | kept |\n| Java | openapi-generator-cli 2 | new |\n";
        assert_eq!(renewed.text, format!("a\n{open}{HEAD}{new}{close}\nb\n"));
        assert_eq!(
            readme(&renewed.text).with_rows(&[]).unwrap().text,
            renewed.text
        );
        assert!(readme("no markers").with_rows(&[]).is_err());
    }

    #[test]
    fn the_real_readme_has_all_that_is_read_from_it() {
        let readme = Readme::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
        for language in ["TypeScript", "Python", "Java", "Go"] {
            readme.section(language).unwrap();
        }
        let text = readme.text.clone();
        assert_eq!(readme.with_rows(&[]).unwrap().text, text);
        between(&text, "faults").unwrap();
    }
}
