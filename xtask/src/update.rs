//! `cargo xtask update`: every test that compares a generated file writes it if `UPDATE_EXPECTED` is set.

use std::process::Command;

pub fn run() -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let test = || {
        let mut command = Command::new(&cargo);
        command.current_dir(crate::root()).args(["test", "--quiet", "--no-fail-fast"]);
        command
    };
    let succeeds = |command: &mut Command| command.status().map(|status| status.success()).map_err(|error| format!("{cargo}: {error}"));
    // A test may fail here because a later one writes its input.
    succeeds(test().env("UPDATE_EXPECTED", "1").env("TRYCMD", "overwrite"))?;
    if !succeeds(&mut test())? {
        return Err("some tests fail although everything that is generated was written: see above".to_owned());
    }
    println!("everything that is generated is up to date: read `git diff` before you commit it");
    Ok(())
}
