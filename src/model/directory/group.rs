//! Groups and their settings.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use super::Reference;
use crate::model::azure::is_taken_away;
use crate::model::membership::{Rule, RuleError};
use crate::model::{ObjectId, Setting, Str, View, identified, object};
use crate::syntax::membership_rule::{Dialect, parse};

object! {
    Group {
        id: Str<'a>,
        display_name: Str<'a>,
        group_types: Vec<Setting<'a, Str<'a>>>,
        /// The rule of a dynamic membership group.
        membership_rule: Str<'a>,
        membership_rule_processing_state: Str<'a>,
        assigned_licenses: Vec<serde::de::IgnoredAny>,
        /// Present with `$expand` and in infrastructure as code.
        owners: Vec<Setting<'a, Reference<'a>>>,
    }
}

identified!(Group, |object| (&object.id, &object.display_name));

impl Group<'_> {
    /// Whether the group has dynamic membership; `None` if unknown.
    ///
    /// A group that was changed to assigned membership keeps its rule, so only the group types show whether the rule is processed.
    pub fn is_dynamic(&self) -> Option<bool> {
        match self.group_types.known() {
            Some(types) => Some(types.iter().filter_map(Setting::known).any(|name| name.eq_ignore_ascii_case("DynamicMembership"))),
            None => self.membership_rule.known().is_some_and(|rule| !rule.is_empty()).then_some(true),
        }
    }

    /// The parsed membership rule; `None` if it is unknown or the group is not dynamic.
    pub fn parsed_rule(&self) -> Option<Result<Rule<'_>, RuleError>> {
        let rule = self.membership_rule.known().filter(|rule| !rule.is_empty() && self.is_dynamic() != Some(false))?;
        Some(parse(rule, Dialect::Group))
    }

    /// Whether processing of the membership rule is paused.
    pub fn is_paused(&self) -> bool {
        self.membership_rule_processing_state.known().is_some_and(|state| state.eq_ignore_ascii_case("Paused"))
    }
}

impl View<'_, Group<'_>> {
    /// The id of the group, and its address in infrastructure as code.
    pub fn ids(&self) -> Vec<ObjectId> {
        let address = ObjectId::of_address(self.resource);
        ObjectId::of_setting(&self.id).into_iter().chain(address).collect()
    }
}

object! {
    /// Tenant-wide settings of groups.
    GroupSetting {
        id: Str<'a>,
        display_name: Str<'a>,
        values: Vec<Setting<'a, SettingValue<'a>>>,
    }
}

identified!(GroupSetting, |object| (&object.id, &object.display_name));

impl<'a> GroupSetting<'a> {
    pub fn value_of(&self, name: &str) -> Option<&Setting<'a, Str<'a>>> {
        let mut values = self.values.elements().iter().filter_map(Setting::known);
        values.find(|value| value.name.known().is_some_and(|known| known.eq_ignore_ascii_case(name))).map(|value| &value.value)
    }
}

object! {
    /// The value is always text.
    SettingValue {
        name: Str<'a>,
        /// `True`, `false`, …
        value: Str<'a>,
    }

    /// An active or eligible membership or ownership of a group (PIM for Groups): the schedule, an instance of it, or the request for it.
    PrivilegedAccessGroupSchedule {
        id: Str<'a>,
        group_id: Str<'a>,
        /// `member` or `owner`.
        access_id: Str<'a>,
        principal_id: Str<'a>,
        /// `Provisioned`, `Revoked`, …
        status: Str<'a>,
        /// Of a request: `adminAssign`, `adminRemove`, …
        action: Str<'a>,
    }

    /// A member or owner of another object. The address of the resource is the path of the relation.
    DirectoryObject {
        id: Str<'a>,
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
    }
}

identified!(PrivilegedAccessGroupSchedule, |object| (&object.id, &object.id));

impl PrivilegedAccessGroupSchedule<'_> {
    /// Whether the membership or ownership was removed, or this is a request to remove it.
    pub fn is_gone(&self) -> bool {
        is_taken_away(&self.action, &self.status)
    }
}

identified!(DirectoryObject, |object| (&object.id, &object.display_name));
