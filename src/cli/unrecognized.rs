//! Input in which no file has a supported format, as after a typing mistake in a path, or an export that failed: the next steps.

use crate::language::Language;
use crate::outcome::Outcome;
use std::io::{self, Write};

const NEXT: &str = "\
nothing was checked, because no file in the input has a supported format
  to export a tenant with the Azure CLI:
    tenantlint collect > collect.sh
    bash collect.sh tenant
    tenantlint check tenant
  to see why each file was skipped:
    tenantlint inputs
  to accept input without supported files:
    tenantlint check --allow-empty";

/// Prints them on standard error, because not every format contains what could not be read.
pub(super) fn warn(outcome: &Outcome, language: Language) {
    if outcome.is_unrecognized {
        let _ = writeln!(io::stderr(), "{}: {}", language.text("error"), language.text(NEXT));
    }
}
