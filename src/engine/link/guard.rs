//! Between the socket and the XML parser: what the parser would die of does not reach it.
//!
//! The parser recurses for each level, ends the stream at a comment or at an attribute of more than
//! 8 KiB, and takes stanzas of any size. Each stanza is therefore held back until it is whole. One
//! that breaks a bound is handed on as an empty stanza of the same kind that holds [`SKIPPED`], so
//! that the stream goes on and the count of stanzas stays right (XEP-0198).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use crate::engine::link::guard::scanner::Scanner;

mod header;
mod scanner;

/// The namespace of the only child of a stanza that was emptied.
pub const SKIPPED: &str = "urn:parlance:skipped";

/// Bytes asked of the socket at once.
const READ: usize = 16 * 1024;

/// Bytes of a buffer that are kept for the next stanza.
const KEPT: usize = 64 * 1024;

#[derive(Debug)]
pub struct Guard<Io> {
    io: Io,
    scanner: Scanner,
    /// What the socket gave, and how much of it was scanned.
    raw: Vec<u8>,
    scanned: usize,
    /// What may pass, and how much of it was taken.
    passed: Vec<u8>,
    taken: usize,
    heard: Instant,
    wrote: Instant,
}

impl<Io> Guard<Io> {
    pub fn new(io: Io) -> Self {
        let now = Instant::now();

        Self {
            io,
            scanner: Scanner::default(),
            raw: Vec::new(),
            scanned: 0,
            passed: Vec::new(),
            taken: 0,
            heard: now,
            wrote: now,
        }
    }

    /// When the last byte came.
    pub fn heard(&self) -> Instant {
        self.heard
    }

    /// When the socket last took a byte.
    pub fn wrote(&self) -> Instant {
        self.wrote
    }

    /// How many stanzas were handed to the parser.
    pub fn passed(&self) -> u64 {
        self.scanner.stanzas()
    }

    /// The size of the last one as it came, in bytes.
    pub fn size(&self) -> usize {
        self.scanner.size()
    }

    pub fn io(&self) -> &Io {
        &self.io
    }

    /// The socket, where nothing came that was not read: what a stranger slipped in before the
    /// encryption must not be taken for something said under it.
    pub fn into_io(self) -> Option<Io> {
        self.is_empty().then_some(self.io)
    }

    /// For a stream that begins anew on the same socket (RFC 6120, section 4.3.3).
    pub fn restarted(self) -> Option<Self> {
        self.is_empty().then(|| Self::new(self.io))
    }

    fn is_empty(&self) -> bool {
        self.scanned == self.raw.len() && self.taken == self.passed.len() && self.scanner.is_idle()
    }
}

impl<Io: AsyncRead + Unpin> AsyncBufRead for Guard<Io> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let guard = self.get_mut();

        while guard.taken == guard.passed.len() {
            guard.passed.clear();
            guard.passed.shrink_to(KEPT);
            guard.taken = 0;

            if guard.scanned == guard.raw.len() {
                guard.raw.resize(READ, 0);
                guard.scanned = 0;

                let mut room = ReadBuf::new(&mut guard.raw);
                let read = Pin::new(&mut guard.io).poll_read(cx, &mut room);
                let filled = room.filled().len();
                guard.raw.truncate(filled);
                ready!(read)?;

                if filled == 0 {
                    break;
                }
                guard.heard = Instant::now();
            }

            let fresh = guard.raw.get(guard.scanned..).unwrap_or_default();
            let used = guard
                .scanner
                .scan(fresh, &mut guard.passed)
                .map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
            guard.scanned += used;
        }

        Poll::Ready(Ok(guard.passed.get(guard.taken..).unwrap_or_default()))
    }

    fn consume(self: Pin<&mut Self>, amount: usize) {
        let guard = self.get_mut();
        guard.taken = guard.passed.len().min(guard.taken + amount);
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Guard<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let given = ready!(self.as_mut().poll_fill_buf(cx))?;
        let amount = given.len().min(buffer.remaining());
        buffer.put_slice(given.get(..amount).unwrap_or_default());
        self.consume(amount);

        Poll::Ready(Ok(()))
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Guard<Io> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let guard = self.get_mut();
        let written = ready!(Pin::new(&mut guard.io).poll_write(cx, bytes))?;
        guard.wrote = Instant::now();

        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}
