//! Analyzes membership rules: which objects they select, whether they admit guests, and which properties an attacker can set to become a
//! member.

mod attribute;
mod class;
mod value;
mod walk;

#[cfg(test)]
mod tests;

pub use crate::syntax::membership_rule::{Rule, RuleError};

use crate::syntax::membership_rule::{Comparison, Condition, ConditionKind, Object, Property, PropertyKind, Quantified, RuleKind};
use crate::syntax::tree::Bytes;
use attribute::{EXTERNAL, Nature};
use class::{Actor, Class, asks_for_guest_mark, asks_for_presence, holds_for_invited};
use std::borrow::Cow;
use walk::{Atom, Can, walk};

/// The objects that a rule selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Users,
    Devices,
    /// The direct reports of a manager.
    DirectReports,
    /// Users or devices that are members of other groups.
    MembersOfGroups,
}

/// Whether a guest can satisfy a rule if all properties can have any value, except `userType`, `dirSyncEnabled` and the sign-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guests {
    Admitted,
    /// No guest can: the rule selects devices, or every alternative has a clause on `userType`, on synchronization, or on the mark `#EXT#` or
    /// the domain of the sign-in name. Guests with an internal account have no such mark and are not considered.
    Excluded,
    /// The rule does not decide it: the manager's directory entry or other groups do.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setter {
    /// Anyone who sends an invitation.
    Inviter,
    /// A guest in the profile, or the administrator of the guest's home tenant.
    Guest,
    /// Help desk and user administrators.
    HelpDesk,
    /// Anyone who joins or registers the device.
    DeviceOwner,
    /// Anyone who enrolls the device, by choosing the enrollment method.
    Enrolment,
    /// The tenant's own administrators and systems.
    Tenant,
}

impl Setter {
    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inviter => "the inviter",
            Self::Guest => "a guest, or the administrator of the guest's home tenant",
            Self::HelpDesk => "help desk administrators",
            Self::DeviceOwner => "the person who joins the device",
            Self::Enrolment => "the person who enrolls the device",
            Self::Tenant => "administrators of the tenant",
        }
    }
}

/// How strong a property is as a condition of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Only the tenant can set it.
    Robust,
    /// Others can set it in some ways.
    Suspicious,
    /// Others can set it freely.
    Exploitable,
}

/// One place where a rule reads a property.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence<'r> {
    /// Bytes of the comparison in the rule, from the property (or the `_` of a collection) to the value.
    pub bytes: Bytes,
    /// The property; for a comparison of collection elements, the property of the collection.
    pub property: &'r Property<'r>,
    pub comparison: &'r Comparison<'r>,
    /// Whether the rule requires the *absence* of the value: an object without a value matches, and no one has to set anything.
    pub is_negative: bool,
    pub strength: Strength,
    /// Who can set it so that the rule admits someone: only the tenant if it is robust; no one if the rule also requires a robust
    /// comparison beside it.
    pub setters: Vec<Setter>,
    /// The domains that the rule requires of an address. If the tenant owns all of them, no one else has such an address, and the
    /// occurrence is robust.
    pub domains: Vec<Cow<'r, str>>,
}

/// The analysis of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership<'r> {
    pub subject: Subject,
    pub guests: Guests,
    /// Whether the rule selects only devices that are managed, compliant, or named by the tenant.
    pub requires_management: bool,
    /// Each place where the rule reads a property, in the order of the text.
    pub occurrences: Vec<Occurrence<'r>>,
}

impl<'r> Membership<'r> {
    /// Analyzes a rule. `owns` returns whether the tenant owns a domain, so that no one else has addresses in it; domains have the spelling
    /// of the rule.
    ///
    /// A rule can be satisfied by spoofing alone if it matches someone for whom every comparison that only the tenant can satisfy fails.
    /// Comparisons that everyone passes do not count: `user.objectId -ne null`, `user.accountEnabled -eq true`, and negative ones, which
    /// hold for empty properties. For a guest they are evaluated with `userType` set to `Guest`.
    ///
    /// Time is linear in the length of the rule for each level of nesting.
    ///
    /// # Example
    /// ```
    /// use tenantlint::model::membership::{Guests, Membership};
    /// use tenantlint::syntax::membership_rule::{Dialect, parse};
    /// let text = r#"user.displayName -contains "it" -or user.mail -endsWith "@contoso.com""#;
    /// let rule = parse(text, Dialect::Group)?;
    /// let membership = Membership::of(&rule, &|domain| domain.eq_ignore_ascii_case("contoso.com"));
    /// assert_eq!(membership.guests, Guests::Admitted);
    /// let places: Vec<&str> = membership.spoofable().map(|place| &text[place.bytes.clone()]).collect();
    /// assert_eq!(places, [r#"user.displayName -contains "it""#]);
    /// # Ok::<(), tenantlint::syntax::membership_rule::RuleError>(())
    /// ```
    pub fn of(rule: &'r Rule<'r>, owns: &dyn Fn(&str) -> bool) -> Self {
        let RuleKind::Condition { object, condition } = &rule.kind else {
            return Self { subject: Subject::DirectReports, guests: Guests::Unknown, requires_management: false, occurrences: Vec::new() };
        };
        let subject = match (&condition.kind, object) {
            (ConditionKind::Quantified(Quantified { property, .. }), _) if property.kind == PropertyKind::Groups => {
                Subject::MembersOfGroups
            }
            (_, Object::User) => Subject::Users,
            (_, Object::Device) => Subject::Devices,
        };
        let guests = match (object, subject) {
            (Object::Device, _) => Guests::Excluded,
            (Object::User, Subject::MembersOfGroups) => Guests::Unknown,
            (Object::User, _) => guests(condition),
        };
        let (occurrences, is_closed) = occurrences(*object, condition, owns);
        Self { subject, guests, requires_management: is_closed && *object == Object::Device, occurrences }
    }

