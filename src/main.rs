//! The `tenantlint` command: exit code and nothing else. Everything happens in [`tenantlint::cli`].

use std::process::ExitCode;

/// Resources are evaluated by one thread and written by others: an allocator that is slow to take back what another thread took doubles
/// the time of a large configuration.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(tenantlint::cli::run() as u8)
}
