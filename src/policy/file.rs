//! The policy file: the types that read it, from which the JSON Schema is generated.

use super::custom::{self, CustomRule};
use super::inventory::WrittenInventory;
use super::schema::drafted;
use crate::metadata::Severity;
use crate::resource::Kind;
use crate::rules::{RULES, Rule, policy_file::allow_list_entry_unsound};
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The one version of the format.
const VERSION: u64 = 1;

/// Keys that the entry of every rule may have.
pub(super) const COMMON_KEYS: [&str; 3] = ["enabled", "reason", "severity"];

/// The policy of a repository for its Microsoft Entra ID tenants: rules, accepted findings, inventories.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "tenantlint policy file")]
pub(super) struct PolicyFile {
    /// The version of this format.
    #[serde(rename = "version")]
    #[schemars(schema_with = "version")]
    pub _version: u64,
    /// The policy file that this one extends, relative to this file and inside the repository: its rules, accepted findings and inventories
    /// apply where this file has none. An entry of a rule, and a list of an inventory, replaces that of the extended file.
    #[serde(default, rename = "extends")]
    #[schemars(with = "String", length(min = 1))]
    pub _extends: Option<String>,
    /// The rules that files which extend this one, files below it, comments in code and the baseline cannot make weaker.
    #[serde(default)]
    #[schemars(schema_with = "lockable_rules")]
    pub locked: Vec<String>,
    /// The lowest severity that fails the run.
    #[serde(default)]
    #[schemars(with = "Severity", default = "medium")]
    pub fail_on: Option<Severity>,
    /// Rules that are disabled, or that run with other options or another severity.
    #[serde(default)]
    #[schemars(schema_with = "rules")]
    pub rules: BTreeMap<String, Map<String, Value>>,
    /// Rules of the organization, by their ids, such as `contoso/app-name`.
    #[serde(default)]
    #[schemars(schema_with = "custom::schema")]
    pub custom: BTreeMap<String, CustomRule>,
    /// Rules of the organization in Rego: files, and folders with files that end with `.rego`, relative to this file and inside the
    /// repository.
    #[serde(default, rename = "rego")]
    #[schemars(with = "Vec<String>")]
    pub _rego: Vec<String>,
    /// Accepted findings: what, why, by whom, and until when.
    #[serde(default)]
    pub allow: Vec<AllowEntry>,
    /// Inventories: what the tenants are declared to contain.
    #[serde(default)]
    pub inventory: WrittenInventory,
    /// The files that contain all objects of a kind that the tenant has, as globs relative to this file: `**` matches any folders. Without
    /// it, nothing shows whether single objects and infrastructure as code are complete, and rules conclude less from what is missing.
    #[serde(default)]
    #[schemars(schema_with = "kinds")]
    pub complete: BTreeMap<String, Vec<String>>,
    /// The tenants, with the paths of their files. A path that matches none of them belongs to the first tenant without `paths`,
    /// or else to a tenant without a name.
    #[serde(default)]
    pub tenants: BTreeMap<String, TenantEntry>,
}

fn medium() -> Severity {
    Severity::Medium
}

/// A finding that is accepted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowEntry {
    /// The rule whose findings are accepted.
    #[schemars(schema_with = "acceptable_rules")]
    pub rule: String,
    /// The resources on which they are accepted.
    pub resource: Selectors,
    /// The value that was reviewed, as the JSON report names it in `fact`: the key id of a credential, an audience, a redirect URI. A later
    /// value on the same resource is reported again. Without it, the entry accepts the only value of a resource, and nothing on a resource
    /// where findings of the rule are about several values.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub fact: Option<String>,
    /// Why they are accepted. An entry without a reason is itself a finding.
    #[serde(default)]
    #[schemars(with = "String")]
    pub reason: Option<String>,
    /// Who reviewed the finding. An entry without a reviewer is itself a finding.
    #[serde(default)]
    #[schemars(with = "String")]
    pub reviewer: Option<String>,
    /// The last day on which the entry is valid. An entry without one is itself a finding.
    #[serde(default)]
    #[schemars(with = "Date")]
    pub expires: Option<Date>,
    /// The tenant, by its name under `tenants`. Without it the entry applies to every tenant.
    #[serde(default)]
    #[schemars(with = "String")]
    pub tenant: Option<String>,
}

/// The resources that match every key given here. At least one key is required; `appId` and `id` are the safest.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(super) struct Selectors {
    /// The application (client) id of an app.
    #[serde(default)]
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub app_id: Option<String>,
    /// The object id of a directory object, or the resource id of an Azure resource.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub id: Option<String>,
    /// The display name, case-sensitive: `*` matches any text, `?` one character. Anyone who can register an app chooses its name.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub display_name: Option<String>,
    /// The address in infrastructure as code, case-sensitive: `*` matches any text, `?` one character.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub address: Option<String>,
    /// What the address is unique in: the folder of the Terraform root module or of the root template, or the file of the template, plan or
    /// state. For a template with several parameter files, it can be one of these. Relative to this file, case-sensitive: `*` matches any text, `?` one character. Without `root`, an address is one in the
    /// folder of this file.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub root: Option<String>,
    /// The kind, as Graph spells it: `application`, `subscriptionPolicy`.
    #[serde(default)]
    #[schemars(with = "String", length(min = 1))]
    pub kind: Option<String>,
}