    /// The places that are sufficient to become a member by setting the property: no comparison beside them depends on the tenant alone.
    /// Negative ones are excluded, because they match every object that they do not name.
    pub fn spoofable(&self) -> impl Iterator<Item = &Occurrence<'r>> {
        self.occurrences.iter().filter(|occurrence| occurrence.is_spoofable())
    }
}

impl Occurrence<'_> {
    /// Whether setting this property is sufficient to become a member.
    pub fn is_spoofable(&self) -> bool {
        self.strength > Strength::Robust && !self.is_negative && !self.setters.is_empty()
    }
}

/// Whether a guest can satisfy a condition if all properties can have any value, except those that no invitation can set.
fn guests(condition: &Condition<'_>) -> Guests {
    let can = |made: &str, atom: &Atom<'_>| match Nature::of(atom.property.object, atom.property.name) {
        _ if let Some(holds) = holds_for_invited(atom) => Can::be(holds),
        Nature::CreationType => value::matches(atom.comparison, made).map_or(Can::BOTH, Can::be),
        Nature::SignInName if asks_for_guest_mark(atom) => Can::be(!atom.comparison.operator.is_negative()),
        _ => Can::BOTH,
    };
    let is_admitted = |made: &&str| walk(condition, None, &|_, atom| can(made, atom), &mut Vec::new()).hold;
    if EXTERNAL.iter().any(is_admitted) { Guests::Admitted } else { Guests::Excluded }
}

/// Whether a rule matches every guest (`userType` is `Guest`) with an enabled account, whatever the other properties are: with `has_mark`,
/// external guests with `#EXT#` in the sign-in name, otherwise guests with an internal account.
pub fn holds_for_every_guest(rule: &Rule<'_>, has_mark: bool) -> bool {
    let RuleKind::Condition { object: Object::User, condition } = &rule.kind else { return false };
    let can = |_, atom: &Atom<'_>| match Nature::of(atom.property.object, atom.property.name) {
        Nature::UserType => value::matches(atom.comparison, "Guest").map_or(Can::BOTH, Can::be),
        Nature::Enabled => value::is_true(atom.comparison).map_or(Can::BOTH, Can::be),
        _ if asks_for_presence(atom) => Can::be(atom.comparison.operator.is_negative()),
        Nature::SignInName if asks_for_guest_mark(atom) => Can::be(has_mark != atom.comparison.operator.is_negative()),
        _ => Can::BOTH,
    };
    !walk(condition, None, &can, &mut Vec::new()).fail
}

/// The places where a condition reads a property, and whether it fails for everyone who can set only properties that others control.
fn occurrences<'r>(object: Object, condition: &'r Condition<'r>, owns: &dyn Fn(&str) -> bool) -> (Vec<Occurrence<'r>>, bool) {
    let actors: &[Actor] = if object == Object::User { &[Actor::Guest, Actor::Member] } else { &[Actor::Device] };
    let mut atoms = Vec::new();
    walk(condition, None, &|_, _| Can::BOTH, &mut atoms);
    let classes: Vec<Class<'r>> = atoms.iter().map(|atom| Class::of(atom, owns)).collect();
    let mut occurrences: Vec<Occurrence<'r>> = atoms.iter().zip(&classes).map(|(atom, class)| Occurrence::new(atom, class)).collect();
    let mut is_closed = true;
    for &actor in actors {
        atoms.clear();
        is_closed &=
            !walk(condition, None, &|index, atom| classes.get(index).map_or(Can::BOTH, |class| class.can(atom, actor)), &mut atoms).hold;
        for ((occurrence, atom), class) in occurrences.iter_mut().zip(&atoms).zip(&classes) {
            let setters = class.setters_for(actor).filter(|_| atom.helps.hold);
            occurrence.setters.extend(setters);
        }
    }
    for occurrence in &mut occurrences {
        occurrence.setters.sort_unstable();
        occurrence.setters.dedup();
    }
    (occurrences, is_closed)
}

impl<'r> Occurrence<'r> {
    fn new(atom: &Atom<'r>, class: &Class<'r>) -> Self {
        let Atom { bytes, property, comparison, is_upright, .. } = atom.clone();
        let is_negative = value::wants_absence(comparison) == is_upright;
        let Class { strength, domains, .. } = class.clone();
        let setters = if strength == Strength::Robust { vec![Setter::Tenant] } else { Vec::new() };
        Self { bytes, property, comparison, is_negative, strength, setters, domains }
    }
}
