//! Users, and where they come from.
//!
//! Source: Microsoft Graph v1.0, resource type `user`.

use crate::model::{Setting, State, Str, day, identified, object};
use jiff::civil::Date;

object! {
    User {
        id: Str<'a>,
        /// Name; a guest's is chosen by whoever invites him.
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
        mail: Str<'a>,
        user_type: Str<'a>,
        /// Whether the account may sign in.
        account_enabled: bool,
        /// `Invitation`, `SelfServiceSignUp`, `LocalAccount`, `EmailVerified`, or null.
        creation_type: Str<'a>,
        /// `PendingAcceptance`, `Accepted`, or null.
        external_user_state: Str<'a>,
        /// When that became so.
        external_user_state_change_date_time: Str<'a>,
        /// When the user was made.
        created_date_time: Str<'a>,
        /// When the user signed in last.
        sign_in_activity: SignInActivity<'a>,
        /// By what the user signs in.
        identities: Vec<Setting<'a, ObjectIdentity<'a>>>,
        /// Who answers for a guest (`$expand`).
        sponsors: Vec<Setting<'a, Reference<'a>>>,
    }

    /// When a user signed in last.
    SignInActivity {
        last_sign_in_date_time: Str<'a>,
        /// By an app on his behalf, tried.
        last_non_interactive_sign_in_date_time: Str<'a>,
        /// Either way, with success.
        last_successful_sign_in_date_time: Str<'a>,
    }
}

/// When a user signed in last, by himself or by an app.
#[derive(Debug)]
pub struct LastSignIn<'s, 'a> {
    /// The latest day that is told, with its setting; nothing where none is.
    pub on: Option<(&'s Setting<'a, Str<'a>>, Date)>,
    /// A later one may be hidden in a value that cannot be read.
    pub is_uncertain: bool,
}

impl<'a> SignInActivity<'a> {
    /// When the user signed in last.
    pub fn last(&self) -> LastSignIn<'_, 'a> {
        let settings =
            [&self.last_sign_in_date_time, &self.last_non_interactive_sign_in_date_time, &self.last_successful_sign_in_date_time];
        let mut last = LastSignIn { on: None, is_uncertain: false };
        for setting in settings {
            match setting.state() {
                State::Absent | State::Null => {}
                State::Unknown(_) => last.is_uncertain = true,
                State::Known(text) => match day(text) {
                    // Graph writes `0001-01-01T00:00:00Z` for never.
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
    /// By what a user signs in.
    ObjectIdentity {
        /// `ExternalAzureAD`, `mail`, `google.com`, or a domain of the tenant.
        issuer: Str<'a>,
    }

    /// Another object of the directory, as `$expand` and infrastructure as code give it.
    Reference {
        id: Str<'a>,
        display_name: Str<'a>,
        user_principal_name: Str<'a>,
        user_type: Str<'a>,
        /// Whether the account may sign in.
        account_enabled: bool,
    }
}

impl<'a> Reference<'a> {
    /// Which object it is: its id, else the sign-in name by which some formats name a user.
    pub fn name_or_id(&self) -> &Setting<'a, Str<'a>> {
        self.id.or(&self.user_principal_name)
    }
}

/// Where a user comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A user of this tenant.
    Member,
    /// Somebody from elsewhere who has the rights of a member.
    ExternalMember,
    Guest,
}

/// Where a user comes from, by its type and sign-in name; nothing where the export does not tell.
///
/// `az ad user list` has no `userType`. The mark `#EXT#` in the name is on external members too, so it does not tell a guest; its
/// absence tells that this is no user of another directory.
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

/// Whether a sign-in name has the mark of a user of another directory: a guest, or a member from elsewhere.
pub fn is_external_name(user_principal_name: &str) -> bool {
    user_principal_name.contains("#EXT#")
}

impl User<'_> {
    /// Where the user comes from; nothing where the export does not tell.
    pub fn standing(&self) -> Option<Standing> {
        // A million users are asked this.
        let (user_type, name) = (self.user_type.known(), self.user_principal_name.known());
        match standing(user_type.map(|text| &**text), name.map(|text| &**text)) {
            Some(Standing::Member) if self.comes_from_elsewhere() => Some(Standing::ExternalMember),
            standing => standing,
        }
    }

    /// Whether nothing tells the type, while the sign-in name has the mark of a user of another directory: a guest, or a member from
    /// elsewhere.
    pub fn is_perhaps_guest(&self) -> bool {
        self.standing().is_none() && self.user_principal_name.known().is_some_and(|name| is_external_name(name))
    }

    /// Whether an invitation was not redeemed yet.
    pub fn is_pending(&self) -> bool {
        self.external_user_state.known().is_some_and(|state| state.eq_ignore_ascii_case("PendingAcceptance"))
    }

    fn comes_from_elsewhere(&self) -> bool {
        let made = self.creation_type.known().is_some_and(|made| matches!(&**made, "Invitation" | "SelfServiceSignUp"));
        // Of a million members nearly none is, and their identities need not be read.
        let is_named = self.identities.raw().is_some_and(|raw| raw.contains("ExternalAzureAD"));
        let issuers = || self.identities.elements().iter().filter_map(|identity| identity.known()?.issuer.known());
        made || is_named && issuers().any(|issuer| &**issuer == "ExternalAzureAD")
    }

    /// [`home_domain`] of this user.
    pub fn home_domain(&self) -> Option<String> {
        home_domain(self.user_principal_name.known().map(|name| &**name), self.mail.known().map(|mail| &**mail))
    }
}

/// The domain of a guest's account in its home directory, in lower case: what the UPN here tells
/// (`vendor_fabrikam.example#EXT#@contoso.example` came from `vendor@fabrikam.example`), else that of the mail address, which others
/// may change.
///
/// Source: Microsoft Learn, "Properties of a Microsoft Entra B2B collaboration user".
pub fn home_domain(upn: Option<&str>, mail: Option<&str>) -> Option<String> {
    let told = || {
        let (address, _) = upn?.split_once("#EXT#")?;
        // No domain name holds `_`, so the last one stands for the `@`.
        let (_, domain) = address.rsplit_once('_')?;
        Some(domain).filter(|domain| domain.contains('.'))
    };
    let written = || Some(mail?.rsplit_once('@')?.1).filter(|domain| !domain.is_empty());
    told().or_else(written).map(str::to_ascii_lowercase)
}

identified!(User, |object| (&object.id, object.display_name.or(&object.user_principal_name)));

#[cfg(test)]
mod tests {
    use super::home_domain;

    #[test]
    fn the_upn_of_a_guest_tells_its_home_before_his_address() {
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
        assert_eq!(home_domain(None, Some("nobody")), None);
    }
}
