//! The threads on which sources are read and evaluated.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;

/// Stack size, which limits the depth of expressions that depend on each other. Unused stack takes no memory.
pub(super) const STACK_BYTES: usize = 256 << 20;

/// Runs work in parallel on these threads.
///
/// Starting a thread for each evaluation would take longer than most evaluations.
pub(super) fn on_deep_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    static THREADS: OnceLock<ThreadPool> = OnceLock::new();
    let start = || ThreadPoolBuilder::new().stack_size(STACK_BYTES).build().expect("threads can be started");
    THREADS.get_or_init(start).install(work)
}
