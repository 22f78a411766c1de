//! The threads that work beside the window.

use std::future::Future;
use std::io;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

/// The most of them: what they do is short, and each has memory of its own.
const HANDS: usize = 2;

#[derive(Debug)]
pub struct Crew(Runtime);

impl iced::Executor for Crew {
    fn new() -> io::Result<Self> {
        let cores = available_parallelism().map_or(1, usize::from);
        Builder::new_multi_thread()
            .worker_threads(cores.min(HANDS))
            .thread_name("crew")
            .enable_all()
            .build()
            .map(Self)
    }

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.0.spawn(future));
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.block_on(future)
    }

    fn enter<R>(&self, work: impl FnOnce() -> R) -> R {
        let _guard = self.0.enter();
        work()
    }
}
