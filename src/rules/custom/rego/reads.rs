//! What rules read of resources, as far as their text shows it.

use super::calls::path;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The names of a JSON pointer into the object of a resource; `*` is any element of a list, or a member that is not named.
type Names = Vec<String>;

/// What a part of a program reads.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// What it reads of the objects of resources.
    values: BTreeSet<Names>,
    /// Of which values it asks for the state, so that it can treat one that is missing in its own way.
    states: BTreeSet<Names>,
    /// The properties whose values decide whether it has a result. The text of others is only a part of the result.
    deciding: BTreeSet<String>,
    /// Whether it can read all of the one resource.
    is_whole: bool,
    /// Whether it reads what differs between resources with equal objects, such as the address.
    has_others: bool,
}

impl Access {
    pub fn add(&mut self, other: &Self) {
        self.values.extend(other.values.iter().cloned());
        self.states.extend(other.states.iter().cloned());
        self.deciding.extend(other.deciding.iter().cloned());
        self.is_whole |= other.is_whole;
        self.has_others |= other.has_others;
    }

    /// Adds what another rule reads whose result is used.
    pub fn add_used(&mut self, other: &Self) {
        self.add(other);
        self.deciding.extend(other.values.iter().filter_map(|names| names.first().cloned()));
    }

    /// The properties on which it depends whether it has a result, each with whether any text leads to the same; nothing if it can depend on
    /// something else.
    pub fn relevant(&self) -> Option<Vec<(String, bool)>> {
        let is_text = |name: &String| !self.deciding.contains(name) && self.states.iter().all(|names| names.first() != Some(name));
        let properties = self.properties().filter(|_| !self.has_others)?;
        let marks: Vec<bool> = properties.iter().map(is_text).collect();
        Some(properties.into_iter().zip(marks).collect())
    }

    /// The properties of the one resource that it can read; nothing if it can read all.
    pub fn properties(&self) -> Option<BTreeSet<String>> {
        let names = self.values.iter().chain(&self.states).filter_map(|names| names.first().cloned());
        (!self.is_whole).then(|| names.collect())
    }

    /// The values that can be absent without being in one of these lists: Rego has no value for an expression on them.
    pub fn unlisted(&self, listed: impl Fn(&[String]) -> bool) -> Option<&[String]> {
        let is_asked = |needed: &[String]| self.states.iter().any(|names| names.starts_with(needed));
        self.values.iter().map(|names| needed(names)).find(|needed| !is_asked(needed) && !listed(needed))
    }
}

/// The part of a pointer up to the last name that a resource can lack. What is missing in an object inside of it is missing for certain,
/// apart from the properties of an Azure resource and of the elements of lists.
fn needed(names: &[String]) -> &[String] {
    let is_any = |name: &String| name == "*";
    let without_elements = names.len() - names.iter().rev().take_while(|name| is_any(name)).count();
    let names = names.get(..without_elements).unwrap_or_default();
    let count = match names {
        _ if names.iter().any(is_any) => names.len(),
        [first, _, ..] if first == "properties" => 2,
        _ => 1,
    };
    names.get(..count).unwrap_or(names)
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    /// The input as a whole: the one resource, or the tenant.
    Input,
    /// A part of the object of a resource.
    Part(Names),
    /// A part of the input beside the object of a resource.
    Beside,
    /// A rule, or a part of its value.
    Rule,
    Other,
}

/// What variables are.
type Variables = BTreeMap<String, Meaning>;

/// What a rule of a file reads. An import gives a part of the input another name.
pub fn of_rule(rule: &Value, imports: &BTreeMap<String, String>, contents: &str) -> Access {
    let imported = |path: &String| match path.strip_prefix("input") {
        Some("") => Some(Meaning::Input),
        Some(rest) => Some(match rest.strip_prefix(".object") {
            Some(rest) => Meaning::Part(rest.split('.').skip(1).map(str::to_owned).collect()),
            None => Meaning::Beside,
        }),
        None => Some(Meaning::Rule),
    };
    let variables = imports.iter().filter_map(|(alias, path)| Some((alias.clone(), imported(path)?)));
    let mut outputs = Vec::new();
    if let Some(bodies) = rule.get("bodies") {
        assigned(bodies, &mut outputs);
        let count = |name: &str| outputs.iter().filter(|output| **output == name).count();
        outputs = outputs.iter().copied().filter(|name| uses(bodies, name) == count(name)).collect();
    }
    let mut reader = Reader { contents, outputs, access: Access::default() };
    reader.read(rule, &variables.collect(), false);
    reader.access
}

/// The variables that are assigned in a tree, with `:=`: `=` can also compare.
fn assigned<'t>(tree: &'t Value, names: &mut Vec<&'t str>) {
    let assignment = tree.get("AssignExpr").filter(|assignment| assignment.get("op").and_then(Value::as_str) == Some("ColEq"));
    names.extend(assignment.and_then(|assignment| assignment.get("lhs")).and_then(variable));
    each(tree, &mut |inner| assigned(inner, names));
}

