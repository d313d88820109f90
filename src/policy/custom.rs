//! The rules of an organization under `custom`: from YAML to rules.

use super::error::{PolicyError, nearest};
use super::forms::{RULE_ID, regex};
use super::validate::{cut, did_you_mean};
use crate::message::Text;
use crate::metadata::{Group, Metadata, Severity};
use crate::model::pointed::Pointer;
use crate::resource::Kind;
use crate::rules::custom::{Custom, Operator, Range, Test, keep, keep_text};
use crate::rules::{Rule, RuleSet};
use crate::syntax::tree::{Member, Node};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A rule of an organization.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(inline)]
pub(super) struct CustomRule {
    /// The fact that the rule finds, as in `app has no owner`. The title of a finding is this text with the name of the object.
    #[schemars(schema_with = "line")]
    pub message: String,
    /// Why it matters, in Markdown, for `explain` and reports.
    #[serde(default)]
    pub description: String,
    /// How to resolve a finding, as one sentence that begins with a verb.
    #[serde(default)]
    #[schemars(schema_with = "line")]
    pub help: String,
    #[serde(default)]
    pub severity: Severity,
    /// Controls that the rule covers, of any framework.
    #[serde(default)]
    pub controls: Vec<String>,
    /// The kind of the objects, as `inspect` prints it: `application`, `conditionalAccessPolicy`.
    #[schemars(schema_with = "line")]
    pub kind: String,
    /// The rule is about the objects of which all of this is true: a requirement for each JSON pointer.
    #[serde(default, rename = "where")]
    pub conditions: BTreeMap<String, Requirement>,
    /// The JSON pointer of the value in the object that `inspect` prints. `*` is each element of a list, or each member of an object.
    #[schemars(schema_with = "pointer")]
    pub pointer: String,
    /// What the value must be.
    pub must: Requirement,
}

/// What a value must be: exactly one of these keys.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct Requirement {
    /// It is this text, number or boolean.
    #[serde(default)]
    #[schemars(schema_with = "scalar")]
    pub equals: Option<Value>,
    /// It is one of these.
    #[serde(default, rename = "in")]
    #[schemars(schema_with = "scalars")]
    pub one_of: Option<Vec<Value>>,
    /// It is a text in which this regular expression matches; `^` and `$` are its beginning and end, `(?i)` ignores case.
    #[serde(default)]
    #[schemars(schema_with = "pattern")]
    pub matches: Option<String>,
    /// It is a list with this element, or a text with this part.
    #[serde(default)]
    #[schemars(schema_with = "scalar")]
    pub contains: Option<Value>,
    /// Whether there is a value; null is none.
    #[serde(default)]
    #[schemars(with = "bool")]
    pub exists: Option<bool>,
    /// The number of elements of a list, or of members of an object.
    #[serde(default)]
    #[schemars(with = "Count")]
    pub count: Option<Count>,
    /// It is anything else.
    #[serde(default)]
    #[schemars(with = "Requirement")]
    pub not: Option<Box<Requirement>>,
}

/// A range of numbers, with its ends.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(super) struct Count {
    /// The smallest number.
    #[serde(default)]
    #[schemars(with = "u64")]
    pub min: Option<u64>,
    /// The largest number.
    #[serde(default)]
    #[schemars(with = "u64")]
    pub max: Option<u64>,
}

/// An object with a property for each rule of an organization.
pub(super) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let rule = generator.subschema_for::<CustomRule>();
    let rules = Map::from_iter([(RULE_ID.to_owned(), rule.to_value())]);
    json_schema!({ "type": "object", "patternProperties": rules, "additionalProperties": false })
}

pub(super) fn line(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "tenantlint-line" })
}

fn pointer(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "tenantlint-pointer" })
}

/// A list of JSON pointers.
#[cfg(feature = "rego")]
pub(super) fn pointers(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": pointer(generator).to_value() })
}

/// JSON pointers for each kind.
#[cfg(feature = "rego")]
pub(super) fn joined(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "minProperties": 1, "additionalProperties": pointers(generator).to_value() })
}

/// The id of a rule of an organization.
#[cfg(feature = "rego")]
pub(super) fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "tenantlint-rule" })
}

fn pattern(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "tenantlint-regex" })
}

fn scalar(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "boolean"] })
}

fn scalars(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "minItems": 1, "items": { "type": ["string", "number", "boolean"] } })
}

/// The rules under `custom`, added to those that the file extends. `path` is the displayed path of the file.
pub(super) fn rules(
    root: &Node<'_>,
    written: BTreeMap<String, CustomRule>,
    path: &str,
    known: &mut RuleSet,
    errors: &mut Vec<PolicyError>,
) {
    let places = root.get("custom").map(Node::members).unwrap_or_default();
    let mut written = written;
    // In the order of the file.
    for place in places {
        let Some(rule) = written.remove(&*place.key) else { continue };
        if let Some(other) = known.find(&place.key) {
            let file = other.check.custom().map_or("", |custom| &custom.file);
            let message = Text::new("`{rule}` is already defined in `{file}`").with("rule", cut(&place.key)).with("file", file);
            errors.push(PolicyError::new(&place.key_bytes, message).help("choose another id"));
            continue;
        }
        match self::rule(place, rule, path) {
            Ok(rule) => known.add(rule),
            Err(error) => errors.push(error),
        }
    }
}

