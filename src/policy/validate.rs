//! Validates a policy file: every mistake, each at its place.
//!
//! The schema defines what is allowed where. The messages of its validator quote the whole value and the whole list of expected
//! values, so only the kind of error and its place are used.

use super::error::{MOST_MISTAKES, PolicyError, nearest};
use super::forms::FORMS;
use crate::message::Text;
use crate::parts::Parts;
use crate::rules::policy_file::allow_list_entry_unsound;
use crate::syntax::tree::{Bytes, Member, Node, Value as Tree};
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind as Kind};
use serde_json::Value;
use std::collections::HashSet;

/// Removes later members of the same name from the tree: the intended one is not clear, and the rest can still be checked.
pub(super) fn take_duplicates(node: &mut Node<'_>, errors: &mut Vec<PolicyError>) {
    match &mut node.value {
        Tree::Object(members) => {
            let mut seen = HashSet::new();
            members.retain(|member| {
                let first = seen.insert(member.key.clone());
                if !first && errors.len() <= MOST_MISTAKES {
                    let message = Text::new("duplicate key `{key}`").with("key", cut(&member.key));
                    errors.push(PolicyError::new(&member.key_bytes, message).help("keep one of the two"));
                }
                first
            });
            for member in members {
                take_duplicates(&mut member.value, errors);
            }
        }
        Tree::Array(elements) => elements.iter_mut().for_each(|element| take_duplicates(element, errors)),
        _ => {}
    }
}

/// The file as JSON, without keys that have no value.
pub(super) fn without_nulls(node: &Node<'_>) -> Value {
    match &node.value {
        Tree::Object(members) => {
            let given = members.iter().filter(|member| !member.value.is_null());
            given.map(|member| (member.key.to_string(), without_nulls(&member.value))).collect()
        }
        Tree::Array(elements) => elements.iter().map(without_nulls).collect(),
        // `2.0` is whole to JSON Schema, but not to serde.
        Tree::Number(text) => {
            text.strip_suffix(".0").and_then(|whole| whole.parse::<i64>().ok()).map_or_else(|| node.to_json(), Value::from)
        }
        _ => node.to_json(),
    }
}

/// The violations of the schema; only the first ones of a file with very many.
pub(super) fn by_schema(root: &Node<'_>, schema: &Value, errors: &mut Vec<PolicyError>) {
    let options = jsonschema::options().should_validate_formats(true);
    let validator = FORMS
        .iter()
        .fold(options, |options, form| options.with_format(form.name, form.fits))
        .build(schema)
        .expect("the schema is generated from our types, and a test builds it");
    let instance = root.to_json();
    let translation = Translation { root, schema };
    for error in validator.iter_errors(&instance) {
        if errors.len() > MOST_MISTAKES {
            break;
        }
        translation.translate(&error, errors);
    }
}

/// Checks that a schema cannot express: globs, names of tenants, selectors without a value.
pub(super) fn by_hand(root: &Node<'_>, errors: &mut Vec<PolicyError>) {
    let tenants = root.get("tenants").map(Node::members).unwrap_or_default();
    let complete = root.get("complete").map(Node::members).unwrap_or_default().iter().map(|kind| &kind.value);
    for path in tenants.iter().filter_map(|tenant| tenant.value.get("paths")).chain(complete).flat_map(Node::elements) {
        if let Some(Err(error)) = path.as_str().map(path_glob) {
            let message = Text::new("`{glob}` is not a glob: {reason}").with("glob", cut(path.as_str().unwrap_or_default()));
            errors.push(PolicyError::new(&path.bytes, message.with("reason", error.kind().to_string())));
        }
    }
    for entry in root.get("allow").map(Node::elements).unwrap_or_default() {
        if let Some(resource) = entry.member("resource").filter(|resource| selects_nothing(&resource.value)) {
            errors.push(empty_selector(resource));
        }
        let Some(tenant) = entry.get("tenant") else { continue };
        let Some(name) = tenant.as_str().filter(|name| tenants.iter().all(|tenant| tenant.key != *name)) else { continue };
        let help = match nearest(name, tenants.iter().map(|tenant| &*tenant.key)) {
            Some(nearest) => did_you_mean(nearest),
            None => "add it under `tenants`".into(),
        };
        errors.push(PolicyError::new(&tenant.bytes, Text::new("unknown tenant `{name}`").with("name", cut(name))).help(help));
    }
}

