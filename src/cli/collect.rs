//! `tenantlint collect`: prints the script that collects what the rules need.

use super::{ConfigArgs, Error, find_rule, inputs};
use crate::collect::{Shell, requests_for, script};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    /// Shell that runs the script; both scripts write the same files
    #[arg(long, value_enum, default_value = "bash")]
    shell: Shell,
    /// Collect only what this rule needs; may be repeated. By default the script collects what all enabled rules need
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// Collect only what is missing from this export; may be repeated
    #[arg(long, value_name = "PATH")]
    missing: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Prints the script without the requests whose results the export already contains.
pub(super) fn print(args: &CollectArgs, out: &mut impl Write) -> Result<(), Error> {
    let paths = if args.missing.is_empty() { vec![".".into()] } else { args.missing.clone() };
    let input = args.config.exports(paths);
    let (policy, _) = input.policy()?;
    let only = args.only.iter().map(|name| find_rule(name, &policy)).collect::<Result<Vec<_>, _>>()?;
    let settings = policy.settings(jiff::Zoned::now().date(), &only);
    let mut requests = requests_for(&settings.rules);
    if !args.missing.is_empty() {
        let there = inputs::kinds(&input.load()?);
        requests.retain(|request| !there.iter().any(|kind| kind.request() == Some(request)));
    }
    out.write_all(script(args.shell, &requests).as_bytes())?;
    Ok(())
}
