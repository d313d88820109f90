//! The defaults of the parameters of a root, which hold only where nobody sets the parameter.
//!
//! A deployment is evaluated in runs. In the first one, all defaults hold. A declaration that vanishes then because of a default is
//! evaluated in a further run, in which a parameter that its condition reads has no known value: it exists only where somebody sets the
//! parameter. If no single parameter is enough, all of them have no known value.

use super::{EvalError, Value};
use crate::parts::Parts;
use crate::source::Span;
use crate::text::Text;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{BitAnd, BitOr, BitXor};
use std::rc::Rc;
use std::sync::Arc;

/// The maximum number of runs of a deployment. Real ones have one for each condition that they use.
const MAX_RUNS: usize = 512;

/// The maximum number of parameters that have no value in some run. Further parameters keep their defaults.
const MAX_PARAMETERS: usize = WORDS * WORD - 1;

const WORDS: usize = 8;

/// The number of bits of a word.
const WORD: usize = 64;

/// The maximum number of parameters of a condition that are tried one by one.
const MAX_ALONE: u32 = 8;

/// A set of parameters that have a default: a bit for each, and one for all that are beyond the limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameters([u64; WORDS]);

#[expect(clippy::indexing_slicing, reason = "there is a bit for each position up to `MAX_PARAMETERS`")]
impl Parameters {
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The set of the parameter at this position.
    fn only(at: usize) -> Self {
        let mut own = Self::default();
        own.0[at / WORD] = 1 << (at % WORD);
        own
    }

    /// All that are beyond the limit.
    fn others() -> Self {
        Self::only(MAX_PARAMETERS)
    }

    fn without(self, other: Self) -> Self {
        self & (self ^ other)
    }

    fn has(self, at: usize) -> bool {
        self.0[at / WORD] >> (at % WORD) & 1 == 1
    }

    /// Their positions.
    fn positions(self) -> impl Iterator<Item = usize> {
        (0..=MAX_PARAMETERS).filter(move |at| self.has(*at))
    }

    fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

impl BitAnd for Parameters {
    type Output = Self;

    fn bitand(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own &= other);
        self
    }
}

impl BitOr for Parameters {
    type Output = Self;

    fn bitor(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
        self
    }
}

impl BitXor for Parameters {
    type Output = Self;

    fn bitxor(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own ^= other);
        self
    }
}

/// A declaration: its own place, and the calls that lead to it, innermost first.
type Place = Vec<Span>;

type Places = Vec<Rc<Place>>;

/// The defaults of a deployment, and its runs.
#[derive(Debug, Default)]
pub struct Defaults {
    /// The parameters that were read, at the positions of their bits.
    names: RefCell<Vec<Arc<str>>>,
    /// The parameters without a value in this run.
    open: Cell<Parameters>,
    /// The parameters that the current computation has read.
    read: Cell<Parameters>,
    /// The next runs, those with the most defaults first, with the declarations that they may evaluate.
    next: RefCell<BTreeMap<(u32, Parameters), Places>>,
    /// The number of runs so far, except the first one.
    runs: Cell<usize>,
    /// Declarations that are not evaluated because of the limits, unless a run evaluates them for another reason.
    omitted: RefCell<Places>,
    /// The declarations that exist in a run, with the first such run.
    declared: RefCell<HashMap<Place, Parameters>>,
    /// The declarations that vanish, with the first run in which they do.
    vanished: RefCell<HashMap<Rc<Place>, Parameters>>,
    /// Those of them that this run may evaluate.
    wanted: RefCell<HashSet<Rc<Place>>>,
    /// The calls around declarations that vanished.
    around: RefCell<HashSet<Place>>,
}

impl Defaults {
    /// The value of a parameter that nobody sets.
    ///
    /// # Errors
    /// [`EvalError`] of the default.
    pub fn value(&self, name: &str, default: impl FnOnce() -> Result<Value, EvalError>) -> Result<Value, EvalError> {
        let own = self.parameter(name);
        self.note(own);
        if (own & self.open.get()).is_empty() {
            return default();
        }
        Ok(Value::unknown(Text::new("the declaration exists only if `{name}` is set").with("name", name)))
    }

    fn parameter(&self, name: &str) -> Parameters {
        let mut names = self.names.borrow_mut();
        let at = names.iter().position(|known| **known == *name).unwrap_or(names.len());
        if at == MAX_PARAMETERS {
            return Parameters::others();
        }
        if at == names.len() {
            names.push(name.into());
        }
        Parameters::only(at)
    }

    /// The result of a computation, and the parameters that it read.
    pub fn recording<T>(&self, compute: impl FnOnce() -> T) -> (T, Parameters) {
        let before = self.read.take();
        let result = compute();
        let read = self.read.replace(before);
        self.note(read);
        (result, read)
    }

