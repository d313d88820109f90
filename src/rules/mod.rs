//! The rules: one file each, in the folder of its group.
//!
//! A rule is plain data and one function. It sees typed resources, or the tenant's index where it joins several. It
//! never parses, prints, sorts, or looks at severities, suppressions or files.

mod api_management;
mod app_service;
mod application;
mod billing;
mod check;
mod code_config;
pub(crate) mod conditional_access;
mod creator;
mod cross_tenant;
pub mod custom;
mod declared;
mod device;
mod entitlements;
mod external_user;
mod group;
mod guest;
mod identity;
mod management_group;
mod names;
mod options;
mod path;
mod policy;
pub(crate) mod policy_file;
mod rbac;
mod report;
mod static_web_app;
mod subscription;

pub use check::{Check, Checks};
pub use custom::RuleSet;
pub use options::{OptionSpec, Options};
pub use report::{Absence, Report};

use crate::chunks::Chunks;
use crate::finding::{Finding, Merged, Remediation, Step, Subject, Undecided, fact, last_name};
use crate::inventory::Inventory;
use crate::message::{Label, Text};
use crate::metadata::{Confidence, Metadata};
use crate::model::{Identified, Retained, Setting, State, Tenant, UserFacts, View};
use crate::resource::{Completeness, Gap, Kind, Place, Resource, SourceMap};
use crate::source::{FileId, Span};
use jiff::civil::Date;
use report::Conditional;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

pub(crate) mod prelude {
    pub(crate) use super::{Absence, Check, Findings, OptionSpec, Report};
    pub(crate) use crate::message::{Evidence, Label, Text};
    pub(crate) use crate::metadata::{Confidence, Group, Severity};
    pub(crate) use crate::model::*;
    pub(crate) use crate::remediation::Change;
    pub(crate) use crate::resource::Kind;
    pub(crate) use crate::rule;
}

/// Every rule, by group, then in the order of an attack.
pub static RULES: &[&Rule] = &[
    // application
    &application::multi_tenant::RULE,
    &application::personal_accounts::RULE,
    &application::audience_implicit::RULE,
    &application::single_tenant_blocked::RULE,
    &application::multi_tenant_unowned::RULE,
    &application::guest_owner::RULE,
    &application::foreign_privileged::RULE,
    &application::multi_tenant_no_authorization_model::RULE,
    &application::unverified_email_claim::RULE,
    &application::instance_lock_missing::RULE,
    &application::registration_open::RULE,
    &application::user_consent_open::RULE,
    &application::admin_consent_workflow_off::RULE,
    &application::redirect_uri_unsafe::RULE,
    &application::credential_weak::RULE,
    // guest
    &guest::invite_everyone::RULE,
    &guest::invite_all_members::RULE,
    &guest::role_too_wide::RULE,
    &guest::invite_domains_open::RULE,
    &guest::self_sign_up::RULE,
    &guest::stale::RULE,
    &guest::invitation_pending::RULE,
    &guest::undeclared::RULE,
    &guest::unsponsored::RULE,
    &guest::access_unreviewed::RULE,
    // cross-tenant
    &cross_tenant::inbound_open::RULE,
    &cross_tenant::trusts_any_mfa::RULE,
    &cross_tenant::trusts_any_device::RULE,
    &cross_tenant::partner_wide::RULE,
    &cross_tenant::outbound_open::RULE,
    // subscription
    &subscription::transfer_in_allowed::RULE,
    &subscription::transfer_out_allowed::RULE,
    &subscription::transfer_exemption_wide::RULE,
    &subscription::policy_ineffective::RULE,
    &subscription::undeclared::RULE,
    &subscription::guest_made::RULE,
    &subscription::foreign_billing::RULE,
    &subscription::guest_resource::RULE,
    &subscription::alerts_unwatched::RULE,
    &subscription::leaves_tenant::RULE,
    // rbac
    &rbac::guest_azure_privileged::RULE,
    &rbac::guest_directory_role::RULE,
    &rbac::root_scope_standing::RULE,
    &rbac::root_group_users_visible::RULE,
    &rbac::custom_owner_role::RULE,
    // management-group
    &management_group::default_is_root::RULE,
    &management_group::creation_open::RULE,
    // policy
    &policy::baseline_removable::RULE,
    &policy::exemption_unbounded::RULE,
    &policy::exemption_power_wide::RULE,
    // identity
    &identity::managed_undeclared::RULE,
    &identity::managed_beyond_subscription::RULE,
    &identity::managed_directory_power::RULE,
    &identity::federated_subject_loose::RULE,
    // device
    &device::join_everyone::RULE,
    &device::registration_without_mfa::RULE,
    &device::quota_wide::RULE,
    &device::unmanaged_counts_compliant::RULE,
    &device::guest_registered::RULE,
    // group
    &group::dynamic_user_attribute_spoofable::RULE,
    &group::dynamic_device_attribute_spoofable::RULE,
    &group::dynamic_admits_guests::RULE,
    &group::dynamic_grants_privilege::RULE,
    &group::guest_owner::RULE,
    &group::dynamic_rule_unreadable::RULE,
    // conditional-access
    &conditional_access::guest_mfa_missing::RULE,
    &conditional_access::guest_azure_portal_open::RULE,
    &conditional_access::guest_excluded::RULE,
    &conditional_access::device_alone::RULE,
    &conditional_access::relied_on_for_multi_tenant::RULE,
    // billing
    &billing::role_undeclared::RULE,
    &billing::role_guest::RULE,
    &billing::subscription_creator_wide::RULE,
    &billing::not_reviewed::RULE,
    &billing::associated_tenant::RULE,
    // code-config
    &code_config::authority_shared::RULE,
    &code_config::issuer_validation_off::RULE,
    &code_config::tenant_list_missing::RULE,
    &code_config::email_as_identity::RULE,
    // app-service
    &app_service::auth_multi_tenant::RULE,
    &app_service::auth_not_required::RULE,
    // static-web-app
    &static_web_app::default_provider::RULE,
    // api-management
    &api_management::token_any_tenant::RULE,
    // path
    &path::guest_subscription::RULE,
    &path::app_any_tenant::RULE,
    &path::guest_ownership::RULE,
    &path::foreign_claim_trust::RULE,
    &path::dynamic_group_privilege::RULE,
    // tenantlint
    &policy_file::allow_list_entry_unsound::RULE,
    &policy_file::policy_weakened::RULE,
    &policy_file::suppression_unsound::RULE,
];

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// A rule: its metadata, its options, and its check.
#[derive(Debug)]
pub struct Rule {
    /// The part of the rule that reports and the policy file use.
    pub metadata: Metadata,
    /// The options that the policy file may set.
    pub options: Option<OptionSpec>,
    /// The function that checks.
    pub check: Check,
}

