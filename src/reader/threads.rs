//! The threads on which sources are read and evaluated.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;

/// Their stack: as deep as expressions may depend on each other. What is not used of it takes no memory.
pub(super) const STACK_BYTES: usize = 256 << 20;

/// Does work on these threads, side by side.
///
/// A thread of its own for each evaluation would take longer than most evaluations do.
pub(super) fn on_deep_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    static THREADS: OnceLock<ThreadPool> = OnceLock::new();
    let start = || ThreadPoolBuilder::new().stack_size(STACK_BYTES).build().expect("threads can be started");
    THREADS.get_or_init(start).install(work)
}