/// The glob of a tenant's path.
pub(super) fn path_glob(path: &str) -> Result<globset::Glob, globset::Error> {
    globset::GlobBuilder::new(path.strip_prefix("./").unwrap_or(path)).literal_separator(true).backslash_escape(true).build()
}

/// Whether all keys are without a value. The schema reports a mapping without keys.
fn selects_nothing(resource: &Node<'_>) -> bool {
    !resource.members().is_empty() && resource.members().iter().all(|selector| selector.value.is_null())
}

fn empty_selector(resource: &Member<'_>) -> PolicyError {
    PolicyError::new(&resource.key_bytes, "`resource` has no value: the entry would accept every finding of the rule")
        .help("name the resource by `appId`, `id`, `displayName`, `address`, `root` or `kind`")
}

pub(super) fn did_you_mean(nearest: &str) -> Text {
    Text::new("did you mean `{nearest}`?").with("nearest", nearest)
}

/// A text, cut to what fits in a message.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.before(end)),
        None => text.to_owned(),
    }
}

/// Converts errors of the schema validator.
struct Translation<'t> {
    root: &'t Node<'t>,
    schema: &'t Value,
}

impl Translation<'_> {
    fn translate(&self, error: &ValidationError<'_>, errors: &mut Vec<PolicyError>) {
        let pointer = error.instance_path().as_str();
        let node = self.root.nearest(pointer);
        let member = self.member(pointer);
        let schema = self.schema_around(error);
        if let Some(member) = member.filter(|member| member.value.is_null()) {
            // A key without a value counts as missing.
            if self.is_required(error, pointer) {
                errors.push(missing(&member.key_bytes, "`{key}` has no value", &member.key));
            }
            return;
        }
        let place = match member {
            Some(member) if node.bytes.is_empty() => &member.key_bytes,
            _ => &node.bytes,
        };
        match error.kind() {
            Kind::AdditionalProperties { .. } => unknown_keys(node, pointer, schema, errors),
            Kind::Required { property } => {
                let place = node.members().first().map_or(&node.bytes, |first| &first.key_bytes);
                errors.push(missing(place, "`{key}` is missing", property.as_str().unwrap_or_default()));
            }
            Kind::AnyOf { .. } if schema.is_some_and(|schema| schema.pointer("/anyOf/0/enum").is_some()) => {
                errors.push(unknown_choice(node, place, member, schema.and_then(|schema| schema.pointer("/anyOf/0"))));
            }
            Kind::AnyOf { context } => match context.iter().find(|branch| fits_type(branch, pointer)) {
                Some(branch) => branch.iter().for_each(|error| self.translate(error, errors)),
                None => errors.push(PolicyError::new(place, expected(alternatives(context), node))),
            },
            Kind::MinProperties { .. } if member.is_some_and(|member| member.key == "resource") => {
                errors.extend(member.map(empty_selector));
            }
            Kind::Enum { .. } | Kind::OneOfNotValid { .. } => errors.push(unknown_choice(node, place, member, schema)),
            kind => errors.push(wrong_value(kind, node, place, schema)),
        }
    }

    /// The member whose value is at this pointer.
    fn member(&self, pointer: &str) -> Option<&Member<'_>> {
        let (parent, key) = pointer.rsplit_once('/')?;
        self.root.pointer(parent)?.member(&key.replace("~1", "/").replace("~0", "~"))
    }

    /// The schema whose keyword was violated.
    fn schema_around(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (schema, _keyword) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(schema)
    }

    /// Whether the key at this pointer must have a value. Only the allow-list and the file itself have such keys where null can stand.
    fn is_required(&self, error: &ValidationError<'_>, pointer: &str) -> bool {
        let Some((_, key)) = pointer.rsplit_once('/') else { return true };
        let path = error.schema_path().as_str();
        // …/properties/<key>/<keyword>, up to a reference; the referenced schema follows from the place of the instance.
        let around = path.rsplit_once("/properties/").filter(|(_, rest)| rest.split('/').next() == Some(key));
        let required = match around {
            Some((schema, _)) => self.schema.pointer(&format!("{schema}/required")),
            None if key == "resource" => return true,
            None => None,
        };
        required.and_then(Value::as_array).is_some_and(|required| required.iter().any(|name| name == key))
    }
}

