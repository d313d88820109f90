//! Keys and words by which a text shows that it is an export, even if it is malformed.

use super::shapes::groups;
use memchr::memmem;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Texts that occur only in supported formats.
const WORDS: &[&str] = &["@odata.", "microsoft.entra."];

/// Keys that occur only in supported formats. Shapes of kinds are further signs.
const KEYS: &[&str] = &[
    "signInAudience",
    "userPrincipalName",
    "roleDefinitionId",
    "principalId",
    "conditional_access_policies",
    "planned_values",
    "resource_changes",
    "terraform_version",
    "ResourceInstanceName",
];

/// The keys that are searched for, in lower case.
static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| groups().flatten().chain(KEYS).map(|key| key.to_ascii_lowercase()).collect());

/// Whether a text has the keys or words of an export, in any case.
pub fn has_signs(text: &str) -> bool {
    let holds = |word: &&str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if holds(&"eploymentTemplate.json") {
        return false; // a template has another reader
    }
    if WORDS.iter().any(holds) {
        return true;
    }
    let found: HashSet<String> = keys(text).map(str::to_ascii_lowercase).filter(|key| KNOWN.contains(key)).collect();
    if found.is_empty() {
        return false;
    }
    let has = |key: &&str| found.contains(&key.to_ascii_lowercase());
    KEYS.iter().any(has) || groups().any(|group| group.iter().all(has))
}

/// The keys of objects at any depth, even where the text is malformed.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b'"', text.as_bytes()).filter_map(|quote| {
        let rest = &text[quote + 1..];
        let end = rest.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))?;
        let after = rest[end..].strip_prefix('"')?;
        after.trim_start().starts_with(':').then(|| &rest[..end])
    })
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
