//! Properties of external users that a response omits, which has a meaning if the request selected them.

use super::people::is_internal;
use crate::chunks::Chunks;
use crate::model::{ObjectId, Standing, User, View, day_of};
use crate::resource::Resource;
use crate::source::{FileId, Span};
use crate::syntax::json::Scan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A guest or external member without `signInActivity` in the input, whose account is not disabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilentGuest {
    pub id: ObjectId,
    /// The creation date of the user and its place, if the input contains it.
    pub made: Option<(Date, Span)>,
    /// `None` if the export does not decide between a guest and an external member.
    pub standing: Option<Standing>,
    /// Whether the account is known to be enabled.
    pub is_enabled: bool,
    file: FileId,
}

/// Omitted properties. Members are not recorded: for a million of them, only two keys each are examined.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Files in which some user has `signInActivity`, so the request selected it.
    ///
    /// "This property isn't returned for a user who never signed in or last signed in before April 2020": Microsoft Graph, resource type
    /// `user`.
    asked: BTreeSet<FileId>,
    silent: Chunks<SilentGuest>,
    /// External users without a list of sponsors.
    without_sponsors: Chunks<ObjectId>,
}

impl Gaps {
    pub(super) fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let file = resource.span.file;
        let has_activity = members.has("signInActivity");
        self.add_member(file, has_activity);
        if has_activity && members.has("sponsors") || is_internal(resource, members) {
            return;
        }
        let Some(user) = View::<User<'_>>::new(resource, members) else { return };
        let standing = user.standing();
        let is_external = matches!(standing, Some(Standing::Guest | Standing::ExternalMember)) || user.is_perhaps_guest();
        let (true, Some(id)) = (is_external, ObjectId::of_setting(&user.id)) else { return };
        if !members.has("sponsors") {
            self.without_sponsors.push(id);
        }
        let is_enabled = user.account_enabled.known().copied();
        if !has_activity && is_enabled != Some(false) && !user.is_pending() {
            let is_enabled = is_enabled == Some(true);
            let made = day_of(&user.created_date_time).map(|day| (day, user.place(&user.created_date_time).span));
            self.silent.push(SilentGuest { id, made, standing, is_enabled, file });
        }
    }

    /// Records whether a member of the tenant has `signInActivity`.
    pub(super) fn add_member(&mut self, file: FileId, has_activity: bool) {
        if has_activity && !self.asked.contains(&file) {
            self.asked.insert(file);
        }
    }

    pub(super) fn join(&mut self, mut part: Self) {
        self.asked.append(&mut part.asked);
        self.silent.append(part.silent);
        self.without_sponsors.append(part.without_sponsors);
    }

    /// External users without `signInActivity`, each with whether the request selected it.
    pub(super) fn silent(&self) -> impl Iterator<Item = (&SilentGuest, bool)> {
        self.silent.iter().map(|guest| (guest, self.asked.contains(&guest.file)))
    }

    pub(super) fn without_sponsors(&self) -> impl Iterator<Item = &ObjectId> {
        self.without_sponsors.iter()
    }
}