impl Deref for Rule {
    type Target = Metadata;

    fn deref(&self) -> &Metadata {
        &self.metadata
    }
}

/// Declares a rule. The doc comment is its page and the text of `explain`. Empty lists and `options` may be omitted.
#[macro_export]
#[doc(hidden)]
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub static RULE = {
        id: $id:expr,
        group: $group:expr,
        severity: $severity:expr,
        confidence: $confidence:expr,
        since: $since:expr,
        summary: $summary:expr,
        $(attack: $attack:expr,)?
        $(controls: $controls:expr,)?
        $(needs: &[$($(Kind::$need:ident)|+),* $(,)?],)?
        $(joins: $joins:expr,)?
        $(note_on: $note_on:expr,)?
        $(parts: $parts:expr,)?
        $(options: $options:expr,)?
        check: $check:expr,
    };) => {
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            metadata: $crate::metadata::Metadata {
                id: $id,
                group: $group,
                severity: $severity,
                confidence: $confidence,
                since: $since,
                summary: $summary,
                attack: $crate::rule!(@or &[]; $($attack)?),
                controls: $crate::rule!(@or &[]; $($controls)?),
                needs: &[$($(&[$($crate::resource::Kind::$need),+]),*)?],
                joins: $crate::rule!(@or &[]; $($joins)?),
                note_on: $crate::rule!(@or &[]; $($note_on)?),
                parts: $crate::rule!(@or &[]; $($parts)?),
                docs: concat!($($doc, "\n",)+),
            },
            options: $crate::rule!(@or None; $($options)?),
            check: $check,
        };
    };
    (@or $default:expr;) => {
        $default
    };
    (@or $default:expr; $given:expr) => {
        $given
    };
}

/// The settings of a run. Rules have no access to the clock or to files.
#[derive(Debug)]
pub struct Settings {
    /// The date that expiry and review dates are compared with.
    pub today: Date,
    pub options: Options,
    /// The rules to run.
    pub rules: Vec<&'static Rule>,
    /// The checks of single resources.
    pub checks: Checks,
    /// What the index retains for the rules.
    pub retained: Retained,
    /// What each tenant is declared to contain, by its number.
    pub inventories: Vec<Inventory>,
}

impl Settings {
    /// Settings of a run with these rules, for tenants without an inventory.
    pub fn new(today: Date, options: Options, rules: Vec<&'static Rule>) -> Self {
        let (checks, retained) = (Checks::new(&rules), check::retained(&rules, today));
        Self { today, options, rules, checks, retained, inventories: Vec::new() }
    }
}

