//! Ends evaluations that cannot be stopped otherwise.
//!
//! The engine checks the time between the steps of an evaluation. A single call can still take any time or memory (a text that is doubled
//! fifty times), and nothing stops a thread from the outside. Such a rule is hostile, so the process ends, and says why.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, Once};
use std::time::{Duration, Instant};

/// How long evaluations of a rule take at most in a run.
pub const MOST_TIME: Duration = Duration::from_secs(10);

/// How long one evaluation takes before the process ends: the engine has not stopped it at [`MOST_TIME`].
const END: Duration = Duration::from_secs(20);

/// How much memory the process may take while an evaluation runs that takes longer than [`POLL`].
const MOST_BYTES: usize = 1 << 30;

const POLL: Duration = Duration::from_millis(50);

/// The exit code of an error in the policy file.
const USAGE: i32 = 2;

static RUNNING: LazyLock<Mutex<HashMap<u64, Evaluation>>> = LazyLock::new(Mutex::default);

struct Evaluation {
    what: String,
    start: Instant,
    /// The memory of the process when it was first seen.
    bytes: Option<usize>,
}

/// An evaluation that is watched until this is dropped.
pub struct Watched(u64);

impl Watched {
    pub fn new(what: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            // Without a thread, the limits of the engine still apply.
            let _ = std::thread::Builder::new().name("rego-watch".to_owned()).spawn(watch);
        });
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut running) = RUNNING.lock() {
            running.insert(number, Evaluation { what: what.to_owned(), start: Instant::now(), bytes: None });
        }
        Self(number)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Ok(mut running) = RUNNING.lock() {
            running.remove(&self.0);
        }
    }
}

fn watch() {
    loop {
        std::thread::sleep(POLL);
        let Ok(mut running) = RUNNING.lock() else { return };
        // Most evaluations end long before this.
        let long = running.values_mut().filter(|evaluation| evaluation.start.elapsed() >= POLL);
        for evaluation in long {
            let bytes = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
            let before = *evaluation.bytes.get_or_insert(bytes);
            let reason = if bytes.saturating_sub(before) > MOST_BYTES {
                "takes more than 1 GiB of memory"
            } else if evaluation.start.elapsed() > END {
                "takes more than 20 seconds, and cannot be stopped"
            } else {
                continue;
            };
            eprintln!("error: {} {reason}: nothing is reported", evaluation.what.escape_debug());
            std::process::exit(USAGE);
        }
    }
}
