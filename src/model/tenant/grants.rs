//! Roles and permissions of all principals: Azure roles, directory roles, app roles and billing roles.

use super::{Index, Relation};
use crate::model::{
    AppRoleAssignment, BillingRoleAssignment, DirectoryRole, Identified, ObjectId, RoleAssignment, Scope, Setting, Str,
    UnifiedRoleAssignment, View, directory_role_named, is_eligibility, is_read_only,
};
use crate::resource::{Kind, Place};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// A role or permission that a principal has or is eligible for.
#[derive(Debug, Clone)]
pub struct Grant {
    /// A user, a group or a service principal.
    pub principal: ObjectId,
    pub power: Power,
    /// An eligible assignment that is not active.
    pub eligible: bool,
    /// The place in the input that names the principal.
    pub place: Place,
    pub(super) kind: Kind,
    pub(super) index: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Power {
    Azure {
        /// GUID of the role definition in lower case; `None` if unknown.
        role: Option<String>,
        /// `None` if unknown.
        scope: Option<Scope>,
    },
    Directory {
        /// Template id in lower case; `None` if unknown.
        role: Option<String>,
    },
    /// An app role, or a permission on an app.
    App {
        /// Id of the app role in lower case.
        role: Option<String>,
        /// The service principal of the app that defines the role.
        resource: Option<ObjectId>,
    },
    Billing {
        /// Resource id of the role definition in lower case.
        role: Option<String>,
    },
}

impl Power {
    /// Whether it is a directory role that can only read.
    pub fn reads_only(&self) -> bool {
        matches!(self, Self::Directory { role: Some(role) } if is_read_only(role))
    }

    /// The property that names the role, if the role is not known.
    fn role_property(&self) -> Option<&'static str> {
        match self {
            Self::App { role, .. } => role.is_none().then_some("appRoleId"),
            Self::Azure { role, .. } | Self::Directory { role } | Self::Billing { role } => role.is_none().then_some("roleDefinitionId"),
        }
    }
}

/// All grants, and an index by principal.
#[derive(Debug)]
pub(super) struct Grants {
    all: Vec<Grant>,
    by_principal: HashMap<ObjectId, Vec<usize>>,
    /// The properties without which some assignments show no principal or no role, by kind.
    pub(super) lacking: BTreeSet<(Kind, &'static str)>,
}

/// The kinds that contain grants, one per family.
pub(super) const GRANT_KINDS: &[Kind] =
    &[Kind::RoleAssignment, Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment, Kind::BillingRoleAssignment];

impl Grants {
    pub(super) fn new(index: &Index) -> Self {
        let (mut all, mut lacking) = (Vec::new(), BTreeSet::new());
        for kind in Kind::RoleAssignment.family() {
            collect::<RoleAssignment<'_>>(index, kind, &mut all, &mut lacking, |view| {
                let power = Power::Azure { role: view.role(view.resource), scope: view.place_in_hierarchy() };
                (!view.is_gone()).then_some((view.principal_setting(), power))
            });
        }
        for kind in Kind::UnifiedRoleAssignment.family().iter().filter(|kind| **kind != Kind::DirectoryRole) {
            collect::<UnifiedRoleAssignment<'_>>(index, kind, &mut all, &mut lacking, |view| {
                // Formats without role ids look the role up by name when they are deployed.
                let named = || view.role_name().filter(|_| view.role_definition_id.is_absent()).and_then(directory_role_named);
                let role = role_of(&view.role_definition_id).or_else(|| named().map(|role| role.id.to_owned()));
                (!view.is_gone()).then_some((view.principal(), Power::Directory { role }))
            });
        }
        collect::<AppRoleAssignment<'_>>(index, &Kind::AppRoleAssignment, &mut all, &mut lacking, |view| {
            let power = Power::App { role: role_of(&view.app_role_id), resource: ObjectId::of_setting(&view.resource_id) };
            Some((&view.principal_id, power))
        });
        collect::<BillingRoleAssignment<'_>>(index, &Kind::BillingRoleAssignment, &mut all, &mut lacking, |view| {
            Some((view.principal_id(), Power::Billing { role: role_of(view.role_definition_id()) }))
        });
        members_of_roles(index, &mut all, &mut lacking);
        // Each assignment also has a schedule and an instance, and a directory role lists its members. A grant that one kind reports is not
        // reported again from another kind.
        let mut seen: HashMap<_, Kind> = HashMap::new();
        all.retain(|grant| {
            let resource = index.kept.get(&grant.kind).and_then(|kept| kept.get(grant.index));
            let declared = resource.is_some_and(|resource| resource.format.is_declared());
            *seen.entry((grant.principal, grant.power.clone(), grant.eligible, declared)).or_insert_with(|| grant.kind.clone())
                == grant.kind
        });
        let mut by_principal: HashMap<ObjectId, Vec<usize>> = HashMap::new();
        for (at, grant) in all.iter().enumerate() {
            by_principal.entry(grant.principal).or_default().push(at);
        }
        Self { all, by_principal, lacking }
    }

    pub(super) fn all(&self) -> &[Grant] {
        &self.all
    }

    pub(super) fn of(&self, principal: ObjectId) -> impl Iterator<Item = &Grant> {
        self.by_principal.get(&principal).into_iter().flatten().filter_map(|&at| self.all.get(at))
    }
}

