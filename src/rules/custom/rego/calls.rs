//! What the engine does not reject itself: functions that call themselves, and what is nested so deeply that it would take the whole stack.

use super::reads::{self, Access};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub const TOO_DEEP: &str = "this is nested too deeply";

/// The deepest nesting of brackets, the most operators of an expression, and the deepest nesting of everything that an evaluation passes
/// through from one rule to the next.
const MOST_BRACKETS: usize = 40;
const MOST_OPERATORS: usize = 50;
const MOST_DEPTH: usize = 2_000;

/// The line and the column at which brackets or operators are nested too deeply.
pub fn too_deep(text: &str) -> Option<(usize, usize)> {
    // The operators of the expression in each open bracket.
    let mut operators = vec![0_usize];
    let (mut quote, mut before) = (None, '\n');
    for (number, line) in text.lines().enumerate() {
        // A line continues the expression of the one before after an operator, or with one.
        let is_operator = |character: char| "+-*/%|&<>=!.".contains(character);
        if quote.is_none()
            && !is_operator(before)
            && !line.trim_start().starts_with(is_operator)
            && let Some(last) = operators.last_mut()
        {
            *last = 0;
        }
        let mut characters = line.chars().enumerate();
        while let Some((column, character)) = characters.next() {
            match (quote, character) {
                (Some('"'), '\\') => drop(characters.next()),
                (Some(open), _) if open == character => quote = None,
                (None, '"' | '`') => quote = Some(character),
                (None, '#') => break,
                (None, '[' | '{' | '(') => operators.push(0),
                (None, ']' | '}' | ')') => {
                    operators.pop();
                    // A bracket after an expression makes a longer one.
                    add(&mut operators, 1);
                }
                (None, ',' | ';') => add(&mut operators, 0),
                (None, operator) if is_operator(operator) => add(&mut operators, 1),
                _ => {}
            }
            if operators.is_empty() {
                operators.push(0);
            }
            if operators.len() > MOST_BRACKETS || operators.last().is_some_and(|last| *last > MOST_OPERATORS) {
                return Some((number + 1, column + 1));
            }
            if !character.is_whitespace() {
                before = character;
            }
        }
        // The text in double quotes ends with its line.
        quote = quote.filter(|open| *open == '`');
    }
    None
}

/// Counts an operator of the expression in the last open bracket, or begins another expression.
fn add(operators: &mut [usize], count: usize) {
    if let Some(last) = operators.last_mut() {
        *last = if count == 0 { 0 } else { *last + count };
    }
}

/// A rule: its package and its name.
type Name = (String, String);

#[derive(Default)]
struct Rule {
    /// The file, the line and the column.
    place: (usize, usize, usize),
    /// How deeply it is nested.
    depth: usize,
    /// What it names, as in `data.lib.names.is_plain`, and whether it calls that.
    names: BTreeSet<(String, bool)>,
    access: Access,
}

/// What is known of all files before anything is evaluated.
#[derive(Debug, Default)]
pub struct Analysis {
    /// All rules: the number of the file, and the path as in `data.lib.names.is_plain`.
    pub rules: Vec<(usize, String)>,
    /// What each query reads, in the order of the queries.
    pub accesses: Vec<Access>,
    /// The properties of the one resource that they can read; nothing if they can read all.
    pub properties: Option<BTreeSet<String>>,
}

/// Analyzes the syntax tree of all files.
///
/// # Errors
/// The first mistake, with the number of the file, the line and the column.
pub fn analyze(tree: &str, queries: &[String]) -> Result<Analysis, (usize, usize, usize, String)> {
    // Deeper trees cannot be read, so nothing below can take the whole stack.
    let Ok(Value::Array(modules)) = serde_json::from_str(tree) else { return Err((0, 1, 1, TOO_DEEP.to_owned())) };
    let mut rules: BTreeMap<Name, Rule> = BTreeMap::new();
    for module in &modules {
        collect(module, &mut rules);
    }
    let mut depths = BTreeMap::new();
    for name in rules.keys() {
        if let Err(message) = depth(name, &rules, &mut Vec::new(), &mut depths) {
            let (file, line, column) = rules.get(name).map_or((0, 1, 1), |rule| rule.place);
            return Err((file, line, column, message));
        }
    }
    let mut all = Access::default();
    for rule in rules.values() {
        all.add(&rule.access);
    }
    Ok(Analysis {
        accesses: queries.iter().map(|query| access(query, &rules)).collect(),
        rules: rules.into_iter().map(|((package, name), rule)| (rule.place.0, format!("data.{package}.{name}"))).collect(),
        properties: all.properties(),
    })
}

/// What a rule reads, and all rules that it names.
fn access(query: &str, rules: &BTreeMap<Name, Rule>) -> Access {
    let mut access = Access::default();
    let (mut open, mut seen): (Vec<Name>, BTreeSet<Name>) = (Vec::new(), BTreeSet::new());
    let follow = |rule: &Rule, open: &mut Vec<Name>| {
        for (called, _) in &rule.names {
            open.extend(named(called));
            open.extend(in_package(called, rules));
        }
    };
    // It is named in its own head. A rule cannot use its own result.
    for name in named(query) {
        if let Some(rule) = rules.get(&name) {
            access.add(&rule.access);
            follow(rule, &mut open);
            seen.insert(name);
        }
    }
    while let Some(name) = open.pop() {
        if let Some(rule) = rules.get(&name)
            && seen.insert(name)
        {
            access.add_used(&rule.access);
            follow(rule, &mut open);
        }
    }
    access
}

