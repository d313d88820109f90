//! The floor below the linter: how long `serde_json` takes to validate a file, on one core.
//!
//! ```text
//! floor FILE                       prints the seconds
//! floor --generate BYTES FILE      writes an export of applications to measure with
//! ```

mod generate;

use serde::de::IgnoredAny;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--generate", bytes, file] => {
            let bytes = bytes.parse().expect("BYTES is a number");
            std::fs::write(file, generate::export(bytes)).expect("FILE can be written");
        }
        [file] => {
            let bytes = std::fs::read(file).expect("FILE can be read");
            let start = Instant::now();
            black_box(serde_json::from_slice::<IgnoredAny>(black_box(&bytes)).expect("FILE is JSON"));
            println!("{}", start.elapsed().as_secs_f64());
        }
        _ => panic!("floor FILE, or floor --generate BYTES FILE"),
    }
}
