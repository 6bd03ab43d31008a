//! Which version a change needs. The rule is written in `openapi/README.md`.

use std::fmt;

use anyhow::{Context, Result};
use serde_json::Value;
use telecomx_codegen::Document;

use super::report::{Level, Report};

/// `MAJOR.MINOR.PATCH`, without candidates and builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u64, u64, u64);

impl Version {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|part| {
            let is_plain = part == "0" || !part.starts_with('0');
            (is_plain && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse().ok())?
        });
        let version = Self(numbers.next()??, numbers.next()??, numbers.next()??);
        numbers.next().is_none().then_some(version)
    }

    /// The least version that may follow this one after such a change.
    pub(crate) fn after(self, worst: Level) -> Self {
        let Self(major, minor, patch) = self;
        match (major, worst) {
            (0, Level::Harmless) => Self(0, minor, patch + 1),
            (0, _) => Self(0, minor + 1, 0),
            (_, Level::Breaking | Level::Fault) => Self(major + 1, 0, 0),
            _ => Self(major, minor + 1, 0),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

pub(crate) fn of(document: &Document) -> Result<Version> {
    let text = document.at("/info/version").and_then(Value::as_str);
    text.and_then(Version::parse).with_context(|| {
        format!(
            "info.version of {} is no version of three numbers",
            document.file()
        )
    })
}

/// Both versions, and the least that the newer one must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) released: Version,
    pub(super) now: Version,
    pub(super) least: Version,
}

pub(super) fn verdict(old: &Document, new: &Document, worst: Option<Level>) -> Result<Verdict> {
    let (released, now) = (of(old)?, of(new)?);
    let least = worst.map_or(released, |worst| released.after(worst));
    Ok(Verdict {
        released,
        now,
        least,
    })
}

/// The report of the changes, with the verdict in place of its last line.
pub(super) fn report(mut changes: Report, tag: &str, verdict: Verdict) -> Report {
    let Verdict {
        released,
        now,
        least,
    } = verdict;
    changes.summary = format!("{} since {tag}", changes.summary);
    changes.settled = now >= least;
    changes.advice = if changes.settled {
        format!("{now} may follow {released}")
    } else {
        format!(
            "the version is {now}, these changes need {least}: set it in telecomx.yaml, Cargo.toml and CHANGELOG.md"
        )
    };
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn a_version_is_three_plain_numbers() {
        for text in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "1.0.x",
            "01.0.0",
            "1.0.0-rc.1",
            "1..0",
            "+1.0.0",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(version("0.10.2").to_string(), "0.10.2");
        assert!(version("0.10.0") > version("0.9.9"));
    }

    #[test]
    fn before_one_a_minor_version_may_break_and_after_it_only_a_major_one() {
        for (old, worst, least) in [
            ("0.1.2", Level::Breaking, "0.2.0"),
            ("0.1.2", Level::Risky, "0.2.0"),
            ("0.1.2", Level::Harmless, "0.1.3"),
            ("1.4.2", Level::Breaking, "2.0.0"),
            ("1.4.2", Level::Risky, "1.5.0"),
            ("1.4.2", Level::Harmless, "1.5.0"),
        ] {
            assert_eq!(version(old).after(worst), version(least), "{old} {worst:?}");
        }
    }

    #[test]
    fn a_version_that_is_too_low_is_refused_and_the_least_one_named() {
        let document = |version: &str| {
            Document::parse(&format!("info: {{version: {version}}}"), "a.yaml").unwrap()
        };
        let report = |now: &str, worst| {
            let verdict = verdict(&document("0.1.0"), &document(now), worst).unwrap();
            super::report(super::super::diff::report(&[]), "v0.1.0", verdict)
        };
        assert!(report("0.1.0", None).settled);
        assert!(report("0.1.1", Some(Level::Harmless)).settled);
        assert!(report("0.3.0", Some(Level::Breaking)).settled);
        let refused = report("0.1.1", Some(Level::Breaking));
        assert!(!refused.settled);
        assert!(refused.advice.contains("need 0.2.0"), "{}", refused.advice);
        assert!(!report("0.0.9", None).settled);
    }
}