/// The rules of the packages whose path begins with this one, which can be evaluated as a whole.
fn in_package<'r>(path: &'r str, rules: &'r BTreeMap<Name, Rule>) -> impl Iterator<Item = Name> + 'r {
    let path = path.strip_prefix("data").unwrap_or(path).trim_start_matches('.');
    let is_below =
        move |package: &str| package.strip_prefix(path).is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('.'));
    let from = rules.range((path.to_owned(), String::new())..).take_while(move |((package, _), _)| package.starts_with(path));
    from.filter(move |((package, _), _)| is_below(package)).map(|(name, _)| name.clone())
}

/// The rules that a path can name: the name of a rule ends anywhere in it, the rest is looked up in its value.
fn named(path: &str) -> impl Iterator<Item = Name> {
    let parts: Vec<&str> = path.split('.').skip(1).collect();
    let name = |end: usize| Some((parts.get(..end)?.join("."), (*parts.get(end)?).to_owned()));
    (0..parts.len()).filter_map(name).collect::<Vec<_>>().into_iter()
}

/// Adds the rules of a file.
fn collect(module: &Value, rules: &mut BTreeMap<Name, Rule>) {
    let text = |pointer: &str| module.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let file = text("/source/file").parse().unwrap_or_default();
    let contents = text("/source/contents");
    let tree = module.get("ast").unwrap_or(module);
    let package = tree.pointer("/package/refr").and_then(path).unwrap_or_default();
    let mut imports = BTreeMap::new();
    for import in tree.get("imports").and_then(Value::as_array).into_iter().flatten() {
        let Some(imported) = import.get("refr").and_then(path) else { continue };
        let bytes = |key: &str| import.get("as")?.get(key)?.as_u64()?.try_into().ok();
        let alias = bytes("start").zip(bytes("end")).and_then(|(start, end): (usize, usize)| contents.get(start..end));
        let alias = alias.unwrap_or_else(|| imported.rsplit('.').next().unwrap_or_default()).to_owned();
        imports.insert(alias, imported);
    }
    for rule in tree.get("rules").and_then(Value::as_array).into_iter().flatten() {
        let body = rule.get("Spec").or_else(|| rule.get("Default")).unwrap_or(rule);
        let head = body.get("head").and_then(Value::as_object).and_then(|head| head.values().next()).unwrap_or(body);
        let Some(name) = head.get("refr").and_then(path).and_then(|path| path.split('.').next().map(str::to_owned)) else { continue };
        let number =
            |pointer: &str| body.pointer(pointer).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
        let known = rules
            .entry((package.clone(), name))
            .or_insert_with(|| Rule { place: (file, number("/span/line"), number("/span/col")), ..Rule::default() });
        known.access.add(&reads::of_rule(body, &imports, contents));
        let mut named = BTreeSet::new();
        known.depth = known.depth.max(walk(body, &mut named));
        for (name, is_call) in named {
            let first = name.split('.').next().unwrap_or_default();
            let rest = name.get(first.len()..).unwrap_or_default();
            let name = match imports.get(first) {
                Some(imported) => format!("{imported}{rest}"),
                None if first == "data" => name,
                None => format!("data.{package}.{name}"),
            };
            known.names.insert((name, is_call));
        }
    }
}

/// The names in a part of a tree, and how deeply it is nested.
fn walk(tree: &Value, names: &mut BTreeSet<(String, bool)>) -> usize {
    let inner = match tree {
        Value::Object(members) => {
            names.extend(path(tree).map(|name| (name, false)));
            names.extend(tree.pointer("/Call/fcn").and_then(path).map(|name| (name, true)));
            members.values().map(|value| walk(value, names)).max()
        }
        Value::Array(elements) => elements.iter().map(|value| walk(value, names)).max(),
        _ => return 0,
    };
    inner.unwrap_or_default() + 1
}

/// The name that an expression is: `a`, or `a.b.c`.
pub fn path(tree: &Value) -> Option<String> {
    if let Some(name) = tree.pointer("/Var/value") {
        return name.as_str().map(str::to_owned);
    }
    let reference = tree.get("RefDot")?;
    Some(format!("{}.{}", path(reference.get("refr")?)?, reference.pointer("/field/1")?.as_str()?))
}

/// How deeply an evaluation of a rule is nested.
fn depth(name: &Name, rules: &BTreeMap<Name, Rule>, open: &mut Vec<Name>, known: &mut BTreeMap<Name, usize>) -> Result<usize, String> {
    if let Some(depth) = known.get(name) {
        return Ok(*depth);
    }
    let Some(rule) = rules.get(name) else { return Ok(0) };
    open.push(name.clone());
    let mut deepest = 0;
    for (called, is_call) in &rule.names {
        for called in named(called) {
            let is_open = open.contains(&called);
            // The engine rejects other rules that depend on themselves. A variable can also have the name of a rule.
            if is_open && !is_call {
                continue;
            }
            if is_open {
                return Err(format!("`{}` is evaluated in terms of itself, which Rego does not allow", called.1));
            }
            if open.len() > MOST_DEPTH {
                return Err(TOO_DEEP.to_owned());
            }
            deepest = deepest.max(depth(&called, rules, open, known)?);
        }
    }
    open.pop();
    let depth = rule.depth + deepest;
    if depth > MOST_DEPTH {
        return Err(TOO_DEEP.to_owned());
    }
    known.insert(name.clone(), depth);
    Ok(depth)
}
