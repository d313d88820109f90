//! Kinds of resources: their names, how to recognize them and how to request them. The data is in [`table`].

/// Declares the kinds, each with its [`Entry`].
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $entry:expr;)*) => {
        /// The type of a resource: the Graph entity or ARM type in lower camel case.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
            /// A kind that the model does not know, under the name in its format.
            Other(Arc<str>),
        }

        impl Kind {
            pub const KNOWN: &[Self] = &[$(Self::$variant,)*];

            pub fn entry(&self) -> Option<&'static Entry> {
                match self {
                    $(Self::$variant => {
                        static ENTRY: Entry = $entry;
                        Some(&ENTRY)
                    })*
                    Self::Other(_) => None,
                }
            }
        }
    };
}

mod entry;
mod request;
mod table;

pub use entry::{Entry, Shape};
pub use request::{Each, Request, Service};
pub use table::Kind;

use crate::parts::Parts;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

/// The kinds by the names that their entries list, in lower case.
fn by_lower_case(names: impl Fn(&Entry) -> &'static [&'static str]) -> HashMap<String, Kind> {
    let of_kind = |(kind, entry): (&Kind, &'static Entry)| {
        names(entry).iter().map(|name| (name.to_ascii_lowercase(), kind.clone())).collect::<Vec<_>>()
    };
    Kind::table().flat_map(of_kind).collect()
}

impl Kind {
    pub fn table() -> impl Iterator<Item = (&'static Self, &'static Entry)> {
        Self::KNOWN.iter().filter_map(|kind| Some((kind, kind.entry()?)))
    }

    /// The kind with this name, or of this ARM type.
    pub fn named(name: &str) -> Self {
        static NAMES: LazyLock<HashMap<&str, Kind>> =
            LazyLock::new(|| Kind::table().map(|(kind, entry)| (entry.name, kind.clone())).collect());
        NAMES.get(name).cloned().or_else(|| Self::of_arm(name)).unwrap_or_else(|| Self::Other(name.into()))
    }

    /// The kind of an ARM type, regardless of case; `None` for one that the model does not know.
    pub fn of_arm(arm_type: &str) -> Option<Self> {
        static TYPES: LazyLock<HashMap<String, Kind>> = LazyLock::new(|| by_lower_case(|entry| entry.arm));
        TYPES.get(&arm_type.to_ascii_lowercase()).cloned()
    }

    /// The kind of a name in the namespace of Graph. A derived type has the kind of its base type, if the model knows that.
    pub fn of_graph(name: &str) -> Self {
        static DERIVED: LazyLock<HashMap<&str, Kind>> =
            LazyLock::new(|| Kind::table().flat_map(|(kind, entry)| entry.derived.iter().map(|name| (*name, kind.clone()))).collect());
        DERIVED.get(name).cloned().unwrap_or_else(|| Self::named(name))
    }