/// Whether an alternative is the intended one: the value has its type, and contains a mistake.
fn fits_type(branch: &[ValidationError<'_>], pointer: &str) -> bool {
    !branch.iter().any(|error| matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == pointer)
}

/// Describes the alternatives: entries or the file that contains them, an id or an entry with it.
fn alternatives(branches: &[Vec<ValidationError<'_>>]) -> &'static str {
    let is_text = |error: &ValidationError<'_>| matches!(error.kind(), Kind::Type { kind: TypeKind::Single(kind) } if *kind == jsonschema::JsonType::String);
    if branches.iter().flatten().any(is_text) { "an id, or a mapping with `id`" } else { "a list, or a mapping with `file`" }
}

fn missing(place: &Bytes, message: &'static str, key: &str) -> PolicyError {
    let missing = PolicyError::new(place, Text::new(message).with("key", key));
    if key == "version" { missing.help("write `version: 1`") } else { missing }
}

fn unknown_keys(node: &Node<'_>, pointer: &str, schema: Option<&Value>, errors: &mut Vec<PolicyError>) {
    let without = serde_json::Map::new();
    let known = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object).unwrap_or(&without);
    let is_custom = |key: &str| schema.is_some_and(|schema| schema.get("patternProperties").is_some()) && super::forms::is_rule_id(key);
    for member in node.members().iter().filter(|member| !known.contains_key(&*member.key) && !is_custom(&member.key)) {
        if pointer == "/custom" {
            let message = Text::new("`{key}` is not the id of a rule of an organization").with("key", cut(&member.key));
            let help = "write it as in `contoso/app-name`: two names of lower-case letters, digits and hyphens, with a slash between them";
            errors.push(PolicyError::new(&member.key_bytes, message).help(help));
            continue;
        }
        let is_rule = pointer == "/rules";
        let message = Text::new(if is_rule { "unknown rule `{key}`" } else { "unknown key `{key}`" }).with("key", cut(&member.key));
        let help = match nearest(&member.key, known.keys().map(String::as_str)) {
            Some(nearest) => did_you_mean(nearest),
            None if is_rule => "`tenantlint rules` lists all rules".into(),
            None => one_of(known.keys().map(String::as_str)),
        };
        errors.push(PolicyError::new(&member.key_bytes, message).help(help));
    }
}

/// A value that is not one of the allowed values.
fn unknown_choice(node: &Node<'_>, place: &Bytes, member: Option<&Member<'_>>, schema: Option<&Value>) -> PolicyError {
    let choices = choices(schema);
    let key = member.map(|member| &*member.key);
    let Some(found) = node.as_str() else {
        let (what, help) = match key {
            Some("rule") => ("the name of a rule", "`tenantlint rules` lists all rules".into()),
            _ => ("a name", one_of(choices)),
        };
        return PolicyError::new(place, expected(what, node)).help(help);
    };
    let found_text = cut(found);
    let (message, is_rule) = match key {
        Some("rule") if found == allow_list_entry_unsound::RULE.id => {
            let message = Text::new("findings of `{found}` cannot be accepted").with("found", found_text);
            return PolicyError::new(place, message).help("fix the entry, or disable the rule under `rules`");
        }
        Some("rule") => ("unknown rule `{found}`", true),
        Some("severity" | "fail-on") => ("unknown severity `{found}`", false),
        _ => ("unknown value `{found}`", false),
    };
    let help = match nearest(found, choices.iter().copied()) {
        Some(nearest) => did_you_mean(nearest),
        None if is_rule => "`tenantlint rules` lists all rules".into(),
        None => one_of(choices),
    };
    PolicyError::new(place, Text::new(message).with("found", found_text)).help(help)
}

/// The names that a schema allows: `enum`, or `oneOf` with a description of each.
fn choices(schema: Option<&Value>) -> Vec<&str> {
    let list = |key: &str| schema.and_then(|schema| schema.get(key)).and_then(Value::as_array);
    match (list("enum"), list("oneOf")) {
        (Some(names), _) => names.iter().filter_map(Value::as_str).collect(),
        (None, Some(branches)) => branches.iter().filter_map(|branch| branch.get("const")?.as_str()).collect(),
        (None, None) => Vec::new(),
    }
}

pub(super) fn one_of<'k>(names: impl IntoIterator<Item = &'k str>) -> Text {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    Text::new("expected one of {names}").with("names", names.join(", "))
}

/// The error for a value where another one was expected.
fn wrong_value(kind: &Kind, node: &Node<'_>, place: &Bytes, schema: Option<&Value>) -> PolicyError {
    let error = |text: Text| PolicyError::new(place, text);
    if let Kind::Format { format } = kind
        && let Some(form) = FORMS.iter().find(|form| form.name == format)
    {
        return error(expected(form.expected, node)).help(form.help);
    }
    match kind {
        Kind::Type { .. } if node.is_null() && node.bytes == (0..0) => error("the file is empty".into()).help("write `version: 1`"),
        Kind::Type { kind } => {
            let wrong = error(expected(&type_name(kind), node));
            let is_text = matches!(kind, TypeKind::Single(jsonschema::JsonType::String));
            let quoted = is_text && matches!(node.value, Tree::Number(_) | Tree::Bool(_));
            if quoted { wrong.help("write it in quotes") } else { wrong }
        }
        // The only constant is the version.
        Kind::Constant { expected_value } => {
            let help = Text::new("this version of tenantlint supports `version: {version}`").with("version", expected_value.to_string());
            error(expected(&format!("the number `{expected_value}`"), node)).help(help)
        }
        Kind::Format { format } if format == "date" => error(expected("a date", node)).help("write it as year-month-day: `2027-03-31`"),

        Kind::MinProperties { .. } | Kind::MaxProperties { .. } => {
            let keys = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
            let names = keys.into_iter().flat_map(serde_json::Map::keys).map(String::as_str);
            error(Text::new("expected one key, found {count}").with("count", node.members().len().to_string())).help(one_of(names))
        }
        Kind::MinItems { .. } => error("expected at least one element, found an empty list".into()),
        Kind::MinLength { .. } => error("expected text, found an empty text".into()),
        Kind::Minimum { limit } => error(expected(&format!("at least {limit}"), node)),
        Kind::Maximum { limit } => error(expected(&format!("at most {limit}"), node)),
        other => error(Text::new("violates `{keyword}` of the schema").with("keyword", other.keyword())),
    }
}

/// `expected …, found …`
fn expected(what: &str, node: &Node<'_>) -> Text {
    let text = |template| Text::new(template).with("expected", what);
    match &node.value {
        Tree::Null => text("expected {expected}, found nothing"),
        Tree::Bool(value) => text("expected {expected}, found `{found}`").with("found", value.to_string()),
        Tree::Number(number) => text("expected {expected}, found the number `{found}`").with("found", cut(number)),
        Tree::String(found) => text("expected {expected}, found the text `{found}`").with("found", cut(found)),
        Tree::Array(_) => text("expected {expected}, found a list"),
        Tree::Object(_) => text("expected {expected}, found a mapping"),
        Tree::Unknown(_) => text("expected {expected}, found an expression"),
    }
}

fn type_name(kind: &TypeKind) -> String {
    let name = |kind: jsonschema::JsonType| match kind {
        jsonschema::JsonType::Array => "a list",
        jsonschema::JsonType::Boolean => "`true` or `false`",
        jsonschema::JsonType::Integer => "a whole number",
        jsonschema::JsonType::Null => "nothing",
        jsonschema::JsonType::Number => "a number",
        jsonschema::JsonType::Object => "a mapping",
        jsonschema::JsonType::String => "text",
    };
    match kind {
        TypeKind::Single(kind) => name(*kind).to_owned(),
        // An optional value has the types "text or null", and null needs no word.
        TypeKind::Multiple(kinds) => {
            kinds.iter().filter(|kind| *kind != jsonschema::JsonType::Null).map(name).collect::<Vec<_>>().join(" or ")
        }
    }
}
