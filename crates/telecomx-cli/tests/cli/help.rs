//! Every page of help.

use crate::run::Home;

/// The commands that a page of help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    // What is indented further goes on with the line before.
    names
        .filter(|name| !["", "help"].contains(name))
        .map(str::to_owned)
        .collect()
}

/// All pages of help below a command.
fn pages(home: &Home, path: &[String], found: &mut Vec<(Vec<String>, String)>) {
    let arguments = path.iter().map(String::as_str).chain(["--help"]);
    let ran = home.run_with(arguments, None).ends_with(0);
    let below = commands(&ran.stdout);
    found.push((path.to_vec(), ran.stdout));
    for name in below {
        pages(home, &[path, &[name]].concat(), found);
    }
}

#[test]
fn every_page_of_help_is_as_reviewed() {
    let mut found = Vec::new();
    pages(&Home::new(), &[], &mut found);
    assert!(found.len() >= 20, "{} pages", found.len());
    for (path, help) in found {
        let name = path.join("_");
        insta::assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn every_page_of_help_has_an_example() {
    let mut found = Vec::new();
    pages(&Home::new(), &[], &mut found);
    for (path, help) in found {
        // A noun's page lists its verbs, which have the examples.
        let has_verbs = !path.is_empty() && !commands(&help).is_empty();
        assert!(has_verbs || help.contains("\nExample"), "{path:?}");
    }
}

#[test]
fn every_page_of_help_fits_a_terminal() {
    let mut found = Vec::new();
    pages(&Home::new(), &[], &mut found);
    for (path, help) in found {
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{path:?}: {line}");
        }
    }
}

#[test]
fn the_version_is_the_packages() {
    let ran = Home::new().run("--version").ends_with(0);
    assert_eq!(
        ran.stdout,
        concat!("telecomx ", env!("CARGO_PKG_VERSION"), "\n")
    );
}
