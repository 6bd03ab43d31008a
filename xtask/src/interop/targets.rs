//! The languages and generators, and how each is put to work.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::examples::Fixtures;
use super::readme::{Readme, Section};
use super::sandbox::Sandbox;
use super::workshop::{Tools, Workshop, needs};

/// A generator of clients, and what is done with its client.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) language: &'static str,
    /// The packages that the table names with their versions.
    pub(super) generator: &'static [&'static str],
    /// The folder of its programs in `xtask/interop`.
    folder: &'static str,
    packages: Packages,
    /// A command, and Debian's package that has it.
    needs: &'static [(&'static str, &'static str)],
    /// The file that the README's program goes into, where there is one; the section's commands run first.
    program: Option<&'static str>,
    /// What runs then. The last command of both is the program.
    build: &'static [&'static str],
    /// What compiles and runs the check; the last command speaks to [`Fixtures::hold`].
    check: &'static [&'static str],
    notes: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Packages {
    Npm,
    Pypi,
}

/// What the program must say, in every language.
const EXPECTED: &str = include_str!("../../interop/expected.txt");

const JAVA: (&str, &str) = ("java", "default-jre-headless");

/// The generator's own jar has the libraries that its Java clients want.
const JAR: &str = "jar=$(python3 -c 'import openapi_generator_cli as it; print(it.__path__[0])')/openapi-generator.jar;";

pub(super) const TARGETS: &[Target] = &[
    Target {
        language: "Java",
        generator: &["openapi-generator-cli"],
        folder: "java",
        packages: Packages::Pypi,
        needs: &[("javac", "default-jdk-headless")],
        program: Some("Program.java"),
        build: &[
            "JAR javac -nowarn -proc:none -cp $jar -d classes *.java $(find telecomx/src/main -name '*.java')",
            "JAR java -cp $jar:classes Program",
        ],
        check: &["JAR java -cp $jar:classes Check"],
        notes: "`java`, library `native`. It does not send the token and reads no CSV: see its section",
    },
    Target {
        language: "TypeScript",
        generator: &["openapi-typescript", "openapi-fetch"],
        folder: "typescript",
        packages: Packages::Npm,
        needs: &[("node", "nodejs")],
        program: Some("program.ts"),
        build: &[],
        check: &[
            "node examples.mjs",
            "tsc --strict --module nodenext --target es2022 --skipLibCheck check.ts",
            "node check.js",
        ],
        notes: "types alone: an example is decoded by the compiler, which takes no property too many",
    },
    Target {
        language: "Python",
        generator: &["openapi-generator-cli"],
        folder: "python-openapi-generator",
        packages: Packages::Pypi,
        needs: &[JAVA],
        program: None,
        build: &[
            "openapi-generator-cli generate -g python -i telecomx.yaml -o . --package-name telecomx",
            "python -m compileall -q telecomx",
            "python program.py",
        ],
        check: &["python check.py"],
        notes: "`python`",
    },
    Target {
        language: "Go",
        generator: &["openapi-generator-cli"],
        folder: "go",
        packages: Packages::Pypi,
        needs: &[JAVA],
        program: Some("program.go"),
        build: &[],
        check: &["go run check.go"],
        notes: "`go`. It reads no CSV: see its section. Where no module proxy is reached, an empty `validator` stands in, \
                which has nothing to validate here",
    },
    Target {
        language: "Python",
        generator: &["openapi-python-client"],
        folder: "python",
        packages: Packages::Pypi,
        needs: &[],
        program: Some("program.py"),
        build: &[],
        check: &["python -m compileall -q telecomx", "python check.py"],
        notes: "It does not send the token and reads no CSV: see its section",
    },
];

impl Target {
    pub(super) fn title(&self) -> String {
        format!("{}, {}", self.language, self.generator.join(" + "))
    }
}

