//! A property that an export omits makes no rule say clean: for each reported case of a rule and each property of an exported object in it,
//! the rule reports the finding or is undecided without the property.
//!
//! `cargo test omitted_properties` runs it for all rules. Infrastructure as code is not concerned: there, an omitted property has the default
//! of the service.

use crate::document::{Case, snake};
use crate::rules::document;
use crate::{TODAY, plain, policy_of};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tenantlint::finding::{Subject, Undecided};
use tenantlint::judge::{Judged, Tenants, judge};
use tenantlint::load::{Loaded, load_paths};
use tenantlint::policy::Policy;
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Resource, SourceMap};
use tenantlint::rules::{RULES, Rule, Settings};
use tenantlint::source::{FileId, Source, Sources};

/// One test per rule.
pub fn trials() -> Vec<Trial> {
    let trial = |rule: &&'static Rule| {
        let rule: &'static Rule = rule;
        Trial::test(format!("{}::omitted_properties", snake(rule.id)), move || no_omission_is_clean(rule).map_err(Failed::from))
    };
    RULES.iter().map(trial).collect()
}

/// A property without which rules may be clean, with everything inside it.
struct Exception {
    rules: &'static [&'static str],
    kind: &'static str,
    property: &'static str,
    reason: &'static str,
}

/// ARM has no `$select`: the properties of an object contain every setting that is set.
const NOT_SET: &str = "Azure Resource Manager omits it where it is not set";

const RECORDED: &str = "only some types and API versions return it: the rule reports the creators that are recorded";

/// A condition of a policy that is an object. Lists of users, groups and apps are never null.
const NULL: &str = "Graph returns null where it is not set, which other tools leave out";

const AUTH: &[&str] = &["app-service-auth-multi-tenant", "app-service-auth-not-required"];
const AUTH_AND_PATH: &[&str] = &["app-service-auth-multi-tenant", "app-service-auth-not-required", "path-app-any-tenant"];

/// A test fails if an exception no longer occurs.
const EXCEPTIONS: &[Exception] = &[
    Exception { rules: AUTH_AND_PATH, kind: "Microsoft.Web/sites/config", property: "properties.identityProviders", reason: NOT_SET },
    Exception { rules: AUTH_AND_PATH, kind: "containerAppAuthConfig", property: "properties.identityProviders", reason: NOT_SET },
    Exception {
        rules: &["app-service-auth-multi-tenant"],
        kind: "Microsoft.Web/sites/config",
        property: "identityProviders.azureActiveDirectory",
        reason: NOT_SET,
    },
    Exception { rules: AUTH, kind: "Microsoft.Web/sites/config", property: "properties.clientId", reason: NOT_SET },
    Exception { rules: AUTH, kind: "Microsoft.Web/sites/config", property: "properties.enabled", reason: NOT_SET },
    Exception {
        rules: &["app-service-auth-not-required"],
        kind: "Microsoft.Web/sites/config",
        property: "properties.globalValidation",
        reason: NOT_SET,
    },
    Exception { rules: &["policy-baseline-removable"], kind: "policyAssignment", property: "properties.notScopes", reason: NOT_SET },
    Exception { rules: &["subscription-guest-made"], kind: "subscription", property: "systemData", reason: RECORDED },
    Exception {
        rules: &["subscription-guest-resource"],
        kind: "Microsoft.Compute/virtualMachines",
        property: "systemData",
        reason: RECORDED,
    },
    Exception {
        rules: &["subscription-guest-resource", "identity-managed-undeclared"],
        kind: "userAssignedIdentity",
        property: "systemData",
        reason: RECORDED,
    },
    Exception { rules: &["policy-exemption-unbounded"], kind: "policyExemption", property: "systemData", reason: RECORDED },
    Exception {
        rules: &["group-dynamic-rule-unreadable", "conditional-access-device-alone"],
        kind: "conditionalAccessPolicy",
        property: "conditions.devices",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-guest-azure-portal-open", "conditional-access-guest-mfa-missing"],
        kind: "conditionalAccessPolicy",
        property: "conditions.authenticationFlows",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-guest-mfa-missing"],
        kind: "conditionalAccessPolicy",
        property: "conditions.insiderRiskLevels",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-guest-mfa-missing"],
        kind: "conditionalAccessPolicy",
        property: "conditions.platforms",
        reason: NULL,
    },
    Exception {
        rules: &[
            "conditional-access-device-alone",
            "conditional-access-guest-azure-portal-open",
            "conditional-access-guest-excluded",
            "conditional-access-guest-mfa-missing",
            "device-registration-without-mfa",
        ],
        kind: "conditionalAccessPolicy",
        property: "conditions.locations",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-guest-mfa-missing"],
        kind: "conditionalAccessPolicy",
        property: "conditions.users.includeGuestsOrExternalUsers.externalTenants",
        reason: NULL,
    },
    Exception {
        rules: &["path-foreign-claim-trust"],
        kind: "conditionalAccessPolicy",
        property: "conditions.users.includeGuestsOrExternalUsers",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-guest-excluded", "conditional-access-guest-mfa-missing"],
        kind: "conditionalAccessPolicy",
        property: "conditions.users.excludeGuestsOrExternalUsers",
        reason: NULL,
    },
    Exception {
        rules: &["conditional-access-device-alone", "path-foreign-claim-trust"],
        kind: "conditionalAccessPolicy",
        property: "grantControls.authenticationStrength",
        reason: NULL,
    },
    Exception {
        rules: &["application-unverified-email-claim"],
        kind: "application",
        property: "authenticationBehaviors",
        reason: "no response contains it by default, and of a single-tenant app only an explicit value is reported",
    },
    Exception {
        rules: &["application-credential-weak"],
        kind: "tenantAppManagementPolicy",
        property: "applicationRestrictions.passwordCredentials.state",
        reason: "older restrictions have no state and are enabled",
    },
    Exception {
        rules: &["cross-tenant-trusts-any-mfa", "cross-tenant-trusts-any-device"],
        kind: "crossTenantAccessPolicyConfigurationDefault",
        property: "inboundTrust",
        reason: "`isServiceDefault` shows that no claim is trusted",
    },
    Exception {
        rules: &["device-guest-registered"],
        kind: "device",
        property: "registeredUsers",
        reason: "a request can expand one relation only, and the owner of a device is also its user",
    },
    Exception {
        rules: &["subscription-transfer-exemption-wide"],
        kind: "user",
        property: "userType",
        reason: "a sign-in name without `#EXT#` shows an account of the tenant",
    },
    Exception {
        rules: &["rbac-guest-azure-privileged"],
        kind: "user",
        property: "userType",
        reason: "another version of the user shows a member, and the more complete one counts",
    },
    Exception {
        rules: &["rbac-guest-azure-privileged"],
        kind: "user",
        property: "accountEnabled",
        reason: "another version of the user shows a member, and the more complete one counts",
    },
];

