//! Managed identities and federated identity credentials.

pub(super) mod federated_subject_loose;
pub(super) mod managed_beyond_subscription;
pub(super) mod managed_directory_power;
pub(super) mod managed_undeclared;

use crate::message::Label;
use crate::model::{ObjectId, Scope, ServicePrincipal, Setting, Tenant, UserAssignedIdentity, View};
use crate::resource::{Kind, Resource};
use crate::rules::{Findings, Report, name_of};
use std::collections::BTreeMap;

/// A managed identity.
struct Managed<'t> {
    resource: &'t Resource<'t>,
    name: String,
    /// The place of its name in the input.
    label: Label,
    /// The subscription that contains it. Empty for code whose target subscription is not known.
    subscription: Option<String>,
}

impl Managed<'_> {
    /// Reports a finding on the managed identity.
    fn report<'f>(&self, out: &'f mut Findings<'_>, pointer: String, evidence: Label) -> Report<'f> {
        let members = self.resource.members().unwrap_or_default();
        let report = if self.resource.kind == Kind::ServicePrincipal {
            let view = View::<ServicePrincipal<'_>>::new(self.resource, &members)
                .expect("a value of a wrong type is an unknown setting, so every object can be read");
            out.report(&view, pointer, evidence)
        } else {
            let view = View::<UserAssignedIdentity<'_>>::new(self.resource, &members)
                .expect("a value of a wrong type is an unknown setting, so every object can be read");
            out.report(&view, pointer, evidence)
        };
        report.related(self.label.clone())
    }
}

/// The managed identities of the tenant, by the ids of their service principals, or by their addresses in infrastructure as code.
fn managed_identities(tenant: &Tenant) -> BTreeMap<ObjectId, Managed<'_>> {
    let mut identities = BTreeMap::new();
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        if principal.is_uncollected(&principal.service_principal_type) {
            tenant.lacks(&Kind::ServicePrincipal, "servicePrincipalType");
        }
        let is_managed = principal.service_principal_type.known().is_some_and(|kind| kind.eq_ignore_ascii_case("ManagedIdentity"));
        let Some(id) = ObjectId::of_setting(&principal.id).filter(|_| is_managed) else { continue };
        // One of the alternative names is the resource id of the identity, or of the resource that it is assigned to.
        let mut names = principal.alternative_names.elements().iter().filter_map(Setting::known);
        let subscription = names.find_map(|name| Scope::of(name)?.subscription().map(str::to_owned));
        let label = Label::new(principal.place(principal.display_name.or(&principal.id)), "the managed identity");
        identities.insert(id, Managed { resource: principal.resource, name: name_of(&principal), label, subscription });
    }
    for identity in tenant.views::<UserAssignedIdentity<'_>>(&Kind::UserAssignedIdentity) {
        if identity.is_uncollected(identity.principal_id()) {
            tenant.lacks(&Kind::UserAssignedIdentity, "principalId");
        }
        let scope = Scope::of_setting(&identity.id);
        let subscription = scope.and_then(|scope| scope.subscription().map(str::to_owned));
        let label = Label::new(identity.place(identity.name.or(&identity.id)), "the managed identity");
        let address = ObjectId::of_address(identity.resource);
        for id in ObjectId::of_setting(identity.principal_id()).into_iter().chain(address) {
            let name = name_of(&identity);
            let managed = Managed { resource: identity.resource, name, label: label.clone(), subscription: subscription.clone() };
            identities.entry(id).or_insert(managed);
        }
    }
    identities
}