fn rule(place: &Member<'_>, rule: CustomRule, path: &str) -> Result<&'static Rule, PolicyError> {
    // The schema reports these earlier.
    let at = |text: &str| Pointer::new(text).ok_or_else(|| PolicyError::new(&place.key_bytes, "not a JSON pointer"));
    let kind = kind_named(&rule.kind).map_err(|(message, help)| {
        let bytes = place.value.get("kind").map_or(&place.key_bytes, |kind| &kind.bytes);
        PolicyError::new(bytes, message).help(help)
    })?;
    let written = place.value.get("where").map(Node::members).unwrap_or_default();
    let condition = |(pointer, requirement): (&String, &Requirement)| {
        let place = written.iter().find(|member| *member.key == **pointer).unwrap_or(place);
        let pointer = Pointer::new(pointer).ok_or_else(|| {
            let message = Text::new("`{pointer}` is not a JSON pointer").with("pointer", cut(pointer));
            PolicyError::new(&place.key_bytes, message).help("write it as in `/signInAudience`")
        })?;
        Ok::<_, PolicyError>((pointer, operator(requirement, place)?))
    };
    let conditions = rule.conditions.iter().map(condition).collect::<Result<_, _>>()?;
    let test = Test::Values { conditions, pointer: at(&rule.pointer)?, must: operator(&rule.must, place)? };
    let about = About {
        id: place.key.to_string(),
        summary: rule.message,
        description: rule.description,
        severity: rule.severity,
        controls: rule.controls,
        file: path.to_owned(),
    };
    let custom = Custom { kind: Some(kind.clone()), definition: place.value.to_json(), help: rule.help, file: path.to_owned(), test };
    Ok(keep(about.metadata(&[kind]), custom))
}

/// What describes a rule of an organization.
#[derive(Debug)]
pub(super) struct About {
    pub id: String,
    pub summary: String,
    pub description: String,
    pub severity: Severity,
    pub controls: Vec<String>,
    pub file: String,
}

impl About {
    pub fn metadata(self, kinds: &[Kind]) -> Metadata {
        let description = if self.description.trim().is_empty() { "The organization requires it.".to_owned() } else { self.description };
        let docs = format!(
            "## What it finds\n{}.\n\n## Why it matters\n{}\n\n## Sources\n- `{}`\n",
            self.summary.trim_end_matches('.'),
            description.trim(),
            self.file
        );
        let controls: Vec<&'static str> = self.controls.into_iter().map(keep_text).collect();
        let needs: Vec<&'static [Kind]> = kinds.iter().map(|kind| &*vec![kind.clone()].leak()).collect();
        // Whether a list is complete depends on the subscriptions that there are.
        let joins: &'static [Kind] =
            if kinds.len() > 1 && kinds.iter().any(Kind::is_per_subscription) { &[Kind::Subscription] } else { &[] };
        Metadata {
            severity: self.severity,
            controls: controls.leak(),
            needs: needs.leak(),
            joins,
            ..Metadata::new(Group::Custom, keep_text(self.id), keep_text(self.summary), keep_text(docs))
        }
    }
}

/// The kind of a name. One that the model does not know may still be in exports.
///
/// # Errors
/// Why it is none, and what to do.
pub(super) fn kind_named(name: &str) -> Result<Kind, (Text, Text)> {
    let kind = Kind::named(name);
    let similar = nearest(name, Kind::table().map(|(_, entry)| entry.name));
    if kind.name() == name && (kind.entry().is_some() || similar.is_none() && !name.contains(char::is_whitespace)) {
        return Ok(kind);
    }
    let help = similar.map_or_else(|| "`tenantlint inspect` prints the kind of each object".into(), did_you_mean);
    Err((Text::new("unknown kind `{kind}`").with("kind", cut(name)), help))
}

fn operator(requirement: &Requirement, place: &Member<'_>) -> Result<Operator, PolicyError> {
    let Requirement { equals, one_of, matches, contains, exists, count, not } = requirement;
    let mistake = |message: &'static str| PolicyError::new(&place.key_bytes, message);
    Ok(match (equals, one_of, matches, contains, exists, count, not) {
        (Some(value), ..) => Operator::Equals(value.clone()),
        (_, Some(values), ..) => Operator::In(values.clone()),
        (_, _, Some(pattern), ..) => Operator::Matches(regex(pattern).map_err(|_| mistake("not a regular expression"))?),
        (_, _, _, Some(value), ..) => Operator::Contains(value.clone()),
        (.., Some(exists), _, _) => Operator::Exists(*exists),
        (.., Some(Count { min, max }), _) => Operator::Count(Range { min: *min, max: *max }),
        (.., Some(not)) => Operator::Not(Box::new(operator(not, place)?)),
        _ => {
            return Err(
                mistake("expected a requirement").help("write one of `equals`, `in`, `matches`, `contains`, `exists`, `count` and `not`")
            );
        }
    })
}

/// The mistakes about rules of an organization that nothing defines: a place in the file, and the name that is written there.
pub(super) fn unknown_rules(root: &Node<'_>, known: &RuleSet, errors: &mut Vec<PolicyError>) {
    let mut check = |name: &str, bytes| {
        if name.contains('/') && known.find(name).is_none() {
            let error = PolicyError::new(bytes, Text::new("unknown rule `{name}`").with("name", cut(name)));
            errors.push(match nearest(name, known.custom().iter().map(|rule| rule.id)) {
                Some(nearest) => error.help(did_you_mean(nearest)),
                None => error.help("`tenantlint rules` lists all rules"),
            });
        }
    };
    for member in root.get("rules").map(Node::members).unwrap_or_default() {
        check(&member.key, &member.key_bytes);
    }
    let locked = root.get("locked").map(Node::elements).unwrap_or_default().iter();
    let accepted = root.get("allow").map(Node::elements).unwrap_or_default().iter().filter_map(|entry| entry.get("rule"));
    for node in locked.chain(accepted) {
        check(node.as_str().unwrap_or_default(), &node.bytes);
    }
}
