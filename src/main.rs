//! The `tenantlint` command: exit code and nothing else. Everything happens in [`tenantlint::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tenantlint::cli::run() as u8)
}
