//! Lists: nothing lost, nothing doubled, nothing looped on, nothing fetched before its time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::{Value, json};
use telecomx::{Client, Error, ErrorKind, RetryPolicy};
use telecomx_tests::peer::{Asked, Peer, Reply};

fn number(asked: &Asked, name: &str) -> Option<usize> {
    asked.query(name).map(|value| value.parse().unwrap())
}

fn record(at: usize) -> Value {
    json!({"_id": format!("{at:024}"), "offers": false})
}

fn page(
    offset: usize,
    limit: usize,
    total: Option<usize>,
    records: impl IntoIterator<Item = Value>,
) -> Reply {
    let records: Vec<_> = records.into_iter().collect();
    let mut page = json!({"offset": offset, "limit": limit, "requests": records});
    if let Some(total) = total {
        page["total"] = total.into();
    }
    Reply::json(200, &page)
}

/// A well-behaved list of `total` records.
fn list_of(total: usize) -> impl Fn(usize, &Asked) -> Reply + Send + Sync {
    move |_, asked| {
        let (offset, limit) = (
            number(asked, "offset").unwrap_or(0),
            number(asked, "limit").unwrap_or(100),
        );
        page(
            offset,
            limit,
            Some(total),
            (offset..total.min(offset + limit)).map(record),
        )
    }
}

