//! External users who have a role, directly or through groups.

use super::names;
use crate::message::Label;
use crate::model::{GuestPath, Identified, ObjectId, Reference, Setting, View};
use crate::rules::Findings;

/// A guest or external member who has a role.
pub(super) struct ExternalUser {
    /// As titles name them.
    pub name: String,
    /// Whether the user is known to be a guest.
    pub is_guest: bool,
    /// The group through which the user has the role.
    pub group: Option<String>,
    /// Whether the user has to activate a membership to have the role.
    pub is_eligible: bool,
    pub evidence: Vec<Label>,
}

impl ExternalUser {
    /// A user who has the role without a group.
    pub fn direct(name: String, is_guest: bool, evidence: Label) -> Self {
        Self { name, is_guest, group: None, is_eligible: false, evidence: vec![evidence] }
    }

    /// A user who has the role as a member of this group.
    pub fn through(group: String, path: &GuestPath<'_>) -> Self {
        Self {
            name: names::guest(path.guest),
            is_guest: path.guest.guest() == Some(true),
            group: Some(group),
            is_eligible: path.is_eligible(),
            evidence: path.labels(),
        }
    }
}

/// How to remove an eligible membership, beside the role itself.
pub(super) const REMOVE_ELIGIBILITY: &str = "remove the eligibility for the group in Privileged Identity Management";

/// Notes that the rule is undecided on owners in code whose ids are not known. In a response, `Tenant::related` notes owners without an id.
pub(super) fn note_unknown_owners<'a, T: Identified>(
    view: &View<'_, T>,
    owners: &Setting<'a, Vec<Setting<'a, Reference<'a>>>>,
    out: &mut Findings<'_>,
) {
    if !view.resource.format.is_from_code() || owners.is_absent() || owners.is_null() {
        return;
    }
    for owner in out.known(view, "owners", owners).into_iter().flatten() {
        let Some(owner) = out.known(view, "owners", owner) else { continue };
        if ObjectId::of_setting(owner.name_or_id()).is_none() {
            out.needs(view, "owners", owner.name_or_id());
        }
    }
}
