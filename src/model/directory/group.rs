//! Groups and their settings.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use super::Reference;
use crate::model::membership::{Rule, RuleError};
use crate::model::{ObjectId, Setting, Str, View, identified, object};
use crate::syntax::membership_rule::{Dialect, parse};

object! {
    Group {
        id: Str<'a>,
        display_name: Str<'a>,
        group_types: Vec<Setting<'a, Str<'a>>>,
        /// Who belongs to a dynamic group.
        membership_rule: Str<'a>,
        membership_rule_processing_state: Str<'a>,
        /// Licences that members get.
        assigned_licenses: Vec<serde::de::IgnoredAny>,
        /// Its owners (`$expand`, infrastructure as code).
        owners: Vec<Setting<'a, Reference<'a>>>,
    }
}

identified!(Group, |object| (&object.id, &object.display_name));

impl Group<'_> {
    /// Whether a rule decides who belongs to it; nothing where that is not known.
    ///
    /// A group that was made static keeps its rule, and the types alone say that it is no longer carried out.
    pub fn is_dynamic(&self) -> Option<bool> {
        match self.group_types.known() {
            Some(types) => Some(types.iter().filter_map(Setting::known).any(|name| name.eq_ignore_ascii_case("DynamicMembership"))),
            None => self.membership_rule.known().is_some_and(|rule| !rule.is_empty()).then_some(true),
        }
    }

    /// The membership rule; nothing if it is not known or the group is not dynamic.
    pub fn parsed_rule(&self) -> Option<Result<Rule<'_>, RuleError>> {
        let rule = self.membership_rule.known().filter(|rule| !rule.is_empty() && self.is_dynamic() != Some(false))?;
        Some(parse(rule, Dialect::Group))
    }

    /// Whether the service does not process the membership rule at the moment.
    pub fn is_paused(&self) -> bool {
        self.membership_rule_processing_state.known().is_some_and(|state| state.eq_ignore_ascii_case("Paused"))
    }
}

impl View<'_, Group<'_>> {
    /// What names the group: its id, and in infrastructure as code its address.
    pub fn ids(&self) -> Vec<ObjectId> {
        let address = self.resource.address.as_deref().map(ObjectId::of);
        ObjectId::of_setting(&self.id).into_iter().chain(address).collect()
    }
}

object! {
    /// Settings of groups for the whole tenant.
    GroupSetting {
        id: Str<'a>,
        display_name: Str<'a>,
        values: Vec<Setting<'a, SettingValue<'a>>>,
    }
}

identified!(GroupSetting, |object| (&object.id, &object.display_name));

impl<'a> GroupSetting<'a> {
    /// The value of this name.
    pub fn value_of(&self, name: &str) -> Option<&Setting<'a, Str<'a>>> {
        let mut values = self.values.elements().iter().filter_map(Setting::known);
        values.find(|value| value.name.known().is_some_and(|known| known.eq_ignore_ascii_case(name))).map(|value| &value.value)
    }
}

object! {
    /// A setting and its value, which is always text.
    SettingValue {
        name: Str<'a>,
        /// Value: `True`, `false`, …
        value: Str<'a>,
    }

    /// A member or owner of another object. The address of its resource is the path of the relation.
    DirectoryObject {
        id: Str<'a>,
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
    }
}

identified!(DirectoryObject, |object| (&object.id, &object.display_name));
