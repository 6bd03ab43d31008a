//! The README's `$ telecomx …` sessions, run and compared with what stands there.

use std::process::Command;

#[test]
fn the_sessions_in_the_readme_are_true() {
    let readme = include_str!("../../../README.md");
    let mut run = 0;
    for block in readme
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
    {
        for session in block.split("$ ").skip(1) {
            let (command, expected) = session.split_once('\n').unwrap();
            let Some(arguments) = command.strip_prefix("telecomx ") else {
                continue;
            };
            let output = Command::new(env!("CARGO_BIN_EXE_telecomx"))
                .args(arguments.split(' '))
                .env_clear()
                .output()
                .unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            // Neither a byte order mark nor trailing blanks are seen in a README.
            let trimmed = |text: &str| {
                text.lines()
                    .map(str::trim_end)
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            assert!(output.status.success(), "{command}");
            assert_eq!(
                trimmed(printed.trim_start_matches('\u{feff}')),
                trimmed(expected),
                "{command}"
            );
            run += 1;
        }
    }
    assert!(run >= 2, "only {run} sessions were found");
}
