//! Bicep parser throughput on one core. The inputs are those of the example, and of the optional corpus if it exists.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use tenantlint::syntax::bicep::parse;

/// The texts of all `.bicep` files below a folder; none if it does not exist.
fn texts(folder: &Path) -> Vec<String> {
    let paths = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "bicep"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}

fn parsing(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut group = criterion.benchmark_group("bicep");
    group.sample_size(20);
    for (name, folder) in [("example", "examples/04_bicep"), ("corpus", "../shared/corpus")] {
        let texts = texts(&root.join(folder));
        if texts.is_empty() {
            continue;
        }
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function(name, |bencher| bencher.iter(|| texts.iter().for_each(|text| drop(black_box(parse(black_box(text)))))));
    }
    group.finish();
}

criterion_group!(benches, parsing);
criterion_main!(benches);
