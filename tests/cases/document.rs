//! A Markdown file of cases: one heading per case, followed by its files in fences, and the expected report in a fence named `report`.
//!
//! ````markdown
//! ## Reported
//!
//! ### Multi-tenant app
//!
//! ```json apps.json
//! { "appId": "…", "signInAudience": "AzureADMultipleOrgs" }
//! ```
//!
//! ```report
//! low (high): …
//! ```
//! ````
//!
//! The info string of a file is a language, a path, and optionally an encoding: `crlf` or `latin-1`. A case that reports nothing has no
//! `report`.

use crate::root;
use libtest_mimic::{Failed, Trial};
use similar::TextDiff;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::TempDir;

/// Cases of one document run concurrently, and each may write it.
pub static WRITING: Mutex<()> = Mutex::new(());

pub struct Document {
    path: PathBuf,
    pub text: String,
    pub cases: Vec<Case>,
}

#[derive(Default)]
pub struct Case {
    /// The second-level heading above it.
    pub section: String,
    pub name: String,
    /// The line of its heading, counted from 1.
    line: usize,
    pub files: Vec<(String, Vec<u8>)>,
    /// The expected report; empty if nothing is expected.
    report: String,
    /// The range of the report fence in the document, including the empty line above it, or the place to insert it.
    report_range: Range<usize>,
}

impl Document {
    pub fn read(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cases = parse(&text).unwrap_or_else(|message| panic!("{}: {message}", path.display()));
        Self { path: path.to_owned(), text, cases }
    }

    pub fn section<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Case> {
        self.cases.iter().filter(move |case| case.section == name)
    }

    /// One test per case. `report` returns the report on a case, or what is wrong with the case itself.
    pub fn trials(self, report: impl Fn(&Case) -> Result<String, String> + Copy + Send + 'static) -> Vec<Trial> {
        let document = snake(&self.path.file_stem().expect("it is the path of a file").to_string_lossy());
        let trial = |(index, case): (usize, Case)| {
            let path = self.path.clone();
            let test = format!("{document}::{}::{}", snake(&case.section), snake(&case.name));
            Trial::test(test, move || compare(&path, index, &case, report(&case)))
        };
        self.cases.into_iter().enumerate().map(trial).collect()
    }

    /// The text with a different report on a case.
    fn with_report(&self, index: usize, report: &str) -> String {
        let Range { start, end } = self.cases[index].report_range;
        let fence = if report.is_empty() { String::new() } else { format!("\n```report\n{report}```\n") };
        format!("{}{fence}{}", &self.text[..start], &self.text[end..])
    }
}

impl Case {
    /// The input of the run: the only file if there is one, otherwise the folder.
    pub fn folder(&self) -> TempDir {
        folder_of(&self.files)
    }
}

/// A new folder with these files.
pub fn folder_of(files: &[(String, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

/// Where the files of the revision `main` are, which a case names `main:path`: no search for input finds them there.
pub const BASE: &str = ".git/main";

pub fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (path, bytes) in files {
        let path = path.strip_prefix("main:").map_or_else(|| folder.join(path), |path| folder.join(BASE).join(path));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Compares a report with the expected one, or writes it into the document if `UPDATE_EXPECTED` is set.
fn compare(path: &Path, index: usize, case: &Case, report: Result<String, String>) -> Result<(), Failed> {
    let place = format!("{}:{}", path.display(), case.line);
    let report = report.map_err(|message| format!("{place}: {message}"))?;
    if report == case.report {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let _guard = WRITING.lock().unwrap();
        fs::write(root().join(path), Document::read(path).with_report(index, &report))?;
        return Ok(());
    }
    let diff = TextDiff::from_lines(&case.report, &report).unified_diff().header("expected", "actual").to_string();
    Err(format!("{place}: the report is not the expected one; `UPDATE_EXPECTED=1` writes it\n{diff}").into())
}

struct Fence<'a> {
    ticks: &'a str,
    info: &'a str,
    /// The offset of its first line, and its content.
    start: usize,
    content: usize,
}

fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut section = "";
    let mut open: Option<Fence<'_>> = None;
    let mut next = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let start = next;
        next += line.len();
        let line = line.trim_end_matches('\n');
        if let Some(fence) = &open {
            if line == fence.ticks {
                let case = cases.last_mut().ok_or_else(|| format!("line {number}: a fence above the first case"))?;
                add(case, fence, &text[fence.content..start], next).map_err(|message| format!("line {number}: {message}"))?;
                open = None;
            }
        } else if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            open = Some(Fence { ticks: &line[..line.len() - info.len()], info, start, content: next });
        } else if let Some(name) = line.strip_prefix("## ") {
            section = name;
        } else if let Some(name) = line.strip_prefix("### ") {
            if cases.iter().any(|case| case.section == section && snake(&case.name) == snake(name)) {
                return Err(format!("line {number}: the section `{section}` has two cases with this name"));
            }
            cases.push(Case { section: section.to_owned(), name: name.to_owned(), line: number, ..Case::default() });
        }
    }
    open.map_or(Ok(cases), |fence| Err(format!("the fence `{}` does not end", fence.info)))
}

/// Adds the content of a fence, which ends before `end`, to its case.
fn add(case: &mut Case, fence: &Fence<'_>, content: &str, end: usize) -> Result<(), String> {
    if !case.report.is_empty() {
        return Err("the report is the last fence of a case".to_owned());
    }
    if fence.info == "report" {
        content.clone_into(&mut case.report);
        // The empty line above the fence is included.
        case.report_range = fence.start - 1..end;
        return Ok(());
    }
    let mut words = fence.info.splitn(3, ' ').skip(1);
    let path = words.next().ok_or("a fence is a `report`, or has a language and a path")?;
    let bytes = match words.next() {
        None => content.as_bytes().to_owned(),
        Some("crlf") => content.replace('\n', "\r\n").into_bytes(),
        Some("latin-1") => content.chars().map(|char| u8::try_from(char).map_err(|error| error.to_string())).collect::<Result<_, _>>()?,
        Some(other) => return Err(format!("the encoding `{other}` is none of `crlf` and `latin-1`")),
    };
    case.files.push((path.to_owned(), bytes));
    case.report_range = end..end;
    Ok(())
}

/// A name in the style of test names: lower case, with `_` for all other characters.
pub fn snake(name: &str) -> String {
    let words = name.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}