fn no_omission_is_clean(rule: &'static Rule) -> Result<(), String> {
    let mut faults = BTreeMap::new();
    for case in document(rule).section("Reported") {
        Run::new(rule, case).add_faults(&case.name, &mut faults);
    }
    let (mut messages, mut used) = (Vec::new(), BTreeSet::new());
    let of_rule = || EXCEPTIONS.iter().filter(|exception| exception.rules.contains(&rule.id));
    for ((kind, property), case) in faults {
        let is_inside = |outer: &str| property.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        match of_rule().position(|exception| exception.kind == kind && is_inside(exception.property)) {
            Some(at) => drop(used.insert(at)),
            None => messages.push(format!("clean without `{property}` of `{kind}`: {case}")),
        }
    }
    for (_, Exception { kind, property, reason, .. }) in of_rule().enumerate().filter(|(at, _)| !used.contains(at)) {
        messages.push(format!("the exception for `{property}` of `{kind}` ({reason}) no longer occurs: delete it"));
    }
    if messages.is_empty() { Ok(()) } else { Err(messages.join("\n")) }
}

/// A case, read once and checked many times.
pub struct Run {
    rule: &'static Rule,
    pub loaded: Loaded,
    settings: Settings,
    policy: Policy,
}

impl Run {
    pub fn new(rule: &'static Rule, case: &Case) -> Self {
        let folder = case.folder();
        let (policy, _) = policy_of(folder.path(), ".");
        let settings = Settings { inventories: policy.inventories(FileId(0)), ..policy.settings(TODAY, &[rule]) };
        let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
        Self { rule, loaded, settings, policy }
    }

    pub fn judged(&self, sources: &Sources) -> Judged {
        let tenants = Tenants {
            count: self.policy.tenant_names().len(),
            of: &|path| self.policy.tenant_of(path),
            complete: &|path| self.policy.complete_kinds(path, &self.loaded.folders),
        };
        judge(sources, &self.loaded.project, &self.settings, &tenants)
    }

