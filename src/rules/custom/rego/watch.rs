//! Ends evaluations that cannot be stopped otherwise.
//!
//! The engine checks the time between the steps of an evaluation. A single call can still take any time or memory (a text that is doubled
//! fifty times), and nothing stops a thread from the outside. Such a rule is hostile, so the process ends, and says why.

use std::sync::{Arc, Mutex, Once, Weak};
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

static WATCHED: Mutex<Vec<Weak<Mutex<Option<Evaluation>>>>> = Mutex::new(Vec::new());

struct Evaluation {
    what: String,
    start: Instant,
    /// The memory of the process when it was first seen.
    bytes: Option<usize>,
}

/// Evaluations that are watched, one after the other.
pub struct Watched(Arc<Mutex<Option<Evaluation>>>);

impl Default for Watched {
    fn default() -> Self {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            // Without a thread, the limits of the engine still apply.
            let _ = std::thread::Builder::new().name("rego-watch".to_owned()).spawn(watch);
        });
        let evaluation = Arc::default();
        if let Ok(mut watched) = WATCHED.lock() {
            watched.push(Arc::downgrade(&evaluation));
        }
        Self(evaluation)
    }
}

impl Watched {
    /// Does something, and ends the process if that takes too much.
    pub fn during<R>(&self, what: &str, work: impl FnOnce() -> R) -> R {
        let set = |evaluation| {
            if let Ok(mut running) = self.0.lock() {
                *running = evaluation;
            }
        };
        set(Some(Evaluation { what: what.to_owned(), start: Instant::now(), bytes: None }));
        let result = work();
        set(None);
        result
    }
}

fn watch() {
    loop {
        std::thread::sleep(POLL);
        let Ok(mut watched) = WATCHED.lock() else { return };
        watched.retain(|evaluation| evaluation.strong_count() > 0);
        for evaluation in watched.iter().filter_map(Weak::upgrade) {
            let Ok(mut running) = evaluation.lock() else { continue };
            // Most evaluations end long before this.
            let Some(evaluation) = running.as_mut().filter(|evaluation| evaluation.start.elapsed() >= POLL) else { continue };
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
