//! Keys and words by which a text shows that it is an export, even if it is malformed.

use super::key_search::KeySearch;
use super::shapes;
use super::words::Words;
use std::sync::LazyLock;

/// Texts that occur only in supported formats.
pub static WORDS: Words = Words::new(&["@odata.", "microsoft.entra."]);

/// The schema of a template, which has another reader.
static TEMPLATE: Words = Words::new(&["eploymentTemplate.json"]);

/// Keys that occur only in supported formats. Shapes of kinds are further signs.
const KEYS: &[&[&str]] = &[
    &["signInAudience"],
    &["userPrincipalName"],
    &["roleDefinitionId"],
    &["principalId"],
    &["conditional_access_policies"],
    &["planned_values"],
    &["resource_changes"],
    &["terraform_version"],
    &["ResourceInstanceName"],
];

static SEARCH: LazyLock<KeySearch> = LazyLock::new(|| KeySearch::new(groups(), &[]));

/// The groups of keys that are signs.
pub fn groups() -> impl Iterator<Item = &'static [&'static str]> {
    shapes::groups().chain(KEYS.iter().copied())
}

/// Whether a text has the keys or words of an export, in any case, or escapes that hide them.
pub fn has_signs(text: &str) -> bool {
    !TEMPLATE.occur_in(text) && (WORDS.may_occur_in(text) || SEARCH.occurs_in(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_any_case_are_signs() {
        for text in [
            r#"{"displayName":"x","state":"enabled","conditions":{},"grantControls":{},}"#,
            r#"{"DisplayName":"x","State":"enabled","Conditions":{},"GrantControls":"#,
            r#"{"isServiceDefault": true, "inboundTrust" : {"#,
            r#"["@odata.context", }"#,
            "\"\"\"SIGNINAUDIENCE\"\n:",
        ] {
            assert!(has_signs(text), "{text}");
        }
        for text in [
            r#"{"name":"web","lockfileVersion":3"#,
            r#"{"comment":"change the signInAudience","state":1,}"#,
            r#"{"$schema":"x/deploymentTemplate.json#","principalId":}"#,
            r#"["conditions","grantControls","state""#,
            "",
        ] {
            assert!(!has_signs(text), "{text}");
        }
    }
}