/// Collects the results of the rules.
#[derive(Debug)]
pub struct Findings<'r> {
    settings: &'r Settings,
    rule: &'static Rule,
    tenant: usize,
    /// What is already recorded as undecided for many objects.
    reported_once: HashSet<(&'static str, String)>,
    conditional: Option<Conditional>,
    /// The rule and the object of the last findings, and how many there are.
    last: Option<(&'static str, Span, usize)>,
    /// Takes the place of findings that are not recorded.
    dropped: Box<Finding>,
    pub findings: Chunks<Box<Finding>>,
    /// What could not be decided.
    pub undecided: Chunks<Undecided>,
}

impl<'r> Findings<'r> {
    /// An empty collection for the resources of one tenant; [`Findings::of`] sets the current rule.
    #[expect(clippy::indexing_slicing, reason = "there are rules")]
    pub fn new(settings: &'r Settings, tenant: usize) -> Self {
        Self {
            settings,
            rule: RULES[0],
            tenant,
            reported_once: HashSet::new(),
            conditional: None,
            last: None,
            dropped: Box::new(finding(
                RULES[0],
                tenant,
                Subject::default(),
                "".into(),
                Label::at(Span::new(FileId(0), 0, 0), ""),
                Vec::new(),
            )),
            findings: Chunks::default(),
            undecided: Chunks::default(),
        }
    }

    /// For rules that join resources, with those that were read.
    pub fn joining<'a>(settings: &'r Settings, tenant: usize, resources: impl Iterator<Item = &'a Resource<'static>> + Clone) -> Self {
        let places = |resource: &'a Resource<'static>| {
            let values = match &resource.map {
                SourceMap::Written(places) => places.as_slice(),
                SourceMap::Identity { .. } => &[],
            };
            std::iter::once(resource.span).chain(values.iter().map(|(_, place)| place.span))
        };
        let mut conditional = Conditional::new();
        for resource in resources.clone() {
            if let Some(label) = only_if(resource) {
                conditional.extend(places(resource).map(|span| (span, label.clone())));
            }
        }
        if !conditional.is_empty() {
            // Another instance of the declaration exists in any case.
            let certain = resources.filter(|resource| resource.only_if.is_empty());
            certain.flat_map(places).for_each(|span| drop(conditional.remove(&span)));
        }
        Self { conditional: Some(conditional).filter(|conditional| !conditional.is_empty()), ..Self::new(settings, tenant) }
    }

    /// The same collection, for the findings of this rule.
    pub fn of(&mut self, rule: &'static Rule, tenant: usize) -> &mut Self {
        self.rule = rule;
        self.tenant = tenant;
        self
    }

    pub fn options<T: Clone + Default + Send + Sync + 'static>(&self) -> Cow<'r, T> {
        self.settings.options.of(self.rule)
    }

    /// Reports a finding on an object, at a JSON pointer in it.
    pub fn report<T: Identified>(&mut self, view: &View<'_, T>, pointer: impl Into<Cow<'static, str>>, primary: Label) -> Report<'_> {
        let at_object = (self.rule.id, view.resource.span);
        let count = self.last.filter(|(rule, object, _)| (*rule, *object) == at_object).map_or(0, |(.., count)| count) + 1;
        self.last = Some((at_object.0, at_object.1, count));
        if count > MOST_OF_OBJECT {
            if count == MOST_OF_OBJECT + 1 {
                self.undecided_until(
                    view,
                    &view.resource.place(""),
                    TOO_MANY.into(),
                    "resolve these findings, and check the object again".into(),
                );
            }
            return Report::new(&mut self.dropped, None, true);
        }
        let related = primary.origins().chain(calls(view.resource)).chain(only_if(view.resource)).collect();
        let pointer = pointer.into();
        let fact = fact(view.resource, &pointer);
        let report = self.add(subject(view), pointer, fact, primary, related);
        if view.resource.only_if.is_empty() { report } else { report.at_most(Confidence::Medium) }
    }

    /// Adds a finding with the defaults of the rule, which its report can change.
    fn add(&mut self, subject: Subject, pointer: Cow<'static, str>, fact: String, primary: Label, related: Vec<Label>) -> Report<'_> {
        let finding = Finding { fact, ..finding(self.rule, self.tenant, subject, pointer, primary, related) };
        let finding = self.findings.push(Box::new(finding));
        Report::new(finding, self.conditional.as_ref(), false)
    }

    /// Reports a finding on a user of the index.
    pub fn report_user(&mut self, user: UserFacts<'_>, pointer: &'static str, primary: Label) -> Report<'_> {
        let id = user.id.is_guid().then(|| user.id.to_string());
        let subject = Subject {
            kind: Kind::User.name().to_owned(),
            address: id.clone().unwrap_or_else(|| user.name.to_owned()),
            name: Some(user.name.to_owned()).filter(|name| !name.is_empty()),
            id,
            ..Subject::default()
        };
        let related = primary.origins().collect();
        self.add(subject, pointer.into(), last_name(pointer), primary, related)
    }

    /// Records once that the rule is undecided on any number of objects of the tenant.
    pub fn undecided_once(&mut self, missing: impl Into<Text>, decide: impl FnOnce() -> Step) {
        let missing = missing.into();
        if self.reported_once.insert((self.rule.id, missing.render(str::to_owned))) {
            self.undecided_tenant(missing, decide());
        }
    }

    /// The value of a setting, if it is known; otherwise the rule is undecided on this object.
    pub fn known<'v, 'x, T, U>(&mut self, view: &View<'_, T>, name: &'static str, setting: &'v Setting<'x, U>) -> Option<&'v U>
    where
        T: Identified,
        U: serde::Deserialize<'x>,
    {
        let missing = match setting.state() {
            State::Known(value) => return Some(value),
            State::Absent => Text::new("`{setting}` is not in the input"),
            State::Null => Text::new("`{setting}` is null, for which the behavior of the service is not documented"),
            State::Unknown(reason) => Text::new("`{setting}` is unknown: {reason}").with("reason", reason.clone()),
        };
        self.undecided(view, &view.place(setting), missing.with("setting", name));
        None
    }

    /// Records that the rule is undecided if the value of this setting is not known.
    pub fn needs<'x, T, U>(&mut self, view: &View<'_, T>, name: &'static str, setting: &Setting<'x, U>)
    where
        T: Identified,
        U: serde::Deserialize<'x>,
    {
        self.known(view, name, setting);
    }

    /// Whether an object lacks a property that the service returns with every object of its kind. The rule is then undecided.
    pub fn lacks<T, U>(&mut self, view: &View<'_, T>, property: &'static str, setting: &Setting<'_, U>) -> bool {
        let is_uncollected = view.is_uncollected(setting);
        if is_uncollected {
            self.undecided_property(&view.resource.kind, property);
        }
        is_uncollected
    }

    /// Records once that the rule is undecided on any number of objects of this kind, which lack this property.
    pub fn undecided_property(&mut self, kind: &Kind, property: &'static str) {
        let missing = Text::new("`{property}` is not in the input for some `{kind}`").with("property", property).with("kind", kind.name());
        self.undecided_once(missing, || Undecided::collect(kind));
    }

    /// Records that the rule is undecided on this object.
    pub fn undecided<T: Identified>(&mut self, view: &View<'_, T>, place: &Place, missing: Text) {
        let decide = if view.resource.format.is_declared() {
            "write the value as a literal, or check an export of the tenant".into()
        } else {
            Undecided::collect(&view.resource.kind)
        };
        self.undecided_until(view, place, missing, decide);
    }

    /// Records that the rule is undecided on this object until resources of another kind are collected.
    pub fn undecided_without<T: Identified>(&mut self, view: &View<'_, T>, place: &Place, missing: Text, kind: &Kind) {
        self.undecided_until(view, place, missing, Undecided::collect(kind));
    }

    fn undecided_until<T: Identified>(&mut self, view: &View<'_, T>, place: &Place, missing: Text, decide: Step) {
        self.undecided.push(Undecided {
            rule: &self.rule.metadata,
            tenant: self.tenant,
            subject: Some(subject(view)),
            span: Some(place.span),
            missing: missing.bounded(),
            decide,
            is_relevant: true,
        });
    }

    /// Records that the rule is undecided on the tenant, because the input has no resource of this kind.
    pub fn undecided_missing(&mut self, kind: &Kind) {
        self.without_input(kind, true);
    }

    /// The same, where nothing else in the input need be of interest to the rule.
    pub fn without_input(&mut self, kind: &Kind, is_relevant: bool) {
        let missing = Text::new("no `{kind}` in the input").with("kind", kind.name());
        self.undecided.push(Undecided { is_relevant, ..self.on_tenant(missing, Undecided::collect(kind)) });
    }

    /// How certain it is that an object which is not in the input does not exist. If the input shows that objects of the kind are missing,
    /// nothing follows, and the rule is undecided.
    pub fn absence(&mut self, tenant: &Tenant, kind: &Kind) -> Option<Absence> {
        match tenant.completeness(kind) {
            Completeness::Whole(_) => Some(Absence::InTenant),
            Completeness::Unknown => Some(Absence::InInput),
            Completeness::Partial(gap) => {
                self.undecided_partial(kind, gap);
                None
            }
        }
    }

    /// Whether the input contains all objects of the kind. If it shows that some are missing, the rule is undecided.
    pub fn sees_all(&mut self, tenant: &Tenant, kind: &Kind) -> bool {
        self.absence(tenant, kind) == Some(Absence::InTenant)
    }

    /// Records that the rule is undecided on the tenant, because objects of this kind are missing in the input.
    pub fn undecided_partial(&mut self, kind: &Kind, gap: Gap) {
        let missing = Text::new("`{kind}` is incomplete in the input: {reason}").with("kind", kind.name()).with("reason", gap.reason);
        let decide = if gap.reason == Gap::NAMED { "check the whole folder".into() } else { Undecided::collect(kind) };
        self.undecided.push(Undecided {
            rule: &self.rule.metadata,
            tenant: self.tenant,
            subject: None,
            span: Some(gap.span),
            missing,
            decide,
            is_relevant: true,
        });
    }

    /// Records that the rule is undecided on the tenant, because each resource of this kind exists only where parameters such as this one
    /// are set.
    pub fn undecided_conditional(&mut self, kind: &Kind, parameter: &str) {
        let text = "each `{kind}` in the input is declared only if parameters are set, such as `{parameter}`";
        let missing = Text::new(text).with("kind", kind.name()).with("parameter", parameter);
        self.undecided_tenant(missing, "set the parameters in a parameter file, or check an export of the tenant".into());
    }

    /// Records that the rule is undecided on the tenant.
    pub fn undecided_tenant(&mut self, missing: Text, decide: Step) {
        self.undecided.push(self.on_tenant(missing, decide));
    }

    fn on_tenant(&self, missing: Text, decide: Step) -> Undecided {
        Undecided { rule: &self.rule.metadata, tenant: self.tenant, subject: None, span: None, missing, decide, is_relevant: true }
    }
}

