//! Users, including guests and other external users.
//!
//! Source: Microsoft Graph v1.0, resource type `user`.

use crate::model::{Setting, State, Str, day, identified, object};
use jiff::civil::Date;

object! {
    User {
        id: Str<'a>,
        /// The inviter chooses the display name of a guest.
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
        mail: Str<'a>,
        user_type: Str<'a>,
        account_enabled: bool,
        /// `Invitation`, `SelfServiceSignUp`, `LocalAccount`, `EmailVerified`, or null.
        creation_type: Str<'a>,
        /// `PendingAcceptance`, `Accepted`, or null.
        external_user_state: Str<'a>,
        external_user_state_change_date_time: Str<'a>,
        created_date_time: Str<'a>,
        sign_in_activity: SignInActivity<'a>,
        identities: Vec<Setting<'a, ObjectIdentity<'a>>>,
        /// The sponsors of a guest (`$expand`).
        sponsors: Vec<Setting<'a, Reference<'a>>>,
    }

    SignInActivity {
        last_sign_in_date_time: Str<'a>,
        /// By an app on behalf of the user, successful or not.
        last_non_interactive_sign_in_date_time: Str<'a>,
        /// Interactive or not, successful only.
        last_successful_sign_in_date_time: Str<'a>,
    }
}

/// The last sign-in of a user, interactive or not.
#[derive(Debug)]
pub struct LastSignIn<'s, 'a> {
    /// The latest known day, with its setting.
    pub on: Option<(&'s Setting<'a, Str<'a>>, Date)>,
    /// A value that cannot be read may contain a later day.
    pub is_uncertain: bool,
}

impl<'a> SignInActivity<'a> {
    pub fn last(&self) -> LastSignIn<'_, 'a> {
        let settings =
            [&self.last_sign_in_date_time, &self.last_non_interactive_sign_in_date_time, &self.last_successful_sign_in_date_time];
        let mut last = LastSignIn { on: None, is_uncertain: false };
        for setting in settings {
            match setting.state() {
                State::Absent | State::Null => {}
                State::Unknown(_) => last.is_uncertain = true,
                State::Known(text) => match day(text) {
                    // Graph writes `0001-01-01T00:00:00Z` for "never".
                    Some(day) if day.year() <= 1 => {}
                    Some(day) => last.on = last.on.into_iter().chain([(setting, day)]).max_by_key(|(_, day)| *day),
                    None => last.is_uncertain = true,
                },
            }
        }
        last
    }
}

object! {
    ObjectIdentity {
        /// `ExternalAzureAD`, `mail`, `google.com`, or a domain of the tenant.
        issuer: Str<'a>,
    }

    /// Another directory object, as `$expand` and infrastructure as code write it.
    Reference {
        #[serde(rename = "@odata.type")]
        odata_type: Str<'a>,
        id: Str<'a>,
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
        user_type: Str<'a>,
        account_enabled: bool,
    }
}

impl<'a> Reference<'a> {
    /// The id, else the sign-in name by which some formats refer to a user.
    pub fn name_or_id(&self) -> &Setting<'a, Str<'a>> {
        self.id.or(&self.user_principal_name)
    }
}

/// Whether a user is internal or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A member of this tenant.
    Member,
    /// An external user with the user type `Member`.
    ExternalMember,
    Guest,
}

/// Classifies a user by user type and sign-in name; `None` if the export does not decide it.
///
/// `az ad user list` has no `userType`. The sign-in names of external members also contain `#EXT#`, so the mark does not identify a guest,
/// but a name without it belongs to an internal user.
pub fn standing(user_type: Option<&str>, user_principal_name: Option<&str>) -> Option<Standing> {
    let is_external = user_principal_name.map(is_external_name);
    match user_type {
        Some(user_type) if user_type.eq_ignore_ascii_case("Guest") => Some(Standing::Guest),
        Some(_) if is_external == Some(true) => Some(Standing::ExternalMember),
        Some(_) => Some(Standing::Member),
        None if is_external == Some(false) => Some(Standing::Member),
        None => None,
    }
}

/// Whether a sign-in name has the mark of an external user: a guest or an external member.
pub fn is_external_name(user_principal_name: &str) -> bool {
    user_principal_name.contains("#EXT#")
}

impl User<'_> {
    pub fn standing(&self) -> Option<Standing> {
        // This runs for every user, of whom there can be a million.
        let (user_type, name) = (self.user_type.known(), self.user_principal_name.known());
        match standing(user_type.map(|text| &**text), name.map(|text| &**text)) {
            Some(Standing::Member) if self.is_from_another_directory() => Some(Standing::ExternalMember),
            standing => standing,
        }
    }

    /// Whether the type is unknown and the sign-in name has the mark of an external user: a guest or an external member.
    pub fn is_perhaps_guest(&self) -> bool {
        self.standing().is_none() && self.user_principal_name.known().is_some_and(|name| is_external_name(name))
    }

    /// Whether the user has not redeemed the invitation yet.
    pub fn is_pending(&self) -> bool {
        self.external_user_state.known().is_some_and(|state| state.eq_ignore_ascii_case("PendingAcceptance"))
    }

    fn is_from_another_directory(&self) -> bool {
        let made = self.creation_type.known().is_some_and(|made| matches!(&**made, "Invitation" | "SelfServiceSignUp"));
        // Parsing the identities of a million members would be slow, and almost none of them matches.
        let is_named = self.identities.raw().is_some_and(|raw| raw.contains("ExternalAzureAD"));
        let issuers = || self.identities.elements().iter().filter_map(|identity| identity.known()?.issuer.known());
        made || is_named && issuers().any(|issuer| &**issuer == "ExternalAzureAD")
    }

    pub fn home_domain(&self) -> Option<String> {
        home_domain(self.user_principal_name.known().map(|name| &**name), self.mail.known().map(|mail| &**mail))
    }
}

/// The domain of the account of a guest in the home tenant, in lower case. The UPN shows it (`vendor_fabrikam.example#EXT#@contoso.example`
/// is `vendor@fabrikam.example`), otherwise the mail address, which others may change.
///
/// Source: Microsoft Learn, "Properties of a Microsoft Entra B2B collaboration user".
pub fn home_domain(upn: Option<&str>, mail: Option<&str>) -> Option<String> {
    let from_upn = || {
        let (address, _) = upn?.split_once("#EXT#")?;
        // Domain names contain no `_`, so the last one replaces the `@`.
        let (_, domain) = address.rsplit_once('_')?;
        Some(domain).filter(|domain| domain.contains('.'))
    };
    let written = || Some(mail?.rsplit_once('@')?.1).filter(|domain| !domain.is_empty());
    from_upn().or_else(written).map(str::to_ascii_lowercase)
}

identified!(User, |object| (&object.id, object.display_name.or(&object.user_principal_name)));

#[cfg(test)]
mod tests {
    use super::home_domain;

    #[test]
    fn the_upn_takes_precedence_over_the_mail_address() {
        for (upn, expected) in [
            ("vendor_fabrikam.example#EXT#@contoso.example", Some("fabrikam.example")),
            ("first_last_Fabrikam.example#EXT#@contoso.example", Some("fabrikam.example")),
            ("member@contoso.example", None),
            ("live.com#EXT#@contoso.example", None),
            ("a_b#EXT#@contoso.example", None),
        ] {
            assert_eq!(home_domain(Some(upn), None).as_deref(), expected, "{upn}");
            assert_eq!(home_domain(Some(upn), Some("x@Other.example")).as_deref(), expected.or(Some("other.example")), "{upn}");
        }
        assert_eq!(home_domain(None, Some("no-address")), None);
    }
}
