//! `check --tenants`: checks many tenants, each by itself, and writes one stream of records.

use super::baseline::UseArgs;
use super::check::CheckArgs;
use super::fix::append;
#[cfg(feature = "parquet")]
use super::fix::create;
use super::reports::Output;
use super::revision::InForce;
use super::{Error, InputArgs, Look, find_rule};
use crate::check::{CheckOptions, check};
use crate::outcome::{Exit, Outcome, PolicyInUse, Run};
use crate::policy::PolicyErrors;
use crate::report::{self, Format};
use crate::resource::Problem;
use crate::source::{Source, Sources, Span};
use crate::text::Text;
use globset::GlobBuilder;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, PoisonError};
use walkdir::WalkDir;

/// A tenant of the run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Tenant {
    name: String,
    /// The date of the export.
    date: Option<Date>,
    /// Where the export is, absolute.
    folder: PathBuf,
}

/// What is the same for all tenants. Relative paths on the command line start at the working directory, and those of a tenant at its folder.
struct Terms {
    input: InputArgs,
    baseline: UseArgs,
    only: Vec<String>,
    options: CheckOptions,
}

/// Checks each tenant, and writes the records in the order of the tenants.
pub(super) fn run(args: &CheckArgs, named: &str, look: Look, out: &mut impl Write) -> Result<Exit, Error> {
    let is_line = args.format == Format::Jsonl;
    if !is_line && args.format != Format::Human {
        return Err(Error::TenantsFormat);
    }
    let working_directory = args.input.working_directory()?;
    let tenants = tenants(named, args.export_date, &working_directory)?;
    let input = args.input.below(&working_directory);
    if input.config.is_some() {
        input.policy()?; // its mistakes are those of the whole run
    }
    let terms = Terms { input, baseline: args.baseline.below(&working_directory), only: args.only.clone(), options: args.options() };
    let mut files = args.output.iter().map(Written::open).collect::<Result<Vec<_>, _>>()?;
    let mut exit = Exit::Clean;
    let mut numbers = report::TenantNumbers::default();
    in_order(
        &tenants,
        rayon::current_num_threads(),
        |tenant| terms.judge(tenant),
        |(outcome, of_tenant)| {
            exit = worse(exit, if args.exit_zero && of_tenant == Exit::Findings { outcome.exit() } else { of_tenant });
            let mut records = Vec::new();
            let only = if args.only.is_empty() { &[][..] } else { &outcome.rules };
            report::tenant_records(&outcome, of_tenant, only, &mut records)?;
            for file in &mut files {
                file.add(&outcome, of_tenant, &records)?;
            }
            if is_line {
                out.write_all(&records)?;
            } else {
                writeln!(out, "{}", numbers.add(&outcome, of_tenant, look.language()))?;
            }
            Ok(())
        },
    )?;
    files.into_iter().try_for_each(Written::close)?;
    if !is_line {
        writeln!(out, "{}", numbers.total(look.language()))?;
    }
    Ok(exit)
}

/// A file that grows with each tenant.
struct Written {
    path: PathBuf,
    to: Form,
}

enum Form {
    /// Records are appended to what is there.
    Records(File),
    #[cfg(feature = "parquet")]
    Table(Box<report::Table<File>>),
}

impl Written {
    fn open(output: &Output) -> Result<Self, Error> {
        let path = output.path.clone();
        let to = match output.format {
            Format::Jsonl => Form::Records(records(&path)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let table = report::Table::new(create(&path)?).map_err(|source| Error::Write { path: path.clone(), source })?;
                Form::Table(Box::new(table))
            }
            _ => return Err(Error::TenantsFormat),
        };
        Ok(Self { path, to })
    }

    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only tables need the outcome"))]
    fn add(&mut self, outcome: &Outcome, exit: Exit, records: &[u8]) -> Result<(), Error> {
        let added = match &mut self.to {
            // One call, so that the records of processes that append to the same file do not mix.
            Form::Records(file) => file.write_all(records),
            #[cfg(feature = "parquet")]
            Form::Table(table) => table.add(outcome, Some(exit)),
        };
        added.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    fn close(self) -> Result<(), Error> {
        match self.to {
            Form::Records(_) => Ok(()),
            #[cfg(feature = "parquet")]
            Form::Table(table) => table.close().map_err(|source| Error::Write { path: self.path, source }),
        }
    }
}

/// A file that records are appended to.
fn records(path: &Path) -> Result<File, Error> {
    let mut file = append(path)?;
    if is_cut(path) {
        file.write_all(b"\n").map_err(|source| Error::Write { path: path.to_owned(), source })?;
    }
    Ok(file)
}

/// Whether a file ends with half a line, because the process that wrote it was killed.
fn is_cut(path: &Path) -> bool {
    let last = || {
        let (mut file, mut byte) = (File::open(path)?, [0]);
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut byte)?;
        Ok::<_, io::Error>(byte)
    };
    path.is_file() && last().is_ok_and(|byte| byte != *b"\n")
}

