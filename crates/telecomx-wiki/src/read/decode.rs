//! Bytes into text. The wiki serves UTF-8; saved pages and old proxies do not always.

use std::borrow::Cow;

use crate::facts::Finding;

/// The text of a page, and a finding when the bytes are no UTF-8.
///
/// Anything else is read as Windows-1252, which is what ISO-8859-1 means on the web and which can
/// give no error; a byte order mark is honoured.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Vec<Finding>) {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text, Vec::new());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Vec::new()),
        Err(error) => {
            let valid = &bytes[..error.valid_up_to()];
            let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            let detail = "the bytes are no UTF-8; read as Windows-1252";
            (text, vec![Finding::new(line, "encoding", detail)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_1_reads_with_a_finding_and_utf_8_without() {
        let (text, findings) = decode(b"a\nBr\xf8ndby");
        assert_eq!(text, "a\nBrøndby");
        assert_eq!((findings[0].line, &*findings[0].code), (2, "encoding"));
        assert!(decode("Brøndby".as_bytes()).1.is_empty());
        assert_eq!(decode(b"\xef\xbb\xbfa").0, "a");
        assert_eq!(decode(b"\xff\xfea\0").0, "a");
    }
}
