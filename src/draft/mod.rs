//! The first inventory, drafted from an export: everything that the tenant holds, waiting for somebody to look at it.
//!
//! `collect` takes what belongs into an inventory out of the resources, `write` makes the files.

mod collect;
mod write;

pub use write::{DraftFile, quoted as yaml_quoted};

use crate::load::Loaded;
use crate::policy::FORMS;
use crate::reader;
use crate::resource::Problem;
use collect::Collected;

/// Drafts an inventory of all that was loaded: a file for each list, those for which nothing was read without a text.
pub fn draft(loaded: &Loaded) -> (Vec<DraftFile>, Vec<Problem>) {
    let mut collected = Collected::default();
    reader::read_all(&loaded.sources, &loaded.project, &|_| Collected::default(), &mut |part| collected.add(part));
    let problems = loaded.problems.iter().cloned().chain(std::mem::take(&mut collected.problems)).collect();
    (write::files(collected), problems)
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

    /// What an entry is, for the head of the file.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Guests => "The guests of the tenant",
            Self::Subscriptions => "The Azure subscriptions of the tenant",
            Self::Identities => "The managed identities of the tenant",
            Self::Partners => "The tenants of partners, and the trust in them that is accepted",
            Self::Billing => "The principals that hold billing roles",
            Self::RootScope => "The principals that hold roles at `/` and at the root management group",
        }
    }

    /// What an export has to hold.
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

    /// Whether an inventory may name this id: the loader asks the same.
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
