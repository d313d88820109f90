//! The order of modules in ARCHITECTURE.md: a module uses only modules below it, and there are no cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A path of modules below `src`: `["reader", "terraform", "table"]`.
type Module = Vec<String>;

/// The modules of ARCHITECTURE.md, lowest first.
fn order() -> Vec<String> {
    let text = std::fs::read_to_string("ARCHITECTURE.md").expect("it is in the repository");
    let (_, rest) = text.split_once("<!-- layers -->").expect("the list of layers is marked");
    let (list, _) = rest.split_once("<!-- /layers -->").expect("the list of layers ends");
    let named = |line: &str| line.strip_prefix("| `").and_then(|rest| rest.split_once('`')).map(|(name, _)| name.to_owned());
    list.lines().filter_map(named).collect()
}

/// Every file below `src`, with its module. Test files may use whatever they test.
fn files(folder: &Path, into: &mut Vec<(Module, PathBuf)>) {
    for entry in std::fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if matches!(name, "tests" | "testing" | "fixture") {
            continue;
        }
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix("src").expect("it lies there").with_extension("");
            let mut module: Module = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            into.push((module, path));
        }
    }
}

fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("it can be read");
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The paths in a `use` tree or its start: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str, prefix: &[String], into: &mut Vec<Module>) {
    let mut depth = 0_usize;
    let mut starts = vec![0];
    for (at, char) in tree.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    starts.push(tree.len() + 1);
    for range in starts.windows(2) {
        let branch = tree[range[0]..range[1] - 1].trim();
        let (head, inner) = branch.split_once('{').map_or((branch, None), |(head, inner)| (head, inner.strip_suffix('}')));
        let head = head.split(" as ").next().unwrap_or_default();
        let parts = head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
        let path: Module = prefix.iter().cloned().chain(parts).collect();
        match inner {
            Some(inner) => paths(inner, &path, into),
            None => into.push(path),
        }
    }
}

/// All paths in a file from the root of the crate: by `crate::`, and by `super::` relative to the module.
fn uses(module: &Module, code: &str) -> Vec<Module> {
    let mut all = Vec::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' || before == ':' || before == '$' {
            continue;
        }
        let mut rest = &code[at..];
        let mut from = Module::new();
        if let Some(absolute) = rest.strip_prefix("crate::") {
            rest = absolute;
        } else {
            from.clone_from(module);
            while let Some(above) = rest.strip_prefix("super::") {
                rest = above;
                from.pop();
            }
        }
        let in_use = code[..at].trim_end().ends_with("use") || code[..at].trim_end().ends_with("use ");
        let end = if in_use { rest.find(';') } else { rest.find(|char: char| !(char.is_alphanumeric() || "_:".contains(char))) };
        paths(&rest[..end.unwrap_or(rest.len())], &from, &mut all);
    }
    all
}

/// Edges between the children of each folder of modules: from the using child to the used one.
fn edges() -> BTreeMap<Module, BTreeMap<(String, String), BTreeSet<String>>> {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    let modules: BTreeSet<&Module> = all.iter().map(|(module, _)| module).collect();
    let is_module = |path: &Module| modules.contains(path) || modules.iter().any(|module| module.starts_with(path));
    let mut edges: BTreeMap<Module, BTreeMap<(String, String), BTreeSet<String>>> = BTreeMap::new();
    for (module, path) in &all {
        for used in uses(module, &code(path)) {
            let common = module.iter().zip(&used).take_while(|(left, right)| left == right).count();
            let (Some(from), Some(to)) = (module.get(common), used.get(common)) else { continue };
            if is_module(&used[..=common].to_vec()) {
                let between = edges.entry(module[..common].to_vec()).or_default();
                between.entry((from.clone(), to.clone())).or_default().insert(path.display().to_string());
            }
        }
    }
    edges
}

/// Dependencies that must go through a module between them: rules ask `model`, which parses.
const FORBIDDEN: &[(&str, &str)] = &[("rules", "syntax")];

#[test]
fn a_module_uses_only_modules_below_it() {
    let order = order();
    let rank = |name: &str| order.iter().position(|known| known == name);
    let edges = edges();
    let top = &edges[&Module::new()];
    assert!(top.len() > 50, "the edges were not found: {top:?}");
    let mut wrong = Vec::new();
    for ((from, to), files) in top.iter().filter(|((from, _), _)| from != "main" && from != "lib") {
        match (rank(from), rank(to)) {
            (Some(above), Some(below)) if above > below && !FORBIDDEN.contains(&(from.as_str(), to.as_str())) => {}
            (Some(above), Some(below)) if above > below => wrong.push(format!("`{from}` must not use `{to}` itself: {files:?}")),
            (Some(_), Some(_)) => wrong.push(format!("`{from}` uses `{to}`, which lies above it: {files:?}")),
            _ => wrong.push(format!("`{from}` or `{to}` is not in the list of ARCHITECTURE.md")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_turns_in_a_circle() {
    let mut wrong = Vec::new();
    for (folder, edges) in edges().into_iter().filter(|(folder, _)| folder.len() <= 1) {
        // Kahn's algorithm: unused modules are removed; the rest is part of a cycle or used by one.
        let mut left: BTreeSet<&(String, String)> = edges.keys().collect();
        loop {
            let used: BTreeSet<&String> = left.iter().map(|edge| &edge.1).collect();
            let before = left.len();
            left.retain(|(from, _)| used.contains(from));
            if left.len() == before {
                break;
            }
        }
        // Also from the other end, so that only the cycle itself is named.
        loop {
            let users: BTreeSet<&String> = left.iter().map(|edge| &edge.0).collect();
            let before = left.len();
            left.retain(|(_, to)| users.contains(to));
            if left.len() == before {
                break;
            }
        }
        for edge in left {
            wrong.push(format!("{}: `{}` uses `{}` in {:?}", folder.join("::"), edge.0, edge.1, edges[edge]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
