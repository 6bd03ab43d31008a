//! What the runtime knows of each operation, from the document.

use url::Url;

use crate::error::{Error, ErrorKind};

/// An operation of the document. The generated table [`OPERATIONS`](crate::generated::OPERATIONS)
/// holds one of each.
#[derive(Debug)]
pub(crate) struct Operation {
    /// progenitor's name of it, in snake case.
    pub(crate) name: &'static str,
    /// Its id in the document.
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) url_template: &'static str,
    /// The one media type that it answers with.
    pub(crate) accept: &'static str,
    /// Whether a credential must be sent.
    pub(crate) authenticated: bool,
    pub(crate) bounds: &'static [Bound],
}

/// The documented bounds of a query parameter, both inclusive.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) parameter: &'static str,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
}

/// A call to a path that the document does not have, see [`Client::get`](crate::Client::get).
pub(crate) static UNDOCUMENTED: Operation = Operation {
    name: "get",
    id: "get",
    method: "GET",
    url_template: "(undocumented)",
    accept: "*/*",
    authenticated: true,
    bounds: &[],
};

impl Operation {
    /// The operation that progenitor calls `name`.
    pub(crate) fn named(name: &str) -> &'static Self {
        // A dozen operations: a scan beats a map.
        crate::generated::OPERATIONS
            .iter()
            .find(|operation| operation.name == name)
            .unwrap_or(&UNDOCUMENTED)
    }

    pub(crate) fn is_retryable(&self) -> bool {
        self.method == "GET"
    }

    pub(crate) fn answers_json(&self) -> bool {
        self.accept == "application/json"
    }

    /// Refuses a parameter outside of its documented bounds, before anything is sent. progenitor
    /// would turn bounds into types that lose the maximum.
    pub(crate) fn check_bounds(&'static self, url: &Url) -> Result<(), Error> {
        for bound in self.bounds {
            let Some((_, value)) = url.query_pairs().find(|(name, _)| name == bound.parameter)
            else {
                continue;
            };
            let Ok(number) = value.parse::<i64>() else {
                continue;
            };
            let below = bound.minimum.is_some_and(|minimum| number < minimum);
            let above = bound.maximum.is_some_and(|maximum| number > maximum);
            if below || above {
                let limits = match (bound.minimum, bound.maximum) {
                    (Some(minimum), Some(maximum)) => format!("between {minimum} and {maximum}"),
                    (Some(minimum), None) => format!("at least {minimum}"),
                    (None, Some(maximum)) => format!("at most {maximum}"),
                    (None, None) => continue,
                };
                let what = format!("`{}` is {number}, but must be {limits}", bound.parameter);
                return Err(Error::new(ErrorKind::InvalidRequest, what).during(self));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_named_in_the_error() {
        static LIST: Operation = Operation {
            bounds: &[Bound {
                parameter: "limit",
                minimum: Some(1),
                maximum: Some(500),
            }],
            ..UNDOCUMENTED
        };
        let check = |query: &str| {
            LIST.check_bounds(&Url::parse(&format!("http://localhost/?{query}")).unwrap())
        };
        assert!(
            check("limit=1").is_ok() && check("limit=500").is_ok() && check("offset=9999").is_ok()
        );
        for limit in ["0", "501", "-1"] {
            let error = check(&format!("limit={limit}")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(
                error.to_string(),
                format!("get: `limit` is {limit}, but must be between 1 and 500")
            );
        }
    }
}
