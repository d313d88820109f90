//! What a membership rule decides on: whom it is about, whether it lets guests in, and which of the properties that it reads can be
//! set by somebody who wants to get in.

mod attribute;
mod class;
mod value;
mod walk;

#[cfg(test)]
mod tests;

pub use crate::syntax::membership_rule::{Rule, RuleError};

use crate::syntax::membership_rule::{Comparison, Condition, ConditionKind, Object, Property, PropertyKind, Quantified, RuleKind};
use crate::syntax::tree::Bytes;
use attribute::Nature;
use class::{Actor, Class, asks_for_guest_mark, asks_for_presence};
use std::borrow::Cow;
use walk::{Atom, Can, walk};

/// Whom a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Users, by their properties.
    Users,
    /// Devices, by their properties.
    Devices,
    /// Those who report to a manager.
    DirectReports,
    /// Users or devices that are members of other groups.
    MembersOfGroups,
}

/// Whether a guest can satisfy a rule, when everything but his `userType` and his sign-in name can be as he likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guests {
    Admitted,
    /// None can: the rule is about devices, or a clause on `userType` stands in each way; or one on the mark `#EXT#`, which the sign-in name
    /// of each B2B guest has. A guest whose account is of the tenant itself has no such mark, and is not looked for.
    Excluded,
    /// The rule does not tell: it is for the manager's directory entry or for other groups to say.
    Unknown,
}

/// Who can set a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setter {
    /// Whoever sends an invitation.
    Inviter,
    /// A guest, in his profile or by the administrator of his own directory.
    Guest,
    /// Help desk and user administrators.
    HelpDesk,
    /// Whoever joins or registers the device.
    DeviceOwner,
    /// Whoever enrols the device, by the way that he takes.
    Enrolment,
    /// The tenant's own administrators and systems.
    Tenant,
}

impl Setter {
    /// Who it is, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inviter => "whoever invites",
            Self::Guest => "a guest, or the administrator of his own tenant",
            Self::HelpDesk => "the help desk",
            Self::DeviceOwner => "whoever joins the device",
            Self::Enrolment => "whoever enrols the device",
            Self::Tenant => "administrators of the tenant",
        }
    }
}

/// How well a property holds as a condition of getting in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Only the tenant's own side sets it.
    Robust,
    /// Others can set it by some ways.
    Suspicious,
    /// Others choose it freely.
    Exploitable,
}

/// One place at which a rule reads a property.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence<'r> {
    /// Bytes of the comparison in the text of the rule, from the property (or the `_` of a collection) to the value.
    pub bytes: Bytes,
    /// The property: that of the collection, for a comparison of its elements.
    pub property: &'r Property<'r>,
    pub comparison: &'r Comparison<'r>,
    /// Whether the rule wants *not* to find the value: whoever has none passes, and nobody need set anything.
    pub is_negative: bool,
    /// How well it holds.
    pub strength: Strength,
    /// Who can set it so that the rule lets somebody in by it: the tenant alone, where it is robust; nobody, where something stands beside
    /// it that is and on which the rule depends.
    pub setters: Vec<Setter>,
    /// The domains that the rule wants of an address. While all are the tenant's own, nobody else has such an address, and the occurrence is robust.
    pub domains: Vec<Cow<'r, str>>,
}

/// What a rule decides on.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership<'r> {
    /// Whom it is about.
    pub subject: Subject,
    /// Whether guests get in.
    pub guests: Guests,
    /// Whether the rule holds only for devices that an authority vouches for: managed, compliant, or named by the tenant's own side.
    pub requires_management: bool,
    /// Each place at which it reads a property, in the order of the text.
    pub occurrences: Vec<Occurrence<'r>>,
}

impl<'r> Membership<'r> {
    /// Analyses a rule. `owns` tells whether a domain is one of the tenant's own, so that nobody else has addresses in it; domains come
    /// as the rule spells them.
    ///
    /// A rule can be satisfied by spoofing alone where it holds for somebody for whom each comparison that only the tenant's own side can
    /// satisfy fails. What everybody passes is no such comparison: `user.objectId -ne null`, `user.accountEnabled -eq true`, and those
    /// that are negative, as they hold where nothing is set. A guest passes them as one whose `userType` is `Guest`.
    ///
    /// Time is linear in the length of the rule, for each level of its depth.
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

    /// The places by which somebody gets in who has a property set, or sets it himself: nothing stands beside them that only the tenant's
    /// own side can give. Negative ones are not among them: they let in whoever is not named.
    pub fn spoofable(&self) -> impl Iterator<Item = &Occurrence<'r>> {
        self.occurrences.iter().filter(|occurrence| occurrence.is_spoofable())
    }
}

impl Occurrence<'_> {
    /// Whether somebody gets in by this place who has the property set, or sets it himself.
    pub fn is_spoofable(&self) -> bool {
        self.strength > Strength::Robust && !self.is_negative && !self.setters.is_empty()
    }
}

/// Whether a guest can satisfy a condition, when everything but his `userType` and the mark in his name can be as he likes.
fn guests(condition: &Condition<'_>) -> Guests {
    let can = |_, atom: &Atom<'_>| match Nature::of(atom.property.object, atom.property.name) {
        Nature::UserType => value::matches(atom.comparison, "Guest").map_or(Can::BOTH, Can::be),
        Nature::SignInName if asks_for_guest_mark(atom) => Can::be(!atom.comparison.operator.is_negative()),
        _ => Can::BOTH,
    };
    if walk(condition, None, &can, &mut Vec::new()).hold { Guests::Admitted } else { Guests::Excluded }
}

/// Whether a rule holds for every guest (`userType` is `Guest`) who may sign in, whatever else he is: for those of other tenants, whose
/// sign-in names have the mark `#EXT#`, or for those of the tenant itself, whose names have none.
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

/// The places at which a condition reads a property; and whether it fails for all who can set no more than others let them.
fn occurrences<'r>(object: Object, condition: &'r Condition<'r>, owns: &dyn Fn(&str) -> bool) -> (Vec<Occurrence<'r>>, bool) {
    let actors: &[Actor] = if object == Object::User { &[Actor::Guest, Actor::Member] } else { &[Actor::Device] };
    let mut atoms = Vec::new();
    walk(condition, None, &|_, _| Can::BOTH, &mut atoms);
    let classes: Vec<Class<'r>> = atoms.iter().map(|atom| Class::of(atom, owns)).collect();
    let mut occurrences: Vec<Occurrence<'r>> = atoms.iter().zip(&classes).map(|(atom, class)| Occurrence::new(atom, class)).collect();
    let mut is_closed = true;
    for &actor in actors {
        atoms.clear();
        is_closed &= !walk(condition, None, &|index, atom| classes[index].can(atom, actor), &mut atoms).hold;
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