    /// Records parameters that a cached value depends on.
    pub fn note(&self, read: Parameters) {
        self.read.set(self.read.get() | read);
    }

    /// The parameters without a value in this run.
    pub fn open(&self) -> Parameters {
        self.open.get()
    }

    /// Starts the next run, if there is one.
    pub fn start_next(&self) -> bool {
        loop {
            let Some(((_, open), mut wanted)) = self.next.borrow_mut().pop_first() else { return false };
            // An earlier run with more defaults may have been enough.
            wanted.retain(|place| self.first_run(place).is_none());
            if wanted.is_empty() {
                continue;
            }
            if self.runs.get() < MAX_RUNS {
                self.runs.set(self.runs.get() + 1);
                self.open.set(open);
                *self.wanted.borrow_mut() = wanted.into_iter().collect();
                return true;
            }
            self.omitted.borrow_mut().append(&mut wanted);
        }
    }

    /// Records that a declaration does not exist in this run, because of these parameters.
    pub fn vanishes(&self, read: Parameters, place: Place) {
        let before = self.open.get();
        let place = Rc::new(place);
        self.vanished.borrow_mut().entry(place.clone()).or_insert(before);
        if read.has(MAX_PARAMETERS) {
            self.omitted.borrow_mut().push(place.clone());
        }
        let added = read.without(before | Parameters::others());
        if added.is_empty() {
            return;
        }
        let mut around = self.around.borrow_mut();
        for outer in 1..place.len() {
            if !around.insert(place.after(outer).to_vec()) {
                break;
            }
        }
        let mut next = self.next.borrow_mut();
        let mut want = |open: Parameters| next.entry((open.len(), open)).or_default().push(place.clone());
        // Only after the first run, so that the number of runs stays linear.
        if before.is_empty() && (2..=MAX_ALONE).contains(&added.len()) {
            added.positions().map(Parameters::only).for_each(&mut want);
        }
        want(before | added);
    }

    /// The first declaration that is not evaluated because of the limits on runs and parameters, and what to report there.
    pub fn omitted(&self) -> Option<(Span, Text)> {
        let omitted = self.omitted.borrow();
        let first = omitted.iter().filter(|place| self.first_run(place).is_none()).filter_map(|place| place.first()).min()?;
        let message = Text::new(
            "not checked: too many conditions depend on defaults of parameters (at most {limit} parameters and {combinations} \
             combinations of them); set the parameters in a parameter file",
        )
        .with("limit", MAX_PARAMETERS.to_string())
        .with("combinations", MAX_RUNS.to_string());
        Some((*first, message))
    }

    /// The declarations that exist in some run.
    pub fn evaluated(&self) -> HashSet<Span> {
        self.declared.borrow().keys().filter_map(|place| place.first().copied()).collect()
    }

    /// Whether this run has to evaluate a declaration: no earlier run did, and this one has other values for what its condition reads.
    pub fn is_due(&self, place: &Place) -> bool {
        let open = self.open.get();
        match (self.first_run(place), self.vanished.borrow().get(place)) {
            (Some(first), _) => first == open,
            (None, Some(first)) => *first == open || self.wanted.borrow().contains(place),
            (None, None) => true,
        }
    }

    /// Records that a declaration exists in this run. Returns whether it existed in no earlier one.
    pub fn declare(&self, place: Place) -> bool {
        *self.declared.borrow_mut().entry(place).or_insert(self.open.get()) == self.open.get()
    }

    /// The first run in which a declaration exists, by the parameters without a value in it.
    pub fn first_run(&self, place: &[Span]) -> Option<Parameters> {
        self.declared.borrow().get(place).copied()
    }

    /// Whether a declaration that depends on these parameters is the one that was found: an alternative to a declaration of this run, which
    /// exists or has this id only where other parameters are set, is not.
    pub fn is_as_found(&self, place: &[Span], read: Parameters) -> bool {
        self.first_run(place).is_none_or(|first| (read & (first ^ self.open.get())).is_empty())
    }

    /// Whether this run has to evaluate what a call declares: it did not exist before, or something in it did not.
    pub fn enters(&self, call: &[Span]) -> bool {
        self.open.get().is_empty()
            || self.first_run(call).is_none_or(|first| first == self.open.get())
            || self.around.borrow().contains(call)
    }

    /// The names of those of these parameters that have no value in this run, sorted.
    pub fn names(&self, of: Parameters) -> Vec<Arc<str>> {
        let set = of & self.open.get();
        let names = self.names.borrow();
        let mut names: Vec<Arc<str>> = names.iter().enumerate().filter(|(at, _)| set.has(*at)).map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        names
    }
}