/// How often a variable is in a tree.
fn uses(tree: &Value, name: &str) -> usize {
    let mut count = usize::from(variable(tree) == Some(name));
    each(tree, &mut |inner| count += uses(inner, name));
    count
}

fn each<'t>(tree: &'t Value, work: &mut dyn FnMut(&'t Value)) {
    match tree {
        Value::Object(members) => members.values().for_each(work),
        Value::Array(elements) => elements.iter().for_each(work),
        _ => {}
    }
}

struct Reader<'c> {
    contents: &'c str,
    /// The variables that are only a part of the result.
    outputs: Vec<&'c str>,
    access: Access,
}

impl Reader<'_> {
    /// Reads a tree, which can be a part of the result and nothing else.
    fn read(&mut self, tree: &Value, around: &Variables, is_output: bool) {
        let members = match tree {
            Value::Object(members) => members,
            Value::Array(elements) => return elements.iter().for_each(|element| self.read(element, around, is_output)),
            _ => return,
        };
        if self.is_state(tree) {
            return;
        }
        if ["Var", "RefDot", "RefBrack"].iter().any(|key| members.contains_key(*key)) {
            match meaning(tree, around) {
                Meaning::Input => self.access.is_whole = true,
                Meaning::Part(names) => match names.first().filter(|first| *first != "*") {
                    None => self.access.is_whole = true,
                    Some(first) => {
                        if !is_output || names.len() > 1 {
                            self.access.deciding.insert(first.clone());
                        }
                        self.access.values.insert(names);
                    }
                },
                Meaning::Beside => self.access.has_others = true,
                Meaning::Rule | Meaning::Other => {}
            }
            return self.read_inside(tree, around);
        }
        // The head of a rule uses the variables of its bodies, and a comprehension and `every` have variables of their own.
        let own = members.get("query").or_else(|| members.get("bodies"));
        let inner = own.map(|own| {
            let mut variables = around.clone();
            bind(own, &mut variables);
            if let Some(domain) = members.get("domain") {
                self.bind_every(tree, domain, &mut variables);
            }
            variables
        });
        let is_printed = is_output && is_print(tree);
        let is_result = tree.pointer("/lhs").and_then(variable).is_some_and(|name| self.outputs.contains(&name));
        for (key, member) in members {
            let is_output = match &**key {
                // The name of a function is no value.
                "fcn" => continue,
                "head" => true,
                "rhs" if is_result => true,
                "Call" => is_printed,
                "Object" | "Array" | "Set" | "Compr" => is_output,
                _ => is_output && key.starts_with(char::is_lowercase),
            };
            self.read(member, inner.as_ref().unwrap_or(around), is_output);
        }
    }

    /// Reads the expressions between brackets, and that to which a path is applied.
    fn read_inside(&mut self, tree: &Value, around: &Variables) {
        let Some(reference) = tree.get("RefDot").or_else(|| tree.get("RefBrack")) else { return };
        if let Some(index) = reference.get("index") {
            self.read(index, around, false);
        }
        let Some(before) = reference.get("refr") else { return };
        if before.get("RefDot").or_else(|| before.get("RefBrack")).is_some() {
            self.read_inside(before, around);
        } else if before.get("Var").is_none() {
            self.read(before, around, false);
        }
    }

    /// Whether a tree asks for the state of a value.
    fn is_state(&mut self, tree: &Value) -> bool {
        if tree.pointer("/Call/fcn").and_then(path).as_deref() == Some("tenantlint.state")
            && let Some(Value::Array(parameters)) = tree.pointer("/Call/params")
            && let [resource, pointer] = parameters.as_slice()
            && resource.get("Var").is_some()
            && let Some(pointer) = text(pointer).and_then(|pointer| pointer.strip_prefix('/'))
        {
            self.access.states.insert(pointer.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect());
            return true;
        }
        false
    }

    fn bind_every(&self, every: &Value, domain: &Value, variables: &mut Variables) {
        let at = |end: &str| every.get("value")?.get(end)?.as_u64()?.try_into().ok();
        let name = at("start").zip(at("end")).and_then(|(start, end): (usize, usize)| self.contents.get(start..end));
        let meaning = element(meaning(domain, variables));
        set(variables, name, Some(meaning));
    }
}

/// Adds the variables of the statements of a query, and of nothing inside of them that has variables of its own.
fn bind(tree: &Value, variables: &mut Variables) {
    if let Some(some) = tree.get("SomeIn") {
        let list = some.get("collection").map(|list| element(meaning(list, variables)));
        set(variables, some.get("value").and_then(variable), list);
    }
    if let Some(assigned) = tree.get("AssignExpr") {
        let value = assigned.get("rhs").map(|value| meaning(value, variables));
        set(variables, assigned.get("lhs").and_then(variable), value);
    }
    match tree {
        Value::Array(elements) => elements.iter().for_each(|element| bind(element, variables)),
        // Bodies are lists of objects with a query.
        Value::Object(members) => {
            let inner = members.iter().filter(|(key, value)| *key != "Every" && !key.ends_with("Compr") && !value.is_string());
            inner.for_each(|(_, value)| bind(value, variables));
        }
        _ => {}
    }
}

