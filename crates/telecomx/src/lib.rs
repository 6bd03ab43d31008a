#![doc = include_str!("../README.md")]

// progenitor's code names its support crate by path: that name is given to this crate, so that
// errors, decoding and sending are ours, and a change in progenitor's output is a compile error.
extern crate self as progenitor_client;

mod client;
mod clock;
mod config;
mod credentials;
pub mod csv;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(test)]
mod hostile;
mod list;
mod number;
mod open_enum;
mod operation;
pub mod paging;
mod records;
mod response;
mod retry;
mod secret;
mod session;
mod string_or_number;
mod text;
mod time;
mod tls;

#[cfg(feature = "codegen")]
#[allow(missing_docs, unused_imports, clippy::all, clippy::pedantic)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
#[cfg(not(feature = "codegen"))]
#[allow(missing_docs, unused_imports, clippy::all, clippy::pedantic)]
mod generated {
    // Not `mod generated;`: rustfmt would follow it and make another file of what regen writes.
    include!("generated.rs");
}

pub use client::{Client, RawGet};
pub use clock::Clock;
pub use config::ClientBuilder;
pub use credentials::{Carrier, Credentials};
pub use error::{Error, ErrorKind, Factor};
pub use generated::{builder, types};
pub use response::{ByteStream, ResponseValue};
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use session::AccessToken;
pub use string_or_number::StringOrNumber;
pub use text::{InvalidPathId, ObjectId, PathId, Text};

pub(crate) use open_enum::open_enum;
pub(crate) use support::{
    ClientHooks, ClientInfo, OperationInfo, QueryParam, RequestBuilderExt, encode_path,
};

/// The rest of the names that progenitor's code calls.
mod support {
    pub(crate) use real_progenitor_client::{QueryParam, encode_path};

    use crate::client::{Client, Inner};

    /// Which operation a request belongs to, by progenitor's snake-case name.
    pub(crate) struct OperationInfo {
        pub(crate) operation_id: &'static str,
    }

    /// progenitor asserts it; `pre`, `exec` and `post` are methods of [`Client`] itself.
    pub(crate) trait ClientHooks<T> {}
    impl ClientHooks<Inner> for Client {}

    /// progenitor implements it; nobody calls it.
    #[allow(dead_code)]
    pub(crate) trait ClientInfo<T> {
        fn api_version() -> &'static str;
        fn baseurl(&self) -> &str;
        fn client(&self) -> &reqwest::Client;
        fn inner(&self) -> &T;
    }

    /// For form-encoded bodies, which the document does not have.
    #[allow(dead_code)]
    pub(crate) trait RequestBuilderExt {}
}
