//! The format of ids in each list. An id of another format would never match, and its entry would declare nothing.

/// A text format, with the name that the schema uses as `format`.
#[derive(Debug)]
pub(crate) struct Form {
    pub name: &'static str,
    /// The expected value, for messages.
    pub expected: &'static str,
    /// What to do.
    pub help: &'static str,
    pub fits: fn(&str) -> bool,
}

/// Formats that JSON Schema does not define, or defines too broadly for ids.
pub(crate) const FORMS: &[Form] = &[
    Form { name: "uuid", expected: "a GUID", help: "write it as in `9a8b7c6d-1111-4222-8333-444455556666`", fits: is_guid },
    Form {
        name: "tenantlint-guest",
        expected: "the object id, UPN or mail address of a guest",
        help: "for a whole domain, write `@fabrikam.example`",
        fits: |text| is_guid(text) || is_address(text) || text.strip_prefix('@').is_some_and(is_domain),
    },
    Form {
        name: "tenantlint-principal",
        expected: "the object id, UPN or mail address of a principal",
        help: "write its object id, a GUID",
        fits: |text| is_guid(text) || is_address(text),
    },
    Form {
        name: "tenantlint-identity",
        expected: "the object id, client id or resource id of an identity",
        help: "write a GUID, or `/subscriptions/…/userAssignedIdentities/<name>`",
        fits: |text| is_guid(text) || is_resource_id(text),
    },
    Form {
        name: "tenantlint-line",
        expected: "a line of text",
        help: "write it in one line, without control characters",
        fits: |text| !text.trim().is_empty() && !text.chars().any(|character| character.is_control() || is_invisible(character)),
    },
    Form {
        name: "tenantlint-rule",
        expected: "the id of a rule of an organization",
        help: "write it as in `contoso/app-name`",
        fits: is_rule_id,
    },
    Form {
        name: "tenantlint-pointer",
        expected: "a JSON pointer",
        help: "write it as in `/signInAudience` or `/passwordCredentials/*/endDateTime`",
        fits: |text| crate::model::pointed::Pointer::new(text).is_some(),
    },
    Form {
        name: "tenantlint-regex",
        expected: "a regular expression",
        help: "write it as in `^(prod|test)-`: RE2 syntax, without look-around and backreferences",
        fits: |text| regex(text).is_ok(),
    },
    Form { name: "tenantlint-domain", expected: "a domain", help: "write it as in `fabrikam.example`", fits: is_domain },
];

/// Characters that change how the text around them is shown.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The pattern of the id of such a rule. Those of tenantlint have no slash, so a later version cannot have a rule of the same id.
pub(super) const RULE_ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$";

/// Whether a text has the pattern [`RULE_ID`].
pub(super) fn is_rule_id(text: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    let is_name = |name: &str| name.split('-').all(|part| !part.is_empty() && part.chars().all(is_plain));
    text.split_once('/').is_some_and(|(organization, name)| is_name(organization) && is_name(name))
}

/// The pattern of a requirement. A small program is enough for every name, and a large one takes memory and time.
pub(super) fn regex(pattern: &str) -> Result<regex::Regex, regex::Error> {
    const MOST_BYTES: usize = 1 << 20;
    regex::RegexBuilder::new(pattern).size_limit(MOST_BYTES).build()
}

/// Whether a text is a GUID as Microsoft writes it. The format is younger than draft 7, and braces or no hyphens would fit no id.
fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && is_domain(domain)) && !text.contains(char::is_whitespace)
}

fn is_domain(text: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || "-_".contains(character));
    text.contains('.') && text.split('.').all(is_label)
}

fn is_resource_id(text: &str) -> bool {
    text.starts_with('/') && text.contains("/providers/") && !text.contains("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_takes_its_own_ids() {
        let guid = "9a8b7c6d-1111-4222-8333-444455556666";
        let resource = "/subscriptions/x/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build";
        for (name, good, bad) in [
            ("uuid", vec![guid], vec!["{9a8b7c6d-1111-4222-8333-444455556666}", "9a8b7c6d111142228333444455556666", "prod", ""]),
            (
                "tenantlint-guest",
                vec![guid, "a@b.example", "a_b.example#EXT#@c.example", "@b.example"],
                vec!["Vendor One", "@", "a@", "@b", "a b@c.example", "b.example", "a@b@c.example"],
            ),
            ("tenantlint-principal", vec![guid, "a@b.example"], vec!["@b.example", resource, "x"]),
            ("tenantlint-identity", vec![guid, resource], vec!["a@b.example", "/", "build", "//providers/x"]),
            ("tenantlint-domain", vec!["b.example", "ä-1.example"], vec!["*.b.example", "b", ".b", "@b.example", "b.example."]),
        ] {
            let form = FORMS.iter().find(|form| form.name == name).unwrap();
            assert!(good.iter().all(|text| (form.fits)(text)), "{name}: {good:?}");
            assert!(!bad.iter().any(|text| (form.fits)(text)), "{name}: {bad:?}");
        }
    }
}
