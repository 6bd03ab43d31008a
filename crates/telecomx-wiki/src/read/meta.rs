//! What a page says about itself outside its text: id and date. The editor's name beside them is no fact and is left where it is.

use crate::text::{Pattern, clean, pattern};

static MODIFIED: Pattern =
    pattern!(r"(?i)last modified:?\s*(\d{4})[/.-](\d\d)[/.-](\d\d)(?:[ T]+(\d\d):(\d\d))?");
static FILE: Pattern = pattern!(r"([a-z0-9_.-]+(?:/[a-z0-9_.-]+)*)\.txt\b");
static ID: Pattern = pattern!(r"^[a-z0-9_.-]+(?::[a-z0-9_.-]+)+$");

/// `2018-09-29T12:55` out of a "Last modified" line.
pub(super) fn modified(line: &str) -> Option<String> {
    // Most lines have not got the word, and it is looked for in all of them.
    if !line.contains("odified") {
        return None;
    }
    let found = MODIFIED.captures(line)?;
    let date = format!("{}-{}-{}", &found[1], &found[2], &found[3]);
    Some(match (found.get(4), found.get(5)) {
        (Some(hour), Some(minute)) => format!("{date}T{}:{}", hour.as_str(), minute.as_str()),
        _ => date,
    })
}

/// The page id in the file name that stands before the date: `api/internet/request/list.txt`.
pub(super) fn id_in_footer(line: &str) -> Option<String> {
    Some(FILE.captures(line)?[1].replace('/', ":"))
}

/// A line that is nothing but a page id.
pub(super) fn id(line: &str) -> Option<String> {
    let line = clean(line);
    (line.len() < 200 && ID.is_match(&line)).then(|| line.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_gives_date_and_id_but_not_the_editor() {
        let footer = "api/internet/request/list.txt · Last modified: 2018/09/29 12:55 by Some One";
        assert_eq!(modified(footer).as_deref(), Some("2018-09-29T12:55"));
        assert_eq!(
            id_in_footer(footer).as_deref(),
            Some("api:internet:request:list")
        );
        assert_eq!(
            modified("Last modified: 2018/09/29").as_deref(),
            Some("2018-09-29")
        );
        assert_eq!(modified("last week"), None);
    }

    #[test]
    fn an_id_stands_alone_on_its_line() {
        assert_eq!(id("api:iptv:list").as_deref(), Some("api:iptv:list"));
        assert_eq!(id("API : IPTV"), None);
        assert_eq!(id("see api:iptv:list"), None);
    }
}
