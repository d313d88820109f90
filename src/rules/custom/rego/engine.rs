//! The engine that evaluates Rego, with everything removed that an evaluation must not do.

use super::calls::{self, Analysis};
use super::input;
use super::reads::Access;
use super::watch::{MOST_TIME, Watched};
use crate::model::{day, days_between};
use regorus::utils::limits::{ExecutionTimerConfig, TimeSource, set_time_source};
use regorus::{Engine, LimitError, PolicyLengthConfig, Value};
use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Mutex, Once};
use std::time::{Duration, Instant};

/// The files of the rules of an organization, ready to be evaluated by several threads.
pub struct Program {
    analysis: Analysis,
    prototype: Mutex<Engine>,
    /// Engines that no thread uses.
    idle: Mutex<Vec<Ready>>,
}

struct Ready {
    engine: Engine,
    watched: Watched,
}

/// Evaluates rules on one input.
pub struct Evaluator<'p> {
    program: &'p Program,
    input: Value,
    /// An engine with the input; nothing before the first evaluation, and after one that failed.
    ready: Option<Ready>,
}

impl Evaluator<'_> {
    pub fn is_of(&self, program: &Program) -> bool {
        std::ptr::eq(self.program, program)
    }

    /// The value of a rule; nothing if it is undefined.
    ///
    /// # Errors
    /// `Finished`, after which the engine is not used again.
    pub fn evaluate(&mut self, query: &str) -> Result<Option<Value>, Finished> {
        let mut ready = match self.ready.take() {
            Some(ready) => ready,
            None => self.program.ready(&self.input)?,
        };
        let value = ready.watched.during(query, || guarded(|| ready.engine.eval_rule(query.to_owned())))?;
        let value = value.map_err(|error| match error.downcast_ref::<LimitError>() {
            Some(LimitError::TimeLimitExceeded { .. }) => Finished::Stopped,
            _ => Finished::Failed(said(&error.to_string()).to_owned()),
        })?;
        self.ready = Some(ready);
        Ok(Some(value).filter(|value| *value != Value::Undefined))
    }
}

impl Drop for Evaluator<'_> {
    fn drop(&mut self) {
        if let Some(ready) = self.ready.take()
            && let Ok(mut idle) = self.program.idle.lock()
        {
            idle.push(ready);
        }
    }
}

/// A mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The number of the file.
    pub file: usize,
    /// From 1, in characters; the whole file is meant without them.
    pub place: Option<(usize, usize)>,
    pub message: String,
}

/// How an evaluation ended that did not succeed.
#[derive(Debug)]
pub enum Finished {
    /// It took too long.
    Stopped,
    Failed(String),
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Program")
    }
}

/// The time that has passed, for the limits alone: an evaluation cannot read it.
struct Clock;

impl TimeSource for Clock {
    fn now(&self) -> Option<Duration> {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        Some(START.elapsed())
    }
}

/// The most elements that a call makes of a few numbers, and the most bits by which it shifts one.
const MOST_ELEMENTS: i64 = 100_000;
const MOST_BITS: i64 = 1_024;

impl Program {
    /// Reads files, each with its displayed path and its text, and prepares the evaluation of these rules.
    ///
    /// # Errors
    /// The first mistake of each file, or one that concerns several.
    pub fn new(files: &[(String, String)], queries: &[String]) -> Result<Self, Vec<Mistake>> {
        static TIME: Once = Once::new();
        TIME.call_once(|| set_time_source(&Clock).expect("nothing else sets it"));
        let failed = || Err(vec![mistake(files, 0, "the engine failed")]);
        on_deep_stack(|| read(files, queries)).unwrap_or_else(failed)
    }

    /// The properties of a resource that its rules can read; nothing if they can read all.
    pub fn properties(&self) -> Option<&BTreeSet<String>> {
        self.analysis.properties.as_ref()
    }

    /// What each of its queries reads, in their order.
    pub fn accesses(&self) -> &[Access] {
        &self.analysis.accesses
    }

    /// The tests: rules whose name begins with `test_`, each with the number of its file.
    pub fn tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.analysis.rules.iter().filter(|(_, rule)| rule.rsplit('.').next().is_some_and(|name| name.starts_with("test_")));
        tests.map(|(file, rule)| (*file, &**rule))
    }

    /// Runs a test.
    ///
    /// # Errors
    /// Why it failed.
    pub fn test(&self, rule: &str) -> Result<(), String> {
        match on_deep_stack(|| self.evaluator(Value::Undefined).evaluate(rule)) {
            Some(Ok(Some(Value::Bool(true)))) => Ok(()),
            Some(Ok(None)) => Err("it is undefined".to_owned()),
            Some(Ok(Some(value))) => Err(format!("it is {}", value.to_json_str().unwrap_or_default())),
            Some(Err(Finished::Failed(reason))) => Err(reason),
            Some(Err(Finished::Stopped)) => Err(format!("it was stopped after {} seconds", MOST_TIME.as_secs())),
            None => Err("the engine failed".to_owned()),
        }
    }

    /// Evaluates rules on this input.
    pub fn evaluator(&self, input: Value) -> Evaluator<'_> {
        Evaluator { program: self, input, ready: None }
    }

    fn ready(&self, input: &Value) -> Result<Ready, Finished> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let new = || {
            let prototype = self.prototype.lock().map_err(|_| Finished::Failed("the engine failed".to_owned()))?;
            Ok(Ready { engine: prototype.clone(), watched: Watched::default() })
        };
        let mut ready = idle.map_or_else(new, Ok)?;
        ready.engine.set_input(input.clone());
        Ok(ready)
    }
}

