//! Guest invitations, allowed domains, and self-service sign-up.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types of the same names.

use crate::model::{Reference, Setting, Str, identified, object};

object! {
    /// The domains that can be invited (`legacy/policies`).
    B2bManagementPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Whether the policy is in effect.
        is_organization_default: bool,
        /// JSON in text: `{"B2BManagementPolicy":{"InvitationsAllowedAndBlockedDomainsPolicy":{…}}}`.
        definition: Vec<Setting<'a, Str<'a>>>,
    }
}

identified!(B2bManagementPolicy, |object| (&object.id, &object.display_name));

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitedDomains {
    Allowed(Vec<String>),
    Blocked(Vec<String>),
    Any,
    /// Both lists exist and are empty. Which of them applies is not documented.
    BothEmpty,
}

impl B2bManagementPolicy<'_> {
    /// The domains that can be invited; `None` if the definition cannot be read.
    ///
    /// An empty list of allowed domains blocks every invitation. An empty list of blocked domains blocks none.
    pub fn domains(&self) -> Option<InvitedDomains> {
        #[derive(serde::Deserialize, Default)]
        #[serde(rename_all = "PascalCase", default)]
        struct Lists {
            allowed_domains: Option<Vec<String>>,
            blocked_domains: Option<Vec<String>>,
        }
        #[derive(serde::Deserialize, Default)]
        #[serde(rename_all = "PascalCase", default)]
        struct Policy {
            invitations_allowed_and_blocked_domains_policy: Option<Lists>,
        }
        #[derive(serde::Deserialize)]
        struct Definition {
            #[serde(rename = "B2BManagementPolicy")]
            policy: Policy,
        }
        let definitions = self.definition.known()?.iter().map(Setting::known).collect::<Option<Vec<_>>>()?;
        let mut domains = InvitedDomains::Any;
        for text in definitions {
            let definition: Definition = serde_json::from_str(text).ok()?;
            let lists = definition.policy.invitations_allowed_and_blocked_domains_policy.unwrap_or_default();
            match (lists.allowed_domains, lists.blocked_domains) {
                (Some(allowed), Some(blocked)) if allowed.is_empty() && blocked.is_empty() => return Some(InvitedDomains::BothEmpty),
                (Some(allowed), _) => return Some(InvitedDomains::Allowed(allowed)),
                (None, Some(blocked)) if !blocked.is_empty() => domains = InvitedDomains::Blocked(blocked),
                _ => {}
            }
        }
        Some(domains)
    }
}

object! {
    AuthenticationFlowsPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Sign-up through user flows.
        self_service_sign_up: SelfServiceSignUp<'a>,
    }
}

identified!(AuthenticationFlowsPolicy, |object| (&object.id, &object.display_name));

object! {
    SelfServiceSignUp {
        is_enabled: bool,
    }

    Invitation {
        id: Str<'a>,
        invited_user_email_address: Str<'a>,
        invited_user_type: Str<'a>,
        /// The user that the invitation created.
        invited_user: Reference<'a>,
    }
}

identified!(Invitation, |object| (&object.id, &object.invited_user_email_address));
