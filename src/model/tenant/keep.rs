//! What of the input is kept for joins, and which facts are noted of what is not.

use super::Tenant;
use crate::model::{Group, Invitation, ManagementGroup, ManagementGroupSettings, Organization, Setting, Str, Subscription, View};
use crate::resource::{Kind, Resource};
use crate::syntax::json::Scan;

/// Whether a resource is kept whole.
pub(super) fn is_kept(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    let text = |key| members.get(&resource.json, key).unwrap_or("null");
    match resource.kind {
        Kind::Application => is_application_kept(resource, members),
        // A million of them may be there, and each is judged as it is read.
        Kind::User => false,
        Kind::Device => ["registeredOwners", "registeredUsers"].iter().any(|key| members.has(key)) || text("mdmAppId") != "null",
        // Who owns something, or uses a device; members are noted as relations.
        Kind::DirectoryObject => resource.address.as_deref().is_some_and(|path| {
            let path = path.to_ascii_lowercase();
            path.contains("owners/") || path.contains("/registeredusers/")
        }),
        // What a user may use is no power over the tenant.
        Kind::AppRoleAssignment => text("principalType") != "\"User\"",
        Kind::OAuth2PermissionGrant => text("consentType") != "\"Principal\"",
        // Of other resources only who made them matters, where that is a person.
        Kind::Other(_) => text("systemData").contains('@'),
        _ => true,
    }
}

fn is_application_kept(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    // Of many thousand apps a join has something to say of few: those that admit outsiders, and those that say who owns them.
    let text = |key| members.get(&resource.json, key).unwrap_or("null");
    text("signInAudience") != "\"AzureADMyOrg\"" || members.has("owners") || !resource.format.is_exported()
}

impl Tenant {
    /// Notes what joins ask for of a resource that may not be kept.
    pub(super) fn add_facts(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        match resource.kind {
            Kind::User => {
                self.people.add(resource, members);
                self.gaps.add(resource, members);
                if members.has("sponsors") {
                    self.add_related(resource, members);
                }
            }
            Kind::Invitation => {
                if let Some(invitation) = View::<Invitation<'_>>::new(resource, members) {
                    self.people.add_invitation(resource, &invitation);
                }
            }
            Kind::DirectoryObject => {
                self.people.add(resource, members);
                self.relations.add_path(resource, members);
            }
            Kind::Application | Kind::ServicePrincipal | Kind::DirectoryRole | Kind::Device => self.add_related(resource, members),
            Kind::Group => {
                self.add_related(resource, members);
                self.add_group(resource, members);
            }
            Kind::Organization => self.add_organization(resource, members),
            Kind::Subscription => {
                let id = id_of::<Subscription<'_>>(resource, members, |subscription| &subscription.tenant_id);
                self.ids_of_subscriptions.extend(id);
            }
            Kind::ManagementGroup => self.ids.extend(id_of::<ManagementGroup<'_>>(resource, members, |group| group.tenant_id())),
            Kind::ManagementGroupSettings => {
                self.ids.extend(id_of::<ManagementGroupSettings<'_>>(resource, members, |settings| settings.tenant_id()));
            }
            _ => {}
        }
    }

    /// Takes the relations that stand in an object, and what they say of the users in them.
    fn add_related(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let people = self.relations.add_inline(resource, members);
        self.people.extend(people);
    }

    fn add_group(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let Some(group) = View::<Group<'_>>::new(resource, members) else { return };
        if group.is_dynamic() == Some(true) {
            self.relations.add_dynamic(resource, &group.id);
        }
    }

    fn add_organization(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let Some(organization) = View::<Organization<'_>>::new(resource, members) else { return };
        let domains = organization.verified_domains.elements().iter().filter_map(|domain| domain.known()?.name.known());
        self.verified_domains.extend(domains.map(|name| name.to_ascii_lowercase()));
        self.ids.extend(Self::lower(&organization.id));
    }
}

/// The id of the tenant in an object that names it.
fn id_of<'r, T: serde::Deserialize<'r>>(
    resource: &'r Resource<'r>,
    members: &Scan<'r>,
    id: impl for<'v> Fn(&'v T) -> &'v Setting<'r, Str<'r>>,
) -> Option<String> {
    let view = View::<T>::new(resource, members)?;
    Tenant::lower(id(&view))
}