async fn client(script: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> (Peer, Client) {
    let peer = Peer::start(script).await.unwrap();
    let client = Client::builder()
        .base_url(peer.url())
        .token("t")
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    (peer, client)
}

/// Ids, or the error, of each item.
async fn walk(client: &Client, limit: i64, concurrency: usize) -> Vec<Result<usize, Error>> {
    let mut items = client
        .list_internet_requests()
        .limit(limit)
        .items()
        .concurrency(concurrency);
    let mut out = Vec::new();
    while let Some(item) = items.next().await {
        out.push(item.map(|item| item.id.parse().unwrap()));
        assert!(out.len() < 10_000, "the stream does not end");
    }
    out
}

fn good(outcome: &[Result<usize, Error>]) -> Vec<usize> {
    outcome
        .iter()
        .filter_map(|item| item.as_ref().ok().copied())
        .collect()
}

fn errors(outcome: &[Result<usize, Error>]) -> Vec<String> {
    outcome
        .iter()
        .filter_map(|item| item.as_ref().err())
        .map(ToString::to_string)
        .collect()
}

fn targets(peer: &Peer) -> Vec<String> {
    peer.asked()
        .iter()
        .map(|asked| asked.target().replace("&token=t", ""))
        .collect()
}

#[tokio::test]
async fn every_record_comes_once_and_in_order_at_any_concurrency() {
    for total in [0, 1, 9, 10, 11, 95] {
        for concurrency in [1, 2, 3, 8, 50] {
            let (peer, client) = client(list_of(total)).await;
            let outcome = walk(&client, 10, concurrency).await;
            assert!(errors(&outcome).is_empty());
            assert_eq!(
                good(&outcome),
                (0..total).collect::<Vec<_>>(),
                "{total} at {concurrency}"
            );
            let needed = total.div_ceil(10).max(1);
            assert!(
                peer.count() < needed + concurrency,
                "{} requests for {total}",
                peer.count()
            );
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_stream_is_polled() {
    let (peer, client) = client(list_of(100)).await;
    let items = client.list_internet_requests().items().concurrency(4);
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop(items);
    assert_eq!(peer.count(), 0);
}

#[tokio::test]
async fn a_second_page_is_not_fetched_before_it_is_asked_for() {
    let (peer, client) = client(list_of(100)).await;
    let mut items = client.list_internet_requests().limit(10).items();
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(peer.count(), 1);
    items.next().await.unwrap().unwrap();
    assert_eq!(
        targets(&peer),
        [
            "/internet/request?limit=10",
            "/internet/request?limit=10&offset=10"
        ]
    );
}

#[tokio::test]
async fn read_ahead_is_bounded_and_aborted_with_the_stream() {
    let (peer, client) = client(list_of(1000)).await;
    let mut items = client
        .list_internet_requests()
        .limit(10)
        .items()
        .concurrency(3);
    items.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(
        peer.count(),
        3,
        "the first three start together, and no more until one is used up"
    );
    drop(items);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(peer.count(), 3);
}

#[tokio::test]
async fn without_a_limit_pages_are_as_large_as_documented() {
    let (peer, client) = client(list_of(700)).await;
    assert_eq!(
        client
            .list_internet_requests()
            .items()
            .collect_all()
            .await
            .unwrap()
            .len(),
        700
    );
    assert_eq!(
        targets(&peer),
        [
            "/internet/request?limit=500",
            "/internet/request?limit=500&offset=500"
        ]
    );
}

#[tokio::test]
async fn a_limit_out_of_bounds_is_refused_before_anything_is_sent() {
    let (peer, client) = client(list_of(1)).await;
    for limit in [0, 501, -1] {
        let error = client
            .list_internet_requests()
            .limit(limit)
            .items()
            .collect_all()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            format!("listInternetRequests: `limit` is {limit}, but must be between 1 and 500")
        );
        client
            .list_internet_requests()
            .limit(limit)
            .send()
            .await
            .unwrap_err();
    }
    assert_eq!(
        client
            .list_internet_requests()
            .offset(-1)
            .send()
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::InvalidRequest
    );
    assert_eq!(
        client
            .list_flexcare_orders()
            .limit(0)
            .send()
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::InvalidRequest
    );
    let error = client
        .list_internet_requests()
        .offset(-1)
        .items()
        .collect_all()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(peer.count(), 0);
}

#[tokio::test]
async fn pages_tell_offset_limit_and_total() {
    let (_peer, client) = client(list_of(25)).await;
    let mut pages = client.list_internet_requests().offset(3).limit(10).pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        seen.push((
            page.offset,
            page.limit,
            page.total,
            page.len(),
            page.items().count(),
        ));
    }
    assert_eq!(
        seen,
        [
            (3, Some(10), Some(25), 10, 10),
            (13, Some(10), Some(25), 10, 10),
            (23, Some(10), Some(25), 2, 2)
        ]
    );
}

#[tokio::test]
async fn a_list_resumes_from_its_position() {
    let (_peer, client) = client(list_of(50)).await;
    let mut items = client.list_internet_requests().limit(10).items();
    for _ in 0..23 {
        items.next().await.unwrap().unwrap();
    }
    let position = i64::try_from(items.position()).unwrap();
    assert_eq!(position, 23);
    let rest = client
        .list_internet_requests()
        .limit(10)
        .offset(position)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!((rest.len(), rest[0].id.parse::<usize>().unwrap()), (27, 23));
}

#[tokio::test]
async fn short_pages_leave_no_gap() {
    for concurrency in [1, 4] {
        // The server gives seven, whatever is asked for.
        let (_peer, client) = client(|_, asked| {
            let offset = number(asked, "offset").unwrap_or(0);
            page(
                offset,
                10,
                Some(40),
                (offset..40.min(offset + 7)).map(record),
            )
        })
        .await;
        let outcome = walk(&client, 10, concurrency).await;
        assert!(errors(&outcome).is_empty(), "{:?}", errors(&outcome));
        assert_eq!(good(&outcome), (0..40).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn without_a_total_a_list_ends_at_a_short_page() {
    for (total, requests) in [(25, 3), (20, 3), (0, 1)] {
        let (peer, client) = client(move |_, asked| {
            let offset = number(asked, "offset").unwrap_or(0);
            page(
                offset,
                10,
                None,
                (offset..total.min(offset + 10)).map(record),
            )
        })
        .await;
        let outcome = walk(&client, 10, 1).await;
        assert_eq!(
            (good(&outcome).len(), errors(&outcome).len(), peer.count()),
            (total, 0, requests)
        );
    }
}

#[tokio::test]
async fn an_end_before_the_total_is_reported() {
    for concurrency in [1, 4] {
        let (_peer, client) = client(|_, asked| {
            let offset = number(asked, "offset").unwrap_or(0);
            page(
                offset,
                10,
                Some(50),
                (offset..20.max(offset)).take(10).map(record),
            )
        })
        .await;
        let outcome = walk(&client, 10, concurrency).await;
        assert_eq!(good(&outcome).len(), 20);
        assert_eq!(
            errors(&outcome),
            ["the list ended at 20 although the server speaks of 50 records"]
        );
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_is_noticed() {
    for concurrency in [1, 4] {
        // It answers from the start, and says so.
        let (_peer, client) = client(|_, _| page(0, 10, Some(50), (0..10).map(record))).await;
        let outcome = walk(&client, 10, concurrency).await;
        assert_eq!(good(&outcome), (0..10).collect::<Vec<_>>());
        assert_eq!(
            errors(&outcome),
            ["asked for records from 10, the server answered from 0"]
        );
    }
    // It answers from the start, but claims otherwise.
    let (peer, client) = client(|_, asked| {
        page(
            number(asked, "offset").unwrap_or(0),
            10,
            Some(50),
            (0..10).map(record),
        )
    })
    .await;
    let outcome = walk(&client, 10, 1).await;
    assert_eq!(good(&outcome).len(), 10);
    assert_eq!(
        errors(&outcome),
        ["the list page from 10 holds the same records as the one before"]
    );
    assert_eq!(peer.count(), 2);
}

#[tokio::test]
async fn licenses_that_come_whole_whatever_is_asked_for_come_once() {
    // The page of the wiki documents neither offset nor limit.
    let (peer, client) = client(|_, _| {
        let records: Vec<_> = (0..123)
            .map(|at| json!({"_id": format!("{at:024}")}))
            .collect();
        Reply::json(
            200,
            &json!({"offset": 0, "limit": 123, "total": 123, "externalLicenses": records}),
        )
    })
    .await;
    assert_eq!(
        client
            .list_external_licenses()
            .items()
            .collect_all()
            .await
            .unwrap()
            .len(),
        123
    );
    assert_eq!(targets(&peer), ["/externalLicense?token=t"]);
    // Asked to go on in the middle, it starts anew: that is told, and not taken for the rest.
    let error = client
        .list_external_licenses()
        .offset(100)
        .items()
        .collect_all()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_total_that_changes_is_reported_and_the_list_goes_on() {
    let (_peer, client) = client(|n, asked| {
        let total = if n == 0 { 30 } else { 29 };
        let offset = number(asked, "offset").unwrap_or(0);
        page(
            offset,
            10,
            Some(total),
            (offset..total.min(offset + 10)).map(record),
        )
    })
    .await;
    let outcome = walk(&client, 10, 1).await;
    assert_eq!(good(&outcome).len(), 29);
    assert_eq!(
        errors(&outcome),
        ["the total changed from 30 to 29: records may be missing or come twice"]
    );
}

#[tokio::test]
async fn a_record_that_comes_twice_is_reported() {
    // A record was inserted at the front between two pages: the last of a page is the first of the next.
    let (_peer, client) = client(|n, asked| {
        let offset = number(asked, "offset").unwrap_or(0);
        let shift = usize::from(n > 0);
        page(
            offset,
            10,
            Some(30),
            (offset..offset + 10).map(|at| record(at - shift)),
        )
    })
    .await;
    let outcome = walk(&client, 10, 1).await;
    assert_eq!(good(&outcome).len(), 30);
    assert_eq!(
        errors(&outcome),
        ["1 records of the list page from 10 also came in the one before"]
    );
}

#[tokio::test]
async fn a_page_that_fails_ends_the_list_with_its_error() {
    for concurrency in [1, 3] {
        let (_peer, client) = client(|_, asked| match number(asked, "offset") {
            Some(20) => Reply::json(403, &json!({"message": "access_denied"})),
            _ => list_of(50)(0, asked),
        })
        .await;
        let outcome = walk(&client, 10, concurrency).await;
        assert_eq!(good(&outcome), (0..20).collect::<Vec<_>>());
        assert_eq!(
            errors(&outcome),
            ["listInternetRequests: access was denied (status 403, `access_denied`)"]
        );
    }
}

/// 500 records, of which number 242 has a list where its address should be, behind a byte order mark.
fn with_a_bad_record(_: usize, asked: &Asked) -> Reply {
    let offset = number(asked, "offset").unwrap_or(0);
    let records = (offset..offset + 500).map(|at| match at {
        742 => json!({"_id": "x", "offers": true, "address": ["Secret Road 1"]}),
        _ => record(at),
    });
    let records: Vec<_> = records.collect();
    let page = json!({"offset": offset, "limit": 500, "total": 1000, "requests": records});
    let marked = format!("\u{feff}{page}");
    Reply::of(200, "application/json", &[], marked.as_bytes())
}

#[tokio::test]
async fn one_bad_record_is_one_bad_record() {
    for concurrency in [1, 2] {
        let (peer, client) = client(with_a_bad_record).await;
        let outcome = walk(&client, 500, concurrency).await;
        assert_eq!(
            (outcome.len(), good(&outcome).len(), peer.count()),
            (1000, 999, 2)
        );
        let error = outcome[742].as_ref().unwrap_err();
        assert_eq!(
            (error.kind(), error.index()),
            (ErrorKind::Decode, Some(742))
        );
        assert_eq!(error.json_path(), Some("requests[242].address"));
        assert_eq!(error.operation_id(), Some("listInternetRequests"));
        assert_eq!(
            error.to_string(),
            "listInternetRequests: expected a string, found sequence (status 200), \
             at `requests[242].address` of record 742"
        );
        let raw: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
        assert_eq!(raw["address"][0], "Secret Road 1");
        assert!(!format!("{error:?}").contains("Secret"));
    }
}

#[tokio::test]
async fn strictness_makes_a_bad_record_a_bad_page() {
    let (_peer, client) = client(with_a_bad_record).await;
    let mut items = client.list_internet_requests().limit(500).items().strict();
    let mut good = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => good += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((good, error.index()), (500, Some(742)));
    assert!(items.next().await.is_none());
    client
        .list_internet_requests()
        .limit(500)
        .items()
        .strict()
        .collect_all()
        .await
        .unwrap_err();
}

#[tokio::test]
async fn a_bare_array_is_a_list_of_one_page() {
    let (peer, client) = client(|_, _| {
        Reply::json(
            200,
            &json!([{"_id": "a", "name": "A"}, {"name": "no id"}, null, {"_id": "b"}]),
        )
    })
    .await;
    let mut items = client.list_resellers().items();
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(
            item.map(|item| item.id.to_string())
                .map_err(|error| error.json_path().unwrap().to_owned()),
        );
    }
    assert_eq!(
        seen,
        [
            Ok("a".into()),
            Err("[1]".into()),
            Err("[2]".into()),
            Ok("b".into())
        ]
    );
    assert_eq!(peer.count(), 1);
}

#[tokio::test]
async fn an_envelope_that_does_not_decode_does_not_take_its_records_with_it() {
    let (_peer, client) = client(|_, _| {
        Reply::json(
            200,
            &json!({"offset": "0", "limit": {}, "total": "2", "requests": [record(0), record(1)]}),
        )
    })
    .await;
    let outcome = walk(&client, 10, 1).await;
    assert_eq!((good(&outcome), errors(&outcome).len()), (vec![0, 1], 0));
    let (_peer, client) =
        self::client(|_, _| Reply::json(200, &json!({"requests": {"not": "a list"}}))).await;
    let outcome = walk(&client, 10, 1).await;
    assert_eq!(
        errors(&outcome),
        [
            "listInternetRequests: expected a sequence, found map at line 1 column 12 (status 200), at `requests`"
        ]
    );
}

#[tokio::test]
async fn streams_can_be_spawned_and_used_with_stream_combinators() {
    use futures_util::{StreamExt, TryStreamExt};
    let (_peer, client) = client(list_of(30)).await;
    let items = client.list_internet_requests().limit(10).items();
    let taken: Vec<_> = tokio::spawn(async move { items.take(12).try_collect().await })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(taken.len(), 12);
    assert!(
        client
            .list_internet_requests()
            .pages()
            .next()
            .await
            .unwrap()
            .unwrap()
            .into_iter()
            .all(|item| item.is_ok())
    );
}
