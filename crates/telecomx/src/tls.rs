//! TLS on rustls with ring.
//!
//! rustls' default provider costs some 30 CPU seconds of C compilation in a cold build; ring costs
//! about 3 and is as widely used. It is handed to reqwest as a finished configuration, so that no
//! process-wide provider is installed behind an application's back.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::error::{Error, ErrorKind};

/// A configuration that trusts the platform's certificates and those in `extra_ca` (PEM).
///
/// For a plain-http sandbox (`https` false) no certificate is loaded, since a container without any
/// would fail; the configuration then trusts nobody, but reqwest cannot be built without one.
pub(crate) fn config(https: bool, extra_ca: &[Vec<u8>]) -> Result<ClientConfig, Error> {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Error::new(
            ErrorKind::Configuration,
            "TLS could not be set up; are the system's CA certificates installed?",
        )
        .caused_by(error)
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?;
    if !https {
        return Ok(builder
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth());
    }
    let mut roots = Vec::new();
    for pem in extra_ca {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.push(certificate.map_err(|error| {
                Error::new(
                    ErrorKind::Configuration,
                    "an extra CA certificate is not valid PEM",
                )
                .caused_by(&error)
            })?);
        }
        if roots.len() == before {
            return Err(Error::new(
                ErrorKind::Configuration,
                "an extra CA file holds no PEM certificate",
            ));
        }
    }
    let verifier =
        Verifier::new_with_extra_roots(roots, provider).map_err(|error| failed(&error))?;
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}
