//! The `tenantlint` command. It only sets the exit code; everything else is in [`tenantlint::cli`].

use std::process::ExitCode;

/// Resources are evaluated by one thread and written by others: an allocator that is slow to free the memory of other threads doubles
/// the time of a large configuration.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(tenantlint::cli::run() as u8)
}
