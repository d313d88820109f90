//! What holds where Bicep or a template does not say it: documented defaults, by the name of the kind.
//!
//! `signInAudience` is not here: its documentation contradicts what was observed, so that nothing may be concluded where it is left out.
//!
//! Sources: Microsoft Graph Bicep reference, v1.0 and beta; Azure Resource Manager reference of the named types (2026-07).

pub(super) enum Default {
    Json(&'static str),
    /// An object with defaults of its own: it is there even where nothing of it is written.
    Object(&'static [(&'static str, Self)]),
}

use Default::{Json, Object};

const EMPTY: Default = Json("[]");
const NO: Default = Json("false");
const NULL: Default = Json("null");

/// Defaults of a kind.
pub(super) fn of(kind: &str) -> &'static [(&'static str, Default)] {
    DEFAULTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map_or(&[], |(_, defaults)| defaults)
}

type Defaults = &'static [(&'static str, Default)];

static DEFAULTS: &[(&str, Defaults)] = &[
    (
        "application",
        &[
            ("api", Object(&[("requestedAccessTokenVersion", NULL)])),
            ("appRoles", EMPTY),
            ("authenticationBehaviors", NULL),
            ("identifierUris", EMPTY),
            ("isFallbackPublicClient", NULL),
            ("optionalClaims", NULL),
            ("publicClient", Object(&[("redirectUris", EMPTY)])),
            ("requiredResourceAccess", EMPTY),
            ("servicePrincipalLockConfiguration", NULL),
            ("spa", Object(&[("redirectUris", EMPTY)])),
            (
                "web",
                Object(&[
                    ("implicitGrantSettings", Object(&[("enableAccessTokenIssuance", NO), ("enableIdTokenIssuance", NO)])),
                    ("redirectUris", EMPTY),
                ]),
            ),
        ],
    ),
    ("group", &[("isAssignableToRole", NULL)]),
    ("Microsoft.Authorization/policyAssignments", &[("properties", Object(&[("enforcementMode", Json("\"Default\""))]))]),
    ("servicePrincipal", &[("accountEnabled", Json("true")), ("appRoleAssignmentRequired", NO)]),
];