/// Does work on a stack like those of the threads that check single resources; nothing if it panics.
pub fn on_deep_stack<R: Send>(work: impl FnOnce() -> R + Send) -> Option<R> {
    /// What is nested deeply needs it before its depth is known.
    const STACK_BYTES: usize = 256 << 20;
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).ok()?.join().ok())
}

fn read(files: &[(String, String)], queries: &[String]) -> Result<Program, Vec<Mistake>> {
    Watched::default().during("reading a file of rules", || parsed(files, queries))
}

fn parsed(files: &[(String, String)], queries: &[String]) -> Result<Program, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut engine = engine();
    for (number, (_, text)) in files.iter().enumerate() {
        if let Some(place) = calls::too_deep(text) {
            mistakes.push(Mistake { file: number, place: Some(place), message: calls::TOO_DEEP.to_owned() });
        // Names of files are not unique in what follows, numbers are.
        } else if let Err(error) = engine.add_policy(number.to_string(), text.clone()) {
            mistakes.push(mistake(files, number, &error.to_string()));
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let tree = engine.get_ast_as_json().map_err(|error| vec![mistake(files, 0, &error.to_string())])?;
    let analysis = calls::analyze(&tree, queries)
        .map_err(|(file, line, column, message)| vec![Mistake { file, place: Some((line, column)), message }])?;
    for query in queries {
        engine.compile_with_entrypoint(&query.as_str().into()).map_err(|error| vec![mistake(files, 0, &error.to_string())])?;
    }
    Ok(Program { analysis, prototype: Mutex::new(engine), idle: Mutex::default() })
}

/// Runs a part of the engine. A panic in it is a mistake of the engine, and not the end of the run.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Finished> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Finished::Failed("the engine failed".to_owned()))
}

fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.set_execution_timer_config(ExecutionTimerConfig { limit: MOST_TIME, check_interval: NonZeroU32::MIN.saturating_add(99) });
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: NonZeroU32::MAX,
        max_file_bytes: NonZeroUsize::MAX,
        max_lines: NonZeroUsize::MAX,
    });
    let mut add = |path: &str, count: u8, function: fn(&[Value]) -> Value| {
        let extension = move |arguments: Vec<Value>| -> anyhow::Result<Value> { Ok(function(&arguments)) };
        engine.add_extension(path.to_owned(), count, Box::new(extension)).expect("each has a name of its own");
    };
    add("tenantlint.state", 2, input::state_of);
    add("tenantlint.days", 2, days);
    // These replace functions that reserve memory for any number of elements at once, which no limit stops.
    add("numbers.range", 2, |arguments| range(arguments, 1));
    add("numbers.range_step", 3, |arguments| {
        let step = arguments.get(2).and_then(|step| step.as_i64().ok()).unwrap_or_default();
        if step > 0 { range(arguments, step) } else { Value::Undefined }
    });
    add("bits.lsh", 2, shifted);
    engine
}

fn numbers(arguments: &[Value]) -> Option<(i64, i64)> {
    let number = |at: usize| arguments.get(at)?.as_i64().ok();
    Some((number(0)?, number(1)?))
}

/// `tenantlint.days(from, to)`: the days between two dates or times, negative if the second one is earlier.
fn days(arguments: &[Value]) -> Value {
    let day = |at: usize| arguments.get(at).and_then(|text| day(text.as_string().ok()?));
    day(0).zip(day(1)).map_or(Value::Undefined, |(from, to)| i64::from(days_between(from, to)).into())
}

fn range(arguments: &[Value], step: i64) -> Value {
    let Some((from, to)) = numbers(arguments) else { return Value::Undefined };
    let count = to.saturating_sub(from).saturating_abs() / step;
    if count >= MOST_ELEMENTS {
        return Value::Undefined;
    }
    let step = if to < from { -step } else { step };
    (0..=count).map(|index| Value::from(from + index * step)).collect::<Vec<_>>().into()
}

fn shifted(arguments: &[Value]) -> Value {
    let Some((value, bits)) = numbers(arguments).filter(|(_, bits)| (0..MOST_BITS).contains(bits)) else { return Value::Undefined };
    u32::try_from(bits)
        .ok()
        .and_then(|bits| value.checked_shl(bits).filter(|shifted| shifted >> bits == value))
        .map_or(Value::Undefined, Value::from)
}

/// The mistake in a message of the engine: `--> 0:3:5`, an excerpt, and `error: …`.
fn mistake(files: &[(String, String)], file: usize, message: &str) -> Mistake {
    let place = message.split_once("--> ").and_then(|(_, rest)| {
        let mut parts = rest.lines().next()?.split(':').map(|part| part.trim().parse::<usize>().ok());
        Some((parts.next()??, parts.next()??, parts.next()??))
    });
    let message = said(message).to_owned();
    match place {
        Some((file, line, column)) if file < files.len() => Mistake { file, place: Some((line, column)), message },
        _ => Mistake { file, place: None, message },
    }
}

/// What a message says, without its excerpts.
fn said(message: &str) -> &str {
    let lines = || message.lines().map(str::trim).filter(|line| !line.is_empty());
    let error = lines().find_map(|line| line.strip_prefix("error: "));
    error.or_else(|| lines().next_back()).unwrap_or("unknown error").trim_end_matches(':')
}
