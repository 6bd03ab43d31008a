//! Redocly and Spectral, over the document and over every copy of it that has a seeded fault.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::workshop::Workshop;
use crate::spec::{SeededFault, seeded_faults};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Linter {
    Redocly,
    Spectral,
}

impl Linter {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Redocly => "Redocly",
            Self::Spectral => "Spectral",
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Redocly => {
                "REDOCLY_TELEMETRY=off redocly lint --config redocly.yaml --format json"
            }
            Self::Spectral => "spectral lint --ruleset spectral.yaml --format json --quiet",
        }
    }
}

const DOCUMENT: &str = "telecomx.yaml";

/// One thing that a linter says: of which file, by which rule, of which JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    rule: String,
    place: String,
}

/// The numbers of the faults that a linter sees.
pub(super) type Caught = BTreeSet<usize>;

/// The copies, written where the linters find them.
pub(super) struct Faults {
    all: Vec<SeededFault>,
    folder: PathBuf,
}

pub(super) fn seed(shop: &Workshop) -> Result<Faults> {
    let document = shop.openapi.join(DOCUMENT);
    let all = seeded_faults(&document)?;
    let configuration = ["redocly.yaml", "spectral.yaml"].map(|file| shop.sources.join(file));
    let folder = shop.bench("lint", &[&configuration[..], &[document]].concat())?;
    let copies = folder.join("faults");
    std::fs::create_dir_all(&copies)
        .with_context(|| format!("cannot make {}", copies.display()))?;
    for (number, fault) in all.iter().enumerate() {
        let path = folder.join(copy(number));
        std::fs::write(&path, fault.document.to_string())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Faults { all, folder })
}

impl Faults {
    /// What the linters, our own lint and codegen catch together, and what nobody does.
    pub(super) fn summary(&self, caught: &[(Linter, Caught)]) -> String {
        let by = |linter| {
            caught
                .iter()
                .find(|(of, _)| *of == linter)
                .map_or(0, |(_, caught)| caught.len())
        };
        let missed: Vec<&str> = (0..)
            .zip(&self.all)
            .filter(|(number, fault)| {
                !fault.ours && !caught.iter().any(|(_, caught)| caught.contains(number))
            })
            .map(|(_, fault)| fault.what)
            .collect();
        format!(
            "Of the {} faults, Redocly sees {} and Spectral {}; all four together see {}.\nWhat slips through: {}.\n",
            self.all.len(),
            by(Linter::Redocly),
            by(Linter::Spectral),
            self.all.len() - missed.len(),
            missed.join("; ")
        )
    }
}

/// Holds that the linter finds nothing in the document that is not waived; gives the faults that it sees.
pub(super) fn lint(shop: &Workshop, linter: Linter, faults: &Faults) -> Result<Caught> {
    super::workshop::needs("node", "nodejs")?;
    let tools = shop.npm()?;
    let run = |files: &[String]| {
        let command = format!("{} {}", linter.command(), files.join(" "));
        let (_, said, complaint) = tools.any_end(&faults.folder, &command, &[])?;
        let findings = match linter {
            Linter::Redocly => redocly(&said, files),
            Linter::Spectral => spectral(&said).map(|findings| (findings, files.len())),
        };
        findings.with_context(|| format!("{} does not do its work:\n{complaint}", linter.name()))
    };
    let (document, _) = run(&[DOCUMENT.to_owned()])?;
    let waivers = shop.sources.join("waived.yaml");
    let text = std::fs::read_to_string(&waivers).context("cannot read waived.yaml")?;
    waive(linter, &document, &text)?;

    let copies: Vec<String> = (0..faults.all.len()).map(copy).collect();
    let mut findings = Vec::new();
    let mut seen = 0;
    while seen < copies.len() {
        let (found, of) = run(&copies[seen..])?;
        findings.extend(found);
        seen += of;
    }
    let known = |finding: &Finding| {
        document
            .iter()
            .any(|known| (&known.rule, &known.place) == (&finding.rule, &finding.place))
    };
    let number = |finding: &Finding| {
        let number = (0..faults.all.len()).find(|number| finding.file.ends_with(&copy(*number)));
        number.with_context(|| format!("{} speaks of {}", linter.name(), finding.file))
    };
    findings
        .iter()
        .filter(|finding| !known(finding))
        .map(number)
        .collect()
}

/// The name of the copy with this fault.
fn copy(number: usize) -> String {
    format!("faults/{number}.json")
}

