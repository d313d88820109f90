//! How strong one comparison is as a condition of membership, and who can satisfy it.

use super::attribute::{AUTOPILOT, EXTERNAL, Nature};
use super::value::{domains, is_guest_mark, is_true, matches, wants_absence};
use super::walk::{Atom, Can};
use super::{Setter, Strength};
use crate::syntax::membership_rule::{Comparison, Operator, Quantifier, Value};
use std::borrow::Cow;

/// Who wants to become a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Actor {
    /// A guest, together with the inviter.
    Guest,
    /// A member, through help desk administrators.
    Member,
    /// A device that someone joins or registers.
    Device,
}

impl Actor {
    /// Who sets properties for this actor.
    fn setters(self) -> &'static [Setter] {
        match self {
            Self::Guest => &[Setter::Inviter, Setter::Guest, Setter::HelpDesk],
            Self::Member => &[Setter::HelpDesk],
            Self::Device => &[Setter::DeviceOwner, Setter::Enrolment],
        }
    }

    /// The `userType` of this actor.
    fn user_type(self) -> &'static str {
        if self == Self::Guest { "Guest" } else { "Member" }
    }
}

/// The class of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class<'r> {
    pub strength: Strength,
    pub setters: &'static [Setter],
    /// The email domains that satisfy the comparison, if nothing else does.
    pub domains: Vec<Cow<'r, str>>,
}

const OWN: (Strength, &[Setter]) = (Strength::Robust, &[Setter::Tenant]);

impl<'r> Class<'r> {
    /// Classifies a comparison. `owns` returns whether the tenant owns a domain.
    pub fn of(atom: &Atom<'r>, owns: &dyn Fn(&str) -> bool) -> Self {
        let comparison = atom.comparison;
        let mut domains_wanted = Vec::new();
        let (mut strength, setters): (Strength, &[Setter]) = match Nature::of(atom.property.object, atom.property.name) {
            _ if asks_for_presence(atom) => OWN,
            Nature::Plain(strength, setters) => (strength, setters),
            Nature::Address => {
                domains_wanted = domains(comparison).unwrap_or_default();
                let is_own = !domains_wanted.is_empty() && domains_wanted.iter().all(|domain| owns(domain));
                let names_one = matches!(comparison.operator, Operator::Eq | Operator::Ne | Operator::In | Operator::NotIn);
                match (is_own, names_one) {
                    (true, _) => OWN,
                    // An attacker would need this exact address.
                    (false, true) => (Strength::Suspicious, &[Setter::Inviter, Setter::Guest, Setter::HelpDesk]),
                    (false, false) => (Strength::Exploitable, &[Setter::Inviter, Setter::Guest, Setter::HelpDesk]),
                }
            }
            Nature::SignInName => sign_in_name(atom),
            Nature::Values(values)
                if comparison.value.value == Value::Null || values.iter().any(|value| is_asked_for(comparison, value)) =>
            {
                (Strength::Exploitable, &[Setter::DeviceOwner])
            }
            Nature::PhysicalIds if !names_autopilot(comparison) => (Strength::Suspicious, &[Setter::Enrolment]),
            Nature::Values(_)
            | Nature::UserType
            | Nature::CreationType
            | Nature::Enabled
            | Nature::Id
            | Nature::Synchronized
            | Nature::PhysicalIds => OWN,
        };
        // Any value matches, so the domain list would be meaningless.
        if comparison.value.value == Value::Null {
            strength = strength.min(Strength::Suspicious);
        }
        Self { strength, setters, domains: domains_wanted }
    }

    /// Who sets the property for this actor.
    pub fn setters_for(&self, actor: Actor) -> impl Iterator<Item = Setter> {
        self.setters.iter().copied().filter(move |setter| self.strength > Strength::Robust && actor.setters().contains(setter))
    }

