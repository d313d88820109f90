//! How many resources of each kind the input contains, and whether these are all.

use crate::resource::{Completeness, Gap, Kind, Resource, Scan};
use crate::source::Span;
use std::collections::BTreeMap;

/// What the input contains of each kind.
#[derive(Debug, Default)]
pub struct Contents {
    seen: BTreeMap<Kind, Seen>,
    /// Whether there is an object as a service returned it.
    has_exports: bool,
}

#[derive(Debug, Default)]
struct Seen {
    count: usize,
    /// How many of them exist only where parameters are set.
    conditional: usize,
    /// What the files show about whether they have all of them.
    completeness: Completeness,
    /// The same for some of them alone, by the id of their subscription.
    scopes: BTreeMap<String, Completeness>,
    /// Whether there is one that is in the complete list of every tenant.
    has_typical: bool,
}

impl Seen {
    fn join(&mut self, part: Self) {
        self.count += part.count;
        self.conditional += part.conditional;
        self.has_typical |= part.has_typical;
        self.completeness = self.completeness.and(part.completeness);
        for (scope, completeness) in part.scopes {
            self.add(&scope, completeness);
        }
    }

    fn add(&mut self, scope: &str, completeness: Completeness) {
        let known = if scope.is_empty() { &mut self.completeness } else { self.scopes.entry(scope.to_lowercase()).or_default() };
        *known = known.and(completeness);
    }
}

impl Contents {
    /// Counts a resource.
    pub fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.has_exports |= resource.format.is_exported();
        let seen = self.seen_mut(&resource.kind);
        seen.count += 1;
        seen.conditional += usize::from(!resource.only_if.is_empty());
        seen.has_typical = seen.has_typical || is_typical(resource, members);
    }

    /// Counts a member of the tenant.
    pub fn add_member(&mut self) {
        let seen = self.seen_mut(&Kind::User);
        seen.count += 1;
        seen.has_typical = true;
    }

    /// Records what a file shows about whether it has all objects of this kind, or all of a subscription.
    pub fn add_completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.seen_mut(kind).add(scope, completeness);
    }

    /// Records that a part of a file cannot be read that should contain objects of these kinds.
    pub fn add_unreadable(&mut self, kinds: &[Kind], span: Span) {
        let gap = Gap { span, reason: "a file that the policy file declares complete cannot be read completely" };
        for kind in kinds {
            self.add_completeness(kind, "", Completeness::Partial(gap));
        }
    }

    fn seen_mut(&mut self, kind: &Kind) -> &mut Seen {
        // There can be a million users, so a kind is copied only once.
        if !self.seen.contains_key(kind) {
            self.seen.insert(kind.clone(), Seen::default());
        }
        self.seen.get_mut(kind).expect("it was inserted")
    }

    /// Appends the contents of another part of the input.
    pub fn join(&mut self, part: Self) {
        self.has_exports |= part.has_exports;
        for (kind, seen) in part.seen {
            self.seen.entry(kind).or_default().join(seen);
        }
    }

    /// The number of resources of all kinds.
    pub fn count(&self) -> usize {
        self.seen.values().map(|seen| seen.count).sum()
    }

    /// The number of resources of a kind.
    pub fn count_of(&self, kind: &Kind) -> usize {
        self.seen.get(kind).map_or(0, |seen| seen.count)
    }

    /// The kinds with resources or lists.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.seen.keys()
    }

    /// Whether this kind is likely a part of what the input describes: something that the same service hosts, or, in an export of a tenant,
    /// anything that can be exported.
    pub fn concerns(&self, kind: &Kind) -> bool {
        let service = |kind: &Kind| kind.name().split_once('/').map(|(service, _)| service.to_ascii_lowercase());
        let is_hosted = service(kind).is_some_and(|own| self.seen.keys().any(|other| service(other).as_ref() == Some(&own)));
        is_hosted || self.has_exports && kind.request().is_some()
    }

    /// Whether there is anything of the family of this kind.
    pub fn has(&self, kind: &Kind) -> bool {
        kind.family().iter().any(|kind| self.count_of(kind) > 0)
    }

    /// Whether there is anything of the family of this kind that exists whatever parameters are set.
    pub fn is_certain(&self, kind: &Kind) -> bool {
        kind.family().iter().filter_map(|kind| self.seen.get(kind)).any(|seen| seen.count > seen.conditional)
    }

    /// Whether the files show that these are all resources of a kind that the tenant has.
    pub fn completeness(&self, kind: &Kind) -> Completeness {
        let Some(seen) = self.seen.get(kind) else { return Completeness::Unknown };
        if let Some(partial) = seen.scopes.values().copied().find(|completeness| completeness.gap().is_some()) {
            return seen.completeness.and(partial);
        }
        let reason = match kind {
            Kind::User => "it contains no member of the tenant, so it is the result of a filter",
            Kind::ServicePrincipal => "it contains no service principal of Microsoft, so it is the result of a filter",
            _ => return seen.completeness,
        };
        match seen.completeness {
            Completeness::Whole(span) if !seen.has_typical => Completeness::Partial(Gap { span, reason }),
            known => known,
        }
    }

    /// Whether the files show that these are all resources of a kind that a subscription has.
    pub fn completeness_in(&self, kind: &Kind, subscription: &str) -> Completeness {
        let Some(seen) = self.seen.get(kind) else { return Completeness::Unknown };
        seen.scopes.get(&subscription.to_ascii_lowercase()).copied().unwrap_or_default().and(seen.completeness)
    }

    /// The first complete list of this kind, of the tenant or of a subscription.
    pub fn first_list(&self, kind: &Kind) -> Option<Span> {
        let seen = self.seen.get(kind)?;
        let of = |completeness: &Completeness| if let Completeness::Whole(span) = completeness { Some(*span) } else { None };
        std::iter::once(&seen.completeness).chain(seen.scopes.values()).find_map(of)
    }
}

/// Whether the complete list of every tenant contains such an object: a member, and a service principal of Microsoft. A list without one
/// is the result of a filter.
fn is_typical(resource: &Resource<'_>, members: &Scan<'_>) -> bool {
    const OWNER: &str = "appOwnerOrganizationId";
    /// "Microsoft Services" and "Microsoft", the tenants of Microsoft's apps.
    const MICROSOFT: [&str; 2] = ["\"f8cdef31-a31e-4b4a-93e4-5f571e91255a\"", "\"72f988bf-86f1-41af-91ab-2d7cd011db47\""];
    const GRAPH: &str = "\"00000003-0000-0000-c000-000000000000\"";
    let value = |key| members.get(&resource.json, key);
    match resource.kind {
        Kind::User => !value("userType").is_some_and(|value| value.eq_ignore_ascii_case("\"Guest\"")),
        Kind::ServicePrincipal => match (value(OWNER), value("appId")) {
            (Some(owner), _) if MICROSOFT.contains(&owner) => true,
            (_, Some(app)) => app == GRAPH,
            (owner, None) => owner.is_none(),
        },
        _ => true,
    }
}