/// Holds the findings against the waivers: each finding needs one, and each waiver a finding.
fn waive(linter: Linter, findings: &[Finding], waivers: &str) -> Result<()> {
    let waivers: Vec<Value> = serde_norway::from_str(waivers).context("cannot read waived.yaml")?;
    let text = |waiver: &Value, key: &str| {
        let value = waiver.get(key).and_then(Value::as_str).map(str::to_owned);
        value.with_context(|| format!("a waiver has no {key}: {waiver}"))
    };
    let mut waived = BTreeSet::new();
    for waiver in &waivers {
        ensure!(
            !text(waiver, "reason")?.is_empty(),
            "a waiver has no reason: {waiver}"
        );
        if text(waiver, "linter")? == linter.name() {
            waived.insert((text(waiver, "rule")?, text(waiver, "place")?));
        }
    }
    let found = findings
        .iter()
        .map(|finding| (finding.rule.clone(), finding.place.clone()))
        .collect();
    let say = |what: &str, (rule, place): &(String, String)| format!("{what}: {rule} at {place}");
    let wrong: Vec<String> = waived
        .difference(&found)
        .map(|waiver| say("waived, but not found any more", waiver))
        .chain(
            found
                .difference(&waived)
                .map(|finding| say("found", finding)),
        )
        .collect();
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// One JSON object for each file, and how many files that is. Redocly ends at a file that it cannot walk through, which
/// is a finding too.
fn redocly(said: &str, files: &[String]) -> Result<(Vec<Finding>, usize)> {
    let mut findings = Vec::new();
    let mut seen = 0;
    for report in serde_json::Deserializer::from_str(said).into_iter::<Value>() {
        let report = report.context("its report is no JSON")?;
        seen += 1;
        let problems = report.get("problems").and_then(Value::as_array);
        for problem in problems.context("its report has no problems")? {
            let text = |pointer: &str| problem.pointer(pointer).and_then(Value::as_str);
            findings.push(Finding {
                file: text("/location/0/source/ref")
                    .unwrap_or_default()
                    .to_owned(),
                rule: text("/ruleId").context("a problem has no rule")?.to_owned(),
                place: text("/location/0/pointer")
                    .unwrap_or_default()
                    .trim_start_matches('#')
                    .to_owned(),
            });
        }
    }
    ensure!(seen > 0, "it reports nothing");
    if let Some(file) = files.get(seen) {
        findings.push(Finding {
            file: file.clone(),
            rule: "crash".to_owned(),
            place: String::new(),
        });
        seen += 1;
    }
    Ok((findings, seen))
}

fn spectral(said: &str) -> Result<Vec<Finding>> {
    let report: Vec<Value> = serde_json::from_str(said).context("its report is no JSON")?;
    let mut findings = Vec::new();
    for problem in report {
        let text = |key: &str| problem.get(key).and_then(Value::as_str);
        let (Some(file), Some(rule), Some(path)) = (
            text("source"),
            text("code"),
            problem.get("path").and_then(Value::as_array),
        ) else {
            bail!("cannot read {problem}");
        };
        let step = |step: &Value| {
            step.as_str().map_or_else(
                || step.to_string(),
                |step| step.replace('~', "~0").replace('/', "~1"),
            )
        };
        findings.push(Finding {
            file: file.to_owned(),
            rule: rule.to_owned(),
            place: path.iter().map(|at| format!("/{}", step(at))).collect(),
        });
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, place: &str) -> Finding {
        Finding {
            file: "telecomx.yaml".to_owned(),
            rule: rule.to_owned(),
            place: place.to_owned(),
        }
    }

    #[test]
    fn both_reports_are_read() {
        let report = r##"{"totals": {}, "problems": [{"ruleId": "a", "location":
            [{"source": {"ref": "faults/3.json"}, "pointer": "#/paths/~1b"}]}]}
            {"totals": {}, "problems": []}"##;
        let expected = Finding {
            file: "faults/3.json".to_owned(),
            ..finding("a", "/paths/~1b")
        };
        let files = [copy(3), copy(4), copy(5)];
        assert_eq!(
            redocly(report, &files[..2]).unwrap(),
            (vec![expected.clone()], 2)
        );
        let crash = Finding {
            file: copy(5),
            ..finding("crash", "")
        };
        assert_eq!(redocly(report, &files).unwrap(), (vec![expected, crash], 3));
        assert!(redocly("", &files).is_err());
        assert!(redocly("Something went wrong", &files).is_err());
        let report = r#"[{"code": "a", "path": ["paths", "/b"], "severity": 1, "source": "/x/faults/3.json"}]"#;
        let expected = Finding {
            file: "/x/faults/3.json".to_owned(),
            ..finding("a", "/paths/~1b")
        };
        assert_eq!(spectral(report).unwrap(), [expected]);
        assert!(spectral("").is_err());
    }

    #[test]
    fn a_finding_needs_a_waiver_and_a_waiver_a_finding() {
        let waivers = "[{linter: Redocly, rule: a, place: /b, reason: c}, {linter: Spectral, rule: d, place: /e, reason: f}]";
        let a = finding("a", "/b");
        assert!(waive(Linter::Redocly, std::slice::from_ref(&a), waivers).is_ok());
        for (findings, reason) in [
            (vec![], "waived, but not found any more: a at /b"),
            (vec![a.clone(), finding("a", "/c")], "found: a at /c"),
            (vec![a.clone(), finding("d", "/e")], "found: d at /e"),
        ] {
            assert_eq!(
                waive(Linter::Redocly, &findings, waivers)
                    .unwrap_err()
                    .to_string(),
                reason
            );
        }
        assert!(
            waive(
                Linter::Redocly,
                &[a],
                "[{linter: Redocly, rule: a, place: /b}]"
            )
            .is_err()
        );
    }
}