/// How many findings of one rule on one object are recorded. Each may repeat a part of the object, which can be large.
const MOST_OF_OBJECT: usize = 100;

const TOO_MANY: &str = "the rule has more than 100 findings on this object, of which the first 100 are listed";

/// A finding with the defaults of a rule.
fn finding(
    rule: &'static Rule,
    tenant: usize,
    subject: Subject,
    pointer: Cow<'static, str>,
    mut primary: Label,
    related: Vec<Label>,
) -> Finding {
    primary.text = primary.text.bounded();
    Finding {
        rule: &rule.metadata,
        severity: rule.severity,
        confidence: rule.confidence,
        tenant,
        subject,
        title: Text::new(rule.summary),
        primary,
        related,
        remediation: Remediation::default(),
        pointer,
        fact: String::new(),
        comments: &[],
        merged: Merged::default(),
    }
}

/// Labels at the calls of the modules that contain a resource.
fn calls(resource: &Resource<'_>) -> impl Iterator<Item = Label> {
    resource.calls.iter().map(|call| Label::call(*call))
}

/// The label of a resource that exists only where parameters are set.
fn only_if(resource: &Resource<'_>) -> Option<Label> {
    let (first, others) = resource.only_if.split_first()?;
    let text = Text::new("declared only if `{parameter}` is set").with("parameter", &**first);
    let and = |text: Text, other: &Arc<str>| text.and(Text::new("and only if `{parameter}` is set").with("parameter", &**other));
    Some(Label::at(resource.span, others.iter().fold(text, and)))
}

/// What to call an object in a title: its name, or else its address in the code, or its id.
pub(crate) fn name_of<T: Identified>(view: &View<'_, T>) -> String {
    let identity = view.identity();
    let address = view.resource.address.as_deref().map(str::to_owned);
    identity.name.or(address).or(identity.app_id).or(identity.id).unwrap_or_else(names::unnamed)
}

/// The subject of a finding on this object.
pub(crate) fn subject<T: Identified>(view: &View<'_, T>) -> Subject {
    let identity = view.identity();
    let address = view.resource.address.as_deref().or(identity.id.as_deref()).or(identity.app_id.as_deref()).or(identity.name.as_deref());
    Subject {
        kind: view.resource.kind.name().to_owned(),
        address: address.unwrap_or_default().to_owned(),
        root: view.resource.root.to_string(),
        deployment: view.resource.deployment.to_string(),
        declared: view.resource.format.is_declared(),
        id: identity.id,
        app_id: identity.app_id,
        name: identity.name,
        recorded: None,
    }
}
