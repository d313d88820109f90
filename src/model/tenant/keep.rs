//! Which resources are kept for the rules of a run, and how much of each.

use super::Index;
use crate::model::{Group, Invitation, ManagementGroup, ManagementGroupSettings, Organization, Setting, Str, Subscription, View, day};
use crate::resource::{Kind, Resource, Scan};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the rules of a run need from the index; nothing else is kept.
///
/// Facts about users and about the tenant are scattered: a group lists members, a subscription names its tenant. They count as
/// [`Kind::User`] and [`Kind::Organization`] wherever they occur.
#[derive(Debug, Default)]
pub struct Retained {
    kinds: BTreeSet<Kind>,
    /// The kinds that rules of an organization join. Every resource of these is kept as a whole.
    pub(super) joined: BTreeSet<Kind>,
    pub(super) has_users: bool,
    has_tenant: bool,
    /// Whether resources of any kind are kept if they name their creator.
    has_created: bool,
    today: Date,
}

impl Retained {
    /// Retains these kinds with their families; with `has_created`, also every resource that names its creator.
    pub fn new(declared: impl Iterator<Item = &'static Kind>, joined: BTreeSet<Kind>, has_created: bool, today: Date) -> Self {
        let kinds: BTreeSet<Kind> = declared.flat_map(Kind::family).cloned().collect();
        Self { has_users: kinds.contains(&Kind::User), has_tenant: kinds.contains(&Kind::Organization), has_created, today, kinds, joined }
    }

    pub(super) fn has(&self, kind: &Kind) -> bool {
        self.kinds.contains(kind)
    }
}

/// Whether objects of this kind are ever kept. A tenant may have a million users: each is checked as it is read, and only facts about them
/// are kept.
pub(super) fn is_ever_kept(kind: &Kind) -> bool {
    *kind != Kind::User
}

pub(super) fn is_kept(resource: &Resource<'_>, members: &Scan<'_>, retained: &Retained) -> bool {
    let text = |key| members.get(&resource.json, key).unwrap_or("null");
    match &resource.kind {
        kind if !is_ever_kept(kind) => false,
        // Of other resources only the creator matters, if it is a person.
        Kind::Other(_) => retained.has_created && text("systemData").contains('@'),
        kind if !retained.has(kind) => retained.has_created && members.has("systemData"),
        Kind::Application => is_application_kept(resource, members),
        Kind::Device => ["registeredOwners", "registeredUsers"].iter().any(|key| members.has(key)) || text("mdmAppId") != "null",
        // Owners and device users; members are recorded as relations.
        Kind::DirectoryObject => resource.address.as_deref().is_some_and(|path| {
            let path = path.to_ascii_lowercase();
            path.contains("owners/") || path.contains("/registeredusers/")
        }),
        // App roles of a user grant no control over the tenant.
        Kind::AppRoleAssignment => text("principalType") != "\"User\"",
        kind if is_schedule_of_group(kind) => false,
        kind if is_schedule(kind) => !has_ended(resource, retained.today),
        _ => true,
    }
}

/// Whether resources of this kind are assignments of Privileged Identity Management, which may have an end.
fn is_schedule(kind: &Kind) -> bool {
    let is_of = |head: &Kind| kind != head && head.family().contains(kind);
    is_of(&Kind::RoleAssignment) || is_of(&Kind::UnifiedRoleAssignment)
}

/// Whether resources of this kind are active or eligible memberships and ownerships of groups, which are recorded as relations.
fn is_schedule_of_group(kind: &Kind) -> bool {
    *kind != Kind::DirectoryObject && Kind::DirectoryObject.family().contains(kind)
}

/// Whether an active or eligible assignment ended before today. Exports of schedules and requests contain such assignments.
///
/// Source: Microsoft Graph, resource types `requestSchedule` and `expirationPattern`; ARM, `RoleEligibilityScheduleInstances` 2020-10-01.
fn has_ended(resource: &Resource<'_>, today: Date) -> bool {
    ["", "/properties"].into_iter().any(|holder| {
        let text = |pointer: &str| resource.text_at(&format!("{holder}{pointer}"));
        let of_schedule = || {
            let start = day(&text("/scheduleInfo/startDateTime")?)?;
            let duration: Span = text("/scheduleInfo/expiration/duration")?.parse().ok()?;
            start.checked_add(duration).ok()
        };
        let ends = ["/endDateTime", "/scheduleInfo/expiration/endDateTime"].into_iter().find_map(|pointer| day(&text(pointer)?));
        ends.or_else(of_schedule).is_some_and(|last| last < today)
    })
}

fn is_application_kept(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    // Of many thousands of apps only a few matter to joins: those that admit external accounts, and those with owners.
    let text = |key| members.get(&resource.json, key).unwrap_or("null");
    text("signInAudience") != "\"AzureADMyOrg\"" || members.has("owners") || !resource.format.is_exported()
}

impl Index {
    /// Records the facts of a resource that is possibly not kept.
    pub(super) fn add_facts(&mut self, resource: &Resource<'_>, members: &Scan<'_>, retained: &Retained) {
        match &resource.kind {
            Kind::User if retained.has_users => {
                self.people.add(resource, members);
                self.gaps.add(resource, members);
                if members.has("sponsors") {
                    self.add_related(resource, members, retained);
                }
            }
            Kind::Invitation if retained.has_users => {
                if let Some(invitation) = View::<Invitation<'_>>::new(resource, members) {
                    self.people.add_invitation(resource, &invitation);
                }
            }
            Kind::DirectoryObject => {
                if retained.has_users {
                    self.people.add(resource, members);
                }
                self.relations.add_path(resource, members, retained);
            }
            kind if is_schedule_of_group(kind) => {
                let is_read = retained.has(&Kind::DirectoryObject) && retained.has(&Kind::Group);
                if is_read && !has_ended(resource, retained.today) {
                    self.relations.add_schedule(resource, members);
                }
            }
            Kind::Application | Kind::ServicePrincipal | Kind::DirectoryRole | Kind::Device => {
                self.add_related(resource, members, retained);
            }
            Kind::Group => {
                self.add_related(resource, members, retained);
                if retained.has(&Kind::Group) {
                    self.add_group(resource, members);
                }
            }
            kind if retained.has_tenant => self.add_tenant(kind, resource, members),
            _ => {}
        }
    }

    /// Records what a resource contains about the tenant.
    fn add_tenant(&mut self, kind: &Kind, resource: &Resource<'_>, members: &Scan<'_>) {
        match kind {
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

    /// Records the relations inside an object, and what they contain about users.
    fn add_related(&mut self, resource: &Resource<'_>, members: &Scan<'_>, retained: &Retained) {
        if retained.has_users || retained.has(&resource.kind) {
            let people = self.relations.add_inline(resource, members);
            self.people.extend(people.into_iter().filter(|_| retained.has_users));
        }
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
    Index::lower(id(&view))
}
