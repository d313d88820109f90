//! The names of the files that the script of `collect` writes. A name shows what was requested if the response does not.

use super::folders::split;
use crate::resource::{Each, Kind};

/// The kind of the objects in the file at this path, and the subscription that they belong to; empty if they are all of the tenant.
pub fn by_name(path: &str) -> Option<(Kind, &str)> {
    let stem = split(path).1.strip_suffix(".json")?;
    // The second page is `users.2.json`.
    let stem = stem.rsplit_once('.').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit())).map_or(stem, |(stem, _)| stem);
    Kind::table().find_map(|(kind, entry)| {
        let request = entry.request.as_ref()?;
        let rest = stem.strip_prefix(request.file)?;
        let scope = match request.each() {
            Each::Once | Each::Tenant => Some("").filter(|_| rest.is_empty()),
            Each::Subscription => rest.strip_prefix('-').or(Some(rest).filter(|rest| rest.is_empty())),
            // Objects of one group or app are in a batch, which contains its request.
            Each::BillingAccount | Each::Group | Each::Application => None,
        };
        scope.map(|scope| (kind.clone(), scope))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_the_request() {
        for (path, kind, scope) in [
            ("tenant/users.json", Kind::User, ""),
            ("users.12.json", Kind::User, ""),
            ("managementGroupSettings.json", Kind::ManagementGroupSettings, ""),
            ("a/securityContacts-0b0c.json", Kind::SecurityContact, "0b0c"),
            ("a/securityContacts-0b0c.2.json", Kind::SecurityContact, "0b0c"),
        ] {
            assert_eq!(by_name(path), Some((kind, scope)), "{path}");
        }
        for path in ["users-0b0c.json", "securityContactsX.json", "users.jsonl", "users", "x.json"] {
            assert_eq!(by_name(path), None, "{path}");
        }
    }
}
