//! Who may call what, and whose data they see.

use serde_json::Value;
use telecomx_sandbox::{Sandbox, User};

use crate::{
    document::{document, operations},
    http::{get, get_as},
};

const LEVELS: [&str; 7] = [
    "PERSONAL",
    "VIEWER",
    "MANAGER",
    "OWNER",
    "RESELLER",
    "RESELLER_ADMIN",
    "ADMIN",
];

#[tokio::test]
async fn the_levels_that_the_document_names_may_call_and_no_other() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    let mut refused = 0;
    for (_, path, operation) in operations(&document) {
        if path.starts_with("/auth/") {
            continue;
        }
        let allowed = operation["x-access-levels"].as_array().unwrap();
        let path = path.replace("{id}", "1234567890ABCDEFGHIJKLMN");
        for level in LEVELS {
            let reply = get_as(&sandbox, &sandbox.user(level).unwrap().machine_token, &path).await;
            match allowed.iter().any(|allowed| allowed == level) {
                true => assert_eq!(reply.status, 200, "{level} {path}"),
                false => {
                    assert_eq!(
                        reply.error(),
                        (403, "access_denied".to_owned()),
                        "{level} {path}"
                    );
                    refused += 1;
                }
            }
        }
    }
    assert!(refused >= 15, "{refused}");
}

/// Sends a request as the user of a name and gives status and total.
async fn total(sandbox: &Sandbox, name: &str, target: &str) -> (u16, Option<u64>) {
    let username = format!("{name}@sandbox.example");
    let user = sandbox
        .credentials()
        .iter()
        .find(|user| user.username == username)
        .unwrap();
    let reply = get_as(sandbox, &user.machine_token, target).await;
    (reply.status, reply.json()["total"].as_u64())
}

fn customer<'a>(sandbox: &'a Sandbox, name: &str) -> &'a str {
    let username = format!("{name}@sandbox.example");
    &sandbox
        .credentials()
        .iter()
        .find(|user| user.username == username)
        .unwrap()
        .customer
}

#[tokio::test]
async fn a_user_sees_its_own_customer_and_a_reseller_those_below_it() {
    let sandbox = Sandbox::builder().records(100).start().await.unwrap();
    let (own, all, refused) = ((200, Some(10)), (200, Some(100)), (403, None));
    let of = |name: &str| format!("/internet/request?customer={}", customer(&sandbox, name));
    let end_customer = of("owner");
    let (operator, reseller, sub, second) = (
        of("admin"),
        of("reseller"),
        of("sub-reseller"),
        of("reseller-admin"),
    );
    for name in ["viewer", "manager", "owner"] {
        assert_eq!(total(&sandbox, name, "/internet/request").await, own);
        assert_eq!(total(&sandbox, name, &end_customer).await, own);
        for other in [&operator, &reseller, &sub, &second] {
            assert_eq!(
                total(&sandbox, name, other).await,
                refused,
                "{name} {other}"
            );
        }
    }
    for (target, expected) in [
        (&end_customer, own),
        (&reseller, own),
        (&sub, own),
        (&operator, refused),
        (&second, refused),
    ] {
        assert_eq!(
            total(&sandbox, "reseller", target).await,
            expected,
            "{target}"
        );
    }
    for (target, expected) in [
        (&sub, own),
        (&end_customer, refused),
        (&reseller, refused),
        (&operator, refused),
    ] {
        assert_eq!(
            total(&sandbox, "sub-reseller", target).await,
            expected,
            "{target}"
        );
    }
    for (target, expected) in [
        (&end_customer, own),
        (&reseller, own),
        (&second, own),
        (&operator, all),
    ] {
        assert_eq!(total(&sandbox, "admin", target).await, expected, "{target}");
    }
    assert_eq!(
        total(&sandbox, "admin", "/internet/request?customer=nobody").await,
        (200, Some(0))
    );
}

#[tokio::test]
async fn requests_of_a_reseller_are_bound_to_no_customer() {
    let sandbox = Sandbox::builder().records(300).start().await.unwrap();
    let reseller = customer(&sandbox, "reseller");
    let requests = get(&sandbox, &format!("/internet/request?reseller={reseller}"))
        .await
        .json();
    assert_eq!(requests["total"], 30);
    let requests = requests["requests"].as_array().unwrap();
    assert!(
        requests
            .iter()
            .all(|request| request.get("customer").is_none_or(Value::is_null))
    );
    assert!(
        requests
            .iter()
            .any(|request| request.get("customer").is_some_and(Value::is_null))
    );
    assert!(
        requests
            .iter()
            .all(|request| request.get("reseller").is_none_or(|id| id == reseller))
    );
    let target = format!(
        "/internet/request?reseller={}",
        customer(&sandbox, "reseller-admin")
    );
    assert_eq!(total(&sandbox, "reseller", &target).await, (403, None));
}

