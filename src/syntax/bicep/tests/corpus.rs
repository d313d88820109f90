//! Public Bicep files, which are too many to be part of the repository.
//!
//! The tests search `../shared/corpus` next to the repository, and do nothing without it.

use super::laws::check_spans;
use super::print::print;
use super::shape;
use crate::syntax::bicep::ast::File;
use crate::syntax::bicep::{parse, parse_parameters};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Files outside of folders named `Invalid…` that the compiler also rejects: the end of the path, and why.
const REFUSED: &[(&str, &str)] = &[
    ("baselines_bicepparam/Expressions/parameters.tokens.bicepparam", "a list of tokens that looks like a file"),
    ("examples/malformed.bicep", "malformed on purpose: a parameters file by the wrong name"),
];

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "bicep" || extension == "bicepparam") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
}

fn corpus() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), &mut files);
    files.sort();
    files
}

fn read<'a>(path: &Path, text: &'a str) -> File<'a> {
    if path.extension().is_some_and(|extension| extension == "bicepparam") { parse_parameters(text) } else { parse(text) }
}

#[test]
fn files_that_the_compiler_accepts_have_no_diagnostics() {
    let (mut valid, mut invalid, mut silent, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for (path, text) in corpus() {
        let file = read(&path, &text);
        let shown = path.display().to_string();
        let refused = REFUSED.iter().any(|(end, _)| path.ends_with(end));
        if refused || shown.contains("/Invalid") {
            invalid += 1;
            silent.extend(file.diagnostics.is_empty().then_some(shown));
            assert!(!refused || !file.diagnostics.is_empty(), "{}", path.display());
            continue;
        }
        valid += 1;
        wrong.extend(file.diagnostics.first().map(|first| {
            let line = text[..first.span.range().start].lines().count();
            format!("{shown}:{line}: {first}")
        }));
    }
    println!("{valid} files of which {} have diagnostics, {invalid} invalid ones of which {} have none", wrong.len(), silent.len());
    println!("{}", silent.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_nest_and_what_is_printed_parses_to_the_same_tree() {
    for (path, text) in corpus() {
        let file = read(&path, &text);
        check_spans(&text, &file);
        if file.diagnostics.is_empty() {
            let printed = print(&file);
            assert_eq!(shape(&read(&path, &printed).statements), shape(&file.statements), "{}", path.display());
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_read() {
    for (path, text) in corpus() {
        let step = (text.len() / 20).max(1);
        for end in (0..text.len()).step_by(step).filter(|&end| text.is_char_boundary(end)) {
            read(&path, &text[..end]);
        }
    }
}

/// `cargo test --release --lib bicep::tests::corpus -- --ignored --nocapture`
#[test]
#[ignore = "prints how fast the corpus is read"]
fn speed() {
    let files = corpus();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let mut best = f64::INFINITY;
    for _ in 0..20 {
        let start = Instant::now();
        for (path, text) in &files {
            std::hint::black_box(read(path, text));
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = bytes as f64 / 1e6 / best;
    println!("{} files, {bytes} bytes in {:.1} ms: {rate:.0} MB/s", files.len(), best * 1e3);
}
