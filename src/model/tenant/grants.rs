//! What everybody holds: roles of Azure, roles of the directory, permissions on apps, roles in billing.

use super::Tenant;
use crate::model::{
    AppRoleAssignment, BillingRoleAssignment, DirectoryRole, Identified, ObjectId, Relation, RoleAssignment, Scope, Setting, Str,
    UnifiedRoleAssignment, View, directory_role_named, is_eligibility,
};
use crate::resource::{Kind, Place};
use serde::Deserialize;
use std::collections::HashMap;

/// A role or permission that a principal holds, or may make active.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who holds it: a user, a group, a service principal.
    pub principal: ObjectId,
    pub power: Power,
    /// It may be made active, and is not yet.
    pub eligible: bool,
    /// Where the input names the principal.
    pub place: Place,
    pub(super) kind: Kind,
    pub(super) index: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Power {
    /// A role of Azure.
    Azure {
        /// GUID of the role definition, in lower case; nothing where it cannot be told.
        role: Option<String>,
        /// Where it holds; nothing where that is not known.
        scope: Option<Scope>,
    },
    /// A role of the directory.
    Directory {
        /// Template id, in lower case; nothing where it cannot be told.
        role: Option<String>,
    },
    /// A role in an app, or a permission on it.
    App {
        /// The role or permission, in lower case.
        role: Option<String>,
        /// Service principal of the app.
        resource: Option<ObjectId>,
    },
    /// A role in billing.
    Billing {
        /// Resource id of the role definition, in lower case.
        role: Option<String>,
    },
}

/// All grants, and which of them a principal has.
#[derive(Debug)]
pub(super) struct Grants {
    all: Vec<Grant>,
    by_principal: HashMap<ObjectId, Vec<usize>>,
}

impl Grants {
    pub(super) fn new(tenant: &Tenant) -> Self {
        let mut all = Vec::new();
        for kind in Kind::RoleAssignment.family() {
            collect::<RoleAssignment<'_>>(tenant, kind, &mut all, |view| {
                let power = Power::Azure { role: view.role(view.resource), scope: view.place_in_hierarchy() };
                (!view.is_gone()).then_some((view.principal_id(), power))
            });
        }
        for kind in Kind::UnifiedRoleAssignment.family().iter().filter(|kind| **kind != Kind::DirectoryRole) {
            collect::<UnifiedRoleAssignment<'_>>(tenant, kind, &mut all, |view| {
                // Where a format has no ids of roles, whoever applies it looks the role up by that name.
                let named = || view.role_name().filter(|_| view.role_definition_id.is_absent()).and_then(directory_role_named);
                let role = role_of(&view.role_definition_id).or_else(|| named().map(|role| role.id.to_owned()));
                (!view.is_gone()).then_some((view.principal(), Power::Directory { role }))
            });
        }
        collect::<AppRoleAssignment<'_>>(tenant, &Kind::AppRoleAssignment, &mut all, |view| {
            let power = Power::App { role: role_of(&view.app_role_id), resource: ObjectId::of_setting(&view.resource_id) };
            Some((&view.principal_id, power))
        });
        collect::<BillingRoleAssignment<'_>>(tenant, &Kind::BillingRoleAssignment, &mut all, |view| {
            Some((view.principal_id(), Power::Billing { role: role_of(view.role_definition_id()) }))
        });
        members_of_roles(tenant, &mut all);
        // An assignment has a schedule and an instance besides, and a role of the directory lists its members: what one kind tells,
        // another does not tell again.
        let mut told: HashMap<_, Kind> = HashMap::new();
        all.retain(|grant| {
            let declared = tenant.kept[&grant.kind][grant.index].format.is_declared();
            *told.entry((grant.principal, grant.power.clone(), grant.eligible, declared)).or_insert_with(|| grant.kind.clone())
                == grant.kind
        });
        let mut by_principal: HashMap<ObjectId, Vec<usize>> = HashMap::new();
        for (at, grant) in all.iter().enumerate() {
            by_principal.entry(grant.principal).or_default().push(at);
        }
        Self { all, by_principal }
    }

    pub(super) fn all(&self) -> &[Grant] {
        &self.all
    }

    pub(super) fn of(&self, principal: ObjectId) -> impl Iterator<Item = &Grant> {
        self.by_principal.get(&principal).into_iter().flatten().map(|&at| &self.all[at])
    }
}

/// Takes the grants of one kind. `read` gives the setting that names the principal, and what it holds.
fn collect<'t, T: Deserialize<'t> + Identified>(
    tenant: &'t Tenant,
    kind: &Kind,
    all: &mut Vec<Grant>,
    read: impl for<'v> Fn(&'v View<'t, T>) -> Option<(&'v Setting<'t, Str<'t>>, Power)>,
) {
    for (index, resource) in tenant.kept(kind).enumerate() {
        let view = resource.members().ok().and_then(|members| View::<T>::new(resource, &members));
        let Some(view) = view else { continue };
        let Some((setting, power)) = read(&view) else { continue };
        let Some(principal) = ObjectId::of_setting(setting) else { continue };
        let place = view.place(setting);
        all.push(Grant { principal, power, eligible: is_eligibility(kind), place, kind: kind.clone(), index });
    }
}

/// Takes the members of the directory's roles, which stand in the role or beside it.
fn members_of_roles(tenant: &Tenant, all: &mut Vec<Grant>) {
    for (index, resource) in tenant.kept(&Kind::DirectoryRole).enumerate() {
        let view = resource.members().ok().and_then(|members| View::<DirectoryRole<'_>>::new(resource, &members));
        let Some(id) = view.as_ref().and_then(|role| ObjectId::of_setting(&role.id)) else { continue };
        let role = view.as_ref().and_then(|role| role_of(&role.role_template_id));
        for edge in tenant.related(Relation::Member, id) {
            all.push(Grant {
                principal: edge.to,
                power: Power::Directory { role: role.clone() },
                eligible: false,
                place: Place::new(edge.span, crate::resource::Origin::Literal),
                kind: Kind::DirectoryRole,
                index,
            });
        }
    }
}

/// The last part of a role's id, in lower case.
fn role_of<'a>(setting: &Setting<'a, Str<'a>>) -> Option<String> {
    let id = setting.known().map(ToString::to_string).or_else(|| setting.known_end())?;
    id.rsplit('/').next().filter(|last| !last.is_empty()).map(str::to_ascii_lowercase)
}
