//! Progress at a terminal, for runs of more than a second.

use crate::language::Language;
use crate::progress::{CHECKED, FOUND, READ};
use crate::report::say;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A run that takes no longer shows nothing.
const DELAY: Duration = Duration::from_secs(1);

/// How often the numbers are written.
const INTERVAL: Duration = Duration::from_millis(100);

/// Shows the numbers of a run until it is dropped.
pub(super) struct Progress {
    /// What ends the thread.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts at a terminal, where a person waits: not in a pipe, in a hook or in CI.
    pub fn start(language: Language) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let in_hook = ["GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT"].into_iter().any(is_set);
        if !io::stderr().is_terminal() || is_dumb || in_hook || is_set("CI") {
            return Self { running: None, thread: None };
        }
        let (running, ended) = channel();
        // Without a thread there is no progress, and nothing else is missing.
        let before = counts();
        let thread = std::thread::Builder::new().spawn(move || show(before, &ended, language)).ok();
        Self { running: Some(running), thread }
    }
}

impl Drop for Progress {
    /// Removes the line, so that what is printed next begins on an empty one.
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Of all runs of this process.
fn counts() -> [usize; 3] {
    [FOUND.count(), READ.count(), CHECKED.count()]
}

fn show(before: [usize; 3], ended: &Receiver<()>, language: Language) {
    let waits = |time| matches!(ended.recv_timeout(time), Err(RecvTimeoutError::Timeout));
    if !waits(DELAY) {
        return;
    }
    let style = ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
    loop {
        let ([found, read, checked], [found_before, read_before, checked_before]) = (counts(), before);
        bar.set_message(line(language, found - found_before, read - read_before, checked - checked_before));
        bar.tick();
        if !waits(INTERVAL) {
            break;
        }
    }
    bar.finish_and_clear();
}

/// `12,000 files found, 9,120 read, 0 checked`.
fn line(language: Language, found: usize, read: usize, checked: usize) -> String {
    let numbers =
        [("found", found), ("read", read), ("checked", checked)].map(|(name, number)| (name, HumanCount(number as u64).to_string()));
    say(language, "{found} files found, {read} read, {checked} checked", &numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(line(Language::English, 12_000, 9_120, 0), "12,000 files found, 9,120 read, 0 checked");
    }

    #[test]
    fn a_test_is_no_terminal_or_ends_at_once() {
        drop(Progress::start(Language::English));
    }
}
