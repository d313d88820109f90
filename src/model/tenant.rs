//! The index of one tenant: what rules that join ask for.

use super::{Organization, User, View};
use crate::syntax::json::Scan;
use crate::wire::{Kind, Resource};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// What is remembered of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserFacts {
    /// Whether it is a guest, where the export tells.
    pub guest: Option<bool>,
    /// Whether the account may sign in, where the export tells.
    pub enabled: Option<bool>,
}

/// How much of a kind was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many resources.
    pub count: usize,
    /// A whole list was read to its end: what is not in it does not exist.
    pub complete: bool,
}

/// All resources that belong together.
///
/// Kept are the few policies, and of the many objects only what joins ask for: the rest is judged as it is read.
#[derive(Debug, Default)]
pub struct Tenant {
    /// Policies and whatever else is kept whole.
    kept: Vec<Resource<'static>>,
    users: HashMap<String, UserFacts>,
    seen: BTreeMap<Kind, Seen>,
    verified_domains: Vec<String>,
}

impl Tenant {
    /// Takes note of a resource.
    pub fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        match self.seen.get_mut(&resource.kind) {
            Some(seen) => seen.count += 1,
            None => drop(self.seen.insert(resource.kind.clone(), Seen { count: 1, complete: false })),
        }
        match resource.kind {
            Kind::AuthorizationPolicy | Kind::SubscriptionPolicy | Kind::ManagementGroupSettings => self.kept.push(resource.keep()),
            Kind::Application => self.add_application(resource, members),
            Kind::User => self.add_user(resource, members),
            Kind::Organization => self.add_organization(resource, members),
            _ => {}
        }
    }

    fn add_application(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        // Of many thousand apps a join has something to say of few: those limited to some tenants, with App ID URIs that name a
        // domain or are several, or open to personal accounts with a key or a token version that is theirs alone.
        let text = |key| members.get(&resource.json, key).unwrap_or("null");
        let audience = text("signInAudience");
        if audience == "\"AzureADMyOrg\"" {
            return;
        }
        let has_version_2 = |api: &str| {
            let value =
                api.split_once("\"requestedAccessTokenVersion\"").map(|(_, rest)| rest.trim_start_matches([' ', ':', '\t', '\r', '\n']));
            value.is_none_or(|value| value.starts_with('2'))
        };
        let is_personal =
            || audience.contains("Personal") && (text("keyCredentials").contains("Asymmetric") || !has_version_2(text("api")));
        if text("signInAudienceRestrictions") != "null" || text("identifierUris").contains(['.', ',']) || is_personal() {
            self.kept.push(resource.keep());
        }
    }

    fn add_user(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let Some(user) = View::<User<'_>>::new(resource, members) else { return };
        if let Some(id) = user.id.known() {
            let facts = UserFacts { guest: user.is_guest(), enabled: user.account_enabled.known().copied() };
            self.users.insert(id.to_ascii_lowercase(), facts);
        }
    }

    fn add_organization(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let Some(organization) = View::<Organization<'_>>::new(resource, members) else { return };
        let domains = organization.verified_domains.elements().iter().filter_map(|domain| domain.known()?.name.known());
        self.verified_domains.extend(domains.map(|name| name.to_ascii_lowercase()));
    }

    /// Notes that a whole list of this kind was read to its end.
    pub fn complete(&mut self, kind: &Kind) {
        self.seen.entry(kind.clone()).or_default().complete = true;
    }

    /// Appends what another part of the input holds.
    pub fn join(&mut self, part: Self) {
        self.kept.extend(part.kept);
        self.users.extend(part.users);
        self.verified_domains.extend(part.verified_domains);
        for (kind, seen) in part.seen {
            let mine = self.seen.entry(kind).or_default();
            mine.count += seen.count;
            mine.complete |= seen.complete;
        }
    }

    /// How much of each kind was read.
    pub fn seen(&self, kind: &Kind) -> Seen {
        self.seen.get(kind).copied().unwrap_or_default()
    }

    /// The kinds of which a whole list was read.
    pub fn complete_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.seen.iter().filter(|(_, seen)| seen.complete).map(|(kind, _)| kind)
    }

    /// How many resources were read.
    pub fn count(&self) -> usize {
        self.seen.values().map(|seen| seen.count).sum()
    }

    /// What is known of the user of this object id.
    pub fn user(&self, id: &str) -> Option<UserFacts> {
        self.users.get(&id.to_ascii_lowercase()).copied()
    }

    /// The domains that the tenant has proved to own, in lower case; empty where that was not collected.
    pub fn verified_domains(&self) -> &[String] {
        &self.verified_domains
    }

    /// The kept resources of a kind, in the order of the input.
    pub fn kept(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> {
        self.kept.iter().filter(move |resource| resource.kind == *kind)
    }

    /// The kept objects of a kind, typed.
    pub fn views<'r, T: Deserialize<'r>>(&'r self, kind: &'r Kind) -> impl Iterator<Item = View<'r, T>> {
        self.kept(kind).filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }
}
