//! The floors for the linter, on one core: the time that `serde_json` takes to validate a file, and `hcl-edit` to parse the `.tf` files of a
//! folder.
//!
//! ```text
//! floor FILE                       prints the seconds
//! floor --hcl FOLDER               prints the seconds
//! floor --bicep FOLDER             prints the seconds: of our own parser, and of reading the files first
//! floor --generate BYTES FILE      writes an export of applications for measurements
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
        ["--hcl", folder] => {
            let paths = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
            let texts: Vec<String> = paths
                .filter(|path| path.extension().is_some_and(|extension| extension == "tf"))
                .map(|path| std::fs::read_to_string(path).expect("a file of FOLDER can be read"))
                .collect();
            let start = Instant::now();
            for text in &texts {
                black_box(hcl_edit::parser::parse_body(black_box(text)).expect("a file of FOLDER is HCL"));
            }
            println!("{}", start.elapsed().as_secs_f64());
        }
        ["--bicep", folder] => {
            let start = Instant::now();
            let paths = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
            for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "bicep")) {
                let text = std::fs::read_to_string(path).expect("a file of FOLDER can be read");
                black_box(tenantlint::syntax::bicep::parse(black_box(&text)));
            }
            println!("{}", start.elapsed().as_secs_f64());
        }
        [file] => {
            let bytes = std::fs::read(file).expect("FILE can be read");
            let start = Instant::now();
            black_box(serde_json::from_slice::<IgnoredAny>(black_box(&bytes)).expect("FILE is JSON"));
            println!("{}", start.elapsed().as_secs_f64());
        }
        _ => panic!("floor FILE, floor --hcl FOLDER, floor --bicep FOLDER, or floor --generate BYTES FILE"),
    }
}