    pub fn resources(&self, sources: &Sources) -> Vec<Resource<'static>> {
        let mut all = Collector::default();
        read_all(sources, &self.loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| all.join(part));
        all.resources
    }

    /// The sources with another text of this resource.
    pub fn with(&self, resource: &Resource<'_>, text: &str) -> Sources {
        let mut sources = Sources::default();
        for (id, source) in self.loaded.sources.iter() {
            let mut changed = source.text().unwrap().to_owned();
            if id == resource.span.file {
                changed.replace_range(resource.span.start as usize..resource.span.end as usize, text);
            }
            sources.add(Source::new(&*source.path, changed).named(source.named));
        }
        sources
    }

    /// Adds the kinds and properties without which a finding is gone and nothing is undecided, each with a case.
    fn add_faults(&self, case: &str, faults: &mut BTreeMap<(String, String), String>) {
        let sources = &self.loaded.sources;
        let before = self.judged(sources);
        for resource in self.resources(sources) {
            let is_json = resource.format.is_exported() && matches!(resource.map, SourceMap::Identity { .. });
            let Some(object) = serde_json::from_str(&resource.json).ok().filter(|_| is_json) else { continue };
            for path in properties(&object) {
                let mut object = object.clone();
                remove(&mut object, &path);
                let changed = self.with(&resource, &object.to_string());
                let after = self.judged(&changed);
                if before.findings.iter().all(|finding| self.is_decided(&finding.subject, &resource, &before, &after)) {
                    continue;
                }
                // Without a property that shows its kind, the object is not read at all.
                let place = |resource: &Resource<'_>| (resource.span.file, resource.span.start, resource.kind.clone());
                if self.resources(&changed).iter().any(|other| place(other) == place(&resource)) {
                    let keys = path.iter().filter_map(|step| if let Step::Key(key) = step { Some(&**key) } else { None });
                    let property = keys.collect::<Vec<_>>().join(".");
                    faults.insert((resource.kind.name().to_owned(), property), case.to_owned());
                }
            }
        }
    }

    /// Whether the rule still reports the subject, or is undecided on it, on the changed resource, or on the tenant, as it was not before.
    fn is_decided(&self, subject: &Subject, changed: &Resource<'_>, before: &Judged, after: &Judged) -> bool {
        let is_same = |other: &Subject| {
            let is_equal = other.address == subject.address || other.name == subject.name || subject.id.is_some() && other.id == subject.id;
            other.kind == subject.kind && (is_equal || other.identity().is_empty())
        };
        let is_equal = |one: &Undecided, other: &Undecided| one.subject == other.subject && plain(&one.missing) == plain(&other.missing);
        let is_new = |undecided: &Undecided| !before.undecided.iter().any(|other| is_equal(undecided, other));
        let is_about = |undecided: &Undecided| {
            undecided.subject.as_ref().is_none_or(|other| is_same(other) || other.kind == changed.kind.name()) && is_new(undecided)
        };
        // A rule that reports one object for the tenant may now report another.
        let was_reported = |subject: &Subject| before.findings.iter().any(|finding| finding.subject == *subject);
        after.findings.iter().any(|finding| is_same(&finding.subject) || !was_reported(&finding.subject))
            || after.undecided.iter().any(|undecided| undecided.rule.id == self.rule.id && is_about(undecided))
    }
}

#[derive(Clone)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// The properties of an object, at any depth, except its id and those that `OData` adds.
pub fn properties(object: &Value) -> Vec<Vec<Step>> {
    let mut all = Vec::new();
    collect(object, &mut Vec::new(), &mut all);
    all.retain(|path| !matches!(path.as_slice(), [Step::Key(key)] if key == "id"));
    all.retain(|path| !matches!(path.last(), Some(Step::Key(key)) if key.contains('@')));
    all
}

fn collect(value: &Value, path: &mut Vec<Step>, all: &mut Vec<Vec<Step>>) {
    let mut inside = |step: Step, value: &Value, is_property: bool| {
        path.push(step);
        if is_property {
            all.push(path.clone());
        }
        collect(value, path, all);
        path.pop();
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| inside(Step::Key(key.clone()), value, true)),
        Value::Array(elements) => elements.iter().enumerate().for_each(|(index, value)| inside(Step::Index(index), value, false)),
        _ => {}
    }
}

pub fn remove(object: &mut Value, path: &[Step]) {
    match path {
        [Step::Key(key)] => drop(object.as_object_mut().unwrap().remove(key)),
        [Step::Key(key), rest @ ..] => remove(&mut object[key.as_str()], rest),
        [Step::Index(index), rest @ ..] => remove(&mut object[*index], rest),
        [] => {}
    }
}
