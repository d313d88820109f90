//! What groups grant their members.

use super::Findings;
use crate::finding::Undecided;
use crate::message::Label;
use crate::model::{Grant, Group, ObjectId, Power, Tenant, View, Ways};
use crate::resource::Kind;

/// What the groups of a tenant grant: roles, apps, licences, and that Conditional Access asks their members for less.
pub(super) struct Entitlements<'t> {
    tenant: &'t Tenant,
    /// To groups whose members hold something by being members of a member as well.
    above: Ways,
}

/// Whether members of a group in the group have it as well. Apps and licences are for direct members.
///
/// Source: Microsoft Learn, "Assign users and groups to an application": nested groups are not supported.
pub(super) fn is_inherited(power: &Power) -> bool {
    matches!(power, Power::Azure { .. } | Power::Directory { .. })
}

impl<'t> Entitlements<'t> {
    /// Those of a tenant.
    pub fn new(tenant: &'t Tenant) -> Self {
        let holders = tenant.grants().filter(|grant| is_inherited(&grant.power)).map(|grant| grant.principal);
        let left_out = tenant.excluded_groups().into_iter().filter(|group| is_left_out(tenant, *group));
        Self { tenant, above: tenant.ways_to(holders.chain(left_out), |_| false) }
    }

    pub fn tenant(&self) -> &'t Tenant {
        self.tenant
    }

    /// Everything that a group grants.
    pub fn of(&self, group: &View<'_, Group<'_>>) -> Vec<Label> {
        let mut labels = Vec::new();
        let ids = group.ids();
        for id in &ids {
            for grant in self.tenant.grants_of(*id) {
                let text = match grant.power {
                    Power::Azure { .. } => "the group holds a role in Azure",
                    Power::Directory { .. } => "the group holds a role of the directory",
                    Power::App { .. } => "the group may use an app",
                    Power::Billing { .. } => "the group holds a role in billing",
                };
                labels.push(Label::new(grant.place.clone(), text));
            }
        }
        let exclusions = ids.iter().flat_map(|id| self.tenant.exclusions_of(*id)).filter(|exclusion| exclusion.is_enforced != Some(false));
        labels.extend(exclusions.map(|exclusion| Label::new(exclusion.place.clone(), "a Conditional Access policy leaves the group out")));
        if group.assigned_licenses.known().is_some_and(|licences| !licences.is_empty()) {
            labels.push(Label::new(group.place(&group.assigned_licenses), "the group has licences"));
        }
        // A group in a group has what that one has.
        for (steps, top) in ids.iter().filter_map(|id| self.above.from(*id)) {
            labels.extend(steps.into_iter().map(|step| Label::at(step, "the group is in another one")));
            let held = self.tenant.grants_of(top).filter(|grant| is_inherited(&grant.power));
            labels.extend(held.map(|grant| Label::new(grant.place.clone(), "that one holds a role")));
            let exclusions = self.tenant.exclusions_of(top).iter().filter(|exclusion| exclusion.is_enforced != Some(false));
            labels.extend(exclusions.map(|it| Label::new(it.place.clone(), "a Conditional Access policy leaves that one out")));
        }
        labels
    }

    /// Says that groups may grant more than the input tells, where it lacks one of the kinds by which they do.
    pub fn undecided_where_lacking(&self, out: &mut Findings<'_>) {
        const KINDS: &[Kind] = &[Kind::RoleAssignment, Kind::AppRoleAssignment, Kind::ConditionalAccessPolicy];
        if let Some(lacking) = KINDS.iter().find(|kind| !self.tenant.is_told(kind)) {
            out.undecided_once("what some groups grant is not all in the input", || Undecided::collect(lacking));
        }
    }
}

/// The privileged roles and permissions of objects, and those that they have by being in groups.
pub(super) struct Privileges<'t> {
    tenant: &'t Tenant,
    above: Ways,
}

impl<'t> Privileges<'t> {
    /// Those of groups, and of other objects for which `is_asked`.
    pub fn new(tenant: &'t Tenant, is_asked: impl Fn(ObjectId) -> bool) -> Self {
        let privileged = tenant.grants().filter(|grant| is_inherited(&grant.power) && tenant.power_of(grant).is_some());
        Self { tenant, above: tenant.ways_to(privileged.map(|grant| grant.principal), is_asked) }
    }

    /// Labels at what an object holds, and at the memberships by which it does.
    pub fn of(&self, id: ObjectId) -> Vec<Label> {
        let label = |grant: &Grant| Some(Label::new(grant.place.clone(), self.tenant.power_of(grant)?));
        let mut labels: Vec<Label> = self.tenant.grants_of(id).filter_map(label).collect();
        if let Some((steps, top)) = self.above.from(id) {
            labels.extend(steps.into_iter().map(|step| Label::at(step, "it is in another group")));
            labels.extend(self.inherited(top).filter_map(label));
        }
        labels
    }

    /// The first of what an object holds.
    pub fn first(&self, id: ObjectId) -> Option<&'t Grant> {
        let own = self.tenant.grants_of(id).find(|grant| self.tenant.power_of(grant).is_some());
        own.or_else(|| self.inherited(self.above.from(id)?.1).find(|grant| self.tenant.power_of(grant).is_some()))
    }

    fn inherited(&self, group: ObjectId) -> impl Iterator<Item = &'t Grant> {
        self.tenant.grants_of(group).filter(|grant| is_inherited(&grant.power))
    }
}

fn is_left_out(tenant: &Tenant, group: ObjectId) -> bool {
    tenant.exclusions_of(group).iter().any(|exclusion| exclusion.is_enforced != Some(false))
}
