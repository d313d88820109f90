//! What a membership rule decides on: whom it is about, whether it lets guests in, and which of the properties that it reads can be
//! set by somebody who wants to get in.

use crate::syntax::membership_rule::{Comparison, Property, Rule};
use crate::syntax::tree::Bytes;
use std::borrow::Cow;

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

/// Whether a guest can satisfy a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guests {
    /// Some guest can.
    Admitted,
    /// None can: a clause on `userType` stands in the way, or one on the mark `#EXT#` in the names of B2B guests, or the rule is about devices.
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
    /// Operator and value.
    pub comparison: &'r Comparison<'r>,
    /// Whether the rule wants *not* to find the value: whoever has none passes, and nobody need set anything.
    pub is_negative: bool,
    /// How well it holds.
    pub strength: Strength,
    /// Who can set it so that the rule lets somebody in by it. Empty where something robust stands beside it, on which the rule depends.
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
    /// Analyses a rule. Time is linear in its length, apart from sorting.
    pub fn of(rule: &'r Rule<'r>) -> Self {
        let _ = rule;
        unimplemented!("comes with the analysis")
    }

    /// The places by which somebody can get in who sets the property himself: nothing robust stands beside them.
    pub fn spoofable(&self) -> impl Iterator<Item = &Occurrence<'r>> {
        self.occurrences.iter().filter(|occurrence| occurrence.strength > Strength::Robust && !occurrence.setters.is_empty())
    }
}
