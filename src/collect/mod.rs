//! What the rules need of a tenant, and how to fetch it: a script that people read and run, because tenantlint itself asks nobody.

mod script;

pub use script::script;

use crate::metadata::Group;
use crate::resource::{Kind, Request};
use crate::rules::Rule;

/// Kinds that rules of a group join with what they need: who holds something, who is a guest, where a subscription lies.
const JOINED: &[(Group, &[Kind])] = &[
    (
        Group::Application,
        &[Kind::ServicePrincipal, Kind::Organization, Kind::User, Kind::AppRoleAssignment, Kind::TenantAppManagementPolicy],
    ),
    (
        Group::Guest,
        &[
            Kind::User,
            Kind::AccessPackageAssignmentPolicy,
            Kind::AccessReview,
            Kind::AuthenticationFlowsPolicy,
            Kind::B2bManagementPolicy,
            Kind::B2xIdentityUserFlow,
            Kind::CrossTenantAccessDefault,
        ],
    ),
    (Group::CrossTenant, &[Kind::Organization, Kind::CrossTenantAccessPartner]),
    (
        Group::Path,
        &[Kind::User, Kind::RoleAssignment, Kind::RoleDefinition, Kind::CrossTenantAccessDefault, Kind::CrossTenantAccessPartner],
    ),
    (
        Group::Subscription,
        &[
            Kind::Subscription,
            Kind::User,
            Kind::Group,
            Kind::DirectoryObject,
            Kind::RoleAssignment,
            Kind::RoleEligibilityScheduleInstance,
            Kind::Organization,
            Kind::BillingAccount,
            Kind::SecurityContact,
            Kind::SecurityPricing,
            Kind::SecurityAutomation,
            Kind::AlertsSuppressionRule,
            Kind::RegistrationDefinition,
        ],
    ),
    (
        Group::Rbac,
        &[
            Kind::User,
            Kind::Group,
            Kind::DirectoryObject,
            Kind::RoleDefinition,
            Kind::RoleAssignmentScheduleInstance,
            Kind::RoleEligibilityScheduleInstance,
            Kind::UnifiedRoleAssignmentScheduleInstance,
            Kind::UnifiedRoleEligibilityScheduleInstance,
            Kind::DirectoryRole,
            Kind::Organization,
            Kind::ManagementGroup,
        ],
    ),
    (
        Group::Policy,
        &[
            Kind::ManagementGroup,
            Kind::ManagementGroupSettings,
            Kind::RoleAssignment,
            Kind::RoleDefinition,
            Kind::RoleEligibilityScheduleInstance,
            Kind::User,
        ],
    ),
    (
        Group::Identity,
        &[
            Kind::UserAssignedIdentity,
            Kind::RoleAssignment,
            Kind::ServicePrincipal,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::User,
            Kind::Organization,
        ],
    ),
    (Group::Device, &[Kind::User, Kind::ConditionalAccessPolicy, Kind::GroupSetting]),
    (Group::Group, &[Kind::RoleAssignment, Kind::AppRoleAssignment, Kind::ConditionalAccessPolicy, Kind::GroupSetting, Kind::User]),
    (Group::ConditionalAccess, &[Kind::Application, Kind::SecurityDefaults, Kind::AuthenticationStrengthPolicy]),
    (Group::Billing, &[Kind::BillingRoleDefinition, Kind::AssociatedTenant, Kind::User, Kind::Group, Kind::Organization]),
];