    /// Whether this actor can make the comparison hold or fail. A property that others cannot set counts as empty.
    pub fn can(&self, atom: &Atom<'_>, actor: Actor) -> Can {
        let comparison = atom.comparison;
        let has_no_value = || match (atom.quantifier, wants_absence(comparison)) {
            // An empty collection has no matching element.
            (Some(Quantifier::Any), _) => Can::be(false),
            (Some(Quantifier::All), _) => Can::be(true),
            (None, wants_absence) => Can::be(wants_absence),
        };
        match Nature::of(atom.property.object, atom.property.name) {
            Nature::UserType => matches(comparison, actor.user_type()).map_or(Can::BOTH, Can::be),
            Nature::CreationType if actor == Actor::Guest => {
                let [invited, signed_up] = EXTERNAL.map(|made| matches(comparison, made));
                invited.filter(|_| invited == signed_up).map_or(Can::BOTH, Can::be)
            }
            Nature::Enabled => is_true(comparison).map_or(Can::BOTH, Can::be),
            _ if asks_for_presence(atom) => Can::be(comparison.operator.is_negative()),
            Nature::SignInName if asks_for_guest_mark(atom) => Can::be((actor == Actor::Guest) != comparison.operator.is_negative()),
            _ if self.setters_for(actor).next().is_some() => Can::BOTH,
            _ => has_no_value(),
        }
    }
}

/// Whether a comparison only requires a value in a property that every object has: `user.objectId -ne null`.
pub(super) fn asks_for_presence(atom: &Atom<'_>) -> bool {
    let nature = Nature::of(atom.property.object, atom.property.name);
    atom.comparison.value.value == Value::Null && (matches!(nature, Nature::Id | Nature::SignInName) || atom.property.name == "displayName")
}

/// Whether a comparison matches the mark in the sign-in name of every B2B guest.
pub(super) fn asks_for_guest_mark(atom: &Atom<'_>) -> bool {
    atom.property.name == "userPrincipalName" && is_guest_mark(atom.comparison)
}

/// Whether a comparison asks only for ids that the registration with Windows Autopilot sets.
fn names_autopilot(comparison: &Comparison<'_>) -> bool {
    let mut texts = comparison.value.texts().map(str::to_lowercase).peekable();
    texts.peek().is_some() && texts.all(|text| AUTOPILOT.iter().any(|start| text.starts_with(start)))
}

/// Whether a comparison holds for an invited guest, if that does not depend on who invites them; `None` otherwise.
pub(super) fn holds_for_invited(atom: &Atom<'_>) -> Option<bool> {
    let comparison = atom.comparison;
    match Nature::of(atom.property.object, atom.property.name) {
        Nature::UserType => matches(comparison, "Guest"),
        Nature::Synchronized => Some(wants_absence(comparison)),
        // The service derives the name from the invited address, and adds the initial domain of the tenant.
        Nature::SignInName if atom.property.name == "userPrincipalName" => {
            let domains = domains(comparison).filter(|_| !asks_for_guest_mark(atom))?;
            let is_initial = |domain: &Cow<'_, str>| domain.to_ascii_lowercase().ends_with(".onmicrosoft.com");
            (!domains.iter().any(is_initial)).then_some(comparison.operator.is_negative())
        }
        _ => None,
    }
}

/// Whether a comparison, positive or negative, asks for this value; also `true` if that is unknown.
fn is_asked_for(comparison: &Comparison<'_>, value: &str) -> bool {
    matches(comparison, value) != Some(comparison.operator.is_negative())
}

/// An inviter can choose the beginning of the name, but never the part after the mark, and the service generates the name as a whole. The
/// domain always belongs to the tenant.
fn sign_in_name(atom: &Atom<'_>) -> (Strength, &'static [Setter]) {
    let comparison = atom.comparison;
    let is_upn = atom.property.name == "userPrincipalName";
    let is_piece = matches!(
        comparison.operator,
        Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::NotStartsWith | Operator::Match | Operator::NotMatch
    );
    if asks_for_guest_mark(atom) {
        return OWN;
    }
    let has_domain = is_upn
        && match comparison.operator {
            Operator::Match | Operator::NotMatch => domains(comparison).is_some(),
            _ => comparison.value.texts().all(|text| text.contains('@')),
        };
    match (is_piece, has_domain) {
        (true, false) => (Strength::Exploitable, &[Setter::Inviter, Setter::Guest, Setter::HelpDesk]),
        (false, false) if !is_upn => (Strength::Suspicious, &[Setter::HelpDesk]),
        _ => OWN,
    }
}
