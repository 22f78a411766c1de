//! Encryption: the system's roots or the account's pins, always for the account's own domain.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls_native_certs::{CertificateResult, load_certs_from_paths, load_native_certs};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

use crate::engine::link::certificate;
use crate::engine::link::failure::Failure;
use crate::engine::link::limits::Trust;
use crate::engine::link::resolve;
use crate::model::Account;
use crate::model::account::Trouble;

pub type Encrypted = TlsStream<TcpStream>;

/// The protocol's name for direct TLS (XEP-0368).
const ALPN: &[u8] = b"xmpp-client";

/// Reading them takes a tenth of a second: once is enough.
static SYSTEM: OnceCell<Arc<RootCertStore>> = OnceCell::const_new();

/// Encrypts a connection to the account's server.
pub async fn encrypt(
    socket: TcpStream,
    account: &Account,
    trust: &Trust,
    direct: bool,
) -> Result<Encrypted, Failure> {
    let seen = Arc::new(Mutex::new(None));
    let config = config(account, trust, direct, seen.clone()).await?;
    let name = server_name(account.id.0.domain().as_str())?;

    TlsConnector::from(Arc::new(config)).connect(name, socket).await.map_err(|error| {
        match seen.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(seen) => rejected(&seen),
            None => Failure::retry(Trouble::Tls(error.to_string())),
        }
    })
}

fn server_name(domain: &str) -> Result<ServerName<'static>, Failure> {
    match resolve::address(domain) {
        Some(address) => Ok(ServerName::IpAddress(address.into())),
        None => ServerName::try_from(resolve::ascii(domain))
            .map_err(|error| Failure::stop(Trouble::Tls(error.to_string()))),
    }
}

async fn config(
    account: &Account,
    trust: &Trust,
    direct: bool,
    seen: Arc<Mutex<Option<Rejected>>>,
) -> Result<ClientConfig, Failure> {
    let broken = |error: Error| Failure::stop(Trouble::Tls(error.to_string()));
    let provider = Arc::new(ring::default_provider());
    let roots = roots(trust).await;

    // Without any root only a pin can be trusted.
    let web = (!roots.is_empty())
        .then(|| WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build().ok())
        .flatten();
    let verifier = Verifier { web, provider: provider.clone(), pins: account.pins.clone(), seen };

    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &account.client_certificate {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let (chain, key) = identity(path).await?;
            builder.with_client_auth_cert(chain, key).map_err(broken)?
        }
    };
    if direct {
        config.alpn_protocols = vec![ALPN.to_vec()];
    }

    Ok(config)
}

/// The account's own certificate and key, out of a PEM file.
async fn identity(
    path: &Path,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
    let stop = |words: String| {
        Failure::stop(Trouble::Tls(format!("the client certificate {}: {words}", path.display())))
    };

    let pem = tokio::fs::read(path).await.map_err(|error| stop(error.to_string()))?;
    let chain = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| stop(error.to_string()))?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|error| stop(error.to_string()))?;

    if chain.is_empty() { Err(stop("no certificate".to_owned())) } else { Ok((chain, key)) }
}

async fn roots(trust: &Trust) -> Arc<RootCertStore> {
    match trust {
        Trust::System => SYSTEM.get_or_init(|| load(load_native_certs)).await.clone(),
        Trust::File(path) => {
            let path = path.clone();
            load(move || load_certs_from_paths(Some(&path), None)).await
        }
    }
}

async fn load(read: impl FnOnce() -> CertificateResult + Send + 'static) -> Arc<RootCertStore> {
    let store = tokio::task::spawn_blocking(move || {
        let found = read();
        for error in &found.errors {
            log::warn!("root certificates: {error}");
        }

        let mut store = RootCertStore::empty();
        let (added, ignored) = store.add_parsable_certificates(found.certs);
        log::info!("{added} root certificates, {ignored} of another kind");
        store
    });

    Arc::new(store.await.unwrap_or_else(|_| RootCertStore::empty()))
}

/// A certificate that was not accepted, and why.
#[derive(Debug)]
struct Rejected {
    der: Vec<u8>,
    why: Error,
}

fn rejected(seen: &Rejected) -> Failure {
    let why = match &seen.why {
        Error::InvalidCertificate(why) => why.clone(),
        _ => CertificateError::BadEncoding,
    };

    Failure::stop(Trouble::Certificate(Box::new(certificate::describe(&seen.der, &why))))
}

/// The roots first, then the pins; it keeps what it refused.
#[derive(Debug)]
struct Verifier {
    web: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
    pins: Vec<String>,
    seen: Arc<Mutex<Option<Rejected>>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = match &self.web {
            Some(web) => web.verify_server_cert(certificate, chain, name, ocsp, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        };

        verdict.or_else(|why| {
            let print = certificate::fingerprint(certificate);
            if self.pins.iter().any(|pin| pin.eq_ignore_ascii_case(&print)) {
                return Ok(ServerCertVerified::assertion());
            }

            let rejected = Rejected { der: certificate.to_vec(), why: why.clone() };
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejected);
            Err(why)
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
