//! The permissions of an Azure role, and their effect.
//!
//! Source: `Microsoft.Authorization/roleDefinitions` 2022-04-01.

use crate::model::{Setting, State, Str, object};
use crate::parts::Parts;

object! {
    RolePermission {
        actions: Vec<Setting<'a, Str<'a>>>,
        /// Actions that are subtracted from `actions`.
        not_actions: Vec<Setting<'a, Str<'a>>>,
    }
}

/// Actions that let a principal grant themselves any permission.
pub(super) const RIGHTS: &[&str] = &["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleDefinitions/write"];

/// An action of a provider that does not exist: only a role that may write to every provider allows it, as Contributor does.
pub(super) const WRITE_ANYTHING: &str = "Microsoft.AnyProvider/anyType/write";

/// Actions that exempt a scope from Azure Policy or remove an assignment.
pub(super) const EXEMPTING: &[&str] =
    &["Microsoft.Authorization/policyExemptions/write", "Microsoft.Authorization/policyAssignments/delete"];

impl<'a> RolePermission<'a> {
    /// Whether an action is allowed; `*` in a pattern matches any text. `None` if an unknown pattern decides it.
    pub fn allows(&self, action: &str) -> Option<bool> {
        match (fits(&self.actions, action), fits(&self.not_actions, action)) {
            (Some(false), _) | (_, Some(true)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            _ => None,
        }
    }

    /// The pattern that lets a principal with this role grant themselves any permission.
    pub fn gives_rights_by(&self) -> Option<&Setting<'a, Str<'a>>> {
        let right = RIGHTS.iter().find(|right| self.allows(right) == Some(true))?;
        self.actions.elements().iter().find(|rule| rule.known().is_some_and(|pattern| action_matches(pattern, right)))
    }
}

/// Whether an action matches one of these patterns, as far as they are known. A missing list is an empty one.
fn fits<'a>(rules: &Setting<'a, Vec<Setting<'a, Str<'a>>>>, action: &str) -> Option<bool> {
    if matches!(rules.state(), State::Unknown(_)) {
        return None;
    }
    any(rules.elements().iter().map(|rule| Some(action_matches(rule.known()?, action))))
}

/// Whether any of these is true, as far as known.
pub fn any(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut found = Some(false);
    for one in all {
        match one {
            Some(true) => return Some(true),
            Some(false) => {}
            None => found = None,
        }
    }
    found
}

/// Whether an action matches a pattern in which `*` matches any text.
///
/// Time is the product of the two lengths, which are both short; patterns are split into their fixed parts once.
pub fn action_matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| action.strip_prefix(start)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(inner) = last.replace(part) {
            let Some(at) = rest.find(inner) else { return false };
            rest = rest.after(at + inner.len());
        }
    }
    last.map_or(rest.is_empty(), |end| rest.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_text() {
        let action = "Microsoft.Authorization/roleAssignments/write";
        for pattern in
            ["*", "*/write", "Microsoft.Authorization/*", "microsoft.authorization/*/WRITE", action, "Microsoft.*/roleAssignments/*"]
        {
            assert!(action_matches(pattern, action), "{pattern}");
        }
        for pattern in ["", "*/read", "Microsoft.Authorization/*/read", "Microsoft.Authorization", "Microsoft.Web/*", "*/write*x"] {
            assert!(!action_matches(pattern, action), "{pattern}");
        }
    }

    #[test]
    fn an_unknown_pattern_that_decides_is_unknown() {
        let allows = |json: &str| serde_json::from_str::<RolePermission<'_>>(json).unwrap().allows("Microsoft.Web/sites/write");
        for (json, allowed) in [
            (r#"{"actions":["*"]}"#, Some(true)),
            (r#"{"actions":["*"],"notActions":null}"#, Some(true)),
            (r#"{"actions":["*"],"notActions":["Microsoft.Web/*"]}"#, Some(false)),
            (r#"{"actions":["*"],"notActions":[{"$unknown":"x"}]}"#, None),
            (r#"{"actions":["*"],"notActions":{"$unknown":"x"}}"#, None),
            (r#"{"actions":{"$unknown":"x"},"notActions":["*/write"]}"#, Some(false)),
            (r#"{"actions":[{"$unknown":"x"},"Microsoft.Web/*"]}"#, Some(true)),
            (r#"{"actions":[{"$unknown":"x"}]}"#, None),
            (r#"{"dataActions":["*"]}"#, Some(false)),
        ] {
            assert_eq!(allows(json), allowed, "{json}");
        }
    }
}