/// How the whole run ends.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Findings, _) | (_, Exit::Findings) => Exit::Findings,
        (Exit::Clean, Exit::Clean) => Exit::Clean,
        _ => Exit::Unreadable,
    }
}

impl Terms {
    /// Checks a tenant. Nothing that one tenant contains ends the run.
    fn judge(&self, tenant: &Tenant) -> (Outcome, Exit) {
        let checked = catch_unwind(AssertUnwindSafe(|| self.check(tenant)));
        let (mut outcome, exit) = match checked {
            Ok(Ok(outcome)) => {
                let exit = outcome.verdict();
                (outcome, exit)
            }
            Ok(Err(Error::Policy(PolicyErrors { files, errors }))) => {
                let problems = errors.into_iter().map(|mistake| Problem::error(mistake.span, mistake.message.and(mistake.help)));
                (Outcome { problems: problems.collect(), sources: files, ..Outcome::default() }, Exit::Usage)
            }
            Ok(Err(error)) => (failed(error.text()), Exit::Usage),
            // A mistake of this program. Its message is that of the panic, on standard error.
            Err(_) => (failed(Error::Internal.text()), Exit::Unreadable),
        };
        let policy_version = version(&outcome.sources, &outcome.policy);
        outcome.today = self.options.today;
        // The policy may divide the folder into several tenants. Here, it is one.
        outcome.tenants = vec![tenant.name.clone(); outcome.tenants.len().max(1)];
        outcome.run = Some(Run {
            export_date: tenant.date,
            check_date: self.options.today,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            policy_version,
        });
        (outcome, exit)
    }

    fn check(&self, tenant: &Tenant) -> Result<Outcome, Error> {
        let input = InputArgs { working_directory: Some(tenant.folder.clone()), ..self.input.clone() };
        let loaded = input.load()?;
        let InForce { policy, files, .. } = InForce::new(&input, &self.baseline, &loaded)?;
        let only = self.only.iter().map(|name| find_rule(name, &policy)).collect::<Result<_, _>>()?;
        Ok(check(loaded, &policy, files, &CheckOptions { only, ..self.options.clone() }))
    }
}

/// The outcome of a tenant that could not be checked.
fn failed(reason: Text) -> Outcome {
    let mut sources = Sources::default();
    let file = sources.add(Source::unreadable(".", ""));
    Outcome { problems: vec![Problem::error(Span::new(file, 0, 0), reason)], sources, ..Outcome::default() }
}

/// SHA-256 of the texts of the policy files, wherever they are; nothing without any.
fn version(sources: &Sources, policy: &PolicyInUse) -> Option<String> {
    let files = policy.files.iter().chain(&policy.extends).collect::<BTreeSet<_>>();
    let mut digest = Sha256::new();
    for (_, source) in sources.iter().filter(|(_, source)| files.contains(&source.path)) {
        let text = source.text().unwrap_or_default();
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    (!files.is_empty()).then(|| data_encoding::HEXLOWER.encode(&digest.finalize()))
}

/// Does work on several items at a time, and hands over the results in the order of the items. Few results wait for their turn, so memory
/// does not grow with the number of items.
fn in_order<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error> {
    /// Items in work or waiting at most, for each thread.
    const AHEAD: usize = 2;
    let (next, handed_over, turn) = (AtomicUsize::new(0), Mutex::new(0_usize), Condvar::new());
    let handed = || handed_over.lock().unwrap_or_else(PoisonError::into_inner);
    let (sender, results) = sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            let (sender, next, turn, handed, work) = (sender.clone(), &next, &turn, &handed, &work);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(number) else { break };
                    let is_early = |before: &mut usize| number >= before.saturating_add(threads * AHEAD);
                    drop(turn.wait_while(handed(), is_early).unwrap_or_else(PoisonError::into_inner));
                    if sender.send((number, work(item))).is_err() {
                        break; // a record could not be written
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut done = Ok(());
        for (number, result) in &results {
            waiting.insert(number, result);
            while let Some(result) = done.is_ok().then(|| waiting.remove(&*handed())).flatten() {
                done = each(result);
                *handed() += 1;
                turn.notify_all();
            }
            if done.is_err() {
                break;
            }
        }
        drop(results);
        next.store(items.len(), Ordering::Relaxed);
        *handed() = items.len();
        turn.notify_all();
        done
    })
}

