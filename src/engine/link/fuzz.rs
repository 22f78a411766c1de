//! What reads a server's bytes before the pipeline does, for the targets of `fuzz/` alone.

use tokio::io::{AsyncReadExt, join, sink};
use xmpp::minidom::Element;

pub use super::certificate::end_point;
use super::emptied::replaced;
pub use super::failure::Failure;
use super::guard::Guard;
pub use super::mechanism::{Means, Mechanism, Offer, mechanisms};
pub use super::resolve::{address, ascii, place};
use super::sasl;
pub use super::scram::{Binding, Fault, Hash, Keys, Puzzle, Scram, verify};
pub use super::srv::{Record, merge};
pub use super::wellformed::mended;
use super::wire::Wire;

/// What the guard lets through of a stream that comes in pieces of this size, and of how many
/// stanzas; `None` where it ends the stream.
pub async fn passed(stream: &[u8], piece: usize) -> Option<(Vec<u8>, u64)> {
    let pieces = Pieces { rest: stream, size: piece.max(1) };
    let mut guard = Guard::new(pieces);
    let mut passed = Vec::new();
    let _ = guard.read_to_end(&mut passed).await.ok()?;
    Some((passed, guard.passed()))
}

/// What is read of a stream: its features, and all that follows them.
pub async fn elements(stream: &[u8]) -> Vec<Element> {
    let guard = Guard::new(join(stream, sink()));
    let Ok((features, mut wire)) = Wire::open(guard, "chat.test").await else { return Vec::new() };

    let mut elements = vec![features];
    while let Ok(element) = wire.next().await {
        elements.extend(replaced(element));
    }
    elements
}

/// Signs in at a server that says this, whatever is said to it.
pub async fn sign_in(stream: &[u8], means: &Means) -> Result<(), Failure> {
    let guard = Guard::new(join(stream, sink()));
    let (features, mut wire) = Wire::open(guard, "chat.test").await?;
    let offer = Offer::read(&features);
    let channel = vec![("tls-exporter", vec![0; 32])];
    sasl::sign_in(&mut wire, &offer, means, &channel, &mut None).await
}

/// A socket that gives a little at a time.
struct Pieces<'a> {
    rest: &'a [u8],
    size: usize,
}

impl tokio::io::AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        let amount = self.size.min(buffer.remaining()).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(amount);
        buffer.put_slice(piece);
        self.rest = rest;
        std::task::Poll::Ready(Ok(()))
    }
}
