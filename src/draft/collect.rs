//! Extracts the entries of an inventory from the resources of an export.

use super::List;
use crate::inventory::normalised;
use crate::model::home_domain;
use crate::resource::{Completeness, Forks, Kind, Problem, Resource, Sink, forked};
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// The entries of each list, by their keys.
    pub entries: BTreeMap<List, BTreeMap<String, Drafted>>,
    /// Lists for whose kind anything was read; nothing is known about the others.
    pub seen: BTreeSet<List>,
    /// How many resources of a list have no id that an inventory can name.
    pub nameless: BTreeMap<List, usize>,
    /// Principals with a role at a management group: whether it is the tenant root group is known only with the tenant id.
    at_groups: Vec<(String, Option<Drafted>)>,
    /// Ids of the tenant.
    tenants: BTreeSet<String>,
    pub problems: Vec<Problem>,
}

/// An entry as it will be written.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Drafted {
    pub id: String,
    pub name: Option<String>,
    /// Other keys, with their values if known.
    pub more: Vec<(&'static str, Option<Said>)>,
}

/// A value that is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    Text(String),
    Names(Vec<&'static str>),
}

impl Collected {
    /// Appends the entries of another part of the input.
    pub(super) fn add(&mut self, part: Self) {
        for (list, entries) in part.entries {
            let mine = self.entries.entry(list).or_default();
            for (key, entry) in entries {
                keep(mine, key, entry);
            }
        }
        for (list, count) in part.nameless {
            *self.nameless.entry(list).or_default() += count;
        }
        self.seen.extend(part.seen);
        self.at_groups.extend(part.at_groups);
        self.tenants.extend(part.tenants);
        self.problems.extend(part.problems);
    }

    /// Adds principals with a role at the tenant root group, whose name is the tenant id, to those at `/`.
    pub(super) fn settle(&mut self) {
        for (group, entry) in std::mem::take(&mut self.at_groups) {
            if self.tenants.contains(&group) {
                self.put(List::RootScope, entry);
            }
        }
    }

    fn put(&mut self, list: List, entry: Option<Drafted>) {
        match entry.filter(|entry| list.can_name(&entry.id)) {
            Some(entry) => keep(self.entries.entry(list).or_default(), normalised(&entry.id).into_owned(), entry),
            None => *self.nameless.entry(list).or_default() += 1,
        }
    }

    /// Adds an object; the name of its kind is in lower case.
    fn take(&mut self, kind: &str, object: &Node<'_>) {
        match kind {
            "user" => self.user(object),
            "subscription" if is_of_another_tenant(object) => {}
            "subscription" => {
                let id = text(object, "subscriptionId").or_else(|| text(object, "id").map(|id| normalised(&id).into_owned()));
                let name = text(object, "displayName").or_else(|| text(object, "name"));
                self.tenants.extend(text(object, "tenantId").map(|id| id.to_ascii_lowercase()));
                self.found(List::Subscriptions, id.map(|id| Drafted { id, name, more: vec![("owner", None)] }));
            }
            "organization" => self.tenants.extend(text(object, "id").map(|id| id.to_ascii_lowercase())),
            "managementgroupsettings" => self.tenants.extend(property(object, "tenantId").map(|id| id.to_ascii_lowercase())),
            "serviceprincipal" => self.service_principal(object),
            "microsoft.managedidentity/userassignedidentities" | "userassignedidentity" => {
                // The object id is that of the service principal too, so that an identity read twice is one entry.
                let id = property(object, "principalId").or_else(|| text(object, "id"));
                self.found(List::Identities, id.map(|id| Drafted { id, name: text(object, "name"), more: Vec::new() }));
            }
            "crosstenantaccesspolicyconfigurationpartner" => {
                let accepts = Some(Said::Names(accepted(object)));
                self.found(List::Partners, text(object, "tenantId").map(|id| Drafted { id, name: None, more: vec![("accepts", accepts)] }));
            }
            "roleassignment" => self.role_assignment(object),
            kind if kind.ends_with("billingroleassignments") || kind == "billingroleassignment" => {
                let mail = property(object, "userEmailAddress").or_else(|| property(object, "principalUserPrincipalName"));
                let id = property(object, "principalId").or_else(|| mail.clone());
                self.found(List::Billing, id.map(|id| Drafted { id, name: mail, more: Vec::new() }));
            }
            _ => {}
        }
    }

    fn found(&mut self, list: List, entry: Option<Drafted>) {
        self.seen.insert(list);
        self.put(list, entry);
    }

