//! Managed identities and federated credentials.

pub(super) mod federated_subject_loose;
pub(super) mod managed_beyond_subscription;
pub(super) mod managed_directory_power;
pub(super) mod managed_undeclared;

use crate::message::Label;
use crate::model::{ObjectId, Scope, ServicePrincipal, Setting, Tenant, UserAssignedIdentity, View};
use crate::resource::{Kind, Resource};
use crate::rules::{Findings, Report};
use std::collections::BTreeMap;

struct Managed<'t> {
    resource: &'t Resource<'t>,
    /// Where the input names it.
    label: Label,
    /// The subscription that it is in; empty where code is deployed to one that is not known.
    subscription: Option<String>,
}

impl Managed<'_> {
    /// Reports a finding on it.
    fn report<'f>(&self, out: &'f mut Findings<'_>, pointer: String, evidence: Label) -> Report<'f> {
        let members = self.resource.members().unwrap_or_default();
        let report = if self.resource.kind == Kind::ServicePrincipal {
            let view = View::<ServicePrincipal<'_>>::new(self.resource, &members)
                .expect("every object is read: a wrong value is an unknown setting");
            out.report(&view, pointer, evidence)
        } else {
            let view = View::<UserAssignedIdentity<'_>>::new(self.resource, &members)
                .expect("every object is read: a wrong value is an unknown setting");
            out.report(&view, pointer, evidence)
        };
        report.related(self.label.clone())
    }
}

/// The managed identities of the tenant by their service principals, in infrastructure as code by their addresses.
fn managed_identities(tenant: &Tenant) -> BTreeMap<ObjectId, Managed<'_>> {
    let mut identities = BTreeMap::new();
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        let is_managed = principal.service_principal_type.known().is_some_and(|kind| kind.eq_ignore_ascii_case("ManagedIdentity"));
        let Some(id) = ObjectId::of_setting(&principal.id).filter(|_| is_managed) else { continue };
        // One of the names is the resource id of the identity, or of what it belongs to.
        let mut names = principal.alternative_names.elements().iter().filter_map(Setting::known);
        let subscription = names.find_map(|name| Scope::of(name)?.subscription().map(str::to_owned));
        let label = Label::new(principal.place(principal.display_name.or(&principal.id)), "a managed identity");
        identities.insert(id, Managed { resource: principal.resource, label, subscription });
    }
    for identity in tenant.views::<UserAssignedIdentity<'_>>(&Kind::UserAssignedIdentity) {
        let scope = Scope::of_setting(&identity.id);
        let subscription = scope.and_then(|scope| scope.subscription().map(str::to_owned));
        let label = Label::new(identity.place(identity.name.or(&identity.id)), "a managed identity");
        let address = identity.resource.address.as_deref().map(ObjectId::of);
        for id in ObjectId::of_setting(identity.principal_id()).into_iter().chain(address) {
            let managed = Managed { resource: identity.resource, label: label.clone(), subscription: subscription.clone() };
            identities.entry(id).or_insert(managed);
        }
    }
    identities
}
