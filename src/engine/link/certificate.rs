//! What a certificate says, for the person who must decide about it and for channel binding.

use ring::digest;
use tokio_rustls::rustls::CertificateError;
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::asn1_rs::{Oid, oid};
use x509_parser::prelude::FromDer;

use crate::model::Timestamp;
use crate::model::account::{Certificate, CertificateFault};

/// SHA-256 of the whole certificate, in lower-case hex.
pub fn fingerprint(der: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, der);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn describe(der: &[u8], why: &CertificateError) -> Certificate {
    let parsed = X509Certificate::from_der(der).ok().map(|(_, parsed)| parsed);
    let millis = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    let validity = parsed.as_ref().map(|it| it.validity());

    Certificate {
        subject: parsed.as_ref().map(|it| it.subject().to_string()).unwrap_or_default(),
        issuer: parsed.as_ref().map(|it| it.issuer().to_string()).unwrap_or_default(),
        not_before: validity.map(|it| millis(it.not_before.timestamp())).unwrap_or_default(),
        not_after: validity.map(|it| millis(it.not_after.timestamp())).unwrap_or_default(),
        sha256: fingerprint(der),
        fault: fault(why, parsed.as_ref()),
    }
}

fn fault(why: &CertificateError, parsed: Option<&X509Certificate<'_>>) -> CertificateFault {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateFault::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateFault::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        // A certificate that signed itself is refused for other reasons before its issuer is asked.
        _ if parsed.is_some_and(|it| it.subject() == it.issuer()) => {
            CertificateFault::UnknownIssuer
        }
        other => CertificateFault::Other(format!("{other}")),
    }
}

/// The data of `tls-server-end-point` (RFC 5929, section 4.1): the certificate, hashed as it is
/// signed, and with SHA-256 where that is older. `None` where the signature names no hash.
pub fn end_point(der: &[u8]) -> Option<Vec<u8>> {
    const SHA256: [Oid<'_>; 5] = [
        oid!(1.2.840.113549.1.1.4),  // md5WithRSAEncryption
        oid!(1.2.840.113549.1.1.5),  // sha1WithRSAEncryption
        oid!(1.2.840.113549.1.1.11), // sha256WithRSAEncryption
        oid!(1.2.840.10045.4.1),     // ecdsa-with-SHA1
        oid!(1.2.840.10045.4.3.2),   // ecdsa-with-SHA256
    ];
    const SHA384: [Oid<'_>; 2] = [oid!(1.2.840.113549.1.1.12), oid!(1.2.840.10045.4.3.3)];
    const SHA512: [Oid<'_>; 2] = [oid!(1.2.840.113549.1.1.13), oid!(1.2.840.10045.4.3.4)];

    let (_, parsed) = X509Certificate::from_der(der).ok()?;
    let signed = &parsed.signature_algorithm.algorithm;

    let hash = if SHA256.contains(signed) {
        &digest::SHA256
    } else if SHA384.contains(signed) {
        &digest::SHA384
    } else if SHA512.contains(signed) {
        &digest::SHA512
    } else {
        return None;
    };
    Some(digest::digest(hash, der).as_ref().to_vec())
}
