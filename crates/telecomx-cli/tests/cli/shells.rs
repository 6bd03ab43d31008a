//! Completions load, and the manual renders.

use std::fs;
use std::process::Command;

use crate::run::Home;

/// Runs a tool, or says that it is not installed and so the test proves nothing here.
fn tool(name: &str, arguments: &[&str]) -> Option<(bool, String)> {
    match Command::new(name).args(arguments).output() {
        Ok(output) => {
            let told = [output.stdout, output.stderr].concat();
            Some((
                output.status.success(),
                String::from_utf8_lossy(&told).into_owned(),
            ))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {name} is not installed");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

fn script(home: &Home, shell: &str) -> String {
    let file = home.path().join(format!("telecomx.{shell}"));
    let ran = home.run(&format!("completions {shell}")).ends_with(0);
    fs::write(&file, ran.stdout).unwrap();
    file.display().to_string()
}

#[test]
fn completions_load_in_bash_and_know_the_commands() {
    let home = Home::new();
    let file = script(&home, "bash");
    let try_it = format!(
        "set -eu; source '{file}'; COMP_WORDS=(telecomx lic); COMP_CWORD=1; \
         _telecomx telecomx lic telecomx; echo \"${{COMPREPLY[@]}}\""
    );
    if let Some((success, told)) = tool("bash", &["--norc", "-c", &try_it]) {
        assert!(success, "{told}");
        assert_eq!(told.trim(), "licenses");
    }
}

#[test]
fn completions_load_in_zsh() {
    let home = Home::new();
    let file = script(&home, "zsh");
    let try_it =
        format!("autoload -U compinit && compinit -D -u && source '{file}' && whence -w _telecomx");
    if let Some((success, told)) = tool("zsh", &["-f", "-c", &try_it]) {
        assert!(success, "{told}");
        assert!(told.contains("_telecomx: function"), "{told}");
    }
}

#[test]
fn completions_load_in_fish() {
    let home = Home::new();
    let file = script(&home, "fish");
    let try_it = format!("source '{file}'; complete -C 'telecomx lic'");
    if let Some((success, told)) = tool("fish", &["--no-config", "-c", &try_it]) {
        assert!(success, "{told}");
        assert!(told.starts_with("licenses"), "{told}");
    }
}

#[test]
fn the_manual_renders_without_a_warning() {
    let home = Home::new();
    home.run("man --dir pages").ends_with(0);
    let mut pages = vec![];
    for entry in fs::read_dir(home.path().join("pages")).unwrap() {
        pages.push(entry.unwrap().path());
    }
    assert!(pages.len() > 15, "{pages:?}");
    let alone = home.run("man").ends_with(0).stdout;
    let own = home.path().join("pages/telecomx.1");
    assert_eq!(fs::read_to_string(own).unwrap(), alone);
    for page in pages {
        let page = page.display().to_string();
        let Some((success, told)) = tool("groff", &["-man", "-ww", "-z", "-Kutf8", &page]) else {
            return;
        };
        assert!(success && told.is_empty(), "{page}: {told}");
    }
}