/// Sets what a variable is. It can be something else in another body of the rule.
fn set(variables: &mut Variables, name: Option<&str>, meaning: Option<Meaning>) {
    if let Some((name, meaning)) = name.zip(meaning) {
        variables
            .entry(name.to_owned())
            .and_modify(|known| {
                if *known != meaning {
                    *known = Meaning::Other;
                }
            })
            .or_insert(meaning);
    }
}

/// Whether an expression has a value for every text that it prints.
fn is_print(tree: &Value) -> bool {
    let format = tree.pointer("/Call/params/0");
    tree.pointer("/Call/fcn").and_then(path).as_deref() == Some("sprintf") && format.and_then(text).is_some()
}

fn element(list: Meaning) -> Meaning {
    match list {
        Meaning::Part(names) if !names.is_empty() => Meaning::Part(under(names, "*")),
        _ => Meaning::Other,
    }
}

fn under(mut names: Names, name: &str) -> Names {
    names.push(name.to_owned());
    names
}

fn variable(tree: &Value) -> Option<&str> {
    tree.pointer("/Var/value")?.as_str()
}

fn text(tree: &Value) -> Option<&str> {
    tree.pointer("/String/value").or_else(|| tree.pointer("/RawString/value"))?.as_str()
}

fn meaning(tree: &Value, variables: &Variables) -> Meaning {
    if let Some(name) = variable(tree) {
        return match name {
            "input" => Meaning::Input,
            "data" => Meaning::Rule,
            _ => variables.get(name).cloned().unwrap_or(Meaning::Other),
        };
    }
    let reference = tree.get("RefDot").or_else(|| tree.get("RefBrack"));
    let Some((reference, before)) = reference.and_then(|reference| Some((reference, reference.get("refr")?))) else {
        return Meaning::Other;
    };
    let name = reference.pointer("/field/1").and_then(Value::as_str).or_else(|| reference.get("index").and_then(text));
    match (meaning(before, variables), name) {
        (Meaning::Part(names), name) => Meaning::Part(under(names, name.unwrap_or("*"))),
        // In a rule that joins resources, each of them has an object.
        (Meaning::Input | Meaning::Beside | Meaning::Other, Some("object")) => Meaning::Part(Vec::new()),
        (Meaning::Input, None) => Meaning::Part(vec!["*".to_owned()]),
        // They are the same for all resources that a rule checks.
        (Meaning::Input, Some("kind" | "today")) => Meaning::Other,
        (Meaning::Input | Meaning::Beside, _) => Meaning::Beside,
        (Meaning::Rule, _) => Meaning::Rule,
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::custom::rego::Program;

    /// The properties on which it depends whether a rule finds something. A plus marks those of which any text leads to the same.
    fn relevant(rule: &str) -> Option<String> {
        let text = format!("package a\n\nimport rego.v1\n\n{rule}\n");
        let program = Program::new(&[("a.rego".to_owned(), text)], &["data.a.deny".to_owned()]).unwrap();
        let relevant = program.accesses()[0].relevant()?;
        let marked = |(name, is_text): (String, bool)| if is_text { format!("{name}+") } else { name };
        Some(relevant.into_iter().map(marked).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_only_printed_does_not_decide() {
        let finding = r#"finding := { "pointer": "/x", "message": sprintf("%s %s", [input.object.a, input.object.b.c]) }"#;
        let rules = [
            (format!("deny contains finding if {{ input.object.x; {finding} }}"), "a+ b x"),
            (format!("deny contains finding if {{ input.object.a; {finding} }}"), "a b"),
            (format!("deny contains finding if {{ {finding}; finding.message != input.object.x }}"), "a b x"),
            (format!("deny contains finding if {{ other == 1; {finding} }}\nother := count(input.object.x)"), "a+ b x"),
            (format!("deny contains finding if {{ tenantlint.state(input, \"/a\") == \"null\"; {finding} }}"), "a b"),
            ("deny contains sprintf(\"%s\", [input.object.a]) if input.today".to_owned(), "a+"),
            ("deny contains sprintf(\"%s\", [lower(input.object.a)])".to_owned(), "a"),
            ("deny contains {\"a\": input.object.a}".to_owned(), "a+"),
        ];
        for (rule, expected) in rules {
            assert_eq!(relevant(&rule).as_deref(), Some(expected), "{rule}");
        }
        for rule in
            ["deny contains \"x\" if input.address", "deny contains \"x\" if count(input.object) > 1", "deny contains input.unknown"]
        {
            assert_eq!(relevant(rule), None, "{rule}");
        }
    }
}