    fn user(&mut self, object: &Node<'_>) {
        self.seen.insert(List::Guests);
        let upn = text(object, "userPrincipalName");
        let is_marked = upn.as_deref().is_some_and(|upn| upn.contains("#EXT#"));
        let is_guest = text(object, "userType").is_some_and(|user_type| user_type.eq_ignore_ascii_case("Guest"));
        if !is_guest && !is_marked {
            return;
        }
        let domain = home_domain(upn.as_deref(), text(object, "mail").as_deref());
        let entry = text(object, "id").map(|id| Drafted {
            id,
            name: text(object, "displayName"),
            more: vec![("upn", upn.map(Said::Text)), ("domain", domain.map(Said::Text))],
        });
        self.put(List::Guests, entry);
    }

    fn service_principal(&mut self, object: &Node<'_>) {
        let Some(sort) = text(object, "servicePrincipalType") else { return };
        self.seen.insert(List::Identities);
        if sort.eq_ignore_ascii_case("ManagedIdentity") {
            let entry = text(object, "id").map(|id| Drafted { id, name: text(object, "displayName"), more: Vec::new() });
            self.put(List::Identities, entry);
        }
    }

    fn role_assignment(&mut self, object: &Node<'_>) {
        const GROUP: &str = "/providers/microsoft.management/managementgroups/";
        self.seen.insert(List::RootScope);
        let Some(scope) = property(object, "scope").map(|scope| scope.to_ascii_lowercase()) else { return };
        let entry = property(object, "principalId").map(|id| Drafted { id, name: text(object, "principalName"), more: Vec::new() });
        match scope.strip_prefix(GROUP) {
            Some(group) => self.at_groups.push((group.trim_end_matches('/').to_owned(), entry)),
            None if scope == "/" => self.put(List::RootScope, entry),
            None => {}
        }
    }
}

/// The trust in a partner that is configured in the tenant.
fn accepted(partner: &Node<'_>) -> Vec<&'static str> {
    const TRUST: &[(&str, &[&str])] = &[
        ("mfa", &["inboundTrust", "isMfaAccepted"]),
        ("compliant-device", &["inboundTrust", "isCompliantDeviceAccepted"]),
        ("hybrid-joined-device", &["inboundTrust", "isHybridAzureADJoinedDeviceAccepted"]),
        ("automatic-redemption", &["automaticUserConsentSettings", "inboundAllowed"]),
        ("user-sync", &["identitySynchronization", "userSyncInbound", "isSyncAllowed"]),
    ];
    let is_on = |path: &[&str]| {
        let value = path.iter().try_fold(partner, |node, key| node.get(key));
        value.is_some_and(|value| value.value == Value::Bool(true))
    };
    let mut accepted: Vec<_> = TRUST.iter().filter(|(_, path)| is_on(path)).map(|(name, _)| *name).collect();
    let access = ["usersAndGroups", "applications"].map(|side| {
        let setting = partner.get("b2bDirectConnectInbound").and_then(|inbound| inbound.get(side));
        setting.and_then(|setting| setting.get("accessType")).and_then(Node::as_str) == Some("allowed")
    });
    if access == [true, true] {
        accepted.push("direct-connect");
    }
    accepted
}

/// The text of a member, cut to a readable length.
fn text(object: &Node<'_>, key: &str) -> Option<String> {
    /// Names and ids of the service are shorter than this.
    const LONGEST: usize = 1024;
    let text = object.get(key)?.as_str()?.trim();
    (!text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

/// Whether a row of the Azure CLI is not a subscription of the tenant through which it is visible.
fn is_of_another_tenant(subscription: &Node<'_>) -> bool {
    let Some(tenant) = text(subscription, "tenantId") else { return false };
    let is_delegated = text(subscription, "homeTenantId").is_some_and(|home| !home.eq_ignore_ascii_case(&tenant));
    is_delegated || text(subscription, "id").is_some_and(|id| id.eq_ignore_ascii_case(&tenant))
}

/// The text of a member that ARM nests under `properties`.
fn property(object: &Node<'_>, key: &str) -> Option<String> {
    object.get("properties").and_then(|properties| text(properties, key)).or_else(|| text(object, key))
}

/// Of two entries with one key, the one with the smaller text is kept, so that the result does not depend on the order of the files.
fn keep(entries: &mut BTreeMap<String, Drafted>, key: String, entry: Drafted) {
    let mine = entries.entry(key).or_insert_with(|| entry.clone());
    // An entry with a name is preferred.
    if (entry.name.is_none(), &entry) < (mine.name.is_none(), mine) {
        *mine = entry;
    }
}

impl Sink for Collected {
    fn resource(&mut self, resource: &Resource<'_>, _: &Scan<'_>) {
        // Infrastructure as code contains no object ids.
        if resource.format.is_declared() || matches!(resource.kind, Kind::Application | Kind::Group) {
            return;
        }
        if let Ok(object) = parse(&resource.json) {
            self.take(&resource.kind.name().to_ascii_lowercase(), &object);
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn completeness(&mut self, _: &Kind, _: &str, _: Completeness) {}

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(Self::default, work) {
            self.join(part);
        }
    }
}

impl Collected {
    fn join(&mut self, part: Self) {
        self.add(part);
    }
}
