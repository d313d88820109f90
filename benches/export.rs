//! Reads and checks an export, compared with a floor: `serde_json` validating the same bytes on one core.
//!
//! The ratio is printed first, because it is independent of the machine; runs alternate so that noise affects both. The text is in memory;
//! `scripts/measure.py` measures the whole process, including file access and memory.

mod generate;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde::de::IgnoredAny;
use std::hint::black_box;
use tenantlint::judge::{Tenants, judge};
use tenantlint::policy::Policy;
use tenantlint::reader::Project;
use tenantlint::source::{Source, Sources};

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Name, length, and the number of runs from which the ratio is computed.
const SIZES: &[(&str, usize, usize)] = &[("3 kB", 3_000, 2_001), ("1 MB, one line", 1_000_000, 101), ("25 MB, one line", 25_000_000, 11)];

fn exports(criterion: &mut Criterion) {
    let policy = Policy::default();
    let settings = policy.settings(jiff::civil::date(2026, 1, 1), &[]);
    let none = Project::default();
    let mut group = criterion.benchmark_group("export");
    group.sample_size(10);
    for &(name, bytes, runs) in SIZES {
        let text = generate::export(bytes);
        let mut sources = Sources::default();
        sources.add(Source::new("applications.json", text.clone()));
        let floor = || {
            black_box(serde_json::from_slice::<IgnoredAny>(black_box(text.as_bytes())).expect("an export is JSON"));
        };
        let check = || drop(black_box(judge(black_box(&sources), &none, &settings, &Tenants::ONE)));
        println!("export/{name}: {:.2} times the floor", generate::ratio(runs, check, floor));

        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("floor", name), |bencher| bencher.iter(floor));
        group.bench_function(BenchmarkId::new("check", name), |bencher| bencher.iter(check));
    }
    group.finish();
}

criterion_group!(benches, exports);
criterion_main!(benches);
