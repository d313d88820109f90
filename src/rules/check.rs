//! What a rule looks at, and who hands it over.

use super::{Findings, Rule};
use crate::model::{self, Tenant, View};
use crate::resource::{Kind, Resource};
use crate::syntax::json::Scan;

/// Declares the checks of single resources: the name, which is that of the type in the model, and the kinds that have this type.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident of $($kind:ident)|+;)*) => {
        /// The function of a rule, by what it looks at.
        #[derive(Debug, Clone, Copy)]
        pub enum Check {
            $($(#[$doc])* $name(fn(&View<'_, model::$name<'_>>, &mut Findings<'_>)),)*
            User(fn(&View<'_, model::User<'_>>, &mut Findings<'_>)),
            /// Each user, and then the tenant as a whole.
            Users {
                each: fn(&View<'_, model::User<'_>>, &mut Findings<'_>),
                all: fn(&Tenant, &mut Findings<'_>),
            },
            /// The tenant as a whole: for rules that join.
            Tenant(fn(&Tenant, &mut Findings<'_>)),
            /// Several of these, of a rule that looks at several kinds.
            Several(&'static [Check]),
            /// Made elsewhere: findings on tenantlint's own files, which are no resources.
            PolicyFile,
        }

        impl Check {
            /// The checks that it is made of.
            pub(crate) fn parts(&self) -> &[Self] {
                if let Self::Several(checks) = self { checks } else { std::slice::from_ref(self) }
            }

            /// Whether it looks at each resource of this kind.
            pub(crate) fn is_of(self, kind: &Kind) -> bool {
                match self {
                    $(Self::$name(_) => matches!(kind, $(Kind::$kind)|+),)*
                    Self::User(_) | Self::Users { .. } => matches!(kind, Kind::User),
                    Self::Several(checks) => checks.iter().any(|check| check.is_of(kind)),
                    Self::Tenant(_) | Self::PolicyFile => false,
                }
            }

            /// Runs those of the rules that look at resources of this kind on one of them.
            pub(super) fn run(rules: &[&'static Rule], resource: &Resource<'_>, members: &Scan<'_>, tenant: usize, out: &mut Findings<'_>) {
                match resource.kind {
                    $($(Kind::$kind)|+ => {
                        let Some(view) = View::<model::$name<'_>>::new(resource, members) else { return };
                        for rule in rules {
                            for check in rule.check.parts() {
                                if let Self::$name(check) = check {
                                    check(&view, out.of(rule, tenant));
                                }
                            }
                        }
                    })*
                    Kind::User => {
                        let Some(view) = View::<model::User<'_>>::new(resource, members) else { return };
                        for rule in rules {
                            for check in rule.check.parts() {
                                if let Self::User(check) | Self::Users { each: check, .. } = check {
                                    check(&view, out.of(rule, tenant));
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    };
}

checks! {
    /// Each policy of an access package.
    AccessPackageAssignmentPolicy of AccessPackageAssignmentPolicy;
    /// Each policy of API Management that takes tokens.
    ApiManagementPolicy of ApiManagementPolicy;
    /// The policy on asking for consent.
    AdminConsentRequestPolicy of AdminConsentRequestPolicy;
    /// Each rule that suppresses alerts.
    AlertsSuppressionRule of AlertsSuppressionRule;
    Application of Application;
    /// Each tenant that shares a billing account.
    AssociatedTenant of AssociatedTenant;
    /// The policy on signing up.
    AuthenticationFlowsPolicy of AuthenticationFlowsPolicy;
    AuthorizationPolicy of AuthorizationPolicy;
    /// The domains that may be invited.
    B2bManagementPolicy of B2bManagementPolicy;
    /// Each role in billing.
    BillingRoleAssignment of BillingRoleAssignment;
    /// Each Conditional Access policy.
    ConditionalAccessPolicy of ConditionalAccessPolicy;
    /// What holds for tenants without an entry of their own.
    CrossTenantAccessDefault of CrossTenantAccessDefault;
    /// Each entry for another tenant.
    CrossTenantAccessPartner of CrossTenantAccessPartner;
    Device of Device;
    DeviceManagementSettings of DeviceManagementSettings;
    /// The policy on joining and registering devices.
    DeviceRegistrationPolicy of DeviceRegistrationPolicy;
    /// What becomes of external users.
    EntitlementManagementSettings of EntitlementManagementSettings;
    Group of Group;
    GroupSetting of GroupSetting;
    Invitation of Invitation;
    /// The hierarchy settings of the root management group.
    ManagementGroupSettings of ManagementGroupSettings;
    /// Each assignment of an Azure Policy.
    PolicyAssignment of PolicyAssignment;
    /// Each exemption from an Azure Policy.
    PolicyExemption of PolicyExemption;
    /// Each delegation to another tenant.
    RegistrationDefinition of RegistrationDefinition;
    /// Each role of Azure that somebody holds or may make active.
    RoleAssignment of RoleAssignment
        | RoleAssignmentSchedule
        | RoleAssignmentScheduleInstance
        | RoleAssignmentScheduleRequest
        | RoleEligibilitySchedule
        | RoleEligibilityScheduleInstance
        | RoleEligibilityScheduleRequest;
    /// Each role definition of Azure.
    RoleDefinition of RoleDefinition;
    /// Whom Defender for Cloud tells of alerts.
    SecurityContact of SecurityContact;
    /// Each plan of Defender for Cloud.
    SecurityPricing of SecurityPricing;
    ServicePrincipal of ServicePrincipal;
    /// Each configuration of a web or function app, and the sign-in of each container app.
    SiteConfig of SiteConfig | ContainerAppAuthConfig;
    Subscription of Subscription;
    /// Each subscription in the making.
    SubscriptionAlias of SubscriptionAlias;
    /// Each sign-in configuration of an app.
    SignInConfiguration of SignInConfiguration;
    /// Each configuration of a static web app.
    StaticWebAppConfiguration of StaticWebAppConfiguration;
    SubscriptionPolicy of SubscriptionPolicy;
    /// The policy on credentials of apps.
    TenantAppManagementPolicy of TenantAppManagementPolicy;
    /// Each role of the directory that somebody holds or may make active.
    UnifiedRoleAssignment of UnifiedRoleAssignment
        | UnifiedRoleAssignmentSchedule
        | UnifiedRoleAssignmentScheduleInstance
        | UnifiedRoleAssignmentScheduleRequest
        | UnifiedRoleEligibilitySchedule
        | UnifiedRoleEligibilityScheduleInstance
        | UnifiedRoleEligibilityScheduleRequest;
}

/// The rules of a run that look at single resources, by kind: of a million users none is shown to a rule on apps.
#[derive(Debug, Default)]
pub struct Checks {
    by_kind: Vec<(Kind, Vec<&'static Rule>)>,
}

impl Checks {
    /// Sorts rules by what they look at.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut by_kind = Vec::new();
        for kind in Kind::KNOWN {
            let of_kind: Vec<_> = rules.iter().copied().filter(|rule| rule.check.is_of(kind)).collect();
            if !of_kind.is_empty() {
                by_kind.push((kind.clone(), of_kind));
            }
        }
        Self { by_kind }
    }

    /// Shows a resource to the rules that look at its kind.
    pub fn run(&self, resource: &Resource<'_>, members: &Scan<'_>, tenant: usize, out: &mut Findings<'_>) {
        if let Ok(at) = self.by_kind.binary_search_by(|(kind, _)| kind.cmp(&resource.kind)) {
            Check::run(&self.by_kind[at].1, resource, members, tenant, out);
        }
    }
}
