//! What is printed, and where to.

use std::fs;

use serde_json::Value;
use telecomx_sandbox::Sandbox;

use crate::run::{Home, Server};

/// The sandbox, as a list of one made-up license sees it.
fn server_of(license: Value) -> (Server, Home) {
    let builder = Sandbox::builder().records(2);
    let server = Server::start(builder.record("listExternalLicenses", license));
    let home = Home::admin_of(&server);
    (server, home)
}

#[test]
fn all_formats_tell_the_same_records() {
    let home = Home::new();
    let line = "--sandbox licenses list --all --columns _id,also.price -o";
    let told = |format: &str| home.run(&format!("{line} {format}")).ends_with(0).stdout;
    let array: Vec<Value> = serde_json::from_str(&told("json")).unwrap();
    let lines: Vec<Value> = told("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(array.len(), 250);
    assert_eq!(array, lines);
    let json: Vec<(String, String)> = array
        .iter()
        .map(|record| {
            let price = record.pointer("/also/price").map(Value::to_string);
            let id = record["_id"].as_str().unwrap().to_owned();
            (id, price.unwrap_or_default())
        })
        .collect();
    let rows = |text: String, separator: &str| -> Vec<(String, String)> {
        text.lines()
            .skip(1)
            .map(|line| {
                let (id, price) = line.split_once(separator).unwrap_or((line, ""));
                (id.to_owned(), price.trim().to_owned())
            })
            .collect()
    };
    assert_eq!(json, rows(told("csv"), ","));
    assert_eq!(json, rows(told("table"), " "));
    let danish = told("csv --csv-dialect danish").replace("\r\n", "\n");
    assert_eq!(json, rows(danish.replace(',', "."), ";"));
}

#[test]
fn what_is_read_in_parts_is_what_is_read_at_once() {
    let home = Home::new();
    let line = "--sandbox internet-requests list --all -o jsonl";
    let once = home.run(line).ends_with(0).stdout;
    for paging in ["--page-size 7", "--page-size 7 --concurrency 8"] {
        let parts = home.run(&format!("{line} {paging}")).ends_with(0).stdout;
        assert_eq!(once, parts, "{paging}");
    }
    let first = home
        .run("--sandbox internet-requests list -o jsonl --limit 200")
        .ends_with(0);
    let rest = home.run(&format!("{line} --from-offset 200")).ends_with(0);
    assert_eq!(once, first.stdout + &rest.stdout);
}

#[test]
fn only_what_is_printed_is_asked_for() {
    let server = Server::start(Sandbox::builder().records(1000));
    let home = Home::admin_of(&server);
    home.run("internet-requests list --limit 3").ends_with(0);
    assert_eq!(server.sandbox.calls("listInternetRequests"), 1);
}

#[test]
fn a_note_tells_of_the_records_that_are_not_shown() {
    let home = Home::new();
    let shown = home.run("--sandbox licenses list").ends_with(0);
    assert_eq!(shown.stdout.lines().count(), 101);
    assert!(shown.stderr.contains("100 of 250"), "{shown:?}");
    for quiet in ["-q", "--limit 100", "--all"] {
        let ran = home.run(&format!("--sandbox licenses list {quiet}"));
        assert_eq!(ran.ends_with(0).stderr, "", "{quiet}");
    }
}

#[test]
fn properties_stand_in_the_order_of_the_document_or_of_the_columns() {
    let home = Home::new();
    let line = "--sandbox licenses list --limit 1 -o jsonl";
    let order = |ran: &str| {
        let names = ["_id", "name", "units", "price", "renew"];
        let mut found: Vec<_> = names
            .iter()
            .filter_map(|name| Some((ran.find(&format!("\"{name}\""))?, *name)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    let document = home.run(line).ends_with(0).stdout;
    assert_eq!(order(&document), ["_id", "name", "units", "price", "renew"]);
    let chosen = home.run(&format!(
        "{line} --columns also.renew,units,also.price,name"
    ));
    assert_eq!(
        order(&chosen.ends_with(0).stdout),
        ["renew", "price", "units", "name"]
    );
}

#[test]
fn an_objects_name_stands_for_its_columns() {
    let ran = Home::new()
        .run("--sandbox licenses list --limit 1 -o csv --columns name,also")
        .ends_with(0);
    let header = ran.stdout.lines().next().unwrap();
    assert!(
        header.starts_with("name,also.wholesalePrice,also.price,"),
        "{header}"
    );
}

#[test]
fn danish_csv_runs_no_formula_and_plain_csv_is_untouched() {
    let name = "=HYPERLINK(\"http://example.com\";\"æ\")";
    let license =
        serde_json::json!({"_id": "1", "name": name, "units": -1.5, "platformLicenseId": "+45"});
    let (_server, home) = server_of(license);
    let line = "licenses list --all -o csv --columns _id,name,platformLicenseId,units";
    let danish = home
        .run(&format!("{line} --csv-dialect danish"))
        .ends_with(0);
    assert!(danish.stdout.starts_with('\u{feff}'));
    assert!(
        danish
            .stdout
            .contains("\r\n1;\"'=HYPERLINK(\"\"http://example.com\"\";\"\"æ\"\")\";'+45;-1,5\r\n"),
        "{}",
        danish.stdout
    );
    let plain = home.run(line).ends_with(0);
    assert!(
        plain
            .stdout
            .contains("\n1,\"=HYPERLINK(\"\"http://example.com\"\";\"\"æ\"\")\",+45,-1.5\n"),
        "{}",
        plain.stdout
    );
}

#[test]
fn nothing_that_a_terminal_obeys_comes_through_a_table() {
    let name = "\u{1b}[31mred\u{7}\nnext\u{9b}2J\u{202e}reverse";
    let (_server, home) = server_of(serde_json::json!({"_id": "1", "name": name}));
    let ran = home
        .run("licenses list --all --columns _id,name")
        .ends_with(0);
    let row = ran.stdout.lines().find(|line| line.starts_with("1 "));
    let row = row.unwrap();
    assert!(row.contains("[31mred") && row.contains("reverse"), "{row}");
    assert!(!row.chars().any(|c| c.is_control() || c == '\u{202e}'));
}

#[test]
fn a_table_that_is_piped_is_not_cut() {
    let name = "x".repeat(300);
    let (_server, home) = server_of(serde_json::json!({"_id": "1", "name": name}));
    let ran = home.run("licenses list --all").ends_with(0);
    assert!(ran.stdout.contains(&name));
}

#[test]
fn colours_are_for_terminals_alone() {
    let home = Home::new();
    for line in ["--sandbox resellers list", "--base-url x resellers list"] {
        let ran = home.run(line);
        assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");
        assert!(!ran.stderr.contains('\u{1b}'), "{ran:?}");
    }
    let ran = home.run("--color always --sandbox resellers list");
    assert!(ran.stdout.starts_with("\u{1b}[1m_id"), "{ran:?}");
}

#[test]
fn a_file_is_what_stdout_would_have_been() {
    let home = Home::new();
    for line in [
        "--sandbox internet-requests list --all -o json",
        "--sandbox licenses list --all",
        "--sandbox licenses list --all -o csv --csv-dialect danish",
        "--sandbox licenses export",
        "--sandbox service-agreements get 1234567890ABCDEFGHIJKLMN",
        "--sandbox api GET /iptv/flexcareorder",
    ] {
        let stdout = home.run(line).ends_with(0).stdout;
        let ran = home.run(&format!("{line} --out file")).ends_with(0);
        assert_eq!(ran.stdout, "");
        assert_eq!(
            fs::read_to_string(home.path().join("file")).unwrap(),
            stdout
        );
    }
    // Nothing but the file, and no half one.
    let names: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_file_that_was_there_stays_if_the_call_fails() {
    let home = Home::new();
    let file = home.path().join("file");
    fs::write(&file, "before").unwrap();
    home.run("--sandbox licenses list --customer nobody --out file")
        .ends_with(4);
    assert_eq!(fs::read_to_string(&file).unwrap(), "before");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_usual_mode() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.run("--sandbox licenses list --limit 1 --out file")
        .ends_with(0);
    fs::write(home.path().join("plain"), "").unwrap();
    let mode = |name| {
        fs::metadata(home.path().join(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("file"), mode("plain"));
    // What was made private stays so.
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(home.path().join("file"), private).unwrap();
    home.run("--sandbox licenses list --limit 1 --out file")
        .ends_with(0);
    assert_eq!(mode("file") & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let home = Home::new();
    // A pipe in a folder of ours stands for /dev/null, which a mistake would replace.
    let made = home.program("mkfifo").arg("pipe").status().unwrap();
    assert!(made.success());
    let pipe = home.path().join("pipe");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    let line = "--sandbox licenses list --limit 1";
    home.run(&format!("{line} --out pipe")).ends_with(0);
    let metadata = fs::symlink_metadata(&pipe).unwrap();
    assert!(metadata.file_type().is_fifo(), "it was replaced");
    assert_eq!(reader.join().unwrap(), home.run(line).ends_with(0).stdout);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_not_replaced() {
    let home = Home::new();
    fs::write(home.path().join("file"), "before").unwrap();
    std::os::unix::fs::symlink("file", home.path().join("link")).unwrap();
    home.run("--sandbox resellers list -o csv --out link")
        .ends_with(0);
    assert!(home.path().join("link").is_symlink());
    let written = fs::read_to_string(home.path().join("file")).unwrap();
    assert!(written.starts_with("_id,name"), "{written}");
}
