//! The reports on one outcome: one is printed, and the others go to files.

use super::fix::{append, create};
use super::{Error, Look, process_language, style};
use crate::outcome::Outcome;
use crate::report::{self, Format, Style};
use clap::ValueEnum;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// Findings that are shown at a terminal, where more would hide the most severe ones.
const AT_A_TERMINAL: usize = 50;

/// A report that goes to a file.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub format: Format,
    pub path: PathBuf,
}

pub(super) fn output(argument: &str) -> Result<Output, String> {
    let (format, path) =
        argument.split_once('=').ok_or_else(|| process_language().text("expected FORMAT=PATH, such as `sarif=out.sarif`"))?;
    if path.is_empty() {
        return Err(process_language().text("the path after `=` is missing").to_owned());
    }
    Ok(Output { format: Format::from_str(format, false)?, path: path.into() })
}

/// The reports that the user asked for.
pub(super) struct Reports<'a> {
    /// The format of the one that is printed.
    format: Format,
    files: Vec<(&'a Output, File)>,
}

impl<'a> Reports<'a> {
    /// Opens the files. This is before anything is checked, because exit code 2 promises that nothing was, and after loading, because a
    /// report of an earlier run may be part of the input.
    pub fn open(format: Format, outputs: &'a [Output]) -> Result<Self, Error> {
        if format.is_binary() && io::stdout().is_terminal() {
            return Err(Error::BinaryFormat);
        }
        let files = outputs.iter().map(|output| Ok((output, create(&output.path)?))).collect::<Result<_, Error>>()?;
        Ok(Self { format, files })
    }

    /// Prints the report and writes the others. `asked` contains the choices of the user, without what depends on a terminal.
    pub fn write(self, outcome: &Outcome, look: Look, asked: Style, out: &mut impl Write) -> Result<(), Error> {
        let format = self.format;
        self.write_and(outcome, look, asked, |style| report::render(format, outcome, style, out))
    }

    /// The same with something else that is printed in place of the report.
    pub fn write_and(self, outcome: &Outcome, look: Look, asked: Style, print: impl FnOnce(&Style) -> io::Result<()>) -> Result<(), Error> {
        let Style { language, language_of_programs, color, hyperlinks, terminal, .. } = style(look, io::stdout().is_terminal());
        let limit = |most: Option<usize>| most.filter(|number| *number > 0);
        let plain = Style { language, language_of_programs, max_findings: limit(asked.max_findings), ..asked };
        let max_findings = limit(asked.max_findings.or(terminal.map(|_| AT_A_TERMINAL)));
        match print(&Style { color, hyperlinks, terminal, max_findings, ..plain }) {
            // Nobody reads on, but the other reports and the exit code are those of the outcome.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            printed => printed?,
        }
        let formats: Vec<Format> = std::iter::once(self.format).chain(self.files.iter().map(|(output, _)| output.format)).collect();
        for (Output { format, path }, mut file) in self.files {
            report::render(*format, outcome, &plain, &mut file).map_err(|source| Error::Write { path: path.clone(), source })?;
        }
        if self.format == Format::Github {
            job_summary(outcome, &plain)?;
        }
        if let Some(left_out) = formats.into_iter().find_map(|format| report::left_out(format, outcome)) {
            let warning = look.language().text("warning");
            let _ = writeln!(io::stderr(), "{warning}: {}", left_out.render_in(look.language(), str::to_owned));
        }
        Ok(())
    }
}

/// Appends to the summary of the GitHub Actions job, if this runs in one.
fn job_summary(outcome: &Outcome, style: &Style) -> Result<(), Error> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(()) };
    let mut file = append(&path)?;
    report::render(Format::Markdown, outcome, style, &mut file).map_err(|source| Error::Write { path, source })
}