/// Generates, compiles, decodes, calls and runs; gives the target's row of the table.
pub(super) fn check(
    shop: &Workshop,
    target: &Target,
    readme: &Readme,
    fixtures: &Fixtures,
    sandbox: &Path,
) -> Result<String> {
    for (command, package) in target.needs {
        needs(command, package)?;
    }
    let tools = match target.packages {
        Packages::Npm => shop.npm()?,
        Packages::Pypi => shop.pypi()?,
    };
    let sources = shop.sources.join(target.folder);
    let mut files = vec![
        shop.openapi.join("telecomx.yaml"),
        shop.openapi.join("dist/fixtures.json"),
    ];
    for entry in
        std::fs::read_dir(&sources).with_context(|| format!("cannot list {}", sources.display()))?
    {
        files.push(
            entry
                .with_context(|| format!("cannot list {}", sources.display()))?
                .path(),
        );
    }
    if matches!(target.packages, Packages::Npm) {
        // It says that the programs are modules.
        files.push(shop.sources.join("package.json"));
    }
    let folder = shop.bench(target.folder, &files)?;

    let pins = Pins::read(&shop.sources)?;
    let mut commands = Vec::new();
    if let Some(file) = target.program {
        let Section {
            commands: of_readme,
            program,
        } = readme.section(target.language)?;
        std::fs::write(folder.join(file), program)
            .with_context(|| format!("cannot write {file}"))?;
        for command in of_readme {
            commands.extend(pins.hold(&command)?);
        }
    }
    commands.extend(
        target
            .build
            .iter()
            .map(|command| command.replace("JAR", JAR)),
    );
    let said = all(&tools, &folder, &commands, sandbox)?;
    ensure!(
        said == EXPECTED,
        "the program says\n{said}in place of\n{EXPECTED}"
    );

    let commands: Vec<String> = target
        .check
        .iter()
        .map(|command| command.replace("JAR", JAR))
        .collect();
    let counts = fixtures.hold(&all(&tools, &folder, &commands, sandbox)?)?;
    let documented = fixtures.counts();
    let versions = target
        .generator
        .iter()
        .map(|name| pins.named(name))
        .collect::<Result<Vec<_>>>()?;
    Ok(format!(
        "| {} | {} | yes | {} of {} | {} of {} | yes | {} |",
        target.language,
        versions.join(", "),
        counts.examples,
        documented.examples,
        counts.operations,
        documented.operations,
        target.notes
    ))
}

/// Runs the commands one after another and gives what the last one says.
fn all(tools: &Tools, folder: &Path, commands: &[String], sandbox: &Path) -> Result<String> {
    let sandbox = Sandbox::start(sandbox)?;
    let mut said = String::new();
    for command in commands {
        said = tools.run(folder, command, &sandbox.variables())?;
    }
    Ok(said)
}

/// The versions that are installed.
struct Pins(Vec<(String, String)>);

impl Pins {
    fn read(sources: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = sources.join(name);
            std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))
        };
        Self::of(&read("package.json")?, &read("requirements.txt")?)
    }

    fn of(npm: &str, pypi: &str) -> Result<Self> {
        let npm: serde_json::Value =
            serde_json::from_str(npm).context("package.json is no JSON")?;
        let npm = npm
            .get("dependencies")
            .and_then(serde_json::Value::as_object)
            .context("package.json pins nothing")?;
        let npm = npm
            .iter()
            .filter_map(|(name, version)| Some((name.clone(), version.as_str()?.to_owned())));
        let pypi = pypi.lines().filter_map(|line| line.split_once("=="));
        Ok(Self(
            npm.chain(pypi.map(|(name, version)| (name.to_owned(), version.to_owned())))
                .collect(),
        ))
    }

    fn named(&self, name: &str) -> Result<String> {
        let pin = self.0.iter().find(|(pinned, _)| pinned == name);
        let (_, version) = pin.with_context(|| format!("no version of {name} is pinned"))?;
        Ok(format!("{name} {version}"))
    }

    /// What is run of a command of the README: not what installs, which must name the pinned versions.
    fn hold(&self, command: &str) -> Result<Option<String>> {
        if let Some(module) = command.strip_prefix("go get ") {
            return Ok(Some(format!("sh get.sh {module}")));
        }
        let Some(packages) = ["npm install ", "pip install "]
            .iter()
            .find_map(|install| command.strip_prefix(install))
        else {
            return Ok(Some(command.to_owned()));
        };
        for package in packages.split(' ') {
            let (name, version) = package
                .split_once("==")
                .or_else(|| package.rsplit_once('@'))
                .with_context(|| format!("the README installs {package} without a version"))?;
            let pinned = self
                .0
                .iter()
                .any(|(of, pin)| (of.as_str(), pin.as_str()) == (name, version));
            ensure!(
                pinned,
                "the README installs {package}, which is not what is pinned"
            );
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_may_install_only_what_is_pinned() {
        let pins = Pins::of(
            r#"{"dependencies": {"a": "1.2.3", "@types/b": "4.0.0"}}"#,
            "# c\nc-d==5.6.7\n",
        )
        .unwrap();
        assert_eq!(pins.named("c-d").unwrap(), "c-d 5.6.7");
        for good in [
            "npm install a@1.2.3",
            "npm install @types/b@4.0.0 a@1.2.3",
            "pip install c-d==5.6.7",
        ] {
            assert_eq!(pins.hold(good).unwrap(), None, "{good}");
        }
        for bad in [
            "npm install a",
            "npm install a@1.2.4",
            "pip install c-d==5.6",
            "pip install e==1.0.0",
        ] {
            assert!(pins.hold(bad).is_err(), "{bad}");
        }
        assert_eq!(pins.hold("go run .").unwrap().unwrap(), "go run .");
        assert_eq!(
            pins.hold("go get a/b@v1").unwrap().unwrap(),
            "sh get.sh a/b@v1"
        );
    }
}
