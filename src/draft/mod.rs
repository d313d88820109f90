//! The first inventory, drafted from an export: everything that the tenant contains, to be reviewed.
//!
//! `collect` extracts the entries from the resources, `write` writes the files.

mod collect;
mod write;

pub use write::{DraftFile, quoted as yaml_quoted};

use crate::language::Language;
use crate::load::Loaded;
use crate::policy::FORMS;
use crate::reader;
use crate::resource::Problem;
use collect::Collected;

/// Drafts an inventory of all that was loaded: a file for each list, without a text if nothing was read for the list.
pub fn draft(loaded: &Loaded, language: Language) -> (Vec<DraftFile>, Vec<Problem>) {
    let mut collected = Collected::default();
    reader::read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collected::default(), &mut |part| collected.add(part));
    let problems = loaded.problems.iter().cloned().chain(std::mem::take(&mut collected.problems)).collect();
    (write::files(collected, language), problems)
}

/// A list of the inventory, and what goes into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum List {
    Guests,
    Subscriptions,
    Identities,
    Partners,
    Billing,
    RootScope,
}

impl List {
    pub(super) const ALL: [Self; 6] = [Self::Guests, Self::Subscriptions, Self::Identities, Self::Partners, Self::Billing, Self::RootScope];

    /// Its key in the policy file, and the name of its file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Guests => "guests",
            Self::Subscriptions => "subscriptions",
            Self::Identities => "identities",
            Self::Partners => "partners",
            Self::Billing => "billing",
            Self::RootScope => "root-scope",
        }
    }

    /// What the list contains, for the header of the file.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Guests => "The guests of the tenant",
            Self::Subscriptions => "The Azure subscriptions of the tenant",
            Self::Identities => "The managed identities of the tenant",
            Self::Partners => "The partner tenants, and the trust in them that is accepted",
            Self::Billing => "The principals with billing roles",
            Self::RootScope => "The principals with roles at `/` and at the tenant root group",
        }
    }

    /// What an export has to contain.
    pub(super) fn needs(self) -> &'static str {
        match self {
            Self::Guests => "user",
            Self::Subscriptions => "subscription",
            Self::Identities => "userAssignedIdentities",
            Self::Partners => "crossTenantAccessPolicyConfigurationPartner",
            Self::Billing => "billingRoleAssignments",
            Self::RootScope => "roleAssignment",
        }
    }

    /// Whether an inventory may contain this id; the loader uses the same check.
    pub(super) fn can_name(self, id: &str) -> bool {
        let form = match self {
            Self::Guests => "tenantlint-guest",
            Self::Subscriptions | Self::Partners => "uuid",
            Self::Identities => "tenantlint-identity",
            Self::Billing | Self::RootScope => "tenantlint-principal",
        };
        FORMS.iter().any(|known| known.name == form && (known.fits)(id))
    }
}