    /// The kind that an entity set, singleton or URL path of Graph returns: `policies/authorizationPolicy`, `applications`,
    /// `identity/conditionalAccess/policies`. The path has no version prefix and no selections (`(…)`).
    pub fn of_path(path: &str) -> Option<Self> {
        static SETS: LazyLock<HashMap<String, Kind>> = LazyLock::new(|| {
            let others = OTHER_SETS.iter().map(|(set, name)| (set.to_ascii_lowercase(), Kind::Other((*name).into())));
            by_lower_case(|entry| entry.sets).into_iter().chain(others).collect()
        });
        let lower = path.to_ascii_lowercase();
        let ends = lower.match_indices('/').map(|(at, _)| lower.after(at + 1));
        if let Some(kind) = std::iter::once(&*lower).chain(ends).find_map(|end| SETS.get(end)) {
            return Some(kind.clone());
        }
        let last = path.rsplit('/').next()?;
        if last.is_empty() || !last.chars().all(|character| character.is_ascii_alphanumeric()) {
            return None;
        }
        let singular = match last.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => last.strip_suffix('s').unwrap_or(last).to_owned(),
        };
        // Paths are compared regardless of case, kinds have the spelling of Graph.
        let mut spelling = singular.chars();
        let first = spelling.next()?.to_ascii_lowercase();
        Some(Self::of_graph(&format!("{first}{}", spelling.as_str())))
    }

    pub fn name(&self) -> &str {
        match (self, self.entry()) {
            (Self::Other(name), _) => name,
            (_, entry) => entry.map_or("", |entry| entry.name),
        }
    }

    /// The kinds that contain the same facts as this one, itself first: role assignments and their schedules.
    pub fn family(&self) -> &[Self] {
        static FAMILIES: LazyLock<BTreeMap<&Kind, Vec<Kind>>> = LazyLock::new(|| {
            let mut families: BTreeMap<&Kind, Vec<Kind>> = BTreeMap::new();
            for (kind, head) in Kind::table().filter_map(|(kind, entry)| Some((kind, entry.family?))) {
                families.entry(head).or_insert_with(|| vec![head.clone()]).push(kind.clone());
            }
            families
        });
        FAMILIES.get(self).map_or(std::slice::from_ref(self), Vec::as_slice)
    }

    /// Whether a tenant may have none of this kind, so that an empty list is complete.
    pub fn may_be_none(&self) -> bool {
        self.entry().is_some_and(|entry| entry.may_be_none)
    }

    /// Whether each request returns only the resources of one subscription.
    pub fn is_per_subscription(&self) -> bool {
        self.request().is_some_and(|request| request.each() == Each::Subscription)
    }

    /// The request that returns resources of this kind; `None` if no service does.
    pub fn request(&self) -> Option<&'static Request> {
        self.entry()?.request.as_ref()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Entity sets of kinds that the model does not know, if the kind is not the name without the plural `s`.
const OTHER_SETS: &[(&str, &str)] = &[
    ("conditionalAccess/authenticationContextClassReferences", "authenticationContextClassReference"),
    ("directoryRoles/scopedMembers", "scopedRoleMembership"),
    ("entitlementManagement/accessPackages", "accessPackage"),
    ("entitlementManagement/catalogs", "accessPackageCatalog"),
    ("legacy/policies", "legacyPolicy"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn paths_of_graph_have_their_kind() {
        for (path, kind) in [
            ("applications", "application"),
            ("policies/authorizationPolicy", "authorizationPolicy"),
            ("identity/conditionalAccess/policies", "conditionalAccessPolicy"),
            ("Identity/Conditional/AccessPolicies", "accessPolicy"),
            ("roleManagement/directory/roleAssignments", "unifiedRoleAssignment"),
            ("servicePrincipals", "servicePrincipal"),
            ("directoryObjects", "directoryObject"),
            ("organization", "organization"),
            ("policies/permissionGrantPolicies", "permissionGrantPolicy"),
            ("oauth2PermissionGrants", "oAuth2PermissionGrant"),
            ("identityGovernance/entitlementManagement/catalogs", "accessPackageCatalog"),
            ("roleManagement/directory/roleEligibilityScheduleRequests", "unifiedRoleEligibilityScheduleRequest"),
        ] {
            assert_eq!(Kind::of_path(path).unwrap().name(), kind, "{path}");
        }
        assert_eq!(Kind::of_path("applications"), Some(Kind::Application));
        assert_eq!(Kind::of_path("a b"), None);
    }

    #[test]
    fn no_name_belongs_to_two_kinds() {
        let names: [fn(&Entry) -> Vec<&str>; 4] =
            [|entry| vec![entry.name], |entry| entry.arm.to_vec(), |entry| entry.sets.to_vec(), |entry| entry.derived.to_vec()];
        for names in names {
            let all: Vec<String> = Kind::table().flat_map(|(_, entry)| names(entry)).map(str::to_ascii_lowercase).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        }
    }

    #[test]
    fn the_head_of_a_family_is_in_no_other() {
        for (kind, head) in Kind::table().filter_map(|(kind, entry)| Some((kind, entry.family?))) {
            assert!(head != kind && head.entry().is_some_and(|entry| entry.family.is_none()), "{kind}");
        }
    }
}
