//! A session of each command, piped.

use crate::run::{Home, Server};

/// Against the in-process sandbox, of which only the documented examples are looked at.
macro_rules! session {
    ($name:ident, $line:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(Home::new().session($line));
        }
    };
}

/// Against a sandbox whose records are known.
macro_rules! session_of_known_records {
    ($name:ident, $line:expr) => {
        #[test]
        fn $name() {
            let server = Server::of_known_records();
            insta::assert_snapshot!(Home::admin_of(&server).session($line));
        }
    };
}

session_of_known_records!(internet_requests_as_a_table, "internet-requests list");
session_of_known_records!(
    internet_requests_as_json,
    "internet-requests list --all -o json --columns type,address,reference"
);
session!(
    internet_requests_in_full_as_json,
    "--sandbox internet-requests list --full --limit 1 -o json"
);
session!(
    internet_requests_in_full_as_csv,
    "--sandbox internet-requests list --full --limit 1 -o csv --columns _id,address,Offers"
);
session_of_known_records!(
    licenses_with_all_columns_of_an_object,
    "licenses list --limit 2 --columns name,also"
);
session_of_known_records!(
    licenses_as_danish_csv,
    "licenses list --all -o csv --csv-dialect danish"
);
session_of_known_records!(
    licenses_without_a_product,
    "licenses list --without-product"
);
session_of_known_records!(licenses_as_the_server_writes_them, "licenses export");
session!(
    licenses_of_a_customer_that_is_not,
    "--sandbox licenses list --customer nobody"
);
session_of_known_records!(flexcare_orders_as_a_table, "flexcare-orders list");
session_of_known_records!(
    flexcare_orders_as_json_lines,
    "flexcare-orders list -o jsonl --columns name,orderer"
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
session_of_known_records!(resellers_as_a_table, "resellers list");
session_of_known_records!(resellers_as_json, "resellers list -o json");
session_of_known_records!(
    resellers_of_one_service_at_a_time,
    "resellers list --iptv --voip"
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
fn an_empty_list_has_a_header_or_is_an_empty_array() {
    let server = Server::of_known_records();
    let home = Home::admin_of(&server);
    let mut text = String::new();
    for format in ["table", "json", "jsonl", "csv"] {
        let line =
            format!("internet-requests list --all --filter nowhere -o {format} --columns _id,type");
        text.push_str(&home.session(&line));
    }
    insta::assert_snapshot!(text);
}
