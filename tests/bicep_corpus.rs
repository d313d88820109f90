//! Public Bicep files are read without a word, where there are some: they are too many to be kept here.
//!
//! `../shared/corpus` beside the repository is searched. Folders named `Invalid…` hold files that are wrong on purpose.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tenantlint::syntax::bicep::{self, ast::File};

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    folder.is_dir().then_some(folder)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "bicep" || extension == "bicepparam") {
            files.push(path);
        }
    }
}

fn parse<'a>(path: &Path, text: &'a str) -> File<'a> {
    if path.extension().is_some_and(|extension| extension == "bicepparam") { bicep::parse_parameters(text) } else { bicep::parse(text) }
}

#[test]
fn public_files_are_read_without_a_diagnostic() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    collect(&corpus, &mut paths);
    paths.sort();
    let texts: Vec<(PathBuf, String)> = paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let (mut valid, mut rejected, mut invalid, mut silent) = (0, Vec::new(), 0, Vec::new());
    for (path, text) in &texts {
        let file = parse(path, text);
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        if name.contains("/Invalid") {
            invalid += 1;
            if file.diagnostics.is_empty() {
                silent.push(name);
            }
            continue;
        }
        valid += 1;
        if let Some(first) = file.diagnostics.first() {
            let line = text[..first.span.range().start].lines().count();
            rejected.push(format!("{name}:{line}: {first} ({} in all)", file.diagnostics.len()));
        }
    }
    println!("{valid} files, {} with diagnostics; {invalid} files that are wrong on purpose, {} without", rejected.len(), silent.len());
    for name in &silent {
        println!("without: {name}");
    }
    assert!(rejected.is_empty(), "{}", rejected.join("\n"));
}

/// `cargo test --release --test bicep_corpus -- --ignored --nocapture`
#[test]
#[ignore = "prints how fast the corpus is read"]
fn speed() {
    let Some(corpus) = corpus() else { return };
    let mut paths = Vec::new();
    collect(&corpus, &mut paths);
    let texts: Vec<(PathBuf, String)> = paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let mut best = f64::INFINITY;
    let mut statements = 0;
    for _ in 0..10 {
        let start = Instant::now();
        statements = texts.iter().map(|(path, text)| parse(path, text).statements.len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = bytes as f64 / 1e6 / best;
    println!("{} files, {bytes} bytes, {statements} statements: {:.1} ms, {rate:.0} MB/s", texts.len(), best * 1e3);
}
