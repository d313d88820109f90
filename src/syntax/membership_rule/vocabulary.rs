//! The properties that rules can name, and of what type each is.

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// `user.`
    User,
    /// `device.`
    Device,
}

/// Of what type a property is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    /// Text.
    Text,
    /// `true` or `false`
    Bool,
    /// A time.
    Date,
    /// Several texts: compared as they are, or by `-any` and `-all` with `_`.
    Texts,
    /// `assignedPlans`, whose elements have the fields `capabilityStatus`, `service` and `servicePlanId`.
    Plans,
    /// `memberOf`, whose elements have the field `objectId`.
    Groups,
    /// An extension of the directory, whose type the rule does not tell.
    Extension,
}