/// The place of a declaration in a module or template that these calls lead to.
pub fn place(own: Span, calls: &[Span]) -> Place {
    std::iter::once(own).chain(calls.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn at(offset: usize) -> Place {
        vec![Span::new(FileId(0), offset, offset + 1)]
    }

    /// Evaluates declarations whose conditions are given as alternatives of parameters that must all be set. Returns, for each, the
    /// parameters without a value in the first run in which it exists.
    fn first_runs(conditions: &[&[&[&str]]]) -> (Vec<Option<String>>, Defaults) {
        let defaults = Defaults::default();
        loop {
            for (index, condition) in conditions.iter().enumerate() {
                let is_set = |name: &&str| defaults.value(name, || Ok(Value::bool(false))).unwrap().as_unknown().is_some();
                let (exists, read) = defaults.recording(|| {
                    condition.iter().map(|all| all.iter().filter(|name| !is_set(name)).count() == 0).fold(false, |a, b| a | b)
                });
                if exists {
                    defaults.declare(at(index));
                } else {
                    defaults.vanishes(read, at(index));
                }
            }
            if !defaults.start_next() {
                break;
            }
        }
        let runs = (0..conditions.len()).map(|index| {
            let first = defaults.first_run(&at(index))?;
            defaults.open.set(first);
            Some(defaults.names(first).join("+"))
        });
        let runs = runs.collect();
        (runs, defaults)
    }

    #[test]
    fn a_declaration_is_evaluated_with_as_many_defaults_as_possible() {
        let conditions: &[&[&[&str]]] = &[&[&[]], &[&["a"]], &[&["a", "b"]], &[&["a"], &["b"]], &[&["a", "b", "c"], &["d"]], &[]];
        let (runs, defaults) = first_runs(conditions);
        let expected = [Some(""), Some("a"), Some("a+b"), Some("a"), Some("d"), None];
        assert_eq!(runs, expected.map(|run| run.map(str::to_owned)));
        assert_eq!(defaults.evaluated().len(), 5);
        assert_eq!(defaults.omitted(), None);
        // `a`, `b` and `d` alone, and `a` with `b`.
        assert!(defaults.runs.get() <= 5, "{}", defaults.runs.get());
    }

    #[test]
    fn alternatives_are_not_as_found() {
        let defaults = Defaults::default();
        let (_, read) = defaults.recording(|| defaults.value("a", || Ok(Value::bool(false))));
        defaults.declare(at(0));
        defaults.vanishes(read, at(1));
        assert!(defaults.is_as_found(&at(0), read));
        assert!(defaults.start_next());
        // It exists where `a` has its default, and this run is where it has not.
        assert!(!defaults.is_as_found(&at(0), read));
        assert!(defaults.is_as_found(&at(0), Parameters::default()));
        defaults.declare(at(1));
        assert!(defaults.is_as_found(&at(1), read));
    }

    #[test]
    fn only_calls_around_missing_declarations_are_entered_again() {
        let defaults = Defaults::default();
        let (call, other) = (at(10), at(20));
        let (_, read) = defaults.recording(|| defaults.value("a", || Ok(Value::bool(false))));
        for call in [&call, &other] {
            assert!(defaults.enters(call));
            defaults.declare(call.clone());
        }
        defaults.vanishes(read, place(at(0)[0], &call));
        assert!(defaults.start_next());
        assert!(defaults.enters(&call));
        assert!(!defaults.enters(&other));
    }

    #[test]
    fn limits_are_reported() {
        let names: Vec<String> = (0..=MAX_RUNS).map(|number| format!("p{number}")).collect();
        let alone: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
        let alternatives: Vec<[&[&str]; 1]> = alone.iter().map(|name| [name.as_slice()]).collect();
        let conditions: Vec<&[&[&str]]> = alternatives.iter().map(<[_; 1]>::as_slice).collect();
        let (runs, defaults) = first_runs(&conditions);
        assert_eq!(runs.iter().filter(|run| run.is_some()).count(), MAX_PARAMETERS);
        assert_eq!(defaults.omitted().unwrap().0, at(MAX_PARAMETERS)[0]);
        let (_, defaults) = first_runs(&conditions[..MAX_PARAMETERS]);
        assert_eq!(defaults.omitted(), None);
    }

    #[test]
    fn values_read_once_are_noted_for_every_reader() {
        let defaults = Defaults::default();
        let (((), inner), outer) = defaults.recording(|| defaults.recording(|| drop(defaults.value("a", || Ok(Value::null())))));
        assert!(!inner.is_empty());
        assert_eq!(inner, outer);
        let ((), cached) = defaults.recording(|| defaults.note(inner));
        assert_eq!(cached, inner);
    }
}
