//! `cargo xtask release --dry-run`: everything that a release needs, checked; then the steps, printed.
//!
//! It publishes nothing. A person, or the release workflow, takes the steps.

mod changelog;
mod surface;
mod versions;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{Outcome, spec};

/// Check all that a release needs, and print its steps.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Publish nothing: the only way there is.
    #[arg(long)]
    dry_run: bool,
    /// Leave out what takes minutes: the packages and the documentation.
    #[arg(long)]
    quick: bool,
    /// Accept the public surface of the crate telecomx as it is now.
    #[arg(long, exclusive = true)]
    update_surface: bool,
}

/// What is published, each after those that it depends on.
const CRATES: [&str; 4] = [
    "telecomx-codegen",
    "telecomx",
    "telecomx-sandbox",
    "telecomx-cli",
];

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if arguments.update_surface {
        surface::write(&root)?;
        println!("{:>15}  {}", "wrote", surface::FILE);
        return Ok(Outcome::Fresh);
    }
    if !arguments.dry_run {
        bail!("say --dry-run: nothing is published from here, the steps are printed");
    }
    let mut failed = 0;
    for (name, check) in checks(arguments.quick) {
        let start = Instant::now();
        let said = check(&root)?;
        let seconds = start.elapsed().as_secs_f32();
        match said {
            Found::Good(text) => println!("{:>15}  {name}: {text} ({seconds:.1} s)", "good"),
            Found::Bad(text) => {
                failed += 1;
                println!("{:>15}  {name}", "bad");
                for line in text.lines() {
                    println!("{:15}  {line}", "");
                }
            }
        }
    }
    if failed > 0 {
        println!(
            "{:>15}  {failed} checks; mend them, then: cargo xtask release --dry-run",
            "next"
        );
        return Ok(Outcome::Stale);
    }
    let version = versions::workspace(&root)?;
    for (index, text) in steps(&version).iter().enumerate() {
        println!("{:>15}  {text}", format!("step {}", index + 1));
    }
    Ok(Outcome::Fresh)
}

/// What a check has found.
enum Found {
    Good(String),
    Bad(String),
}

type Check = fn(&Path) -> Result<Found>;

fn checks(quick: bool) -> Vec<(&'static str, Check)> {
    let mut checks: Vec<(&str, Check)> = vec![
        ("versions", versions::check),
        ("changelog", changelog::check),
        ("document", document),
        ("outputs", outputs),
        ("since the last release", since),
        ("public surface", surface::check),
    ];
    if !quick {
        checks.push(("documentation", documentation));
        checks.push(("packages", packages));
    }
    checks
}

fn document(root: &Path) -> Result<Found> {
    Ok(match spec::lint_is_clean(root)? {
        None => Found::Good("no finding".to_owned()),
        Some(report) => Found::Bad(report),
    })
}

fn outputs(root: &Path) -> Result<Found> {
    let me = std::env::current_exe().context("cannot find the running program")?;
    command(
        Command::new(me)
            .args(["regen", "--check"])
            .current_dir(root),
        "up to date",
    )
}

fn since(root: &Path) -> Result<Found> {
    Ok(match spec::released(root)? {
        None => Found::Good("nothing is released yet, any version may be the first".to_owned()),
        Some(report) if report.settled => {
            Found::Good(format!("{}; {}", report.summary, report.advice))
        }
        Some(report) => Found::Bad(report.text(false)),
    })
}

/// As docs.rs builds it: the published crates, all features, no warning.
fn documentation(root: &Path) -> Result<Found> {
    let mut cargo = cargo(root);
    cargo.args(["doc", "--quiet", "--no-deps", "--all-features"]);
    for name in CRATES {
        cargo.args(["-p", name]);
    }
    command(
        cargo.env("RUSTDOCFLAGS", "-D warnings"),
        "without a warning",
    )
}

/// All together: alone, each would look for the others on the registry.
fn packages(root: &Path) -> Result<Found> {
    let mut cargo = cargo(root);
    cargo.args(["package", "--quiet", "--allow-dirty"]);
    for name in CRATES {
        cargo.args(["-p", name]);
    }
    command(&mut cargo, "built from what would be published")
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

fn command(command: &mut Command, good: &str) -> Result<Found> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("cannot run {program}"))?;
    if output.status.success() {
        return Ok(Found::Good(good.to_owned()));
    }
    let said = [output.stdout, output.stderr].concat();
    Ok(Found::Bad(String::from_utf8_lossy(&said).trim().to_owned()))
}

fn steps(version: &str) -> Vec<String> {
    let crates = CRATES.map(|name| format!("-p {name}")).join(" ");
    vec![
        format!("CHANGELOG.md: put the date in place of `unreleased` at {version}, and commit"),
        ".ci/run".to_owned(),
        format!("git tag -s v{version} -m 'telecomx {version}'"),
        format!(
            "git push origin v{version}   (the release workflow attaches binaries and document)"
        ),
        format!("cargo publish {crates}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_is_published_after_those_it_depends_on() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for (index, name) in CRATES.iter().enumerate() {
            let text =
                std::fs::read_to_string(root.join("crates").join(name).join("Cargo.toml")).unwrap();
            let needed = text.split("[dev-dependencies]").next().unwrap();
            for later in &CRATES[index + 1..] {
                assert!(
                    !needed.contains(&format!("\n{later}.workspace")),
                    "{name} needs {later}"
                );
                assert!(
                    !needed.contains(&format!("\n{later} =")),
                    "{name} needs {later}"
                );
            }
            assert!(!text.contains("publish = false"), "{name} is not published");
        }
    }

    #[test]
    fn nothing_happens_without_saying_dry_run() {
        let arguments = Arguments {
            dry_run: false,
            quick: true,
            update_surface: false,
        };
        assert!(
            run(&arguments)
                .unwrap_err()
                .to_string()
                .contains("--dry-run")
        );
    }

    #[test]
    fn a_command_that_fails_is_a_bad_check_with_its_words() {
        let found = command(Command::new("git").args(["no-such-command"]), "good").unwrap();
        assert!(matches!(found, Found::Bad(text) if text.contains("no-such-command")));
    }
}
