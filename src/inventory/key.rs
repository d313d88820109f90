//! The form in which ids, names and domains are compared.

use std::borrow::Cow;

/// A key as it is compared: without regard to case and to space around it. `/subscriptions/<id>` is the subscription's id.
pub fn normalised(key: &str) -> Cow<'_, str> {
    let key = key.trim().trim_end_matches('/');
    let key = strip_subscriptions(key).unwrap_or(key);
    if key.chars().any(|character| character.is_uppercase() || !character.is_ascii()) { key.to_lowercase().into() } else { key.into() }
}

/// The id in the resource id of a subscription itself.
fn strip_subscriptions(key: &str) -> Option<&str> {
    const PREFIX: &str = "/subscriptions/";
    let (prefix, id) = key.split_at_checked(PREFIX.len())?;
    (prefix.eq_ignore_ascii_case(PREFIX) && !id.contains('/')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn keys_are_compared_without_case_and_ornament() {
        for (key, expected) in [
            ("9A8B7C6D-1111-4222-8333-444455556666", "9a8b7c6d-1111-4222-8333-444455556666"),
            (" Vendor_Fabrikam.example#EXT#@Contoso.example ", "vendor_fabrikam.example#ext#@contoso.example"),
            ("/Subscriptions/ABC/", "abc"),
            ("/subscriptions/ABC/resourceGroups/Rg", "/subscriptions/abc/resourcegroups/rg"),
            ("ÄÖ.example", "äö.example"),
            ("/subscriptions/", "/subscriptions"),
            ("", ""),
        ] {
            assert_eq!(normalised(key), expected, "{key}");
        }
    }
}