/// The requests that bring what these rules look at, each once.
pub fn requests_for(rules: &[&'static Rule]) -> Vec<&'static Request> {
    let joined = |rule: &Rule, kind: &Kind| JOINED.iter().any(|(group, kinds)| *group == rule.group && kinds.contains(kind));
    let wants = |kind: &Kind| rules.iter().any(|rule| rule.needs.contains(kind) || rule.check.is_of(kind) || joined(rule, kind));
    Kind::KNOWN.iter().filter(|kind| wants(kind)).filter_map(Kind::request).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::graph::arm_kind;
    use crate::reader::relation;
    use crate::resource::{Each, Service};
    use std::collections::BTreeSet;

    fn requests() -> impl Iterator<Item = (&'static Kind, &'static Request)> {
        Kind::KNOWN.iter().filter_map(|kind| Some((kind, kind.request()?)))
    }

    /// What the readers take the answer to a request for.
    fn read_back(request: &Request) -> Option<Kind> {
        let path = request.path.split('?').next().unwrap_or_default();
        if let Service::Graph(version) = request.service {
            let context = format!("https://graph.microsoft.com/{version}/$metadata#{}", path.replace('{', "('").replace('}', "')"));
            return relation::context(&context.replace("/('", "('")).map(|holds| holds.kind);
        }
        // `providers/Microsoft.X/type/{name}/type`: every second part behind the provider is a type.
        let (_, typed) = path.rsplit_once("providers/").unwrap_or(("", path));
        let parts: Vec<&str> = typed.split('/').collect();
        let (provider, rest) =
            if typed.starts_with("subscriptions") { ("Microsoft.Resources", &parts[..]) } else { (parts[0], &parts[1..]) };
        let names: Vec<&str> = rest.iter().step_by(2).copied().collect();
        arm_kind(&format!("{provider}/{}", names.join("/")))
    }

    #[test]
    fn the_answer_to_every_request_is_read_as_what_was_asked_for() {
        let wrong: Vec<_> = requests()
            .map(|(kind, request)| (request.url(), read_back(request).map(|kind| kind.to_string()), kind.name()))
            // Which of the legacy policies one is, each of them says itself.
            .filter(|(_, read, wanted)| read.as_deref() != Some(wanted) && read.as_deref() != Some("legacyPolicy"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn files_have_names_of_their_own() {
        let names: BTreeSet<&str> = requests().map(|(_, request)| request.file).collect();
        assert_eq!(names.len(), requests().count());
        for (_, request) in requests() {
            assert_eq!(request.path.matches('{').count(), usize::from(request.each() != Each::Once), "{}", request.path);
        }
    }

    #[test]
    fn the_script_for_all_rules_asks_for_all_that_rules_read() {
        // What no rule reads yet, or only as a sign that something else was looked at, or in code.
        const NOT_JUDGED: &[Kind] = &[
            Kind::AppManagementPolicy,
            Kind::BillingPolicy,
            Kind::BillingProfile,
            Kind::ConnectedOrganization,
            Kind::EntitlementManagementSettings,
            Kind::ExternalIdentitiesPolicy,
            Kind::NamedLocation,
            Kind::OAuth2PermissionGrant,
            Kind::PermissionGrantPolicy,
            Kind::PrivilegedAccessGroupAssignmentSchedule,
            Kind::PrivilegedAccessGroupEligibilitySchedule,
            Kind::RegistrationAssignment,
            Kind::Site,
            Kind::SubscriptionAlias,
            Kind::UnifiedRoleDefinition,
        ];
        let asked = requests_for(crate::rules::RULES);
        let left_out: Vec<&Kind> = requests().filter(|(_, request)| !asked.contains(request)).map(|(kind, _)| kind).collect();
        assert_eq!(left_out, NOT_JUDGED.iter().collect::<Vec<_>>());
    }

    #[test]
    fn whatever_a_rule_needs_can_be_asked_for() {
        // What only infrastructure as code and the configuration of apps say no service is asked for.
        const IN_FILES: &[Kind] =
            &[Kind::Invitation, Kind::SiteConfig, Kind::SignInConfiguration, Kind::StaticWebAppConfiguration, Kind::ApiManagementPolicy];
        for rule in crate::rules::RULES {
            for kind in rule.needs.iter().filter(|kind| !IN_FILES.contains(kind)) {
                assert!(kind.request().is_some(), "{} needs {kind}", rule.id);
            }
        }
    }
}
