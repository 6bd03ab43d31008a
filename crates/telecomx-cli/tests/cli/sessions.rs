//! A session of each command, piped.

use telecomx_sandbox::Sandbox;

use crate::run::{Home, Server};

/// A session against the in-process sandbox.
macro_rules! session {
    ($name:ident, $line:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(Home::new().session($line));
        }
    };
}

session!(
    internet_requests_as_a_table,
    "--sandbox internet-requests list --limit 5"
);
session!(
    internet_requests_in_full_as_json,
    "--sandbox internet-requests list --full --limit 1 -o json"
);
session!(
    internet_requests_in_full_as_csv,
    "--sandbox internet-requests list --full --limit 3 -o csv --columns _id,address,Offers"
);
session!(
    without_a_limit_the_first_hundred_and_a_note,
    "--sandbox internet-requests list --columns created --state new -o csv"
);
session!(
    licenses_as_danish_csv,
    "--sandbox licenses list --limit 4 -o csv --csv-dialect danish"
);
session!(
    licenses_without_a_product,
    "--sandbox licenses list --without-product --limit 3"
);
session!(
    licenses_of_a_customer_that_is_not,
    "--sandbox licenses list --customer nobody"
);
session!(
    flexcare_orders_as_a_table,
    "--sandbox flexcare-orders list --limit 4"
);
session!(
    flexcare_orders_as_json_lines,
    "--sandbox flexcare-orders list --limit 2 -o jsonl --columns name,orderer"
);
session!(
    a_service_agreement,
    "--sandbox service-agreements get 1234567890ABCDEFGHIJKLMN"
);
session!(
    a_service_agreement_with_its_product,
    "--sandbox service-agreements get 1234567890ABCDEFGHIJKLMN --extend-product -o json"
);
session!(
    a_service_agreement_as_csv,
    "--sandbox service-agreements get 1234567890ABCDEFGHIJKLMN -o csv --columns name,remote"
);
session!(
    a_service_agreement_that_is_not,
    "--sandbox service-agreements get nothing"
);
session!(auth_status, "--sandbox auth status");
session!(auth_status_as_json, "--sandbox auth status -o json -q");
session!(auth_logout, "--sandbox auth logout");
session!(
    auth_login_to_a_sandbox_that_ends_at_once,
    "--sandbox auth login"
);
session!(any_path, "--sandbox api GET /iptv/flexcareorder?limit=1");

#[test]
fn resellers_by_service() {
    let server = Server::start(Sandbox::builder().records(12));
    let home = Home::admin_of(&server);
    let mut text = home.session("resellers list");
    text.push_str(&home.session("resellers list --flexcare -o json"));
    text.push_str(&home.session("resellers list --iptv --voip"));
    insta::assert_snapshot!(text);
}

#[test]
fn licenses_as_the_server_writes_them() {
    let server = Server::start(Sandbox::builder().records(4));
    let home = Home::admin_of(&server);
    insta::assert_snapshot!(home.session("licenses export"));
}

#[test]
fn an_empty_list_has_a_header_or_is_an_empty_array() {
    let server = Server::start(Sandbox::builder().records(0));
    let home = Home::admin_of(&server);
    let mut text = String::new();
    for format in ["table", "json", "jsonl", "csv"] {
        let line =
            format!("internet-requests list --all --filter nowhere -o {format} --columns _id,type");
        text.push_str(&home.session(&line));
    }
    insta::assert_snapshot!(text);
}
