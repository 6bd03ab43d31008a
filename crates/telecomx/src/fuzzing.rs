//! What the fuzz targets call, below the socket. Compiled for cargo-fuzz alone.

use bytes::Bytes;

use crate::generated::types;
use crate::operation::UNDOCUMENTED;
use crate::paging::ListPage;
use crate::records::salvage;
use crate::response::{ByteStream, Response};

/// Reads an answer as every operation would, and each page record by record when it does not decode.
pub fn decode(body: &[u8]) {
    fn page<P: ListPage>(response: &Response) {
        if let Err(error) = response.decode::<P>() {
            let _ = format!("{error} {error:?}");
            if let Ok(loose) = salvage::<P>(error, 0) {
                loose.records.into_iter().for_each(drop);
            }
        }
    }
    let response = Response::of_body(&UNDOCUMENTED, Bytes::copy_from_slice(body));
    page::<types::InternetRequestListCondensed>(&response);
    page::<types::InternetRequestListFull>(&response);
    page::<types::ExternalLicenseList>(&response);
    page::<types::FlexcareOrderList>(&response);
    page::<Vec<types::Reseller>>(&response);
    drop(response.decode::<types::ServiceAgreement>());
    drop(response.decode::<types::ErrorBody>());
}

/// Reads CSV to its end, and every value in each way.
pub fn csv(body: &[u8]) {
    let mut rows = ByteStream::of_body(Bytes::copy_from_slice(body)).rows();
    let context = &mut std::task::Context::from_waker(std::task::Waker::noop());
    let mut rows = std::pin::Pin::new(&mut rows);
    while let std::task::Poll::Ready(Some(row)) =
        futures_core::Stream::poll_next(rows.as_mut(), context)
    {
        let Ok(row) = row else { continue };
        for (name, _) in row.columns() {
            drop((row.get(name), row.number(name), row.date(name)));
        }
    }
}
