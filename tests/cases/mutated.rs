//! No input makes the program panic: the inputs of all cases are changed at random, with a seed, and checked and reported.
//!
//! `cargo test --test cases mutated` checks a few hundred of them. To check more, also of files in another folder, and to write the slowest
//! inputs and the peak of memory to standard error:
//!
//! ```sh
//! MUTATIONS=100000 MUTATED=../shared/corpus cargo test --test cases mutated -- --nocapture
//! ```

use crate::document::{Document, folder_of, write};
use crate::rules::document;
use crate::{TODAY, root};
use libtest_mimic::{Failed, Trial};
use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tenantlint::check::{CheckOptions, check};
use tenantlint::load::load_paths;
use tenantlint::policy::load;
use tenantlint::reader::Variables;
use tenantlint::report::{Format, Style, render};
use tenantlint::rules::RULES;

/// The number of mutated inputs in a run of all tests.
const FEW: u64 = 300;

/// Slower ones are listed.
const SLOW: Duration = Duration::from_secs(5);

pub fn trial() -> Trial {
    Trial::test("mutated::no_input_causes_a_panic", || no_input_causes_a_panic().map_err(Failed::from))
}

type Files = Vec<(String, Vec<u8>)>;

fn no_input_causes_a_panic() -> Result<(), String> {
    let inputs = inputs();
    let count = env::var("MUTATIONS").ok().map_or(FEW, |count| count.parse().expect("MUTATIONS is a number"));
    let first = env::var("FIRST_MUTATION").ok().map_or(0, |first| first.parse().expect("FIRST_MUTATION is a number"));
    let (next, faults) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= first + count {
                return;
            }
            let files = mutated(&inputs, number);
            let start = Instant::now();
            let result = catch_unwind(AssertUnwindSafe(|| judged(&files)));
            let time = start.elapsed();
            if time > SLOW {
                eprintln!("mutation {number}: {time:?}");
            }
            if count > FEW && number % 1000 == 0 {
                eprintln!("{number} mutations, {}", peak_of_memory());
            }
            if !matches!(result, Ok(Ok(()))) {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutation-{number}"));
                write(&kept, &files);
                faults.lock().unwrap().push(format!("mutation {number}: a panic, on {}", kept.display()));
            }
        }
    };
    thread::scope(|scope| (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| drop(scope.spawn(work))));
    let faults = faults.into_inner().unwrap();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// The high-water mark of the process, on Linux.
fn peak_of_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no peak of memory").to_owned()
}

/// The cases of rules, the forms, and each file of the folder in `MUTATED`.
fn inputs() -> Vec<Files> {
    let documents = RULES.iter().map(|rule| document(rule)).chain([Document::read("docs/forms.md"), Document::read("tests/policy.md")]);
    let mut inputs: Vec<Files> = documents.flat_map(|document| document.cases).map(|case| case.files).collect();
    let mut folders: Vec<PathBuf> = env::var_os("MUTATED").map(|folder| root().join(folder)).into_iter().collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                inputs.push(vec![(name, fs::read(&path).unwrap())]);
            }
        }
    }
    inputs.retain(|files| !files.is_empty());
    inputs.sort();
    inputs
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }

    fn range(&mut self, end: usize) -> std::ops::Range<usize> {
        let (one, other) = (self.below(end + 1), self.below(end + 1));
        one.min(other)..one.max(other)
    }

    fn of<'o, T>(&mut self, some: &'o [T]) -> &'o T {
        &some[self.below(some.len())]
    }
}

/// The input of this number: one of its files has one to four changes.
fn mutated(inputs: &[Files], number: u64) -> Files {
    let mut random = Random(number);
    let mut files = random.of(inputs).clone();
    let at = random.below(files.len());
    let bytes = &mut files[at].1;
    for _ in 0..=random.below(4) {
        change(bytes, inputs, &mut random);
    }
    files
}

/// Characters with a meaning in one of the languages, or of more than one byte, and invalid bytes.
const PARTS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"<",
    b">",
    b",",
    b":",
    b";",
    b"=",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"${",
    b"@(",
    b"@{",
    b"#",
    b"/*",
    b"*/",
    b"//",
    b"<!--",
    b"<![CDATA[",
    b"&",
    b"*",
    b"|",
    b"---\n",
    b"- ",
    b"<<",
    b"\n",
    b"\r",
    b"\t",
    b"\0",
    b"-",
    b"1e999",
    b"null",
    b"'''",
    b"\xc3\xa9",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"@odata.context",
    b"$metadata#",
    b"99999999999999999999",
];

fn change(bytes: &mut Vec<u8>, inputs: &[Files], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(7) {
        0 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(random.range(bytes.len()))),
        3 => {
            let range = random.range(bytes.len());
            let range = range.start..range.end.min(range.start + 200);
            let again = bytes[range].to_vec();
            bytes.splice(at..at, again);
        }
        4 => {
            let (_, other) = &random.of(inputs)[0];
            let range = random.range(other.len());
            let range = range.start..range.end.min(range.start + 2000);
            bytes.splice(at..at, other[range].iter().copied());
        }
        5 => {
            let part = *random.of(PARTS);
            let end = (at + random.below(part.len() + 1)).min(bytes.len());
            bytes.splice(at..end, part.iter().copied());
        }
        _ => {
            let part = random.of(PARTS).repeat(1 + random.below(300));
            bytes.splice(at..at, part);
        }
    }
}

/// Checks files and writes every report; an internal error of a reader is an error.
fn judged(files: &[(String, Vec<u8>)]) -> Result<(), String> {
    let folder = folder_of(files);
    let policy = ["policy.yaml", ".tenantlint.yaml"].map(Path::new).into_iter().find(|path| folder.path().join(path).is_file());
    let (policy, policy_files) = policy.and_then(|path| load(path, folder.path()).ok()).unwrap_or_default();
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let options = CheckOptions { only: RULES.to_vec(), ..CheckOptions::new(TODAY) };
    let outcome = check(loaded, &policy, policy_files, &options);
    let style = Style::default();
    for format in <Format as clap::ValueEnum>::value_variants() {
        render(*format, &outcome, &style, &mut std::io::sink()).map_err(|error| error.to_string())?;
    }
    match outcome.problems.iter().find(|problem| problem.message.to_string().starts_with("internal error")) {
        Some(problem) => Err(problem.message.to_string()),
        None => Ok(()),
    }
}