/// Collects the grants of one kind, and the properties that some of them lack. `read` returns the setting that names the principal, and the
/// entitlement.
fn collect<'t, T: Deserialize<'t> + Identified>(
    index: &'t Index,
    kind: &Kind,
    all: &mut Vec<Grant>,
    lacking: &mut BTreeSet<(Kind, &'static str)>,
    read: impl for<'v> Fn(&'v View<'t, T>) -> Option<(&'v Setting<'t, Str<'t>>, Power)>,
) {
    for (at, resource) in index.kept(kind).enumerate() {
        let view = resource.members().ok().and_then(|members| View::<T>::new(resource, &members));
        let Some(view) = view else { continue };
        let Some((setting, power)) = read(&view) else { continue };
        let is_response = resource.format.is_response();
        if let Some(role) = power.role_property().filter(|_| is_response) {
            lacking.insert((kind.clone(), role));
        }
        let Some(principal) = ObjectId::of_setting(setting) else {
            // Desired state names groups and service principals by names.
            if !resource.format.makes_whole_objects() {
                lacking.insert((kind.clone(), "principalId"));
            }
            continue;
        };
        let place = view.place(setting);
        all.push(Grant { principal, power, eligible: is_eligibility(kind), place, kind: kind.clone(), index: at });
    }
}

/// Collects the members of directory roles, which are in the role or in a separate file.
fn members_of_roles(index: &Index, all: &mut Vec<Grant>, lacking: &mut BTreeSet<(Kind, &'static str)>) {
    lacking.extend(index.relations.nameless(Relation::Member).filter(|(kind, _)| *kind == Kind::DirectoryRole).cloned());
    // The assignments contain what the lists of members do.
    let has_assignments = index.contents().count_of(&Kind::UnifiedRoleAssignment) > 0;
    for (at, resource) in index.kept(&Kind::DirectoryRole).enumerate() {
        let view = resource.members().ok().and_then(|members| View::<DirectoryRole<'_>>::new(resource, &members));
        let known = view.as_ref().and_then(|role| ObjectId::of_setting(&role.id));
        let Some(id) = known.or_else(|| ObjectId::of_address(resource)) else { continue };
        let members = index.relations.of(Relation::Member, id);
        if members.is_empty() && !has_assignments && resource.format.is_response() && !resource.json.contains("\"members\"") {
            lacking.insert((Kind::DirectoryRole, "members"));
        }
        // Code activates a role by its id or by its name.
        let named = |role: &DirectoryRole<'_>| Some(directory_role_named(role.display_name.known()?)?.id.to_owned());
        let role = view.as_ref().and_then(|role| role_of(&role.role_template_id).or_else(|| named(role)));
        for edge in members {
            all.push(Grant {
                principal: edge.to,
                power: Power::Directory { role: role.clone() },
                eligible: false,
                place: Place::new(edge.span, crate::resource::Origin::Literal),
                kind: Kind::DirectoryRole,
                index: at,
            });
        }
    }
}

/// The last part of a role id in lower case.
fn role_of<'a>(setting: &Setting<'a, Str<'a>>) -> Option<String> {
    let id = setting.known().map(ToString::to_string).or_else(|| setting.known_end())?;
    id.rsplit('/').next().filter(|last| !last.is_empty()).map(str::to_ascii_lowercase)
}
