//! What a rule checks, and how it is called.

use super::custom::{self, Custom};
use super::{Findings, Rule};
use crate::model::{self, Retained, Tenant, View};
use crate::resource::{Kind, Resource, Scan};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Declares the checks of single resources: the name, which is that of the type in the model, and the kinds that have this type.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident of $($kind:ident)|+;)*) => {
        /// The function of a rule, by what it checks.
        #[derive(Debug, Clone, Copy)]
        pub enum Check {
            $($(#[$doc])* $name(fn(&View<'_, model::$name<'_>>, &mut Findings<'_>)),)*
            /// The tenant as a whole, for rules that join resources.
            Tenant(fn(&Tenant, &mut Findings<'_>)),
            /// Each resource in a subscription that states who created it, once the whole tenant is known.
            Created(fn(&View<'_, model::CreatedResource<'_>>, &Tenant, &mut Findings<'_>)),
            /// Several checks, for a rule that checks several kinds.
            Several(&'static [Check]),
            /// The resources of a kind, as an organization requires it in its policy file.
            Custom(&'static Custom),
            /// The policy module reports these findings, because tenantlint's own files are not resources.
            PolicyFile,
        }

        impl Check {
            /// The checks that it consists of.
            pub(crate) fn parts(&self) -> &[Self] {
                if let Self::Several(checks) = self { checks } else { std::slice::from_ref(self) }
            }

            /// Whether it checks each resource of this kind.
            pub fn is_of(self, kind: &Kind) -> bool {
                match self {
                    $(Self::$name(_) => matches!(kind, $(Kind::$kind)|+),)*
                    Self::Several(checks) => checks.iter().any(|check| check.is_of(kind)),
                    Self::Custom(custom) => custom.kind.as_ref() == Some(kind),
                    Self::Tenant(_) | Self::Created(_) | Self::PolicyFile => false,
                }
            }

            /// Runs the rules that check this kind on one resource.
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
                    _ => {}
                }
            }
        }
    };
}

checks! {
    ApiManagementPolicy of ApiManagementPolicy;
    AdminConsentRequestPolicy of AdminConsentRequestPolicy;
    Application of Application;
    AuthorizationPolicy of AuthorizationPolicy;
    CrossTenantAccessDefault of CrossTenantAccessDefault;
    DeviceManagementSettings of DeviceManagementSettings;
    DeviceRegistrationPolicy of DeviceRegistrationPolicy;
    ManagementGroupSettings of ManagementGroupSettings;
    RoleDefinition of RoleDefinition;
    ServicePrincipal of ServicePrincipal;
    SignInConfiguration of SignInConfiguration;
    /// Each configuration of a web or function app, and the sign-in of each container app.
    SiteConfig of SiteConfig | ContainerAppAuthConfig;
    StaticWebAppConfiguration of StaticWebAppConfiguration;
    SubscriptionPolicy of SubscriptionPolicy;
    TenantAppManagementPolicy of TenantAppManagementPolicy;
    User of User;
}

impl Check {
    /// The rule of an organization that it is.
    pub fn custom(self) -> Option<&'static Custom> {
        if let Self::Custom(custom) = self { Some(custom) } else { None }
    }

    /// Whether it uses the index of the tenant.
    fn asks_tenant(self) -> bool {
        self.parts().iter().any(|check| matches!(check, Self::Tenant(_) | Self::Created(_)))
    }

    /// Runs the check of the tenant as a whole.
    pub(crate) fn run_on_tenant(self, tenant: &Tenant, out: &mut Findings<'_>) {
        for check in self.parts() {
            match check {
                Self::Tenant(check) => check(tenant, out),
                Self::Custom(custom) => custom.run_on_tenant(tenant, out),
                Self::Created(check) => tenant.created_resources().for_each(|resource| check(&resource, tenant, out)),
                _ => {}
            }
        }
    }
}

/// What the index keeps for these rules. A rule that checks each resource as it is read needs nothing in the index.
pub(super) fn retained(rules: &[&'static Rule], today: Date) -> Retained {
    let is_created = |check: &Check| matches!(check, Check::Created(_));
    let has_created = rules.iter().any(|rule| rule.check.parts().iter().any(is_created));
    let joining = rules.iter().filter(|rule| rule.check.custom().is_some_and(|custom| custom.kind.is_none()));
    let joined = joining.flat_map(|rule| rule.needs.iter().copied().flatten()).cloned().collect();
    Retained::new(rules.iter().filter(|rule| rule.check.asks_tenant()).flat_map(|rule| rule.declared()), joined, has_created, today)
}

/// The rules of a run that check single resources, by kind, so that a rule on apps is not called for a million users.
#[derive(Debug, Default)]
pub struct Checks {
    by_kind: Vec<(Kind, OfKind)>,
}

#[derive(Debug, Default)]
struct OfKind {
    rules: Vec<&'static Rule>,
    custom: Vec<(&'static Rule, &'static Custom)>,
}

impl Checks {
    /// Groups rules by what they check.
    pub fn new(rules: &[&'static Rule]) -> Self {
        let mut by_kind: BTreeMap<Kind, OfKind> = BTreeMap::new();
        for kind in Kind::KNOWN {
            let of_kind: Vec<_> = rules.iter().copied().filter(|rule| rule.check.is_of(kind) && rule.check.custom().is_none()).collect();
            if !of_kind.is_empty() {
                by_kind.entry(kind.clone()).or_default().rules = of_kind;
            }
        }
        for (rule, custom) in rules.iter().filter_map(|rule| Some((*rule, rule.check.custom()?))) {
            if let Some(kind) = &custom.kind {
                by_kind.entry(kind.clone()).or_default().custom.push((rule, custom));
            }
        }
        Self { by_kind: by_kind.into_iter().collect() }
    }

    /// Runs the rules that check the kind of a resource.
    pub fn run(&self, resource: &Resource<'_>, members: &Scan<'_>, tenant: usize, out: &mut Findings<'_>) {
        let Some(OfKind { rules, custom }) = self.of(&resource.kind) else { return };
        Check::run(rules, resource, members, tenant, out);
        if !custom.is_empty() {
            custom::run(custom, resource, members, tenant, out);
        }
    }

    /// Whether a rule of an organization checks every resource of this kind, even those that no other rule is about.
    pub fn has_custom(&self, kind: &Kind) -> bool {
        self.of(kind).is_some_and(|of_kind| !of_kind.custom.is_empty())
    }

    fn of(&self, kind: &Kind) -> Option<&OfKind> {
        let at = self.by_kind.binary_search_by(|(known, _)| known.cmp(kind)).ok()?;
        self.by_kind.get(at).map(|(_, of_kind)| of_kind)
    }
}