/// A tenant of the repository.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TenantEntry {
    /// Its tenant id.
    #[serde(default, rename = "id")]
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub _id: Option<String>,
    /// Its domains.
    #[serde(default, rename = "domains")]
    pub _domains: Vec<String>,
    /// Globs of its files, relative to this file: `**` matches any folders. A file belongs to the first tenant that matches.
    #[serde(default)]
    pub paths: Vec<String>,
    /// The inventory of this tenant alone: each list given here replaces the list of all tenants.
    #[serde(default)]
    pub inventory: WrittenInventory,
}

/// The JSON Schema of the policy file, for editors and for the check of every policy file.
///
/// It is written in draft 7: YAML language servers support it best, and its meta-schema, with which `jsonschema` checks ours
/// in every run, takes a third of the time of draft 2020-12 (0.8 ms instead of 2.3 ms with ours).
pub fn schema() -> Value {
    drafted().into_root_schema_for::<PolicyFile>().to_value()
}

fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": VERSION })
}

/// An object with a list of globs for each kind that a service returns.
fn kinds(_: &mut SchemaGenerator) -> Schema {
    let globs = || json_schema!({ "type": "array", "items": { "type": "string", "minLength": 1 } }).to_value();
    let collected = Kind::KNOWN.iter().filter(|kind| kind.request().is_some());
    let kinds: Map<String, Value> = collected.map(|kind| (kind.name().to_owned(), globs())).collect();
    json_schema!({ "type": "object", "properties": kinds, "additionalProperties": false })
}

/// An object with one property for each rule.
fn rules(generator: &mut SchemaGenerator) -> Schema {
    let rules: Map<String, Value> = RULES.iter().map(|rule| (rule.id.to_owned(), rule_entry(rule, generator).to_value())).collect();
    let custom =
        Map::from_iter([(super::forms::RULE_ID.to_owned(), entry(json_schema!({}), "A rule of the organization.", generator).to_value())]);
    json_schema!({ "type": "object", "properties": rules, "patternProperties": custom, "additionalProperties": false })
}

/// The entry of one rule: the keys that every rule has, and its options.
fn rule_entry(rule: &Rule, generator: &mut SchemaGenerator) -> Schema {
    let options = rule.options.map_or_else(|| json_schema!({}), |options| (options.schema)(generator));
    entry(options, rule.summary, generator)
}

fn entry(mut schema: Schema, description: &str, generator: &mut SchemaGenerator) -> Schema {
    let severity = generator.subschema_for::<Severity>();
    let common = json_schema!({
        "enabled": { "type": "boolean", "default": true, "description": "Whether the rule runs." },
        "reason": { "type": "string", "description": "Why it is configured this way." },
        "severity": { "$ref": severity.get("$ref"), "description": "The severity of all its findings." },
    });
    schema.insert("type".to_owned(), "object".into());
    schema.insert("description".to_owned(), description.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    let properties = schema.ensure_object().entry("properties").or_insert_with(|| Map::new().into());
    if let (Value::Object(properties), Value::Object(common)) = (properties, common.to_value()) {
        properties.extend(common);
    }
    schema
}

/// A list of rules.
fn lockable_rules(_: &mut SchemaGenerator) -> Schema {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    json_schema!({ "type": "array", "items": named(&rules) })
}

/// The rules whose findings can be accepted: all but the one on the allow-list itself.
fn acceptable_rules(_: &mut SchemaGenerator) -> Schema {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).filter(|id| *id != allow_list_entry_unsound::RULE.id).collect();
    named(&rules)
}

/// One of these rules, or one of the organization.
fn named(rules: &[&str]) -> Schema {
    json_schema!({ "anyOf": [{ "enum": rules }, { "type": "string", "pattern": super::forms::RULE_ID }] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::inventory_schema;

    #[test]
    fn the_checked_in_schemas_are_fresh() {
        for (name, schema) in [("tenantlint", schema()), ("inventory", inventory_schema())] {
            let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
            if std::env::var_os("UPDATE_EXPECTED").is_some() {
                std::fs::write(&path, &fresh).unwrap();
            }
            let stored = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(stored == fresh, "schemas/{name}.schema.json is stale: run `cargo xtask update`");
        }
    }

    #[test]
    fn no_option_of_a_rule_hides_a_common_key() {
        for rule in RULES {
            let Some(options) = rule.options else { continue };
            let schema = (options.schema)(&mut SchemaGenerator::default()).to_value();
            let properties = schema["properties"].as_object().unwrap();
            assert!(COMMON_KEYS.iter().all(|key| !properties.contains_key(*key)), "{}", rule.id);
        }
    }
}
