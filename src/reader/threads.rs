//! The threads on which sources are read and evaluated.

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::sync::OnceLock;

static THREADS: OnceLock<ThreadPool> = OnceLock::new();

/// Stack size, which limits the depth of expressions that depend on each other. Unused stack takes no memory.
pub(super) const STACK_BYTES: usize = 256 << 20;

/// Runs work in parallel on these threads.
///
/// Starting a thread for each evaluation would take longer than most evaluations.
pub(super) fn on_deep_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    THREADS.get_or_init(|| build().expect("the program started the threads before")).install(work)
}

/// Starts the threads: one per core, or a single one if the memory limit of the process allows no more.
///
/// # Errors
/// [`ThreadPoolBuildError`] if not even one can be started.
pub fn start_threads() -> Result<(), ThreadPoolBuildError> {
    let threads = build()?;
    let _ = THREADS.set(threads); // they were started before
    Ok(())
}

fn build() -> Result<ThreadPool, ThreadPoolBuildError> {
    let threads = |number| ThreadPoolBuilder::new().num_threads(number).stack_size(STACK_BYTES).build();
    threads(0).or_else(|_| threads(1))
}