#[tokio::test]
async fn licenses_of_a_reseller_are_those_of_all_its_customers() {
    let sandbox = Sandbox::builder().records(100).start().await.unwrap();
    let target = format!(
        "/externalLicense?reseller={}",
        customer(&sandbox, "reseller")
    );
    // The reseller itself, its sub-reseller and a customer of each.
    assert_eq!(total(&sandbox, "admin", &target).await, (200, Some(40)));
    assert_eq!(total(&sandbox, "reseller", &target).await, (200, Some(40)));
    assert_eq!(
        total(&sandbox, "reseller-admin", &target).await,
        (200, Some(40))
    );
    assert_eq!(total(&sandbox, "sub-reseller", &target).await, (403, None));
    let target = format!(
        "/externalLicense?reseller={}",
        customer(&sandbox, "sub-reseller")
    );
    assert_eq!(
        total(&sandbox, "sub-reseller", &target).await,
        (200, Some(20))
    );
    assert_eq!(
        total(&sandbox, "reseller", "/externalLicense").await,
        (200, Some(10))
    );
    // All of them are there, each once.
    let target = format!(
        "/externalLicense?reseller={}&limit=100",
        customer(&sandbox, "reseller")
    );
    let licenses = get(&sandbox, &target).await.json();
    let ids: std::collections::HashSet<_> = licenses["externalLicenses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|license| license["_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 40);
}

#[tokio::test]
async fn resellers_are_the_users_own_and_those_below_and_all_for_an_admin() {
    let sandbox = Sandbox::start().await.unwrap();
    let names = |name: &'static str| {
        let sandbox = &sandbox;
        async move {
            let username = format!("{name}@sandbox.example");
            let user = sandbox
                .credentials()
                .iter()
                .find(|user| user.username == username)
                .unwrap();
            let resellers = get_as(sandbox, &user.machine_token, "/customer/resellers/list")
                .await
                .json();
            let resellers = resellers.as_array().unwrap().iter();
            resellers
                .map(|reseller| reseller["name"].as_str().unwrap_or("").to_owned())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(
        names("reseller").await,
        ["Anders And & Co", "Rip, Rap & Rup Teknik ApS"]
    );
    assert_eq!(names("sub-reseller").await, ["Rip, Rap & Rup Teknik ApS"]);
    assert_eq!(
        names("reseller-admin").await,
        [
            "Northwind Industries H.M.B.G",
            "Sub-reseller of the wiki's examples"
        ]
    );
    assert_eq!(names("admin").await.len(), 250);
}

#[tokio::test]
async fn only_the_first_true_reseller_filter_counts() {
    let sandbox = Sandbox::start().await.unwrap();
    let list = |query: &str| {
        let target = format!("/customer/resellers/list?{query}");
        let sandbox = &sandbox;
        async move { get(sandbox, &target).await.text().to_owned() }
    };
    let mut seen = std::collections::HashSet::new();
    // In the order of the page's table.
    let filters = ["iptv", "iptvprivate", "flexcare", "voip"];
    for (index, filter) in filters.iter().enumerate() {
        let alone = list(&format!("{filter}=true")).await;
        assert!(alone.len() > 100 && alone.len() < list("").await.len());
        for later in &filters[index + 1..] {
            assert_eq!(list(&format!("{later}=true&{filter}=true")).await, alone);
        }
        for earlier in &filters[..index] {
            assert_eq!(list(&format!("{earlier}=false&{filter}=true")).await, alone);
        }
        assert!(seen.insert(alone), "{filter} selects what another one does");
    }
    assert_eq!(list("iptv=false&voip=false").await, list("").await);
}

#[tokio::test]
async fn the_operators_price_is_shown_to_an_admin_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let target = "/iptv/serviceagreement/1234567890ABCDEFGHIJKLMN?extendProduct=true";
    assert_eq!(
        get(&sandbox, target).await.json()["serviceProduct"]["cost"],
        0
    );
    let reseller_admin = &sandbox.user("RESELLER_ADMIN").unwrap().machine_token;
    let product = get_as(&sandbox, reseller_admin, target).await.json()["serviceProduct"].clone();
    assert_eq!(
        (product.get("cost"), product["wholesale"].as_i64()),
        (None, Some(123))
    );
}

#[tokio::test]
async fn a_user_of_ones_own_belongs_where_it_is_put() {
    let northwind = "1234567890ABCDEF12345678";
    let own = User::new("me", "secret", "VIEWER").of_customer(northwind);
    let sandbox = Sandbox::builder()
        .records(100)
        .user(own)
        .start()
        .await
        .unwrap();
    let me = sandbox.credentials().last().unwrap();
    let reply = get_as(&sandbox, &me.machine_token, "/internet/request")
        .await
        .json();
    assert_eq!(reply["total"], 10);
    let other = format!("/internet/request?customer={}", sandbox.admin().customer);
    assert_eq!(
        get_as(&sandbox, &me.machine_token, &other).await.status,
        403
    );
    assert!(!format!("{me:?}").contains("secret"));
}