/// The tenants that `--tenants` names: a file with one on each line, or a glob of folders.
fn tenants(named: &str, date: Option<Date>, working_directory: &Path) -> Result<Vec<Tenant>, Error> {
    let file = working_directory.join(named);
    let mut tenants = if file.is_file() {
        let text =
            std::fs::read_to_string(&file).map_err(|source| Error::Tenants { named: named.to_owned(), reason: source.to_string() })?;
        let lines = text.lines().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let tenant = |line: &str| {
            let (name, folder) = line.split_once('\t').map_or((None, line), |(name, folder)| (Some(name), folder));
            Tenant::new(name, working_directory.join(folder))
        };
        lines.map(tenant).collect()
    } else {
        found(named, working_directory)?
    };
    if tenants.is_empty() {
        return Err(Error::NoTenants(named.to_owned()));
    }
    for tenant in tenants.iter_mut().filter(|_| date.is_some()) {
        tenant.date = date;
    }
    tenants.sort();
    match tenants.windows(2).find(|pair| matches!(pair, [one, other] if (&one.name, one.date) == (&other.name, other.date))) {
        Some([one, other]) => Err(Error::SameTenant { name: one.name.clone(), folders: [one.folder.clone(), other.folder.clone()] }),
        _ => Ok(tenants),
    }
}

/// The folders that match a glob.
fn found(glob: &str, working_directory: &Path) -> Result<Vec<Tenant>, Error> {
    let unusable = |reason: String| Error::Tenants { named: glob.to_owned(), reason };
    let pattern = working_directory.join(glob.trim_end_matches('/'));
    let is_fixed = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let fixed: PathBuf = pattern.components().take_while(is_fixed).collect();
    let depth = pattern.components().count() - fixed.components().count();
    if pattern.components().any(|part| part.as_os_str() == "**") {
        return Err(unusable("`**` matches folders in the folder of a tenant; name each level with `*`".to_owned()));
    }
    // What precedes the first `*` is no glob, although a folder may be called `[a]`.
    let rest: PathBuf = pattern.components().skip(fixed.components().count()).collect();
    let matcher = GlobBuilder::new(&rest.to_string_lossy()).literal_separator(true).build().map_err(|error| unusable(error.to_string()))?;
    let matcher = matcher.compile_matcher();
    let mut tenants = Vec::new();
    for entry in WalkDir::new(&fixed).min_depth(depth).max_depth(depth).follow_links(true) {
        let entry = entry.map_err(|error| unusable(error.to_string()))?;
        let is_match = entry.path().strip_prefix(&fixed).is_ok_and(|path| matcher.is_match(path));
        if entry.file_type().is_dir() && (depth == 0 || is_match) {
            tenants.push(Tenant::new(None, entry.into_path()));
        }
    }
    Ok(tenants)
}

impl Tenant {
    /// The tenant with an export in this folder: `contoso`, `contoso/2026-11-30` or `tenant=contoso/date=2026-11-30`, as data lakes divide tables.
    fn new(name: Option<&str>, folder: PathBuf) -> Self {
        let part = |part: Component<'_>| {
            let text = part.as_os_str().to_string_lossy().into_owned();
            text.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or(text)
        };
        let date = |part: &String| part.parse::<Date>().ok();
        let parts: Vec<String> = folder.components().map(part).collect();
        let of_folder = parts.iter().rev().find(|part| date(part).is_none());
        let name = name.or(of_folder.map(String::as_str)).unwrap_or_default().to_owned();
        // A date further up is that of something else.
        Self { name, date: parts.iter().rev().take(2).find_map(date), folder }
    }
}
