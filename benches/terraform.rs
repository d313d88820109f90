//! Reads, evaluates and checks Terraform, compared with a floor: `hcl-edit` parsing the same texts on one core.
//!
//! The ratio is printed first, because it is independent of the machine; runs alternate so that noise affects both. The texts are in memory;
//! `scripts/measure.py --terraform` measures the whole process.

mod generate;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use tenantlint::judge::{Tenants, judge};
use tenantlint::policy::Policy;
use tenantlint::reader::{Project, Variables};
use tenantlint::source::{Source, Sources};

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of apps, and the number of runs from which the ratio is computed.
const SIZES: &[(usize, usize)] = &[(1, 501), (1_000, 21), (10_000, 7)];

fn configurations(criterion: &mut Criterion) {
    let policy = Policy::default();
    let settings = policy.settings(jiff::civil::date(2026, 1, 1), &[]);
    let mut group = criterion.benchmark_group("terraform");
    group.sample_size(10);
    for &(apps, runs) in SIZES {
        let files = generate::terraform(apps);
        let floor = || {
            for (_, text) in &files {
                black_box(hcl_edit::parser::parse_body(black_box(text)).expect("it is HCL"));
            }
        };
        let check = || {
            let mut sources = Sources::default();
            for (path, text) in &files {
                sources.add(Source::new(path.clone(), text.clone()));
            }
            // Nothing is read from disk, because every called module is in memory.
            let project = Project::load(&mut sources, Path::new("/nowhere"), Variables::default(), &mut Vec::new());
            drop(black_box(judge(&sources, &project, &settings, &Tenants::ONE)));
        };
        println!("terraform/{apps} apps: {:.2} times the floor", generate::ratio(runs, check, floor));

        group.throughput(Throughput::Bytes(files.iter().map(|(_, text)| text.len() as u64).sum()));
        group.bench_function(BenchmarkId::new("floor", apps), |bencher| bencher.iter(floor));
        group.bench_function(BenchmarkId::new("check", apps), |bencher| bencher.iter(check));
    }
    group.finish();
}

criterion_group!(benches, configurations);
criterion_main!(benches);
